"""The paper of the measurements: one summary at its head; a measurement changes its own lines only."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
START, IMPORTED, LEARNED = "启动和内存", "十万行导入", "本县模型学得多准"


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """bench/paper.py, which writes into a folder of the test."""
    spec = importlib.util.spec_from_file_location("bench_paper", ROOT / "bench" / "paper.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "PAPER", tmp_path / "bench.md")
    return module


def summary(paper: ModuleType) -> list[str]:
    return [line for line in paper.PAPER.read_text("utf-8").splitlines() if line.count("|") == 6][2:]


def test_a_measurement_changes_its_own_lines_only(paper: ModuleType) -> None:
    paper.write_section(START, "各量一次。", [paper.Line("帮助", "0.05 秒", "上限 0.4 秒", True)])
    paper.write_section(IMPORTED, "一\n\n二", [paper.Line("整个导入", "12 倍", "上限 10 倍", False)])
    paper.write_section(START, "再量。", [paper.Line("帮助", "0.50 秒", "上限 0.4 秒", False)])
    lines = summary(paper)
    assert f"| {IMPORTED} | 整个导入 | 12 倍 | 上限 10 倍 | **没做到** |" in lines
    assert f"| {START} | 帮助 | 0.50 秒 | 上限 0.4 秒 | **没做到** |" in lines
    assert len([line for line in lines if START in line]) == 1
    assert {title for title in paper.TITLES if any(f"| {title} |" in line for line in lines)} == set(
        paper.TITLES
    )
    whole = paper.PAPER.read_text("utf-8")
    assert whole.index("## 一眼看全") < whole.index(f"## {START}")
    assert "一\n\n二" in whole
    assert "各量一次" not in whole


def test_absent_public_data_are_told(
    paper: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert paper.absent(LEARNED, tmp_path, ["a.gz"]) == 0
    assert "请在命令后面写放着 a.gz 的文件夹" in capsys.readouterr().out
    assert any(LEARNED in line and "没有公开数据" in line for line in summary(paper))
    paper.write_section(LEARNED, "量了。", [paper.Line("F1", "0.92", "0.90", True)])
    paper.absent(LEARNED, tmp_path, ["a.gz"])
    paper.absent(LEARNED, tmp_path, ["a.gz"])
    kept = [line for line in summary(paper) if LEARNED in line]
    assert kept == [f"| {LEARNED} | F1 | 0.92 | 0.90 | 做到（以前量的，这次没有公开数据） |"]


def test_the_summary_of_the_project_knows_every_section(paper: ModuleType) -> None:
    """docs/bench.md: each of its sections is a line of the summary, in the order that is kept."""
    whole = (ROOT / "docs" / "bench.md").read_text("utf-8")
    sections = [line[3:] for line in whole.splitlines() if line.startswith("## ")]
    assert sections[0] == paper.SUMMARY
    assert set(sections[1:]) <= set(paper.TITLES)
    assert all(f"| {title} |" in whole for title in paper.TITLES)
