"""Who is told of the changes of all processes of a run: a book that notes them, a disk that refuses them."""

from __future__ import annotations

import fcntl
import os
import pickle
import signal
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.knocks.tracer import Change


class Book:
    """The changes of all processes of one run, in their order, in a file; the run ends before a given one."""

    def __init__(self, path: Path, ends_at: int) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._one = threading.Lock()
        self._ends_at = ends_at

    @contextmanager
    def __call__(self, change: Change) -> Iterator[None]:
        """Hold the others back, note the change, let it happen."""
        with self._one:
            fcntl.flock(self._handle, fcntl.LOCK_EX)
            try:
                self._note(change)
                yield
            finally:
                fcntl.flock(self._handle, fcntl.LOCK_UN)

    def _note(self, change: Change) -> None:
        number = int.from_bytes(os.pread(self._handle, 8, 0), "big")
        if number + 1 == self._ends_at:
            os.killpg(0, signal.SIGKILL)
        os.pwrite(self._handle, (number + 1).to_bytes(8, "big"), 0)
        blob = pickle.dumps(tuple(change))
        size = os.fstat(self._handle).st_size
        os.pwrite(self._handle, len(blob).to_bytes(8, "big") + blob, max(size, 8))


class Note:
    """The changes of this process alone, kept in memory."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    @contextmanager
    def __call__(self, change: Change) -> Iterator[None]:
        """Note it, let it happen."""
        self.changes.append(change)
        yield


def read_book(path: Path) -> list[Change]:
    """What a run has noted; a note in the middle of which it was killed is none."""
    data, at, found = path.read_bytes(), 8, []
    while at < len(data):
        size = int.from_bytes(data[at : at + 8], "big")
        blob = data[at + 8 : at + 8 + size]
        if not size or len(blob) < size:
            break
        found.append(Change(*pickle.loads(blob)))
        at += 8 + size
    return found


#: What needs room on a disk.
NEEDS_ROOM = ("create", "write", "mkdir")
#: Full from which change on, how many asked, how many were refused, how many of those a person misses.
_COUNTS = struct.Struct(">QQQQ")
DATABASE = "jiefen.db"
NEVER = 1 << 60


class FullDisk:
    """A disk that from a given change on refuses what needs room, to every process, until it is cured."""

    def __init__(self, path: Path, says: int, full_from: int | None = None) -> None:
        """``full_from``: a new disk; without it the one that another process has made at ``path``."""
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._one = threading.Lock()
        self._says = says
        if full_from is not None:
            os.pwrite(self._handle, _COUNTS.pack(full_from, 0, 0, 0), 0)

    @contextmanager
    def __call__(self, change: Change) -> Iterator[None]:
        """Let it happen, or refuse it."""
        if change.kind in NEEDS_ROOM and self._is_refused(change):
            raise OSError(self._says, os.strerror(self._says))
        yield

    def _is_refused(self, change: Change) -> bool:
        with self._one:
            fcntl.flock(self._handle, fcntl.LOCK_EX)
            try:
                full_from, asked, refused, missed = self._counts()
                no = asked + 1 >= full_from
                missed += no and change.path != DATABASE
                os.pwrite(self._handle, _COUNTS.pack(full_from, asked + 1, refused + no, missed), 0)
            finally:
                fcntl.flock(self._handle, fcntl.LOCK_UN)
        return no

    def _counts(self) -> tuple[int, int, int, int]:
        full_from, asked, refused, missed = _COUNTS.unpack(os.pread(self._handle, _COUNTS.size, 0))
        return full_from, asked, refused, missed

    @property
    def refused(self) -> int:
        """How often it has refused."""
        return self._counts()[2]

    @property
    def missed(self) -> int:
        """How often what somebody waited for was refused; folding the log back only puts it elsewhere.

        A log that cannot be folded back keeps what it holds, and is folded the next time.
        """
        return self._counts()[3]

    def cure(self) -> None:
        """Room again."""
        os.pwrite(self._handle, _COUNTS.pack(NEVER, *self._counts()[1:]), 0)
