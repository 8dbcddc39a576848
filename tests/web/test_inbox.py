"""The page of the watched folder: what waits and why, what came in, and where to go on from there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.inbox import VIEWER, Watcher
from jiefen_lite.shapes import InboxSettings, Level, Problem, Role
from jiefen_lite.store import batches, inbox
from tests.tickets import TICKET, sheet, ticket
from tests.web import support

AsRole = Callable[[Role], FlaskClient]
GOOD = sheet([ticket("T1"), ticket("T2", 诉求人姓名="钱多多")])
PARTLY = sheet([ticket("T5"), ticket("T3", **{"12345受理时间": "2025-02-30"})])
UNKNOWN = sheet([{**ticket("T8"), "坐席感想": "急"}], [*TICKET, "坐席感想"])


@pytest.fixture
def watcher(app: Flask, house: House, tmp_path: Path) -> Watcher:
    """Who looks at the folder of the centre of these pages."""
    made = Watcher(house, InboxSettings(), tmp_path)
    made.folder.mkdir(exist_ok=True)
    app.extensions["watcher"] = made
    return made


def look(watcher: Watcher, times: int = 2) -> None:
    for _ in range(times):
        watcher.look(lambda: support.NOW)


@pytest.mark.slow
def test_the_page_tells_what_waits_and_what_became_of_the_rest(
    watcher: Watcher, house: House, as_role: AsRole
) -> None:
    (watcher.folder / "好的.xlsx").write_bytes(GOOD)
    (watcher.folder / "有错.xlsx").write_bytes(PARTLY)
    (watcher.folder / "要问的.xlsx").write_bytes(UNKNOWN)
    (watcher.folder / "照片.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n....")
    look(watcher)
    (watcher.folder / "<b>新来的.xlsx").write_bytes(GOOD[:500])
    look(watcher, 1)
    client = as_role(Role.SUPERVISOR)
    page = client.get("/upload/inbox").get_data(as_text=True)
    for words in ("已入库", "有行没收", "待确认", "没有收成", "还在写入，写完就收", "坐席感想"):
        assert words in page, words
    assert "&lt;b&gt;新来的.xlsx" in page
    assert 'http-equiv="refresh"' in page
    assert "收件箱（1 个在等）" in client.get("/upload").get_data(as_text=True)
    asked = next(
        one for one in batches.list_batches(watcher._house.store, VIEWER) if one.state == "previewed"
    )
    assert f'href="/batches/{asked.id}"' in page
    assert client.get(f"/batches/{asked.id}").status_code == 200


def test_a_confirmed_batch_is_shown_as_such(watcher: Watcher, house: House, as_role: AsRole) -> None:
    (watcher.folder / "要问的.xlsx").write_bytes(UNKNOWN)
    look(watcher)
    (record,) = inbox.listed(house.store, VIEWER)
    batches.update(house.store, record.batch_id or 0, state="committed")
    page = as_role(Role.INTAKE_CLERK).get("/upload/inbox").get_data(as_text=True)
    assert "待确认" not in page
    assert "已入库" in page


def test_trouble_with_the_folder_is_told(watcher: Watcher, as_role: AsRole) -> None:
    watcher.trouble = "收件文件夹打不开，请检查它在不在、能不能读写。"
    page = as_role(Role.SUPERVISOR).get("/upload/inbox").get_data(as_text=True)
    assert "收件文件夹打不开" in page


def test_a_server_that_does_not_look_says_so(as_role: AsRole) -> None:
    assert "没有在看收件文件夹" in as_role(Role.SUPERVISOR).get("/upload/inbox").get_data(as_text=True)


def test_a_batch_that_the_folder_is_taking_in_is_busy(
    watcher: Watcher, house: House, as_role: AsRole
) -> None:
    number = support.add_batch(house.store, VIEWER.name, state="committing")
    client = as_role(Role.SUPERVISOR)
    assert "继续入库" in client.get(f"/batches/{number}").get_data(as_text=True)
    assert "1 个批次可能已中断" in client.get("/").get_data(as_text=True)
    assert "可能已中断" in client.get("/batches").get_data(as_text=True)
    watcher._at_batch = number
    assert "可能已中断" not in client.get("/").get_data(as_text=True)
    assert "可能已中断" not in client.get("/batches").get_data(as_text=True)
    page = client.get(f"/batches/{number}").get_data(as_text=True)
    assert "继续入库" not in page
    assert "正在处理这一批" in page
    assert f"/batches/{number}" not in client.get("/upload").get_data(as_text=True)


def test_what_the_error_workbook_will_not_keep_is_told_before_it_is_fetched(
    house: House, as_role: AsRole
) -> None:
    number = support.add_batch(house.store, support.PEOPLE[Role.SUPERVISOR], lost=["迷你图", "图形、文本框"])
    client = as_role(Role.SUPERVISOR)
    assert "带不过去" not in client.get(f"/batches/{number}").get_data(as_text=True)  # there is none to fetch
    with house.store.writing():
        problem = Problem("10月", 3, "登记日期", None, Level.ERROR, "没有这一天")
        batches.add_problems(house.store, number, [problem])
    page = client.get(f"/batches/{number}").get_data(as_text=True)
    assert "这些带不过去：迷你图、图形、文本框。" in page
