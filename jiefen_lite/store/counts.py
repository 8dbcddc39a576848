"""Facts about the data as a whole that every page tells."""

from __future__ import annotations

from datetime import datetime

import peewee as pw

from jiefen_lite.shapes import Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import Batch, BatchRow, CaseSource, CaseUnit


def data_until(store: Store, viewer: Viewer) -> datetime | None:
    """数据截至: when the last batch was confirmed; None where nothing was imported yet.

    A unit's people are told of batches that had something for their unit, or that they brought: when
    other units' ledgers came in is none of theirs.
    """
    wanted = Batch.state == "committed"
    if viewer.sees_cases and not viewer.sees_county:
        cases = CaseUnit.select(CaseUnit.case).where(CaseUnit.unit == viewer.unit)
        rows = CaseSource.select(CaseSource.batch_row).where(CaseSource.case.in_(cases))
        theirs = BatchRow.select(BatchRow.batch).where(BatchRow.id.in_(rows))
        wanted = wanted & ((Batch.imported_by == viewer.name) | Batch.id.in_(theirs))
    with store.reading():
        row = Batch.select(pw.fn.MAX(Batch.committed_at)).where(wanted).tuples().get()
        return row[0] if row else None
