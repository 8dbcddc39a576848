"""Whoever has to act next is told of a step: once, with it, and only as long as it asks for something."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from jiefen_lite import daywork, merging, moving
from jiefen_lite.daywork import Picked
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError
from jiefen_lite.messaging import outbox
from jiefen_lite.moving.acts import ACTS
from jiefen_lite.rules.messages import AGREE, DECLINE, PROPOSE, TOLD_STEPS, ToldStep
from jiefen_lite.shapes import Role, Status, Viewer
from jiefen_lite.shapes.supervision import MessageRecord
from jiefen_lite.store import absences, messages
from tests.moving import test_moving
from tests.moving.test_moving import MONDAY, add_person, in_hand, registered, say, who
from tests.web.support import LABOR, OPERATOR, PEOPLE, TOWN_HALL

HANDLER, CHIEF, BOSS = Role.HANDLER, Role.UNIT_LEADER, Role.SUPERVISOR
#: What is filled in besides what every test of the steps fills in.
MORE: dict[str, dict[str, Any]] = {
    "extend": {"days": "1"},
    "suspend": {"until": (MONDAY + timedelta(days=9)).date().isoformat()},
    "start_mediation": {"consent": "both"},
    "dispatch": {"complexity": "simple", "assisting_units": [TOWN_HALL]},
}


def do(house: House, role: Role, code: str, action: str, at: datetime = MONDAY) -> moving.Moved:
    return test_moving.do(house, role, code, action, at, **MORE.get(action, {}))


def told(house: House, role: Role | Viewer, *, all_of_them: bool = False) -> list[MessageRecord]:
    viewer = who(house, role) if isinstance(role, Role) else role
    return messages.of(house.store, viewer, unread_only=not all_of_them, limit=99)[0]


def kinds(house: House, role: Role | Viewer) -> list[tuple[str, str | None]]:
    return [(one.kind, one.step) for one in told(house, role)]


def dispatched(house: House, number: int = 1) -> str:
    code = registered(house, number)
    do(house, Role.INTAKE_CLERK, code, "accept")
    do(house, BOSS, code, "dispatch")
    return code


def test_a_dispatch_is_told_to_whoever_signs(house: House) -> None:
    """The handlers of the unit and of the unit that assists; the code and the unit, no name and no story."""
    helper = add_person(house, "协办小周", HANDLER, TOWN_HALL)
    code = registered(house)
    do(house, Role.INTAKE_CLERK, code, "accept")
    assert kinds(house, BOSS) == [("step_taken", "accept")]
    do(house, BOSS, code, "dispatch")
    assert kinds(house, BOSS) == []  # he has dispatched it
    (one,) = told(house, HANDLER)
    assert one.text == f"{code} 办了“分流”。主办单位：{LABOR}。"
    assert (one.case_code, one.step) == (code, "dispatch")
    assert kinds(house, helper) == [("step_taken", "dispatch")]
    assert kinds(house, CHIEF) == []


def test_the_one_on_duty_or_standing_in_is_told(house: House) -> None:
    other = add_person(house, "承办小孙", HANDLER, LABOR)
    mine = PEOPLE[HANDLER]
    day = MONDAY.date()
    absences.note(house.store, OPERATOR, mine, day, day, other.name, MONDAY)
    dispatched(house)
    assert kinds(house, HANDLER) == []
    (one,) = told(house, other)
    assert one.why is None or mine in one.why


def test_signing_marks_the_message_done_and_the_assistant_s_stays(house: House) -> None:
    helper = add_person(house, "协办小周", HANDLER, TOWN_HALL)
    other = add_person(house, "承办小孙", HANDLER, LABOR)
    code = dispatched(house)
    assert kinds(house, other) == [("step_taken", "dispatch")]
    do(house, HANDLER, code, "sign_receipt")
    assert kinds(house, HANDLER) == kinds(house, other) == []  # nobody of the unit has to sign any more
    assert kinds(house, helper) == [("step_taken", "dispatch")]
    moving.move(house, helper, code, "sign_assist", {}, MONDAY)
    assert kinds(house, helper) == []


def test_a_return_is_told_to_those_who_decide_and_then_to_who_asked(house: House) -> None:
    code = dispatched(house)
    do(house, HANDLER, code, "return_case")
    assert kinds(house, CHIEF) == [("step_asked", "return_case")]
    assert told(house, CHIEF)[0].text == f"{code} 有“退件”的申请等答复。主办单位：{LABOR}。"
    assert kinds(house, BOSS) == []
    say(house, CHIEF, code)
    assert kinds(house, CHIEF) == []  # he has answered
    assert kinds(house, BOSS) == [("step_asked", "return_case")]
    second = add_person(house, "督办小高", BOSS, None)
    say(house, BOSS, code)
    assert kinds(house, BOSS) == []
    assert kinds(house, second) == [("step_taken", "return_case")]  # who dispatches it again
    # the unit may not look into the case any more, and is told all the same
    (one,) = told(house, HANDLER)
    assert (one.kind, one.step, one.case_code) == ("step_agreed", "return_case", None)
    assert one.text == f"{code} 的“退件”申请，已经同意。"


@pytest.mark.parametrize("action", ["extend", "suspend", "transfer", "consult"])
def test_what_is_asked_is_told_to_the_supervisors(house: House, action: str) -> None:
    code = in_hand(house, Status.MEDIATING, handler=PEOPLE[HANDLER])
    do(house, HANDLER, code, action)
    assert kinds(house, BOSS) == [("step_asked", action)]
    say(house, BOSS, code, "refuse")
    assert kinds(house, BOSS) == []
    assert kinds(house, HANDLER) == [("step_declined", action)]
    do(house, HANDLER, code, action, at=MONDAY + timedelta(minutes=1))
    assert kinds(house, HANDLER) == []  # he has gone on: the refusal is no news any more
    say(house, BOSS, code, at=MONDAY + timedelta(minutes=2))
    assert kinds(house, HANDLER) == [("step_agreed", action)]


def test_a_unit_that_does_not_assist_asks_and_is_answered(house: House) -> None:
    helper = add_person(house, "协办小周", HANDLER, TOWN_HALL)
    code = in_hand(house)
    moving.move(house, helper, code, "refuse_assist", {"reason": "不归我们管"}, MONDAY)
    assert kinds(house, BOSS) == [("step_asked", "refuse_assist")]
    say(house, BOSS, code)
    assert kinds(house, helper) == [("step_agreed", "refuse_assist")]
    assert kinds(house, HANDLER) == []


def test_another_step_leaves_what_waits_for_an_answer(house: House) -> None:
    code = in_hand(house, Status.SIGNED, handler=PEOPLE[HANDLER])
    do(house, HANDLER, code, "extend")
    do(house, HANDLER, code, "start_mediation")
    assert kinds(house, BOSS) == [("step_asked", "extend")]
    assert kinds(house, Role.MEDIATOR) == [("step_taken", "start_mediation")]


def test_what_lapses_and_what_is_taken_back_asks_nobody_any_more(house: House) -> None:
    code = in_hand(house, Status.MEDIATING, handler=PEOPLE[HANDLER])
    do(house, HANDLER, code, "extend")
    say(house, HANDLER, code, "take_back")
    assert kinds(house, BOSS) == kinds(house, HANDLER) == []
    do(house, HANDLER, code, "extend")
    do(house, HANDLER, code, "fail")  # nothing is extended of a case that has come to its result
    assert kinds(house, BOSS) == []


def test_closing_is_told_from_the_handler_to_the_supervisor_and_back(house: House) -> None:
    code = in_hand(house, Status.MEDIATING, handler=PEOPLE[HANDLER], mediator=PEOPLE[Role.MEDIATOR])
    do(house, Role.MEDIATOR, code, "settle")
    assert kinds(house, HANDLER) == [("step_taken", "settle")]
    do(house, HANDLER, code, "submit_feedback")
    assert kinds(house, CHIEF) == [("step_asked", "submit_feedback")]
    say(house, CHIEF, code)
    assert kinds(house, BOSS) == [("step_taken", "submit_feedback")]
    assert kinds(house, HANDLER) == [("step_agreed", "submit_feedback")]
    do(house, BOSS, code, "reject_feedback")
    assert kinds(house, HANDLER) == [("step_taken", "reject_feedback")]
    assert kinds(house, BOSS) == []
    do(house, HANDLER, code, "fail")
    do(house, HANDLER, code, "submit_feedback")
    say(house, CHIEF, code)
    do(house, BOSS, code, "approve")
    assert kinds(house, HANDLER) == [("step_taken", "approve")]
    do(house, BOSS, code, "reopen")
    assert kinds(house, HANDLER) == [("step_taken", "reopen")]
    assert kinds(house, CHIEF) == [("step_taken", "reopen")]


def test_fifty_dispatches_are_one_message(house: House) -> None:
    codes = [registered(house, number) for number in range(1, 51)]
    for code in codes:
        do(house, Role.INTAKE_CLERK, code, "accept")
    assert kinds(house, BOSS) == [("many_step_taken", "accept")]
    done = daywork.run(
        house, who(house, BOSS), "dispatch", [Picked(code, 2, LABOR) for code in codes], {}, MONDAY
    )
    assert all(one.done for one in done)
    (one,) = told(house, HANDLER, all_of_them=True)
    assert (one.kind, one.text, one.case_code) == ("many_step_taken", "50 件办了“分流”。", None)
    assert messages.unread(house.store, who(house, HANDLER)) == 1
    assert kinds(house, BOSS) == []  # all of them are dispatched, and so is what stood for them
    signed = [Picked(code, 3) for code in codes]
    daywork.run(house, who(house, HANDLER), "sign_receipt", signed[:49], {}, MONDAY)
    assert messages.unread(house.store, who(house, HANDLER)) == 1
    daywork.run(house, who(house, HANDLER), "sign_receipt", signed[49:], {}, MONDAY)
    assert messages.unread(house.store, who(house, HANDLER)) == 0


def test_few_are_told_one_by_one(house: House) -> None:
    most = house.book.messages.digest.page_most
    codes = [dispatched(house, number) for number in range(1, most + 1)]
    assert [one.case_code for one in told(house, HANDLER)] == codes[::-1]
    dispatched(house, most + 1)
    assert kinds(house, HANDLER) == [("many_step_taken", "dispatch")]


def test_reading_the_one_that_stands_for_many_reads_all(house: House) -> None:
    for number in range(1, 13):
        dispatched(house, number)
    viewer = who(house, HANDLER)
    assert messages.mark_read(house.store, viewer, None, MONDAY) == 1
    dispatched(house, 13)
    assert kinds(house, HANDLER) == [("step_taken", "dispatch")]


def test_outside_the_digest_goes_once(house: House) -> None:
    for number in range(1, 13):
        dispatched(house, number)
    viewer = who(house, HANDLER)
    waiting = messages.not_taken_up(house.store, viewer, "sms", [viewer.name], MONDAY - outbox.OLDEST)
    assert [one.text for one in waiting] == ["12 件办了“分流”。"]


def test_a_step_that_is_not_taken_tells_nobody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """One transaction: what cannot be written leaves no message, and trying again makes no second one."""
    code = dispatched(house)
    before = told(house, HANDLER)
    with pytest.raises(JiefenError):
        do(house, BOSS, code, "dispatch")
    assert told(house, HANDLER) == before

    def fall(*_args: object, **_more: object) -> None:
        raise OSError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(messages, "put_of_steps", fall)
        with pytest.raises(OSError, match="no room"):
            do(house, HANDLER, code, "extend")
    assert kinds(house, BOSS) == []
    do(house, HANDLER, code, "extend")
    assert kinds(house, BOSS) == [("step_asked", "extend")]


def test_a_case_that_becomes_part_of_another_asks_nobody(house: House) -> None:
    code, other = dispatched(house, 1), dispatched(house, 2)
    merging.merge(house, who(house, BOSS), code, other, "同一件事", MONDAY)
    assert [one.case_code for one in told(house, HANDLER)] == [code]


def test_the_county_says_who_is_told(house: House) -> None:
    """A row more tells of a step, without any nobody is told of one."""
    more = ToldStep("first_contact", ("unit_leader",), "看一看。")
    whole = house.book.messages
    code = in_hand(house, handler=PEOPLE[HANDLER])
    object.__setattr__(house.book, "messages", replace(whole, steps=(more,)))
    try:
        do(house, HANDLER, code, "first_contact")
        do(house, HANDLER, code, "extend")
    finally:
        object.__setattr__(house.book, "messages", whole)
    assert kinds(house, CHIEF) == [("step_taken", "first_contact")]
    assert kinds(house, BOSS) == []


def test_every_shipped_row_is_a_step_of_the_system(house: House) -> None:
    rows = {one.id for one in house.book.messages.steps}
    assert rows - set(ACTS) <= {PROPOSE, AGREE, DECLINE}
    assert set(ACTS) | {PROPOSE, AGREE, DECLINE} <= set(TOLD_STEPS)
    assert set(TOLD_STEPS) - set(ACTS) <= {PROPOSE, AGREE, DECLINE}
    assert {"dispatch", "reject_feedback", "approve", "reopen", "submit_feedback", PROPOSE, AGREE} <= rows
