"""Finding thousands of words in a text at once; a word may have a gap (欠…工资)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from operator import add, attrgetter
from typing import NamedTuple

GAP = "…"
#: A gap spans so many characters at most and never a punctuation mark.
GAP_LENGTH = 10
_STOP = re.compile(r"[，。；;！!？?\n]")


class Found(NamedTuple):
    """One word of a list where it stands in the text; ``word`` is as the list writes it."""

    start: int
    end: int
    word: str


_start = attrgetter("start")


@lru_cache(maxsize=8)
def _pairs_of(text: str) -> tuple[str, ...]:
    """Every two characters that stand side by side: a dozen lists are looked up in the same text."""
    return tuple(map(add, text, text[1:]))


class WordFinder:
    """All occurrences of the words of one list, by their first two characters."""

    def __init__(self, words: Iterable[str]) -> None:
        self._pairs: dict[str, list[tuple[str, str, str]]] = {}
        self._single: dict[str, list[tuple[str, str, str]]] = {}
        for word in dict.fromkeys(words):
            head, gap, tail = word.partition(GAP)
            entry = (head, tail if gap else "", word)
            table, key = (self._pairs, head[:2]) if len(head) > 1 else (self._single, head)
            table.setdefault(key, []).append(entry)

    def find(self, text: str) -> list[Found]:
        """Every occurrence, overlapping ones too, by where they start."""
        found: list[Found] = []
        # The look-ups of all positions run inside map: a loop of ours takes three times as long.
        pairs = _pairs_of(text)
        if not self._pairs.keys().isdisjoint(pairs):
            for at, entries in enumerate(map(self._pairs.get, pairs)):
                if entries is not None:
                    _look(text, at, entries, found)
        if self._single:
            for at, entries in enumerate(map(self._single.get, text)):
                if entries is not None:
                    _look(text, at, entries, found)
            found.sort(key=_start)
        return found

    def first(self, text: str) -> Found | None:
        """The first occurrence in the text, or None."""
        found = self.find(text)
        return found[0] if found else None


def _look(text: str, at: int, entries: list[tuple[str, str, str]], found: list[Found]) -> None:
    for head, tail, word in entries:
        if not text.startswith(head, at):
            continue
        end = at + len(head)
        if tail:
            where = text.find(tail, end, end + GAP_LENGTH + len(tail))
            if where < 0 or _STOP.search(text, end, where):
                continue
            end = where + len(tail)
        found.append(Found(at, end, word))


def longest(found: Iterable[Found]) -> list[Found]:
    """Of overlapping occurrences only the longest; in the order of the text."""
    taken: list[Found] = []
    used: set[int] = set()
    for one in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if used.isdisjoint(range(one.start, one.end)):
            used.update(range(one.start, one.end))
            taken.append(one)
    return sorted(taken)
