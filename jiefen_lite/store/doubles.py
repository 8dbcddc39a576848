"""Pairs of cases that may be one dispute: proposed, merged or turned down by a person. For the centre only.

People of a unit are never told of a proposal: the other case may be another unit's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import peewee as pw

from jiefen_lite import jsontext
from jiefen_lite.shapes import DoubleProposal, DoubleReason, DoubleRecord, Status, Viewer
from jiefen_lite.store import rowform
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import LIVE, Batch, Case, CaseBefore, ChainEntry, Double, Setting

_T = TypeVar("_T")

PROPOSED, MERGED, REJECTED = "proposed", "merged", "rejected"
#: Where it is kept up to which entry of the global chain the cases have been looked at, and by which rules.
LOOKED = "doubles:looked"
_CHUNK = 500
#: New questions written in one transaction; those that change one by one, and so take longer.
_AT_ONCE, _CHANGED_AT_ONCE = 500, 100
#: Nobody has said anything of it yet.
_NOBODY = dict.fromkeys(("settled_by", "settled_at", "reason", "asked_by", "asked_at"))
_NEW = ("first", "second", "score", "reasons", "state", "proposed_at")
#: What may change without anything new being known of the matter.
_NO_NEWS = {"near", "wording"}

FIRST, SECOND = Case.alias(), Case.alias()
COLUMNS = (
    Double.id,
    FIRST.case_code,
    SECOND.case_code,
    Double.score,
    Double.reasons,
    Double.state,
    Double.proposed_at,
    Double.settled_by,
    Double.settled_at,
    Double.reason,
    Double.asked_by,
    Double.asked_at,
)


def waiting_of(store: Store, viewer: Viewer, case_code: str) -> list[DoubleRecord]:
    """Proposals about one case."""
    with store.reading():
        about = (FIRST.case_code == case_code) | (SECOND.case_code == case_code)
        query = open_pairs(viewer).select(*COLUMNS).where(about).order_by(Double.score.desc(), Double.id)
        return [record_of(row) for row in query.tuples()]


def between(store: Store, viewer: Viewer, one: str, other: str) -> DoubleRecord | None:
    """What is known of two cases (by code, in either order); None where nothing was ever proposed."""
    with store.reading():
        pair = [one, other]
        query = all_pairs(viewer).select(*COLUMNS)
        row = query.where(FIRST.case_code.in_(pair), SECOND.case_code.in_(pair)).tuples().first()
        return record_of(row) if row else None


def keep(
    store: Store, found: Sequence[DoubleProposal], looked_at: Collection[int] | None, now: datetime
) -> int:
    """Keep what was found; returns how many new questions there are for people.

    What a person has turned down is asked again only where something speaks for it that was not known
    then. Open questions about the cases looked at (all where None) that no longer stand are dropped.
    Each question stands for itself, so they are written a few at a time and people need not wait for all;
    what a person says meanwhile holds.
    """
    with store.reading():
        known = _known(found, looked_at)
    moment = rowform.moment(now)
    fresh: list[tuple[Any, ...]] = []
    again: list[tuple[int, str, dict[str, Any]]] = []
    for one in found:
        before = known.pop((one.first, one.second), None)
        told = jsontext.encode([tuple(reason) for reason in one.reasons])
        said = {"score": one.score, "reasons": told}
        if before is None:
            fresh.append((one.first, one.second, one.score, told, PROPOSED, moment))
        elif before["state"] == PROPOSED:
            if before["reasons"] != told:
                again.append((before["id"], PROPOSED, said))
        elif before["state"] == REJECTED and _more_speaks(jsontext.decode(before["reasons"]), one.reasons):
            asked_anew = {"state": PROPOSED, "proposed_at": now} | _NOBODY
            again.append((before["id"], REJECTED, said | asked_anew))
    gone = [row["id"] for row in known.values() if row["state"] == PROPOSED and not _quotes(row["reasons"])]
    for chunk in _in_steps(store, fresh, _AT_ONCE):
        store.insert_many(Double, _NEW, chunk, unless_known=True)
    for chunk in _in_steps(store, again, _CHANGED_AT_ONCE):
        for number, state, values in chunk:
            Double.update(values).where(Double.id == number, Double.state == state).execute()
    for chunk in _in_steps(store, gone, _CHUNK):
        Double.delete().where(Double.id.in_(chunk), Double.state == PROPOSED).execute()
    return len(fresh) + sum(state == REJECTED for _number, state, _values in again)


def settle(
    store: Store,
    viewer: Viewer,
    first: int,
    second: int,
    *,
    state: str,
    reason: str | None,
    now: datetime,
    seen: Sequence[DoubleReason] = (),
) -> None:
    """What a person says of two cases (inside a write), whether or not it was proposed before.

    ``seen``: what spoke for it when the person looked, where nothing had been proposed.
    """
    said = {"state": state, "settled_by": viewer.name, "settled_at": now, "reason": reason}
    pair = _pair(first, second)
    if not Double.update(said).where(pair).execute():
        told = jsontext.encode([tuple(one) for one in seen])
        Double.create(first=first, second=second, score=0, reasons=told, proposed_at=now, **said)


def ask(store: Store, viewer: Viewer, number: int, now: datetime | None) -> None:
    """Hand an open pair on to the supervisor, or take it back where ``now`` is None (inside a write)."""
    said = {"asked_by": viewer.name if now else None, "asked_at": now}
    Double.update(said).where(Double.id == number, Double.state == PROPOSED).execute()


def propose_again(store: Store, number: int) -> None:
    """Two that were kept apart wait for a person once more (inside a write)."""
    said = {"state": PROPOSED, **_NOBODY}
    Double.update(said).where(Double.id == number, Double.state == REJECTED).execute()


def move_to_master(part_id: int, master_id: int) -> None:
    """Open questions about a case that was merged are now about its master too (inside a write).

    Its own stay: nobody sees them while it is merged, and they are there again once it is taken out.
    """
    query = Double.select().where(
        (Double.first == part_id) | (Double.second == part_id), Double.state == PROPOSED
    )
    for row in list(query):
        other = row.second if row.first == part_id else row.first
        known = other == master_id or Double.select().where(_pair(other, master_id)).exists()
        if not known:
            Double.create(
                first=master_id,
                second=other,
                score=row.score,
                reasons=row.reasons,
                proposed_at=row.proposed_at,
            )


def masters(store: Store, viewer: Viewer) -> dict[int, int]:
    """merged case → its master, by inner number."""
    with store.reading():
        query = (
            SECOND.select(SECOND.id, FIRST.id)
            .join(FIRST, on=(FIRST.case_code == SECOND.master_case))
            .where(SECOND.status == Status.MERGED, SECOND.live == LIVE, FIRST.live == LIVE)
        )
        return dict(query.tuples()) if viewer.sees_county else {}


def looked(store: Store, viewer: Viewer, rules: str) -> tuple[int, bool, list[int]]:
    """How far the global chain has come, whether all cases are to be looked at, and otherwise which.

    All where that has not been done under these rules (a mark of them).
    """
    with store.reading():
        (last,) = ChainEntry.select(pw.fn.MAX(ChainEntry.id)).tuples().get()
        known = Setting.get_or_none(Setting.key == LOOKED)
        seen, _, under = known.value.partition(":") if known else ("0", "", "")
        if under != rules:
            return last or 0, True, []
        confirmed = ChainEntry.select(ChainEntry.ref).where(
            ChainEntry.id > int(seen), ChainEntry.kind == "batch"
        )
        batches = [int(ref) for (ref,) in confirmed.tuples()]
        cases: set[int] = set()
        if batches and viewer.sees_county:
            in_force = Batch.select(Batch.id).where(Batch.id.in_(batches), Batch.state == "committed")
            made = Case.select(Case.id).where(Case.batch.in_(in_force), Case.live == LIVE)
            changed = CaseBefore.select(CaseBefore.case_id).where(CaseBefore.batch.in_(in_force))
            cases = {case_id for query in (made, changed) for (case_id,) in query.tuples()}
        return last or 0, False, sorted(cases)


def remember_looked(store: Store, last: int, rules: str) -> None:
    """The cases of all batches up to this entry of the chain have been looked at (inside a write)."""
    Setting.insert(key=LOOKED, value=f"{last}:{rules}").on_conflict(
        conflict_target=[Setting.key], preserve=[Setting.value]
    ).execute()


# --------------------------------------------------------------------------- inside


def all_pairs(viewer: Viewer) -> Any:
    """Pairs whose two cases are in force, for those who see them all."""
    return (
        Double.select()
        .join(FIRST, on=(FIRST.id == Double.first))
        .switch(Double)
        .join(SECOND, on=(SECOND.id == Double.second))
        .where(FIRST.live == LIVE, SECOND.live == LIVE, pw.Value(viewer.sees_county) == pw.Value(True))
    )


def open_pairs(viewer: Viewer) -> Any:
    """Those of :func:`all_pairs` that wait for a person."""
    return all_pairs(viewer).where(
        Double.state == PROPOSED, FIRST.status != Status.MERGED, SECOND.status != Status.MERGED
    )


def _pair(one: int, other: int) -> pw.Expression:
    return ((Double.first == one) & (Double.second == other)) | (
        (Double.first == other) & (Double.second == one)
    )


def record_of(row: Sequence[Any]) -> DoubleRecord:
    """A pair as it was asked for with :data:`COLUMNS`."""
    number, first, second, score, reasons, *rest = row
    told = tuple(DoubleReason(*reason) for reason in jsontext.decode(reasons))
    return DoubleRecord(number, first, second, score, told, *rest)


def _in_steps(store: Store, all_of_them: Sequence[_T], size: int) -> Iterator[list[_T]]:
    """A few at a time, each few in a write of their own."""
    for at in range(0, len(all_of_them), size):
        with store.writing(promised=False):
            yield list(all_of_them[at : at + size])
        store.give_way()


def _known(
    found: Sequence[DoubleProposal], looked_at: Collection[int] | None
) -> dict[tuple[int, int], Mapping[str, Any]]:
    """What is kept of the pairs found and of those looked at, by their two cases."""
    query = Double.select(Double.id, Double.first, Double.second, Double.state, Double.reasons)
    if looked_at is None:
        rows = list(query.dicts())
    else:
        ids = sorted({*looked_at, *(one.first for one in found), *(one.second for one in found)})
        rows = []
        for at in range(0, len(ids), _CHUNK):
            chunk = ids[at : at + _CHUNK]
            rows.extend(query.where(Double.first.in_(chunk) | Double.second.in_(chunk)).dicts())
    wanted = set(looked_at) if looked_at is not None else None
    pairs = {(one.first, one.second) for one in found}
    known: dict[tuple[int, int], Mapping[str, Any]] = {}
    for row in rows:
        pair = (row["first"], row["second"])
        if pair[::-1] in pairs:
            pair = pair[::-1]
        if pair in pairs or wanted is None or wanted & set(pair):
            known[pair] = row
    return known


def _quotes(reasons: str) -> bool:
    """A pair by a quoted number may lie further apart than what was looked through."""
    return any(rule == "quoted_number" for rule, *_rest in jsontext.decode(reasons))


def _more_speaks(before: Sequence[Sequence[Any]], now: Sequence[DoubleReason]) -> bool:
    """Whether something speaks for one dispute that did not when a person last looked."""
    known = {rule for rule, points, _text in before if points > 0} | _NO_NEWS
    return any(reason.points > 0 and reason.rule not in known for reason in now)
