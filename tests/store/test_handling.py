"""What people did by hand, for the checks against padding: ledgers' own steps are nobody's."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from jiefen_lite.indicators import period_of
from jiefen_lite.store import Store, handling
from jiefen_lite.store.tables import Case, CaseEvent
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
