"""One step with several cases: each by itself, and told of each what became of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from jiefen_lite import daywork
from jiefen_lite.daywork import Picked, Result
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import Outcome, Role, Status, Viewer
from tests.moving.test_moving import MONDAY, add_person, do, get, history, in_hand, registered, who
from tests.web.support import LABOR, PEOPLE, TOWN_HALL, add_case

AT = datetime(2026, 11, 16, 11, 0)


def run(house: House, viewer: Viewer, action: str, picked: list[Picked], **entries: str) -> dict[str, Result]:
    return {one.case_code: one for one in daywork.run(house, viewer, action, picked, entries, AT)}


def test_several_are_signed_at_once(house: House) -> None:
    codes = [in_hand(house, Status.DISPATCHED, number) for number in (1, 2, 3)]
    found = run(house, who(house, Role.HANDLER), "sign_receipt", [Picked(code, 1) for code in codes])
    assert [found[code].done for code in codes] == [True] * 3
    for code in codes:
        assert (get(house, code).status, get(house, code).handler) == (Status.SIGNED, "承办小赵")
        assert [one.action for one in history(house, code)] == ["register", "sign_receipt"]


def test_one_that_is_refused_holds_none_of_the_others_up(house: House) -> None:
    """Somebody was quicker, another unit's, none at all: each says why, the rest is done."""
    mine, quicker = in_hand(house, Status.DISPATCHED, 1), in_hand(house, Status.DISPATCHED, 2)
    strange = in_hand(house, Status.DISPATCHED, 3, units=[(TOWN_HALL, "responsible")])
    do(house, Role.HANDLER, quicker, "sign_receipt")
    picked = [Picked(one, 1) for one in (mine, quicker, strange, "FJ20260101-9999")]
    found = run(house, who(house, Role.HANDLER), "sign_receipt", picked)
    assert found[mine] == Result(mine, True, "现在是“已签收（待办）”。")
    assert not found[quicker].done
    assert "承办小赵" in found[quicker].words
    assert not found[strange].done
    assert not found["FJ20260101-9999"].done
    # another unit's case is answered as one that is not there
    assert found[strange].words == found["FJ20260101-9999"].words
    assert get(house, strange).status is Status.DISPATCHED


def test_all_accepted_are_dispatched_as_the_rules_propose(house: House) -> None:
    codes = [registered(house, number) for number in (1, 2)]
    for code in codes:
        do(house, Role.INTAKE_CLERK, code, "accept")
    picked = [Picked(code, 2, LABOR) for code in codes]
    found = run(house, who(house, Role.SUPERVISOR), "dispatch", picked)
    assert [found[code].words for code in codes] == [f"已派给{LABOR}，现在是“已分流（待签收）”。"] * 2
    for code in codes:
        assert get(house, code).responsible_unit == LABOR
        assert history(house, code)[-1].data["proposed_unit"] == LABOR


def test_a_case_without_a_proposal_is_not_dispatched(house: House) -> None:
    code = add_case(house, 1, status=Status.ACCEPTED, type_l1=None, responsible_unit=None).case_code
    found = run(house, who(house, Role.SUPERVISOR), "dispatch", [Picked(code, 1, None)])
    assert not found[code].done
    assert get(house, code).status is Status.ACCEPTED


def test_what_the_rules_propose_now_must_be_what_was_looked_at(house: House) -> None:
    code = registered(house)
    do(house, Role.INTAKE_CLERK, code, "accept")
    found = run(house, who(house, Role.SUPERVISOR), "dispatch", [Picked(code, 2, "民政局")])
    assert not found[code].done
    assert "不一样" in found[code].words
    assert get(house, code).status is Status.ACCEPTED


def test_several_reports_are_approved_with_one_word_for_all(house: House) -> None:
    codes = [
        in_hand(
            house, Status.FEEDBACK_PENDING, number, feedback_submitted_at=MONDAY, outcome=Outcome.RESOLVED
        )
        for number in (1, 2)
    ]
    bare = in_hand(house, Status.FEEDBACK_PENDING, 3, feedback_submitted_at=MONDAY)
    boss = who(house, Role.SUPERVISOR)
    picked = [Picked(code, 1) for code in (*codes, bare)]
    lacking = run(house, boss, "approve", picked, told_party="电话")
    assert not any(one.done for one in lacking.values())
    found = run(house, boss, "approve", picked, told_party="电话", checked="yes")
    # ledgers that say only 办结 leave open whether it was resolved: that is asked case by case
    assert [found[code].done for code in (*codes, bare)] == [True, True, False]
    assert "化解了没有" in found[bare].words
    assert [get(house, code).status for code in codes] == [Status.CLOSED] * 2


def test_several_are_handed_over_with_one_reason(house: House) -> None:
    """To one of the unit; what somebody has moved meanwhile stays where it is, and is told."""
    add_person(house, "承办小钱", Role.HANDLER, LABOR)
    codes = [in_hand(house, Status.MEDIATING, number, handler=PEOPLE[Role.HANDLER]) for number in (1, 2, 3)]
    picked = [Picked(codes[0], 1), Picked(codes[1], 1), Picked(codes[2], 7)]
    leader = who(house, Role.UNIT_LEADER)
    lacking = run(house, leader, "hand_over", picked[:1], handler="承办小钱")
    assert not lacking[codes[0]].done
    found = run(house, leader, "hand_over", picked, handler="承办小钱", reason="原承办人调走")
    assert [found[code].done for code in codes] == [True, True, False]
    assert found[codes[0]].words == "已移交给承办小钱，现在是“调解中”。"
    assert [get(house, code).handler for code in codes] == ["承办小钱"] * 2 + [PEOPLE[Role.HANDLER]]


def test_who_may_not_do_one_may_not_do_several(house: House) -> None:
    code = in_hand(house, Status.DISPATCHED)
    found = run(house, who(house, Role.UNIT_LEADER), "sign_receipt", [Picked(code, 1)])
    assert not found[code].done
    assert get(house, code).status is Status.DISPATCHED


@pytest.mark.parametrize("action", ["refuse", "merge", "nothing"])
def test_only_a_few_steps_are_for_several(house: House, action: str) -> None:
    code = in_hand(house, Status.DISPATCHED)
    with pytest.raises(JiefenError, match="一件一件"):
        run(house, who(house, Role.SUPERVISOR), action, [Picked(code, 1)])


def test_nothing_chosen_and_too_much_chosen_are_told(house: House) -> None:
    with pytest.raises(JiefenError, match="勾选"):
        run(house, who(house, Role.HANDLER), "sign_receipt", [])
    with pytest.raises(JiefenError, match="最多办 50 件"):
        run(house, who(house, Role.HANDLER), "sign_receipt", [Picked(str(n), 1) for n in range(51)])
