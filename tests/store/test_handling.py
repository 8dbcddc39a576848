"""What people did by hand, for the checks against padding: ledgers' own steps are nobody's."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from jiefen_lite.indicators import period_of
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import Store, audit, handling
from jiefen_lite.store.tables import Case, CaseEvent, LightNotice
from tests.factories import LEADER, applicant, handler_of, make_case

NOVEMBER = period_of("2025-11")
UNIT = "司法局"


def event(
    store: Store,
    code: str,
    action: str,
    at: datetime,
    *,
    auto: bool = False,
    due: date | None = None,
    unit: str | None = None,
    noted: datetime | None = None,
    data: str = "{}",
) -> None:
    """One more step in the history of a case, as it lies in the store."""
    with store.writing():
        case = Case.get(Case.case_code == code)
        CaseEvent.create(
            case=case.id,
            seq=case.event_count + 1,
            action=action,
            actor="承办老孙",
            actor_role="handler",
            unit=unit,
            occurred_at=at,
            recorded_at=noted or at,
            auto=auto,
            due_before=due,
            hash="0",
            data=data,
        )
        Case.update(event_count=case.event_count + 1).where(Case.id == case.id).execute()


def test_only_steps_by_hand_and_of_the_period_count(store: Store) -> None:
    code, ledger = make_case(store, unit=UNIT), make_case(store, unit=UNIT)
    at = datetime(2025, 11, 20, 9)
    event(store, code, "approve", at)
    event(store, code, "evaluate", at + timedelta(days=1))
    event(store, ledger, "approve", at, auto=True)
    event(store, ledger, "extend", datetime(2025, 12, 2), due=date(2025, 12, 1))
    found = handling.handling(store, LEADER, NOVEMBER)
    assert found.closed_by == {code: "承办老孙"}
    assert found.evaluated_by == {code: "承办老孙"}
    assert found.extended == {}


def test_a_closing_that_was_only_confirmed_for_the_ledger_s_day_is_nobody_s(store: Store) -> None:
    code = make_case(store, unit=UNIT)
    event(store, code, "approve", datetime(2025, 11, 20), noted=datetime(2025, 11, 28, 10))
    assert handling.handling(store, LEADER, NOVEMBER).closed_by == {}


@pytest.mark.parametrize(("due", "late"), [(date(2025, 11, 20), True), (date(2025, 11, 21), False)])
def test_time_granted_on_the_last_day_is_late(store: Store, due: date, late: bool) -> None:
    code = make_case(store, unit=UNIT)
    event(store, code, "extend", datetime(2025, 11, 20, 9), due=due)
    assert handling.handling(store, LEADER, NOVEMBER).extended == {code: late}


def test_a_return_is_told_with_the_unit_that_gave_the_case_back(store: Store) -> None:
    code, at = make_case(store, unit="民政局"), datetime(2025, 11, 20, 9)
    event(store, code, "return_case", at, unit=UNIT)
    event(store, code, "return_case", at, unit=UNIT, auto=True)
    event(store, code, "return_case", datetime(2025, 12, 1), unit=UNIT)
    assert handling.handling(store, LEADER, NOVEMBER).returned == [(at, UNIT, code)]


def test_numbers_are_told_as_hashes_only_and_within_the_scope(store: Store) -> None:
    mine = make_case(store, unit=UNIT, parties=[applicant("孙立东", "13900001234")])
    twin = make_case(store, unit="民政局", parties=[applicant("周桂兰", "13900001234")])
    none = make_case(store, unit=UNIT, parties=[applicant("吴小满", None)])
    with store.writing():
        Case.update(accepted_at=datetime(2025, 11, 5)).execute()
    phones = handling.handling(store, LEADER, NOVEMBER).phones
    assert phones[mine][0][0] == phones[twin][0][0] != "13900001234"
    assert phones[none] == ((None, "吴小满"),)
    assert handling.handling(store, handler_of(UNIT), NOVEMBER).phones.keys() == {mine, none}
    assert handling.handling(store, LEADER, period_of("2025-12")).phones == {}


def test_a_class_changed_by_hand_is_late_once_the_light_had_turned(store: Store) -> None:
    at, change = datetime(2025, 11, 20, 9), '{"complexity": ["simple", "complex"]}'
    before, after, past, other = (make_case(store, unit=UNIT) for _ in range(4))
    event(store, before, "correct", at, due=date(2025, 11, 30), data=change)
    event(store, after, "correct", at, due=date(2025, 11, 22), data=change)
    event(store, past, "correct", at, due=date(2025, 11, 19), data=change)
    event(store, other, "correct", at, data='{"looked_at": ["complexity"]}')
    with store.writing():
        for code, noted in ((before, at + timedelta(days=1)), (after, at - timedelta(days=1))):
            case = Case.get(Case.case_code == code)
            LightNotice.create(
                case=case.id, due_date=date(2025, 11, 22), rung="yellow", turn=0,
                noted_on=noted.date(), noted_at=noted,
            )  # fmt: skip
    told = handling.handling(store, LEADER, NOVEMBER).reclassed
    assert told == {before: False, after: True, past: True}


def test_where_a_case_was_judged_is_laid_beside_where_it_was_closed(store: Store) -> None:
    at = datetime(2025, 11, 20, 9)
    same, apart, unknown = (make_case(store, unit=UNIT) for _ in range(3))
    for code, judged in ((same, "10.0.0.5"), (apart, "10.0.0.9"), (unknown, None)):
        event(store, code, "evaluate", at)
        for action, address in (("approve", "10.0.0.5"), ("evaluate", judged)):
            who = Viewer(None, "某人", frozenset(), None, address)
            audit.record(store, who, "move", code, now=at, detail={"action": action})
    assert handling.handling(store, LEADER, NOVEMBER).same_address == {same: True, apart: False}
