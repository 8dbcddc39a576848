"""The blanks of a table in a Word template, and the texts that fill them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jiefen_lite.shapes import ReportTable


def table_blanks(name: str, columns: Sequence[str]) -> dict[str, Any]:
    """The blanks of the table of that name."""
    return {
        f"{name}_title": None,
        f"{name}_note": None,
        f"{name}_header": dict.fromkeys(columns),
        f"{name}_rows": [dict.fromkeys(columns)],
    }


def table_texts(name: str, columns: Sequence[str], table: ReportTable | None) -> dict[str, Any]:
    """The blanks of a table; of one that is not made all are empty, and the template leaves it out."""
    if table is None:
        empty = dict.fromkeys(columns, "")
        return {f"{name}_title": "", f"{name}_note": "", f"{name}_header": empty, f"{name}_rows": []}
    return {
        f"{name}_title": table.title,
        f"{name}_note": table.note or "",
        f"{name}_header": dict(zip(columns, table.header, strict=True)),
        f"{name}_rows": [dict(zip(columns, row, strict=True)) for row in table.rows],
    }
