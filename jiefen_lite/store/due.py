"""What the time light of a case depends on, and nothing else: read by the thousand for lists and counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

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
