"""Bring a backup back into a clean folder: all of it or nothing, and never over a centre that is there."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jiefen_lite import room, wholefile
from jiefen_lite.backup import packing, shelf
from jiefen_lite.backup.making import FORMAT, Progress, check_database, read_back, told
from jiefen_lite.backup.packing import DATABASE
from jiefen_lite.errors import BrokenStore, NotWritable, UnusableBackup
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import Store, audit, open_store
from jiefen_lite.store.crypto import key_mark, read_key, unwrap_key, write_key
from jiefen_lite.store.database import known_schema
from jiefen_lite.store.sealed import DAMAGED, SealedReader, read_header

NOTE = "restored.json"
#: Room that is left on a disk beside what is brought back.
SPARE_BYTES = 50_000_000
LOOK = "backup-look"
FOLDERS = ("backups", "files", "inbox", "out", "rules", "templates")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back, and what the person has to know."""

    folder: Path
    center: str
    made_at: datetime
    content_hash: str | None  # before an upgrade, where there was one
    files: int
    upgraded: bool
    notes: tuple[str, ...]


def restore(
    file: Path,
    folder: Path,
    phrase: Callable[[], str],
    *,
    by: str,
    now: datetime,
    progress: Progress | None = None,
) -> Restored:
    """Restore ``file`` into ``folder``, which must be empty or not exist; ``phrase`` is asked for in time.

    Raises UnusableBackup, BrokenStore or NotWritable, each with nothing left behind.
    """
    with told("恢复"):
        header = _checked_header(file)
        _refuse_unless_clean(folder, header)
        key = _key(header, phrase)
        aside = folder.with_name(f".{folder.name}.restoring")
        shutil.rmtree(aside, ignore_errors=True)  # what a power cut left of an earlier try
        try:
            aside.mkdir(mode=0o700)
            done = _fill(file, aside, key, header, progress or (lambda _words, _percent: None))
            _write_note(aside, file, by, now, done)
            _move_into_place(aside, folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return Restored(folder, *done)


def look_through(file: Path, folder: Path, key: bytes, progress: Progress) -> int:
    """Read a backup of this centre whole, as a restore would, and keep nothing; how many uploads are in it.

    Raises UnusableBackup, BrokenStore or NotWritable as :func:`restore` does.
    """
    with told("核对备份"):
        header = _checked_header(file)
        if header.get("mark") != key_mark(key):
            raise UnusableBackup(
                f"这是“{header.get('center', '')}”的备份，不是本中心用现在的密钥做的，这里核对不了。",
                "要看它好不好，请用它的恢复短语恢复到一个新文件夹。",
            )
        room.require(folder, _size(header), SPARE_BYTES, "核对备份")
        aside = folder / LOOK
        shutil.rmtree(aside, ignore_errors=True)  # what a power cut left
        try:
            aside.mkdir(mode=0o700)
            kept = read_back(file, key, aside, progress)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return packing.uploads_in(kept)


def note_restore(store: Store, viewer: Viewer, folder: Path, now: datetime) -> None:
    """Write a restore into the audit log when the restored centre is first served.

    Not while restoring: what was brought back shall be, to the byte, what was backed up.
    """
    path = folder / NOTE
    if path.exists():
        about = json.loads(path.read_text("utf-8"))
        audit.record(store, viewer, "restore", str(about["file"])[:255], now=now, detail=about)
        path.unlink()


def _checked_header(file: Path) -> dict[str, Any]:
    """The header of a backup that this program can read."""
    try:
        header = read_header(file)
    except FileNotFoundError as error:
        raise UnusableBackup(f"找不到备份文件“{file}”，请检查路径。") from error
    except IsADirectoryError as error:
        raise UnusableBackup(f"“{file}”是文件夹，请写明其中的一份备份文件。") from error
    if not isinstance(header.get("format"), int):
        raise UnusableBackup(*DAMAGED)
    if header["format"] > FORMAT or set(_texts(header, "schema")) - set(known_schema()):
        raise UnusableBackup(
            f"这份备份是更新的版本（{header.get('version', '')}）做的，这里的软件读不了。",
            "请先装上那个版本或更新的版本，再恢复。",
        )
    return header


def _texts(header: dict[str, Any], name: str) -> list[str]:
    value = header.get(name)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise UnusableBackup(*DAMAGED)
    return value


def _size(header: dict[str, Any]) -> int:
    """How many bytes are in it, unpacked."""
    size = header.get("room")
    if not isinstance(size, int):
        raise UnusableBackup(*DAMAGED)
    return size


def _refuse_unless_clean(folder: Path, header: dict[str, Any]) -> None:
    if (folder / "center.yaml").exists():
        if _mark_of(folder) == header.get("mark"):
            raise NotWritable(
                f"“{folder}”里正是这个中心，它的数据可能比备份新，恢复从不盖在已有的数据上。",
                "请用 --center 写一个还没有的文件夹；恢复好、核对过以后再换用它。",
            )
        raise NotWritable(
            f"“{folder}”里已经有另一个中心，不能把“{header.get('center', '')}”的备份恢复到它上面。",
            "请用 --center 写一个还没有的文件夹。",
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotWritable(f"“{folder}”不是空的，没有动它。", "请用 --center 写一个还没有的文件夹。")
    if not folder.parent.is_dir():
        raise NotWritable(f"上级文件夹“{folder.parent}”不存在，请先建好，或换一个地方。")


def _mark_of(folder: Path) -> str | None:
    try:
        return key_mark(read_key(folder / "secret.key"))
    except (BrokenStore, OSError):
        return None  # without its key nobody can say whose it is


def _key(header: dict[str, Any], phrase: Callable[[], str]) -> bytes:
    try:
        key = unwrap_key(header["recovery"], phrase())
    except (KeyError, TypeError, ValueError) as error:
        raise UnusableBackup(*DAMAGED) from error
    if key_mark(key) != header.get("mark"):
        raise UnusableBackup(*DAMAGED)
    return key


def _fill(file: Path, aside: Path, key: bytes, header: dict[str, Any], progress: Progress) -> tuple[Any, ...]:
    """Everything of the backup into the folder aside, checked; returns what :class:`Restored` tells."""
    size = _size(header)
    room.require(aside, size, SPARE_BYTES, "恢复")
    done = 0

    def step(size: int) -> None:
        nonlocal done
        done += size
        progress("解开备份", min(60, 60 * done // max(size, 1)))

    with open(file, "rb") as source:
        manifest = packing.unpack(SealedReader(source, key), lambda name: aside / name, step)
    notes = []
    for name in FOLDERS:
        (aside / name).mkdir(mode=0o700, exist_ok=True)
    write_key(aside / "secret.key", key)
    upgraded = False
    if manifest.content_hash is None:
        notes.append("数据库在 PostgreSQL 里，不在这份备份中；请用 pg_restore 恢复同一天的数据库。")
    else:
        progress("核对数据库", 60)
        check_database(aside / DATABASE, manifest.content_hash)
        progress("打开数据库", 90)
        upgraded = manifest.schema != known_schema()
        # the backup itself is the backup before this upgrade
        open_store(str(aside / DATABASE), key, kept=True, before_upgrade=lambda _store: None).close()
    notes += _keep_at_home(aside / "center.yaml", "database_url" if manifest.content_hash else None)
    if manifest.missing:
        notes.append(f"做备份时就有 {len(manifest.missing)} 个原始文件找不到，这里也没有。")
    notes += _newer_beside(file, header)
    count = sum(name.startswith(f"{packing.UPLOADS}/") for name in manifest.members)
    made_at = datetime.fromisoformat(manifest.made_at)
    return manifest.center, made_at, manifest.content_hash, count, upgraded, tuple(notes)


def _keep_at_home(settings: Path, database_url: str | None) -> list[str]:
    """Nothing that the restored centre does may reach what belongs to the old one, which may be at work.

    Its database, where that lay elsewhere, now lies in the folder; and two centres that put their backups
    into one folder would each take those of the other for their own.
    """
    why = {
        database_url: "数据库现在就在这个文件夹里",
        "backup_folder": "确认以后就用这一份，再打开它，免得和原来中心的备份混在一起",
    }
    text, notes = settings.read_text("utf-8"), []
    for name in (name for name in why if name):
        changed = re.sub(rf"(?m)^({name}:.*)$", r"# 恢复时停用：\1", text)
        if changed != text:
            text = changed
            notes.append(f"center.yaml 里的 {name} 已停用：{why[name]}。")
    if notes:
        settings.write_text(text, "utf-8")
    return notes


def _newer_beside(file: Path, header: dict[str, Any]) -> list[str]:
    newest = shelf.listing(file.resolve().parent, str(header.get("mark")))[:1]
    if newest and newest[0].path.resolve() != file.resolve():
        made_at = datetime.fromisoformat(header["made_at"])
        if newest[0].made_at > made_at:
            return [f"同一个文件夹里还有更新的备份 {newest[0].path.name}；请确认要的是这一份。"]
    return []


def _write_note(aside: Path, file: Path, by: str, now: datetime, done: tuple[Any, ...]) -> None:
    about = {
        "at": now.isoformat(timespec="seconds"),
        "by": by,
        "file": file.name,
        "made_at": done[1].isoformat(timespec="seconds"),
        "content_hash": done[2],
    }
    (aside / NOTE).touch(mode=0o600)
    (aside / NOTE).write_text(json.dumps(about, ensure_ascii=False), "utf-8")


def _move_into_place(aside: Path, folder: Path) -> None:
    """The last step, which the file system does at once: before it there is nothing, after it all."""
    for path in sorted(aside.rglob("*")):
        if path.is_dir():
            wholefile.sync_folder(path)
        else:
            with open(path, "rb+") as file:
                os.fsync(file.fileno())
    wholefile.sync_folder(aside)
    was_there = folder.exists()
    if was_there:
        folder.rmdir()  # empty, as was seen before
    try:
        os.rename(aside, folder)
        wholefile.sync_folder(folder.parent)
    except OSError:
        if not aside.exists():
            os.rename(folder, aside)
        if was_there:
            folder.mkdir(mode=0o700)
        raise
