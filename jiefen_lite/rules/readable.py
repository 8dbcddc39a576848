"""A rule file as people read it: headings, sentences, words and tables in Chinese, out of its shape.

Pure and made from the dataclasses and the table of labels alone, so every file has such a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jiefen_lite.rules import labels
from jiefen_lite.rules.labels import Key
from jiefen_lite.rules.names import Names
from jiefen_lite.rules.sentences import sentences

_NOTHING = (None, (), "", False)  # a column, or a part of a cell, that would say only this is left out


@dataclass(frozen=True, slots=True)
class Fact:
    """One setting: 冻结日 | 5 | 次月几日以后…"""

    title: str
    value: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Words:
    """One list of words with its heading."""

    title: str
    words: tuple[str, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rules of one kind, a row each; ``headers`` with what each column is for."""

    title: str
    explanation: str
    headers: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it, and the sections inside it.

    ``anchor``: the address of this part of the file, as ``rules.editor`` takes it.
    """

    title: str
    anchor: str
    explanation: str = ""
    sentences: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    words: tuple[Words, ...] = ()
    tables: tuple[Table, ...] = ()
    sections: tuple[Section, ...] = ()


def page(name: str, part: Any, names: Names) -> Section:
    """The readable page of the file ``name`` (without .yaml); ``part``: its value in a RuleBook."""
    heading, purpose = labels.of_file(name)
    return _section(heading, "", purpose, part, names)


def _section(title: str, anchor: str, explanation: str, value: Any, names: Names) -> Section:
    cls = type(value)
    facts: list[Fact] = []
    words: list[Words] = []
    tables: list[Table] = []
    sections: list[Section] = []
    for key in labels.keys(cls):
        inside = getattr(value, key.name)
        place = f"{anchor}.{key.name}".removeprefix(".")
        if inside is None or inside == ():
            continue
        if key.rows is None and key.many and key.hint is str:
            words.append(Words(key.title, _told_all(cls, key, inside, names), key.explanation))
        elif key.rows is None:
            facts.append(Fact(key.title, _cell(cls, key, inside, names), key.explanation))
        elif not key.many:
            sections.append(_section(key.title, place, key.explanation, inside, names))
        elif _is_flat(key.rows):
            tables.append(_table(key, inside, names))
        else:
            sections.append(_chapter(key, place, inside, names))
    return Section(
        title,
        anchor,
        explanation,
        tuple(sentences(value, names)),
        tuple(facts),
        tuple(words),
        tuple(tables),
        tuple(sections),
    )


def _chapter(key: Key, place: str, values: Sequence[Any], names: Names) -> Section:
    """Rules that hold rules of their own: a section each."""
    inside = tuple(
        _section(_heading(one, names), f"{place}[{at}]", "", one, names) for at, one in enumerate(values)
    )
    return Section(key.title, place, key.explanation, sections=inside)


def _heading(value: Any, names: Names) -> str:
    cls = type(value)
    for name in ("name", "id", "year", "short", "text"):
        key = labels.key(cls, name)
        if key is not None:
            return _cell(cls, key, getattr(value, name), names)
    return labels.of_class(cls)


def _is_flat(cls: type) -> bool:
    """Whether rules of this kind fit into the rows of a table."""
    return not any(key.rows and key.many for key in labels.keys(cls))


def _table(key: Key, values: Sequence[Any], names: Names) -> Table:
    cls = key.rows
    assert cls is not None
    shown = [
        one for one in labels.keys(cls) if any(getattr(each, one.name) not in _NOTHING for each in values)
    ]
    rows = tuple(tuple(_cell(cls, one, getattr(each, one.name), names) for one in shown) for each in values)
    return Table(key.title, key.explanation, tuple((one.title, one.explanation) for one in shown), rows)


def _cell(cls: type, key: Key, value: Any, names: Names) -> str:
    if value is None:
        return ""
    if key.rows is not None:
        return "；".join(_parts(value, names))
    if key.many:
        return "、".join(_told_all(cls, key, value, names))
    return _told(cls, key, value, names)


def _parts(value: Any, names: Names) -> Iterator[str]:
    """A small thing inside a row, key by key: what is set of it."""
    cls = type(value)
    for key in labels.keys(cls):
        inside = getattr(value, key.name)
        if inside not in _NOTHING:
            yield f"{key.title} {_cell(cls, key, inside, names)}"


def _told_all(cls: type, key: Key, values: Sequence[Any], names: Names) -> tuple[str, ...]:
    return tuple(_told(cls, key, each, names) for each in values)


def _told(cls: type, key: Key, value: Any, names: Names) -> str:
    if key.refers == "type":
        return names["type"].get(str(value), str(value))
    return labels.shown(cls, key.name, value)
