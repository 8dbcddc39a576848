"""Mediation: what each side says, meetings, agreements and what follows them; files attached to cases."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Case(pw.Model):
    """The table that the new ones point at."""

    id = pw.IntegerField(primary_key=True)

    class Meta:
        table_name = "cases"
        legacy_table_names = False


class MediationConsent(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    party = pw.CharField(24)  # its role and number: applicant:1
    answer = pw.CharField(8)  # agreed, refused
    way = pw.CharField(16)
    rights_told = pw.BooleanField()
    wants_cipher = pw.BlobField(null=True)
    asked_by = pw.CharField(64)
    asked_at = pw.DateTimeField()

    class Meta:
        legacy_table_names = False


class MediationSession(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    state = pw.CharField(12)  # planned, held, called_off
    starts_at = pw.DateTimeField()
    place = pw.CharField(200)
    ways = pw.TextField(default="{}")
    present_cipher = pw.BlobField(null=True)
    record_cipher = pw.BlobField(null=True)
    result = pw.CharField(16, null=True)  # agreed, again, broken_off
    reason = pw.TextField(null=True)  # why it was called off
    planned_by = pw.CharField(64)
    planned_at = pw.DateTimeField()
    recorded_by = pw.CharField(64, null=True)
    recorded_at = pw.DateTimeField(null=True)
    event_seq = pw.IntegerField(null=True)

    class Meta:
        legacy_table_names = False


class MediationAgreement(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    version = pw.IntegerField()
    state = pw.CharField(12)  # draft, signing, settled
    form = pw.CharField(8)  # written, oral
    clauses_cipher = pw.BlobField()
    body_cipher = pw.BlobField(null=True)
    signed = pw.TextField(default="[]")
    signed_on = pw.DateField(null=True)
    effective_on = pw.DateField(null=True)
    amount_fen = pw.BigIntegerField(null=True)
    changed_by = pw.CharField(64)
    changed_at = pw.DateTimeField()

    class Meta:
        indexes = ((("case", "version"), True),)
        legacy_table_names = False


class PerformanceItem(pw.Model):
    agreement = pw.ForeignKeyField(MediationAgreement, on_delete="CASCADE")
    party = pw.CharField(24, null=True)
    what_cipher = pw.BlobField()
    amount_fen = pw.BigIntegerField(null=True)
    due = pw.DateField(index=True)
    state = pw.CharField(8, default="open")  # open, done, partly, not_done

    class Meta:
        legacy_table_names = False


class PerformanceRecord(pw.Model):
    item = pw.ForeignKeyField(PerformanceItem, on_delete="CASCADE")
    state = pw.CharField(8)
    found_on = pw.DateField()
    amount_fen = pw.BigIntegerField(null=True)  # paid so far
    remark_cipher = pw.BlobField(null=True)
    recorded_by = pw.CharField(64)
    recorded_at = pw.DateTimeField()

    class Meta:
        legacy_table_names = False


class JudicialConfirmation(pw.Model):
    agreement = pw.ForeignKeyField(MediationAgreement, primary_key=True, on_delete="CASCADE")
    proposed = pw.BooleanField()
    last_day = pw.DateField(index=True)
    state = pw.CharField(16)  # open, declined, applied, taken, not_taken, confirmed, not_confirmed
    court = pw.CharField(128, null=True)
    applied_on = pw.DateField(null=True)
    taken_on = pw.DateField(null=True)
    ruled_on = pw.DateField(null=True)
    ruling_no = pw.CharField(64, null=True)
    reason = pw.TextField(null=True)
    changed_by = pw.CharField(64, null=True)
    changed_at = pw.DateTimeField(null=True)

    class Meta:
        legacy_table_names = False


class ReturnVisit(pw.Model):
    agreement = pw.ForeignKeyField(MediationAgreement, on_delete="CASCADE")
    kind = pw.CharField(32)
    name = pw.CharField(64)
    due = pw.DateField(index=True)
    state = pw.CharField(8, default="open")  # open, done, dropped
    visited_on = pw.DateField(null=True)
    way = pw.CharField(16, null=True)
    reached = pw.BooleanField(null=True)
    heard_cipher = pw.BlobField(null=True)
    visited_by = pw.CharField(64, null=True)
    visited_at = pw.DateTimeField(null=True)

    class Meta:
        legacy_table_names = False


class Attachment(pw.Model):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    kind = pw.CharField(64)
    media = pw.CharField(8)  # pdf, jpg, png, docx, xlsx
    title_cipher = pw.BlobField()
    sha256 = pw.CharField(64)
    size = pw.IntegerField()
    ref = pw.CharField(128)
    shown_sha256 = pw.CharField(64)
    shown_size = pw.IntegerField()
    shown_ref = pw.CharField(128)
    small_sha256 = pw.CharField(64, null=True)
    small_ref = pw.CharField(128, null=True)
    position_removed = pw.BooleanField(default=False)
    added_by = pw.CharField(64)
    added_at = pw.DateTimeField()
    voided_by = pw.CharField(64, null=True)
    voided_at = pw.DateTimeField(null=True)
    void_reason = pw.TextField(null=True)

    class Meta:
        legacy_table_names = False


def up(migrator: Any, db: pw.Database) -> None:
    """The tables of mediation."""
    made = (
        MediationConsent,
        MediationSession,
        MediationAgreement,
        PerformanceItem,
        PerformanceRecord,
        JudicialConfirmation,
        ReturnVisit,
        Attachment,
    )
    with db.bind_ctx((Case, *made)):
        db.create_tables(made)
