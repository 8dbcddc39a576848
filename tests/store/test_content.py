"""The canonical content hash: blind to the order of rows and pages, not to any value."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from jiefen_lite.store import Store, content
from tests.factories import make_case


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Path:
    """A database at rest with a few cases (SQLite: there are no files of the other)."""
    if not store.is_sqlite:
        pytest.skip("files are SQLite's")
    for number in range(3):
        make_case(store, source_no=f"调字{number}号")
    with closing(sqlite3.connect(store.address)) as db:
        db.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    return tmp_path / "copy.db"


def of(path: Path) -> str:
    """The hash of a file."""
    with closing(sqlite3.connect(path)) as db:
        return content.of_connection(db)


def test_the_same_whatever_the_pages_look_like(store: Store, filled: Path) -> None:
    """Open or at rest, vacuumed, with rows put in again in another order."""
    first = content.of_store(store)
    assert of(filled) == first
    with closing(sqlite3.connect(filled)) as db:
        for table in ("case_party", "cases", "setting"):
            rows = db.execute(f"SELECT * FROM {table}").fetchall()
            db.execute(f"DELETE FROM {table}")
            marks = ", ".join("?" * len(rows[0]))
            db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[::-1])
        db.commit()
        db.execute("PRAGMA page_size = 512")
        db.execute("VACUUM")
    assert of(filled) == first


def test_another_one_for_any_changed_value(filled: Path) -> None:
    """Every column of every table that has a row; and every row that goes or comes."""
    first, seen = of(filled), 0
    with closing(sqlite3.connect(filled)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in (name for name in names if not name.startswith(content.DERIVED)):
            rows = db.execute(f'SELECT * FROM "{table}"').fetchall()
            for at in range(len(rows[0]) if rows else 0):
                for value in _others(rows[0][at]):
                    told = _hash_with(
                        db, table, [(*rows[0][:at], value, *rows[0][at + 1 :]), *rows[1:]], rows
                    )
                    assert told != first, (table, at, value)
                    seen += told is not None
            if rows:
                assert _hash_with(db, table, rows[1:], rows) not in (first, None), table
        assert content.of_connection(db) == first
    assert seen > 200


def _hash_with(
    db: sqlite3.Connection, table: str, rows: list[tuple[object, ...]], before: list[tuple[object, ...]]
) -> str | None:
    """The hash with these rows in a table; None where it does not take them, or takes them for the same."""
    try:
        db.execute(f'DELETE FROM "{table}"')
        db.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(before[0]))})', rows)
        kept = db.execute(f'SELECT * FROM "{table}"').fetchall()
        return content.of_connection(db) if sorted(kept, key=repr) != sorted(before, key=repr) else None
    except sqlite3.IntegrityError:
        return None
    finally:
        db.rollback()


def _others(value: object) -> list[object]:
    """Values that are not this one, near and far, and of another kind."""
    if isinstance(value, bytes):
        return [value + b"x", value[:-1], None]
    if isinstance(value, int):
        return [value + 1, f"{value}x", None]
    return [f"{value} ", "", None]


def test_kinds_of_values_are_told_apart(tmp_path: Path) -> None:
    """1, '1', 1.0, b'1', nothing and '' are six values; a name of a column counts as well."""
    found = set()
    for value in ("1", "'1'", "1.5", "x'31'", "NULL", "''", "'é'", "'𠮷'"):
        with closing(sqlite3.connect(":memory:")) as db:
            db.execute("CREATE TABLE t (a)")
            db.execute(f"INSERT INTO t VALUES ({value})")
            found.add(content.of_connection(db))
            db.execute("ALTER TABLE t RENAME COLUMN a TO b")
            found.add(content.of_connection(db))
            db.execute("ALTER TABLE t RENAME TO u")
            found.add(content.of_connection(db))
    assert len(found) == 24


def test_an_open_store_of_either_kind(store: Store) -> None:
    """The same as long as nothing is written, another one afterwards."""
    make_case(store, source_no="调字1号")
    first = content.of_store(store)
    assert content.of_store(store) == first
    make_case(store, source_no="调字2号")
    assert content.of_store(store) != first


def test_the_search_index_is_left_out(filled: Path) -> None:
    """It is made out of the cases, and looks otherwise when they came in another order."""
    first = of(filled)
    with closing(sqlite3.connect(filled)) as db:
        db.execute("INSERT INTO case_search(case_search) VALUES ('optimize')")
        db.execute("INSERT INTO case_search(rowid, tokens) VALUES (99, 'more words')")
        db.commit()
    assert of(filled) == first
