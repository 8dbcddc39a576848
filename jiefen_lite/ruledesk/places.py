"""One place of a rule file with its simple values, to be changed one by one on a page; comments stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiefen_lite.errors import CannotEdit
from jiefen_lite.rules import editor, labels
from jiefen_lite.rules.addresses import name_of, parse_path
from jiefen_lite.rules.labels import Key
from jiefen_lite.rules.schema import FILES

_KINDS = {bool: "yes", int: "number"}


@dataclass(frozen=True, slots=True)
class Value:
    """One simple value: what it is called and for, how it is written now; ``kind`` says how to ask for it."""

    name: str
    title: str
    explanation: str
    kind: str  # number, yes, choice, words, text
    written: str  # words: one a line
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Inside:
    """A rule or group of rules below this place, by its address."""

    title: str
    at: str


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at one address of a file."""

    at: str
    title: str
    values: tuple[Value, ...]
    inside: tuple[tuple[str, tuple[Inside, ...]], ...]  # heading → what is below it


def place(name: str, text: str, at: str) -> Place:
    """What can be changed at an address (empty: the file). Raises CannotEdit where there is nothing."""
    found = editor.value_at(text, at)
    cls = _shape(name, at)
    if not isinstance(found, Mapping) or cls is None:
        raise CannotEdit("没有这一处，可能刚改过；请回到规则页再选一次。")
    keys = labels.keys(cls)
    values = [_value(cls, key, found.get(key.name)) for key in keys if key.rows is None]
    inside = [
        (key.title, tuple(_inside(f"{at}.{key.name}".removeprefix("."), key, found[key.name])))
        for key in keys
        if key.rows is not None and found.get(key.name)
    ]
    return Place(at, _title(name, at, cls, name_of(found)), tuple(values), tuple(inside))


def _title(name: str, at: str, cls: type, own: str | None) -> str:
    """What a place is called; an identifier alone tells a person nothing."""
    if own is None:
        return labels.of_class(cls) if at else labels.of_file(name)[0]
    return f"{labels.of_class(cls)} {own}" if own.isascii() else own


def changed(name: str, text: str, at: str, written: Mapping[str, str]) -> str:
    """The text with the values of one place as they were written; those left as they are are not touched."""
    wishes = []
    for value in place(name, text, at).values:
        new = written.get(value.name, value.written).replace("\r\n", "\n").strip()
        if new != value.written.strip():
            path = f"{at}.{value.name}".removeprefix(".")
            wishes.append(editor.Set(path, _meant(value, new)))
    return editor.edit(text, *wishes) if wishes else text


def _meant(value: Value, new: str) -> editor.Value:
    if value.kind == "words":
        return [line.strip() for line in new.split("\n") if line.strip()]
    if not new:
        return None
    if value.kind == "yes":
        return new == "true"
    if value.kind == "number" and new.lstrip("-").isdigit():
        return int(new)
    return new


def _shape(name: str, at: str) -> type | None:
    """The dataclass of what stands at an address."""
    cls: type | None = FILES[name]
    for step in parse_path(at):
        if isinstance(step, str) and cls is not None and labels.key(cls, step) is not None:
            cls = labels.inner_class(cls, step)
    return cls


def _value(cls: type, key: Key, found: Any) -> Value:
    options: tuple[tuple[str, str], ...] = ()
    kind = "words" if key.many else _KINDS.get(key.hint, "text")
    if kind == "yes":
        options = (("true", "是"), ("false", "否"))
    elif key.words and not key.many:
        kind, named = "choice", labels.words_of(cls, key.name)
        options = tuple((word, named.get(word, word)) for word in key.words)
    written = "\n".join(map(str, found)) if isinstance(found, Sequence) and key.many else str(found or "")
    return Value(key.name, key.title, key.explanation, kind, written, options)


def _inside(at: str, key: Key, found: Any) -> list[Inside]:
    if isinstance(found, Mapping):
        return [Inside(key.title, at)]
    return [
        Inside(name_of(one) or f"第 {number} 条", f"{at}[{number - 1}]")
        for number, one in enumerate(found, 1)
    ]
