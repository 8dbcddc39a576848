"""All cases that may be shown as like another, ready to be compared: numbers in arrays, growing by a tail.

Every text is a set of terms. For each term the sealed parts keep the list of the texts that have it; what
came since stands in a tail that is looked through from end to end. A full tail becomes a part of its own,
and small parts are joined, so that nothing large is ever made anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiefen_lite.likeness.keeping import Arrays, Broken
from jiefen_lite.likeness.learned import KEPT, Learned, shipped
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
Mask = NDArray[np.bool_]  # which places


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

    @classmethod
    def of(cls, first: int, count: int, terms: Ints, starts: Ints, places: Ints) -> _Part:
        """A part that was made before."""
        made = cls.__new__(cls)
        made.first, made.count, made.terms, made.starts, made.places = first, count, terms, starts, places
        return made

    def having(self, terms: Ints) -> Iterator[tuple[int, Ints]]:
        """For those of the terms that any text here has: which of them, and the places of these texts."""
        if not len(self.terms):
            return
        at = np.minimum(np.searchsorted(self.terms, terms), len(self.terms) - 1)
        here = np.nonzero(self.terms[at] == terms)[0]
        found = at[here]
        for one, begin, end in zip(
            here.tolist(), self.starts[found].tolist(), self.starts[found + 1].tolist(), strict=True
        ):
            yield one, self.places[begin:end]


class _Growing:
    """An array that grows at its end."""

    __slots__ = ("_array", "count")

    def __init__(self, dtype: type) -> None:
        self._array: NDArray[Any] = np.zeros(1024, dtype=dtype)
        self.count = 0

    @classmethod
    def of(cls, array: NDArray[Any]) -> _Growing:
        """What was there before; it is copied when it grows."""
        made = cls(array.dtype.type)
        made._array, made.count = array, len(array)
        return made

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

    def __init__(self, learned: Learned | None = None) -> None:
        self.learned = learned or shipped()
        self._leant = _Growing(np.uint16)  # the topics that each text leans to, so many for every text
        self._leans = _Growing(np.float32)  # and how much
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
            leaning = self.learned.leaning(told)
            most = np.argsort(-leaning, kind="stable")[:KEPT]
            self._leant.extend(most)
            self._leans.extend(leaning[most])
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

    def arrays(self) -> Arrays:
        """Everything, to be kept: of what is dropped too, its place is needed."""
        made: Arrays = {
            "vocabulary": np.frombuffer("\n".join(self._number).encode(), np.uint8),
            "often": self._often.all,
            "lengths": self._lengths.all,
            "pairs": self._pairs.all,
            "terms": self._terms.all,
            "leant": self._leant.all,
            "leans": self._leans.all,
            "amounts": self._amounts.all,
            "here": self._here.all,
            "names": np.asarray(self._names, np.int64),
            "parts": np.asarray([(part.first, part.count) for part in self._parts], np.int64).reshape(-1, 2),
        }
        for at, part in enumerate(self._parts):
            made |= {f"part{at}_terms": part.terms, f"part{at}_starts": part.starts}
            made[f"part{at}_places"] = part.places
        return made

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], learned: Learned | None = None) -> Index:
        """An index as it was kept. Raises Broken where arrays are missing or do not fit together."""
        made = cls(learned)
        try:
            words = arrays["vocabulary"].tobytes().decode()
            made._number = {term: at for at, term in enumerate(words.split("\n") if words else ())}
            made._often = _Growing.of(arrays["often"].copy())  # counted on in place
            made._here = _Growing.of(arrays["here"].copy())
            made._lengths, made._pairs = _Growing.of(arrays["lengths"]), _Growing.of(arrays["pairs"])
            made._terms, made._amounts = _Growing.of(arrays["terms"]), _Growing.of(arrays["amounts"])
            made._leant, made._leans = _Growing.of(arrays["leant"]), _Growing.of(arrays["leans"])
            made._names = arrays["names"].tolist()
            for at, (first, count) in enumerate(arrays["parts"].tolist()):
                terms, starts, places = (arrays[f"part{at}_{name}"] for name in ("terms", "starts", "places"))
                made._parts.append(_Part.of(first, count, terms, starts, places))
                made._sealed = first + count
        except (KeyError, ValueError) as error:
            raise Broken from error
        count = len(made._names)
        each = (made._here, made._lengths, made._pairs, made._amounts)
        leaning = (made._leant.count, made._leans.count)
        if any(one.count != count for one in each) or leaning != (count * KEPT, count * KEPT):
            raise Broken
        ends = np.cumsum(made._lengths.all, dtype=np.int64)
        if made._often.count != len(made._number) or (int(ends[-1]) if count else 0) != made._terms.count:
            raise Broken
        made._starts = [0, *ends[:-1].tolist()] if count else []
        here = made._here.all.tolist()
        made._place = {
            name: at for at, (name, still) in enumerate(zip(made._names, here, strict=True)) if still
        }
        made._pair_total = float(made._pairs.all.sum(dtype=np.float64))
        return made

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
        asked: list[tuple[int, float, Floats]] = []
        for term, weight in weights.items():
            number = self._number.get(term)
            if number is None:
                continue
            often = int(self._often.all[number])
            rarity = weight * log(1 + (count - often + 0.5) / (often + 0.5))
            is_pair = term[0] != "#"
            if is_pair and count > _LEAST_TEXTS_FOR_COMMON and often > _COMMON * count:
                continue
            (tail_even if is_pair else tail_weights)[number] = rarity
            asked.append((number, rarity, total if is_pair else plain))
        wanted: Ints = np.asarray([number for number, _rarity, _into in asked], dtype=np.int32)
        for part in self._parts:  # a term's texts are looked up for all terms at once
            for one, places in part.having(wanted):
                _number, rarity, into = asked[one]
                into[places] += rarity
        begin = self._starts[self._sealed] if self._sealed < count else self._terms.count
        if begin < self._terms.count:
            terms = self._terms.all[begin:]
            starts = np.asarray(self._starts[self._sealed :], dtype=np.int64) - begin
            full = self._lengths.all[self._sealed :] > 0
            where = np.arange(self._sealed, count)[full]
            total[where] += np.add.reduceat(tail_even[terms], starts[full])
            plain[where] += np.add.reduceat(tail_weights[terms], starts[full])
        return total * even + plain

    def near_topics(self, leaning: Floats) -> Floats:
        """How near each text is to a question by the topics that both lean to: 1 is the same."""
        each = leaning[self._leant.all.reshape(-1, KEPT)]
        found: Floats = np.einsum("ij,ij->i", each, self._leans.all.reshape(-1, KEPT))
        return found

    def topic_at(self, place: int) -> int:
        """The topic that a text leans to most."""
        return int(self._leant.all[place * KEPT])

    def pairs_at(self, place: int) -> int:
        """How many pairs of characters a text has."""
        return int(self._pairs.all[place])

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
    def here(self) -> Mask:
        """Which places hold a text that is still to be found."""
        return self._here.all

    @property
    def amounts(self) -> Floats:
        """The size of each text's sum."""
        return self._amounts.all

    def mask(self, names: Collection[int]) -> Mask:
        """Which places hold these; the ones that are not here are left out."""
        every = np.fromiter(self._names, np.int64, len(self._names))
        return np.isin(every, np.fromiter(names, np.int64, len(names)))

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
