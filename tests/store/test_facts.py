"""Cases of a period as the indicators fetch them: all that count in it, and not all there are."""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jiefen_lite.indicators import period_of
from jiefen_lite.indicators.sets import base_sets
from jiefen_lite.shapes import CaseFacts, OrderFacts, Outcome, Satisfaction, Status, Viewer
from jiefen_lite.store import Store, facts
from jiefen_lite.store.tables import Case, OrderStep, SupervisionOrder
from tests.factories import LEADER, OPERATOR, handler_of, make_case

UNIT = "司法局"
AS_OF = datetime(2026, 3, 20)


def _some_moment(dice: random.Random) -> datetime | None:
    """Anywhere from October to March; now and then the first moment of a month."""
    if dice.random() < 0.3:
        return None
    if dice.random() < 0.3:
        return datetime(2026, dice.randrange(1, 4), 1)
    return datetime(2025, 10, 1) + timedelta(minutes=dice.randrange(60 * 24 * 170))


def _some_day(dice: random.Random) -> date | None:
    moment = _some_moment(dice)
    return None if moment is None else moment.date()


def _any_case(store: Store, dice: random.Random) -> None:
    code = make_case(store, unit=dice.choice([UNIT, "公安局"]))
    moments = ("accepted_at", "closed_at", "mediated_at", "evaluated_at", "dispatched_at", "signed_at")
    values: dict[str, Any] = {
        name: _some_moment(dice) for name in (*moments, "ended_at", "feedback_submitted_at")
    }
    values |= {name: _some_day(dice) for name in ("due_date", "agreement_at", "performance_due")}
    values |= {
        "registered_at": _some_moment(dice) or datetime(2025, 10, 1),
        "status": dice.choice(list(Status)),
        "outcome": dice.choice([None, *Outcome]),
        "satisfaction": dice.choice([None, *Satisfaction]),
        "mediated": dice.choice([None, "yes", "no"]),
    }
    with store.writing():
        Case.update(**values).where(Case.case_code == code).execute()


@pytest.mark.parametrize("viewer", [OPERATOR, LEADER, handler_of(UNIT)])
def test_nothing_that_counts_in_a_period_is_left_out(store: Store, viewer: Viewer) -> None:
    dice = random.Random(3)
    with store.writing():
        for _ in range(150):
            _any_case(store, dice)
    every = facts.case_facts(store, viewer)
    for label in ("2025-12", "2026-01", "2026-03", "2025Q4", "2026"):
        period = period_of(label)
        some = facts.case_facts(store, viewer, period=period)
        whole, part = base_sets(every, period, AS_OF), base_sets(some, period, AS_OF)
        for one in fields(whole):
            expected: list[CaseFacts] = getattr(whole, one.name)
            assert getattr(part, one.name) == expected, (label, one.name)
    assert len(facts.case_facts(store, viewer, period=period_of("2025-10"))) < len(every)
    assert facts.first_day(store, viewer) == min(case.registered_at for case in every).date()


def test_where_there_is_no_case_there_is_no_first_day(store: Store) -> None:
    assert facts.first_day(store, OPERATOR) is None


def test_an_order_s_day_brings_its_case_into_the_month_and_a_unit_knows_its_own(store: Store) -> None:
    code = make_case(store, unit=UNIT)
    at, closed = datetime(2026, 2, 20, 9), datetime(2026, 3, 4, 15)
    with store.writing():
        case = Case.get(Case.case_code == code)
        for number, unit in ((1, UNIT), (2, "公安局")):
            SupervisionOrder.insert(
                id=number, year=2026, serial=number, number=f"督〔2026〕{number}号", case=case.id, unit=unit,
                light="red", required="", issued_on=at.date(), issued_at=at, issued_by="督办王",
                reply_by=date(2026, 3, 2), finish_by=date(2026, 3, 5), state="issued",
            ).execute()  # fmt: skip
        OrderStep.insert(order=1, seq=1, action="close", by="督办王", role="supervisor", at=closed).execute()
    march = period_of("2026-03")
    (told,) = facts.case_facts(store, LEADER, period=march)
    both = (OrderFacts(UNIT, date(2026, 3, 5), closed), OrderFacts("公安局", date(2026, 3, 5), None))
    assert told.orders == both
    (own,) = facts.case_facts(store, handler_of(UNIT), period=march)
    assert own.orders == both[:1]
    assert facts.case_facts(store, LEADER, period=period_of("2026-04")) == []
