"""What people have set right in readings, for the next reading to know."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Case(pw.Model):
    id = pw.IntegerField(primary_key=True)

    class Meta:
        table_name = "cases"


class ReadingLesson(pw.Model):
    kind = pw.CharField(12)
    element = pw.CharField(12)
    key_hash = pw.CharField(64)
    said_cipher = pw.BlobField()
    state = pw.CharField(12, index=True)
    case = pw.ForeignKeyField(Case, on_delete="SET NULL", null=True)
    taught_by = pw.CharField(64)
    taught_roles = pw.CharField(200)
    taught_unit = pw.CharField(128, null=True)
    taught_at = pw.DateTimeField()
    decided_by = pw.CharField(64, null=True)
    decided_at = pw.DateTimeField(null=True)
    used = pw.IntegerField(default=0)

    class Meta:
        legacy_table_names = False
        indexes = ((("key_hash", "element"), False),)


def up(migrator: Any, db: pw.Database) -> None:
    """One table."""
    with db.bind_ctx((Case, ReadingLesson)):
        db.create_tables((ReadingLesson,))
