"""Handing cases over on the pages: the form, addresses typed by hand, what is said before somebody moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as parser

from jiefen_lite.desk import House
from jiefen_lite.shapes import Role, Status
from jiefen_lite.store import absences, cases, users
from tests.web import support
from tests.web.support import LABOR, NOW, OPERATOR, PEOPLE, TOWN_HALL

AsRole = Callable[[Role], FlaskClient]
OLD, NEW = PEOPLE[Role.HANDLER], "承办小钱"
OURS = [(LABOR, "responsible"), (TOWN_HALL, "assisting")]


def add_person(house: House, name: str, roles: list[Role], unit: str | None) -> str:
    users.add(house.store, OPERATOR, name, roles, unit, support.password_hash(), NOW, must_change=False)
    return name


def signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    assert support.sign_in(client, name).status_code == 302
    return client


def a_case(house: House, number: int = 1, **changes: Any) -> str:
    values: dict[str, Any] = {"status": Status.SIGNED, "units": OURS, "handler": OLD, "dispatch_count": 1}
    return support.add_case(house, number, **(values | changes)).case_code


def handler_of(house: House, code: str) -> str | None:
    return cases.get_case(house.store, OPERATOR, code).handler


def test_the_leader_hands_over_and_the_new_handler_reads_it(
    house: House, app: Flask, as_role: AsRole
) -> None:
    code = a_case(house)
    add_person(house, NEW, [Role.HANDLER], LABOR)
    leader = as_role(Role.UNIT_LEADER)
    assert "移交承办" in leader.get(f"/cases/{code}").text
    form = parser.fromstring(leader.get(f"/cases/{code}/do/hand_over").text)
    assert form.xpath("//select[@name='handler']/option/text()") == ["请选", "承办小钱（在办 0 件）"]
    sent = support.send(leader, f"/cases/{code}/do/hand_over", handler=NEW, reason="小赵休假", seen="1")
    assert sent.headers["Location"] == f"/cases/{code}"
    assert handler_of(house, code) == NEW
    page = leader.get(f"/cases/{code}").text
    assert "承办人：承办小赵 → 承办小钱" in page
    assert "小赵休假" in page
    taker = signed_in(app, NEW)
    assert f"{code} 移交给您承办" in taker.get("/messages").text
    assert code in taker.get("/?list=in_hand").text


@pytest.mark.parametrize(
    ("unit", "status"), [(TOWN_HALL, 403), ("民政局", 404)], ids=["assisting", "stranger"]
)
def test_another_units_leader_types_the_address(unit: str, status: int, house: House, app: Flask) -> None:
    code = a_case(house)
    add_person(house, NEW, [Role.HANDLER], LABOR)
    other = signed_in(app, add_person(house, "外单位领导", [Role.UNIT_LEADER], unit))
    address = f"/cases/{code}/do/hand_over"
    assert other.get(address).status_code == status
    answer = support.send(other, address, handler=NEW, reason="抢件")
    assert answer.status_code == status
    assert handler_of(house, code) == OLD


def test_a_colleague_types_the_address(house: House, app: Flask) -> None:
    code = a_case(house)
    other = signed_in(app, add_person(house, NEW, [Role.HANDLER], LABOR))
    assert other.get(f"/cases/{code}/do/hand_over").status_code == 403
    assert support.send(other, f"/cases/{code}/do/hand_over", handler=NEW, reason="x").status_code == 403
    assert handler_of(house, code) == OLD


def test_who_saw_an_older_state_is_told_who_was_quicker(house: House, as_role: AsRole) -> None:
    code = a_case(house)
    add_person(house, NEW, [Role.HANDLER], LABOR)
    third = add_person(house, "承办小孙", [Role.HANDLER], LABOR)
    address = f"/cases/{code}/do/hand_over"
    first = support.send(as_role(Role.HANDLER), address, handler=NEW, reason="休假", seen="1")
    late = support.send(as_role(Role.UNIT_LEADER), address, handler=third, reason="休假", seen="1")
    assert (first.status_code, late.status_code) == (302, 409)
    assert "承办小赵 在 11-20 09:30 刚办了“移交承办”" in late.text
    assert handler_of(house, code) == NEW


# --------------------------------------------------------------------------- who is moved, who is gone


def test_nobody_is_moved_to_another_unit_with_cases_in_hand(house: House, as_role: AsRole) -> None:
    code = a_case(house)
    a_case(house, 2, status=Status.CLOSED)
    add_person(house, NEW, [Role.HANDLER], LABOR)
    admin, address = as_role(Role.ADMIN), f"/users/{OLD}/roles"
    refused = support.send(admin, address, roles="handler", unit="民政局")
    assert refused.status_code == 409
    assert f"{OLD} 手上还有 1 件在办案件，没有换单位。" in refused.text
    assert parser.fromstring(refused.text).xpath("//div[@role='alert']//a/@href") == [
        parser.fromstring(admin.get("/users").text).xpath(f"//tr[th='{OLD}']//a/@href")[0]
    ]
    assert code not in refused.text
    found = users.find(house.store, OLD)
    assert found is not None
    assert found.unit == LABOR
    given = support.send(admin, f"/users/{OLD}/hand-over", receiver=NEW, reason="调到民政局")
    assert given.status_code == 302
    assert handler_of(house, code) == NEW
    assert support.send(admin, address, roles="handler", unit="民政局").status_code == 302
    found = users.find(house.store, OLD)
    assert found is not None
    assert found.unit == "民政局"


def test_other_roles_in_the_same_unit_need_no_handing_over(house: House, as_role: AsRole) -> None:
    a_case(house)
    form = {"roles": ["handler", "mediator"], "unit": LABOR}
    assert support.send(as_role(Role.ADMIN), f"/users/{OLD}/roles", **form).status_code == 302


def test_the_work_of_a_closed_account_is_handed_over_from_the_leaders_home(
    house: House, as_role: AsRole
) -> None:
    one, two = a_case(house), a_case(house, 2, status=Status.SETTLED)
    add_person(house, NEW, [Role.HANDLER], LABOR)
    admin = as_role(Role.ADMIN)
    assert "待定承办人" in support.send(admin, f"/users/{OLD}/disable").text
    assert support.send(admin, f"/users/{OLD}/disable", sure="1").status_code == 302
    leader = as_role(Role.UNIT_LEADER)
    page = leader.get("/?list=unheld").text
    assert "2 件的承办人不在了，请移交给别人" in page
    form = parser.fromstring(page).xpath("//form[@id='several']")[0]
    assert form.xpath(".//select[@name='handler']/option/text()") == ["请选", "承办小钱（在办 0 件）"]
    seen = {f"seen-{code}": "1" for code in (one, two)}
    sent = {"list": "unheld", "codes": [one, two], "handler": NEW, "reason": "小赵离职", **seen}
    done = support.send(leader, "/day/several", **sent)
    assert "办好 2 件" in done.text
    assert [handler_of(house, code) for code in (one, two)] == [NEW, NEW]
    assert '待定承办人 <span class="number">0</span>' in leader.get("/").text


def test_another_units_leader_takes_none_of_them(house: House, app: Flask) -> None:
    code = a_case(house)
    users.set_disabled(house.store, OPERATOR, OLD, True, NOW)
    add_person(house, "镇承办", [Role.HANDLER], TOWN_HALL)
    other = signed_in(app, add_person(house, "镇领导", [Role.UNIT_LEADER], TOWN_HALL))
    sent = {"list": "unheld", "codes": [code], "handler": "镇承办", "reason": "拿来", f"seen-{code}": "1"}
    assert "办好 0 件，没有办 1 件" in support.send(other, "/day/several", **sent).text
    assert handler_of(house, code) == OLD


# --------------------------------------------------------------------------- standing in


def test_the_stand_in_has_the_absent_ones_lists_and_the_history_tells_for_whom(
    house: House, as_role: AsRole, clock: support.Clock
) -> None:
    mediator = PEOPLE[Role.MEDIATOR]
    code = a_case(house, status=Status.MEDIATING, mediator=mediator)
    client = as_role(Role.HANDLER)
    assert f"代{mediator}" not in client.get("/").text
    day = NOW.date()
    absences.note(house.store, OPERATOR, mediator, day, day, OLD, NOW)
    page = client.get("/?list=mediating").text
    assert f"调解中（代{mediator}）" in page
    assert "今天由您代" in page
    assert code in page
    sent = support.send(
        client, f"/cases/{code}/do/settle", agreement="十日内付清", agreement_form="oral", seen="1"
    )
    assert sent.headers["Location"] == f"/cases/{code}"
    assert f"代谁办的：{mediator}" in client.get(f"/cases/{code}").text
    support.later(clock, days=1)
    client = as_role(Role.HANDLER)
    assert f"代{mediator}" not in client.get("/").text
