"""Chinese names of rule files, rules, keys and allowed words: one table for pages, workbooks and editors."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from jiefen_lite.rules import labeltable
from jiefen_lite.rules.marks import OneOf, RefersTo

#: What stands for nothing, and for a place that is no name of a unit.
NAMES = {"@town": "发生地镇（街道）"}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a dataclass of a rule file, with all that its type hint says of it.

    ``hint``: the bare type of one value; ``many``: a list of them; ``rows``: the dataclass of its
    values, None where they are words or numbers; ``refers``: what kind of thing they must name.
    """

    name: str
    title: str
    explanation: str
    hint: Any
    marks: tuple[Any, ...]
    many: bool
    optional: bool
    needed: bool
    rows: type | None
    words: tuple[str, ...]
    refers: str | None
    example: bool


def keys(cls: type) -> tuple[Key, ...]:
    """The keys of a dataclass in their order."""
    return _keys(cls)


@cache
def _keys(cls: Any) -> tuple[Key, ...]:
    hints = get_type_hints(cls, include_extras=True)
    return tuple(_key(cls, each, hints[each.name]) for each in fields(cls))


def key(cls: type, name: str) -> Key | None:
    """One key of a dataclass, None where it has none of that name."""
    return next((each for each in keys(cls) if each.name == name), None)


def title(cls: type | None, name: str) -> str:
    """What a key is called in Chinese; the key itself where it is unknown."""
    return _entry(cls, name)[0]


def explanation(cls: type | None, name: str) -> str:
    """What a key is for, in one sentence; "" where it is unknown."""
    return _entry(cls, name)[1]


def of_class(cls: type | None) -> str:
    """What one of this kind is called: 风险因素, 一级类型."""
    return labeltable.CLASSES.get(cls.__name__, cls.__name__) if cls else "规则"


def of_file(name: str) -> tuple[str, str]:
    """Heading and purpose of a rule file (without .yaml)."""
    return labeltable.FILES[name]


def inner_class(cls: type | None, name: str) -> type | None:
    """The dataclass of the values of a key, None where they are words or numbers."""
    found = key(cls, name) if cls else None
    return found.rows if found else None


def words_of(cls: type | None, name: str) -> Mapping[str, str]:
    """The allowed words of a key with what they mean; empty where any may stand or none is explained."""
    own = f"{cls.__name__}.{name}" if cls else name
    table = labeltable.WORDS
    return table[own] if own in table else table.get(name, {})


def shown(cls: type | None, name: str, value: Any) -> str:
    """A single value as people read it: 是, 简易, 发生地镇（街道）, the text itself."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:g}"
    found = key(cls, name) if cls else None
    text = str(value)
    if found is not None and found.words:
        return words_of(cls, name).get(text, text)
    return NAMES.get(text, text)


def _entry(cls: type | None, name: str) -> tuple[str, str]:
    table = labeltable.FIELDS
    own = f"{cls.__name__}.{name}" if cls else name
    return table.get(own) or table.get(name) or (name, "")


def _key(cls: type, each: Field[Any], hint: Any) -> Key:
    found: dict[str, Any] = {"many": False, "optional": False, "marks": ()}
    while True:
        origin = get_origin(hint)
        if origin is Annotated:
            hint, *marks = get_args(hint)
            found["marks"] += tuple(marks)
        elif origin in (Union, types.UnionType):
            hint = next(arg for arg in get_args(hint) if arg is not type(None))
            found["optional"] = True
        elif origin is tuple:
            hint = get_args(hint)[0]
            found["many"] = True
        else:
            break
    rows = hint if is_dataclass(hint) and isinstance(hint, type) else None
    return Key(
        name=each.name,
        title=title(cls, each.name),
        explanation=explanation(cls, each.name),
        hint=hint,
        needed=each.default is MISSING and each.default_factory is MISSING,
        rows=rows,
        words=next((mark.words for mark in found["marks"] if isinstance(mark, OneOf)), ()),
        refers=next((mark.kind for mark in found["marks"] if isinstance(mark, RefersTo)), None),
        example=bool(each.metadata.get("example")),
        **found,
    )


def all_classes(*roots: type) -> Iterator[type]:
    """Every dataclass that files of these shapes may hold, each once."""
    seen: dict[type, None] = {}
    waiting = list(roots)
    while waiting:
        cls = waiting.pop(0)
        if cls in seen:
            continue
        seen[cls] = None
        yield cls
        waiting += [each.rows for each in keys(cls) if each.rows]
