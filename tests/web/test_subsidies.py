"""The page of subsidies: what each sees, approving what was looked at, a leader withdrawing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import Outcome, Role, Status
from tests.web import support


@pytest.fixture
def paying(tmp_path: Path) -> Iterator[House]:
    """A county that has said what it pays, and a settled case of October that has all it needs but papers."""
    made = support.make_house(tmp_path)
    rules = made.book.subsidy
    terms = replace(rules.terms, complete_dossier=False)
    book = replace(made.book, subsidy=replace(rules, enabled=True, terms=terms))
    house = House(made.store, made.center, book, made.files)
    support.add_case(
        house,
        1,
        units=[(support.LABOR, "responsible")],
        status=Status.CLOSED,
        outcome=Outcome.RESOLVED,
        mediated="ok",
        mediator=support.PEOPLE[Role.MEDIATOR],
        performed=True,
        closed_at=datetime(2026, 10, 20, 9, 0),
    )
    yield house
    house.store.close()


def test_a_month_is_approved_as_it_was_looked_at_and_withdrawn_by_a_leader(
    paying: House, tmp_path: Path
) -> None:
    app = support.make_app(paying, tmp_path, support.Clock())

    def as_role(role: Role) -> FlaskClient:
        client = app.test_client()
        support.sign_in(client, support.PEOPLE[role])
        return client

    boss, leader, address = as_role(Role.SUPERVISOR), as_role(Role.LEADER), "/subsidies?month=2026-10"
    page = boss.get(address).get_data(as_text=True)
    assert "试算" in page
    assert "100 元" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    stale = support.send(boss, "/subsidies/approve", month="2026-10", seen="0")
    assert (stale.status_code, "清单有变化" in stale.get_data(as_text=True)) == (409, True)
    assert support.send(boss, "/subsidies/approve", month="2026-10", seen=seen.group(1)).status_code == 302
    approved = boss.get(address).get_data(as_text=True)
    assert "已核定" in approved
    assert "核定本月" not in approved
    assert "以后不再变" in as_role(Role.MEDIATOR).get(address).get_data(as_text=True)
    short = support.send(leader, "/subsidies/withdraw", month="2026-10", reason="错")
    assert (short.status_code, "请写明为什么撤回" in short.get_data(as_text=True)) == (422, True)
    support.send(leader, "/subsidies/withdraw", month="2026-10", reason="等级算错了")
    gone = leader.get(address).get_data(as_text=True)
    assert "撤回过的" in gone
    assert "等级算错了" in gone
