"""The power goes: whatever was not synced may be gone, in part or whole, names as well as contents."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.knocks import day, harness
from tests.knocks.conftest import Recorded
from tests.knocks.disk import Disk
from tests.knocks.harness import Examiner, Run

SetTo = Callable[[str], None]


def _power_cuts(run: Run, place: Path, points: Sequence[int], tries: int) -> None:
    """After each of these changes: everything unsynced lost, and ``tries`` times only what chance takes."""
    shutil.copytree(day.ledgers_of(run.template), place / "ledgers")
    disk, examiner, wanted = Disk.of(run.template), Examiner(run), set(points)
    chance = random.Random(run.scene)
    for done in range(len(run.changes) + 1):
        if done:
            disk.go_on(run.changes[done - 1])
        for one in range(tries + 1) if done in wanted else ():
            folder = place / "centre"
            disk.write_after_power_cut(folder, chance if one else None)
            examiner.examine(folder, done, after_power_cut=True)
            shutil.rmtree(folder)


@pytest.mark.slow
def test_some_power_cuts(recorded: Recorded, version: SetTo, tmp_path: Path) -> None:
    """A sample of the test below."""
    version("desk")
    run = recorded("desk")
    answers = [at for at, _words in run.acknowledged]  # what somebody was just told is the first to be missed
    _power_cuts(run, tmp_path, [*answers, *random.Random(4).sample(range(len(run.changes)), 8)], 1)


@pytest.mark.slow
@pytest.mark.parametrize("scene", day.SCENES)
def test_power_cut_at_every_change(recorded: Recorded, version: SetTo, tmp_path: Path, scene: str) -> None:
    """After each change of a scene."""
    version(scene)
    run = recorded(scene)
    _power_cuts(run, tmp_path, range(0, len(run.changes) + 1, harness.THINNED), 2)
