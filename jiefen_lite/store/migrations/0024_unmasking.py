"""Who asked to see the people of a case in clear, and what he was told."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Case(pw.Model):
    id = pw.IntegerField(primary_key=True)

    class Meta:
        table_name = "cases"


class UnmaskRequest(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    asked_by = pw.CharField(64)
    asked_at = pw.DateTimeField()
    reason_cipher = pw.BlobField()
    state = pw.CharField(12, index=True)
    answered_by = pw.CharField(64, null=True)
    answered_at = pw.DateTimeField(null=True)
    answer_cipher = pw.BlobField(null=True)
    until = pw.DateTimeField(null=True)

    class Meta:
        legacy_table_names = False


def up(migrator: Any, db: pw.Database) -> None:
    """One table."""
    with db.bind_ctx((Case, UnmaskRequest)):
        db.create_tables((UnmaskRequest,))
