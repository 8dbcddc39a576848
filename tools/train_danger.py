"""Make the weights by which danger is read where no word says it: ``jiefen_lite/elements/danger.tsv.gz``.

    python -m tools.train_danger [--check]

Learned from invented texts of our own (``bench/reading/danger.jsonl``, ``later.jsonl``, ``more.jsonl``, the
open half of the labelled set) and, as plain life, from those other invented texts of which the card is
silent; the locked half is never looked at. Run it again when these change, then ``python bench/reading.py``.
``--check`` learns six times without a sixth of the texts and tells what the rest would find and cry out
falsely, with the card and without it.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from math import sqrt
from pathlib import Path
from typing import NamedTuple

import numpy as np

from jiefen_lite import demo, wholefile
from jiefen_lite.elements import Reader, weights
from jiefen_lite.elements.danger import clause_marks, clauses, text_marks
from jiefen_lite.rules import loader
from jiefen_lite.text import halfwidth
from jiefen_lite.training import fitting
from tools.train_people import MARKED, marked

ROOM = Path(__file__).resolve().parent.parent / "bench/reading"
OUT = ROOM.parent.parent / "jiefen_lite/elements/danger.tsv.gz"
LABELLED = ("danger.jsonl", "later.jsonl", "more.jsonl", "open.jsonl")
PLAIN_LIFE = ("choices.jsonl", "train.jsonl")
#: How freely the weights follow the texts.
STRENGTH_TEXT, STRENGTH_PART = 2.0, 1.0
LEAST_TEXTS, LEAST_PARTS = 3, 5
#: How much the loudest clause counts beside the whole text.
OF_PART = 0.5
#: This little says nothing.
SLIGHTEST = 0.05
#: Of plain life so many texts and clauses: it must not drown what is told of danger.
TEXTS_OF_LIFE, PARTS_OF_LIFE = 1300, 6000
FOLDS, TWINS = 6, 6
#: What a clause says by itself; crowds and sums of points are counted by the card, not read.
_BY_ITSELF = frozenset({"civil_to_criminal", "self_harm", "minor"})
_CARD_KINDS = {"minor_abuse": "minor", "minor_beaten": "minor"}
_WHATEVER_DAY = date(2026, 6, 30)


class Told(NamedTuple):
    """A text, whether it tells of danger, the words that say so, and its clauses with what each says."""

    source: str
    high: bool
    by_card: bool
    marks: list[str]
    #: The marks of each clause; True where it says danger, None where it may.
    parts: tuple[tuple[list[str], bool | None], ...]


def _covers(text: str, span: tuple[int, int], words: Iterable[str]) -> bool:
    """Whether one of the words stands in a clause, or the best part of it."""
    start, end = span
    return any(
        min(end, found.end()) - max(start, found.start()) >= min(len(word), end - start, 3)
        for word in words
        for found in re.finditer(re.escape(word), text)
    )


class Card:
    """The risk card as it is without the model, and without the days of the year."""

    def __init__(self) -> None:
        book = loader.load()
        rules = tuple(
            rule for rule in book.risk.rules if rule.learned_from is None and rule.from_month_day is None
        )
        self._high_from = book.risk.high_from
        self._reader = Reader(replace(book, risk=replace(book.risk, rules=rules)), demo.center().region)

    def kinds(self, text: str) -> tuple[bool, list[str]]:
        """Whether the card makes a text high, and the ★ rows that it meets."""
        hits = self._reader.read(text, _WHATEVER_DAY).risk_hits
        hard = [_CARD_KINDS.get(one.rule, one.rule) for one in hits if one.hard]
        return bool(hard) or sum(one.points for one in hits) >= self._high_from, hard


def told(card: Card) -> list[Told]:
    """Every labelled text."""
    found = []
    for name in LABELLED:
        for line in (ROOM / name).read_text("utf-8").splitlines():
            gold = json.loads(line)
            text, high = halfwidth(gold["text"]), gold["risk"] == "high"
            by_card, hard = card.kinds(text)
            kinds = [gold["kind"]] if "kind" in gold else hard
            words = [halfwidth(word) for word in gold.get("words") or gold.get("risk_words") or ()]
            says = high and bool(kinds) and kinds[0] in _BY_ITSELF
            even = weights.even(text)
            parts = tuple(
                (
                    clause_marks(even, *span),
                    (True if says else None) if high and _covers(text, span, words) else False,
                )
                for span in clauses(even)
            )
            found.append(Told(name, high, by_card, text_marks(even), parts))
    return found


def plain_life(card: Card) -> tuple[list[list[str]], list[list[str]]]:
    """Marks of texts, and of clauses, in which nobody has looked for danger and the card finds none."""
    texts = [
        json.loads(line)["text"] for name in PLAIN_LIFE for line in (ROOM / name).read_text().splitlines()
    ]
    texts += [marked(line)[0] for line in MARKED.read_text("utf-8").splitlines()]
    calm = [weights.even(text) for text in map(halfwidth, texts) if not card.kinds(text)[0]]
    chance = random.Random(1)
    parts = [(text, span) for text in calm for span in clauses(text)]
    return (
        [text_marks(text) for text in chance.sample(calm, TEXTS_OF_LIFE)],
        [clause_marks(text, *span) for text, span in chance.sample(parts, PARTS_OF_LIFE)],
    )


Tables = tuple[weights.Weights, weights.Weights]


def learn(texts: Sequence[Told], life: tuple[list[list[str]], list[list[str]]]) -> Tables:
    """Weights of whole texts, and of clauses."""
    parts = [part for one in texts for part in one.parts if part[1] is not None]
    whole = fitting.weigh_stretched(
        [*(one.marks for one in texts), *life[0]],
        [*(one.high for one in texts), *(False for _one in life[0])],
        strength=STRENGTH_TEXT,
        least=LEAST_TEXTS,
        slightest=SLIGHTEST,
    )
    part = fitting.weigh_stretched(
        [*(marks for marks, _says in parts), *life[1]],
        [*(bool(says) for _marks, says in parts), *(False for _one in life[1])],
        strength=STRENGTH_PART,
        least=LEAST_PARTS,
        slightest=SLIGHTEST / OF_PART,
    )
    return weights.whole(whole), weights.whole({mark: (OF_PART * says,) for mark, (says,) in part.items()})


def single(table: weights.Weights) -> weights.Single:
    """A table of one number a mark."""
    return {mark: value for mark, (value,) in table.items()}


def score(table: weights.Single, marks: Sequence[str]) -> float:
    """What marks say together, whatever their number."""
    return (table[""] + weights.summed(table, marks) / sqrt(len(marks) or 1)) / weights.ONE


def judged_apart(texts: Sequence[Told], life: tuple[list[list[str]], list[list[str]]]) -> list[float]:
    """What is said of each text by weights that have not seen it nor its neighbours, who may be its twins."""
    found = [0.0] * len(texts)
    for fold in range(FOLDS):
        mine = [at for at in range(len(texts)) if at // TWINS % FOLDS == fold]
        held = set(mine)
        whole, part = map(single, learn([one for at, one in enumerate(texts) if at not in held], life))
        for at in mine:
            loudest = max((score(part, marks) for marks, _says in texts[at].parts), default=0.0)
            found[at] = score(whole, texts[at].marks) + loudest
    return found


def likelihood(scores: Sequence[float], high: Sequence[bool]) -> weights.Weights:
    """How a score becomes a likelihood: the slope, and the score at which it is half."""
    slope, bias = fitting.slope(scores, high)
    return weights.whole({"slope": (slope,), "": (-bias / slope,)})


def check(texts: Sequence[Told], scores: Sequence[float], likely: Callable[[float], float]) -> None:
    """What is found and cried out falsely at several likelihoods."""
    for least in (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95):
        line = []
        for source in LABELLED:
            rows = [
                (one, likely(much) >= least)
                for one, much in zip(texts, scores, strict=True)
                if one.source == source
            ]
            count = Counter((one.high, says or one.by_card) for one, says in rows)
            alone = Counter((one.high, says) for one, says in rows)
            high, found = count[True, True] + count[True, False], count[True, True] + count[False, True]
            line.append(
                f"{source[:-6]} alone {alone[True, True]}/{high} false {alone[False, True]}, with the card "
                f"{count[True, True] / high:.3f} right {count[True, True] / found:.3f}"
            )
        print(f"{least:.2f}: {'; '.join(line)}")


def main() -> None:
    """Learn and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="tell what texts apart would find")
    asked = parser.parse_args()
    card = Card()
    texts, life = told(card), plain_life(card)
    scores = judged_apart(texts, life)
    sure = likelihood(scores, [one.high for one in texts])
    if asked.check:
        slope, half = single(sure)["slope"] / weights.ONE, single(sure)[""] / weights.ONE
        check(texts, scores, lambda much: float(1 / (1 + np.exp(-slope * (much - half)))))
        return
    whole, part = learn(texts, life)
    wholefile.write(OUT, weights.packed([("text", whole), ("part", part), ("sure", sure)]))
    print(f"{len(texts)} texts, {len(whole) + len(part)} marks, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
