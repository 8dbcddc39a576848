"""The counter on the page: refused inputs stay, doubles before saving, drafts, the receipt, the keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseQuery, CaseRow, Role, Status
from jiefen_lite.store import audit, cases, writing
from tests.web import browsing, support

AsRole = Callable[[Role], FlaskClient]
ENTRIES = {
    "channel": "window",
    "applicant": "高晓梅",
    "phone": "13845670002",
    "place": "兴隆岗镇东风村",
    "summary": "邻居家院墙占了半米地，协商几次没有结果。",
    "claim": "要求把墙挪回去",
    "notice": "yes",
    "way": "accept",
}


def reserve(house: House) -> None:
    """The cases of the fixture have their numbers from nowhere; those that follow get others."""
    with house.store.writing():
        writing.take_numbers(house.store, "case", 1000)


def newest(house: House) -> list[Any]:
    return cases.list_cases(house.store, support.OPERATOR, CaseQuery(channel="window"))


def test_one_form_registers_takes_in_and_leads_to_the_receipt(house: House, as_role: AsRole) -> None:
    client = as_role(Role.INTAKE_CLERK)
    answer = support.send(client, "/cases/new", **ENTRIES)
    (case,) = newest(house)
    assert case.status is Status.ACCEPTED
    assert answer.location == f"/cases/{case.case_code}/receipt"
    page = client.get(answer.location).get_data(as_text=True)
    (code,) = re.findall(r'query-code">(\w{10})<', page)
    assert case.case_code in page
    assert "高**" in page
    assert "13845670002" not in page
    # printed again while this browser has it, and by nobody else
    assert code in client.get(answer.location).get_data(as_text=True)
    other = as_role(Role.SUPERVISOR).get(answer.location).get_data(as_text=True)
    assert code not in other
    assert "换新查询码再打印" in other


def test_a_lost_receipt_gets_another_code(house: House, as_role: AsRole) -> None:
    client = as_role(Role.INTAKE_CLERK)
    where = support.send(client, "/cases/new", **ENTRIES).location
    first = re.findall(r'query-code">(\w{10})<', client.get(where).get_data(as_text=True))
    client.get("/cases/new")
    assert "query-code" not in client.get(where).get_data(as_text=True)
    assert support.send(client, where).status_code == 302
    again = re.findall(r'query-code">(\w{10})<', client.get(where).get_data(as_text=True))
    assert len(again) == 1
    assert again != first


@pytest.mark.parametrize("missing", ["applicant", "phone", "place", "summary", "claim", "notice"])
def test_what_is_refused_keeps_what_was_typed(house: House, as_role: AsRole, missing: str) -> None:
    answer = support.send(as_role(Role.INTAKE_CLERK), "/cases/new", **{**ENTRIES, missing: ""})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert newest(house) == []
    assert f'id="bad-{missing}"' in page
    kept = {
        name: value for name, value in ENTRIES.items() if name not in (missing, "channel", "way", "notice")
    }
    for value in kept.values():
        assert value in page


def test_what_is_missing_is_told_in_the_order_of_the_form_with_a_way_to_each(as_role: AsRole) -> None:
    """Settled on the spot needs the other side and what both agreed, not what was wanted; the help stays."""
    entries = ENTRIES | {"way": "settle_on_spot", "claim": "", "notice": "", "phone": ""}
    answer = support.send(as_role(Role.INTAKE_CLERK), "/cases/new", **entries)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert re.findall(r'<a href="#f-(\w+)">', page) == ["phone", "respondent", "agreement", "notice"]
    for name in ("phone", "respondent", "agreement", "notice"):
        assert f'id="f-{name}"' in page
    assert "<summary>帮助</summary>" in page


def test_a_possible_double_is_shown_before_anything_is_saved(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    """Without scripts it comes on sending; whoever has looked says so and registers all the same."""
    reserve(house)
    client = as_role(Role.INTAKE_CLERK)
    entries = ENTRIES | {"phone": support.PHONE}
    answer = support.send(client, "/cases/new", **entries)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert newest(house) == []
    assert filled["yellow"].case_code in page
    (said,) = re.findall(r'name="anyway" value="([^"]+)"', page)
    assert support.send(client, "/cases/new", **entries, anyway="FJ20260101-0001").status_code == 422
    assert support.send(client, "/cases/new", **entries, anyway=said).status_code == 302
    assert len(newest(house)) == 1


def test_what_is_asked_while_typing_is_a_piece_of_a_page(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    answer = support.send(as_role(Role.INTAKE_CLERK), "/cases/new/look", **ENTRIES, respondent="孙立新")
    piece = answer.get_data(as_text=True)
    assert "<html" not in piece
    assert "邻里" in piece
    assert "兴隆岗镇东风村" in piece
    assert support.PHONE not in piece


def test_an_interrupted_form_goes_on_from_the_first_page(house: House, as_role: AsRole) -> None:
    client = as_role(Role.INTAKE_CLERK)
    support.send(client, "/cases/new/draft", summary="写了一半的经过", phone="13845670002")
    front = client.get("/").get_data(as_text=True)
    (where,) = re.findall(r'href="(/cases/new\?draft=\d+)"', front)
    page = client.get(where).get_data(as_text=True)
    assert "写了一半的经过" in page
    assert 'value="13845670002"' in page
    assert as_role(Role.SUPERVISOR).get(where).status_code == 404
    number = where.rsplit("=", 1)[1]
    support.send(client, "/cases/new", **ENTRIES, draft=number)
    assert len(newest(house)) == 1
    assert "draft=" not in client.get("/").get_data(as_text=True)


def test_a_script_keeps_one_draft_and_not_many(as_role: AsRole) -> None:
    client = as_role(Role.INTAKE_CLERK)
    first = support.send(client, "/cases/new/draft", summary="一", quietly="1").get_json()["draft"]
    again = support.send(client, "/cases/new/draft", summary="一二", quietly="1", draft=first).get_json()
    assert again == {"draft": first}


def test_a_handler_is_offered_no_acceptance(as_role: AsRole) -> None:
    page = as_role(Role.HANDLER).get("/cases/new").get_data(as_text=True)
    assert re.findall(r'name="way" value="(\w+)"', page) == ["register", "settle_on_spot"]
    page = as_role(Role.SUPERVISOR).get("/cases/new").get_data(as_text=True)
    assert re.findall(r'name="way" value="(\w+)"', page) == ["accept", "register"]


def test_a_handlers_receipt_is_his_though_the_case_is_not(house: House, as_role: AsRole) -> None:
    client = as_role(Role.HANDLER)
    where = support.send(client, "/cases/new", **ENTRIES | {"way": "register"}).location
    assert client.get(where).status_code == 200
    assert client.get(where.removesuffix("/receipt")).status_code == 404


def test_nothing_of_a_person_stands_in_the_log(house: House, as_role: AsRole) -> None:
    support.send(as_role(Role.INTAKE_CLERK), "/cases/new", **ENTRIES)
    told = str(audit.entries(house.store, support.OPERATOR, limit=50))
    assert "register" in told
    assert "13845670002" not in told
    assert "高晓梅" not in told


@pytest.mark.slow
def test_the_form_is_filled_and_sent_with_the_keyboard_alone(
    house: House, address: str, browser: Any
) -> None:
    reserve(house)
    context = browser.new_context()
    page, told = browsing.signed_in(context, address, Role.INTAKE_CLERK)
    page.goto(address + "/cases/new")
    assert page.evaluate("document.activeElement.name") == "applicant"
    for _ in range(40):
        name = page.evaluate("document.activeElement.name")
        if name in ENTRIES and name not in ("way", "notice", "channel"):
            page.keyboard.type(ENTRIES[name])
        if name == "notice":
            page.keyboard.press("Space")
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt")
    (case,) = newest(house)
    assert case.status is Status.ACCEPTED
    assert told == []
    context.close()


@pytest.mark.slow
def test_a_double_shows_while_typing(house: House, address: str, browser: Any) -> None:
    context = browser.new_context()
    page, _told = browsing.signed_in(context, address, Role.INTAKE_CLERK)
    page.goto(address + "/cases/new")
    page.fill("[name=phone]", support.PHONE)
    page.wait_for_selector("#look [name=anyway]")
    assert "电话相同" in page.inner_text("#look")
    context.close()
