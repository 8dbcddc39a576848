"""What units object to in their 体检报告, and what they were answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import peewee as pw

from jiefen_lite import text
from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.mediations import hider
from jiefen_lite.store.tables import Case, Objection, Paper

OPEN, UPHELD, PARTLY, REJECTED = "open", "upheld", "partly", "rejected"
COUNTY = frozenset({Role.SUPERVISOR, Role.LEADER, Role.OPERATOR})
_CLAIM, _ANSWER = "objection.claim", "objection.answer"


@dataclass(frozen=True, slots=True)
class NewObjection:
    """What a unit objects to: the figure as it was printed, why, and the cases it is about."""

    period: str
    unit: str
    item: str
    item_name: str
    shown: str
    claim: str
    codes: tuple[str, ...]
    answer_by: date


@dataclass(frozen=True, slots=True)
class ObjectionRecord:
    """One objection with its answer, as far as there is one; ``findings``: case code → what was found."""

    id: int
    period: str
    unit: str
    item: str
    item_name: str
    shown: str
    claim: str
    codes: tuple[str, ...]
    made_by: str
    made_at: datetime
    answer_by: date
    state: str
    answer: str | None
    findings: Mapping[str, str]
    corrected: str | None
    answered_by: str | None
    answered_at: datetime | None


def add(store: Store, viewer: Viewer, new: NewObjection, now: datetime) -> int:
    """Keep an objection; its number (inside a write)."""
    made = Objection.create(
        period=new.period,
        unit=new.unit,
        item=new.item,
        item_name=new.item_name,
        shown=new.shown,
        codes=json.dumps(new.codes),
        claim_cipher=store.cipher.encrypt(_CLAIM, new.claim),
        made_by=viewer.name,
        made_at=now,
        answer_by=new.answer_by,
        state=OPEN,
    )
    return int(made.id)


def answer(
    store: Store,
    viewer: Viewer,
    number: int,
    state: str,
    words: str,
    findings: Mapping[str, str],
    corrected: str | None,
    now: datetime,
) -> None:
    """Keep what the centre found (inside a write).

    The correction goes out in the next paper, so it is kept without the names and numbers of the cases.
    """
    told = json.dumps({"words": words, "findings": dict(findings)}, ensure_ascii=False)
    said = {
        "state": state,
        "answer_cipher": store.cipher.encrypt(_ANSWER, told),
        "corrected": None if corrected is None else _hider(store, viewer, findings)(corrected),
        "answered_by": viewer.name,
        "answered_at": now,
    }
    Objection.update(said).where(Objection.id == number).execute()


def get(store: Store, viewer: Viewer, number: int) -> ObjectionRecord:
    """One objection, its words without names and numbers for everybody alike, as in a case's history.

    Raises NotFound alike for another unit's and for none.
    """
    with store.reading():
        row = Objection.select().where(_may_know(viewer), Objection.id == number).dicts().first()
    if row is None:
        raise NotFound("没有这条申诉，或它不是您的单位提的，请从“体检申诉”页打开。")
    with store.reading():
        return _record(store, row, _hider(store, viewer, json.loads(row["codes"])))


def listed(
    store: Store,
    viewer: Viewer,
    *,
    period: str | None = None,
    unit: str | None = None,
    limit: int,
) -> list[ObjectionRecord]:
    """The objections this viewer may read: the open ones first, then the newest."""
    wanted = _may_know(viewer)
    if period is not None:
        wanted = wanted & (Objection.period == period)
    if unit is not None:
        wanted = wanted & (Objection.unit == unit)
    order = pw.Case(None, [(Objection.state == OPEN, 0)], 1)
    with store.reading():
        rows = Objection.select().where(wanted).order_by(order, Objection.id.desc()).limit(limit)
        return [_record(store, row) for row in rows.dicts()]


def answered_between(
    store: Store, viewer: Viewer, first: datetime, before: datetime, unit: str | None = None
) -> list[ObjectionRecord]:
    """Those answered in a span of time, in the order of their answers."""
    wanted = _may_know(viewer) & (Objection.answered_at >= first) & (Objection.answered_at < before)
    if unit is not None:
        wanted = wanted & (Objection.unit == unit)
    with store.reading():
        rows = Objection.select().where(wanted).order_by(Objection.answered_at, Objection.id).dicts()
        return [_record(store, row) for row in rows]


def count_open(store: Store, viewer: Viewer) -> int:
    """How many wait for an answer."""
    with store.reading():
        return int(Objection.select().where(_may_know(viewer), Objection.state == OPEN).count())


def is_known(store: Store, viewer: Viewer, period: str, unit: str, item: str) -> bool:
    """Whether a figure was objected to already, answered or not."""
    same = (Objection.period == period) & (Objection.unit == unit) & (Objection.item == item)
    with store.reading():
        return bool(Objection.select().where(_may_know(viewer), same).exists())


def issued_on(store: Store, viewer: Viewer, period: str, unit: str) -> datetime | None:
    """When the 体检报告 of a month went out: the county's, or the unit's own sheet; None before that."""
    with store.reading():
        query = Paper.select(pw.fn.MIN(Paper.signed_at)).where(
            _tells_of(unit), Paper.period == period, Paper.signed_at.is_null(False)
        )
        found: datetime | None = query.tuples().get()[0]
        return found


def issued_months(store: Store, viewer: Viewer) -> list[str]:
    """The months whose 体检报告 has gone out, the newest first; for a unit those that tell of it."""
    whose = Paper.document.in_(["health", "health_unit"])
    if not viewer.roles & COUNTY and viewer.unit is not None:
        whose = _tells_of(viewer.unit)
    with store.reading():
        query = Paper.select(Paper.period).where(whose, Paper.signed_at.is_null(False))
        months = {label for (label,) in query.distinct().tuples() if len(label) == len("2026-10")}
        return sorted((label for label in months if label[4] == "-"), reverse=True)


def _tells_of(unit: str) -> pw.Expression:
    """The county's 体检报告, and the sheet of this unit."""
    return (Paper.document == "health") | ((Paper.document == "health_unit") & (Paper.unit == unit))


def _hider(store: Store, viewer: Viewer, codes: Iterable[str]) -> Callable[[str], str]:
    """Hides names and numbers in what was written about these cases (inside a read).

    The cases are not narrowed to the viewer's: the people of one that has gone to another unit since are
    hidden all the same.
    """
    rows = Case.select(Case.id).where(Case.case_code.in_(list(codes))).tuples()
    hiders = [hider(store, viewer, case_id) for (case_id,) in list(rows)]

    def hide(words: str) -> str:
        for one in hiders:
            words = one(words) or ""
        return text.mask_text(words)

    return hide


def _may_know(viewer: Viewer) -> pw.Expression:
    if viewer.roles & COUNTY:
        return Objection.id.is_null(False)
    if Role.UNIT_LEADER in viewer.roles and viewer.unit is not None:
        return Objection.unit == viewer.unit
    return Objection.id.is_null()


def _record(
    store: Store, row: Mapping[str, Any], hide: Callable[[str], str] = text.mask_text
) -> ObjectionRecord:
    """Lists name figures, not words, so the names of people are only looked up for one read alone."""
    told: dict[str, Any] = {"words": None, "findings": {}}
    if row["answer_cipher"] is not None:
        told = json.loads(store.cipher.decrypt(_ANSWER, bytes(row["answer_cipher"])))
    kept = ("id", "period", "unit", "item", "item_name", "shown", "made_by", "made_at", "answer_by", "state")
    return ObjectionRecord(
        **{name: row[name] for name in kept},
        claim=hide(store.cipher.decrypt(_CLAIM, bytes(row["claim_cipher"]))),
        codes=tuple(json.loads(row["codes"])),
        answer=None if told["words"] is None else hide(told["words"]),
        findings={code: hide(finding) for code, finding in told["findings"].items()},
        corrected=row["corrected"],
        answered_by=row["answered_by"],
        answered_at=row["answered_at"],
    )
