"""The layout of one sheet: which tables stand on it, where their headers are, what is no ledger at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from importers.columns import Matcher, norm_header
from importers.headers import LOOK_AT, Area, Header, find_header, tells_cases, tells_whole_cases
from importers.sheet import Grid
from importers.values import cell_text
from importers.values.dates import read_date

_LONGEST_TITLE = 60  # longer texts above a header are instructions
_PERIOD = re.compile(r"(20\d\d)\s*年\s*(?:(\d{1,2})\s*月)?")
_FILLED_ON = re.compile(
    r"(?:填报日期|填报时间|填表日期|填表时间|报送日期|报送时间|生成日期|制表日期|日期)[:：]?\s*([^\s（(]{6,12})"
)
_STATISTIC = re.compile(
    r"^(?:(?:受理|调解|纠纷|案件|矛盾纠纷|排查|化解|登记|本月|本年|累计)*(?:案件|纠纷|件数|受理|调解|化解)?总(?:数|件数)"
    r"|其中[:：]?.{0,6}|(?:受理|调解|化解|调解成功|未化解|排查)(?:件数|数)|(?:调解|化解)?成功率|化解率|同比|环比)"
    r"(?:[（(].{1,6}[)）])?$"
)
_DICTIONARY = re.compile(
    r"^(?:数据)?(?:字典|码表|代码|编码|下拉|选项|参数|枚举|基础数据|数据源|数据有效性).{0,6}$|^.{0,8}(?:字典|码表|代码表|下拉选项)$",
)
_COUNTED_LINES = 30

STATISTICS = "这是统计表（有“总数”“其中”这类列），不是一行一件的台账，没有读取；请导入一行一件的明细"
COUNTS = "这是统计表（一行一个单位，格子里都是数），不是一行一件的台账，没有读取；请导入一行一件的明细"
DICTIONARY = "字典、码表一类的工作表，没有读取"
NO_LEDGER = "没有登记日期，也没有事情经过，不像台账，没有读取；如果是台账，请补上列名后重新导入"
NO_HEADER = "没有找到表头，没有读取；请确认有一行写着“登记日期、当事人、简要情况”这类列名"


@dataclass(slots=True)
class Layout:
    """One table as found; rows and columns count from 0. Without ``headers`` it is not read.

    It takes the columns from ``left`` to before ``right`` and ends before the line ``end``.
    """

    left: int = 0
    right: int = 0
    end: int = 0
    header_row: int = 0
    header_rows: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)  # (upper lines or "", header)
    data_rows: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)  # Excel row, why
    titles: list[str] = field(default_factory=list)
    note: str | None = None

    @property
    def first_line(self) -> int:
        """The first line below the header."""
        return self.header_row + self.header_rows


def lay_out(grid: Grid, matcher: Matcher) -> list[Layout]:
    """The tables of a sheet but for their lines, those side by side from left to right; never none.

    ``note`` says why one is not read as cases.
    """
    if grid.hidden:
        return [Layout(note="隐藏的工作表，没有读取")]
    _drop_blank_end(grid)
    if not grid.rows:
        return [Layout(note="空工作表")]
    return [_lay_out(Area(grid, left, right), matcher) for left, right in _side_by_side(grid, matcher)]


def table_of(area: Area, header: Header, titles: Sequence[str]) -> Layout:
    """The table under a header, down to the end of its sheet."""
    return Layout(
        area.left,
        area.right,
        len(area.grid.rows),
        header.row,
        header.rows,
        header.headers,
        titles=list(titles),
    )


def _drop_blank_end(grid: Grid) -> None:
    """Lines at the end of a sheet that were only formatted are no lines."""
    rows = grid.rows
    while rows and not any(cell != "" and cell_text(cell) for cell in rows[-1]):
        rows.pop()


def _lay_out(area: Area, matcher: Matcher) -> Layout:
    header = find_header(area, matcher)
    above = range(header.row if header else min(5, len(area.grid.rows)))
    titles = [
        cell for at in above for cell in dict.fromkeys(area.texts(at)) if 0 < len(cell) <= _LONGEST_TITLE
    ]
    note = _no_ledger(area, header, matcher)
    if header is None or note:
        return Layout(area.left, area.right, titles=titles, note=note or NO_HEADER)
    layout = table_of(area, header, titles)
    for at in above:
        layout.skipped.append((at + 1, "表头以上的标题、填报单位等" if any(area.texts(at)) else "空行"))
    return layout


def _no_ledger(area: Area, header: Header | None, matcher: Matcher) -> str | None:
    """Why a table is none of cases: a form of statistics, a list of codes; None where it may be one."""
    fields = header.fields(matcher) if header else set()
    if tells_cases(fields):
        return None
    if _DICTIONARY.match(area.grid.name.strip()):
        return DICTIONARY
    head = range(min(len(area.grid.rows), (header.row if header else 0) + 10))
    if any(_STATISTIC.match(cell) for at in head for cell in area.texts(at)):
        return STATISTICS
    return COUNTS if _mostly_counts(area, header.row + header.rows if header else 0) else None


def _mostly_counts(area: Area, first: int) -> bool:
    """True where nearly all cells behind the first two columns are whole numbers, three or more in a line."""
    lines = numbers = filled = 0
    for at in range(first, min(len(area.grid.rows), first + _COUNTED_LINES)):
        cells = [cell for cell in area.texts(at)[1:] if cell]
        counts = sum(1 for cell in cells if re.fullmatch(r"\d{1,6}(?:\.\d{1,2})?[%％]?", cell))
        if counts >= 3:
            lines += 1
            numbers += counts
            filled += len(cells)
    return lines >= 2 and numbers >= filled * 0.8


def leave_lists(layouts: Sequence[Layout], matcher: Matcher) -> None:
    """Beside a ledger, what has neither days nor stories is a list of codes or telephones: left and told."""
    fields = [{matcher.match(header, group).field for group, header in layout.headers} for layout in layouts]
    if any(map(tells_cases, fields)):
        for layout, own in zip(layouts, fields, strict=True):
            if layout.headers and own.isdisjoint({"received_at", "summary", "title", "claim"}):
                layout.headers, layout.note, layout.skipped = [], NO_LEDGER, []


def _side_by_side(grid: Grid, matcher: Matcher) -> list[tuple[int, int]]:
    """The columns of each ledger on a sheet: a blank column, or the header begun anew, parts two of them.

    Each part has to be a ledger of its own, with days and stories; else the sheet is one table.
    """
    width = len(grid.rows[0])
    runs = _runs(grid)
    starts = [0]
    if len(runs) > 1:
        ledgers = [left for left, right in runs if _is_ledger(Area(grid, left, right), matcher)]
        starts += ledgers[1:]
    edges = [*starts, width]
    areas: list[tuple[int, int]] = []
    for left, right in pairwise(edges):
        begins = _begun_anew(Area(grid, left, right), matcher)
        inner = [left, *begins, right]
        areas += pairwise(inner)
    return areas


def _is_ledger(area: Area, matcher: Matcher) -> bool:
    header = find_header(area, matcher)
    return header is not None and tells_whole_cases(header.fields(matcher))


def _runs(grid: Grid) -> list[tuple[int, int]]:
    """Neighbouring columns that the first lines use; titles and lone cells do not count."""
    used = [False] * len(grid.rows[0])
    for row in grid.rows[:LOOK_AT]:
        places = [at for at, cell in enumerate(row) if cell != "" and cell_text(cell)]
        if len(places) > 2:
            for at in places:
                used[at] = True
    runs: list[tuple[int, int]] = []
    for at, is_used in enumerate(used):
        if is_used and at and used[at - 1]:
            runs[-1] = (runs[-1][0], at + 1)
        elif is_used:
            runs.append((at, at + 1))
    return runs


def _begun_anew(area: Area, matcher: Matcher) -> list[int]:
    """The columns where 序号、登记日期、… begins a second time in one header."""
    header = find_header(area, matcher)
    if header is None:
        return []
    keys = [norm_header(text) for _, text in header.headers]
    lead = next((key for key in keys if key), "")
    places = [at for at, key in enumerate(keys) if key == lead]
    if len(places) < 2:
        return []
    parts = zip(places, [*places[1:], len(keys)], strict=True)
    for left, right in parts:
        part = Header(header.row, header.rows, header.headers[left:right])
        if not tells_whole_cases(part.fields(matcher)):
            return []
    return [area.left + at for at in places[1:]]


def blank_columns(grid: Grid, layout: Layout) -> set[int]:
    """Columns of a table with neither a header nor anything below it, as formatting leaves them."""
    bare = [layout.left + at for at, (_, header) in enumerate(layout.headers) if not header]
    flawed = {column for _, column in grid.flaws}
    rows: list[list[Any]] = grid.rows[layout.first_line : layout.end]
    return {at for at in bare if at not in flawed and all(row[at] == "" for row in rows)}


def reporting_period(titles: Sequence[str], names: Sequence[str], as_of: date) -> tuple[int, date]:
    """The year that completes dates, and the last day they may fall on."""
    filled: date | None = None
    year: int | None = None
    for text in titles:
        for match in _FILLED_ON.finditer(text):
            value = read_date(match[1].rstrip("，,。;；"), as_of.year, as_of).value
            if value is not None:
                filled = date.fromisoformat(value[:10])
    for text in [*titles, *names]:
        period = _PERIOD.search(text)
        if period and year is None and not _FILLED_ON.search(text):
            year = int(period[1])
    last = min(filled, as_of) if filled is not None and filled <= as_of + timedelta(days=1) else as_of
    return year or (filled.year if filled else as_of.year), last
