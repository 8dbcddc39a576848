"""A real browser over a served centre: starting it, signing in, and every page that a role may open."""

from __future__ import annotations

import contextlib
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from jiefen_lite import merging
from jiefen_lite.desk import House
from jiefen_lite.shapes import Channel, Role
from tests.web import support
from tests.web.routes import PUBLIC, ROUTES
from tests.web.test_routes import BLANKS, fill_all

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PEOPLE = [role for role in Role if role in support.PEOPLE]
CENTRES = ("empty", "full")
MANY = 60  # more than one page of the list


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Chromium, driven; skips where this machine has none."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as play:
        launched = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@contextlib.contextmanager
def served(app: Flask) -> Iterator[str]:
    """``app`` on a port of this machine; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join(5)


def signed_in(context: Any, address: str, role: Role) -> tuple[Any, list[str]]:
    """A page of somebody signed in, and the list into which its complaints go."""
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(f"{address}/sign-in")
    fill_in(page, role)
    page.wait_for_url(f"{address}/")
    return page, told


def fill_in(page: Any, role: Role) -> None:
    """Fill the sign-in page and send it."""
    page.fill("[name=name]", support.PEOPLE[role])
    page.fill("[name=password]", support.PASSWORD)
    page.press("[name=password]", "Enter")


# ------------------------------------------------------------------ every page


@dataclass(frozen=True)
class Centre:
    """A centre to look at and not to change: its application and what its addresses are filled with."""

    name: str
    app: Flask
    known: dict[str, str]

    def pages(self, role: Role) -> dict[str, str]:
        """Every page that ``role`` may open, as HTML by address, out of the table of routes."""
        client = self.app.test_client()
        support.sign_in(client, support.PEOPLE[role])
        found = {}
        for route in ROUTES:
            allowed = route.may is PUBLIC or role in route.may
            if route.method == "GET" and allowed and not route.rule.startswith("/static"):
                address = route.address.format(**self.known)
                answer = client.get(address)
                if answer.mimetype == "text/html" and answer.status_code != 302:
                    found[address] = answer.get_data(as_text=True)
        return found


def make_centre(name: str, new_centre: Path, folder: Path) -> tuple[Centre, House]:
    """A copy of the centre without cases, left empty or filled until every list has several pages."""
    shutil.copytree(new_centre, folder, dirs_exist_ok=True)
    house = support.open_house(folder)
    known = BLANKS if name == "empty" else fill_much(house)
    return Centre(name, support.make_app(house, folder, support.Clock()), known), house


def fill_much(house: House) -> dict[str, str]:
    """Something behind every address, and lists longer than a page, with long and rare words in them."""
    known = fill_all(house)
    channels = list(Channel)
    with house.store.writing():
        for number in range(100, 100 + MANY):
            support.add_case(
                house,
                number,
                units=[(support.LABOR, "responsible")],
                day=date(2026, 11, 1 + number % 19),
                channel=channels[number % len(channels)],
                summary="因拖欠工资、土地承包、邻里噪音、彩礼返还多次到村委会反映，" * 4,
                names=(f"欧阳{number}", "富锦市锦绣大地农业生产资料经营有限责任公司"),
                type_l1=support.rules().types.types[number % 9].id,
            )
    for number in range(40):
        name = f"2026年{number}月富锦市社会治安综合治理中心人民调解案件登记台账（最终版）.xlsx"
        support.add_batch(house.store, support.PEOPLE[Role.SUPERVISOR], note=name)
    merging.look(house, support.NOW)
    return known


def shown(html: str) -> str:
    """A page without what differs from person to person and from one request to the next."""
    main = html.partition("<main")[2].partition("</main>")[0]
    main = re.sub(r'name="csrf_token" value="[^"]*"|请求编号 \w+', "", main)
    for name in support.PEOPLE.values():
        main = main.replace(name, "某人")
    return main


def each_page_once(centre: Centre) -> list[tuple[Role | None, str]]:
    """Every page of the centre that shows something of its own, with somebody who may open it."""
    seen: set[str] = set()
    found: list[tuple[Role | None, str]] = [(None, "/sign-in")]
    for role in PEOPLE:
        for address, html in centre.pages(role).items():
            if (content := address + shown(html)) not in seen:
                seen.add(content)
                found.append((role, address))
    return found


class Visitor:
    """Goes from page to page as whoever may open it, signing in once for each role."""

    def __init__(self, browser: Any, address: str, **settings: Any) -> None:
        self._browser, self._address, self._settings = browser, address, settings
        self._pages: dict[Role | None, Any] = {}

    def go(self, role: Role | None, path: str) -> Any:
        """The browser's page at ``path``."""
        if role not in self._pages:
            context = self._browser.new_context(**self._settings)
            if role is None:
                self._pages[role] = context.new_page()
            else:
                self._pages[role], _told = signed_in(context, self._address, role)
        page = self._pages[role]
        page.goto(self._address + path)
        return page

    def close(self) -> None:
        """Close every window."""
        for page in self._pages.values():
            page.context.close()
