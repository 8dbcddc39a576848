"""The messages of each person: written once, read on his page, taken up once for each way outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import peewee as pw

from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Viewer
from jiefen_lite.shapes.supervision import MessageRecord, NewMessage, PendingMessage
from jiefen_lite.store import writing
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, Message, MessageWay

#: Kinds that come again every day while nothing has changed.
REPEATED = ("urge", "red_no_unit")
_COLUMNS = (
    *("id", "person", "role", "unit", "kind", "case", "order", "instruction", "text", "why"),
    *("created_at", "read_at"),
)


def put(store: Store, viewer: Viewer, made: Sequence[NewMessage], now: datetime) -> None:
    """Put messages into the lists of their readers (inside the write that they tell of).

    An unread one that says the same of an earlier day gives way: nobody reads yesterday's urging.
    """
    if not made:
        return
    _give_way(made, now)
    first = writing.take_numbers(store, "message", len(made))
    moment = now.isoformat(" ") if store.is_sqlite else now
    rows = [
        (
            first + at,
            one.person,
            one.role,
            one.unit,
            one.kind,
            one.case_id,
            one.order_id,
            one.instruction_id,
            one.text,
            one.why,
            moment,
            None,
        )
        for at, one in enumerate(made)
    ]
    store.insert_many(Message, _COLUMNS, rows)


def of(
    store: Store, viewer: Viewer, *, unread_only: bool, limit: int, offset: int = 0
) -> tuple[list[MessageRecord], int]:
    """One page of this viewer's own messages, the newest first, and how many there are."""
    with store.reading():
        wanted = _his(viewer)
        if unread_only:
            wanted = wanted & Message.read_at.is_null()
        query = (
            Message.select(
                Message.id,
                Message.kind,
                Message.role,
                Message.text,
                Message.why,
                Case.case_code,
                Message.order_id,
                Message.instruction_id,
                Message.created_at,
                Message.read_at,
            )
            .join(Case, pw.JOIN.LEFT_OUTER)
            .where(wanted)
        )
        total = query.count()
        page = query.order_by(Message.id.desc()).limit(limit).offset(offset)
        return [MessageRecord(*row) for row in page.tuples()], int(total)


def unread(store: Store, viewer: Viewer) -> int:
    """How many of his messages this viewer has not read."""
    with store.reading():
        return int(Message.select().where(_his(viewer), Message.read_at.is_null()).count())


def mark_read(store: Store, viewer: Viewer, numbers: Sequence[int] | None, now: datetime) -> int:
    """Mark some of this viewer's messages read, or all of them (None); returns how many were not yet."""
    with store.writing():
        wanted = _his(viewer) & Message.read_at.is_null()
        if numbers is not None:
            wanted = wanted & Message.id.in_(list(numbers))
        ids = [one for (one,) in Message.select(Message.id).where(wanted).tuples()]
        for at in range(0, len(ids), 500):
            Message.update(read_at=now).where(Message.id.in_(ids[at : at + 500])).execute()
        return len(ids)


def one(store: Store, viewer: Viewer, number: int) -> MessageRecord:
    """One of this viewer's own messages. Raises NotFound alike for another person's and for none."""
    with store.reading():
        row = (
            Message.select(
                Message.id,
                Message.kind,
                Message.role,
                Message.text,
                Message.why,
                Case.case_code,
                Message.order_id,
                Message.instruction_id,
                Message.created_at,
                Message.read_at,
            )
            .join(Case, pw.JOIN.LEFT_OUTER)
            .where(_his(viewer), Message.id == number)
            .tuples()
            .first()
        )
    if row is None:
        raise NotFound("没有这条消息，或者它不是给您的，请从“消息”页打开。")
    return MessageRecord(*row)


def not_taken_up(
    store: Store, viewer: Viewer, way: str, people: Sequence[str], since: datetime
) -> list[PendingMessage]:
    """Messages to these people that were not taken up for a way yet and are still unread, the oldest first.

    ``viewer`` is the reader himself where the way leads to one person, so that he is told of no case that
    is not his any more. Older ones than ``since`` are left to the page.
    """
    taken = MessageWay.select(MessageWay.message).where(MessageWay.way == way)
    with store.reading():
        query = (
            Message.select(
                Message.id, Message.person, Message.kind, Message.text, Case.case_code, Message.created_at
            )
            .join(Case, pw.JOIN.LEFT_OUTER)
            .where(
                Message.person.in_(list(people)),
                Message.read_at.is_null(),
                Message.created_at >= since,
                _in_scope(viewer),
                Message.id.not_in(taken),
            )
            .order_by(Message.id)
        )
        return [PendingMessage(*row) for row in query.tuples()]


def lost(store: Store, viewer: Viewer) -> int:
    """How many messages had nobody to go to, and whose case is still there."""
    with store.reading():
        return int(Message.select().where(Message.person.is_null(), _in_scope(viewer)).count())


def _give_way(made: Sequence[NewMessage], now: datetime) -> None:
    """Mark read what says of an earlier day what is said again now, one by one or of many at once."""
    for kind in REPEATED:
        many = f"many_{kind}"
        told = [one for one in made if one.kind == kind]
        of_many = {one.person for one in made if one.kind == many}
        people = sorted({one.person for one in told} | of_many, key=str)
        unread = Message.read_at.is_null()
        Message.update(read_at=now).where(Message.kind == many, Message.person.in_(people), unread).execute()
        Message.update(read_at=now).where(
            Message.kind == kind, Message.person.in_(sorted(of_many, key=str)), unread
        ).execute()
        cases = [one.case_id for one in told]
        for at in range(0, len(cases), 500):
            Message.update(read_at=now).where(
                Message.kind == kind, unread, Message.case.in_(cases[at : at + 500])
            ).execute()


def _his(viewer: Viewer) -> pw.Expression:
    return (Message.person == viewer.name) & _in_scope(viewer)


def _in_scope(viewer: Viewer) -> pw.Expression:
    """What tells of no case, or of one that this viewer may know of."""
    return Message.case.is_null() | Message.case.in_(Case.select(Case.id).where(scope(viewer)))
