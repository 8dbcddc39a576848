"""What lies on a disk after some of a run's changes: all of them, or those that a power cut spares."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.knocks.tracer import Change

SECTOR = 512


def _apply(content: bytearray, change: Change) -> None:
    """One change of a file's content; a hole is full of zeros."""
    if change.kind == "truncate":
        del content[change.offset :]
        content.extend(bytes(change.offset - len(content)))
        return
    if len(content) < change.offset:
        content.extend(bytes(change.offset - len(content)))
    content[change.offset : change.offset + len(change.data)] = change.data


@dataclass
class Disk:
    """Names and contents as programs see them, and what of it is not yet safe from a power cut.

    A file's content is safe once the file was synced, its name (made, moved, removed) once its folder was:
    what POSIX promises, which is less than usual file systems keep.
    """

    names: dict[str, int] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    contents: dict[int, bytearray] = field(default_factory=dict)
    safe_names: dict[str, int] = field(default_factory=dict)
    safe_folders: set[str] = field(default_factory=set)
    safe_contents: dict[int, bytearray] = field(default_factory=dict)
    loose: list[tuple[int, Change]] = field(default_factory=list)  # in order, with the file's number

    @classmethod
    def of(cls, folder: Path) -> Disk:
        """A folder at rest: everything in it is safe."""
        disk = cls()
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_dir():
                disk.folders.add(name)
            else:
                number = len(disk.contents)
                disk.names[name], disk.contents[number] = number, bytearray(path.read_bytes())
        disk.safe_names, disk.safe_folders = dict(disk.names), set(disk.folders)
        disk.safe_contents = {number: bytearray(data) for number, data in disk.contents.items()}
        return disk

    def go_on(self, change: Change) -> None:
        """One change more."""
        number = self.names.get(change.path, -1)
        if change.kind == "ack":
            return
        if change.kind == "sync":
            self._keep(
                [one for one in self.loose if one[0] == number and one[1].kind in ("write", "truncate")]
            )
            return
        if change.kind == "syncdir":
            self._keep([one for one in self.loose if _folder_of(one[1]) == change.path])
            return
        if change.kind == "create":
            number = len(self.contents)
            self.contents[number], self.safe_contents[number] = bytearray(), bytearray()
        self.loose.append((number, change))
        if change.kind in ("write", "truncate"):
            _apply(self.contents[number], change)
        else:
            _rename(self.names, self.folders, number, change)

    def _keep(self, spared: Sequence[tuple[int, Change]]) -> None:
        kept = set(map(id, spared))
        for one in spared:
            _happen(self.safe_names, self.safe_folders, self.safe_contents, *one)
        self.loose = [one for one in self.loose if id(one) not in kept]

    def write(self, folder: Path) -> None:
        """Lay down what programs see."""
        _lay_down(folder, self.names, self.folders, self.contents)

    def write_after_power_cut(self, folder: Path, chance: random.Random | None) -> None:
        """Lay down what is safe, and of the rest nothing (None) or what chance spares, pages torn as well."""
        names, folders = dict(self.safe_names), set(self.safe_folders)
        contents = {number: bytearray(data) for number, data in self.safe_contents.items()}
        if chance is not None:
            how_far = chance.randrange(len(self.loose) + 1)
            in_order = chance.random() < 0.4
            for at, (number, change) in enumerate(self.loose):
                if (at >= how_far) if in_order else (chance.random() < 0.5):
                    continue
                if change.kind == "write" and chance.random() < 0.2:
                    whole = len(change.data) // SECTOR
                    change = change._replace(data=change.data[: SECTOR * chance.randrange(whole + 1)])
                _happen(names, folders, contents, number, change)
        _lay_down(folder, names, folders, contents)


def _folder_of(change: Change) -> str | None:
    """The folder in which a name has changed."""
    if change.kind in ("write", "truncate"):
        return None
    parent = str(PurePosixPath(change.path).parent)
    return "" if parent == "." else parent


def _happen(
    names: dict[str, int], folders: set[str], contents: dict[int, bytearray], number: int, change: Change
) -> None:
    if change.kind in ("write", "truncate"):
        _apply(contents[number], change)
    else:
        _rename(names, folders, number, change)


def _rename(names: dict[str, int], folders: set[str], number: int, change: Change) -> None:
    """One change of names."""
    if change.kind == "mkdir":
        folders.add(change.path)
    elif change.kind == "create":
        names[change.path] = number
    elif change.kind == "unlink":
        names.pop(change.path, None)
        folders.discard(change.path)
    elif change.kind == "rename":
        names.pop(change.path, None)
        names[change.to] = number
    else:
        raise ValueError(change.kind)


def _lay_down(folder: Path, names: dict[str, int], folders: set[str], contents: dict[int, bytearray]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in sorted(folders):
        (folder / one).mkdir(parents=True, exist_ok=True)
    for name, number in names.items():
        parent = str(PurePosixPath(name).parent)
        if parent == "." or parent in folders:  # a file in a folder that is lost is lost too
            (folder / name).write_bytes(contents[number])
            os.chmod(folder / name, 0o600)
