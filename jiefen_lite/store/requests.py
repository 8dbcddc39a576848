"""Steps that somebody has asked for and that others have to agree to, before and after they are settled."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiefen_lite import text
from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import cases, writing
from jiefen_lite.store.database import Store
from jiefen_lite.store.hiding import Hider
from jiefen_lite.store.tables import Case, CaseRequest

PROPOSED, ENDORSED, APPROVED = "proposed", "endorsed", "approved"
DECLINED, TAKEN_BACK, LAPSED = "declined", "taken_back", "lapsed"
OPEN = (PROPOSED, ENDORSED)


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One step that was asked for, as its viewer may read it; ``raw`` is what was filled in."""

    id: int
    action: str
    state: str
    unit: str | None
    raw: Mapping[str, Any]
    proposed_by: str
    proposed_at: datetime
    endorsed_by: str | None
    endorsed_at: datetime | None
    settled_by: str | None
    settled_at: datetime | None
    reason: str | None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.state in OPEN


def add(
    store: Store,
    viewer: Viewer,
    case_id: int,
    action: str,
    entries: Mapping[str, Any],
    now: datetime,
) -> None:
    """Keep what somebody asks for (inside a write); numbers of persons are masked, as in every history."""
    CaseRequest.create(
        case=case_id,
        action=action,
        state=PROPOSED,
        unit=viewer.unit,
        entries=json.dumps(_each(entries, text.mask_text), ensure_ascii=False),
        proposed_by=viewer.name,
        proposed_at=now,
    )


def of_case(store: Store, viewer: Viewer, case_code: str) -> list[RequestRecord]:
    """All that was asked for in a case, oldest first: the centre's people see all, a unit its own."""
    case_id = cases.case_id_of(store, viewer, case_code)
    with store.reading():
        query = CaseRequest.select().where(CaseRequest.case == case_id).order_by(CaseRequest.id)
        rows = list(query.dicts())
        if not rows:
            return []
        (secrecy,) = Case.select(Case.secrecy).where(Case.id == case_id).tuples().get()
        parties = writing.load_parties(store, case_id)
    hide = Hider(viewer, bool(secrecy), parties, clear=False)
    return [_record(row, hide) for row in rows if viewer.sees_county or row["unit"] == viewer.unit]


def waiting(store: Store, viewer: Viewer, case_code: str) -> frozenset[str]:
    """The steps that somebody has asked for and nobody has answered yet, whoever asked."""
    return open_in(store, viewer, cases.case_id_of(store, viewer, case_code))


def open_in(store: Store, viewer: Viewer, case_id: int) -> frozenset[str]:
    """The same by the number of a case that the desk has found through its viewer."""
    with store.reading():
        query = CaseRequest.select(CaseRequest.action).where(
            CaseRequest.case == case_id, CaseRequest.state.in_(OPEN)
        )
        return frozenset(action for (action,) in query.tuples())


def get(store: Store, viewer: Viewer, case_code: str, request_id: int) -> RequestRecord:
    """One of them. Raises NotFound where this viewer may not know of it."""
    for one in of_case(store, viewer, case_code):
        if one.id == request_id:
            return one
    raise NotFound("没有这项申请，或它不在您的办理范围内，请回到案件查看。")


def entries_of(store: Store, viewer: Viewer, request_id: int) -> dict[str, Any]:
    """What was filled in, for doing it; the caller has found the request through its viewer."""
    with store.reading():
        (entries,) = (
            CaseRequest.select(CaseRequest.entries).where(CaseRequest.id == request_id).tuples().get()
        )
        return dict(json.loads(entries))


def endorse(store: Store, viewer: Viewer, request_id: int, now: datetime) -> None:
    """The first of two has agreed (inside a write)."""
    said = {"state": ENDORSED, "endorsed_by": viewer.name, "endorsed_at": now}
    CaseRequest.update(said).where(CaseRequest.id == request_id).execute()


def settle(
    store: Store, viewer: Viewer, request_id: int, state: str, now: datetime, reason: str | None = None
) -> None:
    """It is decided or taken back (inside a write)."""
    said = {
        "state": state,
        "settled_by": viewer.name,
        "settled_at": now,
        "reason": text.mask_text(reason) if reason else None,
    }
    CaseRequest.update(said).where(CaseRequest.id == request_id).execute()


def lapse(store: Store, viewer: Viewer, case_id: int, now: datetime, *, kept: Collection[str] = ()) -> None:
    """What waits in a case and is not among the ``kept`` actions is needed no more (inside a write)."""
    waiting = (CaseRequest.case == case_id) & CaseRequest.state.in_(OPEN)
    if kept:
        waiting = waiting & CaseRequest.action.not_in(list(kept))
    said = {"state": LAPSED, "settled_by": viewer.name, "settled_at": now}
    CaseRequest.update(said).where(waiting).execute()


def _record(row: Mapping[str, Any], hide: Hider) -> RequestRecord:
    return RequestRecord(
        id=row["id"],
        action=row["action"],
        state=row["state"],
        unit=row["unit"],
        raw=_each(json.loads(row["entries"]), lambda words: hide(words) or ""),
        proposed_by=row["proposed_by"],
        proposed_at=row["proposed_at"],
        endorsed_by=row["endorsed_by"],
        endorsed_at=row["endorsed_at"],
        settled_by=row["settled_by"],
        settled_at=row["settled_at"],
        reason=hide(row["reason"]),
    )


def _each(entries: Mapping[str, Any], change: Any) -> dict[str, Any]:
    return {
        name: [change(one) for one in value] if isinstance(value, list) else change(value)
        for name, value in entries.items()
    }
