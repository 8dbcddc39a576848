"""What was learned from invented stories: which topic a text tells of, and how rare each of its terms is.

The file holds numbers for terms, no story. ``tools/train_likeness.py`` makes it. A text leans to several
topics; two texts are alike by what they lean to, so that other words for one thing meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiefen_lite.likeness.terms import ACT, FIRM, KIND, MATTER, RELATION, THING, TYPE, Terms

FILE = "learned.npz"
#: A text is kept by so many topics that it leans to most.
KEPT = 6
#: No term tells more than this, however rare: what no story has told before may be a name.
_RAREST = 5.0
#: Rarity is told in parts of what a common matter has, so that weights read as they are.
_USUAL = 4.0
_TOLD_BY = (MATTER, FIRM, RELATION, THING, ACT, TYPE, KIND)

Floats = NDArray[np.float32]


class Learned:
    """The weights at hand."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.arrays = dict(arrays)
        self.topics: list[str] = arrays["topics"].tolist()
        self._place = {term: at for at, term in enumerate(arrays["terms"].tolist())}
        self._weights: NDArray[np.int8] = arrays["weights"]
        self._scales: Floats = arrays["scales"].astype(np.float32)
        self._rare: Floats = arrays["rare"].astype(np.float32)
        self._often: dict[str, int] = dict(
            zip(arrays["counted"].tolist(), arrays["often"].tolist(), strict=True)
        )
        self._texts = int(arrays["texts"][0])

    def leaning(self, told: Terms) -> Floats:
        """How much a text leans to each topic: squared, of length one; all nought where nothing is known."""
        at = [self._place[term] for term in features(told) if term in self._place]
        rare = self._rare[at]
        length = float(np.sqrt((rare * rare).sum()))
        if not length:
            return np.zeros(len(self.topics), np.float32)
        summed: Floats = (rare / np.float32(length)) @ self._weights[at].astype(np.float32) * self._scales
        return sharpened(summed)

    def rarity(self, term: str) -> float:
        """How much a term in common tells, whatever cases there are: 1 is usual."""
        often = self._often.get(term, 0)
        return min(_RAREST, log(1 + (self._texts - often + 0.5) / (often + 0.5))) / _USUAL


def features(told: Terms) -> list[str]:
    """What the topics are learned by."""
    groups = (term for term in told.all() if term.startswith(_TOLD_BY))
    return sorted({*told.pairs, *told.marks, *groups})


def sharpened(summed: Floats) -> Floats:
    """Leanings so that the surest stands out: squared, of length one, the few weightiest kept."""
    squared = np.square(np.maximum(summed, 0))
    if len(squared) > KEPT:
        squared[np.argpartition(-squared, KEPT)[KEPT:]] = 0
    length = float(np.sqrt((squared * squared).sum()))
    found: Floats = (squared / np.float32(length) if length else squared).astype(np.float32)
    return found


@lru_cache(maxsize=1)
def shipped() -> Learned:
    """The weights that come with the program."""
    with (files("jiefen_lite.likeness") / FILE).open("rb") as stream, np.load(stream) as arrays:
        return Learned({name: arrays[name] for name in arrays.files})
