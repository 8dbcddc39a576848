"""Writes the guides that are made from the program itself: ``python run.py reference``.

A test holds that what is kept in ``docs/`` is what this writes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from jiefen_lite import glossary
from jiefen_lite.shapes import Role
from jiefen_lite.web import guard
from jiefen_lite.web.help import HELP
from jiefen_lite.web.views import BLUEPRINTS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
MADE = "<!-- 由 python run.py reference 生成，不要手改。 -->"


def pages() -> str:
    """Every page: where it is, who may open it, what it is for and what comes next."""
    app = Flask("pages")
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    lines = [
        *("# 全部页面", "", MADE, ""),
        "尖括号里的是一件、一批、一个月的编号，从别的页面点进去。每一页右上角的“这一页怎么用”说的也是这两句话。",
        *("", "| 页面 | 谁能看 | 干什么，怎么做 |", "|---|---|---|"),
    ]
    seen = set()
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        told = HELP.get(rule.endpoint)
        if told is None or "GET" not in (rule.methods or ()) or rule.endpoint in seen:
            continue
        seen.add(rule.endpoint)
        address = re.sub(r"<\w+:", "<", rule.rule)
        lines.append(f"| `{address}` | {_who(guard.who_may(app, rule.endpoint))} | {''.join(told)} |")
    return "\n".join(lines) + "\n"


def _who(roles: frozenset[Role] | str) -> str:
    if roles == guard.PUBLIC:
        return "不用登录"
    if isinstance(roles, str):
        return "登录的人"
    return "、".join(name for role, name in glossary.ROLES.items() if role in roles)


#: file in docs/ → who writes it.
REFERENCES: dict[str, Callable[[], str]] = {"pages.md": pages}


def main() -> int:
    """Write every reference anew."""
    for name, write in REFERENCES.items():
        (DOCS / name).write_text(write(), encoding="utf-8")
        print(f"docs/{name} 已更新。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
