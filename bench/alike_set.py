"""How well cases like a question are found, on questions that a person has labelled; and how fast.

    python bench/alike_set.py                 the figures of the labelled sets, part by part
    python bench/alike_set.py --size 100000   ms a question, memory, time to add a case

``bench/alike.py`` measures both for the paper. The stories lie in ``bench/likeness``: ``pool.jsonl`` are
invented closed cases, each of a situation; ``situations.jsonl`` says which other situations a mediator would
learn from (2) or a little (1); the same situation is 3. ``queries.jsonl``: a question has a situation, or
none where the pool has nothing that helps.

The part ``fresh3`` was written when words and first weights were set; since then what went wrong of its half
in ``set`` has been looked at, too. On ``tune`` the weights were set; ``held`` was not looked at then, but its
words stood before the eyes of whoever wrote the lists of words, as those of the pool did; ``fresh`` and
``fresh2`` were written to find that out, and have then taught more words.

``second.jsonl`` is the part ``second``: questions by another hand, who had read the pool and neither the
words nor the old questions. ``first`` (2) and ``useful`` (1) name situations or single cases; ``near`` says
which words of a question without a like lead astray. ``set`` and ``told`` are halves of all questions mixed.
``lessons.jsonl``, which topics are learned from, is by the hand of ``second``, written after it and after a
look at what went wrong in ``set``: ``second`` is new to the old words, not wholly new to the lessons.
``lessons_more.jsonl`` is by a third hand, who had seen the names of the topics, a few lessons, and of the
questions only those of ``set`` that went wrong. Some of these lessons tell matters like theirs, so ``set``
looks better than it is; it is ``told`` that counts. A lesson that shares two fifths of its pairs of
characters with any question or case was left out by the program, unread. Weights and the line were set on
``set`` alone, where the larger of the two errors of either set is smallest. The figures of ``told`` were
looked at four times: before, and after each of three rounds of lessons, of which the last two changed neither
weights nor line; false answers were 12.3 %, 11.1 %, 11.1 %, 8.6 %, and then no more lessons were written.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from math import log, log2
from typing import Any, NamedTuple, cast

from paper import ROOT

from jiefen_lite import likeness
from jiefen_lite.likeness import keeping, ranking
from jiefen_lite.likeness.index import Index
from jiefen_lite.likeness.learned import Learned
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import RuleBook

sys.path.append(str(ROOT))  # the tools are no part of what is installed
from tools import train_likeness

HERE = ROOT / "bench" / "likeness"
SHOWN = 5
ALL = "all"
FIRST, SECOND = "first", "second"
HALVES = ("set", "told")
SEED = 20261127

Row = dict[str, Any]
Ranker = Callable[[Row], Sequence[int]]


class Labelled:
    """The labelled set, and the measures on it."""

    def __init__(self) -> None:
        self.pool = _rows("pool.jsonl")
        self.queries = [
            *({**one, "like": one["situation"] is not None} for one in _rows("queries.jsonl")),
            *({**one, "part": SECOND, "like": bool(one["first"])} for one in _rows("second.jsonl")),
        ]
        self._situations = {one["id"]: one for one in _rows("situations.jsonl")}

    def grade(self, query: Row, case: Row) -> int:
        """How much this case helps: 3 the same situation … 0 nothing; of the second set 2, 1 or 0."""
        if query["part"] == SECOND:
            names = (case["id"], case["situation"])
            return next((worth for worth, key in ((2, "first"), (1, "useful")) if _any(query[key], names)), 0)
        situation = query["situation"]
        if situation is None:
            return 0
        if case["situation"] == situation:
            return 3
        return int(self._situations[situation]["sisters"].get(case["situation"], 0))

    def ndcg(self, query: Row, places: Sequence[int]) -> float:
        """nDCG@5 with gains 2^grade − 1."""
        ideal = sorted((self.grade(query, case) for case in self.pool), reverse=True)[:SHOWN]
        best: float = sum((2**gain - 1) / log2(at + 2) for at, gain in enumerate(ideal))
        got = [self.grade(query, self.pool[place]) for place in places[:SHOWN]]
        found: float = sum((2**gain - 1) / log2(at + 2) for at, gain in enumerate(got))
        return found / best

    def figures(self, part: str, ranker: Ranker) -> Figures:
        """Of the questions of one part: a set, a half, a half of a set (``second/told``), or all."""
        asked = [one for one in self.queries if part in _parts(one)]
        having = [one for one in asked if one["like"]]
        none = [one for one in asked if not one["like"]]
        found = [ranker(one) for one in having]
        ndcg = sum(self.ndcg(one, places) for one, places in zip(having, found, strict=True)) / len(having)
        silent = sum(1 for places in found if not places)
        return Figures(ndcg, silent, len(having), sum(1 for one in none if ranker(one)), len(none))


class Figures(NamedTuple):
    """nDCG@5 of the questions that have a like; how many of them are told that none is; false answers."""

    ndcg: float
    silent: int
    having: int
    false: int
    none: int


def _parts(query: Row) -> set[str]:
    of_set = SECOND if query["part"] == SECOND else FIRST
    return {query["part"], of_set, _half(query), f"{of_set}/{_half(query)}", ALL}


def newest(labelled: Labelled) -> Ranker:
    """The newest of the same type; the question's type is given right, which no program is told."""

    def rank(query: Row) -> Sequence[int]:
        same = [at for at, one in enumerate(labelled.pool) if one["type_l1"] == query["type_l1"]]
        return sorted(same, key=lambda at: labelled.pool[at]["closed_at"], reverse=True)

    return rank


def bm25(labelled: Labelled) -> Ranker:
    """BM25 (k1 = 1.2, b = 0.75) over pairs of characters of the whole text."""
    texts = [_grams(one["text"]) for one in labelled.pool]
    often = Counter(gram for text in texts for gram in text)
    many = len(texts)
    average = sum(sum(text.values()) for text in texts) / many

    def rank(query: Row) -> Sequence[int]:
        asked = _grams(query["text"])
        scores = []
        for text in texts:
            long = 0.25 + 0.75 * sum(text.values()) / average
            scores.append(
                sum(
                    log(1 + (many - often[gram] + 0.5) / (often[gram] + 0.5))
                    * (text[gram] * 2.2 / (text[gram] + 1.2 * long))
                    for gram in asked
                    if gram in text
                )
            )
        return sorted(range(many), key=lambda at: -scores[at])

    return rank


class CrossFitted:
    """The weights learned so that no text is told by what was learned from it, nor any of the half ``told``.

    A case of the pool is a case that the county closes later: its topic is no more known than a question's.
    """

    FOLDS = 6

    def __init__(self, labelled: Labelled, reader: likeness.TermReader) -> None:
        self._leaning: dict[int, Any] = {}
        lessons = train_likeness.lessons(reader)
        self.pool = [
            reader.read(one["text"], type_l1=one["type_l1"], type_l2=one["type_l2"]) for one in labelled.pool
        ]
        self.asked = {one["id"]: reader.read(one["text"]) for one in labelled.queries}
        mine = [(one["situation"], terms) for one, terms in zip(labelled.pool, self.pool, strict=True)]
        teach = [one for one in labelled.queries if _half(one) == HALVES[0]]
        mine += [
            (train_likeness.topic_of(one), self.asked[one["id"]])
            for one in teach
            if train_likeness.teaches(one)
        ]
        chance = random.Random(SEED)
        fold = [chance.randrange(self.FOLDS) for _ in mine]
        for left_out in range(self.FOLDS):
            kept = [one for one, part in zip(mine, fold, strict=True) if part != left_out]
            weights = Learned(train_likeness.learn([*lessons, *kept]))
            for (_topic, terms), part in zip(mine, fold, strict=True):
                if part == left_out:
                    self._leaning[id(terms)] = weights.leaning(terms)
        self._rest = Learned(train_likeness.learn([*lessons, *mine]))
        self.topics, self.rarity = self._rest.topics, self._rest.rarity

    def leaning(self, told: likeness.Terms) -> Any:
        """As ``Learned.leaning``."""
        found = self._leaning.get(id(told))
        return self._rest.leaning(told) if found is None else found


def ours(labelled: Labelled, book: RuleBook) -> Ranker:
    """What the product does, with weights that have not seen what is asked and found."""
    fitted = CrossFitted(labelled, likeness.TermReader(book))
    index = Index(cast(Learned, fitted))
    index.put(enumerate(fitted.pool))

    def rank(query: Row) -> Sequence[int]:
        found = ranking.find(index, fitted.asked[query["id"]], book.likeness, SHOWN)
        return [one.name for one in found]

    return rank


def labelled_figures() -> None:
    """Print the figures of all three on both parts."""
    labelled, book = Labelled(), loader.load()
    print(f"{len(labelled.pool)} 件，{len(labelled.queries)} 个问题")
    system = ours(labelled, book)
    parts = sorted(set().union(*(_parts(one) for one in labelled.queries)))
    for part in parts:
        for name, ranker in (
            ("同类最新", newest(labelled)),
            ("BM25", bm25(labelled)),
            ("本系统", system),
        ):
            one = labelled.figures(part, ranker)
            print(
                f"{part}\t{name}\tnDCG@5 {one.ndcg:.3f}\t该有而说没有 {one.silent / one.having:.1%}"
                f"\t没有而给了 {one.false / one.none:.1%}"
            )


def speed(size: int) -> None:
    """Print how long it takes to build, to ask, to add, among so many invented cases."""
    labelled, book = Labelled(), loader.load()
    reader = likeness.TermReader(book)
    chance = random.Random(SEED)
    told = _Mixed(labelled, chance)
    before = _memory()
    begin = time.perf_counter()
    terms = ((at, reader.read(told.text(), type_l1=told.type)) for at in range(size))
    index = Index()
    index.put(terms)
    index.seal()
    print(f"建 {size} 件：{time.perf_counter() - begin:.1f} 秒，内存 +{_memory() - before:.0f} MB")
    begin = time.perf_counter()
    packed = keeping.packed("", index.arrays())
    wrote = time.perf_counter()
    index = Index.of(keeping.unpacked(packed, ""))
    opened = time.perf_counter() - wrote
    print(f"装成 {len(packed) / 1e6:.0f} MB：{wrote - begin:.2f} 秒，再打开：{opened:.2f} 秒")
    del packed
    for name in ("全都合上以后", "又来了 1500 件以后"):
        times = []
        for query in labelled.queries:
            begin = time.perf_counter()
            ranking.find(index, reader.read(query["text"]), book.likeness, SHOWN)
            times.append((time.perf_counter() - begin) * 1000)
        times.sort()
        print(
            f"问（{name}）：中位 {times[len(times) // 2]:.1f} ms，95% {times[int(len(times) * 0.95)]:.1f} ms"
        )
        if name.startswith("全"):
            begin = time.perf_counter()
            for at in range(1500):
                index.put([(size + at, reader.read(told.text()))])
            print(f"添一件：{(time.perf_counter() - begin) / 1.5:.2f} ms")


class _Mixed:
    """Invented bodies: clauses of the pool shuffled together, with a number to make each another."""

    def __init__(self, labelled: Labelled, chance: random.Random) -> None:
        self._pool, self._chance = labelled.pool, chance
        self._all = [part for one in labelled.pool for part in one["text"].split("，")]
        self.type: str | None = None

    def text(self) -> str:
        """One body; ``type`` is of the case it began with."""
        first = self._chance.choice(self._pool)
        self.type = first["type_l1"]
        return "，".join([first["text"], *self._chance.choices(self._all, k=self._chance.randint(1, 6))])


def _grams(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1))


def _any(words: Sequence[str], names: Sequence[str]) -> bool:
    return any(name in words for name in names)


def _half(query: Row) -> str:
    """Of all questions, both sets mixed: the half that weights are set on, and the half that tells."""
    return HALVES[zlib.crc32(query["text"].encode()) % 2]


def _rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if "--size" in sys.argv:
        speed(int(sys.argv[sys.argv.index("--size") + 1]))
    else:
        labelled_figures()
