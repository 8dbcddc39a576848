"""Whatever a person types is still there when a form is not taken; keys do what a hand does."""

from __future__ import annotations

import html
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as parser
from werkzeug.datastructures import MultiDict

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role
from tests.web import browsing, support
from tests.web.routes import PUBLIC, ROUTES
from tests.web.test_routes import BLANKS, fill_all

TYPED = "填的字𠮷<b>"
# What is typed and whether the choices are made: too much, too little, nothing chosen.
WAYS = ((TYPED, True), ("𠮷", True), (TYPED, False))
# files are sent there
FILES = {
    *("/upload", "/rules/model", "/reports/verify", "/templates/<document>", "/cases/<code>/attachments"),
    "/laws/books",
}
# Forms whose answer is a refusal when nonsense is typed; a form that is missing here was not looked at.
REFUSING = {
    "/cases/<code>/correct",
    "/cases/<code>/reveal",
    "/doubles/<first>/<second>/merge",
    "/doubles/compare",
    "/users/add",
    "/calculators/<name>",
}


def pages_of(app: Flask, role: Role, known: dict[str, str]) -> tuple[FlaskClient, dict[str, Any]]:
    """Somebody signed in, and every page with forms that this role may open, parsed."""
    client = app.test_client()
    support.sign_in(client, support.PEOPLE[role])
    pages = {}
    for route in ROUTES:
        if route.method == "GET" and route.may is not PUBLIC and role in route.may:
            answer = client.get(route.address.format(**known))
            if answer.status_code == 200 and answer.mimetype == "text/html":
                pages[route.address] = parser.fromstring(answer.get_data(as_text=True))
    return client, pages


def typed_fields(form: Any) -> list[Any]:
    """The fields into which a person writes words."""
    kinds = ("text", "search", "textarea")
    found = []
    for field in form.xpath(".//input | .//textarea"):
        kind = "textarea" if field.tag == "textarea" else field.get("type", "text")
        if kind in kinds and not field.get("readonly"):
            found.append(field)
    return found


def sent_as(form: Any, words: str, *, with_choices: bool) -> tuple[MultiDict[str, str], list[str]]:
    """What a browser would send once nonsense is typed into every field, and what was typed."""
    data: MultiDict[str, str] = MultiDict(
        (name, value) for name, value in form.form_values() if with_choices or name == "csrf_token"
    )
    texts = []
    for number, field in enumerate(typed_fields(form)):
        text = f"{words}{number}"[-int(field.get("maxlength", 100)) :]
        data.setlist(field.get("name"), [text])
        texts.append(text)
    for hidden in form.xpath(".//input[@type='hidden']"):
        data.setlist(hidden.get("name"), [hidden.get("value") or ""])
    return data, texts


def rule_of(app: Flask, path: str) -> str:
    """The rule of the route that a form is sent to."""
    adapter = app.url_map.bind("localhost")
    return str(adapter.match(path, method="POST", return_rule=True)[0].rule)


@pytest.mark.slow
def test_what_was_typed_survives_every_refusal(app: Flask, house: House) -> None:
    """Every form on every page, for every role, sent full of nonsense, with its choices and without."""
    known = fill_all(house)
    lost, refused = [], set()
    for role in browsing.PEOPLE:
        client, pages = pages_of(app, role, known)
        for address, page in pages.items():
            for form in page.xpath("//form[translate(@method, 'POST', 'post')='post']"):
                if not typed_fields(form) or form.xpath(".//input[@type='file']"):
                    continue
                rule = rule_of(app, form.get("action"))
                for words, with_choices in WAYS:
                    data, texts = sent_as(form, words, with_choices=with_choices)
                    answer = client.post(form.get("action"), data=data)
                    if answer.status_code < 400:
                        continue
                    refused.add(rule)
                    said = html.unescape(answer.get_data(as_text=True))
                    lost += [(role.value, address, rule, text) for text in texts if text not in said]
    assert lost == [], sorted({one[2] for one in lost})
    assert refused >= REFUSING


def test_a_form_that_comes_too_late_gives_the_words_back(client: FlaskClient) -> None:
    """The session has ended: every form of every route shows what was in it, but for the passwords."""
    for route in ROUTES:
        if route.method == "POST" and route.may is not PUBLIC and route.rule not in FILES:
            form = {"csrf_token": support.csrf(client), "reason": TYPED, "password": "ge-heim"}
            address = route.address.format(**BLANKS)
            answer = client.post(address, data=form)
            assert answer.status_code == 401, address
            said = html.unescape(answer.get_data(as_text=True))
            assert TYPED in said, address
            assert "ge-heim" not in said, address


@pytest.mark.parametrize("address", ["/sign-in", "/password"])
def test_a_page_that_is_one_form_begins_in_its_first_field(client: FlaskClient, address: str) -> None:
    if address != "/sign-in":
        support.sign_in(client, support.PEOPLE[Role.SUPERVISOR])
    page = parser.fromstring(client.get(address).get_data(as_text=True))
    (focused,) = page.xpath("//*[@autofocus]")
    fields = [one for one in page.xpath("//main//input") if one.get("type") != "hidden"]
    assert focused is fields[0]


@pytest.mark.browser
def test_ctrl_enter_sends_and_large_letters_keep_what_was_typed(
    browser: Any, address: str, filled: dict[str, CaseRow]
) -> None:
    context = browser.new_context()
    page, told = browsing.signed_in(context, address, Role.SUPERVISOR)
    page.goto(f"{address}/cases/{filled['red'].case_code}/correct")
    page.fill("[name=people]", "7")
    page.fill("[name=reason]", "来访更正")
    size = "parseFloat(getComputedStyle(document.querySelector('[name=reason]')).fontSize)"
    before = page.evaluate(size)
    page.click("button:has-text('大字')")
    page.wait_for_selector("html.large")
    assert page.evaluate(size) == before * 1.25
    assert page.input_value("[name=reason]") == "来访更正"
    page.press("[name=reason]", "Control+Enter")
    page.wait_for_url(f"{address}/cases/{filled['red'].case_code}")
    assert "涉及人数：2 → 7" in page.inner_text("main")
    assert page.evaluate("document.documentElement.className") == "large"
    assert told == []
    context.close()
