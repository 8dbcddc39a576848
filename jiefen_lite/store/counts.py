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
    with store.reading():
        if viewer.sees_cases and not viewer.sees_county:
            return _of_unit(store, viewer, wanted)
        return _last(wanted)


def _of_unit(store: Store, viewer: Viewer, wanted: pw.Expression) -> datetime | None:
    """Looked for among all of a unit's cases, which is done anew only when it can have changed."""
    cases = CaseUnit.select(CaseUnit.case).where(CaseUnit.unit == viewer.unit)
    about = CaseUnit.select(pw.fn.COUNT(CaseUnit.case), pw.fn.SUM(CaseUnit.case)).where(
        CaseUnit.unit == viewer.unit
    )
    batches = Batch.select(pw.fn.COUNT(Batch.id), pw.fn.SUM(Batch.id), pw.fn.MAX(Batch.committed_at))
    mark = (about.tuples().get(), batches.where(wanted).tuples().get())
    question = ("data_until", viewer.unit, viewer.name)
    known = store.found_out.get(question)
    if known is None or known[0] != mark:
        rows = CaseSource.select(CaseSource.batch_row).where(CaseSource.case.in_(cases))
        theirs = BatchRow.select(BatchRow.batch).where(BatchRow.id.in_(rows))
        known = mark, _last(wanted & ((Batch.imported_by == viewer.name) | Batch.id.in_(theirs)))
        store.found_out[question] = known
    last: datetime | None = known[1]
    return last


def _last(wanted: pw.Expression) -> datetime | None:
    row = Batch.select(pw.fn.MAX(Batch.committed_at)).where(wanted).tuples().get()
    return row[0] if row else None
