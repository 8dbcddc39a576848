"""Make the weights by which people and their sides are read: ``jiefen_lite/elements/people.tsv.gz``.

    python -m tools.train_people [--check]

Learned from invented texts of our own: ``bench/reading/people.jsonl``, where every name is marked in the
text, ``later.jsonl``, ``more.jsonl`` and the open half of the labelled set; the locked half is never looked
at. Run it again when these or the lists of surnames and given names in ``rules/reading.yaml`` change, then
``python bench/reading.py``. ``--check`` learns from two thirds of the open half at a time and tells how much
of the rest is read rightly.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from jiefen_lite import demo, wholefile
from jiefen_lite.elements.people import (
    SIDES,
    Named,
    PeopleModel,
    Proposer,
    gathered,
)
from jiefen_lite.elements.places import Gazetteer
from jiefen_lite.elements.weights import Weights, packed, weave, whole
from jiefen_lite.rules import loader
from jiefen_lite.shapes import PartyRole
from jiefen_lite.text import halfwidth
from jiefen_lite.training import fitting

HERE = Path(__file__).resolve().parent.parent
MARKED = HERE / "bench/reading/people.jsonl"
LABELLED = tuple(HERE / "bench/reading" / name for name in ("later.jsonl", "more.jsonl", "open.jsonl"))
OUT = HERE / "jiefen_lite/elements/people.tsv.gz"
_MARK = re.compile(r"\[([artART]):([^\]]+)\]")
_SIDE = dict(zip("art", SIDES, strict=True))
#: A mark that stands in one text only tells of that text.
LEAST = 3
STRENGTH_NAMES, STRENGTH_SIDES = 3.0, 0.3
#: Half of the marks of names say so little that no name hangs on them.
SLIGHTEST_NAME = 0.12


@dataclass(frozen=True)
class Told:
    """A text and the people in it."""

    text: str
    story: str  # names of places blanked
    people: dict[str, PartyRole]

    def named(self) -> list[Named]:
        """The people as the model gathers them: a name inside a longer one is not named there."""
        spans = [
            (found.start(), found.end())
            for name in self.people
            for found in re.finditer(re.escape(name), self.text)
        ]
        inside = {
            one
            for one in spans
            for other in spans
            if one != other and other[0] <= one[0] and one[1] <= other[1]
        }
        return gathered(self.text, [one for one in spans if one not in inside])


def marked(line: str) -> tuple[str, dict[str, PartyRole]]:
    """A text out of which the marks are taken, and whom they marked."""
    source = json.loads(line)["text"]
    people = {match[2]: _SIDE[match[1]] for match in _MARK.finditer(source) if match[1].islower()}
    return _MARK.sub(lambda match: match[2], source), people


def told() -> tuple[list[Told], list[Told]]:
    """What is only learned from, and the open half of the labelled texts."""
    places = Gazetteer(demo.center().region)

    def one(text: str, people: dict[str, PartyRole]) -> Told:
        plain = halfwidth(text)
        return Told(plain, places.blanked(plain), people)

    def labelled(path: Path) -> list[Told]:
        golds = map(json.loads, path.read_text("utf-8").splitlines())
        return [
            one(gold["text"], {who["name"]: PartyRole(who["role"]) for who in gold["who"]}) for gold in golds
        ]

    *others, opened = map(labelled, LABELLED)
    return [*(one(*marked(line)) for line in MARKED.read_text("utf-8").splitlines()), *chain(*others)], opened


def learn(texts: Sequence[Told], proposer: Proposer) -> tuple[Weights, Weights]:
    """Weights of names, and of sides."""
    rows: list[set[str]] = []
    answers: list[int] = []
    sides: list[set[str]] = []
    given: list[int] = []
    for one in texts:
        named = one.named()
        right = {place for person in named for place in person.places}
        glance = proposer.glance(one.text, one.story)
        for span in proposer.spans(glance):
            rows.append({*proposer.first_marks(glance, span), *proposer.more_marks(glance, span)})
            answers.append(int((span.start, span.end) in right))
        before, known = None, "N"
        scene = proposer.scene(glance, named)
        for order, person in enumerate(named):
            marks = proposer.side_marks(glance, scene, person, order, len(named))
            marks |= {f"{known}&{mark}" for mark in proposer.pair_marks(glance, scene, before, person)}
            sides.append(marks)
            given.append(SIDES.index(one.people[person.name]))
            before, known = person, one.people[person.name].value[0]
    return (
        whole(fitting.weigh(rows, answers, strength=STRENGTH_NAMES, least=LEAST, slightest=SLIGHTEST_NAME)),
        whole(fitting.weigh(sides, given, strength=STRENGTH_SIDES, least=LEAST)),
    )


def right(model: PeopleModel, texts: Sequence[Told], *, sides: bool) -> tuple[int, int, int]:
    """Of how many people the name (and side) is read rightly, how many there are, how many are read."""
    found = [
        (
            {(person.name, side if sides else "") for person, side in model.find(one.text, one.story)},
            {(name, side if sides else "") for name, side in one.people.items()},
        )
        for one in texts
    ]
    return (
        sum(len(mine & gold) for mine, gold in found),
        sum(len(gold) for _mine, gold in found),
        sum(len(mine) for mine, _gold in found),
    )


def check(first: list[Told], second: list[Told]) -> None:
    """How well texts are read that were not learned from."""
    rules = loader.load().reading
    both, names = [0, 0, 0], [0, 0, 0]
    for part in range(3):
        held = second[part::3]
        rest = [one for at, one in enumerate(second) if at % 3 != part]
        names_of, sides_of = learn([*first, *rest], Proposer(rules))
        model = PeopleModel(
            rules,
            {mark: value for mark, (value,) in names_of.items()},
            {mark: weave(values) for mark, values in sides_of.items()},
        )
        both = [a + b for a, b in zip(both, right(model, held, sides=True), strict=True)]
        names = [a + b for a, b in zip(names, right(model, held, sides=False), strict=True)]
    for what, (well, told_of, read) in (("name", names), ("name and side", both)):
        print(f"{what}: F1 {2 * well / (told_of + read):.3f}, {well} of {told_of}, {read} read")


def main() -> None:
    """Learn and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="tell how much of the open half is read rightly")
    first, second = told()
    if parser.parse_args().check:
        check(first, second)
        return
    names, sides = learn([*first, *second], Proposer(loader.load().reading))
    wholefile.write(OUT, packed([("name", names), ("side", sides)]))
    print(f"{len(first) + len(second)} texts, {len(names) + len(sides)} marks, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
