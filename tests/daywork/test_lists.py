"""Each role's lists of the day: which cases, how many, in which order, what is done next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from jiefen_lite import daywork, moving
from jiefen_lite.daywork import Desk, Line, WorkList
from jiefen_lite.desk import House
from jiefen_lite.shapes import Complexity, Role, Status, Viewer
from jiefen_lite.store import absences, cases, intakes, users
from tests.moving.test_moving import MONDAY, add_person, do, in_hand, registered, say, who
from tests.web.support import LABOR, OPERATOR, PEOPLE, TOWN_HALL, add_case

#: What the guide lists for each role in the morning (section 9), and what they cannot do without.
GUIDE = {
    Role.INTAKE_CLERK: ["待受理", "待补材料", "待告知", "待分流（简易）", "待评价", "待归档", "我登记的"],
    Role.SUPERVISOR: [
        *("待分流", "待受理（涉众、涉法）", "红灯", "黄灯", "待审核报结"),
        *("待裁定退件", "其他申请", "不满意待答复", "未评价", "待归档"),
    ],
    Role.HANDLER: [
        *("待签收", "待签收协办", "待首次联系", "超期", "临期", "被退回", "待报结", "手上在办", "待归档"),
    ],
    Role.UNIT_LEADER: ["待我审批", "待定承办人", "本单位红灯", "本单位黄灯", "等中心答复"],
    Role.LEADER: ["全县红灯", "超期最久", "涉众和民转刑风险"],
    Role.MEDIATOR: ["待开始调解", "调解中", "超期", "临期", "履行中"],
    Role.ADMIN: [],
    Role.AUDITOR: [],
    Role.RULE_EDITOR: [],
    Role.EXPERT: [],
}


def lists(house: House, viewer: Viewer, at: datetime = MONDAY) -> dict[str, list[str]]:
    """Name of each list that has something → the codes of its cases, in order; each number is checked."""
    desk = Desk(house, viewer, at)
    found = {}
    for tab in daywork.tabs(desk):
        pages = desk.page(tab.list, 100, 0)
        assert len(pages.lines) == tab.number == pages.total, tab.list.id
        if tab.number:
            found[tab.list.name] = [line.case.case_code for line in pages.lines]
    return found


def line_of(house: House, viewer: Viewer, name: str, at: datetime = MONDAY) -> Line:
    """The only case of a list."""
    desk = Desk(house, viewer, at)
    (one,) = [one for one in desk.lists() if one.name == name]
    (line,) = desk.page(one, 10, 0).lines
    return line


@pytest.mark.parametrize("role", GUIDE, ids=lambda role: role.value)
def test_each_role_has_the_lists_of_the_guide(house: House, role: Role) -> None:
    assert [one.name for one in Desk(house, who(house, role), MONDAY).lists()] == GUIDE[role]


def test_a_case_wanders_from_list_to_list(house: House) -> None:
    """From the counter to the archive there is always one whose list the case stands on."""
    clerk, boss, handler = (who(house, one) for one in (Role.INTAKE_CLERK, Role.SUPERVISOR, Role.HANDLER))
    leader, mediator = who(house, Role.UNIT_LEADER), who(house, Role.MEDIATOR)
    code = registered(house)
    assert lists(house, clerk) == {"待受理": [code]}
    assert lists(house, boss) == {}
    do(house, Role.INTAKE_CLERK, code, "accept")
    assert "待分流" in lists(house, boss)
    do(house, Role.SUPERVISOR, code, "dispatch", complexity="complex", responsible_unit=LABOR)
    assert lists(house, handler) == {"待签收": [code]}
    do(house, Role.HANDLER, code, "sign_receipt")
    assert lists(house, handler) == {"待首次联系": [code], "手上在办": [code]}
    assert line_of(house, handler, "手上在办").action == "first_contact"
    do(house, Role.HANDLER, code, "first_contact", way="telephone")
    assert lists(house, handler) == {"手上在办": [code]}
    assert line_of(house, handler, "手上在办").action == "start_mediation"
    do(house, Role.HANDLER, code, "start_mediation", consent="both")
    assert lists(house, mediator) == {"调解中": [code]}
    do(house, Role.MEDIATOR, code, "settle", agreement_form="written", signed="yes")
    assert lists(house, handler) == {"待报结": [code]}
    assert lists(house, mediator) == {"履行中": [code]}
    do(house, Role.HANDLER, code, "submit_feedback")
    assert lists(house, handler) == {}
    assert lists(house, leader) == {"待我审批": [code]}
    assert lists(house, boss) == {}
    say(house, Role.UNIT_LEADER, code)
    assert lists(house, boss) == {"待审核报结": [code]}
    do(house, Role.SUPERVISOR, code, "reject_feedback", reason="缺照片")
    assert lists(house, handler) == {"被退回": [code], "手上在办": [code]}
    do(house, Role.MEDIATOR, code, "settle", agreement_form="written", signed="yes")
    do(house, Role.HANDLER, code, "submit_feedback")
    say(house, Role.UNIT_LEADER, code)
    do(house, Role.SUPERVISOR, code, "approve")
    assert lists(house, clerk) == {"待评价": [code]}
    assert lists(house, boss) == {"未评价": [code]}
    do(house, Role.INTAKE_CLERK, code, "evaluate")
    assert lists(house, handler) == {"待归档": [code]}
    do(house, Role.HANDLER, code, "archive")
    for one in (clerk, boss, handler, leader, mediator):
        assert lists(house, one) == {}


def test_matters_of_many_are_the_supervisors_to_take_in(house: House) -> None:
    many, law = registered(house, 1, people_count=10), registered(house, 2, type_l1="admin_legal")
    few = registered(house, 3, people_count=9)
    assert lists(house, who(house, Role.INTAKE_CLERK)) == {"待受理": [few]}
    assert lists(house, who(house, Role.SUPERVISOR)) == {"待受理（涉众、涉法）": [many, law]}


def test_a_refusal_waits_for_the_supervisor_and_then_for_the_applicant(house: House) -> None:
    clerk, boss = who(house, Role.INTAKE_CLERK), who(house, Role.SUPERVISOR)
    code = registered(house)
    do(house, Role.INTAKE_CLERK, code, "refuse")
    assert lists(house, clerk) == {}
    assert lists(house, boss) == {"其他申请": [code]}
    assert line_of(house, boss, "其他申请").asked == ("refuse",)
    say(house, Role.SUPERVISOR, code)
    assert lists(house, clerk) == {"待告知": [code]}


def test_a_return_goes_by_the_leader_to_the_supervisor_and_first_in_his_list(house: House) -> None:
    boss, leader = who(house, Role.SUPERVISOR), who(house, Role.UNIT_LEADER)
    other = add_case(house, 9, status=Status.ACCEPTED, type_l1="labor", day=date(2026, 11, 1)).case_code
    code = in_hand(house)
    do(house, Role.HANDLER, code, "return_case", ground="信息不全", reason="没有电话")
    assert lists(house, leader) == {"待我审批": [code]}
    assert "待裁定退件" not in lists(house, boss)
    say(house, Role.UNIT_LEADER, code)
    assert lists(house, leader) == {"等中心答复": [code]}
    assert lists(house, boss)["待裁定退件"] == [code]
    say(house, Role.SUPERVISOR, code)
    assert lists(house, boss)["待分流"] == [code, other]
    assert lists(house, who(house, Role.INTAKE_CLERK))["待补材料"] == [code]


def test_what_came_back_for_another_reason_needs_no_papers(house: House) -> None:
    code = in_hand(house)
    do(house, Role.HANDLER, code, "return_case", ground="不属本单位职权", reason="归住建")
    say(house, Role.UNIT_LEADER, code)
    say(house, Role.SUPERVISOR, code)
    assert "待补材料" not in lists(house, who(house, Role.INTAKE_CLERK))


def test_the_least_time_left_comes_first(house: House) -> None:
    days = (date(2026, 11, 12), date(2026, 11, 3), date(2026, 11, 9))
    codes = [in_hand(house, Status.DISPATCHED, number, day=day) for number, day in enumerate(days, 1)]
    assert lists(house, who(house, Role.HANDLER))["待签收"] == [codes[1], codes[2], codes[0]]


def test_a_list_may_be_read_from_its_newest_case_on(house: House) -> None:
    """What came in today is not lost behind a backlog that is overdue."""
    days = (date(2026, 11, 12), date(2026, 11, 3), date(2026, 11, 9))
    codes = [in_hand(house, Status.DISPATCHED, number, day=day) for number, day in enumerate(days, 1)]
    desk = Desk(house, who(house, Role.HANDLER), MONDAY)
    (to_sign,) = [one for one in desk.lists() if one.name == "待签收"]
    pages = desk.page(to_sign, 2, 0, newest=True)
    assert [line.case.case_code for line in pages.lines] == [codes[0], codes[2]]


def test_a_clerk_sees_what_he_typed_in_whatever_became_of_it(house: House) -> None:
    codes = [in_hand(house, Status.DISPATCHED, number) for number in (1, 2, 3)]
    clerk = who(house, Role.INTAKE_CLERK)
    with house.store.writing():
        for code, name, at in (
            (codes[0], clerk.name, MONDAY),
            (codes[1], clerk.name, MONDAY - timedelta(days=31)),
            (codes[2], "别人", MONDAY),
        ):
            number = cases.case_id_of(house.store, OPERATOR, code)
            intakes.add(house.store, replace(clerk, name=name), number, "1", "q", at)
    assert lists(house, clerk) == {"我登记的": [codes[0]]}


def test_red_and_yellow_are_as_the_lights(house: House) -> None:
    """简易 3 日: of Thursday is due on Sunday, which is Monday; of the 3rd is late; of Monday has time."""
    late = in_hand(house, Status.MEDIATING, 1, day=date(2026, 11, 3))
    near = in_hand(house, Status.MEDIATING, 2, day=date(2026, 11, 12))
    in_hand(house, Status.MEDIATING, 3, day=date(2026, 11, 16))
    expected = {"红灯": [late], "黄灯": [near]}
    assert {name: lists(house, who(house, Role.SUPERVISOR))[name] for name in expected} == expected
    leader = lists(house, who(house, Role.UNIT_LEADER))
    assert leader == {"本单位红灯": [late], "本单位黄灯": [near]}
    handler = lists(house, who(house, Role.HANDLER))
    assert (handler["超期"], handler["临期"]) == ([late], [near])
    assert lists(house, who(house, Role.LEADER)) == {"全县红灯": [late], "超期最久": [late]}


def test_other_units_see_nothing_of_it(house: House) -> None:
    in_hand(house, Status.DISPATCHED, 1, units=[(LABOR, "responsible")], assisting_units=())
    in_hand(house, Status.MEDIATING, 2, units=[(LABOR, "responsible")], day=date(2026, 11, 3))
    stranger = add_person(house, "民政承办", Role.HANDLER, "民政局")
    assert lists(house, stranger) == {}
    assert lists(house, add_person(house, "民政领导", Role.UNIT_LEADER, "民政局")) == {}


def test_a_colleagues_cases_are_his_until_he_is_away(house: House) -> None:
    other = add_person(house, "承办小吴", Role.HANDLER, LABOR)
    code = in_hand(house, Status.MEDIATING, handler="承办小吴", day=MONDAY.date())
    nobody = in_hand(house, Status.MEDIATING, 2, handler="台账上的人", day=MONDAY.date())
    me = who(house, Role.HANDLER)
    assert lists(house, me)["手上在办"] == [nobody]
    assert lists(house, other)["手上在办"] == [code, nobody]
    day = MONDAY.date()
    absences.note(house.store, OPERATOR, "承办小吴", day, day, "承办小赵", MONDAY)
    assert lists(house, me)["手上在办"] == [code, nobody]
    assert lists(house, me, MONDAY + timedelta(days=1))["手上在办"] == [nobody]


def test_the_leader_has_what_nobody_is_there_for(house: House) -> None:
    """Of an account that was closed, of one who went elsewhere, of who is away with nobody in his place."""
    names = ("停用的", "调走的", "请假的", "有人代的", "在岗的")
    codes = {}
    for number, name in enumerate(names, 1):
        add_person(house, name, Role.HANDLER, LABOR)
        codes[name] = in_hand(house, Status.MEDIATING, number, handler=name, by_hand=("sign_receipt",))
    leader, day = who(house, Role.UNIT_LEADER), MONDAY.date()
    assert "待定承办人" not in lists(house, leader)
    users.set_disabled(house.store, OPERATOR, "停用的", True, MONDAY)
    users.set_roles(house.store, OPERATOR, "调走的", [Role.HANDLER], "民政局", MONDAY)
    absences.note(house.store, OPERATOR, "请假的", day, day, None, MONDAY)
    absences.note(house.store, OPERATOR, "有人代的", day, day, "在岗的", MONDAY)
    assert lists(house, leader)["待定承办人"] == [codes[name] for name in ("停用的", "调走的", "请假的")]
    tomorrow = lists(house, leader, MONDAY + timedelta(days=1))
    assert tomorrow["待定承办人"] == [codes["停用的"], codes["调走的"]]
    # whoever was to stand in is not there either
    users.set_disabled(house.store, OPERATOR, "在岗的", True, MONDAY)
    assert set(lists(house, leader)["待定承办人"]) == set(codes.values())
    stranger = add_person(house, "民政领导", Role.UNIT_LEADER, "民政局")
    assert "待定承办人" not in lists(house, stranger)


def test_a_name_in_a_ledger_is_nobody_who_has_left(house: House) -> None:
    in_hand(house, Status.MEDIATING, handler="台账上的人")
    add_person(house, "同名的人", Role.HANDLER, "民政局")
    in_hand(house, Status.MEDIATING, 2, handler="同名的人")
    assert "待定承办人" not in lists(house, who(house, Role.UNIT_LEADER))


def test_what_has_ended_needs_nobody_any_more(house: House) -> None:
    add_person(house, "停用的", Role.HANDLER, LABOR)
    users.set_disabled(house.store, OPERATOR, "停用的", True, MONDAY)
    for number, status in enumerate((Status.CLOSED, Status.EVALUATED, Status.ARCHIVED, Status.WITHDRAWN), 1):
        in_hand(house, status, number, handler="停用的")
    assert "待定承办人" not in lists(house, who(house, Role.UNIT_LEADER))


def test_a_mediator_who_has_left_is_put_right_case_by_case(house: House) -> None:
    code = in_hand(house, Status.MEDIATING, handler=PEOPLE[Role.HANDLER], mediator=PEOPLE[Role.MEDIATOR])
    users.set_disabled(house.store, OPERATOR, PEOPLE[Role.MEDIATOR], True, MONDAY)
    line = line_of(house, who(house, Role.UNIT_LEADER), "待定承办人")
    assert (line.case.case_code, line.pick) == (code, False)
    assert "换调解员" in line.why_not


def test_assisting_units_sign_for_themselves(house: House) -> None:
    town = add_person(house, "镇里小孙", Role.HANDLER, TOWN_HALL)
    code = in_hand(house, by_hand=("dispatch",))
    assert lists(house, town) == {"待签收协办": [code]}
    moving.move(house, town, code, "sign_assist", {}, MONDAY)
    assert lists(house, town) == {}


def test_the_first_contact_is_due_a_day_after_signing(house: House) -> None:
    code = in_hand(house, Status.DISPATCHED)
    do(house, Role.HANDLER, code, "sign_receipt")
    me = who(house, Role.HANDLER)
    assert line_of(house, me, "待首次联系", MONDAY).hours_left == 24
    assert line_of(house, me, "待首次联系", MONDAY + timedelta(hours=22, minutes=30)).hours_left == 1
    assert line_of(house, me, "待首次联系", MONDAY + timedelta(hours=26)).hours_left == -2


def test_what_a_ledger_has_signed_owes_nobody_a_contact(house: House) -> None:
    in_hand(house, Status.SIGNED, signed_at=MONDAY)
    assert "待首次联系" not in lists(house, who(house, Role.HANDLER))


def test_the_leader_sees_ten_of_the_longest_overdue_and_the_risky(house: House) -> None:
    codes = [in_hand(house, Status.MEDIATING, number, day=date(2026, 9, number)) for number in range(1, 13)]
    risky = in_hand(house, Status.SIGNED, 20, day=MONDAY.date(), tags=("涉众",))
    in_hand(house, Status.CLOSED, 21, tags=("民转刑苗头",), closed_at=MONDAY)
    found = lists(house, who(house, Role.LEADER))
    assert found["超期最久"] == codes[:10]
    assert len(found["全县红灯"]) == 12
    assert found["涉众和民转刑风险"] == [risky]


def test_the_mediator_has_his_own(house: House) -> None:
    mine = in_hand(house, Status.MEDIATING, 1, mediator="调解员老周", day=MONDAY.date())
    begin = in_hand(house, Status.SIGNED, 2, mediator="调解员老周", day=MONDAY.date())
    in_hand(house, Status.MEDIATING, 3, mediator="别人", day=MONDAY.date())
    found = lists(house, who(house, Role.MEDIATOR))
    assert (found["调解中"], found["待开始调解"]) == ([mine], [begin])


def test_whoever_stands_in_for_the_leader_has_his_lists(house: House) -> None:
    day = MONDAY.date()
    absences.note(house.store, OPERATOR, "分管老陈", day, day, "承办小赵", MONDAY)
    names = [one.name for one in Desk(house, who(house, Role.HANDLER), MONDAY).lists()]
    assert "待我审批" in names
    assert "待签收" in names
    later = [one.name for one in Desk(house, who(house, Role.HANDLER), MONDAY + timedelta(days=1)).lists()]
    assert "待我审批" not in later


def test_who_has_two_roles_has_the_lists_of_both_once(house: House) -> None:
    viewer = Viewer(1, "兼岗", frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR}))
    names = [one.name for one in Desk(house, viewer, MONDAY).lists()]
    assert names.count("待归档") == 1
    assert {"待受理", "待分流", "红灯"} <= set(names)


def test_every_list_that_has_a_state_has_its_checklist(house: House) -> None:
    of_state = [one for one in daywork.LISTS if one.state is not None]
    assert of_state
    for one in of_state:
        found = daywork.checklist(house, one)
        assert found is not None, one.id
        assert found.todo, one.id
    nobody = WorkList("x", "x", Role.LEADER, "red", "x")
    assert daywork.checklist(house, nobody) is None


def test_what_cannot_go_with_others_says_why(house: House) -> None:
    """Nobody is proposed, the returns are used up: those are dispatched one by one."""
    boss = who(house, Role.SUPERVISOR)
    for number, changes in enumerate(
        ({}, {"type_l1": None}, {"return_count": 2}, {"complexity": None}), start=1
    ):
        values = {"status": Status.ACCEPTED, "type_l1": "labor", "complexity": Complexity.SIMPLE} | changes
        add_case(house, number, **values, day=MONDAY.date())
    desk = Desk(house, boss, MONDAY)
    (one,) = [one for one in desk.lists() if one.name == "待分流"]
    found = {line.case.case_code[-4:]: line for line in desk.page(one, 10, 0).lines}
    assert {code: line.pick for code, line in found.items()} == {
        **{"0001": True, "0002": False, "0003": False, "0004": False},
    }
    assert found["0003"].action == "adjudicate_owner"
    assert all(line.why_not for code, line in found.items() if code != "0001")
    assert found["0001"].proposal is not None
    assert found["0001"].proposal.value == LABOR
