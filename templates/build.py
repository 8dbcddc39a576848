"""Builds templates/health_report.docx: ``python -m templates.build``.

Page and letters follow GB/T 9704-2012 as the documents guide (part a) gives it in numbers; lengths are
twips (1/20 pt), font sizes half-points. A county changes its own copy in Word; this script only makes the
shipped one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

SONG_TITLE, HEI, KAI, FANG, SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
WESTERN = "Times New Roman"  # figures and letters; offices that want one face set it to FANG
SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4, SIZE_SMALL_5 = 44, 32, 28, 24, 18
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

CORE = ("name", "now", "fraction", "previous", "year_before")
CORE_WIDTHS = (2445, 1600, 1600, 1600, 1600)
GROUP = (
    *("name", "intake_count", "closed_count", "resolution_rate", "on_time_rate", "satisfaction_rate"),
    *("participation_rate", "avg_handling_days"),
)
GROUP_WIDTHS = (1925, 820, 820, 1056, 1056, 1056, 1056, 1056)


def _element(tag: str, **attributes: Any) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def _fonts(name: str) -> Any:
    """All three fonts and the hint, or quotation marks fall back to a western font."""
    western = SONG if name == SONG else WESTERN
    return _element("w:rFonts", ascii=western, hAnsi=western, eastAsia=name, cs=western, hint="eastAsia")


def _run_properties(font: str, size: int) -> Any:
    made = OxmlElement("w:rPr")
    made.append(_fonts(font))
    made.append(_element("w:sz", val=size))
    made.append(_element("w:szCs", val=size))
    return made


def _run(text: str, font: str, size: int) -> Any:
    """One run: a blank is never split over two."""
    made = OxmlElement("w:r")
    made.append(_run_properties(font, size))
    letters = OxmlElement("w:t")
    letters.text = text
    letters.set(qn("xml:space"), "preserve")
    made.append(letters)
    return made


def _spacing(line: int | None) -> Any:
    if line is None:
        return _element("w:spacing", before=0, after=0, line=240, lineRule="auto")
    return _element("w:spacing", before=0, after=0, line=line, lineRule="exact")


def _paragraph(
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
) -> Any:
    made, properties = OxmlElement("w:p"), OxmlElement("w:pPr")
    if style:
        properties.append(_element("w:pStyle", val=style))
    if keep_next:
        properties.append(OxmlElement("w:keepNext"))
    properties.append(_element("w:widowControl", val=0))
    if not grid:
        properties.append(_element("w:snapToGrid", val=0))
    properties.append(_spacing(line))
    if indent:
        properties.append(_element("w:ind", **indent))
    properties.append(_element("w:jc", val=align))
    made.append(properties)
    if text:
        made.append(_run(text, font, size))
    return made


FIRST_LINE = {"firstLineChars": 200, "firstLine": 640}


def _body(text: str) -> Any:
    return _paragraph(text, indent=FIRST_LINE)


def _tag(text: str) -> Any:
    """A line that only steers the filling (``{%p for … %}``) and leaves nothing behind."""
    return _paragraph(text, indent=FIRST_LINE)


def _heading(text: str, level: int) -> Any:
    font = HEI if level == 1 else KAI
    return _paragraph(text, font, style=f"Heading{level}", indent=FIRST_LINE, keep_next=True)


# --------------------------------------------------------------------------- tables


def _cell(text: str, width: int, font: str, align: str) -> Any:
    made, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    properties.append(_element("w:tcW", w=width, type="dxa"))
    properties.append(_element("w:vAlign", val="center"))
    made.append(properties)
    made.append(_paragraph(text, font, SIZE_SMALL_4, line=None, align=align, grid=False))
    return made


def _row(texts: Sequence[str], widths: Sequence[int], font: str = FANG, *, header: bool = False) -> Any:
    made, properties = OxmlElement("w:tr"), OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))
    made.append(properties)
    for number, (text, width) in enumerate(zip(texts, widths, strict=True)):
        made.append(_cell(text, width, font, "left" if number == 0 and not header else "center"))
    return made


def _table(name: str, columns: Sequence[str], widths: Sequence[int]) -> Any:
    """A table of one header row and one row repeated for every group."""
    assert sum(widths) == TABLE_WIDTH
    made, properties = OxmlElement("w:tbl"), OxmlElement("w:tblPr")
    properties.append(_element("w:tblW", w=TABLE_WIDTH, type="dxa"))
    properties.append(_element("w:jc", val="center"))
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz=4, space=0, color="000000"))
    properties.append(borders)
    properties.append(_element("w:tblLayout", type="fixed"))
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 15), ("left", 45), ("bottom", 15), ("right", 45)):
        margins.append(_element(f"w:{side}", w=width, type="dxa"))
    properties.append(margins)
    made.append(properties)
    grid = OxmlElement("w:tblGrid")
    for width in widths:
        grid.append(_element("w:gridCol", w=width))
    made.append(grid)
    header = [f"{{{{ {name}_header.{column} }}}}" for column in columns]
    made.append(_row(header, widths, HEI, header=True))
    blank = [""] * (len(columns) - 1)
    made.append(_row([f"{{%tr for row in {name}_rows %}}", *blank], widths))
    made.append(_row([f"{{{{ row.{column} }}}}" for column in columns], widths))
    made.append(_row(["{%tr endfor %}", *blank], widths))
    return made


def _section(number: str, name: str, title: str, columns: Sequence[str], widths: Sequence[int]) -> list[Any]:
    return [
        _heading(f"（{number}）{title}", 2),
        _body(f"{{{{ {name}_text }}}}"),
        _paragraph(
            f"{{{{ {name}_title }}}}",
            HEI,
            SIZE_SMALL_4,
            line=None,
            align="center",
            grid=False,
            keep_next=True,
        ),
        _table(name, columns, widths),
        _tag(f"{{%p if {name}_note %}}"),
        _paragraph(f"注：{{{{ {name}_note }}}}", size=SIZE_SMALL_4, line=None, grid=False),
        _tag("{%p endif %}"),
    ]


# --------------------------------------------------------------------------- page


def _page_number(align: str, side: str) -> Any:
    made = _paragraph("", SONG, SIZE_4, line=None, align=align, indent={side: 280}, grid=False)
    made.append(_run("— ", SONG, SIZE_4))
    for kind, text in (("begin", None), (None, " PAGE "), ("end", None)):
        run = OxmlElement("w:r")
        run.append(_run_properties(SONG, SIZE_4))
        if kind:
            run.append(_element("w:fldChar", fldCharType=kind))
        else:
            code = OxmlElement("w:instrText")
            code.text = text
            code.set(qn("xml:space"), "preserve")
            run.append(code)
        made.append(run)
    made.append(_run(" —", SONG, SIZE_4))
    return made


SYSTEM_LINE = "系统生成 数据截止 {{ as_of }} 口径版本 {{ formula_version }}"


def _fill_footer(footer: Any, align: str, side: str) -> None:
    """The system's own line, small, in the gap above the number; the number stays 7 mm under the text."""
    element = footer._element
    for child in list(element):
        element.remove(child)
    other = "left" if align == "right" else "right"
    element.append(_paragraph(SYSTEM_LINE, SONG, SIZE_SMALL_5, line=210, align=other, grid=False))
    element.append(_page_number(align, side))


def _set_page(document: Any) -> None:
    section = document.sections[0]
    properties = section._sectPr
    for name in ("w:pgSz", "w:pgMar", "w:docGrid", "w:cols"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    document.settings.odd_and_even_pages_header_footer = True
    _fill_footer(section.footer, "right", "right")
    _fill_footer(section.even_page_footer, "left", "left")
    properties.append(_element("w:pgSz", w=PAGE_WIDTH, h=PAGE_HEIGHT))
    properties.append(_element("w:pgMar", **MARGINS))
    properties.append(_element("w:docGrid", type="lines", linePitch=LINE))


def _set_style(document: Any, name: str, font: str, size: int) -> None:
    style = document.styles[name].element
    for tag in ("w:rPr", "w:pPr"):
        for old in style.findall(qn(tag)):
            style.remove(old)
    paragraph = OxmlElement("w:pPr")
    if name.startswith("Heading"):
        paragraph.append(OxmlElement("w:keepNext"))
    paragraph.append(_element("w:widowControl", val=0))
    paragraph.append(_spacing(LINE))
    if name.startswith("Heading"):
        paragraph.append(_element("w:outlineLvl", val=int(name[-1]) - 1))
    style.append(paragraph)
    style.append(_run_properties(font, size))


def build(out: Path) -> None:
    """Write the shipped template of the 体检报告."""
    document = Document()
    for name, font in (("Normal", FANG), ("Heading 1", HEI), ("Heading 2", KAI)):
        _set_style(document, name, font, SIZE_3)
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    parts = [
        _paragraph("{{ title }}", SONG_TITLE, SIZE_2, line=TITLE_LINE, align="center", grid=False),
        _paragraph("{{ region }}", KAI, align="center"),
        _paragraph(""),
        _heading("一、体检结论", 1),
        _tag("{%p for sentence in conclusion %}"),
        _body("{{ sentence }}"),
        _tag("{%p endfor %}"),
        _heading("二、核心指标", 1),
        *_section("一", "core", "总体情况", CORE, CORE_WIDTHS),
        *_section("二", "towns", "属地情况", GROUP, GROUP_WIDTHS),
        *_section("三", "units", "承办单位情况", GROUP, GROUP_WIDTHS),
        _heading("三、口径说明", 1),
        _tag("{%p for definition in definitions %}"),
        _paragraph(
            "{{ definition }}",
            size=SIZE_SMALL_4,
            line=None,
            indent={"firstLineChars": 200, "firstLine": 480},
            grid=False,
        ),
        _tag("{%p endfor %}"),
        _paragraph(""),
        _paragraph("{{ center }}", align="right", indent={"rightChars": 200, "right": 640}, keep_next=True),
        _paragraph("{{ dated }}", align="right", indent={"rightChars": 200, "right": 640}),
    ]
    for number, part in enumerate(parts):
        body.insert(number, part)
    _set_page(document)
    document.core_properties.author = ""
    document.core_properties.title = ""
    document.core_properties.comments = ""
    document.save(str(out))


if __name__ == "__main__":
    build(Path(__file__).with_name("health_report.docx"))
