"""OpenDocument tables (.ods, and .fods as one XML text), read row by row from their content.

Read here and not by the native reader, which gives booleans as 1.0, durations as text, no merges, no
errors and no hidden rows, and believes every claimed repetition.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from lxml import etree  # type: ignore[import-untyped]

from importers.limits import Limits
from importers.sheet.grid import MANY, NO_RESULT, Cell, Grid, GridMaker, error_flaw, shown_error
from importers.sheet.packed import UNREADABLE, pieces, sound_entries
from importers.sheet.refusals import refuse
from importers.sheet.xmltext import PIECE, events, forget, pieces_of

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_KIND, _VALUE, _FORMULA = _OFFICE + "value-type", _OFFICE + "value", _TABLE + "formula"
_REPEATED, _ROWS_REPEATED = _TABLE + "number-columns-repeated", _TABLE + "number-rows-repeated"
_SPANNED, _SPANNED_DOWN = _TABLE + "number-columns-spanned", _TABLE + "number-rows-spanned"
_VISIBILITY = _TABLE + "visibility"
_PARAGRAPH = _TEXT + "p"
_CELLS = {_TABLE + "table-cell": True, _TABLE + "covered-table-cell": False}
_DURATION = re.compile(r"(-?)P(?:(\d{1,6})D)?T(?:(\d{1,8})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,]\d*)?S)?")
_BOOLEANS = {"TRUE": "TRUE", "FALSE": "FALSE", "真": "TRUE", "假": "FALSE"}
_HIDDEN = ("collapse", "filter")


def read_ods(data: bytes, limits: Limits) -> list[Grid]:
    """Every table of an .ods; raises UnreadableFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {entry.filename for entry in sound_entries(archive, data, limits)}
            if _is_encrypted(archive, names):
                raise refuse("encrypted")
            return _grids(pieces(archive, archive.getinfo("content.xml")), limits)
    except UNREADABLE as error:
        raise refuse("damaged") from error


def read_fods(data: bytes, limits: Limits) -> list[Grid]:
    """The same as one XML text."""
    return _grids(pieces_of(data), limits)


def _is_encrypted(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if "META-INF/manifest.xml" not in names:
        return False
    with archive.open("META-INF/manifest.xml") as manifest:
        return b"encryption-data" in manifest.read(PIECE)


class _OdsMaker(GridMaker):
    """A table with its formulas that have no value.

    Programs leave out the value of a formula whose result is an empty text; only where no formula of
    the table has a value was it written by one that does not calculate.
    """

    def __init__(self, name: str, limits: Limits) -> None:
        super().__init__(name, limits)
        self.calculated = False
        self.without_value: list[tuple[int, int]] = []

    def finish(self) -> Grid:
        """The sheet as a whole, with what only the whole can tell."""
        if not self.calculated:
            for row, column in self.without_value:
                self.flaw(row, column, NO_RESULT)
        return super().finish()


def _grids(pieces: Iterable[bytes], limits: Limits) -> list[Grid]:
    grids: list[Grid] = []
    maker: _OdsMaker | None = None
    unseen: set[str | None] = set()  # styles of tables that nobody sees
    table, row, column, style = (
        _TABLE + "table", _TABLE + "table-row", _TABLE + "table-column", _STYLE + "style",
    )  # fmt: skip
    next_column = 0
    skip = False
    for event, element in events(pieces, [table], [table, row, column, style], limits):
        tag = element.tag
        if tag == style:
            unseen |= _unseen_style(element)
        elif tag == table and event == "start":
            if maker is not None or element.getparent().tag != _OFFICE + "spreadsheet":
                continue  # a table inside a cell, or a copy of another file's table
            name = element.get(_TABLE + "name", "")
            skip = element.get(_TABLE + "style-name") in unseen
            maker, next_column = _OdsMaker(name, limits), 0
        elif maker is None:
            continue
        elif tag == table:
            if element.getparent().tag == _OFFICE + "spreadsheet":
                grids.append(Grid(maker.grid.name, [], hidden=True) if skip else maker.finish())
                maker = None
                forget(element)
        elif tag == column:
            after = next_column + _number_of(element, _REPEATED)
            if element.get(_VISIBILITY) in _HIDDEN:
                maker.hide_columns(range(next_column, min(after, limits.columns)))
            next_column = after
        elif tag == row:
            if not skip:
                _add_row(maker, element)
            forget(element)
    if not grids:
        raise refuse("damaged")
    return grids


def _unseen_style(style: etree._Element) -> set[str | None]:
    """The name of a table style that hides its table."""
    shown = style.find(_STYLE + "table-properties")
    if shown is not None and shown.get(_TABLE + "display") == "false":
        return {style.get(_STYLE + "name")}
    return set()


def _number_of(element: etree._Element, attribute: str) -> int:
    """How often a row or cell stands there, or how far it spreads; whatever is no number counts once."""
    told = element.get(attribute)
    if told is None:
        return 1
    return max(int(told), 1) if told.isascii() and told.isdigit() and len(told) < 10 else 1


def _add_row(maker: _OdsMaker, element: etree._Element) -> None:
    cells: list[Cell] = []
    at = maker.next_row
    repeated = _number_of(element, _ROWS_REPEATED)
    empty = 0  # cells without content count only where another follows
    for cell in element:
        if cell.tag not in _CELLS:
            continue
        times, place = _number_of(cell, _REPEATED), len(cells) + empty
        # what a merged stretch covers is in no cell that a person sees
        value, flaw = _value(cell) if _CELLS[cell.tag] else ("", None)
        if _SPANNED in cell.attrib:
            maker.merge(at, place, _number_of(cell, _SPANNED_DOWN), _number_of(cell, _SPANNED))
        if _FORMULA in cell.attrib:
            if _KIND in cell.attrib:
                maker.calculated = True
            elif len(maker.without_value) < MANY:
                maker.without_value.append((at, place))
        if value == "" and flaw is None:
            empty += times
            continue
        if empty or times > 1:
            maker.within(at + repeated - 1, place + times - 1)
            cells.extend([""] * empty)
            cells.extend([value] * (times - 1))
            empty = 0
        cells.append(value)
        if flaw is not None:
            for row in range(at, at + repeated):
                for column in range(place, place + times):
                    maker.flaw(row, column, flaw)
    maker.add(cells, repeated, element.get(_VISIBILITY) in _HIDDEN)


def _value(cell: etree._Element) -> tuple[Cell, str | None]:
    """What a cell holds, and why it holds nothing where a formula went wrong."""
    kind = cell.get(_KIND)
    if kind is None:
        return (_text(cell), None) if len(cell) else ("", None)
    if kind == "string":
        text = _text(cell) or cell.get(_OFFICE + "string-value", "")
        if cell.get(_CALC_KIND) == "error":
            return "", error_flaw(text[:20])
        if _FORMULA in cell.attrib and (why := shown_error(text)):
            return "", why  # of programs that know no kind for errors
        return text, None
    if kind in ("float", "percentage", "currency"):
        return _number(cell), None
    if kind == "boolean":
        return ("TRUE" if cell.get(_OFFICE + "boolean-value") == "true" else "FALSE"), None
    if kind == "date":
        return _date(cell.get(_OFFICE + "date-value", "")) or _text(cell), None
    if kind == "time":
        return _duration(cell.get(_OFFICE + "time-value", "")) or _text(cell), None
    return _text(cell), None


def _number(cell: etree._Element) -> Cell:
    told = cell.get(_VALUE, "")
    if told in ("0", "1") and (text := _BOOLEANS.get(_text(cell))) is not None:
        return text  # a yes or no that came from another format is a number that looks like one
    try:
        return float(told)
    except ValueError:
        return _text(cell)


def _date(told: str) -> date | datetime | None:
    try:
        return datetime.fromisoformat(told) if "T" in told else date.fromisoformat(told)
    except ValueError:
        return None


def _duration(told: str) -> time | timedelta | None:
    """A time of the day where it is one, else a length of time."""
    found = _DURATION.fullmatch(told)
    if found is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if found[1]:
        return -length
    if length >= timedelta(days=1):
        return length
    return time(length.seconds // 3600, length.seconds // 60 % 60, length.seconds % 60)


def _text(cell: etree._Element) -> str:
    """The paragraphs of a cell; remarks and drawings hold paragraphs too and are not asked."""
    if len(cell) == 1 and not len(cell[0]) and cell[0].tag == _PARAGRAPH:
        return cell[0].text or ""
    return "\n".join("".join(_runs(part)) for part in cell if part.tag == _PARAGRAPH)


def _runs(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        if part.tag == _TEXT + "s":
            told = part.get(_TEXT + "c", "1")
            yield " " * (min(int(told), 1000) if told.isascii() and told.isdigit() else 1)
        elif part.tag == _TEXT + "tab":
            yield "\t"
        elif part.tag == _TEXT + "line-break":
            yield "\n"
        elif part.tag != _TEXT + "ruby-text" and not str(part.tag).startswith(_OFFICE):
            yield from _runs(part)
        yield part.tail or ""
