"""Scenes in processes of their own that start at once: split off from one process that has all loaded."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.knocks import day, tracer
from tests.knocks.listeners import Book

ROOT = Path(__file__).parents[2]
BEGUN = "begun"


@dataclass(frozen=True)
class Played:
    """A scene that has ended or was ended."""

    status: int  # 0: came to its end; negative: killed by that signal
    heard: list[str]  # what somebody was told
    wrong: str
    seconds: float


class Forks:
    """The process that splits off scenes, as tests talk to it."""

    def __init__(self, template: Path, place: Path) -> None:
        self._place = place
        place.mkdir()
        environment = {
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parent / "child"),
            "PYTHONHASHSEED": "0",
            "KNOCKS_FOLDER": str(place / "nowhere"),
            "KNOCKS_BOOK": str(place / "nothing"),
            "KNOCKS_END": "0",
            "KNOCKS_CODE": str(ROOT),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.knocks.forks", str(template), str(place / "warm")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment,
        )  # fmt: skip
        assert self._line() == "warm"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def play(
        self, folder: Path, scene: str, book: Path, *, ends_at: int = 0, killed_after: float | None = None
    ) -> Played:
        """A scene on a centre, traced into ``book``; killed with its helpers before change ``ends_at``, or
        after so many seconds, whatever it is doing then."""
        said, wrong = self._place / "said", self._place / "wrong"
        for path in (said, wrong):
            path.unlink(missing_ok=True)
        os.mkfifo(said)
        assert self._process.stdin is not None
        order = {"folder": folder, "scene": scene, "book": book, "said": said, "wrong": wrong}
        self._process.stdin.write(json.dumps({**order, "ends_at": ends_at}, default=str) + "\n")
        self._process.stdin.flush()
        process = int(self._line())
        with open(said) as told:
            assert told.readline().strip() == BEGUN
            started = time.monotonic()
            if killed_after is not None:
                time.sleep(killed_after)
                with suppress(ProcessLookupError):  # it was quicker
                    os.killpg(process, signal.SIGKILL)
            # to the very end: helpers hold the other side open too, and may still be writing
            heard = told.read().split("\n")[:-1]
        seconds = time.monotonic() - started
        return Played(int(self._line()), heard, wrong.read_text(), seconds)

    def close(self) -> None:
        """No more scenes."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)


# ------------------------------------------------------------------ inside that process


def _warm_up(template: Path, place: Path) -> None:
    """Everything that a scene loads when it first needs it; its threads and connections are gone again."""
    shutil.copytree(day.ledgers_of(template), place / "ledgers")
    for scene in ("desk", "pages"):
        folder = day.copy_centre(template, place / scene)
        with day.opened(folder) as house:
            day.go_on(house, folder, scene, lambda _words: None)
    shutil.rmtree(place)


def _play(order: dict[str, Any]) -> None:
    os.setsid()
    for path, number in ((order["said"], 1), (order["wrong"], 2)):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    os.environ["KNOCKS_FOLDER"], os.environ["KNOCKS_BOOK"] = order["folder"], order["book"]
    os.environ["KNOCKS_END"] = str(order["ends_at"])
    tracer.watch(Path(order["folder"]), Book(Path(order["book"]), order["ends_at"]))
    print(BEGUN, flush=True)
    day.play(Path(order["folder"]), order["scene"])


def main() -> None:
    """Split off a scene for each line on standard input, and say how it ended."""
    _warm_up(Path(sys.argv[1]), Path(sys.argv[2]))
    print("warm", flush=True)
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            status = 1
            try:
                _play(json.loads(line))
                status = 0
            except BaseException:  # noqa: BLE001 - whoever has started this is told
                traceback.print_exc()
            sys.stderr.flush()
            os._exit(status)
        print(process, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
