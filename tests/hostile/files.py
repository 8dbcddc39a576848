"""What a hostile file is: its bytes, its name, and the one thing that may come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Refused:
    """The file is not taken; ``words`` stand in the sentence that says so."""

    words: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Every data row in order: the fields of the case that it becomes, or the words by which it is refused.

    ``told``: words that must stand among the problems of the file.
    """

    rows: tuple[Fields | str, ...]
    told: str = ""


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file. ``make`` is given the source number of its first row, so that no two files share a case."""

    group: str
    name: str
    make: Callable[[str], bytes]
    outcome: Refused | Taken
    ending: str = ".xlsx"
    file_name: str | None = None  # where its name is what is tried


def number(no: str, row: int) -> str:
    """The source number of the ``row``-th row (from 0) of a file."""
    return no if row == 0 else f"{no}-{row}"
