"""The messages of each person: written once, read on his page, taken up once for each way outside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

import peewee as pw

from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Status, Viewer
from jiefen_lite.shapes.supervision import MessageRecord, NewMessage, PendingMessage, StepMessage
from jiefen_lite.store import writing
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, CaseUnit, Message, MessageWay

#: Kinds that come again every day while nothing has changed.
REPEATED = ("urge", "red_no_unit")
_COLUMNS = (
    *("id", "person", "role", "unit", "kind", "case", "order", "instruction", "text", "why"),
    *("created_at", "read_at", "step"),
)
#: A message that stands for many of one kind is of the kind with this before it.
MANY = "many_"
#: As whom people of a unit that assists are told of a step.
ASSISTING = "assisting"
#: What waits for an answer, which another step does not give.
ASKED = "step_asked"
#: Where a unit that assists has still to do something.
_WITH_UNITS = (Status.DISPATCHED, Status.SIGNED, Status.MEDIATING)


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
            one.step,
        )
        for at, one in enumerate(made)
    ]
    store.insert_many(Message, _COLUMNS, rows)


def put_of_steps(
    store: Store,
    viewer: Viewer,
    made: Sequence[NewMessage],
    now: datetime,
    most: int,
    digest: Callable[[NewMessage, int], str],
) -> None:
    """Put messages that tell of a step (inside its write); where one person has more than ``most`` unread of
    the same, one stands for all of them, with the words of ``digest``.
    """
    put(store, viewer, made, now)
    for one in made:
        if one.person is not None:
            _fold(store, viewer, one, now, most, digest)


def of_steps(store: Store, viewer: Viewer, case_id: int) -> list[StepMessage]:
    """What people have been told of the steps of a case and not read."""
    columns = (Message.id, Message.person, Message.role, Message.unit, Message.kind, Message.step)
    with store.reading():
        query = Message.select(*columns).where(
            Message.case == case_id, Message.step.is_null(False), Message.read_at.is_null()
        )
        return [StepMessage(*row) for row in query.order_by(Message.id).tuples()]


def done(store: Store, viewer: Viewer, numbers: Collection[int], now: datetime) -> None:
    """Mark what asks for nothing any more read, whoever it was told (inside a write)."""
    ids = list(numbers)
    for at in range(0, len(ids), 500):
        _close(ids[at : at + 500], now)


def overtaken(store: Store, cases: Sequence[int], moment: datetime | str) -> None:
    """These cases stand elsewhere now: what was told of their steps before is over (inside a write).

    Not what waits for an answer, nor what a unit that assists has still to sign.
    """
    for at in range(0, len(cases), 500):
        some = list(cases[at : at + 500])
        assists = (
            CaseUnit.select(CaseUnit.id)
            .join(Case)
            .where(
                CaseUnit.case == Message.case,
                CaseUnit.unit == Message.unit,
                CaseUnit.relation == ASSISTING,
                Case.status.in_(_WITH_UNITS),
            )
        )
        query = Message.select(Message.id).where(
            Message.case.in_(some),
            Message.step.is_null(False),
            Message.read_at.is_null(),
            Message.kind != ASKED,
            (Message.role != ASSISTING) | ~pw.fn.EXISTS(assists),
        )
        over = [number for (number,) in query.tuples()]
        for begin in range(0, len(over), 500):
            _close(over[begin : begin + 500], moment)


def of(
    store: Store, viewer: Viewer, *, unread_only: bool, limit: int, offset: int = 0
) -> tuple[list[MessageRecord], int]:
    """One page of this viewer's own messages, the newest first, and how many there are."""
    with store.reading():
        wanted = _his(viewer) & Message.folded_into.is_null()
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
                Message.step,
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
        alone = Message.folded_into.is_null()
        return int(Message.select().where(_his(viewer), alone, Message.read_at.is_null()).count())


def mark_read(store: Store, viewer: Viewer, numbers: Sequence[int] | None, now: datetime) -> int:
    """Mark some of this viewer's messages read, or all of them (None); returns how many were not yet."""
    with store.writing():
        wanted = _his(viewer) & Message.read_at.is_null()
        if numbers is not None:
            wanted = wanted & Message.id.in_(list(numbers))
        alone = Message.folded_into.is_null()
        ids = [one for (one,) in Message.select(Message.id).where(wanted, alone).tuples()]
        for at in range(0, len(ids), 500):
            some = ids[at : at + 500]
            Message.update(read_at=now).where(
                Message.id.in_(some) | (Message.folded_into.in_(some) & Message.read_at.is_null())
            ).execute()
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
                Message.step,
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
                Message.folded_into.is_null(),
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


def _fold(
    store: Store,
    viewer: Viewer,
    one: NewMessage,
    now: datetime,
    most: int,
    digest: Callable[[NewMessage, int], str],
) -> None:
    """Let one message stand for all unread ones of the same step, once they are many."""
    same = (Message.person == one.person) & (Message.step == one.step) & Message.read_at.is_null()
    many = f"{MANY}{one.kind}"
    each = [number for (number,) in Message.select(Message.id).where(same, Message.kind == one.kind).tuples()]
    if len(each) <= most:
        return
    text = digest(one, len(each))
    standing = Message.select(Message.id).where(same, Message.kind == many).first()
    if standing is not None and not MessageWay.select().where(MessageWay.message == standing.id).exists():
        number = int(standing.id)
        Message.update(text=text, created_at=now).where(Message.id == number).execute()
    else:  # what went outside already has been told: the new one is told anew
        Message.update(read_at=now).where(same, Message.kind == many).execute()
        put(store, viewer, [NewMessage(one.person, one.role, one.unit, many, text, step=one.step)], now)
        newest = Message.select(pw.fn.MAX(Message.id)).where(same, Message.kind == many)
        number = int(newest.scalar())
    for at in range(0, len(each), 500):
        Message.update(folded_into=number).where(Message.id.in_(each[at : at + 500])).execute()


def _close(numbers: Sequence[int], moment: datetime | str) -> None:
    """Mark some read, and what stood for them once none of those asks for anything."""
    Message.update(read_at=moment).where(Message.id.in_(list(numbers))).execute()
    stood = (
        Message.select(Message.folded_into)
        .where(Message.id.in_(list(numbers)), Message.folded_into.is_null(False))
        .distinct()
    )
    for (number,) in list(stood.tuples()):
        if not Message.select().where(Message.folded_into == number, Message.read_at.is_null()).exists():
            Message.update(read_at=moment).where(Message.id == number, Message.read_at.is_null()).execute()


def _his(viewer: Viewer) -> pw.Expression:
    return (Message.person == viewer.name) & _in_scope(viewer)


def _in_scope(viewer: Viewer) -> pw.Expression:
    """What tells of no case, or of one that this viewer may know of."""
    return Message.case.is_null() | Message.case.in_(Case.select(Case.id).where(scope(viewer)))
