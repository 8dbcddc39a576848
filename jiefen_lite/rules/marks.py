"""Marks on the type hints of rule files: what a value may be beyond its type.

They stand in ``Annotated[...]`` beside the field they speak of, so that the form of a file, its
allowed words and what they point at are told in one place and checked by one walker.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OneOf:
    """The text must be one of these words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The number must not be smaller than this."""

    least: float


@dataclass(frozen=True, slots=True)
class MonthDay:
    """The text must be a day of the year, MM-DD."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The whole text must match this pattern; ``means`` says in words what is wanted."""

    pattern: str
    means: str


@dataclass(frozen=True, slots=True)
class Names:
    """This text is the name of a thing of that kind, to which other places may refer."""

    kind: str


@dataclass(frozen=True, slots=True)
class RefersTo:
    """This text must be the name of a thing of that kind, in whichever file it is named."""

    kind: str
