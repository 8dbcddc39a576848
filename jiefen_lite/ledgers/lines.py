"""What the desk adds to a case in a ledger: its type by name, its limit in words, whether it is late."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from jiefen_lite import clocks, deadlines
from jiefen_lite.desk import House
from jiefen_lite.shapes import Clock, Complexity, LedgerCase, LedgerLine, Light

_UNITS = {"calendar": "日", "workday": "个工作日"}
_EXTEND = "extend"


class Liner:
    """Makes lines of cases as of one day."""

    def __init__(self, house: House, as_of: date) -> None:
        self._house, self._as_of = house, as_of
        self._names = {kind.id: kind.name for kind in house.book.types.types}
        self._rules = house.book.deadlines
        self._statutory = {one.channel: one for one in self._rules.statutory}
        calendar = house.calendar

        @lru_cache(maxsize=50_000)
        def due(start: date, days: int, unit: str) -> date:
            return deadlines.deadline(start, days, unit, calendar).due

        self._due = due

    def __call__(self, case: LedgerCase) -> LedgerLine:
        """The line of one case."""
        light = clocks.light(self._house, case, self._as_of)
        late = None if light is None else light == Light.RED
        over = None
        if late and case.due_date is not None:
            reported = case.feedback_submitted_at
            day = self._as_of if reported is None else min(self._as_of, reported.date())
            over = (day - case.due_date).days
        return LedgerLine(
            case,
            self._names.get(case.type_l1, case.type_l1) if case.type_l1 else None,
            self._limit(case),
            late,
            over,
            _days(case),
        )

    def _limit(self, case: LedgerCase) -> str | None:
        """办理时限 in words: the days of the rules, where the due date is what they make of it."""
        if case.due_clock is None or case.due_date is None:
            return None
        accepted = (case.accepted_at or case.received_at).date()
        if case.due_clock == Clock.CENTER:
            rule, simple = self._rules.center, case.complexity == Complexity.SIMPLE
            days = rule.simple_days if simple else rule.complex_days
            granted = _EXTEND in case.by_hand
            if granted or self._due(accepted, days, rule.unit) == case.due_date:
                return (
                    f"{'简易' if simple else '复杂'}{days}{_UNITS[rule.unit]}{'（延期）' if granted else ''}"
                )
            return "中心时限"
        if case.due_clock == Clock.SOURCE:
            return "来源限办"
        if case.due_clock == Clock.ORIGINAL:
            return "随原件"
        statutory = self._statutory.get(case.channel)
        start = case.clock_start_at or accepted
        if statutory and self._due(start, statutory.days, statutory.unit) == case.due_date:
            return f"法定{statutory.days}{_UNITS[statutory.unit]}"
        return "法定期限"


def _days(case: LedgerCase) -> int | None:
    """用时: from acceptance to closing less the days suspended, as the indicator counts them."""
    if case.accepted_at is None or case.closed_at is None:
        return None
    return max((case.closed_at.date() - case.accepted_at.date()).days - case.suspended_days, 0)
