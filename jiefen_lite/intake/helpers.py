"""Helper processes for large batches: each has a workbench of its own and is told over a pipe what to do."""

from __future__ import annotations

import gc
import marshal
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from jiefen_lite.desk import Deciders
from jiefen_lite.errors import NotWritable
from jiefen_lite.intake.workbench import Head, Numbered, Order, Workbench
from jiefen_lite.lessonshelf import LessonShelf
from jiefen_lite.modelshelf import ModelShelf
from jiefen_lite.processes import leave_with_parent, step_back
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import Before, Center
from jiefen_lite.store.batches import RowMark
from jiefen_lite.store.database import Location
from jiefen_lite.store.repeats import Matter


class Tools(NamedTuple):
    """What a helper needs to set up its workbench."""

    center: Center
    book: RuleBook
    location: Location
    models: Path | None
    order: Order


class Helper:
    """One helper process, seen from the process that it helps. Equip it, then ask and take the answer."""

    def __init__(self) -> None:
        # spawn: a server has threads, and a forked child would inherit their locks.
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()  # so that the pipe ends where the helper does

    def equip(self, tools: Tools) -> None:
        """Hand over what it works with; waits until it has started, which takes half a second."""
        self._say(tools)

    def ask_to_make(self, numbered: Sequence[Numbered]) -> None:
        """Make the cases of some rows; the answer is :meth:`matters`."""
        # marshal carries plain values three times as fast as pickle does
        self._say(("make", marshal.dumps([(tuple(one.row), *one[1:]) for one in numbered])))

    def matters(self) -> list[Matter]:
        """By what repeats of the cases just made are known."""
        return [Matter(*one) for one in marshal.loads(self._answer())]

    def ask_to_write(self, before: Mapping[int, Before]) -> None:
        """Write down what was made; the answer is :meth:`heads`."""
        self._say(("write", dict(before)))

    def heads(self) -> list[Head]:
        """The cases just written."""
        return [Head(*one) for one in marshal.loads(self._answer())]

    def end(self) -> None:
        """End the process, whatever it is doing: a step half done leaves no trace in the store."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _say(self, words: Any) -> None:
        try:
            self._pipe.send(words)
        except OSError as error:
            raise _gone() from error

    def _answer(self) -> bytes:
        try:
            answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise _gone() from error
        if isinstance(answer, Exception):
            raise answer
        return bytes(answer)


def _gone() -> NotWritable:
    return NotWritable("入库时辅助程序意外中止，还没有生效；请在批次页“继续入库”。")


# ------------------------------------------------------------------ inside a helper process


def _work(pipe: Connection) -> None:
    """Do what the other process asks for until it ends."""
    leave_with_parent()
    step_back()
    gc.disable()  # the process lives for one batch, and rows form no circles
    try:
        tools: Tools = pipe.recv()
        store = tools.location.open()
        models = None if tools.models is None else ModelShelf(store.cipher, tools.models)
        deciders = Deciders(tools.center, tools.book, models, LessonShelf(store))
        bench = Workbench(deciders, store, tools.order)
        with store.reading():  # one connection for all of it
            store.keep_few_pages()
            while True:
                what, about = pipe.recv()
                if what == "make":
                    rows = marshal.loads(about)
                    answer: list[Any] = bench.make([Numbered(RowMark(*row), *more) for row, *more in rows])
                else:
                    answer = bench.write(about)
                pipe.send(marshal.dumps(list(map(tuple, answer))))
    except EOFError:
        return
    except Exception as error:  # noqa: BLE001 - whoever asked is told, and decides
        pipe.send(error)
