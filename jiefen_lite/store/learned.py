"""What people have taught this centre: which field an unknown column header feeds."""

from __future__ import annotations

from datetime import datetime

from jiefen_lite.shapes import Viewer
from jiefen_lite.store import audit
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import LearnedColumn


def columns(store: Store) -> dict[str, dict[str, str | None]]:
    """channel → header → field (None: kept by name, not asked again)."""
    with store.reading():
        found: dict[str, dict[str, str | None]] = {}
        for row in LearnedColumn.select().dicts():
            found.setdefault(row["channel"], {})[row["header"]] = row["field"]
        return found


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
