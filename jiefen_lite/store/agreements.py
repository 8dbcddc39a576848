"""Agreements of cases: drafts and those that hold, their performance, court confirmation, return visits."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import peewee as pw

from jiefen_lite import text
from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import cases
from jiefen_lite.store.database import Store
from jiefen_lite.store.hiding import Hider
from jiefen_lite.store.mediations import hider
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import (
    Case,
    JudicialConfirmation,
    MediationAgreement,
    PerformanceItem,
    PerformanceRecord,
    ReturnVisit,
)

DRAFT, SIGNING, SETTLED = "draft", "signing", "settled"
#: What has its day after an agreement.
KINDS = ("performance", "confirmation", "visit")
OPEN, DONE, PARTLY, NOT_DONE, DROPPED = "open", "done", "partly", "not_done", "dropped"
Clauses = Sequence[tuple[str, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version as its viewer may read it; ``clauses``: (id of the clause, what was filled in)."""

    id: int
    version: int
    state: str
    form: str
    clauses: tuple[tuple[str, Mapping[str, str]], ...]
    body: str | None
    signed: tuple[str, ...]
    signed_on: date | None
    effective_on: date | None
    amount_fen: int | None
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody has found out of an item."""

    state: str
    found_on: date
    amount_fen: int | None
    remark: str | None
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """Who has to do what by when, and what was found out of it, oldest first."""

    id: int
    party: str | None
    what: str
    amount_fen: int | None
    due: date
    state: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirming:
    """How 司法确认 of an agreement stands."""

    proposed: bool
    last_day: date
    state: str
    court: str | None
    applied_on: date | None
    taken_on: date | None
    ruled_on: date | None
    ruling_no: str | None
    reason: str | None
    changed_by: str | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """One return visit, due or made."""

    id: int
    kind: str
    name: str
    due: date
    state: str
    visited_on: date | None
    way: str | None
    reached: bool | None
    heard: str | None
    visited_by: str | None
    visited_at: datetime | None


@dataclass(frozen=True, slots=True)
class Coming:
    """Something after an agreement that has its day: performance, confirmation or a visit."""

    case_code: str
    kind: str  # performance, confirmation, visit
    name: str
    due: date
    unit: str | None
    mediator: str | None


# --------------------------------------------------------------------------- agreements


def newest(store: Store, viewer: Viewer, case_code: str, *, clear: bool = False) -> Agreement | None:
    """The last version of a case's agreement, draft or not."""
    found = versions(store, viewer, case_code, clear=clear)
    return found[-1] if found else None


def versions(store: Store, viewer: Viewer, case_code: str, *, clear: bool = False) -> list[Agreement]:
    """All versions, oldest first."""
    case_id = cases.case_id_of(store, viewer, case_code)
    clear = clear and cases.may_unmask(store, viewer, case_code)
    with store.reading():
        query = MediationAgreement.select().where(MediationAgreement.case == case_id)
        rows = list(query.order_by(MediationAgreement.version).dicts())
        if not rows:
            return []
        hide = hider(store, viewer, case_id, clear=clear)
        return [_agreement(store, row, hide) for row in rows]


def _agreement(store: Store, row: Mapping[str, Any], hide: Hider) -> Agreement:
    filled = json.loads(_told(store, "agreement.clauses", row["clauses_cipher"]) or "[]")
    clauses = tuple(
        (clause, {name: hide(said) or "" for name, said in values.items()}) for clause, values in filled
    )
    return Agreement(
        id=row["id"],
        version=row["version"],
        state=row["state"],
        form=row["form"],
        clauses=clauses,
        body=hide(_told(store, "agreement.body", row["body_cipher"])),
        signed=tuple(json.loads(row["signed"])),
        signed_on=row["signed_on"],
        effective_on=row["effective_on"],
        amount_fen=row["amount_fen"],
        changed_by=row["changed_by"],
        changed_at=row["changed_at"],
    )


def write_draft(
    store: Store,
    viewer: Viewer,
    case_code: str,
    *,
    form: str,
    clauses: Clauses,
    signed: Collection[str],
    signed_on: date | None,
    now: datetime,
) -> int:
    """Keep the draft of a case, or begin one (inside a write); returns its number."""
    case_id = cases.case_id_of(store, viewer, case_code)
    filled = json.dumps([[clause, dict(values)] for clause, values in clauses], ensure_ascii=False)
    said = {
        "form": form,
        "clauses_cipher": store.cipher.encrypt("agreement.clauses", filled),
        "signed": json.dumps(sorted(signed)),
        "signed_on": signed_on,
        "changed_by": viewer.name,
        "changed_at": now,
    }
    known = _last(case_id)
    if known is not None and known.state != SETTLED:
        MediationAgreement.update(said | {"state": DRAFT}).where(MediationAgreement.id == known.id).execute()
        return int(known.id)
    version = known.version + 1 if known is not None else 1
    return int(MediationAgreement.create(case=case_id, version=version, state=DRAFT, **said).id)


def about_to_sign(
    store: Store, viewer: Viewer, agreement_id: int, body: str, amount_fen: int | None, now: datetime
) -> None:
    """The step that settles the case takes this draft along (inside a write)."""
    said = {
        "state": SIGNING,
        "body_cipher": store.cipher.encrypt("agreement.body", body),
        "amount_fen": amount_fen,
        "changed_by": viewer.name,
        "changed_at": now,
    }
    MediationAgreement.update(said).where(MediationAgreement.id == agreement_id).execute()


def settle(
    store: Store, viewer: Viewer, case_id: int, form: str, words: str, effective_on: date, now: datetime
) -> int:
    """An agreement holds from now on (inside a write): the draft that is being signed, or one in these words.

    What was still to be visited under an earlier version is dropped. Returns its number.
    """
    known = _last(case_id)
    earlier = MediationAgreement.select(MediationAgreement.id).where(MediationAgreement.case == case_id)
    ReturnVisit.update(state=DROPPED).where(
        ReturnVisit.agreement.in_(earlier), ReturnVisit.state == OPEN
    ).execute()
    if known is not None and known.state == SIGNING:
        said = {"state": SETTLED, "effective_on": effective_on, "changed_by": viewer.name, "changed_at": now}
        MediationAgreement.update(said).where(MediationAgreement.id == known.id).execute()
        return int(known.id)
    row = MediationAgreement.create(
        case=case_id,
        version=known.version + 1 if known is not None else 1,
        state=SETTLED,
        form=form,
        clauses_cipher=store.cipher.encrypt("agreement.clauses", "[]"),
        body_cipher=store.cipher.encrypt("agreement.body", words),
        effective_on=effective_on,
        changed_by=viewer.name,
        changed_at=now,
    )
    return int(row.id)


def _last(case_id: int) -> Any:
    query = MediationAgreement.select().where(MediationAgreement.case == case_id)
    return query.order_by(MediationAgreement.version.desc()).first()


# --------------------------------------------------------------------------- performance


def add_item(
    store: Store,
    viewer: Viewer,
    agreement_id: int,
    *,
    party: str | None,
    what: str,
    due: date,
    amount_fen: int | None,
) -> None:
    """One thing to be performed (inside a write)."""
    PerformanceItem.create(
        agreement=agreement_id,
        party=party,
        what_cipher=store.cipher.encrypt("agreement.what", what),
        amount_fen=amount_fen,
        due=due,
    )


def items(
    store: Store, viewer: Viewer, case_code: str, agreement_id: int, *, clear: bool = False
) -> list[Item]:
    """What is to be performed under one agreement of a case, by its day."""
    case_id = cases.case_id_of(store, viewer, case_code)
    clear = clear and cases.may_unmask(store, viewer, case_code)
    with store.reading():
        query = (
            PerformanceItem.select()
            .join(MediationAgreement)
            .where(PerformanceItem.agreement == agreement_id, MediationAgreement.case == case_id)
            .order_by(PerformanceItem.due, PerformanceItem.id)
        )
        rows = list(query.dicts())
        if not rows:
            return []
        hide = hider(store, viewer, case_id, clear=clear)
        told = _findings(store, [row["id"] for row in rows], hide)
        return [
            Item(
                row["id"],
                row["party"],
                hide(_told(store, "agreement.what", row["what_cipher"])) or "",
                row["amount_fen"],
                row["due"],
                row["state"],
                tuple(told.get(row["id"], ())),
            )
            for row in rows
        ]


def _findings(store: Store, numbers: Iterable[int], hide: Hider) -> dict[int, list[Finding]]:
    query = PerformanceRecord.select().where(PerformanceRecord.item.in_(list(numbers)))
    found: dict[int, list[Finding]] = {}
    for row in query.order_by(PerformanceRecord.id).dicts():
        found.setdefault(row["item"], []).append(
            Finding(
                row["state"],
                row["found_on"],
                row["amount_fen"],
                hide(_told(store, "performance.remark", row["remark_cipher"])),
                row["recorded_by"],
                row["recorded_at"],
            )
        )
    return found


def find_out(
    store: Store,
    viewer: Viewer,
    item_id: int,
    *,
    state: str,
    found_on: date,
    amount_fen: int | None,
    remark: str,
    now: datetime,
) -> None:
    """Note how an item stands (inside a write; it was found through its viewer)."""
    PerformanceRecord.create(
        item=item_id,
        state=state,
        found_on=found_on,
        amount_fen=amount_fen,
        remark_cipher=store.cipher.encrypt("performance.remark", remark) if remark else None,
        recorded_by=viewer.name,
        recorded_at=now,
    )
    PerformanceItem.update(state=state).where(PerformanceItem.id == item_id).execute()


# --------------------------------------------------------------------------- court confirmation


def propose_confirmation(
    store: Store, viewer: Viewer, agreement_id: int, *, proposed: bool, last_day: date
) -> None:
    """The days for applying begin to run (inside a write)."""
    JudicialConfirmation.create(agreement=agreement_id, proposed=proposed, last_day=last_day, state=OPEN)


def confirming(store: Store, viewer: Viewer, case_code: str, agreement_id: int) -> Confirming | None:
    """How 司法确认 of one agreement of a case stands."""
    case_id = cases.case_id_of(store, viewer, case_code)
    with store.reading():
        query = (
            JudicialConfirmation.select()
            .join(MediationAgreement)
            .where(JudicialConfirmation.agreement == agreement_id, MediationAgreement.case == case_id)
        )
        row = query.dicts().first()
        if row is None:
            return None
        hide = hider(store, viewer, case_id)
        return Confirming(
            bool(row["proposed"]),
            row["last_day"],
            row["state"],
            row["court"],
            row["applied_on"],
            row["taken_on"],
            row["ruled_on"],
            row["ruling_no"],
            hide(row["reason"]),
            row["changed_by"],
            row["changed_at"],
        )


def note_confirmation(
    store: Store, viewer: Viewer, agreement_id: int, said: Mapping[str, Any], now: datetime
) -> None:
    """Note what has come of it (inside a write; the agreement was found through its viewer)."""
    changes = dict(said) | {"changed_by": viewer.name, "changed_at": now}
    if changes.get("reason"):
        changes["reason"] = text.mask_text(changes["reason"])
    JudicialConfirmation.update(changes).where(JudicialConfirmation.agreement == agreement_id).execute()


# --------------------------------------------------------------------------- return visits


def plan_visit(store: Store, viewer: Viewer, agreement_id: int, kind: str, name: str, due: date) -> None:
    """One visit is due (inside a write)."""
    ReturnVisit.create(agreement=agreement_id, kind=kind, name=name, due=due)


def visits(store: Store, viewer: Viewer, case_code: str, *, clear: bool = False) -> list[VisitRecord]:
    """The visits of a case, due, made and dropped, by their day."""
    case_id = cases.case_id_of(store, viewer, case_code)
    clear = clear and cases.may_unmask(store, viewer, case_code)
    with store.reading():
        query = ReturnVisit.select().join(MediationAgreement).where(MediationAgreement.case == case_id)
        rows = list(query.order_by(ReturnVisit.due, ReturnVisit.id).dicts())
        if not rows:
            return []
        hide = hider(store, viewer, case_id, clear=clear)
        return [
            VisitRecord(
                row["id"],
                row["kind"],
                row["name"],
                row["due"],
                row["state"],
                row["visited_on"],
                row["way"],
                None if row["reached"] is None else bool(row["reached"]),
                hide(_told(store, "visit.heard", row["heard_cipher"])),
                row["visited_by"],
                row["visited_at"],
            )
            for row in rows
        ]


def visit(store: Store, viewer: Viewer, case_code: str, visit_id: int) -> VisitRecord:
    """One visit. Raises NotFound where there is none that this viewer may know of."""
    for one in visits(store, viewer, case_code):
        if one.id == visit_id:
            return one
    raise NotFound("没有这次回访，或它不在您的办理范围内，请回到案件查看。")


def make_visit(
    store: Store,
    viewer: Viewer,
    visit_id: int,
    *,
    visited_on: date,
    way: str,
    reached: bool,
    heard: str,
    now: datetime,
) -> None:
    """Note what was heard (inside a write; found through its viewer). Who is not reached is called again."""
    said = {
        "state": DONE if reached else OPEN,
        "visited_on": visited_on,
        "way": way,
        "reached": reached,
        "heard_cipher": store.cipher.encrypt("visit.heard", heard),
        "visited_by": viewer.name,
        "visited_at": now,
    }
    ReturnVisit.update(said).where(ReturnVisit.id == visit_id).execute()


# --------------------------------------------------------------------------- what is coming


def coming(
    store: Store,
    viewer: Viewer,
    until: date,
    *,
    most: int,
    among: pw.Expression | None = None,
    kinds: Sequence[str] = KINDS,
) -> list[Coming]:
    """What is due or overdue after agreements up to a day, within this viewer's scope, the oldest first.

    ``among``: of some cases only; ``kinds``: of some kinds only.
    """
    with store.reading():
        shown = (Case.case_code, Case.responsible_unit, Case.mediator)
        live = scope(viewer) & (Case.status != "merged") & (MediationAgreement.state == SETTLED)
        if among is not None:
            live = live & among
        found: list[Coming] = []
        asked: tuple[tuple[str, Any, Any, Any], ...] = (
            ("performance", PerformanceItem, PerformanceItem.due, pw.Value("")),
            ("confirmation", JudicialConfirmation, JudicialConfirmation.last_day, pw.Value("")),
            ("visit", ReturnVisit, ReturnVisit.due, ReturnVisit.name),
        )
        for kind, table, due, name in (one for one in asked if one[0] in kinds):
            waits = table.state.in_((OPEN, PARTLY, NOT_DONE) if kind == "performance" else (OPEN,))
            if kind == "confirmation":
                waits = waits & (JudicialConfirmation.proposed == True)  # noqa: E712
            query = (
                table.select(*shown, due.alias("due_day"), name.alias("of"))
                .join(MediationAgreement)
                .join(Case)
                .where(live, waits, due <= until, MediationAgreement.id.in_(_newest_ids()))
                .order_by(due, Case.id)
                .limit(most)
            )
            found += [
                Coming(code, kind, of or "", day, unit, mediator)
                for code, unit, mediator, day, of in query.tuples()
            ]
        return sorted(found, key=lambda one: (one.due, one.case_code, one.kind))[:most]


def _newest_ids() -> Any:
    last = MediationAgreement.select(pw.fn.MAX(MediationAgreement.id))
    return last.where(MediationAgreement.state == SETTLED).group_by(MediationAgreement.case)


def _told(store: Store, place: str, cipher: Any) -> str | None:
    return store.cipher.decrypt(place, bytes(cipher)) if cipher is not None else None
