"""Looks and requests for clear text lie alike in both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiefen_lite.errors import NotFound
from jiefen_lite.store import Store, audit, cases, looks, unmasking
from tests.factories import LEADER, NOW, SUPERVISOR, handler_of, make_case

UNIT = "司法局"


def test_looks_are_paged_newest_first_and_counted_by_person(store: Store) -> None:
    code = make_case(store, unit=UNIT)
    for at in range(3):
        audit.record(store, SUPERVISOR, looks.VIEW, code, now=NOW + timedelta(hours=at))
    audit.record(store, LEADER, "print", code, now=NOW + timedelta(hours=5))
    audit.record(store, LEADER, "move", code, now=NOW + timedelta(hours=6))  # a deed, no look
    first = looks.of_case(store, SUPERVISOR, code, limit=2)
    rest = looks.of_case(store, SUPERVISOR, code, limit=2, offset=2)
    assert [one.action for one in (*first, *rest)] == ["print", *[looks.VIEW] * 3]
    assert looks.people(store, SUPERVISOR, code) == [(SUPERVISOR.name, 3), (LEADER.name, 1)]
    assert len(looks.of_case(store, SUPERVISOR, code, person=LEADER.name, limit=9)) == 1
    assert looks.is_noted(store, SUPERVISOR, code, NOW + timedelta(hours=2))
    assert not looks.is_noted(store, SUPERVISOR, code, NOW + timedelta(hours=3))
    with pytest.raises(NotFound):
        looks.of_case(store, handler_of("公安局"), code, limit=9)


def test_what_waits_stands_first_and_a_yes_ends(store: Store) -> None:
    code, other = make_case(store, unit=UNIT), make_case(store, unit=UNIT)
    with store.writing():
        for one in (code, other):
            unmasking.add(store, LEADER, cases.case_id_of(store, LEADER, one), "接访要联系", NOW)
        newest = unmasking.listing(store, SUPERVISOR)[0]
        end = NOW + timedelta(hours=24)
        unmasking.answer(store, SUPERVISOR, newest.id, "", end, NOW)
        unmasking.answer(store, SUPERVISOR, newest.id, "不同意", None, NOW)  # answered is answered
    assert [one.state for one in unmasking.listing(store, SUPERVISOR)] == ["open", "granted"]
    assert unmasking.waiting(store, SUPERVISOR) == 1
    assert cases.may_unmask(store, LEADER, newest.case_code, end - timedelta(seconds=1))
    assert not cases.may_unmask(store, LEADER, newest.case_code, end)
    assert not cases.may_unmask(store, LEADER, newest.case_code)
