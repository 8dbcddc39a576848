"""Facts about the data as a whole that every page tells."""

from __future__ import annotations

from datetime import datetime

import peewee as pw

from jiefen_lite.shapes import Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import LIVE, Batch, Case, CaseUnit, User


def data_until(store: Store, viewer: Viewer) -> datetime | None:
    """数据截至: when the last batch was confirmed; None where nothing was imported yet.

    A unit's people are told of the last file that one of them brought or that brought them a case: when
    others' files come in is none of their business. For everybody else it tells of no case.
    """
    committed = Batch.select(pw.fn.MAX(Batch.committed_at)).where(Batch.state == "committed")
    with store.reading():
        if viewer.sees_county or viewer.unit is None:
            (last,) = committed.tuples().get()
            return last  # type: ignore[no-any-return]
        colleagues = User.select(User.name).where(User.unit == viewer.unit)
        newest = (  # cases are numbered in the order in which they come in
            Case.select(Case.batch)
            .join(CaseUnit)
            .where(CaseUnit.unit == viewer.unit, Case.live == LIVE, Case.batch.is_null(False))
            .order_by(CaseUnit.case.desc())
            .limit(1)
            .tuples()
            .first()
        )
        brought = Batch.imported_by.in_(colleagues) | (Batch.id == (newest[0] if newest else -1))
        (last,) = committed.where(brought).tuples().get()
        return last  # type: ignore[no-any-return]
