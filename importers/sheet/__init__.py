"""The one place that opens uploaded tables: whatever comes in leaves as plain grids of cells.

:func:`open_book` looks at the content (never at the name), checks it before any reader touches it
and hands back :class:`Grid` objects. A format that is not read yet is refused with a sentence that
says what to do; a reader for it is one function here and one line in ``READERS``.
"""

from __future__ import annotations

from collections.abc import Callable

from importers.limits import Limits
from importers.sheet.formats import kind_of, refuse
from importers.sheet.grid import Grid
from importers.sheet.plain import read_plain
from importers.sheet.xlsx import read_xlsx

__all__ = ["READERS", "Grid", "open_book"]

READERS: dict[str, Callable[[bytes, Limits], list[Grid]]] = {
    "xlsx": read_xlsx,
    "plain": read_plain,
}


def open_book(data: bytes, limits: Limits) -> list[Grid]:
    """Every sheet of a file, hidden ones without their cells; raises UnreadableFile."""
    kind = kind_of(data)
    reader = READERS.get(kind)
    if reader is None:
        raise refuse(kind)
    return reader(data, limits)
