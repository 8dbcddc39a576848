"""The first page of who mediates: meetings and visits of the next days; of a unit's head: figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as parser

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role, Status
from jiefen_lite.store import absences, agreements, mediations
from tests.web import support
from tests.web.support import BOSS, LABOR, NOW, OPERATOR, PEOPLE, TOWN_HALL
from tests.web.test_hand_over import add_person, signed_in

AsRole = Callable[[Role], FlaskClient]
HANDLER, MEDIATOR = PEOPLE[Role.HANDLER], PEOPLE[Role.MEDIATOR]


def a_case(house: House, number: int, status: Status = Status.MEDIATING, **changes: object) -> str:
    values = {"status": status, "units": [(LABOR, "responsible")], "handler": HANDLER, "mediator": MEDIATOR}
    return support.add_case(house, number, **(values | changes)).case_code


def call(house: House, code: str, at: datetime, place: str = "司法所") -> int:
    with house.store.writing():
        return mediations.plan(house.store, BOSS, code, at, place, {"applicant:1": "on_site"}, NOW)


def a_visit(house: House, code: str, due: date) -> None:
    store, clauses = house.store, [("other", {"what": "付款"})]
    with store.writing():
        draft = agreements.write_draft(
            store, BOSS, code, form="oral", clauses=clauses, signed=[], signed_on=None, now=NOW
        )
        agreements.about_to_sign(store, BOSS, draft, "一、付款。", 100, NOW)
        case_id = int(code[-4:])
        agreements.settle(store, BOSS, case_id, "oral", "", NOW.date(), NOW)
        agreements.plan_visit(store, BOSS, draft, "first", "首次回访", due)


def agenda(client: FlaskClient) -> list[list[str]]:
    """The lines of what was agreed: when, what, which case, what next."""
    document = parser.fromstring(client.get("/").text)
    rows = document.xpath("//section[@aria-label='约好的事']//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in rows]


def test_meetings_of_today_and_the_next_days_are_told(house: House, as_role: AsRole) -> None:
    code = a_case(house, 1)
    past, soon = NOW - timedelta(days=1), NOW + timedelta(hours=5)
    for at in (soon, NOW + timedelta(days=1), NOW + timedelta(days=3), NOW + timedelta(days=8), past):
        call(house, code, at, "孙立东家")
    with house.store.writing():
        mediations.call_off(house.store, BOSS, call(house, code, NOW + timedelta(days=2)), "改期", NOW)
    for role in (Role.HANDLER, Role.MEDIATOR):
        found = agenda(as_role(role))
        assert [line[0] for line in found] == [
            "2026-11-19 周四 09:30 还没有记",
            "今天 14:30",
            "明天 09:30",
            "2026-11-23 周一 09:30",
        ]
        assert {line[2] for line in found} == {code}
        assert [line[3] for line in found] == ["写记录", *["调解前一页纸"] * 3]
        assert "孙立东" not in str(found)
    assert agenda(as_role(Role.UNIT_LEADER)) == []


def test_visits_that_are_due_are_told(house: House, as_role: AsRole) -> None:
    late, soon, far = (a_case(house, number, Status.SETTLED) for number in (1, 2, 3))
    a_visit(house, late, NOW.date() - timedelta(days=2))
    a_visit(house, soon, NOW.date() + timedelta(days=4))
    a_visit(house, far, NOW.date() + timedelta(days=9))
    for role in (Role.HANDLER, Role.MEDIATOR):
        assert [line[:3] for line in agenda(as_role(role))] == [
            ["2026-11-18 周三 过了 2 天", "回访：首次回访", late],
            ["2026-11-24 周二", "回访：首次回访", soon],
        ]


def test_each_is_told_of_his_own(house: House, app: Flask, as_role: AsRole) -> None:
    """Not of a colleague's, not of another unit's, and of the absent one's whose place he takes."""
    mine, other = a_case(house, 1), a_case(house, 2, handler="承办小钱", mediator="调解小吴")
    add_person(house, "承办小钱", [Role.HANDLER], LABOR)
    add_person(house, "调解小吴", [Role.MEDIATOR], LABOR)
    stranger = add_person(house, "镇承办", [Role.HANDLER, Role.MEDIATOR], TOWN_HALL)
    for code in (mine, other):
        call(house, code, NOW + timedelta(hours=2))
    for name in ("承办小钱", "调解小吴"):
        assert [line[2] for line in agenda(signed_in(app, name))] == [other]
    assert [line[2] for line in agenda(as_role(Role.MEDIATOR))] == [mine]
    assert agenda(signed_in(app, stranger)) == []
    day = NOW.date()
    absences.note(house.store, OPERATOR, "调解小吴", day, day, MEDIATOR, NOW)
    found = agenda(as_role(Role.MEDIATOR))
    assert [line[2] for line in found] == [mine, other]
    assert "代调解小吴" in found[1][1]


def test_a_matter_that_has_ended_has_no_meetings_any_more(house: House, as_role: AsRole) -> None:
    call(house, a_case(house, 1, Status.WITHDRAWN), NOW + timedelta(hours=2))
    assert agenda(as_role(Role.HANDLER)) == []


# --------------------------------------------------------------------------- the head of a unit


def test_the_head_of_a_unit_begins_with_figures(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    client = as_role(Role.UNIT_LEADER)
    page = client.get("/").text
    assert page.index('class="tiles"') < page.index('class="work"')
    document = parser.fromstring(page)
    tiles = document.xpath("//a[contains(@class, 'tile')]")
    names = [tile.xpath("string(span[@class='tile-name'])").strip() for tile in tiles]
    assert [name.split()[-1] for name in names[:5]] == [
        "在办",
        "超期未报结",
        "临期",
        "待我审批",
        "待定承办人",
    ]
    for tile in tiles:
        number = int(tile.xpath("string(span[@class='tile-number'])"))
        shown = client.get(tile.get("href")).text
        codes = set(re.findall(r'class="case-code" href="/cases/([^"/]+)"', shown))
        assert number == len(codes), tile.get("href")


@pytest.mark.parametrize("role", [Role.HANDLER, Role.SUPERVISOR, Role.INTAKE_CLERK])
def test_others_begin_with_their_lists(role: Role, house: House, as_role: AsRole) -> None:
    page = as_role(role).get("/").text
    assert page.index('class="work"') < page.index('class="tiles"')
