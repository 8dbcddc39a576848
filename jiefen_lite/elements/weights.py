"""Tables of learned weights, and the likeliest of several readings by them.

A table says how much each mark (a short text that names something seen) speaks for an answer. The tables are
made by ``tools/`` from texts of our own, ship as ``*.tsv.gz``, and are only read here; no library is needed.
Weights are whole hundredths: what a sum comes to does not hang on the order in which the marks were seen.
"""

from __future__ import annotations

import gzip
import re
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import repeat
from math import exp
from operator import add
from typing import NamedTuple, TypeVar

#: What one unit of a score is in a table.
ONE = 100
#: Mark -> how much it speaks for each answer; what speaks whatever is seen stands under the empty mark.
Weights = Mapping[str, tuple[int, ...]]
#: The same where there is one number a mark.
Single = Mapping[str, int]
_Key = TypeVar("_Key", bound=Hashable)


def whole(fitted: Mapping[str, tuple[float, ...]]) -> Weights:
    """A table as it was fitted, in hundredths."""
    return {mark: tuple(round(value * ONE) for value in values) for mark, values in fitted.items()}


def packed(tables: Iterable[tuple[str, Weights]]) -> bytes:
    """Tables as a file has them: a line for each mark, with the name of its table first."""
    lines = [
        "\t".join([table, mark, *map(str, values)])
        for table, marks in tables
        for mark, values in sorted(marks.items())
    ]
    return gzip.compress("\n".join(lines).encode(), mtime=0)


def _rows(name: str, table: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The lines of one table of a file that comes with the program; equal numbers are one object."""
    known: dict[str, int] = {}
    with (
        files("jiefen_lite.elements").joinpath(name).open("rb") as packed_file,
        gzip.open(packed_file, "rt", encoding="utf-8", newline="\n") as lines,
    ):
        for line in lines:
            of, mark, *values = line.rstrip("\n").split("\t")
            if of == table:
                yield mark, tuple([known.setdefault(value, int(value)) for value in values])


@cache
def woven(name: str, table: str) -> Single:
    """A table of a file that comes with the program, the numbers of each mark in one."""
    return {mark: weave(values) for mark, values in _rows(name, table)}


_FIELD = 24
_HALF, _MASK = 1 << (_FIELD - 1), (1 << _FIELD) - 1


def weave(values: Sequence[int]) -> int:
    """Several numbers as one that may be added to others: a table of such is small, and summed at once."""
    return sum(value << (_FIELD * at) for at, value in enumerate(values))


def unweave(total: int, many: int) -> list[int]:
    """The numbers that were woven, or the sums of those that were."""
    values = []
    for _at in range(many):
        value = ((total + _HALF) & _MASK) - _HALF
        values.append(value)
        total = (total - value) >> _FIELD
    return values


def read_single(name: str, table: str) -> Single:
    """A table of one number a mark, for whoever makes something else of it."""
    return {mark: values[0] for mark, values in _rows(name, table)}


#: The same, kept: it is looked up again and again.
single = cache(read_single)


def once(marks: Iterable[str]) -> tuple[str, ...]:
    """Marks without those that are seen again."""
    return tuple(dict.fromkeys(marks))


def summed(table: Single, marks: Iterable[str]) -> int:
    """What speaks for something altogether, in hundredths."""
    return sum(map(table.get, marks, repeat(0)))


def likeliest(options: Sequence[tuple[_Key, Iterable[str]]], table: Single) -> tuple[int, float]:
    """Which of several readings is the likeliest, and how likely (0 to 1) with those that say the same."""
    scores = [summed(table, marks) for _key, marks in options]
    most = max(scores)
    odds = [exp((score - most) / ONE) for score in scores]
    likely: dict[_Key, float] = {}
    for (key, _marks), much in zip(options, odds, strict=True):
        likely[key] = likely.get(key, 0.0) + much
    best = max(likely, key=lambda key: likely[key])
    at = max(
        (much, -at) for at, ((key, _marks), much) in enumerate(zip(options, odds, strict=True)) if key == best
    )
    return -at[1], likely[best] / sum(odds)


# --------------------------------------------------------------------------- what stands around a place

#: So many places beyond its edges a frame has.
EDGE = 24
_SAME = str.maketrans(
    {
        **dict.fromkeys("，。；;！!？?,\n\r\t \u3000", "P"),
        **dict.fromkeys("：:", ":"),
        **dict.fromkeys('（(【“"‘', "("),
        **dict.fromkeys("）)】”’", ")"),
        **dict.fromkeys("0123456789", "0"),
        "^": "P",
        "$": "P",
    }
)
_FARTHEST = 60


def frame(text: str) -> str:
    """A text as marks have it: stops are alike, numbers are alike, and it has edges (``EDGE`` each).

    The character at ``at`` of the text stands at ``at + EDGE``.
    """
    return "^" * EDGE + even(text) + "$" * EDGE


def even(text: str) -> str:
    """A text in which stops are alike and figures are alike, every character where it was."""
    return text.translate(_SAME)


class Scene(NamedTuple):
    """A text in which all names are alike, so that what is learned of one holds of all."""

    framed: str  # the text as marks have it, one sign for each name
    ends: tuple[int, ...]  # where the names end in the text
    shorter: tuple[int, ...]  # by how much the text is shorter behind so many names

    def at(self, place: int) -> int:
        """Where a place of the text stands in the scene."""
        return place - self.shorter[bisect_right(self.ends, place)]


#: What stands for a name where all are alike.
SOMEBODY = "N"


def scene(text: str, names: Iterable[tuple[int, int]]) -> Scene:
    """A text whose names (where they stand; of two that overlap the first) are made alike."""
    pieces: list[str] = []
    ends: list[int] = []
    shorter = [0]
    done = 0
    for start, end in sorted(names, key=lambda one: (one[0], -one[1])):
        if start < done:
            continue
        pieces += [text[done:start], SOMEBODY]
        ends.append(end)
        shorter.append(shorter[-1] + end - start - len(SOMEBODY))
        done = end
    return Scene(frame("".join([*pieces, text[done:]])), tuple(ends), tuple(shorter))


def places_of(text: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """Where names stand in a text, for ``scene``; of two that begin in one place the longer first."""
    longest = sorted(set(names), key=len, reverse=True)
    return [found.span() for name in longest for found in re.finditer(re.escape(name), text)]


def near(framed: str, start: int, end: int) -> list[str]:
    """What stands right before (p) and right behind (q) a place of the text: one to four characters."""
    start, end = start + EDGE, end + EDGE
    return [
        f"p1{framed[start - 1 : start]}", f"p2{framed[start - 2 : start]}", f"p3{framed[start - 3 : start]}",
        f"p4{framed[start - 4 : start]}", f"q1{framed[end : end + 1]}", f"q2{framed[end : end + 2]}",
        f"q3{framed[end : end + 3]}", f"q4{framed[end : end + 4]}",
    ]  # fmt: skip


def clause(framed: str, start: int, end: int, reach: int) -> tuple[str, str]:
    """The clause before a place and the clause behind it, ``reach`` characters of each at most."""
    start, end = start + EDGE, end + EDGE
    before = framed[max(0, start - reach) : start]
    behind = framed[end : end + reach]
    return (
        before[max(before.rfind("P"), before.rfind("^")) + 1 :],
        behind[: min((at for at in (behind.find("P"), behind.find("$")) if at >= 0), default=len(behind))],
    )


def around(framed: str, start: int, end: int, reach: int) -> list[str]:
    """The characters and pairs of the clause before (u, b) and behind (v, a) a place."""
    before, behind = clause(framed, start, end, reach)
    marks = [f"u{one}" for one in before] + [f"v{one}" for one in behind]
    marks += [f"b{pair}" for pair in map(add, before, before[1:])]
    marks += [f"a{pair}" for pair in map(add, behind, behind[1:])]
    return marks


def next_clause(framed: str, end: int, reach: int) -> str:
    """How the clause after this one begins."""
    stop = framed.find("P", end + EDGE, end + EDGE + _FARTHEST)
    return "" if stop < 0 else framed[stop + 1 : stop + 1 + reach].rstrip("$")


def pairs(letters: str) -> Iterator[str]:
    """Every two characters that stand side by side."""
    return map(add, letters, letters[1:])
