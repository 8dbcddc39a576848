"""Files coming in: rows, columns and problems, before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jiefen_lite.shapes.words import Level


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one cell or row, told where the user will look for it.

    ``row`` is the row number that Excel shows; ``column`` is the header as written.
    ``message`` never repeats a phone or identity number.
    """

    sheet: str
    row: int
    column: str | None
    field: str | None
    level: Level
    message: str


@dataclass(frozen=True, slots=True)
class RowRead:
    """One data row as the reading child hands it over, before anything is decided.

    ``cells`` are the row's texts in the order of the sheet's headers (what the file said),
    ``fields`` the cleaned canonical fields (JSON values only, see ``importers/columns.py``),
    ``problems`` what was found on the way. A row with an error-level problem is refused.
    """

    sheet: str
    row: int
    cells: tuple[str | None, ...]
    fields: dict[str, Any]
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        """True where one of the four reasons of refusal holds."""
        return any(problem.level == Level.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class FieldProposal:
    """What a column that nobody knows may be: the field, how sure (of 100), and why, in words."""

    field: str
    confidence: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """How one column of a sheet is read: its header, and the field it feeds (None = kept by name).

    ``how``: ``exact``, ``contains``, ``learned``, ``channel``, ``kept``, ``ignored`` or ``unknown`` (to be
    asked once, with the fields it may be: ``proposals``, the likeliest first, none where nothing is likely).
    """

    index: int
    header: str
    field: str | None
    how: str
    samples: tuple[str, ...] = ()
    proposals: tuple[FieldProposal, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One worksheet's layout as found: where its header is, which columns it has, what was skipped."""

    name: str
    header_row: int
    header_rows: int
    columns: tuple[ColumnUse, ...]
    skipped: tuple[tuple[int, str], ...] = ()  # (row, why): titles, totals, notes, blank, repeated header
    note: str | None = None  # set where the sheet was not read as cases, and why
    hidden: str | None = None  # the hidden rows and columns that were read all the same, in words


@dataclass(frozen=True, slots=True)
class SheetCells:
    """One worksheet's cells as they stand; merges are (top, left, bottom, right) from 0."""

    name: str
    rows: list[list[str | int | float]]
    merges: list[tuple[int, int, int, int]]
