"""Petitions that come again: tied to their original, whose day they go by while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from jiefen_lite import corrections, intake, merging, moving, originals, watch
from jiefen_lite.desk import House
from jiefen_lite.shapes import Clock, Light
from jiefen_lite.store import cases
from jiefen_lite.store import originals as pairs
from tests import tickets
from tests.factories import CLERK, NOW, OPERATOR, SUPERVISOR, handler_of
from tests.importers.factories import workbook
from tests.tickets import bring, by_number, no_faults

ORIGINAL, AGAIN = "XF23088220251001001", "XF23088220251110002"
PETITION: dict[str, Any] = {
    "信访件编号": ORIGINAL,
    "信访日期": "2025-10-01",
    "信访形式": "来访",
    "信访人": "孙立东",
    "问题属地": "锦山镇",
    "内容分类": "劳动和社会保障-拖欠工资",
    "反映内容": "反映某工地拖欠木工工资",
    "初件/重件": "初件",
    "原件编号": None,
    "责任部门": "人社局",
    "限办时间": None,
    "办结状态": "办理中",
    "办结时间": None,
    "办理情况": None,
}
CLOSED = {"办结状态": "已办结", "办结时间": "2025-11-20", "办理情况": "已化解"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The demo county without a case."""
    with tickets.temporary_house(tmp_path) as made:
        yield made


def petitions(*rows: dict[str, Any]) -> bytes:
    """A file of petitions, each as the first one but for the cells given."""
    names = list(PETITION)
    return workbook({"信访件": [names, *([{**PETITION, **row}[name] for name in names] for row in rows)]})


def again(**cells: Any) -> dict[str, Any]:
    """The same matter once more, with the number of its original."""
    told = {"信访件编号": AGAIN, "信访日期": "2025-11-10", "初件/重件": f"重件（原件 {ORIGINAL}）", **cells}
    return told


def dues(house: House) -> tuple[date | None, Clock | None]:
    """Until when the repeat is due, and by which clock."""
    case = by_number(house, AGAIN)
    return case.due_date, case.due_clock


@pytest.mark.parametrize("cells", [{}, {"初件/重件": "重件", "原件编号": f" {ORIGINAL.lower()} "}])
def test_a_repeat_goes_by_the_day_of_its_original(house: House, cells: dict[str, Any]) -> None:
    """However its ledger writes the number; why, and on both pages."""
    bring(house, petitions({}, again(**cells)))
    first, second = by_number(house, ORIGINAL), by_number(house, AGAIN)
    assert dues(house) == (first.due_date, Clock.ORIGINAL)
    (why,) = [one for one in second.reasons if one.decision == "due"]
    assert (why.text, why.rule) == (
        f"到期日 {first.due_date}，随原件 {ORIGINAL}：原件还在办，重件不另起期限", "repeat_follows_original"
    )  # fmt: skip
    linked = pairs.original_of(house.store, OPERATOR, second.case_code)
    assert linked is not None
    assert linked.case_code == first.case_code
    assert [one.case_code for one in pairs.repeats_of(house.store, OPERATOR, first.case_code)] == [
        second.case_code
    ]
    events = cases.history(house.store, OPERATOR, second.case_code)
    assert [one.due_after for one in events if one.action == "follow_original"] == [first.due_date]
    no_faults(house)


def test_the_original_may_come_in_later(house: House) -> None:
    """In another file; and goes again with it."""
    bring(house, petitions(again()))
    own = dues(house)
    assert own[1] == Clock.STATUTORY
    batch = bring(house, petitions({}))
    assert dues(house) == (by_number(house, ORIGINAL).due_date, Clock.ORIGINAL)
    intake.withdraw(house, SUPERVISOR, batch.id, "传错了", NOW)
    assert dues(house) == own
    no_faults(house)


def test_a_closed_original_leaves_the_repeat_its_own_limit(house: House) -> None:
    """From the first file on, or with a later one."""
    bring(house, petitions(again()))
    own = dues(house)
    bring(house, petitions({}))
    assert dues(house) != own
    bring(house, petitions(CLOSED))
    assert dues(house) == own
    assert pairs.original_of(house.store, OPERATOR, by_number(house, AGAIN).case_code) is not None
    no_faults(house)


def test_lights_follow_the_original(house: House) -> None:
    """When the original is late the repeat is too, and is counted so."""
    bring(house, petitions({"限办时间": "2025-11-15"}, again()))
    case = by_number(house, AGAIN)
    assert tickets.clocks.light(house, case, date(2025, 12, 1)) == Light.RED
    seen = watch.scan(house, OPERATOR, date(2025, 12, 1), NOW)
    assert seen.lights["red"] == 2


def test_a_step_at_the_original_moves_the_repeat(house: House) -> None:
    """Withdrawn, the original is over: the repeat has its own limit from that moment."""
    bring(house, petitions({}, again()))
    code = by_number(house, ORIGINAL).case_code
    given = {"way": "written", "evidence": "申请书"}
    moving.move(house, CLERK, code, "withdraw", given, NOW)
    assert dues(house)[1] == Clock.STATUTORY


def test_a_correction_of_the_original_reaches_the_repeat(house: House) -> None:
    """The centre's clock of the original, where no other runs."""
    rules = house.book.deadlines
    center = replace(rules.center, exempt_channels=())
    plain = House(
        house.store, house.center, replace(house.book, deadlines=replace(rules, center=center)), house.files
    )
    bring(plain, petitions({"信访日期": "2025-11-01"}, again()))
    code = by_number(plain, ORIGINAL).case_code
    other = "simple" if by_number(plain, ORIGINAL).complexity == "complex" else "complex"
    corrections.correct(plain, SUPERVISOR, code, {"complexity": other}, "看过了", NOW)
    assert dues(plain) == (by_number(plain, ORIGINAL).due_date, Clock.ORIGINAL)


@pytest.mark.parametrize(
    "cells",
    [
        {"初件/重件": "初件", "原件编号": ORIGINAL},  # names a number, comes for the first time
        {"初件/重件": "重件"},  # of what?
        {"初件/重件": f"重件（原件 {AGAIN}）"},  # itself
        {"初件/重件": "重件（原件 XF2308822025999）"},  # never came in
    ],
)
def test_what_follows_no_original(house: House, cells: dict[str, Any]) -> None:
    first = {"信访人": "李秀兰", "反映内容": "反映邻居占道"}
    bring(house, petitions(first, again(**cells)))
    assert dues(house)[1] == Clock.STATUTORY


def test_what_came_later_is_no_original(house: House) -> None:
    """Two that name each other make no ring."""
    bring(house, petitions({"初件/重件": f"重件（原件 {AGAIN}）"}, again()))
    assert by_number(house, ORIGINAL).due_clock == Clock.STATUTORY
    assert dues(house)[1] == Clock.ORIGINAL


def test_without_the_rule_each_has_its_own(house: House) -> None:
    rules = replace(house.book.deadlines, repeats=None)
    plain = House(house.store, house.center, replace(house.book, deadlines=rules), house.files)
    bring(plain, petitions({}, again()))
    assert dues(plain)[1] == Clock.STATUTORY


def test_a_unit_learns_no_more_of_the_original_than_its_own_ledger_says(house: House) -> None:
    """The day and the number that its row names; not the code of another unit's case."""
    bring(house, petitions({"责任部门": "住建局"}, again()))
    unit = handler_of(by_number(house, AGAIN).responsible_unit or "")
    code, first = by_number(house, AGAIN).case_code, by_number(house, ORIGINAL).case_code
    seen = cases.get_case(house.store, unit, code)
    assert seen.due_clock == Clock.ORIGINAL
    assert first not in repr(seen)
    assert first not in repr(cases.history(house.store, unit, code))
    assert pairs.original_of(house.store, unit, code) is None
    assert pairs.repeats_of(house.store, unit, first) == []


def test_a_merged_original_is_its_master(house: House) -> None:
    """Merged into a third, that one's day counts; into the repeat itself, the repeat's own; and back."""
    third = {"信访件编号": "XF23088220251005003", "信访日期": "2025-10-05", "限办时间": "2025-12-20"}
    bring(house, petitions({}, again(), third))
    first, second = by_number(house, ORIGINAL).case_code, by_number(house, AGAIN).case_code
    other = by_number(house, third["信访件编号"]).case_code
    before = dues(house)
    merging.merge(house, SUPERVISOR, other, first, "同一件", NOW)
    assert dues(house)[0] == date(2025, 12, 4)  # the statutory one of the third comes first
    merging.unmerge(house, SUPERVISOR, first, "不是同一件", NOW)
    assert dues(house) == before
    merging.merge(house, SUPERVISOR, second, first, "同一件", NOW)
    assert {one.due_clock for one in tickets.all_cases(house) if one.case_code == second} == {Clock.STATUTORY}
    no_faults(house)


def test_following_again_changes_nothing(house: House) -> None:
    bring(house, petitions({}, again()))
    before = tickets.contents(house)
    originals.tie(house, None, datetime(2025, 12, 2))
    originals.follow(house, datetime(2025, 12, 2))
    assert tickets.contents(house) == before
