"""Units object to figures of their 体检报告; what was answered stays beside it."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Objection(pw.Model):
    period = pw.CharField(16, index=True)
    unit = pw.CharField(128)
    item = pw.CharField(64)
    item_name = pw.CharField(128)
    shown = pw.CharField(255)
    codes = pw.TextField()
    claim_cipher = pw.BlobField()
    made_by = pw.CharField(64)
    made_at = pw.DateTimeField()
    answer_by = pw.DateField()
    state = pw.CharField(12, index=True)
    answer_cipher = pw.BlobField(null=True)
    corrected = pw.CharField(255, null=True)
    answered_by = pw.CharField(64, null=True)
    answered_at = pw.DateTimeField(null=True)

    class Meta:
        legacy_table_names = False


def up(migrator: Any, db: pw.Database) -> None:
    """One table."""
    with db.bind_ctx((Objection,)):
        db.create_tables((Objection,))
