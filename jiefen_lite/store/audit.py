"""Who looked at or did what: append-only, hash-chained, written in the same transaction as the deed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jiefen_lite.shapes import Viewer
from jiefen_lite.store import chain
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import AuditEntry


def record(
    store: Store,
    viewer: Viewer,
    action: str,
    object: str,
    *,
    now: datetime,
    result: str = "ok",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Append one entry. ``detail`` must not hold personal data; no audit, no action."""
    with store.writing():
        last = AuditEntry.select(AuditEntry.hash).order_by(AuditEntry.id.desc()).tuples().first()
        previous = last[0] if last else chain.FIRST
        entry: dict[str, Any] = {
            "at": now.replace(microsecond=0),
            "user_name": viewer.name,
            "roles": ",".join(sorted(viewer.roles)),
            "address": viewer.address,
            "action": action,
            "object": object,
            "result": result,
            "detail": json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, default=str),
        }
        mark = chain.audit_hash(previous, entry)
        chain.remember_end("audit", AuditEntry.create(**entry, prev_hash=previous, hash=mark).id, mark)


def entries(store: Store, viewer: Viewer, *, limit: int = 200, offset: int = 0) -> list[dict[str, Any]]:
    """The newest entries first; for the auditor's page."""
    with store.reading():
        query = AuditEntry.select().order_by(AuditEntry.id.desc()).limit(limit).offset(offset)
        return list(query.dicts())


def last(store: Store, viewer: Viewer, action: str, object: str) -> dict[str, Any] | None:
    """The last entry about an action on an object: when, who did it, its particulars; None without one."""
    with store.reading():
        query = AuditEntry.select(AuditEntry.at, AuditEntry.user_name, AuditEntry.detail).where(
            AuditEntry.action == action, AuditEntry.object == object, AuditEntry.result == "ok"
        )
        found: dict[str, Any] | None = query.order_by(AuditEntry.id.desc()).limit(1).dicts().first()
        return None if found is None else found | {"detail": json.loads(found["detail"])}


def last_failure(
    store: Store, viewer: Viewer, action: str, object: str | None = None
) -> dict[str, Any] | None:
    """The last entry about an action (upon one object), where it tells of a failure: when, and why."""
    with store.reading():
        query = AuditEntry.select().where(AuditEntry.action == action)
        if object is not None:
            query = query.where(AuditEntry.object == object)
        last = query.order_by(AuditEntry.id.desc()).limit(1).dicts().first()
        if last is None or last["result"] == "ok":
            return None
        return {"at": last["at"], "detail": json.loads(last["detail"])}
