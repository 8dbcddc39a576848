"""What people have set and noted about the prescriptions of a health report, one line for each change."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Prescription(pw.Model):
    period = pw.CharField(16)
    unit = pw.CharField(128)
    rule = pw.CharField(64)
    measure = pw.TextField()
    acceptance = pw.TextField()
    owner = pw.CharField(64, null=True)
    due = pw.DateField(null=True)
    state = pw.CharField(12)
    remark = pw.TextField(null=True)
    set_by = pw.CharField(64)
    set_at = pw.DateTimeField()

    class Meta:
        legacy_table_names = False
        indexes = ((("period", "unit", "rule"), False),)


def up(migrator: Any, db: pw.Database) -> None:
    """One table."""
    with db.bind_ctx((Prescription,)):
        db.create_tables((Prescription,))
