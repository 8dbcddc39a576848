"""The lists of the desk of doubles: pairs that wait, narrowed and in order, the next one, those decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import peewee as pw

from jiefen_lite.shapes import DoubleQuery, DoubleRecord, Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.doubles import (
    COLUMNS,
    FIRST,
    MERGED,
    REJECTED,
    SECOND,
    all_pairs,
    open_pairs,
    record_of,
)
from jiefen_lite.store.tables import Double

ALL = DoubleQuery()


def waiting(
    store: Store, viewer: Viewer, query: DoubleQuery = ALL, *, limit: int, offset: int = 0
) -> list[DoubleRecord]:
    """Pairs that wait for a person, the surest first."""
    with store.reading():
        found = _narrowed(viewer, query).select(*COLUMNS)
        return [record_of(row) for row in _in_order(found).limit(limit).offset(offset).tuples()]


def count_waiting(store: Store, viewer: Viewer, query: DoubleQuery = ALL, *, most: int | None = None) -> int:
    """How many pairs wait; beyond ``most`` they are not counted on."""
    with store.reading():
        return int(_narrowed(viewer, query).limit(most).count())


def next_waiting(store: Store, viewer: Viewer, query: DoubleQuery, after: int | None) -> DoubleRecord | None:
    """The pair behind ``after`` (whatever became of that one), else the first; None where none waits."""
    with store.reading():
        found = _in_order(_narrowed(viewer, query).select(*COLUMNS))
        place = None
        if after is not None:
            place = (
                all_pairs(viewer)
                .select(Double.score, SECOND.received_at, Double.id)
                .where(Double.id == after)
                .tuples()
                .first()
            )
        row = None
        if place is not None:
            score, received, number = place
            row = (
                found.where(
                    (Double.score < score)
                    | ((Double.score == score) & (SECOND.received_at < received))
                    | ((Double.score == score) & (SECOND.received_at == received) & (Double.id > number))
                )
                .tuples()
                .first()
            )
        row = row or found.where(Double.id != (after or 0)).tuples().first()
        return None if row is None else record_of(row)


def channel_pairs(store: Store, viewer: Viewer) -> dict[tuple[str, str], int]:
    """How many pairs wait of each two channels, the most first."""
    counts: dict[tuple[str, str], int] = {}
    with store.reading():
        query = open_pairs(viewer).select(FIRST.channel, SECOND.channel, pw.fn.COUNT(Double.id))
        for one, other, count in query.group_by(FIRST.channel, SECOND.channel).tuples():
            pair = (min(one, other), max(one, other))
            counts[pair] = counts.get(pair, 0) + count
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def links(store: Store, viewer: Viewer) -> list[tuple[str, str]]:
    """The two case codes of every pair that waits: what hangs together is found from these."""
    with store.reading():
        return list(open_pairs(viewer).select(FIRST.case_code, SECOND.case_code).tuples())


def kept_apart(store: Store, viewer: Viewer, *, limit: int, offset: int = 0) -> list[DoubleRecord]:
    """Pairs that a person has said are two, the newest first."""
    return _decided(store, viewer, REJECTED, limit, offset)


def merged(store: Store, viewer: Viewer, *, limit: int, offset: int = 0) -> list[DoubleRecord]:
    """Pairs that a person has made one, the newest first."""
    return _decided(store, viewer, MERGED, limit, offset)


def count_decided(store: Store, viewer: Viewer) -> Mapping[str, int]:
    """How many pairs are in which state."""
    with store.reading():
        query = all_pairs(viewer).select(Double.state, pw.fn.COUNT(Double.id)).group_by(Double.state)
        return dict(query.tuples())


def _decided(store: Store, viewer: Viewer, state: str, limit: int, offset: int) -> list[DoubleRecord]:
    with store.reading():
        query = all_pairs(viewer).select(*COLUMNS).where(Double.state == state)
        ordered = query.order_by(Double.settled_at.desc(), Double.id.desc())
        return [record_of(row) for row in ordered.limit(limit).offset(offset).tuples()]


def _in_order(query: Any) -> Any:
    return query.order_by(Double.score.desc(), SECOND.received_at.desc(), Double.id)


def _narrowed(viewer: Viewer, asked: DoubleQuery) -> Any:
    query = open_pairs(viewer).where(Double.score.between(asked.least, asked.most))
    if asked.channels is not None:
        one, other = asked.channels
        query = query.where(
            ((FIRST.channel == one) & (SECOND.channel == other))
            | ((FIRST.channel == other) & (SECOND.channel == one))
        )
    if asked.month is not None:
        begin, end = _month(asked.month)
        query = query.where(SECOND.received_at >= begin, SECOND.received_at < end)
    if asked.asked is not None:
        query = query.where(Double.asked_by.is_null(not asked.asked))
    if asked.until is not None:
        end = datetime.combine(asked.until + timedelta(days=1), time.min)
        query = query.where(FIRST.received_at < end, SECOND.received_at < end)
    return query


def _month(label: str) -> tuple[datetime, datetime]:
    year, month = int(label[:4]), int(label[5:])
    begin, following = date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    return datetime.combine(begin, time.min), datetime.combine(following, time.min)
