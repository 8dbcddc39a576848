"""Make the weights by which the types of texts are read: ``jiefen_lite/elements/types.npz``.

    python -m tools.train_types

Learned from invented texts of our own with their types (``train.jsonl``, ``later.jsonl``, ``more.jsonl``
and the open half of the labelled set in ``bench/reading``) and from the words and examples of the rules; the
locked half is never looked at. Run it again when these change, then ``python bench/reading.py``.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from jiefen_lite import wholefile
from jiefen_lite.elements.model import pack
from jiefen_lite.rules import loader
from jiefen_lite.training import fitting

HERE = Path(__file__).resolve().parent.parent
TEXTS = tuple(
    HERE / "bench/reading" / name for name in ("train.jsonl", "later.jsonl", "more.jsonl", "open.jsonl")
)
OUT = HERE / "jiefen_lite/elements/types.npz"
#: A piece must stand in so many texts; more pieces than that tell no more (tried on texts apart).
LEAST, MOST = 3, 30_000


def lessons() -> list[tuple[str, str]]:
    """(text, type) of everything that is learned from."""
    told = [json.loads(line) for path in TEXTS for line in path.read_text("utf-8").splitlines()]
    found = [(one["text"], one["l1"]) for one in told if one["l1"]]
    types = loader.load().types
    for kind in types.types:
        every = [*kind.words, *(word for one in kind.secondary for word in one.words)]
        found += [(word.replace("…", ""), kind.id) for word in every]
    return found + [(one.text, one.expect.type) for one in types.examples if one.expect.type]


def main() -> None:
    """Learn and write."""
    found = lessons()
    labels = [kind.id for kind in loader.load().types.types]
    number = {label: at for at, label in enumerate(labels)}
    counted = fitting.count([text for text, _label in found], LEAST)
    answers = np.array([number[label] for _text, label in found])
    made = fitting.fit(counted, np.arange(len(found)), answers, len(labels), LEAST, MOST)
    report = {
        "labels": labels,
        "types": {label: label for label in labels},
        "scale": 1.0,
        "threshold": None,
        "speaks": False,
        "rows": len(found),
        "made_at": "",
    }
    words = [counted.words[at] for at in made.kept]
    wholefile.write(OUT, pack(words, made.idf, made.weights, made.bias, [], report))
    print(f"{len(found)} texts, {len(words)} pieces, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
