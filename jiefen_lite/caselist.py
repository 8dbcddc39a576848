"""Lists of cases with their time lights as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from jiefen_lite import clocks
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseQuery, CaseRecord, Light, Viewer
from jiefen_lite.store import cases, due

#: No yellow light shines longer ahead than this; bounds the search for yellow ones.
YELLOW_HORIZON_DAYS = 60
_ALL = 10_000_000


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
    more: bool = False  # there are more than were counted


def page(house: House, viewer: Viewer, query: CaseQuery, as_of: date) -> CasePage:
    """The cases asked for. A light depends on the day, so asking for one narrows by due date first."""
    if query.text and not query.light:
        hits = cases.search_cases(house.store, viewer, query)
        lit = [LitCase(case, clocks.light(house, case, as_of)) for case in hits.records]
        return CasePage(lit, hits.total, hits.more)
    if not query.light:
        found = cases.list_cases(house.store, viewer, query)
        lit = [LitCase(case, clocks.light(house, case, as_of)) for case in found]
        return CasePage(lit, cases.count_cases(house.store, viewer, query))
    wanted, total = _shining(house, viewer, query, as_of)
    if not wanted:
        return CasePage((), total)
    listed = cases.list_cases(house.store, viewer, CaseQuery(case_codes=tuple(wanted), limit=len(wanted)))
    lit_cases = {case.case_code: LitCase(case, Light(query.light)) for case in listed}
    return CasePage([lit_cases[code] for code in wanted if code in lit_cases], total)


def count_each(
    house: House, viewer: Viewer, queries: Sequence[CaseQuery], as_of: date
) -> list[tuple[int, bool]]:
    """How many cases each of several questions finds; True where there are more than were counted."""
    plain = [one for one in queries if not one.text and one.light in (None, Light.RED)]
    numbers = iter(due.count_each(house.store, viewer, plain, as_of))
    counted = []
    for query in queries:
        if query in plain:
            counted.append((next(numbers), False))
        else:
            found = page(house, viewer, replace(query, limit=0), as_of)
            counted.append((found.total, found.more))
    return counted


def codes(house: House, viewer: Viewer, query: CaseQuery, as_of: date) -> Sequence[str]:
    """Codes of all cases whose light has the colour asked for, whatever page the query names."""
    return _shining(house, viewer, replace(query, limit=_ALL, offset=0), as_of)[0]


def _shining(house: House, viewer: Viewer, query: CaseQuery, as_of: date) -> tuple[Sequence[str], int]:
    """Codes of one page of the cases whose light has the colour asked for, and how many there are."""
    if query.light == Light.RED:
        return due.overdue(house.store, viewer, query, as_of)
    # What yellow begins with hangs on the rules: what a light needs is read of all that may shine so.
    shining = [
        line.case_code
        for line in due.lines(house.store, viewer, replace(_by_light(query, as_of), light=None))
        if clocks.light(house, line, as_of) == query.light
    ]
    return shining[query.offset : query.offset + query.limit], len(shining)


def _by_light(query: CaseQuery, as_of: date) -> CaseQuery:
    if query.light == Light.YELLOW:
        return replace(
            query, due_from=as_of, due_to=as_of + timedelta(days=YELLOW_HORIZON_DAYS), running_only=True
        )
    return replace(query, due_from=as_of, running_only=True)
