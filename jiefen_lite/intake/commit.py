"""Confirming a batch: cases are put down hidden in small transactions and revealed in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import count

from jiefen_lite import originals
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove
from jiefen_lite.intake import ahead, updates
from jiefen_lite.intake.bulk import many_rows
from jiefen_lite.intake.preview import Progress, require_importer
from jiefen_lite.intake.workbench import Numbered, Order
from jiefen_lite.intake.workshop import Workshop
from jiefen_lite.shapes import Channel, Disposition, Viewer
from jiefen_lite.store import audit, batches, chain, claims, files, reach, writing
from jiefen_lite.store.batches import BatchRecord, RowMark

#: New cases in one transaction: people who save meanwhile wait no longer than it takes.
CHUNK, GENTLE_CHUNK = 700, 25
#: So many small steps fill about 16 MB of the database's log.
FOLDED_AFTER = 80
#: Bytes of a case with all that belongs to it, and of the log through which it goes, measured.
ROOM_FOR_A_CASE = 8_000
#: Rows that get their numbers at once, which is a transaction too.
NUMBERED_AT_ONCE = 10 * CHUNK


def commit(
    house: House,
    viewer: Viewer,
    batch_id: int,
    *,
    now: datetime,
    read_stories: bool | None = None,
    progress: Progress | None = None,
    gentle: bool = False,
) -> BatchRecord:
    """Make cases of a previewed batch; an interrupted one goes on where it stopped.

    Until the last step nothing can be seen; the last step reveals all of it at once. ``gentle``: in
    smaller steps, which takes a little longer, for where people save meanwhile.
    """
    require_importer(viewer)
    with many_rows(), house.store.reading():  # one connection for all of it
        record = _commit(house, viewer, batch_id, now, read_stories, progress, gentle)
        if gentle:
            house.store.fold_log()
        return record


def _commit(
    house: House,
    viewer: Viewer,
    batch_id: int,
    now: datetime,
    read_stories: bool | None,
    progress: Progress | None,
    gentle: bool,
) -> BatchRecord:
    batch = batches.get_batch(house.store, viewer, batch_id)
    if batch.state not in ("previewed", "committing"):
        raise IllegalMove("这个批次不在“待确认”状态，请回到批次页查看。")
    _stay_within_reach(house, viewer, batch_id)
    house.require_room(batch.counts.get("new", 0) * ROOM_FOR_A_CASE, "入库")
    resumed = batch.state == "committing"
    batches.update(house.store, batch_id, state="committing", rule_set=house.rule_set(now))
    digest = None if resumed else chain.BatchDigest()
    others = None if resumed else chain.length(house.store)
    after = batches.staged_rows_done(house.store, batch_id) if resumed else 0
    chunks = batches.new_rows(house.store, batch_id, after=after, size=NUMBERED_AT_ONCE)
    total = int(batch.counts.get("new", 0))
    _put_down(house, batch, chunks, total, now, read_stories is not False, digest, progress, gentle)
    ready = ahead.make_ready(house, Channel(batch.channel or ""), batch_id, now, progress)
    with house.store.writing():
        record = batches.get_batch(house.store, viewer, batch_id)
        if record.state == "committed":  # somebody else has gone on with the same batch
            return record
        if record.state != "committing":
            raise IllegalMove("这个批次刚刚被撤回，没有入库；要入库请重新上传。")
        _stay_within_reach(house, viewer, batch_id)
        counts = dict(record.counts)
        if chain.length(house.store) != others:  # somebody has revealed or taken back a batch meanwhile
            batches.give_way(house.store, batch_id)
            counts, digest = batches.recount(house.store, batch_id), None
        batches.reveal(house.store, batch_id)
        known = counts.get("updated", 0) + counts.get("unchanged", 0)
        lost = batches.homeless(house.store, batch_id) if known else []
        if lost:
            for row in lost:
                batches.set_disposition(house.store, row.id, Disposition.NEW, None)
            _put_down(house, batch, [lost], len(lost), now, read_stories is not False, None, None)
            batches.recount(house.store, batch_id)
            batches.reveal(house.store, batch_id)
        if known and claims.set_right(batch_id):
            batches.recount(house.store, batch_id)
        taken = ahead.take_over(house, Channel(batch.channel or ""), batch_id, ready, now)
        if taken.settled:
            batches.recount(house.store, batch_id)
        mark = (
            chain.batch_digest(house.store, batch_id)
            if digest is None or lost or taken.changed
            else digest.value()
        )
        chain.append(house.store, "batch", str(batch_id), mark, now)
        batches.update(house.store, batch_id, state="committed", committed_at=now, digest=mark)
        record = batches.get_batch(house.store, viewer, batch_id)
        audit.record(
            house.store,
            viewer,
            "import",
            f"batch:{batch_id}",
            now=now,
            detail={"sha256": record.sha256, "counts": dict(record.counts)},
        )
    originals.tie(house, batch.channel, now)
    return record


def _stay_within_reach(house: House, viewer: Viewer, batch_id: int) -> None:
    """Raises IllegalMove where a unit's batch would touch what has come in for others since it was read."""
    if reach.crosses(house.store, viewer, batch_id):
        raise IllegalMove("预览以后数据有了变化，没有入库。", "请放弃这一批，重新上传这个文件。")


def _put_down(
    house: House,
    batch: BatchRecord,
    chunks: Iterable[Sequence[RowMark]],
    total: int,
    now: datetime,
    read_stories: bool,
    digest: chain.BatchDigest | None,
    progress: Progress | None,
    gentle: bool = False,
) -> None:
    """New cases of a batch, ``total`` at most, hidden, in small transactions."""
    order = Order(Channel(batch.channel or ""), batch.id, house.rule_set(now), now, read_stories)
    chunk = GENTLE_CHUNK if gentle else CHUNK
    done = 0
    with Workshop(house, order, total, alone=house.store.is_being_written, gentle=gentle) as workshop:
        for step, (rows, heads) in enumerate(workshop.put_down(_numbered(house, chunks, chunk)), 1):
            if digest is not None:
                for one in heads:
                    digest.add(one.case_id, one.head)
            done += rows
            if progress is not None:
                progress(done, total)
            if gentle and step % FOLDED_AFTER == 0:
                house.store.fold_log()


def _numbered(house: House, chunks: Iterable[Sequence[RowMark]], size: int) -> Iterator[list[Numbered]]:
    """Rows with the numbers and codes of their cases, a transaction's worth at a time.

    A number that is not used in the end stays unused.
    """
    for rows in chunks:
        with house.store.writing(promised=False):
            first = writing.take_numbers(house.store, "case", len(rows))
            days = [date.fromisoformat(row.received_on) for row in rows]
            codes = writing.take_codes(house.store, house.center.case_prefix, days)
        numbered = list(map(Numbered, rows, count(first), codes))
        for start in range(0, len(numbered), size):
            yield numbered[start : start + size]


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
        raise IllegalMove("这一行不在“不属纠纷”之列，或批次已撤回，请回到批次页查看。")
    channel, row = Channel(batch.channel or ""), rows[0]
    _stay_within_reach(house, viewer, batch_id)
    with house.store.writing():
        batches.set_disposition(house.store, row_id, Disposition.NEW, f"{viewer.name} 从“不属纠纷”拉回")
        batches.recount(house.store, batch_id)
        audit.record(house.store, viewer, "pull_back", f"batch:{batch_id}", now=now, detail={"row": row.row})
        if batch.state == "previewed":
            return None
        chunk = [batches.new_row(house.store, row_id)]
        _put_down(house, batch, [chunk], 1, now, True, None, None)
        batches.reveal(house.store, batch_id)
        key = row.natural_key or ""
        case_id, content, last_row = batches.known_keys(house.store, [key])[key]
        if content != row.content_hash:  # the source is known: this row tells more of it
            builder, repeats = ahead.hands(house, channel, batch_id, now)
            update = updates.compose(house, builder, repeats, row, case_id, last_row, batch_id, now)
            updates.write(house.store, batch_id, [update])
        mark = chain.batch_digest(house.store, batch_id)
        chain.append(house.store, "batch", str(batch_id), mark, now)
        batches.update(house.store, batch_id, digest=mark)
    return writing.code_of(house.store, case_id)


def recover(house: House, now: datetime) -> list[str]:
    """After a crash: forget what was only being read, tell what can be continued. Returns sentences."""
    told = []
    with house.store.writing():  # whoever saves a file holds the writer's lock until its row is there
        files.sweep(house.files, files.kept(house.store))
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
