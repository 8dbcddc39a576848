"""Every version of the county's rule files: the steps that people take, their texts, and drafts."""

from __future__ import annotations

from typing import Any

import peewee as pw


class RuleChange(pw.Model):
    source = pw.CharField(8)
    reason = pw.TextField()
    by = pw.CharField(64)
    at = pw.DateTimeField()
    from_day = pw.DateField()
    done_at = pw.DateTimeField(null=True)
    digest = pw.CharField(64, null=True)
    withdrawn_at = pw.DateTimeField(null=True)
    withdrawn_by = pw.CharField(64, null=True)
    trouble = pw.TextField(null=True)

    class Meta:
        legacy_table_names = False


class RuleVersion(pw.Model):
    change = pw.ForeignKeyField(RuleChange, on_delete="CASCADE")
    file = pw.CharField(32)
    version = pw.IntegerField()
    text = pw.TextField(null=True)
    mark = pw.CharField(64)
    base = pw.CharField(64)

    class Meta:
        legacy_table_names = False
        indexes = ((("file", "version"), True),)


class RuleDraft(pw.Model):
    file = pw.CharField(32)
    by = pw.CharField(64)
    text = pw.TextField(null=True)
    base = pw.CharField(64)
    at = pw.DateTimeField()

    class Meta:
        legacy_table_names = False
        primary_key = pw.CompositeKey("file", "by")


def up(migrator: Any, db: pw.Database) -> None:
    """Three tables."""
    made = (RuleChange, RuleVersion, RuleDraft)
    with db.bind_ctx(made):
        db.create_tables(made)
