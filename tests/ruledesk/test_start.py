"""What a start does about rules: a folder that was spoiled does not keep the pages from being served."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiefen_lite import demo
from jiefen_lite.cli.center import make_center
from jiefen_lite.cli.common import open_center
from jiefen_lite.errors import RuleError
from jiefen_lite.ruledesk import coming, keeping
from jiefen_lite.rules import loader
from tests.web.support import NOW, OPERATOR


def days(simple: int) -> str:
    return loader.shipped("deadlines").decode().replace("simple_days: 3", f"simple_days: {simple}", 1)


def test_a_server_starts_with_the_rules_before_where_the_folder_is_spoiled(tmp_path: Path) -> None:
    make_center(tmp_path / "centre", demo.center())
    opened = open_center(str(tmp_path / "centre"))
    rules = opened.paths.rules
    keeping.put(opened.house, OPERATOR, rules, {"deadlines": days(2)}, reason="试", now=NOW)
    opened.house.store.close()
    (rules / "deadlines.yaml").write_text("nonsense: 1\n", "utf-8")
    with pytest.raises(RuleError):
        open_center(str(tmp_path / "centre"))
    served = open_center(str(tmp_path / "centre"), else_last_rules=True).house
    assert served.book.deadlines.center.simple_days == 2
    coming.look(served, rules, NOW)
    assert "deadlines.yaml" in served.rules.trouble[0]
    assert served.latest.book.deadlines.center.simple_days == 2
    served.store.close()


def test_a_folder_that_was_spoiled_before_anything_was_noted_is_refused(tmp_path: Path) -> None:
    make_center(tmp_path / "centre", demo.center())
    (tmp_path / "centre" / "rules" / "deadlines.yaml").write_text("nonsense: 1\n", "utf-8")
    with pytest.raises(RuleError):
        open_center(str(tmp_path / "centre"), else_last_rules=True)
