"""What may be dealt with outside of the system: numbers gone from a ledger, cases in which nothing moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

import peewee as pw

from jiefen_lite.shapes import AbsentNumber, Channel, Status, StillCase, Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import LIVE, Batch, BatchRow, Case, CaseEvent, CaseSource

#: In work, and the clock runs: a case that was suspended stands still for a reason.
MOVING = (
    Status.REGISTERED,
    Status.ACCEPTED,
    Status.DISPATCHED,
    Status.SIGNED,
    Status.MEDIATING,
    Status.SETTLED,
    Status.FAILED,
    Status.FEEDBACK_PENDING,
)
#: Of a case in one of these no ledger has told a result: it cannot have left the ledger for having ended.
_WITHOUT_RESULT = {*(one.value for one in MOVING), Status.SUSPENDED.value} - {Status.FEEDBACK_PENDING.value}
_SAID = ("new", "updated", "unchanged", "excluded")


class Edition(NamedTuple):
    """A ledger and the newest later file that is its new edition: inner numbers of their batches."""

    first: int
    later: int


def still(
    store: Store, viewer: Viewer, before: date, *, limit: int, offset: int = 0
) -> tuple[list[StillCase], int]:
    """Cases in work whose last step lies before a day, those longest without one first; and how many."""
    query = (
        Case.select(
            Case.case_code,
            Case.channel,
            Case.status,
            Case.responsible_unit,
            Case.town,
            Case.due_date,
            CaseEvent.occurred_at,
            CaseEvent.action,
        )
        .join(CaseEvent, on=((CaseEvent.case == Case.id) & (CaseEvent.seq == Case.event_count)))
        .where(
            scope(viewer),
            Case.status.in_([one.value for one in MOVING]),
            CaseEvent.occurred_at < datetime.combine(before, time()),
        )
    )
    with store.reading():
        total = query.count()
        rows = query.order_by(CaseEvent.occurred_at, Case.id).limit(limit).offset(offset).tuples()
        return [StillCase(row[0], Channel(row[1]), *row[2:]) for row in rows], total


def editions(store: Store, viewer: Viewer, least_percent: int) -> list[Edition]:
    """Ledgers of which a later file of their channel repeats so many of the numbers, each with the newest.

    A number counts to the ledger by which its case came in; who sees no county is told of none.
    """
    if not viewer.sees_county:
        return []
    with store.reading():
        made = dict(
            CaseSource.select(Case.batch, pw.fn.COUNT(CaseSource.id))
            .join(Case)
            .where(Case.live == LIVE, Case.batch.is_null(False), CaseSource.source_no.is_null(False))
            .group_by(Case.batch)
            .tuples()
        )
        repeated = (
            BatchRow.select(Case.batch, BatchRow.batch, pw.fn.COUNT(CaseSource.id.distinct()))
            .join(Batch)
            .switch(BatchRow)
            .join(CaseSource, on=(CaseSource.natural_key == BatchRow.natural_key))
            .join(Case, on=(Case.id == CaseSource.case))
            .where(
                BatchRow.disposition.in_(["updated", "unchanged"]),
                Batch.state == "committed",
                Case.live == LIVE,
                BatchRow.batch > Case.batch,
                CaseSource.source_no.is_null(False),
            )
            .group_by(Case.batch, BatchRow.batch)
        )
        newest: dict[int, int] = {}
        for first, later, count in repeated.tuples():
            if first in made and count * 100 >= least_percent * made[first]:
                newest[first] = max(later, newest.get(first, 0))
    return [Edition(first, later) for first, later in sorted(newest.items())]


def absent(
    store: Store, viewer: Viewer, editions: Sequence[Edition], *, limit: int
) -> tuple[list[AbsentNumber], int, int]:
    """Numbers of ledgers that their new editions do not have and whose cases are in work; how many of them,
    and how many more are gone whose cases have ended. The oldest first."""
    found: list[AbsentNumber] = []
    ended = 0
    with store.reading():
        for edition in editions:
            there = BatchRow.select(BatchRow.natural_key).where(
                BatchRow.batch == edition.later, BatchRow.disposition.in_(_SAID)
            )
            query = (
                CaseSource.select(
                    CaseSource.channel,
                    CaseSource.source_no,
                    CaseSource.received_at,
                    Case.case_code,
                    Case.status,
                    Case.responsible_unit,
                )
                .join(Case)
                .where(
                    scope(viewer),
                    Case.batch == edition.first,
                    CaseSource.source_no.is_null(False),
                    CaseSource.natural_key.not_in(there),
                )
                .order_by(CaseSource.received_at, CaseSource.id)
            )
            for channel, number, received, code, status, unit in query.tuples():
                one = AbsentNumber(Channel(channel), number, received, code, status, unit, *edition)
                if one.status in _WITHOUT_RESULT:
                    found.append(one)
                else:
                    ended += 1
    found.sort(key=lambda one: (one.received_at, one.case_code))
    return found[:limit], len(found), ended
