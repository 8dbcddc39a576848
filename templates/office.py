"""The parts that official papers are set from: page, letters, headings, tables, places for charts.

Page and letters follow GB/T 9704-2012 as the documents guide (part a) gives it in numbers; lengths are
twips (1/20 pt), font sizes half-points.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from templates import settled

SONG_TITLE, HEI, KAI, FANG, SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
WESTERN = "Times New Roman"  # figures and letters; offices that want one face set it to FANG
SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4, SIZE_5, SIZE_SMALL_5 = 44, 32, 28, 24, 21, 18
PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
MARGINS = {
    "top": 2098,
    "right": 1474,
    "bottom": 1984,
    "left": 1587,
    "header": 851,
    "footer": 1406,
    "gutter": 0,
}
LINE = 579  # 28.95 pt: 22 lines fill the 225 mm
TITLE_LINE = 720
TABLE_WIDTH = PAGE_WIDTH - MARGINS["left"] - MARGINS["right"]


def element(tag: str, **attributes: Any) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def under(parent: Any, tag: str) -> Any:
    """The first child of that name; None where there is none."""
    return parent.find(qn(tag))


def fonts(name: str) -> Any:
    """All three fonts and the hint, or quotation marks fall back to a western font."""
    western = SONG if name == SONG else WESTERN
    return element("w:rFonts", ascii=western, hAnsi=western, eastAsia=name, cs=western, hint="eastAsia")


def run_properties(font: str, size: int) -> Any:
    made = OxmlElement("w:rPr")
    made.append(fonts(font))
    made.append(element("w:sz", val=size))
    made.append(element("w:szCs", val=size))
    return made


def text_run(text: str, font: str, size: int) -> Any:
    """One run: a blank is never split over two."""
    made = OxmlElement("w:r")
    made.append(run_properties(font, size))
    letters = OxmlElement("w:t")
    letters.text = text
    letters.set(qn("xml:space"), "preserve")
    made.append(letters)
    return made


def spacing(line: int | None, around: tuple[int, int] = (0, 0)) -> Any:
    before, after = around
    if line is None:
        return element("w:spacing", before=before, after=after, line=240, lineRule="auto")
    return element("w:spacing", before=0, after=0, line=line, lineRule="exact")


def paragraph(
    text: str,
    font: str = FANG,
    size: int = SIZE_3,
    *,
    style: str | None = None,
    line: int | None = LINE,
    align: str = "both",
    indent: dict[str, int] | None = None,
    grid: bool = True,
    keep_next: bool = False,
    small_mark: bool = False,
    around: tuple[int, int] = (0, 0),
) -> Any:
    made, properties = OxmlElement("w:p"), OxmlElement("w:pPr")
    if style:
        properties.append(element("w:pStyle", val=style))
    if keep_next:
        properties.append(OxmlElement("w:keepNext"))
    properties.append(element("w:widowControl", val=0))
    if not grid:
        properties.append(element("w:snapToGrid", val=0))
    properties.append(spacing(line, around))
    if indent:
        properties.append(element("w:ind", **indent))
    properties.append(element("w:jc", val=align))
    if small_mark:  # an empty cell is as high as its mark
        properties.append(run_properties(font, size))
    made.append(properties)
    if text:
        made.append(text_run(text, font, size))
    return made


FIRST_LINE = {"firstLineChars": 200, "firstLine": 640}


def body(text: str, *, keep_next: bool = False) -> Any:
    return paragraph(text, indent=FIRST_LINE, keep_next=keep_next)


def tag(text: str) -> Any:
    """A line that only steers the filling (``{%p for … %}``) and leaves nothing behind."""
    return paragraph(text, indent=FIRST_LINE)


def heading(text: str, level: int) -> Any:
    font = HEI if level == 1 else KAI
    return paragraph(text, font, style=f"Heading{level}", indent=FIRST_LINE, keep_next=True)


# --------------------------------------------------------------------------- tables


def cell(text: str, width: int, font: str, align: str, size: int = SIZE_SMALL_4) -> Any:
    made, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    properties.append(element("w:tcW", w=width, type="dxa"))
    properties.append(element("w:vAlign", val="center"))
    made.append(properties)
    made.append(paragraph(text, font, size, line=None, align=align, grid=False, small_mark=True))
    return made


def row(
    texts: Sequence[str],
    widths: Sequence[int],
    font: str = FANG,
    *,
    header: bool = False,
    size: int = SIZE_SMALL_4,
    left: Sequence[int] = (0,),
) -> Any:
    made, properties = OxmlElement("w:tr"), OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))
    made.append(properties)
    for number, (text, width) in enumerate(zip(texts, widths, strict=True)):
        made.append(cell(text, width, font, "left" if number in left and not header else "center", size))
    return made


def table(
    name: str,
    columns: Sequence[str],
    widths: Sequence[int],
    *,
    size: int = SIZE_SMALL_4,
    left: Sequence[int] = (0,),
) -> Any:
    """A table of one header row and one row repeated for every group; ``left``: columns of words."""
    assert sum(widths) == TABLE_WIDTH
    made, properties = OxmlElement("w:tbl"), OxmlElement("w:tblPr")
    properties.append(element("w:tblW", w=TABLE_WIDTH, type="dxa"))
    properties.append(element("w:jc", val="center"))
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(f"w:{side}", val="single", sz=4, space=0, color="000000"))
    properties.append(borders)
    properties.append(element("w:tblLayout", type="fixed"))
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 15), ("left", 45), ("bottom", 15), ("right", 45)):
        margins.append(element(f"w:{side}", w=width, type="dxa"))
    properties.append(margins)
    made.append(properties)
    grid = OxmlElement("w:tblGrid")
    for width in widths:
        grid.append(element("w:gridCol", w=width))
    made.append(grid)
    header = [f"{{{{ {name}_header.{column} }}}}" for column in columns]
    made.append(row(header, widths, HEI, header=True, size=size))
    blank = [""] * (len(columns) - 1)
    made.append(row([f"{{%tr for row in {name}_rows %}}", *blank], widths))
    made.append(row([f"{{{{ row.{column} }}}}" for column in columns], widths, size=size, left=left))
    made.append(row(["{%tr endfor %}", *blank], widths))
    return made


def caption(blank: str) -> Any:
    """The title above a table."""
    return paragraph(
        blank, HEI, SIZE_SMALL_4, line=None, align="center", grid=False, keep_next=True, around=(120, 60)
    )


def note(name: str) -> list[Any]:
    """What is said below a table, where there is anything to say."""
    return [
        tag(f"{{%p if {name}_note %}}"),
        paragraph(f"注：{{{{ {name}_note }}}}", size=SIZE_SMALL_4, line=None, grid=False, around=(60, 120)),
        tag("{%p endif %}"),
    ]


def titled(
    name: str,
    columns: Sequence[str],
    widths: Sequence[int],
    *,
    size: int = SIZE_SMALL_4,
    left: Sequence[int] = (0,),
) -> list[Any]:
    """A table with its title above and its note below."""
    made = table(name, columns, widths, size=size, left=left)
    return [caption(f"{{{{ {name}_title }}}}"), made, *note(name)]


def said(name: str, *, keep_next: bool = False) -> list[Any]:
    """The paragraphs of a blank that holds several; ``keep_next``: what follows must not stand alone."""
    sentence = body("{{ sentence }}", keep_next=keep_next)
    return [tag(f"{{%p for sentence in {name} %}}"), sentence, tag("{%p endfor %}")]


def document_number() -> list[Any]:
    """The 发文字号 of an edition that was signed off under one, in the middle above the title."""
    return only_if("number", [paragraph("{{ number }}", align="center")])


def only_if(blank: str, parts: Sequence[Any]) -> list[Any]:
    """Parts that are left out where a blank is empty."""
    return [tag(f"{{%p if {blank} %}}"), *parts, tag("{%p endif %}")]


def section(number: str, name: str, title: str, columns: Sequence[str], widths: Sequence[int]) -> list[Any]:
    """A second-level heading, a sentence, a table."""
    return [
        heading(f"（{number}）{title}", 2),
        body(f"{{{{ {name}_text }}}}"),
        *titled(name, columns, widths),
    ]


# --------------------------------------------------------------------------- page


def page_number(align: str, side: str) -> Any:
    made = paragraph("", SONG, SIZE_4, line=None, align=align, indent={side: 280}, grid=False)
    made.append(text_run("— ", SONG, SIZE_4))
    for kind, text in (("begin", None), (None, " PAGE "), ("end", None)):
        run = OxmlElement("w:r")
        run.append(run_properties(SONG, SIZE_4))
        if kind:
            run.append(element("w:fldChar", fldCharType=kind))
        else:
            code = OxmlElement("w:instrText")
            code.text = text
            code.set(qn("xml:space"), "preserve")
            run.append(code)
        made.append(run)
    made.append(text_run(" —", SONG, SIZE_4))
    return made


SYSTEM_LINE = "系统生成 数据截止 {{ as_of }} 口径版本 {{ formula_version }}"


def fill_footer(footer: Any, align: str, side: str, *, system_line: bool = True) -> None:
    """The system's own line, small, in the gap above the number; the number stays 7 mm under the text.

    The edition that was signed off goes out without that line (documents guide, a2.8); papers of a case
    never have it.
    """
    element = footer._element
    for child in list(element):
        element.remove(child)
    other = "left" if align == "right" else "right"
    line = paragraph(SYSTEM_LINE, SONG, SIZE_SMALL_5, line=210, align=other, grid=False)
    told = (tag("{%p if not issued %}"), line, tag("{%p endif %}")) if system_line else ()
    for part in (*told, page_number(align, side)):
        element.append(part)


def set_page(document: Any, *, system_line: bool = True) -> None:
    section = document.sections[0]
    properties = section._sectPr
    for name in ("w:pgSz", "w:pgMar", "w:docGrid", "w:cols"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    document.settings.odd_and_even_pages_header_footer = True
    fill_footer(section.footer, "right", "right", system_line=system_line)
    fill_footer(section.even_page_footer, "left", "left", system_line=system_line)
    properties.append(element("w:pgSz", w=PAGE_WIDTH, h=PAGE_HEIGHT))
    properties.append(element("w:pgMar", **MARGINS))
    properties.append(element("w:docGrid", type="lines", linePitch=LINE))


def set_style(document: Any, name: str, font: str, size: int) -> None:
    style = document.styles[name].element
    for tag in ("w:rPr", "w:pPr"):
        for old in style.findall(qn(tag)):
            style.remove(old)
    paragraph = OxmlElement("w:pPr")
    if name.startswith("Heading"):
        paragraph.append(OxmlElement("w:keepNext"))
    paragraph.append(element("w:widowControl", val=0))
    paragraph.append(spacing(LINE))
    if name.startswith("Heading"):
        paragraph.append(element("w:outlineLvl", val=int(name[-1]) - 1))
    style.append(paragraph)
    style.append(run_properties(font, size))


def signature(*, keep_next: bool = False) -> list[Any]:
    """Name and date; the exporter sets how far each stands from the margin.

    ``keep_next``: what stands below them does not go to a page of its own.
    """
    far = {"rightChars": 200, "right": 640}
    return [
        paragraph("", keep_next=True),
        paragraph("{{ center }}", align="right", indent=far, keep_next=True),
        paragraph("{{ dated }}", align="right", indent=far, keep_next=keep_next),
    ]


def picture(name: str) -> list[Any]:
    """The place of a chart with its caption below; an exact line pitch would cut the chart off."""
    return [
        paragraph(f"{{{{ {name}_chart }}}}", line=None, align="center", grid=False, keep_next=True),
        paragraph(f"{{{{ {name}_caption }}}}", HEI, SIZE_SMALL_4, line=None, align="center", grid=False),
    ]


def attachment(number: int, title: str) -> list[Any]:
    """An attachment begins on a page of its own: its number at the top, its title in the middle."""
    begin = paragraph(f"附件{number}", HEI, align="left")
    begin.find(qn("w:pPr")).insert(0, OxmlElement("w:pageBreakBefore"))
    return [begin, paragraph(title, SONG_TITLE, SIZE_3, line=TITLE_LINE, align="center", grid=False)]


def _drop_leftovers(document: Any) -> None:
    """Parts of the library's own blank document that contradict ours or show its first page."""
    for source in (document.part, document.part.package):
        for identifier, relation in list(source.rels.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                del source.rels[identifier]


#: By what a machine without these fonts may set the letters instead.
ALTERNATIVES = {FANG: "仿宋", KAI: "楷体", HEI: "SimHei", SONG: "SimSun", SONG_TITLE: "方正小标宋_GBK"}


def _name_fonts(document: Any) -> None:
    """The fonts of the paper with those that may stand in for them (ECMA-376 part 1, 17.8.3.1)."""
    listed = element("w:fonts")
    for name in (FANG, KAI, HEI, SONG, SONG_TITLE):
        font = element("w:font", name=name)
        font.append(element("w:altName", val=ALTERNATIVES[name]))
        font.append(element("w:charset", val="86"))
        font.append(element("w:family", val="auto"))
        listed.append(font)
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = serialize_part_xml(listed)


def write(out: Path, parts: Sequence[Any], *, of_case: bool = False) -> None:
    """Write a template of these parts on the standard page; ``of_case``: it says nothing of the system."""
    document = Document()
    for name, font in (("Normal", FANG), ("Heading 1", HEI), ("Heading 2", KAI)):
        set_style(document, name, font, SIZE_3)
    content = document.element.body
    for child in list(content):
        if child.tag != qn("w:sectPr"):
            content.remove(child)
    for number, part in enumerate(parts):
        content.insert(number, part)
    set_page(document, system_line=not of_case)
    if of_case:
        _name_fonts(document)
    _drop_leftovers(document)
    document.core_properties.author = ""
    document.core_properties.title = ""
    document.core_properties.comments = ""
    made = io.BytesIO()
    document.save(made)
    settled.write(out, made.getvalue())
