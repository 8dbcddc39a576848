"""Web pages that systems export under the name .xls: every table is a sheet, read as it is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]

from importers.limits import Limits
from importers.sheet.encodings import decode
from importers.sheet.grid import Grid, GridMaker, shown_error
from importers.sheet.refusals import ASK_XLSX
from importers.sheet.xmltext import forget, pieces_of
from jiefen_lite.errors import UnreadableFile

_SPACES = re.compile(r"[ \t\r\n\xa0]+")
_BREAKS = re.compile(r" ?\x00[ \x00]*")
_UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SHEET_NAMES = re.compile(r"<x:ExcelWorksheet>\s*<x:Name>([^<]{1,100})</x:Name>")
_SHORTENED = re.compile(r"[\d.]+E\+\d+|#+")  # a number as a narrow column shows it
_BLOCKS = {"p", "div", "li", "tr"}  # what begins a new line inside a cell
_UNREAD = ("script", "style", "template")
_TAGS = ("table", "tr", "td", "th", "col", "a", *_UNREAD)
_MOST_TABLES = 500
_WIDEST = 1000  # columns that browsers let one cell span
_HEAD = 20_000
# The parser stops without a word where elements stand too deep in one another, and a remark or a script
# without an end swallows what follows; what is put behind the page tells whether all of it was read.
_END_NAME = "the-end-of-this-page"
_END = f'<a name="{_END_NAME}"></a>'.encode()


@dataclass(slots=True)
class _Table:
    """One table being read: its sheet, the row begun, and stretches that reach down into later rows."""

    maker: GridMaker
    row: list[str] | None = None
    hidden: bool = False
    down: dict[int, int] = field(default_factory=dict)  # column -> rows that it is still covered for
    columns: int = 0


def read_html(data: bytes, limits: Limits) -> list[Grid]:
    """Every table of a page, a table inside a cell as a sheet of its own; raises UnreadableFile."""
    text = decode(data)
    if "\x00" in text:
        text = text.replace("\x00", " ")
    grids = [table.maker.finish() for table in _tables(text, limits)]
    grids = [grid for grid in grids if grid.rows]
    if not grids:
        raise UnreadableFile(
            "这是一个网页，里面没有表格，可能是登录页或者报错页。", "请重新登录来源系统，导出后再导入。"
        )
    names = _SHEET_NAMES.findall(text[:_HEAD])
    if len(names) == len(grids):
        for grid, name in zip(grids, names, strict=True):
            grid.name = name
    elif len(grids) > 1:
        for number, grid in enumerate(grids, 1):
            grid.name = f"表{number}"
    return grids


def _tables(text: str, limits: Limits) -> list[_Table]:
    parser = etree.HTMLPullParser(
        ("start", "end"), tag=_TAGS, encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True,
        huge_tree=True,  # without it a long text ends the reading; the process has its own bounds
    )  # fmt: skip
    found: list[_Table] = []
    open_tables: list[_Table] = []
    reached_end = False
    for piece in (*pieces_of(text.encode("utf-8", "replace")), _END, None):
        if piece is not None:
            parser.feed(piece)
        else:
            parser.close()
        for event, element in parser.read_events():
            reached_end |= element.tag == "a" and element.get("name") == _END_NAME
            _take(event, element, found, open_tables, limits)
    if not reached_end:
        raise UnreadableFile("这个网页的标记没有写完或者太乱，后面的行读不到。", ASK_XLSX)
    return found


def _take(
    event: str, element: etree._Element, found: list[_Table], open_tables: list[_Table], limits: Limits
) -> None:
    tag = element.tag
    if tag == "table":
        if event == "start":
            if len(found) >= _MOST_TABLES:
                raise UnreadableFile("这个网页里的表格太多，一次读不完。", ASK_XLSX)
            open_tables.append(_Table(GridMaker("", limits)))
            found.append(open_tables[-1])
        elif open_tables:
            _end_row(open_tables.pop())
            element.clear(keep_tail=True)  # what stands in it is not the text of the cell around it
    elif event == "end" and tag in _UNREAD:
        element.clear(keep_tail=True)
    elif open_tables:
        table = open_tables[-1]
        if tag == "tr":
            _end_row(table)
            if event == "start":
                table.row = []
                table.hidden = _is_unseen(element)
            else:
                forget(element)
        elif event == "end" and tag in ("td", "th"):
            if table.row is None:
                table.row = []
            _place(table, element)
        elif event == "start" and tag == "col":
            span = _number(element.get("span"))
            if _is_unseen(element):
                table.maker.hide_columns(range(table.columns, min(table.columns + span, limits.columns)))
            table.columns = min(table.columns + span, limits.columns)


def _end_row(table: _Table) -> None:
    if table.row is not None:
        table.maker.add(list(table.row), hidden=table.hidden)
        table.row = None
        table.down = {column: left - 1 for column, left in table.down.items() if left > 1}


def _place(table: _Table, element: etree._Element) -> None:
    """Put a cell where the next free column is, and tell how far it reaches."""
    row = table.row
    if row is None:
        return
    while len(row) in table.down:
        row.append("")
    at, column = table.maker.next_row, len(row)
    text = _text(element)
    table.maker.within(at, column)
    if text.startswith("#") and (why := shown_error(text)):
        table.maker.flaw(at, column, why)
        text = ""
    row.append(text)
    if "colspan" not in element.attrib and "rowspan" not in element.attrib:
        return
    across, down = _number(element.get("colspan")), _number(element.get("rowspan"))
    row.extend([""] * (across - 1))
    table.maker.merge(at, column, down, across)
    if down > 1:
        # a covered cell is left out of the rows below, which this keeps place for
        table.down.update((place, down) for place in range(column, column + across))


def _number(told: str | None) -> int:
    """How many rows or columns a cell says to span."""
    if told is None:
        return 1
    told = told.strip()
    return min(max(int(told), 1), _WIDEST) if told.isascii() and told.isdigit() and len(told) < 7 else 1


def _is_unseen(element: etree._Element) -> bool:
    return element.get("hidden") is not None or _UNSEEN.search(element.get("style", "")) is not None


def _text(element: etree._Element) -> str:
    """The words of a cell as a browser shows them, lines apart; a shortened number as it was stored."""
    inside = "".join(_runs(element)) if len(element) else element.text or ""
    shown = _BREAKS.sub("\n", _SPACES.sub(" ", inside)).strip()
    stored: str | None = element.get("x:num")
    if stored and _SHORTENED.fullmatch(shown):
        return stored.strip()
    return shown


def _runs(element: etree._Element) -> Iterator[str]:
    """Pieces of text; a NUL, which no page holds, stands for the end of a line until spaces are one."""
    for event, part in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if part is not element and (part.tag == "br" or part.tag in _BLOCKS):
                yield "\x00"
            yield part.text or ""
        elif part is not element:
            if part.tag in _BLOCKS:
                yield "\x00"
            yield part.tail or ""
