"""Whether a suggested type, case or article was of use: one table, where cases alone had one."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Case(pw.Model):
    id = pw.IntegerField(primary_key=True)

    class Meta:
        table_name = "cases"


class LikeUse(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    shown = pw.CharField(32)
    by = pw.CharField(64)
    at = pw.DateTimeField()
    helped = pw.BooleanField()

    class Meta:
        legacy_table_names = False


class SuggestionMark(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    kind = pw.CharField(12)
    shown = pw.CharField(200)
    rule = pw.CharField(128, null=True)
    useful = pw.BooleanField()
    by = pw.CharField(64)
    at = pw.DateTimeField(index=True)

    class Meta:
        legacy_table_names = False
        indexes = ((("case", "kind", "shown", "by"), True),)


def up(migrator: Any, db: pw.Database) -> None:
    """The new table with what had been said of cases; then the old one goes."""
    with db.bind_ctx((Case, LikeUse, SuggestionMark)):
        db.create_tables((SuggestionMark,))
        said = LikeUse.select(
            LikeUse.case, pw.Value("precedent"), LikeUse.shown, LikeUse.helped, LikeUse.by, LikeUse.at
        )
        mark = SuggestionMark
        mark.insert_from(said, [mark.case, mark.kind, mark.shown, mark.useful, mark.by, mark.at]).execute()
        db.drop_tables((LikeUse,))
