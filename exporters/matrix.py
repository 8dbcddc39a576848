"""Plain grids of cells as workbooks: sheets, merges, hidden sheets; the demo centre writes with it.

Nothing is interpreted: a text stays a text, however much it looks like a number. The same cells
give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

Cell = str | int | float | date | datetime | None

# A workbook carries its time of making; a fixed one keeps the bytes alike.
MADE_AT = datetime(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One worksheet. ``merges``: first row, first column, last row, last column, counted from 0."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False
    widths: Sequence[float] = ()


def write_matrix(path: Path, sheets: Sequence[SheetSpec]) -> None:
    """Write the sheets to an .xlsx file at ``path``."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": MADE_AT})
        day, merged = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"valign": "vcenter"})
        for spec in sheets:
            sheet = book.add_worksheet(spec.name)
            for number, width in enumerate(spec.widths):
                sheet.set_column(number, number, width)
            for row_number, row in enumerate(spec.rows):
                _write_row(sheet, row_number, row, day)
            for first_row, first_column, last_row, last_column in spec.merges:
                value = spec.rows[first_row][first_column]
                sheet.merge_range(first_row, first_column, last_row, last_column, "", merged)
                _write_cell(sheet, first_row, first_column, value, day, merged)
            if spec.hidden:
                sheet.hide()


def write_stream(path: Path, name: str, rows: Iterable[Sequence[Cell]]) -> int:
    """Write one long sheet row by row in constant memory; the number of rows written."""
    count = 0
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"created": MADE_AT})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(name)
        for row in rows:
            _write_row(sheet, count, row, day)
            count += 1
    return count


def _write_row(sheet: Worksheet, row_number: int, row: Sequence[Cell], day: Format) -> None:
    for column, value in enumerate(row):
        _write_cell(sheet, row_number, column, value, day, None)


def _write_cell(
    sheet: Worksheet, row: int, column: int, value: Cell, day: Format, plain: Format | None
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value, plain)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_number(row, column, value, plain)
