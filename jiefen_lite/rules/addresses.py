"""Addresses of places in a rule file, as people write them: ``types[labor].secondary[工伤待遇].words[2]``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from jiefen_lite.errors import CannotEdit

#: A key of a mapping or the name of an item, or the number of an item.
Step = str | int

#: What an item of a list is called by: the first of these keys that it has.
NAMING_KEYS = ("id", "date", "year", "name", "field", "short", "channel", "unit", "type", "value")

_STEP = re.compile(r"\.?(?P<key>[A-Za-z_]\w*)|\[(?P<inside>[^\[\]]*)\]", re.ASCII)


def parse_path(path: str | Sequence[Step]) -> tuple[Step, ...]:
    """The steps of an address. Raises CannotEdit where it is none."""
    if not isinstance(path, str):
        return tuple(path)
    steps: list[Step] = []
    at = 0
    while at < len(path):
        found = _STEP.match(path, at)
        if not found:
            raise CannotEdit(f"“{path}”不是规则文件里的一个地方。")
        inside = found["inside"]
        if inside is None:
            steps.append(found["key"])
        else:
            steps.append(int(inside) if inside.isascii() and inside.isdigit() else inside)
        at = found.end()
    return tuple(steps)


def write_path(steps: Sequence[Step]) -> str:
    """The address as text: keys with dots, numbers and names of items in brackets."""
    parts = [f".{step}" if isinstance(step, str) else f"[{step}]" for step in steps]
    return "".join(parts).removeprefix(".")


def name_of(item: Any) -> str | None:
    """What an item of a list is called: its id, name …, else its first word; a word is called itself."""
    if isinstance(item, Mapping):
        words = item.get("words")
        first = str(words[0]) if isinstance(words, list) and words else None
        return next((str(item[key]) for key in NAMING_KEYS if key in item), first)
    return item if isinstance(item, str) else None


def called(item: Any, name: str) -> bool:
    """Whether an item answers to what stands in the brackets of an address."""
    key, equals, value = name.partition("=")
    if equals and isinstance(item, Mapping) and key in item:
        return str(item[key]) == value
    if equals and not key and isinstance(item, str):
        return item == value
    return name_of(item) == name
