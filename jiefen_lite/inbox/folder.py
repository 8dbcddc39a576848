"""The watched folder on the disk: which files count, whether one is still being written, moving it away.

Other people write there, so nothing in it is trusted: links are not followed, names stay names, and
whatever lies where a file is to go is left alone.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

DONE, FAILED = "done", "failed"
MOST_FILES = 500  # that one look goes through; the rest have their turn later
_LONGEST_NAME = 200  # bytes; file systems take 255, and what stands beside a file has a longer name
_LEFT_ALONE = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".lnk", ".ini", ".db")
_HIDDEN = 0x2  # FILE_ATTRIBUTE_HIDDEN of Windows
_PLAIN_OPEN = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)

Look = tuple[int, int, int]  # size, time of the last change, number on the disk


@dataclass(frozen=True, slots=True)
class Found:
    """A file that waits: where it is, the sub-folder that it lies in, how it looked, whether it is open."""

    path: Path
    sub: str
    look: Look
    is_open: bool

    @property
    def name(self) -> str:
        """Its name as people see it, with its sub-folder; never more than a text."""
        whole = f"{self.sub}/{self.path.name}" if self.sub else self.path.name
        return "".join(char if char.isprintable() else "？" for char in whole)


class Changed(Exception):
    """The file is no longer the one that was read."""


def waiting(folder: Path) -> list[Found]:
    """The files that lie in the folder and its sub-folders, oldest first. Raises OSError where it is gone."""
    found = list(_files(folder, ""))
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        if _is_folder(entry) and entry.name.lower() not in (DONE, FAILED) and not entry.name.startswith("."):
            found.extend(_files(Path(entry.path), entry.name))
    return sorted(found, key=lambda one: one.look[1])[:MOST_FILES]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    junction = getattr(entry, "is_junction", None)  # of Windows, since Python 3.12
    return entry.is_dir(follow_symlinks=False) and not (junction is not None and junction())


def _files(folder: Path, sub: str) -> Iterator[Found]:
    with os.scandir(folder) as entries:
        there = {entry.name: entry for entry in entries}
    for name, entry in there.items():
        if not entry.is_file(follow_symlinks=False) or _is_left_alone(name):
            continue
        try:
            seen = os.stat(entry.path, follow_symlinks=False)  # a listing may be older than the file
        except OSError:
            continue  # taken away between the two
        if getattr(seen, "st_file_attributes", 0) & _HIDDEN:
            continue
        yield Found(Path(entry.path), sub, _look_of(seen), _is_open(name, there))


def _is_left_alone(name: str) -> bool:
    return name.startswith(("~", ".")) or name.lower().endswith(_LEFT_ALONE)


def _is_open(name: str, there: dict[str, os.DirEntry[str]]) -> bool:
    """Whether an office program has put its mark beside the file."""
    marks = (f"~${name}", f"~${name[2:]}", f".~lock.{name}#", f".~{name}")
    return any(mark in there for mark in marks)


def _look_of(seen: os.stat_result) -> Look:
    return seen.st_size, seen.st_mtime_ns, seen.st_ino


def read(found: Found) -> bytes:
    """The bytes of a file. Raises OSError while another program holds it, Changed where it has changed."""
    handle = os.open(found.path, _PLAIN_OPEN)
    with os.fdopen(handle, "rb") as file:
        seen = os.fstat(file.fileno())
        if not stat.S_ISREG(seen.st_mode) or _look_of(seen) != found.look:
            raise Changed
        return file.read(found.look[0] + 1)


def reserve(folder: Path, found: Found, below: str) -> str:
    """A free name for the file in ``below``, kept free by an empty file; its place below the folder.

    An empty file that lies there already is such a one, left by a crash. Raises OSError, also where a
    link stands in the way.
    """
    target = folder.joinpath(*PurePosixPath(below).parts, *([found.sub] if found.sub else []))
    one = folder
    for part in target.relative_to(folder).parts:
        one = one / part
        if one.is_symlink():
            raise NotADirectoryError(f"{one.name} is a link")
        one.mkdir(exist_ok=True)
    stem, ending = _shortened(found.path.name)
    number = 1
    while True:
        name = f"{stem}{ending}" if number == 1 else f"{stem}（{number}）{ending}"
        try:
            os.close(os.open(target / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except FileExistsError:
            if not is_reserved(target, name):
                number += 1
                continue
        return (target / name).relative_to(folder).as_posix()


def _shortened(name: str) -> tuple[str, str]:
    stem, ending = os.path.splitext(name)
    ending = ending[:16]
    kept = os.fsencode(stem)[: _LONGEST_NAME - len(os.fsencode(ending))]
    return kept.decode(errors="ignore") if len(kept) < len(os.fsencode(stem)) else stem, ending


def move(folder: Path, found: Found, place: str) -> None:
    """Move a file to its reserved place, for good once this returns.

    Raises Changed, with nothing moved, where somebody has written it since it was read.
    """
    target = folder / place
    try:
        if _look_of(os.stat(found.path, follow_symlinks=False)) != found.look:
            raise Changed
        os.replace(found.path, target)
    except FileNotFoundError as error:
        raise Changed from error
    sync(target.parent)
    sync(found.path.parent)


def is_reserved(folder: Path, place: str) -> bool:
    """Whether nothing has come to a reserved place yet."""
    target = folder / place
    return target.is_file() and not target.is_symlink() and target.stat().st_size == 0


def put_beside(folder: Path, place: str, ending: str, data: bytes) -> None:
    """Write a file beside the one at ``place``: its name, another ending."""
    target = folder / f"{place}{ending}"
    aside = target.with_name(f".{target.name}.part")
    with open(aside, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, target)
    sync(target.parent)


def delete(folder: Path, place: str, endings: tuple[str, ...]) -> None:
    """Delete the file at ``place`` and what stands beside it."""
    for ending in ("", *endings):
        (folder / f"{place}{ending}").unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """See to it that a folder's names outlast a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        return  # some shared disks cannot; the file is found again by its hash if its move is lost
    finally:
        os.close(handle)
