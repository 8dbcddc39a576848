"""Charts of a paper as native Word charts: drawn by Word from filled caches, changed in an embedded workbook.

openpyxl writes the chart; what it leaves out (caches, letters, no automatic title) is put in here, because
Word draws from the caches. Shades and patterns can be told apart in grey print.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from html import escape
from math import floor, isfinite, log10
from typing import Any
from xml.etree import ElementTree

import openpyxl  # type: ignore[import-untyped]
from openpyxl.chart import BarChart, LineChart, Reference  # type: ignore[import-untyped]
from openpyxl.chart.data_source import (  # type: ignore[import-untyped]
    AxDataSource,
    NumData,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.label import DataLabelList  # type: ignore[import-untyped]
from openpyxl.chart.marker import Marker  # type: ignore[import-untyped]
from openpyxl.chart.shapes import GraphicalProperties  # type: ignore[import-untyped]
from openpyxl.drawing.fill import PatternFillProperties  # type: ignore[import-untyped]
from openpyxl.drawing.line import LineProperties  # type: ignore[import-untyped]
from openpyxl.xml.functions import tostring  # type: ignore[import-untyped]

from exporters import bookreading
from exporters.excel import InMemory, clean, literal
from jiefen_lite.errors import UnreadableFile
from jiefen_lite.shapes import ReportChart

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CHART_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOOK_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"

CHART_SPACE = _C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING_SPACE = _A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
for _prefix, _space in (("c", _C), ("a", _A), ("r", _R)):
    ElementTree.register_namespace(_prefix, _space)
_SHEET = "数据"
_EMU = 36_000  # a millimetre
_WIDTH = 150  # of the 156 mm between the margins
_HEIGHTS = {"line": 45, "column": 62}
_FEW = 6  # an axis that ends here has a line for every case
_BAR_HEIGHT, _BAR_LEAST = 5, 36
_LETTERS = "仿宋_GB2312"
#: A workbook behind a chart has a few lines; one of a stranger's making is not unpacked whatever its size.
LARGEST_BOOK, _MOST_ROWS = 5_000_000, 1000
_BROKEN = "这个 Word 文件里的图打不开，请重新下载或生成这份报告。"

#: Of one series after the other: colour, pattern (None: solid), dash, marker.
_LOOKS: tuple[tuple[str, str | None, str, str], ...] = (
    ("1F4E79", None, "solid", "circle"),
    ("7F7F7F", "wdUpDiag", "dash", "triangle"),
    ("BFBFBF", "pct20", "sysDot", "square"),
)


@dataclass(frozen=True, slots=True)
class ChartFile:
    """A chart ready to be put into a package: its part, and the workbook behind it."""

    xml: bytes
    workbook: bytes


def make(chart: ReportChart, book_relation: str) -> ChartFile:
    """The part of a chart whose workbook it will find under the relation id ``book_relation``."""
    chart = _cleaned(chart)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = _SHEET
    sheet.append([None, *(literal(series.name) for series in chart.series)])
    for at, category in enumerate(chart.categories):
        sheet.append([literal(category), *(series.values[at] for series in chart.series)])
        sheet.cell(at + 2, 1).data_type = "s"  # a category that begins with = is no formula
    # openpyxl writes its namespaces as mere attributes: only what is parsed again can be worked on
    tree = ElementTree.fromstring(tostring(_drawn(chart, sheet)._write()))
    _finish(tree, book_relation)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        InMemory(book, packed).save()  # openpyxl's own way needs a temporary file
    return ChartFile(ElementTree.tostring(tree, encoding="UTF-8", xml_declaration=True), out.getvalue())


def _cleaned(chart: ReportChart) -> ReportChart:
    """Texts as a file can hold them: a name may have come out of anybody's ledger."""
    series = tuple(replace(one, name=clean(one.name)) for one in chart.series)
    return replace(chart, categories=tuple(map(clean, chart.categories)), series=series)


def _drawn(chart: ReportChart, sheet: Any) -> Any:
    rows = len(chart.categories)
    drawn = LineChart() if chart.kind == "line" else BarChart()
    if chart.kind != "line":
        drawn.type = "bar" if chart.kind == "bar" else "col"
        drawn.gapWidth = 50
    drawn.add_data(
        Reference(sheet, min_col=2, max_col=1 + len(chart.series), min_row=1, max_row=rows + 1),
        titles_from_data=True,
    )
    names = StrData(
        ptCount=rows, pt=[StrVal(idx=at, v=category) for at, category in enumerate(chart.categories)]
    )
    for at, (one, series) in enumerate(zip(drawn.series, chart.series, strict=True)):
        one.tx.strRef.strCache = StrData(ptCount=1, pt=[StrVal(idx=0, v=series.name)])
        one.cat = AxDataSource(strRef=StrRef(f=f"'{_SHEET}'!$A$2:$A${rows + 1}", strCache=names))
        points = [
            NumVal(idx=place, v=f"{value}") for place, value in enumerate(series.values) if value is not None
        ]
        one.val.numRef.numCache = NumData(formatCode="General", ptCount=rows, pt=points)
        _look(one, chart.kind, at)
    if len(chart.series) == 1:
        drawn.legend = None
    else:
        drawn.legend.position = "b"
    _axes(drawn, chart)
    return drawn


def _look(series: Any, kind: str, at: int) -> None:
    colour, pattern, dash, marker = _LOOKS[at % len(_LOOKS)]
    line = LineProperties(solidFill=colour, w=9525 if kind != "line" else 22225)
    if kind == "line":
        line.prstDash = dash
        series.smooth = False
        filled = GraphicalProperties(solidFill=colour)
        series.marker = Marker(symbol=marker, size=6, spPr=filled)
        series.graphicalProperties = GraphicalProperties(ln=line)
    elif pattern is None:
        series.graphicalProperties = GraphicalProperties(solidFill=colour, ln=line)
    else:
        series.graphicalProperties = GraphicalProperties(ln=line)
        series.graphicalProperties.pattFill = PatternFillProperties(
            prst=pattern, fgClr=_colour(colour), bgClr=_colour("FFFFFF")
        )
    if kind == "line" and at:
        return  # numbers of two lines would stand on each other
    series.dLbls = DataLabelList(
        showVal=True,
        showLegendKey=False,
        showCatName=False,
        showSerName=False,
        showPercent=False,
        showBubbleSize=False,
    )
    series.dLbls.position = "t" if kind == "line" else "outEnd"


def _colour(rgb: str) -> Any:
    from openpyxl.drawing.colors import ColorChoice  # type: ignore[import-untyped]

    return ColorChoice(srgbClr=rgb)


def _axes(drawn: Any, chart: ReportChart) -> None:
    for axis in (drawn.x_axis, drawn.y_axis):
        axis.delete = False  # openpyxl's default hides them
        axis.title = None
    drawn.x_axis.majorTickMark = "none"
    drawn.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9", w=6350))
    drawn.y_axis.number_format, drawn.y_axis.majorTickMark = "General", "none"
    drawn.y_axis.scaling.min = 0
    drawn.y_axis.scaling.max = chart.most or _ceiling(chart)
    if drawn.y_axis.scaling.max <= _FEW:
        drawn.y_axis.majorUnit = 1  # half a case is none
    if chart.kind == "bar":
        drawn.x_axis.scaling.orientation = "maxMin"  # the first category on top
        drawn.y_axis.delete = True  # every bar carries its number


def _ceiling(chart: ReportChart) -> float:
    """Where the axis ends: above the highest value there is room for its number."""
    highest = max((value for one in chart.series for value in one.values if value is not None), default=0)
    if highest <= 0:
        return 1
    step = 10.0 ** floor(log10(highest))
    return next(
        times * step
        for times in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12)
        if times * step >= 1.12 * highest
    )


def _finish(tree: Any, book_relation: str) -> None:
    """What openpyxl leaves out: no title of its own accord, letters, where the workbook is."""
    (container,) = tree.iter(f"{{{_C}}}chart")
    for old in container.findall(f"{{{_C}}}autoTitleDeleted"):
        container.remove(old)
    container.insert(0, ElementTree.Element(f"{{{_C}}}autoTitleDeleted", {"val": "1"}))
    letters = ElementTree.fromstring(
        f'<c:txPr xmlns:c="{_C}" xmlns:a="{_A}"><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1050">'
        f'<a:solidFill><a:srgbClr val="000000"/></a:solidFill><a:latin typeface="Times New Roman"/>'
        f'<a:ea typeface="{_LETTERS}"/></a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )
    for old in tree.findall(f"{{{_C}}}txPr"):
        tree.remove(old)
    tree.append(letters)
    source = ElementTree.SubElement(tree, f"{{{_C}}}externalData", {f"{{{_R}}}id": book_relation})
    ElementTree.SubElement(source, f"{{{_C}}}autoUpdate", {"val": "0"})


def inline(chart: ReportChart, relation: str, number: int) -> str:
    """The drawing that shows a chart in a line of text, as XML; ``number`` is its own in the document."""
    if chart.kind in _HEIGHTS:
        height = _HEIGHTS[chart.kind]
    else:
        height = max(_BAR_LEAST, 10 + _BAR_HEIGHT * len(chart.categories) * len(chart.series))
    name, told = (escape(clean(text), quote=True) for text in (chart.title, chart.description))
    return (
        f'<wp:inline xmlns:wp="{_WP}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{_WIDTH * _EMU}" cy="{height * _EMU}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name="{name}" descr="{told}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{_C}">'
        f'<c:chart xmlns:c="{_C}" xmlns:r="{_R}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline>"
    )


# --------------------------------------------------------------------------- reading back


def cached_rows(xml: bytes) -> list[tuple[str, ...]]:
    """What a chart shows: a row of the names of its series, then of each category its name and values.

    Raises UnreadableFile for a part that is no chart.
    """
    if b"<!DOCTYPE" in xml:
        raise UnreadableFile(_BROKEN)
    try:
        tree = ElementTree.fromstring(xml)
    except ElementTree.ParseError as error:
        raise UnreadableFile(_BROKEN) from error
    names: list[str] = []
    columns: list[dict[int, str]] = []
    categories: dict[int, str] = {}
    for series in tree.iter(f"{{{_C}}}ser"):
        names.append("".join(_points(series, "tx").values()))
        categories |= _points(series, "cat")
        columns.append(_points(series, "val"))
    rows = [("", *names)]
    for at in sorted(categories.keys() | {place for column in columns for place in column}):
        rows.append((categories.get(at, ""), *(number(column.get(at)) for column in columns)))
    return rows


def _points(series: Any, part: str) -> dict[int, str]:
    return {
        int(point.get("idx") or 0): point.findtext(f"{{{_C}}}v") or ""
        for within in series.findall(f"{{{_C}}}{part}")
        for point in within.iter(f"{{{_C}}}pt")
    }


def book_rows(workbook: bytes) -> list[tuple[str, ...]]:
    """What the workbook behind a chart says, in the form of :func:`cached_rows`. Raises UnreadableFile."""
    book = bookreading.read_behind(workbook, _SHEET, LARGEST_BOOK)
    rows = next(iter(book.sheets.values()), ())
    if len(rows) > _MOST_ROWS:
        raise UnreadableFile(_BROKEN)
    width = max(map(len, rows[:1]), default=0)
    padded = [(*row, *[None] * (width - len(row))) for row in rows]
    told = [("" if row[0] is None else str(row[0]), *map(number, row[1:])) for row in padded if any(row)]
    return [tuple(text.replace("_x005F_", "_") for text in row) for row in told]  # see literal()


def number(value: Any) -> str:
    """A number as both sides write it: without a decimal part that says nothing."""
    if value is None or value == "":
        return ""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return str(value)
    return str(int(found)) if isfinite(found) and found == int(found) else repr(found)
