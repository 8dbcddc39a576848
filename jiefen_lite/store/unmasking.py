"""明文申请: who asked to see the people of a case in clear, what he was told, and until when a yes holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee as pw

from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, UnmaskRequest

OPEN, GRANTED, REFUSED = "open", "granted", "refused"
#: Who sees people in clear only after somebody else has said yes; others may by their roles, or never.
ASKERS = frozenset({Role.LEADER})

_REASON, _ANSWER = "unmask_request.reason", "unmask_request.answer"


@dataclass(frozen=True, slots=True)
class UnmaskRecord:
    """One request, in clear to whoever asked and to whoever answers."""

    id: int
    case_code: str
    asked_by: str
    asked_at: datetime
    reason: str
    state: str
    answered_by: str | None
    answered_at: datetime | None
    answer: str | None
    until: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether its yes still counts."""
        return self.state == GRANTED and self.until is not None and now < self.until


def holds(viewer: Viewer, case_id: int, now: datetime) -> bool:
    """Whether somebody who has to ask was given leave for this case that has not ended (in a reading)."""
    if not viewer.roles & ASKERS:
        return False
    given = UnmaskRequest.select().where(
        UnmaskRequest.case == case_id,
        UnmaskRequest.asked_by == viewer.name,
        UnmaskRequest.state == GRANTED,
        UnmaskRequest.until > now,
    )
    return bool(given.exists())


def add(store: Store, viewer: Viewer, case_id: int, reason: str, now: datetime) -> None:
    """Keep what somebody asks for (inside a write)."""
    UnmaskRequest.create(
        case=case_id,
        asked_by=viewer.name,
        asked_at=now,
        reason_cipher=store.cipher.encrypt(_REASON, reason),
        state=OPEN,
    )


def answer(
    store: Store, viewer: Viewer, number: int, words: str, until: datetime | None, now: datetime
) -> None:
    """Say yes (``until`` when) or no to a request that is open (inside a write)."""
    UnmaskRequest.update(
        state=REFUSED if until is None else GRANTED,
        answered_by=viewer.name,
        answered_at=now,
        answer_cipher=store.cipher.encrypt(_ANSWER, words) if words else None,
        until=until,
    ).where(UnmaskRequest.id == number, UnmaskRequest.state == OPEN).execute()


def get(store: Store, viewer: Viewer, number: int) -> UnmaskRecord:
    """One request about a case of this viewer. Raises NotFound alike for another's and for none."""
    with store.reading():
        row = _asked(viewer).where(UnmaskRequest.id == number).dicts().first()
        if row is None:
            raise NotFound("没有这条明文申请，请回到列表再看。")
        return _record(store, row)


def of_case(store: Store, viewer: Viewer, case_code: str, asked_by: str) -> list[UnmaskRecord]:
    """What one person has asked about a case, the newest first."""
    mine = (Case.case_code == case_code) & (UnmaskRequest.asked_by == asked_by)
    with store.reading():
        query = _asked(viewer).where(mine).order_by(UnmaskRequest.id.desc())
        return [_record(store, row) for row in query.dicts()]


def listing(
    store: Store, viewer: Viewer, *, asked_by: str | None = None, limit: int = 50, offset: int = 0
) -> list[UnmaskRecord]:
    """Requests, those that wait for an answer first, then the newest; of one person where he is named."""
    with store.reading():
        query = _asked(viewer)
        if asked_by is not None:
            query = query.where(UnmaskRequest.asked_by == asked_by)
        waits_first = pw.Case(None, [(UnmaskRequest.state == OPEN, 0)], 1)
        query = query.order_by(waits_first, UnmaskRequest.id.desc()).limit(limit).offset(offset)
        return [_record(store, row) for row in query.dicts()]


def waiting(store: Store, viewer: Viewer) -> int:
    """How many requests of other people nobody has answered."""
    with store.reading():
        query = _asked(viewer).where(UnmaskRequest.state == OPEN, UnmaskRequest.asked_by != viewer.name)
        return int(query.count())


def _asked(viewer: Viewer) -> pw.ModelSelect:
    return UnmaskRequest.select(UnmaskRequest, Case.case_code).join(Case).where(scope(viewer))


def _record(store: Store, row: dict[str, Any]) -> UnmaskRecord:
    said = row["answer_cipher"]
    return UnmaskRecord(
        id=row["id"],
        case_code=row["case_code"],
        asked_by=row["asked_by"],
        asked_at=row["asked_at"],
        reason=store.cipher.decrypt(_REASON, bytes(row["reason_cipher"])),
        state=row["state"],
        answered_by=row["answered_by"],
        answered_at=row["answered_at"],
        answer=store.cipher.decrypt(_ANSWER, bytes(said)) if said is not None else None,
        until=row["until"],
    )
