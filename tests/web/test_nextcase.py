"""下一件: from one case of a list to the next one, without going back to the list."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import Role, Status
from jiefen_lite.store import cases
from tests.web import support

AsRole = Callable[[Role], FlaskClient]
OURS = [(support.LABOR, "responsible")]
FOREIGN = [("市公安局", "responsible")]


def to_sign(house: House, count: int) -> None:
    for number in range(count):
        support.add_case(house, 100 + number, units=OURS, status=Status.DISPATCHED, dispatched_at=support.NOW)


def bar(page: str) -> str:
    """What stands above the case, without its marks; empty where there is no such bar."""
    found = re.search(r'<nav class="next-case.*?</nav>', page, re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group())).strip() if found else ""


def order_of(client: FlaskClient, name: str) -> list[str]:
    """The addresses of the cases as the list leads to them."""
    page = client.get(f"/?list={name}").get_data(as_text=True)
    return re.findall(r'class="case-code" href="(/cases/[^"]+)"', page)


def code_of(address: str) -> str:
    return address.split("?")[0].split("/")[2]


def test_signing_leads_from_case_to_case_until_the_list_is_worked_off(house: House, as_role: AsRole) -> None:
    to_sign(house, 3)
    client = as_role(Role.HANDLER)
    want = [code_of(one) for one in order_of(client, "to_sign")]
    address, went = f"/cases/{want[0]}?list=to_sign", []
    for left in (2, 1, 0):
        code = code_of(address)
        went.append(code)
        page = client.get(address).get_data(as_text=True)
        assert (f"下一件（还有 {left} 件）" in bar(page)) == (left > 0)
        step = re.search(r'action="(/cases/[^"]+/do/sign_receipt[^"]*)"', page)
        assert step is not None
        answer = support.send(client, step.group(1).replace("&amp;", "&"))
        assert code_of(answer.headers["Location"]) == code
        page = client.get(answer.headers["Location"]).get_data(as_text=True)
        if left:
            assert f"下一件（还有 {left} 件）" in bar(page)
            on = re.search(r'rel="next" href="([^"]+)"', page)
            assert on is not None
            address = client.get(on.group(1).replace("&amp;", "&")).headers["Location"]
        else:
            assert "这一列办完了" in bar(page)
            assert "待首次联系 3 件" in bar(page)
    assert went == want


def test_a_case_that_a_colleague_took_is_passed_over(house: House, as_role: AsRole) -> None:
    to_sign(house, 3)
    client = as_role(Role.HANDLER)
    first, second, third = (code_of(one) for one in order_of(client, "to_sign"))
    support.send(client, f"/cases/{first}/do/sign_receipt?list=to_sign")
    shown = client.get(f"/cases/{first}?list=to_sign").get_data(as_text=True)
    assert "还有 2 件" in bar(shown)
    support.send(as_role(Role.HANDLER), f"/cases/{second}/do/sign_receipt")  # between looking and clicking
    answer = client.get(f"/day/next?list=to_sign&after={first}")
    assert code_of(answer.headers["Location"]) == third


def test_what_was_passed_over_comes_again_behind_the_last(house: House, as_role: AsRole) -> None:
    to_sign(house, 2)
    client = as_role(Role.HANDLER)
    first, second = order_of(client, "to_sign")
    answer = client.get(f"/day/next?list=to_sign&after={code_of(first)}")
    assert answer.headers["Location"] == second.replace("&amp;", "&")
    support.send(client, f"/cases/{code_of(second)}/do/sign_receipt?list=to_sign&at=1")
    answer = client.get(f"/day/next?list=to_sign&at=1&after={code_of(second)}")
    assert code_of(answer.headers["Location"]) == code_of(first)


def test_the_next_form_is_open_at_once(house: House, as_role: AsRole) -> None:
    """Where the list itself leads to the form of a step, so does the button."""
    for number in range(2):
        support.add_case(house, 100 + number, status=Status.REGISTERED, accepted_at=None)
    client = as_role(Role.INTAKE_CLERK)
    first, second = (code_of(one) for one in order_of(client, "to_accept"))
    answer = client.get(f"/day/next?list=to_accept&after={first}")
    assert answer.headers["Location"] == f"/cases/{second}/do/accept?list=to_accept&at=1"
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert f'action="/cases/{second}/do/accept?list=to_accept&amp;at=1"' in page
    assert "回到列表" in bar(page)
    assert "这是这一列的最后一件" in bar(page)


def test_a_form_that_lacks_something_keeps_the_list(house: House, as_role: AsRole) -> None:
    to_sign(house, 1)
    client = as_role(Role.HANDLER)
    support.send(client, f"/cases/{code_of(order_of(client, 'to_sign')[0])}/do/sign_receipt")
    (code,) = (code_of(one) for one in order_of(client, "to_contact"))
    answer = support.send(client, f"/cases/{code}/do/first_contact?list=to_contact")
    assert answer.status_code == 422
    assert "待首次联系" in bar(answer.get_data(as_text=True))


def test_a_case_that_is_out_of_sight_still_leads_on(house: House, as_role: AsRole) -> None:
    to_sign(house, 1)
    client = as_role(Role.HANDLER)
    page = client.get("/cases/YZ20269999?list=to_sign")
    assert page.status_code == 404
    assert "下一件（还有 1 件）" in bar(page.get_data(as_text=True))


def test_lists_of_others_are_none_and_other_units_cases_never_come(house: House, as_role: AsRole) -> None:
    to_sign(house, 1)
    theirs = support.add_case(
        house, 300, units=FOREIGN, status=Status.DISPATCHED, dispatched_at=support.NOW
    ).case_code
    handler = as_role(Role.HANDLER)
    (own,) = (code_of(one) for one in order_of(handler, "to_sign"))
    for name in ("to_approve", "red", "nothing", "to_sign' OR 1=1", ""):
        assert bar(handler.get(f"/cases/{own}", query_string={"list": name}).get_data(as_text=True)) == ""
        answer = handler.get("/day/next", query_string={"list": name, "after": own})
        assert answer.headers["Location"] == "/"
    answer = handler.get(f"/day/next?list=to_sign&after={own}")
    assert theirs not in answer.headers["Location"]
    assert handler.get(f"/cases/{own}?list=to_sign&at=-4&order=x").status_code == 200
    assert cases.get_case(house.store, support.OPERATOR, own).status == Status.DISPATCHED


def test_without_a_list_nothing_is_offered_or_carried(house: House, as_role: AsRole) -> None:
    to_sign(house, 2)
    client = as_role(Role.HANDLER)
    code = code_of(order_of(client, "to_sign")[0])
    page = client.get(f"/cases/{code}").get_data(as_text=True)
    assert bar(page) == ""
    assert "list=" not in page.split('id="main"', 1)[1]


def test_supervising_late_cases_goes_on_from_order_to_order(house: House, as_role: AsRole) -> None:
    for number in (100, 101):
        support.add_case(house, number, units=OURS, day=date(2026, 10, 1))
    client = as_role(Role.SUPERVISOR)
    page = client.get("/?list=red").get_data(as_text=True)
    ways = [one.replace("&amp;", "&") for one in re.findall(r'href="(/supervision\?[^"]+)"', page)]
    codes = [code_of(one) for one in order_of(client, "red")]
    assert len(ways) == 2
    form = client.get(ways[0]).get_data(as_text=True)
    assert f'name="case_code" value="{codes[0]}"' in form
    assert "下一件（还有 1 件）" in bar(form)
    target = re.search(r'action="(/supervision\?[^"]+)"', form)
    assert target is not None
    given = {"case_code": codes[0], "required": "请查明原因，按期办结。"}
    answer = support.send(client, target.group(1).replace("&amp;", "&"), **given)
    order = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "下一件（还有 1 件）" in bar(order)
    on = re.search(r'rel="next" href="([^"]+)"', order)
    assert on is not None
    to = client.get(on.group(1).replace("&amp;", "&")).headers["Location"]
    assert to == f"/supervision?case={codes[1]}&list=red&at=1"
    again = client.get("/?list=red").get_data(as_text=True)
    assert re.search(rf'href="/supervision/\d+\?case={codes[0]}&amp;list=red"', again)
    assert bar(client.get("/supervision?show=all").get_data(as_text=True)) == ""
