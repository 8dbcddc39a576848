"""What people do to a case: rights, limits, who has to agree, clocks, and two people at once."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jiefen_lite import casework, corrections, merging, moving
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.moving import Incomplete, Overtaken, dispatching
from jiefen_lite.shapes import (
    By,
    CaseRecord,
    CaseRow,
    Channel,
    Complexity,
    Decision,
    EventRecord,
    Outcome,
    Role,
    Status,
    Viewer,
)
from jiefen_lite.store import audit, cases, requests, rewriting, users, writing
from tests.moving.test_walks import FILLED
from tests.web.support import LABOR, NOW, OPERATOR, PEOPLE, TOWN_HALL, add_case, password_hash

MONDAY = datetime(2026, 11, 16, 10, 0)  # no holiday is near
OURS = [(LABOR, "responsible"), (TOWN_HALL, "assisting")]


def who(house: House, role: Role) -> Viewer:
    """The one account with that role."""
    found = users.find(house.store, PEOPLE[role])
    assert found is not None
    return found.viewer()


def add_person(house: House, name: str, role: Role, unit: str | None) -> Viewer:
    return users.add(
        house.store, OPERATOR, name, [role], unit, password_hash(), NOW, must_change=False
    ).viewer()


def registered(house: House, number: int = 1, **changes: Any) -> str:
    """A case at the counter that nobody has taken in."""
    values: dict[str, Any] = {
        **{"status": Status.REGISTERED, "accepted_at": None, "first_accepted_at": None},
        **{"unit_by": By.RULE, "type_l1": "labor", "day": MONDAY.date(), "channel": Channel.WINDOW},
    }
    return add_case(house, number, **(values | changes)).case_code


def in_hand(house: House, status: Status = Status.SIGNED, number: int = 1, **changes: Any) -> str:
    """A case that the labour office has, with the town assisting."""
    values: dict[str, Any] = {
        **{"status": status, "units": OURS, "assisting_units": (TOWN_HALL,), "type_l1": "labor"},
        **{"day": MONDAY.date(), "channel": Channel.WINDOW, "dispatched_at": MONDAY, "dispatch_count": 1},
    }
    return add_case(house, number, **(values | changes)).case_code


def do(
    house: House, role: Role, code: str, action: str, at: datetime = MONDAY, **entries: Any
) -> moving.Moved:
    """Take a step with what is usually filled in."""
    filled = {**FILLED.get(action, {}), **entries}
    if action == "evaluate":
        filled.setdefault("reached_on", at.date().isoformat())
    if "mediator" in filled:
        filled["mediator"] = PEOPLE[Role.MEDIATOR]
    return moving.move(house, who(house, role), code, action, filled, at)


def say(house: House, role: Role, code: str, said: str = "agree", at: datetime = MONDAY) -> moving.Moved:
    """Answer what waits."""
    (waiting,) = [one for one in requests.of_case(house.store, OPERATOR, code) if one.is_open]
    return moving.answer(house, who(house, role), code, waiting.id, said, "理由", at)


def get(house: House, code: str) -> CaseRecord:
    return cases.get_case(house.store, OPERATOR, code)


def history(house: House, code: str) -> list[EventRecord]:
    return cases.history(house.store, OPERATOR, code)


def offered(house: House, role: Role, code: str, at: datetime = MONDAY) -> list[str]:
    found, _ = moving.offers(house, who(house, role), code, at)
    return [one.action for one in (found.first, *found.others) if one is not None]


# --------------------------------------------------------------------------- the whole way


def test_a_case_from_the_counter_to_the_archive(house: House) -> None:
    """受理—分流—调解—反馈—评价: every step by the one whose it is, each an event with its time and actor."""
    code = registered(house)
    do(house, Role.INTAKE_CLERK, code, "accept")
    do(house, Role.SUPERVISOR, code, "dispatch", complexity="complex")
    do(house, Role.HANDLER, code, "sign_receipt")
    do(house, Role.HANDLER, code, "start_mediation", consent="both")
    do(house, Role.MEDIATOR, code, "record_mediation")
    do(house, Role.MEDIATOR, code, "settle", agreement_form="written", signed="yes")
    do(house, Role.HANDLER, code, "submit_feedback")
    say(house, Role.UNIT_LEADER, code)
    do(house, Role.SUPERVISOR, code, "approve")
    do(house, Role.INTAKE_CLERK, code, "evaluate")
    do(house, Role.HANDLER, code, "archive")
    case = get(house, code)
    assert (case.status, case.outcome, case.handler) == (Status.ARCHIVED, Outcome.RESOLVED, "承办小赵")
    assert [(one.action, one.actor_role) for one in history(house, code)[1:]] == [
        ("accept", "intake_clerk"),
        ("dispatch", "supervisor"),
        ("sign_receipt", "handler"),
        ("start_mediation", "handler"),
        ("record_mediation", "mediator"),
        ("settle", "mediator"),
        ("propose", "handler"),
        ("submit_feedback", "unit_leader"),
        ("approve", "supervisor"),
        ("evaluate", "intake_clerk"),
        ("archive", "handler"),
    ]
    told = [one for one in audit.entries(house.store, OPERATOR) if one["object"] == code]
    assert len(told) == 11


def test_the_counter_settles_on_the_spot_in_one_form_and_reports_it_itself(house: House) -> None:
    code = registered(house)
    done = do(house, Role.INTAKE_CLERK, code, "settle_on_spot")
    assert [one.action for one in done.events] == [
        *("accept", "dispatch", "sign_receipt", "start_mediation", "settle")
    ]
    assert get(house, code).responsible_unit is None
    with pytest.raises(NotFound):  # no unit is given it
        get_as(house, Role.HANDLER, code)
    assert do(house, Role.INTAKE_CLERK, code, "submit_feedback").status == Status.FEEDBACK_PENDING
    assert do(house, Role.SUPERVISOR, code, "approve").status == Status.CLOSED


def get_as(house: House, role: Role, code: str) -> CaseRecord:
    return cases.get_case(house.store, who(house, role), code)


# --------------------------------------------------------------------------- asking and agreeing


def test_a_refusal_is_asked_for_by_the_clerk_and_agreed_to_by_the_supervisor(house: House) -> None:
    """Until then nothing has changed; the applicant's other ways are told in the words of the rules."""
    code = registered(house)
    done = do(house, Role.INTAKE_CLERK, code, "refuse")
    assert (done.status, done.waits_for) == (Status.REGISTERED, Role.SUPERVISOR)
    with pytest.raises(NotAllowed, match="督办岗"):
        say(house, Role.INTAKE_CLERK, code)
    assert say(house, Role.SUPERVISOR, code).status == Status.NOT_ACCEPTED
    last = history(house, code)[-1]
    assert last.data["told_options"] == "请向有管辖权的机关申请处理，或者向人民法院起诉。"
    assert last.data["proposed_by"] == "窗口小李"
    assert do(house, Role.LEADER, code, "uphold_appeal").status == Status.REGISTERED


def test_a_return_goes_from_handler_to_leader_to_supervisor(house: House) -> None:
    code = in_hand(house)
    do(house, Role.HANDLER, code, "return_case")
    with pytest.raises(NotAllowed, match="分管领导"):
        say(house, Role.SUPERVISOR, code)
    assert say(house, Role.UNIT_LEADER, code).waits_for == Role.SUPERVISOR
    assert say(house, Role.SUPERVISOR, code).status == Status.ACCEPTED
    case = get(house, code)
    assert (case.return_count, case.responsible_unit) == (1, None)
    event = history(house, code)[-1]
    assert (event.reason, event.data["unit"]) == ("属地不符：发生地在外县", LABOR)
    with pytest.raises(NotFound):
        get_as(house, Role.HANDLER, code)


def test_a_refused_request_moves_nothing_and_tells_why(house: House) -> None:
    code = in_hand(house)
    do(house, Role.HANDLER, code, "extend", days="3")
    due = get(house, code).due_date
    say(house, Role.SUPERVISOR, code, "refuse")
    assert get(house, code).due_date == due
    (request,) = requests.of_case(house.store, who(house, Role.HANDLER), code)
    assert (request.state, request.settled_by, request.reason) == ("declined", "督办老王", "理由")
    do(house, Role.HANDLER, code, "extend", days="3")  # it may be asked for again


def test_whoever_asked_takes_it_back(house: House) -> None:
    code = in_hand(house)
    do(house, Role.HANDLER, code, "transfer")
    with pytest.raises(NotAllowed, match="提出的人"):
        say(house, Role.SUPERVISOR, code, "take_back")
    say(house, Role.HANDLER, code, "take_back")
    assert [one.action for one in history(house, code)[1:]] == ["propose", "take_back"]
    assert "transfer" in offered(house, Role.HANDLER, code)


def test_nobody_agrees_to_what_he_asked_for_where_another_could(house: House) -> None:
    """A clerk who is the supervisor too: with a second supervisor there, that one answers."""
    both = users.add(
        house.store, OPERATOR, "一人两岗", [Role.INTAKE_CLERK, Role.SUPERVISOR], None, password_hash(), NOW,
        must_change=False,
    ).viewer()  # fmt: skip
    code = registered(house)
    moving.move(house, both, code, "refuse", FILLED["refuse"], MONDAY)
    (request,) = requests.of_case(house.store, OPERATOR, code)
    with pytest.raises(NotAllowed, match="另一位督办岗"):
        moving.answer(house, both, code, request.id, "agree", "", MONDAY)
    users.set_disabled(house.store, OPERATOR, PEOPLE[Role.SUPERVISOR], True, NOW)
    moving.answer(house, both, code, request.id, "agree", "", MONDAY)
    assert get(house, code).status == Status.NOT_ACCEPTED


def test_a_unit_without_a_leader_reports_at_once(house: House) -> None:
    users.set_disabled(house.store, OPERATOR, PEOPLE[Role.UNIT_LEADER], True, NOW)
    code = in_hand(house, Status.SETTLED)
    assert do(house, Role.HANDLER, code, "submit_feedback").status == Status.FEEDBACK_PENDING


def test_what_is_asked_for_lapses_when_the_case_has_moved_on(house: House) -> None:
    code = in_hand(house, Status.SIGNED)
    do(house, Role.HANDLER, code, "return_case")
    do(house, Role.HANDLER, code, "start_mediation", consent="both")
    (request,) = requests.of_case(house.store, OPERATOR, code)
    assert request.state == "lapsed"
    with pytest.raises(IllegalMove, match="已有变化"):
        moving.answer(house, who(house, Role.UNIT_LEADER), code, request.id, "agree", "", MONDAY)


def test_a_merged_case_waits_for_no_answer(house: House) -> None:
    code, other = in_hand(house), in_hand(house, number=2)
    do(house, Role.HANDLER, code, "extend", days="3")
    merging.merge(house, who(house, Role.SUPERVISOR), other, code, "同一事件", MONDAY)
    (request,) = requests.of_case(house.store, OPERATOR, code)
    assert request.state == "lapsed"


# --------------------------------------------------------------------------- whose case it is


def test_a_unit_acts_on_its_own_cases_only(house: House) -> None:
    code = in_hand(house, Status.DISPATCHED)
    stranger = add_person(house, "民政小何", Role.HANDLER, "民政局")
    with pytest.raises(NotFound):
        moving.move(house, stranger, code, "sign_receipt", {}, MONDAY)
    town = add_person(house, "镇上小丁", Role.HANDLER, TOWN_HALL)
    with pytest.raises(NotAllowed, match="人力资源和社会保障局主办"):
        moving.move(house, town, code, "sign_receipt", {}, MONDAY)
    moving.move(house, town, code, "sign_assist", {}, MONDAY)
    with pytest.raises(IllegalMove, match="已经签收协办"):
        moving.move(house, town, code, "sign_assist", {}, MONDAY)


def test_an_assisting_unit_is_let_go_when_the_supervisor_agrees(house: House) -> None:
    code = in_hand(house)
    town = add_person(house, "镇上小丁", Role.HANDLER, TOWN_HALL)
    moving.move(house, town, code, "refuse_assist", {"reason": "不在本镇"}, MONDAY)
    say(house, Role.SUPERVISOR, code)
    assert get(house, code).assisting_units == ()
    with pytest.raises(NotFound):
        cases.get_case(house.store, town, code)


def test_a_mediator_acts_on_his_own_cases_only(house: House) -> None:
    code = in_hand(house, Status.MEDIATING, mediator=PEOPLE[Role.MEDIATOR])
    other = add_person(house, "调解老吕", Role.MEDIATOR, LABOR)
    with pytest.raises(NotAllowed, match="调解员老周"):
        moving.move(house, other, code, "settle", FILLED["settle"], MONDAY)
    do(house, Role.MEDIATOR, code, "settle")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.EXPERT, Role.RULE_EDITOR])
def test_who_sees_no_case_moves_none(role: Role, house: House) -> None:
    code = in_hand(house)
    for action in FILLED:
        with pytest.raises(NotFound):
            do(house, role, code, action)
    assert get(house, code).status == Status.SIGNED


# --------------------------------------------------------------------------- dispatch


def test_a_clerk_dispatches_simple_cases_only(house: House) -> None:
    simple = registered(house, 1, status=Status.ACCEPTED, accepted_at=MONDAY)
    do(house, Role.INTAKE_CLERK, simple, "dispatch", complexity="simple")
    hard = registered(house, 2, status=Status.ACCEPTED, accepted_at=MONDAY, complexity=Complexity.COMPLEX)
    with pytest.raises(IllegalMove, match="督办岗"):
        do(house, Role.INTAKE_CLERK, hard, "dispatch", complexity="complex")


def test_another_unit_than_the_rules_propose_needs_a_reason_and_is_counted(house: House) -> None:
    first = registered(house, 1, status=Status.ACCEPTED, accepted_at=MONDAY)
    second = registered(house, 2, status=Status.ACCEPTED, accepted_at=MONDAY)
    other = {"responsible_unit": TOWN_HALL, "assisting_units": [], "complexity": "simple"}
    with pytest.raises(Incomplete, match="人力资源和社会保障局"):
        do(house, Role.SUPERVISOR, first, "dispatch", **other)
    do(house, Role.SUPERVISOR, first, "dispatch", **other, reason="镇里已经在办")
    do(house, Role.SUPERVISOR, second, "dispatch", complexity="simple")
    (rule,) = dispatching.by_rule(house, who(house, Role.LEADER), MONDAY.date(), MONDAY.date())
    assert (rule.rule, len(rule.overridden), len(rule.choices)) == ("unit.labor", 1, 2)
    assert [(one.case_code, one.chosen, one.reason) for one in rule.overridden] == [
        (first, TOWN_HALL, "镇里已经在办")
    ]
    with pytest.raises(NotAllowed):
        dispatching.by_rule(house, who(house, Role.HANDLER), MONDAY.date(), MONDAY.date())


def test_the_form_of_a_dispatch_tells_what_each_unit_has_in_hand(house: House) -> None:
    """The proposed unit first, with its open cases and the late ones of them."""
    in_hand(house, number=2)
    in_hand(house, number=3, day=date(2026, 11, 2))
    code = registered(house, 1, status=Status.ACCEPTED, accepted_at=MONDAY)
    form = moving.form(house, who(house, Role.SUPERVISOR), code, "dispatch", MONDAY)
    units = next(one for one in form.fields if one.name == "responsible_unit")
    assert units.value == LABOR
    assert units.choices[0] == (LABOR, f"{LABOR}（规则推荐）：在办 2 件、超期 1 件")
    assert form.effects == ("定为简易，到期日 2026-11-19；定为复杂，到期日 2026-12-07。",)


def test_a_complexity_that_is_set_at_dispatch_moves_the_limit_and_not_its_start(house: House) -> None:
    """Accepted on Monday the 16th; dispatched two days later as complex: twenty days from the 16th."""
    code = registered(house)
    do(house, Role.INTAKE_CLERK, code, "accept")
    done = do(house, Role.SUPERVISOR, code, "dispatch", MONDAY + timedelta(days=2), complexity="complex")
    assert done.due == date(2026, 12, 7)  # 6 December is a Sunday


def test_what_was_set_at_dispatch_holds_against_later_ledgers(house: House) -> None:
    code = registered(house, status=Status.ACCEPTED, accepted_at=MONDAY)
    do(
        house,
        Role.SUPERVISOR,
        code,
        "dispatch",
        type="migrant_wage/",
        complexity="complex",
        risk_level="high",
    )
    case = row(house, code)
    assert {"type", "unit", "complexity", "risk"} <= set(case.person_fields)
    assert case.unit_by == By.PERSON


def row(house: House, code: str) -> CaseRow:
    return writing.load_case(house.store, get(house, code).case_id)


def test_a_complaint_of_misconduct_goes_to_no_unit(house: House) -> None:
    """检举控告, whether the source said so or the type does, and not by way of a correction either."""
    code = registered(house, status=Status.ACCEPTED, accepted_at=MONDAY, channel=Channel.PETITION)
    case = row(house, code)
    accused = Decision("unit", None, By.RULE, "unit.accusation", None, "检举控告类，不派单")
    with house.store.writing():
        note = casework.note(case, "note", casework.LEDGER, MONDAY, reason=None, auto=True, data={})
        rewriting.save_case(house.store, case, [note], decisions=[accused], replace_decisions=["unit"])
    for action in ("dispatch", "adjudicate_owner"):
        with pytest.raises(IllegalMove, match="检举控告"):
            do(house, Role.SUPERVISOR, code, action, complexity="simple")
    with pytest.raises(NotAllowed, match="检举控告"):
        corrections.correct(house, who(house, Role.SUPERVISOR), code, {"unit": LABOR}, "x", MONDAY)
    assert "transfer" in offered(house, Role.INTAKE_CLERK, code)
    typed = registered(house, 2, status=Status.ACCEPTED, accepted_at=MONDAY)
    with pytest.raises(Incomplete, match="检举控告"):
        do(house, Role.SUPERVISOR, typed, "dispatch", type="admin_legal/纪检举报", complexity="simple")


# --------------------------------------------------------------------------- returns


def test_after_two_returns_the_centre_names_a_unit_that_keeps_the_case(house: House) -> None:
    code = registered(house)
    do(house, Role.INTAKE_CLERK, code, "accept")
    for _ in range(2):
        do(house, Role.SUPERVISOR, code, "dispatch", complexity="simple")
        do(house, Role.HANDLER, code, "return_case")
        say(house, Role.UNIT_LEADER, code)
        say(house, Role.SUPERVISOR, code)
    with pytest.raises(IllegalMove, match="指定管辖"):
        do(house, Role.SUPERVISOR, code, "dispatch", complexity="simple")
    do(house, Role.SUPERVISOR, code, "adjudicate_owner", complexity="simple")
    with pytest.raises(IllegalMove, match="指定管辖"):
        do(house, Role.HANDLER, code, "return_case")
    case = get(house, code)
    assert (case.dispatch_count, case.return_count, case.due_date) == (3, 2, date(2026, 11, 19))


@pytest.mark.parametrize(
    ("channel", "on", "allowed"),
    [
        (Channel.WINDOW, datetime(2026, 11, 20, 16), True),  # Thursday the 19th and Friday the 20th
        (Channel.WINDOW, datetime(2026, 11, 23, 9), False),
        (Channel.PETITION, datetime(2026, 11, 25, 16), True),  # 信访工作条例第二十三条: five working days
        (Channel.PETITION, datetime(2026, 11, 26, 9), False),
    ],
)
def test_a_case_is_returned_soon_or_not_at_all(
    channel: Channel, on: datetime, allowed: bool, house: House
) -> None:
    code = in_hand(house, channel=channel, dispatched_at=datetime(2026, 11, 18, 15))
    if allowed:
        do(house, Role.HANDLER, code, "return_case", on)
    else:
        with pytest.raises(IllegalMove, match="个工作日内"):
            do(house, Role.HANDLER, code, "return_case", on)


# --------------------------------------------------------------------------- clocks


def test_an_extension_is_granted_once_and_no_longer_than_the_rules_allow(house: House) -> None:
    """Simple: due on Thursday the 19th; three days more end on Sunday, so on Monday the 23rd."""
    code = in_hand(house)
    with pytest.raises(Incomplete):
        do(house, Role.HANDLER, code, "extend", days="4")
    do(house, Role.HANDLER, code, "extend", days="3")
    say(house, Role.SUPERVISOR, code)
    assert get(house, code).due_date == date(2026, 11, 23)
    (event,) = [one for one in history(house, code) if one.action == "extend"]
    assert (event.due_before, event.due_after) == (date(2026, 11, 19), date(2026, 11, 23))
    with pytest.raises(IllegalMove, match="已经延期 1 次"):
        do(house, Role.HANDLER, code, "extend", days="1")


def test_what_is_late_is_not_extended_even_if_it_was_asked_for_in_time(house: House) -> None:
    code = in_hand(house)
    do(house, Role.HANDLER, code, "extend", days="3")
    with pytest.raises(IllegalMove, match="已经逾期"):
        say(house, Role.SUPERVISOR, code, at=MONDAY + timedelta(days=4))


def test_the_sources_own_day_is_not_ours_to_extend(house: House) -> None:
    code = in_hand(house, channel=Channel.HOTLINE_12345, source_due=date(2026, 11, 18))
    with pytest.raises(IllegalMove, match="来源单位"):
        do(house, Role.HANDLER, code, "extend", days="1")


def test_a_statutory_term_is_extended_as_far_as_the_statute_allows(house: House) -> None:
    """劳动争议调解仲裁法第四十三条: 45 days from 16 November end on 31 December, 15 more on 15 January."""
    code = in_hand(house, channel=Channel.LABOR_ARBITRATION)
    assert get(house, code).due_date == date(2026, 12, 31)
    form = moving.form(house, who(house, Role.HANDLER), code, "extend", MONDAY)
    days = next(one for one in form.fields if one.name == "days")
    assert days.choices[-1] == ("15", "15 天，到期日 2027-01-15")
    do(house, Role.HANDLER, code, "extend", days="15")
    say(house, Role.SUPERVISOR, code)
    assert get(house, code).due_date == date(2027, 1, 15)


def test_a_suspension_stops_the_centres_clock_until_somebody_resumes(house: House) -> None:
    """Three days from Monday the 16th; suspended at once, resumed on Thursday the 26th: 26, 27 and 28,
    which is a Saturday, so Monday the 30th."""
    code = in_hand(house)
    look = {"until": ["2026-12-01"]}
    assert moving.form(house, who(house, Role.HANDLER), code, "suspend", MONDAY, typed=look).effects == (
        "到期日 2026-11-19 → 2026-12-03（中心时限）。",
    )
    do(house, Role.HANDLER, code, "suspend", until="2026-12-01")
    say(house, Role.SUPERVISOR, code, at=MONDAY + timedelta(days=1))
    assert get(house, code).status == Status.SUSPENDED
    assert get(house, code).due_date == date(2026, 12, 3)
    done = do(house, Role.SUPERVISOR, code, "resume", MONDAY + timedelta(days=10))
    assert (done.status, done.due) == (Status.SIGNED, date(2026, 11, 30))
    assert get(house, code).suspended_days == 9


def test_a_suspension_that_nobody_ends_counts_no_further_than_it_was_granted(house: House) -> None:
    code = in_hand(house)
    do(house, Role.HANDLER, code, "suspend", until="2026-11-20")
    say(house, Role.SUPERVISOR, code)
    do(house, Role.SUPERVISOR, code, "resume", MONDAY + timedelta(days=20))
    case = get(house, code)
    assert (case.suspended_days, case.due_date) == (4, date(2026, 11, 23))  # 20, 21, 22, a Sunday


def test_suspensions_have_an_end(house: House) -> None:
    code = in_hand(house)
    with pytest.raises(Incomplete, match="不超过 30 天"):
        do(house, Role.HANDLER, code, "suspend", until="2026-12-17")
    at = MONDAY
    for _ in range(2):
        do(house, Role.HANDLER, code, "suspend", at, until=(at + timedelta(days=30)).date().isoformat())
        say(house, Role.SUPERVISOR, code, at=at)
        at += timedelta(days=30)
        do(house, Role.SUPERVISOR, code, "resume", at)
    with pytest.raises(IllegalMove, match="一共不超过 60 天"):
        do(house, Role.HANDLER, code, "suspend", at, until=(at + timedelta(days=1)).date().isoformat())


def test_a_case_that_comes_back_from_another_authority_goes_on_where_it_stood(house: House) -> None:
    """Gone on Tuesday with one day used, back on Monday the 30th: the 30th is the second day."""
    code = in_hand(house, complexity=Complexity.SIMPLE)
    do(house, Role.HANDLER, code, "transfer", MONDAY + timedelta(days=2))
    say(house, Role.SUPERVISOR, code, at=MONDAY + timedelta(days=2))
    assert get(house, code).status == Status.TRANSFERRED
    done = do(
        house, Role.SUPERVISOR, code, "transfer_back", datetime(2026, 12, 2, 9), returned_on="2026-11-30"
    )
    assert (done.status, done.due) == (Status.ACCEPTED, date(2026, 12, 1))
    assert get(house, code).return_count == 0


def test_a_reopened_case_has_a_new_term_and_keeps_its_first_acceptance(house: House) -> None:
    first = datetime(2026, 10, 12, 9)
    code = in_hand(
        house, Status.EVALUATED, first_accepted_at=first, accepted_at=first, closed_at=MONDAY,
        feedback_submitted_at=MONDAY, outcome=Outcome.RESOLVED, source_due=date(2026, 10, 20),
    )  # fmt: skip
    done = do(house, Role.SUPERVISOR, code, "reopen", datetime(2026, 11, 23, 9))
    assert (done.status, done.due) == (Status.MEDIATING, date(2026, 11, 26))
    case = row(house, code)
    assert (case.first_accepted_at, case.reopen_count, case.outcome) == (first, 1, None)
    corrections.correct(house, who(house, Role.SUPERVISOR), code, {"people": 3}, "核实", NOW)
    assert get(house, code).due_date == date(2026, 11, 26)  # nothing that is counted anew loses it


# --------------------------------------------------------------------------- mediation and the end


def test_one_side_that_refuses_is_not_mediated_but_told_its_ways(house: House) -> None:
    code = in_hand(house)
    with pytest.raises(Incomplete, match="告知途径"):
        do(house, Role.HANDLER, code, "start_mediation", consent="refused")
    do(house, Role.HANDLER, code, "inform_options")
    case = row(house, code)
    assert (case.status, case.outcome, case.mediated) == (
        Status.FAILED, Outcome.COMPLETED_UNRESOLVED, None,
    )  # fmt: skip


def test_a_handler_at_the_table_has_a_next_step_and_the_mediator_settles(house: House) -> None:
    code = in_hand(house, Status.MEDIATING)
    assert offered(house, Role.HANDLER, code)[0] == "record_mediation"
    assert offered(house, Role.HANDLER, code).count("record_mediation") == 1
    assert offered(house, Role.MEDIATOR, code)[0] == "settle"


def test_a_return_proposes_any_unit_but_the_one_that_returns(house: House) -> None:
    code = in_hand(house, Status.SIGNED)
    form = moving.form(house, who(house, Role.HANDLER), code, "return_case", MONDAY)
    (units,) = [one.choices for one in form.fields if one.name == "other_unit"]
    assert units
    assert LABOR not in [name for name, _ in units]


def test_a_written_agreement_holds_when_it_is_signed(house: House) -> None:
    code = in_hand(house, Status.MEDIATING)
    with pytest.raises(Incomplete, match="签名"):
        do(house, Role.MEDIATOR, code, "settle", agreement_form="written")
    do(house, Role.MEDIATOR, code, "settle", agreement_form="oral", performance_due="2026-11-30")
    case = row(house, code)
    assert (case.mediated, case.agreement_at, case.performance_due) == (
        "ok", MONDAY.date(), date(2026, 11, 30),
    )  # fmt: skip


@pytest.mark.parametrize("missing", ["result", "contacted", "attachments", "basis"])
def test_nothing_is_reported_without_result_contact_and_documents(missing: str, house: House) -> None:
    code = in_hand(house, Status.SETTLED)
    with pytest.raises(Incomplete):
        do(house, Role.HANDLER, code, "submit_feedback", **{missing: " "})
    assert len(history(house, code)) == 1


def test_the_supervisor_closes_and_nobody_else(house: House) -> None:
    code = in_hand(house, Status.FEEDBACK_PENDING, outcome=Outcome.RESOLVED)
    for role in (Role.HANDLER, Role.UNIT_LEADER, Role.INTAKE_CLERK, Role.LEADER, Role.MEDIATOR):
        with pytest.raises(NotAllowed, match="督办岗"):
            do(house, role, code, "approve")
    with pytest.raises(Incomplete, match="告知"):
        do(house, Role.SUPERVISOR, code, "approve", told_party="")
    assert do(house, Role.SUPERVISOR, code, "approve").status == Status.CLOSED


def test_who_handles_a_case_does_not_judge_it(house: House) -> None:
    code = in_hand(house, Status.CLOSED, outcome=Outcome.RESOLVED)
    for role in (Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR, Role.SUPERVISOR):
        with pytest.raises(NotAllowed, match="窗口受理员"):
            do(house, role, code, "evaluate")
    with pytest.raises(Incomplete, match="原因"):
        do(house, Role.INTAKE_CLERK, code, "evaluate", satisfaction="dissatisfied")


def test_only_towns_and_the_centre_call_departments_together(house: House) -> None:
    code = in_hand(house)
    with pytest.raises(NotAllowed, match="镇（街道）"):
        do(house, Role.HANDLER, code, "whistle")
    town = add_person(house, "镇上小丁", Role.HANDLER, TOWN_HALL)
    moving.move(house, town, code, "whistle", FILLED["whistle"], MONDAY)
    do(house, Role.SUPERVISOR, code, "whistle")
    assert get(house, code).status == Status.SIGNED


def test_many_people_and_law_are_the_supervisors_to_take_in(house: House) -> None:
    crowd = registered(house, 1, people_count=12)
    law = registered(house, 2, type_l1="admin_legal")
    for code in (crowd, law):
        with pytest.raises(IllegalMove, match="督办岗"):
            do(house, Role.INTAKE_CLERK, code, "accept")
        do(house, Role.SUPERVISOR, code, "accept")


# --------------------------------------------------------------------------- two people at once


def test_who_has_not_seen_the_last_step_is_told_of_it(house: House) -> None:
    code = in_hand(house, Status.DISPATCHED)
    seen = moving.offers(house, who(house, Role.HANDLER), code, MONDAY)[0].seen
    do(house, Role.HANDLER, code, "sign_receipt")
    with pytest.raises(Overtaken, match="承办小赵 在 11-16 10:00 刚办了“签收”，这一件现在是“已签收"):
        moving.move(house, who(house, Role.HANDLER), code, "return_case", {}, MONDAY, seen=seen)


def test_two_at_once_get_one_winner_and_one_clear_message(house: House) -> None:
    """Both have seen the same case: one step is taken, the other is refused and told what happened."""
    for number in range(1, 11):
        code = in_hand(house, Status.SIGNED, number)
        start, told = threading.Barrier(2), []

        def try_it(action: str, code: str = code, start: Any = start, told: Any = told) -> None:
            filled = {**FILLED[action], "consent": "both"}
            if "mediator" in filled:
                filled["mediator"] = PEOPLE[Role.MEDIATOR]
            handler = who(house, Role.HANDLER)
            start.wait()
            try:
                moving.move(house, handler, code, action, filled, MONDAY, seen=1)
                told.append("done")
            except JiefenError as error:
                told.append(f"{error.http_status} {error}")

        both = [threading.Thread(target=try_it, args=(one,)) for one in ("start_mediation", "withdraw")]
        for one in both:
            one.start()
        for one in both:
            one.join()
        done, refused = sorted(told, reverse=True)
        assert done == "done", told
        assert refused.startswith("409 承办小赵 在 11-16 10:00 刚办了"), told
        assert len(history(house, code)) == 2
