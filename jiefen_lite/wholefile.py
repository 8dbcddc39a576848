"""Files that are there whole or not at all, whatever happens meanwhile: written aside, synced, moved in."""

from __future__ import annotations

import os
from pathlib import Path

#: How a file is called while it is being written.
ASIDE = ".part"


def write(path: Path, data: bytes) -> None:
    """Make ``path`` hold ``data``, also after a power cut; until then it is what it was before.

    Raises OSError where the disk refuses; nothing half-written stays behind.
    """
    if path.exists() and not path.is_file():  # a device or a pipe, such as /dev/stdout
        path.write_bytes(data)
        return
    path = Path(os.path.realpath(path))  # what a link points at is replaced, not the link
    aside = path.with_name(path.name + ASIDE)
    try:
        with open(aside, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
        sync_folder(path.parent)
    except OSError:
        aside.unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """A folder that is still there after a power cut. Raises OSError where the disk refuses."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def sweep(folder: Path) -> None:
    """Remove what a crash has left half-written in a folder."""
    for path in folder.glob(f"*{ASIDE}"):
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder (made, moved, removed) outlive a power cut."""
    if os.name != "posix":  # Windows has no handle on a folder to sync
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
