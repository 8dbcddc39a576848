"""What people have set right in readings, as it travels between the store, the desk and the reader."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

#: Elements of a reading that a person may set right, in the order of a page.
READ_ELEMENTS = ("type", "who", "place", "when", "cause", "amount", "people")


class LessonKind(StrEnum):
    """How far a lesson reaches: one text, or every text that has a word."""

    TEXT = "text"
    PLACE_WORD = "place_word"
    NOT_NAME = "not_name"
    NAME = "name"


class LessonState(StrEnum):
    """A lesson waits for the keeper of the rules, holds, or holds no more."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    REMOVED = "removed"
    REPLACED = "replaced"  # somebody has set the same right again, later


class Lesson(NamedTuple):
    """One lesson as the reader takes it in.

    ``key``: the mark of the text, or the word. ``right``: what is right, plain values only; by element

    - ``type`` [l1, l2]; ``place`` and a place word [town, village], both None: the text does not say
    - ``when`` [first day, last day, day it was received, words of the text or None], or None
    - ``who`` [[name, role, is it an organisation] …]; ``cause`` name or None; ``amount`` fen or None
    - ``people`` number or None; None for words that are a name or none
    """

    number: int
    kind: LessonKind
    element: str
    key: str
    right: Any
    why: str  # 按 2026-11-27 王某某的更正
