"""All cases that may be shown as like another, ready to be compared: numbers in arrays, growing by a tail.

Every text is a set of terms. For each term the sealed parts keep the list of the texts that have it; what
came since stands in a tail that is looked through from end to end. A full tail becomes a part of its own,
and small parts are joined, so that nothing large is ever made anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiefen_lite.likeness.terms import Terms

#: A tail of so many texts becomes a part; parts are joined up to that size.
TAIL_MOST, JOINED_MOST = 2_048, 16_384
#: BM25: a long text shares more pairs by chance.
_LONG = 0.6
_SATURATED = 1.2
#: A pair that more than this part of all texts have tells nothing.
_COMMON = 0.2
_LEAST_TEXTS_FOR_COMMON = 50

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]


class _Part:
    """Sealed texts ``first`` … ``first+count``: for each term the places of those that have it."""

    __slots__ = ("count", "first", "places", "starts", "terms")

    def __init__(self, first: int, lengths: Ints, terms: Ints) -> None:
        self.first, self.count = first, len(lengths)
        places = np.repeat(np.arange(first, first + self.count, dtype=np.int32), lengths)
        order = np.argsort(terms, kind="stable")
        self.places = places[order]
        in_order = terms[order]
        self.terms, starts = np.unique(in_order, return_index=True)
        self.starts = np.append(starts, len(in_order)).astype(np.int32)

    def having(self, term: int) -> Ints:
        at = int(np.searchsorted(self.terms, term))
        if at == len(self.terms) or self.terms[at] != term:
            return _NOWHERE
        return self.places[self.starts[at] : self.starts[at + 1]]


_NOWHERE: Ints = np.empty(0, dtype=np.int32)


class _Growing:
    """An array that grows at its end."""

    __slots__ = ("_array", "count")

    def __init__(self, dtype: type) -> None:
        self._array: NDArray[Any] = np.zeros(1024, dtype=dtype)
        self.count = 0

    def extend(self, values: Collection[float]) -> None:
        need = self.count + len(values)
        if need > len(self._array):
            larger = np.zeros(max(need, len(self._array) * 3 // 2), dtype=self._array.dtype)
            larger[: self.count] = self._array[: self.count]
            self._array = larger
        self._array[self.count : need] = list(values)
        self.count = need

    @property
    def all(self) -> NDArray[Any]:
        return self._array[: self.count]


class Index:
    """Texts under the names that the caller gives them; not for several threads at once."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}  # of a term
        self._often = _Growing(np.int32)  # in how many texts a term is
        self._parts: list[_Part] = []
        self._lengths = _Growing(np.int32)  # how many terms each text has
        self._pairs = _Growing(np.float32)  # how many of them are pairs of characters
        self._terms = _Growing(np.int32)  # all texts' terms, one text after another
        self._starts: list[int] = []
        self._amounts = _Growing(np.float32)  # log10 of the sum in yuan, nan where none is told
        self._here = _Growing(np.bool_)
        self._names: list[int] = []
        self._place: dict[int, int] = {}
        self._sealed = 0
        self._pair_total = 0.0

    def __len__(self) -> int:
        return len(self._place)

    def __contains__(self, name: int) -> bool:
        return name in self._place

    def put(self, texts: Iterable[tuple[int, Terms]]) -> None:
        """Texts that are new or have changed; found from now on."""
        for name, told in texts:
            self.drop(name)
            numbers = [self._known(term) for term in told.all()]
            place = len(self._names)
            self._starts.append(self._terms.count)
            self._terms.extend(numbers)
            self._often.all[numbers] += 1
            self._lengths.extend((len(numbers),))
            self._pairs.extend((float(len(told.pairs)),))
            self._pair_total += len(told.pairs)
            self._amounts.extend((scale(told.amount_fen),))
            self._here.extend((True,))
            self._names.append(name)
            self._place[name] = place
            if place + 1 - self._sealed >= TAIL_MOST:
                self._seal()

    def drop(self, name: int) -> None:
        """A text that is not to be found any more; nothing where it is not here."""
        place = self._place.pop(name, None)
        if place is not None:
            self._here.all[place] = False

    def seal(self) -> None:
        """Close the tail, after many texts at once."""
        if len(self._names) > self._sealed:
            self._seal()

    def scores(self, weights: Mapping[str, float]) -> Floats:
        """How much of each text's terms count for this question.

        ``weights``: term → what it weighs; the rarer a term is, the more it counts.
        """
        count = len(self._names)
        total: Floats = np.zeros(count, dtype=np.float32)
        average = self._pair_total / count if count else 1.0
        pairs: Floats = self._pairs.all.astype(np.float32)
        even = (_SATURATED + 1) / (1 + _SATURATED * (1 - _LONG + _LONG * pairs / max(average, 1.0)))
        plain: Floats = np.zeros(count, dtype=np.float32)
        tail_weights: Floats = np.zeros(self._often.count + 1, dtype=np.float32)
        tail_even: Floats = np.zeros(self._often.count + 1, dtype=np.float32)
        for term, weight in weights.items():
            number = self._number.get(term)
            often = int(self._often.all[number]) if number is not None else 0
            rarity = weight * log(1 + (count - often + 0.5) / (often + 0.5))
            is_pair = term[0] != "#"
            if number is None:
                continue
            if is_pair and count > _LEAST_TEXTS_FOR_COMMON and often > _COMMON * count:
                continue
            (tail_even if is_pair else tail_weights)[number] = rarity
            into = total if is_pair else plain
            for part in self._parts:
                into[part.having(number)] += rarity
        begin = self._starts[self._sealed] if self._sealed < count else self._terms.count
        if begin < self._terms.count:
            terms = self._terms.all[begin:]
            starts = np.asarray(self._starts[self._sealed :], dtype=np.int64) - begin
            full = self._lengths.all[self._sealed :] > 0
            where = np.arange(self._sealed, count)[full]
            total[where] += np.add.reduceat(tail_even[terms], starts[full])
            plain[where] += np.add.reduceat(tail_weights[terms], starts[full])
        return total * even + plain

    def terms_at(self, place: int) -> Ints:
        """The terms of the text at one place, as numbers."""
        begin = self._starts[place]
        return self._terms.all[begin : begin + int(self._lengths.all[place])]

    def numbers(self, terms: Iterable[str]) -> dict[str, int]:
        """The numbers of those terms that any text has."""
        return {term: self._number[term] for term in terms if term in self._number}

    @property
    def names(self) -> list[int]:
        """The names of the texts by their places."""
        return self._names

    @property
    def here(self) -> NDArray[np.bool_]:
        """Which places hold a text that is still to be found."""
        return self._here.all

    @property
    def amounts(self) -> Floats:
        """The size of each text's sum."""
        return self._amounts.all

    def places(self, names: Iterable[int]) -> Ints:
        """Where these are; the ones that are not here are left out."""
        found = [self._place[name] for name in names if name in self._place]
        return np.asarray(found, dtype=np.int32)

    def _known(self, term: str) -> int:
        number = self._number.get(term)
        if number is None:
            number = self._number[term] = len(self._number)
            self._often.extend((0,))
        return number

    def _seal(self) -> None:
        first = self._sealed
        while self._parts and len(self._names) - self._parts[-1].first <= JOINED_MOST:
            if self._parts[-1].count > 2 * (len(self._names) - first):
                break
            first = self._parts.pop().first
        begin = self._starts[first]
        lengths = self._lengths.all[first:].astype(np.int32)
        self._parts.append(_Part(first, lengths, self._terms.all[begin:].astype(np.int32)))
        self._sealed = len(self._names)


def scale(fen: int | None) -> float:
    """The size of a sum: 3 for a thousand yuan, nan where none is told."""
    return float(np.log10(max(fen, 100) / 100)) if fen else float("nan")
