"""Workbooks out: tables set for print, and a person's own workbook with marks in its cells.

Text is written as text, whatever it begins with; no cell of ours is ever a live formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import openpyxl  # type: ignore[import-untyped]
import xlsxwriter  # type: ignore[import-untyped]
from openpyxl.cell.cell import Cell as BookCell  # type: ignore[import-untyped]
from openpyxl.comments import Comment  # type: ignore[import-untyped]
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing  # type: ignore[import-untyped]
from openpyxl.styles import PatternFill  # type: ignore[import-untyped]
from openpyxl.worksheet._writer import WorksheetWriter  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]
from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-untyped]

from jiefen_lite import wholefile
from jiefen_lite.shapes import SheetCells

Cell = str | int | float | date | datetime | None

LONGEST_TEXT = 32_760  # Excel holds 32,767 characters in a cell
MOST_ROWS = 1_000_000  # of 1,048,576; what is more goes on a further sheet
_NARROWEST, _WIDEST = 6, 40
_FITS = 34  # as wide a text surely stands on one line of the widest column, whatever must stay together
_LINE_HEIGHT, _TALLEST = 13.5, 405.0  # points; Excel takes 409 at most
# A workbook carries its time of making; a fixed one keeps the same table the same bytes.
_MADE_AT = datetime(2026, 1, 1)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: What Excel would read as a character by its number: its first line is written as one itself.
_BY_NUMBER = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: a title over the columns (none where empty), the column heads, the rows."""

    name: str
    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def clean(text: str) -> str:
    """``text`` as a cell can hold it; what was cut off is told."""
    kept = _CONTROL.sub(" ", text)
    return kept if len(kept) <= LONGEST_TEXT else f"{kept[: LONGEST_TEXT - 8]}……（未完）"


def write_table(
    out: Path | BinaryIO, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    """One table as a workbook: frozen head, A4 across, the head again on every printed page."""
    write_sheets(out, [Sheet("台账", title, header, rows)])


def write_sheets(out: Path | BinaryIO, sheets: Sequence[Sheet], *, keywords: str = "") -> None:
    """Several tables as one workbook; a very long one goes on over further sheets.

    ``keywords``: what the file is to remember in its properties.
    """
    made = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"created": _MADE_AT, "keywords": keywords})
        formats = _formats(book)
        for sheet in sheets:
            _write(book, sheet, formats)
    if isinstance(out, Path):
        wholefile.write(out, made.getvalue())
    else:
        out.write(made.getvalue())


def _formats(book: Any) -> dict[str, Any]:
    plain = {"valign": "top", "border": 1, "font_size": 10}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "align": "center", "num_format": "@"}),
        "head": book.add_format(
            {
                **plain,
                "bold": True,
                "align": "center",
                "bg_color": "#E7E6E6",
                "text_wrap": True,
                "num_format": "@",
            }
        ),
        "text": book.add_format({**plain, "num_format": "@"}),
        "long": book.add_format({**plain, "num_format": "@", "text_wrap": True}),
        "number": book.add_format({**plain, "num_format": "General"}),
        "money": book.add_format({**plain, "num_format": "0.00"}),
        "day": book.add_format({**plain, "num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({**plain, "num_format": "yyyy-mm-dd hh:mm"}),
    }


def _write(book: Any, sheet: Sheet, formats: Mapping[str, Any]) -> None:
    # without a title the heads are all there is to be read of a table
    heads = [_NARROWEST if sheet.title else _width(head) for head in sheet.header]
    widths: list[float] = [float(max(_NARROWEST, head)) for head in heads]
    page, row_number, count = None, 0, 0
    for row in sheet.rows:
        if page is None or row_number >= MOST_ROWS:
            if page is not None:
                _set_page(page, sheet, widths, row_number)
            count += 1
            page = _open(book, sheet, formats, count)
            row_number = _top(sheet)
        lines = max(map(_lines, row), default=1)
        if lines > 1:
            # a fixed height: not every office program makes room for wrapped text by itself
            page.set_row(row_number, min(lines * _LINE_HEIGHT, _TALLEST))
        for column, value in enumerate(row):
            _write_cell(page, row_number, column, value, formats)
            widths[column] = max(widths[column], _width(value))
        row_number += 1
    if page is None:
        page, row_number = _open(book, sheet, formats, 1), _top(sheet)
    _set_page(page, sheet, widths, row_number)


def _top(sheet: Sheet) -> int:
    """The line of the first row: below the heads, and below the title where there is one."""
    return 2 if sheet.title else 1


def _open(book: Any, sheet: Sheet, formats: Mapping[str, Any], number: int) -> Any:
    name = _SHEET_NAME.sub("", sheet.name)[:28]
    page = book.add_worksheet(name if number == 1 else f"{name}{number}")
    page.freeze_panes(_top(sheet), 0)
    if sheet.title:
        page.write_string(0, 0, clean(sheet.title), formats["title"])
        if len(sheet.header) > 1:
            page.merge_range(0, 0, 0, len(sheet.header) - 1, "", formats["title"])
            page.write_string(0, 0, clean(sheet.title), formats["title"])
    for column, head in enumerate(sheet.header):
        page.write_string(_top(sheet) - 1, column, clean(head), formats["head"])
    return page


def _set_page(page: Any, sheet: Sheet, widths: Sequence[float], rows: int) -> None:
    for column, width in enumerate(widths):
        page.set_column(column, column, min(width, _WIDEST))
    head = _top(sheet) - 1
    page.autofilter(head, 0, max(rows - 1, head), len(widths) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.repeat_rows(0, head)
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页 共 &N 页")


def _write_cell(page: Any, row: int, column: int, value: Cell, formats: Mapping[str, Any]) -> None:
    if value is None or value == "":
        page.write_blank(row, column, None, formats["text"])
    elif isinstance(value, bool):
        page.write_string(row, column, "是" if value else "否", formats["text"])
    elif isinstance(value, int):
        page.write_number(row, column, value, formats["number"])
    elif isinstance(value, float):
        page.write_number(row, column, value, formats["money"])
    elif isinstance(value, datetime):
        whole_day = (value.hour, value.minute, value.second) == (0, 0, 0)
        page.write_datetime(row, column, value, formats["day" if whole_day else "moment"])
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime.combine(value, datetime.min.time()), formats["day"])
    else:
        text = clean(str(value))
        kind = "long" if "\n" in text or letters_width(text) > _WIDEST else "text"
        page.write_string(row, column, text, formats[kind])


def _width(value: Cell) -> float:
    """About how wide a value stands: a Chinese character counts two."""
    if isinstance(value, datetime):
        return 17
    if isinstance(value, date):
        return 11
    return letters_width(max(str(value if value is not None else "").split("\n"), key=len)) + 1.5


def letters_width(text: str, most: int | None = _WIDEST + 1) -> int:
    """Width of the first ``most`` letters: enough to know that a text is wider than any column."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text[:most])


def _lines(value: Cell) -> int:
    """How many lines a value takes in the widest column."""
    if not isinstance(value, str) or (letters_width(value) <= _WIDEST and "\n" not in value):
        return 1
    return sum(max(1, ceil(letters_width(line, None) / _FITS)) for line in value.split("\n"))


# --------------------------------------------------------------------------- a person's own workbook

# What openpyxl raises for workbooks that it cannot open, though others can.
UNMARKABLE = (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, BadZipFile, SyntaxError)


@dataclass(frozen=True, slots=True)
class Mark:
    """A remark for one cell; row and column count from 1."""

    sheet: str
    row: int
    column: int
    text: str
    serious: bool


_FILLS = {
    True: PatternFill("solid", fgColor="FFC7CE"),
    False: PatternFill("solid", fgColor="FFEB9C"),
}
_OUR_COLOURS = {f"00{fill.fgColor.rgb[-6:]}" for fill in _FILLS.values()}
_LONGEST_COMMENT = 900
_MOST_MERGED = 600_000  # cells that merges may cover; a ledger's are some hundreds
_OURS = "导入检查"
_BELOW = f"\n———— {_OURS} ————\n"  # behind a person's own comment


def mark_workbook(source: BinaryIO, marks: Iterable[Mark], out: BinaryIO, *, rich: bool = False) -> None:
    """The same workbook with coloured, commented cells; formulas become the values they last had.

    Marks of an earlier check are taken away first. ``rich``: texts set in several faces stay so. Raises
    one of ``UNMARKABLE`` for a file that openpyxl cannot open.
    """
    data = source.read()
    book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False, rich_text=rich)
    _still_formulas(book, data)
    for name in [name for name, one in book.defined_names.items() if "[" in (one.attr_text or "")]:
        del book.defined_names[name]  # it pointed into another file, whose link is not kept
    for sheet in book.worksheets:
        _unmark_sheet(sheet)
    for name, wanted in _by_sheet(marks).items():
        sheet = book[name] if name in book.sheetnames else book.worksheets[0]
        _mark_sheet(sheet, wanted)
    with ZipFile(out, "w", ZIP_DEFLATED, allowZip64=True) as packed:
        InMemory(book, packed).save()


class InMemory(ExcelWriter):  # type: ignore[misc]  # openpyxl has no types
    """Writes every sheet in memory: openpyxl's own way is a temporary file with people's names in it."""

    def write_worksheet(self, ws: Worksheet) -> None:
        """One sheet into the package."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts = ws._charts
        ws._drawing.images = ws._images
        writer = WorksheetWriter(ws, io.BytesIO())
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], writer.out.getvalue())
        self.manifest.append(ws)


def mark_cells(
    sheets: Sequence[SheetCells], names: Sequence[str], marks: Iterable[Mark], out: BinaryIO
) -> None:
    """The cells of a file that is no .xlsx as a workbook, with the same marks.

    ``names`` are what the marks call the sheets, in the same order.
    """
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    pages: dict[str, Worksheet] = {}
    for name, sheet in zip(names, sheets, strict=True):
        if sheet.rows or len(sheets) == 1:  # a hidden sheet is there by its name only
            page = book.create_sheet(_SHEET_NAME.sub("", clean(sheet.name))[:28] or "台账")
            _fill(page, sheet)
            pages[name] = page
    for name, wanted in _by_sheet(marks).items():
        _mark_sheet(pages.get(name, book.worksheets[0]), wanted)
    with ZipFile(out, "w", ZIP_DEFLATED, allowZip64=True) as packed:
        InMemory(book, packed).save()


def _fill(page: Worksheet, sheet: SheetCells) -> None:
    for row_number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row, 1):
            if value != "":
                cell = page.cell(row_number, column)
                cell.value = literal(clean(value)) if isinstance(value, str) else value
                if isinstance(value, str):
                    cell.data_type = "s"  # after the value: else "=…" would turn into a formula
                    cell.number_format = "@"
    for top, left, bottom, right in _sound_merges(sheet):
        page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)


def literal(text: str) -> str:
    """``text`` as openpyxl must be given it, for Excel to show just that: _x0041_ and not A."""
    return _BY_NUMBER.sub("_x005F_", text)


def _sound_merges(sheet: SheetCells) -> Iterator[tuple[int, int, int, int]]:
    """Merges that keep the workbook whole: none over another, none that swallows what stands in it."""
    height, width = len(sheet.rows), max(map(len, sheet.rows), default=0)
    taken: set[tuple[int, int]] = set()
    left_to_do = _MOST_MERGED
    for top, left, last_row, last_column in sheet.merges:
        bottom, right = min(last_row, height - 1), min(last_column, width - 1)
        left_to_do -= max(bottom - top + 1, 0) * max(right - left + 1, 0)
        if left_to_do < 0:
            return
        area = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        empty = all(sheet.rows[row][column] == "" for row, column in area - {(top, left)})
        if len(area) > 1 and empty and not area & taken:
            taken |= area
            yield top, left, bottom, right


def _by_sheet(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.sheet, []).append(mark)
    return found


def _still_formulas(book: openpyxl.Workbook, data: bytes) -> None:
    """Put the last value in the place of every formula; a formula without one stays as its own text."""
    formulas = [
        (sheet.title, cell.row, cell.column)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    if not formulas:
        return
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    for name, row, column in formulas:
        cell, value = book[name].cell(row, column), values[name].cell(row, column).value
        if value is None:
            formula = cell.value
            cell.value = str(getattr(formula, "text", formula))
            cell.data_type = "s"
        else:
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"


def _anchor(sheet: Worksheet, row: int, column: int) -> BookCell:
    """The cell itself, or the one that holds a merged stretch."""
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            row, column = merged.min_row, merged.min_col
    cell: BookCell = sheet.cell(row, column)
    return cell


def _mark_sheet(sheet: Worksheet, marks: Sequence[Mark]) -> None:
    notes: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        cell = _anchor(sheet, max(mark.row, 1), mark.column)
        notes.setdefault((cell.row, cell.column), []).append(mark)
    for (row, column), found in notes.items():
        cell = sheet.cell(row, column)
        cell.fill = _FILLS[any(mark.serious for mark in found)]
        lines = dict.fromkeys(literal(clean(mark.text)) for mark in found)
        words, before = "\n".join(lines)[:_LONGEST_COMMENT], cell.comment
        if before is None:
            cell.comment = Comment(words, _OURS, height=90, width=280)
        else:  # what a person has noted there stays, with that person's name
            cell.comment = Comment(
                f"{before.text}{_BELOW}{words}",
                before.author,
                height=max(before.height, 140),
                width=max(before.width, 280),
            )


def _unmark_sheet(sheet: Worksheet) -> None:
    """Take away what an earlier check has marked; a person's own comment stays."""
    for cell in list(sheet._cells.values()):
        comment = cell.comment
        if comment is None:
            continue
        own, found, _ours = comment.text.partition(_BELOW)
        if found:
            cell.comment = Comment(own, comment.author, height=comment.height, width=comment.width)
        elif comment.author == _OURS:
            cell.comment = None
        else:
            continue
        if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in _OUR_COLOURS:
            cell.fill = PatternFill()
