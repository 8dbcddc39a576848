"""反馈表: what a source gets back, in its own columns, so that it can be read in there as it is.

The first sheet is a plain table with its heads in the first row and nothing else. What people want to
know of it (whose, when, which) stands on the second, and cases without a number, which no program could
match, as sentences on the third.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from exporters import excel

ABOUT, BARE = "说明", "没有编号的"


@dataclass(frozen=True, slots=True)
class Reply:
    """One file: how its first sheet is called, heads and rows of texts, and what else is to be said."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | None]]
    about: Sequence[str]
    bare: Sequence[str]


def write(reply: Reply) -> bytes:
    """The workbook. Every cell is text: a number of twenty digits must come back as it went out."""
    sheets = [excel.Sheet(reply.name, "", reply.header, reply.rows)]
    sheets.append(excel.Sheet(ABOUT, "", [ABOUT], [[line] for line in reply.about]))
    if reply.bare:
        sheets.append(excel.Sheet(BARE, "", [BARE], [[line] for line in reply.bare]))
    out = io.BytesIO()
    excel.write_sheets(out, sheets)
    return out.getvalue()
