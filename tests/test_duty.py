"""Who of a unit is there on a day: leader, stand-in, rota, absences; every answer says why."""

from __future__ import annotations

from datetime import date

import pytest

from jiefen_lite import duty
from jiefen_lite.shapes import Absence, Duty, Unit

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
ROTA = (
    Duty("小赵", "13900001234", (0, 2, 4)),
    Duty("小孙", None, (), date(2026, 11, 21), date(2026, 11, 22)),
    Duty("小李", "0454-2345678"),
)
UNIT = Unit("人社局", "department", leader="老陈", stand_in="老周", duty=ROTA)


def away(person: str, stand_in: str | None = None, first: date = FRIDAY, last: date = FRIDAY) -> Absence:
    return Absence(person, first, last, stand_in)


@pytest.mark.parametrize(
    ("absences", "person", "words"),
    [
        ([], "老陈", "分管领导：老陈。"),
        ([away("老陈")], "老周", "老陈 2026-11-20 不在，由老周代。"),
        ([away("老陈", "小赵")], "小赵", "由小赵代。"),
        ([away("老陈", "小赵"), away("小赵", "小李")], "小李", "小赵 2026-11-20 不在，由小李代。"),
        ([away("老陈", "小赵"), away("小赵")], "老周", "小赵 2026-11-20 不在，由老周代。"),
        ([away("老陈", "小赵"), away("小赵", "老陈"), away("老周")], None, "没有人代。"),
        ([away("老陈", None, SATURDAY, SATURDAY)], "老陈", "分管领导：老陈。"),
        ([away("老陈", "小赵"), away("老陈", "小李")], "小李", "由小李代。"),  # the one entered last holds
    ],
)
def test_who_answers_for_a_unit(absences: list[Absence], person: str | None, words: str) -> None:
    found = duty.in_charge(UNIT, FRIDAY, absences)
    assert found.person == person
    assert words in found.reason


def test_a_unit_without_leader_says_what_to_do() -> None:
    found = duty.in_charge(Unit("住建局", "department"), FRIDAY, [])
    assert found.person is None
    assert "红灯没人收" in found.reason
    assert "leader" in found.reason


@pytest.mark.parametrize(
    ("day", "absences", "expected"),
    [
        (FRIDAY, [], [("小赵", "13900001234")]),  # a weekday goes before every day
        (SATURDAY, [], [("小孙", None)]),  # written days go before weekdays
        (date(2026, 11, 24), [], [("小李", "0454-2345678")]),
        (FRIDAY, [away("小赵", "小李")], [("小李", "0454-2345678")]),  # with the telephone of who is there
        (FRIDAY, [away("小赵")], [(None, None)]),
    ],
)
def test_who_is_on_duty(
    day: date, absences: list[Absence], expected: list[tuple[str | None, str | None]]
) -> None:
    found = duty.on_duty(UNIT, day, absences)
    assert [(one.person, one.phone) for one in found] == expected


def test_reasons_tell_the_line_of_the_rota() -> None:
    (weekday,), (dated,) = duty.on_duty(UNIT, FRIDAY, []), duty.on_duty(UNIT, SATURDAY, [])
    assert weekday.reason == "值班（星期一、三、五）：小赵。"
    assert dated.reason == "值班（2026-11-21 至 2026-11-22）：小孙。"


def test_no_rota_and_a_gap_in_it_are_told_apart() -> None:
    (none,) = duty.on_duty(Unit("住建局", "department"), FRIDAY, [])
    (gap,) = duty.on_duty(Unit("住建局", "department", duty=(Duty("甲", None, (0,)),)), FRIDAY, [])
    assert (none.person, gap.person) == (None, None)
    assert "没有值班表" in none.reason
    assert "2026-11-20（星期五）没有人" in gap.reason
