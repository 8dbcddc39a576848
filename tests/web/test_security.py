"""What holds for every answer: headers, known hosts, sizes, no scripts in pages, text kept on errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite.config import Paths
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role
from jiefen_lite.web.app import create_app
from jiefen_lite.web.security import host_is_known
from tests.web import support

NASTY = "<script>alert(1)</script>{{7*7}}\"'><img src=x onerror=alert(1)>‘𠮷·🏠\n第二行"


def test_every_page_carries_the_headers(client: FlaskClient) -> None:
    for address in ("/sign-in", "/", "/nirgendwo", "/static/css/app.css"):
        headers = client.get(address).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert re.fullmatch(r"[0-9a-f]{8}", headers["X-Request-Id"])
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"


def test_over_tls_cookies_are_secure(house: House, tmp_path: Path, clock: support.Clock) -> None:
    app = create_app(house, secret=b"s", paths=Paths(tmp_path), secure=True, now=clock)
    client = app.test_client()
    page = client.get("/sign-in", base_url="https://localhost").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    response = client.post(
        "/sign-in",
        base_url="https://localhost",
        headers={"Referer": "https://localhost/sign-in"},
        data={"csrf_token": token, "name": support.PEOPLE[Role.LEADER], "password": support.PASSWORD},
    )
    assert response.status_code == 302
    assert all("Secure" in cookie for cookie in response.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("localhost:8000", True),
        ("127.0.0.1:8000", True),
        ("10.1.2.3", True),
        ("[::1]:8000", True),
        ("zz.fujin.gov.cn", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("", False),
    ],
)
def test_hosts(host: str, known: bool) -> None:
    assert host_is_known(host, {"localhost", "zz.fujin.gov.cn"}) is known


def test_an_unknown_host_gets_no_page(client: FlaskClient) -> None:
    assert client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 421


def test_forwarded_headers_are_ignored(client: FlaskClient) -> None:
    response = client.get("/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert response.headers["Location"] == "/sign-in"


def test_a_large_form_is_refused_in_plain_words(as_role: Callable[[Role], FlaskClient]) -> None:
    client = as_role(Role.SUPERVISOR)
    response = support.send(client, "/cases/find", q="长" * 500_000)
    assert response.status_code == 413
    assert "太大" in response.get_data(as_text=True)


def test_typed_text_survives_a_lost_session(
    as_role: Callable[[Role], FlaskClient], clock: support.Clock
) -> None:
    client = as_role(Role.SUPERVISOR)
    support.later(clock, minutes=40)
    response = client.post(
        "/cases/FJ1/correct", data={"reason": "当事人电话里说是 12 人", "password": "geheim"}
    )
    text = response.get_data(as_text=True)
    assert response.status_code == 401
    assert "当事人电话里说是 12 人" in text
    assert "geheim" not in text


def test_a_bug_is_told_without_a_traceback(
    app: Flask,
    as_role: Callable[[Role], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = as_role(Role.SUPERVISOR)

    def broken() -> str:
        raise ValueError(f"unlucky {support.PHONE}")

    monkeypatch.setitem(app.view_functions, "cases.listing", broken)
    broken.allowed = "signed_in"  # type: ignore[attr-defined]
    response = client.get("/cases")
    text = response.get_data(as_text=True)
    assert response.status_code == 500
    assert response.headers["X-Request-Id"] in text
    assert "Traceback" not in text
    assert "unlucky" in caplog.text
    assert support.PHONE not in caplog.text + text


class Parsed(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_text_of_cases_stays_text(house: House, app: Flask, as_role: Callable[[Role], FlaskClient]) -> None:
    case = support.add_case(house, 1, summary=NASTY, claim=NASTY, names=("孙<b>东", NASTY), result_text=NASTY)
    support.add_batch(house.store, support.PEOPLE[Role.SUPERVISOR], note=NASTY)
    client = as_role(Role.SUPERVISOR)
    for address in (
        "/",
        "/cases",
        f"/cases/{case.case_code}",
        f"/cases/{case.case_code}/correct",
        "/batches/1",
    ):
        page = client.get(address).get_data(as_text=True)
        parsed = Parsed()
        parsed.feed(page)
        for tag, attributes in parsed.seen:
            assert not any(name.startswith("on") for name in attributes), (address, tag)
            assert "style" not in attributes, (address, tag)
            if tag == "script":
                assert (attributes.get("src") or "").startswith("/static/js/"), address
            if tag == "img":
                assert (attributes.get("src") or "").split("?")[0] == "/static/img/mark.svg", address
        assert "{{7*7}}" in page or NASTY[:8] not in page
        assert ">49<" not in page


def test_pages_never_show_numbers_of_persons(
    filled: dict[str, CaseRow], as_role: Callable[[Role], FlaskClient]
) -> None:
    client = as_role(Role.SUPERVISOR)
    for address in ("/", "/cases", *(f"/cases/{case.case_code}" for case in filled.values())):
        page = client.get(address).get_data(as_text=True)
        assert support.PHONE not in page
        assert support.ID_NO not in page
        assert "孙立东" not in page
