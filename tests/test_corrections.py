"""What a person sets right: checked, written as an event, and holding against every later file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jiefen_lite import corrections, demo, indicators, ledgers, reports
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.reports import counting
from jiefen_lite.shapes import By, Complexity, Outcome, Status
from jiefen_lite.store import audit, cases, facts, proposals
from tests import tickets
from tests.factories import ADMIN, CLERK, LEADER, NOW, OPERATOR, SUPERVISOR, handler_of
from tests.tickets import HOUSING, LABOUR, all_cases, bring, by_number, sheet, ticket

VILLAGE = next(town for town in demo.center().region.towns if town.name == "长安镇").villages[0].name
UNCLEAR = {"办结日期": "2025-11-08", "办理结果": "已办结"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with a running case and one whose result the ledger leaves open; copied for each test."""
    folder = tmp_path_factory.mktemp("kept")
    made = tickets.open_house(folder)
    bring(made, sheet([ticket("T1"), ticket("T2", 诉求人姓名="李秀兰", 手机号码="13900005555", **UNCLEAR)]))
    tickets.close(made)
    return folder


@pytest.fixture
def house(kept: Path, tmp_path: Path) -> Iterator[House]:
    """A copy of that centre."""
    made = tickets.copy_of(kept, tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def code(house: House) -> str:
    """The running case."""
    return by_number(house, "T1").case_code


def test_each_field_is_set_with_its_reason(house: House, code: str) -> None:
    """Type, unit, place, people, money, complexity: on the case, in its history, as a person's decision."""
    now = by_number(house, "T1").complexity
    other = Complexity.SIMPLE if now == Complexity.COMPLEX else Complexity.COMPLEX
    changes = {
        "type": {"l1": "neighbor", "l2": None},
        "unit": HOUSING,
        "place": {"town": "长安镇", "village": VILLAGE},
        "people": "12",
        "amount": "21,600.5",
        "complexity": other.value,
    }
    assert corrections.correct(house, SUPERVISOR, code, changes, "电话核实", NOW) == list(changes)
    case = by_number(house, "T1")
    assert (case.type_l1, case.type_l2, case.responsible_unit) == ("neighbor", None, HOUSING)
    assert (case.town, case.village, case.people_count, case.amount_fen) == (
        "长安镇",
        VILLAGE,
        12,
        2_160_050,
    )
    assert (case.complexity, case.complexity_pending) == (other, False)
    by_person = {one.decision: one.text for one in case.reasons if one.by == "person"}
    assert by_person == dict.fromkeys(changes, "电话核实")
    event = cases.history(house.store, SUPERVISOR, code)[-1]
    assert (event.action, event.actor, event.auto, event.reason) == ("correct", "督办王", False, "电话核实")
    assert event.data["amount"] == [21600.0, 21600.5]
    assert case.due_date is not None
    assert audit.entries(house.store, OPERATOR)[0]["action"] == "correct"


def test_what_is_the_same_is_no_correction(house: House, code: str) -> None:
    """No event, no entry, nothing held against later files."""
    before = tickets.contents(house, without=())
    assert corrections.correct(house, SUPERVISOR, code, {"unit": LABOUR}, "", NOW) == []
    assert tickets.contents(house, without=()) == before


WRONG: list[tuple[str, Any]] = [
    ("type", {"l1": "none such"}),
    ("type", {"l1": "labor", "l2": "没有这个"}),
    ("unit", "没有这个局"),
    ("place", {"town": "没有这个镇"}),
    ("place", {"town": "长安镇", "village": "没有这个村"}),
    ("place", {"town": None, "village": "永升村"}),
    ("people", "十二"),
    ("people", "0"),
    ("people", "1000001"),
    ("amount", "很多"),
    ("amount", "-1"),
    ("amount", "nan"),
    ("amount", "inf"),
    ("complexity", "medium"),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_an_impossible_value_is_told_and_nothing_changes(
    house: House, code: str, field: str, value: Any
) -> None:
    """All or nothing: the good half of the form is not taken either."""
    before = tickets.contents(house, without=())
    with pytest.raises(JiefenError):
        corrections.correct(house, SUPERVISOR, code, {"complexity": "complex", field: value}, "核实", NOW)
    assert tickets.contents(house, without=()) == before


def test_who_may_correct_what(house: House, code: str) -> None:
    """The desk everything, the unit what it sees on the spot, the others nothing; foreign cases are none."""
    assert corrections.correct(house, CLERK, code, {"unit": HOUSING}, "", NOW) == ["unit"]
    assert corrections.correct(house, handler_of(HOUSING), code, {"people": 5}, "", NOW) == ["people"]
    for viewer, field, value in (
        (handler_of(HOUSING), "unit", LABOUR),
        (LEADER, "people", 6),
        (ADMIN, "people", 6),
        (CLERK, "status", "closed"),
    ):
        with pytest.raises(NotAllowed):
            corrections.correct(house, viewer, code, {field: value}, "", NOW)
    with pytest.raises(NotFound):
        corrections.correct(house, handler_of(LABOUR), code, {"people": 6}, "", NOW)


def test_rights_move_with_the_unit(house: House, code: str) -> None:
    """The unit that gave it away sees nothing of it from that moment."""
    assert cases.get_case(house.store, handler_of(LABOUR), code).case_code == code
    corrections.correct(house, SUPERVISOR, code, {"unit": HOUSING}, "归口", NOW)
    with pytest.raises(NotFound):
        cases.get_case(house.store, handler_of(LABOUR), code)
    assert cases.get_case(house.store, handler_of(HOUSING), code).case_code == code


def test_a_late_case_stays_on_the_account_of_who_held_it(house: House, code: str) -> None:
    """Given on after its due date: the unit at the due date is remembered once."""
    late = datetime(2026, 6, 1, 9, 0)
    corrections.correct(house, SUPERVISOR, code, {"unit": HOUSING}, "归口", late)
    corrections.correct(house, SUPERVISOR, code, {"unit": "司法局"}, "归口", late)
    (fact,) = [one for one in facts.case_facts(house.store, OPERATOR) if one.case_code == code]
    assert fact.unit_at_due == LABOUR


def test_lateness_of_a_case_that_nobody_had_been_given_stays_with_nobody(house: House) -> None:
    """The rules had suggested a unit; who is given the case when it is late already has not made it late."""
    bring(house, sheet([ticket("T3", 承办单位=None)]))
    suggested = by_number(house, "T3")
    assert suggested.unit_by == By.RULE
    late = datetime(2026, 6, 1, 9, 0)
    for unit in (HOUSING, "司法局"):
        corrections.correct(house, SUPERVISOR, suggested.case_code, {"unit": unit}, "归口", late)
    table = reports.indicator_table(house, OPERATOR, indicators.period_of("2025-11"), "unit", late)
    holders = {row.id for row in table.rows if suggested.case_code in row.figures["overdue_count"].numerator}
    assert holders == {"unassigned"}
    order = ledgers.Order("overdue", "2025-11")
    out = io.BytesIO()
    ledgers.make(house, SUPERVISOR, order, out, now=late)
    (line,) = [
        row
        for row in openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True)
        if suggested.case_code in row
    ]
    assert "待分派" in line


def test_a_number_in_a_reason_is_not_kept_in_clear(house: House, code: str) -> None:
    """Who types a telephone into the reason leaves its mask in the history."""
    corrections.correct(house, SUPERVISOR, code, {"people": 5}, "打13912345678核实", NOW)
    assert cases.history(house.store, SUPERVISOR, code)[-1].reason == "打139****5678核实"
    with house.store.reading():
        rows = house.store.db.execute_sql("SELECT reason FROM case_event WHERE reason IS NOT NULL").fetchall()
    assert rows == [("打139****5678核实",)]


CONTRADICTED: list[tuple[str, Any, dict[str, Any], Any]] = [
    ("unit", HOUSING, {"承办单位": "司法局"}, lambda case: case.responsible_unit == "司法局"),
    (
        "place",
        {"town": "长安镇", "village": None},
        {"诉求区域": "大榆树镇", "诉求地址": "大榆树镇新旭村"},
        lambda case: (case.town, case.village) == ("大榆树镇", "新旭村"),
    ),
]


@pytest.mark.parametrize(("field", "value", "said", "taken_over"), CONTRADICTED, ids=["unit", "place"])
@pytest.mark.parametrize("take", [True, False], ids=["taken", "declined"])
def test_a_contradiction_is_proposed_and_settled(
    house: House, code: str, field: str, value: Any, said: dict[str, Any], taken_over: Any, take: bool
) -> None:
    """The file's word waits; taken it becomes the case's, declined the person's stays; asked once only."""
    corrections.correct(house, SUPERVISOR, code, {field: value}, "核实", NOW)
    data = sheet([ticket("T1", **said)])
    bring(house, data)
    assert not taken_over(by_number(house, "T1"))
    (waiting,) = cases.proposals(house.store, SUPERVISOR, code)
    assert proposals.count_open(house.store, SUPERVISOR) == 1
    assert corrections.settle_proposal(house, SUPERVISOR, waiting["id"], take=take, now=NOW) == code
    assert taken_over(by_number(house, "T1")) is take
    assert proposals.count_open(house.store, SUPERVISOR) == 0
    with pytest.raises(NotFound):
        corrections.settle_proposal(house, SUPERVISOR, waiting["id"], take=take, now=NOW)
    bring(house, data)
    assert proposals.count_open(house.store, SUPERVISOR) == 0


def test_a_declined_proposal_is_not_made_again_by_another_change(house: House, code: str) -> None:
    """The next file repeats the same unit with a new result: the person has answered that already."""
    corrections.correct(house, SUPERVISOR, code, {"unit": HOUSING}, "核实", NOW)
    bring(house, sheet([ticket("T1", 承办单位="司法局")]))
    (waiting,) = cases.proposals(house.store, SUPERVISOR, code)
    corrections.settle_proposal(house, SUPERVISOR, waiting["id"], take=False, now=NOW)
    bring(house, sheet([ticket("T1", 承办单位="司法局", **tickets.DONE)]))
    assert proposals.count_open(house.store, SUPERVISOR) == 0
    assert by_number(house, "T1").status == Status.EVALUATED


def test_what_a_rule_makes_of_the_same_words_is_not_asked_again(house: House, code: str) -> None:
    """Type and complexity set right; the next file only brings the result."""
    right = {"type": {"l1": "neighbor", "l2": None}, "complexity": "complex", "people": 30, "amount": 5}
    corrections.correct(house, SUPERVISOR, code, right, "核实", NOW)
    bring(house, sheet([ticket("T1", **tickets.DONE)]))
    case = by_number(house, "T1")
    assert (case.type_l1, case.complexity, case.people_count, case.amount_fen) == (
        "neighbor",
        "complex",
        30,
        500,
    )
    assert cases.proposals(house.store, SUPERVISOR, code) == []


def test_a_newer_word_replaces_an_open_proposal(house: House, code: str) -> None:
    """Only the last file's word waits; one that agrees with the person leaves nothing to ask."""
    corrections.correct(house, SUPERVISOR, code, {"unit": HOUSING}, "核实", NOW)
    bring(house, sheet([ticket("T1", 承办单位="司法局")]))
    bring(house, sheet([ticket("T1", 承办单位="公安局")]))
    assert [one["proposed"] for one in cases.proposals(house.store, SUPERVISOR, code)] == ['["公安局"]']
    bring(house, sheet([ticket("T1", 承办单位="住建局")]))
    assert cases.proposals(house.store, SUPERVISOR, code) == []


def test_another_units_proposal_does_not_exist(house: House, code: str) -> None:
    """Settled by a unit that has nothing to do with the case: as if there were none."""
    corrections.correct(house, SUPERVISOR, code, {"unit": HOUSING}, "核实", NOW)
    bring(house, sheet([ticket("T1", 承办单位="司法局")]))
    (waiting,) = cases.proposals(house.store, SUPERVISOR, code)
    with pytest.raises(NotFound):
        corrections.settle_proposal(house, handler_of(LABOUR), waiting["id"], take=True, now=NOW)


def test_bare_results_are_settled_in_one_go(house: House) -> None:
    """办结 only: a person says how they ended; closed on the ledger's day, never asked again."""
    case = by_number(house, "T2")
    assert (case.status, case.pending[-1:]) == (Status.FEEDBACK_PENDING, ("outcome",))
    codes = [one.case_code for one in all_cases(house)]
    assert corrections.settle_result(house, SUPERVISOR, codes, Outcome.COMPLETED_UNRESOLVED, NOW) == [
        case.case_code
    ]
    after = by_number(house, "T2")
    assert (after.status, after.outcome) == (Status.CLOSED, Outcome.COMPLETED_UNRESOLVED)
    assert after.closed_at is not None
    assert after.closed_at.date() == date(2025, 11, 8)
    assert "outcome" not in after.pending
    assert corrections.settle_result(house, SUPERVISOR, codes, Outcome.RESOLVED, NOW) == []


def test_settling_results_says_nothing_of_how_fast_anybody_worked(house: House) -> None:
    """The closing stands on the ledger's day: no review in no time, no closing in minutes."""
    codes = [by_number(house, "T2").case_code]
    corrections.settle_result(house, SUPERVISOR, codes, Outcome.RESOLVED, NOW)
    month = indicators.period_of("2025-11")
    county = counting.Counter(house, OPERATOR, indicators.midnight(month.end)).symptoms(month).rows[0]
    assert county.figures["link_review"].n == 0
    assert "check_quick_closing" not in county.figures
    assert "check_no_contact" not in county.figures


def test_who_may_not_settle_results_is_told(house: House) -> None:
    """A leader reads; transferred is no answer to 化解了没有."""
    codes = [by_number(house, "T2").case_code]
    with pytest.raises(NotAllowed):
        corrections.settle_result(house, LEADER, codes, Outcome.RESOLVED, NOW)
    with pytest.raises(JiefenError):
        corrections.settle_result(house, SUPERVISOR, codes, Outcome.TRANSFERRED, NOW)
    assert by_number(house, "T2").status == Status.FEEDBACK_PENDING
