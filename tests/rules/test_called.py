"""Nobody reads an id: every rule that a judgement may rest on has a short Chinese name and its file."""

from __future__ import annotations

import re

import pytest

from jiefen_lite.rules import loader
from jiefen_lite.rules.called import GONE, Called, RuleNames, file_called
from jiefen_lite.rules.schema import FILES

BOOK = loader.load()
NAMES = RuleNames(BOOK)
CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize(
    ("rule", "name", "file"),
    [
        ("type.labor", "劳动争议", "types"),
        ("unit.labor", "劳动争议的主办单位", "types"),
        ("unit.labor.拖欠工资", "劳动争议 · 拖欠工资的主办单位", "types"),
        ("refine.wage_of_labor", "劳动争议细分到拖欠农民工工资", "types"),
        ("type.disagree", "两种读法认的类型不一样", "types"),
        ("complex_people", "任一方 5 人以上", "complexity"),
        ("complexity.otherwise", "难易都没有对上", "complexity"),
        ("gathering", "聚集过激", "risk"),
        ("center_deadline", "中心时限", "deadlines"),
        ("labor_arbitration_award", "劳动仲裁的法定时限", "deadlines"),
        ("result.not_accepted", "结果写“不予受理”等", "results"),
        ("result.default.police_110", "只写办结的，按本县默认", "results"),
        ("hotline_consult", "咨询，没有纠纷", "channels"),
        ("lesson.12", "照改对过的读", "reading"),
    ],
)
def test_what_judgements_rest_on_is_called_by_its_name(rule: str, name: str, file: str) -> None:
    assert NAMES.of(rule) == (Called(rule, name, file),)


def test_a_judgement_may_rest_on_several() -> None:
    assert NAMES.told("gathering、civil_to_criminal") == "聚集过激、民转刑苗头"
    assert [one.file for one in NAMES.of("gathering、civil_to_criminal")] == ["risk", "risk"]


def test_ids_that_are_alike_are_told_apart_by_their_file() -> None:
    assert NAMES.told("harvest", "risk") != NAMES.told("harvest", "analysis")
    assert NAMES.told("major_people", "subsidy") == "涉及 30 人以上"


@pytest.mark.parametrize("rule", ["no_such_rule", "type.gone", "unit.gone", "result.gone", "refine.gone"])
def test_a_rule_that_is_gone_is_told_so(rule: str) -> None:
    assert NAMES.of(rule) == (Called(rule, GONE, None),)


def test_no_rule_is_called_by_its_id() -> None:
    for (file, rule), name in NAMES._by_file.items():
        assert CHINESE.search(name), (file, rule, name)
        assert len(name) <= 40, (file, rule, name)


def test_files_are_called_by_their_headings() -> None:
    assert file_called("health") == file_called("health.yaml") == "“体检评分”"
    assert all(CHINESE.search(file_called(one)) for one in FILES)
    assert file_called("center.yaml.old") == "center.yaml.old"
