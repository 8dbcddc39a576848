"""Make a backup while the centre is at work: copy, seal, read it back, and only then give it its name."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import logging
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jiefen_lite import __version__, apart, room, wholefile
from jiefen_lite.backup import packing, shelf
from jiefen_lite.backup.packing import DATABASE, UPLOADS, Manifest, Packer
from jiefen_lite.desk import House
from jiefen_lite.errors import BrokenStore, ConfigError, JiefenError, NotWritable, refusal
from jiefen_lite.shapes import Center, Viewer
from jiefen_lite.store import Store, audit, copying, files
from jiefen_lite.store.crypto import key_mark
from jiefen_lite.store.database import only_one
from jiefen_lite.store.sealed import SealedReader, SealedWriter

log = logging.getLogger("jiefen_lite.backup")

FORMAT = 1
WORK, LOCK = "backup-work", "backup.lock"
#: What the log of the database may grow by when a failure is written down.
ROOM_FOR_WORDS = 1_000_000
WAIT_SECONDS = 600.0  # for an import that is just being revealed

#: Told what is being done, and how many percent of all are behind.
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup, verified by reading it back."""

    path: Path
    size: int
    sha256: str
    made_at: datetime
    content_hash: str | None  # None: the database lies outside and is not in it
    files: int
    missing: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether everything is in it."""
        return self.content_hash is not None and not self.missing

    def notes(self) -> list[str]:
        """What is not in it, and what to do about that."""
        told = []
        if self.content_hash is None:
            told.append(
                "数据库在 PostgreSQL 里，不在这份备份中；请同时用 pg_dump 备份数据库，两份放在一起保管。"
            )
        if self.missing:
            told.append(f"有 {len(self.missing)} 个原始文件在 files 里已经找不到，备份里也没有。")
        return told


def back_up(
    store: Store,
    viewer: Viewer,
    folder: Path,
    center: Center,
    out: Path,
    *,
    now: datetime,
    progress: Progress | None = None,
) -> Made:
    """Back the centre up into the new file ``out``; the audit log tells of it before it begins.

    Raises NotWritable where the disk refuses, BrokenStore where the database is damaged, and leaves nothing.
    """
    with _alone(folder):
        try:
            with told("备份"):
                # asked again when all is counted, but nothing is written on a disk that is full anyway
                database = Path(store.address).stat().st_size if store.is_sqlite else 0
                room.require(folder, database, center.storage.keep_free, "备份")
                # before, and not after: what is backed up and what stays here shall be the same
                audit.record(store, viewer, "backup", out.name, now=now)
                return _make(store, folder, center, out, now, progress or _quiet)
        except JiefenError as error:
            log.warning("backup failed: %s", error.sentences[0])
            if room.free(folder) > ROOM_FOR_WORDS:  # else the reserve would go for these
                with contextlib.suppress(NotWritable):
                    detail = {"why": " ".join(error.sentences)}
                    audit.record(store, viewer, "backup", out.name, now=now, result="failed", detail=detail)
            raise


def back_up_to_shelf(
    store: Store,
    viewer: Viewer,
    folder: Path,
    center: Center,
    *,
    now: datetime,
    progress: Progress | None = None,
) -> tuple[Made, list[Path]]:
    """A backup in the centre's own folder of backups; then old ones go (the second answer says which)."""
    kept = shelf.folder_of(center, folder)
    out = kept / shelf.file_name(center, kept, now)
    made = back_up(store, viewer, folder, center, out, now=now, progress=progress)
    return made, shelf.prune(kept, key_mark(store.cipher.key), now, made.path)


def back_up_apart(house: House, viewer: Viewer, folder: Path, *, now: datetime, progress: Progress) -> None:
    """:func:`back_up_to_shelf` in a process of low priority: it reckons for long, and pages go first."""
    apart.run(house, progress, _back_up_there, viewer, folder, now)


def _back_up_there(house: House, tell: apart.Tell, viewer: Viewer, folder: Path, now: datetime) -> None:
    last: tuple[str, int] | None = None

    def changed(words: str, percent: int) -> None:
        nonlocal last
        if (words, percent) != last:
            last = (words, percent)
            tell(words, percent)

    back_up_to_shelf(house.store, viewer, folder, house.center, now=now, progress=changed)


def before_upgrade(store: Store, folder: Path, center: Center, now: datetime) -> None:
    """The backup before a database is upgraded; where this raises, the upgrade does not begin.

    Without a word in the audit log, whose table may be what is upgraded: that is written afterwards.
    """
    if not store.is_sqlite:
        raise NotWritable(
            "数据库要升级，而它在 PostgreSQL 里，请先用 pg_dump 备份。",
            "备份好以后设置环境变量 JIEFEN_DATABASE_BACKED_UP=yes，再打开一次。",
        )
    kept = shelf.folder_of(center, folder)
    try:
        with _alone(folder):
            _make(store, folder, center, kept / shelf.file_name(center, kept, now), now, _quiet)
    except JiefenError as error:
        raise NotWritable("升级之前的备份没有做成，数据库没有升级。", *error.sentences) from error


def sweep(store: Store, folder: Path, center: Center) -> None:
    """Remove what a backup has left that a power cut ended; for a server that starts."""
    # another backup is being made, or the disk refuses: the next one begins with this
    with contextlib.suppress(NotWritable), _alone(folder):
        _sweep(folder / WORK, shelf.folder_of(center, folder), key_mark(store.cipher.key))


def _sweep(work: Path, kept: Path, mark: str) -> None:
    shutil.rmtree(work, ignore_errors=True)
    shelf.sweep_parts(kept, mark)


def _quiet(_words: str, _percent: int) -> None:
    """Nobody watches."""


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with told("备份"), only_one(folder / LOCK, "另一份备份正在做，请等它做完。"):
        yield


@contextmanager
def told(what: str) -> Iterator[None]:
    """The operating system's refusals as plain sentences."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise NotWritable(
                f"磁盘满了，{what}没有做成，没有留下半份文件。", "请清理磁盘后再做一次。"
            ) from error
        raise NotWritable(
            f"{what}没有做成：文件写不了或读不了（{refusal(error)}），没有留下半份文件。",
            "请检查文件夹是否存在、是否允许写入、磁盘是否完好，再做一次。",
        ) from error


def _make(store: Store, folder: Path, center: Center, out: Path, now: datetime, progress: Progress) -> Made:
    if out.exists():
        raise NotWritable(f"“{out.name}”已经有了，没有覆盖它；请换一个文件名。")
    if not out.parent.is_dir():
        raise NotWritable(
            f"放备份的文件夹“{out.parent}”不存在。", "如果它在另一块盘上，请确认那块盘已经接好。"
        )
    recovery = _recovery(folder, store.cipher.key)
    work = folder / WORK
    mark = key_mark(store.cipher.key)
    part = out.with_name(f".{out.name}.{mark}.part")
    _sweep(work, out.parent, mark)  # what a power cut left of an earlier one
    try:
        work.mkdir(mode=0o700)
        parts = _Parts(store, folder, work, center.storage.keep_free)
        parts.collect(out.parent, progress)
        header = {
            "format": FORMAT,
            "version": __version__,
            "schema": parts.schema,
            "center": center.name,
            "made_at": now.isoformat(timespec="seconds"),
            "mark": mark,
            "salt": secrets.token_hex(32),
            "recovery": recovery,
            "room": parts.room,
        }
        _write(part, header, parts, store.cipher.key, progress)
        parts.database.unlink(missing_ok=True)  # room for the one that is read back
        kept = read_back(part, store.cipher.key, work, progress)
        with open(part, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.replace(part, out)
        try:
            wholefile.sync_folder(out.parent)
        except OSError:
            out.unlink()  # what may be gone after a power cut has not been made
            raise
    finally:
        part.unlink(missing_ok=True)
        shutil.rmtree(work, ignore_errors=True)
    return Made(
        out,
        out.stat().st_size,
        digest,
        now,
        kept.content_hash,
        packing.uploads_in(kept),
        tuple(kept.missing),
    )


class _Parts:
    """What goes into one backup, held still: a copy of the database, and the uploads that it knows of."""

    def __init__(self, store: Store, folder: Path, work: Path, keep_free: int) -> None:
        self._store, self._folder, self._work = store, folder, work
        self._keep_free = keep_free
        self.database = work / DATABASE
        self.uploads: dict[str, Path] = {}
        self.missing: list[str] = []
        self.schema: list[str] = []
        self.ends: dict[str, str] = {}
        self.content_hash: str | None = None
        self.room = 0

    def collect(self, target: Path, progress: Progress) -> None:
        """Take everything as it stands at one moment; people go on working meanwhile."""
        with contextlib.ExitStack() as stack:
            held = None
            # Files come and go under the writer's lock: while we have it, rows and files fit together.
            with self._store.writing(wait_seconds=WAIT_SECONDS):
                if self._store.is_sqlite:
                    held = copying.Held(self._store)
                    stack.callback(held.close)
                self._hold_uploads()
            size = held.size() if held else 0
            self._measure(size, target)
            if held is None:
                return
            self.schema, self.ends = held.schema(), held.ends()
            held.copy_to(
                self.database, lambda done, total: progress("复制数据库", 15 * done // max(total, 1))
            )
        rows = max(copying.rows_of(self.database), 1)
        self.content_hash = copying.content_of(
            self.database, lambda seen: progress("核算内容", 15 + min(20, 20 * seen // rows))
        )

    def _hold_uploads(self) -> None:
        """A second name for each upload, where the disk can: it stays, even if its batch is given up now."""
        source, pinned = self._folder / UPLOADS, self._work / UPLOADS
        for ref in sorted(files.kept(self._store)):
            if not (source / ref).is_file():
                self.missing.append(ref)
                continue
            self.uploads[ref] = source / ref
            (pinned / ref).parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(OSError):  # a disk without second names: the file itself has to do
                os.link(source / ref, pinned / ref)
                self.uploads[ref] = pinned / ref

    def _measure(self, database: int, target: Path) -> None:
        """How many bytes there are to pack; refuses before anything is written where a disk has no room."""
        self.room = database + sum(path.stat().st_size for _name, path in self.files())
        same = os.stat(self._folder).st_dev == os.stat(target).st_dev
        needs = {self._folder: database + (self.room if same else 0), target: 0 if same else self.room}
        for folder, need in needs.items():
            room.require(folder, need, self._keep_free, "备份")

    def files(self) -> Iterator[tuple[str, Path]]:
        """Everything beside the database, by the name it has in a backup."""
        yield from packing.settings_of(self._folder)
        yield from ((f"{UPLOADS}/{ref}", path) for ref, path in self.uploads.items())


def _write(part: Path, header: dict[str, Any], parts: _Parts, key: bytes, progress: Progress) -> None:
    done = 0

    def step(size: int) -> None:
        nonlocal done
        done += size
        progress("写入备份", 35 + min(30, 30 * done // max(parts.room, 1)))

    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        packer = Packer(SealedWriter(file, header, key), step)
        if parts.content_hash is not None:
            packer.add(DATABASE, parts.database)
        for name, path in parts.files():
            packer.add(name, path)
        packer.finish(
            Manifest(
                version=header["version"],
                center=header["center"],
                made_at=header["made_at"],
                schema=parts.schema,
                content_hash=parts.content_hash,
                ends=parts.ends,
                missing=parts.missing,
                members=packer.members,
            )
        )
        file.flush()
        os.fsync(file.fileno())


def read_back(part: Path, key: bytes, work: Path, progress: Progress) -> Manifest:
    """Read a backup back and look at the database in it; it lies in the centre's own folder meanwhile."""
    done = 0
    database = work / f"back-{DATABASE}"

    with open(part, "rb") as file:
        reader = SealedReader(file, key)
        size = max(int(reader.header["room"]), 1)

        def step(more: int) -> None:
            nonlocal done
            done += more
            progress("读回来验证", 65 + min(15, 15 * done // size))

        kept = packing.unpack(reader, lambda name: database if name == DATABASE else None, step)
    if kept.content_hash is not None:
        rows = max(copying.rows_of(database), 1)
        check_database(
            database, kept.content_hash, lambda seen: progress("读回来验证", 80 + min(20, 20 * seen // rows))
        )
    return kept


def check_database(path: Path, content_hash: str, progress: Callable[[int], None] | None = None) -> None:
    """The database of a backup is sound and holds what it held. Raises BrokenStore where not."""
    faults = copying.soundness_faults(path)
    if faults:
        raise BrokenStore(
            f"数据库已损坏（{faults[0]}），这份备份不能算数。",
            "请停止使用，运行 jiefen verify 看坏在哪里，从较早的备份恢复。",
        )
    if copying.content_of(path, progress) != content_hash:
        raise BrokenStore("读回来的数据库与原来的内容不一致，这份备份不能算数。", "请再做一次。")


def _recovery(folder: Path, key: bytes) -> dict[str, Any]:
    """The wrapped key that goes into the header: without it nobody could open the backup elsewhere."""
    path = folder / "recovery.json"
    try:
        record: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(
            "recovery.json 不见了，没有它备份换了机器就打不开，所以没有做。",
            "请从较早的备份里恢复出它，放回中心文件夹。",
        ) from error
    except ValueError as error:
        raise ConfigError("recovery.json 已损坏，请从较早的备份里恢复出它，放回中心文件夹。") from error
    if record.get("mark", key_mark(key)) != key_mark(key):
        raise ConfigError("recovery.json 是另一个中心的，打不开这里的密钥；请把原来的放回。")
    return record
