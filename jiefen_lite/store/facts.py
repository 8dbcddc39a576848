"""Cases as the indicators see them: plain values, no names, no text."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from functools import reduce
from operator import or_

import peewee as pw

from jiefen_lite.shapes import (
    By,
    CaseFacts,
    Channel,
    OrderFacts,
    Outcome,
    Period,
    RiskLevel,
    Satisfaction,
    Status,
    Viewer,
)
from jiefen_lite.store import repeats
from jiefen_lite.store.database import Store
from jiefen_lite.store.own import as_told
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, OrderStep, SupervisionOrder

_CHUNK = 500
#: By what a case belongs to a period, each for its own indicators (indicators guide, section 1).
_MOMENTS = (
    Case.registered_at,
    Case.accepted_at,
    Case.closed_at,
    Case.mediated_at,
    Case.evaluated_at,
    Case.dispatched_at,
    Case.signed_at,
)
_DAYS = (Case.due_date, Case.agreement_at, Case.performance_due)


def _counts_in(viewer: Viewer, period: Period) -> pw.Expression:
    """Cases to which something happened in a period, or for which a day that matters lies in it."""
    first, last = (datetime.combine(day, time()) for day in (period.start, period.end))
    moments = [(column >= first) & (column < last) for column in _MOMENTS]
    days = [as_told(viewer, column) if column is Case.due_date else column for column in _DAYS]
    ordered = Case.id.in_(
        SupervisionOrder.select(SupervisionOrder.case).where(
            SupervisionOrder.finish_by >= period.start, SupervisionOrder.finish_by < period.end
        )
    )
    return reduce(or_, [ordered, *moments, *((day >= period.start) & (day < period.end) for day in days)])


def _orders(store: Store, viewer: Viewer, case_ids: Sequence[int]) -> dict[int, tuple[OrderFacts, ...]]:
    """The supervision orders of these cases by their inner number; of a unit's viewer those given to it."""
    closed = (
        OrderStep.select(OrderStep.order, pw.fn.MAX(OrderStep.at).alias("at"))
        .where(OrderStep.action == "close")
        .group_by(OrderStep.order)
        .alias("closed")
    )
    query = (
        SupervisionOrder.select(
            SupervisionOrder.case, SupervisionOrder.unit, SupervisionOrder.finish_by, closed.c.at
        )
        .join(closed, pw.JOIN.LEFT_OUTER, on=(closed.c.order_id == SupervisionOrder.id))
        .where(SupervisionOrder.case.in_(store.among(case_ids)))
        .order_by(SupervisionOrder.id)
    )
    if not viewer.sees_county:
        query = query.where(SupervisionOrder.unit == viewer.unit)
    found: dict[int, list[OrderFacts]] = {}
    for case, unit, finish_by, at in query.tuples():
        end = datetime.fromisoformat(at) if isinstance(at, str) else at
        found.setdefault(case, []).append(OrderFacts(unit, finish_by, end))
    return {case: tuple(told) for case, told in found.items()}


def first_day(store: Store, viewer: Viewer) -> date | None:
    """The day on which the oldest case of this viewer was registered; None where there is none."""
    with store.reading():
        oldest = Case.select(pw.fn.MIN(Case.registered_at)).where(scope(viewer)).tuples().get()[0]
        return None if oldest is None else oldest.date()


def causes_and_tags(
    store: Store, viewer: Viewer, codes: Collection[str]
) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """case → its cause and its tags, for the county's people: of a unit's they may hang on others' cases."""
    if not viewer.sees_county:
        return {}
    found: dict[str, tuple[str | None, tuple[str, ...]]] = {}
    wanted = sorted(codes)
    with store.reading():
        for at in range(0, len(wanted), _CHUNK):
            query = Case.select(Case.case_code, Case.cause, Case.tags).where(
                scope(viewer), Case.case_code.in_(wanted[at : at + _CHUNK])
            )
            for code, cause, tags in query.tuples():
                found[code] = (cause, tuple(json.loads(tags)))
    return found


def case_facts(
    store: Store,
    viewer: Viewer,
    *,
    received_before: datetime | None = None,
    repeat_days: int | None = None,
    again: frozenset[str] | None = None,
    period: Period | None = None,
    open_at: datetime | None = None,
) -> list[CaseFacts]:
    """Every case in this viewer's scope, in the order of its code; of a ``period`` those that count in it.

    ``open_at``: those that were accepted and not yet closed or gone at that moment.

    A unit that only a rule has suggested is left out (None): nobody has given it the case. ``repeat_days``
    looks for repeats among all cases that are there now; without it they are those known at the import;
    ``again`` gives those that have been looked for already (``repeats.came_again``).
    """
    columns = (
        Case.case_code,
        Case.status,
        Case.outcome,
        Case.channel,
        Case.town,
        Case.type_l1,
        Case.responsible_unit,
        Case.unit_by,
        Case.registered_at,
        Case.accepted_at,
        Case.closed_at,
        as_told(viewer, Case.due_date),
        Case.feedback_submitted_at,
        Case.evaluated_at,
        Case.satisfaction,
        as_told(viewer, Case.repeat),
        Case.suspended_days,
        Case.mediated,
        Case.mediated_at,
        Case.dispatched_at,
        Case.signed_at,
        Case.first_contact_at,
        Case.by_hand,
        Case.dispatch_count,
        Case.return_count,
        Case.reopen_count,
        Case.people_count,
        Case.amount_fen,
        Case.agreement_form,
        Case.agreement_at,
        Case.confirmed,
        Case.performed,
        Case.performance_due,
        Case.unit_at_due,
        Case.ended_at,
        Case.type_l2,
        as_told(viewer, Case.risk_level),
        Case.tags,
        Case.id,
    )
    condition = scope(viewer)
    if received_before is not None:
        condition = condition & (Case.received_at < received_before)
    if period is not None:
        condition = condition & _counts_in(viewer, period)
    if open_at is not None:
        condition = condition & (Case.accepted_at < open_at) & (Case.status != Status.DRAFT)
        for end in (Case.closed_at, Case.ended_at):
            condition = condition & (end.is_null() | (end >= open_at))
    with store.reading():
        rows = list(Case.select(*columns).where(condition).order_by(Case.case_code).tuples())
        issued = _orders(store, viewer, [row[38] for row in rows])
        if again is None:
            again = frozenset()
            if repeat_days is not None:
                again = repeats.came_again(store, viewer, repeat_days, [row[0] for row in rows])
        return [
            CaseFacts(
                case_code=row[0],
                status=Status(row[1]),
                outcome=Outcome(row[2]) if row[2] else None,
                channel=Channel(row[3]),
                town=row[4],
                type_l1=row[5],
                responsible_unit=None if row[7] == By.RULE else row[6],
                registered_at=row[8],
                accepted_at=row[9],
                closed_at=row[10],
                due_date=row[11],
                feedback_submitted_at=row[12],
                evaluated_at=row[13],
                satisfaction=Satisfaction(row[14]) if row[14] else None,
                repeat=bool(row[15]) or row[0] in again,
                suspended_days=row[16],
                mediated=row[17],
                mediated_at=row[18],
                dispatched_at=row[19],
                signed_at=row[20],
                first_contact_at=row[21],
                by_hand=frozenset(json.loads(row[22])),
                dispatch_count=row[23],
                return_count=row[24],
                reopen_count=row[25],
                people_count=row[26],
                amount_fen=row[27],
                agreement_form=row[28],
                agreement_at=row[29],
                confirmed=None if row[30] is None else bool(row[30]),
                performed=None if row[31] is None else bool(row[31]),
                performance_due=row[32],
                unit_at_due=row[33],
                ended_at=row[34],
                type_l2=row[35],
                risk_level=RiskLevel(row[36]),
                tags=tuple(json.loads(row[37])) if viewer.sees_county else (),
                orders=issued.get(row[38], ()),
            )
            for row in rows
        ]
