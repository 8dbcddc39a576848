"""What a reader hands on: the cells of one sheet as the file has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Cell = Any  # str, float, int, bool, date, datetime, time or timedelta; "" where the cell is empty


@dataclass(slots=True)
class Grid:
    """One sheet; ``rows[0]`` is row 1 as Excel shows it, ``rows[0][0]`` is cell A1.

    ``merges`` are (first row, first column, last row, last column), all counted from 0.
    ``flaws`` tells cells whose value is not there: (row, column) from 0 -> why.
    """

    name: str
    rows: list[list[Cell]]
    hidden: bool = False
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    flaws: dict[tuple[int, int], str] = field(default_factory=dict)
