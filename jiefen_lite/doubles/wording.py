"""How alike two texts are: by pairs of neighbouring characters, the rarer the more telling."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from math import log

#: Fewer pairs than this are no text to compare.
LEAST_PAIRS = 8
#: How many texts are kept taken apart: two months of a large county, 7 kB each.
KEPT = 8_000

_CHINESE = re.compile("[\u4e00-\u9fff]+")


def pairs_of(words: str) -> frozenset[str]:
    """The pairs of neighbouring Chinese characters of a text; letters and digits tell little of a matter."""
    return frozenset(run[at : at + 2] for run in _CHINESE.findall(words) for at in range(len(run) - 1))


class Wording:
    """Knows how common each pair is among all the texts there are."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._count: Counter[str] = Counter()
        self._texts = 0
        self._pairs = lru_cache(maxsize=KEPT)(pairs_of)
        self._whole = lru_cache(maxsize=KEPT)(self._weight)  # of a text
        for words in texts:
            if words:
                self._count.update(pairs_of(words))
                self._texts += 1
        rarest = log(self._texts + 1)
        self._rarity = {pair: rarest - log(often) for pair, often in self._count.items()}
        self._unheard = rarest  # the rarity of a pair in none of the texts

    def alike(self, one: str, other: str) -> float:
        """The telling part that two texts share, measured by the shorter one; 0 where one says too little."""
        first, second = self._pairs(one), self._pairs(other)
        if min(len(first), len(second)) < LEAST_PAIRS:
            return 0.0
        least = min(self._whole(first), self._whole(second))
        return self._weight(first & second) / least if least else 0.0

    def rarest(self, words: str, most: int) -> list[str]:
        """The rarest pairs that at least one other text has as well."""
        count = self._count
        shared = [(count[pair], pair) for pair in self._pairs(words) if count[pair] > 1]
        return [pair for _often, pair in sorted(shared)[:most]]

    def _weight(self, pairs: Iterable[str]) -> float:
        rarity, unheard = self._rarity, self._unheard
        return sum([rarity.get(pair, unheard) for pair in pairs])
