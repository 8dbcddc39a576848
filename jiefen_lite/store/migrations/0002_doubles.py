"""Pairs of cases that may be one dispute, and what a person has said of them."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Double(Table):
    first = pw.IntegerField()
    second = pw.IntegerField(index=True)
    score = pw.IntegerField()
    reasons = pw.TextField()
    state = pw.CharField(12, default="proposed")
    proposed_at = pw.DateTimeField()
    settled_by = pw.CharField(64, null=True)
    settled_at = pw.DateTimeField(null=True)
    reason = pw.TextField(null=True)

    class Meta:
        table_name = "case_double"
        indexes = ((("first", "second"), True), (("state", "score"), False))


def up(migrator: Any, db: pw.Database) -> None:
    """Create the table, and an index from masters to what was merged into them.

    Cases are never deleted, so nothing has to watch over the two numbers.
    """
    with db.bind_ctx([Double]):
        db.create_tables([Double])
    # few cases are merged; the others are not in it, so that an import does not write it
    db.execute_sql("CREATE INDEX cases_master ON cases (master_case) WHERE master_case IS NOT NULL")
