"""A copy of the database while others write to it, and the look whether a copy is sound (SQLite)."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from jiefen_lite.errors import BrokenStore, NotWritable
from jiefen_lite.store import content
from jiefen_lite.store.database import Store

#: Pages copied between two reports; the copy gives way to others at each.
AT_ONCE = 512

#: Told how much of how much is done.
Progress = Callable[[int, int], None]


class Held:
    """The database as it stood at one moment: later writes of others go on and are not seen."""

    def __init__(self, store: Store) -> None:
        self._source = sqlite3.connect(store.address.removeprefix("sqlite:///"), check_same_thread=False)
        with _told():
            # A read transaction of our own: the pages of this moment stay readable until it ends, so the
            # copy need not start again whenever somebody writes.
            self._source.execute("BEGIN")
            self._source.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()

    def size(self) -> int:
        """Bytes of the database at that moment."""
        (pages,), (each,) = (self._source.execute(f"PRAGMA {name}").fetchone() for name in _SIZE)
        return int(pages) * int(each)

    def schema(self) -> list[str]:
        """The migrations that this database has gone through."""
        return [name for (name,) in self._source.execute("SELECT name FROM schema_migration ORDER BY name")]

    def ends(self) -> dict[str, str]:
        """Where the global chain and the audit log end."""
        rows = self._source.execute("SELECT key, value FROM setting WHERE key LIKE 'end:%' ORDER BY key")
        return {key.removeprefix("end:"): value for key, value in rows}

    def copy_to(self, target: Path, progress: Progress) -> None:
        """Copy it page by page into a new file that only its owner may read."""
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with _told(), closing(sqlite3.connect(target)) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # a copy for an hour: it is not what must survive
            self._source.backup(
                copy, pages=AT_ONCE, progress=lambda _status, left, total: progress(total - left, total)
            )

    def close(self) -> None:
        """Let go of that moment."""
        self._source.close()


_SIZE = ("page_count", "page_size")


def content_of(path: Path, progress: content.Progress | None = None) -> str:
    """The canonical content hash of a database file that nobody has open."""
    with _told(), closing(_opened(path)) as database:
        return content.of_connection(database, progress)


def rows_of(path: Path) -> int:
    """About how many rows a database file has (for telling how far the look at it is)."""
    with _told(), closing(_opened(path)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        plain = [name for name in names if not name.startswith(content.DERIVED)]
        counts = (database.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in plain)
        return sum(counts)


def soundness_faults(path: Path) -> list[str]:
    """What SQLite finds wrong with a database file that nobody has open."""
    with _told(), closing(_opened(path)) as database:
        found = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"{row[0]} 第 {row[1]} 行" for row in database.execute("PRAGMA foreign_key_check")]
    return found


def _opened(path: Path) -> sqlite3.Connection:
    """A file at rest, read only: no log is made beside it."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


@contextmanager
def _told() -> Iterator[None]:
    """SQLite's own words as plain sentences; a full disk as the operating system would say it."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        if "locked" in str(error):
            raise NotWritable("数据库正被别的程序占用，请稍后再试。") from error
        if "disk i/o" in str(error).lower():
            raise OSError(errno.EIO, os.strerror(errno.EIO)) from error
        if "readonly" in str(error):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS)) from error
        raise BrokenStore("打不开数据库文件，请检查文件夹是否存在、有没有权限、磁盘满没满。") from error
    except sqlite3.DatabaseError as error:
        raise BrokenStore("数据库文件已损坏，请停止使用并从较早的备份恢复。") from error
