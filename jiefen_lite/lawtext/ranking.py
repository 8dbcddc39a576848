"""From the words of lay people to the articles that apply: several measures, one learned ranking."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from jiefen_lite.lawtext.index import Index
from jiefen_lite.lawtext.learned import Learned, Places
from jiefen_lite.lawtext.terms import pairs, singles_and_pairs

#: So many words of the law are added to a question.
LEGAL_WORDS = 120
#: What it adds that the rules name an article for the type of the case.
PREFERRED = 1.5
#: So many of the nearest learned questions have a say.
NEIGHBOURS = 20
_BY_WORDS, _BY_BOTH, _BY_LAW_WORDS = 80, 100, 60
#: What the measures are called; the last three are the votes of learned questions.
MEASURES = (
    *("words_share", "words", "characters_share", "characters", "name_share", "name", "legal_share", "legal"),
    *("law", "law_share", "law_rank", "law_size", "length", "name_length", "both", "both_rank", "words_rank"),
    *("legal_rank", "beside", "legal_beside", "law_best", "best", "votes", "nearest_vote", "near_votes"),
)
VOTES = 3
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """An article by its row in the index."""

    row: int
    id: int
    score: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The articles that may apply to a question, with their measures."""

    rows: NDArray[np.int64]
    values: Floats


class Ranker:
    """Asks one index with what was learned; made once for each index."""

    def __init__(self, index: Index, learned: Learned) -> None:
        self.index, self.learned = index, learned
        self.places = Places(index, learned)
        self._name_length = np.array([len(name) for name in index.laws], np.float32)
        self._law_size = np.log1p(index.sizes).astype(np.float32)
        self._behind_same = np.append(index.law[1:] == index.law[:-1], False)
        self._before_same = np.append(False, index.law[1:] == index.law[:-1])

    def search(
        self,
        text: str,
        most: int,
        on: date | None,
        *,
        votes: bool = True,
        prefer: Collection[tuple[str, int]] = (),
    ) -> list[Found]:
        """The articles in force on a day (any day: None) that fit best; ``prefer``: law keys and numbers."""
        if not self.index.count or not len(pairs(text)):
            return []
        near = self.learned.nearness(self.learned.vector(text))
        held = None if on is None else self.index.in_force(on)
        found = self.measure(text, near, self.learned.shares(near), held)
        if not len(found.rows):
            return []
        values = found.values if votes else found.values[:, :-VOTES]
        mean, spread, weight = self.learned.ranking["on" if votes else "off"]
        score = ((values - mean[:-1]) / spread[:-1]) @ weight[:-1] + weight[-1]
        score = score + PREFERRED * self._are_among(prefer)[found.rows]
        order = np.lexsort((found.rows, -score))[:most]
        return [
            Found(
                int(found.rows[at]), int(self.index.ids[found.rows[at]]), float(1 / (1 + np.exp(-score[at])))
            )
            for at in order
        ]

    def _are_among(self, prefer: Collection[tuple[str, int]]) -> NDArray[np.bool_]:
        at_key = {key: number for number, key in enumerate(self.index.keys)}
        among = np.zeros(self.index.count, bool)
        for key, number in prefer:
            if key in at_key:
                among |= (self.index.law == at_key[key]) & (self.index.number == number)
        return among

    def plain(self, text: str, most: int) -> list[int]:
        """The rows that plain BM25 over pairs of characters finds: what everything is measured against."""
        score = self.index.whole.score(np.unique(pairs(text)))
        order = np.lexsort((np.arange(len(score)), -score))[:most]
        return [int(row) for row in order]

    def measure(
        self, text: str, near: Floats, shares: Floats, held: NDArray[np.bool_] | None = None
    ) -> Measured:
        """Every measure of the articles that any of the ways finds."""
        index = self.index
        words = index.whole.score(np.unique(pairs(text)))
        characters = index.text.score(np.unique(singles_and_pairs(text)))
        name = index.name.score(np.unique(pairs(text)))
        legal = index.whole.score(*self.learned.legal_words(shares, LEGAL_WORDS)) / index.norms
        if held is not None:
            words, characters, legal = words * held, characters * held, legal * held
        both = _share(words) + _share(legal)
        votes, nearest, near_votes, law = self._votes(near, shares)
        pool = np.zeros(index.count, bool)
        for score, most in ((words, _BY_WORDS), (both, _BY_BOTH), (legal, _BY_LAW_WORDS)):
            pool[_best(score, most)] = True
        pool |= near_votes > 0
        if held is not None:
            pool &= held
        rows = np.flatnonzero(pool)
        if not len(rows):
            return Measured(rows, np.zeros((0, len(MEASURES)), np.float32))
        of = index.law[rows]
        before = np.where(self._before_same[rows], rows - 1, rows)
        behind = np.where(self._behind_same[rows], rows + 1, rows)
        law_best = np.zeros(len(index.laws), np.float32)
        np.maximum.at(law_best, of, both[rows])
        words_share, legal_share = _share(words), _share(legal)
        columns = (
            words_share[rows], words[rows], _share(characters)[rows], characters[rows],
            (name / max(float(name.max()), 1.0))[of], name[of], legal_share[rows], legal[rows],
            law[of], (law / max(float(law.max()), 1e-6))[of], _above(law)[of],
            self._law_size[of], index.length[rows], self._name_length[of], both[rows],
            _rank(both[rows]), _rank(words[rows]), _rank(legal[rows]),
            np.maximum(words_share[before], words_share[behind]),
            np.maximum(legal_share[before], legal_share[behind]),
            law_best[of], np.full(len(rows), words.max()), votes[rows], nearest[rows], near_votes[rows],
        )  # fmt: skip
        return Measured(rows, np.stack([np.asarray(one, np.float32) for one in columns], axis=1))

    def _votes(self, near: Floats, shares: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Row by row: shares of the learned questions, the nearest, the near ones; and law by law."""
        index, places = self.index, self.places
        closest = np.zeros_like(near)
        at = _best(near, NEIGHBOURS)
        closest[at] = near[at]
        even, _ = self.learned.answers(shares)
        _, together = self.learned.answers(closest)
        nearest = self.learned.nearest_answer(closest)
        found: list[Floats] = []
        for one in (even, nearest, together):
            full = np.zeros(index.count, np.float32)
            full[places.row] = one[places.learned]
            found.append(full)
        known = places.law >= 0
        law = np.bincount(places.law[known], even[known], len(index.laws)).astype(np.float32)
        return found[0], found[1], found[2], law


def _share(score: Floats) -> Floats:
    return np.asarray(np.maximum(score, 0) / np.float32(max(float(score.max()), 1e-6)), np.float32)


def _best(score: Floats, most: int) -> NDArray[np.int64]:
    """The places of the highest scores above nothing."""
    places = np.argpartition(-score, most)[:most] if len(score) > most else np.arange(len(score))
    return places[score[places] > 0]


def _above(score: Floats) -> Floats:
    """How many are higher."""
    return np.asarray(len(score) - np.searchsorted(np.sort(score), score, side="right"), np.float32)


def _rank(score: Floats) -> Floats:
    ranks = np.empty(len(score), np.float32)
    ranks[np.argsort(-score, kind="stable")] = np.arange(len(score))
    return np.asarray(1 / (1 + ranks), np.float32)
