"""Confirming a batch: cases are put down hidden in small transactions and revealed in one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove
from jiefen_lite.intake import updates
from jiefen_lite.intake.build import Builder
from jiefen_lite.intake.preview import Progress, require_importer
from jiefen_lite.shapes import Channel, Disposition, Viewer
from jiefen_lite.store import audit, batches, chain, writing
from jiefen_lite.store.batches import BatchRecord, StagedRow

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
    channel = Channel(batch.channel or "")
    rule_set = house.rule_set(now)
    resumed = batch.state == "committing"
    batches.update(house.store, batch_id, state="committing", rule_set=rule_set)
    builder = Builder(house, channel, now, read_stories=read_stories is not False)
    digest = None if resumed else chain.BatchDigest()
    done, total = 0, int(batch.counts.get("new", 0))
    after = batches.staged_rows_done(house.store, batch_id) if resumed else 0
    for rows in batches.iterate(house.store, batch_id, Disposition.NEW, after=after, size=CHUNK):
        _put_down(house, builder, rows, batch_id, rule_set, digest)
        done += len(rows)
        if progress is not None:
            progress(done, total)
    with house.store.writing():
        batches.reveal(house.store, batch_id)
        _update_known(house, builder, batch_id, now)
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
    builder: Builder,
    rows: Sequence[StagedRow],
    batch_id: int,
    rule_set: int,
    digest: chain.BatchDigest | None,
) -> None:
    """One chunk of new cases, hidden. Rows that another batch has brought meanwhile become updates."""
    store = house.store
    understood = builder.understand(rows)
    with store.writing():
        known = batches.known_keys(store, [row.natural_key or "" for row in rows])
        fresh = [
            (row, facts) for row, facts in zip(rows, understood, strict=True) if row.natural_key not in known
        ]
        for row in rows:
            if row.natural_key in known:
                same = known[row.natural_key or ""][1] == row.content_hash
                kind = Disposition.UNCHANGED if same else Disposition.UPDATED
                batches.set_disposition(store, row.id, kind, None)
        if not fresh:
            return
        first = writing.take_numbers(store, "case", len(fresh))
        codes = writing.take_codes(
            store, house.center.case_prefix, (facts.received_at.date() for _row, facts in fresh)
        )
        parts = []
        for at, (row, facts) in enumerate(fresh):
            part = builder.new_case(facts, first + at, codes[at], batch_id)
            part.source_no = facts.fields.get("source_no")
            part.natural_key, part.content_hash = row.natural_key or "", row.content_hash or ""
            part.batch_row = row.id
            parts.append(part)
        writing.insert_cases(store, parts, rule_set=rule_set, batch_id=batch_id)
        if digest is not None:
            for part in parts:
                digest.add(part.case.id, part.case.event_head)


def _update_known(house: House, builder: Builder, batch_id: int, now: datetime) -> None:
    """Take the updated rows over into their cases, in the order of the file."""
    for rows in batches.iterate(house.store, batch_id, Disposition.UPDATED, after=0, size=CHUNK):
        for row in rows:
            known = batches.known_keys(house.store, [row.natural_key or ""])
            case_id, _content, _row = known[row.natural_key or ""]
            updates.apply(house, builder, row, case_id, batch_id, now)


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
        rule_set = house.rule_set(now)
        builder = Builder(house, Channel(batch.channel or ""), now, read_stories=True)
        _put_down(house, builder, rows, batch_id, rule_set, None)
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
