"""What the time light of a case depends on, and nothing else: read by the thousand for lists and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from jiefen_lite.shapes import CaseQuery, Clock, Complexity, Status, Viewer
from jiefen_lite.store.cases import condition
from jiefen_lite.store.database import Store
from jiefen_lite.store.own import as_told
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


def lines(store: Store, viewer: Viewer, query: CaseQuery) -> list[DueLine]:
    """Every case the query asks for (its limit is not looked at), the earliest due date first."""
    due = as_told(viewer, Case.due_date)
    columns = (
        Case.case_code,
        Case.status,
        due,
        as_told(viewer, Case.due_clock),
        as_told(viewer, Case.complexity),
        Case.accepted_at,
        Case.clock_start_at,
        Case.received_at,
        Case.feedback_submitted_at,
        Case.closed_at,
    )
    with store.reading():
        rows = (
            Case.select(*columns)
            .where(condition(store, viewer, query), due.is_null(False))
            .order_by(due, Case.case_code)
            .tuples()
        )
        return [
            DueLine(
                code,
                Status(status),
                day,
                Clock(clock) if clock else None,
                Complexity(complexity) if complexity else None,
                accepted,
                begun,
                received,
                feedback,
                closed,
            )
            for code, status, day, clock, complexity, accepted, begun, received, feedback, closed in rows
        ]


def overdue(store: Store, viewer: Viewer, query: CaseQuery, as_of: date) -> tuple[Sequence[str], int]:
    """Codes of one page of the cases whose red light shines on a day, longest overdue first; and how many.

    No other colour is asked of them: a running clock whose due date is over is red under every rule
    (``deadlines.light``), so that thousands need not be read to be counted.
    """
    late = replace(query, light=None, running_only=True, due_to=as_of - timedelta(days=1))
    due = as_told(viewer, Case.due_date)
    with store.reading():
        running = (
            condition(store, viewer, late),
            as_told(viewer, Case.due_clock).is_null(False),
            Case.closed_at.is_null(),
        )
        total = Case.select().where(*running).count()
        codes = Case.select(Case.case_code).where(*running).order_by(due, Case.case_code)
        page = codes.limit(query.limit).offset(query.offset).tuples() if query.limit else ()
        return [code for (code,) in page], int(total)
