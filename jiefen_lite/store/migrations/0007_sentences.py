"""What people write into a paper instead of the sentences by rule."""

from __future__ import annotations

from typing import Any

import peewee as pw


class SentenceEdit(pw.Model):
    document = pw.CharField(32)
    period = pw.CharField(16)
    sentence = pw.CharField(64)
    text = pw.TextField(null=True)
    by = pw.CharField(64)
    at = pw.DateTimeField()

    class Meta:
        legacy_table_names = False
        indexes = ((("document", "period"), False),)


def up(migrator: Any, db: pw.Database) -> None:
    """One table."""
    with db.bind_ctx((SentenceEdit,)):
        db.create_tables((SentenceEdit,))
