"""reporting.yaml: what is wrong in it is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiefen_lite.rules import loader
from jiefen_lite.shapes import IMPORTED_CHANNELS

SHIPPED = loader.shipped("reporting").decode()


def test_every_channel_that_is_imported_has_its_day() -> None:
    assert [one.channel for one in loader.load().reporting.channels] == list(IMPORTED_CHANNELS)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("due_day: 5", "due_day: 31", "1 到 28"),
        ("channel: petition", "channel: mediation", "写了两遍"),
        ("every: month", "every: year", "year"),
        ("empty_from: 50", "empty_from: 101", "100"),
        ("phone", "fax", "fax"),
    ],
)
def test_a_fault_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    (tmp_path / "reporting.yaml").write_text(SHIPPED.replace(old, new, 2), encoding="utf-8")
    faults = [str(fault) for fault in loader.check(tmp_path)]
    assert any(told in fault and fault.startswith("reporting.yaml") for fault in faults), faults
