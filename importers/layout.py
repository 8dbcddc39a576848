"""The layout of one sheet: where its header is, which lines are cases, and why the others are not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from importers.columns import Matcher, norm_header
from importers.sheet import Grid
from importers.values import cell_text
from importers.values.dates import read_date

_SPARE = 8  # spaces that a repeated header may have more than the first one
_LOOK_AT = 10  # the header stands within the first ten lines
_LEAST_HITS = 5  # points of a line that may be a header: two known words
_LONGEST_HEADER = 30
_TOTALS = frozenset({"合计", "小计", "总计", "共计", "累计", "本页小计", "本页合计"})
_HEADING = re.compile(
    r"[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．:：]"
)  # 一、邻里纠纷 above a group of cases
_TOTAL = re.compile(r"^(?:.{0,8}[-—:：]?)?(?:合\s*计|小\s*计|总\s*计|共\s*计)(?:[（(].*|[:：].*)?$")
_NOTE = re.compile(
    r"^(?:填表人|填报人|报送人|统计人|制表人|制表|审核人?|负责人|主管领导|分管领导|主要领导|单位领导|单位负责人|分管负责人"
    r"|填报单位|填报日期|填报时间|报送单位|报送时间|报送日期|联系电话[:：]|经办人[:：]|签字[:：]|备\s*注|说\s*明"
    r"|填表说明|注[:：]|注\d|打印时间|打印日期|导出时间|第\s*\d+\s*页|共\s*\d+\s*页)"
)
_LABEL_END = re.compile(r"[:：\d页]|.$|.[\s:：（(]")
_SAYS = re.compile(r"[:：].")
_PERIOD = re.compile(r"(20\d\d)\s*年\s*(?:(\d{1,2})\s*月)?")
_FILLED_ON = re.compile(
    r"(?:填报日期|填报时间|填表日期|填表时间|报送日期|报送时间|生成日期|制表日期|日期)[:：]?\s*([^\s（(]{6,12})"
)
_STATISTIC = re.compile(
    r"^(?:(?:受理|调解|纠纷|案件|矛盾纠纷|排查)*(?:案件|纠纷|件数|受理|调解)?总(?:数|件数)|其中[:：]?.{0,6})$"
)


@dataclass(slots=True)
class Layout:
    """What was found; rows and columns count from 0. Without ``headers`` the sheet is not read."""

    header_row: int = 0
    header_rows: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)  # (upper line or "", header)
    data_rows: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)  # Excel row, why
    titles: list[str] = field(default_factory=list)
    note: str | None = None


def lay_out(grid: Grid, matcher: Matcher) -> Layout:
    """The layout of a sheet but for its lines; ``note`` says why a sheet is not read as cases."""
    if grid.hidden:
        return Layout(note="隐藏的工作表，没有读取")
    head = [[cell_text(cell).replace("\n", "") for cell in row] for row in grid.rows[:_LOOK_AT]]
    if not any(any(row) for row in head) and not any(any(c != "" for c in row) for row in grid.rows):
        return Layout(note="空工作表")
    found = _find_header(grid, head, matcher)
    layout = Layout(
        titles=[cell for row in head[: found[0] if found else 5] for cell in dict.fromkeys(row) if cell]
    )
    if _is_statistics(head, found, matcher):
        layout.note = "这是统计表（有“总数”“其中”这类列），不是一行一件的台账，没有读取"
        return layout
    if found is None:
        layout.note = "前 10 行里没有找到表头，没有读取；请确认第一列起有“登记日期、当事人、简要情况”这类列名"
        return layout
    layout.header_row, layout.header_rows, layout.headers = found
    for at in range(layout.header_row):
        layout.skipped.append((at + 1, "空行" if not any(head[at]) else "表头以上的标题、填报单位等"))
    return layout


def _find_header(
    grid: Grid, head: list[list[str]], matcher: Matcher
) -> tuple[int, int, list[tuple[str, str]]] | None:
    """The first line, or pair of lines, that is as good as a header; a later one only repeats it."""
    best = max((matcher.hits(row) for row in head), default=0)
    if best < _LEAST_HITS:
        return None
    scores = [_score(row, matcher) for row in head]
    most_fed = max(fed for hits, fed in scores if hits == best)
    for at, row in enumerate(head):
        if at + 1 < len(head) and _two_lines(grid, head, at, matcher):
            headers = _joined(grid, head, at)
            if matcher.hits([cell for _, cell in headers], [group for group, _ in headers]) >= _LEAST_HITS:
                return at, 2, headers
        hits, fed = scores[at]
        if hits >= max(_LEAST_HITS, best / 2) and fed >= most_fed / 2:
            return at, 1, [("", cell) for cell in row]
    return None


def _score(row: list[str], matcher: Matcher) -> tuple[int, float]:
    """How much a line looks like a header: points, and the share of its cells that feed a field."""
    filled = [cell for cell in row if cell]
    fed = sum(1 for cell in filled if len(cell) <= _LONGEST_HEADER and matcher.match(cell).field)
    return matcher.hits(row), fed / max(1, len(filled))


def _two_lines(grid: Grid, head: list[list[str]], upper: int, matcher: Matcher) -> bool:
    """A header of two lines: the upper has merged cells, or gaps just where the lower one has headers."""
    above, below = head[upper], head[upper + 1]
    filled = [cell for cell in below if cell]
    if sum(map(bool, above)) < 2 or not filled or any(len(cell) > 20 for cell in filled):
        return False
    lead = next(at for at, cell in enumerate(above) if cell)
    if any(_SAYS.search(cell) for cell in above) or (_NOTE.match(above[lead]) and below[lead]):
        return False  # 填报单位：…  联系电话：… above a header of one line
    if len(set(filled)) < len(filled) * 0.5 or any(re.search(r"\d", cell) for cell in filled):
        return False  # a line of data: repeated words, figures
    spread = _spread(grid, above, upper)
    if matcher.hits(below, spread) < 3 or matcher.hits(above) < 3:
        return False
    merged = any(
        top <= upper <= bottom and (right > left or bottom == upper + 1)
        for top, left, bottom, right in grid.merges
        if not (top == upper and bottom == upper and right - left + 1 >= len(above))
    )
    gaps = [at for at, cell in enumerate(below) if cell and not above[at]]
    doubled = sum(1 for at, cell in enumerate(below) if cell and above[at])
    return (merged or bool(gaps)) and (merged or doubled <= len(filled) - len(gaps))


def _spread(grid: Grid, above: list[str], row: int) -> list[str]:
    """The upper line with every group's name over all of its columns."""
    spread = list(above)
    for top, left, bottom, right in grid.merges:
        if top <= row <= bottom and right < len(spread):
            for at in range(left, right + 1):
                spread[at] = above[left]
    if not any(top <= row <= bottom and right > left for top, left, bottom, right in grid.merges):
        for at in range(1, len(spread)):  # merges are lost in CSV: a gap belongs to the group on its left
            spread[at] = spread[at] or spread[at - 1]
    return spread


def _joined(grid: Grid, head: list[list[str]], upper: int) -> list[tuple[str, str]]:
    above, below = head[upper], head[upper + 1]
    groups = _spread(grid, above, upper)
    return [(groups[at], cell) if cell else ("", above[at]) for at, cell in enumerate(below)]


def _is_statistics(
    head: list[list[str]], found: tuple[int, int, list[tuple[str, str]]] | None, matcher: Matcher
) -> bool:
    if found is not None:
        fields = {matcher.match(header, group).field for group, header in found[2]}
        if "received_at" in fields or {"applicant", "summary"} <= fields:
            return False
    return any(_STATISTIC.match(cell) for row in head for cell in row)


def _banners(grid: Grid) -> set[int]:
    """Lines that one merged cell covers over half the sheet, as titles and names of groups do."""
    return {
        top for top, left, _, right in grid.merges if left == 0 and right + 1 >= max(4, len(grid.rows[0]) / 2)
    }


def sort_lines(grid: Grid, layout: Layout, matcher: Matcher) -> None:
    """Every line below the header is a case or is skipped with its reason."""
    first = layout.header_row + layout.header_rows
    keys = [
        {norm_header(text) for text in (upper, header, f"{upper}-{header}", upper + header) if text}
        for upper, header in layout.headers
    ]
    fed = [not (group == "" and matcher.match(header).how == "ignored") for group, header in layout.headers]
    numbered_only = [at for at, is_fed in enumerate(fed) if not is_fed]
    banners = _banners(grid)
    longest = max((len(upper) + len(header) for upper, header in layout.headers), default=0)
    for at in range(first, len(grid.rows)):
        row = grid.rows[at]
        why = _no_case(row, keys, longest, numbered_only, at in banners)
        if why is None:
            layout.data_rows.append(at)
        else:
            layout.skipped.append((at + 1, why))


def _no_case(
    row: Sequence[Any], keys: list[set[str]], longest: int, numbered_only: list[int], is_banner: bool
) -> str | None:
    lead = ""
    filled = 0
    for place, cell in enumerate(row):
        if cell == "" or (isinstance(cell, str) and not cell.strip()):
            continue
        filled += 1
        if filled <= 2:
            if isinstance(cell, str) and (place < 3 or filled == 1):
                text = cell.strip()
                if len(text) <= 14 and (text.replace(" ", "") in _TOTALS or _TOTAL.match(text)):
                    return "合计、小计行"
                if filled == 1:
                    lead = text
        elif filled > 3:
            break
    if filled == 0:
        return "空行"
    note = _NOTE.match(lead) if lead else None
    # 负责人拖欠工资 in the first of many cells is a case
    if note and (filled <= 2 or _LABEL_END.match(note.group()[-1] + lead[note.end() : note.end() + 1])):
        return "填表人、备注等说明"
    if filled == 1 and lead and (is_banner or _HEADING.match(lead) or place_is_wide(row, lead)):
        return "只有一个单元格的说明文字"
    if filled <= len(numbered_only) and all(
        at in numbered_only for at, cell in enumerate(row) if cell != "" and str(cell).strip()
    ):
        return "只有序号的空白行"
    if (
        lead
        and len(lead) <= longest + _SPARE
        and norm_header(lead) in keys[next(at for at, cell in enumerate(row) if str(cell).strip() == lead)]
    ):
        texts = [(at, norm_header(str(cell))) for at, cell in enumerate(row) if cell != ""]
        same = sum(1 for at, key in texts if at < len(keys) and key in keys[at])
        if same >= max(2, len(texts) * 0.7):
            return "重复出现的表头"
    return None


def place_is_wide(row: Sequence[Any], lead: str) -> bool:
    """True for a lone sentence in the first column of a wide sheet: a note, not a case."""
    return len(row) >= 4 and row[0] != "" and len(lead) > 12


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
