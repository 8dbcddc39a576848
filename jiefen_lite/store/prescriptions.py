"""Notes of people on the prescriptions of a month: append-only, the last one about a prescription holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import peewee as pw

from jiefen_lite.errors import NotAllowed
from jiefen_lite.glossary import ROLES
from jiefen_lite.shapes import PrescriptionNote, Role, Viewer
from jiefen_lite.store import audit
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import Prescription

WRITERS = frozenset({Role.SUPERVISOR})
OPEN, DONE, NOT_DONE, DELAYED = STATES = ("open", "done", "not_done", "delayed")


def notes(
    store: Store, viewer: Viewer, period: str, until: int | None = None
) -> dict[tuple[str, str], PrescriptionNote]:
    """(unit, rule) → what holds in a month; ``until``: as it stood with that note as the last.

    People of a unit are told of their own unit only.
    """
    condition = Prescription.period == period
    if until is not None:
        condition = condition & (Prescription.id <= until)
    if not viewer.sees_county:
        condition = condition & (Prescription.unit == (viewer.unit or ""))
    with store.reading():
        query = Prescription.select().where(condition).order_by(Prescription.id)
        return {(one["unit"], one["rule"]): PrescriptionNote(**one) for one in query.dicts()}


def last_note(store: Store, viewer: Viewer) -> int:
    """The number of the last note of all; 0 where there is none."""
    with store.reading():
        (last,) = Prescription.select(pw.fn.MAX(Prescription.id)).tuples().get()
        return int(last or 0)


def write(
    store: Store,
    viewer: Viewer,
    period: str,
    unit: str,
    rule: str,
    *,
    measure: str,
    acceptance: str,
    owner: str | None,
    due: date | None,
    state: str,
    remark: str | None,
    now: datetime,
) -> None:
    """Note what a supervisor has set about one prescription. Raises NotAllowed for anybody else."""
    if not viewer.roles & WRITERS:
        raise NotAllowed(f"处方由{ROLES[Role.SUPERVISOR]}修改。")
    values: Mapping[str, object] = {
        "period": period,
        "unit": unit,
        "rule": rule,
        "measure": measure,
        "acceptance": acceptance,
        "owner": owner,
        "due": due,
        "state": state,
        "remark": remark,
    }
    with store.writing():
        Prescription.create(**values, set_by=viewer.name, set_at=now)
        detail = {"state": state, "owner": owner, "due": due.isoformat() if due else None}
        audit.record(store, viewer, "prescription", f"{period} {unit} {rule}", now=now, detail=detail)
