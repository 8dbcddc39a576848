"""Workbooks of Excel 2 to 2003 (.xls, also what WPS saves as .et), read whole by xlrd.

Not by the native reader of .xlsx: it gives error cells as empty ones, no hidden rows, and nothing older
than Excel 5. At most 65,536 rows fit into such a file, so the slower reader is quick enough.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from struct import unpack_from

import xlrd  # type: ignore[import-untyped]
from xlrd import xldate

from importers.limits import Limits
from importers.sheet.encodings import GB, looks_chinese
from importers.sheet.grid import NO_RESULT, Cell, Grid, GridMaker, error_flaw
from importers.sheet.ole import Silence, asked
from importers.sheet.refusals import refuse
from jiefen_lite.errors import UnreadableFile

_UNICODE = 80  # from this version on texts are Unicode; before, they are bytes in some code page
_TRUSTED = {936: GB, 54936: GB, 950: "big5hkscs", 65001: "utf-8"}
_FORMULAS, _BEGINS, _ENDS = (0x0006, 0x0206, 0x0406), (0x0009, 0x0209, 0x0409, 0x0809), 0x000A  # records
_LEAST_FORMULA = 14  # bytes
_EMPTY_TEXT = (3, 0xFFFF)
_PLAIN = {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_BLANK}


def read_xls(data: bytes, limits: Limits) -> list[Grid]:
    """Every worksheet with cells, merges, flaws and what is hidden; hidden sheets by name only."""
    book = _open(data, None)
    if book.biff_version < _UNICODE:
        encoding = _TRUSTED.get(book.codepage)
        book = _open(data, encoding or GB)
        grids = _grids(book, limits)
        if encoding is None and not looks_chinese(_words(grids)):
            raise UnreadableFile(
                "这个旧表格没有写明文字编码，认不出来。",
                "请用 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再导入。",
            )
        return grids
    return _grids(book, limits)


def _open(data: bytes, encoding: str | None) -> xlrd.Book:
    """The workbook without its sheets, which are fetched one by one."""

    def look() -> xlrd.Book:
        return xlrd.open_workbook(
            file_contents=data, logfile=Silence(), formatting_info=True, ragged_rows=True, on_demand=True,
            encoding_override=encoding, ignore_workbook_corruption=True,
        )  # fmt: skip

    return asked(look)


def _grids(book: xlrd.Book, limits: Limits) -> list[Grid]:
    grids = []
    for number, name in enumerate(book.sheet_names()):
        if book._sheet_visibility[number]:
            grids.append(Grid(name, [], hidden=True))
            continue
        sheet = asked(lambda number=number: book.sheet_by_index(number))  # type: ignore[misc]
        uncalculated = asked(lambda number=number: _uncalculated(book, number))  # type: ignore[misc]
        grids.append(_grid(book, sheet, limits, uncalculated))
        book.unload_sheet(number)
    if not grids:
        raise refuse("damaged")
    return grids


def _grid(
    book: xlrd.Book, sheet: xlrd.sheet.Sheet, limits: Limits, uncalculated: list[tuple[int, int]]
) -> Grid:
    maker = GridMaker(sheet.name, limits)
    styles: dict[int, Callable[[float], Cell]] = {}
    rows = sheet.rowinfo_map
    for at in range(sheet.nrows):
        kinds, cells = sheet.row_types(at), list(sheet.row_values(at))
        if not _PLAIN.issuperset(kinds):
            for place, kind in enumerate(kinds):
                if kind == xlrd.XL_CELL_DATE:
                    style = sheet.cell_xf_index(at, place)
                    if style not in styles:
                        styles[style] = _date_of(book, style)
                    cells[place] = styles[style](cells[place])
                elif kind == xlrd.XL_CELL_BOOLEAN:
                    cells[place] = "TRUE" if cells[place] else "FALSE"
                elif kind == xlrd.XL_CELL_ERROR:
                    code = xlrd.error_text_from_code.get(cells[place], "")
                    maker.flaw(at, place, error_flaw(code))
                    cells[place] = ""
        maker.add(cells, hidden=at in rows and bool(rows[at].hidden))
    for row, column in uncalculated:
        maker.flaw(row, column, NO_RESULT)
    for top, below, left, right in sheet.merged_cells:
        maker.merge(top, left, below - top, right - left)
    maker.hide_columns(place for place, info in sheet.colinfo_map.items() if info.hidden)
    return maker.finish()


def _uncalculated(book: xlrd.Book, number: int) -> list[tuple[int, int]]:
    """The formulas of a sheet where none has a result: it was written by a program that does not calculate.

    The library does not tell formulas from values; an empty text is also what a formula may result in, so
    a single one of them says nothing.
    """
    found: list[tuple[int, int]] = []
    if not book.mem:  # a single sheet of before Excel 5, read at once; its formulas have numbers
        return found
    at, depth = book._sh_abs_posn[number], 0
    while at + 4 <= len(book.mem):
        kind, size = unpack_from("<HH", book.mem, at)
        at += 4
        if kind in _BEGINS:
            depth += 1
        elif kind == _ENDS:
            depth -= 1  # of the sheet itself, or of a chart on it
            if depth <= 0:
                break
        elif kind in _FORMULAS and size >= _LEAST_FORMULA:
            row, column, _, result, mark = unpack_from("<HHHB5xH", book.mem, at)
            if (result, mark) != _EMPTY_TEXT:
                return []
            found.append((row, column))
        at += size
    return found


def _date_of(book: xlrd.Book, style: int) -> Callable[[float], Cell]:
    """What a number of a style means: a day, a moment, a time of day, or a length of time."""
    shown = book.format_map[book.xf_list[style].format_key].format_str.lower()
    is_length = any(unit in shown for unit in ("[h", "[m", "[s"))
    mode = book.datemode

    def date_of(number: float) -> Cell:
        if is_length:
            return timedelta(seconds=round(number * 86_400))
        try:
            moment: datetime = xldate.xldate_as_datetime(number, mode)
        except (OverflowError, ValueError):
            return number
        if 0 <= number < 1:
            return moment.time()
        return moment.date() if moment.time() == time() else moment

    return date_of


def _words(grids: list[Grid]) -> str:
    return "".join(cell for grid in grids for row in grid.rows for cell in row if isinstance(cell, str))
