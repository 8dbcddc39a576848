"""Writes the guides that are made from the program itself: ``python run.py reference``.

A test holds that what is kept in ``docs/`` is what this writes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from pathlib import Path

from flask import Flask

from jiefen_lite import glossary
from jiefen_lite.config import CenterText
from jiefen_lite.rules import labels
from jiefen_lite.rules.schema import FILES
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
        "尖括号里的是一件、一批、一个月的编号，从别的页面点进去。每一页右上角的“帮助”说的也是这两句话。",
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


def keys() -> str:
    """Every key of every rule file and of center.yaml: what may stand there, what it is for."""
    lines = [
        *("# 全部的键", "", MADE, ""),
        "规则文件和 `center.yaml` 里能写的键。★ 是必须写的，别的不写就用括号里的缺省值。",
        "改法见[规则怎么改](rules.md)。",
    ]
    for name, root in {**FILES, "center": CenterText}.items():
        heading, purpose = labels.of_file(name)
        lines += ["", f"## `{name}.yaml` {heading}", "", purpose]
        for cls in labels.all_classes(root):
            if cls is not root:
                lines += ["", f"### {labels.of_class(cls)}（`{name}.yaml`）"]
            lines += ["", "| 键 | 叫什么 | 写什么 | 说明 |", "|---|---|---|---|"]
            lines += [_key_line(cls, key) for key in labels.keys(cls)]
    return "\n".join(lines) + "\n"


def _key_line(cls: type, key: labels.Key) -> str:
    needed = "★" if key.needed else ""
    default = next((each.default for each in fields(cls) if each.name == key.name), MISSING)
    words = labels.words_of(cls, key.name)
    if key.rows is not None:
        may = labels.of_class(key.rows)
    elif key.words:
        may = "、".join(f"`{word}`{f'（{words[word]}）' if word in words else ''}" for word in key.words)
    else:
        may = _REFERS.get(key.refers or "") or _HINTS.get(key.hint, "文字")
    if key.many:
        may = f"一个或几个：{may}" if key.words or key.rows is None else f"逐条写的{may}"
    if default not in (MISSING, None, (), "") and not is_dataclass(default):
        may += f"（`{_written(default)}`）"
    return f"| {needed}`{key.name}` | {key.title} | {may} | {key.explanation} |"


def _written(value: object) -> str:
    """A value as it stands in YAML."""
    return str(value).lower() if isinstance(value, bool) else str(value)


_HINTS = {int: "整数", float: "数", bool: "`true` 或 `false`", date: "日期 `2026-10-01`", str: "文字"}
_REFERS = {
    "type": "一级类型的编号",
    "unit": "`routing.yaml` 里的单位叫法",
    "town": "`center.yaml` 里的镇（街道）",
}

#: file in docs/ → who writes it.
REFERENCES: dict[str, Callable[[], str]] = {"pages.md": pages, "keys.md": keys}


def main() -> int:
    """Write every reference anew."""
    for name, write in REFERENCES.items():
        (DOCS / name).write_text(write(), encoding="utf-8")
        print(f"docs/{name} 已更新。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
