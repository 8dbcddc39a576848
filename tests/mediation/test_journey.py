"""One case from asking both sides to the last return visit: dates counted by hand from the guide."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from jiefen_lite import precedents
from jiefen_lite.agreements import Filled
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.mediation import following, meeting, settling
from jiefen_lite.mediation.meeting import Answer
from jiefen_lite.moving import Incomplete, Overtaken, move
from jiefen_lite.shapes import CaseRow, RiskLevel, Role, Status, Viewer
from jiefen_lite.store import agreements, cases, mediations, users
from tests.mediation.conftest import person
from tests.web import support

NOW = support.NOW  # Friday 2026-11-20
A, R = "applicant:1", "respondent:1"
WAYS = {A: "on_site", R: "telephone"}
YES = Answer("agreed", "telephone", True, "希望十二月底前付清")


def begin(house: House, code: str) -> Viewer:
    """Both sides agree, so mediation begins."""
    mediator = person(house, Role.MEDIATOR)
    assert meeting.ask(house, mediator, code, {A: YES, R: YES}, mediator.name, NOW)
    return mediator


def signed(**changes: object) -> settling.Draft:
    """An agreement in two instalments, signed by everybody."""
    clauses = (
        Filled("total", {"who": R, "whom": A, "amount": "8600"}),
        Filled("pay", {"who": R, "whom": A, "amount": "6000", "due": "2026-12-20", "way": "银行转账"}),
        Filled("pay", {"who": R, "whom": A, "amount": "2600元", "due": "2027-01-20", "way": "银行转账"}),
        Filled("settled", {}),
    )
    given: dict[str, object] = {
        "form": "written",
        "filled": clauses,
        "signed": frozenset({A, R, "mediator", "seal"}),
        "signed_on": NOW.date(),
    }
    return settling.Draft(
        **(given | changes),  # type: ignore[arg-type]
        body="",
        faults=(),
        sides=(),
        offered=(),
        version=1,
        seen=0,
        can_settle=True,
    )


def status(house: House, code: str) -> Status:
    return cases.get_case(house.store, support.BOSS, code).status


def test_mediation_begins_when_every_side_has_agreed(house: House, case: CaseRow) -> None:
    """One yes is noted; the second begins it, with mediator and first contact."""
    mediator, code = person(house, Role.MEDIATOR), case.case_code
    assert not meeting.ask(house, mediator, code, {A: YES}, mediator.name, NOW)
    assert status(house, code) == Status.SIGNED
    with pytest.raises(Incomplete, match="权利和义务"):
        meeting.ask(house, mediator, code, {R: Answer("agreed", "telephone", False, "")}, mediator.name, NOW)
    assert meeting.ask(house, mediator, code, {R: YES}, mediator.name, NOW)
    found = cases.get_case(house.store, mediator, code)
    assert (found.status, found.mediator, found.first_contact_at) == (Status.MEDIATING, mediator.name, NOW)


def test_a_side_that_refuses_is_not_mediated(house: House, case: CaseRow) -> None:
    """人民调解法第十七条: what it said is noted, and the case stays where it is."""
    mediator = person(house, Role.MEDIATOR)
    no = Answer("refused", "telephone", False, "")
    assert not meeting.ask(house, mediator, case.case_code, {A: YES, R: no}, mediator.name, NOW)
    assert status(house, case.case_code) == Status.SIGNED
    assert mediations.consents(house.store, mediator, case.case_code)[R].answer == "refused"


def test_several_meetings_each_with_its_record(house: House, case: CaseRow) -> None:
    """One is planned and held, one held without a plan, one called off."""
    code = case.case_code
    mediator = begin(house, code)
    tomorrow = NOW + timedelta(days=1)
    first = meeting.plan(house, mediator, code, starts_at=tomorrow, place="一楼调解室", ways=WAYS, now=NOW)
    other = meeting.plan(house, mediator, code, starts_at=tomorrow, place="村委会", ways=WAYS, now=NOW)
    told = {"place": "一楼调解室", "ways": WAYS, "present": "双方、调解员", "record": "孙立东要 8600 元。"}
    with pytest.raises(Incomplete, match="还没有到"):
        meeting.hold(house, mediator, code, first, starts_at=tomorrow, result="again", now=NOW, **told)
    later = NOW + timedelta(days=2)
    meeting.hold(house, mediator, code, first, starts_at=tomorrow, result="again", now=later, **told)
    with pytest.raises(IllegalMove, match="已经记过"):
        meeting.hold(house, mediator, code, first, starts_at=tomorrow, result="again", now=later, **told)
    meeting.call_off(house, mediator, code, other, "对方住院", later)
    meeting.hold(house, mediator, code, None, starts_at=later, result="agreed", now=later, **told)
    found = mediations.sessions(house.store, mediator, code)
    assert sorted(one.state for one in found) == ["called_off", "held", "held"]
    assert {one.record for one in found if one.state == "held"} == {"孙**要 8600 元。"}  # masked for reading
    steps = [one.action for one in cases.history(house.store, mediator, code)]
    assert steps.count("record_mediation") == 2


def test_the_agreement_brings_performance_confirmation_and_visits(house: House, case: CaseRow) -> None:
    """Signed on 2026-11-20: 30 days end on Sunday 12-20 and so on Monday; visits 7 days after."""
    code = case.case_code
    mediator = begin(house, code)
    done = settling.settle(house, mediator, code, signed(), NOW)
    assert done.status == Status.SETTLED
    found = following.whole(house, mediator, code, NOW)
    assert found.agreement is not None
    assert [(one.due, one.amount_fen, one.party) for one in found.items] == [
        (date(2026, 12, 20), 600_000, R),
        (date(2027, 1, 20), 260_000, R),
    ]
    assert found.confirming is not None
    assert (found.confirming.proposed, found.confirming.last_day) == (True, date(2026, 12, 21))
    assert [(one.kind, one.due) for one in found.visits] == [
        ("first", date(2026, 11, 27)),
        ("performed", date(2027, 1, 27)),
    ]
    clear = agreements.newest(house.store, mediator, code, clear=True)
    assert clear is not None
    assert clear.body is not None
    assert clear.body.splitlines()[0] == (
        "一、周海峰应当付给孙立东共计8,600.00元（大写：人民币捌仟陆佰元整），按以下约定履行。"
    )
    assert "孙立东" not in (found.agreement.body or "")


def test_a_key_case_is_visited_twice_more(house: House) -> None:
    """重点件 30/90 日."""
    case = support.add_case(
        house,
        2,
        dispatch_count=1,
        status=Status.SIGNED,
        units=[(support.LABOR, "responsible")],
        names=("孙立东", "周海峰"),
        risk_level=RiskLevel.HIGH,
    )
    mediator = begin(house, case.case_code)
    settling.settle(house, mediator, case.case_code, signed(), NOW)
    visits = agreements.visits(house.store, mediator, case.case_code)
    assert [(one.kind, one.due) for one in visits] == [
        ("first", date(2026, 11, 27)),
        ("key_month", date(2026, 12, 20)),
        ("performed", date(2027, 1, 27)),
        ("key_quarter", date(2027, 2, 18)),
    ]


def test_an_unfit_agreement_does_not_hold(house: House, case: CaseRow) -> None:
    """Nothing is changed; the step says every fault at once."""
    code = case.case_code
    mediator = begin(house, code)
    unfit = signed(signed=frozenset({A}), filled=(Filled("pay", {"who": R, "whom": A, "amount": "很多"}),))
    with pytest.raises(Incomplete) as refused:
        settling.settle(house, mediator, code, unfit, NOW)
    told = "\n".join(refused.value.sentences)
    for part in ("金额看不懂", "“期限”“方式”还空着", "还缺签名", "印章"):
        assert part in told
    assert status(house, code) == Status.MEDIATING
    assert agreements.newest(house.store, mediator, code) is None


def test_performance_is_found_out_until_all_is_done(house: House, case: CaseRow) -> None:
    """部分, 未履行, 已履行: the case is performed only when every item is."""
    code = case.case_code
    mediator = begin(house, code)
    settling.settle(house, mediator, code, signed(), NOW)
    late = datetime(2027, 1, 25, 10)
    first, second = following.whole(house, mediator, code, late).items
    with pytest.raises(Incomplete, match="写明情况"):
        following.perform(
            house,
            mediator,
            code,
            first.id,
            state="partly",
            found_on=late.date(),
            paid="",
            remark="",
            now=late,
        )
    with pytest.raises(Incomplete, match="比应付的还多"):
        following.perform(
            house,
            mediator,
            code,
            first.id,
            state="done",
            found_on=late.date(),
            paid="6001",
            remark="",
            now=late,
        )

    def note(item: int, state: str) -> bool | None:
        remark = "" if state == "done" else "还差一半"
        following.perform(
            house, mediator, code, item, state=state, found_on=late.date(), paid="", remark=remark, now=late
        )
        return performed(house, code)

    assert note(first.id, "partly") is None
    assert note(second.id, "not_done") is False
    assert note(first.id, "done") is False
    assert note(second.id, "done") is True
    with pytest.raises(NotFound):
        note(second.id + 100, "done")


def performed(house: House, code: str) -> bool | None:
    from jiefen_lite.store import writing

    number = cases.case_id_of(house.store, support.BOSS, code)
    return writing.load_case(house.store, number).performed


def test_court_confirmation_goes_its_way(house: House, case: CaseRow) -> None:
    """申请日、受理日、裁定号、结果; after the last day nobody applies any more."""
    code = case.case_code
    mediator = begin(house, code)
    settling.settle(house, mediator, code, signed(), NOW)
    late = datetime(2026, 12, 22, 9)
    with pytest.raises(Incomplete, match="已经过了期限"):
        following.confirm(
            house, mediator, code, "applied", {"day": "2026-12-22", "court": "富锦市人民法院"}, late
        )
    with pytest.raises(IllegalMove, match="不能记这一步"):
        following.confirm(house, mediator, code, "confirmed", {"day": "2026-12-22"}, late)
    following.confirm(
        house, mediator, code, "applied", {"day": "2026-12-21", "court": "富锦市人民法院"}, late
    )
    following.confirm(house, mediator, code, "taken", {"day": "2026-12-22"}, late)
    ruling = {"day": "2026-12-22", "ruling_no": "（2026）黑0882民特1号"}
    following.confirm(house, mediator, code, "confirmed", ruling, late)
    found = following.whole(house, mediator, code, late).confirming
    assert found is not None
    assert (found.state, found.applied_on, found.ruling_no) == (
        "confirmed",
        date(2026, 12, 21),
        "（2026）黑0882民特1号",
    )


def test_a_visit_that_reached_nobody_stays_due(house: House, case: CaseRow) -> None:
    """The counter telephones; it does not read the records of the mediation."""
    code = case.case_code
    mediator = begin(house, code)
    settling.settle(house, mediator, code, signed(), NOW)
    clerk, day = person(house, Role.INTAKE_CLERK), datetime(2026, 11, 27, 9)
    (first, *_rest) = following.after(house, clerk, code, day).visits
    said = {"visited_on": day.date(), "way": "telephone", "heard": "打了两次", "now": day}
    following.visit(house, clerk, code, first.id, reached="no", **said)
    assert agreements.visits(house.store, clerk, code)[0].state == "open"
    assert [one.kind for one in agreements.coming(house.store, clerk, day.date(), most=9)] == ["visit"]
    following.visit(house, clerk, code, first.id, reached="yes", **said)
    assert agreements.coming(house.store, clerk, day.date(), most=9) == []
    with pytest.raises(IllegalMove, match="已经做过"):
        following.visit(house, clerk, code, first.id, reached="yes", **said)
    with pytest.raises(NotAllowed, match="调解记录"):
        following.whole(house, clerk, code, day)


def test_an_agreement_on_the_spot_is_planned_too(house: House) -> None:
    """快办 with a day of performance: one item and two visits."""
    case = support.add_case(house, 3, status=Status.REGISTERED, responsible_unit=None, unit_by=None)
    clerk = person(house, Role.INTAKE_CLERK)
    said = {"agreement_form": "oral", "agreement": "年底付清", "performance_due": "2026-12-31"}
    move(house, clerk, case.case_code, "settle_on_spot", said, NOW)
    found = following.after(house, clerk, case.case_code, NOW)
    assert [(one.due, one.what) for one in found.items] == [(date(2026, 12, 31), "按协议内容履行。")]
    assert [one.due for one in found.visits] == [date(2026, 11, 27), date(2027, 1, 7)]


def test_only_the_people_of_the_case_write_and_read(house: House, case: CaseRow) -> None:
    """Section 4: own unit writes, leader and supervisor read, others see nothing or are refused."""
    code = case.case_code
    begin(house, code)
    for role in (Role.SUPERVISOR, Role.UNIT_LEADER, Role.LEADER):
        reader = person(house, role)
        following.whole(house, reader, code, NOW)
        with pytest.raises(NotAllowed):
            meeting.plan(house, reader, code, starts_at=NOW, place="这里", ways=WAYS, now=NOW)
    stranger = Viewer(None, "旁人", frozenset({Role.HANDLER, Role.MEDIATOR}), "民政局")
    with pytest.raises(NotFound):
        following.whole(house, stranger, code, NOW)


def test_a_mediator_has_his_own_cases(house: House, case: CaseRow) -> None:
    """Another mediator of the same unit neither reads nor writes them."""
    begin(house, case.case_code)
    users.add(
        house.store,
        support.OPERATOR,
        "调解员老韩",
        [Role.MEDIATOR],
        support.LABOR,
        support.password_hash(),
        NOW,
        must_change=False,
    )
    other = next(one for one in users.list_users(house.store) if one.name == "调解员老韩").viewer()
    with pytest.raises(NotAllowed, match="调解员老周"):
        following.whole(house, other, case.case_code, NOW)


def test_two_people_at_once_get_one_winner(house: House, case: CaseRow) -> None:
    """Whoever comes second is told, and nothing of his is kept."""
    code = case.case_code
    mediator = begin(house, code)
    seen = following.whole(house, mediator, code, NOW).seen
    told = {"place": "这里", "ways": WAYS, "present": "双方", "record": "谈了", "result": "again"}
    meeting.hold(house, mediator, code, None, starts_at=NOW, now=NOW, seen=seen, **told)
    with pytest.raises(Overtaken):
        meeting.hold(house, mediator, code, None, starts_at=NOW, now=NOW, seen=seen, **told)
    assert len(mediations.sessions(house.store, mediator, code)) == 1


def test_a_reopened_case_gets_another_version(house: House, case: CaseRow) -> None:
    """The earlier agreement stays readable; its open visits are not due any more."""
    code = case.case_code
    mediator = begin(house, code)
    settling.settle(house, mediator, code, signed(), NOW)
    handler, boss = person(house, Role.HANDLER), person(house, Role.SUPERVISOR)
    said = {"result": "付清", "basis": "协议", "contacted": "已电话", "attachments": "协议"}
    move(house, handler, code, "submit_feedback", said, NOW)
    leader = person(house, Role.UNIT_LEADER)
    from jiefen_lite import moving
    from jiefen_lite.store import requests

    (asked,) = requests.of_case(house.store, boss, code)
    moving.answer(house, leader, code, asked.id, moving.AGREE, "", NOW)
    move(house, boss, code, "reject_feedback", {"reason": "没有付清"}, NOW)
    settling.settle(house, mediator, code, signed(), NOW)
    found = following.whole(house, mediator, code, NOW)
    assert found.agreement is not None
    assert (found.agreement.version, len(found.earlier)) == (2, 1)
    assert sorted(one.state for one in found.visits) == ["dropped", "dropped", "open", "open"]
    assert len(found.items) == 2


def test_one_page_before_the_session(house: House, case: CaseRow) -> None:
    """People, story, what each wants, law of the type, the newest closed cases like it; masked."""
    from jiefen_lite.shapes import Outcome

    closed = {
        "status": Status.CLOSED,
        "outcome": Outcome.RESOLVED,
        "units": [(support.LABOR, "responsible")],
    }
    for number in range(10, 15):
        support.add_case(house, number, closed_at=NOW - timedelta(days=20 - number), **closed)
    support.add_case(house, 20, closed_at=NOW, **closed | {"units": [("民政局", "responsible")]})
    mediator = begin(house, case.case_code)
    page = meeting.brief(house, mediator, case.case_code, NOW)
    assert [one.name for one in page.sides] == ["孙**", "周**"]
    assert page.consents[R].wants == "希望十二月底前付清"
    like = precedents.like_case(house, mediator, case.case_code)
    assert [one.code[-2:] for one in like] == ["14"]  # of five that tell the same, none of another unit
    assert page.laws
    assert all(one.type == case.type_l1 for one in page.laws)
    clear = meeting.brief(house, mediator, case.case_code, NOW, reason="打印带到现场")
    assert [one.name for one in clear.sides] == ["孙立东", "周海峰"]
    with pytest.raises(JiefenError):
        meeting.brief(house, person(house, Role.LEADER), case.case_code, NOW, reason="看看")
