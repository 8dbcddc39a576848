"""Messages that tell of steps with cases, and which one of them stands for many."""

from __future__ import annotations

from typing import Any

import peewee as pw


def up(migrator: Any, db: pw.Database) -> None:
    """Two columns; what was told before tells of no step and stands for itself."""
    migrator.migrate(
        migrator.add_column("message", "step", pw.CharField(32, null=True)),
        migrator.add_column("message", "folded_into", pw.IntegerField(null=True)),
        migrator.add_index("message", ("folded_into",), False),
    )
