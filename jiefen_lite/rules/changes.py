"""What two texts of one rule file say otherwise, told rule by rule; and the same as a diff of lines."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiefen_lite.errors import RuleError
from jiefen_lite.rules import labels
from jiefen_lite.rules.addresses import name_of
from jiefen_lite.rules.loader import read_plain
from jiefen_lite.rules.schema import FILES


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that says something else. Of a list of words only the words that came and went are told.

    ``rule``: what the rules around it are called, outermost first: ("labor", "工伤待遇"); empty for a
    setting of the file. ``field``: its key; ``label``: that key in Chinese. ``before`` None: it was not
    there; ``after`` None: it is no more. A rule that came or went whole is told with ``field`` "".
    """

    rule: tuple[str, ...]
    field: str
    label: str
    before: str | None
    after: str | None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __str__(self) -> str:
        """In one line: labor／工伤待遇 关键词：增加 甲、乙."""
        where = "／".join(self.rule)
        head = f"{where} {self.label}".strip()
        if self.added or self.removed:
            parts = [("增加 ", self.added), ("去掉 ", self.removed)]
            return f"{head}：" + "；".join(verb + "、".join(words) for verb, words in parts if words)
        if self.before is None:
            return f"{head}：新增“{self.after}”"
        if self.after is None:
            return f"{head}：去掉“{self.before}”"
        return f"{head}：“{self.before}”改为“{self.after}”"


def differences(old_text: str, new_text: str, name: str) -> list[FieldChange]:
    """What the new text of the rule file ``name`` (without .yaml) says otherwise, in its order.

    Layout and comments do not count. Raises RuleError where one of the texts cannot be read at all.
    """
    old, new = (_read(text, name) for text in (old_text, new_text))
    return list(_mappings(old, new, (), FILES.get(name)))


def line_diff(old_text: str, new_text: str, name: str) -> str:
    """The lines that differ, as ``diff -u`` shows them."""
    old, new = old_text.splitlines(keepends=True), new_text.splitlines(keepends=True)
    lines = difflib.unified_diff(old, new, f"{name}.yaml（原来）", f"{name}.yaml（现在）", n=2)
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def _read(text: str, name: str) -> Mapping[str, Any]:
    value, faults = read_plain(text, f"{name}.yaml")
    if faults:
        raise RuleError(*(str(fault) for fault in faults))
    return value if isinstance(value, Mapping) else {}


def _mappings(
    old: Mapping[str, Any], new: Mapping[str, Any], rule: tuple[str, ...], cls: type | None
) -> Iterator[FieldChange]:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        label = labels.title(cls, key)
        inner = labels.inner_class(cls, key)
        if isinstance(before or after, Mapping):
            yield from _mappings(before or {}, after or {}, (*rule, label), inner)
        elif _are_rules(before) or _are_rules(after):
            yield from _rules(before or [], after or [], rule, inner)
        elif isinstance(before, list) or isinstance(after, list):
            yield _words(before or [], after or [], FieldChange(rule, key, label, None, None))
        else:
            yield FieldChange(rule, key, label, before, after)


def _are_rules(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, Mapping) for each in value)


def _words(old: Sequence[str], new: Sequence[str], change: FieldChange) -> FieldChange:
    """Words that came and went; where only their order changed, the whole of both lists."""
    added = tuple(word for word in new if word not in old)
    removed = tuple(word for word in old if word not in new)
    told = ("、".join(map(str, old)), "、".join(map(str, new)))
    return FieldChange(change.rule, change.field, change.label, *told, added, removed)


def _rules(
    old: Sequence[Any], new: Sequence[Any], rule: tuple[str, ...], cls: type | None
) -> Iterator[FieldChange]:
    """Rules by what they are called; those that are called alike (or nothing) by their place among these."""
    before, after = _by_name(old), _by_name(new)
    for name in dict.fromkeys((*before, *after)):
        were, are = before.get(name, []), after.get(name, [])
        several = max(len(were), len(are)) > 1
        same = [each for each in were if each in are]
        gone = [each for each in were if each not in same]
        come = [(at, each) for at, each in enumerate(are) if each not in same]
        for number, was in enumerate(gone):
            at, now = come[number] if number < len(come) else (were.index(was), None)
            yield from _rule(was, now, (*rule, f"{name}（第 {at + 1} 条）" if several else name), cls)
        for at, now in come[len(gone) :]:
            yield from _rule(None, now, (*rule, f"{name}（第 {at + 1} 条）" if several else name), cls)
    stayed = [name for name in before if name in after]
    now_so = [name for name in after if name in before]
    if stayed != now_so:
        label = f"{labels.of_class(cls)}的先后"
        yield FieldChange(rule, "", label, "、".join(stayed), "、".join(now_so))


def _rule(was: Any, now: Any, path: tuple[str, ...], cls: type | None) -> Iterator[FieldChange]:
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        yield from _mappings(was, now, path, cls)
    else:
        yield FieldChange(path, "", labels.of_class(cls), _told(was, cls), _told(now, cls))


def _by_name(items: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for item in items:
        found.setdefault(name_of(item) or _told(item, None) or "", []).append(item)
    return found


def _told(value: Any, cls: type | None) -> str | None:
    """A whole rule in a line, its keys in Chinese."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        parts = (
            f"{labels.title(cls, key)} {_told(each, labels.inner_class(cls, key))}"
            for key, each in value.items()
        )
        return "，".join(parts)
    return "、".join(str(_told(each, cls)) for each in value) if isinstance(value, list) else str(value)
