"""Sendings outside the pages: queued with their messages, claimed by one sender at a time, settled.

What is claimed and never settled (the machine went off while sending) is taken up again: then it may
arrive twice, because no mail server and few gateways can be asked whether they have it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from jiefen_lite.errors import NotAllowed, NotFound
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.shapes.supervision import DeliveryRecord, NewDelivery
from jiefen_lite.store import audit, writing
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import Delivery, MessageWay

#: Who looks at the log, and may have a failed one tried again.
READERS = frozenset({Role.SUPERVISOR, Role.ADMIN, Role.OPERATOR})
STATES = ("waiting", "sending", "sent", "failed")
#: A sender that has not settled after so long is not there any more.
STALE = timedelta(minutes=10)
_COLUMNS = (
    "id",
    "way",
    "person",
    "state",
    "text",
    "count",
    "tries",
    "created_at",
    "next_at",
    "sent_at",
    "fault",
)


def queue(store: Store, viewer: Viewer, made: Sequence[NewDelivery], now: datetime) -> None:
    """Write sendings with the messages they stand for (inside a write); no message twice for a way."""
    for one in made:
        number = writing.take_numbers(store, "delivery", 1)
        Delivery.insert(
            id=number,
            way=one.way,
            person=one.person,
            state="waiting",
            text=one.text,
            count=len(one.messages),
            created_at=now,
            next_at=now,
        ).execute()
        rows = [(message, number) for message in one.messages]
        store.insert_many(MessageWay, ("message", "delivery"), rows, same={"way": one.way})


def last_to(store: Store, viewer: Viewer, way: str, person: str | None) -> datetime | None:
    """When something was last queued for somebody (None: the group) over a way."""
    whose = Delivery.person.is_null() if person is None else Delivery.person == person
    with store.reading():
        query = Delivery.select(Delivery.created_at).where(Delivery.way == way, whose)
        row = query.order_by(Delivery.id.desc()).limit(1).tuples().first()
        return row[0] if row else None


def claim(
    store: Store, viewer: Viewer, mark: str, now: datetime, ways: Collection[str], longest_wait: timedelta
) -> DeliveryRecord | None:
    """Take the oldest sending that is due over one of these ways, for nobody else to send; None: no more.

    What waits for longer than it ever should (the clock was set back) is due too.
    """
    early = (Delivery.next_at <= now) | (Delivery.next_at > now + longest_wait)
    stale = (Delivery.claimed_at < now - STALE) | (Delivery.claimed_at > now + STALE)
    ready = ((Delivery.state == "waiting") & early) | ((Delivery.state == "sending") & stale)
    with store.reading():
        if not Delivery.select().where(ready, Delivery.way.in_(list(ways))).exists():
            return None
    with store.writing():
        row = (
            Delivery.select()
            .where(ready, Delivery.way.in_(list(ways)))
            .order_by(Delivery.id)
            .limit(1)
            .dicts()
            .first()
        )
        if row is None:
            return None
        tries = row["tries"] + 1
        Delivery.update(state="sending", claim=mark, claimed_at=now, tries=tries).where(
            Delivery.id == row["id"]
        ).execute()
        return _record(row | {"state": "sending", "tries": tries})


def settle(
    store: Store,
    viewer: Viewer,
    number: int,
    mark: str,
    now: datetime,
    *,
    fault: str | None,
    again_at: datetime | None,
) -> None:
    """How a claimed sending went: sent, to be tried again at a time, or given up (both with ``fault``)."""
    state = "sent" if fault is None else "waiting" if again_at else "failed"
    values: dict[str, object] = {"state": state, "fault": fault, "claim": None, "claimed_at": None}
    if fault is None:
        values["sent_at"] = now
    if again_at is not None:
        values["next_at"] = again_at
    with store.writing():
        Delivery.update(**values).where(Delivery.id == number, Delivery.claim == mark).execute()


def log(
    store: Store, viewer: Viewer, *, state: str | None, limit: int, offset: int = 0
) -> tuple[list[DeliveryRecord], int]:
    """One page of the log, the newest first, and how many there are. Raises NotAllowed."""
    _check(viewer)
    with store.reading():
        query = Delivery.select()
        if state:
            query = query.where(Delivery.state == state)
        page = query.order_by(Delivery.id.desc()).limit(limit).offset(offset)
        return [_record(row) for row in page.dicts()], int(query.count())


def counts(store: Store, viewer: Viewer) -> dict[str, int]:
    """State → how many. Raises NotAllowed."""
    _check(viewer)
    with store.reading():
        return {state: Delivery.select().where(Delivery.state == state).count() for state in STATES}


def try_again(store: Store, viewer: Viewer, number: int, now: datetime) -> None:
    """A sending that was given up is due again. Raises NotAllowed, NotFound."""
    _check(viewer)
    with store.writing():
        done = (
            Delivery.update(state="waiting", next_at=now, tries=0)
            .where(Delivery.id == number, Delivery.state == "failed")
            .execute()
        )
        if not done:
            raise NotFound("没有这条没发成的记录，可能已经重发了，请刷新再看。")
        audit.record(store, viewer, "send_again", str(number), now=now)


def _check(viewer: Viewer) -> None:
    if not viewer.roles & READERS:
        raise NotAllowed("发送记录由管理员和督办岗查看。")


def _record(row: dict[str, object]) -> DeliveryRecord:
    return DeliveryRecord(**{name: row[name] for name in _COLUMNS})  # type: ignore[arg-type]
