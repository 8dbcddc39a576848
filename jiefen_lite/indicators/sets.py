"""The base sets of a period (registered, accepted, closed, due …), counted as of one moment.

What happened after ``as_of`` has not happened yet. A case merged into another counts only as registered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime

from jiefen_lite.indicators.periods import cut, midnight
from jiefen_lite.shapes import CaseFacts, Outcome, Period, Status

# Left the centre's clock for good, so never "due" (indicators guide, base set DUE).
_OFF_CLOCK_STATUS = frozenset({Status.MERGED, Status.WITHDRAWN, Status.NOT_ACCEPTED, Status.TRANSFERRED})
_OFF_CLOCK_OUTCOME = frozenset({Outcome.MERGED, Outcome.WITHDRAWN, Outcome.NOT_ACCEPTED, Outcome.TRANSFERRED})

Cases = list[CaseFacts]


@dataclass(slots=True)
class Sets:
    """Cases of one period (and one group), by what happened to them in it."""

    registered: Cases = field(default_factory=list)
    accepted: Cases = field(default_factory=list)
    closed: Cases = field(default_factory=list)
    mediated: Cases = field(default_factory=list)
    due: Cases = field(default_factory=list)
    evaluated: Cases = field(default_factory=list)
    dispatched: Cases = field(default_factory=list)
    signed: Cases = field(default_factory=list)
    agreed: Cases = field(default_factory=list)
    performance: Cases = field(default_factory=list)
    ordered: Cases = field(default_factory=list)  # once for each order, with that alone, at its unit

    def __bool__(self) -> bool:
        """True where any set has a case."""
        return any(getattr(self, one.name) for one in fields(self))


def ended_by(case: CaseFacts, as_of: datetime) -> bool:
    """Whether the case had left the loop by ``as_of`` (merged, withdrawn, transferred, not accepted)."""
    end = case.ended_at or case.closed_at
    return end is None or end < as_of


def merged_by(case: CaseFacts, as_of: datetime) -> bool:
    """Whether the case had been merged into another by ``as_of``."""
    return (case.status == Status.MERGED or case.outcome == Outcome.MERGED) and ended_by(case, as_of)


def closed_by(case: CaseFacts, as_of: datetime) -> bool:
    """办结 by ``as_of``; a refusal to accept is no 办结."""
    return case.closed_at is not None and case.closed_at < as_of and case.outcome != Outcome.NOT_ACCEPTED


def is_off_clock(case: CaseFacts, as_of: datetime) -> bool:
    """Whether no due date ran for the case at ``as_of``: suspended, or left the centre for good."""
    if case.status == Status.SUSPENDED:
        return True
    off = case.status in _OFF_CLOCK_STATUS or case.outcome in _OFF_CLOCK_OUTCOME
    return off and ended_by(case, as_of)


def is_late(case: CaseFacts, due: date) -> bool:
    """Whether no valid feedback had come by 24:00 of the due date (an open overdue case is late too)."""
    return case.feedback_submitted_at is None or case.feedback_submitted_at.date() > due


def base_sets(cases: Iterable[CaseFacts], period: Period, as_of: datetime) -> Sets:
    """Sort cases into the base sets of ``period`` as they stood at ``as_of``."""
    until = cut(as_of)
    start, end = midnight(period.start), min(midnight(period.end), until)
    first_day, last_day = period.start, min(period.end, until.date())
    sets = Sets()

    def within(moment: datetime | None) -> bool:
        return moment is not None and start <= moment < end

    def day_over(day: date | None) -> bool:
        return day is not None and first_day <= day < last_day

    for case in cases:
        if case.status == Status.DRAFT or case.registered_at >= until:
            continue
        if within(case.registered_at):
            sets.registered.append(case)
        if merged_by(case, until):
            continue
        if within(case.accepted_at):
            sets.accepted.append(case)
        if within(case.closed_at) and closed_by(case, until):
            sets.closed.append(case)
        if case.mediated is not None and within(case.mediated_at):
            sets.mediated.append(case)
        if day_over(case.due_date) and not is_off_clock(case, until):
            sets.due.append(case)
        if case.satisfaction is not None and within(case.evaluated_at):
            sets.evaluated.append(case)
        if within(case.dispatched_at):
            sets.dispatched.append(case)
        if within(case.signed_at):
            sets.signed.append(case)
        if case.agreement_at is not None and first_day <= case.agreement_at < end_day(end):
            sets.agreed.append(case)
        if day_over(case.performance_due):
            sets.performance.append(case)
        for order in case.orders:
            if day_over(order.finish_by):
                mine = {"responsible_unit": order.unit, "unit_at_due": None, "orders": (order,)}
                sets.ordered.append(replace(case, **mine))  # type: ignore[arg-type]
    return sets


def end_day(end: datetime) -> date:
    """The first day that no longer belongs to a stretch ending at ``end``."""
    return end.date() if end == midnight(end.date()) else date.fromordinal(end.toordinal() + 1)


Key = Callable[[CaseFacts], str]


def split(sets: Sets, key: Key, due_key: Key) -> dict[str, Sets]:
    """The same sets for each group; ``due_key`` is the group that answers for the due date."""
    groups: dict[str, Sets] = {}
    for one in fields(sets):
        its_key = due_key if one.name == "due" else key
        cases: Sequence[CaseFacts] = getattr(sets, one.name)
        for case in cases:
            group = groups.setdefault(its_key(case), Sets())
            getattr(group, one.name).append(case)
    return groups
