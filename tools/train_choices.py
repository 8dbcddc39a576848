"""Make the weights by which a text's main time and its sum are chosen: ``elements/choices.tsv.gz``.

    python -m tools.train_choices [--check]

Learned from invented texts of our own (``bench/reading/choices.jsonl``, ``later.jsonl``, ``more.jsonl`` and
the open half of the labelled set); the locked half is never looked at. Run it again when these, the weights
of people, or the ways of finding times and sums change, then ``python bench/reading.py``. ``--check`` learns
without a half of the texts and tells how many of these are read rightly.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jiefen_lite import demo, wholefile
from jiefen_lite.elements import mainday, sums, weights
from jiefen_lite.elements.people import shipped
from jiefen_lite.elements.places import Gazetteer
from jiefen_lite.elements.times import TimeReader
from jiefen_lite.rules import loader
from jiefen_lite.text import find_possible_sums, halfwidth
from jiefen_lite.training import fitting

ROOM = Path(__file__).resolve().parent.parent / "bench/reading"
TEXTS = ("choices.jsonl", "later.jsonl", "more.jsonl", "open.jsonl")
OUT = ROOM.parent.parent / "jiefen_lite/elements/choices.tsv.gz"
#: How much is taken off the weights, so that what few texts say counts little.
CAUTION_WHEN, CAUTION_SUM = 4.0, 8.0
#: So little says nothing: less of a time than of a sum, as tried on texts apart.
SLIGHTEST_WHEN, SLIGHTEST_SUM = 0.04, 0.12
LEAST = 2

#: A text's readings, each with its value and marks, and the value that is right.
Group = tuple[list[tuple[object, tuple[str, ...]]], object]


def sum_group(told: dict[str, Any]) -> Group | None:
    """A text as readings of its sum."""
    text = halfwidth(told["text"])
    found = find_possible_sums(text)
    right = None if told["amount"] is None else round(told["amount"] * 100)
    return ([(one.fen, one.marks) for one in sums.options(text, found)], right) if found else None


def when_group(reader: TimeReader) -> Callable[[dict[str, Any]], Group | None]:
    """Texts as readings of their time; the people in them are those that the shipped weights find."""
    people, places = shipped(loader.load().reading), Gazetteer(demo.center().region)

    def group(told: dict[str, Any]) -> Group | None:
        text, today = halfwidth(told["text"]), date.fromisoformat(told["received_at"])
        found = reader.every(text, today)
        names = [one.name for one, _side in people.find(text, places.blanked(text))]
        when = told["when"]
        right = (date.fromisoformat(when["start"]), date.fromisoformat(when["end"])) if when else None
        if not found:
            return None
        return [(one.days, one.marks) for one in mainday.options(text, found, today, names)], right

    return group


def learn(groups: Sequence[Group], caution: float, slightest: float) -> weights.Weights:
    """Weights under which the right readings are the likeliest."""
    fitted = fitting.choose(
        [[marks for _value, marks in group] for group, _right in groups],
        [[at for at, (value, _marks) in enumerate(group) if value == right] for group, right in groups],
        caution=caution,
        least=LEAST,
        slightest=slightest,
    )
    return weights.whole(fitted)


def right(groups: Sequence[Group], learned: weights.Weights) -> int:
    """How many texts are read rightly."""
    table = {mark: value for mark, (value,) in learned.items()}
    return sum(group[weights.likeliest(group, table)[0]][0] == answer for group, answer in groups)


def main() -> None:
    """Learn and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="tell how many texts are read rightly")
    check = parser.parse_args().check
    told = [[json.loads(line) for line in (ROOM / name).read_text("utf-8").splitlines()] for name in TEXTS]
    ways = (
        ("when", when_group(TimeReader()), CAUTION_WHEN, SLIGHTEST_WHEN),
        ("sum", sum_group, CAUTION_SUM, SLIGHTEST_SUM),
    )
    tables = []
    for name, grouped, *strictness in ways:
        *first, last = ([group for group in map(grouped, file) if group is not None] for file in told)
        rest = [group for file in first for group in file]
        if check:
            halves = [(last[0::2], last[1::2]), (last[1::2], last[0::2])]
            good = sum(right(held, learn([*rest, *other], *strictness)) for held, other in halves)
            print(f"{name}: {good} of {len(last)}")
        else:
            tables.append((name, learn([*rest, *last], *strictness)))
    if tables:
        wholefile.write(OUT, weights.packed(tables))
        print(f"{sum(len(table) for _name, table in tables)} marks, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
