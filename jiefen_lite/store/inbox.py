"""What came in through the watched folder: one row a file, for its page and for going on after a crash."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import peewee as pw

from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import Batch, InboxFile

#: Whose desk the watched folder is; others see nothing of it.
_DESK = frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR, Role.OPERATOR})


@dataclass(frozen=True, slots=True)
class InboxRecord:
    """One file: what became of it (``done``, ``asking``, ``failed``), its batch, where it lies now."""

    id: int
    name: str
    sha256: str
    state: str
    words: Sequence[str]
    batch_id: int | None
    batch_state: str | None
    at: datetime
    place: str | None


def add(
    store: Store,
    viewer: Viewer,
    *,
    name: str,
    sha256: str,
    state: str,
    words: Sequence[str],
    batch_id: int | None,
    place: str,
    now: datetime,
) -> InboxRecord:
    """Remember what became of a file, before it is moved to ``place``; audited."""
    with store.writing():
        row = InboxFile.create(
            name=name[:255],
            sha256=sha256,
            state=state,
            words=json.dumps(list(words), ensure_ascii=False),
            batch=batch_id,
            at=now,
            place=place,
        )
        detail = {"state": state, "sha256": sha256, "batch": batch_id}
        audit.record(store, viewer, "inbox", f"inbox:{row.id}", now=now, detail=detail)
    return InboxRecord(int(row.id), name[:255], sha256, state, tuple(words), batch_id, None, now, place)


def moved(store: Store, record_id: int, *, place: str | None) -> None:
    """The file lies at its place now; None: it stayed, or was deleted."""
    with store.writing():
        InboxFile.update(moved=True, place=place).where(InboxFile.id == record_id).execute()


def listed(store: Store, viewer: Viewer, *, limit: int = 100) -> list[InboxRecord]:
    """The files that came in last and have left the folder, newest first."""
    return _found(store, viewer, InboxFile.moved == True, limit)  # noqa: E712


def unmoved(store: Store, viewer: Viewer, sha256: str) -> InboxRecord | None:
    """A file of this content that was taken in and not yet moved when everything stopped."""
    found = _found(store, viewer, (InboxFile.sha256 == sha256) & (InboxFile.moved == False), 1)  # noqa: E712
    return found[0] if found else None


def tells_of(store: Store, viewer: Viewer, batch_id: int) -> bool:
    """Whether it is remembered which file a batch was made of."""
    return bool(_found(store, viewer, InboxFile.batch == batch_id, 1))


def older(store: Store, viewer: Viewer, before: datetime) -> list[InboxRecord]:
    """Files taken in before a day of which nothing is wrong and which still lie in the folder."""
    wanted = (
        (InboxFile.at < before)
        & InboxFile.state.in_(["done", "asking"])
        & (InboxFile.moved == True)  # noqa: E712
        & InboxFile.place.is_null(False)
    )
    return _found(store, viewer, wanted, 1000)


def _found(store: Store, viewer: Viewer, condition: object, limit: int) -> list[InboxRecord]:
    if not viewer.roles & _DESK:
        return []
    with store.reading():
        query = (
            InboxFile.select(InboxFile, Batch.state.alias("batch_state"))
            .join(Batch, pw.JOIN.LEFT_OUTER)
            .where(condition)
            .order_by(InboxFile.id.desc())
            .limit(limit)
        )
        return [
            InboxRecord(
                row["id"],
                row["name"],
                row["sha256"],
                row["state"],
                tuple(json.loads(row["words"])),
                row["batch"],
                row["batch_state"],
                row["at"],
                row["place"],
            )
            for row in query.dicts()
        ]
