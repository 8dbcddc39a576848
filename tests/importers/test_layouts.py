"""Every messy layout that ledgers come in: titles, two-line headers, merges, totals, notes, many sheets."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from jiefen_lite.errors import UnreadableFile
from tests.importers.factories import (
    AS_OF,
    SMALL_BOOK,
    errors_of,
    fields_of,
    opened,
    rows_of,
    warnings_of,
    workbook,
)

HEADER = ["序号", "登记日期", "当事人", "联系电话", "类型", "简要情况", "责任单位", "备注"]


def line(number: int, **change: Any) -> list[Any]:
    """A usual data line under ``HEADER``."""
    usual = {
        "登记日期": "2025-11-03", "当事人": "张三", "联系电话": "13900001234", "类型": "邻里纠纷",
        "简要情况": f"第{number}件争执", "责任单位": "锦山镇", "备注": None, **change,
    }  # fmt: skip
    return [number, *(usual[header] for header in HEADER[1:])]


def test_a_ledger_with_everything_around_it() -> None:
    """Title, unit and date of filling in, totals, notes, blanks, a repeated header: each told."""
    rows = [
        ["锦山镇2025年11月矛盾纠纷排查化解台账"],
        ["填报单位：锦山镇综治中心（盖章）", None, None, "填报日期：2025年12月1日"],
        HEADER,
        line(1),
        [None] * 8,
        HEADER,
        line(2),
        [3],
        ["合计", None, None, None, 2],
        ["填表人：张某   审核人：李某   联系电话：…"],
        ["备注：1.本表每月5日前报送"],
    ]
    data = workbook(rows, merge=["A1:H1"])
    sheet = opened(data).sheets[0]
    assert (sheet.header_row, sheet.header_rows) == (3, 1)
    assert sheet.skipped == (
        (1, "表头以上的标题、填报单位等"),
        (2, "表头以上的标题、填报单位等"),
        (5, "空行"),
        (6, "重复出现的表头"),
        (8, "只有序号的空白行"),
        (9, "合计、小计行"),
        (10, "填表人、备注等说明"),
        (11, "填表人、备注等说明"),
    )
    assert [row.row_no for row in rows_of(data)] == [4, 7]


def test_two_lines_of_header() -> None:
    """The upper line's groups tell whose telephone it is; an upper cell over both lines is a header too."""
    rows = [
        ["台账"],
        ["序号", "基本情况", None, None, "当事人", None, "被申请人", None, "处理结果"],
        [None, "时间", "地点", "类型", "姓名", "电话", "姓名", "电话", None],
        [1, "2025-11-03", "某屯", "邻里纠纷", "张三", "13900001234", "李四", "13900005678", "已化解"],
    ]
    data = workbook(rows, merge=["A1:I1", "A2:A3", "B2:D2", "E2:F2", "G2:H2", "I2:I3"])
    sheet = opened(data).sheets[0]
    assert (sheet.header_row, sheet.header_rows) == (2, 2)
    assert [column.header for column in sheet.columns] == [
        "序号", "基本情况-时间", "基本情况-地点", "基本情况-类型", "当事人-姓名", "当事人-电话",
        "被申请人-姓名", "被申请人-电话", "处理结果",
    ]  # fmt: skip
    row = rows_of(data)[0]
    assert row.row_no == 4
    assert row.fields == {
        "received_at": "2025-11-03", "clock_start_at": "2025-11-03", "place": "某屯", "raw_type": "邻里纠纷",
        "result": "已化解",
        "parties": [
            {"role": "applicant", "name": "张三", "phone": "13900001234"},
            {"role": "respondent", "name": "李四", "phone": "13900005678"},
        ],
    }  # fmt: skip


def test_two_lines_of_header_in_csv() -> None:
    """Without merges the gaps of the upper line show the groups."""
    text = "序号,登记日期,当事人,,简要情况\n,,姓名,电话,\n1,2025-11-03,张三,13900001234,争执\n"
    sheet = opened(text.encode()).sheets[0]
    assert sheet.header_rows == 2
    assert fields_of(text.encode())[0]["parties"] == [
        {"role": "applicant", "name": "张三", "phone": "13900001234"}
    ]


def test_one_line_of_header_followed_by_short_data() -> None:
    """The first data line is never taken for the lower half of a header."""
    data = workbook([["登记日期", "当事人", "类型", "简要情况"], ["2025-11-03", "张三", "其他", "争执"]])
    assert opened(data).sheets[0].header_rows == 1
    assert len(rows_of(data)) == 1


def test_merged_cells_fill_downwards_only() -> None:
    """One unit for three lines speaks for all; a cell merged across columns only for the first."""
    rows = [
        HEADER,
        line(1),
        line(2, 责任单位=None),
        line(3, 责任单位=None),
        line(4, 当事人="王五", 联系电话=None),
    ]
    data = workbook(rows, merge=["G2:G4", "C5:D5"])
    fields = fields_of(data)
    assert [one["responsible_unit"] for one in fields] == ["锦山镇"] * 4
    assert fields[3]["parties"] == [{"role": "applicant", "name": "王五"}]


def test_records_merged_over_two_lines_count_once() -> None:
    """The lower line of a tall record is blank and no second case."""
    rows = [
        ["登记日期", "当事人", "简要情况"],
        ["2025-11-03", "张三", "争执"],
        [None] * 3,
        ["2025-11-04", "李四", "争吵"],
    ]
    data = workbook(rows, merge=["A2:A3", "B2:B3", "C2:C3"])
    assert [row.row_no for row in rows_of(data)] == [2, 4]


def test_several_sheets_and_a_town_as_their_name() -> None:
    """Each sheet has its own header; the sheet's name is the town where there is no such column."""
    short = ["登记日期", "当事人", "简要情况"]
    data = workbook(
        {
            "锦山镇": [short, ["2025-11-03", "张三", "争执"]],
            "Sheet2": [["标题"], short, ["2025-11-04", "李四", "争吵"]],
        }
    )
    rows = rows_of(data)
    assert [(row.sheet_no, row.row_no, row.fields.get("town")) for row in rows] == [
        (0, 2, "锦山镇"),
        (1, 3, None),
    ]


def test_the_town_column_goes_before_the_sheet_name() -> None:
    """What the row says counts."""
    header = ["登记日期", "当事人", "简要情况", "镇（街道）"]
    data = workbook({"锦山镇": [header, ["2025-11-03", "张三", "争执", "城东街道"]]})
    assert fields_of(data)[0]["town"] == "城东街道"


def test_hidden_sheets_are_left_out_and_told() -> None:
    """Lists of codes hide there."""

    def hide(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"

    data = workbook({"台账": [HEADER, line(1)], "字典": [HEADER, line(2)]}, touch=hide)
    assert [(sheet.name, sheet.note) for sheet in opened(data).sheets] == [
        ("台账", None),
        ("字典", "隐藏的工作表，没有读取"),
    ]
    assert len(rows_of(data)) == 1


def test_statistics_are_no_ledger() -> None:
    """A wide table of counts beside the ledger is told and not read; alone it is refused."""
    wide = [
        ["人民调解统计表"],
        ["责任单位", "案件总数", "其中", None, None],
        [None, None, "邻里", "婚姻家庭", "合同"],
        ["锦山镇", 12, 3, 4, 5],
        ["城东街道", 9, 3, 3, 3],
    ]
    sheets = opened(workbook({"台账": [HEADER, line(1)], "统计": wide})).sheets
    assert sheets[1].note is not None
    assert sheets[1].note.startswith("这是统计表")
    with pytest.raises(UnreadableFile, match="统计表"):
        opened(workbook(wide))


def test_no_header_at_all() -> None:
    """The sentence says what to do."""
    with pytest.raises(UnreadableFile, match="没有找到表头"):
        opened(workbook([["今天天气很好"], ["明天也好"]]))


def test_the_reporting_period_gives_the_year() -> None:
    """A date without a year takes the year of the title, or the year before where it would be too late."""
    rows = [
        ["2025年1月台账"],
        ["填报日期：2025年2月5日"],
        HEADER,
        line(1, 登记日期="1月13日"),
        line(2, 登记日期="12月28日"),
    ]
    read = rows_of(workbook(rows), as_of=date(2026, 3, 1))
    assert [row.fields["received_at"] for row in read] == ["2025-01-13", "2024-12-28"]
    assert warnings_of(read[0]) == ["“登记日期”没有写年份，按填报期补为 2025 年，请核对"]
    assert warnings_of(read[1]) == ["“登记日期”没有写年份，按 2025 年算晚于填报日，取 2024 年，请核对"]


def test_leading_empty_rows_and_columns_keep_the_excel_row() -> None:
    """The told row is the one a person sees."""

    def shift(sheet: Worksheet) -> None:
        sheet.insert_rows(1, 3)
        sheet.insert_cols(1, 2)

    data = workbook([HEADER, line(1, 登记日期="2月30日")], touch=shift)
    row = rows_of(data)[0]
    assert row.row_no == 5
    assert errors_of(row) == [
        "登记日期不可能：“登记日期”写的“2月30日”没有这一天或这一刻，请改正后重新导入这一行"
    ]


def test_error_cells_and_formulas_without_a_result_are_told() -> None:
    """They look empty to the reader; the person learns which cell it is."""

    def spoil(sheet: Worksheet) -> None:
        sheet["G2"] = "#N/A"
        sheet["G2"].data_type = "e"
        sheet["H2"] = "=1+1"

    row = rows_of(workbook([HEADER, line(1)], touch=spoil))[0]
    assert warnings_of(row) == [
        "“责任单位”公式出错（#N/A），按空处理，请在原表中改正",
        "“备注”公式没有保存计算结果，按空处理，请在原表中改正",
    ]


def test_unknown_columns_are_kept_by_name_with_masked_samples() -> None:
    """A person is asked once, and sees no telephone numbers on the way."""
    header = ["登记日期", "当事人", "简要情况", "神秘列"]
    rows = [["2025-11-03", "张三", "争执", f"找1390000123{n}"] for n in range(5)]
    data = workbook([header, *rows])
    column = opened(data).sheets[0].columns[3]
    assert (column.field, column.how) == (None, "unknown")
    assert column.samples == ("找139****1230", "找139****1232", "找139****1234")
    assert fields_of(data)[0]["extra"] == {"神秘列": "找13900001230"}


def test_what_was_taught_is_known() -> None:
    """A taught header goes before all others; null keeps by name without asking again."""
    book = {**SMALL_BOOK, "learned": {"mediation": {"神秘列": "place", "备注": None}}}
    data = workbook([["登记日期", "当事人", "神 秘列", "备注"], ["2025-11-03", "张三", "某屯", "急"]])
    assert [(one.field, one.how) for one in opened(data, book=book).sheets[0].columns[2:]] == [
        ("place", "learned"),
        (None, "learned"),
    ]
    assert fields_of(data, book=book)[0]["extra"] == {"备注": "急"}


def test_the_channel_is_recognised_or_asked_for() -> None:
    """By headers, by the file's name; where nothing speaks, the person chooses."""
    plain = [["登记日期", "当事人", "简要情况"], ["2025-11-03", "张三", "争执"]]
    signed = [["卷号", *plain[0]], ["1", *plain[1]]]
    assert opened(workbook(signed), channel=None).channel_how == "表头有“卷号”"
    assert opened(workbook(plain), channel=None, name="网格11月.xlsx").channel == "grid"
    with pytest.raises(UnreadableFile, match="看不出这是哪个渠道"):
        opened(workbook(plain), channel=None)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["case", "blank", "total", "note", "header"]), max_size=30),
    st.integers(0, 5),
    st.booleans(),
)
def test_no_line_is_lost(kinds: list[str], blank_above: int, as_csv: bool) -> None:
    """Counted independently: every line is a case or skipped, never both, never neither."""
    made = {
        "case": lambda n: line(n),
        "blank": lambda n: [None] * len(HEADER),
        "total": lambda n: ["小计", None, None, None, n, None, None, None],
        "note": lambda n: ["填表人：王某", *[None] * 7],
        "header": lambda n: HEADER,
    }
    rows = (
        [[None] * 8] * blank_above + [HEADER] + [made[kind](at) for at, kind in enumerate(kinds)] + [line(99)]
    )
    if as_csv:
        text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
        data = text.encode("gb18030")
    else:
        data = workbook(rows)
    cases = [at for at, row in enumerate(rows, 1) if row[1] == "2025-11-03"]
    sheet = opened(data).sheets[0]
    assert [row.row_no for row in rows_of(data)] == cases
    skipped = [row for row, _ in sheet.skipped]
    assert sorted([*skipped, *cases, blank_above + 1]) == list(range(1, len(rows) + 1))


ONE_LINE = ["序号", "登记日期", "姓名", "联系电话", "简要情况", "责任单位"]
JOINED = ["序号", "登记日期", "当事人-姓名", "当事人-联系电话", "简要情况", "责任单位"]
UPPER = ["序号", "登记日期", "当事人", None, "简要情况", "责任单位"]
LOWER = [None, None, "姓名", "联系电话", None, None]
TITLES: tuple[list[list[Any]], ...] = (
    [],
    [["锦山镇2025年11月台账"]],
    [["锦山镇2025年11月台账"], ["填报单位：锦山镇综治中心", None, None, "填报日期：2025年12月1日"]],
    [["填报单位", "锦山镇", "联系电话", "13900001234", "备注"]],
    [["单位：锦山镇", "联系电话：", None, "2025年11月", None, "备注"]],
)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(TITLES),
    st.booleans(),
    st.lists(st.sampled_from(["case", "case", "one", "joined", "two", "blank", "total"]), max_size=14),
)
def test_the_first_header_counts_and_a_later_one_repeats_it(
    titles: list[list[Any]], two_lines: bool, kinds: list[str]
) -> None:
    """A repeated header that has more of our words than the first never makes data into a title."""
    case = [1, "2025-11-03", "张三", "13900001234", "争执", "锦山镇"]
    header = [UPPER, LOWER] if two_lines else [ONE_LINE]
    made: dict[str, list[list[Any]]] = {
        "case": [case],
        "one": [ONE_LINE],
        "joined": [JOINED if two_lines else ONE_LINE],
        "two": header,
        "blank": [[None] * 6],
        "total": [["合计", "3件", None, None, None, None]],
    }
    rows = [*titles, *header, *(row for kind in kinds for row in made[kind]), case]
    top = len(titles) + 1
    merge = (
        [f"C{top}:D{top}", *(f"{letter}{top}:{letter}{top + 1}" for letter in "ABEF")] if two_lines else []
    )
    data = workbook(rows, merge=merge)
    sheet = opened(data).sheets[0]
    assert (sheet.header_row, sheet.header_rows) == (top, len(header))
    cases = [at for at, row in enumerate(rows, 1) if row is case]
    assert [row.row_no for row in rows_of(data)] == cases
    whys = dict(sheet.skipped)
    assert len(whys) == len(sheet.skipped)
    of_header = range(top, top + len(header))
    assert sorted([*whys, *cases, *of_header]) == list(range(1, len(rows) + 1))
    repeated = {at for at, row in enumerate(rows, 1) if row in (ONE_LINE, JOINED, UPPER, LOWER)}
    assert {at for at, why in whys.items() if why == "重复出现的表头"} == repeated - set(of_header)


CELL = st.one_of(
    st.none(),
    st.sampled_from(
        ["合计", "填表人：王某", "审核不严引发纠纷", "备注：急", "姓名", "登记日期", "2025-11-03", "争执"]
    ),
    st.text("甲乙丙丁0123456789：（）", max_size=15),
    st.integers(0, 99999),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(CELL, min_size=6, max_size=6), min_size=1, max_size=14), st.integers(0, 3))
def test_every_line_is_a_case_or_has_its_reason(lines: list[list[Any]], at: int) -> None:
    """Counted by openpyxl's own rows, whatever stands in them and wherever the header stands."""
    rows = [*lines[:at], ONE_LINE, *lines[at:]]
    data = workbook(rows)
    sheets = opened(data).sheets
    told = [row for sheet in sheets for row, why in sheet.skipped if why]
    read = [row.row_no for row in rows_of(data)]
    of_header = [
        row for sheet in sheets for row in range(sheet.header_row, sheet.header_row + sheet.header_rows)
    ]
    assert sorted([*told, *read, *of_header]) == list(range(1, len(told) + len(read) + len(of_header) + 1))
    filled = {
        number
        for number, row in enumerate(
            load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True), 1
        )
        if any(cell not in (None, "") for cell in row)
    }
    assert filled <= {*told, *read, *of_header}


def test_a_story_that_begins_like_a_note_is_a_case() -> None:
    """负责人拖欠工资 in the first column of a full row is what happened, not who signed."""
    header = ["简要情况", "登记日期", "当事人", "责任单位", "备注"]
    rows = [
        ["负责人拖欠工资", "2025-11-03", "张三", "锦山镇", None],
        ["审核不通过引发争执", "2025-11-04", "李四", "锦山镇", None],
        ["负责人：王某", "审核人：李某", "填表人：张某", None, None],
        ["填表人", "张某", "审核人", "李某", None],
    ]
    data = workbook([header, *rows])
    assert [row.row_no for row in rows_of(data)] == [2, 3]
    assert opened(data).sheets[0].skipped == ((4, "填表人、备注等说明"), (5, "填表人、备注等说明"))


def test_every_signature_and_note_below_the_table_is_skipped() -> None:
    """备注 and 说明 in a cell of their own, whoever signs, and a case that begins like them."""
    header = ["简要情况", "登记日期", "当事人", "责任单位", "类型"]
    rows = [
        ["说明书丢失引发争执", "2025-11-03", "张三", "锦山镇", None],
        ["备注", "本表每月5日前报送", None, None, None],
        ["说　明", "本表由镇综治中心填写", None, None, None],
        ["分管领导签字：", None, None, "填报人：王某", None],
        ["报送时间：2025年12月1日", None, None, None, None],
    ]
    data = workbook([header, *rows])
    assert [row.row_no for row in rows_of(data)] == [2]
    assert {why for _, why in opened(data).sheets[0].skipped} == {"填表人、备注等说明"}


def test_titles_and_group_headings_between_the_cases_are_skipped() -> None:
    """Printed page by page, or grouped by kind or town; a lone short cell that is no heading is told."""
    header = ["编号", "登记日期", "当事人", "类型", "简要情况", "责任单位"]
    case = ["A1", "2025-11-03", "张三", None, "争执", "锦山镇"]
    rows = [header, ["一、邻里纠纷"], case, ["（二）土地纠纷"], case, ["锦山镇"], case, ["A9"]]
    data = workbook(rows, merge=["A6:F6"])
    assert [row.row_no for row in rows_of(data)] == [3, 5, 7, 8]
    assert [why for _, why in opened(data).sheets[0].skipped] == ["只有一个单元格的说明文字"] * 3


def test_the_telephone_behind_the_name_stays_beside_that_of_the_column() -> None:
    """A person may be reached under both; equal ones are one."""
    header = ["登记日期", "当事人", "联系电话", "简要情况"]
    people = [
        ("张三（男，13900001234）", "13900005678"),
        ("张三（13900001234）、李四", "13900005678、13900009999"),
        ("张三（13900001234）", "13900001234"),
        ("张三（13900001234）、李四", "0454-1234567"),
    ]
    data = workbook([header, *(["2025-11-03", name, phone, "争执"] for name, phone in people)])
    phones = [[party.get("phone") for party in one["parties"]] for one in fields_of(data)]
    assert phones == [
        ["13900001234、13900005678"],
        ["13900001234、13900005678", "13900009999"],
        ["13900001234"],
        ["13900001234、0454-1234567", None],
    ]


def test_dates_of_cells_survive() -> None:
    """Real date cells, with and without a time of day."""
    data = workbook(
        [HEADER, line(1, 登记日期=datetime(2025, 11, 3, 14, 22, 5)), line(2, 登记日期=date(2025, 11, 4))]
    )
    assert [one["received_at"] for one in fields_of(data)] == ["2025-11-03T14:22:05", "2025-11-04"]
    assert rows_of(data)[0].cells[1] == "2025-11-03 14:22:05"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_plain_tables_in_all_encodings(encoding: str, sign: str) -> None:
    """Rare names, quoted line ends and =\"…\" texts; the row is counted as Excel shows it."""
    lines = [
        ["编号", "登记日期", "当事人", "简要情况"],
        ['"=""0012345"""', "2025-11-03", "张㛃", '"争执\n两次"'],
        ["12345202511030000217", "2025-11-04", "李四", "争吵"],
    ]
    data = "\n".join(sign.join(row) for row in lines).encode(encoding)
    rows = rows_of(data)
    assert [(row.row_no, row.fields["source_no"]) for row in rows] == [
        (2, "0012345"),
        (3, "12345202511030000217"),
    ]
    assert rows[0].fields["summary"] == "争执\n两次"
    assert rows[0].fields["parties"][0]["name"] == "张㛃"


def test_an_open_quotation_mark_swallows_nothing() -> None:
    """Refused with the line, rather than a file of one row."""
    with pytest.raises(UnreadableFile, match="引号没有成对"):
        opened('登记日期,当事人,简要情况\n2025-11-03,张三,"争执\n2025-11-04,李四,争吵\n'.encode())


def test_the_import_day_bounds_the_registration_date() -> None:
    """On the day itself still, the day after no more."""
    data = workbook([HEADER, line(1, 登记日期=AS_OF), line(2, 登记日期="2025-12-02")])
    rows = rows_of(data)
    assert errors_of(rows[0]) == []
    assert errors_of(rows[1]) == ["登记日期不可能：“登记日期”为 2025-12-02，晚于导入日 2025-12-01，请核对"]
