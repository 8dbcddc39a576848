"""Which days count: rest days, 调休, and the day a period ends (Civil Code, articles 200 to 204).

The first day never counts. In natural days a period whose last day is a rest day ends on the first
day after the rest; in working days only days on which offices work are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import DayStep, Deadline

MOST_DAYS = 3660  # ten years: no period of this work is longer, and a slip of the keyboard ends here

STANDS = "时限停走，不计"

_ONE = timedelta(days=1)
_WEEKDAYS = "一二三四五六日"


class Calendar:
    """Rest days and working days; beyond the published years only the weekly rhythm is known."""

    def __init__(self, days: Mapping[date, tuple[bool, str]], known_years: frozenset[int]) -> None:
        """``days`` maps each day that breaks the rhythm to (is a rest day, name of the holiday)."""
        self._days = dict(days)
        self._known_years = known_years

    def knows(self, year: int) -> bool:
        """Whether the table of that year has been published (and entered)."""
        return year in self._known_years

    def is_off(self, day: date) -> bool:
        """Whether offices rest on that day."""
        listed = self._days.get(day)
        return listed[0] if listed else day.weekday() >= 5

    def why(self, day: date) -> str:
        """Why that day is a rest day or a working day: 国庆节休, 周六, 调休上班（春节）, 周三."""
        listed = self._days.get(day)
        if listed is None:
            return f"周{_WEEKDAYS[day.weekday()]}" + ("" if self.knows(day.year) else "（预估）")
        rest, name = listed
        return f"{name}休" if rest else f"调休上班（{name}）"

    def add_calendar_days(self, start: date, days: int, standing: frozenset[date] = frozenset()) -> Deadline:
        """``days`` natural days after ``start``, rolled forward over rest days at the end.

        On the ``standing`` days the clock stands: they are not counted, and nothing ends on them.
        """
        _within(start, days)
        steps = [DayStep(start, False, "开始的当日不计入")]
        due, counted = start, 0
        while counted < days:
            due += _ONE
            counts = due not in standing
            counted += counts
            steps.append(DayStep(due, counts, self.why(due) if counts else STANDS))
        last = due
        while self.is_off(due) or due in standing:
            due += _ONE
            why = "还要顺延" if self.is_off(due) or due in standing else "顺延到本日"
            steps.append(DayStep(due, False, f"{self.why(due)}，{why}" if due not in standing else STANDS))
        if due != last and days:
            at = next(at for at, step in enumerate(steps) if step.day == last)
            steps[at] = DayStep(last, True, f"{self.why(last)}，最后一日遇休，顺延")
        estimated = any(not self.knows(year) for year in range(last.year, due.year + 1))
        return Deadline(due, estimated, tuple(steps))

    def add_workdays(self, start: date, days: int, standing: frozenset[date] = frozenset()) -> Deadline:
        """The ``days``-th working day after ``start``; ``standing`` days are not counted."""
        _within(start, days)
        steps = [DayStep(start, False, "开始的当日不计入")]
        due, counted = start, 0
        while counted < days:
            due += _ONE
            works = not self.is_off(due) and due not in standing
            counted += works
            steps.append(DayStep(due, works, STANDS if due in standing else self.why(due)))
        estimated = any(not self.knows(year) for year in range(start.year, due.year + 1))
        return Deadline(due, estimated, tuple(steps))

    def workdays_between(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to and including ``end``; 0 where none do."""
        return sum(not self.is_off(start + _ONE * n) for n in range(1, (end - start).days + 1))


def _within(start: date, days: int) -> date:
    """``start`` plus natural days, or a plain refusal where the sum makes no sense."""
    if not 0 <= days <= MOST_DAYS:
        raise JiefenError(f"天数应当在 0 到 {MOST_DAYS} 之间，请检查。")
    if start.year > 9900:
        raise JiefenError(f"起算日期 {start.isoformat()} 太远了，请检查年份。")
    return start + _ONE * days
