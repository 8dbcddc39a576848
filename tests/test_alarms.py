"""Alarms again: to the same house or from the same telephone, within the days of the rules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jiefen_lite.desk import House
from jiefen_lite.intake import workshop
from jiefen_lite.shapes import CaseRecord, RiskLevel
from jiefen_lite.store import cases, facts
from jiefen_lite.store.alarms import AlarmFinder
from jiefen_lite.text.houses import house_of
from tests import tickets
from tests.factories import OPERATOR, handler_of
from tests.importers.factories import workbook
from tests.tickets import bring, by_number

ALARM: dict[str, Any] = {
    "接警单编号": None,
    "报警时间": "2025-11-03 19:42:11",
    "警情地址": "富锦市城东街道福源小区3号楼2单元",
    "报警人姓名": "孙立东",
    "联系电话": None,
    "报警内容": "报警人称楼上住户深夜跳绳，双方争吵",
    "管辖单位名": "城东派出所",
    "反馈报警类别": "纠纷",
    "反馈报警类型": "邻里纠纷",
    "警情处理结果": "移交镇综治中心",
    "承办单位": None,
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The demo county without a case."""
    with tickets.temporary_house(tmp_path) as made:
        yield made


def alarms(*rows: dict[str, Any]) -> bytes:
    """A file of alarms, J1 in the first row."""
    numbered = [{**ALARM, "接警单编号": f"J{at}", **row} for at, row in enumerate(rows, 1)]
    return workbook({"警情数据": [list(ALARM), *([row[name] for name in ALARM] for row in numbered)]})


def at(day: str, **cells: Any) -> dict[str, Any]:
    """One alarm of November 2025, at eight in the evening."""
    return {"报警时间": f"2025-{day} 20:00:00", **cells}


def told(case: CaseRecord) -> str | None:
    """What the risk card says of alarms again, None where nothing."""
    return next((one for one in case.risk_reasons if one.startswith("重复警情")), None)


@pytest.mark.parametrize(
    ("address", "town", "village", "house"),
    [
        ("锦山镇仁义村三组12号", "锦山镇", "仁义村", "锦山镇|仁义村|3组12号"),
        ("富锦市锦山镇仁义村第3组12号门口", "锦山镇", "仁义村", "锦山镇|仁义村|3组12号"),
        ("城东街道福源小区三栋二单元", "城东街道", None, "城东街道||福源小区3号楼2单元"),
        ("富锦市城东街道福源小区3－2－501", "城东街道", None, "城东街道||福源小区3号楼2单元501室"),
        ("福源小区3号楼02单元501", None, None, "||福源小区3号楼2单元501室"),
        ("佳木斯市富锦市中央大街八十八号", None, None, "||中央大街88号"),
    ],
)
def test_a_house_is_known_in_every_spelling(
    address: str, town: str | None, village: str | None, house: str
) -> None:
    assert house_of(address, town, village) == house


@pytest.mark.parametrize(
    "address",
    ["锦山镇", "锦山镇仁义村", "锦山镇仁义村3组", "福源小区", "福源小区3号楼", "某小区3号楼2单元", "5号",
     "3号公路", "中央大街88号附近", "福源小区3号楼2单元对面"],
)  # fmt: skip
def test_what_many_live_in_is_no_house(address: str) -> None:
    village = "仁义村" if "仁义村" in address else None
    assert house_of(address, "锦山镇" if "锦山镇" in address else None, village) is None


def test_the_same_house_within_thirty_days(house: House) -> None:
    """Spelt otherwise, by another caller, for another matter; the earlier ones by code, the last first."""
    again = {"警情地址": "城东街道福源小区3栋2单元", "报警人姓名": "周海峰", "反馈报警类型": "经济纠纷"}
    batch = bring(house, alarms(at("11-03"), at("11-20", **again), at("12-01", **again)))
    assert batch.counts["new"] == 3
    first, second, third = (by_number(house, number) for number in ("J1", "J2", "J3"))
    assert told(first) is None
    assert told(second) == (f"重复警情：30 日内第 2 次报警：17 天前 {first.case_code}（同一地址）（+25）")
    assert f"第 3 次报警：11 天前 {second.case_code}（同一地址）、28 天前 {first.case_code}" in str(
        told(third)
    )
    assert "重复警情" in second.tags
    assert (first.risk_level, second.risk_level) == (RiskLevel.LOW, RiskLevel.MEDIUM)
    (why,) = [one for one in cases.get_case(house.store, OPERATOR, third.case_code).reasons
              if one.decision == "risk"]  # fmt: skip
    assert first.case_code in why.text
    assert "alarm_again" in str(why.rule)
    # what no ledger and no person says is no repeat of the indicators
    assert [one.repeat for one in facts.case_facts(house.store, OPERATOR, repeat_days=365)] == [False] * 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (at("10-30"), at("11-30")),  # 31 days
        (at("11-03", 警情地址="锦山镇仁义村"), at("11-04", 警情地址="锦山镇仁义村")),
        (at("11-03"), at("11-04", 警情地址="富锦市城东街道福源小区3号楼1单元")),
        (at("11-03", 联系电话="110"), at("11-04", 联系电话="110", 警情地址="锦山镇")),
        (at("11-03", 联系电话="139****1234"), at("11-04", 联系电话="139****1234", 警情地址="锦山镇")),
    ],
)
def test_what_is_no_alarm_again(house: House, first: dict[str, Any], second: dict[str, Any]) -> None:
    bring(house, alarms(first, second))
    assert [told(by_number(house, number)) for number in ("J1", "J2")] == [None, None]


def test_the_same_telephone_from_elsewhere(house: House) -> None:
    """One of two numbers is enough, whatever the alarm is about."""
    bring(house, alarms(at("11-03", 联系电话="13900001234、13900005678", 警情地址="锦山镇")))
    more = at("11-10", 联系电话="13900005678", 反馈报警类型="经济纠纷", 警情地址="长安镇", 接警单编号="J2")
    bring(house, alarms(more))
    assert "（同一电话）" in str(told(by_number(house, "J2")))


def test_only_alarms_count(house: House) -> None:
    """A ticket of the hotline from the same telephone is none."""
    bring(house, tickets.sheet([tickets.ticket("T1", 手机号码="13900001234")]))
    bring(house, alarms(at("11-10", 联系电话="13900001234", 警情地址="锦山镇")))
    assert told(by_number(house, "J1")) is None


def test_an_update_keeps_it_and_a_case_is_none_of_itself(house: House) -> None:
    """The same file once more, with a result: counted as before."""
    rows = [at("11-03"), at("11-20")]
    bring(house, alarms(*rows))
    before = told(by_number(house, "J2"))
    done = bring(house, alarms(*({**row, "警情处理结果": "现场调解，双方达成一致"} for row in rows)))
    assert done.counts["updated"] == 2
    assert [told(by_number(house, number)) for number in ("J1", "J2")] == [None, before]


def test_a_unit_is_not_told_of_the_earlier_case(house: House) -> None:
    """Neither the tag nor the code: what its own case says by itself."""
    bring(house, alarms(at("11-03"), at("11-20", 承办单位="公安局")))
    unit = handler_of("公安局")
    (seen,) = cases.list_cases(house.store, unit, tickets.CaseQuery(), full=True)
    earlier = by_number(house, "J1").case_code
    assert (seen.risk_level, "重复警情" in seen.tags, told(seen)) == (RiskLevel.LOW, False, None)
    assert earlier not in repr(cases.get_case(house.store, unit, seen.case_code))
    assert told(by_number(house, "J2")) is not None


def test_no_rule_no_count(house: House) -> None:
    """Without the row of the card nothing is looked for."""
    card = replace(
        house.book.risk, rules=tuple(one for one in house.book.risk.rules if one.id != "alarm_again")
    )
    plain = House(house.store, house.center, replace(house.book, risk=card), house.files)
    bring(plain, alarms(at("11-03"), at("11-04")))
    assert told(by_number(plain, "J2")) is None


def test_helpers_find_the_same(house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A large file by helper processes, whose chunks are made at the same time."""
    monkeypatch.setattr(workshop, "ALONE_UP_TO", 0)
    monkeypatch.setattr(sys.modules["jiefen_lite.intake.commit"], "CHUNK", 5)
    rows = [
        at(
            f"11-{1 + number // 2:02d}",
            警情地址=f"城东街道福源小区{1 + number % 7}号楼1单元",
            接警单编号=f"K{number:02d}",
        )
        for number in range(40)
    ]
    bring(house, alarms(*rows))
    monkeypatch.setattr(workshop, "ALONE_UP_TO", 5000)
    with tickets.temporary_house(tmp_path / "alone") as alone:
        bring(alone, alarms(*rows))
        for number in range(40):
            assert told(by_number(house, f"K{number:02d}")) == told(by_number(alone, f"K{number:02d}"))
        assert sum(told(by_number(alone, f"K{number:02d}")) is not None for number in range(40)) == 33


def test_days_are_asked_not_rows(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows of these days there are, the store is asked once."""
    asked: list[tuple[date, date]] = []
    fetch = AlarmFinder._fetch

    def counted(finder: AlarmFinder, first: date, until: date) -> None:
        asked.append((first, until))
        fetch(finder, first, until)

    monkeypatch.setattr(AlarmFinder, "_fetch", counted)
    bring(house, alarms(*[at("11-20", 接警单编号=f"L{number}") for number in range(30)]))
    assert asked == [(date(2025, 10, 21), date(2025, 11, 21))]
