"""A batch is taken back as a whole: as if it had never come, except where people have worked on since."""

from __future__ import annotations

import contextlib
import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiefen_lite import corrections, intake
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import Outcome, Status
from jiefen_lite.store import audit, batches, cases
from tests import tickets
from tests.factories import CLERK, LEADER, NOW, OPERATOR, SUPERVISOR
from tests.tickets import (
    DONE,
    HOUSING,
    all_cases,
    answers,
    bring,
    by_number,
    look,
    no_faults,
    sheet,
    ticket,
)

#: What the county already had: one running, one done, one whose result is unclear.
FIRST = [
    ticket("T1"),
    ticket("T2", 诉求人姓名="李秀兰", 手机号码="13900005555", 工单内容="楼上漏水泡坏天花板要求赔偿", **DONE),
    ticket("T3", 诉求人姓名="王德福", 手机号码="13900006666", 办结日期="2025-11-08", 办理结果="已办结"),
]
#: What came later: a result for T1, another story of T2, two new ones.
LATER = [
    ticket("T1", **DONE),
    ticket(
        "T2",
        诉求人姓名="李秀兰",
        手机号码="13900005555",
        工单内容="楼上漏水，协商后又漏",
        诉求区域="长安镇",
        **DONE,
    ),
    ticket("T4", 诉求人姓名="赵国强", 手机号码="13900007777"),
    ticket("T5", 承办单位="住建局"),
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with the first file in it; copied for each test."""
    folder = tmp_path_factory.mktemp("kept")
    made = tickets.open_house(folder)
    bring(made, sheet(FIRST), name="第一期.xlsx")
    tickets.close(made)
    return folder


@pytest.fixture
def house(kept: Path, tmp_path: Path) -> Iterator[House]:
    """A copy of that centre."""
    made = tickets.copy_of(kept, tmp_path)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def rules_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre without a case; copied for each test."""
    folder = tmp_path_factory.mktemp("rules_only")
    tickets.close(tickets.open_house(folder))
    return folder


@contextlib.contextmanager
def closing_copy(folder: Path, to: Path) -> Iterator[House]:
    """A copy of a centre that is closed again."""
    made = tickets.copy_of(folder, to)
    try:
        yield made
    finally:
        made.store.close()


@pytest.fixture
def empty(rules_only: Path, tmp_path: Path) -> Iterator[House]:
    """A copy of the centre without a case."""
    with closing_copy(rules_only, tmp_path) as made:
        yield made


def test_everything_answers_as_before(house: House) -> None:
    """New cases, updates, changed texts, search and figures: byte for byte as if it had not come."""
    before = answers(house)
    later = bring(house, sheet(LATER))
    assert answers(house) != before
    done = intake.withdraw(house, OPERATOR, later.id, "报错了", NOW)
    assert (done.removed, done.restored, list(done.kept)) == (2, 2, [])
    assert answers(house) == before
    no_faults(house)
    with pytest.raises(IllegalMove, match="已经撤回"):
        intake.withdraw(house, OPERATOR, later.id, "再撤一次", NOW)


def test_what_was_taken_back_stays_in_the_file_and_may_come_again(house: House) -> None:
    """Marked and invisible, its codes not given again; the same file brings it all anew."""
    later = bring(house, sheet(LATER))
    codes = {by_number(house, number).case_code for number in ("T4", "T5")}
    intake.withdraw(house, OPERATOR, later.id, "报错了", NOW)
    with house.store.reading():
        kept = house.store.db.execute_sql("SELECT case_code FROM cases WHERE live = 2").fetchall()
    assert {code for (code,) in kept} == codes
    for code in codes:
        with pytest.raises(NotFound):
            cases.get_case(house.store, OPERATOR, code)
    again = bring(house, sheet(LATER))
    assert tickets.tally(again) == (4, 2, 2, 0, 0, 0, 0)
    assert not codes & {one.case_code for one in all_cases(house)}
    assert by_number(house, "T1").status == Status.EVALUATED
    no_faults(house)


def test_what_people_have_worked_on_is_kept_and_told(house: House) -> None:
    """One new case and one updated case were touched: both stay whole, with their histories."""
    later = bring(house, sheet(LATER))
    new, old = by_number(house, "T4").case_code, by_number(house, "T1").case_code
    for code in (new, old):
        corrections.correct(house, SUPERVISOR, code, {"people": 12}, "核实", NOW)
    histories = [cases.history(house.store, OPERATOR, code) for code in (new, old)]
    done = intake.withdraw(house, OPERATOR, later.id, "报错了", NOW)
    assert (done.removed, done.restored) == (1, 1)
    assert sorted(done.kept) == sorted((code, "督办王 之后办理过") for code in (new, old))
    assert [cases.history(house.store, OPERATOR, code) for code in (new, old)] == histories
    assert (by_number(house, "T4").people_count, by_number(house, "T1").status) == (12, Status.EVALUATED)
    no_faults(house)


def test_a_case_told_twice_in_its_batch_is_kept_once(house: House) -> None:
    """Made and updated by one file, then worked on: told one time."""
    later = bring(house, sheet([ticket("T9"), ticket("T9", **DONE)]))
    code = by_number(house, "T9").case_code
    corrections.correct(house, SUPERVISOR, code, {"people": 12}, "核实", NOW)
    done = intake.withdraw(house, OPERATOR, later.id, "报错了", NOW)
    assert list(done.kept) == [(code, "督办王 之后办理过")]
    assert len(cases.history(house.store, OPERATOR, code)) > 6
    no_faults(house)


def test_a_case_that_a_later_batch_has_moved_on_is_kept_and_told(house: House) -> None:
    """The first file is taken back after the second: what the second has updated stays."""
    before = by_number(house, "T2").case_code
    later = bring(house, sheet(LATER))
    first = batches.list_batches(house.store, OPERATOR)[-1]
    done = intake.withdraw(house, OPERATOR, first.id, "报错了", NOW)
    assert (before, f"批次 {later.id} 之后更新过") in done.kept
    assert done.removed == 1
    no_faults(house)


def test_batches_are_taken_back_one_after_the_other(house: House) -> None:
    """Last first: a batch that was itself taken back is nobody's work; in the end nothing is left."""
    later = bring(house, sheet(LATER))
    first = batches.list_batches(house.store, OPERATOR)[-1]
    intake.withdraw(house, OPERATOR, later.id, "报错了", NOW)
    done = intake.withdraw(house, OPERATOR, first.id, "报错了", NOW)
    assert (done.removed, list(done.kept)) == (3, [])
    assert all_cases(house) == []
    no_faults(house)


def test_a_proposal_that_was_replaced_waits_again(house: House) -> None:
    """Two files contradict a person; the second one is taken back."""
    code = by_number(house, "T1").case_code
    corrections.correct(house, SUPERVISOR, code, {"unit": HOUSING}, "归口", NOW)
    bring(house, sheet([ticket("T1", 承办单位="司法局")]))
    before = cases.proposals(house.store, OPERATOR, code)
    later = bring(house, sheet([ticket("T1", 承办单位="公安局")]))
    assert [one["proposed"] for one in cases.proposals(house.store, OPERATOR, code)] == ['["公安局"]']
    intake.withdraw(house, OPERATOR, later.id, "报错了", NOW)
    assert cases.proposals(house.store, OPERATOR, code) == before
    assert [one["proposed"] for one in before] == ['["司法局"]']


def test_a_persons_correction_before_the_batch_survives(house: House) -> None:
    """The image of a case holds what a person had set, and the person's word goes on holding."""
    code = by_number(house, "T1").case_code
    corrections.correct(house, SUPERVISOR, code, {"people": 12, "unit": HOUSING}, "核实", NOW)
    before = answers(house)
    later = bring(house, sheet(LATER))
    intake.withdraw(house, OPERATOR, later.id, "报错了", NOW)
    assert answers(house) == before
    corrections.settle_result(house, SUPERVISOR, [by_number(house, "T3").case_code], Outcome.RESOLVED, NOW)
    bring(house, sheet([ticket("T1", 承办单位="司法局")]))
    assert by_number(house, "T1").responsible_unit == HOUSING


def test_a_batch_that_is_only_looked_at_is_not_withdrawn(house: House) -> None:
    """It is given up instead."""
    found = look(house, sheet(LATER))
    with pytest.raises(IllegalMove, match="没有入库"):
        intake.withdraw(house, OPERATOR, found.batch_id, "不要了", NOW)


def test_a_clerk_takes_back_only_his_own_and_only_soon(house: House) -> None:
    """Seven days; afterwards, and for others' batches, the supervisor does it. A reason is always needed."""
    mine = bring(house, sheet(LATER), viewer=CLERK)
    theirs = batches.list_batches(house.store, OPERATOR)[-1]
    with pytest.raises(NotAllowed):
        intake.withdraw(house, CLERK, theirs.id, "报错了", NOW)
    with pytest.raises(NotAllowed):
        intake.withdraw(house, CLERK, mine.id, "报错了", NOW + timedelta(days=8))
    with pytest.raises((NotAllowed, NotFound)):
        intake.withdraw(house, LEADER, mine.id, "报错了", NOW)
    with pytest.raises(NotAllowed):
        intake.withdraw(house, replace(CLERK, name="另一个人"), mine.id, "报错了", NOW)
    with pytest.raises(JiefenError, match="理由"):
        intake.withdraw(house, CLERK, mine.id, "  ", NOW)
    assert intake.withdraw(house, CLERK, mine.id, "报错了", NOW).removed == 2
    entry = next(one for one in audit.entries(house.store, OPERATOR) if one["action"] == "withdraw")
    assert (entry["user_name"], entry["object"]) == (CLERK.name, f"batch:{mine.id}")


#: Files that follow each other, as what they say of one case: its story by a letter.
STORIES = {"a": {}, "b": {"工单内容": "楼上漏水，协商后又漏"}, "c": DONE}
LETTERS = st.lists(st.sampled_from("abc"), min_size=2, max_size=4)


def files_of(letters: str) -> list[bytes]:
    """One file a letter: the same case told in these ways, and one case that only this file knows."""
    return [
        sheet([ticket("S", **STORIES[one]), ticket(f"N{at}", 手机号码=f"1390000{at:04d}")])
        for at, one in enumerate(letters)
    ]


def test_what_a_later_file_says_as_well_stays(empty: House) -> None:
    """The cumulative ledger of next month lists the case unchanged: it does not go with the first file."""
    first, second = [bring(empty, one) for one in files_of("aa")]
    code = by_number(empty, "S").case_code
    done = intake.withdraw(empty, OPERATOR, first.id, "报错了", NOW)
    assert list(done.kept) == [(code, f"批次 {second.id} 的文件里也这样写")]
    assert done.removed == 1
    assert [one.case_code for one in all_cases(empty)] == [code, by_number(empty, "N1").case_code]
    no_faults(empty)
    done = intake.withdraw(empty, OPERATOR, second.id, "报错了", NOW)
    assert (done.removed, done.restored, list(done.kept)) == (2, 0, [])
    assert all_cases(empty) == []
    no_faults(empty)


def test_an_update_that_a_later_file_repeats_stays(empty: House) -> None:
    """The second file brought the result, the third says so too: the result is the third one's as well."""
    _first, second, third = [bring(empty, one) for one in files_of("acc")]
    code = by_number(empty, "S").case_code
    history = cases.history(empty.store, OPERATOR, code)
    done = intake.withdraw(empty, OPERATOR, second.id, "报错了", NOW)
    assert list(done.kept) == [(code, f"批次 {third.id} 的文件里也这样写")]
    assert by_number(empty, "S").status == Status.EVALUATED
    assert cases.history(empty.store, OPERATOR, code) == history
    intake.withdraw(empty, OPERATOR, third.id, "报错了", NOW)
    assert by_number(empty, "S").status == Status.SIGNED
    assert len(cases.history(empty.store, OPERATOR, code)) < len(history)
    no_faults(empty)


def test_a_row_that_was_known_when_it_was_looked_at_is_news_again(empty: House) -> None:
    """Between the look and the confirmation the batch that had brought the result was taken back."""
    bring(empty, sheet([ticket("S")]))
    second = bring(empty, sheet([ticket("S", **DONE)]))
    found = look(empty, sheet([ticket("S"), ticket("S", **DONE), ticket("N")]))
    intake.withdraw(empty, OPERATOR, second.id, "报错了", NOW)
    record = intake.commit(empty, OPERATOR, found.batch_id, now=NOW)
    assert tickets.tally(record)[:4] == (3, 1, 1, 1)
    assert by_number(empty, "S").status == Status.EVALUATED
    no_faults(empty)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(letters=LETTERS, order=st.randoms(use_true_random=False))
def test_in_whichever_order_batches_are_taken_back(
    rules_only: Path, letters: list[str], order: random.Random
) -> None:
    """Nothing is lost that a remaining file tells of, nothing else is left, and in the end nothing."""
    with tempfile.TemporaryDirectory() as folder, closing_copy(rules_only, Path(folder) / "house") as house:
        made = [bring(house, one) for one in files_of("".join(letters))]
        left = list(range(len(made)))
        for gone in order.sample(left, len(left)):
            left.remove(gone)
            intake.withdraw(house, OPERATOR, made[gone].id, "报错了", NOW)
            no_faults(house)
            told = {f"N{at}" for at in left} | ({"S"} if left else set())
            assert {one.sources[0].source_no for one in all_cases(house)} == told
