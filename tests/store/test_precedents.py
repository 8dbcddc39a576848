"""Settled cases, consent and the library lie alike in both databases."""

from __future__ import annotations

from datetime import date

import pytest

from jiefen_lite.errors import NotFound
from jiefen_lite.store import Store, precedents
from jiefen_lite.store.tables import Case
from tests.factories import LEADER, NOW, SUPERVISOR, handler_of, make_case

UNIT, ELSEWHERE = "司法局", "公安局"
SAID = precedents.Said(
    title="楼上漏水一案",
    type_l1="neighbor",
    type_l2=None,
    story="楼上漏水泡坏楼下天棚",
    resolution_plan="楼上重做防水并赔偿",
    why_held="责任看得清",
    days=3,
    sessions=1,
    amount_fen=180_000,
    laws=("民法典第288条",),
)


def settle(store: Store, code: str, **more: object) -> int:
    ended = {"outcome": "resolved", "closed_at": NOW, "channel": "mediation", "type_l1": "neighbor"}
    with store.writing():
        Case.update({**ended, **more}).where(Case.case_code == code).execute()
        return int(Case.get(Case.case_code == code).id)


def test_settled_cases_are_counted_by_blocks_and_told_within_scope(store: Store) -> None:
    ours, theirs = make_case(store, unit=UNIT), make_case(store, unit=ELSEWHERE)
    make_case(store, unit=UNIT)  # under way
    mine, other = settle(store, ours), settle(store, theirs)
    assert sum(count for count, *_rest in precedents.blocks(store, SUPERVISOR).values()) == 2
    (block,) = precedents.blocks(store, handler_of(UNIT))
    assert set(precedents.marks(store, handler_of(UNIT), block)) == {mine}
    assert [one.id for one in precedents.settled(store, SUPERVISOR, [mine, other])] == [mine, other]
    assert precedents.codes(store, handler_of(UNIT), [mine, other]) == {mine: ours}
    assert precedents.among(store, SUPERVISOR) is None
    assert mine in (precedents.among(store, handler_of(UNIT)) or [])
    before = precedents.blocks(store, SUPERVISOR)
    settle(store, theirs, secrecy=True)
    assert precedents.blocks(store, SUPERVISOR) != before


def test_what_a_unit_may_see_is_marked_by_its_own_cases_alone(store: Store) -> None:
    make_case(store, unit=UNIT)
    mine, theirs = (precedents.among_mark(store, handler_of(one)) for one in (UNIT, ELSEWHERE))
    new = make_case(store, unit=ELSEWHERE)
    assert precedents.among_mark(store, handler_of(UNIT)) == mine
    assert precedents.among_mark(store, handler_of(ELSEWHERE)) != theirs
    number = settle(store, new)
    assert precedents.codes(store, handler_of(ELSEWHERE), [number]) == {number: new}
    assert precedents.codes(store, handler_of(UNIT), [number]) == {}


def test_a_settled_case_that_changes_changes_the_mark(store: Store) -> None:
    first, second = (settle(store, make_case(store, unit=UNIT)) for _ in range(2))
    with store.writing():
        Case.update(event_count=5).where(Case.id << [first, second]).execute()
    before = precedents.settled_mark(store, SUPERVISOR), precedents.blocks(store, SUPERVISOR)
    with store.writing():  # one gains as many events as the other loses
        Case.update(event_count=Case.event_count + 1).where(Case.id == first).execute()
        Case.update(event_count=Case.event_count - 1).where(Case.id == second).execute()
    assert precedents.settled_mark(store, SUPERVISOR) != before[0]
    assert precedents.blocks(store, SUPERVISOR) != before[1]


def test_consent_lets_a_court_case_in(store: Store) -> None:
    code = make_case(store, unit=UNIT)
    settle(store, code, channel="court_pretrial")
    (block,) = precedents.blocks(store, SUPERVISOR)
    assert precedents.marks(store, SUPERVISOR, block) == {}
    before = precedents.settled_mark(store, SUPERVISOR)
    with store.writing():
        precedents.note_consent(store, SUPERVISOR, code, date(2026, 11, 1), NOW)
    assert precedents.consent(store, SUPERVISOR, code) == date(2026, 11, 1)
    assert len(precedents.marks(store, SUPERVISOR, block)) == 1
    assert precedents.settled_mark(store, SUPERVISOR) != before  # so that the index looks again
    with pytest.raises(NotFound):
        precedents.consent(store, handler_of(ELSEWHERE), code)


def test_drafts_are_the_countys_and_their_units_until_approved(store: Store) -> None:
    code = make_case(store, unit=UNIT)
    settle(store, code)
    with store.writing():
        number = precedents.add(store, handler_of(UNIT), SAID, code, NOW)
    with pytest.raises(NotFound):
        precedents.get(store, handler_of(ELSEWHERE), number)
    empty = precedents.library_mark(store, handler_of(ELSEWHERE))
    with store.writing():
        precedents.decide(store, SUPERVISOR, number, precedents.APPROVED, None, NOW)
    assert precedents.get(store, handler_of(ELSEWHERE), number).laws == SAID.laws
    assert precedents.library_mark(store, handler_of(ELSEWHERE)) != empty
    assert [one.code for one in precedents.approved(store, LEADER)] == [precedents.code_of(number)]
