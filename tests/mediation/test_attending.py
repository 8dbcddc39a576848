"""Who took part is ticked: parties, agents and mediators stand there already, only others are written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiefen_lite.casepapers import mediated
from jiefen_lite.desk import House
from jiefen_lite.mediation import attending, meeting
from jiefen_lite.moving import Incomplete
from jiefen_lite.moving.scene import load
from jiefen_lite.shapes import CaseRow, PartyFacts, PartyRole, Role
from jiefen_lite.store import cases, mediations, rewriting, writing
from tests.mediation.conftest import person
from tests.mediation.test_journey import NOW, YES, A, R, begin
from tests.web import support

AGENT = "agent:1"
MEDIATOR = f"mediator:{support.PEOPLE[Role.MEDIATOR]}"
TOLD = {"place": "一楼", "record": "谈了", "result": "again"}
EARLY = NOW - timedelta(hours=1)


def with_agent(house: House, case: CaseRow) -> str:
    """The same case with somebody who speaks for the applicant."""
    with house.store.writing():
        whole = writing.load_case(house.store, case.id)
        people = [
            *writing.load_parties(house.store, case.id),
            PartyFacts(PartyRole.AGENT, "冯德海", "13945670000"),
        ]
        whole.people_count = len(people)
        rewriting.save_case(house.store, whole, [], parties=people)
    return case.case_code


def test_all_who_may_take_part_are_listed_masked(house: House, case: CaseRow) -> None:
    code = with_agent(house, case)
    mediator = begin(house, code)
    found = attending.of(house, mediator, code, load(house, mediator, code, NOW))
    assert [one.key for one in found] == [A, R, AGENT, MEDIATOR]
    name = MEDIATOR.partition(":")[2]
    assert [f"{one.role}{one.name}" for one in found][2:] == ["代理人冯**", f"调解员{name}"]
    assert [one.has_way for one in found] == [True, True, True, False]


def test_what_is_ticked_is_written_with_names_and_read_masked(house: House, case: CaseRow) -> None:
    code = with_agent(house, case)
    mediator = begin(house, code)
    meeting.hold(
        house,
        mediator,
        code,
        None,
        starts_at=EARLY,
        ways={A: "video", AGENT: "on_site"},
        attended=[MEDIATOR, A, AGENT],
        present="村主任",
        now=NOW,
        **TOLD,
    )
    name = MEDIATOR.partition(":")[2]
    (held,) = mediations.sessions(house.store, mediator, code)
    assert held.present == f"申请人孙**、代理人冯**、调解员{name}、村主任"
    assert dict(held.ways) == {A: "video", AGENT: "on_site", MEDIATOR: ""}
    paper = mediated._meeting(house, mediator, code)
    assert paper["session_present"] == f"申请人孙立东、代理人冯德海、调解员{name}、村主任"
    # the history of the case tells that there was a meeting, and nobody's name
    (step,) = [
        one for one in cases.history(house.store, support.BOSS, code) if one.action == "record_mediation"
    ]
    assert "present" not in step.data


def test_who_did_not_come_is_not_asked_how(house: House, case: CaseRow) -> None:
    code = with_agent(house, case)
    mediator = begin(house, code)
    told = {**TOLD, "starts_at": EARLY, "present": "", "now": NOW}
    with pytest.raises(Incomplete, match="请勾上参加人"):
        meeting.hold(house, mediator, code, None, ways={}, attended=[], **told)
    with pytest.raises(Incomplete, match="怎样参加"):
        meeting.hold(house, mediator, code, None, ways={}, attended=[A], **told)
    with pytest.raises(Incomplete, match="从列出的参加人"):
        meeting.hold(house, mediator, code, None, ways={}, attended=["respondent:9"], **told)
    meeting.hold(house, mediator, code, None, ways={A: "telephone"}, attended=[A], **told)
    (held,) = mediations.sessions(house.store, mediator, code)
    assert (held.present, dict(held.ways)) == ("申请人孙**", {A: "telephone"})


def test_a_meeting_is_called_with_those_who_are_to_come(house: House, case: CaseRow) -> None:
    code = with_agent(house, case)
    mediator = begin(house, code)
    told = {"starts_at": NOW + timedelta(days=1), "place": "一楼", "now": NOW}
    with pytest.raises(Incomplete, match="约哪些当事人"):
        meeting.plan(house, mediator, code, ways={}, attended=[MEDIATOR], **told)
    meeting.plan(house, mediator, code, ways={R: "on_site"}, attended=[R, MEDIATOR], **told)
    (planned,) = mediations.sessions(house.store, mediator, code)
    assert dict(planned.ways) == {R: "on_site", MEDIATOR: ""}


def test_many_parties_fit_into_the_record(house: House, case: CaseRow) -> None:
    with house.store.writing():
        whole = writing.load_case(house.store, case.id)
        people = [PartyFacts(PartyRole.APPLICANT, f"欧阳{number:02d}妹") for number in range(60)]
        people.append(PartyFacts(PartyRole.RESPONDENT, "宏达公司"))
        whole.people_count = len(people)
        rewriting.save_case(house.store, whole, [], parties=people)
    mediator = person(house, Role.MEDIATOR)
    keys = [one.key for one in mediations.sides(house.store, mediator, case.case_code)]
    agreed = dict.fromkeys(keys, YES)
    assert meeting.ask(house, mediator, case.case_code, agreed, mediator.name, NOW)
    meeting.hold(
        house,
        mediator,
        case.case_code,
        None,
        starts_at=EARLY,
        ways=dict.fromkeys(keys, "on_site"),
        attended=keys,
        present="",
        now=NOW,
        **TOLD,
    )
    (held,) = mediations.sessions(house.store, mediator, case.case_code)
    assert held.present is not None
    assert held.present.count("、") == 60
