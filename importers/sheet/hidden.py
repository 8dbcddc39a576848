"""Rows and columns that nobody sees on the screen: they are read like the others, and told."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from importers.columns import column_letters
from importers.sheet.grid import Grid

_MOST_TOLD = 10  # stretches


def keep_filled(grid: Grid) -> None:
    """Forget the hidden rows and columns in which nothing stands."""
    width = len(grid.rows[0]) if grid.rows else 0
    grid.hidden_rows = {
        at for at in grid.hidden_rows if at < len(grid.rows) and any(cell != "" for cell in grid.rows[at])
    }
    grid.hidden_columns = {
        at for at in grid.hidden_columns if at < width and any(row[at] != "" for row in grid.rows)
    }


def in_words(grid: Grid) -> str | None:
    """What is hidden on a sheet and was read all the same; None where nothing is."""
    told = []
    if grid.hidden_rows:
        rows = _stretches(grid.hidden_rows, lambda at: str(at + 1))
        told.append(f"第 {rows} 行是隐藏或筛选掉的行，也读了")
    if grid.hidden_columns:
        told.append(f"{_stretches(grid.hidden_columns, column_letters)} 列是隐藏的列，也读了")
    return "；".join(told) or None


def _stretches(numbers: Iterable[int], name: Callable[[int], str]) -> str:
    """5–9、12 instead of every single number."""
    found: list[list[int]] = []
    count = 0
    for number in sorted(numbers):
        count += 1
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    told = [name(first) if first == last else f"{name(first)}–{name(last)}" for first, last in found]
    listed = "、".join(told[:_MOST_TOLD])
    return listed if len(told) <= _MOST_TOLD else f"{listed} 等共 {count}"
