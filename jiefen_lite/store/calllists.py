"""What is due after agreements by a day, item by item, and whether a filled-in line is known already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import peewee as pw

from jiefen_lite.shapes import Viewer
from jiefen_lite.store import agreements, cases
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, MediationAgreement, PerformanceItem, PerformanceRecord, ReturnVisit

PERFORMANCE, VISIT = "performance", "visit"
#: Of what kind a line is by the first letter of its key.
LETTERS = {PERFORMANCE: "L", VISIT: "H"}
_PROOF = 12  # characters of a keyed hash: no number that would tell how many there are elsewhere


@dataclass(frozen=True, slots=True)
class Due:
    """One item to be performed, or one visit to be made; ``key`` is how a sheet names it."""

    key: str
    kind: str
    id: int
    case_code: str
    agreement: int
    version: int
    name: str
    due: date
    mediator: str | None


def due(store: Store, viewer: Viewer, until: date, *, most: int) -> list[Due]:
    """What is due up to a day under agreements that hold, within this viewer's scope, the oldest first."""
    open_items = (agreements.OPEN, agreements.PARTLY, agreements.NOT_DONE)
    asked: tuple[tuple[str, Any, Any, tuple[str, ...]], ...] = (
        (PERFORMANCE, PerformanceItem, pw.Value(""), open_items),
        (VISIT, ReturnVisit, ReturnVisit.name, (agreements.OPEN,)),
    )
    last = MediationAgreement.select(pw.fn.MAX(MediationAgreement.id)).where(
        MediationAgreement.state == agreements.SETTLED
    )
    found = []
    with store.reading():
        for kind, table, name, states in asked:
            query = (
                table.select(
                    table.id,
                    Case.case_code,
                    MediationAgreement.id,
                    MediationAgreement.version,
                    name.alias("of"),
                    table.due,
                    Case.mediator,
                )
                .join(MediationAgreement)
                .join(Case)
                .where(
                    scope(viewer),
                    Case.status != "merged",
                    MediationAgreement.id.in_(last.group_by(MediationAgreement.case)),
                    table.state.in_(states),
                    table.due <= until,
                )
                .order_by(table.due, Case.id, table.id)
                .limit(most)
            )
            for number, code, agreement, version, of, day, mediator in query.tuples():
                key = key_of(store, viewer, kind, number, code)
                found.append(Due(key, kind, number, code, agreement, version, of or "", day, mediator))
    return sorted(found, key=lambda one: (one.due, one.case_code, one.kind, one.id))[:most]


def key_of(store: Store, viewer: Viewer, kind: str, number: int, case_code: str) -> str:
    """How a sheet names a line: it belongs to this case and to no other, and tells no number of it."""
    proof = store.cipher.find_hash("call_line", f"{kind}:{number}:{case_code}")
    return f"{LETTERS[kind]}-{proof[:_PROOF]}"


def named(store: Store, viewer: Viewer, case_code: str, key: str) -> tuple[str, int] | None:
    """Kind and number of the line of a case that a key names; None where it has none such.

    Raises NotFound for a case that this viewer may not know of.
    """
    case_id = cases.case_id_of(store, viewer, case_code)
    asked: tuple[tuple[str, Any], ...] = ((PERFORMANCE, PerformanceItem), (VISIT, ReturnVisit))
    with store.reading():
        for kind, table in asked:
            query = table.select(table.id).join(MediationAgreement).where(MediationAgreement.case == case_id)
            for (number,) in query.tuples():
                if key_of(store, viewer, kind, number, case_code) == key:
                    return kind, int(number)
    return None


def is_known_visit(
    store: Store,
    viewer: Viewer,
    case_code: str,
    visit_id: int,
    *,
    visited_on: date,
    way: str,
    reached: bool,
    heard: str,
) -> bool:
    """Whether just this was noted of a visit of a case that the viewer may know of; tells nothing else."""
    with store.reading():
        query = (
            ReturnVisit.select(
                ReturnVisit.visited_on, ReturnVisit.way, ReturnVisit.reached, ReturnVisit.heard_cipher
            )
            .join(MediationAgreement)
            .join(Case)
            .where(scope(viewer), Case.case_code == case_code, ReturnVisit.id == visit_id)
        )
        row = query.tuples().first()
    if row is None or row[3] is None:
        return False
    told = store.cipher.decrypt("visit.heard", bytes(row[3]))
    return (row[0], row[1], bool(row[2]), told) == (visited_on, way, reached, heard)


def is_known_finding(
    store: Store,
    viewer: Viewer,
    case_code: str,
    item_id: int,
    *,
    state: str,
    found_on: date,
    amount_fen: int | None,
    remark: str,
) -> bool:
    """Whether just this was noted of an item of a case that the viewer may know of; tells nothing else."""
    with store.reading():
        query = (
            PerformanceRecord.select(
                PerformanceRecord.state,
                PerformanceRecord.found_on,
                PerformanceRecord.amount_fen,
                PerformanceRecord.remark_cipher,
            )
            .join(PerformanceItem)
            .join(MediationAgreement)
            .join(Case)
            .where(scope(viewer), Case.case_code == case_code, PerformanceItem.id == item_id)
        )
        rows = list(query.tuples())
    return any(
        (row[0], row[1], row[2]) == (state, found_on, amount_fen)
        and (store.cipher.decrypt("performance.remark", bytes(row[3])) if row[3] is not None else "")
        == remark
        for row in rows
    )
