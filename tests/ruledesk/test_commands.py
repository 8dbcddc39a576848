"""The rules from the command line: put in force, planned, listed, taken back."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from jiefen_lite import config, demo
from jiefen_lite.cli import main
from jiefen_lite.cli.center import make_center
from jiefen_lite.rules import loader

pytestmark = pytest.mark.slow


class Answer(NamedTuple):
    """What a command said."""

    exit_code: int
    stdout: str
    output: str


Run = Callable[..., Answer]
NOW = datetime(2026, 11, 20, 9, 30)


def days(simple: int) -> str:
    """The shipped deadlines with another number of days for simple cases."""
    return loader.shipped("deadlines").decode().replace("simple_days: 3", f"simple_days: {simple}", 1)


@pytest.fixture
def centre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A centre on its first day."""
    monkeypatch.setattr(config, "now", lambda: NOW)
    make_center(tmp_path / "centre", demo.center())
    return tmp_path / "centre"


@pytest.fixture
def run(centre: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command upon that centre, as its entry point is called."""

    def call(*words: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["jiefen", *map(str, words), "--center", str(centre)])
        code = 0
        try:
            main()
        except SystemExit as leave:
            code = int(leave.code or 0)
        out, err = capsys.readouterr()
        return Answer(code, out, out + err)

    return call


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with one changed file and one that is as it was shipped."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "deadlines.yaml").write_text(days(2), encoding="utf-8")
    return folder


def answer(result: Answer) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_put_history_and_back(run: Run, mine: Path, centre: Path) -> None:
    made = answer(run("rules", "put", mine, "--reason", "县里要求", "--json"))
    assert made["files"] == [{"file": "deadlines", "version": 1}]
    assert (made["state"], made["from"]) == ("in_force", "2026-11-20")
    shown = answer(run("rules", "show", "--json"))
    assert shown["version"] == made["version"]
    (only,) = answer(run("rules", "history", "--json"))["versions"]
    assert (only["reason"], only["source"], only["state"]) == ("县里要求", "command", "in_force")
    assert run("rules", "history", "deadlines", "--text", 1).stdout == days(2)
    back = answer(run("rules", "back", "deadlines", "--to", 0, "--reason", "改错了", "--json"))
    assert back["files"] == [{"file": "deadlines", "version": 2}]
    assert not (centre / "rules" / "deadlines.yaml").exists()
    listed = run("rules", "history").stdout
    assert "改错了（用随附的）" in listed
    assert "用过" in listed


def test_a_planned_change_is_in_force_for_the_first_command_of_its_day(
    run: Run, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = answer(run("rules", "put", mine, "--reason", "十二月起", "--from", "2026-12-01", "--json"))
    assert (made["state"], made["version"]) == ("planned", None)
    assert "等到那天生效" in run("rules", "history").stdout
    monkeypatch.setattr(config, "now", lambda: datetime(2026, 12, 1, 0, 5))
    run("cases")
    (only,) = answer(run("rules", "history", "--json"))["versions"]
    assert only["state"] == "in_force"
    assert answer(run("rules", "show", "--json"))["version"] == only["rules_version"]


def test_nothing_is_put_in_force_that_is_wrong_or_as_it_was(run: Run, mine: Path, tmp_path: Path) -> None:
    (mine / "deadlines.yaml").write_text(
        days(2).replace("complex_days: 20", "complex_days: 二十"), encoding="utf-8"
    )
    for words, told in (
        ((mine, "--reason", "试"), "deadlines.yaml 第"),
        ((mine, "--reason", " "), "deadlines.yaml 第"),
        ((tmp_path, "--reason", "试"), "没有规则文件"),
        ((tmp_path / "没有", "--reason", "试"), "没有这个文件夹"),
    ):
        result = run("rules", "put", *words)
        assert result.exit_code == 2
        assert told in result.output
    (mine / "deadlines.yaml").write_bytes(loader.shipped("deadlines"))
    assert "没有要生效的改动" in run("rules", "put", mine, "--reason", "试").output
    (mine / "deadlines.yaml").write_text(days(2), encoding="utf-8")
    assert "为什么" in run("rules", "put", mine, "--reason", " ").output
    run("rules", "put", mine, "--reason", "试")
    assert "没有要生效的改动" in run("rules", "put", mine, "--reason", "试").output
    assert "没有第 9 版" in run("rules", "back", "deadlines", "--to", 9, "--reason", "试").output
    assert "没有叫“时限”的规则文件" in run("rules", "back", "时限", "--to", 0, "--reason", "试").output


def test_what_was_changed_in_the_folder_is_listed_as_such(run: Run, centre: Path) -> None:
    (centre / "rules" / "deadlines.yaml").write_text(days(5), encoding="utf-8")
    (only,) = answer(run("rules", "history", "--json"))["versions"]
    assert (only["source"], only["by"]) == ("folder", "system")
