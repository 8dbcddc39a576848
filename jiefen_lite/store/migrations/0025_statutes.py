"""Statutes that the centre has loaded, with their articles."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Statute(pw.Model):
    name = pw.CharField(200)
    key = pw.CharField(200, index=True)
    in_force_from = pw.DateField(null=True)
    in_force_to = pw.DateField(null=True)
    ended_by = pw.CharField(200, null=True)
    repeals = pw.TextField()
    source_file = pw.CharField(200)
    sha256 = pw.CharField(64)
    imported_at = pw.DateTimeField()
    imported_by = pw.CharField(64)

    class Meta:
        legacy_table_names = False


class StatuteArticle(pw.Model):
    statute = pw.ForeignKeyField(Statute, on_delete="CASCADE")
    place = pw.IntegerField()
    number = pw.IntegerField()
    behind = pw.IntegerField()
    article = pw.CharField(40)
    chapter = pw.CharField(200)
    text = pw.TextField()
    in_force_from = pw.DateField(null=True)
    in_force_to = pw.DateField(null=True)

    class Meta:
        legacy_table_names = False
        indexes = ((("statute", "place"), True),)


def up(migrator: Any, db: pw.Database) -> None:
    """Two tables."""
    with db.bind_ctx((Statute, StatuteArticle)):
        db.create_tables((Statute, StatuteArticle))
