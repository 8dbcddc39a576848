"""Links, ratings and answers on both databases; which cases wait for a rating, which for an answer."""

from __future__ import annotations

from datetime import date, datetime

from jiefen_lite.shapes import Role, Status, Viewer
from jiefen_lite.store import Store, cases, piles, ratings, rewriting, writing
from jiefen_lite.store.piles import Sight
from jiefen_lite.store.ratings import NewRating
from tests.factories import applicant, make_case

NOW = datetime(2026, 11, 20, 9, 30)
BOSS = Viewer(None, "督办老王", frozenset({Role.SUPERVISOR}))


def closed(store: Store, status: Status) -> str:
    """A case that somebody closed on 10 November."""
    code = make_case(store, parties=(applicant(),))
    with store.writing():
        case = writing.load_case(store, cases.case_id_of(store, BOSS, code))
        case.status, case.closed_at, case.by_hand = status, datetime(2026, 11, 10), ("approve",)
        rewriting.save_case(store, case, [])
    return code


def test_a_link_a_rating_and_an_answer_are_found_again(store: Store) -> None:
    waits, code = closed(store, Status.CLOSED), closed(store, Status.EVALUATED)
    case_id = cases.case_id_of(store, BOSS, code)
    assert ratings.unrated(store, BOSS, datetime(2026, 11, 11), 9) == [waits]
    assert ratings.unrated(store, BOSS, datetime(2026, 11, 10), 9) == []
    with store.writing():
        ratings.invite(store, BOSS, case_id, "one", date(2026, 11, 27), NOW)
        ratings.invite(store, BOSS, case_id, "two", date(2026, 11, 27), NOW)
    first, second = (ratings.by_token(store, BOSS, token) for token in ("one", "two"))
    assert first is not None
    assert second is not None
    assert (first.voided_at, second.voided_at, second.is_current) == (NOW, None, True)
    assert ratings.by_token(store, BOSS, "three") is None
    assert ratings.open_link(store, BOSS, code) == second
    new = NewRating("dissatisfied", "no", "applicant", "link", NOW.date(), "孙立东没拿到钱", second.id)
    with store.writing():
        ratings.add(store, BOSS, case_id, new, "当事人", NOW)
    assert ratings.open_link(store, BOSS, code) is None
    (kept,) = ratings.of_case(store, BOSS, code)
    assert (kept.said, kept.owes_answer) == ("孙**没拿到钱", True)
    sight = Sight(NOW.date(), NOW.date())
    assert [one.case_code for one in piles.page(store, BOSS, "to_answer", sight, limit=9)] == [code]
    with store.writing():
        ratings.answer(store, BOSS, code, kept.id, "已经查清，可以起诉。", "邮寄", NOW)
    (kept,) = ratings.of_case(store, BOSS, code)
    assert (kept.answer, kept.answered_by, kept.owes_answer) == ("已经查清，可以起诉。", "督办老王", False)
    assert piles.counts(store, BOSS, ["to_answer"], sight) == {"to_answer": 0}
