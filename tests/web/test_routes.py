"""Who gets which answer, from the one table; nobody sees another unit's cases; GET changes nothing."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite import evidence, moving
from jiefen_lite.desk import House
from jiefen_lite.shapes import LessonKind, LessonState, Role
from jiefen_lite.store import audit, batches, lessons, proposals, requests, users
from jiefen_lite.store.lessons import NewLesson
from tests.evidence import samples
from tests.web import support
from tests.web.routes import PUBLIC, ROUTES, Route

# What a look may write: who is signed in, who failed, who looked.
OF_LOOKING = {"user_session", "sign_in_failure", "audit_entry", "setting"}


@pytest.fixture
def known(house: House) -> dict[str, str]:
    """A centre with something behind every address."""
    return fill_all(house)


def fill_all(house: House) -> dict[str, str]:
    """Put something behind every address; the names to put into the addresses."""
    filled = support.fill(house)
    sha256, ref = support.keep_file(house)
    batch = support.add_batch(house.store, support.PEOPLE[Role.SUPERVISOR], sha256=sha256, file_ref=ref)
    row = (
        "10月",
        9,
        "excluded",
        "mediation:9",
        "0" * 64,
        None,
        b'{"sheet": 0, "cells": [], "fields": {}}',
        "咨询",
    )
    batches.stage_rows(house.store, batch, [row], [])
    case = filled["red"]
    with house.store.writing():
        proposals.add(house.store, case.id, batch, "people", "[2]", "[9]")
    handler = users.find(house.store, support.PEOPLE[Role.HANDLER])
    assert handler is not None
    lesson = NewLesson(LessonKind.TEXT, "people", "mark", None, 7)
    with house.store.writing():
        (taught,) = lessons.teach(
            house.store, support.OPERATOR, case.id, [lesson], LessonState.IN_FORCE, support.NOW
        )
    question = {"question": "工资按哪一份考勤算"}
    moving.move(house, handler.viewer(), case.case_code, "consult", question, support.NOW)
    (asked,) = requests.of_case(house.store, support.OPERATOR, case.case_code)
    rows = batches.rows_of(house.store, support.OPERATOR, batch, ["excluded"])
    listed = house.store
    with listed.reading():
        number = listed.db.execute_sql("SELECT id FROM proposal").fetchone()[0]
    return {
        "code": case.case_code,
        "twin": filled["done"].case_code,
        "accepted": filled["pending"].case_code,
        "request": str(asked.id),
        "attachment": str(
            evidence.attach(
                house,
                handler.viewer(),
                case.case_code,
                data=samples.photograph(),
                file_name="现场.jpg",
                kind="现场照片",
                now=support.NOW,
            )
        ),
        **support.keep_statute(house),
        "batch": str(batch),
        "row": str(rows[0].id),
        "proposal": str(number),
        "paper": str(support.keep_paper(house)),
        **support.supervise(house, case.case_code),
        "form": str(support.make_case_paper(house, case.case_code)),
        "lesson": str(taught),
        "rating": support.give_link(house, filled["done"]),
        "precedent": str(support.keep_precedent(house)),
        "unmask": support.ask_unmask(house, filled["done"].case_code),
    }


def test_every_route_stands_in_the_table(app: Flask) -> None:
    of_app = {
        (method, str(rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(route.method, route.rule) for route in ROUTES} == of_app


def ask(client: FlaskClient, route: Route, known: dict[str, str]) -> int:
    """The status that this client gets, with the form's token where it has one."""
    address = route.address.format(**known)
    if route.method == "GET":
        return client.get(address).status_code
    form = {name: value.format(**known) for name, value in route.form.items()}
    return support.send(client, address, **form).status_code


# Each of these needs the batch as it was before the others: see test_upload.py.
STEPS_OF_A_BATCH = {
    "/batches/<int:batch_id>/confirm",
    "/batches/<int:batch_id>/abandon",
    "/batches/<int:batch_id>/reread",
    "/columns/<int:batch_id>",
    "/batches/<int:batch_id>/rows/<int:row_id>/pull-back",
}


#: Those who work with cases all day are walked in the quick run, the others in the slow one.
BUSY = (Role.INTAKE_CLERK, Role.SUPERVISOR, Role.HANDLER)


@pytest.mark.parametrize(
    "role",
    [
        role if role in BUSY else pytest.param(role, marks=pytest.mark.slow)
        for role in Role
        if role is not Role.OPERATOR
    ],
)
def test_each_role_gets_what_the_table_says(role: Role, app: Flask, known: dict[str, str]) -> None:
    wrong = []
    client = app.test_client()
    support.sign_in(client, support.PEOPLE[role])
    looks_first = sorted(ROUTES, key=lambda route: (route.method, route.rule == "/sign-out"))
    for route in looks_first:
        allowed = route.may is PUBLIC or role in route.may
        if allowed and (route.rule in STEPS_OF_A_BATCH or route.rule == "/sign-in"):
            continue
        status = ask(client, route, known)
        expected = route.of.get(role, route.expected) if allowed else 403
        if status != expected:
            wrong.append((route.method, route.address, status, expected))
    assert wrong == []


def strangers_fault(client: FlaskClient, route: Route, known: dict[str, str]) -> list[object]:
    """What is wrong with the answer to somebody who is not signed in; empty where it is as it should be."""
    address = route.address.format(**known)
    if route.method == "GET":
        response = client.get(address)
        expected = route.expected if route.may is PUBLIC else 302
        goes_to_sign_in = response.headers.get("Location") == "/sign-in"
        fine = response.status_code == expected and (route.may is PUBLIC or goes_to_sign_in)
    else:
        form = {"csrf_token": support.csrf(client), **route.form}
        response = client.post(address, data=form)
        fine = response.status_code == (route.expected if route.may is PUBLIC else 401)
    return [] if fine else [(route.method, address, response.status_code)]


def test_a_stranger_gets_only_the_public_pages(app: Flask, known: dict[str, str]) -> None:
    wrong: list[object] = []
    for route in ROUTES:
        wrong += strangers_fault(app.test_client(), route, known)
    assert wrong == []


def test_a_disabled_account_is_a_stranger_everywhere(house: House, app: Flask, known: dict[str, str]) -> None:
    """Also with the session it had open, and with every role."""
    name, wrong = "什么都能的", []
    roles = [role for role in support.PEOPLE if role is not Role.AUDITOR]
    users.add(
        house.store, support.OPERATOR, name, roles, support.LABOR, support.password_hash(), support.NOW,
        must_change=False,
    )  # fmt: skip
    client = app.test_client()
    support.sign_in(client, name)
    kept = client.get_cookie("jiefen_session")
    assert kept is not None
    assert client.get("/users").status_code == 200
    users.set_disabled(house.store, support.OPERATOR, name, True, support.NOW)
    for route in ROUTES:
        client.set_cookie("jiefen_session", kept.value)
        wrong += strangers_fault(client, route, known)
    assert wrong == []


def test_who_must_change_his_password_gets_nowhere_else(
    house: House, app: Flask, known: dict[str, str]
) -> None:
    name, wrong = "刚来的", []
    roles = [role for role in support.PEOPLE if role is not Role.AUDITOR]
    users.add(house.store, support.OPERATOR, name, roles, support.LABOR, support.password_hash(), support.NOW)
    client = app.test_client()
    support.sign_in(client, name)
    for route in ROUTES:
        if route.may is PUBLIC or route.rule in ("/password", "/sign-out"):
            continue
        address = route.address.format(**known)
        response = client.get(address) if route.method == "GET" else client.post(address, data=route.form)
        if (response.status_code, response.headers.get("Location")) != (302, "/password"):
            wrong.append((route.method, address, response.status_code))
    assert wrong == []
    assert support.send(client, "/sign-out").status_code == 302


@pytest.mark.slow
def test_head_and_options_tell_no_more_than_get(app: Flask, known: dict[str, str]) -> None:
    """Whoever may not GET learns nothing by asking otherwise; other methods lead nowhere."""
    wrong = []
    for role in (Role.EXPERT, Role.HANDLER, Role.SUPERVISOR, None):
        client = app.test_client()
        if role is not None:
            support.sign_in(client, support.PEOPLE[role])
        for route in ROUTES:
            address = route.address.format(**known)
            if route.method == "GET":
                got, head = client.get(address), client.head(address)
                if (head.status_code, head.data) != (got.status_code, b""):
                    wrong.append(("HEAD", address, head.status_code))
            allowed = route.may is PUBLIC or (role is not None and role in route.may)
            methods = {one.method for one in ROUTES if one.rule == route.rule}
            options = client.options(address).status_code
            if allowed and methods == {route.method} and options not in (200, route.of.get(role, 200)):  # type: ignore[arg-type]
                wrong.append(("OPTIONS", address, options))
            if not allowed and methods == {route.method} and options not in (302, 403):
                wrong.append(("OPTIONS", address, options))
            for method in ("PUT", "PATCH", "DELETE"):
                answer = client.open(address, method=method)
                if answer.status_code != 405:
                    wrong.append((method, address, answer.status_code))
    assert wrong == []


def test_a_post_without_the_form_token_is_refused(app: Flask, known: dict[str, str]) -> None:
    asking = (Role.ADMIN, Role.SUPERVISOR, Role.RULE_EDITOR, Role.LEADER, Role.HANDLER, Role.UNIT_LEADER)
    clients = {role: app.test_client() for role in asking}
    for role, client in clients.items():
        support.sign_in(client, support.PEOPLE[role])
    for route in ROUTES:
        if route.method != "POST" or route.may is PUBLIC:
            continue
        client = next(client for role, client in clients.items() if role in route.may)
        response = client.post(route.address.format(**known), data=route.form)
        assert response.status_code == 400, route.address


def content_hash(folder: Path) -> str:
    """Everything in the database but sessions, failures and the audit log."""
    marks = []
    with sqlite3.connect(folder / "jiefen.db") as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
            if name not in OF_LOOKING:
                marks.append((name, db.execute(f'SELECT * FROM "{name}"').fetchall()))
    return hashlib.sha256(repr(marks).encode()).hexdigest()


@pytest.mark.slow
def test_looking_changes_nothing(app: Flask, tmp_path: Path, known: dict[str, str]) -> None:
    clients = {role: app.test_client() for role in support.PEOPLE}
    for role, client in clients.items():
        support.sign_in(client, support.PEOPLE[role])
    before = content_hash(tmp_path)
    for client in clients.values():
        for route in ROUTES:
            if route.method == "GET":
                client.get(route.address.format(**known))
    assert content_hash(tmp_path) == before


def test_another_units_case_looks_like_none(house: House, app: Flask) -> None:
    filled = support.fill(house)
    client = app.test_client()
    support.sign_in(client, support.PEOPLE[Role.HANDLER])
    foreign, ours = filled["other"].case_code, filled["red"].case_code
    for path in ("/cases/{}", "/cases/{}/correct"):
        missing = client.get(path.format("FJ20990101-0001"))
        theirs = client.get(path.format(foreign))
        assert (theirs.status_code, missing.status_code) == (404, 404)
        assert plain(theirs.get_data(as_text=True)) == plain(missing.get_data(as_text=True))
    for address in ("/", "/cases", "/cases?q=彩礼", "/indicators?by=type&period=2026-11"):
        text = client.get(address).get_data(as_text=True)
        assert foreign not in text
        assert "彩礼返还" not in text
    assert ours in client.get("/cases").get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR])
def test_every_route_with_another_units_id_answers_as_for_none(
    role: Role, house: House, app: Flask, known: dict[str, str]
) -> None:
    """The same page as for an id that was never given, and a trace in the audit log."""
    hall = {"units": [(support.TOWN_HALL, "responsible")], "responsible_unit": support.TOWN_HALL}
    theirs = support.add_case(house, 50, **hall).case_code
    with house.store.writing():
        proposals.add(house.store, 50, int(known["batch"]), "people", "[2]", "[9]")
    known = known | support.supervise(house, theirs, support.TOWN_HALL)
    known["precedent"] = str(support.keep_precedent(house, support.TOWN_HALL))
    client = app.test_client()
    support.sign_in(client, support.PEOPLE[role])
    never = {
        "code": "FJ20990101-0001",
        "twin": "FJ20990101-0002",
        "accepted": "FJ20990101-0003",
        "request": "999",
        "attachment": "999",
        "batch": "999",
        "row": "999",
        "proposal": "999",
        "paper": "999",
        "order": "999",
        "instruction": "999",
        "objection": "999",
        "precedent": "999",
        "form": "999",
        "rating": "999",
    }
    for route in ROUTES:
        if "{" not in route.address or route.may is PUBLIC or role not in route.may:
            continue
        if route.rule.startswith("/laws/"):
            continue  # the law is the same for everybody
        answers = []
        for ids in (known | {"code": theirs}, never):
            address = route.address.format(**ids)
            form = {**route.form, "reason": "电话核实诉求"}
            got = client.get(address) if route.method == "GET" else support.send(client, address, **form)
            answers.append(
                (got.status_code, plain(got.get_data(as_text=True)).replace(f"批次 {ids['batch']}", "批次"))
            )
            last = audit.entries(house.store, support.OPERATOR, limit=1)[0]
            assert (last["action"], last["result"]) == ("look", "refused"), address
            assert last["user_name"] == support.PEOPLE[role]
        assert answers[0] == answers[1], route.address
        assert answers[0][0] == 404, route.address


def plain(page: str) -> str:
    """A page without what differs at every request."""
    lines = [line for line in page.splitlines() if "csrf_token" not in line and "请求编号" not in line]
    return "\n".join(lines)


def test_the_administrator_sees_no_case(house: House, app: Flask) -> None:
    filled = support.fill(house)
    client = app.test_client()
    support.sign_in(client, support.PEOPLE[Role.ADMIN])
    for route in ROUTES:
        if route.method == "GET":
            twin = filled["done"].case_code
            named = {name: filled[key].case_code for name, key in (("code", "red"), ("accepted", "pending"))}
            address = route.address.format(**BLANKS | named | {"twin": twin})
            assert filled["red"].case_code not in client.get(address).get_data(as_text=True)


def test_what_a_unit_sees_does_not_depend_on_other_units(
    new_centre: Path, tmp_path: Path, clock: support.Clock
) -> None:
    """Two centres that differ only in another unit's case answer this unit's people byte for byte alike."""
    answers = []
    for name, story, people in (
        ("one", "两家因彩礼返还发生争执。", 2),
        ("two", "饭店噪音扰民，要求停业。", 40),
    ):
        folder = tmp_path / name
        shutil.copytree(new_centre, folder)
        house = support.open_house(folder)
        foreign = {"responsible_unit": support.TOWN_HALL, "units": [(support.TOWN_HALL, "responsible")]}
        support.add_case(house, 1, units=[(support.LABOR, "responsible")])
        support.add_case(house, 2, summary=story, people_count=people, names=("甲" + name, "乙"), **foreign)
        client = support.make_app(house, folder, clock).test_client()
        support.sign_in(client, support.PEOPLE[Role.UNIT_LEADER])
        answers.append(
            [
                # a workbook is no text, and has to be the same all the same
                plain(client.get(route.address.format(**BLANKS)).get_data().decode(errors="backslashreplace"))
                for route in ROUTES
                if route.method == "GET" and route.rule != "/static/<path:filename>"
            ]
        )
        house.store.close()
    assert answers[0] == answers[1]


BLANKS = {
    "code": "FJ20261103-0001",
    "twin": "FJ20261103-0002",
    "accepted": "FJ20261103-0003",
    "request": "1",
    "attachment": "1",
    "batch": "1",
    "row": "1",
    "proposal": "1",
    "paper": "1",
    "order": "1",
    "instruction": "1",
    "objection": "1",
    "precedent": "1",
    "form": "1",
    "rating": "nobodys-link",
    "unmask": "1",
    "lesson": "1",
    "statute": "1",
    "article": "1",
}
