"""A list of cases as the address of a page asks for it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from jiefen_lite.shapes import CaseQuery, Light
from jiefen_lite.web import batchnumbers
from jiefen_lite.web.session import now

# Filters of the list: parameter → field of CaseQuery.
FILTERS = {
    "month": "month",
    "channel": "channel",
    "status": "status",
    "town": "town",
    "type": "type_l1",
    "unit": "unit",
    "risk": "risk_level",
    "light": "light",
    "outcome": "outcome",
    "tag": "tag",
}
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
#: What a database still takes for a number of its own.
MOST_ID = 2**31 - 1
#: What falls due from today to the end of this week and has not been reported back.
DUE_WEEK = "week"
SHOWS = {"open": "open_only", "pending": "pending_only"}


def whole(text: str, most: int) -> int | None:
    """A whole number from 1 to ``most`` as an address gives it; None for anything else."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(most)) else 0
    return number if 0 < number <= most else None


def query_of(values: Any) -> CaseQuery:
    """The question that a request's parameters ask; empty and unknown ones are left out."""
    chosen: dict[str, Any] = {
        field: value.strip()[:100]
        for name, field in FILTERS.items()
        if (value := values.get(name, "")).strip()
    }
    if values.get("show") in SHOWS:
        chosen[SHOWS[values["show"]]] = True
    batch = whole(values.get("batch", ""), MOST_ID)
    if batch is not None:
        chosen["batch"] = batchnumbers.inner(batch)
    if values.get("due") == DUE_WEEK:
        today = now().date()
        chosen |= {
            "due_from": today,
            "due_to": today + timedelta(days=6 - today.weekday()),
            "running_only": True,
        }
    if chosen.get("light") not in (None, *Light):
        del chosen["light"]
    if "month" in chosen and not MONTH.fullmatch(chosen["month"]):
        del chosen["month"]
    return CaseQuery(text=values.get("q", "").strip()[:100], **chosen)


def parameters_of(query: CaseQuery) -> dict[str, Any]:
    """The address parameters that ask ``query`` again."""
    batch = batchnumbers.shown(query.batch) if query.batch else None
    given: dict[str, Any] = {"q": query.text, "batch": batch}
    given |= {name: getattr(query, field) for name, field in FILTERS.items()}
    given["due"] = DUE_WEEK if query.due_to else None
    given["show"] = next((name for name, field in SHOWS.items() if getattr(query, field)), None)
    return {name: value for name, value in given.items() if value not in ("", None)}
