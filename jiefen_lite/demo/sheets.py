"""A layout is columns and habits; this turns it and some cases into messy sheets with their truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from exporters.matrix import SheetSpec
from jiefen_lite.demo import people, places, seasons
from jiefen_lite.demo.cases import Case
from jiefen_lite.demo.fills import Fill, View
from jiefen_lite.demo.forms import Cell


@dataclass(frozen=True, slots=True)
class Col:
    """One column: header, the upper line of a two-line header, and what the refusing damage looks for.

    ``role``: number, received, party or story.
    """

    header: str
    fill: Fill
    top: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one office lays out its file in one period. ``{y}``, ``{m}``, ``{T}`` are year, month, town."""

    id: str
    channel: str
    file_name: str
    columns: tuple[Col, ...]
    container: str = "xlsx"  # or csv:ENCODING
    sheet_name: str = "Sheet1"
    title: str = ""
    form_line: str = ""
    numbered: bool = True
    by_town: bool = False
    merge_column: int | None = None  # the town column merged downwards
    total: str = ""
    notes: tuple[str, ...] = ()
    blank_before_notes: bool = False
    hidden_codes: bool = False
    repeat_header_after: int = 0
    date_styles: tuple[str, ...] = ("iso",)
    header_breaks: bool = False  # some headers carry line breaks and blanks


@dataclass(slots=True)
class Entry:
    """One data row to be: a case and what is to become of it."""

    case: Case
    final: bool
    disposition: str
    reason: str | None = None


@dataclass(slots=True)
class Line:
    """One data row as laid out."""

    sheet: str
    row: int
    entry: Entry
    stated: dict[str, Any]


@dataclass(slots=True)
class Laid:
    """A whole file laid out."""

    sheets: list[SheetSpec]
    lines: list[Line] = field(default_factory=list)
    skipped: list[tuple[str, int, str]] = field(default_factory=list)
    header_rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    features: set[str] = field(default_factory=set)


class _Sheet:
    """One worksheet under construction."""

    def __init__(self, name: str, laid: Laid) -> None:
        self.name = name
        self.rows: list[list[Cell]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.laid = laid

    def add(self, cells: Sequence[Cell], what: str | None) -> int:
        """Append a line; ``what`` names a line that is no data. The row number as Excel shows it."""
        self.rows.append(list(cells))
        if what:
            self.laid.skipped.append((self.name, len(self.rows), what))
            self.laid.features.add(what)
        return len(self.rows)


def lay_out(layout: Layout, month: date, town: str, entries: Sequence[Entry], rng: Random) -> Laid:
    """The sheets of one file, with the truth of each line."""
    laid = Laid(sheets=[])
    style = rng.choice(layout.date_styles)
    groups: dict[str, list[Entry]] = {}
    if layout.by_town:
        for entry in entries:
            groups.setdefault(entry.case.matter.town, []).append(entry)
        order = [t.name for t in places.center().region.towns]
        groups = {name: groups[name] for name in order if name in groups}
        laid.features.add("sheets_by_town")
    else:
        groups[""] = list(entries)
    for group, members in groups.items():
        name = rng.choice((group, places.town_short(group))) if group else layout.sheet_name
        _one_sheet(laid, layout, name, month, group or town, members, rng, style)
    if layout.hidden_codes:
        codes: list[list[Cell]] = [["代码", "名称"], ["01", "婚姻家庭"], ["02", "邻里"], ["03", "房屋宅基地"]]
        laid.sheets.append(SheetSpec("码表", codes, hidden=True))
        laid.features.add("hidden_sheet")
    return laid


def _one_sheet(
    laid: Laid,
    layout: Layout,
    name: str,
    month: date,
    town: str,
    entries: Sequence[Entry],
    rng: Random,
    style: str,
) -> None:
    sheet = _Sheet(name, laid)
    width = len(layout.columns)
    words = {"y": month.year, "m": month.month, "T": town or "富锦市"}
    if layout.title:
        sheet.add([layout.title.format(**words), *[None] * (width - 1)], "title")
        sheet.merges.append((0, 0, 0, width - 1))
    if layout.form_line:
        filled = seasons.last_of(month)
        left, _, right = layout.form_line.format(
            **words, d=f"{filled.year}年{filled.month}月{filled.day}日"
        ).partition("|")
        cells: list[Cell] = [left, *[None] * (width - 1)]
        if right:
            cells[max(1, width // 2)] = right
        sheet.add(cells, "form_line")
    header = _headers(sheet, layout)
    laid.header_rows[name] = header
    first_data = len(sheet.rows)
    if layout.merge_column is not None:
        order = [t.name for t in places.center().region.towns]
        entries = sorted(entries, key=lambda entry: order.index(entry.case.matter.town))
    for index, entry in enumerate(entries, start=1):
        if layout.repeat_header_after and index > 1 and (index - 1) % layout.repeat_header_after == 0:
            top = header[0] - 1
            for again in sheet.rows[top : top + header[1]]:
                sheet.add(again, "repeated_header")
        view = View(entry.case, entry.final, index, month, style, town)
        cells, stated = _data_row(layout, view, entry, rng)
        if town:
            stated["town" if layout.by_town else "town_in_title"] = town
        row = sheet.add(cells, None)
        laid.lines.append(Line(name, row, entry, stated))
    if layout.merge_column is not None:
        _merge_down(sheet, layout.merge_column, first_data)
    if layout.total:
        sheet.add([layout.total, f"{len(entries)}件", *[None] * (width - 2)], "total")
    if layout.notes and layout.blank_before_notes:
        sheet.add([None] * width, "blank")
    for note in layout.notes:
        clerk = people.person(rng, month)
        text = note.format(**words, N=f"{clerk.surname}某", P=people.landline(rng))
        sheet.add([text, *[None] * (width - 1)], "note")
    laid.sheets.append(SheetSpec(name, sheet.rows, sheet.merges))


def _headers(sheet: _Sheet, layout: Layout) -> tuple[int, int]:
    """Write the one- or two-line header; its first row as Excel counts, and its height."""
    columns = layout.columns
    names: list[Cell] = [column.header for column in columns]
    if layout.header_breaks:
        names = [_broken(str(name)) for name in names]
        sheet.laid.features.add("header_breaks")
    if not any(column.top for column in columns):
        return sheet.add(names, None), 1
    upper: list[Cell] = []
    lower: list[Cell] = []
    top_row = len(sheet.rows)
    start = 0
    for number, column in enumerate(columns):
        same = number > 0 and column.top and column.top == columns[number - 1].top
        upper.append(None if same else column.top or names[number])
        lower.append(names[number] if column.top else None)
        if not column.top:
            sheet.merges.append((top_row, number, top_row + 1, number))
        start = start if same else number
        last = number + 1 == len(columns) or columns[number + 1].top != column.top
        if column.top and last and number > start:
            sheet.merges.append((top_row, start, top_row, number))
    first = sheet.add(upper, None)
    sheet.add(lower, None)
    sheet.laid.features.add("two_row_header")
    return first, 2


def _broken(header: str) -> str:
    """A header as it looks after somebody squeezed the column: line break or blanks inside."""
    if len(header) == 2:
        return f"{header[0]} {header[1]}"
    return f"{header[:2]}\n{header[2:]}" if len(header) == 4 else header


def _merge_down(sheet: _Sheet, column: int, first_data: int) -> None:
    """Merge runs of the same value; only the first cell of a run keeps it."""
    start = first_data
    for row in range(first_data + 1, len(sheet.rows) + 1):
        if row < len(sheet.rows) and sheet.rows[row][column] == sheet.rows[start][column]:
            continue
        if row - 1 > start and sheet.rows[start][column] is not None:
            sheet.merges.append((start, column, row - 1, column))
            for blank in range(start + 1, row):
                sheet.rows[blank][column] = None
            sheet.laid.features.add("vertical_merge")
        start = row


def _data_row(layout: Layout, view: View, entry: Entry, rng: Random) -> tuple[list[Cell], dict[str, Any]]:
    """The cells of one row and what they state, spoilt where the row is to be refused."""
    cells: list[Cell] = []
    stated: dict[str, Any] = {}
    for column in layout.columns:
        cell, known = column.fill(view)
        cells.append(cell)
        # behind the name in brackets, and in its own column
        phones = dict.fromkeys([*stated.get("phone", ()), *known.get("phone", ())])
        stated |= {**known, "phone": list(phones)} if phones else known
    if entry.disposition != "rejected":
        return cells, stated
    csv = layout.container.startswith("csv")
    for number, column in enumerate(layout.columns):
        if entry.reason == "number_damaged" and column.role == "number":
            digits = float("".join(c for c in view.case.source_no if c.isdigit()))
            cells[number] = f"{digits:.5E}" if csv else digits
        elif entry.reason == "date_missing" and column.role == "received":
            cells[number] = ""
        elif entry.reason == "date_impossible" and column.role == "received":
            year = view.case.received.year
            cells[number] = rng.choice((f"{year}-02-30", f"{year}年2月30日", f"{year + 36}.3.15"))
        elif entry.reason == "empty" and column.role in ("party", "story"):
            cells[number] = ""
    return cells, {}
