"""What can be said of a case before it is saved: who has come with it already, and how the rules see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jiefen_lite import jsontext
from jiefen_lite.counter.typed import Typed
from jiefen_lite.desk import House
from jiefen_lite.intake.build import Builder, RowFacts
from jiefen_lite.shapes import Decision, Place, Viewer
from jiefen_lite.store import intakes
from jiefen_lite.store.intakes import Alike, Asked

#: What the rules say of a case, in the order in which people ask.
TOLD = ("type", "unit", "complexity", "risk")


@dataclass(frozen=True, slots=True)
class Look:
    """Possible doubles, and the proposals of the rules with their why (empty until there is a story)."""

    alike: Sequence[Alike]
    proposals: Sequence[Decision]
    place: Place | None


def look(house: House, viewer: Viewer, typed: Typed, now: datetime) -> Look:
    """Look before anything is saved, as far as this viewer may know."""
    days = house.book.daywork.counter.same_within_days
    found = intakes.alike(house.store, viewer, _asked(typed), now.date() - timedelta(days=days))
    if not (typed.fields.get("summary") or typed.fields.get("claim")):
        return Look(found, (), typed.place)
    told = {one.decision: one for one in understand(house, typed, now).triaged.decisions}
    return Look(found, [told[name] for name in TOLD if name in told], typed.place)


def understand(house: House, typed: Typed, now: datetime) -> RowFacts:
    """What was typed, read and decided by the same readers and rules as a row of a ledger."""
    builder = Builder(house, typed.channel, now, read_stories=True)
    return builder.understand(jsontext.encode_bytes(dict(typed.fields)) + b"\n")


def _asked(typed: Typed) -> Asked:
    parties = typed.fields.get("parties", ())
    applicants = [one for one in parties if one["role"] == "applicant"]
    others = [one for one in parties if one["role"] == "respondent"]
    first = applicants[0] if applicants else {}
    other = others[0] if others else {}
    return Asked(
        phone=first.get("phone", ""),
        id_no=first.get("id_no", ""),
        applicant=first.get("name") or "",
        respondent=other.get("name") or "",
        respondent_phone=other.get("phone", ""),
        town=typed.place.town if typed.place is not None else None,
    )
