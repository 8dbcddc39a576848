"""What a change would do: to a month and to all open cases, counted and listed, without anybody's name."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from jiefen_lite import trial
from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import Role, Viewer
from tests import tickets
from tests.factories import NOW
from tests.ruledesk.conftest import EDITOR
from tests.tickets import ticket


def book(file: str, old: str, new: str) -> RuleBook:
    """The shipped rules with one word changed."""
    text = loader.shipped(file).decode()
    assert old in text
    return loader.load(None, {file: text.replace(old, new, 1).encode()})


@pytest.fixture
def open_cases(tmp_path: Path) -> House:
    """Three cases that are open (one of another month) and one that is settled."""
    house = tickets.open_house(tmp_path)
    rows = [
        ticket("A1"),
        ticket("A2", **{"12345受理时间": "2025-09-03 09:00:00"}),
        ticket("A3", 工单内容="邻居家养的鸡跑到市民院里，双方争吵", 一级分类="邻里纠纷", 承办单位=None),
        ticket("A4", 办结日期="2025-11-20", 办理结果="已化解，双方达成协议并履行"),
        ticket("A5", **{"12345受理时间": "2025-08-03 09:00:00"}, 办结日期="2025-08-20", 办理结果="已化解"),
    ]
    tickets.bring(house, tickets.sheet(rows))
    return house


def test_a_month_and_all_open_cases_are_looked_at_each_once(open_cases: House) -> None:
    shorter = book("deadlines", "complex_days: 20", "complex_days: 10")
    told: list[tuple[int, int | None]] = []
    found = trial.effects(
        open_cases, EDITOR, shorter, month="2025-11", now=NOW, progress=lambda *words: told.append(words)
    )
    assert (found.cases, found.open_cases) == (4, 3)
    assert told == [(4, 4)]


def test_what_changes_is_counted_and_listed_without_a_name_or_a_story(open_cases: House) -> None:
    longer = loader.load(
        None,
        {
            "deadlines": loader.shipped("deadlines")
            .decode()
            .replace("simple_days: 3", "simple_days: 90", 1)
            .replace("complex_days: 20", "complex_days: 90", 1)
            .encode()
        },
    )
    found = trial.effects(open_cases, EDITOR, longer, month="2025-11", now=NOW)
    lights = {one.answer: (one.before, one.after) for one in found.counts["light"]}
    assert lights["red"][0] > lights["red"][1]
    assert found.counts["unit"] == found.counts["type"] == ()
    assert found.changed == len(found.cases_changed) == 4
    (first, *_rest) = found.cases_changed
    assert {one.decision for one in first.changes} <= {"due", "light"}
    assert first.town == "锦山镇"
    kept = pickle.dumps(found).decode("utf-8", "ignore")
    assert "孙立东" not in kept
    assert "拖欠工资21600" not in kept


def test_a_word_more_in_a_type_moves_its_cases(open_cases: House) -> None:
    """The rows by unit and by type tell from where to where."""
    other = book(
        "channels", "  - {words: [邻里, 相邻关系, 相邻权], l1: neighbor}", "  - {words: [邻里], l1: labor}"
    )
    found = trial.effects(open_cases, EDITOR, other, month="2025-11", now=NOW)
    types = {one.answer: one.after - one.before for one in found.counts["type"]}
    assert types == {"neighbor": -1, "labor": 1}


def test_under_the_same_rules_nothing_changes(open_cases: House) -> None:
    found = trial.effects(open_cases, EDITOR, loader.load(), month="2025-11", now=NOW)
    assert found.changed == 0
    assert all(shifts == () for shifts in found.counts.values())


def test_a_trial_is_for_those_who_see_the_rules(open_cases: House) -> None:
    clerk = Viewer(2, "受理李", frozenset({Role.INTAKE_CLERK}))
    with pytest.raises(NotAllowed):
        trial.effects(open_cases, clerk, open_cases.book, month=None, now=NOW)


def test_it_can_be_done_in_a_process_of_its_own(open_cases: House) -> None:
    words: list[tuple[object, ...]] = []
    shorter = book("deadlines", "complex_days: 20", "complex_days: 10")
    apart = trial.effects_apart(
        open_cases,
        EDITOR,
        shorter,
        month="2025-11",
        now=NOW,
        progress=lambda *told: words.append(told),
    )
    assert apart == trial.effects(open_cases, EDITOR, shorter, month="2025-11", now=NOW)
    assert words == [(4, 4, "件")]
