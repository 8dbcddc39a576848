"""A county's rule folder that stands on its own, small enough to break on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiefen_lite.rules import loader

SMALL = {
    "types.yaml": """\
scoring: {secondary: 3, primary: 1, excluded: -3, least_score: 2, least_lead: 1, basis: 自动分类}
types:
  - id: neighbor
    name: 邻里
    fold18: 邻里
    basis: 纠纷类型
    main: "@town"
    assisting: [派出所]
    words: [邻居]
    secondary:
      - {name: 通行, words: [过道]}
""",
    "routing.yaml": """\
id: routing
basis: 派单规则
town_assists: true
local_words: [社区]
never_dispatch: []
units:
  - {name: 公安局, aliases: [派出所]}
""",
    "complexity.yaml": """\
otherwise: complex
rules:
  - {id: many, level: complex, basis: 难易表, text: 人多, people_from: 5}
""",
    "risk.yaml": """\
high_from: 60
medium_from: 25
negations: [没有]
hearsay: [怕]
rules:
  - {id: threat, tag: 民转刑苗头, points: 60, basis: 风险表, hard: true, words: [持刀]}
""",
    "analysis.yaml": """\
basis: 报告结构
copies: 报送：市委政法委。
significance: 1.96
named_change: 5
surge_least: 10
surge_rise: 0.2
minor_share: 0.05
mainly_share: 0.5
top: 3
many_from: 20
baseline_months: 12
baseline_least: 3
excess_least: 5
excess_deviations: 2
excess_most: 6
long_open_days: 60
crowds: [5, 10, 30]
key_cases_most: 15
list_most: 20
laws_most: 2
inspection_days: 30
groups: [{id: legal, name: 法律意识, types: [neighbor]}]
seasons: [{id: spring, name: 春耕, months: [3], types: [neighbor], basis: 时令}]
topics: [{type: neighbor, audience: 邻里, form: 说事会, inspect: 积怨}]
sentences:
  - id: lead
    section: lead
    basis: 导语
    say: [{when: [accepted], text: "受理{intake}件。"}, {text: 没有受理。}]
""",
    "laws.yaml": """\
checked: [{id: V26, until: 2026-06-26, what: 逐条核对}]
names: [{short: 民法典, full: 中华人民共和国民法典}]
bases: [{type: neighbor, law: 民法典, article: 288, source: V26, gist: 正确处理相邻关系}]
""",
    "reading.yaml": """\
applicant_words: [申请人]
respondent_words: [被申请人]
organisation_endings: [公司]
surnames: 赵钱孙李
compound_surnames: [欧阳]
causes: []
tags: []
""",
    "channels.yaml": """\
common:
  - {field: source_no, words: [编号]}
ignore: [序号]
types:
  - {words: [邻里纠纷], l1: neighbor, l2: 通行}
channels: []
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound rule folder; the files it lacks are the shipped ones."""
    for name, text in SMALL.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    shipped = (Path(loader.__file__).parent / "mediation.yaml").read_text(encoding="utf-8")
    one_type = shipped.replace("[land_forest, neighbor, house_homestead]", "[neighbor]")
    assert one_type != shipped  # it names types, and this folder has one
    (tmp_path / "mediation.yaml").write_text(one_type, encoding="utf-8")
    return tmp_path
