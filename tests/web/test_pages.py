"""Indicators, reports, users, the audit log: what they show and what they refuse."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.errors import NotWritable
from jiefen_lite.shapes import CaseRow, Role
from jiefen_lite.store import Store, users
from jiefen_lite.web import filters
from tests.web import support

AsRole = Callable[[Role], FlaskClient]


def test_a_figure_leads_to_exactly_its_cases(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    page = client.get("/indicators?period=2026-11&by=channel").get_data(as_text=True)
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/indicators/cases[^"]+)"', page)]
    intake = next(link for link in links if "indicator=intake_count" in link and "row=mediation" in link)
    number = int(re.search(rf'href="{re.escape(intake).replace("&", "&amp;")}">(\d+)<', page).group(1))  # type: ignore[union-attr]
    behind = client.get(intake).get_data(as_text=True)
    assert behind.count('class="case-code"') == number == 6


def test_groupings_and_periods_that_do_not_exist_fall_back(
    filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    client = as_role(Role.SUPERVISOR)
    for query in (
        "by=planet",
        "period=2026-13",
        "period=abc",
        "period=2026Q3",
        "period=2026H2",
        "period=2026",
    ):
        assert client.get(f"/indicators?{query}").status_code == 200, query
    assert client.get("/indicators/cases?period=2026-11&row=x&indicator=y").status_code == 404


def test_a_month_that_is_not_over_has_no_report(as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    for month in ("2026-11", "2027-01", "gestern", ""):
        for address in ("/reports/health.docx", "/reports/annex.xlsx", "/reports/freeze"):
            assert support.send(client, address, month=month).status_code == 400, (address, month)


def test_a_new_account_gets_a_first_password_shown_once(house: House, as_role: AsRole) -> None:
    client = as_role(Role.ADMIN)
    page = support.send(
        client, "/users/add", name="新来的小沈", roles=["handler"], unit=support.LABOR
    ).get_data(as_text=True)
    first = re.search(r'class="once">([^<]+)<', page).group(1)  # type: ignore[union-attr]
    assert first not in client.get("/users").get_data(as_text=True)
    made = users.find(house.store, "新来的小沈")
    assert made is not None
    assert (made.must_change, made.unit, made.roles) == (True, support.LABOR, {Role.HANDLER})
    other = client.application.test_client()
    assert support.sign_in(other, "新来的小沈", first).headers["Location"] == "/password"


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"name": "", "roles": "leader"}, "用户名"),
        ({"name": "甲", "roles": []}, "至少选一个岗位"),
        ({"name": "甲", "roles": "handler"}, "要选所在单位"),
        ({"name": "甲", "roles": ["admin", "auditor"]}, "不能由同一人兼任"),
        ({"name": "督办老王", "roles": "leader"}, "已经有"),
        ({"name": "甲", "roles": "leader", "unit": "没有的局"}, "从列表中选择单位"),
        ({"name": "甲", "roles": "operator"}, "至少选一个岗位"),
    ],
)
def test_accounts_that_cannot_be(form: dict[str, object], fault: str, as_role: AsRole) -> None:
    response = support.send(as_role(Role.ADMIN), "/users/add", **form)
    assert response.status_code == 422
    assert fault in response.get_data(as_text=True)


def test_the_last_administrator_cannot_shut_himself_out(as_role: AsRole) -> None:
    client, name = as_role(Role.ADMIN), support.PEOPLE[Role.ADMIN]
    assert support.send(client, f"/users/{name}/disable").status_code == 422
    assert support.send(client, f"/users/{name}/roles", roles="leader").status_code == 422


def test_the_auditor_sees_what_was_done(house: House, filled: dict[str, CaseRow], as_role: AsRole) -> None:
    support.send(as_role(Role.SUPERVISOR), f"/cases/{filled['red'].case_code}/reveal", reason="电话核实")
    page = as_role(Role.AUDITOR).get("/audit").get_data(as_text=True)
    assert "查看明文" in page
    assert filled["red"].case_code in page


def test_when_nothing_can_be_written_the_page_says_so_and_keeps_the_text(
    filled: dict[str, CaseRow], as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, code = as_role(Role.SUPERVISOR), filled["red"].case_code
    token = support.csrf(client, "/password")

    def full(_store: Store) -> None:
        raise NotWritable("磁盘已满，这次没有保存。请清理磁盘后再试。")

    monkeypatch.setattr(Store, "writing", full)
    form = {"csrf_token": token, "people": "12", "reason": "当事人来访更正"}
    response = client.post(f"/cases/{code}/correct", data=form)
    page = response.get_data(as_text=True)
    assert response.status_code == 503
    assert "磁盘已满" in page
    assert "当事人来访更正" in page
    assert client.get("/cases").status_code == 200


def test_an_empty_centre_says_what_to_do_first(as_role: AsRole) -> None:
    for role in (Role.SUPERVISOR, Role.LEADER, Role.HANDLER):
        client = as_role(role)
        for address in ("/", "/cases", "/indicators", "/indicators?by=town"):
            assert client.get(address).status_code == 200
    assert "上传第一份台账" in as_role(Role.SUPERVISOR).get("/").get_data(as_text=True)


def test_the_page_opens_with_the_newest_month_that_has_data(
    filled: dict[str, CaseRow], as_role: AsRole, clock: support.Clock
) -> None:
    client = as_role(Role.SUPERVISOR)
    assert "<h1>2026年11月指标" in client.get("/indicators").get_data(as_text=True)
    clock.now = datetime(2026, 12, 20, 9)
    client = as_role(Role.SUPERVISOR)
    page = client.get("/indicators").get_data(as_text=True)
    assert "<h1>2026年11月指标" in page
    assert '<option value="2026-12">2026年12月</option>' in page
    assert '<option value="2026Q4">2026年第四季度</option>' in page


def test_rows_without_any_case_are_named_in_one_line(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    page = as_role(Role.SUPERVISOR).get("/indicators?period=2026-11&by=unit").get_data(as_text=True)
    assert "本期没有件的：民政局。" in page
    assert '<th scope="row">民政局</th>' not in page


def test_a_fraction_is_written_once(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    page = as_role(Role.SUPERVISOR).get("/indicators?period=2026-11").get_data(as_text=True)
    shown = re.findall(r"(\d+/\d+)</a>\s*<span class=\"fraction\">([^<]+)<", page)
    assert [pair for pair in shown if pair[0] == pair[1]] == []


def test_every_page_tells_how_new_its_data_are(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    client = as_role(Role.SUPERVISOR)
    for address in ("/", "/upload", "/batches", "/cases", "/indicators", "/reports", "/rules"):
        assert "数据截至 （还没有台账）" in client.get(address).get_data(as_text=True), address


def test_the_audit_log_speaks_in_words(house: House, filled: dict[str, CaseRow], as_role: AsRole) -> None:
    client, code = as_role(Role.SUPERVISOR), filled["red"].case_code
    support.send(client, f"/cases/{code}/correct", people="5", reason="来访更正")
    support.send(client, "/cases/find", q="彩礼", town="城东街道")
    page = as_role(Role.AUDITOR).get("/audit").get_data(as_text=True)
    for words in ("更正：涉及人数", "条件：镇（街道）；词长：2", "本人账号", "案件清单"):
        assert words in page
    assert "{&#34;" not in page


def test_the_command_line_is_told_as_such() -> None:
    assert [filters.person(name) for name in ("operator:root", "窗口小李", None)] == [
        "命令行（root）",
        "窗口小李",
        "—",
    ]
