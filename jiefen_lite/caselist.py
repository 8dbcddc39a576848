"""Lists of cases with their time lights, and the numbers a person sees first in the morning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from jiefen_lite import clocks
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseQuery, CaseRecord, Light, Viewer
from jiefen_lite.store import cases, counts

#: No yellow light shines longer ahead than this; bounds the search for yellow ones.
YELLOW_HORIZON_DAYS = 60
LIGHT_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class LitCase:
    """A case with its time light as of the day asked for."""

    case: CaseRecord
    light: Light | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a list, and how many cases the whole list has."""

    rows: Sequence[LitCase]
    total: int


def page(house: House, viewer: Viewer, query: CaseQuery, as_of: date) -> CasePage:
    """The cases asked for. A light depends on the day, so asking for one narrows by due date first."""
    if not query.light:
        found = cases.list_cases(house.store, viewer, query)
        lit = [LitCase(case, clocks.light(house, case, as_of)) for case in found]
        return CasePage(lit, cases.count_cases(house.store, viewer, query))
    wide = replace(_by_light(query, as_of), light=None, limit=LIGHT_LIMIT, offset=0)
    lit = [
        LitCase(case, query_light)
        for case in cases.list_cases(house.store, viewer, wide)
        if (query_light := clocks.light(house, case, as_of)) == query.light
    ]
    lit.sort(key=lambda one: (one.case.due_date or as_of, one.case.case_code))
    return CasePage(lit[query.offset : query.offset + query.limit], len(lit))


def _by_light(query: CaseQuery, as_of: date) -> CaseQuery:
    if query.light == Light.RED:
        return replace(query, due_to=as_of - timedelta(days=1), running_only=True)
    if query.light == Light.YELLOW:
        return replace(
            query, due_from=as_of, due_to=as_of + timedelta(days=YELLOW_HORIZON_DAYS), running_only=True
        )
    return replace(query, running_only=True)


def morning(house: House, viewer: Viewer, as_of: date) -> Mapping[str, int]:
    """My numbers: open, waiting for a person, red, yellow, high risk, not yet dispatched …"""
    numbers = dict(counts.home(house.store, viewer, as_of))
    for light in (Light.RED, Light.YELLOW):
        numbers[light.value] = page(house, viewer, CaseQuery(light=light.value, limit=0), as_of).total
    return numbers
