"""Long work on behalf of one person: read or take in a file in the background, tell how far it is."""

from __future__ import annotations

import logging
import secrets
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from jiefen_lite.errors import JiefenError
from jiefen_lite.text import mask_text

log = logging.getLogger("jiefen_lite.web")

KEEP = timedelta(hours=2)
MOST_WAITING = 40
# Waiting uploads are held in memory: in clear they must not lie on a disk.
MOST_BYTES = 300_000_000

# So much of what was made for somebody to fetch is held; above it the oldest goes.
MOST_HELD = 150_000_000

Progress = Callable[..., None]


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that was made for somebody: held in memory, because people's names must not lie on a disk."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody has asked for and sees on the page; held in memory until it is asked anew."""

    value: object


Answer = MadeFile | Found | int | None


@dataclass
class Task:
    """One piece of work: whose, what on, and how far. ``state``: waiting, running, done, failed."""

    id: str
    user_id: int | None
    kind: str  # read, commit, backup, ledger
    title: str
    started_at: datetime
    state: str = "waiting"
    words: str = ""
    batch_id: int | None = None
    sentences: tuple[str, ...] = ()
    size: int = 0
    rights: str = ""  # with which roles and unit it was asked for
    file: MadeFile | None = None
    percent: int | None = None  # how much of it is done, where that is known
    found: object | None = None


class Tasks:
    """The tasks of this server; one worker, because reading a workbook takes a processor for itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tasks: dict[str, Task] = {}
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="jiefen-task")

    def start(
        self,
        *,
        user_id: int | None,
        kind: str,
        title: str,
        now: datetime,
        work: Callable[[Progress], Answer],
        batch_id: int | None = None,
        size: int = 0,
        rights: str = "",
    ) -> Task:
        """Queue ``work``, which is given a function to tell its progress; answers with a batch or file."""
        task = Task(
            secrets.token_hex(8), user_id, kind, title, now, batch_id=batch_id, size=size, rights=rights
        )
        with self._lock:
            self._tasks = {key: old for key, old in self._tasks.items() if now - old.started_at < KEEP}
            waiting = [old for old in self._tasks.values() if old.state in ("waiting", "running")]
            if len(waiting) >= MOST_WAITING or size + sum(old.size for old in waiting) > MOST_BYTES:
                raise JiefenError("正在读取的文件太多，这个文件没有收下。", "请等前面的读完再上传。")
            self._tasks[task.id] = task
        self._pool.submit(self._run, task, work)
        return task

    def keep(
        self, *, user_id: int | None, kind: str, title: str, now: datetime, made: MadeFile, rights: str
    ) -> Task:
        """A file that is made already, kept for its person as those that were made in the background."""
        task = Task(secrets.token_hex(8), user_id, kind, title, now, rights=rights, state="done")
        with self._lock:
            self._tasks = {key: old for key, old in self._tasks.items() if now - old.started_at < KEEP}
            self._tasks[task.id] = task
        self._hold(task, made)
        return task

    def of(self, user_id: int | None) -> list[Task]:
        """One person's tasks, newest first."""
        with self._lock:
            mine = [task for task in self._tasks.values() if task.user_id == user_id]
        return sorted(mine, key=lambda task: task.started_at, reverse=True)

    def forget_finished(self, user_id: int | None) -> None:
        """Drop one person's finished tasks from the list; their batches stay where they are."""
        with self._lock:
            self._tasks = {
                key: task
                for key, task in self._tasks.items()
                if task.user_id != user_id or task.state in ("waiting", "running")
            }

    def busy_with(self, batch_id: int) -> bool:
        """Whether a task still works on this batch."""
        with self._lock:
            return any(
                task.batch_id == batch_id and task.state in ("waiting", "running")
                for task in self._tasks.values()
            )

    def close(self) -> None:
        """Wait for what is running, drop what is waiting."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _hold(self, task: Task, made: MadeFile) -> None:
        """Keep what was made; the oldest files go where all together are too many."""
        with self._lock:
            task.file, held = made, len(made.data)
            for old in sorted(self._tasks.values(), key=lambda one: one.started_at, reverse=True):
                if old is not task and old.file is not None:
                    held += len(old.file.data)
                    if held > MOST_HELD:
                        old.file = None

    def _run(self, task: Task, work: Callable[[Progress], Answer]) -> None:
        def tell(*words: object) -> None:
            task.words, task.percent = progress_in_words(*words), _percent(*words)

        task.state = "running"
        try:
            answer = work(tell)
            if isinstance(answer, MadeFile):
                self._hold(task, answer)
            elif isinstance(answer, Found):
                task.found = answer.value
            elif answer is not None:
                task.batch_id = answer
            task.state = "done"
        except JiefenError as error:
            task.sentences = error.sentences
            task.state = "failed"
        except Exception:  # noqa: BLE001 - a thread has no page to show a bug on: it is logged and told
            log.error("task %s failed\n%s", task.id, mask_text(traceback.format_exc()))
            task.sentences = (f"读取时出错，没有保存任何内容。请把编号 {task.id} 告诉管理员。",)
            task.state = "failed"


def progress_in_words(*words: object) -> str:
    """“已读 1,200 行”, “已处理 300 / 1,200 行” (or what a third word counts) or the words themselves."""
    if len(words) >= 2 and isinstance(words[0], int) and isinstance(words[1], int) and words[1]:
        return f"已处理 {words[0]:,} / {words[1]:,} {words[2] if len(words) > 2 else '行'}"
    if words and isinstance(words[0], int):
        return f"已处理 {words[0]:,} 行"
    return " ".join(str(word) for word in words)


def _percent(*words: object) -> int | None:
    if len(words) >= 2 and isinstance(words[0], int) and isinstance(words[1], int) and words[1]:
        return min(100, words[0] * 100 // words[1])
    return None
