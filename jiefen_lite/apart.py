"""Long work in a process of its own, at low priority: whoever serves pages meanwhile stays quick."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from jiefen_lite.desk import House
from jiefen_lite.errors import NotWritable
from jiefen_lite.processes import leave_with_parent, step_back
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import Center
from jiefen_lite.store.database import Location

Answer = TypeVar("Answer")
About = ParamSpec("About")
#: Told how far the work is, in whatever words it tells it.
Tell = Callable[..., None]
#: What can be done apart: a function of a module, given the house as opened there and whom to tell.
Work = Callable[Concatenate[House, Tell, About], Answer]


class _Tools(NamedTuple):
    """What the other process needs to open the same house."""

    center: Center
    book: RuleBook
    location: Location
    files: Path


def run(
    house: House, progress: Tell, work: Work[About, Answer], *about: About.args, **more: About.kwargs
) -> Answer:
    """Do ``work`` in another process, hand its progress on and answer as it does; it ends when this one does.

    What goes in and comes out must be plain enough to travel. What ``work`` raises is raised here;
    NotWritable where the process died.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs,))  # no daemon: those may not start helpers
    process.start()
    theirs.close()
    try:
        ours.send(_Tools(house.center, house.book, house.store.location, house.files))
        ours.send((work, about, more))
        while True:
            kind, answer = ours.recv()
            if kind == "done":
                done: Answer = answer
                return done
            if kind == "failed":
                raise answer
            progress(*answer)
    except (EOFError, OSError) as error:
        raise NotWritable("后台处理的程序意外中止，做了一半的没有生效；请再试一次。") from error
    finally:
        process.kill()
        process.join()
        ours.close()


# ------------------------------------------------------------------ inside the other process


def _run(pipe: Connection) -> None:
    leave_with_parent()
    step_back()
    try:
        tools: _Tools = pipe.recv()
        work, about, more = pipe.recv()
        house = House(tools.location.open(), tools.center, tools.book, tools.files)

        def tell(*words: Any) -> None:
            pipe.send(("progress", words))

        answer = ("done", work(house, tell, *about, **more))
    except Exception as error:  # noqa: BLE001 - whoever asked is told, and decides
        answer = ("failed", error)
    pipe.send(answer)
