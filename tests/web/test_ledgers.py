"""The page of ledgers: made in the background, fetched by their own person alone, masked, told to the log."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite import apart
from jiefen_lite.desk import House
from jiefen_lite.errors import NotWritable
from jiefen_lite.shapes import CaseRow, Role
from jiefen_lite.store import audit, users
from jiefen_lite.web import progress
from jiefen_lite.web.views import cases
from tests.web import support

AsRole = Callable[[Role], FlaskClient]


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ledgers are made in this process."""

    def run(house: House, tell: apart.Tell, work: Callable[..., Any], *about: Any) -> Any:
        return work(house, tell, *about)

    monkeypatch.setattr(apart, "run", run)


def done(client: FlaskClient) -> str:
    """The page once nothing is being made any more."""
    until = time.monotonic() + 20
    while "本页每 2 秒自动更新" in (page := client.get("/ledgers").get_data(as_text=True)):
        assert time.monotonic() < until
        time.sleep(0.02)
    return page


def link_in(page: str) -> str:
    """Where the first finished ledger is fetched."""
    return page.split('href="/ledgers/', 1)[1].split('"', 1)[0]


def book_of(client: FlaskClient, key: str) -> str:
    """Everything that stands in a fetched ledger."""
    answer = client.get(f"/ledgers/{key}")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return " ".join(str(cell.value) for page in book for row in page.iter_rows() for cell in row)


def test_a_ledger_is_made_told_and_fetched(house: House, filled: dict[str, CaseRow], as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    assert support.send(client, "/ledgers", month="2026-11", kind="cases").status_code == 302
    page = done(client)
    assert "矛盾纠纷台账（2026年11月）" in page
    assert "矛盾纠纷台账_2026-11.xlsx" in page
    words = book_of(client, link_in(page))
    assert filled["red"].case_code in words
    assert filled["done"].case_code not in words
    assert "孙立东" not in words
    assert support.PHONE not in words
    last = audit.entries(house.store, support.OPERATOR, limit=1)[0]
    assert (last["action"], last["object"], last["user_name"]) == ("export", "ledger:cases", "督办老王")


def test_a_units_people_get_their_own_and_no_statistics(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    client = as_role(Role.HANDLER)
    page = client.get("/ledgers").get_data(as_text=True)
    assert f"只含{support.LABOR}的件" in page
    assert "人民调解统计月报" not in page
    assert support.send(client, "/ledgers", month="2026-11", kind="mediation").status_code == 400
    support.send(client, "/ledgers", month="2026-11", kind="cases")
    words = book_of(client, link_in(done(client)))
    assert filled["red"].case_code in words
    assert filled["other"].case_code not in words


def test_nobody_else_fetches_it(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    support.send(client, "/ledgers", month="2026-11", kind="cases")
    key = link_in(done(client))
    other = as_role(Role.LEADER)
    assert other.get(f"/ledgers/{key}").status_code == 404
    assert key not in other.get("/ledgers").get_data(as_text=True)


def test_whoever_has_other_rights_since_gets_nothing_of_before(
    house: House, filled: dict[str, CaseRow], as_role: AsRole, app: Flask
) -> None:
    client = as_role(Role.SUPERVISOR)
    support.send(client, "/ledgers", month="2026-11", kind="cases")
    key, name = link_in(done(client)), support.PEOPLE[Role.SUPERVISOR]
    users.set_roles(house.store, support.OPERATOR, name, [Role.HANDLER], support.LABOR, support.NOW)
    again = app.test_client()
    assert support.sign_in(again, name).status_code == 302
    assert again.get(f"/ledgers/{key}").status_code == 404
    assert key not in again.get("/ledgers").get_data(as_text=True)


@pytest.mark.parametrize(
    "form", [{"month": "2026-13", "kind": "cases"}, {"month": "2026-11", "kind": "x"}, {}]
)
def test_nonsense_is_refused_in_a_sentence(as_role: AsRole, form: dict[str, str]) -> None:
    answer = support.send(as_role(Role.SUPERVISOR), "/ledgers", **form)
    assert answer.status_code == 400
    assert "请选择" in answer.get_data(as_text=True)


def test_a_failure_is_told(as_role: AsRole, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_about: object, **_more: object) -> None:
        raise NotWritable("磁盘已满，这次没有保存。")

    client = as_role(Role.SUPERVISOR)
    with monkeypatch.context() as patch:
        patch.setattr(apart, "run", full)
        support.send(client, "/ledgers", month="2026-11", kind="cases")
        page = done(client)
    assert "磁盘已满" in page
    assert "没有生成" in page


def test_a_long_selection_is_made_in_the_background(
    filled: dict[str, CaseRow], as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "MOST_AT_ONCE", 1)
    client = as_role(Role.SUPERVISOR)
    answer = support.send(client, "/cases/export", month="2026-11")
    assert (answer.status_code, answer.location) == (302, "/ledgers")
    page = done(client)
    assert "矛盾纠纷台账（选出的件）" in page
    assert filled["red"].case_code in book_of(client, link_in(page))


def test_what_is_held_too_long_goes(as_role: AsRole, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so much is kept in memory: the older one is told to be gone."""
    client = as_role(Role.SUPERVISOR)
    support.send(client, "/ledgers", month="2026-11", kind="cases")
    done(client)
    monkeypatch.setattr(progress, "MOST_HELD", 100)
    support.send(client, "/ledgers", month="2026-10", kind="cases")
    page = done(client)
    assert "放得太久，已经不在了" in page
    assert page.count('href="/ledgers/') == 1


def clear(client: FlaskClient, **changes: str) -> Any:
    """Ask for October in clear, as the form does."""
    form = {
        "month": "2026-10",
        "kind": "cases",
        "reason": "信访局核对当事人",
        "approver": support.PEOPLE[Role.LEADER],
        "password": support.PASSWORD,
    }
    return support.send(client, "/ledgers/clear", **(form | changes))


def test_in_clear_only_with_a_reason_and_a_leaders_own_yes(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    client = as_role(Role.SUPERVISOR)
    assert clear(client, reason="看").status_code == 400
    assert clear(client, password="猜的").status_code == 403
    assert (
        clear(client, approver=support.PEOPLE[Role.SUPERVISOR]).status_code == 403
    )  # nobody approves himself
    assert "生成好的" not in client.get("/ledgers").get_data(as_text=True)
    assert clear(client).status_code == 302
    words = book_of(client, link_in(done(client)))
    assert "孙立东" in words
    leader = support.PEOPLE[Role.LEADER]
    assert f"事由：信访局核对当事人（{leader}批准）" in words
    assert f"严禁外传　{support.PEOPLE[Role.SUPERVISOR]} 2026-11-20 09:30" in words
    kept = audit.entries(house.store, support.OPERATOR, limit=10)
    assert [
        (one["action"], one["result"], one["user_name"]) for one in kept if one["action"] == "approve"
    ] == [
        ("approve", "ok", leader),
        ("approve", "refused", support.PEOPLE[Role.SUPERVISOR]),
        ("approve", "refused", support.PEOPLE[Role.SUPERVISOR]),
    ]
