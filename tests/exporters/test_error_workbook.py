"""A person's own workbook with marks: everything else stays, what cannot is told, and no marker can hurt."""

from __future__ import annotations

import io
import sys
import time
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

from exporters import error_workbook, losses, marker, marking
from jiefen_lite.shapes import Level, Problem

NAME = "台账"


def book() -> Any:
    """A ledger with one of everything that is to survive."""
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page.title = NAME
    page.append(["编号", "登记日期", "姓名", "金额"])
    page.append(["0012", "2026-02-30", "张三", 12.5])
    page.append(["0013", "2026-03-01", "李四", 7])
    page["A2"].number_format, page["D2"].number_format = "@", "#,##0.00"
    page["A3"].fill = PatternFill("solid", fgColor="FF00B0F0")
    page["B2"].comment = Comment("请核实", "王科长")
    page["C3"] = CellRichText("李", TextBlock(InlineFont(b=True), "四"))
    choice = DataValidation(type="list", formula1='"是,否"')
    choice.add("E2:E9")
    page.add_data_validation(choice)
    picture = io.BytesIO()
    Picture.new("RGB", (8, 8), "red").save(picture, "PNG")
    picture.seek(0)
    page.add_image(Image(picture), "G2")
    chart = BarChart()
    chart.add_data(Reference(page, min_col=4, min_row=1, max_row=3), titles_from_data=True)
    page.add_chart(chart, "H8")
    page.auto_filter.ref = "A1:D3"
    page.row_dimensions[3].hidden = True
    page.print_title_rows, page.print_area = "1:1", "A1:D3"
    page.page_setup.orientation, page.freeze_panes = "landscape", "A2"
    page.protection.sheet = True
    made.defined_names["表"] = DefinedName("表", attr_text=f"{NAME}!$A$1:$D$3")
    made.create_sheet("别的").append(["不动"])
    return made


def saved(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), rich_text=True)


def marked(data: bytes, *marks: marking.MarkTuple) -> bytes:
    workbook = marking.mark(data, marks).workbook
    assert workbook is not None
    return workbook


WRONG_DAY: marking.MarkTuple = (NAME, 2, 2, "拒收：没有这一天", True)


def test_all_but_the_marked_cells_stays_as_it_was() -> None:
    before = saved(book())
    made = opened(marked(before, WRONG_DAY))
    page, was = made[NAME], opened(before)[NAME]
    for row in was.iter_rows():
        for cell in row:
            now = page[cell.coordinate]
            assert (str(now.value), now.number_format) == (str(cell.value), cell.number_format)
            if cell.coordinate != "B2":
                assert (now.fill.fgColor.rgb, now.comment) == (cell.fill.fgColor.rgb, None)
    assert isinstance(page["C3"].value, CellRichText)
    assert (len(page._images), len(page._charts)) == (1, 1)
    assert page.data_validations.dataValidation[0].formula1 == '"是,否"'
    assert (page.auto_filter.ref, page.row_dimensions[3].hidden) == ("A1:D3", True)
    assert (page.print_title_rows, page.print_area) == ("$1:$1", was.print_area)
    assert (page.page_setup.orientation, page.freeze_panes) == ("landscape", "A2")
    assert page.protection.sheet
    assert (list(made.defined_names), made.sheetnames) == (["表"], [NAME, "别的"])


def test_what_a_person_has_noted_in_a_cell_stays_above_ours() -> None:
    comment = opened(marked(saved(book()), WRONG_DAY))[NAME]["B2"].comment
    assert comment.author == "王科长"
    assert comment.text.startswith("请核实\n")
    assert comment.text.endswith("拒收：没有这一天")


def test_a_second_check_takes_the_marks_of_the_first_away() -> None:
    first = marked(saved(book()), WRONG_DAY, (NAME, 2, 1, "提醒：编号短", False))
    second = opened(marked(first, (NAME, 2, 2, "拒收：还是不对", True)))[NAME]
    assert second["B2"].comment.text.count("导入检查") == 1
    assert "没有这一天" not in second["B2"].comment.text
    assert (second["A2"].comment, second["A2"].fill.fill_type) == (None, None)
    third = opened(marked(first, (NAME, 3, 1, "提醒", False)))[NAME]
    assert third["B2"].comment.text == "请核实"
    assert third["B2"].fill.fill_type is None


SIGNS = {
    "xl/vbaProject.bin": "宏",
    "xl/embeddings/oleObject1.bin": "嵌入的文件或对象",
    "xl/ctrlProps/ctrlProp1.xml": "按钮、复选框等控件",
    "xl/slicers/slicer1.xml": "切片器",
    "xl/threadedComments/threadedComment1.xml": "批注的回复（正文还在）",
    "xl/charts/chartEx1.xml": "新式图表（瀑布图、漏斗图等）",
    "xl/externalLinks/externalLink1.xml": "指向别的文件的链接",
    "xl/cellimages.xml": "单元格里嵌入的图片（WPS）",
    "xl/media/image2.emf": "矢量图片（emf、wmf、svg）",
}
WORDS = {
    "xl/drawings/drawing9.xml": (b"<a><xdr:sp macro='x'></a>", "图形、文本框"),
    "xl/worksheets/sheet9.xml": (b"<ext><x14:sparklineGroups/></ext>", "迷你图"),
    "xl/worksheets/sheet8.xml": (b"<x14:dataValidation type='list'>", "引用别的工作表的下拉列表"),
    "xl/worksheets/sheet7.xml": (b"<x14:conditionalFormatting xm='x'>", "新式条件格式（数据条、图标）"),
    "xl/worksheets/sheet6.xml": (b"<c><f>1+1</f><v>2</v></c>", "公式（换成它算出的值）"),
}


def with_part(name: str, content: bytes = b"x") -> bytes:
    made = openpyxl.Workbook()
    data = io.BytesIO(saved(made))
    with zipfile.ZipFile(data, "a") as packed:
        packed.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(("part", "words"), SIGNS.items())
def test_a_part_that_will_be_lost_is_told(part: str, words: str) -> None:
    look = losses.look(with_part(part))
    assert look is not None
    assert look.lost == (words,)


@pytest.mark.parametrize(("part", "content", "words"), [(name, *one) for name, one in WORDS.items()])
def test_what_will_be_lost_inside_a_part_is_told(part: str, content: bytes, words: str) -> None:
    look = losses.look(with_part(part, content))
    assert look is not None
    assert look.lost == (words,)


def test_a_sign_across_two_pieces_is_found_and_rows_are_counted_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = b"".join(b'<row r="%d"><c/></row>' % number for number in range(500))
    data = with_part("xl/worksheets/sheet9.xml", rows + b"<x14:sparklineGroup/>")
    for piece in (100, 101, 103, 107, 5000):
        monkeypatch.setattr(losses, "_PIECE", piece)
        look = losses.look(data)
        assert look is not None
        assert (look.rows, look.lost) == (500, ("迷你图",))


def test_a_plain_ledger_loses_nothing() -> None:
    assert marking.lost(saved(book())) == ()


def test_nothing_is_said_of_what_is_no_workbook() -> None:
    for data in (b"", b"PK\x03\x04broken", b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0old"):
        assert marking.mark(data, [WRONG_DAY]) == marking.Marked(None, ())


def test_a_workbook_that_unpacks_too_large_gets_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(losses, "MOST_UNPACKED", 1000)
    assert marker.answer([list(WRONG_DAY)], saved(book())) == ({"kind": "long", "lost": []}, b"")


def test_a_link_into_another_file_goes_with_the_names_that_use_it() -> None:
    made = book()
    made.defined_names["外面"] = DefinedName("外面", attr_text="[1]表!$A$1")
    assert list(opened(marked(saved(made), WRONG_DAY)).defined_names) == ["表"]


# --------------------------------------------------------------------------- whatever the marker does

HARM = {
    "hangs": "import time; time.sleep(60)",
    "aborts": "import os; os.abort()",
    "says nothing": "pass",
    "eats memory": (
        "import exporters.marker as m; m.limit_self(m.MEMORY_BYTES, m.CPU_SECONDS); b = bytearray(1 << 40)"
    ),
    "fails": "raise ValueError('张三')",
}


@pytest.mark.parametrize("harm", HARM)
def test_the_list_is_given_whatever_becomes_of_the_marker(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], harm: str
) -> None:
    monkeypatch.setattr(marking, "COMMAND", (sys.executable, "-c", HARM[harm]))
    monkeypatch.setattr(marking, "MOST_SECONDS", 2.0)
    begin = time.monotonic()
    out = io.BytesIO()
    problem = Problem(NAME, 2, "登记日期", None, Level.ERROR, "没有这一天")
    error_workbook.write(io.BytesIO(saved(book())), [problem], out, (), lambda _data: None)
    assert opened(out.getvalue()).sheetnames == [error_workbook.LABEL]
    assert time.monotonic() - begin < 10
    assert "张三" not in "".join(capfd.readouterr())


@pytest.mark.skipif(sys.platform == "win32", reason="the bound is the system's")
def test_the_marker_writes_no_file_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    marked(saved(book()), WRONG_DAY)
    assert list(tmp_path.iterdir()) == []
