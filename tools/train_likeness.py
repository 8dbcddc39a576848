"""Learn topics from invented stories: ``python -m tools.train_likeness``.

The stories are those of ``bench/likeness``: the pool, the questions and the lessons, each with its topic or
with none. Writes the weights that ship; no story is in them. ``bench/alike_set.py`` learns by the same
function, leaving out what it then asks.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiefen_lite import likeness
from jiefen_lite.likeness import learned
from jiefen_lite.likeness.terms import Terms
from jiefen_lite.rules import loader

STORIES = Path(__file__).parents[1] / "bench" / "likeness"
RIDGE = 1.0
#: A term of fewer stories teaches little and takes room.
LEAST_OFTEN = 2
#: A topic of few stories is told as loudly as one of many, or what is rarely taught is taken for what is not.
EVEN_STORIES, EVENED = 12, 0.5
#: Stories that teach topics and are in neither set of questions: by two hands.
LESSONS = ("lessons.jsonl", "lessons_more.jsonl")

Lesson = tuple[str | None, Terms]


def learn(lessons: Sequence[Lesson]) -> dict[str, NDArray[Any]]:
    """The arrays of the file: ridge regression from a story's terms, rare ones weightier, to its topic."""
    told = [learned.features(terms) for _topic, terms in lessons]
    often = Counter(term for one in told for term in one)
    terms = sorted(term for term, count in often.items() if count >= LEAST_OFTEN)
    place = {term: at for at, term in enumerate(terms)}
    rare = np.asarray([log((1 + len(told)) / (1 + often[term])) + 1 for term in terms], np.float32)
    rows = np.zeros((len(told), len(terms)), np.float32)
    for row, one in zip(rows, told, strict=True):
        at = [place[term] for term in one if term in place]
        row[at] = rare[at]
        row /= max(float(np.linalg.norm(row)), 1e-6)
    topics = sorted({topic for topic, _terms in lessons if topic is not None})
    number = {topic: at for at, topic in enumerate(topics)}
    wanted = np.zeros((len(told), len(topics)), np.float32)
    for line, (topic, _terms) in enumerate(lessons):
        if topic is not None:
            wanted[line, number[topic]] = 1
    near = rows @ rows.T + np.float32(RIDGE) * np.eye(len(told), dtype=np.float32)
    weights = rows.T @ np.linalg.solve(near, wanted)
    many = wanted.sum(axis=0)
    weights *= (EVEN_STORIES / many) ** EVENED
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    counted = Counter(term for _topic, one in lessons for term in set(one.all()))
    kept = sorted(term for term, count in counted.items() if count >= LEAST_OFTEN)
    return {
        "topics": np.asarray(topics),
        "terms": np.asarray(terms),
        "rare": rare.astype(np.float16),
        "weights": np.round(weights / scales).astype(np.int8),
        "scales": scales.astype(np.float32),
        "counted": np.asarray(kept),
        "often": np.asarray([counted[term] for term in kept], np.int32),
        "texts": np.asarray([len(lessons)], np.int32),
    }


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of one file of stories."""
    return [json.loads(line) for line in (STORIES / name).read_text(encoding="utf-8").splitlines()]


def lessons(reader: likeness.TermReader) -> list[Lesson]:
    """The stories that only teach, read."""
    return [(one["topic"], reader.read(one["text"])) for name in LESSONS for one in rows(name)]


def topic_of(question: dict[str, Any]) -> str | None:
    """The topic of a question of either set; None where nothing in the pool is like it."""
    if "situation" in question:
        situation: str | None = question["situation"]
        return situation
    return next((one for one in question["first"] if not one.startswith("P")), None)


def teaches(question: dict[str, Any]) -> bool:
    """Whether it has one topic or surely none; a question that only single cases answer has neither."""
    return topic_of(question) is not None or not question.get("first")


def main() -> None:
    """Learn from everything there is, and write the file."""
    reader = likeness.TermReader(loader.load())
    taught = lessons(reader)
    taught += [
        (one["situation"], reader.read(one["text"], type_l1=one["type_l1"], type_l2=one["type_l2"]))
        for one in rows("pool.jsonl")
    ]
    questions = [*rows("queries.jsonl"), *rows("second.jsonl")]
    taught += [(topic_of(one), reader.read(one["text"])) for one in questions if teaches(one)]
    path = Path(learned.__file__).with_name(learned.FILE)
    with path.open("wb") as out:
        np.savez_compressed(out, allow_pickle=False, **learn(taught))
    print(f"{len(taught)} 篇，{path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
