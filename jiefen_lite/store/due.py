"""What the time light of a case depends on, and nothing else: read by the thousand for lists and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import peewee as pw

from jiefen_lite.shapes import CaseQuery, Clock, Complexity, Light, Status, Viewer
from jiefen_lite.store import counting
from jiefen_lite.store.cases import ENDED, condition, narrowed
from jiefen_lite.store.database import Store
from jiefen_lite.store.own import as_told
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case


@dataclass(frozen=True, slots=True)
class DueLine:
    """One case with its due date and what decides the colour of its light."""

    case_code: str
    status: Status
    due_date: date | None
    due_clock: Clock | None
    complexity: Complexity | None
    accepted_at: datetime | None
    clock_start_at: date | None
    received_at: datetime
    feedback_submitted_at: datetime | None
    closed_at: datetime | None


#: What to select for a :class:`DueLine`, as the county has it.
COUNTY_COLUMNS = (
    Case.case_code,
    Case.status,
    Case.due_date,
    Case.due_clock,
    Case.complexity,
    Case.accepted_at,
    Case.clock_start_at,
    Case.received_at,
    Case.feedback_submitted_at,
    Case.closed_at,
)


def lines(store: Store, viewer: Viewer, query: CaseQuery) -> list[DueLine]:
    """Every case the query asks for (its limit is not looked at), the earliest due date first."""
    due = as_told(viewer, Case.due_date)
    with store.reading():
        rows = (
            Case.select(*columns(viewer))
            # those that are due within days or weeks are fewer than all of a unit
            .where(condition(store, viewer, query, aside=query.due_to is not None), due.is_null(False))
            .order_by(due, Case.case_code)
            .tuples()
        )
        return [read(row) for row in rows]


def columns(viewer: Viewer) -> tuple[Any, ...]:
    """What to select for a :class:`DueLine`, as this viewer is told it."""
    code, status, *told, accepted, begun, received, feedback, closed = COUNTY_COLUMNS
    return (
        code,
        status,
        *(as_told(viewer, one) for one in told),
        accepted,
        begun,
        received,
        feedback,
        closed,
    )


def read(row: Sequence[Any]) -> DueLine:
    """The line that such columns make."""
    code, status, due, clock, complexity, *days = row
    return DueLine(
        code,
        Status(status),
        due,
        Clock(clock) if clock else None,
        Complexity(complexity) if complexity else None,
        *days,
    )


def running() -> pw.Expression:
    """A condition on cases: the light has not stopped."""
    return Case.status.not_in(ENDED) & Case.feedback_submitted_at.is_null() & Case.closed_at.is_null()


def late(viewer: Viewer, as_of: date) -> pw.Expression:
    """A condition on cases: as this viewer is told it, the due date of a running clock is over."""
    over = as_told(viewer, Case.due_date) < as_of
    return running() & over & as_told(viewer, Case.due_clock).is_null(False)


def count_each(store: Store, viewer: Viewer, queries: Sequence[CaseQuery], as_of: date) -> list[int]:
    """How many cases each of several questions finds; of the lights only red may be asked for."""
    found = []
    for query in queries:
        if query.light == Light.RED:
            found.append(_overdue(store, viewer, query, as_of))
        else:
            found.append(narrowed(store, viewer, query))
    with store.reading():
        return counting.each(viewer, found)


def overdue(store: Store, viewer: Viewer, query: CaseQuery, as_of: date) -> tuple[Sequence[str], int]:
    """Codes of one page of the cases whose red light shines on a day, longest overdue first; and how many.

    No other colour is asked of them: a running clock whose due date is over is red under every rule
    (``deadlines.light``), so that thousands need not be read to be counted.
    """
    due = as_told(viewer, Case.due_date)
    with store.reading():
        wanted = scope(viewer) & _overdue(store, viewer, query, as_of)
        total = Case.select().where(wanted).count()
        codes = Case.select(Case.case_code).where(wanted).order_by(due, Case.received_at, Case.id)
        page = codes.limit(query.limit).offset(query.offset).tuples() if query.limit else ()
        return [code for (code,) in page], int(total)


def _overdue(store: Store, viewer: Viewer, query: CaseQuery, as_of: date) -> pw.Expression:
    return narrowed(store, viewer, replace(query, light=None, due_to=None)) & late(viewer, as_of)
