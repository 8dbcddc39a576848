"""The 发文字号 that a paper was signed off under, and the marks of the edition that went out."""

from __future__ import annotations

from typing import Any

import peewee as pw


def up(migrator: Any, db: pw.Database) -> None:
    """Two columns."""
    migrator.migrate(
        migrator.add_column("paper", "number", pw.CharField(64, default="")),
        migrator.add_column("paper", "issued_marks", pw.CharField(400, default="")),
    )
