"""The parent's side of reading a file: start the child, watch it, hand its rows on as they come.

Native readers can hang, abort and eat memory; whatever the child does, the caller gets rows or one
UnreadableFile, the child is gone afterwards, and nothing was written to disk.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from importers.limits import Limits
from jiefen_lite import jsontext, processes
from jiefen_lite.errors import UnreadableFile
from jiefen_lite.shapes import ColumnUse, FieldProposal, Level, Problem, RowRead, SheetRead

COMMAND: tuple[str, ...] = (sys.executable, "-P", "-m", "importers.child")  # -P: not what lies in the folder
Progress = Callable[[int, int | None], None]  # rows done, rows in all
_Use = tuple[int, list[str], Callable[[list[str | None]], Iterable[str | None]]]  # sheet, fields, their cells
RowTuple = tuple[int, int, list[str | None], dict[str, Any], list[tuple[str | None, str | None, str, str]]]

_LONGEST_LINE = 64 * 1024 * 1024
_PIPE_BUFFER = 1 << 20  # lines are long; in small bites reading them costs seconds
_LINES_AHEAD = 40
ROWS_A_BATCH = 500
_LOOK_EVERY = 0.2  # seconds between two looks at the child's memory
_NEARLY_ALL = 0.98  # at its bound the child creeps from one refused request to the next instead of ending
_SPLIT_IT = "请按月或按镇（街道）拆成几个文件后再导入。"
_SAVE_AGAIN = "请用 WPS 或 Excel 打开核对，另存为新的 .xlsx 后再导入；仍不行请联系管理员。"


@dataclass(frozen=True, slots=True)
class FileRead:
    """What a file turned out to be: its channel, how that was known, its sheets, how many data rows."""

    channel: str
    channel_how: str
    sheets: tuple[SheetRead, ...]
    total: int


class Child:
    """One file in the hands of a child process; a context manager that leaves no process."""

    def __init__(self, data: bytes, job: Mapping[str, Any], limits: Limits) -> None:
        self._data, self._limits = data, limits
        self._job = {**job, "limits": asdict(limits), "parent": os.getpid()}
        self._lines: queue.Queue[bytes] = queue.Queue(_LINES_AHEAD)
        self._stop = threading.Event()
        self._patience = limits.waited_seconds
        self._why_killed: str | None = None
        self._threads: list[threading.Thread] = []
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._child = subprocess.Popen(
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            bufsize=_PIPE_BUFFER, stderr=subprocess.DEVNULL,  # a traceback could quote a cell
            env=processes.environment(),
            creationflags=processes.CREATION_FLAGS,
            process_group=processes.OWN_GROUP,
        )  # fmt: skip
        for work in (self._feed, self._listen, self._watch):
            thread = threading.Thread(target=work, daemon=True)
            thread.start()
            self._threads.append(thread)
        try:
            self._begin()
        except BaseException:
            self.close()
            raise
        return self

    def _begin(self) -> None:
        """What is wanted of the child at once, before anybody works with it."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child and everything that served it."""
        self._stop.set()
        child = self._child
        if child is None or child.returncode is not None:
            return
        processes.end_group(child)
        child.wait()
        for thread in self._threads:
            thread.join(timeout=5)
        self._data = b""
        if any(thread.is_alive() for thread in self._threads):
            return  # somebody has got away with the other end of a pipe: closing ours would wait for him
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # unsent bytes of a child that is gone

    # ------------------------------------------------------------------- the child's three attendants

    def _feed(self) -> None:
        pipe = self._child.stdin if self._child else None
        if pipe is None:
            return
        try:
            pipe.write(jsontext.encode(self._job).encode() + b"\n")
            pipe.write(self._data)
            pipe.close()
        except OSError:
            return  # the child is gone; whoever waits for its answers says so

    def _listen(self) -> None:
        pipe = self._child.stdout if self._child else None
        if pipe is None:
            return
        while not self._stop.is_set():
            line = pipe.readline(_LONGEST_LINE)
            while not self._stop.is_set():
                try:
                    self._lines.put(line, timeout=0.2)
                    break
                except queue.Full:
                    continue  # the caller is still busy with earlier rows
            if not line:
                return

    def _watch(self) -> None:
        child = self._child
        while child is not None and not self._stop.wait(_LOOK_EVERY):
            if memory_of(child) > self._limits.memory_bytes * _NEARLY_ALL:
                self._why_killed = "memory"
                child.kill()

    # ------------------------------------------------------------------- what it said

    def next_answer(self) -> dict[str, Any]:
        begin = time.monotonic()
        try:
            line = self._lines.get(timeout=min(self._limits.silent_seconds, max(self._patience, 0)))
        except queue.Empty:
            raise UnreadableFile("读取这个文件用的时间太长，已经停止。", _SPLIT_IT) from None
        self._patience -= time.monotonic() - begin
        if not line.endswith(b"\n"):
            raise self._ended()
        try:
            answer = jsontext.decode(line)
        except ValueError as error:
            raise self.rubbish() from error
        if not isinstance(answer, dict):
            raise self.rubbish()
        if answer.get("kind") == "refused":
            raise UnreadableFile(*map(str, answer.get("sentences", ())))
        if answer.get("kind") == "bug":
            raise UnreadableFile(f"读取程序内部出错（{str(answer.get('where'))[:80]}）。", _SAVE_AGAIN)
        return answer

    def _ended(self) -> UnreadableFile:
        """The child fell silent for good before it had said everything."""
        if self._why_killed == "memory":
            return UnreadableFile("文件太大，读取时内存不够用。", _SPLIT_IT)
        return UnreadableFile("读取这个文件时程序意外中止，文件可能已损坏或太大。", _SAVE_AGAIN)

    def rubbish(self) -> UnreadableFile:
        return UnreadableFile("读取这个文件时得到的结果不完整，没有采用。", _SAVE_AGAIN)


class Reading(Child):
    """One file being read: ``head`` at once, then ``batches()``."""

    def __init__(
        self, data: bytes, job: Mapping[str, Any], limits: Limits, progress: Progress | None
    ) -> None:
        super().__init__(data, job, limits)
        self._progress = progress
        self.head = FileRead("", "", (), 0)

    def _begin(self) -> None:
        answer = self.next_answer()
        if answer.get("kind") != "head":
            raise self.rubbish()
        try:
            sheets = tuple(map(_sheet_read, answer["sheets"]))
            self.head = FileRead(
                str(answer["channel"]), str(answer["channel_how"]), sheets, int(answer["total"])
            )
        except (KeyError, TypeError, ValueError) as error:
            raise self.rubbish() from error
        if not 0 <= self.head.total <= self._limits.rows * max(len(sheets), 1):
            raise self.rubbish()

    def sheets(self) -> tuple[SheetRead, ...]:
        """The sheets as found, with every skipped line and its reason."""
        return self.head.sheets

    def batches(self) -> Iterator[list[RowTuple]]:
        """The data rows in order: (sheet number, row, cells, fields, problems); raises UnreadableFile."""
        done = 0
        batch: list[RowTuple] = []
        while True:
            answer = self.next_answer()
            ended = answer.get("kind") == "end"
            if not ended:
                try:
                    self._unpack(answer, batch)
                except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                    raise self.rubbish() from error
                if done + len(batch) > self.head.total:  # else an endless ledger would fill the disk
                    raise self.rubbish()
            elif answer.get("rows") != done + len(batch):
                raise self.rubbish()
            if len(batch) >= ROWS_A_BATCH or (ended and batch):
                done += len(batch)
                yield batch
                batch = []
                if self._progress is not None:
                    self._progress(done, self.head.total)
            if ended:
                return

    def _unpack(self, answer: Mapping[str, Any], batch: list[RowTuple]) -> None:
        """Add a line's rows, with the fields that the child left to their cells put back."""
        if answer["kind"] != "rows" or not answer["rows"]:
            raise ValueError(answer["kind"])
        uses = [self._use(*told) for told in answer["uses"]]
        for use, row_no, cells, fields, problems in answer["rows"]:
            sheet_no, names, take = uses[use]
            fields.update(zip(names, take(cells), strict=True))
            batch.append((sheet_no, row_no, cells, fields, problems))

    def _use(self, sheet_no: int, names: list[str], cells: list[int]) -> _Use:
        if not 0 <= sheet_no < len(self.head.sheets) or len(names) != len(cells):
            raise ValueError(sheet_no)
        if len(cells) > 1:
            return sheet_no, names, itemgetter(*cells)
        return sheet_no, names, lambda row: [row[cell] for cell in cells]


def read(
    source: Path | bytes,
    *,
    channel: str | None,
    columns: Mapping[str, Any],
    as_of: date,
    name: str | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read a file in a child process; use as ``with read(…) as reading``.

    ``source`` is a path or the file's bytes (then nothing lies on disk), ``name`` its name as uploaded.
    Raises UnreadableFile here or on entering, and while rows are taken.
    """
    limits = limits or Limits()
    data = bytes_of(source, limits)
    if name is None:
        name = source.name if isinstance(source, Path) else ""
    job = {
        "want": "rows", "name": name, "channel": channel, "columns": columns, "as_of": as_of.isoformat(),
    }  # fmt: skip
    return Reading(data, job, limits, progress)


def bytes_of(source: Path | bytes, limits: Limits) -> bytes:
    """What stands in a file, where it is not too large. Raises UnreadableFile."""
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > limits.file_bytes:
            raise _too_large(limits)
        return source if isinstance(source, bytes) else source.read_bytes()
    except OSError as error:
        raise UnreadableFile("文件打不开，请确认它还在原处、没有被别的程序占用。") from error


def row_reads(sheets: Sequence[SheetRead], rows: Sequence[RowTuple]) -> list[RowRead]:
    """Rows as objects, for the few that people look at."""
    return [
        RowRead(
            sheets[number].name, row, tuple(cells), fields,
            tuple(
                Problem(sheets[number].name, row, column, field, Level(level), message)
                for column, field, level, message in problems
            ),
        )
        for number, row, cells, fields, problems in rows
    ]  # fmt: skip


def _too_large(limits: Limits) -> UnreadableFile:
    return UnreadableFile(f"文件超过 {limits.file_bytes // 1024 // 1024} MB，太大了。", _SPLIT_IT)


def _sheet_read(told: Mapping[str, Any]) -> SheetRead:
    columns = tuple(
        ColumnUse(
            one["index"],
            one["header"],
            one["field"],
            one["how"],
            tuple(one["samples"]),
            tuple(
                FieldProposal(told["field"], int(told["confidence"]), tuple(told["reasons"]))
                for told in one["proposals"]
            ),
        )
        for one in told["columns"]
    )
    skipped = tuple((row, why) for row, why in told["skipped"])
    return SheetRead(
        told["name"], told["header_row"], told["header_rows"], columns, skipped, told["note"], told["hidden"]
    )


def memory_of(child: subprocess.Popen[bytes]) -> int:
    """Bytes of address space that a process has now (on Windows: of memory); 0 where it is not told."""
    if sys.platform == "win32":
        return _memory_on_windows(child)
    try:
        with open(f"/proc/{child.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0  # ended just now, or a system without /proc: there the bound set by the child holds


def _memory_on_windows(child: subprocess.Popen[bytes]) -> int:
    if sys.platform != "win32":
        return 0
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = [
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *((f"size{number}", ctypes.c_size_t) for number in range(8)),
        ]

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    known = ctypes.windll.psapi.GetProcessMemoryInfo(int(child._handle), ctypes.byref(counters), counters.cb)
    return int(counters.size1) if known else 0  # size0 is the peak, size1 the working set
