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

#: What stands for an element that a text does not tell.
NOT_SAID = "文中没有说"


def shown(house: House, element: str, right: Any, names: Iterable[str] | None = None) -> str:
    """One value as people read it; ``names`` are as this viewer may see them, else they are masked."""
    if element == "type":
        return type_name(house, right[0], right[1]) if right and right[0] else "认不出"
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


def type_name(house: House, l1: str, l2: str | None) -> str:
    """劳动人事 · 拖欠工资, as the rules call it."""
    name = next((kind.name for kind in house.book.types.types if kind.id == l1), l1)
    return f"{name} · {l2}" if l2 else name


def days(start: str, end: str) -> str:
    """One day, or from one to another."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    one = f"{first.year}年{first.month}月{first.day}日"
    return one if first == last else f"{one}至{last.year}年{last.month}月{last.day}日"


def word_of(lesson: LessonRecord) -> str | None:
    """The word of a lesson; a person's name is masked."""
    if lesson.word is None or lesson.kind is not LessonKind.NAME:
        return lesson.word
    return mask_name(lesson.word)
