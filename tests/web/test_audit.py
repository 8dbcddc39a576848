"""The audit log speaks Chinese: whatever the program writes into it has a name that people read."""

from __future__ import annotations

import ast
from pathlib import Path

from jiefen_lite.web.views import audit as views_audit

ROOT = Path(__file__).parents[2]


def actions() -> set[str]:
    """Every action that the program writes into the audit log under a fixed name."""
    found: set[str] = set()
    for path in (ROOT / "jiefen_lite").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        names = {
            node.targets[0].id: node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or len(node.args) < 3:
                continue
            called = ast.unparse(node.func)
            if called not in ("audit.record", "_note", "papers.note_use"):
                continue
            place = 3 if called == "papers.note_use" else 2
            told = node.args[place]
            choices = [told.body, told.orelse] if isinstance(told, ast.IfExp) else [told]
            found |= {
                one.value for one in choices if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
            found |= {names[one.id] for one in choices if isinstance(one, ast.Name) and one.id in names}
    return found


def test_every_action_of_the_log_has_a_chinese_name() -> None:
    told = actions()
    assert {"sign_in", "save_view", "rules", "view_report", "user_disable"} <= told
    assert told - views_audit.ACTIONS.keys() == set()
