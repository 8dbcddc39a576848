"""Keeps docs/bench.md: every measurement rewrites its own section and leaves the others."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

PAPER = Path(__file__).parents[1] / "docs" / "bench.md"
HEAD = """# 跑得多快

`python run.py bench` 量出来的，每次重写。不比秒数，比倍数：和**同一次、同一台机器上的底线**比，
换了机器也有意义。
"""


def machine() -> str:
    """One line on where the figures come from."""
    return (
        f"{os.cpu_count()} 核，{platform.system()} {platform.machine()}，"
        f"Python {platform.python_version()}，SQLite {sqlite3.sqlite_version}"
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def write_section(title: str, text: str) -> None:
    """Put ``text`` under the heading ``title``, in place of what stood there."""
    whole = PAPER.read_text(encoding="utf-8") if PAPER.is_file() else HEAD
    sections = dict(re.findall(r"^## (.*)\n((?:(?!^## ).*\n)*)", whole, re.MULTILINE))
    sections[title] = f"\n{text.strip()}\n\n"
    body = "".join(f"## {name}\n{content}" for name, content in sections.items())
    PAPER.write_text(f"{HEAD}\n{body.rstrip()}\n", encoding="utf-8")
