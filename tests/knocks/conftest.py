"""The centre in which the days begin, and each scene once undisturbed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jiefen_lite import config
from jiefen_lite.store import database
from tests.factories import NOW
from tests.knocks import day, harness
from tests.knocks.forks import Forks
from tests.knocks.harness import Run

Recorded = Callable[[str], Run]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre at rest, with the files of the day beside it."""
    folder = tmp_path_factory.mktemp("knocks")
    (folder / "ledgers").mkdir()
    day.make(folder / "centre", folder / "ledgers")
    return folder / "centre"


@pytest.fixture(scope="session")
def forks(template: Path) -> Iterator[Forks]:
    """Who plays the scenes."""
    kept = Forks(template, template.with_name("forks"))
    yield kept
    kept.close()


@pytest.fixture(scope="session")
def recorded(template: Path, forks: Forks) -> Recorded:
    """A scene as it goes undisturbed; run once."""
    runs: dict[str, Run] = {}

    def run_of(scene: str) -> Run:
        if scene not in runs:
            runs[scene] = harness.record(scene, template, template.with_name(f"calm-{scene}"), forks)
        return runs[scene]

    return run_of


@pytest.fixture
def version(template: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets this process to the version and the day of a scene."""
    monkeypatch.setattr(config, "now", lambda: NOW)

    def set_to(scene: str) -> None:
        migrations = harness.version_of(scene, template.with_name("migrations"))
        monkeypatch.setattr(database, "MIGRATIONS", migrations)

    return set_to
