"""What people have taught this centre: which field an unknown column header feeds."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import audit
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import LearnedColumn


class LessonRecord(NamedTuple):
    """One header that was taught, also where that was taken back since (``removed_at``)."""

    channel: str
    header: str
    field: str | None
    taught_by: str
    taught_at: datetime
    removed_by: str | None
    removed_at: datetime | None


def columns(store: Store) -> dict[str, dict[str, str | None]]:
    """channel → header → field (None: kept by name, not asked again)."""
    found: dict[str, dict[str, str | None]] = {}
    for one in lessons(store):
        if one.removed_at is None:
            found.setdefault(one.channel, {})[one.header] = one.field
    return found


def lessons(store: Store) -> list[LessonRecord]:
    """Everything that was ever taught, by channel, the newest first."""
    names = [getattr(LearnedColumn, name) for name in LessonRecord._fields]
    with store.reading():
        query = LearnedColumn.select(*names)
        ordered = query.order_by(LearnedColumn.channel, LearnedColumn.taught_at.desc(), LearnedColumn.header)
        return [LessonRecord(*row) for row in ordered.tuples()]


def teach_column(
    store: Store, viewer: Viewer, channel: str, header: str, field: str | None, now: datetime
) -> None:
    """Remember what a header means in files of this channel; the newest word counts."""
    with store.writing():
        LearnedColumn.delete().where(
            LearnedColumn.channel == channel, LearnedColumn.header == header
        ).execute()
        LearnedColumn.create(
            channel=channel, header=header, field=field, taught_by=viewer.name, taught_at=now
        )
        audit.record(store, viewer, "teach_column", f"{channel}:{header}", now=now, detail={"field": field})


def forget_column(store: Store, viewer: Viewer, channel: str, header: str, now: datetime) -> None:
    """What was taught of a header holds no more. Raises NotFound where nothing was."""
    _mark(store, viewer, channel, header, now, removed=True)


def remember_column(store: Store, viewer: Viewer, channel: str, header: str, now: datetime) -> None:
    """What was taken away holds again, as it was taught. Raises NotFound where nothing was taken away."""
    _mark(store, viewer, channel, header, now, removed=False)


def _mark(store: Store, viewer: Viewer, channel: str, header: str, now: datetime, *, removed: bool) -> None:
    said: dict[str, Any] = {
        "removed_by": viewer.name if removed else None,
        "removed_at": now if removed else None,
    }
    with store.writing():
        query = LearnedColumn.update(said).where(
            LearnedColumn.channel == channel,
            LearnedColumn.header == header,
            LearnedColumn.removed_at.is_null(removed),
        )
        if not query.execute():
            raise NotFound(f"“{header}”的对照刚刚有人改过，请看一看现在的样子。")
        action = "forget_column" if removed else "remember_column"
        audit.record(store, viewer, action, f"{channel}:{header}", now=now)
