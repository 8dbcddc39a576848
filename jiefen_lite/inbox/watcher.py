"""Looks at the watched folder again and again: what has stopped growing is taken in, one file at a time."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from jiefen_lite import merging
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, refusal
from jiefen_lite.inbox import folder as disk
from jiefen_lite.inbox import taking
from jiefen_lite.inbox.taking import MARKED, TOLD, VIEWER, Taken
from jiefen_lite.shapes import InboxSettings
from jiefen_lite.store import inbox as records
from jiefen_lite.store.database import only_one
from jiefen_lite.text import mask_text

log = logging.getLogger("jiefen_lite.inbox")

_GROWING, _OPEN = "还在写入，写完就收", "正在别处打开，关掉就收"
_BUG = "收这个文件时出错，请告诉管理员（服务日志里有原因）"
#: An empty file is one whose copying has just begun; only after so many looks it is taken for what it is.
_EMPTY_LOOKS = 6


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that lies in the folder, and why it is still there."""

    name: str
    why: str


@dataclass(slots=True)
class _Seen:
    look: disk.Look
    times: int = 1


class Watcher:
    """The watched folder of one centre. ``waiting`` and ``trouble`` are what the last look found."""

    def __init__(self, house: House, settings: InboxSettings, center_folder: Path) -> None:
        self.folder = center_folder / settings.folder  # an absolute one stays itself
        self.waiting: tuple[Waiting, ...] = ()
        self.trouble: str | None = None
        self.at_work: str | None = None  # the name of the file that is being taken in, and how far
        self._at_batch: int | None = None
        self._house, self._settings = house, settings
        self._lock_path = center_folder / "inbox.lock"
        self._own = center_folder in self.folder.parents
        self._seen: dict[Path, _Seen] = {}
        self._given_up: dict[Path, disk.Look] = {}  # what this program fails at, until it changes

    def busy_with(self, batch_id: int) -> bool:
        """Whether this batch is being taken in just now."""
        return self._at_batch == batch_id

    def look(self, now: Callable[[], datetime]) -> list[Taken]:
        """One look: takes in what has not changed since the last one, and tidies up."""
        try:
            with only_one(self._lock_path, "另一个程序正在收这个收件箱。"):
                if self._own:
                    self.folder.mkdir(exist_ok=True)
                taken = self._look(now)
                self._tidy(now())
                self.trouble = None
                return taken
        except OSError as error:
            self.waiting, self.trouble = (
                (),
                f"收件文件夹打不开（{refusal(error)}），请检查它在不在、能不能读写。",
            )
        except JiefenError as error:
            self.trouble = str(error)
        return []

    def _look(self, now: Callable[[], datetime]) -> list[Taken]:
        self._house = self._house.latest
        found = disk.waiting(self.folder)
        seen, self._seen = self._seen, {}
        ready: list[disk.Found] = []
        why: dict[Path, str] = {}
        for one in found:
            before = seen.get(one.path)
            same = before is not None and before.look == one.look
            times = before.times + 1 if before is not None and same else 1
            self._seen[one.path] = _Seen(one.look, times)
            if self._given_up.get(one.path) == one.look:
                why[one.path] = _BUG
            elif one.is_open:
                why[one.path] = _OPEN
            elif times < (2 if one.look[0] else _EMPTY_LOOKS):
                why[one.path] = _GROWING
            else:
                ready.append(one)
                why[one.path] = "排队等候"
        taken = []
        for one in ready:
            self._show(found, why)
            outcome = self._take(one, now())
            if isinstance(outcome, Taken):
                taken.append(outcome)
                del why[one.path]
            else:
                why[one.path] = outcome
        self._show(found, why)
        if any(one.record.batch_id is not None for one in taken):
            merging.look_apart(self._house, now())
        return taken

    def _show(self, found: list[disk.Found], why: dict[Path, str]) -> None:
        self.waiting = tuple(Waiting(one.name, why[one.path]) for one in found if one.path in why)

    def _take(self, one: disk.Found, now: datetime) -> Taken | str:
        """What became of a file, or why it has to wait."""

        def tell(done: int = 0, total: int | None = None, *, batch_id: int | None = None) -> None:
            self._at_batch = batch_id or self._at_batch
            of_all = f" / {total:,}" if total else ""
            self.at_work = f"{one.name}：已处理 {done:,}{of_all} 行" if done else one.name

        tell()
        try:
            return taking.take(self._house, self.folder, one, now, tell)
        except disk.Changed:
            self._seen.pop(one.path, None)
            return _GROWING
        except OSError:
            return "暂时打不开（可能正被别的程序使用），下次再试"
        except JiefenError as error:
            return f"{error.sentences[0]}下次再试"
        except Exception:  # noqa: BLE001 - one strange file must not stop the others: it is logged and told
            log.error("inbox\n%s", mask_text(traceback.format_exc()))
            self._given_up[one.path] = one.look
            return _BUG
        finally:
            self.at_work = self._at_batch = None

    def _tidy(self, now: datetime) -> None:
        """Delete what was taken in long ago, where the county wants that."""
        days = self._settings.keep_done_days
        if days is None:
            return
        for one in records.older(self._house.store, VIEWER, now - timedelta(days=days)):
            disk.delete(self.folder, one.place or "", (TOLD, MARKED))
            records.moved(self._house.store, one.id, place=None)
