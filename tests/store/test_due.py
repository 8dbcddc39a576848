"""The overdue list asks the database what the light of each case would say, on both databases."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from jiefen_lite import clocks
from jiefen_lite.desk import House
from jiefen_lite.rules import loader
from jiefen_lite.shapes import CaseQuery, Clock, Complexity, Light, Status, Viewer
from jiefen_lite.store import Store, due
from jiefen_lite.store.cases import ENDED
from jiefen_lite.store.tables import Case
from tests.factories import OPERATOR, SUPERVISOR, handler_of, make_case, make_store

HOUSE = cast(House, cast(Any, SimpleNamespace(book=loader.load())))
TODAY = date(2025, 12, 10)
UNIT = "司法局"
CASES = 200


def _any_case(store: Store, dice: random.Random) -> None:
    """A case in some state, with some due date or none, sometimes reported or closed."""
    code = make_case(store, unit=dice.choice([UNIT, "公安局"]))
    early = datetime(2025, 11, 20) + timedelta(days=dice.randrange(30))
    values = {
        "status": dice.choice(list(Status)),
        "due_date": dice.choice([None, *(TODAY + timedelta(days=n) for n in (-9, -2, -1, 0, 1, 3))]),
        "due_clock": dice.choice([None, *Clock]),
        "complexity": dice.choice([None, *Complexity]),
        "feedback_submitted_at": dice.choice([None, None, early]),
        "closed_at": dice.choice([None, None, early]),
    }
    with store.writing():
        Case.update(**values).where(Case.case_code == code).execute()


@pytest.mark.parametrize("viewer", [OPERATOR, SUPERVISOR, handler_of(UNIT)])
def test_exactly_the_running_cases_whose_light_is_red_are_overdue(store: Store, viewer: Viewer) -> None:
    dice = random.Random(7)
    with store.writing():
        for _ in range(CASES):
            _any_case(store, dice)
    expected = [
        line.case_code
        for line in due.lines(store, viewer, CaseQuery(running_only=True))
        if clocks.light(HOUSE, line, TODAY) == Light.RED
    ]
    query = CaseQuery(limit=3, offset=2)
    assert len(expected) > query.limit + query.offset
    assert due.overdue(store, viewer, query, TODAY) == (expected[2:5], len(expected))
    assert due.overdue(store, viewer, replace(query, limit=0), TODAY) == ([], len(expected))


def test_what_has_ended_or_was_reported_is_not_waited_for(store: Store) -> None:
    dice = random.Random(11)
    with store.writing():
        for _ in range(CASES):
            _any_case(store, dice)
    listed, _ = due.overdue(store, OPERATOR, CaseQuery(limit=CASES), TODAY)
    shown = {line.case_code: line for line in due.lines(store, OPERATOR, CaseQuery(case_codes=tuple(listed)))}
    assert not {line.status for line in shown.values()} & set(ENDED)
    assert not any(line.feedback_submitted_at or line.closed_at for line in shown.values())


@pytest.mark.parametrize(
    ("question", "index"),
    [
        ("SELECT COUNT(*) FROM cases WHERE live = 1 AND received_at >= '2025-11-01'", "cases_received_at"),
        (
            "SELECT id FROM cases WHERE live = 1 ORDER BY received_at DESC, id DESC LIMIT 50",
            "cases_received_at",
        ),
        ("SELECT COUNT(*) FROM cases WHERE live = 1 AND status = 'mediating'", "cases_front"),
    ],
)
def test_sqlite_finds_few_cases_by_what_few_of_them_share(tmp_path: Path, question: str, index: str) -> None:
    """Also in a new centre, which the first large file finds small."""
    store = make_store(tmp_path)
    with store.reading():
        steps = store.db.execute_sql(f"EXPLAIN QUERY PLAN {question}").fetchall()
    assert index in steps[0][-1]
    assert len(steps) == 1
