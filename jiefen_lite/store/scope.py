"""Who may know of which cases: the one condition that every list, search and count begins with."""

from __future__ import annotations

import peewee as pw

from jiefen_lite.shapes import Viewer
from jiefen_lite.store.tables import LIVE, Case, CaseUnit


def scope(viewer: Viewer, case: type[Case] = Case) -> pw.Expression:
    """Which cases this viewer may know of: everybody only live ones, a unit only its own.

    ``case``: another alias of the table, where a query looks at two cases.
    """
    live = case.live == LIVE
    if viewer.sees_county:
        return live
    if viewer.sees_cases:
        return live & case.id.in_(CaseUnit.select(CaseUnit.case).where(CaseUnit.unit == viewer.unit))
    return live & (case.id == -1)
