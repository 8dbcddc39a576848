"""What a reader hands on: the cells of one sheet as the file has them, and how readers gather them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from importers.columns import column_letters
from importers.limits import Limits
from jiefen_lite.errors import UnreadableFile

Cell = Any  # str, float, int, date, datetime, time or timedelta; "" where the cell is empty
MANY = 200_000  # merges or flaws beyond this are no ledger
NO_RESULT = "公式没有保存计算结果"
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:5\d\d")
_NARROW = re.compile(r"#{3,}")


@dataclass(slots=True)
class Grid:
    """One sheet; ``rows[0]`` is row 1 as Excel shows it, ``rows[0][0]`` is cell A1.

    ``merges`` are (first row, first column, last row, last column), all counted from 0.
    ``flaws`` tells cells whose value is not there: (row, column) from 0 -> why.
    ``hidden_rows`` and ``hidden_columns`` count from 0 as well: read like the others, and told.
    """

    name: str
    rows: list[list[Cell]]
    hidden: bool = False
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    flaws: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


class GridMaker:
    """Gathers the rows of one sheet within the limits, whatever its file claims about repetition."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.grid = Grid(name, [])
        self.next_row = 0
        self._limits = limits
        self._width = 0

    def add(self, cells: list[Cell], times: int = 1, hidden: bool = False) -> None:
        """Put the next row, or as many equal ones; empty ones cost nothing while nothing follows them."""
        while cells and cells[-1] == "":
            cells.pop()
        first, self.next_row = self.next_row, self.next_row + times
        if not cells:
            return
        self.within(self.next_row - 1, len(cells) - 1)
        self._width = max(self._width, len(cells))
        if self._width * self.next_row > self._limits.cells:
            raise too_large(self.grid.name)
        rows = self.grid.rows
        rows.extend([] for _ in range(first - len(rows)))
        rows.extend(list(cells) for _ in range(times))
        if hidden:
            self.grid.hidden_rows.update(range(first, self.next_row))

    def within(self, row: int, column: int) -> None:
        """Raise where a cell with content lies beyond what is read."""
        if row >= self._limits.rows or column >= self._limits.columns:
            raise too_far(self.grid.name, f"{column_letters(column)}{row + 1}", self._limits)

    def merge(self, row: int, column: int, rows: int, columns: int) -> None:
        """Tell that a cell spreads over ``rows`` and ``columns``; beyond the limits nobody asks."""
        if rows > 1 or columns > 1:
            bottom = min(row + max(rows, 1), self._limits.rows) - 1
            right = min(column + max(columns, 1), self._limits.columns) - 1
            self.grid.merges.append((row, column, bottom, right))
            if len(self.grid.merges) > MANY:
                raise too_large(self.grid.name)

    def flaw(self, row: int, column: int, why: str) -> None:
        """Tell that a cell has no value, and why."""
        add_flaw(self.grid.name, self.grid.flaws, row, column, why)

    def hide_columns(self, columns: Iterable[int]) -> None:
        """Tell columns that nobody sees; those without any cell are forgotten by ``finish``."""
        self.grid.hidden_columns.update(columns)

    def finish(self) -> Grid:
        """The sheet, its rows all of one width."""
        square(self.grid.rows, self._width)
        hidden = self.grid.hidden_columns
        hidden.intersection_update(range(self._width))
        return self.grid


def square(rows: Sequence[list[Cell]], width: int) -> None:
    """Fill short rows up to ``width``."""
    for row in rows:
        if len(row) < width:
            row.extend([""] * (width - len(row)))


def add_flaw(sheet: str, flaws: dict[tuple[int, int], str], row: int, column: int, why: str) -> None:
    """Note a cell without a value; raises where there are so many that the sheet wants calculating first."""
    flaws[row, column] = why
    if len(flaws) > MANY:
        raise UnreadableFile(
            f"工作表“{sheet}”里公式出错或没有计算结果的单元格太多。",
            "请用 WPS 或 Excel 打开，重新计算并保存后再导入。",
        )


def error_flaw(code: str) -> str:
    """How a cell that shows an error like ``#DIV/0!`` is told."""
    return f"公式出错（{code}）" if code else "公式出错"


def shown_error(text: str) -> str | None:
    """Why a cell of a text file has no value: the program that wrote it printed what stood on its screen."""
    if _ERROR.fullmatch(text):
        return error_flaw(text)
    return "只写着一串 #（原表列太窄，没有写出内容）" if _NARROW.fullmatch(text) else None


def too_far(sheet: str, place: str, limits: Limits) -> UnreadableFile:
    """The error for content far beyond any ledger."""
    where = f"工作表“{sheet}”的" if sheet else "这个文件的"
    return UnreadableFile(
        f"{where} {place} 单元格还有内容，超出了能读取的范围（{limits.rows} 行、{limits.columns} 列）。",
        "这多半是误输入，请删掉数据区以外的行和列，保存后再导入。",
    )


def too_large(sheet: str) -> UnreadableFile:
    """The error for more cells than are read at once."""
    what = f"工作表“{sheet}”" if sheet else "这个文件"
    return UnreadableFile(f"{what}太大，一次读不完。", "请删掉用不到的列，或按月拆成几个文件后再导入。")
