"""The cases whose reading waits for somebody, one after the other."""

from __future__ import annotations

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseQuery, Viewer
from jiefen_lite.store import cases
from jiefen_lite.teaching.setting import FIELD_OF, may_set_right

#: So many of the newest are looked through; who has more begins again from the first.
MOST = 300
#: Open points (glossary: PENDING) that are settled on the page of a reading, and the element they are of.
ELEMENT_OF = {"town": "place", "who": "who", **{element: element for element in FIELD_OF}}


def waiting(house: House, viewer: Viewer) -> list[str]:
    """The case codes that wait for what this person may set right, in the order of the list of cases."""
    found = cases.list_cases(house.store, viewer, CaseQuery(pending_only=True, limit=MOST))
    return [one.case_code for one in found if open_elements(viewer, one.pending)]


def open_elements(viewer: Viewer, pending: tuple[str, ...]) -> list[str]:
    """Which elements of a case wait, of those that this person may set right."""
    elements = dict.fromkeys(ELEMENT_OF[point] for point in pending if point in ELEMENT_OF)
    return [one for one in elements if may_set_right(viewer, one)]


def first(house: House, viewer: Viewer) -> str | None:
    """The first case that waits; None where none does."""
    return next(iter(waiting(house, viewer)), None)


def following(house: House, viewer: Viewer, case_code: str) -> str | None:
    """The case that waits after this one, else the first; None where no other does."""
    codes = waiting(house, viewer)
    at = codes.index(case_code) + 1 if case_code in codes else 0
    others = [code for code in (*codes[at:], *codes[:at]) if code != case_code]
    return others[0] if others else None
