"""Learn from lay people's public questions which articles answer: ``python -m tools.train_laws FOLDER``.

FOLDER holds ``queries_dev.jsonl.gz`` (query, gold) and ``corpus_rebuilt.jsonl.gz`` (law, key, text) of STARD
(oneal2000/STARD, MIT). Writes the weights that ship: no sentence of anybody is in them.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from jiefen_lite.lawtext import learned as shelf
from jiefen_lite.lawtext.index import Article, Index, build
from jiefen_lite.lawtext.learned import Learned
from jiefen_lite.lawtext.names import article_no, law_key, law_name
from jiefen_lite.lawtext.ranking import MEASURES, VOTES, Ranker
from jiefen_lite.lawtext.terms import buckets, singles_and_pairs

RIDGE = 0.5
WORDS_KEPT = 120  # of the law, for each question
MARKS = 24
STRICTNESS = 0.05  # of the ranking: the smaller, the nearer its weights stay to nothing


class Question(NamedTuple):
    """What somebody asked, and the rows of the articles that answer it."""

    text: str
    gold: tuple[int, ...]


def _lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read(folder: Path) -> tuple[list[Article], list[Question]]:
    """The articles and the questions of the folder."""
    places: dict[str, int] = {}
    articles = []
    for row, one in enumerate(_lines(folder / "corpus_rebuilt.jsonl.gz")):
        number, behind = article_no(one["key"][len(one["law"]) :]) or (0, 0)
        places.setdefault(one["key"], row)
        articles.append(Article(row, law_name(one["law"]), number, behind, one["text"]))
    questions = [
        Question(one["query"], tuple(sorted({places[key] for key in one["gold"]})))
        for one in _lines(folder / "queries_dev.jsonl.gz")
    ]
    return articles, questions


def opened(articles: Sequence[Article], folder: Path) -> Index:
    """The index of these articles in a file of this folder."""
    path = folder / "laws.index"
    path.write_bytes(build(articles, "learning"))
    return Index(path)


def without_ranking(index: Index, questions: Sequence[Question], words: dict[int, Any]) -> dict[str, Any]:
    """Everything but the ranking; ``words``: the terms of the articles, looked up once."""
    asked = [np.unique(buckets(singles_and_pairs(one.text))) for one in questions]
    holders = np.bincount(np.concatenate(asked), minlength=1 << 16)
    weights = []
    for one in asked:
        weight = np.log1p(len(questions) / (holders[one] + 0.5))
        weights.append((weight / np.sqrt((weight * weight).sum())).astype(np.float16))
    legal, legal_weight = [], []
    for question in questions:
        summed: dict[int, float] = {}
        for row in question.gold:
            terms, weight = words[row]
            for term, share in zip(terms.tolist(), (weight / index.norms[row]).tolist(), strict=True):
                summed[term] = summed.get(term, 0.0) + share / len(question.gold)
        best = sorted(summed.items(), key=lambda pair: (-pair[1], pair[0]))[:WORDS_KEPT]
        legal.append(np.array([term for term, _ in best], np.uint32))
        legal_weight.append(np.array([weight for _, weight in best], np.float16))
    gold = sorted({row for one in questions for row in one.gold})
    at = {row: number for number, row in enumerate(gold)}
    laws = sorted({int(index.law[row]) for row in gold})
    marks = np.zeros((len(gold), MARKS), np.uint32)
    for number, row in enumerate(gold):
        terms, weight = words[row]
        best = terms[np.argsort(-weight, kind="stable")[:MARKS]]
        marks[number, : len(best)] = best
    return {
        "asked": np.concatenate(asked), "asked_weight": np.concatenate(weights),
        "asked_start": _starts(asked),
        "holders": holders.astype(np.uint16),
        "legal": np.concatenate(legal), "legal_weight": np.concatenate(legal_weight),
        "legal_start": _starts(legal),
        "answer": np.array([at[row] for one in questions for row in one.gold], np.uint16),
        "answer_start": _starts([np.array(one.gold) for one in questions]),
        "law_keys": np.array([law_key(index.laws[law]) for law in laws]),
        "article_law": np.array([laws.index(int(index.law[row])) for row in gold], np.uint16),
        "article_no": np.array([(index.number[row], index.behind[row]) for row in gold], np.uint16),
        "marks": marks, "ridge": np.array([RIDGE], np.float32),
    }  # fmt: skip


def _starts(parts: Sequence[NDArray[Any]]) -> NDArray[np.int32]:
    return np.cumsum([0, *map(len, parts)]).astype(np.int32)


def learn(
    index: Index, questions: Sequence[Question], words: dict[int, Any]
) -> tuple[Learned, dict[str, Any]]:
    """Everything from these questions; each is ranked as if it had not been learned itself."""
    arrays = without_ranking(index, questions, words)
    known = Learned(arrays)
    ranker = Ranker(index, known)
    alone = known.shares_without_itself()
    values, right = [], []
    for number, one in enumerate(questions):
        near = known.near[number].copy()
        near[number] = 0
        found = ranker.measure(one.text, near, alone[number])
        values.append(found.values)
        right.append(np.isin(found.rows, one.gold))
    every, answers = np.concatenate(values), np.concatenate(right)
    for name, columns in (("on", len(MEASURES)), ("off", len(MEASURES) - VOTES)):
        part = every[:, :columns]
        mean, spread = part.mean(0), part.std(0) + 1e-6
        model = LogisticRegression(C=STRICTNESS, max_iter=300).fit((part - mean) / spread, answers)
        arrays[f"rank_{name}"] = np.stack(
            [np.append(mean, 0), np.append(spread, 1), np.append(model.coef_[0], model.intercept_)]
        ).astype(np.float32)
    return Learned(arrays), arrays


def words_of(index: Index, questions: Sequence[Question]) -> dict[int, Any]:
    """The terms of every article that answers a question."""
    gold = np.array(sorted({row for one in questions for row in one.gold}))
    at = np.flatnonzero(np.isin(index.whole.rows, gold))
    rows = index.whole.rows[at]
    terms = index.whole.terms[np.searchsorted(index.whole.start, at, side="right") - 1]
    weights = index.whole.weights[at].astype(np.float32)
    return {int(row): (terms[rows == row], weights[rows == row]) for row in gold}


def main() -> None:
    """Learn from all questions and write the file that ships."""
    articles, questions = read(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as folder:
        index = opened(articles, Path(folder))
        _, arrays = learn(index, questions, words_of(index, questions))
    target = Path(shelf.__file__).with_name(shelf.FILE)
    np.savez_compressed(target, **arrays)
    print(f"{target.name}: {target.stat().st_size / 1e6:.2f} MB, {len(questions)} questions")


if __name__ == "__main__":
    main()
