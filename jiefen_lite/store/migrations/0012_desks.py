"""Who asked the supervisor to merge a pair, who took a taught header away, what reading again changed."""

from __future__ import annotations

from typing import Any

import peewee as pw


def up(migrator: Any, db: pw.Database) -> None:
    """Columns for the desks of doubles and of headers."""
    migrator.migrate(
        migrator.add_column("case_double", "asked_by", pw.CharField(64, null=True)),
        migrator.add_column("case_double", "asked_at", pw.DateTimeField(null=True)),
        migrator.add_column("learned_column", "removed_by", pw.CharField(64, null=True)),
        migrator.add_column("learned_column", "removed_at", pw.DateTimeField(null=True)),
        migrator.add_column("batch", "filled", pw.TextField(default="{}")),
        migrator.add_column("batch", "earlier", pw.TextField(null=True)),
    )
