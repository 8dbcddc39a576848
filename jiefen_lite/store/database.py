"""Opening the database: durable settings, one writer at a time, migrations, and plain words on failure."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import filelock
import peewee as pw
from playhouse.db_url import connect
from playhouse.migrations import Runner

from jiefen_lite import room
from jiefen_lite.errors import BrokenStore, DiskFull, NotWritable
from jiefen_lite.store import tables
from jiefen_lite.store.crypto import Cipher

# Security promise C15: what was acknowledged survives a power cut.
PRAGMAS = {
    "page_size": 8192,  # rows are long: half as many pages to write as with the usual 4096
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "busy_timeout": 10_000,
    "cache_size": -32_768,  # 32 MB a connection
    "temp_store": 2,  # MEMORY: no temporary file with personal data
    "secure_delete": 1,
    "wal_autocheckpoint": 20_000,  # pages (160 MB): a large import copies its pages back far less often
}
#: For a request of a page, in KB (negative: as SQLite says it).
_PAGE_CACHE = -131_072
#: For a helper, which takes its rows one after the other and asks for none twice.
_ROW_CACHE = -6_144
_LOOK_EVERY = 0.001  # seconds between two looks whether another writer has finished
_GIVEN_WAY = 0.012  # seconds between two small writes of a long work, for those who wait
_PLAIN_WORDS = re.compile(r"[a-z_]+|[0-9: -]+").fullmatch
DAMAGED = "数据库文件已损坏，请停止使用并从备份恢复。"
MIGRATIONS = Path(__file__).parent / "migrations"

#: Backs up an open database whose form is about to be changed; what it raises stops that.
BeforeUpgrade = Callable[["Store"], None]


class Location(NamedTuple):
    """Where a store is and what opens it: plain values, so that another process can open the same one."""

    address: str
    key: bytes
    lock_path: Path | None

    def open(self) -> Store:
        """The store there, which has to be one already."""
        return open_store(self.address, self.key, self.lock_path, kept=True)


class Store:
    """One open database with its cipher and its writer's lock. Used from many threads."""

    def __init__(
        self, db: pw.Database, address: str, cipher: Cipher, lock_path: Path | None, wait_seconds: float
    ) -> None:
        self.db = db
        self.address = address  # under which another process opens the same one
        self.lock_path = lock_path
        self.cipher = cipher
        self.is_sqlite = isinstance(db, pw.SqliteDatabase)
        self._thread_lock = threading.RLock()
        self._file_lock = (
            filelock.FileLock(str(lock_path), thread_local=False) if lock_path is not None else None
        )
        self._wait_seconds = wait_seconds
        self._depth = threading.local()
        self._of_case: dict[type[tables.Table], tuple[str, tuple[pw.Field, ...]]] = {}
        #: What was found out at length and still holds: what it is → (what it hangs on, what was found).
        self.found_out: dict[Hashable, tuple[object, Any]] = {}
        self._keeper: sqlite3.Connection | None = None
        #: Why nothing may be saved any more, once the file was found damaged; it can still be read.
        self.fault: str | None = None
        #: Whether what was set aside on the disk has been given up, until there is room for it again.
        self.is_short_of_room = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A connection of this thread for questions; may be nested."""
        depth = getattr(self._depth, "read", 0)
        if tables.database.obj is not self.db:
            tables.database.initialize(self.db)
        with self._watched(), _told():
            if depth == 0:
                self.db.connect(reuse_if_open=True)
            self._depth.read = depth + 1
            try:
                yield
            finally:
                self._depth.read = depth
                if depth == 0 and not self.db.is_closed():
                    self.db.close()

    def keep_more_pages(self) -> None:
        """Let this connection keep what a page asks for again and again (inside a reading; SQLite only).

        The cases of a unit with 12,500 of 100,000 lie on 95 MB, which each of its counts would read anew.
        The memory is only taken where there is as much to read, and given back with the connection.
        """
        if self.is_sqlite:
            self.db.execute_sql(f"PRAGMA cache_size = {_PAGE_CACHE}")

    def keep_few_pages(self) -> None:
        """Let this connection keep little (inside a reading; SQLite only): several helpers add up."""
        if self.is_sqlite:
            self.db.execute_sql(f"PRAGMA cache_size = {_ROW_CACHE}")

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """A file once found damaged is written to no more: what it still holds must not get worse."""
        try:
            yield
        except BrokenStore as error:
            if DAMAGED in error.sentences:
                self.fault = DAMAGED
            raise

    @property
    def location(self) -> Location:
        """For another process that is to open this store too."""
        return Location(self.address, self.cipher.key, self.lock_path)

    @property
    def is_being_written(self) -> bool:
        """True where this thread is inside a write."""
        return bool(getattr(self._depth, "write", 0))

    @contextmanager
    def writing(self, *, wait_seconds: float | None = None, promised: bool = True) -> Iterator[None]:
        """One transaction as the one writer of this centre; an inner call joins the outer one.

        ``wait_seconds``: how long to wait for another writer, where not the usual time. ``promised=False``:
        nobody is told yet that this is kept (rows that are still hidden), so a power cut may take it, with
        all that came after; the next promised write makes it safe too. It holds others up far less.

        Raises NotWritable, with nothing changed, where another writer does not finish in time or
        the disk refuses; BrokenStore where the file was found damaged. On a full disk the reserve is let
        go, so that the next try has room.
        """
        if self.is_being_written:
            yield
            return
        if self.fault is not None:
            raise BrokenStore(self.fault)
        with self._reserve_at_hand(), self._one_writer(wait_seconds), self.reading():
            self._depth.write = 1
            try:
                with self._transaction(promised):
                    yield
            finally:
                self._depth.write = 0

    @contextmanager
    def _transaction(self, promised: bool) -> Iterator[None]:
        if not self.is_sqlite:
            with self.db.atomic():
                if not promised:
                    self.db.execute_sql("SET LOCAL synchronous_commit TO OFF")
                yield
            return
        if not promised:
            self.db.execute_sql("PRAGMA synchronous = NORMAL")  # the log stays in order, it is not waited for
        try:
            with self.db.atomic("IMMEDIATE"):
                yield
        finally:
            if not promised:
                self.db.execute_sql("PRAGMA synchronous = FULL")

    @contextmanager
    def _reserve_at_hand(self) -> Iterator[None]:
        try:
            yield
        except DiskFull as error:
            if self.lock_path is None or not room.let_go(self.lock_path.parent):
                raise
            self.is_short_of_room = True
            raise DiskFull(
                error.sentences[0], "已放出预留的空间：请再做一次，并尽快请管理员清理磁盘。"
            ) from error

    @contextmanager
    def _one_writer(self, wait_seconds: float | None = None) -> Iterator[None]:
        wait = self._wait_seconds if wait_seconds is None else wait_seconds
        if not self._thread_lock.acquire(timeout=wait):
            raise NotWritable("另一项保存还没有结束，这次没有保存，请稍后再试。")
        try:
            if self._file_lock is None:
                yield
                return
            try:
                # looked at often: an import lets go of it only for a moment at a time
                self._file_lock.acquire(timeout=wait, poll_interval=_LOOK_EVERY)
            except filelock.Timeout as error:
                raise NotWritable("另一个程序正在写入（例如正在导入），这次没有保存，请稍后再试。") from error
            except OSError as error:
                raise NotWritable(
                    "中心文件夹不能写入（只读、没有权限，或磁盘已满），请检查后再试。"
                ) from error
            try:
                yield
            finally:
                self._file_lock.release()
        finally:
            self._thread_lock.release()

    def close(self) -> None:
        """Close this thread's connection, and the one that keeps the write-ahead log."""
        if not self.db.is_closed():
            self.db.close()
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None

    def keep_log(self, path: str) -> None:
        """Hold one idle connection, so that the log is not folded in each time the last page is answered."""
        self._keeper = sqlite3.connect(path, check_same_thread=False)
        with _told():  # a connection holds the log from its first question on
            self._keeper.execute("SELECT 1 FROM sqlite_master").fetchall()

    def fold_log(self) -> None:
        """Copy the write-ahead log back into the database file, so that nobody who saves has to.

        Nearly all of it while others write, and what they wrote meanwhile holding the writer's lock:
        only a log that was folded whole begins anew.
        """
        if not self.is_sqlite or self.is_being_written:
            return
        with self.reading():
            self.db.execute_sql("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            with self._one_writer():
                self.db.execute_sql("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def give_way(self) -> None:
        """Let those who wait for the writer's lock have it, between two small writes of a long work."""
        time.sleep(_GIVEN_WAY)

    def rows_among(self, query: str, keys: Sequence[str]) -> list[tuple[Any, ...]]:
        """Rows of a query whose ``{keys}`` stands for a list of texts: one parameter, however many they are.

        The query compares with ``IN {keys}``; building an IN list of a thousand marks costs more than asking.
        """
        if self.is_sqlite:
            sql = query.replace("{keys}", "(SELECT value FROM json_each(?))")
            return list(self.db.execute_sql(sql, (json.dumps(list(keys)),)).fetchall())
        sql = query.replace("{keys}", f"(SELECT unnest({self.db.param}::text[]))")
        return list(self.db.execute_sql(sql, (list(keys),)).fetchall())

    def among(self, numbers: Sequence[int]) -> pw.SQL:
        """What follows IN for a list of inner numbers: one parameter, however many they are."""
        if self.is_sqlite:
            return pw.SQL(f"(SELECT value FROM json_each({self.db.param}))", (json.dumps(list(numbers)),))
        listed = ",".join(map(str, numbers))
        return pw.SQL(f"(SELECT unnest(string_to_array({self.db.param}, ',')::bigint[]))", (listed,))

    def rows_of_case(self, table: type[tables.Table], case_id: int) -> list[dict[str, Any]]:
        """The rows of a table that belong to a case, in the order of their keys, as ``dicts()`` gives them.

        The statement is made once a table: to make it each time is most of the work where thousands of
        cases are read one by one.
        """
        if table not in self._of_case:
            self._of_case[table] = _of_case(table, self.db.param)
        sql, fields = self._of_case[table]
        rows = self.db.execute_sql(sql, (case_id,)).fetchall()
        return [
            {
                field.name: None if value is None else field.python_value(value)
                for field, value in zip(fields, row, strict=True)
            }
            for row in rows
        ]

    def insert_many(
        self,
        table: type[tables.Table],
        columns: tuple[str, ...],
        rows: list[tuple[Any, ...]],
        *,
        same: Mapping[str, str | int | None] | None = None,
        unless_known: bool = False,
    ) -> None:
        """Insert many plain tuples with one compiled statement (1.06 times raw executemany, measured).

        Values must already be what the database stores (JSON as text, dates as ISO text on SQLite).
        ``same``: columns in which all rows say the same. Plain words and numbers become part of the
        statement: binding them again for each row is a third of the work. ``unless_known``: rows whose
        key is there already are left out.
        """
        if not rows:
            return
        fixed = {name: _literal(value) for name, value in (same or {}).items()}
        bound = {name: value for name, value in (same or {}).items() if fixed[name] is None}
        if bound:
            columns = (*columns, *bound)
            rows = [(*row, *bound.values()) for row in rows]
        literals = {name: literal for name, literal in fixed.items() if literal is not None}
        meta = table._meta
        names = ", ".join(_column_names(table, (*columns, *literals)))
        marks = ", ".join([*[self.db.param] * len(columns), *literals.values()])
        sql = f'INSERT INTO "{meta.table_name}" ({names}) VALUES ({marks})'
        if unless_known:
            sql += " ON CONFLICT DO NOTHING"
        self.db.cursor().executemany(sql, rows)

    def update_many(
        self,
        table: type[tables.Table],
        columns: tuple[str, ...],
        rows: list[tuple[Any, ...]],
        *,
        where: tuple[str, ...],
    ) -> None:
        """Set ``columns`` where the ``where`` columns say so, with one compiled statement.

        Each row holds the values of ``columns``, then those of ``where``, as the database stores them.
        """
        if rows:
            settings = ", ".join(f"{name} = {self.db.param}" for name in _column_names(table, columns))
            sql = f'UPDATE "{table._meta.table_name}" SET {settings} WHERE {self._equal(table, where)}'
            self.db.cursor().executemany(sql, rows)

    def delete_many(
        self, table: type[tables.Table], where: tuple[str, ...], rows: list[tuple[Any, ...]]
    ) -> None:
        """Delete where the ``where`` columns are as one of ``rows`` says, with one compiled statement."""
        if rows:
            sql = f'DELETE FROM "{table._meta.table_name}" WHERE {self._equal(table, where)}'
            self.db.cursor().executemany(sql, rows)

    def _equal(self, table: type[tables.Table], where: tuple[str, ...]) -> str:
        return " AND ".join(f"{name} = {self.db.param}" for name in _column_names(table, where))


def _column_names(table: type[tables.Table], fields: Iterable[str]) -> list[str]:
    """The columns of these fields as SQL writes them."""
    return [f'"{table._meta.fields[name].column_name}"' for name in fields]


def _of_case(table: type[tables.Table], param: str) -> tuple[str, tuple[pw.Field, ...]]:
    """The question for the rows of a case, and the fields that it answers."""
    meta = table._meta
    fields = tuple(meta.sorted_fields)
    names = ", ".join(f'"{field.column_name}"' for field in fields)
    key = meta.primary_key
    case = key if table is tables.Case else meta.fields["case"]
    of_case = f'WHERE "{case.column_name}" = {param} ORDER BY "{key.column_name}"'
    return f'SELECT {names} FROM "{meta.table_name}" {of_case}', fields


def _literal(value: str | int | None) -> str | None:
    """A value as SQL writes it; None for texts that hold more than plain words, which are to be bound."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return str(value)
    return f"'{value}'" if _PLAIN_WORDS(value) else None


def open_store(
    url: str,
    key: bytes,
    lock_path: Path | None = None,
    *,
    wait_seconds: float = 30.0,
    kept: bool = False,
    before_upgrade: BeforeUpgrade | None = None,
) -> Store:
    """Open (and where needed upgrade) the database at ``url``: a path, ``sqlite:///…`` or ``psycopg3://…``.

    ``kept``: there has to be one already; one that was lost is never begun anew without a word.
    ``before_upgrade``: backs up a database that is about to be upgraded; where it raises, or nobody can
    back up, the upgrade does not begin (security promise C22).
    Raises BrokenStore where the file is no database of ours, NotWritable where it cannot be prepared.
    """
    if kept and "://" not in url and not (Path(url).is_file() and Path(url).stat().st_size):
        raise BrokenStore("数据库文件 jiefen.db 不见了或是空的。请停止使用，从备份恢复它；没有另建新库。")
    db = connect(url) if "://" in url else _sqlite(Path(url), kept)
    store = Store(db, url, Cipher(key), lock_path, wait_seconds)
    with store._one_writer(), store.reading():
        _migrate(store, before_upgrade)
        _check_key(store)
    if store.is_sqlite:
        store.keep_log(url.removeprefix("sqlite:///"))
    return store


def _sqlite(path: Path, kept: bool) -> pw.SqliteDatabase:
    """The database file; one that has to be there is not made anew if it goes missing while it is in use."""
    mode = "rw" if kept else "rwc"
    return pw.SqliteDatabase(f"{path.absolute().as_uri()}?mode={mode}", uri=True, pragmas=PRAGMAS)


@contextmanager
def only_one(lock_path: Path, refusal: str) -> Iterator[None]:
    """Hold a lock file while something runs of which a centre may have only one; otherwise NotWritable."""
    lock = filelock.FileLock(str(lock_path))
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise NotWritable(refusal) from error
    try:
        yield
    finally:
        lock.release()


def known_schema() -> list[str]:
    """The migrations that this version of the program knows."""
    return sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))


def _migrate(store: Store, before_upgrade: BeforeUpgrade | None) -> None:
    runner = Runner(store.db, str(MIGRATIONS))
    entries = runner.status()
    if any(entry.path is None for entry in entries):
        raise BrokenStore("这个数据库来自更新的版本，请先升级本软件再打开。")
    if all(entry.applied is not None for entry in entries):
        return
    if any(entry.applied is not None for entry in entries):
        if before_upgrade is None:
            raise BrokenStore("数据库是旧版本的，升级之前要先备份；请用 jiefen 命令打开这个中心。")
        before_upgrade(store)
    runner.up()


def _check_key(store: Store) -> None:
    """A store opened with another centre's key is refused before anything is written."""
    mark = store.cipher.find_hash("store", "key check")
    known = tables.Setting.get_or_none(tables.Setting.key == "key_check")
    if known is None:
        tables.Setting.create(key="key_check", value=mark)
    elif known.value != mark:
        raise BrokenStore("密钥 secret.key 与这个数据库不匹配，请把原来的密钥放回，或用恢复短语恢复。")


@contextmanager
def _told() -> Iterator[None]:
    """Turn the database's own words into plain sentences; anything unknown keeps its traceback."""
    try:
        yield
    except (pw.OperationalError, sqlite3.OperationalError) as error:
        words = _words(error)
        if "full" in words:
            raise DiskFull("磁盘已满，这次没有保存。", "请清理磁盘后再试。") from error
        if "disk i/o" in words:
            raise NotWritable("磁盘读写出错，这次没有保存。请检查磁盘后再试。") from error
        if "readonly" in words or "read-only" in words:
            raise NotWritable("数据库是只读的，这次没有保存。请检查文件夹的权限。") from error
        if "locked" in words:
            raise NotWritable("数据库正被别的程序占用，这次没有保存，请稍后再试。") from error
        if "unable to open" in words:
            raise BrokenStore(
                "打不开数据库文件 jiefen.db，这次没有保存。",
                "请检查它还在不在中心文件夹里、有没有权限、磁盘满没满；文件丢了请从备份恢复。",
            ) from error
        raise
    except (pw.DatabaseError, sqlite3.DatabaseError) as error:
        words = str(error).lower()
        if "malformed" in words or "not a database" in words:
            raise BrokenStore(DAMAGED) from error
        raise


def _words(error: BaseException) -> str:
    """What the database said, and what it had said before: a COMMIT that fails lets the ROLLBACK fail too."""
    said = []
    one: BaseException | None = error
    while one is not None:
        if isinstance(one, pw.OperationalError | sqlite3.OperationalError):
            said.append(str(one).lower())
        one = one.__context__
    return " ".join(said)
