"""The first page as each role's day: tabs with numbers, the open list, steps with several, the keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role, Status
from jiefen_lite.store import cases
from tests.web import browsing, support

AsRole = Callable[[Role], FlaskClient]
OURS = [(support.LABOR, "responsible")]


def tabs(page: str) -> dict[str, int]:
    """Name of each tab → its number."""
    found = re.findall(r'list=\w+"[^>]*>([^<]+) <span class="number">(\d+)</span></a>', page)
    return {name: int(number) for name, number in found}


def codes(page: str) -> list[str]:
    """The cases of the open list."""
    work = page.split('class="work"', 1)[1].split("</section>", 1)[0]
    return re.findall(r'class="case-code" href="/cases/([^"?]+)', work)


def add_to_sign(house: House, count: int) -> list[str]:
    return [
        support.add_case(
            house, 100 + number, units=OURS, status=Status.DISPATCHED, dispatched_at=support.NOW
        ).case_code
        for number in range(count)
    ]


@pytest.mark.parametrize(
    "role", [Role.INTAKE_CLERK, Role.SUPERVISOR, Role.HANDLER, Role.UNIT_LEADER, Role.LEADER]
)
def test_each_number_is_what_its_list_has(filled: dict[str, CaseRow], as_role: AsRole, role: Role) -> None:
    client = as_role(role)
    front = client.get("/").get_data(as_text=True)
    found = re.findall(r'href="(/\?list=\w+)"[^>]*>[^<]+ <span class="number">(\d+)</span></a>', front)
    assert found
    for address, number in found:
        assert len(codes(client.get(address).get_data(as_text=True))) == int(number), address


def test_the_first_list_with_cases_is_open(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    page = as_role(Role.SUPERVISOR).get("/").get_data(as_text=True)
    assert tabs(page)["待分流"] == 1
    assert codes(page) == [filled["pending"].case_code]


def test_a_long_list_has_pages(house: House, as_role: AsRole) -> None:
    every = add_to_sign(house, 23)
    client = as_role(Role.HANDLER)
    first = codes(client.get("/?list=to_sign").get_data(as_text=True))
    second = codes(client.get("/?list=to_sign&page=2").get_data(as_text=True))
    assert (len(first), len(second)) == (20, 3)
    assert sorted([*first, *second]) == sorted(every)
    assert client.get("/?list=nothing&page=-3").status_code == 200


def test_several_are_signed_and_the_rest_is_told(house: House, as_role: AsRole) -> None:
    one, two, three = add_to_sign(house, 3)
    client = as_role(Role.HANDLER)
    shown = client.get("/?list=to_sign").get_data(as_text=True)
    seen = dict(re.findall(r'name="seen-([^"]+)" value="(\d+)"', shown))
    assert set(seen) == {one, two, three}
    form: dict[str, Any] = {"list": "to_sign", "codes": [one, two]}
    form |= {f"seen-{one}": seen[one], f"seen-{two}": "9"}
    page = support.send(client, "/day/several", **form).get_data(as_text=True)
    assert "办好 1 件，没有办 1 件" in page
    states = [cases.get_case(house.store, support.OPERATOR, code).status for code in (one, two, three)]
    assert states == [Status.SIGNED, Status.DISPATCHED, Status.DISPATCHED]


def test_nothing_ticked_leads_back_to_the_list(house: House, as_role: AsRole) -> None:
    (code,) = add_to_sign(house, 1)
    client = as_role(Role.HANDLER)
    answer = support.send(client, "/day/several", list="to_sign")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/?list=to_sign")
    assert "没有勾选案件" in client.get("/?list=to_sign").get_data(as_text=True)
    assert cases.get_case(house.store, support.OPERATOR, code).status == Status.DISPATCHED


def test_what_waits_for_the_head_of_a_unit_is_his_next_step(house: House, as_role: AsRole) -> None:
    """He answers what his unit returns; what the centre answers he opens to look at."""
    one, two = add_to_sign(house, 2)
    handler = as_role(Role.HANDLER)
    given = {"ground": "属地不符", "reason": "双方都不住在这里"}
    assert support.send(handler, f"/cases/{one}/do/return_case", **given).status_code == 302
    page = as_role(Role.UNIT_LEADER).get("/?list=for_leader").get_data(as_text=True)
    assert "1 件退件、报结等您审批" in page
    assert "去答复" in page
    assert "请签收" not in page  # that is his handlers' to do
    given = {"ground": "鉴定、评估期间", "until": "2026-12-10", "reason": "等鉴定"}
    assert support.send(handler, f"/cases/{two}/do/suspend", **given).status_code == 302
    page = as_role(Role.UNIT_LEADER).get("/?list=told_centre").get_data(as_text=True)
    assert codes(page) == [two]
    assert "去答复" not in page


def test_a_list_without_such_a_step_takes_none(house: House, as_role: AsRole) -> None:
    (code,) = add_to_sign(house, 1)
    for name in ("my_red", "nothing", "to_contact"):
        answer = support.send(as_role(Role.HANDLER), "/day/several", list=name, codes=code)
        assert answer.status_code == 400


def test_the_checklist_of_the_state_stands_below(house: House, as_role: AsRole) -> None:
    add_to_sign(house, 1)
    page = as_role(Role.HANDLER).get("/?list=to_sign").get_data(as_text=True)
    assert "一个工作日内签收" in page
    assert "要打印的：交办单" in page


def test_people_without_cases_have_no_lists(as_role: AsRole) -> None:
    for role in (Role.ADMIN, Role.AUDITOR, Role.RULE_EDITOR, Role.EXPERT):
        assert "day-tabs" not in as_role(role).get("/").get_data(as_text=True)


def test_a_leader_of_a_unit_has_his_own_month(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    assert "本单位本月" in as_role(Role.UNIT_LEADER).get("/").get_data(as_text=True)
    assert "本单位本月" not in as_role(Role.HANDLER).get("/").get_data(as_text=True)


def test_the_menu_of_whoever_has_much_keeps_to_a_line(as_role: AsRole) -> None:
    page = as_role(Role.SUPERVISOR).get("/columns").get_data(as_text=True)
    line, more = page.split('class="menu-more"')
    assert ">案件</a>" in line
    assert ">栏目对照</a>" not in line
    assert '<summary class="here">更多</summary>' in more
    assert ">栏目对照</a>" in more
    clerk = as_role(Role.INTAKE_CLERK).get("/").get_data(as_text=True)
    assert "menu-more" not in clerk
    assert 'button-main" href="/cases/new">登记一件</a>' in clerk
    assert "登记一件" not in as_role(Role.HANDLER).get("/").get_data(as_text=True)
    assert ">栏目对照</a>" in clerk


def test_a_case_says_whose_turn_it_is_where_it_is_somebody_elses(house: House, as_role: AsRole) -> None:
    (code,) = add_to_sign(house, 1)
    assert f"现在等{support.LABOR}签收。" in as_role(Role.SUPERVISOR).get(f"/cases/{code}").get_data(
        as_text=True
    )
    assert "现在等" not in as_role(Role.HANDLER).get(f"/cases/{code}").get_data(as_text=True)


@pytest.mark.slow
def test_two_are_signed_with_the_keyboard_alone(house: House, address: str, browser: Any) -> None:
    add_to_sign(house, 3)
    context = browser.new_context()
    page, told = browsing.signed_in(context, address, Role.HANDLER)
    page.goto(address + "/?list=to_sign")
    for key in ("j", "x", "j", "x", "s"):
        page.keyboard.press(key)
    page.wait_for_url("**/day/several")
    assert page.inner_text("h1") == "办好 2 件"
    assert told == []
    context.close()
