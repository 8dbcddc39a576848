"""A centre with a case in the labour office that has just been signed for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role, Status, Viewer
from jiefen_lite.store import users
from tests.web import support


@pytest.fixture(scope="session")
def made_centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with its accounts, made once."""
    folder = tmp_path_factory.mktemp("mediation")
    made = support.make_house(folder)
    with made.store.reading():
        made.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    made.store.close()
    return folder


@pytest.fixture
def house(made_centre: Path, tmp_path: Path) -> Iterator[House]:
    """An open centre without cases."""
    shutil.copytree(made_centre, tmp_path, dirs_exist_ok=True)
    made = support.open_house(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def case(house: House) -> CaseRow:
    """Two sides, 8,600 yuan of wages, signed for by the labour office."""
    return support.add_case(
        house,
        1,
        dispatch_count=1,
        status=Status.SIGNED,
        units=[(support.LABOR, "responsible")],
        names=("孙立东", "周海峰"),
    )


def person(house: House, role: Role) -> Viewer:
    """The account with one role."""
    found = next(one for one in users.list_users(house.store) if one.name == support.PEOPLE[role])
    return found.viewer()
