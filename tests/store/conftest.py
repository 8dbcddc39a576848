"""The store on both databases: PostgreSQL where ``JIEFEN_TEST_POSTGRES`` names an empty one."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import peewee as pw
import pytest
from filelock import FileLock
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
    with _alone_with(url):
        _empty(connect(url))
        opened = open_store(url, KEY, tmp_path / "jiefen.lock")
        yield opened
        opened.close()


def _alone_with(url: str) -> FileLock:
    """One test at a time on the one database, in whichever process: each of them begins by emptying it."""
    name = hashlib.sha256(url.encode()).hexdigest()[:16]
    return FileLock(Path(tempfile.gettempdir()) / f"jiefen-test-{name}.lock")


def _empty(db: pw.Database) -> None:
    with db.connection_context():
        # nothing is lost that a test would miss, and every commit is a good deal faster
        name = db.execute_sql("SELECT current_database()").fetchone()[0]
        db.execute_sql(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        db.execute_sql("DROP SCHEMA public CASCADE")
        db.execute_sql("CREATE SCHEMA public")
