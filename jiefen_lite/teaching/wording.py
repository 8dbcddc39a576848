"""What was read and what is right, in words: for the page of a reading, the list of lessons, the command."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from jiefen_lite import glossary
from jiefen_lite.desk import House
from jiefen_lite.shapes import LessonKind
from jiefen_lite.store.lessons import LessonRecord
from jiefen_lite.text import mask_name
from jiefen_lite.text.days import day_in_words

#: What stands for an element that a text does not tell.
NOT_SAID = "文中没有说"


def shown(house: House, element: str, right: Any, names: Iterable[str] | None = None) -> str:
    """One value as people read it; ``names`` are as this viewer may see them, else they are masked."""
    if element == "type":
        return house.type_name(right[0], right[1]) if right and right[0] else "认不出"
    if element == "place":
        return "".join(part for part in right or () if part) or NOT_SAID
    if element == "who":
        told = list(names) if names is not None else [mask_name(one[0], one[2]) for one in right]
        roles = [glossary.label("party_role", one[1]) for one in right]
        return "、".join(f"{name}（{role}）" for name, role in zip(told, roles, strict=True)) or NOT_SAID
    if right is None:
        return NOT_SAID
    if element == "when":
        return days(right[0], right[1])
    if element == "amount":
        return f"{right / 100:,.2f} 元".replace(".00 ", " ")
    return f"{right} 人" if element == "people" else str(right)


def days(start: str, end: str) -> str:
    """One day, or from one to another."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return day_in_words(first) if first == last else f"{day_in_words(first)}至{day_in_words(last)}"


def word_of(lesson: LessonRecord) -> str | None:
    """The word of a lesson; a person's name is masked."""
    if lesson.word is None or lesson.kind is not LessonKind.NAME:
        return lesson.word
    return mask_name(lesson.word)
