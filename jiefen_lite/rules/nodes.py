"""A text of keys and values as a tree that still knows its lines, and the faults found in it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one file, with the line (from 1; 0 = the file as a whole) and the cure."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        where = f"{self.file} 第 {self.line} 行" if self.line else self.file
        return f"{where}：{self.message}"


@dataclass(slots=True)
class Text:
    """A single value, always as text; ``plain`` where it stood without quotes.

    ``refused``: an alias stood here, and that has been told.
    """

    line: int
    value: str
    plain: bool = True
    refused: bool = False


@dataclass(slots=True)
class Items:
    """A list; ``flow`` where it was written in square brackets."""

    line: int
    flow: bool = False
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Pairs:
    """Keys with their values, in the order of the file; every key once."""

    line: int
    pairs: dict[str, tuple[int, Node]] = field(default_factory=dict)  # key -> (its line, value)


Node = Text | Items | Pairs
