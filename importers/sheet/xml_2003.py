"""The XML spreadsheet of Excel 2003, which some systems export under the name .xls."""

from __future__ import annotations

from datetime import datetime, time

from lxml import etree  # type: ignore[import-untyped]

from importers.limits import Limits
from importers.sheet.encodings import decode
from importers.sheet.grid import NO_RESULT, Cell, Grid, GridMaker, error_flaw
from importers.sheet.refusals import refuse
from importers.sheet.xmltext import events, forget, pieces_of, without_declaration

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_SHEET, _ROW, _CELL, _DATA, _COLUMN = (_SS + name for name in ("Worksheet", "Row", "Cell", "Data", "Column"))
_VISIBLE = "{urn:schemas-microsoft-com:office:excel}Visible"
_LONGEST_INDEX = 9  # digits


def read_xml_2003(data: bytes, limits: Limits) -> list[Grid]:
    """Every worksheet; raises UnreadableFile."""
    grids: list[Grid] = []
    maker: GridMaker | None = None
    next_column = 0
    hanging = _Hanging()
    text = without_declaration(decode(data))
    for event, element in events(
        pieces_of(text.encode()), [_SHEET], [_SHEET, _ROW, _COLUMN, _VISIBLE], limits
    ):
        if event == "start":
            maker, next_column = GridMaker(element.get(_SS + "Name", ""), limits), 0
            hanging = _Hanging()
        elif maker is None:
            continue
        elif element.tag == _SHEET:
            grids.append(maker.finish())
            maker = None
            forget(element)
        elif element.tag == _VISIBLE:
            if (element.text or "").strip() in ("SheetHidden", "SheetVeryHidden"):
                maker.grid.hidden = True
        elif element.tag == _COLUMN:
            first = _index(element, next_column)
            next_column = first + 1 + _number(element, "Span", 0)
            if element.get(_SS + "Hidden") == "1":
                maker.hide_columns(range(first, min(next_column, limits.columns)))
        else:
            _add_row(maker, hanging, element)
            forget(element)
    if not grids:
        raise refuse("damaged")
    return [Grid(grid.name, [], hidden=True) if grid.hidden else grid for grid in grids]


class _Hanging:
    """Cells of rows above that reach down into the present one."""

    def __init__(self) -> None:
        self._cells: list[tuple[int, int, int]] = []  # last row, first and last column

    def add(self, last_row: int, first: int, last: int) -> None:
        """Remember a cell that spreads over the rows below it."""
        self._cells.append((last_row, first, last))

    def reach(self, row: int) -> None:
        """Forget the cells that do not reach down to this row."""
        self._cells = sorted((one for one in self._cells if one[0] >= row), key=lambda one: one[1])

    def free(self, column: int) -> int:
        """The first column from this one on that no cell from above covers."""
        for _, first, last in self._cells:
            if first <= column <= last:
                column = last + 1
        return column


def _add_row(maker: GridMaker, hanging: _Hanging, element: etree._Element) -> None:
    skipped = _index(element, maker.next_row) - maker.next_row
    if skipped > 0:
        maker.add([], skipped)
    at = maker.next_row
    hanging.reach(at)
    cells: list[Cell] = []
    next_column = 0
    for cell in element.iterchildren(_CELL):
        # some programs leave out what is covered without saying where the row goes on
        told = cell.get(_SS + "Index") is not None
        place = max(_index(cell, next_column), next_column) if told else hanging.free(next_column)
        value, flaw = _value(cell)
        across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
        if value != "" or flaw is not None:
            maker.within(at, place)
            cells.extend([""] * (place - len(cells)))
            cells.append(value)
        maker.merge(at, place, down + 1, across + 1)
        if down:
            hanging.add(at + down, place, place + across)
        if flaw is not None:
            maker.flaw(at, place, flaw)
        next_column = place + 1 + across
    # a row may speak for the empty ones after it
    maker.add(cells, hidden=element.get(_SS + "Hidden") == "1")
    if spanned := _number(element, "Span", 0):
        maker.add([], spanned)


def _index(element: etree._Element, following: int) -> int:
    """Where an element stands, counted from 0: as it says, else after the one before it."""
    return _number(element, "Index", following + 1) - 1


def _number(element: etree._Element, name: str, otherwise: int) -> int:
    told = element.get(_SS + name, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < _LONGEST_INDEX else otherwise


def _value(cell: etree._Element) -> tuple[Cell, str | None]:
    """What a cell holds, and why it holds nothing where a formula went wrong."""
    data = cell.find("{*}Data")
    if data is None:
        return "", NO_RESULT if cell.get(_SS + "Formula") else None
    text = "".join(data.itertext())  # rich text has elements of its own
    kind = data.get(_SS + "Type")
    if kind == "Error":
        return "", error_flaw(text.strip()[:20])
    if kind == "Boolean":
        return ("TRUE" if text.strip() == "1" else "FALSE"), None
    try:
        if kind == "Number":
            return float(text), None
        if kind == "DateTime":
            return _moment(text.strip()), None
    except ValueError:
        return text, None
    return text, None


def _moment(told: str) -> Cell:
    moment = datetime.fromisoformat(told)
    if told.startswith("1899-12-31"):
        return moment.time()  # how a time of day is written
    return moment.date() if moment.time() == time() else moment
