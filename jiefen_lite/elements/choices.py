"""What a text may have meant instead: for each element the other answers that lie in the text itself."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from jiefen_lite.elements.reader import Reader
from jiefen_lite.shapes import Reading
from jiefen_lite.text import find_amounts, find_people, halfwidth

MOST = 6


class Choice(NamedTuple):
    """One other answer: its value (form: :class:`jiefen_lite.shapes.Lesson`), and where the text says it.

    ``share``: of a type, how much of the vote it has. ``word``: of a place, the word that may mean it.
    """

    right: Any
    span: tuple[int, int] | None = None
    share: float | None = None
    word: str | None = None


def choices(reader: Reader, text: str, reading: Reading, received_on: date) -> dict[str, list[Choice]]:
    """The other answers by element, the likeliest first; never the one that was read."""
    plain = halfwidth(text)
    return {
        "type": _types(reader, reading),
        "place": _places(reader, plain, reading),
        "when": _times(reader, plain, reading, received_on),
        "cause": _causes(reader, plain, reading),
        "amount": _sums(plain, reading),
        "people": _people(plain, reading),
    }


def _types(reader: Reader, reading: Reading) -> list[Choice]:
    total = sum(one.score for one in reading.candidates) + 1.0
    found: dict[tuple[str | None, str | None], Choice] = {
        (one.l1, one.l2): Choice([one.l1, one.l2], share=one.score / total) for one in reading.candidates
    }
    for kind in reader.services.types.types:  # the other kinds of the type that was read, or is the likeliest
        if kind.id == (reading.type_l1 or (reading.candidates[0].l1 if reading.candidates else None)):
            for one in kind.secondary:
                found.setdefault((kind.id, one.name), Choice([kind.id, one.name]))
    found.pop((reading.type_l1, reading.type_l2), None)
    return list(found.values())


def _places(reader: Reader, plain: str, reading: Reading) -> list[Choice]:
    place = reading.place
    read = (place.town, place.village) if place is not None else (None, None)
    return [
        Choice([one.town, one.village], one.span, word=one.word)
        for one in reader.gazetteer.options(plain, MOST)
        if (one.town, one.village) != read
    ]


def _times(reader: Reader, plain: str, reading: Reading, received_on: date) -> list[Choice]:
    found: dict[tuple[date, date], Choice] = {}
    for one in reader.services.every_time(plain, received_on):
        days = (one.start, one.end)
        if days != (reading.when_start, reading.when_end) and days not in found:
            right = [one.start.isoformat(), one.end.isoformat(), received_on.isoformat(), one.text]
            found[days] = Choice(right, one.span)
    return list(found.values())[:MOST]


def _causes(reader: Reader, plain: str, reading: Reading) -> list[Choice]:
    told = [
        (l1 == reading.type_l1, name)
        for name, types in reader.causes_said(plain)
        for l1 in types or (None,)
        if name != reading.cause
    ]
    names = dict.fromkeys(name for _fits, name in sorted(told, key=lambda one: not one[0]))
    return [Choice(name) for name in names][:MOST]


def _sums(plain: str, reading: Reading) -> list[Choice]:
    found: dict[int, Choice] = {}
    for one in find_amounts(plain):
        if not one.rate and one.fen != reading.amount_fen:
            found.setdefault(one.fen, Choice(one.fen, (one.start, one.end)))
    return list(found.values())[:MOST]


def _people(plain: str, reading: Reading) -> list[Choice]:
    found: dict[int, Choice] = {}
    for one in find_people(plain):
        if one.number > 0 and one.number != reading.people_count:
            found.setdefault(one.number, Choice(one.number, (one.start, one.end)))
    return list(found.values())[:MOST]
