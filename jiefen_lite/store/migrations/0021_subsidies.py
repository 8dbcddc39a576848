"""以案定补: approved lists of months, their lines, and which cases a line that pays stands for."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Case(pw.Model):
    id = pw.IntegerField(primary_key=True)

    class Meta:
        table_name = "cases"


class SubsidyMonth(pw.Model):
    period = pw.CharField(16)
    version = pw.IntegerField()
    rule_set = pw.CharField(64)
    cases = pw.IntegerField()
    total_fen = pw.BigIntegerField()
    approved_by = pw.CharField(64)
    approved_at = pw.DateTimeField()
    withdrawn_by = pw.CharField(64, null=True)
    withdrawn_at = pw.DateTimeField(null=True)
    withdrawn_reason = pw.TextField(null=True)

    class Meta:
        legacy_table_names = False
        indexes = ((("period", "version"), True),)


class SubsidyEntry(pw.Model):
    month = pw.ForeignKeyField(SubsidyMonth, on_delete="CASCADE")
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    mediator = pw.CharField(64)
    unit = pw.CharField(128, null=True)
    closed_at = pw.DateTimeField()
    grade = pw.CharField(64)
    rule = pw.CharField(64)
    why = pw.TextField()
    points = pw.TextField()
    full_fen = pw.BigIntegerField()
    amount_fen = pw.BigIntegerField()
    lost_fen = pw.BigIntegerField()
    part = pw.CharField(8)
    reason = pw.TextField()
    is_late = pw.BooleanField()

    class Meta:
        legacy_table_names = False
        indexes = ((("month", "case"), True),)


class SubsidyPaid(pw.Model):
    entry = pw.ForeignKeyField(SubsidyEntry, on_delete="CASCADE", index=False)
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")

    class Meta:
        legacy_table_names = False
        primary_key = pw.CompositeKey("entry", "case")


def up(migrator: Any, db: pw.Database) -> None:
    """Three tables."""
    made = (SubsidyMonth, SubsidyEntry, SubsidyPaid)
    with db.bind_ctx((Case, *made)):
        db.create_tables(made)
