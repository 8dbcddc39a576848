"""What sources are owed is found by the database, on both kinds of it."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from jiefen_lite.ledger import LedgerFacts
from jiefen_lite.shapes import Channel, Outcome, Period, Status, Viewer
from jiefen_lite.store import Store, outside, replies
from jiefen_lite.store.tables import Case, CaseReply
from tests.factories import CLERK, NOW, SUPERVISOR, handler_of, make_case

MONTH = Period("2025-11", date(2025, 11, 1), date(2025, 12, 1))
UNIT = "司法局"
CLOSED = datetime(2025, 11, 20, 10, 30)


def a_case(
    store: Store, number: str, *, by_hand: bool = False, closed: bool = False, **values: object
) -> str:
    """A case of one number; ``closed``: with a result, found by a person here (``by_hand``) or the ledger."""
    code = make_case(store, unit=UNIT, source_no=number)
    changes: dict[str, object] = dict(values)
    if closed:
        changes |= {"status": "closed", "closed_at": CLOSED, "outcome": "resolved"}
    if by_hand:
        changes["by_hand"] = '["settle", "approve"]'
    if changes:
        with store.writing():
            Case.update(**changes).where(Case.case_code == code).execute()
    return code


def states(store: Store, viewer: Viewer = SUPERVISOR) -> dict[str | None, str]:
    return {one.source_no: one.state for one in replies.listed(store, viewer)}


def tell(store: Store, numbers: set[str]) -> int:
    told = [one for one in replies.listed(store, SUPERVISOR) if one.source_no in numbers]
    return replies.keep(
        store, CLERK, told, channel=Channel.MEDIATION, period=MONTH, name="x.xlsx", sha256="0", now=NOW
    )


def test_each_state_is_told_apart(store: Store) -> None:
    a_case(store, "open")
    a_case(store, "itself", closed=True)
    a_case(store, "owed", closed=True, by_hand=True)
    changed = a_case(store, "again", closed=True, by_hand=True)
    a_case(store, "done", closed=True, by_hand=True)
    master = a_case(store, "master", closed=True)
    a_case(store, "part", status="merged", master_case=master)
    tell(store, {"again", "done", "open"})
    with store.writing():
        Case.update(closed_at=CLOSED + timedelta(seconds=1)).where(Case.case_code == changed).execute()
    expected = {
        **{"open": "open", "itself": "itself", "owed": "owed", "again": "again", "done": "done"},
        **{
            "master": "itself",
            "part": "owed",
        },  # another source has told it, its own does not know
    }
    assert states(store) == expected
    counted = {one.state: one.count for one in replies.tallies(store, SUPERVISOR, date(2025, 12, 1))}
    assert counted == {"open": 1, "owed": 2, "again": 1, "done": 1}
    (part,) = [one for one in replies.listed(store, SUPERVISOR) if one.source_no == "part"]
    assert (part.case_code, part.status, part.outcome) == (master, Status.CLOSED, Outcome.RESOLVED)


def test_taking_a_file_back_makes_its_numbers_wait_again(store: Store) -> None:
    a_case(store, "one", closed=True, by_hand=True)
    file_id = tell(store, {"one"})
    assert states(store) == {"one": "done"}
    replies.take_back(store, SUPERVISOR, file_id, NOW)
    assert states(store) == {"one": "owed"}
    with store.reading():
        (row,) = CaseReply.select().dicts()
    assert (row["source_no"], row["state"], row["outcome"]) == ("one", "taken_back", "resolved")


@pytest.mark.parametrize("viewer", [SUPERVISOR, handler_of(UNIT), handler_of("公安局")])
def test_due_soonest_first_page_by_page_within_the_scope(store: Store, viewer: Viewer) -> None:
    dice = random.Random(3)
    due = {}
    for at in range(40):
        day = dice.choice([None, *(date(2025, 11, 5) + timedelta(days=n) for n in range(20))])
        due[f"N{at}"] = day
        a_case(store, f"N{at}", closed=True, by_hand=True, source_due=None, due_date=day)
    found = [
        one
        for offset in range(0, 40, 7)
        for one in replies.listed(store, viewer, states=("owed",), limit=7, offset=offset)
    ]
    if viewer.unit == "公安局":
        assert found == []
        return
    assert len({one.source_no for one in found}) == 40
    assert [one.due for one in found] == sorted(due.values(), key=lambda day: day or date.max)
    late = sum(one.late for one in replies.tallies(store, viewer, date(2025, 11, 10)))
    assert late == sum(day is not None and day < date(2025, 11, 10) for day in due.values())


def test_a_month_is_that_of_the_number_not_of_the_answer(store: Store) -> None:
    a_case(store, "now", closed=True, by_hand=True)
    make_case(
        store, source_no="before", received_at=datetime(2025, 10, 31, 23, 59), registered_at=NOW, unit=UNIT
    )
    found = replies.listed(store, SUPERVISOR, period=MONTH)
    assert [one.source_no for one in found] == ["now"]


def test_cases_in_which_nothing_moves(store: Store) -> None:
    still = make_case(store, unit=UNIT, received_at=datetime(2025, 11, 3))
    make_case(store, unit=UNIT, received_at=datetime(2025, 11, 20), source_no="later")
    facts = LedgerFacts(datetime(2025, 11, 3), result_status="resolved", closed_at=datetime(2025, 11, 4))
    make_case(store, unit=UNIT, facts=facts, source_no="ended")
    found, total = outside.still(store, handler_of(UNIT), date(2025, 11, 10), limit=9)
    assert ([one.case_code for one in found], total) == ([still], 1)
    assert outside.still(store, handler_of("公安局"), date(2025, 11, 10), limit=9) == ([], 0)
    assert outside.editions(store, SUPERVISOR, 50) == []
