"""What two texts of a rule file say otherwise, rule by rule."""

from __future__ import annotations

import pytest

from jiefen_lite.errors import RuleError
from jiefen_lite.rules import loader
from jiefen_lite.rules.changes import FieldChange, differences, line_diff
from jiefen_lite.rules.editor import Add, AddAfter, Edit, Remove, Set, edit
from jiefen_lite.rules.schema import FILES


def told(name: str, *wishes: Edit) -> list[str]:
    """The differences that these edits of the shipped file make, as sentences."""
    old = loader.shipped(name).decode()
    return [str(one) for one in differences(old, edit(old, *wishes), name)]


@pytest.mark.parametrize("name", FILES)
def test_layout_and_comments_are_no_difference(name: str) -> None:
    """Only what the file says counts."""
    text = loader.shipped(name).decode()
    assert differences(text, "# 话\n\n" + text + "\n# 完\n", name) == []


def test_words_that_came_and_went_are_told() -> None:
    """Not the whole list."""
    wishes = (Add("types[labor].secondary[工伤待遇].words", "年休假"), Remove("types[labor].words[0]"))
    first = loader.read_plain(loader.shipped("types").decode(), "types.yaml")[0]["types"][6]["words"][0]
    assert told("types", *wishes) == [
        f"labor 关键词：去掉 {first}",
        "labor／工伤待遇 关键词：增加 年休假",
    ]


def test_settings_and_rules_are_told_by_their_names() -> None:
    """A setting, a changed value, a new rule, a rule that went."""
    assert told(
        "risk",
        Set("high_from", 55),
        Set("rules[crowd_5].points", 20),
        AddAfter("rules[crowd_50]", {"id": "new", "tag": "新", "points": 5, "basis": "试"}),
        Remove("rules[crowd_10]"),
    ) == [
        "高风险：“60”改为“55”",
        "crowd_5 分值：“25”改为“20”",
        "crowd_10 风险因素：去掉“编号 crowd_10，标签 涉众，分值 50，依据 风险因素：涉众 10 人以上，"
        "同组 crowd，人数至少 10”",
        "new 风险因素：新增“编号 new，标签 新，分值 5，依据 试”",
    ]
    assert told("deadlines", Set("center.simple_days", 5)) == ["中心的钟 简易天数：“3”改为“5”"]


def test_of_many_called_alike_only_the_changed_one_is_told() -> None:
    """Articles of laws have no id; one taken out of the middle does not shift the others."""
    changes = differences(old := loader.shipped("laws").decode(), edit(old, Remove("bases[3]")), "laws")
    assert len(changes) == 1
    assert changes[0].rule == ("marriage_family（第 4 条）",)
    assert changes[0].after is None


def test_another_order_is_told() -> None:
    """Earlier rules win, so their order counts."""
    old = "rules:\n  - {id: a, n: 1}\n  - {id: b, n: 2}\n"
    new = "rules:\n  - {id: b, n: 2}\n  - {id: a, n: 1}\n"
    assert differences(old, new, "risk") == [FieldChange((), "", "风险因素的先后", "a、b", "b、a")]


def test_lines_that_differ() -> None:
    """As diff shows them."""
    old = loader.shipped("deadlines").decode()
    lines = line_diff(old, edit(old, Set("center.simple_days", 5)), "deadlines").splitlines()
    assert [line for line in lines if line[0] in "+-"] == [
        "--- deadlines.yaml（原来）",
        "+++ deadlines.yaml（现在）",
        "-  simple_days: 3",
        "+  simple_days: 5",
    ]


def test_a_text_that_cannot_be_read_is_told() -> None:
    """With the line."""
    with pytest.raises(RuleError, match=r"risk\.yaml 第 1 行"):
        differences("a: [1", "a: 1", "risk")
