"""What an upgrade does, as a migration of a later version might: a table, a column, its values, an index."""

from __future__ import annotations

from typing import Any

import peewee as pw


def up(migrator: Any, db: pw.Database) -> None:
    """New structure over old content."""
    db.execute_sql("CREATE TABLE knock (id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL, words TEXT)")
    db.execute_sql("INSERT INTO knock (case_id, words) SELECT id, summary FROM cases")
    db.execute_sql("ALTER TABLE cases ADD COLUMN knocked INTEGER NOT NULL DEFAULT 0")
    db.execute_sql("UPDATE cases SET knocked = id + 1")
    db.execute_sql("CREATE INDEX cases_knocked ON cases (knocked)")
