"""The cells of a file for giving it back: taken apart in the child, few enough, or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import importers
from importers import handback, session
from importers.limits import Limits
from jiefen_lite.errors import UnreadableFile
from tests.importers.factories import workbook

FILES = Path(__file__).with_name("files")


@pytest.mark.parametrize("name", ["sample.xls", "sample.ods"])
def test_cells_as_they_stand(name: str) -> None:
    """Numbers that have all their digits as numbers, everything else as a person reads it."""
    found = importers.cells(FILES / name)
    assert found is not None
    month, codes = found
    assert (month.name, codes.name, codes.rows) == ("十一月", "码表", [])
    assert month.rows[3] == [
        "0012", "2025-11-01", "张三·𠮷", "争执\n第二行 <b>&", 1234.5, 2, "锦山镇",
        "2025-11-03 14:22:05", "TRUE", "30:00:00",
    ]  # fmt: skip
    assert month.rows[5][0] == "2.02511E+17"
    assert sorted(month.merges) == [(0, 0, 0, 9), (3, 6, 5, 6)]


def test_too_many_cells_are_not_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller gives a list of the problems then."""
    text = ("一,二\n" * 300).encode()
    assert importers.cells(text) is not None
    monkeypatch.setattr(handback, "MOST_ROWS", 299)
    assert importers.cells(text) is None
    monkeypatch.setattr(handback, "MOST_ROWS", 300)
    monkeypatch.setattr(handback, "MOST_CELLS", 599)
    assert importers.cells(text) is None


def test_refusals_come_through() -> None:
    """As for an import."""
    with pytest.raises(UnreadableFile, match="PDF"):
        importers.cells(b"%PDF-1.7")
    with pytest.raises(UnreadableFile, match="太大"):
        importers.cells(b"x" * 2_000, limits=Limits(file_bytes=1_000))
    with pytest.raises(UnreadableFile, match="打不开"):
        importers.cells(FILES / "没有.xls")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("os.abort()", "意外中止"),
        ("time.sleep(60)", "时间太长"),
        ("print('rubbish')", "不完整"),
        ('print(\'{"kind":"cells","sheet":0,"rows":[]}\')', "不完整"),
        ('print(\'{"kind":"sheets","sheets":[]}\'); print(\'{"kind":"end","rows":3}\')', "不完整"),
        ('print(\'{"kind":"sheets","sheets":[1]}\')', "不完整"),
        ('print(\'{"kind":"end","rows":0}\')', "不完整"),
        ("x = bytearray(400_000_000); x[::4096] = b'1' * len(x[::4096]); time.sleep(60)", "内存不够"),
    ],
)
def test_a_child_that_does_not_behave(code: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hang, abort, memory, rubbish: one sentence, soon."""
    command = (sys.executable, "-c", f"import sys, os, time\n{code}")
    monkeypatch.setattr(session, "COMMAND", command)
    patience = 1.0 if words == "时间太长" else 30.0
    with pytest.raises(UnreadableFile, match=words):
        importers.cells(workbook([["x"]]), limits=Limits(silent_seconds=patience, memory_bytes=200_000_000))
