"""Proof of what a file has besides its plain text: what hides, overlays or numbers something is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from exporters.things import Thing
from jiefen_lite.shapes import Difference

_LONGEST = 40
_MOST = 200  # as many are told of one file: whoever has read them knows enough

Key = tuple[str, str, str]


def _key(thing: Thing) -> Key:
    return thing.scope, thing.name, thing.detail


def short(text: str) -> str:
    """A text on one line, its end left out where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def more_than(found: Sequence[Thing], wanted: Sequence[Thing]) -> Iterator[Difference]:
    """Everything that a file has and the paper as it should be has not, with where it stands."""
    ours, theirs = Counter(map(_key, found)), Counter(map(_key, wanted))
    lost = [one for one in _left(wanted, theirs - ours) if one.exact]
    told = 0
    for one in _left(found, ours - theirs):
        other = next((each for each in lost if (each.scope, each.name) == (one.scope, one.name)), None)
        if told >= _MOST:
            return
        told += 1
        if other is not None:
            lost.remove(other)
            yield Difference(
                one.place,
                one.detail or None,
                other.detail or None,
                f"{one.place}的{one.name}“{short(one.detail)}”应为“{short(other.detail)}”。",
            )
            continue
        what = f"{one.name}“{short(one.detail)}”" if one.detail.strip() else one.name
        message = f"{one.place}有{what}，系统生成的文件里没有。"
        yield Difference(one.place, one.detail or one.name, None, message)
    for one in lost[: _MOST - told]:
        what = f"{one.name}“{short(one.detail)}”" if one.detail.strip() else one.name
        yield Difference(one.place, None, one.detail or one.name, f"{one.place}缺少{what}。")


def _left(things: Sequence[Thing], rest: Counter[Key]) -> Iterator[Thing]:
    """The things that ``rest`` counts, the last of each kind: what was added mostly stands behind."""
    left = Counter(rest)
    taken = []
    for one in reversed(things):
        if left[_key(one)] > 0:
            left[_key(one)] -= 1
            taken.append(one)
    yield from reversed(taken)


def said_otherwise(
    found: Sequence[tuple[str, str]], wanted: Sequence[tuple[str, str]]
) -> Iterator[Difference]:
    """What a file says of itself and its drawings, where the paper as it should be says something else."""
    ours, theirs = dict(found), dict(wanted)
    for place in dict.fromkeys((*theirs, *ours)):
        text, right = " ".join(ours.get(place, "").split()), " ".join(theirs.get(place, "").split())
        if text != right:
            message = f"{place}“{short(text)}”应为“{short(right)}”。"
            yield Difference(place, text or None, right or None, message)
