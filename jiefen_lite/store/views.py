"""Searches that people keep under a name: the words and filters of a list, never a number of a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee as pw

from jiefen_lite.errors import JiefenError, NotFound
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import audit
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import SavedView

#: One person keeps so many, or the list is no shortcut any more.
MOST = 20
#: Offered to the centre's people.
CENTRE = "*"


@dataclass(frozen=True, slots=True)
class ViewRecord:
    """One kept search; ``mine``: this viewer made it, so that he may change it."""

    id: int
    name: str
    parameters: Mapping[str, str]
    offered: bool
    mine: bool


def listed(store: Store, viewer: Viewer) -> list[ViewRecord]:
    """This viewer's own searches, then those that others offer him, the oldest first."""
    with store.reading():
        query = SavedView.select().where(_visible(viewer)).order_by(SavedView.id)
        found = [_record(viewer, row) for row in query.dicts()]
        return sorted(found, key=lambda one: not one.mine)


def get_own(store: Store, viewer: Viewer, view_id: int) -> ViewRecord:
    """A search that this viewer made. Raises NotFound alike for another's and for none."""
    with store.reading():
        row = SavedView.select().where(_own(viewer), SavedView.id == view_id).dicts().first()
        if row is None:
            raise NotFound("没有这个常用查询，或它不是您存的。")
        return _record(viewer, row)


def add(store: Store, viewer: Viewer, name: str, parameters: Mapping[str, str], now: datetime) -> int:
    """Keep a search under a name. Raises JiefenError for a name in use, or too many."""
    with store.writing():
        names = [one.name for one in listed(store, viewer) if one.mine]
        _require_new(names, name)
        if len(names) >= MOST:
            raise JiefenError(f"一个人最多存 {MOST} 个常用查询，请先删掉不用的。")
        kept = SavedView.create(
            owner=viewer.user_id,
            name=name,
            parameters=json.dumps(dict(parameters), ensure_ascii=False, sort_keys=True),
            saved_at=now,
        )
        _note(store, viewer, "save_view", int(kept.id), now, filters=sorted(parameters))
        return int(kept.id)


def rename(store: Store, viewer: Viewer, view_id: int, name: str, now: datetime) -> str:
    """Give an own search another name; returns the old one."""
    with store.writing():
        old = get_own(store, viewer, view_id).name
        if name != old:
            _require_new([one.name for one in listed(store, viewer) if one.mine], name)
            SavedView.update(name=name).where(SavedView.id == view_id).execute()
            _note(store, viewer, "rename_view", view_id, now)
        return old


def offer(store: Store, viewer: Viewer, view_id: int, now: datetime, *, offered: bool) -> None:
    """Let the others of one's unit (of the centre, for its people) see an own search too, or no longer."""
    with store.writing():
        get_own(store, viewer, view_id)
        to = (viewer.unit or CENTRE) if offered else None
        SavedView.update(offered_to=to).where(SavedView.id == view_id).execute()
        _note(store, viewer, "offer_view", view_id, now, offered=offered)


def remove(store: Store, viewer: Viewer, view_id: int, now: datetime) -> ViewRecord:
    """Forget an own search; what it was comes back, so that it can be kept again."""
    with store.writing():
        gone = get_own(store, viewer, view_id)
        SavedView.delete().where(SavedView.id == view_id).execute()
        _note(store, viewer, "remove_view", view_id, now)
        return gone


def _own(viewer: Viewer) -> pw.Expression:
    return SavedView.owner == (-1 if viewer.user_id is None else viewer.user_id)


def _visible(viewer: Viewer) -> pw.Expression:
    visible = _own(viewer)
    if viewer.sees_county:
        visible |= SavedView.offered_to == CENTRE
    if viewer.unit is not None:
        visible |= SavedView.offered_to == viewer.unit
    return visible


def _require_new(names: list[str], name: str) -> None:
    if name in names:
        raise JiefenError(f"您已经有一个常用查询叫“{name}”，请换一个名字。")


def _record(viewer: Viewer, row: Mapping[str, Any]) -> ViewRecord:
    return ViewRecord(
        row["id"],
        row["name"],
        json.loads(row["parameters"]),
        row["offered_to"] is not None,
        row["owner"] == viewer.user_id,
    )


def _note(store: Store, viewer: Viewer, action: str, view_id: int, now: datetime, **detail: Any) -> None:
    audit.record(store, viewer, action, f"view:{view_id}", now=now, detail=detail)
