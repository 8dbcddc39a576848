"""The canonical content hash: one value for everything that a database holds, wherever it lies.

SHA-256 over every table in the order of their names: its name, the names of its columns in alphabetical
order, then its rows in the order of their primary key, each as Python writes the tuple in ASCII (which
tells 1 from '1' and nothing from ''). So it is the same for a copy, whatever the pages look like and in
whatever order rows were written, and another one as soon as any value, row, column or table differs.
Left out is the search index: it is made out of the cases, and its inner form depends on the order in
which they came. The hash compares databases of one kind: SQLite and PostgreSQL give dates differently.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from jiefen_lite.store.database import Store

#: Begin the names of tables that are made out of others.
DERIVED = ("case_search", "case_gram", "sqlite_")
AT_ONCE = 2000

Rows = Iterable[tuple[Any, ...]]
Progress = Callable[[int], None]


def of_store(store: Store) -> str:
    """The content hash of an open store."""
    with store.reading():
        ask = store.db.execute_sql
        if store.is_sqlite:
            return _digest(_sqlite_tables(ask), ask)
        return _digest(_described_tables(store), ask)


def of_connection(connection: sqlite3.Connection, progress: Progress | None = None) -> str:
    """The content hash of a SQLite database; ``progress`` is told the rows seen so far."""
    return _digest(_sqlite_tables(connection.execute), connection.execute, progress)


def _digest(
    tables: Iterable[tuple[str, list[str], list[str]]],
    ask: Callable[[str], Any],
    progress: Progress | None = None,
) -> str:
    digest = hashlib.sha256()
    seen = 0
    for name, columns, key in sorted(tables):
        names = ", ".join(f'"{column}"' for column in sorted(columns))
        order = ", ".join(f'"{column}"' for column in (key or sorted(columns)))
        digest.update(f"{name}: {names}\n".encode("ascii", "backslashreplace"))
        cursor = ask(f'SELECT {names} FROM "{name}" ORDER BY {order}')
        while rows := cursor.fetchmany(AT_ONCE):
            digest.update("".join([f"{_plain(row)!a}\n" for row in rows]).encode("ascii"))
            seen += len(rows)
            if progress is not None:
                progress(seen)
    return digest.hexdigest()


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row without views of memory (PostgreSQL's bytes), whose text would be their address."""
    if any(type(value) is memoryview for value in row):
        return tuple(bytes(value) if type(value) is memoryview else value for value in row)
    return row


def _sqlite_tables(ask: Callable[[str], Any]) -> Iterator[tuple[str, list[str], list[str]]]:
    names = [name for (name,) in ask("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    for name in names:
        if not name.startswith(DERIVED):
            about = ask(f'PRAGMA table_info("{name}")').fetchall()
            key = [row[1] for row in sorted(about, key=lambda row: int(row[5])) if row[5]]
            yield name, [row[1] for row in about], key


def _described_tables(store: Store) -> Iterator[tuple[str, list[str], list[str]]]:
    for name in store.db.get_tables():
        if not name.startswith(DERIVED):
            columns = [column.name for column in store.db.get_columns(name)]
            yield name, columns, list(store.db.get_primary_keys(name))
