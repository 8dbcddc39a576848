"""Papers that were made once and are kept, their files, and channels that had nothing to report."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Paper(pw.Model):
    document = pw.CharField(32)
    period = pw.CharField(16)
    unit = pw.CharField(128, default="")
    version = pw.IntegerField()
    title = pw.CharField(255)
    as_of = pw.DateTimeField()
    formula_version = pw.CharField(64)
    dated = pw.DateField()
    figures = pw.IntegerField()
    made_at = pw.DateTimeField()
    made_by = pw.CharField(64)
    reason = pw.TextField(null=True)
    proof = pw.TextField(null=True)
    proved_at = pw.DateTimeField(null=True)
    signed_by = pw.CharField(64, null=True)
    signed_at = pw.DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        indexes = ((("document", "period", "unit", "version"), True), (("period",), False))


class PaperFile(pw.Model):
    paper = pw.ForeignKeyField(Paper, on_delete="CASCADE")
    kind = pw.CharField(8)
    name = pw.CharField(255)
    sha256 = pw.CharField(64)
    size = pw.IntegerField()
    ref = pw.CharField(128)

    class Meta:
        legacy_table_names = False
        indexes = ((("paper", "kind"), True),)


class NothingToReport(pw.Model):
    period = pw.CharField(16)
    channel = pw.CharField(32)
    said_by = pw.CharField(64)
    said_at = pw.DateTimeField()

    class Meta:
        legacy_table_names = False
        primary_key = pw.CompositeKey("period", "channel")


def up(migrator: Any, db: pw.Database) -> None:
    """Three tables."""
    with db.bind_ctx((Paper, PaperFile, NothingToReport)):
        db.create_tables((Paper, PaperFile, NothingToReport))
