"""What a scan of the lights asks of the store, and what it leaves there: what was told of which light."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import peewee as pw

from jiefen_lite.shapes import CaseQuery, Viewer
from jiefen_lite.shapes.supervision import ORDER_OPEN
from jiefen_lite.store import due
from jiefen_lite.store.cases import condition
from jiefen_lite.store.database import Store
from jiefen_lite.store.due import DueLine
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Batch, Case, CaseOwn, CaseUnit, LightNotice, SupervisionOrder

#: (rung, turn) → the day on which it was told.
Told = dict[tuple[str, int], date]


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """A supervision order that is not through, and what was last noted of its case's light."""

    id: int
    number: str
    unit: str
    state: str
    noted: str


@dataclass(frozen=True, slots=True)
class LightLine:
    """One case as the scan sees it: what its light hangs on, whose it is, what was told and issued already.

    ``unit``: who has been given the case, None while a rule only suggests one. ``imported_on``: as of which
    day the file that brought it was read. ``told_due``: the due date the unit's people are told.
    """

    id: int
    due: DueLine
    unit: str | None
    handler: str | None
    imported_on: date | None
    told_due: date | None
    told: Told = field(default_factory=dict)
    orders: tuple[OpenOrder, ...] = ()
    passed: bool = False  # an order of this unit under this due date was passed or closed


def running(store: Store, viewer: Viewer, last_due: date) -> list[LightLine]:
    """The cases whose light runs and that fall due by ``last_due``, the earliest first."""
    query = CaseQuery(running_only=True, due_to=last_due)
    with store.reading():
        return _lines(condition(store, viewer, query))


def with_open_orders(store: Store, viewer: Viewer) -> list[LightLine]:
    """The cases with a supervision order that is not through, wherever their light stands."""
    with store.reading():
        held = SupervisionOrder.select(SupervisionOrder.case).where(SupervisionOrder.state.in_(ORDER_OPEN))
        return _lines(scope(viewer) & Case.id.in_(held))


def again(store: Store, viewer: Viewer, case_ids: Sequence[int]) -> list[LightLine]:
    """The same cases as they stand now (inside the write that acts upon it)."""
    with store.reading():
        return _lines(scope(viewer) & Case.id.in_(store.among(case_ids)))


def red_without_order(store: Store, viewer: Viewer, since: date) -> list[str]:
    """Codes of the cases due before ``since``, still red, that never had an order; longest first."""
    with store.reading():
        query = Case.select(Case.case_code).where(_without_order(viewer, since))
        return [code for (code,) in query.order_by(Case.due_date, Case.id).tuples()]


def count_red_without_order(store: Store, viewer: Viewer, since: date) -> int:
    """How many they are."""
    with store.reading():
        return int(Case.select().where(_without_order(viewer, since)).count())


def _without_order(viewer: Viewer, since: date) -> pw.Expression:
    ordered = SupervisionOrder.select(SupervisionOrder.case)
    return scope(viewer) & due.late(viewer, since) & Case.id.not_in(ordered)


def note(
    store: Store,
    viewer: Viewer,
    notices: Sequence[tuple[int, date, str, int]],
    day: date,
    now: datetime,
) -> None:
    """Write down what is being told: (case id, due date, rung, turn) each (inside a write)."""
    told_on: date | str = day.isoformat() if store.is_sqlite else day
    told_at: datetime | str = now.isoformat(" ") if store.is_sqlite else now
    rows = [
        (case_id, until.isoformat() if store.is_sqlite else until, rung, turn, told_on, told_at)
        for case_id, until, rung, turn in notices
    ]
    store.insert_many(LightNotice, ("case", "due_date", "rung", "turn", "noted_on", "noted_at"), rows)


def _lines(wanted: pw.Expression) -> list[LightLine]:
    given = (
        CaseUnit.select(CaseUnit.case, CaseUnit.unit).where(CaseUnit.relation == "responsible").alias("given")
    )
    query = (
        Case.select(
            Case.id,
            *due.COUNTY_COLUMNS,
            given.c.unit,
            Case.handler,
            Batch.as_of,
            CaseOwn.due_date,
            CaseOwn.case.is_null(False),
        )
        .join(Batch, pw.JOIN.LEFT_OUTER)
        .switch(Case)
        .join(CaseOwn, pw.JOIN.LEFT_OUTER)
        .switch(Case)
        .join(given, pw.JOIN.LEFT_OUTER, on=(given.c.case_id == Case.id))
        .where(wanted, Case.due_date.is_null(False))
        .order_by(Case.due_date, Case.id)
    )
    rows = list(query.tuples())
    ids = [row[0] for row in rows]
    told, orders, through = _told(ids), _orders(ids), _through(ids)
    found: dict[int, LightLine] = {}
    for row in rows:
        case_id, line, until = row[0], due.read(row[1:11]), row[3]
        unit, handler, imported, own_due, has_own = row[11:]
        found.setdefault(
            case_id,
            LightLine(
                case_id,
                line,
                unit,
                handler,
                imported,
                own_due if has_own else until,
                told.get((case_id, until), {}),
                tuple(orders.get(case_id, ())),
                (case_id, until, unit) in through,
            ),
        )
    return list(found.values())


def _told(ids: Sequence[int]) -> dict[tuple[int, date], Told]:
    found: dict[tuple[int, date], Told] = defaultdict(dict)
    for at in range(0, len(ids), 500):
        query = LightNotice.select(
            LightNotice.case_id,
            LightNotice.due_date,
            LightNotice.rung,
            LightNotice.turn,
            LightNotice.noted_on,
        ).where(LightNotice.case.in_(ids[at : at + 500]))
        for case_id, until, rung, turn, day in query.tuples():
            found[case_id, until][rung, turn] = day
    return found


def _orders(ids: Sequence[int]) -> dict[int, list[OpenOrder]]:
    found: dict[int, list[OpenOrder]] = defaultdict(list)
    one = SupervisionOrder
    for at in range(0, len(ids), 500):
        query = (
            one.select(one.case_id, one.id, one.number, one.unit, one.state, one.noted)
            .where(one.case.in_(ids[at : at + 500]), one.state.in_(ORDER_OPEN))
            .order_by(one.id)
        )
        for case_id, *rest in query.tuples():
            found[case_id].append(OpenOrder(*rest))
    return found


def _through(ids: Sequence[int]) -> set[tuple[int, date, str]]:
    found: set[tuple[int, date, str]] = set()
    one = SupervisionOrder
    for at in range(0, len(ids), 500):
        query = one.select(one.case_id, one.due_date, one.unit).where(
            one.case.in_(ids[at : at + 500]), one.state.not_in(ORDER_OPEN)
        )
        found.update(query.tuples())
    return found
