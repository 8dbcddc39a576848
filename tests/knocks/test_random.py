"""kill -9 at any moment at all, in the middle of whatever is going on: as at the changes that are traced."""

from __future__ import annotations

import random
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.knocks import day
from tests.knocks.conftest import Recorded
from tests.knocks.forks import Forks
from tests.knocks.harness import Examiner
from tests.knocks.listeners import read_book

SetTo = Callable[[str], None]
#: Real processes killed in each scene at any time at all: more than two hundred over all scenes.
MOMENTS = 36


@pytest.mark.slow
@pytest.mark.parametrize("scene", day.SAME_EACH_TIME)
def test_killed_at_random_moments(
    recorded: Recorded, forks: Forks, version: SetTo, tmp_path: Path, scene: str
) -> None:
    """Without regard to what is going on: in the middle of a system call, of a helper's start, of nothing."""
    version(scene)
    run, place, chance = recorded(scene), tmp_path, random.Random(scene)
    shutil.copytree(day.ledgers_of(run.template), place / "ledgers")
    examiner, killed, tries = Examiner(run), 0, 0
    lasts = run.seconds  # as recorded; the machine may be faster by now
    while killed < MOMENTS:  # a scene that came to its end before does not count
        tries += 1
        assert tries <= 2 * MOMENTS
        folder, book = day.copy_centre(run.template, place / "centre"), place / "book"
        played = forks.play(folder, scene, book, killed_after=chance.random() * lasts)
        killed += played.status == -signal.SIGKILL
        lasts *= 1.0 if played.status == -signal.SIGKILL else 0.9
        assert played.status in (0, -signal.SIGKILL), played.wrong
        done = len(read_book(book))
        assert set(played.heard) - {"closed"} <= {*run.told_by(done), *run.told_by(done + 1)}
        examiner.examine(folder, max(done - 1, 0), same_papers=False)
        shutil.rmtree(folder)
        book.unlink()
