"""When people are away and who stands in for them; when each last signed in."""

from __future__ import annotations

from typing import Any

import peewee as pw


class AwayTime(pw.Model):
    person = pw.CharField(64, index=True)
    first_day = pw.DateField()
    last_day = pw.DateField()
    stand_in = pw.CharField(64, null=True)
    noted_by = pw.CharField(64)
    noted_at = pw.DateTimeField()
    taken_back_at = pw.DateTimeField(null=True)

    class Meta:
        legacy_table_names = False


def up(migrator: Any, db: pw.Database) -> None:
    """One table, one column; what the audit log knows of earlier sign-ins goes into it."""
    with db.bind_ctx((AwayTime,)):
        db.create_tables((AwayTime,))
    migrator.migrate(migrator.add_column("user", "signed_in_at", pw.DateTimeField(null=True)))
    db.execute_sql(
        'UPDATE "user" SET signed_in_at = (SELECT MAX(at) FROM audit_entry '
        "WHERE audit_entry.user_name = \"user\".name AND action = 'sign_in' AND result = 'ok')"
    )
