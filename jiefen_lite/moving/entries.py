"""What a step asks for: the fields of its form as data, and reading what was filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from jiefen_lite.moving.scene import Scene

Raw = Mapping[str, str | Sequence[str]]
Values = dict[str, Any]
Choices = Callable[[Scene], Sequence[tuple[str, str]]]
LINE_MOST, WORDS_MOST = 200, 2000


class Kind(StrEnum):
    """How something is asked for."""

    LINE = "line"  # one line
    WORDS = "words"  # several lines
    CHOICE = "choice"  # one of a few
    SELECT = "select"  # one of many
    SEVERAL = "several"
    YES = "yes"  # has to be ticked
    DAY = "day"


def _nothing(_scene: Scene) -> str:
    return ""


def _always(_scene: Scene) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a form. ``given``: what stands there at first, ``when``: whether it is asked at all."""

    name: str
    label: str
    kind: Kind
    required: bool = True
    hint: str = ""
    choices: Choices | None = None
    given: Callable[[Scene], str | Sequence[str]] = _nothing
    when: Callable[[Scene], bool] = _always


def given(entries: Sequence[Entry], scene: Scene) -> dict[str, str | Sequence[str]]:
    """What stands in the form before anybody has typed."""
    return {one.name: one.given(scene) for one in entries if one.when(scene)}


def read(entries: Sequence[Entry], scene: Scene, raw: Raw) -> tuple[Values, list[str]]:
    """Clean values by name without empty ones, and a sentence for each that is missing or cannot be."""
    values: Values = {}
    faults: list[str] = []
    for entry in entries:
        if not entry.when(scene):
            continue
        if entry.kind is Kind.SEVERAL:
            _read_several(entry, scene, raw, values, faults)
            continue
        said = raw.get(entry.name, "")
        words = (said if isinstance(said, str) else next(iter(said), "")).strip()
        if not words:
            if entry.required:
                faults.append(_missing(entry))
            continue
        fault = _read_one(entry, scene, words, values)
        if fault is not None:
            faults.append(fault)
    return values, faults


def _read_one(entry: Entry, scene: Scene, words: str, values: Values) -> str | None:
    most = LINE_MOST if entry.kind is Kind.LINE else WORDS_MOST
    if len(words) > most:
        return f"“{entry.label}”太长了，请写在 {most} 字以内。"
    if entry.kind is Kind.DAY:
        try:
            words = date.fromisoformat(words).isoformat()
        except ValueError:
            return f"“{entry.label}”要写成日期，例如 {scene.today.isoformat()}。"
    if entry.choices is not None and words not in dict(entry.choices(scene)):
        return f"“{entry.label}”请从列出的里面选。"
    values[entry.name] = words if entry.kind is not Kind.YES else True
    return None


def _read_several(entry: Entry, scene: Scene, raw: Raw, values: Values, faults: list[str]) -> None:
    said = raw.get(entry.name, ())
    listed = [said] if isinstance(said, str) else list(said)
    known = dict(entry.choices(scene)) if entry.choices is not None else {}
    chosen = [one for one in dict.fromkeys(listed) if one]
    if any(one not in known for one in chosen):
        faults.append(f"“{entry.label}”请从列出的里面选。")
    elif chosen:
        values[entry.name] = chosen
    elif entry.required:
        faults.append(_missing(entry))


def _missing(entry: Entry) -> str:
    if entry.kind is Kind.YES:
        return f"请看过再勾上“{entry.label}”。"
    if entry.kind in (Kind.CHOICE, Kind.SELECT, Kind.SEVERAL):
        return f"请选“{entry.label}”。"
    return f"请填写“{entry.label}”。"
