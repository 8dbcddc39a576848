"""Counting cases for pages, each number limited to what its viewer may know of."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import peewee as pw

from jiefen_lite.shapes import Viewer
from jiefen_lite.store.cases import ENDED, scope
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import Batch, Case, Proposal


def home(store: Store, viewer: Viewer, as_of: date) -> dict[str, int]:
    """The numbers of the first page: open cases, this month's intake, and what waits for a person."""
    month = datetime.combine(as_of.replace(day=1), time.min)
    tomorrow = datetime.combine(as_of + timedelta(days=1), time.min)

    def one(condition: pw.Expression) -> pw.Function:
        return pw.fn.SUM(pw.Case(None, [(condition, 1)], 0))

    with store.reading():
        row = (
            Case.select(
                pw.fn.COUNT(Case.id),
                one(Case.status.not_in(ENDED)),
                one((Case.received_at >= month) & (Case.received_at < tomorrow)),
                one((Case.closed_at >= month) & (Case.closed_at < tomorrow)),
                one(Case.pending != "[]"),
                one(Case.status == "accepted"),
                one((Case.risk_level == "high") & Case.status.not_in(ENDED)),
                one(Case.type_l1.is_null() & Case.status.not_in(ENDED)),
                one(Case.status == "feedback_pending"),
            )
            .where(scope(viewer))
            .tuples()
            .get()
        )
        open_proposals = Proposal.select().join(Case).where(scope(viewer), Proposal.state == "open").count()
    names = (
        "all",
        "open",
        "received_this_month",
        "closed_this_month",
        "pending",
        "to_dispatch",
        "high_risk",
        "untyped",
        "to_approve",
    )
    return {
        **{name: int(value or 0) for name, value in zip(names, row, strict=True)},
        "proposals": int(open_proposals),
    }


def by_channel(store: Store, viewer: Viewer) -> list[tuple[str, int, datetime | None]]:
    """Per channel: how many cases, and when the newest of them was received."""
    with store.reading():
        query = (
            Case.select(Case.channel, pw.fn.COUNT(Case.id), pw.fn.MAX(Case.received_at))
            .where(scope(viewer))
            .group_by(Case.channel)
        )
        return [(channel, int(count), newest) for channel, count, newest in query.tuples()]


def data_until(store: Store, viewer: Viewer) -> datetime | None:
    """数据截至: when the last batch was confirmed; None where nothing was imported yet.

    Known to everybody who signs in: it tells of no case.
    """
    with store.reading():
        row = Batch.select(pw.fn.MAX(Batch.committed_at)).where(Batch.state == "committed").tuples().get()
        return row[0] if row else None
