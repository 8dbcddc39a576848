"""What a reader hands on: the cells of one sheet as the file has them, and how much is allowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Cell = Any  # str, float, int, bool, date, datetime, time or timedelta; "" where the cell is empty


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may ask of the machine; generous for a county's year, small for an attack."""

    file_bytes: int = 100 * 1024 * 1024
    entries: int = 3_000  # files inside a workbook
    unpacked_bytes: int = 800 * 1024 * 1024
    rows: int = 299_999  # the fast search for far cells relies on six digits beginning with 3 to 9
    columns: int = 702  # up to column ZZ
    cells: int = 20_000_000
    memory_bytes: int = 3 * 1024 * 1024 * 1024  # address space of the reading process
    cpu_seconds: int = 300
    silent_seconds: float = 120.0  # how long the reading process may say nothing


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
