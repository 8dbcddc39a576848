"""Forms in Excel: blanks in cells, repeated rows, numbers that stay numbers; hostile forms are told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.pagebreak import Break

from exporters import booktemplate, own, trying
from exporters.blanks import MOST_TURNS, TemplateFault
from exporters.package import package_faults
from exporters.papers import PAPERS

BLANKS: dict[str, Any] = {
    "title": None,
    "note": None,
    "rows": [{"name": None, "count": None, "parts": [None]}],
}
VALUES: dict[str, Any] = {
    "title": "月报",
    "note": "",
    "rows": [
        {"name": "砚山镇", "count": 12, "parts": ["甲", "乙"]},
        {"name": "头林镇", "count": 3, "parts": ["丙"]},
    ],
}


def form(*rows: list[Any], more: Callable[[Any], None] | None = None) -> bytes:
    """A workbook with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if more:
        more(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(data: bytes, **values: Any) -> Any:
    """The first sheet of a form filled with the values."""
    assert booktemplate.template_faults(data, BLANKS) == []
    return openpyxl.load_workbook(io.BytesIO(booktemplate.fill(data, VALUES | values))).worksheets[0]


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


LOOP = (["{%tr for row in rows %}"], ["{{ row.name }}", "{{ row.count }}"], ["{%tr endfor %}"])


def test_rows_repeat_and_the_marks_vanish() -> None:
    sheet = filled(form(["{{ title }}"], *LOOP, ["合计", "共"]))
    assert cells(sheet) == [["月报", None], ["砚山镇", 12], ["头林镇", 3], ["合计", "共"]]
    assert [sheet["B2"].data_type, sheet["A2"].data_type] == ["n", "s"]


def test_several_rows_a_turn_loops_in_loops_and_questions() -> None:
    data = form(
        ["{%tr for row in rows %}"],
        ["{{ row.name }}"],
        ["{%tr for part in row.parts %}"],
        [None, "{{ part }}"],
        ["{%tr endfor %}"],
        ["{%tr endfor %}"],
        ["{%tr if note %}"],
        ["注：{{ note }}"],
        ["{%tr else %}"],
        ["没有注"],
        ["{%tr endif %}"],
        ["{%tr if not note %}"],
        ["真没有"],
        ["{%tr endif %}"],
    )
    column = [row[0] or row[1] for row in cells(filled(data))]
    assert column == ["砚山镇", "甲", "乙", "头林镇", "丙", "没有注", "真没有"]
    assert [row[0] for row in cells(filled(data, note="有"))][-1] == "注：有"


def test_a_cell_with_other_words_is_a_text() -> None:
    sheet = filled(form(["共{{ title }}件"], *LOOP), title=5)
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("共5件", "s")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("x")',
        "+1",
        "-1",
        "@x",
        "007",
        "1e5",
        "_x0041_",
        "a<b>&\"'",
        "{{ 7*7 }}",
        "𠮷·䶮",
        "甲\n乙",
    ],
)
def test_texts_stay_what_they_are(text: str) -> None:
    sheet = filled(form(["{{ title }}", "始{{ title }}"]), title=text)
    text = text.replace("_x0041_", "_x005F_x0041_")  # openpyxl does not read back what Excel does
    assert (sheet["A1"].value, sheet["A1"].data_type) == (text, "s")
    assert (sheet["B1"].value, sheet["B1"].data_type) == (f"始{text}", "s")


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), min_size=1, max_size=30))
def test_any_text_arrives_unharmed(text: str) -> None:
    assert filled(form(["{{ title }}"]), title=text)["A1"].value == text


def test_a_formula_of_the_data_is_none_in_the_file() -> None:
    made = booktemplate.fill(form(["{{ title }}"]), VALUES | {"title": "=cmd|' /C calc'!A0"})
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


def test_nothing_and_large_numbers() -> None:
    sheet = filled(form(["{{ title }}", "x"]), title=None)
    assert sheet["A1"].value is None
    assert filled(form(["{{ title }}"]), title=2_400_000_000)["A1"].value == 2_400_000_000


def test_a_number_in_a_text_cell_is_no_text() -> None:
    def text_format(sheet: Any) -> None:
        sheet["A1"].number_format = "@"

    sheet = filled(form(["{{ title }}"], more=text_format), title=5)
    assert (sheet["A1"].value, sheet["A1"].number_format) == (5, "General")


def test_looks_merges_titles_and_panes_follow_their_rows() -> None:
    def look(sheet: Any) -> None:
        sheet["A3"].font = Font("黑体", size=14)
        sheet.row_dimensions[3].height = 33
        sheet.merge_cells("A5:B5")
        sheet.merge_cells("C3:C5")  # over the loop and the row below
        sheet.print_title_rows = "1:1"
        sheet.print_area = "A1:C6"
        sheet.freeze_panes = "B3"
        sheet.auto_filter.ref = "A1:C5"
        sheet.row_breaks.append(Break(4))  # the row that ends the loop

    sheet = filled(form(["{{ title }}"], *LOOP, ["合计"], ["末"], more=look))
    assert [sheet.cell(row, 1).font.name for row in (2, 3)] == ["黑体", "黑体"]
    assert [sheet.row_dimensions[row].height for row in (2, 3)] == [33, 33]
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A4:B4", "C2:C4"]
    assert (sheet.print_title_rows, sheet.freeze_panes, sheet.auto_filter.ref) == ("$1:$1", "B2", "A1:C4")
    assert sheet.print_area == "'Sheet'!$A$1:$C$5"
    assert [one.id for one in sheet.row_breaks.brk] == [3]


def test_a_merge_within_a_turn_repeats_and_one_over_all_turns_is_one() -> None:
    def merged(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("C2:C4")

    data = form(
        ["{%tr for row in rows %}"],
        ["{{ row.name }}", "一", "全部"],
        [None, "{{ row.count }}"],
        ["{%tr endfor %}"],
        more=merged,
    )
    assert sorted(map(str, filled(data).merged_cells.ranges)) == ["A1:A2", "A3:A4", "C1:C4"]


def test_wrapping_texts_get_room() -> None:
    def wrap(sheet: Any) -> None:
        sheet["A1"].alignment = Alignment(wrap_text=True)
        sheet.column_dimensions["A"].width = 10

    sheet = filled(form(["{{ title }}"], more=wrap), title="一二三四五六七八九十" * 3)
    assert sheet.row_dimensions[1].height > 60


# --------------------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["x", "{{ titel }}"]], "工作表“Sheet”B1：没有名为“titel”的空格，是不是“title”？"),
        ([["{{ title.__class__ }}"]], "工作表“Sheet”A1：“{{ title.__class__ }}”里没有“__class__”"),
        ([["{{ title|upper }}"]], "不能用在模板里"),
        ([["{{ rows }}"]], "是一组内容，不能直接填"),
        ([["{{ title"]], "空格的括号没有成对"),
        ([["｛｛title｝｝"]], "用了全角的大括号"),
        ([["{% set a = 1 %}"]], "不能用在模板里"),
        ([["{% include 'x' %}"]], "不能用在模板里"),
        ([["{%tr for row in rows %}", "x"], ["{%tr endfor %}"]], "要单独占一行"),
        ([["{%tr for row in rows %}"], ["{{ row.name }}"]], "还有循环或判断没有结束"),
        ([["{%tr endfor %}"]], "前面没有对应的开头"),
        ([["{% if title %}x"], ["{% endif %}"]], "要在同一格里结束"),
        ([["{%tr for row in title %}"], ["{%tr endfor %}"]], "不是一组，不能循环"),
        ([["{%tr for row in range(9) %}"], ["{%tr endfor %}"]], "不能用在模板里"),
        ([["=SUM(A2:A9)"]], "工作表“Sheet”A1：有公式，模板里不能有"),
    ],
)
def test_a_wrong_blank_is_told_with_sheet_and_cell(rows: list[list[Any]], told: str) -> None:
    assert told in "\n".join(booktemplate.template_faults(form(*rows), BLANKS))


def test_a_link_and_a_far_cell_are_told() -> None:
    def link(sheet: Any) -> None:
        sheet["A1"].hyperlink = "https://198.51.100.7/"

    def far(sheet: Any) -> None:
        sheet["A9000"] = "x"

    assert "有超链接" in "\n".join(booktemplate.template_faults(form(["x"], more=link), BLANKS))
    assert "用到了第 9000 行" in "\n".join(booktemplate.template_faults(form(["x"], more=far), BLANKS))


def test_loops_that_run_away_are_stopped() -> None:
    data = form(
        ["{%tr for a in rows %}"],
        ["{%tr for b in rows %}"],
        ["{{ b.name }}"],
        ["{%tr endfor %}"],
        ["{%tr endfor %}"],
    )
    many = [VALUES["rows"][0]] * int(MOST_TURNS**0.5 + 1)
    with pytest.raises(TemplateFault, match="循环转得太多"):
        booktemplate.fill(data, VALUES | {"rows": many})


def test_only_plain_values_go_into_a_form() -> None:
    with pytest.raises(TypeError):
        booktemplate.fill(form(["{{ title }}"]), VALUES | {"title": object()})


# --------------------------------------------------------------------------- what a workbook brings along

FORM = PAPERS["monthly_form"]
SHEET, BOOK_RELS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Parts = dict[str, bytes]


def replaced(part: str, old: bytes, new: bytes) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new, 1)

    return change


def outside(kind: str, target: str) -> Callable[[Parts], None]:
    link = f'<Relationship Id="rIdX" Type="{KIND}/{kind}" Target="{target}" TargetMode="External"/>'
    return replaced(BOOK_RELS, b"</Relationships>", link.encode() + b"</Relationships>")


CONDITION = (
    '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="9"><formula>{}</formula></cfRule>'
    "</conditionalFormatting>"
)


def after_cells(xml: str) -> Callable[[Parts], None]:
    return replaced(SHEET, b"</sheetData>", b"</sheetData>" + xml.encode())


def named(name: str, formula: str) -> Callable[[Parts], None]:
    one = f'<definedNames><definedName name="{name}">{formula}</definedName></definedNames>'
    return lambda parts: parts.update(
        {"xl/workbook.xml": parts["xl/workbook.xml"].replace(b"</sheets>", b"</sheets>" + one.encode())}
    )


def renamed_sheet(parts: Parts) -> None:
    parts["xl/worksheets/sheet1.dat"] = parts.pop(SHEET)
    for name in (BOOK_RELS, "[Content_Types].xml"):
        parts[name] = parts[name].replace(b"worksheets/sheet1.xml", b"worksheets/sheet1.dat")


BROUGHT: dict[str, tuple[Callable[[Parts], None], str]] = {
    "macros": (lambda parts: parts.update({"xl/vbaProject.bin": b"x"}), "带有宏"),
    "link to a workbook": (outside("externalLinkPath", "file:///c:/x.xlsx"), "连着别的数据"),
    "connections": (lambda parts: parts.update({"xl/connections.xml": b"<x/>"}), "连着别的数据"),
    "embedded object": (lambda parts: parts.update({"xl/embeddings/oleObject1.bin": b"x"}), "嵌有别的文件"),
    "control": (lambda parts: parts.update({"xl/ctrlProps/ctrlProp1.xml": b"<x/>"}), "带有控件"),
    "web picture": (outside("image", "http://198.51.100.7/x.png"), "指向文件外面"),
    "document type": (replaced(SHEET, b"<worksheet", b"<!DOCTYPE x><worksheet"), "文档类型声明（DTD）"),
    "whole sheet merged": (
        replaced(SHEET, b'<mergeCell ref="', b'<mergeCell ref="A1:XFD1048576"/><mergeCell ref="'),
        "合并的单元格太多",
    ),
    "odd merge": (
        replaced(SHEET, b'<mergeCell ref="', b'<mergeCell ref="x"/><mergeCell ref="'),
        "合并单元格写法不对",
    ),
    "macro type": (
        replaced("[Content_Types].xml", b"sheet.main+xml", b"sheet.macroEnabled.main+xml"),
        "带有宏",
    ),
    "renamed sheet": (renamed_sheet, "换了名字"),
    "condition that calls out": (after_cells(CONDITION.format('WEBSERVICE("http://x/")')), "WEBSERVICE"),
    "condition on another file": (after_cells(CONDITION.format("[1]x!A1&gt;0")), "条件格式、数据有效性"),
    "choice that calls out": (
        after_cells(
            '<dataValidations><dataValidation type="custom" sqref="A1"><formula1>WEBSERVICE(A1)</formula1>'
            "</dataValidation></dataValidations>"
        ),
        "WEBSERVICE",
    ),
    "name that calls out": (named("zz", "WEBSERVICE(1)"), "有定义的名称“zz”"),
    "print area that calls out": (named("_xlnm.Print_Area", "WEBSERVICE(1)"), "WEBSERVICE"),
    "no workbook": (lambda parts: parts.pop("xl/workbook.xml") and None, "不在文件里"),
}


@pytest.mark.parametrize("name", BROUGHT)
def test_what_a_workbook_brings_along_is_told(name: str) -> None:
    change, expected = BROUGHT[name]
    with zipfile.ZipFile(io.BytesIO(own.shipped("monthly_form", ".xlsx"))) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for one, content in parts.items():
            packed.writestr(one, content)
    verdict = trying.look(FORM, out.getvalue())
    assert not verdict.good
    assert expected in "\n".join(verdict.faults)


@pytest.mark.parametrize("formula", ["$A1&gt;60", '"甲(乙)"', 'NOT(ISERROR(SEARCH("甲",A1)))'])
def test_a_plain_condition_may_stay(formula: str) -> None:
    with zipfile.ZipFile(io.BytesIO(own.shipped("monthly_form", ".xlsx"))) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    after_cells(CONDITION.format(formula))(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for one, content in parts.items():
            packed.writestr(one, content)
    assert package_faults(out.getvalue(), ".xlsx") == []


def test_a_word_file_is_no_form() -> None:
    verdict = trying.look(FORM, own.shipped("health_report", ".docx"))
    assert "这不是普通的 .xlsx 文件" in "\n".join(verdict.faults)
