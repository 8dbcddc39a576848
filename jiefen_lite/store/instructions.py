"""批示: what a leader wants done about a case or a report, and its course, append-only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import peewee as pw

from jiefen_lite.errors import NotAllowed, NotFound
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.shapes.supervision import InstructionRecord, InstructionStepRecord
from jiefen_lite.store import writing
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, Instruction, InstructionStep

COUNTY = frozenset({Role.SUPERVISOR, Role.LEADER, Role.OPERATOR})
UNIT = frozenset({Role.HANDLER, Role.UNIT_LEADER})


def give(
    store: Store,
    viewer: Viewer,
    *,
    case_id: int | None,
    document: str | None,
    period: str | None,
    unit: str | None,
    text: str,
    reply_by: date,
    role: str,
    now: datetime,
) -> int:
    """Write down an instruction (inside a write); returns its number."""
    number = writing.take_numbers(store, "instruction", 1)
    Instruction.insert(
        id=number,
        case=case_id,
        document=document,
        period=period,
        unit=unit,
        text=text,
        reply_by=reply_by,
        state="open",
        by=viewer.name,
        at=now,
    ).execute()
    InstructionStep.create(
        instruction=number, seq=1, action="instruct", by=viewer.name, role=role, at=now, text=None
    )
    return number


def add_step(
    store: Store,
    viewer: Viewer,
    number: int,
    action: str,
    role: str,
    now: datetime,
    *,
    state: str,
    text: str | None,
) -> None:
    """Append one step, and set where the instruction stands now (inside a write)."""
    last = InstructionStep.select(pw.fn.MAX(InstructionStep.seq)).where(InstructionStep.instruction == number)
    (seq,) = last.tuples().get()
    InstructionStep.create(
        instruction=number, seq=seq + 1, action=action, by=viewer.name, role=role, at=now, text=text
    )
    Instruction.update(state=state).where(Instruction.id == number).execute()


def listing(
    store: Store,
    viewer: Viewer,
    *,
    states: Sequence[str] = (),
    case_code: str | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[list[InstructionRecord], int]:
    """One page of the instructions this viewer may know of, the newest first, and how many there are."""
    wanted = _may_know(viewer)
    if states:
        wanted = wanted & Instruction.state.in_(list(states))
    if case_code is not None:
        wanted = wanted & (Case.case_code == case_code)
    with store.reading():
        query = _select().where(wanted)
        page = query.order_by(Instruction.id.desc()).limit(limit).offset(offset)
        return [_record(row) for row in page.dicts()], int(query.count())


def given_between(store: Store, viewer: Viewer, first: datetime, before: datetime) -> list[InstructionRecord]:
    """Those given in a span, and older ones that are still not done, in their order, each with its course."""
    with store.reading():
        within = (Instruction.at >= first) & (Instruction.at < before)
        owed = (Instruction.at < first) & (Instruction.state != "done")
        rows = list(_select().where(_may_know(viewer), within | owed).order_by(Instruction.id).dicts())
        return [_record(row, _steps(row["id"])) for row in rows]


def get(store: Store, viewer: Viewer, number: int) -> InstructionRecord:
    """One instruction with its course. Raises NotFound alike for another unit's and for none."""
    with store.reading():
        row = _select().where(_may_know(viewer), Instruction.id == number).dicts().first()
        if row is None:
            raise NotFound("没有这条批示，或它不是给您的单位的，请从“批示”页打开。")
        return _record(row, _steps(number))


def _may_know(viewer: Viewer) -> pw.Expression:
    live = Instruction.case.is_null() | scope(viewer)
    if viewer.roles & COUNTY:
        return live
    if viewer.roles & UNIT and viewer.unit is not None:
        return live & (Instruction.unit == viewer.unit)
    raise NotAllowed("批示由领导、督办岗和接到批示的单位查看。")


def _select() -> pw.ModelSelect:
    return Instruction.select(Instruction, Case.case_code).join(Case, pw.JOIN.LEFT_OUTER)


def _record(row: dict[str, object], steps: tuple[InstructionStepRecord, ...] = ()) -> InstructionRecord:
    names = ("id", "case_code", "document", "period", "unit", "text", "reply_by", "state", "by", "at")
    return InstructionRecord(**{name: row[name] for name in names}, steps=steps)  # type: ignore[arg-type]


def _steps(number: int) -> tuple[InstructionStepRecord, ...]:
    one = InstructionStep
    columns = (one.seq, one.action, one.by, one.role, one.at, one.text)
    query = one.select(*columns).where(one.instruction == number).order_by(one.seq)
    return tuple(InstructionStepRecord(*row) for row in query.tuples())
