"""How a ledger row enters the closed loop: the steps it proves, on the dates it gives.

A ledger knows results, not the way there. :func:`follow` takes a case as far along the transition
table as its ledger goes (workflow guide, section 10), through ``casework.advance`` like everybody
else, and leaves what the ledger does not say to a person (``CaseRow.pending``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from jiefen_lite import casework
from jiefen_lite.shapes import CaseEventRow, CaseRow, Outcome, Satisfaction, Status

# Words of CaseRow.pending (glossary: PENDING): what a person should look at.
MISSING_CLOSED_AT = "closed_at"
UNCLEAR_RESULT = "outcome"
UNKNOWN_RESULT = "result"
RESULT_CONTRADICTS = "conflict"

_FINAL = {"resolved", "completed_unresolved", "transferred", "done_unclear", "withdrawn"}
_OUTCOMES = frozenset(Outcome)


class LedgerFacts(NamedTuple):
    """What the ledger says of a case's way through the loop."""

    received_at: datetime
    result_status: str | None = None  # words of shapes.Triaged.result_status
    mediating: bool = False
    on_spot: bool = False
    closed_at: datetime | None = None
    unit_stated: bool = False
    accusation: bool = False  # 检举控告: stays at accepted, is never dispatched
    dispatched_at: datetime | None = None
    signed_at: datetime | None = None
    satisfaction: Satisfaction | None = None
    agreement_form: str | None = None


def follow(case: CaseRow, facts: LedgerFacts, now: datetime) -> list[CaseEventRow]:
    """Every step of the ledger that is still ahead of ``case``; the case is moved along.

    Steps already behind are skipped, so that a later file of the same ledger only adds what is new. What
    people have taken back, by reopening or returning the case, no ledger takes again.
    """
    events: list[CaseEventRow] = []
    taken_back = case.reopen_count or (case.return_count and case.status == Status.ACCEPTED)
    steps = [] if taken_back else _steps(facts)
    for action, at, data in steps:
        if action in _possible(case.status):
            events += casework.advance(
                case, action, at=at, now=now, actor=casework.LEDGER, auto=True, data=data
            )
    _leave_to_people(case, facts)
    return events


_POSSIBLE: dict[Status, frozenset[str]] = {
    status: frozenset(row.action for row in casework.TRANSITIONS if status in row.sources)
    for status in Status
}


def _possible(status: Status) -> frozenset[str]:
    return _POSSIBLE[status]


def _steps(facts: LedgerFacts) -> list[tuple[str, datetime, dict[str, Any]]]:
    """The ledger's way through the loop, in order, with the date of each step."""
    start, end, result = facts.received_at, facts.closed_at, facts.result_status
    if facts.on_spot and result in (None, "resolved", "done_unclear"):
        end, result = end or start, "resolved"
    if result == "not_accepted":
        return [("refuse", end or start, {}), ("close_ended", end or start, {})]
    steps: list[tuple[str, datetime, dict[str, Any]]] = [("accept", start, {})]
    if facts.accusation:
        return steps
    if result == "withdrawn" and end is not None:
        return [*steps, ("withdraw", end, {}), ("close_ended", end, {})]
    final = result in _FINAL
    if facts.unit_stated or facts.mediating or final:
        steps.append(("dispatch", facts.dispatched_at or start, {}))
        steps.append(("sign_receipt", facts.signed_at or facts.dispatched_at or start, {}))
    if facts.mediating or (final and (result != "transferred" or end is None)):
        steps.append(("start_mediation", facts.signed_at or facts.dispatched_at or start, {}))
    if not final or end is None:
        return steps
    if result == "resolved":
        steps.append(("settle", end, {"agreement_form": facts.agreement_form}))
    elif result == "completed_unresolved":
        steps.append(("fail", end, {}))
    elif result == "transferred":
        steps.append(("transfer", end, {}))
    steps.append(("submit_feedback", end, {}))
    if result == "done_unclear":
        return steps
    steps.append(("approve", end, {"outcome": result}))
    if facts.satisfaction is not None:
        steps.append(("evaluate", end, {"satisfaction": facts.satisfaction.value}))
    return steps


def _leave_to_people(case: CaseRow, facts: LedgerFacts) -> None:
    """Note on the case what the ledger leaves open, and drop what it has settled since."""
    open_points = [
        point
        for point in case.pending
        if point not in (MISSING_CLOSED_AT, UNCLEAR_RESULT, UNKNOWN_RESULT, RESULT_CONTRADICTS)
    ]
    result = facts.result_status
    if result in _FINAL and case.status == Status.MEDIATING and facts.closed_at is None:
        open_points.append(MISSING_CLOSED_AT)
    if result == "done_unclear" and case.status == Status.FEEDBACK_PENDING:
        open_points.append(UNCLEAR_RESULT)
    if result == "unknown":
        open_points.append(UNKNOWN_RESULT)
    if _contradicts(case, result):
        open_points.append(RESULT_CONTRADICTS)
    case.pending = tuple(open_points)


def _contradicts(case: CaseRow, result: str | None) -> bool:
    if case.outcome in (None, Outcome.MERGED) or case.closed_at is None:
        return False
    return result in _OUTCOMES and case.outcome != result
