"""Which known sources a person's file may speak of: a unit's file never reaches another unit's cases.

Without this a unit could learn from a preview that another unit has a case of some source number, and
could take that case over by bringing a ledger that says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence

import peewee as pw

from jiefen_lite.shapes import Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import LIVE, Batch, BatchRow, Case, CaseSource, CaseUnit, User

CHUNK = 500


def beyond(store: Store, viewer: Viewer, keys: Sequence[str]) -> set[str]:
    """Those of ``keys`` under which a case is known that is neither this viewer's nor brought by his unit."""
    if viewer.sees_county:
        return set()
    found: set[str] = set()
    with store.reading():
        for at in range(0, len(keys), CHUNK):
            query = (
                CaseSource.select(CaseSource.natural_key)
                .join(Case)
                .where(CaseSource.natural_key.in_(keys[at : at + CHUNK]), _of_others(viewer))
            )
            found.update(key for (key,) in query.tuples())
    return found


def crosses(store: Store, viewer: Viewer, batch_id: int) -> bool:
    """Whether a batch of this viewer would touch such a case: one that came in after the file was read."""
    if viewer.sees_county:
        return False
    with store.reading():
        query = (
            BatchRow.select(BatchRow.id)
            .join(CaseSource, on=(CaseSource.natural_key == BatchRow.natural_key))
            .join(Case)
            .where(BatchRow.batch == batch_id, _of_others(viewer))
        )
        return bool(query.exists())


def _of_others(viewer: Viewer) -> pw.Expression:
    colleagues = User.select(User.name).where(User.unit == viewer.unit)
    brought = Batch.select(Batch.id).where(
        (Batch.imported_by == viewer.name) | Batch.imported_by.in_(colleagues)
    )
    given = CaseUnit.select(CaseUnit.case).where(CaseUnit.unit == viewer.unit)
    by_others = Case.batch.is_null(True) | Case.batch.not_in(brought)
    return (Case.live == LIVE) & by_others & Case.id.not_in(given)
