"""Which steps are due on a day; the shipped ladder is the workflow guide's, section 5.2."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jiefen_lite import ladder
from jiefen_lite.rules import loader
from jiefen_lite.shapes import Light

RULES = loader.load().messages
MONDAY = date(2026, 11, 16)
YELLOW, RED = ("yellow", 0), ("red", 0)


def due(
    light: Light | None, told: dict[tuple[str, int], date], day: date = MONDAY, **said: bool
) -> list[str]:
    steps = ladder.due(light, told, day, RULES, **said)
    return [f"{one.rung} {one.turn}: {'、'.join(one.to)}" for one in steps]


@pytest.mark.parametrize("light", [Light.GREEN, None])
def test_nothing_is_due_without_a_colour(light: Light | None) -> None:
    assert due(light, {}) == []


def test_yellow_goes_to_handler_and_unit_leader_once() -> None:
    assert due(Light.YELLOW, {}) == ["yellow 0: handler、unit_leader"]
    assert due(Light.YELLOW, {YELLOW: MONDAY}) == []
    assert due(Light.YELLOW, {}, may_tell_yellow=False) == []


def test_red_goes_to_unit_leader_and_supervisor_once_whether_yellow_was_told_or_not() -> None:
    assert due(Light.RED, {}) == ["red 0: unit_leader、supervisor"]
    assert due(Light.RED, {YELLOW: MONDAY}) == ["red 0: unit_leader、supervisor"]
    assert due(Light.RED, {RED: MONDAY}) == []


def test_the_ladder_urges_every_day_from_the_next_and_tells_the_leaders_on_the_third() -> None:
    told = {RED: MONDAY}
    seen = {}
    for days in range(0, 6):
        day = MONDAY + timedelta(days=days)
        for step in ladder.due(Light.RED, told, day, RULES):
            told[step.rung, step.turn] = day
            seen.setdefault(days, []).append((step.rung, step.to))
    unit, leaders = ("urge", ("handler", "unit_leader")), ("report", ("leader",))
    assert seen == {1: [unit], 2: [unit], 3: [unit, leaders], 4: [unit], 5: [unit]}


def test_days_that_nobody_looked_are_not_made_up_for() -> None:
    """Off from the first day to the fifth: one urging, not five; the leaders are told all the same."""
    day = MONDAY + timedelta(days=5)
    assert due(Light.RED, {RED: MONDAY}, day) == ["urge 5: handler、unit_leader", "report 0: leader"]


def test_a_clock_set_back_repeats_nothing() -> None:
    told = {RED: MONDAY, ("urge", 4): MONDAY + timedelta(days=4), ("report", 0): MONDAY + timedelta(days=3)}
    for days in (4, 3, 1, 0, -1, -30):
        assert due(Light.RED, told, MONDAY + timedelta(days=days)) == []
    assert due(Light.YELLOW, told, MONDAY - timedelta(days=2)) == []
    assert due(Light.RED, told, MONDAY + timedelta(days=5)) == ["urge 5: handler、unit_leader"]


def test_nobody_is_urged_who_has_answered_but_the_leaders_are_told_until_it_is_through() -> None:
    day = MONDAY + timedelta(days=3)
    assert due(Light.RED, {RED: MONDAY}, day, is_answered=True) == ["report 0: leader"]
    assert due(Light.RED, {RED: MONDAY}, day, is_through=True) == []


def test_rest_days_are_quiet_only_where_the_county_says_so() -> None:
    day = MONDAY + timedelta(days=1)
    assert due(Light.RED, {RED: MONDAY}, day, is_off=True) == []
    loud = replace(RULES, quiet=replace(RULES.quiet, rest_days=False))
    assert [one.rung for one in ladder.due(Light.RED, {RED: MONDAY}, day, loud, is_off=True)] == ["urge"]
