"""Who closed, judged, extended and returned cases by hand, which numbers applicants gave: to find padding."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time

import peewee as pw

from jiefen_lite.shapes import Handling, PartyRole, Period, Viewer
from jiefen_lite.store import images
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import AuditEntry, Case, CaseEvent, CaseParty, LightNotice

_CLOSING = ("approve", "close_ended")
_RETURN = "return_case"
_AT_ONCE = 500


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
        return Handling(
            closed,
            judged,
            extended,
            _phones(viewer, first, last),
            returned,
            _reclassed(viewer, first, last),
            _same_address(store, judged, last),
        )


def _too_late(at: datetime, due: date | None) -> bool:
    return due is not None and at.date() >= due


def _reclassed(viewer: Viewer, first: datetime, last: datetime) -> dict[str, bool]:
    """Cases that a person made simple or complex: whether only once their light had turned.

    A light has turned where that was noted before, or where the due date of then was over.
    """
    corrected = (
        scope(viewer)
        & ~images.hidden_events()
        & (CaseEvent.auto == False)  # noqa: E712  # a condition of the query
        & (CaseEvent.action == "correct")
        & (CaseEvent.occurred_at >= first)
        & (CaseEvent.occurred_at < last)
        & CaseEvent.data.contains('"complexity"')
    )
    cases = CaseEvent.select(CaseEvent.case).join(Case).where(corrected)
    noted = (
        LightNotice.select(LightNotice.case, pw.fn.MIN(LightNotice.noted_at))
        .where(LightNotice.case.in_(cases))
        .group_by(LightNotice.case)
    )
    turned: dict[int, datetime] = dict(noted.tuples())
    steps = (
        CaseEvent.select(
            CaseEvent.case, Case.case_code, CaseEvent.occurred_at, CaseEvent.due_before, CaseEvent.data
        )
        .join(Case)
        .where(corrected)
        .order_by(CaseEvent.case, CaseEvent.seq)
    )
    found: dict[str, bool] = {}
    for case, code, at, due, data in steps.tuples():
        change = json.loads(data).get("complexity")
        if not isinstance(change, list) or change[0] == change[1]:
            continue  # only confirmed, or named among other things
        late = (case in turned and turned[case] <= at) or (due is not None and due < at.date())
        found[code] = found.get(code, False) or late
    return found


def _same_address(store: Store, judged: Iterable[str], last: datetime) -> dict[str, bool]:
    """Of judged cases whether that came from where they were closed, as the audit log has it."""
    codes = sorted(judged)
    places: dict[str, dict[str, str | None]] = {}
    for at in range(0, len(codes), _AT_ONCE):
        moves = (
            AuditEntry.select(AuditEntry.object, AuditEntry.address, AuditEntry.detail)
            .where(
                AuditEntry.object.in_(codes[at : at + _AT_ONCE]),
                AuditEntry.action == "move",
                AuditEntry.result == "ok",
                AuditEntry.at < last,
            )
            .order_by(AuditEntry.id)
        )
        for code, address, detail in moves.tuples():
            action = json.loads(detail).get("action")
            if action in (*_CLOSING, "evaluate"):
                places.setdefault(code, {})["evaluate" if action == "evaluate" else "close"] = address
    return {
        code: told["close"] == told["evaluate"]
        for code, told in places.items()
        if told.get("close") and told.get("evaluate")
    }


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
