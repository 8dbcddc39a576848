"""What may be wished for a rule file: one thing set, added or removed, with the place where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiefen_lite.rules.addresses import Step

#: What may stand in a rule file: text, numbers, days, yes and no, lists and keys with values of these.
Value = str | int | float | bool | date | Sequence[Any] | Mapping[str, Any] | None
Path = str | tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Set:
    """Give the place this value; None takes the key away. A list changes only where it differs."""

    path: Path
    value: Value


@dataclass(frozen=True, slots=True)
class Add:
    """Put a new item into the list at ``path``: before the item number ``at``, at its end without one."""

    path: Path
    value: Value
    at: int | None = None


@dataclass(frozen=True, slots=True)
class AddAfter:
    """Put a new rule (or word) into the list, behind the one at ``path`` and written in its manner."""

    path: Path
    value: Value


@dataclass(frozen=True, slots=True)
class Remove:
    """Take an item out of its list, or a key away; comments above it stay."""

    path: Path


Edit = Set | Add | AddAfter | Remove
