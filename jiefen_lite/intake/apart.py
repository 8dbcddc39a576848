"""Large files in a process of their own, at low priority: whoever serves pages meanwhile stays quick.

A small file is read and taken in at once, where it came. The answer is the same either way.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from jiefen_lite import intake
from jiefen_lite.desk import House
from jiefen_lite.errors import NotWritable
from jiefen_lite.intake.preview import Progress
from jiefen_lite.processes import leave_with_parent, step_back
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import Center, Viewer
from jiefen_lite.store import batches
from jiefen_lite.store.database import open_store

#: Up to so many rows a file is read (人事地时因) where it came; starting a process would take longer.
IN_LINE_ROWS = 2_000
#: Before it is read nobody knows the rows of a file; 2,000 rows of a ledger take about this much.
IN_LINE_BYTES = 300_000


class _Tools(NamedTuple):
    """What the other process needs to open the same house."""

    center: Center
    book: RuleBook
    address: str
    key: bytes
    lock_path: Path | None
    files: Path


def preview(
    house: House,
    viewer: Viewer,
    data: bytes,
    *,
    file_name: str,
    channel: str | None,
    as_of: date,
    now: datetime,
    progress: Progress,
) -> int:
    """``intake.preview``, a large file apart; returns the batch."""
    about: dict[str, Any] = {"file_name": file_name, "channel": channel, "as_of": as_of, "now": now}
    if len(data) <= IN_LINE_BYTES:
        return intake.preview(house, viewer, data, progress=progress, **about).batch_id
    return run(house, progress, _preview, viewer, data, about)


def preview_again(
    house: House, viewer: Viewer, batch_id: int, *, channel: str | None, now: datetime, progress: Progress
) -> int:
    """``intake.preview_again``, a large file apart; returns the batch."""
    if not _is_large(house, viewer, batch_id):
        return intake.preview_again(
            house, viewer, batch_id, channel=channel, now=now, progress=progress
        ).batch_id
    return run(house, progress, _preview_again, viewer, batch_id, channel, now)


def commit(house: House, viewer: Viewer, batch_id: int, *, now: datetime, progress: Progress) -> int:
    """``intake.commit``, a large batch apart and in steps so small that people who save do not wait."""
    if not _is_large(house, viewer, batch_id):
        return intake.commit(house, viewer, batch_id, now=now, progress=progress).id
    return run(house, progress, _commit, viewer, batch_id, now)


def _is_large(house: House, viewer: Viewer, batch_id: int) -> bool:
    counts = batches.get_batch(house.store, viewer, batch_id).counts
    return counts.get("rows", 0) + counts.get("excluded", 0) > IN_LINE_ROWS


def run(house: House, progress: Progress, work: Callable[..., int], *about: Any) -> int:
    """Do ``work`` in another process and hand its progress on; it ends when this one does.

    ``work`` is a function of a module, given the house as opened there, a function to tell its progress,
    and ``about``.
    """
    store = house.store
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs,))  # no daemon: those may not start helpers
    process.start()
    theirs.close()
    try:
        ours.send(
            _Tools(house.center, house.book, store.address, store.cipher.key, store.lock_path, house.files)
        )
        ours.send((work, about))
        while True:
            kind, answer = ours.recv()
            if kind == "done":
                return int(answer)
            if kind == "failed":
                raise answer
            progress(*answer)
    except (EOFError, OSError) as error:
        raise NotWritable(
            "处理这个文件的程序意外中止，还没有生效；请到“批次”里看这一批，再试一次。"
        ) from error
    finally:
        process.kill()
        process.join()
        ours.close()


# ------------------------------------------------------------------ inside the other process


def _run(pipe: Connection) -> None:
    leave_with_parent()
    step_back()
    try:
        tools: _Tools = pipe.recv()
        work, about = pipe.recv()
        store = open_store(tools.address, tools.key, tools.lock_path, kept=True)
        house = House(store, tools.center, tools.book, tools.files)

        def tell(done: int, total: int | None) -> None:
            pipe.send(("progress", (done, total)))

        answer = ("done", work(house, tell, *about))
    except Exception as error:  # noqa: BLE001 - whoever asked is told, and decides
        answer = ("failed", error)
    pipe.send(answer)


def _preview(house: House, tell: Progress, viewer: Viewer, data: bytes, about: dict[str, Any]) -> int:
    return intake.preview(house, viewer, data, progress=tell, **about).batch_id


def _preview_again(
    house: House, tell: Progress, viewer: Viewer, batch_id: int, channel: str | None, now: datetime
) -> int:
    again = intake.preview_again(house, viewer, batch_id, channel=channel, now=now, progress=tell)
    return again.batch_id


def _commit(house: House, tell: Progress, viewer: Viewer, batch_id: int, now: datetime) -> int:
    return intake.commit(house, viewer, batch_id, now=now, progress=tell, gentle=True).id
