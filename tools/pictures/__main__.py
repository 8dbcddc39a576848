"""Takes the pictures of the guides from a copy of a centre: ``python -m tools.pictures CENTER [NAME]…``."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from tools.pictures import sample
from tools.pictures.shots import MOST_BYTES, PEOPLE, SHOTS, Shot

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "docs" / "pictures"
FIRST, SECOND = "Tupian-2026-a", "Tupian-2026-b"  # of accounts in a copy that is thrown away
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
STARTING_SECONDS, STEP_MS = 120, 20_000
JIEFEN = (sys.executable, "-m", "jiefen_lite.cli")


def main(arguments: Sequence[str]) -> int:
    """Take all pictures, or those that are named; exit 1 where one could not be taken."""
    center, *names = arguments
    wanted = [shot for shot in SHOTS if not names or shot.name in names or _leads_to(shot, names)]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        copy = _copy(Path(center), Path(folder) / "center")
        for who in sorted({shot.who for shot in wanted} - {""}):
            _add_account(copy, *PEOPLE[who])
        with _served(copy) as address:
            failed = _take(wanted, address, sample.write(Path(folder), date.today()), OUT)
    print(f"{len(wanted) - len(failed)} 张图已存到 {OUT}，用了 {time.monotonic() - began:.0f} 秒。")
    for shot, why in failed:
        print(f"没有拍成 {shot.name}（{shot.who} {shot.address or '接着上一张'}）：{why}")
    return 1 if failed else 0


def _leads_to(shot: Shot, names: Sequence[str]) -> bool:
    """Whether one of ``names`` goes on from where this picture was taken."""
    after = SHOTS[SHOTS.index(shot) + 1 :]
    for later in after:
        if later.address is not None or later.who != shot.who:
            return False
        if later.name in names:
            return True
    return False


def _copy(center: Path, copy: Path) -> Path:
    """A copy to be played with, also of a centre that is being served."""
    leave = shutil.ignore_patterns(
        "jiefen.db*", "*.lock", "backups", "samples", "out", "reserve.bin", "sign-in.txt"
    )
    shutil.copytree(center, copy, ignore=leave)
    source = sqlite3.connect(f"file:{center / 'jiefen.db'}?mode=ro", uri=True)
    with closing(source), closing(sqlite3.connect(copy / "jiefen.db")) as target:
        source.backup(target)
    return copy


def _add_account(center: Path, name: str, role: str, unit: str | None) -> None:
    line = [*JIEFEN, "--center", str(center), "user", "add", name, "--role", role, "--password-stdin"]
    line += ["--unit", unit] if unit else []
    subprocess.run(line, input=FIRST + "\n", text=True, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


@contextmanager
def _served(center: Path) -> Iterator[str]:
    """The pages of the copy on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    line = [*JIEFEN, "--center", str(center), "serve", "--port", str(port)]
    server = subprocess.Popen(
        line, cwd=ROOT, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONUTF8": "1"}
    )
    try:
        _wait_for(address + "/sign-in", server)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise SystemExit("演示中心的网页没有起来，原因见上面几行。")


def _take(shots: Sequence[Shot], address: str, ledger: Path, out: Path) -> list[tuple[Shot, str]]:
    """Take the pictures one after the other, each person in a window of his own; what failed, and why."""
    from playwright.sync_api import Error, sync_playwright

    failed = []
    month = f"{date.today().replace(day=1) - timedelta(days=1):%Y-%m}"
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        pages: dict[str, Any] = {}
        for shot in shots:
            try:
                if shot.who not in pages:
                    pages[shot.who] = _signed_in(browser.new_context(locale="zh-CN"), address, shot.who)
                page = pages[shot.who]
                page.set_viewport_size({"width": shot.size[0], "height": shot.size[1]})
                if shot.address is not None:
                    page.goto(address + shot.address.format(month=month))
                for step in shot.steps:
                    _do(page, step, ledger)
                page.wait_for_load_state("networkidle")
                part = page.locator(shot.only).first if shot.only else page
                (out / f"{shot.name}.png").write_bytes(small(part.screenshot(animations="disabled")))
            except Error as error:
                failed.append((shot, str(error).splitlines()[0]))
        browser.close()
    return failed


def _signed_in(context: Any, address: str, who: str) -> Any:
    """A window of one person, who has changed the first password as everybody must."""
    page = context.new_page()
    page.set_default_timeout(STEP_MS)
    if who:
        page.goto(f"{address}/sign-in")
        page.fill("[name=name]", PEOPLE[who][0])
        page.fill("[name=password]", FIRST)
        page.press("[name=password]", "Enter")
        page.wait_for_selector("[name=new_password]")
        for field, value in (("password", FIRST), ("new_password", SECOND), ("again", SECOND)):
            page.fill(f"[name={field}]", value)
        page.press("[name=again]", "Enter")
        page.wait_for_selector(".who")
        page.goto(address)  # what the change of the password says is not for the picture
    return page


def _do(page: Any, step: tuple[str, ...], ledger: Path) -> None:
    verb, selector, *value = step
    target = page.locator(selector).first
    if verb.endswith("?"):
        if target.count() == 0:
            return
        verb = verb[:-1]
    if verb == "click":
        target.click()
    elif verb == "fill":
        target.fill(value[0])
    elif verb == "choose":
        last = target.locator("option").count() - 1
        target.select_option(index=int(value[0]) if int(value[0]) >= 0 else last + 1 + int(value[0]))
    elif verb == "open":
        target.evaluate("part => { part.open = true }")
    elif verb == "upload":
        target.set_input_files(ledger)
    elif verb == "follow":
        page.locator(f"{selector}, {value[0]}").first.wait_for()
        if page.locator(value[0]).count() == 0:
            target.click()
            page.locator(value[0]).first.wait_for()
    elif verb == "wait":
        target.wait_for()
    else:
        raise ValueError(f"no such step: {verb}")


def small(png: bytes) -> bytes:
    """The same picture in so many colours that it stays below the limit."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32, 16):
        out = BytesIO()
        flat = picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        flat.save(out, "PNG", optimize=True)
        if out.tell() < MOST_BYTES:
            break
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
