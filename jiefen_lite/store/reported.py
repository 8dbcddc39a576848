"""Which channels have reported a month: those with cases in it, and those that are said to have had none."""

from __future__ import annotations

from datetime import datetime, time

import peewee as pw

from jiefen_lite.shapes import Channel, Period, Viewer
from jiefen_lite.store import audit
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import LIVE, Case, CaseSource, NothingToReport


def counted(store: Store, viewer: Viewer, period: Period) -> dict[Channel, int]:
    """How many cases in force each channel has told of in a period; those that told of none are left out."""
    if not viewer.sees_county:
        return {}
    first, last = (datetime.combine(day, time()) for day in (period.start, period.end))
    with store.reading():
        query = (
            CaseSource.select(CaseSource.channel, pw.fn.COUNT(CaseSource.id))
            .join(Case)
            .where(Case.live == LIVE, CaseSource.received_at >= first, CaseSource.received_at < last)
            .group_by(CaseSource.channel)
        )
        return {Channel(channel): int(number) for channel, number in query.tuples()}


def nothing(store: Store, viewer: Viewer, period: Period) -> dict[Channel, str]:
    """Channels of which a person says that they had nothing in a month, and who."""
    if not viewer.sees_county:
        return {}
    with store.reading():
        query = NothingToReport.select(NothingToReport.channel, NothingToReport.said_by)
        found = query.where(NothingToReport.period == period.label).tuples()
        return {Channel(channel): said_by for channel, said_by in found}


def say_nothing(store: Store, viewer: Viewer, period: Period, channel: Channel, now: datetime) -> None:
    """Note that a channel had nothing in a month; said twice it stays as it was. Audited."""
    with store.writing():
        known = NothingToReport.select().where(
            NothingToReport.period == period.label, NothingToReport.channel == str(channel)
        )
        if known.exists():
            return
        NothingToReport.create(period=period.label, channel=str(channel), said_by=viewer.name, said_at=now)
        audit.record(store, viewer, "nothing_to_report", f"{period.label}:{channel}", now=now)
