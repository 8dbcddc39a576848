"""The command line while nothing can be saved: one sentence, exit 2, no traceback, nothing made anew."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import filelock
import pytest

from jiefen_lite import cli, config
from jiefen_lite.cli import common
from jiefen_lite.store import database
from tests.knocks import day, tracer
from tests.knocks.tracer import Change

pytestmark = pytest.mark.slow

Files = dict[str, bytes]


@pytest.fixture
def centre(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A centre to break, opened by commands that do not wait long."""
    monkeypatch.setitem(database.PRAGMAS, "busy_timeout", 50)
    monkeypatch.setattr(database.open_store, "__kwdefaults__", {"wait_seconds": 0.05, "kept": False})
    shutil.copytree(day.ledgers_of(template), tmp_path / "ledgers")
    return day.copy_centre(template, tmp_path / "centre")


def _run(capsys: pytest.CaptureFixture[str], centre: Path, *command: object) -> tuple[int, str]:
    """One command as a shell runs it: exit code and standard error; its store is closed again."""
    opened: list[common.Opened] = []
    real = common.open_center

    def remembered(name: str | None) -> common.Opened:
        opened.append(real(name))
        return opened[-1]

    code = 0
    with pytest.MonkeyPatch.context() as patch:
        for module in ("importing", "papers", "center", "asking"):
            patch.setattr(f"jiefen_lite.cli.{module}.open_center", remembered)
        patch.setattr(sys, "argv", ["jiefen", "--center", str(centre), *map(str, command)])
        try:
            cli.main()
        except SystemExit as leave:
            code = int(leave.code or 0)
    for one in opened:
        with contextlib.suppress(Exception):
            one.house.store.close()
    return code, capsys.readouterr().err


def _things(centre: Path) -> Files:
    """Every file of the centre but locks, the log and its index, and uploads that no row stands on.

    What an import has kept before the damaged database refused its row goes at the next start.
    """
    return {
        str(path.relative_to(centre)): path.read_bytes()
        for path in sorted(centre.rglob("*"))
        if path.is_file() and not path.name.endswith((".lock", "-shm", "-wal", ".bin"))
    }


def _writing(centre: Path) -> list[tuple[Any, ...]]:
    ledger = centre.parent / "ledgers" / "新件.xlsx"
    return [
        ("import", ledger, "--as-of", "2025-12-01"),
        ("withdraw", "1"),
        ("freeze", "2025-10"),
        ("report", "health", "--month", "2025-11", "--as-of", "2025-12-01"),
        ("cases", "--xlsx", centre / "out" / "cases.xlsx"),
        ("ledger", "cases", "--month", "2025-11"),
        ("user", "add", "新人", "--role", "leader"),
    ]


@contextmanager
def _refusing(centre: Path, says: int) -> Iterator[None]:
    @contextmanager
    def disk(change: Change) -> Iterator[None]:
        if change.kind in ("create", "write", "mkdir"):
            raise OSError(says, os.strerror(says))
        yield

    tracer.watch(centre, disk)
    try:
        yield
    finally:
        tracer.rest()


@contextmanager
def _locked(centre: Path) -> Iterator[None]:
    with filelock.FileLock(str(config.Paths(centre).lock)):
        yield


def _each(ways: Iterable[str]) -> list[Any]:
    """Names as parameters; some are tried always, the others when there is time."""
    always = ("full", "overwritten", "no database", "no key")
    return [pytest.param(name, marks=() if name in always else pytest.mark.slow) for name in ways]


BROKEN: dict[str, Callable[[Path], Any]] = {
    "full": lambda centre: _refusing(centre, errno.ENOSPC),
    "read-only": lambda centre: _refusing(centre, errno.EROFS),
    "locked": _locked,
}


@pytest.mark.parametrize("broken", _each(BROKEN))
def test_one_sentence_and_nothing_changed(
    capsys: pytest.CaptureFixture[str], centre: Path, broken: str
) -> None:
    """Whatever a command was to write; afterwards the same command works."""
    before = _things(centre)
    with BROKEN[broken](centre):
        for command in _writing(centre):
            code, told = _run(capsys, centre, *command)
            assert code == 2, (command, told)
            assert "Traceback" not in told
            assert told.strip().endswith("。"), (command, told)
    assert _things(centre) == before
    for command in reversed(_writing(centre)):
        code, told = _run(capsys, centre, *command)
        assert code == 0, (command, told)


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def _overwrite(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[8192:-8192] = b"\x5a" * (len(data) - 2 * 8192)  # all but the first page and the last
    path.write_bytes(data)


def _rubbish(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)


DAMAGE: dict[str, Callable[[config.Paths], object]] = {
    "cut short": lambda paths: _cut(paths.db),
    "overwritten": lambda paths: _overwrite(paths.db),
    "rubbish": lambda paths: _rubbish(paths.db),
    "no database": lambda paths: paths.db.unlink(),
    "no key": lambda paths: paths.key.unlink(),
    "another key": lambda paths: paths.key.write_text("00" * 32),
    "half a key": lambda paths: paths.key.write_text("00" * 5),
}


@pytest.mark.parametrize("damage", _each(DAMAGE))
def test_what_cannot_be_used_is_left_alone(
    capsys: pytest.CaptureFixture[str], centre: Path, damage: str
) -> None:
    """A sentence that says what to do, exit 2, and the files stay as they are."""
    day.settle(centre)
    DAMAGE[damage](config.Paths(centre))
    before = _things(centre)
    for command in (("batches",), ("verify",), ("cases",), *_writing(centre)):
        code, told = _run(capsys, centre, *command)
        assert code == 2, (command, told)
        assert "备份" in told or "恢复" in told, (command, told)
        assert "Traceback" not in told
    assert _things(centre) == before


def _page(address: str) -> tuple[int, str]:
    """What a server that is just starting answers."""
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)


@contextmanager
def _served(centre: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server of its own over a centre: its address, and the process, which is ended."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = "from jiefen_lite.cli import main; main()"
    command = [sys.executable, "-c", code, "--center", str(centre), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.mark.parametrize("damage", _each(("overwritten", "no database", "no key")))
def test_the_server_shows_the_guide_instead(centre: Path, damage: str) -> None:
    """It serves one page, which says how to restore, and touches nothing; with the files back, all pages."""
    day.settle(centre)
    whole = _things(centre)
    DAMAGE[damage](config.Paths(centre))
    before = _things(centre)
    with _served(centre) as (address, server):
        status, page = _page(f"{address}/cases")
        assert status == 503
        assert re.search("数据库文件已损坏|数据库文件 jiefen.db 不见了|找不到密钥文件", page)
        assert "从最近的备份恢复" in page
        server.terminate()
        _out, told = server.communicate()
    assert "恢复以后请重新启动" in told
    assert _things(centre) == before
    for name, data in whole.items():
        (centre / name).write_bytes(data)
    with _served(centre) as (address, _server):
        status, page = _page(f"{address}/sign-in")
        assert (status, "恢复" in page) == (200, False)
