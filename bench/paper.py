"""Keeps docs/bench.md: every measurement rewrites its own section and its own lines of the summary.

``python bench/paper.py`` prints the summary: what is measured, ours, the baseline or limit, whether it holds.
"""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAPER = ROOT / "docs" / "bench.md"
HEAD = """# 跑得多快，读得多准

`python run.py bench` 量出来的，每次重写。速度不比秒数，比倍数：和**同一次、同一台机器上的底线**比，
换了机器也有意义。
"""
SUMMARY = "一眼看全"
TOLD = (
    "每一行是那一项最近一次量得的数；单独量一项，只改它自己的几行，下面有它的一节。"
    "“底线”是同一份数据上通常的办法、或者少了它就谈不上的那点活，“上限”“不低于”是自己定的要求。"
)
HEADER = ("量什么", "哪一项", "量得", "底线或要求", "做到没有")
HOLDS, MISSED, UNMEASURED = "做到", "**没做到**", "没有量"
#: Measured earlier, and its public data are not here now.
_BEFORE = "（以前量的，这次没有公开数据）"
#: What is measured, in the order of the summary: how well first, then how fast.
TITLES = (
    "读出人事地时因",
    "公开的日期、金额例子",
    "本县模型学得多准",
    "平常的话找法条",
    "类案找得准不准",
    "十万行导入",
    "导入时保存",
    "台账再报一次时保存",
    "十万件比对可能重复",
    "十万件的总台账",
    "十万件里搜一次",
    "十万件已化解里找类案",
    "十万件时开一页",
    "启动和内存",
)


class Line(NamedTuple):
    """One line of the summary: what of it, ours, the baseline or limit, and whether that holds."""

    what: str
    ours: str
    limit: str
    holds: bool


def machine() -> str:
    """One line on where the figures come from."""
    return (
        f"{os.cpu_count()} 核，{platform.system()} {platform.machine()}，"
        f"Python {platform.python_version()}，SQLite {sqlite3.sqlite_version}"
    )


def public_data(name: str) -> Path:
    """Where public data are looked for: ``BENCH_DATA``, or a folder ``data`` beside the project."""
    rooms = (ROOT.parent / "data", ROOT.parent / "shared" / "data")
    given = os.environ.get("BENCH_DATA")
    room = Path(given) if given else next((room for room in rooms if room.is_dir()), rooms[0])
    return room / name


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def write_section(title: str, text: str, lines: Sequence[Line]) -> None:
    """Put ``text`` under the heading ``title`` and ``lines`` in the summary, in place of what stood there."""
    sections, rows = _read()
    sections[title] = text.strip()
    rows[title] = [[title, one.what, one.ours, one.limit, HOLDS if one.holds else MISSED] for one in lines]
    _write(sections, rows)


def absent(title: str, folder: Path, files: Sequence[str]) -> int:
    """Say in the summary that the public data of a measurement are not here; 0, for nothing is broken."""
    names = "、".join(files)
    print(
        f"{title}：没有公开数据，没有量。要量，请在命令后面写放着 {names} 的文件夹（现在找的是 {folder}）。"
    )
    sections, rows = _read()
    known = [row for row in rows.get(title, []) if not row[-1].startswith(UNMEASURED)]
    rows[title] = [[*row[:-1], f"{row[-1].removesuffix(_BEFORE)}{_BEFORE}"] for row in known] or [
        [title, f"要有公开的 {names}", "", "", f"{UNMEASURED}：没有公开数据"]
    ]
    _write(sections, rows)
    return 0


def _read() -> tuple[dict[str, str], dict[str, list[list[str]]]]:
    """The sections of the paper, and the lines of its summary by what they measure."""
    whole = PAPER.read_text(encoding="utf-8") if PAPER.is_file() else ""
    found = re.findall(r"^## (.*)\n((?:(?!## ).*\n)*)", whole, re.MULTILINE)
    sections = {title: text.strip() for title, text in found}
    rows: dict[str, list[list[str]]] = {}
    for line in sections.pop(SUMMARY, "").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == len(HEADER) and cells[0] not in (HEADER[0], "---"):
            rows.setdefault(cells[0], []).append(cells)
    return sections, rows


def _summary(rows: dict[str, list[list[str]]]) -> str:
    """The summary's table; what has never been measured says so."""
    every = [
        row for title in (*TITLES, *(set(rows) - set(TITLES))) for row in rows.get(title) or [_never(title)]
    ]
    return table(HEADER, every)


def _never(title: str) -> list[str]:
    return [title, "", "", "", f"{UNMEASURED}过"]


def _write(sections: dict[str, str], rows: dict[str, list[list[str]]]) -> None:
    parts = {SUMMARY: f"{TOLD}\n\n{_summary(rows).strip()}", **sections}
    body = "\n\n".join(f"## {title}\n\n{text}" for title, text in parts.items())
    PAPER.write_text(f"{HEAD}\n{body}\n", encoding="utf-8")


def main() -> None:
    """Print the summary."""
    _sections, rows = _read()
    every = [row for title in TITLES for row in rows.get(title, [])]
    missed = sum(row[-1].startswith(MISSED) for row in every)
    print(f"\n{SUMMARY}（全文在 docs/bench.md）\n\n{_summary(rows)}")
    print(f"共 {len(every)} 项，没做到 {missed} 项。")


if __name__ == "__main__":
    main()
