"""One file from bytes to clean rows, all in this process: the work that the reading child does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import ModuleType

from importers import court_pretrial, grid, hotline_12345, labor_arbitration, mediation, petition, police_110
from importers.columns import KINDS, Book, Column, Matcher, recognise, settle
from importers.layout import Layout, blank_columns, lay_out, leave_lists, reporting_period
from importers.limits import Limits
from importers.lines import sort_lines
from importers.proposing import propose
from importers.rows import Row, SheetCleaner
from importers.sheet import Grid, hidden_in_words, open_book
from importers.towns import Towns
from importers.values import cell_text, is_empty
from jiefen_lite.errors import UnreadableFile
from jiefen_lite.shapes import ColumnUse, SheetRead
from jiefen_lite.text import looks_like_name, mask_address, mask_name, mask_phone, mask_text

CHANNELS: dict[str, ModuleType] = {
    module.CHANNEL.value: module
    for module in (mediation, police_110, court_pretrial, petition, labor_arbitration, hotline_12345, grid)
}
_SAMPLES = 3
_LOOKED_AT = 200  # characters of a value that tell what it is; a cell may hold a million
_LOOK_FOR_SAMPLES = 200  # rows, from the first to the last
_VALUES = 40  # different values that tell what a column may be
_UNMARKED = re.compile(r"\d{7,}")


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
    everything = Matcher(book, channel)
    found = [lay_out(one, everything) for one in grids]
    if not any(layout.headers for layouts in found for layout in layouts):
        raise UnreadableFile(*_why_nothing(grids, found))
    how = "由导入人指定"
    asked = channel is None
    if channel is None:
        channel, how = _recognise(book, grids, found, name)
    module = CHANNELS.get(channel)
    if module is None:
        raise UnreadableFile(f"没有“{channel}”这个可导入的渠道。", f"请从 {'、'.join(CHANNELS)} 中选一个。")
    matcher = Matcher(book, channel)
    if asked:
        found = [lay_out(one, matcher) for one in grids]
    leave_lists([layout for layouts in found for layout in layouts], matcher)
    if not any(layout.headers for layouts in found for layout in layouts):
        raise UnreadableFile(*_why_nothing(grids, found))
    towns = Towns(book.get("towns", ()))
    sheets: list[SheetRead] = []
    cleaners: list[SheetCleaner] = []
    for one, layouts in zip(grids, found, strict=True):
        names: dict[str, int] = {}
        hidden = hidden_in_words(one)
        tables = _all_tables(one, layouts, matcher)
        for layout in tables:
            columns = _columns(one, layout, matcher, names)
            hint = hidden if layout.headers else None
            sheets.append(_told(one.name or name, one, layout, columns, hint, book, channel))
            if layout.headers:
                hidden = None  # told once a sheet
                titles = [*layout.titles, *layouts[0].titles]
                year, last_day = reporting_period(titles, (one.name, name), as_of)
                cleaners.append(
                    SheetCleaner(
                        len(sheets) - 1, one, layout, columns, as_of=as_of, year=year, last_day=last_day,
                        spell=module.spell_number, finish=module.finish,
                        town=towns.of_ledger(one.name, layout.titles, name), towns=towns,
                        alone=len(tables) == 1,
                    )
                )  # fmt: skip
    total = sum(cleaner.total for cleaner in cleaners)
    return Opened(channel, how, tuple(sheets), total, tuple(cleaners))


def _columns(grid: Grid, layout: Layout, matcher: Matcher, names: dict[str, int]) -> list[Column]:
    """The columns of a table without those that only formatting has left; ``names`` are the sheet's."""
    blank = blank_columns(grid, layout)
    columns = settle(layout.headers, matcher, layout.left, names)
    return [column for column in columns if column.index not in blank]


def _all_tables(grid: Grid, layouts: Sequence[Layout], matcher: Matcher) -> list[Layout]:
    """The tables of a sheet with their lines sorted, and those with headers of their own further down."""
    tables: list[Layout] = []
    for layout in layouts:
        tables += sort_lines(grid, layout, matcher) if layout.headers else [layout]
    if len(layouts) > 1:
        _tell_lines_once(tables)
    return tables


def _tell_lines_once(tables: Sequence[Layout]) -> None:
    """Of tables side by side: a line is blank only where it is blank in all of them."""
    taken: set[int] = set()
    for table in tables:
        taken.update(table.data_rows)
        taken.update(row - 1 for row, why in table.skipped if why != "空行")
        taken.update(range(table.header_row, table.first_line))
    for table in tables:
        table.skipped[:] = [(row, why) for row, why in table.skipped if why != "空行" or row - 1 not in taken]
        taken.update(row - 1 for row, why in table.skipped if why == "空行")


def _recognise(
    book: Book, grids: Sequence[Grid], found: Sequence[Sequence[Layout]], name: str
) -> tuple[str, str]:
    layouts = [layout for of_sheet in found for layout in of_sheet]
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


def _why_nothing(grids: Sequence[Grid], found: Sequence[Sequence[Layout]]) -> list[str]:
    told = []
    for one, layouts in zip(grids, found, strict=True):
        told.append(f"{f'工作表“{one.name}”：' if one.name else ''}{layouts[0].note}。")
    return [*told[:5], "没有可以导入的内容。请核对是否选对了文件；台账应当一行一件，并有列名。"]


def _told(
    name: str,
    grid: Grid,
    layout: Layout,
    columns: Sequence[Column],
    hidden: str | None,
    book: Book,
    channel: str,
) -> SheetRead:
    fed = {column.field for column in columns if column.field}
    uses = tuple(_use(grid, layout, column, fed, book, channel) for column in columns)
    header_row = layout.header_row + 1 if layout.headers else 0
    return SheetRead(name, header_row, layout.header_rows, uses, tuple(layout.skipped), layout.note, hidden)


def _use(
    grid: Grid, layout: Layout, column: Column, fed: Collection[str], book: Book, channel: str
) -> ColumnUse:
    """How a column is read, with a few of its values; one that nobody knows, with what it may be."""
    values = _values(grid, layout, column)
    field, header = column.field, column.header
    proposals = propose(header, values, book, channel, fed) if column.how == "unknown" else ()
    likely = proposals[0].field if proposals else field
    spread = values if len(values) <= _SAMPLES else [values[0], values[len(values) // 2], values[-1]]
    samples = tuple(dict.fromkeys(masked_sample(value, likely) for value in spread))
    return ColumnUse(column.index, header, field, column.how, samples, proposals)


def _values(grid: Grid, layout: Layout, column: Column) -> list[str]:
    """Different values of a column, taken from all over the table; of a long one how it begins."""
    step = -(-len(layout.data_rows) // _LOOK_FOR_SAMPLES) or 1
    found: dict[str, None] = {}
    for place in layout.data_rows[::step]:
        text = cell_text(grid.rows[place][column.index])[:_LOOKED_AT]
        if not is_empty(text):
            found.setdefault(text)
    values = list(found)
    return values[:: -(-len(values) // _VALUES) or 1]


def masked_sample(value: str, field: str | None) -> str:
    """A value for somebody who has to say what it is: names, numbers and addresses of people masked."""
    kind = KINDS.get(field or "")
    if kind == "names" or looks_like_name(value):
        value = mask_name(value)
    elif kind == "phone":
        value = mask_phone(value)
    elif field in ("address", "respondent_address", "place"):
        value = mask_address(value)
    # what is still a long number may be a telephone with a slip of a digit
    return _UNMARKED.sub(_shortened, mask_text(value))[:40]


def _shortened(number: re.Match[str]) -> str:
    """The beginning and the end of a number too long to be shown."""
    digits = number.group()
    return f"{digits[:3]}****{digits[-2:]}" if len(digits) > 10 else f"{digits[:1]}****"
