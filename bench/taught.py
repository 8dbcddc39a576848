"""What people would teach who set right every wrong reading of the open half: the lessons of ``--taught``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from jiefen_lite.elements import Reader, reaching
from jiefen_lite.elements.lessons import Lessons, same_words
from jiefen_lite.rules import loader
from jiefen_lite.shapes import Lesson, LessonKind, Reading
from jiefen_lite.text import halfwidth

#: The elements that a label tells of and a person can set right.
ELEMENTS = ("type", "who", "place", "when", "amount", "people")


def mark(words: str) -> str:
    """The key of a text; in a centre it is a keyed hash."""
    return hashlib.sha256(words.encode()).hexdigest()


@cache
def _kinds() -> frozenset[tuple[str, str]]:
    """The kinds of the rules: another is nobody's answer."""
    types = loader.load().types.types
    return frozenset((kind.id, one.name) for kind in types for one in kind.secondary)


def right_of(gold: dict[str, Any], element: str) -> Any:
    """What a label says of an element, in the form of a lesson; KeyError where nobody could say it."""
    if element == "type":
        if not gold["l1"]:
            raise KeyError(element)
        return [gold["l1"], gold["l2"] if (gold["l1"], gold["l2"]) in _kinds() else None]
    if element == "who":
        people = [[one["name"], one["role"], False] for one in gold["who"]]
        return people + [[one["name"], one["role"], True] for one in gold["orgs"]]
    if element == "place":
        if gold["village"] and not gold["town"]:
            raise KeyError(element)  # a village of nobody knows which town is no place of a case
        return [gold["town"], gold["village"]]
    if element == "when":
        when = gold["when"]
        return [when["start"], when["end"], gold["received_at"], None] if when else None
    if element == "amount":
        return None if gold["amount"] is None else round(gold["amount"] * 100)
    return gold["people"]


def read_of(reading: Reading, element: str, received_on: str) -> Any:
    """What was read of an element, in the same form and order."""
    if element == "type":
        return [reading.type_l1, reading.type_l2]
    if element == "who":
        return [[one.name, str(one.role), one.is_org] for one in reading.who if one.name]
    if element == "place":
        return [reading.place.town, reading.place.village] if reading.place else [None, None]
    if element == "when":
        if reading.when_start is None or reading.when_end is None:
            return None
        return [reading.when_start.isoformat(), reading.when_end.isoformat(), received_on, None]
    return reading.amount_fen if element == "amount" else reading.people_count


def same(element: str, one: Any, other: Any) -> bool:
    """Whether two values are the same; people in whichever order."""
    return sorted(one) == sorted(other) if element == "who" else bool(one == other)


def wrong(gold: dict[str, Any], reading: Reading) -> Iterator[tuple[str, Any]]:
    """The elements that were read otherwise than the label says, with what is right."""
    for element in ELEMENTS:
        try:
            right = right_of(gold, element)
        except KeyError:
            continue
        if not same(element, right, read_of(reading, element, gold["received_at"])):
            yield element, right


def lessons_of(reader: Reader, golds: Sequence[dict[str, Any]]) -> Lessons:
    """Every wrong element of these texts set right, with the words that reach further."""
    found: list[Lesson] = []
    for gold in golds:
        plain = halfwidth(gold["text"])
        reading = reader.read(gold["text"], date.fromisoformat(gold["received_at"]))
        for element, right in wrong(gold, reading):
            key = mark(same_words(plain))
            found.append(Lesson(len(found) + 1, LessonKind.TEXT, element, key, right, "按标注"))
            for word in reaching.words_of(reader, plain, reading, element, right):
                found.append(Lesson(len(found) + 1, word.kind, element, word.key, word.right, "按标注"))
    return Lessons(found, mark, 12)
