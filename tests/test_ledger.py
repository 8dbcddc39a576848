"""What a ledger proves of a case's way, row by row of the workflow guide, section 10."""

from __future__ import annotations

from datetime import datetime

import pytest

from jiefen_lite import ledger
from jiefen_lite.ledger import LedgerFacts
from jiefen_lite.shapes import Outcome, Satisfaction, Status
from tests.factories import NOW, RECEIVED, new_case

DONE = datetime(2025, 11, 9)

CASES = [
    ("only received", LedgerFacts(RECEIVED), ["accept"], "accepted", None, ()),
    (
        "unit named, in progress",
        LedgerFacts(RECEIVED, "in_progress", unit_stated=True),
        ["accept", "dispatch", "sign_receipt"],
        "signed",
        None,
        (),
    ),
    (
        "at the table",
        LedgerFacts(RECEIVED, "in_progress", mediating=True, unit_stated=True),
        ["accept", "dispatch", "sign_receipt", "start_mediation"],
        "mediating",
        None,
        (),
    ),
    (
        "resolved and closed",
        LedgerFacts(RECEIVED, "resolved", closed_at=DONE, unit_stated=True),
        ["accept", "dispatch", "sign_receipt", "start_mediation", "settle", "submit_feedback", "approve"],
        "closed",
        "resolved",
        (),
    ),
    (
        "failed and closed",
        LedgerFacts(RECEIVED, "completed_unresolved", closed_at=DONE),
        ["accept", "dispatch", "sign_receipt", "start_mediation", "fail", "submit_feedback", "approve"],
        "closed",
        "completed_unresolved",
        (),
    ),
    (
        "result without a day",
        LedgerFacts(RECEIVED, "resolved", unit_stated=True),
        ["accept", "dispatch", "sign_receipt", "start_mediation"],
        "mediating",
        None,
        ("closed_at",),
    ),
    (
        "settled on the spot",
        LedgerFacts(RECEIVED, None, on_spot=True),
        ["accept", "dispatch", "sign_receipt", "start_mediation", "settle", "submit_feedback", "approve"],
        "closed",
        "resolved",
        (),
    ),
    (
        "transferred",
        LedgerFacts(RECEIVED, "transferred", closed_at=DONE, unit_stated=True),
        ["accept", "dispatch", "sign_receipt", "transfer", "submit_feedback", "approve"],
        "closed",
        "transferred",
        (),
    ),
    (
        "withdrawn",
        LedgerFacts(RECEIVED, "withdrawn", closed_at=DONE),
        ["accept", "withdraw", "close_ended"],
        "closed",
        "withdrawn",
        (),
    ),
    (
        "withdrawn on no day",
        LedgerFacts(RECEIVED, "withdrawn"),
        ["accept", "dispatch", "sign_receipt", "start_mediation"],
        "mediating",
        None,
        ("closed_at",),
    ),
    (
        "not accepted",
        LedgerFacts(RECEIVED, "not_accepted", closed_at=DONE),
        ["refuse", "close_ended"],
        "closed",
        "not_accepted",
        (),
    ),
    (
        "only 办结",
        LedgerFacts(RECEIVED, "done_unclear", closed_at=DONE, unit_stated=True),
        ["accept", "dispatch", "sign_receipt", "start_mediation", "submit_feedback"],
        "feedback_pending",
        None,
        ("outcome",),
    ),
    (
        "word nobody knows",
        LedgerFacts(RECEIVED, "unknown", unit_stated=True),
        ["accept", "dispatch", "sign_receipt"],
        "signed",
        None,
        ("result",),
    ),
    (
        "accusation",
        LedgerFacts(RECEIVED, "resolved", closed_at=DONE, unit_stated=True, accusation=True),
        ["accept"],
        "accepted",
        None,
        (),
    ),
]


@pytest.mark.parametrize(
    ("name", "facts", "actions", "status", "outcome", "pending"), CASES, ids=[case[0] for case in CASES]
)
def test_ledger_row_enters_the_loop(
    name: str,
    facts: LedgerFacts,
    actions: list[str],
    status: str,
    outcome: str | None,
    pending: tuple[str, ...],
) -> None:
    """The steps, where the case ends up, its outcome, and what is left to a person."""
    case = new_case()
    events = ledger.follow(case, facts, NOW)
    assert [event.action for event in events] == actions
    assert (case.status, case.outcome, case.pending) == (status, outcome, pending)
    assert all(event.auto and event.actor.name == "system" for event in events)


def test_steps_carry_the_dates_of_the_ledger() -> None:
    """Accepted on the day received, reported and closed on the day of the result, evaluated with it."""
    case = new_case()
    facts = LedgerFacts(
        RECEIVED, "resolved", closed_at=DONE, unit_stated=True, satisfaction=Satisfaction.SATISFIED
    )
    ledger.follow(case, facts, NOW)
    assert (case.accepted_at, case.dispatched_at, case.signed_at) == (RECEIVED, RECEIVED, RECEIVED)
    assert (case.feedback_submitted_at, case.closed_at, case.evaluated_at) == (DONE, DONE, DONE)
    assert (case.status, case.satisfaction) == (Status.EVALUATED, Satisfaction.SATISFIED)


def test_a_later_file_only_adds_what_is_new() -> None:
    """In progress last month, resolved this month: the earlier steps are not taken twice."""
    case = new_case()
    ledger.follow(case, LedgerFacts(RECEIVED, "in_progress", unit_stated=True), NOW)
    events = ledger.follow(case, LedgerFacts(RECEIVED, "resolved", closed_at=DONE, unit_stated=True), NOW)
    assert [event.action for event in events] == ["start_mediation", "settle", "submit_feedback", "approve"]
    assert ledger.follow(case, LedgerFacts(RECEIVED, "resolved", closed_at=DONE, unit_stated=True), NOW) == []


def test_a_withdrawal_is_closed_when_its_day_is_told() -> None:
    """撤回 without a day is no closing on the day it came in; a later file brings the day."""
    case = new_case()
    ledger.follow(case, LedgerFacts(RECEIVED, "withdrawn"), NOW)
    events = ledger.follow(case, LedgerFacts(RECEIVED, "withdrawn", closed_at=DONE), NOW)
    assert [event.action for event in events] == ["withdraw", "close_ended"]
    assert (case.closed_at, case.outcome, case.pending) == (DONE, Outcome.WITHDRAWN, ())


def test_a_later_word_on_a_bare_result_closes_the_case() -> None:
    """办结 first, 化解 later: the case is approved with that outcome and no longer waits."""
    case = new_case()
    ledger.follow(case, LedgerFacts(RECEIVED, "done_unclear", closed_at=DONE, unit_stated=True), NOW)
    ledger.follow(case, LedgerFacts(RECEIVED, "resolved", closed_at=DONE, unit_stated=True), NOW)
    assert (case.status, case.outcome, case.pending) == (Status.CLOSED, Outcome.RESOLVED, ())


def test_a_file_that_contradicts_a_closed_case_is_left_to_people() -> None:
    """Closed as resolved, later called transferred: nothing moves, somebody looks."""
    case = new_case()
    ledger.follow(case, LedgerFacts(RECEIVED, "resolved", closed_at=DONE, unit_stated=True), NOW)
    assert (
        ledger.follow(case, LedgerFacts(RECEIVED, "transferred", closed_at=DONE, unit_stated=True), NOW) == []
    )
    assert (case.outcome, case.pending) == (Outcome.RESOLVED, ("conflict",))


def test_a_refusal_told_later_ends_the_case() -> None:
    """Listed as received last month, 不予受理 this month: the source never took it in."""
    case = new_case()
    ledger.follow(case, LedgerFacts(RECEIVED, "in_progress", unit_stated=True), NOW)
    events = ledger.follow(case, LedgerFacts(RECEIVED, "not_accepted", closed_at=DONE, unit_stated=True), NOW)
    assert [event.action for event in events] == ["refuse", "close_ended"]
    assert (case.status, case.outcome, case.closed_at) == (Status.CLOSED, Outcome.NOT_ACCEPTED, DONE)
