"""Workbooks out: text stays text, the page is set for print, nothing is ever a live formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import importers
from exporters import annex, cases, error_workbook, excel
from importers import handback
from jiefen_lite.shapes import Level, Problem, SheetCells
from tests.importers.factories import opened, rows_of
from tests.report_example import example_report

FILES = Path(__file__).parents[1] / "importers" / "files"


def written(header: list[str], rows: list[tuple[Any, ...]]) -> Any:
    out = io.BytesIO()
    excel.write_table(out, "台账", header, rows)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


NASTY = [
    "=1+1",
    "+1",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "http://a.b",
    "0012",
    "<b>",
    "{=1}",
    "𠮷",
]


@pytest.mark.parametrize("text", NASTY)
def test_text_stays_text(text: str) -> None:
    cell = written(["栏"], [(text,)]).worksheets[0]["A3"]
    assert cell.data_type == "s"
    assert cell.value == text.replace("\r", " ")
    assert cell.number_format == "@"


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1))
def test_any_text_arrives_unharmed(text: str) -> None:
    cell = written([text], [(text,)]).worksheets[0]
    assert (cell["A2"].value, cell["A3"].value) == (text, text)


def test_no_formula_in_the_file_itself() -> None:
    out = io.BytesIO()
    excel.write_table(out, "=1", ["=2"], [("=3",), ('=HYPERLINK("x")',)])
    with zipfile.ZipFile(out) as packed:
        assert not any(b"<f>" in packed.read(name) for name in packed.namelist())


def test_what_a_cell_cannot_hold_is_replaced_or_told() -> None:
    page = written(["甲", "乙"], [("a\x00b\ud800c", "长" * 40_000)]).worksheets[0]
    assert page["A3"].value == "a b c"
    assert len(page["B3"].value) <= 32_767
    assert page["B3"].value.endswith("……（未完）")


def test_values_keep_their_kind() -> None:
    page = written(
        list("一二三四五六"), [(3, 1.5, date(2026, 10, 1), datetime(2026, 10, 1, 9, 5), None, True)]
    )
    cells = page.worksheets[0][3]
    assert [cell.value for cell in cells] == [
        3,
        1.5,
        datetime(2026, 10, 1),
        datetime(2026, 10, 1, 9, 5),
        None,
        "是",
    ]
    assert [cells[2].number_format, cells[3].number_format] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]


def test_the_page_is_set_for_print() -> None:
    page = written(["案件码", "简要情况"], [("FJ-1", "很长的情况" * 30)]).worksheets[0]
    assert page.freeze_panes == "A3"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.print_title_rows == "$1:$2"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0  # one page wide, as many long as it takes
    assert [str(merged) for merged in page.merged_cells.ranges] == ["A1:B1"]
    assert all(6 <= page.column_dimensions[letter].width <= 41 for letter in "AB")
    assert page["B3"].alignment.wrap_text


def test_a_table_longer_than_a_sheet_goes_on_over_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 5)
    book = written(["栏"], [(number,) for number in range(7)])
    assert book.sheetnames == ["台账", "台账2", "台账3"]
    assert [[row[0].value for row in page.iter_rows(min_row=3)] for page in book] == [
        [0, 1, 2],
        [3, 4, 5],
        [6],
    ]
    assert book["台账3"]["A2"].value == "栏"


def test_the_same_table_is_the_same_bytes() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    for out in (first, second):
        excel.write_table(out, "台账", ["栏"], [("a",)])
    assert first.getvalue() == second.getvalue()


# --------------------------------------------------------------------------- annex, ledger


def test_the_annex_has_one_row_for_every_figure_and_all_its_cases(tmp_path: Path) -> None:
    report = example_report()
    annex.write(report, tmp_path / "annex.xlsx")
    book = openpyxl.load_workbook(tmp_path / "annex.xlsx", read_only=True)
    rows = list(book["数字清单"].iter_rows(min_row=3, values_only=True))
    assert [row[0] for row in rows] == [figure.ref for figure in report.figures]
    listed: dict[tuple[str, str], list[str]] = {}
    days: dict[tuple[str, str], list[int | None]] = {}
    for ref, _, side, code, value in book["案件码清单"].iter_rows(min_row=3, values_only=True):
        listed.setdefault((ref, side), []).append(code)
        days.setdefault((ref, side), []).append(value)
    for figure, row in zip(report.figures, rows, strict=True):
        assert (row[6], row[7], row[8] or "", row[9]) == (figure.n, figure.d, figure.working, figure.shown)
        for side, codes, values, cell in (
            ("分子", figure.numerator, figure.values, row[10]),
            ("分母", figure.denominator, (), row[11]),
        ):
            if len(codes) > annex.MOST_CODES:
                # a list that an earlier figure has is not written down again
                same = re.fullmatch(r"共\d+件，同(F\d+)(分子|分母)", cell or "")
                where = (same[1], same[2]) if same else (figure.ref, side)
                assert listed[where] == list(codes)
                assert [one for one in days[where] if one is not None] == list(values)
            elif values:
                assert cell == "、".join(
                    f"{code}（{days}）" for code, days in zip(codes, values, strict=True)
                )
            else:
                assert cell == ("、".join(codes) or None)


def test_a_text_wider_than_its_column_wraps() -> None:
    """Forty-one Chinese letters do not fit the widest column; cut off in print they would be lost."""
    out = io.BytesIO()
    excel.write_table(out, "台账", ["栏", "后"], [("到期日在本期而没有报结的件" * 3, "x"), ("短", "x")])
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [bool(sheet.cell(row, 1).alignment.wrap_text) for row in (3, 4)] == [True, False]
    assert [sheet.row_dimensions[row].height for row in (3, 4)] == [40.5, None]


LINE = {
    "case_code": "FJ20261001-0001",
    "status": "closed",
    "channel": "petition",
    "sources": [{"channel": "petition", "source_no": "0012", "received_at": datetime(2026, 10, 1)}],
    "received_at": datetime(2026, 10, 1),
    "accepted_at": datetime(2026, 10, 1),
    "town": "砚山镇",
    "village": None,
    "type_l1": "labor",
    "type_l2": "欠薪",
    "complexity": "simple",
    "risk_level": "low",
    "people_count": 3,
    "amount": 12000.0,
    "parties": [{"role": "applicant", "name": "孙某"}],
    "summary": "=欠薪",
    "responsible_unit": None,
    "assisting_units": [],
    "due_date": date(2026, 10, 4),
    "due_clock": "center",
    "deadline_light": "green",
    "outcome": "resolved",
    "closed_at": datetime(2026, 10, 3),
    "satisfaction": None,
    "cause": None,
    "tags": ["欠薪"],
    "pending": [],
}


def test_the_ledger_reads_in_chinese_and_sums_up(tmp_path: Path) -> None:
    cases.write(
        [LINE, LINE | {"amount": None, "people_count": None}],
        tmp_path / "l.xlsx",
        type_names={"labor": "劳动争议"},
    )
    page = openpyxl.load_workbook(tmp_path / "l.xlsx").worksheets[0]
    rows = [dict(zip(cases.HEADER, row, strict=True)) for row in page.iter_rows(min_row=3, values_only=True)]
    first, total = rows[0], rows[-1]
    assert (first["来源渠道"], first["来源编号"], first["一级类型"]) == ("信访", "0012", "劳动争议")
    assert (first["涉及金额（万元）"], first["申请人"], first["简要情况"]) == (1.2, "孙某", "=欠薪")
    assert (first["状态"], first["时限灯"]) == ("已结案（待评价）", "绿灯（正常）")
    assert (total["序号"], total["案件码"], total["涉及人数"], total["涉及金额（万元）"]) == (
        "合计",
        "2件",
        3,
        1.2,
    )


# --------------------------------------------------------------------------- marked uploads


def upload() -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "十月"
    page.append(["富锦市信访台账"])
    page.merge_cells("A1:C1")
    page.append(["编号", "登记 日期", "金额"])
    page.append(["0012", "2026-13-01", 5])
    page.append(["0013", "2026-10-02", "=C3*2"])
    page["A3"].number_format = "@"
    page.column_dimensions["A"].width = 33
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


PROBLEMS = [
    Problem("十月", 3, "登记日期", "received_at", Level.ERROR, "日期“2026-13-01”不存在。"),
    Problem("十月", 3, "登记日期", "received_at", Level.WARNING, "请核对。"),
    Problem("十月", 4, None, None, Level.WARNING, "缺少地点。"),
]


def told(name: str, *headers: str) -> list[dict[str, Any]]:
    """A sheet as the import tells of it: which header stands over which column."""
    columns = [{"index": at, "header": header} for at, header in enumerate(headers)]
    return [{"name": name, "columns": columns}]


OCTOBER = told("十月", "编号", "登记日期", "金额")


def marked(data: bytes, problems: list[Problem], sheets: Sequence[Mapping[str, Any]] = OCTOBER) -> Any:
    out = io.BytesIO()
    error_workbook.write(io.BytesIO(data), problems, out, sheets, importers.cells)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def test_an_xlsx_comes_back_as_itself_with_its_cells_marked() -> None:
    page = marked(upload(), PROBLEMS)["十月"]
    assert page["B3"].fill.fgColor.rgb.endswith("FFC7CE")
    assert page["B3"].comment.text == "拒收：日期“2026-13-01”不存在。\n提醒：请核对。"
    assert page["A4"].fill.fgColor.rgb.endswith("FFEB9C")
    assert page["A4"].comment.text == "提醒：缺少地点。"
    assert (page["A3"].value, page["A3"].number_format, page.column_dimensions["A"].width) == (
        "0012",
        "@",
        33,
    )
    assert [str(merged) for merged in page.merged_cells.ranges] == ["A1:C1"]
    assert page["A3"].comment is None


def test_formulas_of_an_upload_come_back_as_text_or_value() -> None:
    assert marked(upload(), PROBLEMS)["十月"]["C4"].data_type == "s"


def test_a_problem_in_a_merged_cell_is_marked_where_the_cell_is_seen() -> None:
    page = marked(upload(), [Problem("十月", 1, None, None, Level.ERROR, "标题")])["十月"]
    assert page["A1"].comment.text == "拒收：标题"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_text_table_comes_back_as_a_workbook_of_the_same_cells(encoding: str) -> None:
    data = '编号,登记日期\r\n0012,"=1+1"\r\n0013,"甲\n乙"\r\n'.encode(encoding)
    problems = [Problem("台账.csv", 2, "登记日期", None, Level.ERROR, "日期不对。")]
    page = marked(data, problems, told("台账.csv", "编号", "登记日期")).worksheets[0]
    assert [[cell.value for cell in row] for row in page] == [
        ["编号", "登记日期"],
        ["0012", "=1+1"],
        ["0013", "甲\n乙"],
    ]
    assert page["B2"].data_type == "s"
    assert page["B2"].comment.text == "拒收：日期不对。"


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0old", b"%PDF-1.7", b"PK\x03\x04ods"])
def test_of_a_file_that_cannot_be_read_again_the_list_of_problems_is_given(data: bytes) -> None:
    page = marked(data, PROBLEMS).worksheets[0]
    assert [cell.value for cell in page[2]] == list(error_workbook.HEADER)
    assert [cell.value for cell in page[3]] == ["十月", 3, "登记日期", "拒收", "日期“2026-13-01”不存在。"]


@pytest.mark.parametrize("name", ["sample.xls", "sample.ods"])
def test_other_formats_come_back_as_a_workbook_of_their_cells(name: str) -> None:
    """Marked in their cells; brought again, the file says what it said before."""
    data = (FILES / name).read_bytes()
    sheets = [asdict(one) for one in opened(data).sheets]
    problems = [
        Problem("十一月", 6, "编号", "source_no", Level.ERROR, "编号失真。"),
        Problem("十一月", 5, "责任单位", None, Level.WARNING, "请核对。"),
    ]
    out = io.BytesIO()
    error_workbook.write(io.BytesIO(data), problems, out, sheets, importers.cells)
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    page = book["十一月"]
    assert book.sheetnames == ["十一月"]
    assert page["A6"].comment.text == "拒收：编号失真。"
    assert page["G4"].comment.text == "提醒：请核对。"  # in the cell that is seen of the merged ones
    assert sorted(str(merged) for merged in page.merged_cells.ranges) == ["A1:J1", "G4:G6"]
    assert (page["E4"].value, page["A4"].value, page["D4"].data_type) == (1234.5, "0012", "s")
    before, after = rows_of(data), rows_of(out.getvalue())
    assert [(row.row_no, row.cells) for row in before] == [(row.row_no, row.cells) for row in after]
    assert [row.fields for row in before] == [row.fields for row in after]


def test_a_page_comes_back_with_no_formula_and_whole_merges() -> None:
    """Merges over one another, or over what stands there, would spoil the workbook."""
    text = "<table><tr><td colspan=2 rowspan=2>编号</td><td>=1+1</td></tr><tr><td>@x</td></tr></table>"
    page = marked(
        text.encode(), [Problem("x", 1, None, None, Level.ERROR, "甲")], told("x", "编号")
    ).worksheets[0]
    assert (page["C1"].value, page["C1"].data_type, page["C2"].value) == ("=1+1", "s", "@x")
    assert [str(merged) for merged in page.merged_cells.ranges] == ["A1:B2"]
    cells = SheetCells(
        "[x]", [["一", "二"], ["", ""]], [(0, 0, 0, 1), (0, 1, 1, 1), (1, 0, 9, 1), (1, 1, 1, 1)]
    )
    out = io.BytesIO()
    excel.mark_cells([cells], ["x"], [], out)
    sheet = openpyxl.load_workbook(io.BytesIO(out.getvalue())).worksheets[0]
    assert (sheet.title, [str(one) for one in sheet.merged_cells.ranges]) == ("x", ["B1:B2"])
    assert [[cell.value for cell in row] for row in sheet] == [["一", "二"], [None, None]]


def test_what_looks_like_a_character_by_its_number_stays_what_it_is() -> None:
    """_x0041_ is A to Excel: brought again, the cell and its comment say what the file said."""
    text = "_x0041_ _x005F_x0041_ _x000d_ _x41_"
    data = f"编号,登记日期,简要情况\r\n0012,2025-11-03,{text}\r\n".encode()
    out = io.BytesIO()
    problems = [Problem("台账.csv", 2, "编号", None, Level.ERROR, text)]
    error_workbook.write(
        io.BytesIO(data), problems, out, told("台账.csv", "编号", "登记日期", "简要情况"), importers.cells
    )
    assert [row.fields["summary"] for row in rows_of(out.getvalue())] == [text]
    with zipfile.ZipFile(out) as packed:
        (name,) = [name for name in packed.namelist() if re.fullmatch(r"xl/comments.*\.xml", name)]
        assert "_x005F_x0041_ _x005F_x005F_x005F_x0041_" in packed.read(name).decode()


def test_too_many_rows_get_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handback, "MOST_ROWS", 1)
    assert marked("编号,日期\n1,2\n".encode(), PROBLEMS).sheetnames == ["问题清单"]


def test_an_xlsx_of_more_rows_than_can_be_marked_gets_the_list() -> None:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("十月")
    for number in range(20_001):
        page.append([number])
    out = io.BytesIO()
    book.save(out)
    assert marked(out.getvalue(), PROBLEMS).sheetnames == ["问题清单"]
