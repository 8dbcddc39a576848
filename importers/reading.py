"""One file from bytes to clean rows, all in this process: the work that the reading child does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import ModuleType

from importers import court_pretrial, grid, hotline_12345, labor_arbitration, mediation, petition, police_110
from importers.columns import KINDS, Book, Column, Matcher, recognise, settle
from importers.layout import Layout, lay_out, reporting_period, sort_lines
from importers.limits import Limits
from importers.rows import Row, SheetCleaner
from importers.sheet import Grid, hidden_in_words, open_book
from importers.towns import Towns
from importers.values import cell_text, is_empty
from jiefen_lite.errors import UnreadableFile
from jiefen_lite.shapes import ColumnUse, SheetRead
from jiefen_lite.text import mask_address, mask_name, mask_text

CHANNELS: dict[str, ModuleType] = {
    module.CHANNEL.value: module
    for module in (mediation, police_110, court_pretrial, petition, labor_arbitration, hotline_12345, grid)
}
_SAMPLES = 3
_LOOK_FOR_SAMPLES = 200  # rows


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose layout is known and whose rows can be had."""

    channel: str
    channel_how: str
    sheets: tuple[SheetRead, ...]
    total: int
    cleaners: tuple[SheetCleaner, ...]

    def blocks(self, size: int) -> Iterator[list[Row]]:
        """All data rows of all sheets, ``size`` at a time."""
        for cleaner in self.cleaners:
            yield from cleaner.blocks(size)


def open_file(
    data: bytes, *, name: str, channel: str | None, book: Book, as_of: date, limits: Limits
) -> Opened:
    """Find out what a file is and how it is laid out. Raises UnreadableFile."""
    grids = open_book(data, limits)
    everything = Matcher(book, None)
    layouts = [lay_out(one, Matcher(book, channel) if channel else everything) for one in grids]
    if not any(layout.headers for layout in layouts):
        raise UnreadableFile(*_why_nothing(grids, layouts))
    how = "由导入人指定"
    if channel is None:
        channel, how = _recognise(book, grids, layouts, name)
        layouts = [
            lay_out(one, Matcher(book, channel)) if layout.headers else layout
            for one, layout in zip(grids, layouts, strict=True)
        ]
    module = CHANNELS.get(channel)
    if module is None:
        raise UnreadableFile(f"没有“{channel}”这个可导入的渠道。", f"请从 {'、'.join(CHANNELS)} 中选一个。")
    matcher = Matcher(book, channel)
    towns = Towns(book.get("towns", ()))
    sheets: list[SheetRead] = []
    cleaners: list[SheetCleaner] = []
    for number, (one, layout) in enumerate(zip(grids, layouts, strict=True)):
        if layout.headers:
            sort_lines(one, layout, matcher)
        columns = settle(layout.headers, matcher)
        title = one.name or name
        sheets.append(_told(title, one, layout, columns))
        if layout.headers:
            year, last_day = reporting_period(layout.titles, (one.name, name), as_of)
            cleaners.append(
                SheetCleaner(
                    number, one, layout, columns, as_of=as_of, year=year, last_day=last_day,
                    spell=module.spell_number, finish=module.finish,
                    town=towns.of_ledger(one.name, layout.titles, name), towns=towns,
                )
            )  # fmt: skip
    total = sum(len(layout.data_rows) for layout in layouts if layout.headers)
    return Opened(channel, how, tuple(sheets), total, tuple(cleaners))


def _recognise(book: Book, grids: Sequence[Grid], layouts: Sequence[Layout], name: str) -> tuple[str, str]:
    headers = [header for layout in layouts for pair in layout.headers for header in pair]
    names = [
        name,
        *(one.name for one in grids),
        *(title for layout in layouts for title in layout.titles[:3]),
    ]
    channel, how = recognise(book, headers, names)
    if channel is None:
        labels = "、".join(f"{module.LABEL}（{key}）" for key, module in CHANNELS.items())
        raise UnreadableFile("看不出这是哪个渠道的台账。", f"请在导入时选定来源渠道：{labels}。")
    return channel, how


def _why_nothing(grids: Sequence[Grid], layouts: Sequence[Layout]) -> list[str]:
    told = []
    for one, layout in zip(grids, layouts, strict=True):
        told.append(f"{f'工作表“{one.name}”：' if one.name else ''}{layout.note}。")
    return [*told[:5], "没有可以导入的内容。请核对是否选对了文件；台账应当一行一件，并有列名。"]


def _told(name: str, grid: Grid, layout: Layout, columns: Sequence[Column]) -> SheetRead:
    uses = tuple(
        ColumnUse(column.index, column.header, column.field, column.how, _samples(grid, layout, column))
        for column in columns
    )
    header_row = layout.header_row + 1 if layout.headers else 0
    hidden = hidden_in_words(grid) if layout.headers else None
    return SheetRead(name, header_row, layout.header_rows, uses, tuple(layout.skipped), layout.note, hidden)


def _samples(grid: Grid, layout: Layout, column: Column) -> tuple[str, ...]:
    """A few different values of a column, masked, so that a person can say what it is."""
    found: list[str] = []
    kind = KINDS.get(column.field or "")
    for place in layout.data_rows[:_LOOK_FOR_SAMPLES]:
        text = cell_text(grid.rows[place][column.index])
        if is_empty(text):
            continue
        if kind == "names":
            text = mask_name(text)
        elif column.field in ("address", "respondent_address", "place"):
            text = mask_address(text)
        text = mask_text(text)[:40]
        if text not in found:
            found.append(text)
            if len(found) == _SAMPLES:
                break
    return tuple(found)
