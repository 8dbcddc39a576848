"""Merged cases and their masters: a merged case counts as its master, which shows its sources."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import peewee as pw

from jiefen_lite.shapes import CaseQuery, Channel, Outcome, SourceRef, Status, Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import LIVE, Case, CaseSource

_CHUNK = 500


def counts_once(query: CaseQuery) -> bool:
    """Whether merged cases are left out of what is asked for; not where it asks for just them."""
    named = {name for name, _value in query.where} & {"case_code", "status", "outcome"}
    of_merged = query.status == Status.MERGED or query.outcome == Outcome.MERGED
    return not (named or of_merged or query.case_codes or query.batch)


def stands_for_itself(viewer: Viewer) -> pw.Expression:
    """No case that was merged into another which this viewer knows of.

    From a unit that does not know the master its own case must not vanish. For the centre the status
    alone tells, which the index of the counts has.
    """
    single = Case.status != Status.MERGED
    if viewer.sees_county:
        return single
    master = Case.alias()
    of_case = scope(viewer, master) & (master.case_code == Case.master_case)
    return single | ~pw.fn.EXISTS(master.select(master.id).where(of_case))


def with_masters(found: pw.Expression) -> pw.Expression:
    """The cases that a condition finds, and those into which one of them was merged."""
    merged = Case.select(Case.master_case).where(Case.master_case.is_null(False), Case.live == LIVE, found)
    return found | Case.case_code.in_(merged)


def with_few_masters(store: Store, found: pw.Expression) -> pw.Expression:
    """As :func:`with_masters`, with the masters listed: few cases are merged, a list is quickly asked."""
    merged = Case.select(Case.master_case).where(Case.master_case.is_null(False), Case.live == LIVE, found)
    known = Case.select(Case.id).where(Case.case_code.in_([code for (code,) in merged.tuples()]))
    ids = [number for (number,) in known.tuples()]
    return found | Case.id.in_(store.among(ids)) if ids else found


def sources(viewer: Viewer, codes: Mapping[str, int]) -> Iterator[tuple[int, SourceRef]]:
    """The sources that merged cases have brought to these masters (code → inner number), oldest first."""
    for chunk in _chunks(codes):
        query = (
            CaseSource.select(
                Case.master_case,
                CaseSource.channel,
                CaseSource.source_no,
                CaseSource.received_at,
                Case.case_code,
                Case.source_due,
            )
            .join(Case)
            .where(Case.master_case.in_(chunk), Case.live == LIVE)
            .order_by(CaseSource.received_at, CaseSource.id)
        )
        for master, channel, number, received, part, due in query.tuples():
            told = part if viewer.sees_county else None
            yield codes[master], SourceRef(Channel(channel), number, received, told, due)


def having_parts() -> set[str]:
    """Codes of the cases into which others were merged: few, so that not every case need be asked about."""
    query = Case.select(Case.master_case).distinct().where(Case.master_case.is_null(False), Case.live == LIVE)
    return {code for (code,) in query.tuples()}


def known(viewer: Viewer, codes: Collection[str]) -> set[str]:
    """Those of these masters that this viewer may know of."""
    found: set[str] = set()
    for chunk in _chunks(codes):
        query = Case.select(Case.case_code).where(scope(viewer), Case.case_code.in_(chunk))
        found.update(code for (code,) in query.tuples())
    return found


def _chunks(codes: Collection[str]) -> Iterator[list[str]]:
    wanted = sorted(codes)
    return (wanted[at : at + _CHUNK] for at in range(0, len(wanted), _CHUNK))
