"""Papers of cases with their numbers, and what else lies in a dossier."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Case(pw.Model):
    id = pw.IntegerField(primary_key=True)

    class Meta:
        table_name = "cases"


class CasePaper(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    form = pw.CharField(32)
    series = pw.CharField(32)
    unit = pw.CharField(128, default="")
    year = pw.IntegerField()
    no = pw.IntegerField()
    piece = pw.IntegerField(default=0)
    number = pw.CharField(128, unique=True)
    dated = pw.DateField()
    made_by = pw.CharField(64)
    made_for = pw.CharField(128, default="")
    made_at = pw.DateTimeField()
    sha256 = pw.CharField(64)
    size = pw.IntegerField()
    ref = pw.CharField(128)
    entries_cipher = pw.BlobField()
    corrects = pw.IntegerField(null=True)
    void_by = pw.CharField(64, null=True)
    void_at = pw.DateTimeField(null=True)
    void_reason_cipher = pw.BlobField(null=True)

    class Meta:
        legacy_table_names = False
        indexes = ((("series", "unit", "year", "no", "piece"), True),)


class CaseMaterial(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    item = pw.CharField(32)
    title_cipher = pw.BlobField()
    pages = pw.IntegerField()
    noted_by = pw.CharField(64)
    noted_at = pw.DateTimeField()
    removed_by = pw.CharField(64, null=True)
    removed_at = pw.DateTimeField(null=True)

    class Meta:
        legacy_table_names = False


def up(migrator: Any, db: pw.Database) -> None:
    """Two tables."""
    with db.bind_ctx((CasePaper, CaseMaterial)):
        db.create_tables((CasePaper, CaseMaterial))
