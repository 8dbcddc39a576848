"""Who may see the people of one case in clear for a while, and by which index a case's looks are found."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Case(pw.Model):
    id = pw.IntegerField(primary_key=True)

    class Meta:
        table_name = "cases"


class Clearance(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    asked_by = pw.CharField(64)
    asked_at = pw.DateTimeField()
    reason_cipher = pw.BlobField()
    state = pw.CharField(12, index=True)
    settled_by = pw.CharField(64, null=True)
    settled_at = pw.DateTimeField(null=True)
    answer_cipher = pw.BlobField(null=True)
    until = pw.DateTimeField(null=True)

    class Meta:
        legacy_table_names = False


def up(migrator: Any, db: pw.Database) -> None:
    """One table, one index."""
    with db.bind_ctx((Case, Clearance)):
        db.create_tables((Clearance,))
    db.execute_sql("CREATE INDEX audit_entry_object ON audit_entry (object)")
