"""doubles.yaml: what is wrong in it is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiefen_lite.rules import loader

SHIPPED = loader.shipped("doubles").decode()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("propose_from: 60", "propose_from: 六十", "“六十”应当是整数"),
        ("id: same_phone", "id: same_fone", "same_phone"),
        (
            "quoted_within_days: 365",
            "quoted_within_days: 30",
            "不应小于“within_days”（60）",
        ),
        ("share: 0.45", "share: 45", "最大是 1"),
        ("  - {id: same_spot, points: 12", "  - {id: same_village, points: 12", "重复"),
    ],
)
def test_a_slip_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in SHIPPED
    (tmp_path / "doubles.yaml").write_text(SHIPPED.replace(old, new), encoding="utf-8")
    faults = [str(fault) for fault in loader.check(tmp_path)]
    assert any(told in fault and fault.startswith("doubles.yaml") for fault in faults), faults


def test_a_rule_left_out_is_told(tmp_path: Path) -> None:
    text = "\n".join(line for line in SHIPPED.splitlines() if "same_spot" not in line)
    (tmp_path / "doubles.yaml").write_text(text, encoding="utf-8")
    (fault,) = loader.check(tmp_path)
    assert "少了“same_spot”" in str(fault)
