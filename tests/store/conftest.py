"""The store on both databases: PostgreSQL where ``JIEFEN_TEST_POSTGRES`` names an empty one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import peewee as pw
import pytest
from playhouse.db_url import connect

from jiefen_lite.store import Store, open_store
from tests.factories import KEY, make_store


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    if request.param == "sqlite":
        yield make_store(tmp_path)
        return
    url = os.environ.get("JIEFEN_TEST_POSTGRES")
    if not url:
        pytest.skip("no PostgreSQL server named in JIEFEN_TEST_POSTGRES")
    room = _own_room(url)
    _make_room(room)
    _empty(connect(room))
    opened = open_store(room, KEY, tmp_path / "jiefen.lock")
    yield opened
    opened.close()


def _own_room(url: str) -> str:
    """The address of this process's own schema: processes that test side by side do not meet."""
    return f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{_schema()}"


def _schema() -> str:
    return f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


@cache
def _make_room(room: str) -> None:
    """A schema with all tables: made once a process, for founding one takes half a second."""
    db = connect(room)
    with db.connection_context():
        # nothing is lost that a test would miss, and every commit is a good deal faster
        name = db.execute_sql("SELECT current_database()").fetchone()[0]
        db.execute_sql(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        db.execute_sql(f"DROP SCHEMA IF EXISTS {_schema()} CASCADE")
        db.execute_sql(f"CREATE SCHEMA {_schema()}")
    with TemporaryDirectory() as folder:
        open_store(room, KEY, Path(folder) / "jiefen.lock").close()


def _empty(db: pw.Database) -> None:
    """Take everything out that the test before has left; the schema stays as the migrations made it."""
    with db.connection_context():
        names = [name for name in db.get_tables(_schema()) if name != "schema_migration"]
        union = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names
        )
        filled = [f'"{name}"' for (name,) in db.execute_sql(union).fetchall()]
        if filled:
            db.execute_sql(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE")
