"""Somebody is away and another stands in: he has the lists and steps of the absent one meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from jiefen_lite import daywork, moving
from jiefen_lite.daywork import Desk
from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed, NotFound
from jiefen_lite.shapes import Outcome, Role, Status, Viewer
from jiefen_lite.store import absences, requests, users
from tests.moving.test_moving import MONDAY, add_person, do, get, history, in_hand, offered, registered, who
from tests.moving.test_walks import FILLED
from tests.web.support import LABOR, NOW, OPERATOR, PEOPLE, TOWN_HALL

HANDLER, MEDIATOR = PEOPLE[Role.HANDLER], PEOPLE[Role.MEDIATOR]
CLERK, BOSS, CHIEF = PEOPLE[Role.INTAKE_CLERK], PEOPLE[Role.SUPERVISOR], PEOPLE[Role.UNIT_LEADER]
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def away(house: House, person: str, stand_in: str | None) -> None:
    absences.note(house.store, OPERATOR, person, MONDAY.date(), TUESDAY.date(), stand_in, NOW)


def step(house: House, viewer: Viewer, code: str, action: str, at: datetime = MONDAY, **more: object) -> None:
    moving.move(house, viewer, code, action, {**FILLED[action], **more}, at)  # type: ignore[dict-item]


def tabs(house: House, viewer: Viewer, at: datetime = MONDAY) -> dict[str, tuple[int, tuple[str, ...]]]:
    """List → how many cases it has, and for whom he has it."""
    return {one.list.id: (one.number, one.stands_for) for one in daywork.tabs(Desk(house, viewer, at))}


def test_what_only_the_mediator_may_his_stand_in_may_until_he_is_back(house: House) -> None:
    code = in_hand(house, Status.MEDIATING, handler=HANDLER, mediator=MEDIATOR)
    me = who(house, Role.HANDLER)
    assert "settle" not in offered(house, Role.HANDLER, code)
    away(house, MEDIATOR, HANDLER)
    assert "settle" in offered(house, Role.HANDLER, code)
    with pytest.raises(NotAllowed):
        step(house, me, code, "settle", WEDNESDAY)
    step(house, me, code, "settle", TUESDAY)
    event = history(house, code)[-1]
    assert (event.actor, event.actor_role, event.data["stands_for"]) == (HANDLER, "mediator", MEDIATOR)
    assert get(house, code).mediator == MEDIATOR


def test_it_ends_at_once_when_the_leave_is_taken_back(house: House) -> None:
    code = in_hand(house, Status.MEDIATING, mediator=MEDIATOR)
    away(house, MEDIATOR, HANDLER)
    absences.take_back(house.store, OPERATOR, MEDIATOR, MONDAY.date(), MONDAY)
    with pytest.raises(NotAllowed):
        step(house, who(house, Role.HANDLER), code, "settle")
    assert "mediating" not in tabs(house, who(house, Role.HANDLER))


def test_a_clerk_in_place_of_the_supervisor(house: House) -> None:
    code = in_hand(house, Status.FEEDBACK_PENDING, feedback_submitted_at=MONDAY, outcome=Outcome.RESOLVED)
    other = add_person(house, "窗口小何", Role.INTAKE_CLERK, None)
    away(house, BOSS, CLERK)
    with pytest.raises(NotAllowed):
        step(house, other, code, "approve")
    step(house, who(house, Role.INTAKE_CLERK), code, "approve")
    event = history(house, code)[-1]
    assert (event.actor, event.actor_role, event.data["stands_for"]) == (CLERK, "supervisor", BOSS)
    assert get(house, code).status is Status.CLOSED


def test_a_colleagues_case_is_dealt_with_for_him_and_ones_own_is_not(house: House) -> None:
    me = add_person(house, "承办小钱", Role.HANDLER, LABOR)
    away(house, HANDLER, me.name)
    his = in_hand(house, Status.SIGNED, 1, handler=HANDLER)
    mine = in_hand(house, Status.SIGNED, 2, handler=me.name)
    for code in (his, mine):
        step(house, me, code, "first_contact")
    assert history(house, his)[-1].data["stands_for"] == HANDLER
    assert "stands_for" not in history(house, mine)[-1].data
    # the absent one's cases may be handed over too, which a colleague otherwise may not
    step(house, me, his, "hand_over", handler=me.name)
    assert history(house, his)[-1].data == {
        "handler": [HANDLER, me.name],
        "stands_for": HANDLER,
    }


def test_who_is_no_handler_himself_signs_for_the_absent_one(house: House) -> None:
    code = in_hand(house, Status.DISPATCHED)
    chief = who(house, Role.UNIT_LEADER)
    with pytest.raises(NotAllowed):
        step(house, chief, code, "sign_receipt")
    away(house, HANDLER, CHIEF)
    step(house, chief, code, "sign_receipt")
    assert get(house, code).handler == HANDLER
    assert history(house, code)[-1].data["stands_for"] == HANDLER


def test_stand_ins_are_followed(house: House) -> None:
    last = add_person(house, "承办小孙", Role.HANDLER, LABOR)
    code = in_hand(house, Status.MEDIATING, mediator=MEDIATOR)
    away(house, MEDIATOR, HANDLER)
    away(house, HANDLER, last.name)
    assert tabs(house, last)["mediating"] == (1, (MEDIATOR,))
    step(house, last, code, "settle")
    assert history(house, code)[-1].data["stands_for"] == MEDIATOR


def test_nobody_has_his_own_application_answered_by_his_stand_in(house: House) -> None:
    """The leader asked for it himself as a handler; what a handler asks for his stand-in answers."""
    users.set_roles(house.store, OPERATOR, CHIEF, [Role.UNIT_LEADER, Role.HANDLER], LABOR, NOW)
    stand_in = add_person(house, "承办小钱", Role.HANDLER, LABOR)
    own, other = (in_hand(house, Status.SETTLED, number, handler=HANDLER) for number in (1, 2))
    step(house, who(house, Role.UNIT_LEADER), own, "submit_feedback")
    do(house, Role.HANDLER, other, "submit_feedback")
    away(house, CHIEF, stand_in.name)

    def agree(code: str) -> None:
        (waiting,) = [one for one in requests.of_case(house.store, OPERATOR, code) if one.is_open]
        moving.answer(house, stand_in, code, waiting.id, "agree", "", MONDAY)

    with pytest.raises(NotAllowed):
        agree(own)
    agree(other)
    event = history(house, other)[-1]
    assert (event.actor, event.actor_role, event.data["stands_for"]) == (stand_in.name, "unit_leader", CHIEF)


def test_what_a_stand_in_reports_himself_does_not_hang_on_the_absent_leader(house: House) -> None:
    """He asks and agrees, as the history shows; the centre looks at it, and another leader goes first."""
    me, code = who(house, Role.HANDLER), in_hand(house, Status.SETTLED, handler=HANDLER)
    away(house, CHIEF, HANDLER)
    step(house, me, code, "submit_feedback")
    (waiting,) = [one for one in requests.of_case(house.store, OPERATOR, code) if one.is_open]
    second = add_person(house, "副局长", Role.UNIT_LEADER, LABOR)
    with pytest.raises(NotAllowed, match="另一位"):
        moving.answer(house, me, code, waiting.id, "agree", "", MONDAY)
    users.set_disabled(house.store, OPERATOR, second.name, True, NOW)
    moving.answer(house, me, code, waiting.id, "agree", "", MONDAY)
    event = history(house, code)[-1]
    assert (event.actor, event.actor_role, event.data["stands_for"]) == (HANDLER, "unit_leader", CHIEF)
    assert get(house, code).status is Status.FEEDBACK_PENDING


def test_the_stand_in_of_center_yaml_is_told_as_such_too(house: House) -> None:
    """The leader has not said who stands in for him: whom center.yaml names for the unit does."""
    units = [
        replace(one, leader=CHIEF, stand_in=HANDLER) if one.name == LABOR else one
        for one in house.center.units
    ]
    house.center = replace(house.center, units=tuple(units))
    code = in_hand(house, Status.SETTLED, handler=HANDLER)
    away(house, CHIEF, None)
    me = who(house, Role.HANDLER)
    step(house, me, code, "submit_feedback")
    (waiting,) = [one for one in requests.of_case(house.store, OPERATOR, code) if one.is_open]
    moving.answer(house, me, code, waiting.id, "agree", "", MONDAY)
    event = history(house, code)[-1]
    assert (event.actor, event.actor_role, event.data["stands_for"]) == (HANDLER, "unit_leader", CHIEF)


def test_at_the_centre_nobody_agrees_to_what_he_asked_for(house: House) -> None:
    """A clerk in the supervisor's place does not refuse a matter all by himself."""
    code = registered(house)
    away(house, BOSS, CLERK)
    do(house, Role.INTAKE_CLERK, code, "refuse")
    (waiting,) = [one for one in requests.of_case(house.store, OPERATOR, code) if one.is_open]
    with pytest.raises(NotAllowed, match="另一位"):
        moving.answer(house, who(house, Role.INTAKE_CLERK), code, waiting.id, "agree", "", MONDAY)


@pytest.mark.parametrize("role", [Role.RULE_EDITOR, Role.AUDITOR, Role.ADMIN, Role.EXPERT])
def test_who_sees_no_case_sees_none_by_standing_in(role: Role, house: House) -> None:
    code = registered(house)
    away(house, BOSS, PEOPLE[role])
    with pytest.raises(NotFound):
        step(house, who(house, role), code, "accept")
    assert tabs(house, who(house, role)) == {}


def test_standing_in_opens_no_case_of_another_unit(house: House) -> None:
    """Somebody of the unit who also sits at the counter is away: the county does not go along."""
    both = users.add(
        house.store, OPERATOR, "两岗", [Role.HANDLER, Role.INTAKE_CLERK], LABOR, "-", NOW, must_change=False
    )
    away(house, both.name, HANDLER)
    strange = registered(house, 1, responsible_unit=None)
    with pytest.raises(NotFound):
        step(house, who(house, Role.HANDLER), strange, "accept")
    assert "to_accept" not in tabs(house, who(house, Role.HANDLER))


def test_a_stand_in_who_went_to_another_unit_stands_in_no_more(house: House) -> None:
    code = in_hand(house, Status.MEDIATING, mediator=MEDIATOR)
    me = add_person(house, "承办小钱", Role.HANDLER, LABOR)
    away(house, MEDIATOR, me.name)
    users.set_roles(house.store, OPERATOR, me.name, [Role.HANDLER], TOWN_HALL, NOW)
    moved = users.find(house.store, me.name)
    assert moved is not None
    with pytest.raises(NotAllowed):
        step(house, moved.viewer(), code, "settle")


def test_the_lists_of_the_absent_one_are_marked_and_gone_when_he_is_back(house: House) -> None:
    me = who(house, Role.HANDLER)
    add_person(house, "承办小钱", Role.HANDLER, LABOR)
    code = in_hand(house, Status.MEDIATING, 1, handler="承办小钱", mediator=MEDIATOR)
    away(house, MEDIATOR, HANDLER)
    away(house, "承办小钱", HANDLER)
    found = tabs(house, me)
    assert found["mediating"] == (1, (MEDIATOR,))
    assert found["in_hand"] == (1, ())  # his own list, where the colleague's case is marked
    desk = Desk(house, me, MONDAY)
    marks = {}
    for one in desk.lists():
        for line in desk.page(one, 10, 0).lines:
            marks[one.id] = (line.case.case_code, line.stands_for)
    assert marks["in_hand"] == (code, "承办小钱")
    assert marks["mediating"] == (code, MEDIATOR)
    assert "mediating" not in tabs(house, me, WEDNESDAY)
    assert tabs(house, me, WEDNESDAY)["in_hand"] == (0, ())
