"""The light of a stored case: which day its clock began."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from jiefen_lite import clocks
from jiefen_lite.desk import House
from jiefen_lite.rules import loader
from jiefen_lite.shapes import Clock, Complexity, Light, Status
from jiefen_lite.store.due import DueLine

HOUSE = cast(House, cast(Any, SimpleNamespace(book=loader.load())))

# registered on 1 March, taken up on 16 March: sixty days end on 15 May, a fifth of them is twelve
LINE = DueLine(
    case_code="FJ20260301-0001",
    status=Status.MEDIATING,
    due_date=date(2026, 5, 15),
    due_clock=Clock.STATUTORY,
    complexity=Complexity.COMPLEX,
    accepted_at=datetime(2026, 3, 1),
    clock_start_at=date(2026, 3, 16),
    received_at=datetime(2026, 3, 1),
    feedback_submitted_at=None,
    closed_at=None,
)


@pytest.mark.parametrize(("day", "light"), [(2, Light.GREEN), (3, Light.YELLOW), (15, Light.YELLOW)])
def test_the_share_of_a_statutory_limit_is_counted_from_its_own_first_day(day: int, light: Light) -> None:
    assert clocks.light(HOUSE, LINE, date(2026, 5, day)) == light


def test_the_clock_of_the_source_began_with_the_case() -> None:
    source = replace(LINE, due_clock=Clock.SOURCE)
    assert clocks.light(HOUSE, source, date(2026, 4, 30)) == Light.YELLOW
    assert clocks.light(HOUSE, source, date(2026, 4, 29)) == Light.GREEN
