"""What came in through the watched folder, and what of a batch's file an error workbook will not keep."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Batch(pw.Model):
    class Meta:
        legacy_table_names = False


class InboxFile(pw.Model):
    name = pw.CharField(255)
    sha256 = pw.CharField(64, index=True)
    state = pw.CharField(16)
    words = pw.TextField(default="[]")
    batch = pw.ForeignKeyField(Batch, null=True, on_delete="SET NULL")
    at = pw.DateTimeField(index=True)
    place = pw.CharField(512, null=True)
    moved = pw.BooleanField(default=False)

    class Meta:
        legacy_table_names = False


def up(migrator: Any, db: pw.Database) -> None:
    """One table, one column."""
    with db.bind_ctx((Batch, InboxFile)):
        db.create_tables((InboxFile,))
    migrator.migrate(migrator.add_column("batch", "lost", pw.TextField(default="[]")))
