"""批示: what a leader wants done about a case or a report, and its course, append-only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

import peewee as pw

from jiefen_lite.errors import NotAllowed, NotFound
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.shapes.supervision import InstructionRecord, InstructionStepRecord
from jiefen_lite.store import writing
from jiefen_lite.store.database import Store
from jiefen_lite.store.hiding import Hider
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, Instruction, InstructionStep

COUNTY = frozenset({Role.SUPERVISOR, Role.LEADER, Role.OPERATOR})
UNIT = frozenset({Role.HANDLER, Role.UNIT_LEADER})
_AT_ONCE = 500  # so many numbers stand in one question
#: Where an instruction stands after a step.
_AFTER = {"instruct": "open", "reply": "replied", "return": "open", "done": "done"}


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


def as_they_stood(store: Store, viewer: Viewer, first: datetime, until: datetime) -> list[InstructionRecord]:
    """What a paper tells of a span: like :func:`given_between`, but as all stood at the moment ``until``.

    Courses are only ever added to, so a paper made again later says the same. The texts are without names
    and numbers, for everybody alike. Raises NotAllowed for whoever does not see the whole county.
    """
    if not viewer.sees_county:
        raise NotAllowed("全县的批示落实情况由督办岗、领导查看。")
    with store.reading():
        live = Instruction.case.is_null() | scope(viewer)
        rows = list(_select().where(live, Instruction.at < until).order_by(Instruction.id).dicts())
        courses = _courses(row["id"] for row in rows)
        found = []
        for row in rows:
            steps = tuple(step for step in courses[row["id"]] if step.at < until)
            state = _AFTER[steps[-1].action]
            if row["at"] < first and state == "done":
                continue
            hide = _hider(store, viewer, row["case"])
            told = tuple(replace(step, text=hide(step.text)) for step in steps)
            found.append(replace(_record(row, told), text=hide(row["text"]) or "", state=state))
        return found


def _hider(store: Store, viewer: Viewer, case_id: int | None) -> Hider:
    """Hides names and numbers in what was written about a case, or about a report."""
    parties = [] if case_id is None else writing.load_parties(store, case_id)
    return Hider(viewer, False, parties, clear=False)


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
    return tuple(_courses([number])[number])


def _courses(numbers: Iterable[int]) -> dict[int, list[InstructionStepRecord]]:
    """The steps of each of these instructions, in their order."""
    found: dict[int, list[InstructionStepRecord]] = {number: [] for number in numbers}
    one = InstructionStep
    columns = (one.instruction, one.seq, one.action, one.by, one.role, one.at, one.text)
    wanted = list(found)
    for at in range(0, len(wanted), _AT_ONCE):
        some = one.instruction.in_(wanted[at : at + _AT_ONCE])
        for number, *row in one.select(*columns).where(some).order_by(one.seq).tuples():
            found[number].append(InstructionStepRecord(*row))
    return found
