"""The rules in force as a workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from jiefen_lite.rules import labels, loader
from jiefen_lite.rules.addresses import write_path
from jiefen_lite.rules.labels import Key
from jiefen_lite.rules.names import Names, names
from jiefen_lite.rules.schema import FILES, RuleBook
from jiefen_lite.ruleworkbook.layout import COVER, LOCKED, Grid, grids

if TYPE_CHECKING:
    from exporters.rulebook import RuleSheet

PLACE, BELONGS = "位置", "属于"
SETTING, VALUE, MEANING = "项目", "值", "说明"
_WIDE, _NARROW, _MOST_LISTED = 44, 12, 12

HOW = (
    "改白色的格；灰色的不能改。改完存盘，再用 jiefen rules excel --take 收回来。",
    "一格里有几个词的，用“；”隔开。日期写成 2026-10-01。空着就是没有写。",
    "要加一条规则：在表的末尾空行里写（“位置”空着），或者在一条的下面插入一行；“属于”照上一行写。",
    "要删规则，请在规则文件里删。下面三行以后是做这份表时各文件的指纹，规则后来改过的，要重新导出。",
)


def current_texts(folder: Path | None) -> dict[str, str]:
    """The text of every rule file in force by name: the county's own, or else the shipped one."""
    texts = {}
    for name in FILES:
        own = folder / f"{name}.yaml" if folder is not None else None
        data = own.read_bytes() if own is not None and own.is_file() else loader.shipped(name)
        texts[name] = data.decode()
    return texts


def fingerprint(text: str) -> str:
    """By which a workbook knows the text that it was made of."""
    return hashlib.sha256(text.encode()).hexdigest()


def make(book: RuleBook, texts: Mapping[str, str], out: Path | BinaryIO) -> None:
    """Write the workbook; ``texts``: the files that ``book`` was read from."""
    from exporters import rulebook  # brings a library that few commands need

    place = rulebook.RuleColumn(PLACE, "规则在文件里的位置，不要改。", _NARROW, locked=True)
    known = names(book)
    sheets = [_cover(texts)]
    for grid in grids(book):
        if grid.columns:
            belongs = (rulebook.RuleColumn(BELONGS, "属于上一级的哪一条。", _NARROW),) if grid.nested else ()
            columns = [
                rulebook.RuleColumn(
                    column.title,
                    column.key.explanation,
                    _WIDE if column.key.many or column.key.name in ("basis", "text") else 2 * _NARROW,
                    locked=column.key.name in LOCKED and column.outer is None,
                    choices=_choices(column.cls, column.key, known),
                )
                for column in grid.columns
            ]
            rows = [
                [write_path(line.steps), *([line.belongs] if grid.nested else []), *line.cells]
                for line in grid.lines
            ]
            all_columns = (place, *belongs, *columns)
            sheets.append(rulebook.RuleSheet(grid.name, grid.title, all_columns, rows, more=True))
        else:
            sheets.append(_settings(grid))
    rulebook.write(out, sheets)


def _cover(texts: Mapping[str, str]) -> RuleSheet:
    from exporters import rulebook

    columns = (
        rulebook.RuleColumn("文件", "哪个规则文件。", 2 * _NARROW, locked=True),
        rulebook.RuleColumn("指纹", "做这份表时文件的样子。", 2 * _WIDE, locked=True),
    )
    rows = [["", sentence] for sentence in HOW]
    rows += [[f"{name}.yaml", fingerprint(text)] for name, text in texts.items()]
    return rulebook.RuleSheet(COVER, "规则表", columns, rows)


def _settings(grid: Grid) -> RuleSheet:
    from exporters import rulebook

    columns = (
        rulebook.RuleColumn(PLACE, "设置在文件里的位置，不要改。", 2 * _NARROW, locked=True),
        rulebook.RuleColumn(SETTING, "设置的名称。", 2 * _NARROW, locked=True),
        rulebook.RuleColumn(VALUE, "现在的值。", 2 * _WIDE),
        rulebook.RuleColumn(MEANING, "管什么。", _WIDE, locked=True),
    )
    rows = []
    for line, column in zip(grid.lines, grid.settings, strict=True):
        title = f"{line.belongs}·{column.title}" if line.belongs else column.title
        rows.append([write_path(line.steps), title, line.cells[0], column.key.explanation])
    return rulebook.RuleSheet(grid.name, grid.title, columns, rows)


def _choices(cls: type, key: Key, known: Names) -> tuple[str, ...]:
    """What a person may choose from a list in the cell."""
    return () if key.many else tuple(choices(cls, key, known))[: _MOST_LISTED * 4]


def choices(cls: type, key: Key, known: Names) -> Iterator[str]:
    """Everything that a cell of this key may say, as people read it; nothing where it is free."""
    if key.words:
        told = labels.words_of(cls, key.name)
        yield from (told.get(word, str(word)) for word in key.words)
    elif key.hint is bool:
        yield from ("是", "否")
    elif key.refers == "type":
        yield from known["type"].values()
