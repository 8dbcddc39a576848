"""How well lay questions find their articles, and how fast: ``python bench/laws.py [FOLDER]`` (of STARD).

Five folds; whatever is learned is learned from the other four. The votes beside plain BM25 have the best of
several settings, chosen on the very questions they are measured on: the hardest thing to beat.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from paper import ROOT, Line, absent, machine, public_data, table, write_section

from jiefen_lite.lawtext.index import Index
from jiefen_lite.lawtext.learned import Learned
from jiefen_lite.lawtext.ranking import Ranker
from jiefen_lite.lawtext.terms import pairs

sys.path.append(str(ROOT))  # the tools are no part of what is installed
from tools.train_laws import Question, learn, opened, read, words_of

TITLE = "平常的话找法条"
FILES = ("queries_dev.jsonl.gz", "corpus_rebuilt.jsonl.gz")
FOLDS = 5
PLAIN, OURS, VOTED = "plain", "ours, votes on", "votes "
SETTINGS = tuple((near, share) for near in (5, 10, 20, 40) for share in (0.3, 0.6, 1.0, 1.5, 2.5))


def _measured(found: Sequence[int], gold: Sequence[int]) -> tuple[float, float]:
    """R@10 and MRR@10 of one answer."""
    top = list(found[:10])
    first = next((1 / (at + 1) for at, row in enumerate(top) if row in gold), 0.0)
    return len(set(top) & set(gold)) / len(gold), first


def _voted(ranker: Ranker, known: Learned, taught: Sequence[Question], text: str) -> dict[str, list[int]]:
    """Plain BM25 and the votes of the nearest taught questions, in every setting."""
    plain = ranker.index.whole.score(np.unique(pairs(text)))
    plain = plain / max(float(plain.max()), 1e-6)
    near = known.nearness(known.vector(text))
    nearest = np.argsort(-near)
    found = {}
    for count, share in SETTINGS:
        score = plain.copy()
        for one in nearest[:count]:
            for row in taught[one].gold:
                score[row] += share * near[one]
        top = np.argpartition(-score, 10)[:10]
        found[f"votes {count} {share}"] = [int(row) for row in top[np.argsort(-score[top], kind="stable")]]
    return found


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Print the figures of all folds and their means, write the paper; 1 where another way finds more."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else public_data("stard")
    if not all((folder / name).is_file() for name in FILES):
        return absent(TITLE, folder, FILES)
    articles, questions = read(folder)
    fold_of = np.random.RandomState(0).permutation(len(questions)) % FOLDS
    results: dict[str, list[list[tuple[float, float]]]] = {}
    spent: list[float] = []
    with tempfile.TemporaryDirectory() as room:
        begun = time.perf_counter()
        opened(articles, Path(room))
        print(f"index of {len(articles)} articles: {time.perf_counter() - begun:.1f} s", end=", ")
        print(f"{(Path(room) / 'laws.index').stat().st_size / 1e6:.0f} MB")
        begun = time.perf_counter()
        index = Index(Path(room) / "laws.index")
        print(f"opened in {time.perf_counter() - begun:.3f} s")
        words = words_of(index, questions)
        for fold in range(FOLDS):
            taught = [one for one, at in zip(questions, fold_of, strict=True) if at != fold]
            tried = [one for one, at in zip(questions, fold_of, strict=True) if at == fold]
            known, _ = learn(index, taught, words)
            ranker = Ranker(index, known)
            for one in tried:
                answers = {"plain": ranker.plain(one.text, 10)} | _voted(ranker, known, taught, one.text)
                for name, votes in (("ours, votes off", False), ("ours, votes on", True)):
                    begun = time.perf_counter()
                    answers[name] = [hit.row for hit in ranker.search(one.text, 10, None, votes=votes)]
                    spent.append(time.perf_counter() - begun)
                for name, found in answers.items():
                    results.setdefault(name, [[] for _ in range(FOLDS)])[fold].append(
                        _measured(found, one.gold)
                    )
            print(f"fold {fold + 1}", *(f"{n}: {np.mean(r[fold], 0).round(3)}" for n, r in results.items()
                  if not n.startswith("votes ")), flush=True)  # fmt: skip
    means = {
        name: tuple(float(value) for value in np.mean([one for fold in folds for one in fold], axis=0))
        for name, folds in results.items()
    }
    for name, (recall, rank) in means.items():
        print(f"{name:18} R@10 {recall:.4f}  MRR@10 {rank:.4f}")
    print(
        f"{1000 * np.mean(spent):.1f} ms a query, worst of a hundred {1000 * np.quantile(spent, 0.99):.1f} ms"
    )
    print(f"most memory {_memory():.0f} MB (with the texts and the learning)")
    return _written(len(articles), len(questions), means, 1000 * float(np.mean(spent)))


def _written(articles: int, questions: int, means: dict[str, tuple[float, ...]], spent: float) -> int:
    """The paper: ours beside plain BM25 and the best of the votes; 1 where ours is not the best."""
    votes = [pair for name, pair in means.items() if name.startswith(VOTED)]
    voted = tuple(max(pair[at] for pair in votes) for at in (0, 1))
    ways = (
        ("只按字词（BM25）", means[PLAIN]),
        ("BM25 加相近问题投票，最好的", voted),
        ("本系统", means[OURS]),
    )
    text = table(
        ["办法", "前十条找回（R@10）", "头一条排在哪（MRR@10）"],
        [[name, *(f"{value:.4f}" for value in pair)] for name, pair in ways],
    )
    what = (
        f"{questions:,} 个公开问题（STARD，不在源码里）、{articles:,} 条法律，五折，学的都只从另外四折学。"
        f"投票有二十种设置，两个数各取最好的一种，就在被量的问题上挑。找一次平均 {spent:.0f} 毫秒。"
    )
    lines = [
        Line(
            name,
            f"{means[OURS][at]:.4f}",
            f"最好的别的办法 {max(means[PLAIN][at], voted[at]):.4f}，要更高",
            means[OURS][at] > max(means[PLAIN][at], voted[at]),
        )
        for at, name in enumerate(("前十条找回（R@10）", "头一条排在哪（MRR@10）"))
    ]
    print(text)
    write_section(TITLE, f"{machine()}。\n{what}\n\n{text}", lines)
    return int(not all(one.holds for one in lines))


if __name__ == "__main__":
    sys.exit(main())
