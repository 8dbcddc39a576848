"""有用、没用: one word per person, case and thing; counts within scope, tallies for who writes the rules."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiefen_lite.errors import NotAllowed, NotFound
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import Store, suggestions
from tests.factories import NOW, SUPERVISOR, handler_of, make_case

UNIT, ELSEWHERE = "司法局", "公安局"
RULES = Viewer(None, "规则员", frozenset({Role.RULE_EDITOR}))
DAY = NOW.date()


def say(store: Store, viewer: Viewer, code: str, useful: bool, shown: str = "AL-0001") -> None:
    with store.writing():
        suggestions.mark(store, viewer, code, "precedent", shown, rule=None, useful=useful, now=NOW)


def test_the_last_word_counts_and_may_be_taken_back(store: Store) -> None:
    code = make_case(store, unit=UNIT)
    say(store, handler_of(UNIT), code, useful=False)
    say(store, handler_of(UNIT), code, useful=True)
    say(store, SUPERVISOR, code, useful=False)
    assert suggestions.counts(store, SUPERVISOR, "precedent") == {"AL-0001": (1, 1)}
    assert suggestions.counts(store, SUPERVISOR, "precedent", ["AL-0002"]) == {}
    assert suggestions.counts(store, handler_of(ELSEWHERE), "precedent") == {}
    assert suggestions.mine(store, SUPERVISOR, code) == {("precedent", "AL-0001"): False}
    with store.writing():
        assert suggestions.take_back(store, SUPERVISOR, code, "precedent", "AL-0001")
        assert not suggestions.take_back(store, SUPERVISOR, code, "precedent", "AL-0001")
    assert suggestions.counts(store, SUPERVISOR, "precedent") == {"AL-0001": (1, 0)}
    with pytest.raises(NotFound):
        say(store, handler_of(ELSEWHERE), code, useful=True)


def test_tallies_are_the_rule_writers_and_name_no_case_that_one_may_not_open(store: Store) -> None:
    ours, theirs = make_case(store, unit=UNIT), make_case(store, unit=ELSEWHERE)
    say(store, handler_of(UNIT), ours, useful=False)
    say(store, handler_of(ELSEWHERE), theirs, useful=True)
    (tally,) = suggestions.tallies(store, RULES, DAY, DAY)
    assert (tally.shown, tally.useful, tally.said) == ("AL-0001", 1, 2)
    (remark,) = suggestions.of_no_use(store, RULES, DAY, DAY, 9)
    assert (remark.case_code, remark.opens) == (ours, False)
    (remark,) = suggestions.of_no_use(store, SUPERVISOR, DAY, DAY, 9)
    assert remark.opens
    before = DAY - timedelta(days=1)
    assert suggestions.tallies(store, RULES, before, before) == []
    for ask in (suggestions.tallies, lambda *about: suggestions.of_no_use(*about, 9)):
        with pytest.raises(NotAllowed):
            ask(store, handler_of(UNIT), DAY, DAY)
