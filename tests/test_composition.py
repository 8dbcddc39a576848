"""按起因、按人群: the lines of a period with numerator and denominator, what was not read on its own line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jiefen_lite import indicators
from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed
from jiefen_lite.indicators import period_of
from jiefen_lite.reports.counting import Counter
from jiefen_lite.rules import loader
from jiefen_lite.shapes import Outcome, Role, Status, Viewer
from tests.web import support

MONTH = period_of("2026-11")
HANDLER = Viewer(None, support.PEOPLE[Role.HANDLER], frozenset({Role.HANDLER}), support.LABOR)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = support.make_house(tmp_path_factory.mktemp("centre"))
    end = datetime(2026, 11, 15)
    closed: dict[str, Any] = {"status": Status.CLOSED, "feedback_submitted_at": end, "closed_at": end}
    for number, cause, tags, outcome in (
        (1, "拖欠工资", ("欠薪", "涉众"), Outcome.RESOLVED),
        (2, "拖欠工资", ("欠薪",), Outcome.COMPLETED_UNRESOLVED),
        (3, "拖欠工资", (), None),
        (4, "不尽赡养义务", ("涉老",), Outcome.RESOLVED),
        (5, "以前规则里的起因", (), None),
        (6, None, (), Outcome.RESOLVED),
        (7, None, ("供暖",), None),
    ):
        ended = {**closed, "outcome": outcome} if outcome else {}
        support.add_case(made, number, cause=cause, tags=tags, **ended)
    yield made
    made.store.close()


def lines(house: House, by: str) -> list[tuple[Any, ...]]:
    found = Counter(house, support.OPERATOR, support.NOW).composition(MONTH, by)
    shown = []
    for row in found.rows:
        share, resolved = row.figures[indicators.SHARE], row.figures["resolution_rate"]
        shown.append((row.name, share.n, share.d, resolved.n, resolved.d))
    return shown


def test_by_cause_every_case_stands_on_one_line(house: House) -> None:
    found = lines(house, indicators.CAUSE)
    assert found == [
        ("拖欠工资", 3, 7, 1, 2),
        ("不尽赡养义务", 1, 7, 1, 1),
        ("以前规则里的起因", 1, 7, 0, 0),
        ("没有读出起因的", 2, 7, 1, 1),
    ]
    county = Counter(house, support.OPERATOR, support.NOW).table(MONTH, indicators.COUNTY).rows[0].figures
    assert sum(one[1] for one in found) == county["intake_count"].n
    assert sum(one[4] for one in found) == county["resolution_rate"].d


def test_by_people_a_case_may_stand_on_several(house: House) -> None:
    assert lines(house, indicators.PEOPLE) == [
        ("被欠薪的务工人员", 2, 7, 1, 2),
        ("老年人", 1, 7, 1, 1),
        ("群体（5 人以上）", 1, 7, 1, 1),
        ("没有读出人群的", 4, 7, 1, 1),
    ]


def test_every_shipped_group_has_tags_that_something_gives() -> None:
    book = loader.load()
    given = {one.tag for one in book.reading.tags} | {one.tag for one in book.risk.rules}
    assert all(given.issuperset(one.tags) and one.tags for one in book.indicators.people)


def test_where_nothing_was_accepted_the_last_line_still_stands(house: House) -> None:
    empty = Counter(house, support.OPERATOR, support.NOW).composition(period_of("2025-03"), indicators.CAUSE)
    assert [(row.name, row.figures["share"].shown) for row in empty.rows] == [("没有读出起因的", "—")]


def test_a_units_people_are_not_told(house: House, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        Counter(house, HANDLER, support.NOW).composition(MONTH, indicators.CAUSE)
    app = support.make_app(house, tmp_path, support.Clock())
    client = app.test_client()
    support.sign_in(client, support.PEOPLE[Role.HANDLER])
    text = client.get("/indicators?period=2026-11&by=cause").get_data(as_text=True)
    assert "按起因" not in text
    assert "没有读出起因的" not in text
    boss = app.test_client()
    support.sign_in(boss, support.PEOPLE[Role.SUPERVISOR])
    text = boss.get("/indicators?period=2026-11&by=cause").get_data(as_text=True)
    assert "没有读出起因的" in text
    assert "占受理量" in text
    address = "/indicators/cases?period=2026-11&by=cause&row=unread&indicator=share"
    text = boss.get(address).get_data(as_text=True)
    assert "分子 2，分母 7" in text
    assert "FJ20261103-0006" in text


def test_the_command_answers_with_numerator_and_denominator(house: House) -> None:
    found = Counter(house, support.OPERATOR, support.NOW).composition(MONTH, indicators.PEOPLE)
    told = json.loads(json.dumps(indicators.composition_json(replace(found, frozen=True))))
    assert (told["month"], told["by"], told["frozen"]) == ("2026-11", "people", True)
    assert told["rows"][-1]["name"] == "没有读出人群的"
    share = told["rows"][0]["share"]
    assert (share["n"], share["d"], share["value"]) == (2, 7, 2 / 7)
    assert told["rows"][0]["intake_count"] == 2
