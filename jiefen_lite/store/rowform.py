"""Between a case in memory and its row: which columns there are and how each value is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any

from jiefen_lite import jsontext, text
from jiefen_lite.shapes import (
    By,
    CaseRow,
    Channel,
    Clock,
    ClockState,
    Complexity,
    Outcome,
    Pause,
    RiskLevel,
    Satisfaction,
    Status,
)
from jiefen_lite.store.crypto import Cipher

STORY = ("summary", "claim", "result_text")  # free text: placeholders in clear, the original encrypted
PLACE_AAD, STORY_AAD = "cases.place", "cases.story"

_ENUMS: dict[str, type[Enum]] = {
    "channel": Channel,
    "status": Status,
    "complexity": Complexity,
    "risk_level": RiskLevel,
    "unit_by": By,
    "due_clock": Clock,
    "outcome": Outcome,
    "satisfaction": Satisfaction,
    "status_before": Status,
}
_LISTS = ("risk_reasons", "assisting_units", "tags", "by_hand", "person_fields", "pending")
_FLAGS = ("complexity_pending", "due_estimated", "people_count_approx", "secrecy", "repeat")
_OPEN_FLAGS = ("confirmed", "performed")
_MOMENTS = (
    "received_at",
    "registered_at",
    "occurred_at",
    "accepted_at",
    "first_accepted_at",
    "dispatched_at",
    "signed_at",
    "first_contact_at",
    "mediated_at",
    "feedback_submitted_at",
    "closed_at",
    "evaluated_at",
    "ended_at",
)
_DAYS = (
    "clock_start_at",
    "center_due",
    "source_due",
    "statutory_due",
    "due_date",
    "agreement_at",
    "performance_due",
)
_CONVERTED = {*_ENUMS, *_LISTS, *_FLAGS, *_OPEN_FLAGS, *_MOMENTS, *_DAYS, "place", *STORY, "clock_state"}
_ELSEWHERE = {"own"}  # in a table of its own
_AS_THEY_ARE = tuple(
    field.name for field in fields(CaseRow) if field.name not in _CONVERTED and field.name not in _ELSEWHERE
)
_PLAIN = (*_AS_THEY_ARE, *_ENUMS, *_LISTS, *_FLAGS, *_OPEN_FLAGS, *_MOMENTS, *_DAYS)
#: The columns of ``cases`` in the order of :func:`to_row`: grouped by how a value is stored, because a
#: group is converted in one go (one pass per column costs twice as much with 100,000 cases).
COLUMNS = (*_PLAIN, *STORY, "place_cipher", "story_cipher", "clock_state")

Getter = Callable[[CaseRow], tuple[Any, ...]]
_get_plain: Getter = attrgetter(*_AS_THEY_ARE)
_get_enums: Getter = attrgetter(*_ENUMS)
_get_lists: Getter = attrgetter(*_LISTS)
_get_flags: Getter = attrgetter(*_FLAGS)
_get_open_flags: Getter = attrgetter(*_OPEN_FLAGS)
_get_moments: Getter = attrgetter(*_MOMENTS)
_get_days: Getter = attrgetter(*_DAYS)


@lru_cache(maxsize=20_000)
def moment(value: datetime) -> str:
    """A time as both databases take it, and as hashes see it; the steps of a case share a few."""
    return value.isoformat(" ", "seconds")


@lru_cache(maxsize=20_000)
def day(value: date) -> str:
    """A day as both databases take it, and as hashes see it."""
    return value.isoformat()


def flag(sqlite: bool) -> type:
    """What stores a yes or no: SQLite has no booleans, PostgreSQL takes nothing else."""
    return int if sqlite else bool


def shown_story(case: CaseRow) -> tuple[list[str | None], dict[str, str]]:
    """The free texts with placeholders for numbers, and those originals that had any."""
    original: dict[str, str] = {}
    story: list[str | None] = []
    for name in STORY:
        words = getattr(case, name)
        if words:
            shown, numbers = text.placeholder_text(words)
            if numbers:
                original[name] = words
            story.append(shown)
        else:
            story.append(None)
    return story, original


def to_row(
    case: CaseRow, cipher: Cipher, sqlite: bool, story: list[str | None], original: dict[str, str]
) -> tuple[Any, ...]:
    """The values of ``COLUMNS`` for one case and its :func:`shown_story`, encrypted where they must be."""
    yes_no = flag(sqlite)
    return (
        *_get_plain(case),
        *[None if value is None else value._value_ for value in _get_enums(case)],
        *[jsontext.encode(value) if value else "[]" for value in _get_lists(case)],
        *[yes_no(value) for value in _get_flags(case)],
        *[None if value is None else yes_no(value) for value in _get_open_flags(case)],
        *[None if value is None else moment(value) for value in _get_moments(case)],
        *[None if value is None else day(value) for value in _get_days(case)],
        *story,
        cipher.encrypt(PLACE_AAD, case.place) if case.place else None,
        cipher.encrypt(STORY_AAD, jsontext.encode(original)) if original else None,
        None if case.clock_state is None else _clock_text(case.clock_state),
    )


def from_row(row: Mapping[str, Any], cipher: Cipher) -> CaseRow:
    """A case as it was: the reverse of :func:`to_row` over a row read as a mapping of columns."""
    values: dict[str, Any] = {name: row[_column(name)] for name in _PLAIN}
    for name, kind in _ENUMS.items():
        if values[name] is not None:
            values[name] = kind(values[name])
    for name in _LISTS:
        values[name] = tuple(jsontext.decode(values[name]))
    for name in _FLAGS:
        values[name] = bool(values[name])
    for name in STORY:
        values[name] = row[name]
    if row["story_cipher"] is not None:
        values.update(jsontext.decode(cipher.decrypt(STORY_AAD, row["story_cipher"])))
    if row["place_cipher"] is not None:
        values["place"] = cipher.decrypt(PLACE_AAD, row["place_cipher"])
    if row["clock_state"] is not None:
        values["clock_state"] = _clock_state(row["clock_state"])
    return CaseRow(**values)


def _clock_text(state: ClockState) -> str:
    pauses = [[day(one.first), day(one.last), one.suspended, one.statutory] for one in state.pauses]
    restarted = day(state.restarted_on) if state.restarted_on else None
    told = [restarted, state.center_days, state.statutory_days, pauses]
    if state.original_due is not None:
        told += [day(state.original_due), state.original_no]
    return jsontext.encode(told)


def _clock_state(words: str) -> ClockState:
    restarted, center_days, statutory_days, pauses, *original = jsontext.decode(words)
    due, number = original or (None, "")
    return ClockState(
        date.fromisoformat(restarted) if restarted else None,
        center_days,
        statutory_days,
        tuple(
            Pause(date.fromisoformat(first), date.fromisoformat(last), suspended, statutory)
            for first, last, suspended, statutory in pauses
        ),
        date.fromisoformat(due) if due else None,
        number,
    )


def table_columns(names: Iterable[str]) -> tuple[str, ...]:
    """The columns of ``cases`` by the names of their fields."""
    return tuple(map(_column, names))


def _column(name: str) -> str:
    return "batch" if name == "batch_id" else name
