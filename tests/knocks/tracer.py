"""Sees every change that a process makes below one folder, SQLite's own included, one after the other.

Python's file functions are wrapped; SQLite is seen through the functions of its file system layer
(https://www.sqlite.org/vfs.html), whose pointers are exchanged in memory. Every change goes first to a
listener, which may note it, refuse it with an error of the system, or end the process right there.
"""

from __future__ import annotations

import builtins
import ctypes as c
import errno
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

#: Files that hold nothing: locks, and the index of the log, which SQLite makes anew.
UNSEEN = (".lock", "-shm")


class Change(NamedTuple):
    """create, write, truncate, sync, syncdir, rename, unlink, mkdir; ``ack`` is what somebody was told."""

    kind: str
    path: str  # below the folder, with slashes
    offset: int = 0
    data: bytes = b""
    to: str = ""


#: Told of a change that is about to happen; raises OSError to refuse it. Used as a context around it.
Listener = Callable[[Change], Any]

_folder = ""
_listener: Listener | None = None
_is_installed = False
#: Changes that went past the wrapped functions: a hole in this tracer.
missed: list[str] = []


def watch(folder: Path, listener: Listener) -> None:
    """From now on tell ``listener`` of every change below ``folder`` made by this process."""
    global _folder, _listener
    install()
    _folder, _listener = os.path.realpath(folder) + os.sep, listener


def rest() -> None:
    """Tell nobody any more."""
    global _listener
    _listener = None


def _below(path: Any) -> str | None:
    """The path below the watched folder, None for what is not watched."""
    if _listener is None or isinstance(path, int) or not path:
        return None
    full = os.path.abspath(os.fsdecode(path))
    if not full.startswith(_folder) or full.endswith(UNSEEN):
        return None
    return full[len(_folder) :].replace(os.sep, "/")


@contextmanager
def _told(change: Change) -> Iterator[None]:
    assert _listener is not None
    with _listener(change):
        yield


def ack(words: str) -> None:
    """Note that somebody has been told: this is done."""
    print(words, flush=True)
    if _listener is not None:
        with _told(Change("ack", words)):
            pass


# ------------------------------------------------------------------ Python's files

_NAMES = ("replace", "rename", "unlink", "remove", "mkdir", "rmdir", "fsync", "open")
_real = {name: getattr(os, name) for name in _NAMES}
_real_open, _real_rmtree, _real_link = io.open, shutil.rmtree, os.link
_inside = 0  # more than 0: a wrapped function is at work, its own events are known


class _File(io.FileIO):
    """A raw file whose writes are told."""

    def __init__(self, file: Any, mode: str, below: str) -> None:
        self._below = below
        path = None if isinstance(file, int) else os.path.abspath(file)
        if path is not None:
            if not os.path.exists(path):
                with _told(Change("create", below)), _known():
                    super().__init__(file, mode)
                return
            if "w" in mode:
                with _told(Change("truncate", below, 0)), _known():
                    super().__init__(file, mode)
                return
        with _known():
            super().__init__(file, mode)

    def write(self, data: Any) -> int:
        blob = bytes(data)
        with _told(Change("write", self._below, self.tell(), blob)):
            return super().write(blob)

    def truncate(self, size: int | None = None) -> int:
        with _told(Change("truncate", self._below, self.tell() if size is None else size)):
            return super().truncate(size)


@contextmanager
def _known() -> Iterator[None]:
    global _inside
    _inside += 1
    try:
        yield
    finally:
        _inside -= 1


def _open(
    file: Any,
    mode: str = "r",
    buffering: int = -1,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
    closefd: bool = True,
    opener: Any = None,
) -> Any:
    below = _below(_path_of(file) if isinstance(file, int) else file)
    if _listener is None or below is None or not set(mode) & set("wax+"):
        return _real_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
    if opener is not None:
        raise NotImplementedError("the tracer knows no openers")
    raw = _File(file, mode.replace("b", "").replace("t", ""), below)
    buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
    return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)


def _os_open(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
    below = _below(path)
    if below is None:
        return int(_real["open"](path, flags, mode, dir_fd=dir_fd))
    if flags & os.O_CREAT and not os.path.exists(path):
        with _told(Change("create", below)), _known():
            handle = int(_real["open"](path, flags, mode))
    else:
        assert not flags & os.O_TRUNC, path
        with _known():
            handle = int(_real["open"](path, flags, mode))
    return handle


def _path_of(handle: int) -> str | None:
    """What an open descriptor stands for; None for pipes and the like."""
    target = os.readlink(f"/proc/self/fd/{handle}")
    return target if target.startswith(os.sep) else None


def _fsync(handle: Any) -> None:
    number = handle if isinstance(handle, int) else handle.fileno()
    path = _path_of(number) if _listener is not None else None
    whole = path is not None and os.path.isdir(path)
    below = "" if path is not None and path + os.sep == _folder else _below(path)
    if below is None:
        return _real["fsync"](handle)
    with _told(Change("syncdir" if whole else "sync", below)):
        return _real["fsync"](handle)


def _rename(name: str) -> Callable[..., None]:
    def rename(source: Any, target: Any, **how: Any) -> None:
        below, to = _below(source), _below(target)
        if below is None and to is None:
            return _real[name](source, target, **how)
        if below is None or to is None:
            raise NotImplementedError("moved over the border of the watched folder")
        with _told(Change("rename", below, to=to)), _known():
            return _real[name](source, target, **how)

    return rename


def _plain(name: str, kind: str) -> Callable[..., None]:
    def change(path: Any, *more: Any, **how: Any) -> None:
        below = _below(path)
        there = os.path.lexists(path)
        if below is None or there == (kind == "mkdir"):  # it will be refused: no change
            with _known():
                return _real[name](path, *more, **how)
        with _told(Change(kind, below)), _known():
            return _real[name](path, *more, **how)

    return change


def _rmtree(path: Any, ignore_errors: bool = False, **how: Any) -> None:
    """A folder taken away piece by piece, by full names, so that each piece is told."""
    if _below(path) is None or not os.path.isdir(path):
        return _real_rmtree(path, ignore_errors, **how)
    for place, folders, names in os.walk(path, topdown=False):
        for name in names:
            os.unlink(os.path.join(place, name))
        for name in folders:
            os.rmdir(os.path.join(place, name))
    os.rmdir(path)


def _link(source: Any, target: Any, **how: Any) -> None:
    """This disk knows no second names: whoever asks for one has to do without."""
    if _below(target) is None:
        return _real_link(source, target, **how)
    raise OSError(errno.EPERM, os.strerror(errno.EPERM), target)


_EVENTS = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "os.link")


def _audit(event: str, about: tuple[Any, ...]) -> None:
    """Python tells of every opening, moving and removing: none may have gone past the functions above."""
    if _listener is None or _inside:
        return
    if event == "open":
        path, _mode, flags = about
        writes = flags & (os.O_WRONLY | os.O_RDWR)
        if writes and not isinstance(path, int) and (below := _below(path)):
            missed.append(f"{event} {below}")
    elif event in _EVENTS and (below := _below(about[0])):
        missed.append(f"{event} {below}")


# ------------------------------------------------------------------ SQLite's files

_OK, _READONLY, _IOERR, _FULL = 0, 8, 10, 13
_WAL, _SYNCS_FOLDER = 0x00080000, 0x00080000 | 0x00000800 | 0x00004000  # log, journal, super-journal


class _Methods(c.Structure):
    _fields_ = [
        ("version", c.c_int), ("close", c.c_void_p), ("read", c.c_void_p), ("write", c.c_void_p),
        ("truncate", c.c_void_p), ("sync", c.c_void_p),
    ]  # fmt: skip


class _Vfs(c.Structure):
    _fields_ = [
        ("version", c.c_int), ("file_size", c.c_int), ("longest", c.c_int), ("following", c.c_void_p),
        ("name", c.c_char_p), ("data", c.c_void_p), ("open", c.c_void_p), ("delete", c.c_void_p),
    ]  # fmt: skip


_METHODS_BYTES = 8 * 19  # all functions of version 3: those that are not named are copied as they are
_CLOSE = c.CFUNCTYPE(c.c_int, c.c_void_p)
_WRITE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_int, c.c_int64)
_TRUNCATE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int64)
_SYNC = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int)
_OPEN = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_void_p, c.c_int, c.c_void_p)
_DELETE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_int)

_kept: list[Any] = []  # SQLite points at these for as long as the process lives
_open_files: dict[int, list[Any]] = {}  # sqlite3_file* → path, whether its first sync takes the folder along


def _answer(error: OSError) -> int:
    """What SQLite says where the system says this."""
    return {errno.ENOSPC: _FULL, errno.EROFS: _READONLY}.get(error.errno or 0, _IOERR)


def _methods_like(address: int) -> Any:
    """A copy of a file's functions in which those that change something are ours."""
    copy = (c.c_char * _METHODS_BYTES).from_buffer_copy(c.string_at(address, _METHODS_BYTES))
    told = _Methods.from_buffer(copy)
    close, write = _CLOSE(told.close), _WRITE(told.write)
    truncate, sync = _TRUNCATE(told.truncate), _SYNC(told.sync)

    def path_of(file: int) -> str | None:
        known = _open_files.get(file)
        return None if known is None else _below(known[0])

    def our_close(file: int) -> int:
        _open_files.pop(file, None)
        return int(close(file))

    def our_write(file: int, data: int, size: int, offset: int) -> int:
        path = path_of(file)
        if path is None:
            return int(write(file, data, size, offset))
        try:
            with _told(Change("write", path, offset, c.string_at(data, size))):
                return int(write(file, data, size, offset))
        except OSError as error:
            return _answer(error)

    def our_truncate(file: int, size: int) -> int:
        path = path_of(file)
        if path is None:
            return int(truncate(file, size))
        try:
            with _told(Change("truncate", path, size)):
                return int(truncate(file, size))
        except OSError as error:
            return _answer(error)

    def our_sync(file: int, flags: int) -> int:
        path = path_of(file)
        if path is None:
            return int(sync(file, flags))
        try:
            with _told(Change("sync", path)):
                result = int(sync(file, flags))
            if _open_files[file][1]:
                _open_files[file][1] = False
                with _told(Change("syncdir", os.path.dirname(path))):
                    pass
        except OSError as error:
            return _answer(error)
        return result

    functions = (_CLOSE(our_close), _WRITE(our_write), _TRUNCATE(our_truncate), _SYNC(our_sync))
    told.close, told.write, told.truncate, told.sync = (c.cast(one, c.c_void_p).value for one in functions)
    _kept.append((copy, told, functions))
    return copy


def _watch_sqlite() -> None:
    import sqlite3  # noqa: F401 - loads the library that is meant

    with _real_open("/proc/self/maps") as maps:
        found = sorted({line.split()[-1] for line in maps if "libsqlite3" in line})
    assert found, "this Python has SQLite built in: its file functions cannot be reached"
    library = c.CDLL(found[0])
    library.sqlite3_vfs_find.restype = c.c_void_p
    library.sqlite3_vfs_find.argtypes = [c.c_char_p]
    vfs = _Vfs.from_address(library.sqlite3_vfs_find(None))
    real_open, real_delete = _OPEN(vfs.open), _DELETE(vfs.delete)
    copies: dict[int, Any] = {}

    def our_open(self: int, name: int | None, file: int, flags: int, told_flags: int) -> int:
        # the name stays where it is: SQLite goes on looking at it
        full = os.fsdecode(c.string_at(name)) if name else ""
        path = _below(full)
        is_new = path is not None and not os.path.exists(full)
        try:
            if is_new and path is not None:
                with _told(Change("create", path)):
                    result = int(real_open(self, name, file, flags, told_flags))
            else:
                result = int(real_open(self, name, file, flags, told_flags))
        except OSError as error:
            return _answer(error) if error.errno != errno.ENOSPC else 14  # cannot open
        slot = c.c_void_p.from_address(file)
        if result == _OK and full and slot.value:
            if slot.value not in copies:
                copies[slot.value] = _methods_like(slot.value)
                copies[c.addressof(copies[slot.value])] = copies[slot.value]
            slot.value = c.addressof(copies[slot.value])
            _open_files[file] = [full, bool(flags & _SYNCS_FOLDER)]
        return result

    def our_delete(self: int, name: int, sync_folder: int) -> int:
        full = os.fsdecode(c.string_at(name))
        path = _below(full)
        if path is None or not os.path.exists(full):
            return int(real_delete(self, name, sync_folder))
        try:
            with _told(Change("unlink", path)):
                result = int(real_delete(self, name, sync_folder))
            if sync_folder:
                with _told(Change("syncdir", os.path.dirname(path))):
                    pass
        except OSError as error:
            return _answer(error)
        return result

    functions = (_OPEN(our_open), _DELETE(our_delete))
    vfs.open, vfs.delete = (c.cast(one, c.c_void_p).value for one in functions)
    _kept.append((vfs, functions))


def install() -> None:
    """Wrap everything, once in a process; nothing is told before :func:`watch`."""
    global _is_installed
    if _is_installed:
        return
    _is_installed = True
    builtins.open = io.open = _open  # type: ignore[assignment]
    os.open, os.fsync, os.link = _os_open, _fsync, _link  # type: ignore[assignment]
    shutil.rmtree = _rmtree  # type: ignore[assignment]
    for name in ("replace", "rename"):
        setattr(os, name, _rename(name))
    for name, kind in (("unlink", "unlink"), ("remove", "unlink"), ("mkdir", "mkdir"), ("rmdir", "unlink")):
        setattr(os, name, _plain(name, kind))
    sys.addaudithook(_audit)
    _watch_sqlite()
