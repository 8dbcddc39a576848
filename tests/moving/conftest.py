"""A small centre with one account a role, and cases that stand where a test begins."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiefen_lite.desk import House
from tests.web import support


@pytest.fixture(scope="session")
def fresh_centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with its accounts and nothing else, made once and copied for every test."""
    folder = tmp_path_factory.mktemp("moving")
    made = support.make_house(folder)
    with made.store.reading():
        made.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    made.store.close()
    return folder


@pytest.fixture
def house(fresh_centre: Path, tmp_path: Path) -> Iterator[House]:
    """An open centre without cases."""
    shutil.copytree(fresh_centre, tmp_path, dirs_exist_ok=True)
    made = support.open_house(tmp_path)
    yield made
    made.store.close()
