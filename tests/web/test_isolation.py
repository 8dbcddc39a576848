"""A real server whose workbook reader hangs, aborts, eats memory, floods, forks: the pages never wait for it.

The reader is replaced in the process that reads (``rogue/sitecustomize.py``), the rest is what a centre runs.
"""

from __future__ import annotations

import http.client
import io
import os
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from jiefen_lite import config
from jiefen_lite.desk import House
from jiefen_lite.rules import loader
from jiefen_lite.shapes import Role
from jiefen_lite.store import open_store, users
from jiefen_lite.store.crypto import read_key
from tests.tickets import sheet, ticket
from tests.web import support

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc"),
]

#: With a reader gone mad: each answer within this, and 95 of 100 within so many times what they take else.
MOST_SECONDS = 2.0
MOST_TIMES, AND_SECONDS = 4, 0.1
#: From the upload to the sentence; those that never end are given five seconds of silence.
MOST_UNTIL_TOLD = 60.0
#: What the server may hold more than before: while it is told nonsense, and afterwards.
MOST_MB_MEANWHILE, MOST_MB_AFTERWARDS = 300, 60

TOO_LONG, STOPPED, TOO_MUCH, RUBBISH = "用的时间太长", "意外中止", "内存不够用", "结果不完整"
MADNESS = {
    "sleeps": TOO_LONG,
    "sleeps_after_its_head": TOO_LONG,
    "spins": TOO_LONG,
    "drips": TOO_LONG,
    "aborts": STOPPED,
    "eats_memory": TOO_MUCH,
    "eats_memory_and_stays": TOO_MUCH,
    "floods_with_one_line": f"{STOPPED}|{RUBBISH}",
    "floods_with_lines": RUBBISH,
    "floods_with_rows": RUBBISH,
    "floods_with_lines_without_rows": RUBBISH,
    "forks": TOO_LONG if os.geteuid() == 0 else "打不开",
    "forks_and_aborts": f"{STOPPED}|{TOO_LONG}" if os.geteuid() == 0 else "打不开",
    "writes_rubbish": RUBBISH,
    "promises_too_much": RUBBISH,
}
#: Of these both a small file, which the server reads itself, and a large one, which it leaves to a process.
ALSO_LARGE = (
    "sleeps",
    "aborts",
    "eats_memory",
    "floods_with_one_line",
    "floods_with_rows",
    "forks",
    "writes_rubbish",
)
LEDGER = sheet([ticket(f"T{number}") for number in range(20)])


def with_picture(ledger: bytes) -> bytes:
    """The same ledger, so large that the server leaves it to a process of its own."""
    out = io.BytesIO(ledger)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/media/image1.png", secrets.token_bytes(6_000_000))
    return out.getvalue()


class Browser:
    """One person's browser: keeps cookies, sends forms with their token, follows no redirect."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}
        self._token = ""

    def get(self, path: str) -> tuple[int, str]:
        status, page = self._ask("GET", path, b"", "")
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        self._token = found.group(1) if found else self._token
        return status, page

    def send(self, path: str, **fields: str) -> int:
        form = urllib.parse.urlencode({"csrf_token": self._token, **fields}).encode()
        return self._ask("POST", path, form, "application/x-www-form-urlencoded")[0]

    def upload(self, data: bytes) -> int:
        mark = secrets.token_hex(16)
        part = f"--{mark}\r\nContent-Disposition: form-data; name="
        head = f'{part}"csrf_token"\r\n\r\n{self._token}\r\n{part}"files"; filename="a.xlsx"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{mark}--\r\n".encode()
        return self._ask("POST", "/upload", body, f"multipart/form-data; boundary={mark}")[0]

    def sign_in(self, role: Role) -> Browser:
        self.get("/sign-in")
        assert self.send("/sign-in", name=support.PEOPLE[role], password=support.PASSWORD) == 302
        return self

    def _ask(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, str]:
        said = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": said, **({"Content-Type": kind} if kind else {})}
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        for cookie in answer.msg.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, page


class Work(threading.Thread):
    """Somebody who opens pages and corrects a case, again and again until told to end."""

    def __init__(self, browser: Browser, code: str, times: int | None = None) -> None:
        super().__init__(daemon=True)
        self.seconds: list[float] = []
        self.answers: set[tuple[str, int]] = set()
        self._browser, self._code, self._times = browser, code, times
        self._ended = threading.Event()

    def run(self) -> None:
        case = f"/cases/{self._code}"
        while not self._ended.wait(0.02) and len(self.seconds) != self._times:
            for path in ("/cases", case, "/upload", f"{case}/correct"):
                self._timed(path)
            self._timed(f"{case}/correct", people=str(2 + secrets.randbelow(900_000)), reason="核实人数")

    def _timed(self, path: str, **form: str) -> None:
        begin = time.perf_counter()
        status = self._browser.send(path, **form) if form else self._browser.get(path)[0]
        self.seconds.append(time.perf_counter() - begin)
        self.answers.add(("POST" if form else "GET", status))

    def end(self) -> None:
        self._ended.set()
        self.join()

    def in_95_of_100(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1]


@dataclass
class Served:
    """A centre whose server is up, and two people who are signed in."""

    folder: Path
    server: subprocess.Popen[bytes]
    reader: Path  # how the reader goes is written here
    clerk: Browser
    other: Browser
    code: str
    quiet: float

    def helpers(self) -> list[str]:
        """What the server has started and is still there, by command; with whatever those have started."""
        found = []
        mark = f"ROGUE_READER={self.reader}".encode()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                own = mark in (process / "environ").read_bytes().split(b"\0")
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue  # ended between the two, or somebody else's
            if own and int(process.name) != self.server.pid and "resource_tracker" not in command:
                found.append(command)
        return found

    def stored(self) -> dict[str, object]:
        """Whatever an upload could leave behind."""
        with closing(sqlite3.connect(f"file:{config.Paths(self.folder).db}?mode=ro", uri=True)) as db:
            rows = {
                name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
                for name in ("batch", "batch_row", "batch_problem", "case_source", "chain_entry")
            }
        files = [one for one in config.Paths(self.folder).files.rglob("*") if one.is_file()]
        return {**rows, "files": files, "temporary": sorted(self.reader.parent.glob("temporary/*"))}

    def megabytes(self, what: str) -> float:
        """Memory of the server: VmRSS now, VmHWM at most since the peak was forgotten."""
        status = Path(f"/proc/{self.server.pid}/status").read_text("ascii")
        return int(re.search(rf"{what}:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    def forget_peak(self) -> None:
        Path(f"/proc/{self.server.pid}/clear_refs").write_text("5")


def start(folder: Path, reader: Path) -> tuple[subprocess.Popen[bytes], int]:
    """The server as ``jiefen serve`` starts it, up and answering; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    temporary = reader.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    paths = (str(Path(__file__).parent / "rogue"), os.environ.get("PYTHONPATH", ""))
    server = subprocess.Popen(
        [sys.executable, "-m", "jiefen_lite.cli", "--center", str(folder), "serve", "--port", str(port)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "ROGUE_READER": str(reader),
            "TMPDIR": str(temporary),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while True:
        try:
            Browser(port).get("/sign-in")
            return server, port
        except OSError:
            assert server.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A centre with its accounts and one case, to be copied; the code of that case."""
    folder = tmp_path_factory.mktemp("isolation") / "centre"
    subprocess.run(
        [sys.executable, "-m", "jiefen_lite.cli", "init", str(folder)], check=True, capture_output=True
    )
    paths = config.Paths(folder)
    config.write_center_yaml(support.CENTER, paths.center)
    store = open_store(str(paths.db), read_key(paths.key), paths.lock)
    house = House(store, support.CENTER, loader.load(paths.rules), paths.files)
    for role in (Role.SUPERVISOR, Role.INTAKE_CLERK):
        hashed = support.password_hash()
        users.add(
            store,
            support.OPERATOR,
            support.PEOPLE[role],
            [role],
            None,
            hashed,
            config.now(),
            must_change=False,
        )
    code = support.add_case(house, 1).case_code
    store.close()
    return folder, code


def copied(centre: Path, to: Path) -> Path:
    return Path(shutil.copytree(centre, to / "centre", ignore=shutil.ignore_patterns("*.lock")))


@pytest.fixture(scope="module")
def served(centre: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all that happens to it."""
    folder, code = copied(centre[0], tmp_path_factory.mktemp("served")), centre[1]
    reader = folder.parent / "reader"
    reader.write_text("reads")
    server, port = start(folder, reader)
    try:
        clerk, other = Browser(port).sign_in(Role.INTAKE_CLERK), Browser(port).sign_in(Role.SUPERVISOR)
        work = Work(other, code, times=200)
        work.start()
        work.join()
        assert work.answers == {("GET", 200), ("POST", 302)}
        yield Served(folder, server, reader, clerk, other, code, work.in_95_of_100())
    finally:
        server.terminate()
        server.wait(timeout=60)


def told_after(clerk: Browser) -> tuple[str, float]:
    """What the page says when nothing is being read any more, and how long that took."""
    begin = time.monotonic()
    while True:
        page = clerk.get("/upload")[1]
        if "刚才上传的" in page:
            return page, time.monotonic() - begin
        assert time.monotonic() - begin < 120, "the reading never ended"
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("how", "large"), [*((how, False) for how in MADNESS), *((how, True) for how in ALSO_LARGE)]
)
def test_the_pages_go_on_and_the_upload_ends_with_a_sentence(served: Served, how: str, large: bool) -> None:
    """Told soon, nothing kept, no process and no memory left; meanwhile every page and every save as ever."""
    before, memory = served.stored(), served.megabytes("VmRSS")
    served.forget_peak()
    served.reader.write_text(how)
    work = Work(served.other, served.code)
    work.start()
    served.clerk.get("/upload")
    assert served.clerk.upload(with_picture(LEDGER) if large else LEDGER) == 302
    page, took = told_after(served.clerk)
    readers = [one for one in served.helpers() if "importers.child" in one]
    work.end()
    served.reader.write_text("reads")

    assert re.search(MADNESS[how], "".join(re.findall('<p class="field-bad">(.*?)</p>', page)))
    assert "没有导入" in page
    assert "去预览" not in page
    assert took < MOST_UNTIL_TOLD
    assert readers == []
    assert served.stored() == before
    assert work.answers == {("GET", 200), ("POST", 302)}
    assert max(work.seconds) < MOST_SECONDS
    if len(work.seconds) > 100:
        assert work.in_95_of_100() < MOST_TIMES * served.quiet + AND_SECONDS
    assert served.megabytes("VmHWM") - memory < MOST_MB_MEANWHILE
    assert served.megabytes("VmRSS") - memory < MOST_MB_AFTERWARDS


def test_afterwards_the_same_server_reads_as_ever(served: Served) -> None:
    """A proper reader again: the next file is read and goes in."""
    served.clerk.get("/upload")
    assert served.clerk.upload(LEDGER) == 302
    page, _took = told_after(served.clerk)
    (batch,) = re.findall(r'href="(/batches/\d+)">去预览', page)
    assert "20" in served.clerk.get(batch)[1]


@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
@pytest.mark.parametrize("kill", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_that_is_stopped_takes_a_hanging_reader_with_it(
    centre: tuple[Path, str], tmp_path: Path, kill: signal.Signals, large: bool
) -> None:
    """Nobody is left who could end it; the next start finds nothing half-done."""
    folder, code = copied(centre[0], tmp_path), centre[1]
    reader = tmp_path / "reader"
    reader.write_text("sleeps")
    server, port = start(folder, reader)
    clerk = Browser(port).sign_in(Role.INTAKE_CLERK)
    served = Served(folder, server, reader, clerk, clerk, code, 0)
    clerk.get("/upload")
    assert clerk.upload(with_picture(LEDGER) if large else LEDGER) == 302
    until = time.monotonic() + 20
    while not any("importers.child" in one for one in served.helpers()):
        assert time.monotonic() < until, "nobody read"
        time.sleep(0.01)
    server.send_signal(kill)
    server.wait(timeout=30)
    until = time.monotonic() + 5
    while served.helpers():
        assert time.monotonic() < until, served.helpers()
        time.sleep(0.05)
    reader.write_text("reads")
    server, port = start(folder, reader)
    try:
        page = Browser(port).sign_in(Role.INTAKE_CLERK).get("/batches")[1]
        assert "a.xlsx" not in page
    finally:
        server.terminate()
        server.wait(timeout=30)
