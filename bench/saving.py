"""How long saving a page takes while 100,000 rows go in, against how long it takes when all is quiet.

The real server in a process of its own. A ledger is uploaded and confirmed on the pages, as a clerk does
it, while somebody else corrects a case five times a second: people may notice the import, not wait for it.
"""

from __future__ import annotations

import argparse
import http.client
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paper import Line, machine, table, write_section
from start import JIEFEN, free_port

from jiefen_lite.config import Paths, write_center_yaml
from jiefen_lite.demo import big_workbook, center

ROWS, SEED = 100_000, 20261103
RUNS = 5
EVERY_SECONDS = 0.2
QUIET_SAVES = 100
MOST_TIMES = 1.5
MOST_MINUTES = 5
NAME, PASSWORDS = "量速度的人", ("Kai-shi-2026", "Liang-yi-liang-26")


class Browser:
    """One person's browser: keeps cookies, sends forms with their token, follows no redirect."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}
        self._token = ""

    def get(self, path: str) -> str:
        """A page; the token of its forms is kept for what is sent next."""
        page = self._ask("GET", path, b"", {})[1]
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        self._token = found.group(1) if found else self._token
        return page

    def send(self, path: str, **fields: str) -> tuple[int, str]:
        """Send a form; status and what the page then says."""
        form = urllib.parse.urlencode({"csrf_token": self._token, **fields}).encode()
        status, page, _leads_to = self._ask("POST", path, form, {"Content-Type": FORM})
        return status, " ".join(re.sub(r"<[^>]+>", " ", page).split())

    def upload(self, file: Path) -> None:
        """Send one file with the upload form."""
        mark = secrets.token_hex(16)
        part = f"--{mark}\r\nContent-Disposition: form-data; name="
        head = f'{part}"csrf_token"\r\n\r\n{self._token}\r\n{part}"files"; filename="{file.name}"\r\n\r\n'
        body = head.encode() + file.read_bytes() + f"\r\n--{mark}--\r\n".encode()
        self._ask("POST", "/upload", body, {"Content-Type": f"multipart/form-data; boundary={mark}"})

    def sign_in(self) -> None:
        """Sign in for the first time, which asks for a password of one's own."""
        self.get("/sign-in")
        self.send("/sign-in", name=NAME, password=PASSWORDS[0])
        self.get("/password")
        self.send("/password", password=PASSWORDS[0], new_password=PASSWORDS[1], again=PASSWORDS[1])

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, str]:
        said = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        connection.request(method, path, body, {**headers, "Cookie": said})
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        for cookie in answer.msg.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, page, answer.headers.get("Location", "")


FORM = "application/x-www-form-urlencoded"
SAVED = 302


class Saver(threading.Thread):
    """Corrects one case every so often until told to end; ``saves``: when each began, how long it took."""

    def __init__(self, browser: Browser, code: str, times: int | None = None) -> None:
        super().__init__()
        self.saves: list[tuple[float, float]] = []
        self.refused: list[str] = []
        self._browser, self._code, self._times = browser, code, times
        self._ended = threading.Event()

    def run(self) -> None:
        """Save, and wait for the rest of the while."""
        number = 0
        while not self._ended.is_set() and number != self._times:
            number += 1
            begin = time.perf_counter()
            people = str(2 + secrets.randbelow(900_000))
            status, said = self._browser.send(
                f"/cases/{self._code}/correct", people=people, reason="核实人数"
            )
            took = time.perf_counter() - begin
            self.saves.append((begin, took))
            if status != SAVED:
                self.refused.append(f"{status} after {took:.1f} s: {said}")
            self._ended.wait(max(EVERY_SECONDS - took, 0))

    def seconds(self, begin: float = 0.0, end: float = float("inf")) -> list[float]:
        """How long the saves took that began in this time."""
        return [took for at, took in self.saves if begin <= at < end]

    def require_all_saved(self) -> None:
        """Raises RuntimeError where a save was refused, with what the page then said."""
        if self.refused:
            raise RuntimeError(f"{len(self.refused)} saves were refused: {self.refused}")

    def end(self) -> None:
        """No save after the present one."""
        self._ended.set()
        self.join()


def save_in_quiet(browser: Browser, code: str) -> list[float]:
    """How long saves take while nothing else is going on."""
    saver = Saver(browser, code, QUIET_SAVES)
    saver.start()
    saver.join()
    saver.require_all_saved()
    return saver.seconds()


def in_95_of_100(seconds: list[float]) -> float:
    """The time within which 95 of 100 saves were done."""
    return sorted(seconds)[int(len(seconds) * 0.95)]


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """A new centre with a hundred cases, and its server; the port."""
    subprocess.run([JIEFEN, "init", folder], check=True, capture_output=True)
    write_center_yaml(center(), Paths(folder).center)
    subprocess.run(
        [JIEFEN, "--center", folder, "user", "add", NAME, "--role", "supervisor", "--password-stdin"],
        input=PASSWORDS[0].encode(),
        check=True,
        capture_output=True,
    )
    few = folder / "few.xlsx"
    big_workbook(few, 100, seed=SEED + 1)
    subprocess.run([JIEFEN, "--center", folder, "import", few], check=True, capture_output=True)
    port = free_port()
    command = [str(JIEFEN), "--center", str(folder), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for_server(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait_for_server(port: int) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            Browser(port).get("/sign-in")
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def import_on_pages(browser: Browser, workbook: Path) -> float:
    """Upload a ledger, confirm its batch, wait until it is in and has been compared; when it was in."""
    browser.get("/upload")
    browser.upload(workbook)
    batch = wait_for(browser, "/upload", r'href="(/batches/\d+)">去预览')
    browser.send(f"{batch}/confirm")
    wait_for(browser, batch, r"(已入库)")
    is_in = time.perf_counter()
    wait_for(browser, batch, r"(看这一批的案件)")
    return is_in


def wait_for(browser: Browser, path: str, sign: str) -> str:
    """Look at a page every second until it shows ``sign``; what the sign's group holds."""
    until = time.monotonic() + MOST_MINUTES * 60
    while time.monotonic() < until:
        found = re.search(sign, browser.get(path))
        if found:
            return found.group(1)
        time.sleep(1)
    raise TimeoutError(f"{path} never showed {sign}")


def at_work(port: int) -> tuple[Browser, Browser, str]:
    """Two people who have signed in, the first with a case open to be corrected; its code."""
    clerk, other = Browser(port), Browser(port)
    clerk.sign_in()
    other.get("/sign-in")
    other.send("/sign-in", name=NAME, password=PASSWORDS[1])
    found = re.search(r"/cases/([A-Z]+\d+-\d+)", clerk.get("/cases"))
    if found is None:
        raise LookupError("no case to save")
    clerk.get(f"/cases/{found.group(1)}/correct")
    return clerk, other, found.group(1)


def one_run(folder: Path, workbook: Path) -> tuple[float, float, float, float]:
    """Seconds within which 95 of 100 saves are done: in quiet, during the import, while its cases are
    compared; and how long the import took."""
    with served(folder) as port:
        clerk, other, code = at_work(port)
        quiet = save_in_quiet(clerk, code)
        busy = Saver(clerk, code)
        begin = time.perf_counter()
        busy.start()
        is_in = import_on_pages(other, workbook)
        busy.end()
        quiet += save_in_quiet(clerk, code)
    busy.require_all_saved()
    found_within = [in_95_of_100(one) for one in (quiet, busy.seconds(end=is_in))]
    comparing = in_95_of_100(busy.seconds(begin=is_in))
    print(
        f"quiet {found_within[0] * 1000:.0f} ms, during the import {found_within[1] * 1000:.0f} ms, while "
        f"comparing {comparing * 1000:.0f} ms, at most {max(busy.seconds()) * 1000:.0f} ms "
        f"({len(busy.saves)} saves, import {is_in - begin:.0f} s)",
        flush=True,
    )
    return found_within[0], found_within[1], comparing, is_in - begin


def main() -> int:
    """Measure, print, write the paper; 1 where a limit is broken."""
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=ROWS)
    options.add_argument("--runs", type=int, default=RUNS)
    given = options.parse_args()
    runs = []
    with tempfile.TemporaryDirectory() as name:
        workbook = Path(name) / "big.xlsx"
        big_workbook(workbook, given.rows, seed=SEED)
        for number in range(given.runs):
            runs.append(one_run(Path(name) / f"center{number}", workbook))
    times = statistics.median(busy / quiet for quiet, busy, *_more in runs)
    quiet, busy, comparing, whole = map(statistics.median, zip(*runs, strict=True))
    text = table(
        ["量什么", "量得", "上限"],
        [
            ["没有导入时保存一页，95% 在", f"{quiet * 1000:.0f} 毫秒内", ""],
            ["导入进行中保存一页，95% 在", f"{busy * 1000:.0f} 毫秒内", ""],
            ["后者是前者的几倍", f"{times:.2f}", f"{MOST_TIMES}"],
            ["入库以后比对可能重复的件，这时保存一页，95% 在", f"{comparing * 1000:.0f} 毫秒内", ""],
            ["整个导入（读案情，连同排队和预览）", f"{whole:.0f} 秒", f"{MOST_MINUTES * 60} 秒"],
        ],
    )
    print(text)
    what = (
        f"网页服务是单独的进程；一个人在网页上传并确认 {given.rows:,} 行的台账，另一个人同时每 "
        f"{EVERY_SECONDS:.1f} 秒保存一次更正。量 {given.runs} 次，取中间的一次；"
        f"没有导入时的保存，导入前、后各量 {QUIET_SAVES} 次（前面库里只有一百件，后面和导入完时一样多）。"
    )
    most_seconds = MOST_MINUTES * 60
    lines = [
        Line("保存，是没有导入时的几倍", f"{times:.2f} 倍", f"上限 {MOST_TIMES} 倍", times <= MOST_TIMES),
        Line("整个导入", f"{whole:.0f} 秒", f"上限 {most_seconds} 秒", whole <= most_seconds),
    ]
    if given.rows == ROWS and given.runs == RUNS:
        write_section("导入时保存", f"{machine()}。\n{what}\n\n{text}", lines)
    return int(not all(one.holds for one in lines))


if __name__ == "__main__":
    sys.exit(main())
