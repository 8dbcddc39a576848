"""Between a case in memory and its row: which columns there are and how each value is stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from operator import attrgetter
from typing import Any

from jiefen_lite import text
from jiefen_lite.shapes import (
    By, CaseRow, Channel, Clock, Complexity, Outcome, RiskLevel, Satisfaction, Status,
)
from jiefen_lite.store.crypto import Cipher

STORY = ("summary", "claim", "result_text")  # free text: placeholders in clear, the original encrypted
PLACE_AAD, STORY_AAD = "cases.place", "cases.story"

_FIELDS = tuple(field.name for field in fields(CaseRow))
_PLAIN = tuple(name for name in _FIELDS if name not in ("place", *STORY))
COLUMNS = (*_PLAIN, *STORY, "place_cipher", "story_cipher")
_get_plain: Callable[[CaseRow], tuple[Any, ...]] = attrgetter(*_PLAIN)

_ENUMS: dict[str, type[Enum]] = {
    "channel": Channel, "status": Status, "complexity": Complexity, "risk_level": RiskLevel, "unit_by": By,
    "due_clock": Clock, "outcome": Outcome, "satisfaction": Satisfaction, "status_before": Status,
}
_LISTS = {"risk_reasons", "assisting_units", "tags", "by_hand", "person_fields", "pending"}
_FLAGS = {"complexity_pending", "due_estimated", "people_count_approx", "secrecy", "repeat"}
_OPEN_FLAGS = {"confirmed", "performed"}


def stored(value: Any, sqlite: bool) -> Any:
    """One value as the database keeps it: enums and dates as text, lists as JSON, flags as it likes them."""
    kind = type(value)
    if value is None or kind is str or kind is int:
        return value
    if kind is bool:
        return int(value) if sqlite else value
    if kind is datetime:
        return value.isoformat(" ", "seconds")
    if kind is date:
        return value.isoformat()
    if kind is tuple:
        return json.dumps(value, ensure_ascii=False) if value else "[]"
    if isinstance(value, Enum):
        return value.value
    return value


def to_row(case: CaseRow, cipher: Cipher, sqlite: bool) -> tuple[Any, ...]:
    """The values of ``COLUMNS`` for one case, encrypted where they must be."""
    values = [stored(value, sqlite) for value in _get_plain(case)]
    original: dict[str, str] = {}
    for name in STORY:
        words = getattr(case, name)
        if words:
            shown, numbers = text.placeholder_text(words)
            if numbers:
                original[name] = words
            values.append(shown)
        else:
            values.append(None)
    values.append(cipher.encrypt(PLACE_AAD, case.place) if case.place else None)
    story = json.dumps(original, ensure_ascii=False) if original else None
    values.append(cipher.encrypt(STORY_AAD, story) if story else None)
    return tuple(values)


def from_row(row: Mapping[str, Any], cipher: Cipher) -> CaseRow:
    """A case as it was: the reverse of :func:`to_row` over a row read as a mapping of columns."""
    values: dict[str, Any] = {name: row[_column(name)] for name in _PLAIN}
    for name, kind in _ENUMS.items():
        if values[name] is not None:
            values[name] = kind(values[name])
    for name in _LISTS:
        values[name] = tuple(json.loads(values[name]))
    for name in _FLAGS:
        values[name] = bool(values[name])
    for name in STORY:
        values[name] = row[name]
    if row["story_cipher"] is not None:
        values.update(json.loads(cipher.decrypt(STORY_AAD, row["story_cipher"])))
    if row["place_cipher"] is not None:
        values["place"] = cipher.decrypt(PLACE_AAD, row["place_cipher"])
    return CaseRow(**values)


def _column(name: str) -> str:
    return "batch" if name == "batch_id" else name
