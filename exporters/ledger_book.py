"""Ledgers and statistical forms as workbooks: headers of several rows, print pages, totals, a mark.

Rows are written as they come, in constant memory; a column says once how its cells look. Text is written
as text, whatever it begins with; no cell is ever a live formula.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations, groupby
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import xlsxwriter  # type: ignore[import-untyped]

from exporters.excel import LONGEST_TEXT, MOST_ROWS, Cell, clean
from jiefen_lite import wholefile
from jiefen_lite.glossary import NONE
from jiefen_lite.shapes import Check, LedgerHead
from jiefen_lite.text.days import day_in_words

FONT = "宋体"
# A workbook carries its time of making; a fixed one keeps the same ledger the same bytes.
MADE_AT = datetime(2026, 1, 1)
_LINE_HEIGHT, _TALLEST = 14.5, 405.0  # points; Excel takes 409 at most
_HEAD_HEIGHT, _FACT_HEIGHT = 20.0, 30.0
_INCH = 96  # pixels, as Excel reckons widths
_LETTER = 8.7  # pixels of a figure: 7 in the font named here, more in what may stand in for it
_MARGIN = 0.47  # inches, 12 mm
_ACROSS = 297 / 25.4 - 2 * _MARGIN  # inches of an A4 page on its side
_LEAST_SCALE = 40
_HEADER_LETTERS = 110  # a page's head holds 255 with its signs, and & counts twice
_EPOCH = date(1899, 12, 30).toordinal()
_ONE_DAY = 86_400


class Column(NamedTuple):
    """One column: its heads from top to bottom (equal ones side by side become one), how it looks.

    ``kind``: text, long (wraps), short, number (of the row), count, money, day, moment. ``sums``: the last
    row adds it up.
    """

    heads: tuple[str, ...]
    kind: str
    width: float
    value: Callable[[Any], Cell]
    sums: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One worksheet. ``rows`` are what the columns' functions take, beside them the running number.

    ``frozen``: so many columns stay when one scrolls; the first two are printed again on every page.
    ``breaks``: a printed page ends after so many columns; none: everything on one page's width. ``whole``:
    what the last row shows, where that is known otherwise than by adding up. ``counted``: what is counted
    below the second column.
    """

    name: str
    head: LedgerHead
    columns: Sequence[Column]
    rows: Iterable[Any]
    frozen: int = 3
    breaks: tuple[int, ...] = ()
    whole: Any = None
    counted: str = "件"
    checks: Sequence[Check] = ()
    notes: Sequence[str] = ()


def write(out: Path | BinaryIO, pages: Sequence[Page]) -> int:
    """Write a workbook; how many rows its first page has. A very long one goes on over further sheets."""
    made = io.BytesIO()
    options = {
        "constant_memory": True,
        "default_format_properties": {"font_name": FONT, "font_size": 10},
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    counts = []
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"created": MADE_AT, "title": clean(pages[0].head.title)})
        looks = _looks(book)
        for page in pages:
            counts.append(_write(book, page, looks))
    if isinstance(out, Path):
        wholefile.write(out, made.getvalue())
    else:
        out.write(made.getvalue())
    return counts[0]


_PLAIN = {"valign": "vcenter", "border": 1}
_TOTAL = {**_PLAIN, "bold": True, "bg_color": "#F2F2F2"}


def _looks(book: Any) -> dict[str, Any]:
    plain = _PLAIN
    bare = {"valign": "vcenter", "num_format": "@"}
    head = {**plain, "bold": True, "align": "center", "bg_color": "#E7E6E6", "text_wrap": True}
    kinds = {
        "text": {**plain, "num_format": "@"},
        "long": {**plain, "num_format": "@", "text_wrap": True},
        "short": {**plain, "num_format": "@", "align": "center"},
        "number": {**plain, "num_format": "0", "align": "center"},
        "count": {**plain, "num_format": "0", "align": "center"},
        "money": {**plain, "num_format": "0.00"},
        "day": {**plain, "num_format": "yyyy-mm-dd", "align": "center"},
        "moment": {**plain, "num_format": "yyyy-mm-dd hh:mm", "align": "center"},
        "none": {**plain, "num_format": "@", "align": "center"},
    }
    looks = {
        "title": {**bare, "font_name": "黑体", "font_size": 16, "align": "center"},
        "fact": {**bare, "text_wrap": True},
        "mark": {**bare, "text_wrap": True, "font_color": "#595959"},
        "warn": {**bare, "text_wrap": True, "font_color": "#C00000", "bold": True},
        "head": {**head, "num_format": "@"},
        "holds": {**bare, "text_wrap": True},
        "fails": {**bare, "text_wrap": True, "font_color": "#C00000", "bold": True},
        **kinds,
        **{f"sum {name}": {**look, **_TOTAL} for name, look in kinds.items()},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _write(book: Any, page: Page, looks: dict[str, Any]) -> int:
    levels = len(page.columns[0].heads)
    top = 2 + levels
    numbered = enumerate(page.rows, 1)
    sums = {at: 0.0 for at, column in enumerate(page.columns) if column.sums}
    first = next(numbered, None)
    count, part = 0, 0
    while first is not None or part == 0:
        part += 1
        sheet = _open(book, page, looks, part, levels)
        at, last, first = _rows(sheet, page, looks, top, first, numbered, sums)
        count = max(count, last)
        if first is None:
            counted = book.add_format({**_TOTAL, "align": "center", "num_format": f'0"{page.counted}"'})
            at = _foot(sheet, page, {**looks, "counted": counted}, at, count, sums)
        _finish(sheet, page, levels, at)
    return count


def _rows(
    sheet: Any,
    page: Page,
    looks: dict[str, Any],
    top: int,
    first: tuple[int, Any] | None,
    numbered: Iterator[tuple[int, Any]],
    sums: dict[int, float],
) -> tuple[int, int, tuple[int, Any] | None]:
    """Write what fits on one worksheet: the row that follows it, the last number, the row left over."""
    writers = [_writer(sheet, column, at, looks) for at, column in enumerate(page.columns)]
    # what has no more than half as many letters as the column has room for stands on one line
    wrapped = [
        (at, column.width, int(column.width / 2))
        for at, column in enumerate(page.columns)
        if column.kind == "long"
    ]
    values: list[Callable[[Any], Any]] = [column.value for column in page.columns]
    at, last, following = top, 0, first
    while following is not None:
        if at >= MOST_ROWS:
            return at, last, following
        last, thing = following
        cells = [value(thing) for value in values]
        cells[0] = last
        lines = 1
        for place, width, fits in wrapped:
            words = cells[place]
            if words and (len(words) > fits or "\n" in words):
                lines = max(lines, _lines(words, width))
        if lines > 1:
            # a fixed height: not every office program makes room for wrapped text by itself
            sheet.set_row(at, min(lines * _LINE_HEIGHT + 2, _TALLEST))
        for place, cell in enumerate(cells):
            writers[place](at, cell)
        for place in sums:
            cell = cells[place]
            if cell.__class__ is int or cell.__class__ is float:
                sums[place] += cell
        at += 1
        following = next(numbered, None)
    return at, last, None


def _writer(sheet: Any, column: Column, at: int, looks: dict[str, Any]) -> Callable[[int, Any], None]:
    """What writes the cells of one column; “—” where there is nothing to say.

    The library's public functions first find out whether they are told a cell as A1 or by numbers, which
    for millions of cells is a tenth of the work; these are the ones behind them.
    """
    text, number = sheet._write_string, sheet._write_number
    nothing, look, day = looks["none"], looks[column.kind], looks["day"]

    def words(row: int, cell: str | None) -> None:
        if not cell or cell == NONE:
            text(row, at, NONE, nothing)
        elif cell.isprintable() and len(cell) <= LONGEST_TEXT:
            text(row, at, cell, look)
        else:
            text(row, at, clean(cell), look)

    def figure(row: int, cell: float | None) -> None:
        if cell is None:
            text(row, at, NONE, nothing)
        else:
            number(row, at, cell, look)

    def time(row: int, cell: date | None) -> None:
        if cell is None:
            text(row, at, NONE, nothing)
        elif isinstance(cell, datetime):
            seconds = cell.hour * 3600 + cell.minute * 60 + cell.second
            number(row, at, cell.toordinal() - _EPOCH + seconds / _ONE_DAY, look if seconds else day)
        else:
            number(row, at, cell.toordinal() - _EPOCH, day)

    kinds: dict[str, Callable[[int, Any], None]] = {
        **dict.fromkeys(("text", "long", "short"), words),
        **dict.fromkeys(("number", "count", "money"), figure),
        **dict.fromkeys(("day", "moment"), time),
    }
    return kinds[column.kind]


def _lines(words: str, width: float) -> int:
    """How many lines a text takes in a column of this width; a Chinese character counts two."""
    if "\n" in words:
        return sum(_lines(line, width) for line in words.split("\n"))
    wide = (len(words) + len(words.encode("utf-8", "replace"))) / 2
    # a line ends before a character that no longer fits
    return 1 if wide <= width else ceil(wide / (width - 3))


# --------------------------------------------------------------------------- above and below the rows


def _blocks(page: Page) -> list[tuple[int, int]]:
    """The columns of each printed page, the first and the last of it."""
    ends = [*page.breaks, len(page.columns)]
    return [(start, end - 1) for start, end in zip([0, *page.breaks], ends, strict=True)]


def _open(book: Any, page: Page, looks: dict[str, Any], part: int, levels: int) -> Any:
    sheet = book.add_worksheet(page.name if part == 1 else f"{page.name}{part}")
    sheet.freeze_panes(2 + levels, page.frozen)
    _titles(sheet, page, looks)
    merges = list(_head_merges(page, levels))
    for level in range(levels):
        covered = {
            (row, at)
            for top, left, bottom, right in merges
            for row in range(top, bottom + 1)
            for at in range(left, right + 1)
            if (row, at) != (top, left)
        }
        sheet.set_row(2 + level, _head_height(page.columns, level))
        for at, column in enumerate(page.columns):
            if (level, at) in covered:
                sheet.write_blank(2 + level, at, None, looks["head"])
            else:
                sheet.write_string(2 + level, at, clean(column.heads[level]), looks["head"])
    for top, left, bottom, right in merges:
        # merge_range() would write the lower row first, and in constant memory the upper one is lost by that
        sheet.merge.append([2 + top, left, 2 + bottom, right])
    return sheet


def _titles(sheet: Any, page: Page, looks: dict[str, Any]) -> None:
    """Row 1 and row 2, over every printed page: a reader of the third sheet must know of what it is."""
    head = page.head
    sheet.set_row(0, 28)
    facts: list[tuple[int, int, str, str]] = []
    for number, (left, right) in enumerate(_blocks(page)):
        title = head.title if number == 0 else f"{head.title}（续{number}）"
        _across(sheet, 0, left, right, title, looks["title"])
        if number:
            facts.append((left, right, head.mark, "warn" if head.clear else "mark"))
            continue
        dated = f"填报日期：{day_in_words(head.dated)}"
        told = (f"填报单位：{head.unit}", dated, f"口径：{head.basis}", head.mark)
        places = _shares(page.columns[: right + 1], told)
        for (start, end), words, look in zip(
            places, told, ("fact", "fact", "fact", "warn" if head.clear else "mark"), strict=True
        ):
            facts.append((start, end, words, look))
    tallest = _FACT_HEIGHT
    for left, right, words, look in facts:
        room = sum(column.width for column in page.columns[left : right + 1])
        tallest = max(tallest, _lines(words, room) * _LINE_HEIGHT + 2)
        _across(sheet, 1, left, right, words, looks[look])
    sheet.set_row(1, tallest)


def _shares(columns: Sequence[Column], told: Sequence[str]) -> list[tuple[int, int]]:
    """The first page's columns (five at least) shared out among unit, date, basis and mark.

    The unit has the first two, because those are printed again on every page; the others get what makes the
    row the lowest.
    """
    widths = [column.width for column in columns]

    def lines(cuts: tuple[int, ...]) -> tuple[int, int]:
        ends = (*cuts, len(widths))
        each = [
            _lines(words, sum(widths[start:end]))
            for words, start, end in zip(told[1:], (2, *cuts), ends, strict=True)
        ]
        return max(each), sum(each)

    dated, based = min(combinations(range(3, len(widths)), 2), key=lines)
    return [(0, 1), (2, dated - 1), (dated, based - 1), (based, len(widths) - 1)]


def _across(sheet: Any, row: int, left: int, right: int, words: str, look: Any) -> None:
    if right > left:
        sheet.merge_range(row, left, row, right, clean(words), look)
    sheet.write_string(row, left, clean(words), look)


def _head_merges(page: Page, levels: int) -> Iterator[tuple[int, int, int, int]]:
    """Heads that become one cell: the same word beside itself and below itself, within one printed page."""
    block = [number for number, (left, right) in enumerate(_blocks(page)) for _ in range(left, right + 1)]
    heads = [column.heads for column in page.columns]
    for level in range(levels):
        ways = [(block[at], words[: level + 1]) for at, words in enumerate(heads)]
        for (_block, words), group in groupby(range(len(heads)), ways.__getitem__):
            if level and words[level] == words[level - 1]:
                continue  # part of the cell above
            members = list(group)
            bottom = level
            while bottom + 1 < levels and all(heads[at][bottom + 1] == words[level] for at in members):
                bottom += 1
            if (members[0], level) != (members[-1], bottom):
                yield level, members[0], bottom, members[-1]


def _head_height(columns: Sequence[Column], level: int) -> float:
    """So high that every head of the lowest row stands in it whole; those above have room beside them."""
    if level < len(columns[0].heads) - 1:
        return _HEAD_HEIGHT
    return max(_HEAD_HEIGHT, max(_lines(one.heads[level], one.width) for one in columns) * _LINE_HEIGHT + 4)


def _foot(sheet: Any, page: Page, looks: dict[str, Any], at: int, count: int, sums: dict[int, float]) -> int:
    """The total, the form's own check and the notes; the row that follows the rows of cases."""
    end = at
    for place, column in enumerate(page.columns):
        if place == 0:
            sheet.write_string(at, place, "合计", looks["sum none"])
        elif place == 1:
            sheet.write_number(at, place, count, looks["counted"])
        elif column.sums:
            whole: Any = sums[place] if page.whole is None else column.value(page.whole)
            sheet.write_number(at, place, round(whole, 6), looks[f"sum {column.kind}"])
        else:
            sheet.write_blank(at, place, None, looks["sum none"])
    said = [(check.text, "holds" if check.holds else "fails") for check in page.checks]
    # behind the columns that are printed again on every page
    left, right = 2, _blocks(page)[0][1]
    room = sum(column.width for column in page.columns[left : right + 1])
    for at, (words, look) in enumerate([*said, *((note, "holds") for note in page.notes)], end + 1):
        sheet.set_row(at, _lines(words, room) * _LINE_HEIGHT + 3)
        _across(sheet, at, left, right, words, looks[look])
    return end


def _finish(sheet: Any, page: Page, levels: int, end: int) -> None:
    for at, column in enumerate(page.columns):
        sheet.set_column(at, at, column.width)
    sheet.autofilter(1 + levels, 0, max(end - 1, 1 + levels), len(page.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=_MARGIN, right=_MARGIN, top=0.6, bottom=0.6)
    sheet.repeat_rows(0, 1 + levels)
    if page.breaks:
        sheet.repeat_columns(0, 1)
        sheet.set_v_pagebreaks(list(page.breaks))
        sheet.set_print_scale(_scale(page))
        sheet.print_across()
    else:
        sheet.fit_to_pages(1, 0)
    mark = clean(page.head.mark)[:_HEADER_LETTERS].replace("&", "&&")
    sheet.set_header(f"&R&9{'&KC00000' * page.head.clear} {mark}")
    sheet.set_footer("&C&9第 &P 页，共 &N 页")


def _scale(page: Page) -> int:
    """So small that the widest printed page fits an A4 sheet on its side."""
    again = sum(_pixels(column) for column in page.columns[:2])
    widest = max(
        sum(_pixels(column) for column in page.columns[left : right + 1]) + (again if left else 0)
        for left, right in _blocks(page)
    )
    return max(_LEAST_SCALE, min(100, int(_ACROSS * _INCH / widest * 100) - 1))


def _pixels(column: Column) -> float:
    return column.width * _LETTER + 5
