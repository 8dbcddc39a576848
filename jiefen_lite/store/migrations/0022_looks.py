"""Who looked at a case is found by the case, without reading the whole audit log."""

from __future__ import annotations

from typing import Any

import peewee as pw


def up(migrator: Any, db: pw.Database) -> None:
    """An index of the audit log by what was touched."""
    db.execute_sql("CREATE INDEX IF NOT EXISTS audit_entry_object ON audit_entry (object, id)")
