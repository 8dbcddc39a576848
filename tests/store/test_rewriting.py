"""Changed cases are written many at once, and can be put back, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiefen_lite import demo, intake
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseQuery, Status
from jiefen_lite.store import Store, cases
from tests.factories import NOW, OPERATOR
from tests.tickets import DONE, answers, bring, by_number, no_faults, sheet, shipped_rules, ticket

WANG = {"诉求人姓名": "王德福", "手机号码": "13900006666"}
FIRST = [ticket("T1"), ticket("T2", **WANG), ticket("T3", 诉求人姓名="李秀兰", 手机号码="13900005555")]
#: Another result, another telephone, another unit, another place.
LATER = [
    ticket("T1", **DONE),
    ticket("T2", **{**WANG, "手机号码": "13900008888"}, 承办单位="司法局"),
    ticket("T3", 诉求人姓名="李秀兰", 手机号码="13900005555", 诉求区域="长安镇", 诉求地址="长安镇"),
]


@pytest.fixture
def house(store: Store, tmp_path: Path) -> House:
    """The demo county over a store of each kind, with a first file in it."""
    made = House(store, demo.center(), shipped_rules(), tmp_path / "files")
    bring(made, sheet(FIRST))
    return made


def found_by(house: House, words: str) -> set[str | None]:
    """The source numbers of the cases that a search finds."""
    found = cases.list_cases(house.store, OPERATOR, CaseQuery(text=words))
    return {source.source_no for one in found for source in one.sources}


def test_every_table_of_a_changed_case(house: House) -> None:
    """State, people, units, words and numbers: what is new is found, what is old is not."""
    bring(house, sheet(LATER), name="第二期.xlsx")
    assert by_number(house, "T1").status == Status.EVALUATED
    assert by_number(house, "T2").responsible_unit == "司法局"
    assert by_number(house, "T3").town == "长安镇"
    assert found_by(house, "13900008888") == {"T2"}
    assert found_by(house, "13900006666") == set()
    assert found_by(house, "长安镇") == {"T3"}
    assert found_by(house, "锦山镇") == {"T1", "T2"}
    no_faults(house)


def test_put_back_as_it_was(house: House) -> None:
    """The images taken of all of them at once bring each back."""
    before = answers(house)
    later = bring(house, sheet(LATER), name="第二期.xlsx")
    done = intake.withdraw(house, OPERATOR, later.id, "报错了", NOW)
    assert (done.removed, done.restored, list(done.kept)) == (0, 3, [])
    assert answers(house) == before
    no_faults(house)
