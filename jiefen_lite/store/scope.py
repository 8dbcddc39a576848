"""Who may know of which cases: the one condition that every list, search and count begins with."""

from __future__ import annotations

import peewee as pw

from jiefen_lite.shapes import Viewer
from jiefen_lite.store.tables import LIVE, Case, CaseUnit


def scope(viewer: Viewer, case: type[Case] = Case, *, aside: bool = False) -> pw.Expression:
    """Which cases this viewer may know of: everybody only live ones, a unit only its own.

    ``case``: another alias of the table, where a query looks at two cases. ``aside``: the unit's cases are
    many and something else of the question finds fewer, so that SQLite shall not begin with them.
    """
    live = case.live == LIVE
    if viewer.sees_county:
        return live
    if viewer.sees_cases:
        own = CaseUnit.select(CaseUnit.case).where(CaseUnit.unit == viewer.unit)
        return live & (tested(case.id, own) if aside else case.id.in_(own))
    return live & (case.id == -1)


def scope_of_few(viewer: Viewer) -> pw.Expression:
    """The same where something else of the question names one case or a few: each is looked up in its units.

    Otherwise SQLite would first write down all cases of the unit, tens of thousands for one that is asked.
    """
    if viewer.sees_county or not viewer.sees_cases:
        return scope(viewer)
    own = CaseUnit.select().where(CaseUnit.case == Case.id, CaseUnit.unit == viewer.unit)
    return (Case.live == LIVE) & pw.fn.EXISTS(own)


def tested(number: pw.Field, among: pw.Node) -> pw.Expression:
    """That a number is among others, as a test of each row: the + keeps SQLite from looking them up first."""
    return pw.Expression(pw.NodeList((pw.SQL("+"), number), glue=""), pw.OP.IN, among)


def is_large(viewer: Viewer, most: int) -> bool:
    """Whether a unit's people have more than ``most`` cases before them."""
    if viewer.sees_county or not viewer.sees_cases:
        return False
    few = CaseUnit.select(CaseUnit.case).where(CaseUnit.unit == viewer.unit).limit(most + 1)
    return len(few.tuples()) > most
