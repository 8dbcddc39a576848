"""A county's rule folder that stands on its own, small enough to break on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

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
    return tmp_path
