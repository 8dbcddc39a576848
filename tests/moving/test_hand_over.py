"""A case of a unit goes from one handler to another: who may, to whom, what it changes."""

from __future__ import annotations

import re
import threading
from datetime import date
from typing import Any

import pytest

from jiefen_lite import moving
from jiefen_lite.daywork import Desk
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.moving import Incomplete
from jiefen_lite.shapes import By, Role, Status, Viewer
from jiefen_lite.store import absences, cases, messages, users, writing
from tests.moving.test_moving import MONDAY, add_person, get, history, in_hand, offered, who
from tests.web.support import LABOR, NOW, OPERATOR, PEOPLE, PHONE, TOWN_HALL

OLD, NEW, THIRD = PEOPLE[Role.HANDLER], "承办小钱", "承办小孙"
IN_HAND = (
    *(Status.DISPATCHED, Status.SIGNED, Status.MEDIATING, Status.SUSPENDED),
    *(Status.SETTLED, Status.FAILED, Status.TRANSFERRED, Status.FEEDBACK_PENDING),
)
NOT_IN_HAND = (
    *(Status.REGISTERED, Status.ACCEPTED, Status.CLOSED, Status.EVALUATED, Status.ARCHIVED),
    *(Status.WITHDRAWN, Status.NOT_ACCEPTED, Status.MERGED),
)


@pytest.fixture(autouse=True)
def colleague(house: House) -> Viewer:
    """Somebody else who handles cases of the labour office."""
    return add_person(house, NEW, Role.HANDLER, LABOR)


def give(house: House, viewer: Viewer, code: str, receiver: str = NEW, **more: Any) -> moving.Moved:
    entries = {"handler": receiver, "reason": "本人借调一个月", **more}
    seen = entries.pop("seen", None)
    return moving.move(house, viewer, code, "hand_over", entries, MONDAY, seen=seen)


@pytest.mark.parametrize("status", IN_HAND)
def test_only_the_handler_changes(status: Status, house: House) -> None:
    code = in_hand(house, status, handler=OLD)
    before = get(house, code)
    give(house, who(house, Role.UNIT_LEADER), code)
    after = get(house, code)
    assert after.handler == NEW
    assert (after.status, after.due_date, after.due_clock) == (status, before.due_date, before.due_clock)
    assert (after.mediator, after.responsible_unit) == (before.mediator, before.responsible_unit)
    event = history(house, code)[-1]
    assert (event.action, event.actor, event.reason) == (
        "hand_over",
        PEOPLE[Role.UNIT_LEADER],
        "本人借调一个月",
    )
    assert event.data["handler"] == [OLD, NEW]


@pytest.mark.parametrize("status", NOT_IN_HAND)
def test_what_no_unit_has_in_hand_goes_to_nobody(status: Status, house: House) -> None:
    code = in_hand(house, status, handler=OLD)
    with pytest.raises(IllegalMove):
        give(house, who(house, Role.UNIT_LEADER), code)
    assert get(house, code).handler == OLD


@pytest.mark.parametrize("role", [Role.HANDLER, Role.UNIT_LEADER, Role.SUPERVISOR])
def test_who_has_it_his_leader_and_the_supervisor_hand_it_over(role: Role, house: House) -> None:
    code = in_hand(house, handler=OLD)
    assert "hand_over" in offered(house, role, code)
    give(house, who(house, role), code)
    assert get(house, code).handler == NEW


def test_a_colleague_takes_and_gives_nothing_that_is_not_his(house: House, colleague: Viewer) -> None:
    code = in_hand(house, handler=OLD)
    found, _ = moving.offers(house, colleague, code, MONDAY)
    assert "hand_over" not in [one.action for one in found.others]
    with pytest.raises(NotAllowed, match="承办人自己、本单位分管领导或者督办岗"):
        give(house, colleague, code)


@pytest.mark.parametrize("role", [Role.INTAKE_CLERK, Role.MEDIATOR, Role.LEADER])
def test_nobody_else_hands_over(role: Role, house: House) -> None:
    code = in_hand(house, handler=OLD)
    with pytest.raises(NotAllowed):
        give(house, who(house, role), code)
    assert "hand_over" not in offered(house, role, code)


def test_another_units_leader_is_refused(house: House) -> None:
    """One whose unit assists knows of the case and may not; one whose unit has no part knows of none."""
    code = in_hand(house, handler=OLD)
    with pytest.raises(NotAllowed, match="主办单位"):
        give(house, add_person(house, "镇领导", Role.UNIT_LEADER, TOWN_HALL), code)
    with pytest.raises(NotFound):
        give(house, add_person(house, "民政领导", Role.UNIT_LEADER, "民政局"), code)
    assert get(house, code).handler == OLD


def test_only_somebody_of_the_unit_who_is_there_takes_it(house: House) -> None:
    code = in_hand(house, handler=OLD)
    add_person(house, "镇承办", Role.HANDLER, TOWN_HALL)
    add_person(house, "只调解", Role.MEDIATOR, LABOR)
    add_person(house, "已停用", Role.HANDLER, LABOR)
    users.set_disabled(house.store, OPERATOR, "已停用", True, NOW)
    leader = who(house, Role.UNIT_LEADER)
    for one in ("镇承办", "只调解", "已停用", OLD, "没有这人", ""):
        with pytest.raises(Incomplete):
            give(house, leader, code, one)
    with pytest.raises(Incomplete, match="移交的理由"):
        give(house, leader, code, reason=" ")
    assert get(house, code).handler == OLD


def test_a_unit_with_one_handler_is_told_what_to_do(house: House) -> None:
    users.set_disabled(house.store, OPERATOR, NEW, True, NOW)
    code = in_hand(house, handler=OLD)
    found, _ = moving.offers(house, who(house, Role.UNIT_LEADER), code, MONDAY)
    (why,) = [words for name, words in found.closed if name == "移交承办"]
    assert "新增账号" in why
    with pytest.raises(IllegalMove, match="新增账号"):
        give(house, who(house, Role.UNIT_LEADER), code)


def test_a_unit_that_a_rule_only_proposes_has_nobody_to_hand_to(house: House) -> None:
    code = in_hand(house, Status.MEDIATING, units=(), assisting_units=(), unit_by=By.RULE)
    with pytest.raises(IllegalMove, match="没有派给单位"):
        give(house, who(house, Role.SUPERVISOR), code)


def test_the_form_tells_what_each_has_in_hand_and_who_is_away(house: House, colleague: Viewer) -> None:
    code = in_hand(house, handler=OLD)
    for number, status in enumerate((Status.MEDIATING, Status.SETTLED, Status.CLOSED), 2):
        in_hand(house, status, number, handler=NEW)
    add_person(house, THIRD, Role.HANDLER, LABOR)
    absences.note(house.store, colleague, NEW, date(2026, 11, 16), date(2026, 11, 18), None, NOW)
    form = moving.form(house, who(house, Role.UNIT_LEADER), code, "hand_over", MONDAY)
    (choices,) = [field.choices for field in form.fields if field.name == "handler"]
    assert choices == (
        (THIRD, "承办小孙（在办 0 件）"),
        (NEW, "承办小钱（在办 2 件，11月16日至11月18日不在）"),
    )


def test_the_new_handler_has_it_in_his_lists_and_is_told(house: House, colleague: Viewer) -> None:
    code = in_hand(house, handler=OLD)
    in_hand(house, Status.SIGNED, 2, handler=OLD)

    def hand(viewer: Viewer) -> list[str]:
        desk = Desk(house, viewer, MONDAY)
        (one,) = [one for one in desk.lists() if one.id == "in_hand"]
        return [line.case.case_code for line in desk.page(one, 10, 0).lines]

    assert code in hand(who(house, Role.HANDLER))
    give(house, who(house, Role.UNIT_LEADER), code)
    assert hand(colleague) == [code]
    assert code not in hand(who(house, Role.HANDLER))
    (told,), _ = messages.of(house.store, colleague, unread_only=True, limit=10)
    assert (told.kind, told.case_code) == ("handed_over", code)
    for personal in ("孙立东", PHONE, OLD, NEW):
        assert personal not in told.text
    assert messages.unread(house.store, who(house, Role.HANDLER)) == 0


def test_who_stands_in_for_the_receiver_is_told(house: House, colleague: Viewer) -> None:
    code = in_hand(house, handler=OLD)
    stand_in = add_person(house, THIRD, Role.HANDLER, LABOR)
    absences.note(house.store, colleague, NEW, date(2026, 11, 16), date(2026, 11, 18), THIRD, NOW)
    give(house, who(house, Role.UNIT_LEADER), code)
    (told,), _ = messages.of(house.store, stand_in, unread_only=True, limit=10)
    assert told.why is not None
    assert "不在" in told.why


def test_the_mediator_goes_along_only_where_that_is_chosen(house: House) -> None:
    first = PEOPLE[Role.MEDIATOR]
    code = in_hand(house, Status.MEDIATING, handler=OLD, mediator=first)
    leader = who(house, Role.UNIT_LEADER)
    add_person(house, "调解小吴", Role.MEDIATOR, LABOR)
    give(house, leader, code)
    assert get(house, code).mediator == first
    give(house, leader, code, OLD, mediator="调解小吴")
    assert get(house, code).mediator == "调解小吴"
    assert history(house, code)[-1].data["mediator"] == [first, "调解小吴"]


def test_only_the_mediator_changes_where_the_handler_stays(house: House) -> None:
    first = PEOPLE[Role.MEDIATOR]
    code = in_hand(house, Status.MEDIATING, handler=OLD, mediator=first)
    second = add_person(house, "调解小吴", Role.MEDIATOR, LABOR)
    with pytest.raises(Incomplete, match="承办人没有换"):
        give(house, who(house, Role.UNIT_LEADER), code, OLD)
    give(house, who(house, Role.UNIT_LEADER), code, OLD, mediator=second.name)
    case = get(house, code)
    assert (case.handler, case.mediator) == (OLD, second.name)
    (told,), _ = messages.of(house.store, second, unread_only=True, limit=10)
    assert (told.kind, told.case_code) == ("mediator_changed", code)
    assert messages.unread(house.store, who(house, Role.HANDLER)) == 0


def test_later_ledgers_leave_the_new_handler(house: House) -> None:
    code = in_hand(house, handler=OLD)
    give(house, who(house, Role.UNIT_LEADER), code)
    case_id = cases.case_id_of(house.store, OPERATOR, code)
    assert "handler" in writing.load_case(house.store, case_id).person_fields


def test_of_two_at_once_one_wins(house: House) -> None:
    """Leader and handler give it to different people at one moment: the later is told who was quicker."""
    add_person(house, THIRD, Role.HANDLER, LABOR)
    code = in_hand(house, handler=OLD)
    start, told = threading.Barrier(2), []

    def try_it(role: Role, receiver: str) -> None:
        viewer = who(house, role)
        start.wait()
        try:
            give(house, viewer, code, receiver, seen=1)
            told.append(receiver)
        except JiefenError as error:
            told.append(f"{error.http_status} {error}")

    both = [
        threading.Thread(target=try_it, args=one) for one in ((Role.UNIT_LEADER, NEW), (Role.HANDLER, THIRD))
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    (winner,) = [one for one in told if one in (NEW, THIRD)]
    (refused,) = [one for one in told if one != winner]
    assert re.match(r"409 .*刚办了“移交承办”", refused), refused
    assert get(house, code).handler == winner
    assert [one.action for one in history(house, code)] == ["register", "hand_over"]
