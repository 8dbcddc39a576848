"""A centre's own past table as texts with their labels: any workbook, the columns named by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import importers
from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import SheetCells

#: A table of all past years may be larger than one that is handed back with marks.
MOST_ROWS, MOST_CELLS = 60_000, 3_000_000
#: The headings stand in one of the first rows, below a title.
_LOOKED_AT = 10
#: So many headings a refusal names.
_NAMED = 20


class Lessons(NamedTuple):
    """What there is to learn from: texts with their labels, and what was left out and why."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    rows: int
    blank: int  # without a text or without a label


def sheets(source: Path | bytes, name: str) -> Sequence[SheetCells]:
    """The cells of a table. Raises UnreadableFile, and JiefenError where it is too large."""
    found = importers.cells(source, most_rows=MOST_ROWS, most_cells=MOST_CELLS)
    if found is None:
        raise JiefenError(
            f"“{name}”太大，一次最多学 {MOST_ROWS} 行、{MOST_CELLS // 10_000} 万格。",
            "请只留案情和分类这几列，或者分成几年的表，再试一次。",
        )
    return found


def headings(found: Sequence[SheetCells]) -> list[str]:
    """The headings of the first sheet that has any, as a person reads them."""
    for sheet in found:
        rows = [[_text(cell) for cell in row] for row in sheet.rows[:_LOOKED_AT]]
        best = max(rows, key=lambda row: len(set(filter(None, row))), default=[])
        if len(set(filter(None, best))) > 1:
            return list(dict.fromkeys(filter(None, best)))
    return []


def lessons(found: Sequence[SheetCells], texts: Sequence[str], label: str) -> Lessons:
    """The rows of every sheet that has all these columns. Raises JiefenError where none has."""
    wanted = [importers.header_key(name) for name in (*texts, label)]
    told, labels, rows, blank, any_sheet = [], [], 0, 0, False
    for sheet in found:
        begun = _columns(sheet, wanted)
        if begun is None:
            continue
        any_sheet = True
        first, columns = begun
        for row in sheet.rows[first:]:
            cells = [_text(row[at]) if at < len(row) else "" for at in columns]
            if not any(cells):
                continue
            rows += 1
            text, answer = "\n".join(filter(None, cells[:-1])), cells[-1]
            if text and answer:
                told.append(text)
                labels.append(answer)
            else:
                blank += 1
    if not any_sheet:
        known = "、".join(headings(found)[:_NAMED])
        raise JiefenError(
            f"表里没有同时找到这几列：{'、'.join((*texts, label))}。",
            f"表里的列是：{known}。请照着写列名。" if known else "表是空的，请检查是不是选错了文件。",
        )
    return Lessons(tuple(told), tuple(labels), rows, blank)


def _columns(sheet: SheetCells, wanted: Sequence[str]) -> tuple[int, list[int]] | None:
    """Below which row the data of a sheet begins, and where the wanted columns stand."""
    for number, row in enumerate(sheet.rows[:_LOOKED_AT]):
        keys = [importers.header_key(_text(cell)) for cell in row]
        if all(name in keys for name in wanted):
            return number + 1, [keys.index(name) for name in wanted]
    return None


def _text(cell: str | float | int) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def classes(lessons: Lessons) -> list[tuple[str, int]]:
    """The labels with how many rows they have, the largest first."""
    return Counter(lessons.labels).most_common()
