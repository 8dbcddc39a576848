"""Rules as a workbook that people fill in: a sheet per table, what must stay is locked, answers to choose."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter  # type: ignore[import-untyped]

from exporters.excel import clean, letters_width
from exporters.ledger_book import MADE_AT
from jiefen_lite import wholefile

#: Lines above the rules of a sheet: what it is, the heads, what each column is for.
LINES_ABOVE = 3
_MORE_ROWS = 200  # empty ones below, for new rules
_MOST_CHOICES = 255  # letters that Excel takes as a list of choices
_LINE_HEIGHT, _TALLEST = 13.5, 405.0  # points; Excel takes 409 at most


@dataclass(frozen=True, slots=True)
class RuleColumn:
    """One column: its head, what it is for, whether it must stay, what may be chosen."""

    title: str
    explanation: str
    width: int
    locked: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """One sheet of the workbook; every cell is text. ``more``: new rows may be written below."""

    name: str
    title: str
    columns: tuple[RuleColumn, ...]
    rows: Sequence[Sequence[str]]
    more: bool = False


def write(out: Path | BinaryIO, sheets: Sequence[RuleSheet]) -> None:
    """The workbook. Sheets are protected without a password: against slips, not against people."""
    made = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"created": MADE_AT})
        formats = _formats(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, formats)
    if isinstance(out, Path):
        wholefile.write(out, made.getvalue())
    else:
        out.write(made.getvalue())


def _formats(book: Any) -> dict[str, Any]:
    plain = {"valign": "top", "border": 1, "font_size": 10, "num_format": "@", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 12, "num_format": "@"}),
        "head": book.add_format({**plain, "bold": True, "bg_color": "#E7E6E6"}),
        "told": book.add_format({**plain, "font_size": 9, "font_color": "#595959", "bg_color": "#F7F7F7"}),
        "locked": book.add_format({**plain, "font_color": "#595959", "bg_color": "#F2F2F2"}),
        "free": book.add_format({**plain, "locked": False}),
    }


def _write(page: Any, sheet: RuleSheet, formats: dict[str, Any]) -> None:
    page.write_string(0, 0, clean(sheet.title), formats["title"])
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
        page.write_string(1, at, clean(column.title), formats["head"])
        page.write_string(2, at, clean(column.explanation), formats["told"])
    page.set_row(2, _height(sheet.columns, [column.explanation for column in sheet.columns]))
    for number, row in enumerate(sheet.rows, start=LINES_ABOVE):
        page.set_row(number, _height(sheet.columns, row))
        for at, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            page.write_string(number, at, clean(cell), formats["locked" if column.locked else "free"])
    last = LINES_ABOVE + len(sheet.rows) + (_MORE_ROWS if sheet.more else 0) - 1
    for at, column in enumerate(sheet.columns):
        for number in range(LINES_ABOVE + len(sheet.rows), last + 1):
            page.write_blank(number, at, None, formats["free" if at else "locked"])
        if column.choices and len(",".join(column.choices)) <= _MOST_CHOICES and last >= LINES_ABOVE:
            choose = {"validate": "list", "source": list(column.choices), "error_type": "warning"}
            page.data_validation(LINES_ABOVE, at, last, at, choose)
    page.freeze_panes(LINES_ABOVE, 2)
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(1)
    page.fit_to_pages(1, 0)  # on paper a rule is one line, and empty lines are not printed
    page.print_area(0, 0, LINES_ABOVE + len(sheet.rows) - 1, len(sheet.columns) - 1)
    page.set_footer("&C&A　第 &P / &N 页")
    page.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True, "autofilter": True})


def _height(columns: Sequence[RuleColumn], row: Sequence[str]) -> float:
    """Points for a row whose texts are wrapped; not every office program makes room by itself."""
    lines = (
        sum(max(1, ceil(letters_width(line, None) / (column.width - 1))) for line in cell.split("\n"))
        for column, cell in zip(columns, row, strict=True)
    )
    return min(max(lines, default=1) * _LINE_HEIGHT, _TALLEST)
