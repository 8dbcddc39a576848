"""Who closed, judged, extended and returned cases by hand, which numbers applicants gave: to find padding."""

from __future__ import annotations

from datetime import date, datetime, time

from jiefen_lite.shapes import Handling, PartyRole, Period, Viewer
from jiefen_lite.store import images
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, CaseEvent, CaseParty

_CLOSING = ("approve", "close_ended")
_RETURN = "return_case"


def handling(store: Store, viewer: Viewer, period: Period) -> Handling:
    """What people did by hand in a period, in this viewer's scope; steps of ledgers are left out.

    So are closings that a person only confirmed, on the day that the ledger gave.
    """
    first, last = (datetime.combine(day, time()) for day in (period.start, period.end))
    closed: dict[str, str] = {}
    judged: dict[str, str] = {}
    extended: dict[str, bool] = {}
    returned: list[tuple[datetime, str | None, str]] = []
    with store.reading():
        steps = (
            CaseEvent.select(
                Case.case_code,
                CaseEvent.action,
                CaseEvent.actor,
                CaseEvent.unit,
                CaseEvent.occurred_at,
                CaseEvent.recorded_at,
                CaseEvent.due_before,
            )
            .join(Case)
            .where(
                scope(viewer),
                ~images.hidden_events(),
                CaseEvent.auto == False,  # noqa: E712  # a condition of the query
                CaseEvent.action.in_([*_CLOSING, "evaluate", "extend", _RETURN]),
                CaseEvent.occurred_at >= first,
                CaseEvent.occurred_at < last,
            )
            .order_by(CaseEvent.case, CaseEvent.seq)
        )
        for code, action, actor, unit, at, noted, due in steps.tuples():
            if action == "evaluate":
                judged[code] = actor
            elif action == "extend":
                extended[code] = extended.get(code, False) or _too_late(at, due)
            elif action == _RETURN:
                returned.append((at, unit, code))
            elif noted <= at:
                closed[code] = actor
        return Handling(closed, judged, extended, _phones(viewer, first, last), returned)


def _too_late(at: datetime, due: date | None) -> bool:
    return due is not None and at.date() >= due


def _phones(viewer: Viewer, first: datetime, last: datetime) -> dict[str, tuple[tuple[str | None, str], ...]]:
    found: dict[str, list[tuple[str | None, str]]] = {}
    people = (
        CaseParty.select(Case.case_code, CaseParty.phone_hash, CaseParty.name)
        .join(Case)
        .where(
            scope(viewer),
            Case.accepted_at >= first,
            Case.accepted_at < last,
            CaseParty.role == PartyRole.APPLICANT.value,
            ~CaseParty.anonymous,
        )
        .order_by(CaseParty.id)
    )
    for code, marks, name in people.tuples():
        numbers = (marks or "").split() or [None]
        found.setdefault(code, []).extend((mark, name or "") for mark in numbers)
    return {code: tuple(told) for code, told in found.items()}
