"""Which of the cases that may be shown are like a question: the nearest first, no two that tell the same."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from jiefen_lite.likeness.hits import Like
from jiefen_lite.likeness.index import Index, Mask, scale
from jiefen_lite.likeness.terms import (
    ACT,
    BOTH,
    FIRM,
    KIND,
    MATTER,
    RELATION,
    SURE,
    THING,
    THING_AND_ACT,
    TOPIC,
    TYPE,
    Terms,
)
from jiefen_lite.rules.likeness import Likeness, LikenessWeights

#: So many of the best are looked at more closely.
_LOOKED_AT = 60
#: Sums of which one is no more than three times the other are of one size.
_SAME_SCALE = 0.48
#: Two texts that lean to topics so much alike tell of the one that they lean to most.
_SAME_TOPIC = 0.6
#: A usual text has so many pairs of characters; a longer one shares some by chance.
_USUAL_PAIRS, _SATURATED, _LONG = 20, 1.2, 0.6


def find(
    index: Index,
    told: Terms,
    rules: Likeness,
    most: int,
    *,
    among: Collection[int] | Mask | None = None,
) -> list[Like]:
    """The texts like this one, none where none is near enough.

    ``among``: only these names may be found; who asks often gives them as ``Index.mask`` made them.
    """
    if not len(index) or most < 1:
        return []
    weights = _weights(told, rules.weights, rules.unsure)
    leaning = index.learned.leaning(told)
    topics = index.near_topics(leaning)
    scores = index.scores(weights) + rules.weights.topic * topics
    sums = index.amounts
    asked = scale(told.amount_fen)
    near_sum: Mask = np.abs(sums - asked) <= _SAME_SCALE  # nan is never near
    scores = scores + rules.weights.amount * near_sum
    allowed = index.here
    if among is not None:
        allowed = allowed & (among if isinstance(among, np.ndarray) else index.mask(among))
    scores = np.where(allowed, scores, 0.0)
    count = min(_LOOKED_AT, len(scores))
    best = np.argpartition(-scores, count - 1)[:count]
    best = best[np.lexsort((-best, -scores[best]))]  # of equals the newest
    near = {
        term: weight * index.learned.rarity(term)
        for term, weight in _weights(told, rules.near, rules.unsure).items()
    }
    numbers = index.numbers(near)
    possible = sum(weight for term, weight in near.items() if term[0] == "#")
    possible += rules.near.topic + rules.near.amount
    first_topic = int(leaning.argmax())
    topic = TOPIC + index.learned.topics[first_topic] if leaning[first_topic] else None
    looked: list[tuple[float, int, Like, set[int]]] = []
    for rank, place in enumerate(best):
        if scores[place] <= 0:
            break
        has = set(index.terms_at(int(place)).tolist())
        both = [term for term, number in numbers.items() if number in has]
        shared = [term for term in both if term[0] == "#"]
        same = sum(near[term] for term in both if term[0] != "#")
        worth = sum(near[term] for term in shared) + same * evened(index.pairs_at(int(place)))
        worth += rules.near.topic * float(topics[place])
        worth += rules.near.amount * bool(near_sum[place])
        if worth >= rules.beside:
            if (
                topic is not None
                and topics[place] >= _SAME_TOPIC
                and index.topic_at(int(place)) == first_topic
            ):
                shared.append(topic)
            score = round(min(1.0, worth / max(possible, rules.least)), 3)
            like = Like(index.names[place], score, tuple(shared), bool(near_sum[place]))
            looked.append((worth, rank, like, has))
    if not looked or max(worth for worth, *_rest in looked) < rules.least:
        return []
    # What is shown depends on the two texts alone: nobody's order or score tells of cases he may not see.
    looked.sort(key=lambda one: (-one[0], one[1]))
    found: list[Like] = []
    seen: list[set[int]] = []
    for _worth, _rank, like, has in looked:
        if any(_alike(has, other) >= rules.too_alike for other in seen):
            continue
        seen.append(has)
        found.append(like)
        if len(found) == most:
            break
    return found


def _weights(told: Terms, weigh: LikenessWeights, unsure: float) -> dict[str, float]:
    """What each term of a question weighs; a type that is only guessed the less the less it is likely."""
    found = dict.fromkeys(told.pairs, weigh.words)
    others = [term for term in told.all() if term[0] == "#"]
    for prefix, weight in (
        (FIRM, weigh.firm),
        (BOTH, weigh.both),
        (RELATION, weigh.relation),
        (THING, weigh.thing),
        (ACT, weigh.thing),
        (THING_AND_ACT, weigh.thing_and_act),
    ):
        found.update((term, weight) for term in others if term.startswith(prefix))
    # what is told most surely first: reasons are given in this order
    for name, words in sorted(told.matters.items(), key=lambda one: -one[1]):
        found[MATTER + name] = weigh.matter * (1.0 if words >= SURE else unsure if words >= 1 else unsure / 2)
    for at, (l1, l2) in enumerate(told.kinds):
        found[TYPE + l1] = weigh.type / (at + 1)
        if l2:
            found[KIND + f"{l1}/{l2}"] = weigh.kind / (at + 1)
    return found


def evened(pairs: int) -> float:
    """What a pair in common counts in a text of so many; whatever other texts there are."""
    return (_SATURATED + 1) / (1 + _SATURATED * (1 - _LONG + _LONG * pairs / _USUAL_PAIRS))


def _alike(one: set[int], other: set[int]) -> float:
    return len(one & other) / min(len(one), len(other))
