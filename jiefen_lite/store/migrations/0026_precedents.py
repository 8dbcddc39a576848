"""The case library, both sides' consent to be told of, whether a case shown beside another was of use."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Case(pw.Model):
    id = pw.IntegerField(primary_key=True)

    class Meta:
        table_name = "cases"


class CaseConsent(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE", unique=True)
    signed_on = pw.DateField()
    noted_by = pw.CharField(64)
    noted_at = pw.DateTimeField()

    class Meta:
        legacy_table_names = False


class Precedent(pw.Model):
    title = pw.CharField(80)
    type_l1 = pw.CharField(32)
    type_l2 = pw.CharField(60, null=True)
    story = pw.TextField()
    resolution_plan = pw.TextField()
    why_held = pw.TextField()
    days = pw.IntegerField(null=True)
    sessions = pw.IntegerField(null=True)
    amount_fen = pw.BigIntegerField(null=True)
    laws = pw.TextField()
    source_case = pw.ForeignKeyField(Case, on_delete="SET NULL", null=True)
    state = pw.CharField(12, index=True)
    version = pw.IntegerField(default=1)
    made_by = pw.CharField(64)
    made_unit = pw.CharField(128, null=True)
    made_at = pw.DateTimeField()
    decided_by = pw.CharField(64, null=True)
    decided_at = pw.DateTimeField(null=True)
    reason = pw.CharField(200, null=True)

    class Meta:
        legacy_table_names = False


class LikeUse(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    shown = pw.CharField(32)
    by = pw.CharField(64)
    at = pw.DateTimeField()
    helped = pw.BooleanField()

    class Meta:
        legacy_table_names = False
        indexes = ((("case", "shown", "by"), True),)


def up(migrator: Any, db: pw.Database) -> None:
    """Three tables, and the index by which settled cases are counted without opening them."""
    with db.bind_ctx((Case, CaseConsent, Precedent, LikeUse)):
        db.create_tables((CaseConsent, Precedent, LikeUse))
    db.execute_sql(
        "CREATE INDEX cases_settled ON cases (id, event_count, closed_at, channel, type_l1, secrecy) "
        "WHERE live = 1 AND outcome = 'resolved'"
    )
