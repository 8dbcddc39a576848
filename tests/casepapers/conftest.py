"""An empty centre for every test: made once, copied for each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiefen_lite.desk import House
from tests.casepapers import scene


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The centre as it is copied."""
    folder = tmp_path_factory.mktemp("centre")
    house = scene.make_house(folder)
    with house.store.reading():
        house.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    house.store.close()
    return folder


@pytest.fixture
def house(made: Path, tmp_path: Path) -> Iterator[House]:
    """An open centre without cases."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    opened = scene.open_house(tmp_path)
    yield opened
    opened.store.close()
