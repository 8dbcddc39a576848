"""Pages while nothing can be saved: each says so in Chinese and shows what was typed; then work goes on."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock
import pytest
from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite import config, jobs
from jiefen_lite.desk import House
from jiefen_lite.store import database
from jiefen_lite.web import standstill
from jiefen_lite.web.app import create_app
from tests import tickets
from tests.factories import NOW
from tests.knocks import day, harness, tracer
from tests.knocks.tracer import Change
from tests.web import support

REASON = "电话核实了两遍"
GETS = (
    *("/", "/upload", "/batches", "/batches/1", "/cases", "/cases/{code}", "/cases/{code}/correct"),
    *("/indicators", "/reports", "/rules", "/password"),
)
#: Forms with what a person typed into them; all of them save something, if only to the audit log.
FORMS: dict[str, dict[str, str]] = {
    "/sign-in": {"name": day.WHO, "password": support.PASSWORD},
    "/cases/{code}/correct": {"people": "17", "reason": REASON},
    "/cases/{code}/reveal": {"reason": REASON},
    "/batches/2/withdraw": {"reason": REASON},
    "/batches/3/abandon": {},
    "/reports/freeze": {"month": "2025-10"},
    "/reports/health.docx": {"month": "2025-10"},
    "/cases/find": {"q": "拖欠工资"},
    "/cases/export": {},
    "/password": {"password": support.PASSWORD, "new_password": "An-0ther-2026", "again": "An-0ther-2026"},
    "/batches/2/errors.xlsx": {},
    "/sign-out": {},
}
SECRETS = (support.PASSWORD, "An-0ther-2026")
#: Those of them in which a person has written most.
SAVING = ("/cases/{code}/correct", "/batches/2/withdraw")


@dataclass
class Desk:
    """A person signed in at a centre that is about to break."""

    folder: Path
    house: House
    app: Flask
    client: FlaskClient
    code: str
    token: str

    def send(self, address: str, form: dict[str, Any]) -> Any:
        """A form that was opened before."""
        return self.client.post(address.format(code=self.code), data={"csrf_token": self.token, **form})

    def settled(self) -> list[tuple[str, tuple[str, ...]]]:
        """What has become of the work in the background."""
        tasks = self.app.extensions["tasks"]
        users = range(1, 5)
        while any(task.state in ("waiting", "running") for user in users for task in tasks.of(user)):
            pass
        return [(task.state, task.sentences) for user in users for task in tasks.of(user)]


@pytest.fixture(scope="module")
def ready(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One batch more that is taken in, and one that waits."""
    place = tmp_path_factory.mktemp("pages")
    folder = day.copy_centre(template, place / "centre")
    with day.opened(folder) as house:
        who, ledgers = day.who(house), day.ledgers_of(template)
        tickets.bring(house, ledgers / "回访.xlsx", name="回访.xlsx", viewer=who)
        tickets.look(house, ledgers / "网页.xlsx", name="网页.xlsx", viewer=who)
    day.settle(folder)
    return folder


@pytest.fixture
def desk(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Signed in, with every form open."""
    monkeypatch.setitem(database.PRAGMAS, "busy_timeout", 50)
    folder = day.copy_centre(ready, tmp_path / "centre")
    with _sat_at(folder) as kept:
        monkeypatch.setattr(kept.house.store, "_wait_seconds", 0.05)
        yield kept
        tracer.rest()


@contextmanager
def _sat_at(folder: Path) -> Iterator[Desk]:
    """A server over a centre, and somebody signed in there."""
    with day.opened(folder) as house:
        app = create_app(house, secret=b"s" * 32, paths=config.Paths(folder), now=lambda: NOW)
        client = app.test_client()
        try:
            assert support.sign_in(client, day.WHO).status_code == 302
            code = day._case(house, "E7").case_code
            yield Desk(folder, house, app, client, code, support.csrf(client, "/password"))
        finally:
            app.extensions["tasks"].close()


def _words(answer: Any) -> str:
    """What a person reads on a page."""
    text = answer.get_data(as_text=True).split("<main", 1)[1].split("</main", 1)[0]
    return re.sub(r"<[^>]+>", " ", text)


# ------------------------------------------------------------------ what breaks, and its cure


@contextmanager
def _refusing(desk: Desk, says: int) -> Iterator[None]:
    @contextmanager
    def disk(change: Change) -> Iterator[None]:
        if change.kind in ("create", "write", "mkdir"):
            raise OSError(says, os.strerror(says))
        yield

    tracer.watch(desk.folder, disk)
    try:
        yield
    finally:
        tracer.rest()


def _full(desk: Desk) -> Any:
    return _refusing(desk, errno.ENOSPC)


def _read_only(desk: Desk) -> Any:
    return _refusing(desk, errno.EROFS)


def _failing(desk: Desk) -> Any:
    return _refusing(desk, errno.EIO)


@contextmanager
def _written_by_another(desk: Desk) -> Iterator[None]:
    with filelock.FileLock(str(config.Paths(desk.folder).lock)):
        yield


@contextmanager
def _held_by_a_foreign_program(desk: Desk) -> Iterator[None]:
    db = sqlite3.connect(config.Paths(desk.folder).db, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    yield
    db.close()


@contextmanager
def _away(desk: Desk) -> Iterator[None]:
    """The database goes missing under the running server, and comes back."""
    path = config.Paths(desk.folder).db
    there = [one for one in desk.folder.glob(f"{path.name}*") if not one.name.endswith("-shm")]
    for one in there:
        one.rename(one.with_name(f"away-{one.name}"))
    yield
    assert not path.exists(), "made anew without a word"
    for one in there:
        one.with_name(f"away-{one.name}").rename(one)


Broken = Callable[[Desk], Any]
REFUSING = {_full: "磁盘已满", _read_only: "只读", _failing: "磁盘读写出错"}
LOCKED = {_written_by_another: "正在写入", _held_by_a_foreign_program: "占用"}
CURABLE = {**REFUSING, **LOCKED, _away: "打不开数据库文件"}


def _each(ways: Sequence[Broken]) -> list[Any]:
    """Ways to break as parameters; some are tried always, the others when there is time."""
    return [
        pytest.param(
            broken,
            id=broken.__name__.lstrip("_"),
            marks=() if broken in (_full, _away) else pytest.mark.slow,
        )
        for broken in ways
    ]


@pytest.mark.slow
@pytest.mark.parametrize("broken", _each([*CURABLE]))
def test_every_form_says_so_and_shows_what_was_typed(desk: Desk, broken: Broken) -> None:
    """503, the reason, the typed text, never a password; nothing has changed, and then each form works."""
    before = tickets.contents(desk.house, without=())
    with broken(desk):
        for address, form in FORMS.items():
            answer = desk.send(address, form)
            assert answer.status_code == 503, address
            assert CURABLE[broken] in _words(answer), address
            html = answer.get_data(as_text=True)
            for typed in set(form.values()) - set(SECRETS):
                assert typed in html, address
            assert not any(secret in html for secret in SECRETS)
    assert tickets.contents(desk.house, without=()) == before
    for address, form in FORMS.items():
        expected = (200,) if address.endswith(("reveal", "docx", "export", "xlsx")) else (302,)
        if address == "/sign-in":
            continue
        assert desk.send(address, form).status_code in expected, address
        if address == "/password":
            desk.token = support.csrf(desk.client, "/password")
    harness.sound(desk.house, strays_allowed=False)


@pytest.mark.parametrize("broken", _each([*REFUSING, *LOCKED]))
def test_looking_goes_on(desk: Desk, broken: Broken) -> None:
    """What can be read is shown as ever."""
    with broken(desk):
        for address in GETS:
            assert desk.client.get(address.format(code=desk.code)).status_code == 200, address


@pytest.mark.parametrize("broken", _each([*REFUSING, *LOCKED]))
def test_work_in_the_background_says_so(desk: Desk, broken: Broken, template: Path) -> None:
    """An upload, a confirmation: failed with the reason on the page; afterwards the same goes in."""
    data = (day.ledgers_of(template) / "新件.xlsx").read_bytes()
    with broken(desk):
        desk.send("/upload", {"files": [(io.BytesIO(data), "新件.xlsx")], "channel": ""})
        desk.send("/batches/3/confirm", {})
        done = desk.settled()
        assert [state for state, _sentences in done] == ["failed", "failed"]
        page = _words(desk.client.get("/upload"))
        for _state, sentences in done:
            assert sentences[0] in page
            assert re.search("磁盘|只读|正在写入|占用", sentences[0])
    assert list(desk.house.files.rglob("*.part")) == []
    desk.send("/upload", {"files": [(io.BytesIO(data), "新件.xlsx")], "channel": ""})
    desk.send("/batches/3/confirm", {})
    assert {state for state, _sentences in desk.settled()} == {"done"}
    harness.sound(desk.house, strays_allowed=False)


def test_an_upload_while_the_database_is_away(desk: Desk, template: Path) -> None:
    """Without it nobody knows who asks: told at once, nothing begun; afterwards the same goes in."""
    data = (day.ledgers_of(template) / "新件.xlsx").read_bytes()
    with _away(desk):
        for address in ("/upload", "/batches/3/confirm"):
            answer = desk.send(address, {"files": [(io.BytesIO(data), "新件.xlsx")], "channel": ""})
            assert answer.status_code == 503
            assert CURABLE[_away] in _words(answer)
        assert desk.settled() == []
    for address in ("/upload", "/batches/3/confirm"):
        desk.send(address, {"files": [(io.BytesIO(data), "新件.xlsx")], "channel": ""})
    assert {state for state, _sentences in desk.settled()} == {"done"}
    harness.sound(desk.house, strays_allowed=False)


@pytest.mark.slow
@pytest.mark.parametrize("broken", [pytest.param(one, id=one.__name__.lstrip("_")) for one in LOCKED])
def test_a_lock_is_told_in_time(ready: Path, tmp_path: Path, broken: Broken) -> None:
    """With the patience that is shipped: told before a browser gives up, text kept; then the same goes in."""
    address = "/cases/{code}/correct"
    with _sat_at(day.copy_centre(ready, tmp_path / "centre")) as desk:
        with broken(desk):
            started = time.monotonic()
            answer = desk.send(address, FORMS[address])
            waited = time.monotonic() - started
        assert (answer.status_code, LOCKED[broken] in _words(answer)) == (503, True)
        assert REASON in answer.get_data(as_text=True)
        assert 5 < waited < 35
        assert desk.send(address, FORMS[address]).status_code == 302
        assert day._case(desk.house, "E7").people_count == 17


NOBODY = 65534


@contextmanager
def _without_rights(folder: Path, *, folders: bool) -> Iterator[None]:
    """The right to write is taken from all of a centre (or from its files alone), and given back.

    To root nothing is read-only: then this process goes on as an account without rights meanwhile.
    """
    paths = [folder, *folder.rglob("*")]
    were = [(path, stat.S_IMODE(path.stat().st_mode)) for path in paths]
    is_root = os.geteuid() == 0
    for path, mode in were:
        if is_root:
            os.chown(path, NOBODY, NOBODY)
        if folders or path.is_file():
            path.chmod(mode & ~0o222)
    if is_root:
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
            os.setegid(0)
        for path, mode in were:
            path.chmod(mode)
            if is_root:
                os.chown(path, 0, 0)


@pytest.mark.skipif(os.name != "posix", reason="rights as Linux has them")
@pytest.mark.parametrize(
    "folders", [pytest.param(True, id="folder"), pytest.param(False, id="files", marks=pytest.mark.slow)]
)
def test_really_read_only(ready: Path, template: Path, folders: bool) -> None:
    """Rights taken away under a running server: told, typed text kept, pages shown; given back: goes in."""
    data = (day.ledgers_of(template) / "新件.xlsx").read_bytes()
    place = Path(tempfile.mkdtemp())  # all may go through its parents
    place.chmod(0o755)
    try:
        with _sat_at(day.copy_centre(ready, place / "centre")) as desk:
            for address in GETS:  # what is loaded when it is first needed
                desk.client.get(address.format(code=desk.code))
            before = tickets.contents(desk.house, without=())
            with _without_rights(desk.folder, folders=folders):
                for address in SAVING:
                    answer = desk.send(address, FORMS[address])
                    assert answer.status_code == 503, address
                    assert re.search("只读|权限", _words(answer)), address
                    assert REASON in answer.get_data(as_text=True), address
                desk.send("/upload", {"files": [(io.BytesIO(data), "新件.xlsx")], "channel": ""})
                desk.send("/batches/3/confirm", {})
                for state, sentences in desk.settled():
                    assert state == "failed"
                    assert re.search("只读|权限", sentences[0])
                for address in GETS:
                    assert desk.client.get(address.format(code=desk.code)).status_code == 200, address
            assert tickets.contents(desk.house, without=()) == before
            for address in SAVING:
                assert desk.send(address, FORMS[address]).status_code == 302, address
            desk.send("/upload", {"files": [(io.BytesIO(data), "新件.xlsx")], "channel": ""})
            desk.send("/batches/3/confirm", {})
            assert {state for state, _sentences in desk.settled()} == {"done"}
            harness.sound(desk.house, strays_allowed=False)
    finally:
        shutil.rmtree(place)


# ------------------------------------------------------------------ what no page can cure


def _spoil(folder: Path, *, table: str | None = None, length: int | None = None) -> None:
    """Overwrite one table's first page (or the middle of the file) with rubbish, or cut the file short."""
    path = config.Paths(folder).db
    db = sqlite3.connect(path)
    size = db.execute("PRAGMA page_size").fetchone()[0]
    page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    if length is not None:
        os.truncate(path, path.stat().st_size * length // 100)
        return
    with path.open("r+b") as file:
        file.seek((page[0] - 1) * size if page else size * 3)
        file.write(b"\x5a" * size * (1 if page else 20))


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({}, id="middle", marks=pytest.mark.slow),
        pytest.param({"length": 30}, id="cut", marks=pytest.mark.slow),
        pytest.param({"table": "batch"}, id="one table"),
    ],
)
def test_a_damaged_file_under_a_running_server(desk: Desk, how: dict[str, Any], template: Path) -> None:
    """No page breaks, nothing is written over; forms show what was typed, and go in once it is restored."""
    with desk.house.store.reading():
        desk.house.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = config.Paths(desk.folder).db.read_bytes()
    _spoil(desk.folder, **how)
    for address in GETS:
        answer = desk.client.get(address.format(code=desk.code))
        assert answer.status_code in (200, 503), address
        assert answer.status_code == 200 or "损坏" in _words(answer), address
    damaged = config.Paths(desk.folder).db.read_bytes()
    for address in SAVING:
        answer = desk.send(address, FORMS[address])
        assert answer.status_code == 503, address
        assert "从备份恢复" in _words(answer), address
        for typed in FORMS[address].values():
            assert typed in answer.get_data(as_text=True), address
    ledger = day.ledgers_of(template) / "新件.xlsx"
    upload = {"files": [(io.BytesIO(ledger.read_bytes()), ledger.name)], "channel": ""}
    for address, form in (("/upload", upload), ("/batches/3/confirm", {})):
        answer = desk.send(address, form)
        assert answer.status_code in (302, 503), address
        assert answer.status_code == 302 or "从备份恢复" in _words(answer), address
    for state, sentences in desk.settled():
        assert state == "failed"
        assert "从备份恢复" in "".join(sentences)
    assert config.Paths(desk.folder).db.read_bytes() == damaged
    _works_with(desk, whole, ledger)


def _works_with(desk: Desk, whole: bytes, ledger: Path) -> None:
    """Another server over what a backup has brought back: the forms that were refused go in."""
    folder = desk.folder.with_name("restored")
    shutil.copytree(desk.folder, folder, ignore=shutil.ignore_patterns("jiefen.db*"))
    config.Paths(folder).db.write_bytes(whole)
    with _sat_at(folder) as again:
        harness.recover(again.house, folder)
        upload = {"files": [(io.BytesIO(ledger.read_bytes()), ledger.name)], "channel": ""}
        for address, form in (*((one, FORMS[one]) for one in SAVING), ("/upload", upload)):
            assert again.send(address, form).status_code == 302, address
        assert again.send("/batches/3/confirm", {}).status_code == 302
        assert {state for state, _sentences in again.settled()} == {"done"}
        assert day._case(again.house, "E7").people_count == 17
        harness.sound(again.house, strays_allowed=False)


def test_the_nightly_look_stops_all_writing(desk: Desk) -> None:
    """Found damaged: still read where it can be, every form refused, the pages say why."""
    with desk.house.store.reading():
        desk.house.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    jobs.look_through_store(desk.house, config.Paths(desk.folder), lambda: NOW)
    assert "不能保存" not in _words(desk.client.get("/cases"))
    _spoil(desk.folder, table="snapshot_figure")
    jobs.look_through_store(desk.house, config.Paths(desk.folder), lambda: NOW)
    answer = desk.client.get("/cases")
    assert answer.status_code == 200
    assert "现在只能查看，不能保存" in _words(answer)
    before = config.Paths(desk.folder).db.read_bytes()
    for address, form in FORMS.items():
        answer = desk.send(address, form)
        assert (answer.status_code, "损坏" in _words(answer)) == (503, True), address
    assert config.Paths(desk.folder).db.read_bytes() == before


def test_the_guide_stands_on_every_address() -> None:
    """What the server shows over data that cannot be used."""
    app = standstill.create_app("富锦市综治中心", ["数据库文件已损坏，请停止使用并从备份恢复。"])
    client = app.test_client()
    for address in ("/", "/sign-in", "/cases/FJ20251103-0001", "/upload"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "从最近的备份恢复" in _words(answer)
        assert answer.headers["Cache-Control"] == "no-store"
    answer = client.post("/cases/x/correct", data={"reason": REASON, "password": "ge-heim"})
    assert REASON in answer.get_data(as_text=True)
    assert "ge-heim" not in answer.get_data(as_text=True)
    assert client.get("/static/css/app.css").status_code == 200


def test_a_sign_in_that_was_not_saved_leaves_the_open_forms_good(desk: Desk) -> None:
    """The form token of the browser outlives it."""
    with _full(desk):
        assert desk.send("/sign-in", FORMS["/sign-in"]).status_code == 503
    assert desk.send("/cases/{code}/correct", FORMS["/cases/{code}/correct"]).status_code == 302


def test_a_rule_set_that_was_not_saved_is_saved_again(desk: Desk) -> None:
    """The first correction under new rules fails at its end; the second stands on rules that are there."""
    with desk.house.store.writing():
        desk.house.store.db.execute_sql("UPDATE rule_set SET digest = 'older'")
    again = House(desk.house.store, desk.house.center, desk.house.book, desk.house.files)
    desk.app.extensions["house"] = again
    with _full(desk):
        assert desk.send("/cases/{code}/correct", {"people": "17", "reason": REASON}).status_code == 503
    assert desk.send("/cases/{code}/correct", {"people": "17", "reason": REASON}).status_code == 302
    with desk.house.store.reading():
        kept = desk.house.store.db.execute_sql("SELECT digest FROM rule_set").fetchall()
    assert (desk.house.book.digest,) in kept
    harness.sound(desk.house, strays_allowed=False)
