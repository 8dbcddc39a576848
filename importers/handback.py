"""The cells of a file as they stand, for giving it back with its problems marked; the child reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from importers.limits import Limits
from importers.session import Child, bytes_of
from jiefen_lite.shapes import SheetCells

MOST_ROWS = 20_000  # opening more in a workbook of ours takes too long and too much memory
MOST_CELLS = 600_000


def cells(
    source: Path | bytes,
    limits: Limits | None = None,
    *,
    most_rows: int | None = None,
    most_cells: int | None = None,
) -> tuple[SheetCells, ...] | None:
    """Every sheet of a file, in its order; None where they are too many. Raises UnreadableFile.

    What is too many holds for the error workbook, where the caller says nothing else.
    """
    limits = limits or Limits()
    rows = MOST_ROWS if most_rows is None else most_rows
    job = {"want": "cells", "most_rows": rows, "most_cells": MOST_CELLS if most_cells is None else most_cells}
    with Child(bytes_of(source, limits), job, limits) as child:
        sheets: list[SheetCells] | None = None
        done = 0
        while (answer := child.next_answer()).get("kind") != "end":
            try:
                if answer["kind"] == "cells" and sheets is not None:
                    sheets[answer["sheet"]].rows.extend(answer["rows"])
                    done += len(answer["rows"])
                elif answer["kind"] == "sheets":
                    sheets = _begun(answer["sheets"])
                    if sheets is None:
                        return None
                else:
                    raise child.rubbish()
            except (KeyError, TypeError, ValueError, IndexError) as error:
                raise child.rubbish() from error
        if answer.get("rows") != done or sheets is None:
            raise child.rubbish()
        return tuple(sheets)


def _begun(told: list[dict[str, Any]] | None) -> list[SheetCells] | None:
    if told is None:
        return None
    return [
        SheetCells(
            str(one["name"]), [], [(top, left, bottom, right) for top, left, bottom, right in one["merges"]]
        )
        for one in told
    ]
