"""Facts about the data as a whole that every page tells."""

from __future__ import annotations

from datetime import datetime

import peewee as pw

from jiefen_lite.shapes import Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import Batch


def data_until(store: Store, viewer: Viewer) -> datetime | None:
    """数据截至: when the last batch was confirmed; None where nothing was imported yet.

    Known to everybody who signs in: it tells of no case.
    """
    with store.reading():
        row = Batch.select(pw.fn.MAX(Batch.committed_at)).where(Batch.state == "committed").tuples().get()
        return row[0] if row else None
