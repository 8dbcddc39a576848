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
from jiefen_lite.store import cases, users
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
    values: dict[str, Any] = {"status": Status.SIGNED, "units": OURS, "handler": OLD}
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
