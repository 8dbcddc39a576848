"""Uploads and papers, encrypted, by hash: written aside, synced, moved into place, then the row."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path

from jiefen_lite import wholefile
from jiefen_lite.errors import BrokenStore, DiskFull, NotWritable
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import Attachment, Batch, CasePaper, PaperFile

_READONLY = ("文件夹是只读的", "请检查文件夹的权限后再试。")
_REFUSALS = {
    errno.EROFS: _READONLY,
    errno.EACCES: _READONLY,
    errno.EPERM: _READONLY,
}


def sha256_of(data: bytes) -> str:
    """The hash by which a file is known."""
    return hashlib.sha256(data).hexdigest()


#: What could not be written, and what has not come of it.
UPLOAD = ("上传的文件没能存到磁盘", "这次没有导入")


def save(store: Store, folder: Path, data: bytes, *, told: tuple[str, str] = UPLOAD) -> tuple[str, str]:
    """Keep an upload (or a paper of ours); returns its SHA-256 and its reference (path below ``folder``).

    Raises NotWritable where the disk refuses; nothing half-written stays behind.
    """
    digest = sha256_of(data)
    ref = f"{digest[:2]}/{digest}.bin"
    target = folder / ref
    if target.exists():
        return digest, ref
    try:
        wholefile.make_folder(target.parent)
        wholefile.write(target, store.cipher.encrypt_bytes("upload", data))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(f"{told[0]}（磁盘已满），{told[1]}。", "请清理磁盘后再试。") from error
        why, cure = _REFUSALS.get(error.errno or 0, ("磁盘出错", "请检查磁盘后再试。"))
        raise NotWritable(f"{told[0]}（{why}），{told[1]}。", cure) from error
    return digest, ref


def read(store: Store, folder: Path, ref: str) -> bytes:
    """An upload again, byte for byte. Raises BrokenStore where it is missing or was changed."""
    try:
        blob = (folder / ref).read_bytes()
    except OSError as error:
        raise BrokenStore("存档的原始文件找不到了，请从备份恢复 files 文件夹。") from error
    return store.cipher.decrypt_bytes("upload", blob)


def read_whole(store: Store, folder: Path, ref: str, sha256: str) -> bytes:
    """A kept file, proved to be what it was. Raises BrokenStore where it is missing or another."""
    data = read(store, folder, ref)
    if sha256_of(data) != sha256:
        raise BrokenStore("存档的文件与做成时不一致，请从备份恢复 files 文件夹。")
    return data


def kept(store: Store) -> set[str]:
    """The references of every file that some batch, some paper or some attachment stands on."""
    with store.reading():
        uploads = Batch.select(Batch.file_ref).where(Batch.file_ref.is_null(False)).tuples()
        # a database that is backed up before it is upgraded has not every table yet
        found = [uploads]
        found += [one.select(one.ref).tuples() for one in (PaperFile, CasePaper) if one.table_exists()]
        if Attachment.table_exists():
            kept = (Attachment.ref, Attachment.shown_ref, Attachment.small_ref)
            found.append(Attachment.select(*kept).tuples())
        return {ref for rows in found for row in rows for ref in row if ref is not None}


def orphans(folder: Path, kept: set[str]) -> list[Path]:
    """Files that no row stands on: left by a crash between the file and its row, or half-written."""
    found = sorted(path for path in folder.glob("*/*") if path.is_file())
    return [path for path in found if path.relative_to(folder).as_posix() not in kept]


def remove(folder: Path, ref: str) -> None:
    """Let go of an upload that was refused; the caller holds the writer's lock."""
    (folder / ref).unlink(missing_ok=True)


def sweep(folder: Path, kept: set[str]) -> None:
    """Remove the files that no row stands on; the caller holds the writer's lock."""
    for path in orphans(folder, kept):
        path.unlink(missing_ok=True)
