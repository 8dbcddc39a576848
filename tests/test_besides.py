"""Whatever is added to a paper besides plain text, hidden in it or laid over it, is told by its proof."""

# ruff: noqa: E501 - pieces of XML are read as one line

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from functools import cache

import openpyxl
import pytest
from docx import Document
from docx.oxml.parser import parse_xml

from exporters import analysis_report as paper
from exporters import annex, word
from exporters.word import Block, WordDocument
from jiefen_lite.errors import UnreadableFile
from jiefen_lite.reports import proof
from tests.analysis_example import example_analysis

pytestmark = pytest.mark.slow

Parts = dict[str, bytes]
Change = Callable[[Parts], None]
BODY, TYPES, RELS = "word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHART, BEHIND, SHEET = "word/charts/chart1.xml", "word/embeddings/chart1.xlsx", "xl/worksheets/sheet1.xml"


@cache
def made() -> bytes:
    out = io.BytesIO()
    paper.write(example_analysis(), out)
    return out.getvalue()


@cache
def made_annex() -> bytes:
    out = io.BytesIO()
    annex.write(example_analysis(), out, paper.marks(example_analysis()))
    return out.getvalue()


@cache
def expected() -> WordDocument:
    return proof.read(io.BytesIO(made()))


def changed(data: bytes, change: Change) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    before = dict(parts)
    change(parts)
    assert parts != before
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def told(change: Change) -> str:
    found = proof.read(io.BytesIO(changed(made(), change)))
    return "\n".join(one.message for one in proof.lay_beside(found, expected()).differences)


def told_of_annex(change: Change) -> str:
    found = proof.read_workbook(io.BytesIO(changed(made_annex(), change)))
    wanted = proof.read_workbook(io.BytesIO(made_annex()))
    return "\n".join(one.message for one in proof.lay_books_beside(found, wanted, "附表").differences)


def swap(part: str, pattern: str, new: str) -> Change:
    """A change of the first place that fits."""

    def change(parts: Parts) -> None:
        text, count = re.subn(pattern, new, parts[part].decode(), count=1, flags=re.DOTALL)
        assert count == 1
        parts[part] = text.encode()

    return change


def in_line(xml: str) -> Change:
    """A change that puts XML before the first run with a number of cases."""
    return swap(BODY, r"(<w:r>(?:(?!</w:r>).)*?共受理矛盾纠纷)", xml.replace("\\", "\\\\") + r"\1")


def first_digit(properties: str) -> Change:
    """A change that gives a property to the first digit of the volume."""
    return swap(
        BODY,
        r"(<w:r>)(<w:rPr>)((?:(?!</w:rPr>).)*)(</w:rPr>)(<w:t[^>]*>)([^<]*共受理矛盾纠纷)(\d)",
        rf"\1\2\3\4\5\6</w:t></w:r><w:r>\2\3{properties}\4<w:t>\7</w:t></w:r><w:r>\2\3\4\5",
    )


def related(kind: str, name: str, content: bytes, content_type: str) -> Change:
    """A change that adds a part which the document is related to as ``rIdX``."""

    def change(parts: Parts) -> None:
        parts[f"word/{name}"] = content
        link = f'<Relationship Id="rIdX" Type="{KIND}/{kind}" Target="{name}"/></Relationships>'
        parts[RELS] = parts[RELS].replace(b"</Relationships>", link.encode())
        override = f'<Override PartName="/word/{name}" ContentType="{content_type}"/></Types>'
        parts[TYPES] = parts[TYPES].replace(b"</Types>", override.encode())

    return change


def both(*changes: Change) -> Change:
    def change(parts: Parts) -> None:
        for one in changes:
            one(parts)

    return change


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
V = "urn:schemas-microsoft-com:vml"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
NOTES = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p><w:r><w:t>实为9件</w:t></w:r></w:p></w:footnote></w:footnotes>'
NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t></w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWN_CHART = (
    f'<w:drawing><wp:inline xmlns:wp="{WP}"><a:graphic xmlns:a="{A}"><a:graphicData><c:chart xmlns:c="{C}"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)

ADDED: dict[str, tuple[Change, str]] = {
    "a digit as a formula": (
        in_line(f'<m:oMath xmlns:m="{M}"><m:r><m:t>9</m:t></m:r></m:oMath>'),
        "正文第2段有公式",
    ),
    "a hidden digit": (first_digit("<w:vanish/>"), "正文第2段有隐藏的文字“1”"),
    "a white digit": (first_digit('<w:color w:val="FFFFFF"/>'), "正文第2段有浅得看不见的文字“1”"),
    "a digit in a font of symbols": (
        first_digit('<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'),
        "正文第2段有符号字体的文字“1”",
    ),
    "a struck digit": (first_digit("<w:strike/>"), "正文第2段有加了删除线的文字“1”"),
    "a digit turned round": (
        in_line('<w:bdo w:val="rtl"><w:r><w:t></w:t></w:r></w:bdo>'),
        "正文第2段有反着排的文字",
    ),
    "moved text": (
        in_line('<w:moveFrom w:id="9" w:author="x"><w:r><w:t></w:t></w:r></w:moveFrom>'),
        "修订痕迹",
    ),
    "a hyphen": (in_line("<w:r><w:noBreakHyphen/></w:r>"), "文字有改动"),
    "another document": (
        both(
            swap(BODY, "<w:sectPr", f'<w:altChunk xmlns:r="{KIND}" r:id="rIdX"/><w:sectPr'),
            related("aFChunk", "a.html", b"<p>9</p>", "text/html"),
        ),
        "正文有引入的别的文件",
    ),
    "a field": (in_line(FIELD.format(" QUOTE 9 ")), "正文第2段有域“QUOTE 9”"),
    "a page number in the text": (in_line(FIELD.format(" PAGE ")), "正文第2段有域“PAGE”"),
    "a page number behind a number": (
        swap("word/footer1.xml", "(数据截止.*?</w:r>)", rf"\1{FIELD.format(' PAGE ')}"),
        "页脚（单数页）第1段有域“PAGE”",
    ),
    "a chart at the foot": (
        swap("word/footer1.xml", "(数据截止.*?</w:r>)", rf"\1<w:r>{DRAWN_CHART}</w:r>"),
        "页脚（单数页）第1段有图片或图形",
    ),
    "a simple field": (in_line('<w:fldSimple w:instr=" QUOTE 9 "/>'), "正文第2段有域“QUOTE 9”"),
    "bound data": (
        in_line(
            '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a"/></w:sdtPr><w:sdtContent><w:r/></w:sdtContent></w:sdt>'
        ),
        "绑定了数据的内容控件",
    ),
    "a number before a line": (
        swap(BODY, r"(<w:pPr>)((?:(?!<w:pPr>).)*共受理矛盾纠纷)", r'\1<w:numPr><w:numId w:val="1"/></w:numPr>\2'),
        "正文第2段有自动编号",
    ),
    "letters in a shape": (
        in_line(
            f'<w:r><w:pict><v:shape xmlns:v="{V}"><v:textpath string="9件"/></v:shape></w:pict></w:r>'
        ),
        "正文第2段有艺术字“9件”",
    ),
    "a picture over the text": (
        in_line(f'<w:r><w:drawing><wp:anchor xmlns:wp="{WP}"/></w:drawing></w:r>'),
        "正文第2段有图片或图形",
    ),
    "a cell in a control": (
        swap(
            BODY,
            "</w:tr>",
            "<w:sdt><w:sdtContent><w:tc><w:p><w:r><w:t>9</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt></w:tr>",
        ),
        "正文第1个表第1行的列数不对",
    ),
    "a hidden row": (swap(BODY, "<w:cantSplit/>", "<w:hidden/><w:cantSplit/>"), "有隐藏的表格行"),
    "another first page": (
        swap(BODY, r"(<w:sectPr[^>]*>)", r"\1<w:titlePg/>"),
        "首页另设的页眉页脚",
    ),
    "no even pages": (
        swap("word/settings.xml", "<w:evenAndOddHeaders/>", ""),
        "缺少奇偶页不同的页眉页脚",
    ),
    "a style that hides": (
        swap("word/styles.xml", r"(<w:rPrDefault><w:rPr>)", r"\1<w:vanish/>"),
        "样式有隐藏的文字",
    ),
    "a note under any name": (
        both(
            in_line('<w:r><w:footnoteReference w:id="2"/></w:r>'),
            related("footnotes", "fn.xml", NOTES.encode(), NOTES_TYPE),
        ),
        "脚注、批注第1段多出“实为9件”",
    ),
    "what a chart says of itself": (swap(BODY, r'(descr="[^"]*?)\d+件', r"\g<1>9件"), "图1的文字说明“"),
    "the title of the file": (swap("docProps/core.xml", "10月", "12月"), "文件属性里的标题“"),
    "a format of a chart": (
        swap(CHART, "<c:formatCode>General<", '<c:formatCode>"9"General<'),
        "图1有数字格式“\"9\"General”",
    ),
    "a title of a chart": (
        swap(
            CHART,
            r'<c:autoTitleDeleted val="1" ?/>',
            "<c:title><c:tx><c:rich><a:p><a:r><a:t>受理9件</a:t></a:r></a:p></c:rich></c:tx></c:title>",
        ),
        "图1有标题“受理9件”",
    ),
    "one label of a chart": (
        swap(
            CHART,
            "<c:dLbls>",
            '<c:dLbls><c:dLbl><c:idx val="0"/><c:tx><c:rich><a:p><a:r><a:t>9</a:t></a:r></a:p></c:rich></c:tx></c:dLbl>',
        ),
        "图1有单独改过的数据标签“9”",
    ),
    "an axis of a chart": (
        swap(CHART, r'<c:max val="[^"]*"', '<c:max val="99999"'),
        "图1的坐标轴的最大值“99999”应为“",
    ),
    "where a chart finds its data": (
        swap(CHART, r"\$B\$2:", "$B$3:"),
        "图1的取数的区域“数据!$B$3:",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ADDED)
def test_what_shows_hides_or_changes_text_is_told(name: str) -> None:
    change, words = ADDED[name]
    assert words in told(change)


def saved_again(parts: Parts) -> None:
    """What an office program does of its own accord: split runs, marks of spelling, notes without a text."""
    swap(BODY, r"(共受理)(矛盾纠纷)", r"\1</w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:t>\2")(parts)
    for name in ("word/footer1.xml", "word/footer2.xml"):
        swap(
            name,
            r" PAGE (</w:instrText></w:r>)",
            r'PAGE  \\* MERGEFORMAT\1<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r>',
        )(parts)
    notes = NOTES.replace("<w:r><w:t>实为9件</w:t></w:r>", "<w:r><w:separator/></w:r>")
    related("footnotes", "footnotes.xml", notes.encode(), NOTES_TYPE)(parts)
    swap(CHART, "<c:formatCode>General<", "<c:formatCode>general<")(parts)
    swap(CHART, r"'数据'!", "数据!")(parts)


def test_a_paper_that_was_only_saved_again_is_not_accused() -> None:
    assert told(saved_again) == ""


def test_the_page_that_was_looked_at_last_is_no_text_of_the_paper() -> None:
    document = Document()
    simple = '<w:fldSimple xmlns:w="{}" w:instr=" PAGE "><w:r><w:t>{}</w:t></w:r></w:fldSimple>'
    document.add_paragraph("甲")._p.append(parse_xml(simple.format(W, "12")))
    document.add_paragraph("乙")._p.append(parse_xml(simple.format(W, "共9件")))
    assert [word.text_of(one._p) for one in document.paragraphs] == ["甲", "乙共9件"]


def test_a_page_number_that_is_none_is_told() -> None:
    result = r'\1<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>共9件</w:t></w:r>'
    assert "页脚" in told(swap("word/footer1.xml", r"( PAGE </w:instrText></w:r>)", result))


# --------------------------------------------------------------------------- workbooks


def of_book(edit: Callable[[openpyxl.Workbook], object]) -> Change:
    """A change of the workbook behind the first chart."""

    def change(parts: Parts) -> None:
        book = openpyxl.load_workbook(io.BytesIO(parts[BEHIND]))
        edit(book)
        out = io.BytesIO()
        book.save(out)
        parts[BEHIND] = out.getvalue()

    return change


def far_cell(parts: Parts) -> None:
    of_book(lambda book: book.worksheets[0].cell(40, 8, 9999))(parts)
    parts[BEHIND] = changed(parts[BEHIND], swap(SHEET, r'<dimension ref="[^"]*"', '<dimension ref="A1:B14"'))


BEHIND_A_CHART: dict[str, tuple[Change, str]] = {
    "a format": (
        of_book(lambda book: setattr(book.worksheets[0]["B2"], "number_format", '"9"General')),
        '图1背后的数据表第2行第2列有数字格式“"9"general”',
    ),
    "a second sheet": (of_book(lambda book: book.create_sheet("另一张")), "多出的工作表“另一张”"),
    "a cell where the sheet says it has none": (far_cell, "9999"),
}


@pytest.mark.parametrize("name", BEHIND_A_CHART)
def test_what_the_workbook_behind_a_chart_has_more_is_told(name: str) -> None:
    change, words = BEHIND_A_CHART[name]
    assert words in told(change)


CELL = '<c r="{}" t="inlineStr"><is><t>9999</t></is></c>'
OF_ANNEX: dict[str, tuple[Change, str]] = {
    "a row": (
        swap(SHEET, "</sheetData>", f'<row r="9000">{CELL.format("A9000")}</row></sheetData>'),
        "第9000行第1列“9999”应为“”",
    ),
    "a column": (swap(SHEET, '(<row r="3".*?)</row>', rf"\1{CELL.format('M3')}</row>"), "第3行第13列“9999”应为“”"),
    "a hidden row": (swap(SHEET, '<row r="5"', '<row r="5" hidden="1"'), "附表“数字清单”第5行有隐藏的行"),
    "a hidden column": (swap(SHEET, '<col min="1"', '<col hidden="1" min="1"'), "第1列有隐藏的列"),
    "a hidden sheet": (
        swap("xl/workbook.xml", '<sheet name="案件码清单"', '<sheet state="hidden" name="案件码清单"'),
        "附表“案件码清单”有隐藏的工作表",
    ),
    "a format": (
        swap(
            "xl/styles.xml",
            r"(.*)<fonts(.*)(<cellXfs.*?)numFmtId=\"0\"",
            r'\1<numFmts count="1"><numFmt numFmtId="200" formatCode="&quot;9&quot;General"/></numFmts><fonts\2\3numFmtId="200"',
        ),
        "数字格式“\"9\"general”",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OF_ANNEX)
def test_what_an_annex_has_more_or_hides_is_told(name: str) -> None:
    change, words = OF_ANNEX[name]
    assert words in told_of_annex(change)


# --------------------------------------------------------------------------- what cannot be read


def garbled() -> bytes:
    data = bytearray(made())
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        at = packed.getinfo(BODY).header_offset + 30 + len(BODY) + 50
    for place in range(at, at + 40):
        data[place] ^= 0x5A
    return bytes(data)


def cut_short(parts: Parts) -> None:
    parts[BODY] = parts[BODY][:-200]


UNREADABLE: dict[str, Callable[[], bytes]] = {
    "XML that ends early": lambda: changed(made(), cut_short),
    "a zip that does not unpack": garbled,
    "a footer that is not there": lambda: changed(
        made(), swap(BODY, r'(<w:footerReference[^>]*r:id=")[^"]*', r"\1rIdNone")
    ),
    "a workbook elsewhere": lambda: changed(
        made(),
        swap(
            "word/charts/_rels/chart1.xml.rels",
            r'Target="[^"]*"',
            'Target="http://198.51.100.7/y.xlsx" TargetMode="External"',
        ),
    ),
    "a place that is no number": lambda: changed(made(), swap(CHART, '<c:pt idx="0"', '<c:pt idx="x"')),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_broken_is_refused_in_plain_words(name: str) -> None:
    with pytest.raises(UnreadableFile, match="打不开这个 Word 文件"):
        proof.read(io.BytesIO(UNREADABLE[name]()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("as_of=2026-11-01T00:00:00", "as_of=2026-11-01T00:00:00+08:00"),
        ("dated=2026-11-09", "dated=9999-12-31"),
        ("period=2026-10", "period=0001-01"),
        ("period=2026-10", "period=2026-13"),
        ("edits=0", "edits=99999999999999999999"),
    ],
)
def test_marks_that_no_paper_has_are_refused(old: str, new: str) -> None:
    keywords = paper.marks(example_analysis())
    assert old in keywords
    with pytest.raises(UnreadableFile, match="没有本系统报告的标记"):
        proof.marks_of(keywords.replace(old, new))


def test_what_is_no_paper_of_ours_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    Document().save(out)
    out.seek(0)
    monkeypatch.setattr(word, "read_document", None)
    with pytest.raises(UnreadableFile, match="没有本系统报告的标记"):
        proof.read(out)


def test_far_too_much_text_is_refused_before_it_is_read() -> None:
    began = time.monotonic()
    with pytest.raises(UnreadableFile, match="太大"):
        proof.read(io.BytesIO(changed(made(), swap(BODY, "<w:body>", "<w:body>" + "<w:p/>" * 3_000_000))))
    assert time.monotonic() - began < 5


def test_a_long_stretch_that_was_changed_is_compared_in_order() -> None:
    def papers(letter: str) -> WordDocument:
        lines = (Block("paragraph", f"正文第{at}段", (letter * 40 + chr(0x4E00 + at),)) for at in range(600))
        return WordDocument(tuple(lines), "")

    began = time.monotonic()
    assert len(proof.lay_beside(papers("甲"), papers("乙")).differences) == 600
    assert time.monotonic() - began < 5
    long = WordDocument(tuple(papers("丙").blocks * 20), "")
    with pytest.raises(UnreadableFile, match="差得太多"):
        proof.lay_beside(long, papers("乙"))
