"""Excel workbooks, read by the native reader after the search through their parts."""

from __future__ import annotations

import io

import python_calamine

from importers.limits import Limits
from importers.sheet.grid import Cell, Grid
from importers.sheet.odd_errors import with_known_errors
from importers.sheet.prescan import prescan
from importers.sheet.refusals import refuse


def read_xlsx(data: bytes, limits: Limits) -> list[Grid]:
    """Every worksheet with its cells, merges and flaws; hidden ones by name only."""
    parts = prescan(data, limits)
    if not parts:
        raise refuse("damaged")
    if odd := {part.path for part in parts if part.odd_errors}:
        data = with_known_errors(data, odd)
    grids = []
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for part in parts:
                if part.hidden:
                    grids.append(Grid(part.name, [], hidden=True))
                    continue
                # skip_empty_area would shift rows and columns, and the told cells would be wrong
                rows: list[list[Cell]] = book.get_sheet_by_name(part.name).to_python(skip_empty_area=False)
                if part.has_bools:
                    rows = [[_bool_as_text(cell) for cell in row] for row in rows]
                grids.append(
                    Grid(
                        part.name, rows, merges=part.merges, flaws=part.flaws,
                        hidden_rows=part.hidden_rows, hidden_columns=part.hidden_columns,
                    )
                )  # fmt: skip
    except (python_calamine.CalamineError, OSError) as error:
        raise refuse("damaged") from error
    return grids


def _bool_as_text(cell: Cell) -> Cell:
    """True and 1 are the same key of a dict; as texts they stay apart."""
    return ("TRUE" if cell else "FALSE") if isinstance(cell, bool) else cell
