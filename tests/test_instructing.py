"""批示: a leader's word on a case or a report, who answers, and how it comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from jiefen_lite import instructing
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import instructions, messages, users
from tests.web import support
from tests.web.support import LABOR, PEOPLE, TOWN_HALL

NOW = datetime(2026, 11, 20, 9, 0)
CODE = "FJ20261105-0001"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = support.make_house(tmp_path)
    support.add_case(made, 1, day=date(2026, 11, 5), units=[(LABOR, "responsible")])
    yield made
    made.store.close()


def viewer(house: House, role: Role) -> Viewer:
    found = users.find(house.store, PEOPLE[role])
    assert found is not None
    return found.viewer()


def give(house: House, role: Role = Role.LEADER, **changes: Any) -> int:
    said: dict[str, Any] = {
        "text": "请逐件见面调解",
        "reply_by": date(2026, 11, 25),
        "unit": LABOR,
        "case_code": CODE,
        "now": NOW,
    }
    return instructing.give(house, viewer(house, role), **(said | changes))


def told(house: House, role: Role) -> list[str]:
    found, _total = messages.of(house.store, viewer(house, role), unread_only=True, limit=9)
    return [one.kind for one in reversed(found)]


def test_a_word_on_a_case_is_answered_sent_back_and_done(house: House) -> None:
    number = give(house)
    assert (told(house, Role.HANDLER), told(house, Role.UNIT_LEADER)) == (["instruction"], ["instruction"])
    handler, leader = viewer(house, Role.HANDLER), viewer(house, Role.LEADER)
    with pytest.raises(IllegalMove, match="现在是“待回复”"):
        instructing.settle(house, leader, number, "done", "", NOW)
    instructing.reply(house, handler, number, "已约周三", NOW)
    assert told(house, Role.LEADER) == ["instruction_replied"]
    with pytest.raises(IllegalMove, match="现在是“已回复”，不能“回复”"):
        instructing.reply(house, handler, number, "再回一次", NOW)
    with pytest.raises(JiefenError, match="退回要写明理由"):
        instructing.settle(house, leader, number, "return", " ", NOW)
    instructing.settle(house, leader, number, "return", "写明结果", NOW)
    instructing.reply(house, handler, number, "已达成协议", NOW)
    instructing.settle(house, leader, number, "done", "", NOW)
    found = instructions.get(house.store, leader, number)
    assert (found.state, [(one.action, one.text) for one in found.steps]) == (
        "done",
        [
            ("instruct", None),
            ("reply", "已约周三"),
            ("return", "写明结果"),
            ("reply", "已达成协议"),
            ("done", None),
        ],
    )


def test_a_word_on_a_report_goes_to_the_supervisors(house: House) -> None:
    number = give(house, unit=None, case_code=None, document="health", period="2026-10")
    assert (told(house, Role.SUPERVISOR), told(house, Role.HANDLER)) == (["instruction"], [])
    with pytest.raises(NotFound):
        instructing.reply(house, viewer(house, Role.HANDLER), number, "不是给我的", NOW)
    instructing.reply(house, viewer(house, Role.SUPERVISOR), number, "已通报", NOW)


def test_it_comes_back_with_the_reports_until_it_is_done(house: House) -> None:
    """Given in November: told with November's reports, and with later ones while it is not done."""
    first = give(house)
    boss = viewer(house, Role.SUPERVISOR)
    assert [one.id for one in instructing.for_report(house, boss, "2026-10")] == []
    assert [one.id for one in instructing.for_report(house, boss, "2026-11")] == [first]
    assert [one.id for one in instructing.for_report(house, boss, "2026-12")] == [first]
    assert [one.id for one in instructing.for_report(house, boss, "2026Q4")] == [first]
    instructing.reply(house, viewer(house, Role.HANDLER), first, "已办", NOW)
    instructing.settle(house, viewer(house, Role.LEADER), first, "done", "", NOW)
    assert [one.state for one in instructing.for_report(house, boss, "2026-11")] == ["done"]
    assert instructing.for_report(house, boss, "2026-12") == []


def test_only_leaders_write_and_only_who_was_asked_answers(house: House) -> None:
    for role in set(PEOPLE) - {Role.LEADER}:
        with pytest.raises(NotAllowed):
            give(house, role=role)
    number = give(house)
    with pytest.raises(NotAllowed):
        instructing.reply(house, viewer(house, Role.SUPERVISOR), number, "替他们回", NOW)
    with pytest.raises(NotAllowed):
        instructing.settle(house, viewer(house, Role.SUPERVISOR), number, "done", "", NOW)
    other = Viewer(None, "镇上小孙", frozenset({Role.HANDLER}), TOWN_HALL)
    assert instructions.listing(house.store, other, limit=9) == ([], 0)
    with pytest.raises(NotFound):
        instructions.get(house.store, other, number)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": " "}, "请写明批示的内容"),
        ({"reply_by": None}, "请写明回复期限"),
        ({"reply_by": date(2026, 11, 19)}, "请写明回复期限"),
        ({"unit": "没有的局"}, "没有这个单位"),
        ({"unit": TOWN_HALL}, "这一件不在这个单位办"),
        ({"case_code": None}, "请写明批示的是哪一件案件"),
        ({"case_code": None, "document": "health", "period": "十月"}, "看不懂统计期"),
        ({"case_code": "FJ20261105-9999"}, "没有这个案件"),
    ],
)
def test_what_is_missing_is_told(house: House, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(JiefenError, match=words):
        give(house, **changes)
