"""Confirming a batch: cases are put down hidden in small transactions and revealed in one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove
from jiefen_lite.intake import updates
from jiefen_lite.intake.build import Builder
from jiefen_lite.intake.preview import Progress, require_importer
from jiefen_lite.intake.workshop import REPEAT_DAYS_FOR_RISK, Numbered, Order, Workshop
from jiefen_lite.shapes import Channel, Disposition, Viewer
from jiefen_lite.store import audit, batches, chain, writing
from jiefen_lite.store.batches import BatchRecord, SealedRow, StagedRow
from jiefen_lite.store.forming import Formed
from jiefen_lite.store.repeats import RepeatFinder

CHUNK = 1000


def commit(
    house: House,
    viewer: Viewer,
    batch_id: int,
    *,
    now: datetime,
    read_stories: bool | None = None,
    progress: Progress | None = None,
) -> BatchRecord:
    """Make cases of a previewed batch; an interrupted one goes on where it stopped.

    Until the last step nothing can be seen; the last step reveals all of it at once.
    """
    require_importer(viewer)
    with house.store.reading():  # one connection for all of it
        return _commit(house, viewer, batch_id, now, read_stories, progress)


def _commit(
    house: House,
    viewer: Viewer,
    batch_id: int,
    now: datetime,
    read_stories: bool | None,
    progress: Progress | None,
) -> BatchRecord:
    batch = batches.get_batch(house.store, viewer, batch_id)
    if batch.state not in ("previewed", "committing"):
        raise IllegalMove("这个批次不在“待确认”状态，请回到批次页查看。")
    resumed = batch.state == "committing"
    batches.update(house.store, batch_id, state="committing", rule_set=house.rule_set(now))
    digest = None if resumed else chain.BatchDigest()
    after = batches.staged_rows_done(house.store, batch_id) if resumed else 0
    chunks = batches.new_rows(house.store, batch_id, after=after, size=CHUNK)
    total = int(batch.counts.get("new", 0))
    _put_down(house, batch, chunks, total, now, read_stories is not False, digest, progress)
    with house.store.writing():
        batches.reveal(house.store, batch_id)
        _update_known(house, Channel(batch.channel or ""), batch_id, now)
        mark = (
            chain.batch_digest(house.store, batch_id)
            if digest is None or batch.counts.get("updated")
            else digest.value()
        )
        chain.append(house.store, "batch", str(batch_id), mark, now)
        batches.update(house.store, batch_id, state="committed", committed_at=now, digest=mark)
        audit.record(
            house.store,
            viewer,
            "import",
            f"batch:{batch_id}",
            now=now,
            detail={"sha256": batch.sha256, "counts": dict(batch.counts)},
        )
    return batches.get_batch(house.store, viewer, batch_id)


def _put_down(
    house: House,
    batch: BatchRecord,
    chunks: Iterable[Sequence[SealedRow]],
    total: int,
    now: datetime,
    read_stories: bool,
    digest: chain.BatchDigest | None,
    progress: Progress | None,
) -> None:
    """New cases of a batch, ``total`` at most, hidden, in small transactions."""
    store = house.store
    order = Order(
        Channel(batch.channel or ""), batch.id, house.rule_set(now), now, read_stories, store.is_sqlite
    )
    done = 0
    with Workshop(house, order, total) as workshop:
        for formed in workshop.make(_numbered(house, chunks)):
            with store.writing():
                fresh = _still_new(house, formed)
                writing.insert_cases(store, fresh)
            if digest is not None:
                for one in fresh:
                    digest.add(one.case_id, one.head)
            done += len(formed)
            if progress is not None:
                progress(done, total)


def _numbered(house: House, chunks: Iterable[Sequence[SealedRow]]) -> Iterator[list[Numbered]]:
    """Rows with the numbers and codes of their cases; a number that is not used in the end stays unused."""
    for rows in chunks:
        with house.store.writing():
            first = writing.take_numbers(house.store, "case", len(rows))
            days = [date.fromisoformat(row.received_on) for row in rows]
            codes = writing.take_codes(house.store, house.center.case_prefix, days)
        yield [Numbered(row, first + at, codes[at]) for at, row in enumerate(rows)]


def _still_new(house: House, formed: Sequence[Formed]) -> list[Formed]:
    """Without the rows that another batch has brought meanwhile: those become updates (inside a write)."""
    keys = {one.natural_key: one for one in formed}
    known = batches.known_keys(house.store, list(keys))
    for key, (_case_id, content, _row) in known.items():
        same = content == keys[key].content_hash
        kind = Disposition.UNCHANGED if same else Disposition.UPDATED
        batches.set_disposition(house.store, keys[key].batch_row, kind, None)
    return [one for one in formed if one.natural_key not in known] if known else list(formed)


def _update_known(house: House, channel: Channel, batch_id: int, now: datetime) -> None:
    """Take the updated rows over into their cases, in the order of the file."""
    builder = Builder(house, channel, now, read_stories=True)
    repeats = RepeatFinder(house.store, house.book.indicators.repeat_days, REPEAT_DAYS_FOR_RISK)
    for row in batches.updated_rows(house.store, batch_id):
        known = batches.known_keys(house.store, [row.natural_key or ""])
        case_id, _content, _row = known[row.natural_key or ""]
        updates.apply(house, builder, repeats, row, case_id, batch_id, now)


def pull_back(house: House, viewer: Viewer, batch_id: int, row_id: int, now: datetime) -> str | None:
    """A person says that an excluded row is a dispute after all; returns the new case's code.

    In a batch that is not yet confirmed the row simply counts as new (and None is returned).
    """
    require_importer(viewer)
    batch = batches.get_batch(house.store, viewer, batch_id)
    rows = [
        row
        for row in batches.rows_of(house.store, viewer, batch_id, [Disposition.EXCLUDED])
        if row.id == row_id
    ]
    if not rows or batch.state not in ("previewed", "committed"):
        raise IllegalMove("这一行不在“不属纠纷”之列，或批次已撤回。")
    counts = {**batch.counts}
    counts["excluded"] -= 1
    counts["new"] += 1
    counts["rows"] += 1
    with house.store.writing():
        batches.set_disposition(house.store, row_id, Disposition.NEW, f"{viewer.name} 从“不属纠纷”拉回")
        batches.update(house.store, batch_id, counts=counts)
        audit.record(
            house.store, viewer, "pull_back", f"batch:{batch_id}", now=now, detail={"row": rows[0].row}
        )
        if batch.state == "previewed":
            return None
        chunk = [batches.new_row(house.store, row_id)]
        _put_down(house, batch, [chunk], 1, now, True, None, None)
        batches.reveal(house.store, batch_id)
        mark = chain.batch_digest(house.store, batch_id)
        chain.append(house.store, "batch", str(batch_id), mark, now)
        batches.update(house.store, batch_id, digest=mark)
        known = batches.known_keys(house.store, [rows[0].natural_key or ""])
    return writing.code_of(house.store, known[rows[0].natural_key or ""][0])


def recover(house: House, now: datetime) -> list[str]:
    """After a crash: forget what was only being read, tell what can be continued. Returns sentences."""
    told = []
    for leftover in house.files.glob("*/*.part"):
        leftover.unlink(missing_ok=True)
    for batch_id, state in batches.interrupted(house.store):
        if state == "staging":
            with house.store.writing():
                batches.discard_rows(house.store, batch_id)
                batches.update(
                    house.store, batch_id, state="failed", note="读取时中断，没有入库，请重新上传。"
                )
            told.append(f"批次 {batch_id} 读取时中断，没有入库，请重新上传。")
        else:
            told.append(f"批次 {batch_id} 入库时中断，还没有生效；在批次页可以“继续入库”。")
    return told


def changes_of(row: StagedRow) -> dict[str, object]:
    """What the preview has noted of an updated row: its case, the changed fields, the conflicts."""
    return dict(json.loads(row.reason)) if row.reason else {}
