"""One file of the watched folder becomes a batch, taken in where nothing has to be asked.

Each step can be gone through again after a crash: the batch is found by the file's SHA-256, the record by
its file that was not moved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import importers
from jiefen_lite import glossary
from jiefen_lite.desk import House
from jiefen_lite.errors import BrokenStore, JiefenError, NotWritable
from jiefen_lite.inbox import folder as disk
from jiefen_lite.intake import error_workbook, large
from jiefen_lite.shapes import IMPORTED_CHANNELS, Role, Viewer
from jiefen_lite.store import batches
from jiefen_lite.store import inbox as records
from jiefen_lite.store.batches import BatchRecord
from jiefen_lite.store.inbox import InboxRecord

#: Who brings what lies in the folder. It acts for the centre's desk (workflow guide, section 4).
VIEWER = Viewer(None, "收件箱", frozenset({Role.OPERATOR}))
TOLD, MARKED = ".说明.txt", ".问题.xlsx"

# What a sub-folder is called where it tells the channel; else the channel is recognised by the header.
_SUB_FOLDERS = {
    "mediation": ("司法局", "司法所", "调委会"),
    "police_110": ("公安局", "派出所", "110"),
    "court_pretrial": ("法院",),
    "petition": ("信访局",),
    "labor_arbitration": ("人社局", "人力资源和社会保障局", "劳动仲裁院", "仲裁院"),
    "hotline_12345": ("12345",),
    "grid": ("网格", "网格中心"),
}

Tell = Callable[..., None]


class Taken(NamedTuple):
    """What became of a file, as its record says; ``errors`` is the place of its error workbook."""

    record: InboxRecord
    errors: str | None


@dataclass(frozen=True, slots=True)
class _Verdict:
    """``state`` is done, asking or failed; ``words`` are for whoever left the file."""

    state: str
    words: tuple[str, ...]
    batch_id: int | None = None


def channel_of(house: House, sub: str) -> str | None:
    """The channel that a sub-folder's name tells, also one named after the unit that fills it."""
    if not sub:
        return None
    labels = {channel.value: (channel.value, glossary.CHANNELS[channel]) for channel in IMPORTED_CHANNELS}
    names = {sub, house.triage.unit_named(sub) or sub}
    for channel, own in labels.items():
        if names & set(own) or any(name.endswith(_SUB_FOLDERS.get(channel, ())) for name in names):
            return channel
    return None


def take(house: House, folder: Path, found: disk.Found, now: datetime, tell: Tell) -> Taken:
    """Take one file in and move it away.

    Raises OSError or ``folder.Changed`` where it cannot be read yet, NotWritable and BrokenStore where the
    centre cannot take anything; the file then stays where it is.
    """
    if found.look[0] > importers.Limits().file_bytes:
        most = importers.Limits().file_bytes // 1024 // 1024
        verdict = _Verdict(
            "failed", (f"文件超过 {most} MB，太大了。", "请按月或按镇（街道）拆成几个文件后再放进来。")
        )
        return _settle(house, folder, found, _quick_mark(found), verdict, now)
    data = disk.read(found)
    mark = sha256(data).hexdigest()
    stopped = records.unmoved(house.store, VIEWER, mark)
    if stopped is not None and stopped.place and disk.is_reserved(folder, stopped.place):
        return _move(house, folder, found, stopped)
    try:
        verdict = _verdict(house, data, mark, found, now, tell)
    except (NotWritable, BrokenStore):
        raise
    except JiefenError as error:
        verdict = _Verdict("failed", error.sentences)
    return _settle(house, folder, found, mark, verdict, now)


def _quick_mark(found: disk.Found) -> str:
    """What a file too large to be read is known by."""
    return sha256(repr((found.name, found.look)).encode()).hexdigest()


def _verdict(house: House, data: bytes, mark: str, found: disk.Found, now: datetime, tell: Tell) -> _Verdict:
    known = batches.of_file(house.store, VIEWER, mark)
    if known is not None:
        told = known.imported_by != VIEWER.name or records.tells_of(house.store, VIEWER, known.id)
        if known.state == "committed":
            if not told:  # taken in just before everything stopped
                return _committed(known)
            return _Verdict("done", (f"与第 {known.id} 批是同一个文件，已经入库，没有再导入。",), known.id)
        if told:
            return _Verdict("asking", (f"与第 {known.id} 批是同一个文件，那一批还等着确认。",), known.id)
    batch_id = known.id if known is not None else _read(house, data, found, now, tell)
    batch = batches.get_batch(house.store, VIEWER, batch_id)
    tell(batch_id=batch_id)
    asked = _unknown_columns(batch)
    if asked and batch.state == "previewed":
        return _Verdict(
            "asking",
            (
                f"已收下，等中心的人确认后入库（第 {batch_id} 批）。",
                f"这些栏目系统没见过：{'、'.join(asked)}。请中心的人在批次页说明一次，以后就认得。",
            ),
            batch_id,
        )
    large.commit(house, VIEWER, batch_id, now=now, progress=lambda done, total: tell(done, total))
    return _committed(batches.get_batch(house.store, VIEWER, batch_id))


def _read(house: House, data: bytes, found: disk.Found, now: datetime, tell: Tell) -> int:
    return large.preview(
        house,
        VIEWER,
        data,
        file_name=disk.Found(Path(found.path.name), "", found.look, False).name,
        channel=channel_of(house, found.sub),
        as_of=now.date(),
        now=now,
        progress=lambda done, total: tell(done, total),
    )


def _committed(batch: BatchRecord) -> _Verdict:
    counts = batch.counts
    told = "，".join(
        f"{glossary.DISPOSITIONS[kind]} {counts.get(kind, 0)} 行" for kind in ("new", "updated", "unchanged")
    )
    words = [f"第 {batch.id} 批，{glossary.label('channel', batch.channel)}，已入库：{told}。"]
    refused = counts.get("rejected", 0)
    if refused:
        words.append(f"有 {refused} 行没有收：旁边名字以“{MARKED[1:]}”结尾的表里标了格子和原因。")
        words.append("改好后把那个文件放回收件箱即可，已经入库的行不会重复。")
    return _Verdict("failed" if refused else "done", tuple(words), batch.id)


def _unknown_columns(batch: BatchRecord) -> list[str]:
    headers = [
        str(column["header"])
        for sheet in batch.sheets
        for column in sheet["columns"]
        if column["how"] == "unknown" and column["header"]
    ]
    return list(dict.fromkeys(headers))


def _settle(
    house: House, folder: Path, found: disk.Found, mark: str, verdict: _Verdict, now: datetime
) -> Taken:
    below = disk.FAILED if verdict.state == "failed" else f"{disk.DONE}/{now:%Y-%m}"
    record = records.add(
        house.store,
        VIEWER,
        name=found.name,
        sha256=mark,
        state=verdict.state,
        words=verdict.words,
        batch_id=verdict.batch_id,
        place=disk.reserve(folder, found, below),
        now=now,
    )
    return _move(house, folder, found, record)


def _move(house: House, folder: Path, found: disk.Found, record: InboxRecord) -> Taken:
    """Put beside the file's new place what there is to say, then move it there."""
    place = record.place or ""
    workbook = (
        error_workbook(house, VIEWER, record.batch_id)
        if record.state == "failed" and record.batch_id
        else None
    )
    try:
        if record.state != "done":
            disk.put_beside(folder, place, TOLD, _text(record))
        if workbook is not None:
            disk.put_beside(folder, place, MARKED, workbook)
        disk.move(folder, found, place)
    except disk.Changed:
        disk.delete(folder, place, (TOLD, MARKED))
        records.moved(house.store, record.id, place=None)
        raise
    records.moved(house.store, record.id, place=place)
    return Taken(record, f"{place}{MARKED}" if workbook is not None else None)


def _text(record: InboxRecord) -> bytes:
    """The sentences as a text file that also the oldest editor of Windows shows rightly."""
    lines = [record.name.rpartition("/")[2], f"{record.at:%Y-%m-%d %H:%M}", *record.words]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
