"""messages.yaml: the shipped one is the guide's, and what does not fit together is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiefen_lite.errors import RuleError
from jiefen_lite.rules import loader

SHIPPED = loader.shipped("messages").decode()
GATEWAY = """ways:
  - id: sms
    kind: sms
    url: http://10.1.2.9/send
    body: '{"to": "{phone}", "text": "{text}", "token": "{secret}"}'
"""


def load(folder: Path, old: str, new: str) -> object:
    assert old in SHIPPED
    (folder / "messages.yaml").write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    return loader.load(folder).messages


def faults(folder: Path, old: str, new: str) -> str:
    with pytest.raises(RuleError) as caught:
        load(folder, old, new)
    return str(caught.value)


def test_the_shipped_file_is_the_guide_s() -> None:
    """Workflow guide, section 5.2: who is told of what, daily urging, leaders on the third day."""
    rules = loader.load().messages
    assert (rules.lights.yellow, rules.lights.red) == (
        ("handler", "unit_leader"),
        ("unit_leader", "supervisor"),
    )
    assert [(one.id, one.from_day, one.daily, one.to) for one in rules.ladder] == [
        ("urge", 1, True, ("handler", "unit_leader")),
        ("report", 3, False, ("leader",)),
    ]
    assert rules.ways == ()
    told = {one.id: one.to for one in rules.steps}
    assert told["dispatch"] == ("handler", "assisting")
    assert told["return_case"] == told["submit_feedback"] == ("supervisor",)
    assert (told["propose"], told["agree"], told["decline"]) == (("decider",), ("asker",), ("asker",))
    assert told["reopen"] == ("handler", "unit_leader")


def test_a_county_s_file_of_before_tells_of_no_step(tmp_path: Path) -> None:
    begin, end = SHIPPED.index("steps:"), SHIPPED.index("# 督办单：编号")
    assert load(tmp_path, SHIPPED[begin:end], "").steps == ()  # type: ignore[attr-defined]


def test_a_new_step_is_one_row(tmp_path: Path) -> None:
    row = "  - {id: first_contact, to: [unit_leader], next: 不用做什么。}\n"
    found = load(tmp_path, "steps:\n", f"steps:\n{row}").steps  # type: ignore[attr-defined]
    assert (found[0].id, found[0].to) == ("first_contact", ("unit_leader",))


def test_the_examples_in_the_file_are_right(tmp_path: Path) -> None:
    """The ways that its remark shows can be copied as they stand."""
    lines = SHIPPED.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("#   - {id: email"))
    shown = [line.removeprefix("# ") for line in lines[at : lines.index("ways: []")]]
    found = load(tmp_path, "ways: []", "ways:\n" + "\n".join(shown))
    assert [one.kind for one in found.ways] == ["email", "wecom", "dingtalk", "sms"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("ways: []", "ways:\n  - {id: m, kind: email, sender: a@b.cn}\n", "“m”还缺“host”"),
        ("ways: []", "ways:\n  - {id: g, kind: wecom, url: 'https://x.cn/?key=abc'}\n", "真的口令由管理员"),
        ("ways: []", GATEWAY.replace("{phone}", "{mobile}"), "没有“{mobile}”这个空格"),
        ("ways: []", GATEWAY.replace("{text}", "固定的话"), "的 body 里没有“{text}”"),
        ("ways: []", GATEWAY.replace("http://", "ftp://"), "http:// 或 https://"),
        ("ways: []", GATEWAY + "    accepted: '['\n", "不是写得对的匹配式"),
        ("ways: []", GATEWAY + GATEWAY.removeprefix("ways:\n"), "编号“sms”重复了"),
        ("id: report", "id: red", "请换一个名字"),
        ("to: [leader]", "to: [mayor]", "mayor"),
        ('begins: "20:00"', 'begins: "25:00"', "一天里的时刻"),
        ('  ends: "07:30"\n', "", "要一起写"),
        ("backoff_minutes: [1, 5, 15, 60, 240]", "backoff_minutes: []", "至少写一个"),
        ("prefix: 富综治督", "prefix: ZD1", "汉字"),
        ("{id: reopen, to: [handler, unit_leader]", "{id: reopened, to: [handler]", "reopened"),
        ("{id: reopen, to: [handler, unit_leader]", "{id: reopen, to: [everybody]", "everybody"),
        ("{id: reopen, to: [handler, unit_leader]", "{id: reopen, to: []", "没有写告诉谁"),
        ("{id: reopen, to: [handler, unit_leader]", "{id: reopen, to: [decider]", "没有申请可说"),
        ("{id: reopen,", "{id: dispatch,", "编号“dispatch”重复了"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    told = faults(tmp_path, old, new)
    assert words in told
    assert "messages.yaml 第" in told
