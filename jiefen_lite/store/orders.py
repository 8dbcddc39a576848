"""Supervision orders: issued under a number of the year without gaps, their course append-only.

A unit's people are told of their own unit's orders, the centre's of all; nobody of one whose case has
been taken back with its file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

import peewee as pw

from jiefen_lite.errors import NotAllowed, NotFound
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.shapes.supervision import (
    ORDER_OPEN,
    ORDER_OWED,
    NewOrder,
    OrderRecord,
    OrderStepRecord,
)
from jiefen_lite.store import writing
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import LIVE, Case, OrderStep, SupervisionOrder

#: Workflow guide, section 4, line 督办单.
COUNTY = frozenset({Role.SUPERVISOR, Role.LEADER, Role.OPERATOR})
UNIT = frozenset({Role.HANDLER, Role.UNIT_LEADER})
_ORDER = (
    *("id", "year", "serial", "number", "case", "unit", "light", "due_date", "told_due", "required"),
    *("issued_on", "issued_at", "issued_by", "reply_by", "finish_by", "state", "noted"),
)
_STEP = ("order", "seq", "action", "by", "role", "at")


def issue(
    store: Store, viewer: Viewer, made: Sequence[NewOrder], prefix: str, role: str, now: datetime
) -> list[tuple[int, str]]:
    """Issue orders under the next numbers of their year (inside a write): (id, number) of each.

    The numbers are taken in the same transaction: what is not written has used none up.
    """
    if not made:
        return []
    first = writing.take_numbers(store, "supervision_order", len(made))
    years = Counter(one.issued_on.year for one in made)
    following = {
        year: writing.take_numbers(store, f"supervision_order:{year}", many) for year, many in years.items()
    }
    given, orders, steps = [], [], []
    for at, one in enumerate(made):
        year = one.issued_on.year
        serial = following[year]
        following[year] += 1
        number = f"{prefix}〔{year}〕{serial}号"
        given.append((first + at, number))
        row: tuple[object, ...] = (
            first + at,
            year,
            serial,
            number,
            one.case_id,
            one.unit,
            one.light,
            one.due_date,
            one.told_due,
            one.required,
            one.issued_on,
            now,
            viewer.name,
            one.reply_by,
            one.finish_by,
            "issued",
            mark(True, one.due_date, True),
        )
        orders.append(_stored(store, row))
        steps.append(_stored(store, (first + at, 1, "issue", viewer.name, role, now)))
    store.insert_many(SupervisionOrder, _ORDER, orders)
    store.insert_many(OrderStep, _STEP, steps)
    return given


def mark(runs: bool, due: date | None, is_its_own: bool) -> str:
    """How the state of its case is remembered on an order, so that a change is noted once.

    Whether its light still runs, until when, and whether the unit still has it; not the colour, which the
    clock alone changes.
    """
    return f"{due if runs else '-'}{'' if is_its_own else ' moved'}"


def add_step(
    store: Store,
    viewer: Viewer,
    order_id: int,
    action: str,
    role: str,
    now: datetime,
    *,
    state: str | None = None,
    noted: str | None = None,
    reply_by: date | None = None,
    cause: str | None = None,
    measures: str | None = None,
    responsible: str | None = None,
    until: date | None = None,
    reason: str | None = None,
) -> None:
    """Append one step, and set where the order stands now (inside a write)."""
    (last,) = OrderStep.select(pw.fn.MAX(OrderStep.seq)).where(OrderStep.order == order_id).tuples().get()
    OrderStep.create(
        order=order_id,
        seq=last + 1,
        action=action,
        by=viewer.name,
        role=role,
        at=now,
        cause=cause,
        measures=measures,
        responsible=responsible,
        until=until,
        reason=reason,
    )
    values: dict[str, object] = {"state": state, "noted": noted, "reply_by": reply_by}
    values = {name: value for name, value in values.items() if value is not None}
    if values:
        SupervisionOrder.update(**values).where(SupervisionOrder.id == order_id).execute()


def listing(
    store: Store,
    viewer: Viewer,
    *,
    states: Sequence[str] = (),
    case_code: str | None = None,
    late_on: date | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[list[OrderRecord], int]:
    """One page of the orders, the newest first, and how many there are.

    ``late_on``: only those that owed a reply before that day.
    """
    wanted = _may_know(viewer)
    if states:
        wanted = wanted & SupervisionOrder.state.in_(list(states))
    if case_code is not None:
        wanted = wanted & (Case.case_code == case_code)
    if late_on is not None:
        wanted = wanted & SupervisionOrder.state.in_(ORDER_OWED) & (SupervisionOrder.reply_by < late_on)
    with store.reading():
        query = _select().where(wanted)
        page = query.order_by(SupervisionOrder.id.desc()).limit(limit).offset(offset)
        return [_record(viewer, row) for row in page.dicts()], int(query.count())


def under_way(store: Store, viewer: Viewer, case_codes: Sequence[str]) -> dict[str, int]:
    """Of these cases those with an order that still asks something of their unit: code → inner number."""
    one = SupervisionOrder
    with store.reading():
        query = (
            one.select(Case.case_code, one.id)
            .join(Case)
            .where(
                _may_know(viewer),
                Case.case_code.in_(list(case_codes)),
                one.state.in_(ORDER_OPEN),
                one.unit == Case.responsible_unit,
            )
            .order_by(one.id)
        )
        return dict(query.tuples())


def numbers_of(store: Store, viewer: Viewer, today: date) -> dict[str, int]:
    """How many orders wait for whom: ``owed`` a reply, ``late`` with it, ``to_check``, ``open`` in all."""
    one = SupervisionOrder
    conditions = {
        "owed": one.state.in_(ORDER_OWED),
        "late": one.state.in_(ORDER_OWED) & (one.reply_by < today),
        "to_check": one.state == "replied",
        "open": one.state.in_(ORDER_OPEN),
    }
    told = [pw.fn.COUNT(pw.Case(None, [(each, 1)])) for each in conditions.values()]
    with store.reading():
        numbers = one.select(*told).join(Case).where(_may_know(viewer)).tuples().get()
        return dict(zip(conditions, map(int, numbers), strict=True))


def get(store: Store, viewer: Viewer, order_id: int) -> OrderRecord:
    """One order with its course. Raises NotFound alike for another unit's and for none."""
    with store.reading():
        row = _select().where(_may_know(viewer), SupervisionOrder.id == order_id).dicts().first()
        if row is None:
            raise NotFound("没有这张督办单，或它不是督办您的单位的，请从“督办”页打开。")
        return _record(viewer, row, _steps(viewer, order_id))


def case_of(store: Store, viewer: Viewer, order_id: int) -> tuple[int, str | None]:
    """Inner number and handler of an order's case. Raises NotFound as :func:`get` does."""
    with store.reading():
        query = SupervisionOrder.select(Case.id, Case.handler).join(Case)
        row = query.where(_may_know(viewer), SupervisionOrder.id == order_id).tuples().first()
        if row is None:
            raise NotFound("没有这张督办单，或它不是督办您的单位的，请从“督办”页打开。")
        return int(row[0]), row[1]


def _may_know(viewer: Viewer) -> pw.Expression:
    if viewer.roles & COUNTY:
        return scope(viewer)
    if viewer.roles & UNIT and viewer.unit is not None:
        # its own orders, also of a case that was given to another unit since
        return (Case.live == LIVE) & (SupervisionOrder.unit == viewer.unit)
    raise NotAllowed("督办单由督办岗、领导和被督办单位查看。")


def _select() -> pw.ModelSelect:
    return SupervisionOrder.select(SupervisionOrder, Case.case_code).join(Case)


def _record(viewer: Viewer, row: dict[str, object], steps: tuple[OrderStepRecord, ...] = ()) -> OrderRecord:
    due = row["due_date"] if viewer.sees_county else row["told_due"]
    names = ("id", "number", "case_code", "unit", "light", "required", "issued_on", "issued_at", "issued_by")
    more = ("reply_by", "finish_by", "state", "year", "serial")
    values = {name: row[name] for name in (*names, *more)}
    return OrderRecord(**values, due_date=due, steps=steps)  # type: ignore[arg-type]


def _steps(viewer: Viewer, order_id: int) -> tuple[OrderStepRecord, ...]:
    columns = [
        *(OrderStep.seq, OrderStep.action, OrderStep.by, OrderStep.role, OrderStep.at, OrderStep.cause),
        *(OrderStep.measures, OrderStep.responsible, OrderStep.until, OrderStep.reason),
    ]
    query = OrderStep.select(*columns).where(OrderStep.order == order_id).order_by(OrderStep.seq)
    found = [OrderStepRecord(*row) for row in query.tuples()]
    if viewer.sees_county:
        return tuple(found)
    # what was noted of the case's light tells the county's due date, which may hang on other units' cases
    return tuple(one for one in found if one.action != "note")


def _stored(store: Store, row: tuple[object, ...]) -> tuple[object, ...]:
    if not store.is_sqlite:
        return row
    return tuple(
        one.isoformat(" ") if isinstance(one, datetime) else one.isoformat() if isinstance(one, date) else one
        for one in row
    )
