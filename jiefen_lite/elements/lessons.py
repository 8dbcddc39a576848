"""What people have set right in texts: the lessons in force, and a reading with them.

A text that was set right is known again by its mark, a keyed hash of what it says without blanks and
punctuation; its words are not kept. Beside that only words reach further: other names of a village or town,
what is no name, what is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from jiefen_lite.elements.times import When
from jiefen_lite.elements.words import Found, WordFinder, longest
from jiefen_lite.rules.schema import ReadingRules, Types
from jiefen_lite.shapes import (
    By,
    Decision,
    Lesson,
    LessonKind,
    PartyFacts,
    PartyRole,
    Place,
    Reading,
    Region,
)
from jiefen_lite.text import find_amounts, find_people, halfwidth

#: The rule of a decision that a lesson has made: lesson.17.
RULE = "lesson."
#: What a source puts before a story, the number of its ticket for one; the import takes it away.
_HEADING = re.compile(r"^\s*(?:【[^】\n]{0,60}】\s*)+")
#: What stands for a point and for any other sign between two digits: characters that nobody writes.
_POINT, _DASH = "\ue000", "\ue001"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
#: What may be written this way or that without saying anything else; of numbers it does.
_SIGNS = re.compile(f"[^\\w%‰℃{_POINT}{_DASH}]+|_+")
_BETWEEN = re.compile(r"(?<=\d)(?:[^\w%‰℃]|_)+(?=\d)")


def same_words(text: str) -> str:
    """A text without blanks, punctuation, widths and heading; 1.5 and 15, 1-2 and 12 stay two things."""
    return _same_words(halfwidth(text))


def _same_words(plain: str) -> str:
    if plain.lstrip().startswith("【"):
        plain = _HEADING.sub("", plain)
    return _SIGNS.sub("", _BETWEEN.sub(_between, _THOUSANDS.sub("", plain.lower())))


def _between(sign: re.Match[str]) -> str:
    return _POINT if sign.group() == "." else _DASH


def is_taught(decision: Decision | None) -> bool:
    """Whether a person's lesson has made this decision."""
    return decision is not None and (decision.rule or "").startswith(RULE)


class Lessons:
    """The lessons in force, ready to be asked. Never changes; one object serves all threads.

    ``mark``: text without blanks and punctuation → the key of lessons on that text. ``least``: a shorter
    text says too little to be known again.
    """

    def __init__(self, lessons: Iterable[Lesson], mark: Callable[[str], str], least: int) -> None:
        self._mark = mark
        self._least = least
        self._of_text: dict[str, dict[str, Lesson]] = {}
        by_word: dict[LessonKind, dict[str, Lesson]] = {kind: {} for kind in LessonKind}
        for one in lessons:
            if one.kind is LessonKind.TEXT:
                self._of_text.setdefault(one.key, {})[one.element] = one
            else:
                by_word[one.kind][one.key] = one
        self.names = by_word[LessonKind.NAME]
        self.not_names = by_word[LessonKind.NOT_NAME]
        self._places = by_word[LessonKind.PLACE_WORD]
        self._words = WordFinder([*self._places, *self.names, *self.not_names])

    def of(self, text: str) -> Mapping[str, Lesson]:
        """What was set right of just this text (its widths made one), by element."""
        if not self._of_text:
            return {}
        key = _same_words(text)
        return self._of_text.get(self._mark(key), {}) if len(key) >= self._least else {}

    def words_in(self, text: str) -> list[tuple[Found, Lesson]]:
        """The taught words of a text, of overlapping ones the longest."""
        return [
            (one, self._places.get(one.word) or self.names.get(one.word) or self.not_names[one.word])
            for one in longest(self._words.find(text))
        ]

    def place_of(self, words: str, region: Region) -> Place | None:
        """The place that the taught words of a ledger's cell stand for; None where none does."""
        for found, lesson in self.words_in(words):
            if lesson.kind is LessonKind.PLACE_WORD and _has(region, *lesson.right):
                return _place_by_word(found, lesson)
        return None


class Services(NamedTuple):
    """What of the reader is asked again when something was set right."""

    types: Types
    rules: ReadingRules
    region: Region
    every_time: Callable[[str, date], Sequence[When]]
    cause: Callable[[str, str | None], tuple[str | None, str | None, tuple[int, int] | None]]


def applied(
    lessons: Lessons,
    of: Services,
    plain: str,
    reading: Reading,
    words: Sequence[tuple[Found, Lesson]],
    received_on: date,
    known_as: str,
) -> Reading:
    """A reading with what people have set right. ``words``: the taught words of the text.

    ``known_as``: the part of the text by which people know it.
    """
    reading = _with_words(of, words, reading)
    told = lessons.of(plain)
    if not told and known_as:
        told = lessons.of(halfwidth(known_as))
    if not told:
        return reading
    taken = []
    for element, lesson in told.items():
        fresh = _SETTERS[element](of, plain, reading, lesson, received_on)
        if fresh is None:  # the county has no such type or village any more
            continue
        reading = replace(
            fresh,
            unsure=tuple(one for one in fresh.unsure if one != element),
            decisions=_with_decision(fresh.decisions, element, lesson, _shown(fresh, element)),
        )
        taken.append((element, lesson.number))
    if "type" in told and "cause" not in told:
        cause, told_cause, span = of.cause(plain, reading.type_l1)
        reading = replace(reading, cause=cause, cause_text=told_cause, cause_span=span)
    return replace(reading, lessons=tuple(taken))


# ------------------------------------------------------------------ words that were taught


def _with_words(of: Services, words: Sequence[tuple[Found, Lesson]], reading: Reading) -> Reading:
    """A reading with the taught words: places where none was clear, and why names are or are none."""
    for found, lesson in words:
        why = f"“{found.word}”{_SAYS[lesson.kind]}，{lesson.why}"
        if lesson.kind is not LessonKind.PLACE_WORD:
            told = Decision("who", None, By.RULE, f"{RULE}{lesson.number}", None, why)
            reading = replace(reading, decisions=(*reading.decisions, told))
            continue
        if not _has(of.region, *lesson.right) or not _gives_way(reading.place, found, lesson):
            continue
        place = _place_by_word(found, lesson)
        told = Decision("place", (place.town or "") + (place.village or ""), By.RULE, place.rule, None, why)
        others = tuple(one for one in reading.decisions if one.decision != "place")
        unsure = tuple(one for one in reading.unsure if one != "place")
        reading = replace(reading, place=place, decisions=(*others, told), unsure=unsure)
    return reading


_SAYS = {
    LessonKind.PLACE_WORD: "是地名",
    LessonKind.NAME: "是人名",
    LessonKind.NOT_NAME: "不是人名",
}


def _gives_way(place: Place | None, found: Found, lesson: Lesson) -> bool:
    """Whether a taught word says more than what was read: nothing clear, its town only, or that very word."""
    if place is None or place.town is None:
        return True
    if place.rule.startswith(RULE):
        return False
    if place.span == (found.start, found.end):
        return True
    town, village = lesson.right
    return place.village is None and village is not None and place.town == town


def _place_by_word(found: Found, lesson: Lesson) -> Place:
    town, village = lesson.right
    where = f"原文“{found.word}”，{lesson.why}"
    return Place(town, village, None, (found.start, found.end), f"{RULE}{lesson.number}", where)


# ------------------------------------------------------------------ one element of one text


def _type(of: Services, plain: str, reading: Reading, lesson: Lesson, day: date) -> Reading | None:
    l1, l2 = lesson.right
    kind = next((one for one in of.types.types if one.id == l1), None)
    if kind is None:
        return None
    if l2 is not None and l2 not in {one.name for one in kind.secondary}:
        l2 = None
    tags = tuple(tag for tag in reading.tags if tag != f"兼{kind.name}")
    return replace(reading, type_l1=l1, type_l2=l2, confidence=1.0, tags=tags)


def _who(of: Services, plain: str, reading: Reading, lesson: Lesson, day: date) -> Reading:
    before = {one.name: one for one in reading.who if one.name}
    people = []
    for name, role, is_org in lesson.right:
        old = before.get(name)
        at = plain.find(name)
        span = old.span if old is not None else (at, at + len(name)) if at >= 0 else None
        party = old or PartyFacts(PartyRole(role), name)
        people.append(party._replace(role=PartyRole(role), is_org=is_org, span=span))
    right = {one.name for one in people}
    lost = [one for one in reading.who if one.name not in right]
    people.sort(key=lambda one: one.span or (len(plain), 0))
    nameless = [one for one in lost if not one.name]
    for one in lost:
        if one.name and (one.phone or one.id_no):  # its numbers are somebody's all the same
            people, nameless = _give(people, nameless, one)
    return replace(reading, who=(*people, *nameless))


def _give(
    people: list[PartyFacts], nameless: list[PartyFacts], lost: PartyFacts
) -> tuple[list[PartyFacts], list[PartyFacts]]:
    """The numbers of somebody who is nobody go to who came, else they stand alone."""
    for at, one in enumerate(people):
        if one.role is PartyRole.APPLICANT and not one.is_org:
            owner = one._replace(phone=one.phone or lost.phone, id_no=one.id_no or lost.id_no)
            return [*people[:at], owner, *people[at + 1 :]], nameless
    return people, [*nameless, lost._replace(name=None, role=PartyRole.APPLICANT)]


def _place(of: Services, plain: str, reading: Reading, lesson: Lesson, day: date) -> Reading | None:
    town, village = lesson.right
    if town is None:
        return replace(reading, place=None)
    if not _has(of.region, town, village):
        return None
    old = reading.place
    at = plain.find(village or town)
    if at >= 0:
        span: tuple[int, int] | None = (at, at + len(village or town))
    else:
        span = old.span if old is not None else None
    rule = f"{RULE}{lesson.number}"
    return replace(reading, place=Place(town, village, old.detail if old else None, span, rule, lesson.why))


def _when(of: Services, plain: str, reading: Reading, lesson: Lesson, day: date) -> Reading:
    if lesson.right is None:
        return replace(reading, when_start=None, when_end=None, when_precision=None, when_text=None,
                       when_span=None)  # fmt: skip
    start, end, on, words = lesson.right
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    named = [one for one in of.every_time(plain, day) if one.text == words] if words else []
    if named and on != day.isoformat():  # 昨天 is another day for a text that came another day
        first, last = named[0].start, named[0].end
    span = named[0].span if named else None
    return replace(
        reading,
        when_start=first,
        when_end=last,
        when_precision="day" if first == last else named[0].precision if named else "month",
        when_text=plain[slice(*span)] if span else None,
        when_span=span,
    )


def _cause(of: Services, plain: str, reading: Reading, lesson: Lesson, day: date) -> Reading:
    if lesson.right is None:
        return replace(reading, cause=None, cause_text=None, cause_span=None)
    return replace(reading, cause=lesson.right)


def _amount(of: Services, plain: str, reading: Reading, lesson: Lesson, day: date) -> Reading:
    said = ((one.start, one.end) for one in find_amounts(plain) if one.fen == lesson.right)
    span = reading.amount_span if lesson.right == reading.amount_fen else next(said, None)
    return replace(reading, amount_fen=lesson.right, amount_span=span)


def _people(of: Services, plain: str, reading: Reading, lesson: Lesson, day: date) -> Reading:
    said = ((one.start, one.end) for one in find_people(plain) if one.number == lesson.right)
    span = reading.people_span if lesson.right == reading.people_count else next(said, None)
    return replace(reading, people_count=lesson.right, people_count_approx=False, people_span=span)


_SETTERS: dict[str, Callable[[Services, str, Reading, Lesson, date], Reading | None]] = {
    "type": _type,
    "who": _who,
    "place": _place,
    "when": _when,
    "cause": _cause,
    "amount": _amount,
    "people": _people,
}


def _with_decision(
    decisions: tuple[Decision, ...], element: str, lesson: Lesson, value: str | None
) -> tuple[Decision, ...]:
    told = Decision(element, value, By.RULE, f"{RULE}{lesson.number}", None, lesson.why)
    return (*(one for one in decisions if one.decision != element), told)


def _shown(reading: Reading, element: str) -> str | None:
    """The value of an element as its decision writes it; people's names stand in no decision."""
    values: dict[str, Any] = {
        "type": f"{reading.type_l1}/{reading.type_l2}" if reading.type_l2 else reading.type_l1,
        "place": (reading.place.town or "") + (reading.place.village or "") if reading.place else None,
        "when": f"{reading.when_start} 至 {reading.when_end}" if reading.when_start else None,
        "cause": reading.cause,
        "amount": None if reading.amount_fen is None else f"{reading.amount_fen / 100:g} 元",
        "people": None if reading.people_count is None else f"{reading.people_count} 人",
    }
    value: str | None = values.get(element)
    return value


def _has(region: Region, town: str | None, village: str | None) -> bool:
    """Whether the county still has this town and village."""
    found = next((one for one in region.towns if one.name == town), None)
    return found is not None and (village is None or any(one.name == village for one in found.villages))
