"""The 发文字号 that a paper was signed off under."""

from __future__ import annotations

from typing import Any

import peewee as pw


def up(migrator: Any, db: pw.Database) -> None:
    """One column."""
    migrator.migrate(migrator.add_column("paper", "number", pw.CharField(64, default="")))
