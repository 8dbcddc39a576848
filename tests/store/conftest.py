"""The store on both databases: PostgreSQL where ``JIEFEN_TEST_POSTGRES`` names an empty one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

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
    _empty(connect(url))
    opened = open_store(url, KEY, tmp_path / "jiefen.lock")
    yield opened
    opened.close()


def _empty(db: pw.Database) -> None:
    with db.connection_context():
        db.execute_sql("DROP SCHEMA public CASCADE")
        db.execute_sql("CREATE SCHEMA public")
