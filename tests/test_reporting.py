"""Who has reported a month: states, sums, what is missing, and what a unit's people are told."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jiefen_lite import indicators, reporting
from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed
from jiefen_lite.shapes import Channel, Role, Viewer
from jiefen_lite.store import reported
from tests.web import support

SUPERVISOR = Viewer(2, support.PEOPLE[Role.SUPERVISOR], frozenset({Role.SUPERVISOR}))
HANDLER = Viewer(3, support.PEOPLE[Role.HANDLER], frozenset({Role.HANDLER}), support.LABOR)
ADMIN = Viewer(4, "管理", frozenset({Role.ADMIN}))
MONTH = indicators.period_of("2026-10")
DUE = date(2026, 11, 5)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return support.make_house(tmp_path)


def file(house: House, day: date, *, who: Role = Role.INTAKE_CLERK, cases: int = 0, **counts: int) -> int:
    """A file of the mediation channel that came in on a day, with so many cases of October."""
    number = support.add_batch(
        house.store,
        support.PEOPLE[who],
        state="committed",
        staged_at=datetime.combine(day, datetime.min.time()),
        counts={"rows": 10, "new": 0, "updated": 0, "unchanged": 0, "rejected": 0} | counts,
    )
    for at in range(cases):
        support.add_case(house, number * 100 + at, day=date(2026, 10, 12), batch_id=number, village=None)
    return number


def line(house: House, channel: str, today: date = DUE) -> reporting.Line:
    found = reporting.board(house, SUPERVISOR, MONTH, today).channels
    return next(one for one in found if one.id == channel)


def test_silence_is_no_nought_and_is_late_after_its_day(house: House) -> None:
    silent = line(house, "petition", DUE)
    assert (silent.state, silent.cases, silent.last, silent.due) == ("silent", None, None, DUE)
    assert line(house, "petition", DUE + timedelta(days=1)).state == "late"
    reported.say_nothing(house.store, SUPERVISOR, MONTH, Channel.PETITION, support.NOW)
    assert line(house, "petition", DUE + timedelta(days=1)).state == "nothing"


def test_files_of_the_month_are_summed_and_the_last_is_named(house: House) -> None:
    file(house, date(2026, 10, 20), cases=2, new=2)
    last = file(house, date(2026, 11, 3), cases=1, new=1, updated=4, rejected=2)
    found = line(house, "mediation")
    assert (found.cases, len(found.files), found.rows, found.new, found.updated, found.refused) == (
        3,
        2,
        20,
        3,
        4,
        2,
    )
    assert found.last
    assert (found.last.batch_id, found.days_since) == (last, 2)
    assert found.state == "refused"
    file(house, date(2026, 11, 4), new=0)  # the mended file: all known, nothing refused
    assert line(house, "mediation").state == "reported"
    assert dict(found.months)["2026-10"]
    assert not dict(found.months)["2026-09"]


def test_a_file_of_another_month_does_not_count(house: House) -> None:
    number = support.add_batch(house.store, "甲", state="committed", staged_at=datetime(2026, 10, 6))
    support.add_case(house, 1, day=date(2026, 9, 12), batch_id=number)
    assert line(house, "mediation").state == "silent"


def test_mostly_empty_fields_are_named_with_their_numbers(house: House) -> None:
    file(house, date(2026, 11, 3), cases=1)
    support.add_case(house, 1, day=date(2026, 10, 2), summary=None, town=None)
    support.add_case(house, 2, day=date(2026, 10, 3), summary=None)
    assert line(house, "mediation").empty == [("简要情况", 2, 3)]


def test_a_unit_is_told_of_its_own_files_alone(house: House) -> None:
    own = file(house, date(2026, 11, 2), who=Role.HANDLER, cases=1, new=1)
    file(house, date(2026, 11, 3), cases=2, new=2)
    found = reporting.board(house, HANDLER, MONTH, DUE)
    assert (found.channels, found.towns) == ((), ())
    assert [(one.id, [mark.batch_id for mark in one.files], one.cases) for one in found.units] == [
        (support.LABOR, [own], None)
    ]
    with pytest.raises(NotAllowed):
        reporting.board(house, ADMIN, MONTH, DUE)


def test_a_unit_that_has_never_brought_a_file_owes_none(house: House) -> None:
    """The centre has always brought its ledger; only who has begun to bring his own can be late."""
    late = DUE + timedelta(days=9)
    assert [one.state for one in reporting.board(house, SUPERVISOR, MONTH, late).units] == ["never"]
    file(house, date(2026, 8, 2), who=Role.HANDLER)
    assert [one.state for one in reporting.board(house, SUPERVISOR, MONTH, late).units] == ["late"]


def test_towns_without_a_case_have_none_not_nought(house: House) -> None:
    file(house, date(2026, 11, 3), cases=2)
    towns = {one.name: one.cases for one in reporting.board(house, SUPERVISOR, MONTH, DUE).towns}
    assert towns == {"兴隆岗镇": 2, "城东街道": None}


def test_the_command_tells_the_same(tmp_path: Path) -> None:
    from jiefen_lite.cli import cli

    def run(*words: str) -> Any:
        return CliRunner().invoke(cli, list(words), catch_exceptions=False)

    centre = str(tmp_path / "center")
    assert run("init", centre).exit_code == 0
    answer = run("reporting", "--month", "2026-10", "--center", centre, "--json")
    told = json.loads(answer.stdout)
    assert told["month"] == "2026-10"
    assert [one["cases"] for one in told["channels"]] == [None] * 7
    assert {one["state"] for one in told["channels"]} <= {"silent", "late"}
