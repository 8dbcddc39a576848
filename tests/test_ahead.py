"""Updates are made ready before a batch takes effect; whatever happens meanwhile, the outcome is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jiefen_lite import corrections, intake, merging
from jiefen_lite.desk import House
from jiefen_lite.intake import ahead, updates
from jiefen_lite.shapes import Status
from jiefen_lite.store import batches, cases
from tests import tickets
from tests.factories import NOW, OPERATOR, SUPERVISOR
from tests.tickets import DONE, HOUSING, answers, bring, by_number, look, no_faults, sheet, ticket

#: What the county has; T1 has been told of twice, by two files.
FIRST = [
    ticket("T1"),
    ticket("T2", 诉求人姓名="李秀兰", 手机号码="13900005555", 工单内容="楼上漏水泡坏天花板要求赔偿"),
    ticket("T3", 诉求人姓名="王德福", 手机号码="13900006666"),
    ticket("T4", 诉求人姓名="赵国强", 手机号码="13900007777"),
]
SECOND = [ticket("T1", 诉求人姓名="孙立冬")]
#: The file that is confirmed: four updates, a new one, and a new one that it tells of twice.
LATER = [
    ticket("T1", 诉求人姓名="孙立冬", **DONE),
    ticket("T2", 诉求人姓名="李秀兰", 手机号码="13900005555", 工单内容="楼上漏水，协商后又漏", **DONE),
    ticket("T3", 诉求人姓名="王德福", 手机号码="13900008888", 承办单位="司法局"),
    ticket("T4", 诉求人姓名="赵国强", 手机号码="13900007777", 诉求区域="长安镇"),
    ticket("T5", 承办单位="住建局"),
    ticket("T6", 诉求人姓名="周玉芬", 手机号码="13900009999"),
    ticket("T6", 诉求人姓名="周玉芬", 手机号码="13900009999", **DONE),
]
Meanwhile = Callable[[House], object]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with two files in it; copied for each test."""
    folder = tmp_path_factory.mktemp("kept")
    made = tickets.open_house(folder)
    bring(made, sheet(FIRST), name="第一期.xlsx")
    bring(made, sheet(SECOND), name="更名.xlsx")
    corrections.correct(made, SUPERVISOR, by_number(made, "T3").case_code, {"unit": HOUSING}, "归口", NOW)
    tickets.close(made)
    return folder


@pytest.fixture
def house(kept: Path, tmp_path: Path) -> Iterator[House]:
    """A copy of that centre."""
    made = tickets.copy_of(kept, tmp_path / "one")
    yield made
    made.store.close()


@pytest.fixture
def other(kept: Path, tmp_path: Path) -> Iterator[House]:
    """A second copy of that centre."""
    made = tickets.copy_of(kept, tmp_path / "other")
    yield made
    made.store.close()


@pytest.fixture
def made_under_lock(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The source numbers whose updates were composed while everybody else had to wait."""
    under_lock: list[str] = []
    compose = updates.compose

    def watched(house: House, *given: Any) -> updates.Update:
        update = compose(house, *given)
        if house.store.is_being_written:
            under_lock.append(update.natural_key.rsplit("|")[-1])
        return update

    monkeypatch.setattr(updates, "compose", watched)
    return under_lock


def correct(number: str, **values: Any) -> Meanwhile:
    """A person corrects a case."""
    return lambda house: corrections.correct(
        house, SUPERVISOR, by_number(house, number).case_code, values, "核实", NOW
    )


def file(*rows: dict[str, Any]) -> Meanwhile:
    """Another file is read and confirmed."""
    return lambda house: bring(house, sheet(rows), name="另一份.xlsx")


def take_back(name: str) -> Meanwhile:
    """An earlier file is taken back."""

    def act(house: House) -> None:
        (batch,) = [one for one in batches.list_batches(house.store, OPERATOR) if one.file_name == name]
        intake.withdraw(house, OPERATOR, batch.id, "报错了", NOW)

    return act


def merge(house: House) -> None:
    """A person says that two cases are one."""
    master, part = by_number(house, "T3").case_code, by_number(house, "T4").case_code
    merging.merge(house, SUPERVISOR, master, part, "同一件事", NOW)


def confirm(house: House, batch_id: int, meanwhile: Meanwhile) -> None:
    """Confirm a batch; ``meanwhile`` happens when its updates have been made ready."""

    def watch(done: int, total: int) -> None:
        if (done, total) == (5, 5):  # the four known ones, and the second word about T6
            meanwhile(house)

    intake.commit(house, OPERATOR, batch_id, now=NOW, progress=watch)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("meanwhile", "done_over"),
    [
        pytest.param(lambda _house: None, [], id="nothing"),
        pytest.param(correct("T1", people=12), ["T1"], id="a person corrects one"),
        pytest.param(
            correct("T4", place={"town": "头林镇"}), ["T4"], id="what the file says is contradicted"
        ),
        pytest.param(
            file(ticket("T2", 诉求人姓名="李秀兰", 手机号码="13900005555")),
            ["T2"],
            id="another file changes one",
        ),
        pytest.param(file(LATER[3]), [], id="another file says the same of one"),
        pytest.param(take_back("更名.xlsx"), ["T1", "T2", "T3", "T4", "T6"], id="an update is taken back"),
        pytest.param(merge, ["T3", "T4"], id="two are merged"),
    ],
)
def test_the_outcome_is_that_of_one_thing_after_the_other(
    house: House, other: House, meanwhile: Meanwhile, done_over: list[str], made_under_lock: list[str]
) -> None:
    """As if it had happened just before: every case, history, proposal, figure and search; no fault.

    Only what it touches is made over while others wait; of a case that is taken back everything is.
    """
    first = look(other, sheet(LATER)).batch_id
    meanwhile(other)
    intake.commit(other, OPERATOR, first, now=NOW)
    made_under_lock.clear()
    confirm(house, look(house, sheet(LATER)).batch_id, meanwhile)
    assert made_under_lock == done_over
    assert answers(house) == answers(other)
    for each in (house, other):
        no_faults(each)


def test_the_whole_first_file_taken_back_meanwhile(house: House) -> None:
    """Updates whose cases are gone come in as new ones; nothing of the file is lost."""
    record = look(house, sheet(LATER)).batch_id
    confirm(house, record, take_back("第一期.xlsx"))
    numbers = {source.source_no for one in tickets.all_cases(house) for source in one.sources}
    assert numbers == {row["工单编号"] for row in LATER}
    no_faults(house)


def test_a_file_with_updates_can_be_taken_back(house: House) -> None:
    """Written many at once, each case still has the image of how it stood."""
    before = answers(house)
    later = bring(house, sheet(LATER))
    assert by_number(house, "T1").status == Status.EVALUATED
    intake.withdraw(house, OPERATOR, later.id, "报错了", NOW)
    assert answers(house) == before
    no_faults(house)


def test_a_word_against_a_person_is_proposed(house: House) -> None:
    """The unit of T3 was set by a person: the file's word waits."""
    bring(house, sheet(LATER))
    case = by_number(house, "T3")
    assert case.responsible_unit == HOUSING
    assert [one["proposed"] for one in cases.proposals(house.store, OPERATOR, case.case_code)] == [
        '["司法局"]'
    ]


def test_more_than_one_step(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of two rows: all updates are taken over, and progress is told after each."""
    monkeypatch.setattr(ahead, "STEP", 2)
    told: list[tuple[int, int]] = []
    batch = look(house, sheet(LATER)).batch_id
    record = intake.commit(house, OPERATOR, batch, now=NOW, progress=lambda *so_far: told.append(so_far))
    assert tickets.tally(record)[1:3] == (2, 5)
    assert told[-3:] == [(2, 5), (4, 5), (5, 5)]
    no_faults(house)
