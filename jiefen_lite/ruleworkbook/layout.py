"""Which part of which rule file stands on which sheet, in which column, at which address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiefen_lite.rules import labels
from jiefen_lite.rules.addresses import Step
from jiefen_lite.rules.labels import Key
from jiefen_lite.rules.names import Names, names
from jiefen_lite.rules.schema import FILES, RuleBook

#: The first sheet: what to do, and which texts the workbook was made of.
COVER = "说明"
BETWEEN = "；"
#: Columns that say which rule it is; they stay as they are.
LOCKED = ("id", "year")
_LONGEST_NAME = 31
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Column:
    """One key of a rule, or (``outer``) of the small thing that the rule holds under that key."""

    cls: type
    key: Key
    outer: str | None = None

    @property
    def title(self) -> str:
        """Its head: 应得·风险等级."""
        return f"应得·{self.key.title}" if self.outer else self.key.title

    def steps(self) -> tuple[str, ...]:
        """From the rule to the value."""
        return (self.outer, self.key.name) if self.outer else (self.key.name,)

    def value_of(self, rule: Any) -> Any:
        """What the rule says there."""
        home = getattr(rule, self.outer) if self.outer else rule
        return getattr(home, self.key.name)


@dataclass(frozen=True, slots=True)
class Line:
    """One rule on a sheet: where it is in its file, to what it belongs, its cells."""

    steps: tuple[Step, ...]
    belongs: str
    cells: tuple[str, ...]


@dataclass(slots=True)
class Grid:
    """One sheet: a table of rules of one kind, or (``columns`` empty) the settings of a file."""

    file: str
    name: str
    title: str
    columns: tuple[Column, ...]
    nested: bool
    lines: list[Line] = field(default_factory=list)
    settings: list[Column] = field(default_factory=list)  # of each line, where it is a sheet of settings


def grids(book: RuleBook) -> list[Grid]:
    """All sheets of all files, in the order of the files."""
    known = names(book)
    found: list[Grid] = []
    for name, cls in FILES.items():
        heading, _purpose = labels.of_file(name)
        settings = Grid(name, f"{heading}·设置", f"{name}.yaml：{heading}，单项设置", (), False)
        tables: dict[tuple[str, ...], Grid] = {}
        _walk(getattr(book, name), cls, (), "", (name, heading), settings, tables, known)
        found += [each for each in (settings, *tables.values()) if each.lines]
    taken: set[str] = set()
    for grid in found:
        grid.name = _sheet_name(grid.name, taken)
    return found


def _walk(
    value: Any,
    cls: type,
    steps: tuple[Step, ...],
    belongs: str,
    file: tuple[str, str],
    settings: Grid,
    tables: dict[tuple[str, ...], Grid],
    known: Names,
) -> None:
    """Settings of a thing that stands alone, and the tables in it."""
    for key in labels.keys(cls):
        inside = getattr(value, key.name)
        if key.rows is None:
            column = Column(cls, key)
            settings.lines.append(Line((*steps, key.name), belongs, (cell(column, inside, known),)))
            settings.settings.append(column)
        elif not key.many:
            _walk(inside, key.rows, (*steps, key.name), key.title, file, settings, tables, known)
        else:
            _table(inside, key, (*steps, key.name), (), file, tables, known)


def _table(
    rules: Sequence[Any],
    key: Key,
    steps: tuple[Step, ...],
    above: tuple[str, ...],
    file: tuple[str, str],
    tables: dict[tuple[str, ...], Grid],
    known: Names,
) -> None:
    cls = key.rows
    assert cls is not None
    pattern = tuple(step for step in steps if isinstance(step, str))
    name, heading = file
    title = "·".join((heading, *(labels_of(pattern, name))))
    columns = tuple(_columns(cls))
    grid = tables.setdefault(pattern, Grid(name, title, f"{name}.yaml：{title}", columns, bool(above)))
    for at, rule in enumerate(rules):
        cells = tuple(cell(column, column.value_of(rule), known) for column in columns)
        grid.lines.append(Line((*steps, at), "／".join(above), cells))
        called = str(
            getattr(rule, "name", None) or getattr(rule, "id", None) or getattr(rule, "year", at + 1)
        )
        for inner in labels.keys(cls):
            if inner.rows and inner.many:
                inside = getattr(rule, inner.name)
                _table(inside, inner, (*steps, at, inner.name), (*above, called), file, tables, known)


def labels_of(pattern: tuple[str, ...], name: str) -> Iterator[str]:
    """The Chinese names of the keys that lead to a table."""
    cls: type | None = FILES[name]
    for step in pattern:
        yield labels.title(cls, step)
        cls = labels.inner_class(cls, step)


def _columns(cls: type) -> Iterator[Column]:
    for key in labels.keys(cls):
        if key.rows is None:
            yield Column(cls, key)
        elif not key.many:
            yield from (Column(key.rows, inner, key.name) for inner in labels.keys(key.rows))


def cell(column: Column, value: Any, known: Names) -> str:
    """A value as its cell shows it; several are parted by ；, or by lines where one of them holds that."""
    if value is None:
        return ""
    if column.key.many:
        words = [_one(column, each, known) for each in value]
        return ("\n" if any(BETWEEN in word for word in words) else BETWEEN).join(words)
    return _one(column, value, known)


def _one(column: Column, value: Any, known: Names) -> str:
    if column.key.refers == "type":
        return known["type"].get(str(value), str(value))
    return labels.shown(column.cls, column.key.name, value)


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes and that no other sheet has."""
    name = _NO_SHEET_NAME.sub("／", wanted)[:_LONGEST_NAME]
    number = 2
    while name in taken:
        tail = f"({number})"
        name = name[: _LONGEST_NAME - len(tail)] + tail
        number += 1
    taken.add(name)
    return name
