"""What parties say of how their case was dealt with, and the one-time links by which they are asked."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Case(pw.Model):
    id = pw.IntegerField(primary_key=True)

    class Meta:
        table_name = "cases"


class RatingInvitation(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    round = pw.IntegerField()
    token_hash = pw.CharField(32, unique=True)
    made_by = pw.CharField(64)
    made_at = pw.DateTimeField()
    expires_on = pw.DateField()
    used_at = pw.DateTimeField(null=True)
    voided_at = pw.DateTimeField(null=True)

    class Meta:
        legacy_table_names = False


class Rating(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    round = pw.IntegerField()
    event_seq = pw.IntegerField()
    level = pw.CharField(32, null=True)
    solved = pw.CharField(16, null=True)
    party = pw.CharField(64, null=True)
    reached = pw.CharField(16)
    reached_on = pw.DateField()
    said_cipher = pw.BlobField(null=True)
    entered_by = pw.CharField(64)
    entered_at = pw.DateTimeField()
    invitation = pw.ForeignKeyField(RatingInvitation, null=True, on_delete="SET NULL")
    answer_cipher = pw.BlobField(null=True)
    answer_way = pw.CharField(200, null=True)
    answered_by = pw.CharField(64, null=True)
    answered_at = pw.DateTimeField(null=True)

    class Meta:
        legacy_table_names = False


def up(migrator: Any, db: pw.Database) -> None:
    """Two tables."""
    made = (RatingInvitation, Rating)
    with db.bind_ctx((Case, *made)):
        db.create_tables(made)
