"""kill -9 at every change of every scene: what was told stays, nothing is half, the work can go on."""

from __future__ import annotations

import random
import shutil
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.knocks import day, harness
from tests.knocks.conftest import Recorded
from tests.knocks.disk import Disk
from tests.knocks.forks import Forks
from tests.knocks.harness import Examiner, Run

SetTo = Callable[[str], None]
QUICK = "desk"
#: Real processes killed in each scene before a change; the changes between are rebuilt one by one.
KILLS = 40 if harness.EVERYWHERE else 6
#: Changes after which something else is true on the disk; between them there are only pages of the database.
TURNS = {"create", "sync", "syncdir", "rename", "unlink", "mkdir", "truncate", "ack"}


def _stopped_at(run: Run, place: Path, points: Sequence[int]) -> None:
    """The disk as it is after so many changes: what a killed process leaves, rebuilt from the trace."""
    disk, examiner, wanted = Disk.of(run.template), Examiner(run), set(points)
    for done in range(len(run.changes) + 1):
        if done:
            disk.go_on(run.changes[done - 1])
        if done in wanted:
            folder = place / "centre"
            disk.write(folder)
            examiner.examine(folder, done)
            shutil.rmtree(folder)


def _beside(run: Run, place: Path) -> Path:
    """A place where the files of the day lie at hand."""
    shutil.copytree(day.ledgers_of(run.template), place / "ledgers")
    return place


def _kill(run: Run, place: Path, forks: Forks, ends_at: int, examiner: Examiner) -> None:
    """A real process, killed with its helpers before one change."""
    folder, book = day.copy_centre(run.template, place / "centre"), place / "book"
    played = forks.play(folder, run.scene, book, ends_at=ends_at)
    assert played.status == -signal.SIGKILL, f"change {ends_at} never came: {played.wrong}"
    examiner.examine(folder, ends_at - 1, same_papers=False)
    shutil.rmtree(folder)
    book.unlink()


@pytest.mark.slow
def test_stopped_at_some_changes(recorded: Recorded, version: SetTo, tmp_path: Path) -> None:
    """A sample of the test below."""
    version(QUICK)
    run = recorded(QUICK)
    turns = [at for at, one in enumerate(run.changes) if one.kind in TURNS]
    chosen = random.Random(1).sample(turns, 8) + random.Random(2).sample(range(len(run.changes)), 8)
    _stopped_at(run, _beside(run, tmp_path), [*chosen, len(run.changes)])


@pytest.mark.slow
def test_killed_at_some_changes(recorded: Recorded, forks: Forks, version: SetTo, tmp_path: Path) -> None:
    """A sample of the kills below."""
    version(QUICK)
    run, place = recorded(QUICK), _beside(recorded(QUICK), tmp_path)
    examiner = Examiner(run)
    for ends_at in sorted(random.Random(3).sample(range(1, len(run.changes)), 2)):
        _kill(run, place, forks, ends_at, examiner)


@pytest.mark.slow
@pytest.mark.parametrize("scene", day.SCENES)
def test_stopped_at_every_change(recorded: Recorded, version: SetTo, tmp_path: Path, scene: str) -> None:
    """After each change of a scene, from the first to the last."""
    version(scene)
    run = recorded(scene)
    _stopped_at(run, _beside(run, tmp_path), range(0, len(run.changes) + 1, harness.THINNED))


@pytest.mark.slow
@pytest.mark.parametrize("scene", day.SAME_EACH_TIME)
def test_killed_at_many_changes(
    recorded: Recorded, forks: Forks, version: SetTo, tmp_path: Path, scene: str
) -> None:
    """Real processes with their helpers, at each kind of turn and at random: as the rebuilt disks say."""
    version(scene)
    run, place, chance = recorded(scene), _beside(recorded(scene), tmp_path), random.Random(scene)
    turns = [at for at, one in enumerate(run.changes, 1) if one.kind in TURNS]
    points = set(chance.sample(turns, min(len(turns), KILLS // 2)))
    while len(points) < min(KILLS, len(run.changes)):
        points.add(chance.randrange(1, len(run.changes) + 1))
    examiner = Examiner(run)
    for ends_at in sorted(points):
        _kill(run, place, forks, ends_at, examiner)
