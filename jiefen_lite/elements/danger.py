"""What reads like danger though no word of the risk card stands in it: weights of a small learned model.

People announce harm in a hundred ways (今晚让他家冒烟, 揣着剪子蹲门口). The pieces of a whole text and those
of each of its clauses are weighed; the clause that speaks loudest is shown, for whoever reads the case to
judge. The weights (``danger.tsv.gz``) are made by ``tools/train_danger.py`` from invented texts; here they
are only read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from math import exp, sqrt
from typing import Any, NamedTuple

from jiefen_lite.elements import weights
from jiefen_lite.elements.model import Pieces, grams, keys_of
from jiefen_lite.elements.weights import Single

FILE = "danger.tsv.gz"
#: Before what stands around a clause, in the table of clauses.
AROUND = "~"
_CLAUSE = re.compile(r"[^P:(]+")
#: Whoever writes without stops is read in windows of so many characters, each beginning in the last one.
_LONGEST, _WINDOW, _STEP = 24, 18, 9
_BEFORE, _BEHIND = 14, 10
#: A sentence is no story: of so short a text only its words say anything.
_LEAST_LENGTH = 20


class Danger(NamedTuple):
    """How likely a text tells of danger (0 to 1), and the clause that says so most."""

    likely: float
    start: int
    end: int


def clauses(even: str) -> Iterator[tuple[int, int]]:
    """Where the clauses of a text stand; ``even``: the text with its stops and figures made alike."""
    for found in _CLAUSE.finditer(even):
        start, end = found.span()
        if end - start <= _LONGEST:
            if end - start > 1:
                yield start, end
            continue
        for at in range(start, end - _STEP, _STEP):
            yield at, min(at + _WINDOW, end)


def text_marks(even: str) -> list[str]:
    """The pieces of a whole text."""
    return list(grams(even))


def clause_marks(even: str, start: int, end: int) -> list[str]:
    """The pieces of a clause, and apart from them those of what stands before and behind it."""
    sides = even[max(0, start - _BEFORE) : start], even[end : end + _BEHIND]
    return [*grams(even[start:end]), *(AROUND + piece for side in sides for piece in grams(side))]


class _Table:
    """What pieces say."""

    def __init__(self, table: Mapping[str, int]) -> None:
        import numpy

        self._pieces = Pieces(table)
        self._says = numpy.fromiter(table.values(), numpy.float64, len(table))[self._pieces.order]

    def of(self, keys: Any) -> Any:
        """What each key says; 0 where the table has none."""
        at, there = self._pieces.find(keys)
        return self._says[at] * there


class DangerModel:
    """Judges texts. ``sure`` makes both scores a likelihood: its slope, and (under "") where it is half."""

    def __init__(self, texts: Single, parts: Single, sure: Single) -> None:
        import numpy

        self._np = numpy
        self._texts = _Table(texts)
        self._inside = _Table({mark: says for mark, says in parts.items() if not mark.startswith(AROUND)})
        self._around = _Table({mark[1:]: says for mark, says in parts.items() if mark.startswith(AROUND)})
        self._of_text, self._of_part = texts[""], parts[""]
        self._slope, self._half = sure["slope"] / weights.ONE, sure[""] / weights.ONE

    def look(self, text: str) -> Danger | None:
        """The likeliest danger of a text; None where it has no clause, or is too short to be judged."""
        if len(text) < _LEAST_LENGTH:
            return None
        even = weights.even(text)
        spans = list(clauses(even))
        if not spans:
            return None
        keys = keys_of(even)
        whole = (self._of_text + float(self._texts.of(keys).sum()) / sqrt(len(keys))) / weights.ONE
        scores = self._parts(len(even), keys, self._np.array(spans))
        loudest = int(scores.argmax())
        likely = 1 / (1 + exp(-self._slope * (whole + float(scores[loudest]) - self._half)))
        return Danger(likely, *spans[loudest])

    def _parts(self, length: int, keys: Any, spans: Any) -> Any:
        """The score of every clause; ``keys``: of the single characters, then the pairs, then the threes."""
        np = self._np
        own, beside = (
            [
                np.concatenate(([0.0], piece.cumsum()))
                for piece in np.split(table.of(keys), (length, 2 * length - 1))
            ]
            for table in (self._inside, self._around)
        )
        start, end = spans[:, 0], spans[:, 1]
        said, many = _between(np, own, start, end)
        for first, last in (
            (np.maximum(start - _BEFORE, 0), start),
            (end, np.minimum(end + _BEHIND, length)),
        ):
            more, count = _between(np, beside, first, last)
            said, many = said + more, many + count
        return (self._of_part + said / np.sqrt(many)) / weights.ONE


def _between(np: Any, summed: Any, start: Any, end: Any) -> tuple[Any, Any]:
    """What the pieces between places say together, and how many they are."""
    said, many = 0.0, 0
    for size, sums in enumerate(summed):
        last = np.maximum(end - size, start)
        said = said + sums[np.minimum(last, len(sums) - 1)] - sums[np.minimum(start, len(sums) - 1)]
        many = many + (last - start)
    return said, many


@cache
def shipped() -> DangerModel:
    """The model that comes with the program."""
    return DangerModel(*(weights.read_single(FILE, name) for name in ("text", "part", "sure")))
