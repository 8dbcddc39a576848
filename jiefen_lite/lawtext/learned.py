"""What was learned from public questions of lay people: from their words to the words of the law.

The file holds weights, no sentence of anybody: of each question the buckets its terms fell into, of the
articles that answer it their weightiest pairs of characters, and two rows of weights that rank.
``tools/train_laws.py`` makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiefen_lite.lawtext.index import Index
from jiefen_lite.lawtext.terms import Codes, buckets, singles_and_pairs

FILE = "learned.npz"
_BUCKETS = 1 << 16
#: How much of an article's marks must stand in what is held under its number: numbers move in new editions.
SAME_TEXT, SAME_GIST = 0.5, 0.15
Floats = NDArray[np.float32]


class Learned:
    """The weights at hand."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.arrays = dict(arrays)
        self.asked, self.holders = arrays["asked"].astype(np.int64), arrays["holders"].astype(np.float32)
        self.asked_weight = arrays["asked_weight"].astype(np.float32)
        self.asked_start = arrays["asked_start"].astype(np.int64)
        self.count = len(self.asked_start) - 1
        self.legal, self.legal_start = arrays["legal"], arrays["legal_start"].astype(np.int64)
        self.legal_weight = arrays["legal_weight"].astype(np.float32)
        self._legal_terms, self._legal_place = np.unique(self.legal, return_inverse=True)
        self.answer, self.answer_start = (
            arrays["answer"].astype(np.int64),
            arrays["answer_start"].astype(np.int64),
        )
        self.law_keys = arrays["law_keys"].tolist()
        self.article_law, self.article_no = arrays["article_law"].astype(np.int64), arrays["article_no"]
        self.marks = arrays["marks"]
        self.ridge = float(arrays["ridge"][0])
        self.ranking = {name: arrays[f"rank_{name}"] for name in ("on", "off") if f"rank_{name}" in arrays}
        near = self._all_near()
        self.inverse: Floats = np.linalg.inv(near + self.ridge * np.eye(self.count, dtype=np.float32)).astype(
            np.float32
        )
        self.near = near

    def _all_near(self) -> Floats:
        """How near each learned question is to each."""
        used, place = np.unique(self.asked, return_inverse=True)
        full = np.zeros((self.count, len(used)), np.float32)
        full[np.repeat(np.arange(self.count), np.diff(self.asked_start)), place] = self.asked_weight
        near: Floats = full @ full.T
        return near

    def vector(self, text: str) -> Floats:
        """A question by what is rare in it, of length one."""
        found = np.unique(buckets(singles_and_pairs(text)))
        full = np.zeros(_BUCKETS, np.float32)
        full[found] = np.log1p(self.count / (self.holders[found] + 0.5))
        length = float(np.sqrt((full * full).sum()))
        return full / np.float32(length) if length else full

    def nearness(self, vector: Floats) -> Floats:
        """How near each learned question is to one (cosine)."""
        if not self.count:
            return np.zeros(0, np.float32)
        found = np.add.reduceat(self.asked_weight * vector[self.asked], self.asked_start[:-1])
        return found.astype(np.float32)

    def shares(self, near: Floats) -> Floats:
        """How much each learned question says about one: ridge regression, so that alike ones share."""
        mixed: Floats = near @ self.inverse
        return mixed

    def shares_without_itself(self) -> Floats:
        """The same for every learned question, each as if it had not been learned."""
        alone = -self.inverse / np.diag(self.inverse)[:, None]
        np.fill_diagonal(alone, 0)
        return alone

    def legal_words(self, shares: Floats, most: int) -> tuple[Codes, Floats]:
        """The words of the law that a question's words lead to, the weightiest of them."""
        spread = np.repeat(shares, np.diff(self.legal_start)) * self.legal_weight
        terms = self._legal_terms
        summed = np.bincount(self._legal_place, spread, len(terms)).astype(np.float32)
        best = np.argpartition(-summed, min(most, len(summed) - 1))[:most]
        best = np.sort(best[summed[best] > 0])
        return terms[best], summed[best]

    def answers(self, weights: Floats) -> tuple[Floats, Floats]:
        """For each learned article: its shares, a question's evenly on its answers; and plainly summed."""
        sizes = np.diff(self.answer_start)
        even = np.repeat(weights / np.maximum(sizes, 1), sizes)
        full = np.repeat(weights, sizes)
        count = len(self.article_no)
        return (
            np.bincount(self.answer, even, count).astype(np.float32),
            np.bincount(self.answer, full, count).astype(np.float32),
        )

    def nearest_answer(self, near: Floats) -> Floats:
        """For each learned article, how near the nearest question is that it answers."""
        best = np.zeros(len(self.article_no), np.float32)
        np.maximum.at(best, self.answer, np.repeat(near, np.diff(self.answer_start)))
        return best


class Places:
    """Where the learned laws and articles stand in one index."""

    def __init__(self, index: Index, learned: Learned) -> None:
        at_key: dict[str, int] = {}
        for number, key in enumerate(index.keys):
            at_key.setdefault(key, number)
        laws = np.array([at_key.get(key, -1) for key in learned.law_keys], np.int64)
        #: Of each learned article: the law here, or -1; the rows that are this article.
        self.law = laws[learned.article_law] if len(laws) else np.zeros(0, np.int64)
        wanted: dict[tuple[int, int, int], list[int]] = {}
        for row, (law, number, behind) in enumerate(
            zip(index.law.tolist(), index.number.tolist(), index.behind.tolist(), strict=True)
        ):
            wanted.setdefault((law, number, behind), []).append(row)
        pairs = [
            (one, row)
            for one, law in enumerate(self.law.tolist())
            if law >= 0
            for row in wanted.get((law, *map(int, learned.article_no[one])), ())
        ]
        self.learned = np.array([one for one, _ in pairs], np.int64)
        self.row = np.array([row for _, row in pairs], np.int64)
        self._keep_same(index, learned)

    def _keep_same(self, index: Index, learned: Learned) -> None:
        """Drop those whose number says something else here: the law has been written anew since."""
        if not len(self.row):
            return
        slot = np.full(index.count, -1, np.int64)
        slot[self.row] = np.arange(len(self.row))
        marks = learned.marks[self.learned]
        codes, column = np.unique(marks, return_inverse=True)
        at = np.minimum(np.searchsorted(index.whole.terms, codes), max(len(index.whole.terms) - 1, 0))
        known = np.flatnonzero(index.whole.terms[at] == codes)
        begins, ends = index.whole.start[at[known]], index.whole.start[at[known] + 1]
        pieces = [index.whole.rows[a:b] for a, b in zip(begins, ends, strict=True)]
        rows = slot[np.concatenate(pieces)] if pieces else np.zeros(0, np.int64)
        held = rows * len(codes) + np.repeat(known, ends - begins)
        asked = np.arange(len(self.row))[:, None] * len(codes) + column.reshape(marks.shape)
        there = np.isin(asked, held[rows >= 0])
        share = (there & (marks > 0)).sum(1) / np.maximum((marks > 0).sum(1), 1)
        same = share >= np.where(index.gist[self.row], SAME_GIST, SAME_TEXT)
        self.learned, self.row = self.learned[same], self.row[same]


@lru_cache(maxsize=1)
def shipped() -> Learned:
    """The weights that come with the program."""
    with (
        (files("jiefen_lite.lawtext") / FILE).open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        return Learned({name: arrays[name] for name in arrays.files})
