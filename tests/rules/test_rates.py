"""rates.yaml: what is wrong in it is told with its line, and what the county has to give is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiefen_lite import ruleexamples
from jiefen_lite.rules import loader, readable
from jiefen_lite.rules.names import names

SHIPPED = loader.shipped("rates").decode()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{since: 2019-09-20, percent: 4.20}", "{since: 2019-08-20, percent: 4.20}", "从早到晚"),
        ("lpr_known_until: 2026-07-19", "lpr_known_until: 2024-01-01", "不能早于最后一次公布"),
        ("old_rule_from: 2015-09-01", "old_rule_from: 2021-09-01", "应当早于"),
        ("percent: 4.25", "percent: 4.25%", "百分之几"),
        ("percent: 50", "percent: 150", "100"),
        ("overtime_rest: 200", "overtime_rest: 20", "至少是 100"),
        ("minimum_wages: []", "minimum_wages: [{since: 2026-01-01, yuan: 一千八, basis: 文}]", "元"),
        (
            "average_wages: []",
            "average_wages: [{year: 2025, yuan: 1, basis: 文}, {year: 2025, yuan: 2, basis: 文}]",
            "写了两遍",
        ),
        ('  #   first_day: "10-15"', '  first_day: "10-15"', "要一起写"),
        ("calculator: wages", "calculator: wage", "wages"),
    ],
)
def test_a_fault_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in SHIPPED
    (tmp_path / "rates.yaml").write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    faults = [str(fault) for fault in loader.check(tmp_path)]
    assert any(told in fault and fault.startswith("rates.yaml") for fault in faults), faults


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("times: 4", "times: 3", "“四倍封顶”：应得应是“15400.00”，算出来是“11550.00”"),
        ("paid_days: 21.75", "paid_days: 20", "“欠三个月又十天”"),
        ("欠几个整月=3", "欠几个月=3", "“欠三个月又十天”：填的数应是“"),
        ("另欠几天=10", "另欠几天=十来天", "请填数字"),
    ],
)
def test_an_example_that_comes_out_otherwise_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in SHIPPED
    (tmp_path / "rates.yaml").write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    faults = [str(fault) for fault in ruleexamples.check(tmp_path)]
    assert any(told in fault for fault in faults), faults


def test_the_page_says_what_the_county_has_to_give() -> None:
    book = loader.load()
    page = readable.page("rates", book.rates, names(book))
    said = [*page.sentences, *(sentence for one in page.sections for sentence in one.sentences)]
    for words in ("最低工资由本县填", "职工月平均工资由本县填", "热价由本县填", "供热期由本县填"):
        assert any(words in sentence for sentence in said), said
    assert any("核对到 2026-07-19" in sentence for sentence in said)
