"""Columns that no case has a field for: kept by name, shown to whoever may read the case in clear."""

from __future__ import annotations

from jiefen_lite.desk import House
from jiefen_lite.intake.keys import fields_of
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import origin


def other_columns(house: House, viewer: Viewer, case_code: str) -> list[tuple[str, str]]:
    """(column, what its cell says) of all file rows behind a case; what they say alike is told once.

    Raises NotFound alike for another unit's case and for none.
    """
    rows = [fields_of(payload) for payload in origin.payloads(house.store, viewer, case_code)]
    told = [(name, str(value)) for fields in rows for name, value in fields.get("extra", {}).items()]
    return list(dict.fromkeys(told))
