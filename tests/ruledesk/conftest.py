"""A small centre with its rules folder, and who works on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jiefen_lite.desk import House
from jiefen_lite.shapes import Role, Viewer
from tests.web import support

EDITOR = Viewer(7, "规则员小冯", frozenset({Role.RULE_EDITOR}))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An open centre without cases."""
    made = support.make_house(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def folder(house: House) -> Path:
    """Where its own rule files lie."""
    made = house.files.parent / "rules"
    made.mkdir()
    return made
