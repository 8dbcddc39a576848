"""Large files in a process of their own: the same answer, and plain words where that process ends badly."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jiefen_lite import intake, processes
from jiefen_lite.desk import House
from jiefen_lite.errors import NotWritable, UnreadableFile
from jiefen_lite.intake import large
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import batches
from tests import tickets
from tests.factories import NOW, OPERATOR
from tests.tickets import AS_OF, all_cases, contents, sheet, ticket

pytestmark = pytest.mark.slow


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An open centre without cases."""
    with tickets.temporary_house(tmp_path) as made:
        yield made


LEDGER = sheet([ticket(f"T{number}", 诉求人姓名=f"孙立{number}") for number in range(60)])


def bring(house: House, data: bytes, told: list[Any]) -> int:
    def progress(*words: Any) -> None:
        told.append(words)

    batch_id = large.preview(
        house,
        OPERATOR,
        data,
        file_name="12345.xlsx",
        channel=None,
        as_of=AS_OF,
        now=NOW,
        progress=progress,
    )
    batch_id = large.preview_again(house, OPERATOR, batch_id, channel=None, now=NOW, progress=progress)
    return large.commit(house, OPERATOR, batch_id, now=NOW, progress=progress)


def large_from_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file counts as a large one."""
    monkeypatch.setattr(large, "IN_LINE_BYTES", 0)
    monkeypatch.setattr(large, "IN_LINE_ROWS", 0)


def test_a_large_file_becomes_the_same_cases_as_a_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for name in ("small", "large"):
        folder = tmp_path / name
        folder.mkdir()
        with tickets.temporary_house(folder) as house:
            told: list[Any] = []
            bring(house, LEDGER, told)
            found.append([(one.case_code, one.status, one.summary, one.parties) for one in all_cases(house)])
            assert (60, 60) in told
        large_from_now(monkeypatch)
    assert len(found[0]) == 60
    assert found[0] == found[1]


def test_a_small_file_of_many_rows_leaves_no_trace_of_the_first_try(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rows are known once it is opened; until then nothing is stored of it."""
    apart_for = []
    real = large.apart.run

    def run(house_: House, progress: Any, work: Any, *about: Any) -> Any:
        apart_for.append(work.__name__)
        return real(house_, progress, work, *about)

    monkeypatch.setattr(large.apart, "run", run)
    for most, expected in ((60, []), (59, ["_preview", "_preview_again", "_commit"])):
        monkeypatch.setattr(large, "IN_LINE_ROWS", most)
        bring(house, LEDGER, [])
        assert apart_for == expected
        numbers = [one.id for one in batches.list_batches(house.store, OPERATOR)]
        assert sorted(numbers) == [1, 2][: len(numbers)]
        assert len([one for one in house.files.rglob("*") if one.is_file()]) == 1


def test_a_file_that_cannot_be_read_is_told_as_ever(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(house, without=())
    large_from_now(monkeypatch)
    with pytest.raises(UnreadableFile, match="这是图片") as told:
        bring(house, b"\x89PNG\r\n\x1a\n....", [])
    assert len(told.value.sentences) == 2
    assert contents(house, without=()) == before


def dies_halfway(house: House, _tell: object, viewer: Viewer, batch_id: int, now: datetime) -> int:
    """Takes a batch in until its cases are put down, and is killed before they are revealed."""

    def pull_the_plug(*_progress: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    return intake.commit(house, viewer, batch_id, now=now, progress=pull_the_plug).id


def test_the_process_is_killed_and_the_batch_can_be_gone_on_with(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the machine runs out of memory: told in a sentence; gone on with, nothing is there twice."""
    large_from_now(monkeypatch)
    batch_id = tickets.look(house, LEDGER).batch_id
    with monkeypatch.context() as broken:
        broken.setattr(large, "_commit", dies_halfway)
        with pytest.raises(NotWritable, match="意外中止"):
            large.commit(house, OPERATOR, batch_id, now=NOW, progress=lambda *_: None)
    assert all_cases(house) == []
    assert batches.get_batch(house.store, OPERATOR, batch_id).state == "committing"
    large.commit(house, OPERATOR, batch_id, now=NOW, progress=lambda *_: None)
    assert len(all_cases(house)) == 60
    assert batches.get_batch(house.store, OPERATOR, batch_id).state == "committed"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has classes of priority, not numbers")
def test_helping_processes_step_back_for_people(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process and the one that reads the file are nice, this one is as it was."""
    own, seen = os.getpriority(os.PRIO_PROCESS, 0), set()
    large_from_now(monkeypatch)
    ended = threading.Event()

    def look() -> None:
        while not ended.is_set():
            for pid in descendants(os.getpid()):
                try:
                    seen.add(os.getpriority(os.PRIO_PROCESS, pid))
                except ProcessLookupError:
                    continue  # ended between the two
            time.sleep(0.005)

    looking = threading.Thread(target=look)
    looking.start()
    bring(house, LEDGER, [])
    ended.set()
    looking.join()
    assert processes.NICE in seen
    assert os.getpriority(os.PRIO_PROCESS, 0) == own


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(word) for word in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *descendants(child)]
    return found
