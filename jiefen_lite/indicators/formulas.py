"""Every indicator's formula and the variants a county may choose: which cases count above and below the line.

A formula answers with cases, never with a ready number: numbers are made from the cases in one place, so the
cases behind a figure are always the ones it was counted from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jiefen_lite.indicators.sets import Sets, closed_by, is_late
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import CONTACTS, CaseFacts, Channel, Outcome, Satisfaction
from jiefen_lite.workdays import Calendar

Weights = dict[str, int]  # case code -> how much it counts: 1, or its days, people, times

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Parts:
    """The cases above and below the line of one figure."""

    numerator: Weights = field(default_factory=dict)
    denominator: Weights = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """What formulas need to know beside the cases."""

    as_of: datetime
    rules: Indicators
    calendar: Calendar


Formula = Callable[[Sets, Frame], Parts]


def _codes(cases: Iterable[CaseFacts]) -> Weights:
    return {case.case_code: 1 for case in cases}


def _having(cases: Iterable[CaseFacts], *outcomes: Outcome) -> list[CaseFacts]:
    return [case for case in cases if case.outcome in outcomes]


def _share(above: Iterable[CaseFacts], below: Iterable[CaseFacts]) -> Parts:
    return Parts(_codes(above), _codes(below))


# --------------------------------------------------------------------------- how many


def _registered(sets: Sets, _: Frame) -> Parts:
    return Parts(_codes(sets.registered))


def _intake(sets: Sets, _: Frame) -> Parts:
    return Parts(_codes(sets.accepted))


def _closed(sets: Sets, _: Frame) -> Parts:
    return Parts(_codes(sets.closed))


def _closed_as(outcome: Outcome) -> Formula:
    return lambda sets, _: Parts(_codes(_having(sets.closed, outcome)))


def _overdue_count(sets: Sets, _: Frame) -> Parts:
    return Parts(_codes(case for case in sets.due if case.due_date and is_late(case, case.due_date)))


def _petitions(sets: Sets) -> list[CaseFacts]:
    return [case for case in sets.registered if case.channel == Channel.PETITION]


def _petition_count(sets: Sets, _: Frame) -> Parts:
    return Parts(_codes(_petitions(sets)))


def _people(cases: Iterable[CaseFacts]) -> Weights:
    """People behind cases; a case that does not tell has one."""
    return {case.case_code: max(case.people_count or 1, 1) for case in cases}


def _petition_people(sets: Sets, _: Frame) -> Parts:
    return Parts(_people(_petitions(sets)))


def _involved_people(sets: Sets, _: Frame) -> Parts:
    return Parts(_people(sets.accepted))


def _involved_amount(sets: Sets, _: Frame) -> Parts:
    """Fen of the accepted cases that tell an amount."""
    return Parts({case.case_code: case.amount_fen for case in sets.accepted if case.amount_fen})


# --------------------------------------------------------------------------- what became of them


def _completion(sets: Sets, frame: Frame) -> Parts:
    return _share((case for case in sets.accepted if closed_by(case, frame.as_of)), sets.accepted)


def _resolution(sets: Sets, _: Frame) -> Parts:
    resolved = _having(sets.closed, Outcome.RESOLVED)
    return _share(resolved, resolved + _having(sets.closed, Outcome.COMPLETED_UNRESOLVED))


def _resolution_of_accepted(sets: Sets, frame: Frame) -> Parts:
    gone = (Outcome.TRANSFERRED, Outcome.WITHDRAWN)
    base = [case for case in sets.accepted if not (case.outcome in gone and closed_by(case, frame.as_of))]
    return _share(
        (case for case in base if case.outcome == Outcome.RESOLVED and closed_by(case, frame.as_of)), base
    )


def _resolution_broad(sets: Sets, _: Frame) -> Parts:
    every = _having(
        sets.closed,
        Outcome.RESOLVED,
        Outcome.COMPLETED_UNRESOLVED,
        Outcome.TRANSFERRED,
        Outcome.WITHDRAWN,
    )
    return _share(_having(every, Outcome.RESOLVED), every)


def _mediation(sets: Sets, _: Frame) -> Parts:
    return _share((case for case in sets.mediated if case.mediated == "ok"), sets.mediated)


def _mediation_of_all(sets: Sets, _: Frame) -> Parts:
    """Judicial statistics: successes over all cases accepted."""
    return _share((case for case in sets.mediated if case.mediated == "ok"), sets.accepted)


def _satisfied_as(*values: Satisfaction) -> Formula:
    def formula(sets: Sets, _: Frame) -> Parts:
        return _share((case for case in sets.evaluated if case.satisfaction in values), sets.evaluated)

    return formula


def _participation(sets: Sets, frame: Frame) -> Parts:
    excluded = frame.rules.evaluable_excludes
    return _share(
        (case for case in sets.evaluated if case.outcome not in excluded),
        (case for case in sets.closed if case.outcome not in excluded),
    )


def _overdue(sets: Sets, frame: Frame) -> Parts:
    return Parts(_overdue_count(sets, frame).numerator, _codes(sets.due))


def _overdue_of_closed(sets: Sets, _: Frame) -> Parts:
    """Only closed cases below the line: kinder than the truth, because open overdue cases are left out."""
    return _share(
        (case for case in sets.closed if case.due_date and is_late(case, case.due_date)), sets.closed
    )


def _on_time(formula: Formula) -> Formula:
    """What is left of an overdue rate."""

    def rest(sets: Sets, frame: Frame) -> Parts:
        late = formula(sets, frame)
        kept = {code: 1 for code in late.denominator if code not in late.numerator}
        return Parts(kept, late.denominator)

    return rest


def _repeat(sets: Sets, _: Frame) -> Parts:
    return _share((case for case in sets.accepted if case.repeat), sets.accepted)


def _repeat_people(sets: Sets, _: Frame) -> Parts:
    return Parts(_people(case for case in sets.accepted if case.repeat), _people(sets.accepted))


# --------------------------------------------------------------------------- agreements


def _confirmation(sets: Sets, _: Frame) -> Parts:
    written = [case for case in sets.agreed if case.agreement_form == "written"]
    return _share((case for case in written if case.confirmed), written)


def _performance(sets: Sets, _: Frame) -> Parts:
    return _share((case for case in sets.performance if case.performed), sets.performance)


# --------------------------------------------------------------------------- how long


def _handling_days(sets: Sets, _: Frame) -> Parts:
    """Days from acceptance to closing less the days suspended; the same day is 0."""
    days: Weights = {}
    for case in sets.closed:
        if case.accepted_at is not None and case.closed_at is not None:
            spent = (case.closed_at.date() - case.accepted_at.date()).days - case.suspended_days
            days[case.case_code] = max(spent, 0)
    return Parts(days)


def _sign_on_time(sets: Sets, frame: Frame) -> Parts:
    """Signed within one working day of a dispatch that a person made; undecided ones wait."""
    above, below = [], []
    for case in sets.dispatched:
        if "dispatch" not in case.by_hand or case.dispatched_at is None:
            continue
        signed = case.signed_at if case.signed_at and case.signed_at < frame.as_of else None
        if signed is not None and "sign_receipt" not in case.by_hand:
            continue
        limit = frame.calendar.add_workdays(case.dispatched_at.date(), 1).due
        if signed is None and limit >= frame.as_of.date():
            continue
        below.append(case)
        if signed is not None and signed.date() <= limit:
            above.append(case)
    return _share(above, below)


def _contact_on_time(sets: Sets, frame: Frame) -> Parts:
    """First contact within 24 hours of a signature that a person gave; undecided ones wait."""
    above, below = [], []
    for case in sets.signed:
        if "sign_receipt" not in case.by_hand or case.signed_at is None:
            continue
        contact = case.first_contact_at
        if contact is not None and contact >= frame.as_of:
            contact = None
        if contact is not None and not case.by_hand & CONTACTS:
            continue
        limit = case.signed_at + timedelta(hours=24)
        if contact is None and limit >= frame.as_of:
            continue
        below.append(case)
        if contact is not None and contact <= limit:
            above.append(case)
    return _share(above, below)


def _returns(sets: Sets, _: Frame) -> Parts:
    """Times returned over times dispatched, of the cases that people dispatched here."""
    sent = [case for case in sets.dispatched if "dispatch" in case.by_hand and case.dispatch_count > 0]
    return Parts(
        {case.case_code: case.return_count for case in sent if case.return_count > 0},
        {case.case_code: case.dispatch_count for case in sent},
    )


def _reopened(sets: Sets, _: Frame) -> Parts:
    return _share((case for case in sets.closed if case.reopen_count > 0), sets.closed)


def _rectified(sets: Sets, frame: Frame) -> Parts:
    """Supervision orders whose day to put it right is over: those whose case was reported back, or which
    the supervisor closed, by then. As with overdue cases, the day of the report counts, not that of its
    review."""
    due: Weights = {}
    done: Weights = {}
    for case in sets.ordered:
        for order in case.orders:
            due[case.case_code] = due.get(case.case_code, 0) + 1
            ends = [end for end in (case.feedback_submitted_at, order.closed_at) if end and end < frame.as_of]
            if any(end.date() <= order.finish_by for end in ends):
                done[case.case_code] = done.get(case.case_code, 0) + 1
    return Parts(done, due)


def _no_data(_: Sets, __: Frame) -> Parts:
    return Parts()


# --------------------------------------------------------------------------- the table of all indicators


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its kind (count, amount, rate, average, per_10k) and its formula in each variant."""

    kind: str
    variants: Mapping[str, Formula]
    no_data: str | None = None  # said beside “—” where the centre has nothing to count it from


def _one(kind: str, formula: Formula, no_data: str | None = None) -> Indicator:
    return Indicator(kind, {DEFAULT: formula}, no_data)


_BOTH = (Satisfaction.SATISFIED, Satisfaction.BASICALLY_SATISFIED)
_BY_HAND = "只统计在本系统内签收、联系的件"

INDICATORS: dict[str, Indicator] = {
    "registered_count": _one("count", _registered),
    "intake_count": _one("count", _intake),
    "closed_count": _one("count", _closed),
    "resolved_count": _one("count", _closed_as(Outcome.RESOLVED)),
    "unresolved_count": _one("count", _closed_as(Outcome.COMPLETED_UNRESOLVED)),
    "transferred_count": _one("count", _closed_as(Outcome.TRANSFERRED)),
    "withdrawn_count": _one("count", _closed_as(Outcome.WITHDRAWN)),
    "overdue_count": _one("count", _overdue_count),
    "completion_rate": _one("rate", _completion),
    "resolution_rate": Indicator(
        "rate",
        {DEFAULT: _resolution, "accepted": _resolution_of_accepted, "broad": _resolution_broad},
    ),
    "mediation_success_rate": Indicator("rate", {DEFAULT: _mediation, "all_cases": _mediation_of_all}),
    "satisfaction_rate": Indicator(
        "rate", {DEFAULT: _satisfied_as(*_BOTH), "strict": _satisfied_as(Satisfaction.SATISFIED)}
    ),
    "participation_rate": _one("rate", _participation),
    "overdue_rate": Indicator("rate", {DEFAULT: _overdue, "closed": _overdue_of_closed}),
    "on_time_rate": Indicator("rate", {DEFAULT: _on_time(_overdue), "closed": _on_time(_overdue_of_closed)}),
    "repeat_rate": Indicator("rate", {DEFAULT: _repeat, "people": _repeat_people}),
    "confirmation_rate": _one("rate", _confirmation),
    "performance_rate": _one("rate", _performance),
    "avg_handling_days": _one("average", _handling_days),
    "median_handling_days": _one("average", _handling_days),
    "p90_handling_days": _one("average", _handling_days),
    "sign_on_time_rate": _one("rate", _sign_on_time, _BY_HAND),
    "first_contact_on_time_rate": _one("rate", _contact_on_time, _BY_HAND),
    "return_rate": _one("rate", _returns, "只统计在本系统内派单的件"),
    "reopen_rate": _one("rate", _reopened),
    "rectification_rate": _one("rate", _rectified, "没有到期的督办单"),
    "report_in_rate": _one("rate", _no_data, "系统内尚无吹哨报到数据"),
    "petition_count": _one("count", _petition_count),
    "petition_people": _one("count", _petition_people),
    "involved_people": _one("count", _involved_people),
    "involved_amount": _one("amount", _involved_amount),
    "per_10k_rate": _one("per_10k", _intake, "尚未录入常住人口"),
}

# Named in the guide, but a change of a figure above and no figure of its own.
CHANGES: dict[str, str] = {"petition_yoy": "petition_count", "petition_people_yoy": "petition_people"}


def formulas(rules: Indicators) -> dict[str, Formula]:
    """The formula in force for every indicator (the loader has seen to it that the variants exist)."""
    chosen = {rule.id: rule.variant for rule in rules.rules}
    return {name: one.variants[chosen.get(name, DEFAULT)] for name, one in INDICATORS.items()}
