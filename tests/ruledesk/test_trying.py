"""One story tried: what speaks, in its order, where it stands in the text, and what almost spoke."""

from __future__ import annotations

from datetime import date
from typing import Any

from jiefen_lite.desk import Deciders
from jiefen_lite.ruledesk import trying
from jiefen_lite.ruledesk.trying import Story
from jiefen_lite.rules import loader
from jiefen_lite.shapes import Channel
from tests.web.support import CENTER, rules

DAY = date(2026, 11, 3)
HOUSE = Deciders(CENTER, rules())


def tried(text: str, deciders: Deciders = HOUSE, **fields: Any) -> trying.Tried:
    return trying.try_story(deciders, Story(text, Channel.HOTLINE_12345, DAY, fields))


def step(found: trying.Tried, name: str) -> Any:
    return next(one for one in found.steps if one.decision == name)


WAGES = "来电人在兴隆岗镇东风村工地干活，老板拖欠工资8600元，多次讨要无果，扬言要跳楼。"


def test_every_decision_is_told_in_the_order_in_which_it_is_asked() -> None:
    found = tried(WAGES)
    names = [one.decision for one in found.steps]
    asked = ["type", "place", "unit", "complexity", "risk", "center_due", "due"]
    assert [name for name in names if name in asked] == asked
    assert step(found, "type").value.startswith("migrant_wage")
    assert step(found, "risk").value == "high"
    assert all(one.rule or one.by == "source" for one in found.steps)


def test_the_words_that_made_a_rule_speak_are_marked_in_the_text() -> None:
    found = tried(WAGES)
    marked = {(WAGES[one.start : one.end], one.kind) for one in found.marks}
    assert {("拖欠工资", "type"), ("8600元", "amount"), ("跳楼", "risk")} <= marked
    cut = trying.pieces(WAGES, found.marks)
    assert "".join(one.text for one in cut) == WAGES
    (jump,) = [one for one in cut if one.text == "跳楼"]
    assert "risk" in {one.kind for one in jump.marks}


def test_what_is_denied_or_feared_is_told_as_switched_off() -> None:
    text = "两家因宅基地发生争执，双方没有持刀。"
    found = tried(text)
    (near,) = [one for one in found.near if "持刀" in one.text]
    assert near.decision == "risk"
    assert "“没有”，说的是没有" in near.text
    assert ("持刀", "off") in {
        ("两家因宅基地发生争执，双方没有持刀。"[m.start : m.end], m.kind) for m in found.marks
    }
    assert step(found, "risk").value == "low"


def test_a_denied_word_is_told_also_where_its_rule_speaks_by_another() -> None:
    found = tried("两家争执，一方扬言报复，双方没有持刀。")
    (near,) = [one for one in found.near if "持刀" in one.text]
    assert near.text.endswith("（这一条另有别的词对上了）")
    assert step(found, "risk").value == "high"


def test_a_second_type_that_scored_less_is_told() -> None:
    found = tried(WAGES + "邻居家的狗也咬了人。")
    assert step(found, "type").value.startswith("migrant_wage")
    assert any(one.decision == "type" for one in found.near)


def test_what_else_the_ledger_says_counts_as_in_an_import() -> None:
    found = tried("双方争执。", raw_type="劳动争议", people_count=12, result="双方达成协议，已履行")
    assert step(found, "type").by == "source"
    assert "12 人" in step(found, "complexity").text + step(found, "risk").text
    assert step(found, "result").value == "resolved"


def test_another_book_says_what_it_would_say() -> None:
    text = loader.shipped("deadlines").decode().replace("simple_days: 3", "simple_days: 1", 1)
    text = text.replace("complex_days: 20", "complex_days: 10", 1)
    other = Deciders(CENTER, loader.load(None, {"deadlines": text.encode()}))
    assert step(tried(WAGES), "due").value != step(tried(WAGES, other), "due").value
    assert step(tried(WAGES), "type") == step(tried(WAGES, other), "type")
