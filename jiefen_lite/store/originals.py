"""Petitions that come again, and the original case of each: by the number that their ledger writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import peewee as pw

from jiefen_lite import jsontext
from jiefen_lite.shapes import Status, Viewer
from jiefen_lite.store import sourcenos
from jiefen_lite.store.batches import ROW_AAD
from jiefen_lite.store.cases import ENDED
from jiefen_lite.store.database import Store
from jiefen_lite.store.likeness import LINKED
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import LIVE, BatchRow, Case, CaseOriginal, CaseSource


@dataclass(frozen=True, slots=True)
class Again:
    """An open case of which its ledger says that it comes again, with the numbers it names."""

    case_id: int
    received_at: datetime
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A case that comes again beside its original (or the case that this was merged into)."""

    case_id: int
    original_no: str  # as the repeat's own ledger may write it
    original_open: bool
    original_due: date | None


@dataclass(frozen=True, slots=True)
class Linked:
    """The other case of a pair, as far as this viewer may know of it."""

    case_code: str
    source_no: str | None
    status: Status
    received_at: datetime


def open_again(store: Store, channels: Sequence[str]) -> list[Again]:
    """Every open case of these channels that comes again and names a number; for the desk only."""
    query = (
        CaseSource.select(Case.id, Case.received_at, BatchRow.payload_cipher)
        .join(Case)
        .switch(CaseSource)
        .join(BatchRow)
        .where(
            Case.live == LIVE,
            Case.status.not_in(ENDED),
            Case.repeat == True,  # noqa: E712 - peewee's comparison
            Case.channel.in_(list(channels)),
        )
        .order_by(Case.id)
    )
    found: dict[int, Again] = {}
    with store.reading():
        for case_id, received_at, sealed in query.tuples():
            payload = store.cipher.decrypt_bytes(ROW_AAD, sealed)
            kept = payload[: payload.index(b"\n")]  # the canonical fields; the cells follow
            if LINKED not in kept:
                continue
            fields = jsontext.decode(kept)
            if fields.get("repeat"):
                found[case_id] = Again(case_id, received_at, tuple(map(str, fields["linked_nos"])))
    return list(found.values())


def cases_of(store: Store, numbers: Iterable[str], channels: Sequence[str]) -> dict[str, list[Any]]:
    """Cases in force by source number, bare: (when, inner number) each; a merged one is its master."""
    bare = sorted({word for number in numbers if (word := sourcenos.bare(number))})
    if not bare:
        return {}
    with store.reading():
        rows = store.rows_among(
            f"SELECT case_id, source_no FROM case_source WHERE {sourcenos.PLAIN} IN {{keys}}", bare
        )
        ids = store.among(sorted({case_id for case_id, _number in rows}))
        known = Case.select(Case.id, Case.received_at).where(
            Case.id.in_(ids), Case.live == LIVE, Case.channel.in_(list(channels))
        )
        received = dict(known.tuples())
    found: dict[str, list[Any]] = {}
    for case_id, number in rows:
        if case_id in received:
            found.setdefault(sourcenos.bare(number), []).append((received[case_id], case_id))
    return found


def links(store: Store) -> dict[int, int]:
    """Which case is whose original, by the inner number of the one that comes again."""
    with store.reading():
        return dict(CaseOriginal.select(CaseOriginal.case, CaseOriginal.original).tuples())


def keep(links_now: Sequence[tuple[int, int]]) -> None:
    """Remember originals (inside a write)."""
    for case_id, original in links_now:
        CaseOriginal.insert(case=case_id, original=original).on_conflict(
            conflict_target=[CaseOriginal.case], update={CaseOriginal.original: original}
        ).execute()


def standing(store: Store, case_id: int | None = None) -> list[Standing]:
    """Every pair whose later case still has its light running; ``case_id``: of this one, on either side."""
    original, master = Case.alias(), Case.alias()
    # of a merged original its master counts
    status, due = (
        pw.Case(None, [(original.status == Status.MERGED, getattr(master, name))], getattr(original, name))
        for name in ("status", "due_date")
    )
    query = (
        CaseOriginal.select(CaseOriginal.case, original.source_no, original.live, status, due, master.id)
        .join(Case, on=(Case.id == CaseOriginal.case))
        .join(original, on=(original.id == CaseOriginal.original))
        .join(master, pw.JOIN.LEFT_OUTER, on=(master.case_code == original.master_case))
        .where(Case.live == LIVE, Case.status.not_in(ENDED), Case.feedback_submitted_at.is_null())
        .order_by(CaseOriginal.case)
    )
    if case_id is not None:
        mine = (CaseOriginal.case == case_id) | (CaseOriginal.original == case_id)
        query = query.where(mine | (master.id == case_id))
    with store.reading():
        return [
            # what was merged into its own repeat has nothing more to say
            Standing(case, number or "", live == LIVE and status not in ENDED and into != case, _day(due))
            for case, number, live, status, due, into in query.tuples()
        ]


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def original_of(store: Store, viewer: Viewer, case_code: str) -> Linked | None:
    """The original of a case, None where there is none or this viewer may not know of it."""
    found = _linked(store, viewer, case_code, CaseOriginal.case, CaseOriginal.original)
    return found[0] if found else None


def repeats_of(store: Store, viewer: Viewer, case_code: str) -> list[Linked]:
    """The cases that come again for this one, as far as this viewer may know of them."""
    return _linked(store, viewer, case_code, CaseOriginal.original, CaseOriginal.case)


def _linked(store: Store, viewer: Viewer, case_code: str, own: pw.Field, others: pw.Field) -> list[Linked]:
    """What hangs on a case: ``own`` is its side of the link, ``others`` that of the cases looked for."""
    this = Case.alias()
    found = (
        Case.select(Case.case_code, Case.source_no, Case.status, Case.received_at)
        .join(CaseOriginal, on=(others == Case.id))
        .join(this, on=(this.id == own))
        .where(this.case_code == case_code, scope(viewer), scope(viewer, this))
        .order_by(Case.received_at, Case.id)
    )
    with store.reading():
        return [_told(row) for row in found.tuples()]


def _told(row: Sequence[Any]) -> Linked:
    code, number, status, received_at = row
    return Linked(code, number, Status(status), received_at)
