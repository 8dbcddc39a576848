"""Where tables stand on a sheet: below instructions, side by side, one under another; and what is none."""

# ruff: noqa: E501 - tables of examples are read line by line

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from importers.columns import column_letters
from jiefen_lite.errors import UnreadableFile
from tests.importers.factories import (
    errors_of,
    fields_of,
    opened,
    rezip,
    rows_of,
    shipped_book,
    warnings_of,
    workbook,
)

SHORT = ["序号", "登记日期", "当事人", "简要情况"]
FORM_RULES = [
    ["填表说明"],
    *(
        [f"{number}．第{number}条：请按实际情况填写，登记日期填写受理当天，不得空缺"]
        for number in range(1, 13)
    ),
]


def case(number: int, who: str = "张三", day: str = "2025-11-03") -> list[Any]:
    """A usual line under ``SHORT``."""
    return [number, day, who, f"第{number}件争执"]


def whos(data: bytes, **how: Any) -> list[tuple[int, str]]:
    """(Excel row, first party) of every case, in the order of reading."""
    return [(row.row_no, row.fields["parties"][0]["name"]) for row in rows_of(data, **how)]


def told(data: bytes, **how: Any) -> dict[int, str]:
    """Excel row -> why it is no case, over all tables; no row is told twice."""
    every = [one for sheet in opened(data, **how).sheets for one in sheet.skipped]
    assert len(dict(every)) == len(every)
    return dict(every)


@pytest.mark.parametrize("lines", [11, 40, 75])
@pytest.mark.parametrize("blank", [0, 2])
def test_a_header_below_long_instructions(lines: int, blank: int) -> None:
    """Ten lines are not the end of the search, nor are sixty; every line above is told."""
    rules = [[f"{number}. 登记日期：填写受理当天；当事人：写全名；"] for number in range(lines)]
    rows = [["台账"], *rules, *[[None]] * blank, SHORT, case(1)]
    data = workbook(rows, merge=["A1:D1"])
    sheet = opened(data).sheets[0]
    assert sheet.header_row == lines + blank + 2
    assert whos(data) == [(lines + blank + 3, "张三")]
    assert len(sheet.skipped) == lines + blank + 1


def test_instructions_in_a_table_of_their_own_are_no_header() -> None:
    """A list of our very words, one a line, stands above the header."""
    rules = [
        ["列名", "填写要求", "是否必填", "示例"],
        ["登记日期", "受理当天", "必填", "2025-11-03"],
        ["当事人", "写全名", "必填", "张三"],
        ["简要情况", "写明经过", "必填", "因地界争执"],
        ["联系电话", "11 位", "选填", "13900001234"],
        ["备注", "可以不填", "选填", ""],
    ]
    data = workbook([["填表说明"], *rules, [None], SHORT, case(1)])
    assert opened(data).sheets[0].header_row == 9
    assert whos(data) == [(10, "张三")]


def test_a_form_line_far_above_does_not_take_the_headers_place() -> None:
    """填报单位、联系电话、备注 in cells of their own, fourteen lines above."""
    form = ["填报单位", "锦山镇", "联系电话", "13900001234", "备注"]
    data = workbook([form, *FORM_RULES, SHORT, case(1)])
    assert opened(data).sheets[0].header_row == 15
    assert whos(data) == [(16, "张三")]


def test_blank_lines_before_and_inside() -> None:
    """They are told, and no more."""
    data = workbook([[None], [None], SHORT, [None], case(1), [None], [None], case(2, "李四")])
    assert whos(data) == [(5, "张三"), (8, "李四")]
    assert told(data) == dict.fromkeys((1, 2, 4, 6, 7), "空行")


@pytest.mark.parametrize(
    "header",
    [
        ["序 号", "登 记\n日 期", "当  事  人", "简要\n情况"],
        ["序　号", "登　记　日　期", "当事人 ", " 简要情况"],
        ["序\n号", "登\n记\n日\n期", "当\n事\n人", "简\n要\n情\n况"],
    ],
)
def test_spaces_and_line_ends_between_the_characters_of_a_header(header: list[str]) -> None:
    """As clerks spread words over a column's width, or stand them upright."""
    data = workbook([["台账"], header, case(1)])
    assert whos(data) == [(3, "张三")]
    assert [one.header for one in opened(data).sheets[0].columns][1] == "登记日期"


def test_units_in_brackets_and_in_a_line_of_their_own() -> None:
    """（万元） counts in ten thousands, whether behind the word or below it."""
    head = ["登记日期", "当事人", "简要情况", "涉及金额（万元）", "涉及人数（人）"]
    apart = [[*head[:3], "涉及金额", "涉及人数"], [None, None, None, "（万元）", "（人）"]]
    line = ["2025-11-03", "张三", "争执", 3.2, 5]
    for header in ([head], apart):
        data = workbook([*header, line])
        assert opened(data).sheets[0].header_rows == len(header)
        one = fields_of(data)[0]
        assert (one["amount_fen"], one["people_count"]) == (3_200_000, 5)


THREE_LINES = [
    ["台账"],
    ["序号", "基本情况", None, None, "双方情况", None, None, None, "办理情况", None],
    [None, "登记日期", "地点", "类型", "申请人", None, "被申请人", None, "处理结果", "办结时间"],
    [None, None, None, None, "姓名", "电话", "姓名", "电话", None, None],
]
THREE_LINES_CASE = [
    1, "2025-11-03", "某屯", "邻里纠纷", "张三", "13900001234", "李四", "13900005678", "已化解", "2025-11-05",
]  # fmt: skip
THREE_LINES_MERGED = ["A1:J1", "A2:A4", "B2:D2", "E2:H2", "I2:J2", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:H3", "I3:I4",
                      "J3:J4"]  # fmt: skip


@pytest.mark.parametrize("merge", [THREE_LINES_MERGED, []])
def test_three_lines_of_header(merge: list[str]) -> None:
    """With their merges, and where a conversion has lost them."""
    data = workbook([*THREE_LINES, THREE_LINES_CASE], merge=merge)
    sheet = opened(data).sheets[0]
    assert (sheet.header_row, sheet.header_rows) == (2, 3)
    assert [one.header for one in sheet.columns][4:8] == [
        "双方情况-申请人-姓名",
        "双方情况-申请人-电话",
        "双方情况-被申请人-姓名",
        "双方情况-被申请人-电话",
    ]
    one = fields_of(data)[0]
    assert one["parties"] == [
        {"role": "applicant", "name": "张三", "phone": "13900001234"},
        {"role": "respondent", "name": "李四", "phone": "13900005678"},
    ]
    assert (one["received_at"], one["closed_at"], one["place"]) == ("2025-11-03", "2025-11-05", "某屯")


def test_a_merged_header_cell_over_one_line() -> None:
    """A cell merged over two columns heads the first; the second has no name and keeps what stands in it."""
    header = ["登记日期", "当事人", None, "简要情况"]
    data = workbook([header, ["2025-11-03", "张三", "男", "争执"]], merge=["B1:C1"])
    assert fields_of(data)[0]["extra"] == {"第3列（无列名）": "男"}


RIGHT = ["登记日期", "简要情况", "当事人"]


def side_by_side(gap: bool) -> bytes:
    """Two ledgers on one sheet; the right one is longer and has its columns in another order."""
    between = [None] if gap else []
    left = [case(1, "张三"), case(2, "李四"), ["合计", 2, None, None], [None] * 4]
    right = [
        ["2025-11-04", "甲事", "王五"],
        ["2025-11-05", "乙事", "赵六"],
        ["2025-11-06", "丙事", "钱七"],
        ["2025-11-07", "丁事", "孙八"],
    ]
    lines = [[*a, *between, *b] for a, b in zip(left, right, strict=True)]
    head = [*SHORT, *between, *(RIGHT if gap else ["序号", *RIGHT])]
    if not gap:
        lines = [[*line[:4], 9, *line[4:]] for line in lines]
    return workbook([["锦山镇台账", None, None, None, *between, "城东街道台账"], head, *lines])


@pytest.mark.parametrize("gap", [True, False])
def test_two_ledgers_side_by_side(gap: bool) -> None:
    """Each is read with its own header and ends where it ends; its title tells its own town."""
    data = side_by_side(gap)
    assert whos(data) == [(3, "张三"), (4, "李四"), (3, "王五"), (4, "赵六"), (5, "钱七"), (6, "孙八")]
    towns = {
        row.fields["town"] for row in rows_of(data, book={**shipped_book(), "towns": ["锦山镇", "城东街道"]})
    }
    assert towns == {"锦山镇", "城东街道"}
    left, right = opened(data).sheets
    assert left.skipped == ((1, "表头以上的标题、填报单位等"), (5, "合计、小计行"))
    assert right.skipped == ((1, "表头以上的标题、填报单位等"),)


def test_a_told_column_of_the_right_ledger_is_found_by_its_letter() -> None:
    """Two columns of one name: the second carries its letter, for the marks in the clerk's own file."""
    rows = [
        [*SHORT, None, *SHORT],
        [*case(1), None, *case(2, day="2025-02-30")],
    ]
    data = workbook(rows)
    last = rows_of(data)[1]
    assert last.problems[0][0] == "登记日期（G列）"
    columns = {one.header: one.index for sheet in opened(data).sheets for one in sheet.columns}
    assert columns["登记日期"] == 1
    assert columns["登记日期（G列）"] == 6


def test_a_blank_column_inside_one_ledger_parts_nothing() -> None:
    """Only what is a ledger of its own on both sides is two ledgers."""
    header = ["登记日期", "当事人", "简要情况", None, "处理结果", "办结时间", "责任单位"]
    data = workbook([header, ["2025-11-03", "张三", "争执", None, "已化解", "2025-11-05", "锦山镇"]])
    assert len(opened(data).sheets) == 1
    assert fields_of(data)[0]["responsible_unit"] == "锦山镇"


BELOW = ["序号", "当事人", "登记日期", "责任单位", "简要情况"]


def test_a_second_ledger_below_is_read_with_its_own_header() -> None:
    """Its columns stand in other places; its title is told; its town is its own."""
    rows = [
        ["锦山镇台账", None, None, None, None],
        SHORT,
        case(1),
        ["合计", 1],
        [None],
        ["城东街道台账"],
        BELOW,
        [1, "李四", "2025-11-04", "城东街道办", "争吵"],
        [2, "王五", "2025-11-05", "城东街道办", "争地界"],
        ["填表人：张某"],
    ]
    data = workbook(rows)
    assert whos(data) == [(3, "张三"), (8, "李四"), (9, "王五")]
    one, other = opened(data).sheets
    assert (one.header_row, other.header_row) == (2, 7)
    assert told(data) == {
        1: "表头以上的标题、填报单位等", 4: "合计、小计行", 5: "空行", 6: "只有一个单元格的说明文字",
        10: "填表人、备注等说明",
    }  # fmt: skip
    book = {**shipped_book(), "towns": ["锦山镇", "城东街道"]}
    assert [one["town"] for one in fields_of(data, book=book)] == ["锦山镇", "城东街道", "城东街道"]


def test_a_second_ledger_follows_at_once_with_two_lines_of_header() -> None:
    """No blank line, no title, and merges."""
    rows = [
        SHORT,
        case(1),
        ["序号", "基本情况", None, "当事人", None],
        [None, "登记日期", "简要情况", "姓名", "电话"],
        [1, "2025-11-04", "争吵", "李四", "13900001234"],
    ]
    data = workbook(rows, merge=["A3:A4", "B3:C3", "D3:E3"])
    assert whos(data) == [(2, "张三"), (5, "李四")]
    assert [(one.header_row, one.header_rows) for one in opened(data).sheets] == [(1, 1), (3, 2)]


def test_nearly_the_same_header_with_two_columns_exchanged_is_another_table() -> None:
    """Eight of ten words stand where they stood; the rows below are not read into the wrong fields."""
    many = [
        "序号",
        "编号",
        "登记日期",
        "当事人",
        "被申请人",
        "联系电话",
        "类型",
        "简要情况",
        "责任单位",
        "备注",
    ]
    changed = [*many[:3], many[4], many[3], *many[5:]]
    line = [1, "A1", "2025-11-03", "张三", "李四", "13900001234", "邻里", "争执", "锦山镇", None]
    other = [2, "A2", "2025-11-04", "李四", "张三", "13900001234", "邻里", "争吵", "锦山镇", None]
    data = workbook([many, line, changed, other])
    applicants = [one["parties"][0] for one in fields_of(data)]
    assert [party["role"] for party in applicants] == ["applicant", "applicant"]
    assert [party["name"] for party in applicants] == ["张三", "张三"]


def test_the_header_on_every_printed_page() -> None:
    """Also where one word of it is written otherwise: it heads the same column."""
    again = ["序 号", "登记\n日期", "当事人姓名", "简要情况"]
    rows = [["锦山镇台账"], SHORT, case(1), ["锦山镇台账"], again, case(2, "李四"), ["第 2 页"]]
    data = workbook(rows, merge=["A1:D1", "A4:D4"])
    assert whos(data) == [(3, "张三"), (6, "李四")]
    assert len(opened(data).sheets) == 1
    assert told(data)[5] == "重复出现的表头"


def test_a_small_table_of_statistics_below_is_told_and_not_read() -> None:
    """Counts by type never become cases; what looks like a case below them still does."""
    rows = [
        [*SHORT, None],
        case(1),
        [None],
        ["分类统计"],
        ["纠纷类型", "件数", "化解数", "化解率", None],
        ["邻里纠纷", 12, 10, "83%", None],
        ["土地纠纷", 3, 3, "100%", None],
        ["合计", 15, 13, None, None],
        [2, "2025-11-05", "李四", "争吵", None],
    ]
    data = workbook(rows)
    assert whos(data) == [(2, "张三"), (9, "李四")]
    other = opened(data).sheets[1]
    assert other.note == (
        "第 5 行起另有一张表（纠纷类型、件数、化解数、化解率），没有登记日期或事情经过，不像台账，没有读取"
    )
    assert other.skipped == tuple((row, "另一张表的内容，不是台账") for row in (5, 6, 7))
    assert told(data)[4] == "只有一个单元格的说明文字"


def test_a_list_of_telephones_below_is_told_and_not_read() -> None:
    """姓名、职务、联系电话 is nobody's dispute."""
    rows = [
        SHORT,
        case(1),
        [None],
        ["姓名", "职务", "联系电话"],
        ["王某", "主任", "13900001234"],
        [None],
        case(2, "李四"),
    ]
    data = workbook(rows)
    assert whos(data) == [(2, "张三"), (7, "李四")]
    assert opened(data).sheets[1].note is not None


def test_a_row_without_its_day_is_refused_and_not_passed_over() -> None:
    """Below a blank line, of words only: a case that lacks its day is told as such."""
    rows = [
        SHORT,
        case(1),
        [None],
        [2, None, "李四", "因地界起争执"],
        [None],
        [None, None, "王五", "邻里纠纷"],
    ]
    read = rows_of(workbook(rows))
    assert [row.row_no for row in read] == [2, 4, 6]
    assert [errors_of(row)[0][:6] for row in read[1:]] == ["登记日期缺失", "登记日期缺失"]


def test_signatures_and_notes_at_the_end() -> None:
    """Seals, days and signatures, a note that goes on in the next lines."""
    rows = [
        SHORT,
        case(1),
        [None, None, "单位负责人（签字）：", None],
        [None, None, None, "锦山镇综治中心（盖章）"],
        [None, None, None, "2025年12月1日"],
        ["备注：1.本表一式两份"],
        ["2.每月5日前报"],
    ]
    data = workbook(rows)
    assert whos(data) == [(2, "张三")]
    assert set(told(data)) == {3, 4, 5, 6, 7}


@pytest.mark.parametrize(
    "cells",
    [["合计", 3], ["合 计", 3], ["合　　计"], ["小 计", 2], ["总计：", 5], ["共 计", "12件"], ["锦山镇小计", 2], [None, "合计", 3],
     ["合计12件"], ["其中：", "邻里 3 件"], ["共 12 件"], ["本月合计（件）", 3]],
)  # fmt: skip
def test_totals_however_spread(cells: list[Any]) -> None:
    """In the first or second column, at the end or inside."""
    data = workbook([SHORT, case(1), [*cells, None, None][:4], case(2)])
    assert told(data) == {3: "合计、小计行"}
    assert len(rows_of(data)) == 2


def test_lines_that_say_how_to_fill_in() -> None:
    """Numbers of columns, 必填, an example: no cases; the same words further down are nobody's business."""
    rows = [
        SHORT,
        ["1", "2", "3", "4"],
        ["必填", "必填", "选填", "必填"],
        ["例", "2025-11-01", "某某", "示例"],
        case(1),
    ]
    data = workbook(rows)
    assert whos(data) == [(5, "张三")]
    assert list(told(data).values()) == ["列号", "填写要求", "填写示例"]


def test_fifteen_hundred_formatted_blank_lines() -> None:
    """They are no lines, whether the file has cells there or only commas."""
    text = "\n".join([",".join(SHORT), "1,2025-11-03,张三,争执", *([",,,"] * 1500)])
    assert told(text.encode()) == {}
    assert len(rows_of(text.encode())) == 1

    def paint(sheet: Worksheet) -> None:
        from openpyxl.styles import Border, Side

        for row in range(3, 1503):
            for column in range(1, 5):
                sheet.cell(row, column).border = Border(left=Side("thin"))

    painted = workbook([SHORT, case(1)], touch=paint)
    assert (told(painted), len(rows_of(painted))) == ({}, 1)


@pytest.mark.parametrize("last", [256, 702])
def test_hundreds_of_columns_mostly_empty(last: int) -> None:
    """A blank column is asked of nobody; one far value is kept by its place."""

    def far(sheet: Worksheet) -> None:
        sheet.cell(2, last).value = "远处"

    data = workbook([SHORT, case(1)], touch=far)
    sheet = opened(data).sheets[0]
    assert [one.header for one in sheet.columns] == [*SHORT, f"第{last}列（无列名）"]
    assert fields_of(data)[0]["extra"] == {f"第{last}列（无列名）": "远处"}
    assert len(rows_of(data)[0].cells) == 5


@pytest.mark.parametrize("claim", [b"A1", b"A1:B2", b"A1:D1048576", b"A1:XFD1048576"])
def test_the_declared_range_is_not_believed(claim: bytes) -> None:
    """Too small loses no row, too big makes none."""

    def lie(part: bytes) -> bytes:
        start = part.index(b'<dimension ref="') + 16
        return part[:start] + claim + part[part.index(b'"', start) :]

    data = rezip(
        workbook([SHORT, *(case(number) for number in range(1, 6))]), {"xl/worksheets/sheet1.xml": lie}
    )
    assert [row.row_no for row in rows_of(data)] == [2, 3, 4, 5, 6]


def test_a_workbook_of_another_writer() -> None:
    """XlsxWriter's inline and shared texts, a filter, frozen lines, real dates."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("台账")
    sheet.merge_range("A1:D1", "锦山镇2025年11月台账")
    sheet.write_row("A2", SHORT)
    sheet.write_row("A3", [1, 45964, "张三", "争执"])
    sheet.write_rich_string("D4", "争", book.add_format({"bold": True}), "吵")
    sheet.write_row("A4", [2, "2025-11-04", "李四"])
    sheet.autofilter("A2:D4")
    sheet.freeze_panes(2, 0)
    book.close()
    one, other = fields_of(out.getvalue())
    assert one["received_at"] == "2025-11-03"
    assert other["summary"] == "争吵"


WIDE = [
    ["人民调解统计月报表"],
    ["填报单位：富锦市司法局", None, None, None, None, None, None],
    ["单位", "调解案件情况", None, None, None, None, None],
    [None, "案件总数", "其中", None, None, "调解成功", "涉及金额（万元）"],
    [None, None, "婚姻家庭", "邻里", "合同", None, None],
    ["锦山镇调委会", 12, 3, 4, 5, 11, 3.2],
    ["城东街道调委会", 9, 3, 3, 3, 9, 0],
]


@pytest.mark.parametrize("book", ["small", "shipped"])
def test_the_monthly_form_is_recognised_and_said_so(book: str) -> None:
    """One unit a line, headers of three lines, rows from the sixth: no cases, one sentence."""
    data = workbook(WIDE, merge=["A1:G1", "A3:A5", "B3:G3", "C4:E4"])
    with pytest.raises(UnreadableFile, match="这是统计表"):
        opened(data, **({"book": shipped_book()} if book == "shipped" else {}))


def test_a_form_without_the_usual_words_is_known_by_its_figures() -> None:
    """Units and counts only, whatever the columns are called."""
    rows = [
        ["类型", "编号", "锦山镇", "城东街道", "城西街道"],
        *([name, 1, 2, 3, 4] for name in ("邻里", "合同", "土地")),
    ]
    with pytest.raises(UnreadableFile, match="格子里都是数"):
        opened(workbook(rows))


@pytest.mark.parametrize("name", ["字典", "码表", "数据字典", "类型代码表", "下拉选项", "Sheet2"])
def test_sheets_of_codes_are_told_and_left(name: str) -> None:
    """Visible ones too; a ledger on a sheet of such a plain name is read."""
    codes = [["类型", "编号", "备注"], ["邻里纠纷", "01", None], ["土地纠纷", "02", None]]
    data = workbook({"台账": [SHORT, case(1)], name: codes})
    assert whos(data) == [(2, "张三")]
    assert "没有读取" in str(opened(data).sheets[1].note)
    ledger = workbook({"台账": [SHORT, case(1)], "Sheet2": [SHORT, case(2, "李四")]})
    assert whos(ledger) == [(2, "张三"), (2, "李四")]


def test_error_cells_of_a_ledger_on_the_right_are_told_there() -> None:
    """And not in the left one."""

    def spoil(sheet: Worksheet) -> None:
        sheet["H2"] = "#REF!"
        sheet["H2"].data_type = "e"

    rows = rows_of(workbook([[*SHORT, None, *SHORT], [*case(1), None, *case(2)]], touch=spoil))
    assert [warnings_of(row) for row in rows] == [
        [],
        ["“当事人（H列）”公式出错（#REF!），按空处理，请在原表中改正"],
    ]


def test_cells_merged_down_stay_in_their_table() -> None:
    """A unit of three lines speaks for them, in the right one of two ledgers too."""
    unit = [*SHORT, "责任单位"]
    rows = [
        [*SHORT, None, *unit],
        [*case(1), None, *case(4), "锦山镇"],
        [*case(2), None, *case(5), None],
        [*case(3), None, *case(6), None],
    ]
    units = [row.fields.get("responsible_unit") for row in rows_of(workbook(rows, merge=["J2:J4"]))]
    assert units == [None, None, None, "锦山镇", "锦山镇", "锦山镇"]


PIECES: dict[str, list[list[Any]]] = {
    "first": [SHORT, case(1, "张三"), case(2, "李四")],
    "other": [
        BELOW,
        [1, "王五", "2025-11-04", "锦山镇", "争吵"],
        [2, "赵六", "2025-11-05", "锦山镇", "争水"],
    ],
    "page": [["第 2 页"], SHORT, case(3, "钱七")],
    "counts": [["纠纷类型", "件数", "化解数"], ["邻里纠纷", 12, 10], ["土地纠纷", 3, 3]],
    "list": [["姓名", "职务", "联系电话"], ["孙八", "主任", "13900001234"]],
    "blank": [[None]],
    "total": [["合 计", 5]],
    "signed": [[None, None, "负责人（签字）："]],
}


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from([name for name in PIECES if name != "list"]), max_size=7), st.booleans())
def test_tables_in_any_order_lose_no_case_and_no_line(names: list[str], with_list: bool) -> None:
    """Counted independently: each case with the right person, each other line told once or a header."""
    order = ["first", *names, *(["blank", "list"] if with_list else [])]
    rows = [[*row, *[None] * (5 - len(row))] for name in order for row in PIECES[name]]
    days = [[at for at, cell in enumerate(row) if cell and str(cell).startswith("2025-")] for row in rows]
    people = [row[days[at][0] + (1 if days[at] == [1] else -1)] for at, row in enumerate(rows) if days[at]]
    data = workbook(rows)
    found = rows_of(data)
    assert [row.fields["parties"][0]["name"] for row in found] == people
    assert [row.row_no for row in found] == [at + 1 for at, day in enumerate(days) if day]
    headers = {
        row
        for sheet in opened(data).sheets
        for row in range(sheet.header_row, sheet.header_row + sheet.header_rows)
    }
    why = told(data)
    last = max(at for at, row in enumerate(rows, 1) if any(row))
    assert sorted([*headers, *why, *(row.row_no for row in found)]) == list(range(1, last + 1))


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters_of_columns(index: int, letters: str) -> None:
    """As Excel counts them."""
    assert column_letters(index) == letters
