"""类案: a unit's people see their own settled cases and the library, no trace of anybody's people in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from jiefen_lite import demo, precedents, suggesting
from jiefen_lite.cli.center import make_center
from jiefen_lite.cli.common import open_center
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.precedents import hiding
from jiefen_lite.shapes import CaseRow, Channel, Outcome, Role, Status, Viewer
from jiefen_lite.store import audit, suggestions
from jiefen_lite.store import precedents as kept
from tests.web import support

STORY = (
    "申请人{name}反映楼上卫生间漏水，把楼下天棚地板泡坏，"
    "住兴隆岗镇东风村幸福花园3号楼2单元501室，电话13912345678。"
)
OTHERWISE = (
    "欧阳明家装修打坏水管，渗水把楼下卫生间墙面泡了，楼下老两口没法住，物业和社区都来看过，楼上说防水没问题"
)
RESULT = "经调解，{name}同意楼上重做防水，赔一千八百元，当场付清"
QUESTION = "我家棚顶让楼上漏水泡了，卫生间防水坏了，要求赔偿修好"
ENDED: dict[str, Any] = {
    "status": Status.CLOSED,
    "outcome": Outcome.RESOLVED,
    "feedback_submitted_at": datetime(2026, 11, 14),
    "closed_at": datetime(2026, 11, 15),
    "claim": None,
}


def person(role: Role, unit: str | None = None, name: str | None = None) -> Viewer:
    return Viewer(None, name or support.PEOPLE[role], frozenset({role}), unit)


HANDLER = person(Role.HANDLER, support.LABOR)
OTHER = person(Role.HANDLER, support.TOWN_HALL, "镇里承办")
BOSS, BOSS_2 = person(Role.SUPERVISOR), person(Role.SUPERVISOR, name="另一位督办")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = support.make_house(tmp_path)
    yield made
    made.store.close()


def leak(house: House, number: int, name: str, unit: str, **changes: Any) -> CaseRow:
    """A settled case of water from above."""
    told = {
        "units": [(unit, "responsible")],
        "responsible_unit": unit,
        "type_l1": "neighbor",
        "summary": STORY.format(name=name),
        "result_text": RESULT.format(name=name),
        "names": (name, "周桂兰"),
        **ENDED,
    }
    return support.add_case(house, number, **(told | changes))


def codes(house: House, viewer: Viewer, words: str = QUESTION) -> list[str]:
    return [one.code for one in precedents.like_text(house, viewer, words)]


TYPED = {
    "title": "楼上漏水一案",
    "story": "楼上卫生间防水失效漏水，泡坏楼下天棚和地板",
    "resolution_plan": "一起看现场验漏，楼上重做防水，赔一千八百元当场付清",
    "why_held": "先一起看现场，责任清楚",
    "days": "12",
    "sessions": "2",
    "amount": "1800",
    "laws": "民法典第288条",
}


def test_a_unit_sees_its_own_cases_only_and_the_operator_all(house: House) -> None:
    ours = leak(house, 1, "孙立东", support.LABOR)
    hall = leak(house, 2, "欧阳明", support.TOWN_HALL, summary=OTHERWISE)
    assert codes(house, HANDLER) == [ours.case_code]
    assert codes(house, OTHER) == [hall.case_code]
    assert sorted(codes(house, support.OPERATOR)) == [ours.case_code, hall.case_code]
    assert codes(house, person(Role.ADMIN)) == []
    with pytest.raises(NotFound):
        precedents.like_case(house, HANDLER, hall.case_code)
    for ref in (hall.case_code, "AL-0099", "gist-9999", "law-1"):
        with pytest.raises(NotFound):
            suggesting.mark(house, HANDLER, ours.case_code, ref, True, support.NOW)


def test_another_units_case_changes_neither_order_nor_score(house: House) -> None:
    leak(house, 1, "孙立东", support.LABOR)
    before = precedents.like_text(house, HANDLER, QUESTION)
    for number in range(2, 8):
        leak(house, number, "欧阳明", support.TOWN_HALL)
    after = precedents.like_text(house, HANDLER, QUESTION)
    assert [(one.code, one.score, one.why) for one in before] == [
        (one.code, one.score, one.why) for one in after
    ]


def test_only_what_ended_well_is_told_and_a_new_case_at_once(house: House) -> None:
    leak(house, 1, "孙立东", support.LABOR, status=Status.MEDIATING, outcome=None, closed_at=None)
    leak(house, 2, "孙立东", support.LABOR, outcome=Outcome.COMPLETED_UNRESOLVED)
    leak(house, 3, "孙立东", support.LABOR, secrecy=True)
    assert codes(house, support.OPERATOR) == []
    new = leak(house, 4, "孙立东", support.LABOR)
    (hit,) = precedents.like_text(house, support.OPERATOR, QUESTION)
    assert (hit.code, hit.days) == (new.case_code, 12)
    assert "孙立东" not in f"{hit.plan}{hit.why}{hit.case}"
    with house.store.writing():
        house.store.db.execute_sql("UPDATE cases SET outcome = NULL, closed_at = NULL WHERE id = 4")
    assert codes(house, support.OPERATOR) == []


@pytest.mark.parametrize("changes", [{"channel": Channel.COURT_PRETRIAL}, {"type_l1": "medical"}])
def test_some_are_told_only_with_both_sides_written_consent(house: House, changes: dict[str, Any]) -> None:
    case = leak(house, 1, "孙立东", support.LABOR, **changes)
    assert codes(house, support.OPERATOR) == []
    with pytest.raises(IllegalMove, match="双方书面同意"):
        precedents.propose(house, HANDLER, case.case_code, TYPED, support.NOW)
    late = support.NOW.date() + timedelta(days=1)
    with pytest.raises(JiefenError, match="不晚于今天"):
        precedents.noted_consent(house, HANDLER, case.case_code, late, True, support.NOW)
    precedents.noted_consent(house, HANDLER, case.case_code, date(2026, 11, 15), True, support.NOW)
    assert codes(house, support.OPERATOR) == [case.case_code]
    number = precedents.propose(house, HANDLER, case.case_code, TYPED, support.NOW)
    precedents.noted_consent(house, HANDLER, case.case_code, None, False, support.NOW)
    assert codes(house, support.OPERATOR) == []
    with pytest.raises(IllegalMove, match="双方书面同意"):
        precedents.approve(house, BOSS, number, support.NOW)


def test_consent_taken_back_takes_the_entry_out_at_once(house: House) -> None:
    case = leak(house, 1, "孙立东", support.LABOR, channel=Channel.COURT_PRETRIAL)
    precedents.noted_consent(house, HANDLER, case.case_code, date(2026, 11, 15), True, support.NOW)
    number = precedents.propose(house, HANDLER, case.case_code, TYPED, support.NOW)
    precedents.approve(house, BOSS, number, support.NOW)
    assert codes(house, OTHER) == [kept.code_of(number)]
    precedents.noted_consent(house, HANDLER, case.case_code, None, False, support.NOW)
    assert codes(house, OTHER) == []
    with pytest.raises(NotFound):
        kept.get(house.store, OTHER, number)


def test_the_library_hides_people_numbers_and_doors(house: House) -> None:
    case = leak(house, 1, "孙立东", support.LABOR)
    said = precedents.proposal(house, HANDLER, case.case_code)
    whole = f"{said.title}{said.story}{said.resolution_plan}"
    for trace in ("孙立东", "立东", "139", "5678", "3号楼", "2单元", "501", "幸福花园", "东风村", "兴隆岗"):
        assert trace not in whole
    assert "孙某某" in said.story
    assert "漏水" in said.story


@pytest.mark.parametrize(
    "words",
    ["孙立东家漏水泡坏天棚一大片", "电话13912345678说楼上漏水了", "住3号楼2单元501室，楼上漏水",
     "230882199001010003楼上漏水泡坏天棚", "黑D12345的车主家漏水泡坏天棚", "孙**家的楼上漏水泡坏天棚"],
)  # fmt: skip
def test_what_leads_to_somebody_is_refused(house: House, words: str) -> None:
    case = leak(house, 1, "孙立东", support.LABOR)
    for name in ("story", "resolution_plan", "why_held"):
        with pytest.raises(JiefenError):
            precedents.propose(house, HANDLER, case.case_code, TYPED | {name: words}, support.NOW)
    assert kept.listing(house.store, support.OPERATOR) == []


def test_names_of_one_family_stay_apart(house: House) -> None:
    case = leak(house, 1, "孙立东", support.LABOR, names=("孙立东", "孙立新"))
    found = kept.source(house.store, HANDLER, case.case_code)
    told = hiding.without_people(
        "孙立东和孙立新打官司", found.parties, house.reader, house.center.region, date(2026, 11, 3)
    )
    assert told == "孙某某和孙某乙打官司"


def test_one_writes_another_approves_a_third_takes_it_out(house: House) -> None:
    case = leak(house, 1, "孙立东", support.LABOR)
    number = precedents.propose(house, BOSS, case.case_code, TYPED, support.NOW)
    assert codes(house, OTHER) == []
    with pytest.raises(NotFound):
        kept.get(house.store, OTHER, number)
    with pytest.raises(NotAllowed, match="另一个人"):
        precedents.approve(house, BOSS, number, support.NOW)
    with pytest.raises(NotAllowed):
        precedents.approve(house, HANDLER, number, support.NOW)
    precedents.approve(house, BOSS_2, number, support.NOW)
    (hit,) = precedents.like_text(house, OTHER, QUESTION)
    assert (hit.code, hit.days, hit.sessions, hit.laws) == ("AL-0001", 12, 2, ("民法典第288条",))
    assert kept.source_code(house.store, OTHER, kept.get(house.store, OTHER, number)) is None
    with pytest.raises(IllegalMove):
        precedents.change(house, BOSS, number, TYPED, support.NOW)
    precedents.withdraw(house, BOSS, number, "当事人来电要求", support.NOW)
    assert codes(house, OTHER) == []
    with house.store.reading():
        actions = [one["action"] for one in audit.entries(house.store, support.OPERATOR, limit=9)]
    assert {"propose_precedent", "approve_precedent", "withdraw_precedent"} <= set(actions)


def test_the_pages_from_case_to_library_and_was_it_of_use(house: House, tmp_path: Path) -> None:
    ours = leak(house, 1, "孙立东", support.LABOR)
    hall = leak(house, 2, "欧阳明", support.TOWN_HALL)
    mine = leak(house, 3, "赵小川", support.LABOR, status=Status.MEDIATING, outcome=None, closed_at=None)
    app: Flask = support.make_app(house, tmp_path, support.Clock())
    client = app.test_client()
    support.sign_in(client, support.PEOPLE[Role.HANDLER])
    page = client.get(f"/cases/{mine.case_code}/similar").get_data(as_text=True)
    assert ours.case_code in page
    assert "漏水" in page
    assert "不构成法律意见" in page
    assert hall.case_code not in page
    assert "欧阳" not in page
    assert "孙立东" not in page
    with house.store.reading():
        looked = {one["object"] for one in audit.entries(house.store, support.OPERATOR, limit=99)
                  if one["action"] == "view_case"}  # fmt: skip
    assert looked == {mine.case_code, ours.case_code}
    assert ours.case_code in client.get(f"/cases/{mine.case_code}/mediation/brief").get_data(as_text=True)
    form = {"ref": ours.case_code, "useful": "yes", "from": "similar"}
    sent = support.send(client, f"/cases/{mine.case_code}/suggestions", **form)
    assert (sent.status_code, "/similar#suggestions" in sent.location) == (302, True)
    assert suggestions.counts(house.store, HANDLER, "precedent") == {ours.case_code: (1, 0)}
    support.send(client, f"/cases/{mine.case_code}/suggestions", **(form | {"useful": "no"}))
    assert suggestions.counts(house.store, HANDLER, "precedent") == {ours.case_code: (0, 1)}
    assert support.send(client, f"/cases/{ours.case_code}/precedent", **TYPED).status_code == 302
    bad = support.send(
        client, f"/cases/{ours.case_code}/precedent", **(TYPED | {"story": "找孙立东说说这件事吧"})
    )
    assert bad.status_code == 400
    assert "孙某某" in bad.get_data(as_text=True)
    assert "找孙立东说说" in bad.get_data(as_text=True)
    assert "楼上漏水一案" in client.get("/precedents").get_data(as_text=True)


def test_the_command_answers_as_the_contract_says(tmp_path: Path) -> None:
    folder = tmp_path / "centre"
    make_center(folder, demo.center())
    opened = open_center(str(folder))
    case = leak(opened.house, 1, "孙立东", support.LABOR)
    opened.house.store.close()
    questions = tmp_path / "q.jsonl"
    none = "老年大学合唱团站位不公平"
    questions.write_text(
        "\n".join(json.dumps({"id": at, "text": one}) for at, one in enumerate((QUESTION, none))),
        encoding="utf-8",
    )

    def run(*words: str) -> list[Any]:
        done = subprocess.run(
            [sys.executable, "-m", "jiefen_lite.cli", "--center", str(folder), "similar", *words, "--json"],
            capture_output=True, text=True, check=True, env=os.environ,
        )  # fmt: skip
        return [json.loads(line) for line in done.stdout.splitlines()]

    first, second = run("--file", str(questions))
    assert [one["case_code"] for one in first["hits"]] == [case.case_code]
    assert set(first["hits"][0]) == {"case_code", "score", "why", "outcome", "resolution_plan", "laws"}
    assert "孙立东" not in json.dumps(first, ensure_ascii=False)
    assert (second["id"], second["hits"]) == (1, [])
    assert run(none) == [{"none_close_enough": True, "hits": []}]
