"""The three clocks of a case: set anew when something they depend on changes, read when somebody looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from jiefen_lite import deadlines
from jiefen_lite.desk import Deciders, House
from jiefen_lite.shapes import CaseRecord, CaseRow, Clock, Decision, LedgerCase, Light, OwnWord, Status
from jiefen_lite.store.due import DueLine

#: Where no light runs: nothing is left to do for the unit (workflow guide, section 5.2).
DARK = frozenset(
    {
        Status.DRAFT,
        Status.NOT_ACCEPTED,
        Status.WITHDRAWN,
        Status.TRANSFERRED,
        Status.MERGED,
    }
)


def renew(deciders: Deciders, case: CaseRow) -> tuple[Decision, ...]:
    """Compute the due dates of ``case`` from what it now says; returns why they are what they are."""
    if case.own is not None:
        case.own = _renewed(deciders, case, case.own)
    if case.complexity is None:
        return ()
    accepted_on = (case.accepted_at or case.received_at).date()
    dues = deciders.due_dates(
        case.channel,
        case.complexity,
        accepted_on,
        case.clock_start_at,
        case.source_due,
        case.clock_state or deadlines.UNTOUCHED,
    )
    case.center_due, case.statutory_due = dues.center_due, dues.statutory_due
    case.due_date, case.due_clock, case.due_estimated = dues.due_date, dues.due_clock, dues.estimated
    # The decision on the due date names all clocks; how each was counted is told day by day when asked.
    return tuple(decision for decision in dues.decisions if decision.decision == "due")


def _renewed(deciders: Deciders, case: CaseRow, own: OwnWord) -> OwnWord:
    """What a unit's people are told, with its due dates computed anew."""
    single = replace(case, own=None, complexity=own.complexity)
    why = renew(deciders, single)
    return replace(
        own,
        center_due=single.center_due,
        due_date=single.due_date,
        due_clock=single.due_clock,
        due_estimated=single.due_estimated,
        decisions=(*(one for one in own.decisions if one.decision != "due"), *why),
    )


def light(house: House, case: CaseRecord | DueLine | LedgerCase, as_of: date) -> Light | None:
    """The time light of a case on a day; it stops on the day of the feedback. None where none runs."""
    if case.due_date is None or case.due_clock is None or case.status in DARK:
        return None
    return deadlines.light(
        due_date=case.due_date,
        due_clock=case.due_clock,
        complexity=case.complexity,
        start=_began(case),
        as_of=as_of,
        feedback_on=case.feedback_submitted_at.date() if case.feedback_submitted_at else None,
        closed=case.closed_at is not None,
        rules=house.book.deadlines,
    )


def _began(case: CaseRecord | DueLine | LedgerCase) -> date:
    """The day the clock that counts began: the statutory one on its own day, the others on acceptance."""
    if case.due_clock == Clock.STATUTORY and case.clock_start_at is not None:
        return case.clock_start_at
    return (case.accepted_at or case.received_at).date()
