"""A link is good once, the handling unit keeps out, silence is no praise, the unhappy are answered."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from jiefen_lite import jobs, moving
from jiefen_lite.config import Paths
from jiefen_lite.daywork.desk import Desk
from jiefen_lite.daywork.lists import LISTS
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.moving import Incomplete
from jiefen_lite.rating import answering, giving, inviting
from jiefen_lite.shapes import Role, Satisfaction, Status, Viewer
from jiefen_lite.store import audit, cases, ratings, users
from tests.moving.test_moving import add_person, do, get, history, in_hand, registered, who
from tests.rating.conftest import CLOSED, closed
from tests.web.support import LABOR, NOW, OPERATOR, password_hash

DAY = datetime(2026, 11, 11, 9, 0)
SAID = {"satisfaction": "dissatisfied", "solved": "no", "party": "applicant", "said": "钱一分没给"}


def link(house: House, code: str, at: datetime = DAY) -> str:
    return inviting.invite(house, who(house, Role.INTAKE_CLERK), code, at).token


def board(house: House, code: str, at: datetime = DAY, role: Role = Role.SUPERVISOR) -> inviting.Board:
    viewer = who(house, role)
    return inviting.board(house, viewer, cases.get_case(house.store, viewer, code), at.date())


def waiting(house: House, at: datetime) -> list[tuple[str, int | None]]:
    """The supervisor's list of the unhappy: case and days left."""
    (one,) = [one for one in LISTS if one.id == "to_answer"]
    found = Desk(house, who(house, Role.SUPERVISOR), at).page(one, 20, 0)
    return [(line.case.case_code, line.days_left) for line in found.lines]


# --------------------------------------------------------------------------- the link


def test_a_party_rates_by_its_link_and_only_once(house: House, code: str) -> None:
    token = link(house, code)
    giving.give(house, token, SAID, "10.0.0.9", DAY)
    case = get(house, code)
    assert (case.status, case.satisfaction) == (Status.EVALUATED, Satisfaction.DISSATISFIED)
    step = history(house, code)[-1]
    assert (step.action, step.actor, step.actor_role, step.auto) == ("evaluate", "当事人", "party", False)
    assert step.data["way"] == "link"
    (kept,) = board(house, code).found
    assert (kept.level, kept.solved, kept.party, kept.reached) == ("dissatisfied", "no", "applicant", "link")
    assert (kept.said, kept.reached_on) == ("钱一分没给", DAY.date())
    with pytest.raises(giving.Closed, match="只能用一次"):
        giving.give(house, token, SAID, None, DAY)
    assert len(history(house, code)) == 2
    told = audit.entries(house.store, OPERATOR)[0]
    assert (told["action"], told["object"], told["address"]) == ("move", code, "10.0.0.9")


def test_neither_the_token_nor_the_words_lie_in_the_file(house: House, code: str) -> None:
    token = link(house, code)
    giving.give(house, token, SAID, None, DAY)
    with house.store.reading():
        lying = "\n".join(house.store.db.connection().iterdump())
    assert token not in lying
    assert "钱一分没给" not in lying


def test_two_at_once_make_one_rating(house: House, code: str) -> None:
    token, came = link(house, code), []

    def rate() -> None:
        try:
            giving.give(house, token, SAID, None, DAY)
            came.append("taken")
        except giving.Closed:
            came.append("late")

    both = [threading.Thread(target=rate) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(came) == ["late", "taken"]
    assert len(board(house, code).found) == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"satisfaction": ""}, "满意不满意"),
        ({"satisfaction": "delighted"}, "满意不满意"),
        ({"solved": "maybe"}, "解决了没有"),
        ({"party": "handler"}, "您是谁"),
        ({"said": "  "}, "为什么"),
        ({"said": "长" * 501}, "500"),
    ],
)
def test_what_is_missing_is_told_and_the_link_holds(
    house: House, code: str, changes: dict[str, str], told: str
) -> None:
    token = link(house, code)
    with pytest.raises(giving.Incomplete, match=told):
        giving.give(house, token, SAID | changes, None, DAY)
    assert giving.look(house, token, DAY).case_code == code


def test_a_link_ends_with_its_days_with_a_newer_one_and_with_the_reopening(house: House, code: str) -> None:
    first = link(house, code)
    second = inviting.invite(house, who(house, Role.SUPERVISOR), code, DAY)
    with pytest.raises(giving.Closed, match="作废"):
        giving.look(house, first, DAY)
    # closed on the 10th: nobody is waited for after the 17th, so no link lives longer
    assert second.expires_on == datetime(2026, 11, 17).date()
    assert giving.look(house, second.token, datetime(2026, 11, 17, 23, 59)).case_code == code
    with pytest.raises(giving.Closed, match="到期"):
        giving.look(house, second.token, datetime(2026, 11, 18))
    do(house, Role.SUPERVISOR, code, "reopen", DAY)
    with pytest.raises(giving.Closed, match="作废"):
        giving.give(house, second.token, SAID, None, DAY)
    with pytest.raises(NotFound, match="不对"):
        giving.look(house, "nobodys", DAY)
    assert get(house, code).status == Status.MEDIATING


def test_links_are_given_out_by_the_desk_while_a_rating_is_waited_for(house: House, code: str) -> None:
    for role in (Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR, Role.LEADER):
        with pytest.raises(NotAllowed, match="窗口受理员"):
            inviting.invite(house, who(house, role), code, DAY)
    with pytest.raises(IllegalMove, match="已经过了"):
        link(house, code, datetime(2026, 11, 18))
    giving.give(house, link(house, code), SAID, None, DAY)
    with pytest.raises(IllegalMove, match="不等评价"):
        link(house, code)


# --------------------------------------------------------------------------- entered for a party


def test_a_clerk_enters_what_he_was_told_and_says_who_how_and_when(house: House, code: str) -> None:
    token = link(house, code)
    do(
        house, Role.INTAKE_CLERK, code, "evaluate", DAY + timedelta(days=2),
        way="callback", party="applicant:1", reached_on="2026-11-12", solved="partly", said="还差一半",
    )  # fmt: skip
    (kept,) = board(house, code).found
    assert (kept.reached, kept.party, kept.reached_on.isoformat()) == (
        "callback",
        "applicant:1",
        "2026-11-12",
    )
    assert (kept.entered_by, kept.solved, kept.said) == ("窗口小李", "partly", "还差一半")
    with pytest.raises(giving.Closed):
        giving.look(house, token, DAY)


@pytest.mark.parametrize("day", ["2026-11-09", "2026-11-12"])
def test_a_party_is_reached_after_the_closing_and_not_tomorrow(house: House, code: str, day: str) -> None:
    with pytest.raises(Incomplete, match="联系到的日子"):
        do(house, Role.INTAKE_CLERK, code, "evaluate", DAY, reached_on=day)


def test_who_dealt_with_a_case_enters_no_rating_of_it(house: House, code: str) -> None:
    """Neither with a unit's role, nor as a clerk who sits in that unit, nor the clerk who settled it."""
    for role in (Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR, Role.SUPERVISOR, Role.LEADER):
        with pytest.raises(NotAllowed, match="窗口受理员"):
            do(house, role, code, "evaluate", DAY)
    both = users.add(
        house.store, OPERATOR, "两头跑", [Role.INTAKE_CLERK, Role.HANDLER], LABOR, password_hash(), NOW,
        must_change=False,
    ).viewer()  # fmt: skip
    said = {"satisfaction": "satisfied", "solved": "yes", "way": "phone", "party": "agent"}
    with pytest.raises(NotAllowed, match="办理的单位代录"):
        moving.move(house, both, code, "evaluate", said | {"reached_on": "2026-11-11"}, DAY)
    found, _ = moving.offers(house, both, code, DAY)
    assert found.first is None or found.first.action != "evaluate"
    assert get(house, code).status == Status.CLOSED
    another = add_person(house, "窗口小孙", Role.INTAKE_CLERK, None)
    moving.move(house, another, code, "evaluate", said | {"reached_on": "2026-11-11"}, DAY)


def test_the_clerk_who_settled_on_the_spot_leaves_the_rating_to_others(house: House) -> None:
    own = registered(house)
    do(house, Role.INTAKE_CLERK, own, "settle_on_spot")
    do(house, Role.INTAKE_CLERK, own, "submit_feedback")
    do(house, Role.SUPERVISOR, own, "approve")
    with pytest.raises(NotAllowed, match="是您办的"):
        do(house, Role.INTAKE_CLERK, own, "evaluate")


# --------------------------------------------------------------------------- nobody says anything


def test_silence_for_seven_days_is_no_rating_and_no_praise(house: House, code: str) -> None:
    rated = closed(house, 2)
    do(house, Role.INTAKE_CLERK, rated, "evaluate", DAY)
    late = closed(house, 3)
    give = Viewer(None, "system", frozenset({Role.OPERATOR}))
    assert giving.close_unrated(house, give, datetime(2026, 11, 17, 23, 0)) == 0
    where = Paths(house.files.parent)
    night = datetime(2026, 11, 18, 0, 45)
    jobs.close_unrated(house, where, lambda: night)
    jobs.close_unrated(house, where, lambda: night)  # done once, whatever starts again
    case = get(house, code)
    assert (case.status, case.satisfaction) == (Status.EVALUATED, None)
    step = history(house, code)[-1]
    assert (step.actor, step.auto, step.data["way"]) == ("system", True, "unrated")
    assert [one.action for one in history(house, late)] == ["register", "evaluate"]
    assert [one.reached for one in board(house, code).found] == ["unrated"]
    do(house, Role.HANDLER, code, "archive", night)


def test_what_a_ledger_closed_is_left_alone(house: House) -> None:
    brought = in_hand(house, Status.CLOSED, closed_at=CLOSED)
    assert giving.close_unrated(house, OPERATOR, datetime(2026, 12, 30)) == 0
    assert get(house, brought).status == Status.CLOSED


# --------------------------------------------------------------------------- the unhappy


def test_the_unhappy_wait_on_the_supervisors_list_until_they_are_answered(house: House, code: str) -> None:
    happy = closed(house, 2)
    do(house, Role.INTAKE_CLERK, happy, "evaluate", DAY, solved="no")
    giving.give(house, link(house, code), SAID, None, DAY)
    assert waiting(house, DAY) == [(code, 29)]
    assert waiting(house, datetime(2026, 12, 12)) == [(code, -2)]
    assert board(house, code).answer_by == datetime(2026, 12, 10).date()
    with pytest.raises(IllegalMove, match="书面说明"):
        do(house, Role.HANDLER, code, "archive", DAY)
    words = "已查：对方已按协议付清，另一笔不在协议里，可以向法院起诉。"
    with pytest.raises(NotAllowed):
        answering.answer(house, who(house, Role.HANDLER), code, words, "邮寄", DAY)
    boss = who(house, Role.SUPERVISOR)
    for short in (("不行", "邮寄"), (words, " ")):
        with pytest.raises(answering.Incomplete):
            answering.answer(house, boss, code, *short, DAY)
    answering.answer(house, boss, code, words, "邮寄送达", DAY)
    assert waiting(house, DAY) == []
    (kept,) = board(house, code).found
    assert (kept.answer, kept.answer_way, kept.answered_by) == (words, "邮寄送达", "督办老王")
    assert history(house, code)[-1].action == "answer_rating"
    with pytest.raises(IllegalMove):
        answering.answer(house, boss, code, words, "邮寄送达", DAY)
    do(house, Role.HANDLER, code, "archive", DAY)


def test_reopening_answers_too_and_the_old_rating_is_told_as_old(house: House, code: str) -> None:
    giving.give(house, link(house, code), SAID | {"solved": "partly"}, None, DAY)
    assert waiting(house, DAY) == [(code, 29)]
    do(house, Role.SUPERVISOR, code, "reopen", DAY)
    assert waiting(house, DAY) == []
    assert [one.is_current for one in board(house, code).found] == [False]


def test_a_level_that_a_ledger_brought_is_told_as_such(house: House) -> None:
    brought = in_hand(house, Status.EVALUATED, closed_at=CLOSED, satisfaction=Satisfaction.SATISFIED)
    found = board(house, brought)
    assert (found.carried, list(found.found), found.may_invite) == ("satisfied", [], False)


def test_a_unit_reads_the_ratings_of_its_own_cases_only(house: House, code: str) -> None:
    giving.give(house, link(house, code), SAID, None, DAY)
    assert board(house, code, role=Role.HANDLER).found[0].said is not None
    stranger = add_person(house, "民政小马", Role.HANDLER, "民政局")
    with pytest.raises(JiefenError):
        ratings.of_case(house.store, stranger, code)
