"""health.yaml: the shipped scheme is the guide's, and a county's own is told what does not fit together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jiefen_lite.rules import health, loader

SHIPPED = loader.shipped("health").decode()


def faults(folder: Path, old: str, new: str) -> list[str]:
    """What is said of the shipped file with one change."""
    assert len(re.findall(re.escape(old), SHIPPED)) >= 1, old
    (folder / "health.yaml").write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    return [str(fault) for fault in loader.check(folder)]


def test_the_shipped_scheme_is_that_of_the_guide() -> None:
    scheme = loader.load().health
    assert [(one.name, one.weight, one.floor, one.goal) for one in scheme.items] == [
        ("化解率", 25, 0.8, 0.98),
        ("按期办结率", 25, 0.8, 1),
        ("群众满意率", 20, 0.8, 0.98),
        ("调解成功率", 10, 0.75, 0.97),
        ("重复率", 8, 0.15, 0.02),
        ("签收及首联及时率", 7, 0.7, 0.98),
        ("督办整改率", 5, 0.6, 1),
    ]
    assert [(one.points, one.from_days) for one in scheme.deductions] == [(1, 3), (2, 0), (3, 0)]
    assert (scheme.deduction_most, scheme.bonus_most, scheme.shrink, scheme.least_intake) == (10, 3, 10, 5)
    assert [(one.name, one.least) for one in scheme.grades] == [
        ("健康", 90),
        ("良好", 80),
        ("亚健康", 60),
        ("需会诊", 0),
    ]
    assert scheme.objection_workdays == 3
    assert not scheme.confirmed  # until the county says so in writing


def test_every_item_and_the_red_lights_have_a_prescription() -> None:
    subjects = {one.subject for one in loader.load().health.prescriptions}
    assert subjects == {*health.ITEMS, "red_light"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("name: 化解率, weight: 25", "name: 化解率, weight: 30", "各项权重合计应当是 100，现在是 105"),
        ("least: 80}", "least: 95}", "等级要从高到低写"),
        ("  - {name: 需会诊, least: 0}\n", "", "等级要从高到低写，最后一档 least: 0"),
        ("floor: 0.8, goal: 1,", "floor: 1, goal: 1,", "“goal”和“floor”不能一样"),
        ("floor: 0.8, goal: 0.98", "floor: 80, goal: 0.98", "98% 写成 0.98"),
        ("few_answers_weight: 0.5", "few_answers_weight: 50", "是几分之几，最大是 1"),
        ("达到{goal}", "达到{目标}", "这里没有“{目标}”这个空格"),
        ("acceptance: 现有红灯件全部报结或者办完延期手续", 'acceptance: "{goal}"', "“red_light”不是评分项"),
        ("problem: 化解率偏低", 'problem: "化解率低于{goal}"', "只有验收标准里能写 {goal}"),
        ("confirmed: false", "confirmed: 已确认", "应当是 true（是）或 false（否）"),
    ],
)
def test_what_does_not_fit_together_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert any(told in fault for fault in faults(tmp_path, old, new))


@pytest.mark.parametrize("kind", ["items", "deductions", "symptoms", "links", "checks"])
def test_a_part_that_was_left_out_is_told(tmp_path: Path, kind: str) -> None:
    text = SHIPPED.split(f"\n{kind}:\n", 1)[1]
    line = next(line for line in text.splitlines() if line.startswith("  - {id: "))
    name = line.split("id: ", 1)[1].split(",", 1)[0]
    assert any(f"少了“{name}”" in fault for fault in faults(tmp_path, f"{line}\n", ""))


def test_a_scheme_kept_by_an_earlier_release_is_still_read(tmp_path: Path) -> None:
    """Months frozen before the size of a batch was in the scheme."""
    assert faults(tmp_path, "batch: 5, ", "") == []
    assert {one.batch for one in loader.load(tmp_path).health.checks} == {5}


def test_a_county_that_confirms_only_changes_one_word(tmp_path: Path) -> None:
    assert faults(tmp_path, "confirmed: false", "confirmed: true") == []
    assert loader.load(tmp_path).health.confirmed
