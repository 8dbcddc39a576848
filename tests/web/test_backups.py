"""The page of backups: what there is, one more at once, what is wrong and how to restore."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite import apart
from jiefen_lite.backup import making
from jiefen_lite.desk import House
from jiefen_lite.errors import NotWritable
from jiefen_lite.shapes import Role
from jiefen_lite.store.crypto import key_mark
from tests.web import support

AsRole = Callable[[Role], FlaskClient]


@pytest.fixture
def shelf(house: House, tmp_path: Path) -> Path:
    """A centre whose backups have a place, and whose key is wrapped."""
    record = {"mark": key_mark(house.store.cipher.key), "salt": "", "nonce": "", "key": ""}
    (tmp_path / "recovery.json").write_text(json.dumps(record))
    (tmp_path / "center.yaml").write_text("name: x\n")
    return tmp_path / "backups"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Backups are made in this process, where a test can reach into them."""

    def run(house: House, progress: apart.Tell, work: Callable[..., Any], *about: Any) -> Any:
        return work(house, progress, *about)

    monkeypatch.setattr(apart, "run", run)


def text_after(client: FlaskClient, app: Flask) -> str:
    """The page once nothing is being made any more."""
    until = time.monotonic() + 20
    while "本页每 2 秒自动更新" in (page := client.get("/backups").get_data(as_text=True)):
        assert time.monotonic() < until
        time.sleep(0.05)
    return page


def test_one_is_made_at_once_and_listed(shelf: Path, as_role: AsRole, app: Flask) -> None:
    client = as_role(Role.ADMIN)
    page = client.get("/backups").get_data(as_text=True)
    assert "还没有备份" in page
    assert "同一块盘" in page
    assert support.send(client, "/backups").status_code == 302
    page = text_after(client, app)
    (made,) = shelf.glob("*.jfbak")
    assert "做好了，已读回来验证" in page
    assert f"restore {made.name}" in page
    assert "2026-11-20 09:30" in page
    assert page.count('chip-good">已验证') == 2


def test_a_cut_and_an_old_one_are_told(
    shelf: Path, house: House, as_role: AsRole, app: Flask, clock: support.Clock
) -> None:
    client = as_role(Role.ADMIN)
    support.send(client, "/backups")
    text_after(client, app)
    support.later(clock, days=5)
    client = as_role(Role.ADMIN)
    assert "最近一次好的备份是 5 天以前的" in client.get("/backups").get_data(as_text=True)
    (made,) = shelf.glob("*.jfbak")
    made.write_bytes(made.read_bytes()[:-1])
    page = client.get("/backups").get_data(as_text=True)
    assert 'chip-bad">不完整' in page
    assert "不能用来恢复" in page


@pytest.mark.usefixtures("here")
def test_a_failure_is_told_until_one_succeeds(
    shelf: Path, as_role: AsRole, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_role(Role.ADMIN)

    def full(*_about: object) -> None:
        raise NotWritable("磁盘满了，备份没有做成，没有留下半份文件。")

    with monkeypatch.context() as patch:
        patch.setattr(making, "_write", full)
        support.send(client, "/backups")
        page = text_after(client, app)
    assert "没有做成" in page
    assert page.count("磁盘满了") == 2
    support.send(client, "/backups")
    page = text_after(client, app)
    assert "磁盘满了" not in page
    assert len(list(shelf.iterdir())) == 1


@pytest.mark.usefixtures("here")
def test_while_one_is_made_a_second_is_not_begun(
    shelf: Path, as_role: AsRole, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_role(Role.ADMIN)
    real, go_on = making._write, []

    def slow(*about: object) -> None:
        while not go_on:
            time.sleep(0.01)
        real(*about)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "_write", slow)
    support.send(client, "/backups")
    support.send(client, "/backups")
    page = client.get("/backups").get_data(as_text=True)
    assert "备份正在做" in page
    assert "立即备份</button>" not in page
    go_on.append(1)
    text_after(client, app)
    assert len(list(shelf.iterdir())) == 1


def test_the_upload_page_shows_no_backups(shelf: Path, as_role: AsRole, app: Flask, house: House) -> None:
    """Somebody who is both: each page shows its own work."""
    admin = support.PEOPLE[Role.ADMIN]
    roles = [Role.ADMIN, Role.SUPERVISOR]
    support.users.set_roles(house.store, support.OPERATOR, admin, roles, None, support.NOW)
    client = as_role(Role.ADMIN)
    support.send(client, "/backups")
    text_after(client, app)
    assert "立即备份" not in client.get("/upload").get_data(as_text=True)


def test_a_disk_that_is_not_there(house: House, as_role: AsRole, tmp_path: Path) -> None:
    """Nothing is begun; the page says what to look for."""
    house.center = replace(house.center, backup_folder=str(tmp_path / "second disk"))
    client = as_role(Role.ADMIN)
    assert "不存在" in client.get("/backups").get_data(as_text=True)
    support.send(client, "/backups")
    assert "备份没有开始" in client.get("/backups").get_data(as_text=True)
    assert not (tmp_path / "second disk").exists()
