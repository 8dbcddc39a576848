"""Of a petition that comes again the original case, whose day it goes by."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Case(pw.Model):
    id = pw.IntegerField(primary_key=True)

    class Meta:
        table_name = "cases"


class CaseOriginal(pw.Model):
    case = pw.ForeignKeyField(Case, primary_key=True, on_delete="CASCADE")
    original = pw.ForeignKeyField(Case, on_delete="CASCADE", backref="repeats")

    class Meta:
        legacy_table_names = False


def up(migrator: Any, db: pw.Database) -> None:
    """One table more; who is whose original is found with the next import or scan."""
    with db.bind_ctx((Case, CaseOriginal)):
        db.create_tables((CaseOriginal,))
