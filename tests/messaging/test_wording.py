"""The words of messages: nothing of a person and nothing of a story can get into one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path

import pytest

from jiefen_lite import instructing, supervision, watch
from jiefen_lite.desk import House
from jiefen_lite.messaging import wording
from jiefen_lite.messaging.wording import Parts
from jiefen_lite.rules.messages import ToldStep
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.shapes.supervision import PendingMessage
from jiefen_lite.store import users
from jiefen_lite.store.tables import Delivery, Message
from jiefen_lite.supervision import Reply
from tests.web import support
from tests.web.support import CENTER, LABOR, PEOPLE

CODE, NUMBER = "FJ20261105-0001", "富综治督〔2026〕12号"
#: What people may type or ledgers may hold in the wrong place.
PERSONAL = ("孙立东", "13945678901", "230882197805120012", "欠薪八千六", "东风村三组")
WHOLE = Parts(CODE, LABOR, 3, None, date(2026, 11, 9), NUMBER, date(2026, 11, 13))


def test_a_message_says_code_light_days_unit_and_number() -> None:
    assert wording.say("red", WHOLE, CENTER) == (
        "FJ20261105-0001 已超期 3 天。主办单位：人力资源和社会保障局。"
        "督办单 富综治督〔2026〕12号，请在 11月13日 前回复。"
    )
    assert wording.say("yellow", Parts(CODE, LABOR, left=1, due=date(2026, 11, 9)), CENTER) == (
        "FJ20261105-0001 快到期了，还剩 1 天，到期日 11月9日。主办单位：人力资源和社会保障局。"
    )


def test_what_is_not_told_takes_its_words_along() -> None:
    assert wording.say("red", Parts(CODE, None), CENTER) == "FJ20261105-0001 已超期。主办单位：待分派。"


def test_a_report_is_named_in_full() -> None:
    parts = Parts(document="health", period="2026-10", reply_by=date(2026, 11, 30))
    assert wording.say("instruction", parts, CENTER) == (
        "领导批示：2026年10月体检报告，请在 11月30日 前回复。"
    )


@pytest.mark.parametrize("personal", PERSONAL)
def test_no_person_gets_into_a_unit(personal: str) -> None:
    for kind in wording.SENTENCES:
        parts = Parts(
            CODE, personal, 3, number=NUMBER, reply_by=date(2026, 11, 13), count=12, step="dispatch"
        )
        assert personal not in wording.say(kind, parts, CENTER)
    assert wording.say("red", Parts(CODE, personal), CENTER).endswith("主办单位：承办单位。")


@pytest.mark.parametrize("personal", PERSONAL)
@pytest.mark.parametrize("name", ["code", "number", "period"])
def test_what_is_no_code_is_refused(name: str, personal: str) -> None:
    for written in (personal, f"{CODE} {personal}", f"{NUMBER}{personal}"):
        with pytest.raises(ValueError, match="own form"):
            wording.say("red", Parts(**{name: written, "document": "health"}), CENTER)  # type: ignore[arg-type]


@pytest.mark.parametrize("personal", PERSONAL)
def test_what_is_no_step_is_refused(personal: str) -> None:
    with pytest.raises(KeyError):
        wording.say("step_taken", Parts(CODE, LABOR, step=personal), CENTER)


def test_a_step_s_next_words_are_the_county_s() -> None:
    told = (
        ToldStep("dispatch", ("handler",), "打开案件签收。"),
        ToldStep("propose", ("decider",), "去答复。"),
    )
    assert wording.following("step_taken", "handler", "dispatch", told) == "打开案件签收。"
    assert wording.following("many_step_taken", "handler", "dispatch", told) == "打开列表签收。"
    assert wording.following("step_asked", "decider", "extend", told) == "去答复。"
    assert wording.following("step_taken", "handler", "reopen", told) == "打开案件看下一步。"


def test_every_part_has_a_form() -> None:
    """A new part without one would be a hole: texts are held to patterns, the others are numbers and days."""
    assert {one.name: one.type for one in fields(Parts)} == {
        "code": "str | None",
        "unit": "str | None",
        "late": "int | None",
        "left": "int | None",
        "due": "date | None",
        "number": "str | None",
        "reply_by": "date | None",
        "document": "str | None",
        "period": "str | None",
        "count": "int | None",
        "step": "str | None",
    }


def test_every_kind_has_its_words_and_its_next_step() -> None:
    assert set(wording.SENTENCES) == set(wording.NEXT)
    for kind in wording.SENTENCES:
        assert wording.following(kind, "handler").endswith("。")
    assert wording.following("red", "supervisor") != wording.following("red", "unit_leader")
    assert "核查：通过" in wording.following("order_replied", "supervisor")
    assert wording.following("order_replied", "unit_leader").startswith("等督办岗核查")


def pending(number: int, kind: str = "red") -> PendingMessage:
    code = f"FJ20261105-{number:04d}"
    return PendingMessage(number, "分管老陈", kind, f"{code} 已超期。", code, datetime(2026, 11, 10, 8))


def test_few_go_one_by_one_many_as_one() -> None:
    assert wording.outside([pending(1)], CENTER, 1, 5, None) == [
        ("【富锦市社会治安综合治理中心】FJ20261105-0001 已超期。请登录系统看“消息”。", (1,))
    ]
    many = [pending(1, "yellow"), *(pending(number) for number in range(2, 9))]
    ((text, numbers),) = wording.outside(many, CENTER, 1, 2, "http://10.1.2.3:8765")
    assert numbers == (1, 2, 3, 4, 5, 6, 7, 8)
    assert text == (
        "【富锦市社会治安综合治理中心】您有 8 条新消息：红灯 7 条、黄灯 1 条。"
        "最急的：FJ20261105-0002、FJ20261105-0003。请登录系统看“消息”。http://10.1.2.3:8765"
    )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = support.make_house(tmp_path)
    yield made
    made.store.close()


def test_names_and_telephones_pushed_in_everywhere_come_out_nowhere(house: House) -> None:
    """Typed into every field there is, and standing in the case: no message and no sending holds them."""
    pushed = "，".join(PERSONAL)
    support.add_case(
        house,
        1,
        day=date(2026, 11, 5),
        units=[(LABOR, "responsible")],
        handler=PERSONAL[0],
        summary=pushed,
        claim=pushed,
        names=(PERSONAL[0], PERSONAL[0]),
    )
    support.add_case(house, 2, day=date(2026, 11, 5), units=[(PERSONAL[0], "responsible")])
    for day in range(8, 15):
        watch.scan(house, support.OPERATOR, date(2026, 11, day), datetime(2026, 11, day, 8))
    now = datetime(2026, 11, 16, 9)
    person = {role: users.find(house.store, name) for role, name in PEOPLE.items()}
    boss, chief, leader = (
        found.viewer()
        for role in (Role.SUPERVISOR, Role.UNIT_LEADER, Role.LEADER)
        if (found := person[role]) is not None
    )
    supervision.reply(house, chief, 1, Reply(pushed, pushed, PERSONAL[0], date(2026, 11, 20)), now)
    supervision.check(house, boss, 1, "return", pushed, now)
    supervision.reply(house, chief, 1, Reply(pushed, pushed, PERSONAL[0], date(2026, 11, 20)), now)
    supervision.check(house, boss, 1, "pass", pushed, now)
    number = instructing.give(
        house, leader, text=pushed, reply_by=now.date(), unit=None, case_code="FJ20261105-0001", now=now
    )
    instructing.reply(house, boss, number, pushed, now)
    instructing.settle(house, leader, number, "return", pushed, now)
    with house.store.reading():
        texts = [text for (text,) in Message.select(Message.text).tuples()]
        kinds = {kind for (kind,) in Message.select(Message.kind).tuples()}
        assert Delivery.select().count() == 0
    assert {"yellow", "red", "urge", "report", "order_replied", "order_returned", "instruction"} <= kinds
    told = "\n".join(texts)
    assert [one for one in PERSONAL if one in told] == []
    assert re.findall(r"\d{7,}(?!\d*-\d{4})", told) == []


def test_the_leader_names_of_the_centre_stay_inside(house: House) -> None:
    """Why a message came to somebody names colleagues; that stands beside the text and never goes outside."""
    viewer = Viewer(None, "system", frozenset({Role.OPERATOR}))
    support.add_case(house, 1, day=date(2026, 11, 5), units=[(LABOR, "responsible")])
    watch.scan(house, viewer, date(2026, 11, 10), datetime(2026, 11, 10, 8))
    with house.store.reading():
        texts = [text for (text,) in Message.select(Message.text).tuples()]
    assert not any(name in text for name in PEOPLE.values() for text in texts)
