"""Fixtures of the pages' tests; the centre is made anew for every test that changes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role
from tests.web import browsing, support


@pytest.fixture
def clock() -> support.Clock:
    """The time of the pages, set by the test."""
    return support.Clock()


@pytest.fixture(scope="session")
def new_centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with its accounts and nothing else, made once and copied for every test."""
    folder = tmp_path_factory.mktemp("centre")
    made = support.make_house(folder)
    with made.store.reading():
        made.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    made.store.close()
    return folder


@pytest.fixture
def house(new_centre: Path, tmp_path: Path) -> Iterator[House]:
    """An open centre without cases."""
    shutil.copytree(new_centre, tmp_path, dirs_exist_ok=True)
    made = support.open_house(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def filled(house: House) -> dict[str, CaseRow]:
    """The handful of cases, by what they stand for."""
    return support.fill(house)


@pytest.fixture
def app(house: House, tmp_path: Path, clock: support.Clock) -> Flask:
    """The application over the centre."""
    return support.make_app(house, tmp_path, clock)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody not signed in."""
    return app.test_client()


@pytest.fixture
def as_role(app: Flask) -> Callable[[Role], FlaskClient]:
    """Somebody signed in with one role."""

    def make(role: Role) -> FlaskClient:
        client = app.test_client()
        assert support.sign_in(client, support.PEOPLE[role]).status_code == 302
        return client

    return make


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium of this machine; tests that need it are left out where there is none."""
    with browsing.chromium() as launched:
        yield launched


@pytest.fixture
def address(app: Flask, filled: dict[str, CaseRow]) -> Iterator[str]:
    """The application with its handful of cases, on a port of this machine."""
    with browsing.served(app) as where:
        yield where
