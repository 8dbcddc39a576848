"""Requests and dispatches as they are kept: what each viewer reads of them, on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from jiefen_lite import ledger
from jiefen_lite.errors import NotAllowed, NotFound
from jiefen_lite.shapes import ClockState, Pause, Viewer
from jiefen_lite.store import Store, cases, choices, requests, rewriting, writing
from tests.factories import NOW, OPERATOR, RECEIVED, SUPERVISOR, handler_of, make_case

LABOUR, TOWN = "人力资源和社会保障局", "锦山镇人民政府"


@pytest.fixture
def code(store: Store) -> str:
    """A case that the labour office has and the town assists with."""
    facts = ledger.LedgerFacts(RECEIVED, unit_stated=True)
    return make_case(store, unit=LABOUR, assisting=[TOWN], facts=facts, due_date=date(2025, 11, 6))


def ask(store: Store, who: Viewer, code: str, **entries: object) -> int:
    with store.writing():
        requests.add(store, who, cases.case_id_of(store, who, code), "extend", entries, NOW)
    return requests.of_case(store, OPERATOR, code)[-1].id


def test_a_unit_reads_what_it_has_asked_for_and_the_centre_everything(store: Store, code: str) -> None:
    number = ask(store, handler_of(LABOUR), code, reason="孙立东在外地，13900001234", days="3")
    (own,) = requests.of_case(store, handler_of(LABOUR), code)
    assert (own.action, own.state, own.raw["days"]) == ("extend", "proposed", "3")
    assert "孙立东" not in own.raw["reason"]
    assert "13900001234" not in own.raw["reason"]
    assert requests.of_case(store, handler_of(TOWN), code) == []
    assert requests.waiting(store, handler_of(TOWN), code) == {"extend"}
    with pytest.raises(NotFound):
        requests.get(store, handler_of(TOWN), code, number)
    with pytest.raises(NotFound):
        requests.of_case(store, handler_of("民政局"), code)
    assert requests.get(store, SUPERVISOR, code, number).proposed_by == f"{LABOUR}承办"


def test_what_is_settled_waits_no_more(store: Store, code: str) -> None:
    first, second = ask(store, handler_of(LABOUR), code), ask(store, handler_of(LABOUR), code)
    with store.writing():
        requests.endorse(store, SUPERVISOR, first, NOW)
        requests.settle(store, SUPERVISOR, first, requests.DECLINED, NOW, "还有三天")
        requests.lapse(store, SUPERVISOR, cases.case_id_of(store, SUPERVISOR, code), NOW)
    states = [(one.state, one.is_open, one.reason) for one in requests.of_case(store, SUPERVISOR, code)]
    assert states == [("declined", False, "还有三天"), ("lapsed", False, None)]
    assert second > first
    assert requests.waiting(store, SUPERVISOR, code) == frozenset()


def test_dispatches_are_told_to_who_dispatches_leads_and_writes_rules(store: Store, code: str) -> None:
    case_id = cases.case_id_of(store, SUPERVISOR, code)
    with store.writing():
        for chosen, reason in ((LABOUR, None), (TOWN, "镇里在办")):
            choices.add(
                store, SUPERVISOR, case_id, rule="unit.labor", proposed=LABOUR, chosen=chosen, reason=reason,
                now=NOW,
            )  # fmt: skip
    told = choices.between(store, SUPERVISOR, NOW.date(), NOW.date())
    assert [(one.chosen, one.overridden, one.reason) for one in told] == [
        (TOWN, True, "镇里在办"),
        (LABOUR, False, None),
    ]
    assert choices.between(store, SUPERVISOR, date(2025, 12, 2), date(2025, 12, 3)) == []
    with pytest.raises(NotAllowed):
        choices.between(store, handler_of(LABOUR), NOW.date(), NOW.date())


def test_a_units_load_is_what_it_has_in_hand(store: Store, code: str) -> None:
    """One open and late; one that was reported back is in nobody's hands."""
    make_case(
        store,
        unit=LABOUR,
        facts=ledger.LedgerFacts(RECEIVED, "done_unclear", closed_at=NOW, unit_stated=True),
    )
    assert choices.loads(store, SUPERVISOR, NOW.date()) == {LABOUR: choices.Load(1, 1)}
    assert choices.loads(store, handler_of("民政局"), NOW.date()) == {}


def test_what_people_did_to_a_clock_comes_back_as_it_was(store: Store, code: str) -> None:
    pauses = (
        Pause(date(2025, 11, 4), date(2025, 11, 9), suspended=True, statutory=True),
        Pause(date(2025, 12, 1), date(2025, 12, 3), suspended=False),
    )
    state = ClockState(date(2025, 11, 3), 3, 15, pauses)
    case_id = cases.case_id_of(store, OPERATOR, code)
    assert writing.load_case(store, case_id).clock_state is None
    with store.writing():
        case = writing.load_case(store, case_id)
        case.clock_state = state
        rewriting.save_case(store, case, [])
    assert writing.load_case(store, case_id).clock_state == state
