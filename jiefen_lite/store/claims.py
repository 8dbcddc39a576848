"""Which files stand behind a case: what a later file says as well does not go with the earlier one."""

from __future__ import annotations

import peewee as pw

from jiefen_lite.store.tables import LIVE, Batch, BatchRow, Case, CaseBefore, CaseSource, ChainEntry

_SAID = ("new", "updated", "unchanged")


def by_later(batch_id: int) -> dict[int, int]:
    """case → a batch confirmed after this one, and in force, whose file says of it what now stands there."""
    own = _confirmed(ChainEntry.ref == str(batch_id))
    if not own:
        return {}  # nothing of it was ever revealed
    later = [ref for ref, entry in _confirmed(ChainEntry.ref != str(batch_id)) if entry > own[0][1]]
    query = (
        CaseSource.select(CaseSource.case_id, pw.fn.MIN(BatchRow.batch_id))
        .join(
            BatchRow,
            on=(
                (BatchRow.natural_key == CaseSource.natural_key)
                & (BatchRow.content_hash == CaseSource.content_hash)
            ),
        )
        .join(Batch)
        .where(
            BatchRow.batch.in_(later),
            BatchRow.disposition.in_(_SAID),
            Batch.state == "committed",
            CaseSource.case.in_(Case.select(Case.id).where(Case.live == LIVE)),
        )
        .group_by(CaseSource.case)
    )
    return dict(query.tuples())


def _confirmed(which: pw.Expression) -> list[tuple[str, int]]:
    """Batches with their place in the order in which they were confirmed."""
    query = ChainEntry.select(ChainEntry.ref, ChainEntry.id).where(ChainEntry.kind == "batch", which)
    return list(query.order_by(ChainEntry.id).tuples())


def kept_behind(batch_id: int) -> list[int]:
    """Batches taken back before, of which something was kept in cases that this batch tells of too.

    The newest first: in this order what nobody claims any more can be undone.
    """
    told = (
        CaseSource.select(CaseSource.case_id)
        .join(BatchRow, on=(BatchRow.natural_key == CaseSource.natural_key))
        .where(BatchRow.batch == batch_id, BatchRow.disposition.in_(_SAID))
    )
    made = Case.select(Case.batch).where(Case.live == LIVE, Case.id.in_(told))
    changed = CaseBefore.select(CaseBefore.batch).where(CaseBefore.stands, CaseBefore.case.in_(told))
    revoked = Batch.select(Batch.id).where(
        Batch.state == "revoked", Batch.id != batch_id, Batch.id.in_(made) | Batch.id.in_(changed)
    )
    order = dict(_confirmed(ChainEntry.id > 0))
    return sorted((one for (one,) in revoked.tuples()), key=lambda one: order.get(str(one), 0), reverse=True)


def set_right(batch_id: int) -> bool:
    """Sort rows as updates that were sorted as known, while another batch was taken back since.

    Of several rows about one source only the last one counts. True where there were any (inside a write).
    """
    mine = BatchRow.alias()
    last = (
        mine.select(pw.fn.MAX(mine.id))
        .where(mine.batch == batch_id, mine.disposition.in_(_SAID))
        .group_by(mine.natural_key)
    )
    query = (
        BatchRow.select(BatchRow.id)
        .join(CaseSource, on=(CaseSource.natural_key == BatchRow.natural_key))
        .join(Case)
        .where(
            BatchRow.batch == batch_id,
            BatchRow.disposition == "unchanged",
            BatchRow.content_hash != CaseSource.content_hash,
            BatchRow.id.in_(last),
            Case.live == LIVE,
        )
    )
    outdated = [row for (row,) in query.tuples()]
    for at in range(0, len(outdated), 500):
        BatchRow.update(disposition="updated", reason=None).where(
            BatchRow.id.in_(outdated[at : at + 500])
        ).execute()
    return bool(outdated)
