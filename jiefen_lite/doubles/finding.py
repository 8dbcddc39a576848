"""Which pairs are compared at all: a walk through time, over those who have something telling in common."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Sequence

from jiefen_lite.doubles.scoring import Scorer
from jiefen_lite.doubles.traits import Traits
from jiefen_lite.doubles.wording import Wording
from jiefen_lite.rules.schema import Doubles
from jiefen_lite.shapes import DoubleFacts, DoubleProposal

#: By how many of its rarest pairs of characters a text is looked for, within its village or town.
RARE_PAIRS = 4
#: After so many cases what has become too old is put away.
TIDY_EVERY = 5_000

Key = tuple[str, ...]


def propose(
    facts: Iterable[DoubleFacts], rules: Doubles, new: Collection[int] | None = None
) -> list[DoubleProposal]:
    """The pairs that may be one dispute, in the order in which their second case came in.

    ``new``: only pairs with at least one of these cases (by number); all pairs where None.
    """
    all_facts = list(facts)
    of_many = _numbers_of_many(all_facts, rules.common_from)
    cases = sorted(
        (Traits(one, of_many) for one in all_facts), key=lambda case: (case.day, case.facts.case_id)
    )
    wording = Wording(case.words for case in cases)
    scorer = Scorer(rules, wording)
    found = []
    for first, second in _pairs(cases, rules, wording):
        if new is not None and first.facts.case_id not in new and second.facts.case_id not in new:
            continue
        answer = scorer.compare(first, second)
        if answer is not None:
            score, reasons = answer
            found.append(DoubleProposal(first.facts.case_id, second.facts.case_id, score, reasons))
    return found


def _numbers_of_many(facts: Iterable[DoubleFacts], common_from: int) -> frozenset[str]:
    """Telephones from which so many cases were reported that they tell nothing: an office reports for all."""
    often = Counter(
        mark for one in facts for mark in {*(phone for party in one.people for phone in party.phones)}
    )
    return frozenset(mark for mark, count in often.items() if count >= common_from)


def _pairs(cases: Sequence[Traits], rules: Doubles, wording: Wording) -> Iterator[tuple[Traits, Traits]]:
    """Each case with every earlier one near enough that shares a key which is not too common."""
    known: dict[Key, deque[Traits]] = {}
    named: dict[str, list[Traits]] = {}  # by numbers, which hold longer than all else
    for place, case in enumerate(cases):
        earlier: dict[int, Traits] = {}
        oldest = case.day - rules.quoted_within_days
        for number in case.numbers | case.quoted:
            for one in named.setdefault(number, []):
                # two that are quoted by nobody and quote nobody share a number only by being one system's
                if one.day >= oldest and (number in case.quoted or number in one.quoted):
                    earlier[one.facts.case_id] = one
            named[number].append(case)
        oldest = case.day - rules.within_days
        for key in _keys(case, wording):
            of_key = known.setdefault(key, deque())
            while of_key and of_key[0].day < oldest:
                of_key.popleft()
            if len(of_key) < rules.common_from:
                earlier.update((one.facts.case_id, one) for one in of_key)
            of_key.append(case)
        yield from ((one, case) for one in earlier.values())
        if place % TIDY_EVERY == TIDY_EVERY - 1:
            known = {key: of_key for key, of_key in known.items() if of_key[-1].day >= oldest}


def _keys(case: Traits, wording: Wording) -> Iterator[Key]:
    """By what a case is looked for."""
    yield from (("number", mark) for mark in case.phones | case.id_nos)
    yield from (("person", name) for name in case.people)
    where = case.facts.village or case.facts.town or ""
    yield from (("firm", name, where) for name in case.organisations)
    if case.facts.town:
        yield from (("firm", name, case.facts.town) for name in case.organisations if case.facts.village)
    if case.spot and where:
        yield ("spot", where, case.spot)
    if where:
        yield from (("words", where, pair) for pair in wording.rarest(case.words, RARE_PAIRS))
