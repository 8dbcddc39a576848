"""Examples in rule files are tried out, and one that comes out otherwise is a fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiefen_lite import ruleexamples
from jiefen_lite.rules import loader
from jiefen_lite.rules.editor import Edit, Remove, Set, edit
from jiefen_lite.rules.examples import CaseExample

BOOK = loader.load()


def told(name: str, *wishes: Edit) -> list[str]:
    """The faults when the shipped file of that name is edited so."""
    text = edit(loader.shipped(name).decode(), *wishes)
    return [str(fault) for fault in ruleexamples.check(texts={name: text})]


def line_of(name: str, words: str) -> int:
    """The line of a shipped file in which these words stand."""
    lines = loader.shipped(name).decode().splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


def test_shipped_examples_hold() -> None:
    """All of them, with the shipped rules."""
    assert [str(fault) for fault in ruleexamples.check()] == []


def cases(name: str) -> tuple[CaseExample, ...]:
    """The examples of a file that are cases."""
    found: tuple[CaseExample, ...] = getattr(BOOK, name).examples
    return found


def test_every_rule_has_its_example() -> None:
    """Every row of the risk card fires once and is silent once; every type, result, exclusion comes out."""
    fires = {rule for one in cases("risk") for rule in one.expect.fires}
    silent = {rule for one in cases("risk") for rule in one.expect.silent}
    assert {rule.id for rule in BOOK.risk.rules} == fires
    assert fires - silent == {"crowd_50"} - silent
    assert {kind.id for kind in BOOK.types.types} == {one.expect.type for one in cases("types")} - {None}
    assert {rule.id for rule in BOOK.complexity.rules} <= {one.expect.rule for one in cases("complexity")}
    assert {rule.id for rule in BOOK.results.rules} <= {one.rule for one in BOOK.results.examples}
    exclusions = {rule.id for channel in BOOK.channels.channels for rule in channel.exclusions}
    assert exclusions == {one.excluded for one in BOOK.channels.examples} - {None}
    assert len(BOOK.deadlines.counting) == 14


def test_a_failing_example_tells_file_line_answer_and_rule() -> None:
    """So that a person can decide whether the rule or the example is wrong."""
    line = line_of("deadlines", "窗口简易件三日")
    assert told("deadlines", Set("center.simple_days", 5))[0] == (
        f"deadlines.yaml 第 {line} 行：例子“窗口简易件三日”：到期日应是“2026-11-23”"
        "，算出来是“2026-11-25”（依规则“中心时限” center_deadline）；请改规则，或者改例子"
    )


@pytest.mark.parametrize(
    ("name", "wish", "said"),
    [
        (
            "risk",
            Set("rules[publicity].words[找媒体]", "找报社"),
            "“要找媒体”：命中的风险因素应是“publicity”，算出来是“没有”",
        ),
        (
            "risk",
            Set("rules[big_money].unless[停工留薪]", "停工待岗"),
            "“停工留薪不算”：不命中的风险因素应是“big_money”",
        ),
        (
            "risk",
            Set("medium_from", 31),
            "“拉横幅”：风险等级应是“中”，算出来是“低”（依规则“聚集过激” gathering）",
        ),
        (
            "risk",
            Set("rules[needs_care].tag", "照护"),
            "“酗酒闹事只打标签”：标签应是“需联动”，算出来是“照护”",
        ),
        ("types", Set("types[labor].main", "总工会"), "“工伤待遇”：主办单位应是“人社局”，算出来是“总工会”"),
        (
            "types",
            Set("examples[借钱不还].expect.type", "labor"),
            "“借钱不还”：纠纷类型应是“劳动争议”，算出来是“合同与借贷”",
        ),
        ("types", Set("examples[借钱不还].expect.unsure", ["type"]), "“借钱不还”：等人定应是“类型”"),
        (
            "complexity",
            Set("rules[complex_amount].amount_from", 70000),
            "“六万元”：难易规则应是“complex_amount”",
        ),
        ("routing", Set("town_assists", False), "“属地一律协同”：协同单位应是“发生地镇（街道）”"),
        ("reading", Set("causes[water].words", ["淌水"]), "“漏水”：成因应是“water”"),
        (
            "reading",
            Set("examples[读出人数].expect.people", 11),
            "“读出人数”：读出的人数应是“11”，算出来是“12”",
        ),
        (
            "deadlines",
            Set("counting[0].days", 4),
            "“周五起三日”：到期日应是“2026-11-23”，算出来是“2026-11-24”",
        ),
        (
            "deadlines",
            Set("yellow.center_simple_days", 2),
            "“剩两天还是绿”：灯应是“绿灯（正常）”，算出来是“黄灯（临期）”",
        ),
        (
            "deadlines",
            Set("center.exempt_channels", ["court_pretrial", "petition"]),
            "哪只钟应是“法定时限”，算出来是“中心时限”",
        ),
        (
            "results",
            Set("rules[withdrawn].status", "transferred"),
            "“申请人撤回”：结果应是“撤回”，算出来是“移送”",
        ),
        (
            "results",
            Set("satisfaction[0].words[不太满意]", "很不好"),
            "“不太满意”：满意度应是“不满意”，算出来是“满意”",
        ),
        (
            "results",
            Set("rules[refused].mediated", "no"),
            "“对方拒绝调解，已告知起诉”：调解终结应是“没有开始”，算出来是“不成功”",
        ),
        (
            "channels",
            Remove("channels[police_110].exclusions[police_help]"),
            "“群众求助”：排除规则应是“police_help”，算出来是“没有”",
        ),
        ("channels", Set("channels[grid].columns[received_at].words[排查时间]", "巡查时间"), None),
        (
            "channels",
            Set("examples[2].type", "labor"),
            "“婚姻家庭纠纷”：一级类型应是“劳动争议”，算出来是“婚姻家庭”",
        ),
    ],
)
def test_what_comes_out_otherwise_is_told(name: str, wish: Edit, said: str | None) -> None:
    """For every kind of answer; a header that the common words know too is no loss."""
    faults = told(name, wish)
    assert any(said in fault for fault in faults) if said else faults == []


def test_a_shipped_example_that_other_rules_upset_is_told_as_such(tmp_path: Path) -> None:
    """The county has only its own holidays, and the shipped example of deadlines no longer holds."""
    text = loader.shipped("holidays").decode()
    own = edit(text, Remove("years[year=2026].days[2026-10-07]"))
    (tmp_path / "holidays.yaml").write_text(own, encoding="utf-8")
    faults = [str(fault) for fault in ruleexamples.check(tmp_path)]
    assert faults
    assert all("随附的例子" in fault and "把这个文件也抄过来改例子" in fault for fault in faults)


def test_faults_of_form_come_first(tmp_path: Path) -> None:
    """Nothing is tried out with rules that cannot be read."""
    (tmp_path / "risk.yaml").write_text("high_from: 三\n", encoding="utf-8")
    assert all("例子" not in fault.message for fault in ruleexamples.check(tmp_path))
    assert [fault.file for fault in ruleexamples.check(texts={"risk": "high_from: ["})] == ["risk.yaml"]


def test_an_example_is_no_part_of_the_rules_in_force(tmp_path: Path) -> None:
    """Decisions point at the same book, whatever examples are written."""
    text = edit(loader.shipped("risk").decode(), Set("examples", []))
    (tmp_path / "risk.yaml").write_text(text, encoding="utf-8")
    other = loader.load(tmp_path)
    assert other.risk.examples == ()
    assert (other.digest, other.text) == (BOOK.digest, BOOK.text)
