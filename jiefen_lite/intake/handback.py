"""The uploaded file of a batch given back with its problems marked in their cells."""

from __future__ import annotations

import io

import importers
from jiefen_lite.desk import House
from jiefen_lite.intake.preview import kept_file
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import batches


def error_workbook(house: House, viewer: Viewer, batch_id: int) -> bytes:
    """The uploaded workbook with every problem marked in its cell; it is in clear in memory only."""
    from exporters import error_workbook as paper  # brings openpyxl, which few batches need

    out = io.BytesIO()
    kept = io.BytesIO(kept_file(house, viewer, batch_id))
    sheets = batches.get_batch(house.store, viewer, batch_id).sheets
    paper.write(kept, batches.problems(house.store, viewer, batch_id), out, sheets, importers.cells)
    return out.getvalue()
