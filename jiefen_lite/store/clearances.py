"""Requests to see the people of one case in clear: what was asked, what was answered, until when it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee as pw

from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, Clearance

ASKED, GRANTED, REFUSED = "asked", "granted", "refused"
#: Who decides, and so reads everybody's requests; all others read their own.
SETTLERS = frozenset({Role.SUPERVISOR})
_REASON, _ANSWER = "clearance.reason", "clearance.answer"


@dataclass(frozen=True, slots=True)
class ClearanceRecord:
    """One request and its answer; ``until`` only where it was granted."""

    id: int
    case_code: str
    asked_by: str
    asked_at: datetime
    reason: str
    state: str
    settled_by: str | None
    settled_at: datetime | None
    answer: str | None
    until: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether it lets its person see the people in clear now."""
        return self.until is not None and now < self.until


def ask(store: Store, viewer: Viewer, case_id: int, reason: str, now: datetime) -> int:
    """Keep a request; its number (inside a write)."""
    made = Clearance.create(
        case=case_id,
        asked_by=viewer.name,
        asked_at=now,
        reason_cipher=store.cipher.encrypt(_REASON, reason),
        state=ASKED,
    )
    return int(made.id)


def settle(
    store: Store, viewer: Viewer, number: int, answer: str, until: datetime | None, now: datetime
) -> None:
    """Answer a request: granted until then, or refused (inside a write)."""
    said = {
        "state": REFUSED if until is None else GRANTED,
        "settled_by": viewer.name,
        "settled_at": now,
        "answer_cipher": store.cipher.encrypt(_ANSWER, answer) if answer else None,
        "until": until,
    }
    Clearance.update(said).where(Clearance.id == number).execute()


def get(store: Store, viewer: Viewer, number: int) -> ClearanceRecord:
    """One request. Raises NotFound alike for another's and for none."""
    with store.reading():
        row = _select(viewer).where(Clearance.id == number).dicts().first()
    if row is None:
        raise NotFound("没有这条申请，或它不是您提的，请回到案件页查看。")
    return _record(store, row)


def of_case(store: Store, viewer: Viewer, case_code: str) -> list[ClearanceRecord]:
    """The requests about a case that this viewer may read, the newest first."""
    with store.reading():
        rows = _select(viewer).where(Case.case_code == case_code).order_by(Clearance.id.desc())
        return [_record(store, row) for row in rows.dicts()]


def listed(store: Store, viewer: Viewer, *, limit: int) -> list[ClearanceRecord]:
    """The requests that this viewer may read: those that wait first, then the newest."""
    waiting = pw.Case(None, [(Clearance.state == ASKED, 0)], 1)
    with store.reading():
        rows = _select(viewer).order_by(waiting, Clearance.id.desc()).limit(limit)
        return [_record(store, row) for row in rows.dicts()]


def count_waiting(store: Store, viewer: Viewer) -> int:
    """How many requests wait for this viewer's answer; his own do not."""
    if not viewer.roles & SETTLERS:
        return 0
    with store.reading():
        waits = (Clearance.state == ASKED) & (Clearance.asked_by != viewer.name)
        return int(_select(viewer).where(waits).count())


def holds(viewer: Viewer, case_id: int, now: datetime) -> bool:
    """Whether somebody was granted to see the people of a case in clear and still may (inside a reading)."""
    query = Clearance.select().where(
        Clearance.case == case_id, Clearance.asked_by == viewer.name, Clearance.until > now
    )
    return bool(query.exists())


def _select(viewer: Viewer) -> pw.ModelSelect:
    query = Clearance.select(Clearance, Case.case_code).join(Case).where(scope(viewer))
    return query if viewer.roles & SETTLERS else query.where(Clearance.asked_by == viewer.name)


def _record(store: Store, row: Mapping[str, Any]) -> ClearanceRecord:
    answer = row["answer_cipher"]
    return ClearanceRecord(
        id=row["id"],
        case_code=row["case_code"],
        asked_by=row["asked_by"],
        asked_at=row["asked_at"],
        reason=store.cipher.decrypt(_REASON, bytes(row["reason_cipher"])),
        state=row["state"],
        settled_by=row["settled_by"],
        settled_at=row["settled_at"],
        answer=store.cipher.decrypt(_ANSWER, bytes(answer)) if answer is not None else None,
        until=row["until"],
    )
