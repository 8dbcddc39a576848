"""涉法涉诉 in a column of its own: the case takes the way it takes where its category says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jiefen_lite import corrections
from jiefen_lite.desk import House
from jiefen_lite.shapes import By, CaseRecord
from jiefen_lite.store import cases
from tests import tickets
from tests.factories import NOW, OPERATOR, SUPERVISOR
from tests.importers.factories import workbook
from tests.tickets import bring, by_number

NUMBER = "XF23088220251121001"
PETITION: dict[str, Any] = {
    "信访件编号": NUMBER,
    "信访日期": "2025-11-10",
    "信访形式": "来访",
    "信访人": "孙立东",
    "问题属地": "锦山镇",
    "内容分类": "农村农业-土地流转",
    "反映内容": "反映土地流转费的官司判决后，对方一直没有付款",
    "涉法涉诉": None,
    "责任部门": None,
    "办结状态": None,
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The demo county without a case."""
    with tickets.temporary_house(tmp_path) as made:
        yield made


def petition(house: House, header: str = "涉法涉诉", **cells: Any) -> CaseRecord:
    """A petition as it comes in; ``header``: how its column is called."""
    row = {**PETITION, **cells}
    names = [header if name == "涉法涉诉" else name for name in row]
    bring(house, workbook({"信访件": [names, list(row.values())]}))
    return by_number(house, str(row["信访件编号"]))


@pytest.mark.parametrize("header", ["涉法涉诉", "是否涉法涉诉"])
@pytest.mark.parametrize("more", [{}, {"责任部门": "农业农村局"}])
def test_a_yes_takes_the_way_of_the_category(house: House, header: str, more: dict[str, Any]) -> None:
    """Type, unit, open points and status are those of a petition whose category says it."""
    said = petition(house, header, 涉法涉诉="是", **more)
    other = petition(house, header, 信访件编号="XF2", 信访人="周海峰", 内容分类="涉法涉诉", **more)
    for name in ("type_l1", "type_l2", "responsible_unit", "unit_by", "assisting_units", "pending", "status"):
        assert getattr(said, name) == getattr(other, name), name
    assert said.type_l1 == "admin_legal"
    (why,) = [one for one in said.reasons if one.decision == "type"]
    assert (why.by, why.rule) == (By.SOURCE, "source_type.litigation")
    assert why.text == (
        "来源“涉法涉诉”栏写着“是”，归涉行政／涉法涉诉，导入法定程序；来源分类写的是“农村农业-土地流转”"
    )


@pytest.mark.parametrize("word", ["否", None, "不详"])
def test_what_says_no_or_nothing_stays_what_it_is(house: House, word: str | None) -> None:
    assert petition(house, 涉法涉诉=word).type_l1 == "land_forest"


def test_one_correction_sets_it_right(house: House) -> None:
    """Its unit follows the type again, and a later file of the same words changes nothing."""
    case = petition(house, 涉法涉诉="是")
    assert case.responsible_unit is None
    right = {"type": {"l1": "land_forest", "l2": "土地流转"}}
    corrections.correct(house, SUPERVISOR, case.case_code, right, "官司已经了结，另有纠纷", NOW)
    petition(house, 涉法涉诉="是", 办结状态="办理中")
    after = by_number(house, NUMBER)
    assert (after.type_l1, after.type_l2) == ("land_forest", "土地流转")
    assert after.responsible_unit is not None
    assert cases.proposals(house.store, OPERATOR, case.case_code) == []


def test_a_later_file_may_say_so(house: House) -> None:
    """As any other field that nobody has set; against a person it only asks."""
    case = petition(house)
    assert case.type_l1 == "land_forest"
    assert petition(house, 涉法涉诉="是").type_l1 == "admin_legal"
    corrections.correct(house, SUPERVISOR, case.case_code, {"type": {"l1": "land_forest"}}, "看过", NOW)
    petition(house, 涉法涉诉="否")
    petition(house, 涉法涉诉="是")
    assert by_number(house, NUMBER).type_l1 == "land_forest"
    (asked,) = cases.proposals(house.store, OPERATOR, case.case_code)
    assert asked["field"] == "type"
