"""What people do to clocks, steps that wait for somebody's yes, and whether dispatches follow the rules."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Case(pw.Model):
    id = pw.IntegerField(primary_key=True)

    class Meta:
        table_name = "cases"


class CaseRequest(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    action = pw.CharField(32)
    state = pw.CharField(12)
    unit = pw.CharField(128, null=True)
    entries = pw.TextField()
    proposed_by = pw.CharField(64)
    proposed_at = pw.DateTimeField()
    endorsed_by = pw.CharField(64, null=True)
    endorsed_at = pw.DateTimeField(null=True)
    settled_by = pw.CharField(64, null=True)
    settled_at = pw.DateTimeField(null=True)
    reason = pw.TextField(null=True)

    class Meta:
        legacy_table_names = False


class DispatchChoice(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    at = pw.DateTimeField(index=True)
    rule = pw.CharField(128)
    proposed = pw.CharField(128)
    chosen = pw.CharField(128)
    by = pw.CharField(64)
    reason = pw.TextField(null=True)

    class Meta:
        legacy_table_names = False


def up(migrator: Any, db: pw.Database) -> None:
    """Two tables, and what people have done to a case's clocks."""
    made = (CaseRequest, DispatchChoice)
    with db.bind_ctx((Case, *made)):
        db.create_tables(made)
    migrator.migrate(migrator.add_column("cases", "clock_state", pw.TextField(null=True)))
