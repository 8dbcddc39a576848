"""Where a header is and what it says: one line or up to three, with units in a line of their own.

Everything works on an :class:`Area`: neighbouring columns of a sheet, as if they were a sheet alone.
Two ledgers that stand side by side are two areas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from importers.columns import Matcher
from importers.sheet import Grid
from importers.values import cell_text

LEAST_HITS = 5  # points of a line that may be a header: two known words
LOOK_AT = 60  # lines that are read closely; further down only what looks like a header at once
_LOOK_ON = 10  # lines after the first likely one that are read closely too
_LONGEST_HEADER = 60  # with its note in brackets: 简要情况（写明时间、地点、起因、经过）
_LONGEST_LOWER = 20
_FIRST_CELLS = 4  # of a line that show whether it may be a header
_MOST_LINES = 3
_STORY = frozenset({"summary", "title", "claim", "applicant"})

# who signs, for what, since when: lines around a table that are no part of it
NOTE = re.compile(
    r"^(?:填表人|填报人|报送人|统计人|制表人|制表|审核人?|负责人|主管领导|分管领导|主要领导|单位领导|单位负责人|分管负责人"
    r"|填报单位|填报日期|填报时间|报送单位|报送时间|报送日期|联系电话[:：]|经办人[:：]|签字[:：]|备\s*注|说\s*明"
    r"|填表说明|注[:：]|注\d|打印时间|打印日期|导出时间|第\s*\d+\s*页|共\s*\d+\s*页)"
)
_SAYS = re.compile(r"[:：].")
_UNIT_ALONE = re.compile(
    r"[（(\[]?(?:单位[:：]?)?(?:[千万亿百]*元|[人户件起次亩天日岁个名份%％]|人次|公顷|平方米|年月日)[)）\]]?$"
)


class Area:
    """Columns ``left`` to ``right`` (not included) of a sheet; its own columns count from 0."""

    def __init__(self, grid: Grid, left: int, right: int) -> None:
        self.grid, self.left, self.right = grid, left, right
        self.merges = [
            (top, first - left, bottom, last - left)
            for top, first, bottom, last in grid.merges
            if first >= left and last < right
        ]
        self._texts: dict[int, list[str]] = {}

    def texts(self, at: int) -> list[str]:
        """A line as a person reads it, each cell on one line."""
        found = self._texts.get(at)
        if found is None:
            cells = self.grid.rows[at][self.left : self.right]
            found = self._texts[at] = [cell_text(cell).replace("\n", "") for cell in cells]
        return found


@dataclass(frozen=True, slots=True)
class Header:
    """A header found: its first line, how many lines, and (upper lines or "", header) of every column."""

    row: int
    rows: int
    headers: list[tuple[str, str]]

    def fields(self, matcher: Matcher) -> set[str | None]:
        """The fields that its columns may feed."""
        return {matcher.match(header, group).field for group, header in self.headers if header}


def tells_cases(fields: Iterable[str | None]) -> bool:
    """True for the columns of a ledger: a day, or who and what."""
    known = set(fields)
    return "received_at" in known or {"applicant", "summary"} <= known


def tells_whole_cases(fields: Iterable[str | None]) -> bool:
    """True where the columns would do as a ledger of their own: a day, and who or what."""
    known = set(fields)
    return "received_at" in known and not known.isdisjoint(_STORY)


def score(cells: list[str], matcher: Matcher) -> tuple[int, float]:
    """How much a line looks like a header: points, and the share of its cells that feed a field."""
    filled = [cell for cell in cells if cell]
    fed = sum(1 for cell in filled if len(cell) <= _LONGEST_HEADER and matcher.match(cell).field)
    return matcher.hits(cells), fed / max(1, len(filled))


def may_be_header(cells: Iterable[object], matcher: Matcher) -> bool:
    """A quick look: two of the first cells of a line are words of headers, spaces left aside."""
    seen = known = 0
    for cell in cells:
        if cell == "":
            continue
        if isinstance(cell, str) and len(cell) <= _LONGEST_LOWER and matcher.is_word(cell):
            known += 1
            if known == 2:
                return True
        seen += 1
        if seen == _FIRST_CELLS:
            return False
    return False


def find_header(area: Area, matcher: Matcher) -> Header | None:
    """The first line, or lines, as good as a header; a later one only repeats it or heads another table."""
    rows = area.grid.rows
    scores: dict[int, tuple[int, float]] = {}
    for at in range(len(rows)):
        first = next(iter(scores), None)
        if first is not None and at >= first + LOOK_AT:
            break
        closely = at < LOOK_AT if first is None else at <= first + _LOOK_ON
        if closely or may_be_header(rows[at][area.left : area.right], matcher):
            hits, fed = score(area.texts(at), matcher)
            if hits >= LEAST_HITS:
                scores[at] = (hits, fed)
    if not scores:
        return None
    best = max(hits for hits, _ in scores.values())
    most_fed = max(fed for hits, fed in scores.values() if hits == best)
    first = min(scores)
    second_best: Header | None = None  # 填报单位、联系电话、备注: words of ours, but of no ledger
    for at in range(max(0, first - _MOST_LINES + 1), max(scores) + 1):
        header = header_at(area, at, matcher)
        fields = header.fields(matcher)
        hits, fed = scores.get(at, (0, 0.0))
        if header.rows > 1 and matcher.hits(*_sides(header)) >= LEAST_HITS:
            fed = most_fed
        elif hits == 0 or not (hits >= max(LEAST_HITS, best / 2) or tells_whole_cases(fields)):
            continue
        if fed >= most_fed / 2 and tells_cases(fields):
            return header
        if fed >= most_fed / 2:
            second_best = second_best or header
    return second_best


def _sides(header: Header) -> tuple[list[str], list[str]]:
    return [cell for _, cell in header.headers], [group for group, _ in header.headers]


def header_at(area: Area, at: int, matcher: Matcher) -> Header:
    """The header that begins at a line: with its lower lines, and a line of units, where it has them."""
    lines = 1
    while lines < _MOST_LINES and _goes_on(area, at, at + lines - 1, matcher):
        lines += 1
    last = at + lines - 1
    headers = _joined(area, at, last)
    if last + 1 < len(area.grid.rows) and _is_units(area.texts(last + 1), area.texts(last)):
        units = area.texts(last + 1)
        headers = [
            (group, f"{header}（{units[place].strip('（()）[]')}）" if units[place] else header)
            for place, (group, header) in enumerate(headers)
        ]
        lines += 1
    return Header(at, lines, headers)


def _goes_on(area: Area, top: int, upper: int, matcher: Matcher) -> bool:
    """True where the line below ``upper`` is a lower line of the header that begins at ``top``.

    The upper has merged cells, or gaps just where the lower one has headers.
    """
    if upper + 1 >= len(area.grid.rows):
        return False
    above, below = area.texts(upper), area.texts(upper + 1)
    filled = [cell for cell in below if cell]
    if sum(map(bool, above)) < 2 or not filled or any(len(cell) > _LONGEST_LOWER for cell in filled):
        return False
    lead = next(at for at, cell in enumerate(above) if cell)
    if any(_SAYS.search(cell) for cell in above) or (NOTE.match(above[lead]) and below[lead]):
        return False  # 填报单位：…  联系电话：… above a header of one line
    if len(set(filled)) < len(filled) * 0.5 or any(re.search(r"\d", cell) for cell in filled):
        return False  # a line of data: repeated words, figures
    if upper > top and any(cell and not over for cell, over in zip(below, _spread(area, upper), strict=True)):
        return False  # a third line stands under the second everywhere; else it is a header of its own
    if matcher.hits(below, _groups(area, top, upper)) < 3 or (top == upper and matcher.hits(above) < 3):
        return False
    merged = any(
        first <= upper <= bottom and (right > left or bottom == upper + 1)
        for first, left, bottom, right in area.merges
        if not (first == upper and bottom == upper and right - left + 1 >= len(above))
    )
    return merged or any(cell and not above[at] for at, cell in enumerate(below))


def _spread(area: Area, row: int) -> list[str]:
    """An upper line with every group's name over all of its columns."""
    spread = list(area.texts(row))
    wide = [merge for merge in area.merges if merge[0] <= row <= merge[2] and merge[3] > merge[1]]
    for top, left, _, right in wide:
        for at in range(left, right + 1):
            spread[at] = area.texts(top)[left]
    if not wide:
        for at in range(1, len(spread)):  # merges are lost in CSV: a gap belongs to the group on its left
            spread[at] = spread[at] or spread[at - 1]
    return spread


def _groups(area: Area, top: int, bottom: int) -> list[str]:
    """What the lines from ``top`` to ``bottom`` say over each column: 当事人情况-申请人."""
    lines = [_spread(area, row) for row in range(top, bottom + 1)]
    return ["-".join(dict.fromkeys(filter(None, over))) for over in zip(*lines, strict=True)]


def _joined(area: Area, top: int, bottom: int) -> list[tuple[str, str]]:
    """(group, header) of every column: the lowest cell that is filled, under what stands above it."""
    headers = []
    groups = [[""] * (area.right - area.left), *(_groups(area, top, row) for row in range(top, bottom))]
    for place in range(area.right - area.left):
        for row in range(bottom, top - 1, -1):
            cell = area.texts(row)[place]
            if cell or row == top:
                headers.append((groups[row - top][place], cell))
                break
    return headers


def _is_units(below: list[str], above: list[str]) -> bool:
    """A line under the header that says only in what is counted: （万元）（人）."""
    filled = [place for place, cell in enumerate(below) if cell]
    return bool(filled) and all(_UNIT_ALONE.match(below[place]) and above[place] for place in filled)
