"""A leader sees the people of a case in clear only after somebody else has said yes, and for a while."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from jiefen_lite import clearing
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit, cases, clearances, messages, users
from tests.web import support
from tests.web.support import LABOR, PEOPLE

NOW = datetime(2026, 11, 20, 9, 0)
CODE, OTHER = "FJ20261105-0001", "FJ20261105-0002"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = support.make_house(tmp_path)
    for number in (1, 2):
        support.add_case(made, number, day=date(2026, 11, 5), units=[(LABOR, "responsible")])
    yield made
    made.store.close()


def viewer(house: House, role: Role) -> Viewer:
    found = users.find(house.store, PEOPLE[role])
    assert found is not None
    return found.viewer()


def sees(house: House, code: str, now: datetime) -> bool:
    """Whether the leader gets the people of a case in clear."""
    try:
        return not cases.reveal_case(house.store, viewer(house, Role.LEADER), code, "接访", now).masked
    except NotAllowed:
        return False


def told(house: House, role: Role) -> list[str]:
    found, _total = messages.of(house.store, viewer(house, role), unread_only=True, limit=9)
    return [one.kind for one in found]


def test_granted_it_holds_for_that_case_and_a_day(house: House) -> None:
    leader, supervisor = viewer(house, Role.LEADER), viewer(house, Role.SUPERVISOR)
    assert not sees(house, CODE, NOW)
    number = clearing.ask(house, leader, CODE, "接访孙立东，核对身份", NOW)
    assert told(house, Role.SUPERVISOR) == ["clear_asked"]
    assert clearances.count_waiting(house.store, supervisor) == 1
    assert not sees(house, CODE, NOW)
    clearing.settle(house, supervisor, number, grant=True, answer="", now=NOW + timedelta(hours=1))
    assert told(house, Role.LEADER) == ["clear_granted"]
    assert sees(house, CODE, NOW + timedelta(hours=1))
    assert sees(house, CODE, NOW + timedelta(hours=24, minutes=59))
    assert not sees(house, CODE, NOW + timedelta(hours=25))
    assert not sees(house, OTHER, NOW + timedelta(hours=2))
    assert clearances.count_waiting(house.store, supervisor) == 0
    rows = audit.entries(house.store, supervisor, limit=50)
    done = [row["action"] for row in reversed(rows) if row["object"] == CODE and row["result"] == "ok"]
    assert done == ["ask_clear", "grant_clear", "reveal", "reveal"]


def test_refused_says_why_and_may_be_asked_again(house: House) -> None:
    leader, supervisor = viewer(house, Role.LEADER), viewer(house, Role.SUPERVISOR)
    number = clearing.ask(house, leader, CODE, "了解情况", NOW)
    with pytest.raises(JiefenError, match="请写明理由"):
        clearing.settle(house, supervisor, number, grant=False, answer=" ", now=NOW)
    clearing.settle(house, supervisor, number, grant=False, answer="用脱敏的就够", now=NOW)
    assert not sees(house, CODE, NOW)
    with pytest.raises(IllegalMove, match="已经答复过"):
        clearing.settle(house, supervisor, number, grant=True, answer="", now=NOW)
    (found,) = clearances.of_case(house.store, leader, CODE)
    assert (found.state, found.answer) == ("refused", "用脱敏的就够")
    assert clearing.ask(house, leader, CODE, "接访当事人", NOW) != number


def test_who_may_not(house: House) -> None:
    """Nobody decides upon his own, nobody asks for what he may see anyway, and one request is enough."""
    leader, supervisor = viewer(house, Role.LEADER), viewer(house, Role.SUPERVISOR)
    with pytest.raises(NotAllowed):
        clearing.ask(house, viewer(house, Role.HANDLER), CODE, "接访当事人", NOW)
    with pytest.raises(JiefenError, match="至少 4 个字"):
        clearing.ask(house, leader, CODE, "看看", NOW)
    both = Viewer(7, "身兼两职", frozenset({Role.LEADER, Role.SUPERVISOR}))
    with pytest.raises(NotAllowed, match="不用申请"):
        clearing.ask(house, both, CODE, "接访当事人", NOW)
    number = clearing.ask(house, leader, CODE, "接访当事人", NOW)
    with pytest.raises(IllegalMove, match="还在等"):
        clearing.ask(house, leader, CODE, "再催一下", NOW)
    with pytest.raises(NotAllowed):
        clearing.settle(house, leader, number, grant=True, answer="", now=NOW)
    himself = Viewer(leader.user_id, leader.name, frozenset({Role.SUPERVISOR}))
    with pytest.raises(NotAllowed, match="由别人答复"):
        clearing.settle(house, himself, number, grant=True, answer="", now=NOW)
    another = Viewer(8, "另一位领导", frozenset({Role.LEADER}))
    with pytest.raises(NotFound):
        clearances.get(house.store, another, number)
    assert clearances.of_case(house.store, another, CODE) == []
    assert clearances.of_case(house.store, supervisor, CODE) != []
