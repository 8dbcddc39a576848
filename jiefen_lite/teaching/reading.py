"""A case read again: its text in clear, for the desk only, with what the reader makes of it now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from jiefen_lite.desk import House
from jiefen_lite.elements.choices import Choice, choices
from jiefen_lite.intake.build import text_of
from jiefen_lite.shapes import CaseRecord, CaseRow, PartyFacts, Reading, Viewer
from jiefen_lite.store import cases, writing
from jiefen_lite.text import halfwidth

_OF_A_PAGE = frozenset({"type", "place", "occurred_at", "cause", "amount", "people", "who"})


@dataclass(frozen=True, slots=True)
class ReadCase:
    """One case with its text as it lies in the store; never handed to a page as it is."""

    record: CaseRecord  # as the viewer may see it
    case: CaseRow
    parties: list[PartyFacts]
    text: str
    reading: Reading
    choices: dict[str, list[Choice]]

    @property
    def seen(self) -> str:
        """By what is told that nothing on a page has changed since it was made.

        Only of what the page shows: the head of the case's history would tell a unit of other cases.
        """
        case = self.case
        holds = (case.type_l1, case.type_l2, case.town, case.village, case.occurred_at, case.cause)
        counts = (case.amount_fen, case.people_count, sorted(_OF_A_PAGE.intersection(case.person_fields)))
        told = repr((self.text, self.reading, holds, counts)).encode()
        return hashlib.sha256(told).hexdigest()[:16]


def read(house: House, viewer: Viewer, case_code: str) -> ReadCase:
    """Read the text of a case. Raises NotFound alike for another unit's case and for none."""
    with house.store.reading():
        record = cases.get_case(house.store, viewer, case_code)
        case = writing.load_case(house.store, record.case_id)
        parties = writing.load_parties(house.store, record.case_id)
    text = halfwidth(text_of(case.summary, case.claim))
    day = case.received_at.date()
    reading = house.reader.read(text, day) if text else Reading()
    others = choices(house.reader, text, reading, day) if text else {}
    return ReadCase(record, case, parties, text, reading, others)


def right_of(reading: Reading, element: str, received_on: str) -> Any:
    """What was read of an element, in the form of a lesson (see :class:`jiefen_lite.shapes.Lesson`)."""
    if element == "type":
        return [reading.type_l1, reading.type_l2]
    if element == "who":
        return [[one.name, str(one.role), one.is_org] for one in reading.who if one.name]
    if element == "place":
        place = reading.place
        return [place.town, place.village] if place is not None else [None, None]
    if element == "when":
        if reading.when_start is None or reading.when_end is None:
            return None
        start, end = reading.when_start.isoformat(), reading.when_end.isoformat()
        return [start, end, received_on, reading.when_text]
    return {"cause": reading.cause, "amount": reading.amount_fen, "people": reading.people_count}[element]
