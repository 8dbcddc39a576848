"""The shape of likeness.yaml: what makes two disputes alike, and how much each thing in common weighs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from jiefen_lite.rules.kinds import Day
from jiefen_lite.rules.marks import AtLeast

Weight = Annotated[float, AtLeast(0)]


@dataclass(frozen=True, slots=True)
class LikenessWeights:
    """How much each thing in common weighs."""

    words: Weight
    matter: Weight
    firm: Weight  # the matter is told by two words or more on either side
    both: Weight  # of two matters
    type: Weight
    kind: Weight
    relation: Weight
    thing: Weight
    thing_and_act: Weight
    amount: Weight
    topic: Weight = 0  # both lean to the same learned topics


@dataclass(frozen=True, slots=True)
class Topic:
    """What a learned topic is called."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Different words for one thing: a matter, or how the two sides stand to each other."""

    id: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """likeness.yaml"""

    weights: LikenessWeights  # for the order; the rarer a thing in common, the more it weighs
    near: LikenessWeights  # for being near enough at all
    least: Weight  # what ``near`` of the nearest must come to, or none is shown
    beside: Weight  # what it must come to for those shown beside it
    unsure: Weight  # a matter told by one word alone weighs this part
    too_alike: Weight  # two hits that share so much of their words tell the same; the second stays away
    most: Day
    basis: str
    noise: tuple[str, ...]
    relations: tuple[WordGroup, ...]
    matters: tuple[WordGroup, ...]
    things: tuple[WordGroup, ...]
    acts: tuple[WordGroup, ...]
    topics: tuple[Topic, ...] = ()
