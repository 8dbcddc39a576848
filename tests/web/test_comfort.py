"""Large letters, small files, and what a browser may keep."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

from jiefen_lite.web import assets
from tests.web import support


def linked(page: str) -> list[str]:
    """The addresses of what a page fetches from the static folder."""
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', page)


def test_large_letters_are_a_form_and_a_cookie(client: FlaskClient) -> None:
    support.sign_in(client, "窗口小李")
    assert 'class="large"' not in client.get("/cases").get_data(as_text=True)
    answer = support.send(client, "/large-type", large="yes", back="/cases?show=open")
    assert answer.headers["Location"] == "/cases?show=open"
    page = client.get("/cases?show=open").get_data(as_text=True)
    assert '<html lang="zh-CN" class="large">' in page
    assert 'value="/cases?show=open"' in page
    support.send(client, "/sign-out")
    assert 'class="large"' in client.get("/sign-in").get_data(as_text=True)
    support.send(client, "/large-type", large="no", back="/")
    assert 'class="large"' not in client.get("/sign-in").get_data(as_text=True)


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com", "/\\example.com", "", "/\n/x"]
)
def test_the_way_back_stays_on_this_site(client: FlaskClient, elsewhere: str) -> None:
    assert support.send(client, "/large-type", large="yes", back=elsewhere).headers["Location"] == "/"


def test_a_file_is_kept_for_good_under_the_mark_of_its_content(client: FlaskClient) -> None:
    addresses = linked(client.get("/sign-in").get_data(as_text=True))
    assert {address.split("?")[0] for address in addresses} == {
        "/static/css/app.css", "/static/js/app.js", "/static/js/old.js", "/static/img/mark.svg",
    }  # fmt: skip
    for address in addresses:
        assert client.get(address).headers["Cache-Control"] == assets.FOR_GOOD
        stale = client.get(address.split("?")[0] + "?v=0123456789ab")
        assert stale.headers["Cache-Control"] == "no-cache"
        again = client.get(address, headers={"If-None-Match": stale.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_what_is_asked_for_packed_is_sent_packed(client: FlaskClient) -> None:
    packed = client.get("/static/css/app.css", headers={"Accept-Encoding": "gzip, br"})
    plain = client.get("/static/css/app.css")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3


def test_the_style_sheet_is_all_its_parts_in_order(client: FlaskClient) -> None:
    sheet = client.get("/static/css/app.css").get_data(as_text=True)
    folder = assets.FOLDER
    written = {f"css/{path.name}" for path in (folder / "css").glob("*.css")}
    assert written == {name for name in assets.SHEET_PARTS if name.startswith("css/")}
    places = [sheet.index((folder / name).read_text("utf-8")) for name in assets.SHEET_PARTS[1:]]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["css/tokens.css", "../app.py", "nothing.css"])
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/static/{name}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_a_page_is_packed_and_its_length_says_nothing(client: FlaskClient) -> None:
    support.sign_in(client, "窗口小李")
    answers = [client.get("/upload", headers={"Accept-Encoding": "gzip"}) for _ in range(12)]
    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}
    assert "上传台账" in gzip.decompress(answers[0].data).decode()
    assert len({len(answer.data) for answer in answers}) > 4
    assert "Content-Encoding" not in client.get("/upload").headers
