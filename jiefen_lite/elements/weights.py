"""Tables of learned weights, and the likeliest of several readings by them.

A table says how much each mark (a short text that names something seen) speaks for an answer. The tables are
made by ``tools/`` from texts of our own, ship as ``*.tsv.gz``, and are only read here; no library is needed.
"""

from __future__ import annotations

import gzip
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import exp
from operator import add
from typing import TypeVar

#: Mark -> how much it speaks for each answer; what speaks whatever is seen stands under the empty mark.
Weights = Mapping[str, tuple[float, ...]]
_Key = TypeVar("_Key", bound=Hashable)


def packed(tables: Iterable[tuple[str, Weights]]) -> bytes:
    """Tables as a file has them: a line for each mark, with the name of its table first."""
    lines = [
        "\t".join([table, mark, *(f"{value:.2f}" for value in values)])
        for table, marks in tables
        for mark, values in sorted(marks.items())
    ]
    return gzip.compress("\n".join(lines).encode(), mtime=0)


@cache
def shipped(name: str) -> dict[str, Weights]:
    """The tables of a file that comes with the program."""
    tables: dict[str, dict[str, tuple[float, ...]]] = {}
    data = files("jiefen_lite.elements").joinpath(name).read_bytes()
    for line in gzip.decompress(data).decode().split("\n"):
        table, mark, *values = line.split("\t")
        tables.setdefault(table, {})[mark] = tuple(map(float, values))
    return dict(tables)


def likeliest(options: Sequence[tuple[_Key, Iterable[str]]], weights: Weights) -> tuple[int, float]:
    """Which of several readings is the likeliest, and how likely (0 to 1) with those that say the same."""
    scores = [sum([weights[mark][0] for mark in marks if mark in weights]) for _key, marks in options]
    most = max(scores)
    odds = [exp(score - most) for score in scores]
    likely: dict[_Key, float] = {}
    for (key, _marks), much in zip(options, odds, strict=True):
        likely[key] = likely.get(key, 0.0) + much
    best = max(likely, key=lambda key: likely[key])
    at = max(
        (much, -at) for at, ((key, _marks), much) in enumerate(zip(options, odds, strict=True)) if key == best
    )
    return -at[1], likely[best] / sum(odds)


# --------------------------------------------------------------------------- what stands around a place

_STOPS = frozenset("，。；：:！？!?,;.、")
_CLAUSE_ENDS = frozenset("，。；;！!？?,\n")
_FARTHEST = 60


def kind(text: str, at: int) -> str:
    """A character as marks have it: stops are alike, numbers are alike, and the text has edges."""
    if at < 0:
        return "^"
    if at >= len(text):
        return "$"
    one = text[at]
    if one in _STOPS or one.isspace():
        return "P"
    return "0" if one.isdigit() else one


def near(text: str, start: int, end: int) -> list[str]:
    """What stands right before (p) and right behind (q) a place: one to four characters."""
    before = "".join([kind(text, at) for at in range(start - 4, start)])
    behind = "".join([kind(text, at) for at in range(end, end + 4)])
    marks = [f"p{size}{before[-size:]}" for size in (1, 2, 3, 4)]
    marks += [f"q{size}{behind[:size]}" for size in (1, 2, 3, 4)]
    return marks


def around(text: str, start: int, end: int, reach: int) -> list[str]:
    """The characters and pairs of the clause before (u, b) and behind (v, a) a place."""
    begin, stop = start, end
    while begin > max(0, start - reach) and text[begin - 1] not in _CLAUSE_ENDS:
        begin -= 1
    while stop < min(len(text), end + reach) and text[stop] not in _CLAUSE_ENDS:
        stop += 1
    before = [kind(text, at) for at in range(begin, start)]
    behind = [kind(text, at) for at in range(end, stop)]
    marks = [f"u{one}" for one in before] + [f"v{one}" for one in behind]
    marks += [f"b{pair}" for pair in map(add, before, before[1:])]
    marks += [f"a{pair}" for pair in map(add, behind, behind[1:])]
    return marks


def next_clause(text: str, end: int, reach: int) -> Iterator[str]:
    """The pairs (n) with which the clause after this one begins."""
    stop = end
    while stop < min(len(text), end + _FARTHEST) and text[stop] not in _CLAUSE_ENDS:
        stop += 1
    letters = [kind(text, at) for at in range(stop + 1, min(len(text), stop + 1 + reach))]
    return (f"n{pair}" for pair in map(add, letters, letters[1:]))
