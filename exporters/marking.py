"""A person's workbook is marked in a process of its own: whatever it does there, the caller goes on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from jiefen_lite import jsontext, processes

COMMAND: tuple[str, ...] = (sys.executable, "-P", "-m", "exporters.marker")  # -P: not what lies in the folder
MOST_SECONDS = 180.0
#: Larger files are not even sent over; they get the list of problems.
MOST_BYTES = 30_000_000
#: Marking 20,000 rows takes 14 s and 285 MB; above that a list of the problems does better.
MOST_ROWS = 20_000

MarkTuple = tuple[str, int, int, str, bool]  # sheet, row, column, text, serious


@dataclass(frozen=True, slots=True)
class Marked:
    """``workbook`` with its marks, or None where only a list can be given; ``lost`` is not in it any more."""

    workbook: bytes | None
    lost: tuple[str, ...]


def mark(data: bytes, marks: Iterable[MarkTuple]) -> Marked:
    """The workbook with these marks."""
    return _ask(data, list(marks))


def lost(data: bytes) -> tuple[str, ...]:
    """What the marked workbook will not have any more, in words; nothing where it is no .xlsx or too long."""
    return _ask(data, None).lost


def _ask(data: bytes, marks: list[MarkTuple] | None) -> Marked:
    if len(data) > MOST_BYTES or data[:2] != b"PK":
        return Marked(None, ())
    try:
        done = subprocess.run(
            COMMAND,
            input=jsontext.encode({"marks": marks}).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback could quote a cell
            timeout=MOST_SECONDS,
            env=processes.environment(),
            creationflags=processes.CREATION_FLAGS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Marked(None, ())
    head, _, workbook = done.stdout.partition(b"\n")
    if done.returncode or not head:  # aborted, or out of memory: the list is still to be had
        return Marked(None, ())
    said = jsontext.decode(head)
    return Marked(workbook if said["kind"] == "marked" else None, tuple(map(str, said["lost"])))
