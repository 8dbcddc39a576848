"""What the sources were told of their numbers, and by which files."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Case(pw.Model):
    id = pw.IntegerField(primary_key=True)

    class Meta:
        table_name = "cases"


class ReplyFile(pw.Model):
    channel = pw.CharField(32)
    period = pw.CharField(16, null=True)
    name = pw.CharField(255)
    sha256 = pw.CharField(64)
    rows = pw.IntegerField()
    made_by = pw.CharField(64)
    made_at = pw.DateTimeField()
    taken_back_at = pw.DateTimeField(null=True)
    taken_back_by = pw.CharField(64, null=True)

    class Meta:
        legacy_table_names = False


class CaseReply(pw.Model):
    file = pw.ForeignKeyField(ReplyFile, on_delete="CASCADE")
    natural_key = pw.CharField(255, index=True)
    channel = pw.CharField(32)
    source_no = pw.CharField(128, null=True)
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    replied_at = pw.DateTimeField()
    state = pw.CharField(12)
    outcome = pw.CharField(24, null=True)
    closed_at = pw.DateTimeField(null=True)

    class Meta:
        legacy_table_names = False


def up(migrator: Any, db: pw.Database) -> None:
    """Two tables, and by which index the cases are found on which people have worked."""
    made = (ReplyFile, CaseReply)
    with db.bind_ctx((Case, *made)):
        db.create_tables(made)
    db.execute_sql("CREATE INDEX cases_by_hand ON cases (id) WHERE by_hand <> '[]'")
