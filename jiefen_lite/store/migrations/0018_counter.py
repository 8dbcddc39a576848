"""Cases typed in at the counter, with the code they are asked by, and what was not finished typing."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Case(pw.Model):
    id = pw.IntegerField(primary_key=True)

    class Meta:
        table_name = "cases"


class CaseIntake(pw.Model):
    case = pw.ForeignKeyField(Case, primary_key=True, on_delete="CASCADE")
    registered_by = pw.CharField(64)
    registered_at = pw.DateTimeField()
    notice_version = pw.CharField(32)
    notice_read_at = pw.DateTimeField()
    query_hash = pw.CharField(32)
    query_made_at = pw.DateTimeField()

    class Meta:
        legacy_table_names = False


class IntakeDraft(pw.Model):
    owner = pw.CharField(64, index=True)
    saved_at = pw.DateTimeField()
    entries_cipher = pw.BlobField()

    class Meta:
        legacy_table_names = False


def up(migrator: Any, db: pw.Database) -> None:
    """Two tables."""
    made = (CaseIntake, IntakeDraft)
    with db.bind_ctx((Case, *made)):
        db.create_tables(made)
