"""The lock file, read for another machine than this one.

pip compares the conditions of a line (``; sys_platform == 'win32'``) with the machine that it runs on,
also when it fetches for another; so they are decided here.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.offline import Stop
from tools.offline.targets import Target

MACHINES = {"windows": "AMD64", "linux-x86_64": "x86_64", "linux-arm64": "aarch64"}
_LINE = re.compile(r"(?P<name>[\w.-]+)==(?P<version>\S+)\s*(?:;\s*(?P<when>.*?))?\s*(?P<hashes>--hash=.*)")
_CONDITION = re.compile(r"(\w+) (==|!=|<=|>=|<|>) '([^']*)'")
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Locked:
    """One line of the lock: exactly this version, exactly these files."""

    name: str
    version: str
    hashes: str

    def line(self) -> str:
        """The line as pip reads it, its conditions already decided."""
        return f"{self.name}=={self.version} {self.hashes}"


def read(path: Path, target: Target, python: str) -> list[Locked]:
    """What ``target`` with ``python`` ("3.11") needs of a lock file. Raises Stop."""
    facts = {
        "sys_platform": "win32" if target.windows else "linux",
        "platform_system": "Windows" if target.windows else "Linux",
        "os_name": "nt" if target.windows else "posix",
        "platform_machine": MACHINES[target.name],
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "python_version": python,
        "python_full_version": python,
    }
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    found = []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parts = _LINE.fullmatch(line.strip())
        if parts is None:
            raise Stop(
                f"{path.name} 里有一行没有锁定版本和哈希：{line.strip()[:60]}。请运行 python run.py lock。"
            )
        if holds(parts["when"] or "", facts):
            found.append(Locked(parts["name"], parts["version"], parts["hashes"]))
    return found


def holds(condition: str, facts: dict[str, str]) -> bool:
    """Whether a condition (``a == 'x' and b < '3.12'``, no brackets) holds. Raises Stop."""
    return not condition or any(
        all(_one(each.strip(), facts) for each in either.split(" and ")) for either in condition.split(" or ")
    )


def _one(comparison: str, facts: dict[str, str]) -> bool:
    parts = _CONDITION.fullmatch(comparison)
    if parts is None or parts[1] not in facts:
        raise Stop(f"锁定文件里的条件“{comparison}”看不懂，请在 tools/offline/lock.py 里补上怎样比。")
    name, sign, wanted = parts.groups()
    have: Any = facts[name]
    want: Any = wanted
    if name.startswith("python_"):  # compared as numbers: 3.9 comes before 3.12
        length = wanted.count(".") + 1
        have, want = _numbers(facts[name], length), _numbers(wanted, length)
    return _OPERATORS[sign](have, want)


def _numbers(version: str, length: int) -> tuple[int, ...]:
    numbers = [int(number) for number in version.split(".")]
    return tuple((numbers + [0] * length)[:length])
