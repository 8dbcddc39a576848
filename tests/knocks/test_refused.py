"""The disk refuses, at each write in turn: a sentence, nothing pretends, and afterwards work goes on."""

from __future__ import annotations

import contextlib
import errno
import importlib
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from jiefen_lite import config, merging
from jiefen_lite import room as room_on_disk
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError
from tests.factories import NOW
from tests.knocks import day, forks, harness, tracer
from tests.knocks.conftest import Recorded
from tests.knocks.harness import Run
from tests.knocks.listeners import NEEDS_ROOM, FullDisk

SetTo = Callable[[str], None]
WORDS = {errno.ENOSPC: "磁盘", errno.EROFS: "只读", errno.EIO: "磁盘"}


def _told(house: House, folder: Path, scene: str, answered: list[str]) -> str | None:
    """Go on with the day; the sentence with which it was stopped. Anything else than a sentence is a bug."""
    try:
        day.go_on(house, folder, scene, answered.append)
    except JiefenError as error:
        return str(error)
    return None


@contextmanager
def _refusing(folder: Path, disk: FullDisk, path: Path, says: int) -> Iterator[None]:
    """All that this process and its helpers write below a folder meets this disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent / "child"))
        for name, value in (("FOLDER", folder), ("DISK", path), ("SAYS", says), ("CODE", forks.ROOT)):
            patch.setenv(f"KNOCKS_{name}", str(value))
        tracer.watch(folder, disk)
        try:
            yield
        finally:
            tracer.rest()


def _refused_from(run: Run, place: Path, full_from: int, says: int) -> None:
    """The day on a disk that is full from there on, and cured after the first refusal."""
    folder, path = day.copy_centre(run.template, place / "centre"), place / "disk"
    disk, answered, told = FullDisk(path, says, full_from), list[str](), None
    house: House | None = None
    with contextlib.ExitStack() as stack:
        with _refusing(folder, disk, path, says):
            try:
                house = stack.enter_context(day.opened(folder))
            except JiefenError as error:  # opening begins a log; and an upgrade happens while it is opened
                told = str(error)
            else:
                told = _told(house, folder, run.scene, answered)
        refused, missed = disk.refused, disk.missed
        disk.cure()
        if house is None:
            house = stack.enter_context(day.opened(folder))
        assert told is None or WORDS[says] in told
        # what is only looked for after a batch is in is looked for again later, without a word
        silent = run.scene == "pages" and merging.not_looked_at(house)
        assert refused if told is not None else not missed or silent
        for step in day.SCENES[run.scene]:
            assert step.name not in answered or step.done(house, folder), f"{step.name} was only pretended"
        day.go_on(house, folder, run.scene, lambda _words: None)
        if run.scene == "pages":
            merging.look(house, NOW)
        assert harness.outcome(house) == run.outcome
    with day.opened(folder) as house:
        harness.recover(house, folder)
        harness.sound(house, strays_allowed=False)
        assert harness.outcome(house) == run.outcome
        assert {path.name for path in config.Paths(folder).out.iterdir()} == set(run.papers)
    shutil.rmtree(folder)


def _refused(run: Run, place: Path, points: Sequence[int], says: int) -> None:
    shutil.copytree(day.ledgers_of(run.template), place / "ledgers")
    for point in points:
        _refused_from(run, place, point, says)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small steps of the recorded scenes in this process."""
    for module, name, value in day.SMALL:
        monkeypatch.setattr(importlib.import_module(module), name, value)


def _writes(run: Run) -> int:
    return sum(one.kind in NEEDS_ROOM for one in run.changes)


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_a_disk_that_fills_up(recorded: Recorded, version: SetTo, tmp_path: Path) -> None:
    """A sample of the test below."""
    version("desk")
    run = recorded("desk")
    points = random.Random(5).sample(range(1, _writes(run)), 6)
    _refused(run, tmp_path, points, errno.ENOSPC)


@pytest.mark.slow
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("says", WORDS, ids=errno.errorcode.get)
@pytest.mark.parametrize("scene", day.SCENES)
def test_a_disk_that_refuses(
    recorded: Recorded, version: SetTo, tmp_path: Path, scene: str, says: int
) -> None:
    """Full at every write in turn (of an import; elsewhere at every third); otherwise at every ninth."""
    version(scene)
    run = recorded(scene)
    step = 9 if says != errno.ENOSPC else 1 if scene == "imports" else 3
    _refused(run, tmp_path, range(1, _writes(run), step * harness.THINNED), says)


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_a_disk_that_is_really_small(
    recorded: Recorded, version: SetTo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same on a file system of a few megabytes; it has to be allowed to mount one.

    Nobody asks for room beforehand, or the work would not begin on so small a disk.
    """
    version("imports")
    monkeypatch.setattr(room_on_disk, "require", lambda *_about: None)
    run = recorded("imports")
    (tmp_path / "ledgers").mkdir()
    shutil.copytree(day.ledgers_of(run.template), tmp_path / "ledgers", dirs_exist_ok=True)
    folder = tmp_path / "centre"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "none", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system may be mounted here")
    try:
        shutil.copytree(run.template, folder, dirs_exist_ok=True)
        for room in (0, 8_000, 60_000, 200_000, 400_000):
            with day.opened(folder) as house:
                free = shutil.disk_usage(folder).free
                (folder / "ballast").write_bytes(bytes(max(free - room, 0)))
                told = _told(house, folder, run.scene, [])
                assert told is None or "磁盘" in told
                (folder / "ballast").unlink()
                harness.sound(house, strays_allowed=True)
        with day.opened(folder) as house:
            harness.recover(house, folder)
            day.go_on(house, folder, run.scene, lambda _words: None)
            harness.sound(house, strays_allowed=False)
            assert harness.outcome(house) == run.outcome
    finally:
        subprocess.run(["umount", str(folder)], check=True)
