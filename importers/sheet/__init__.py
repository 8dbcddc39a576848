"""The one place that opens uploaded tables: whatever comes in leaves as plain grids of cells.

:func:`open_book` looks at the content (never at the name), checks it before any reader touches it
and hands back :class:`Grid` objects. A format that is not read is refused with a sentence that
says what to do; a reader for it is one function here and one line in ``READERS``.
"""

from __future__ import annotations

from collections.abc import Callable

from importers.limits import Limits
from importers.sheet.formats import kind_of
from importers.sheet.grid import Grid
from importers.sheet.hidden import in_words as hidden_in_words
from importers.sheet.hidden import keep_filled
from importers.sheet.html import read_html
from importers.sheet.ods import read_fods, read_ods
from importers.sheet.plain import read_plain
from importers.sheet.refusals import refuse
from importers.sheet.xls import read_xls
from importers.sheet.xlsx import read_xlsx
from importers.sheet.xml_2003 import read_xml_2003

__all__ = ["READERS", "Grid", "hidden_in_words", "open_book"]

READERS: dict[str, Callable[[bytes, Limits], list[Grid]]] = {
    "xlsx": read_xlsx,
    "xls": read_xls,
    "ods": read_ods,
    "fods": read_fods,
    "html": read_html,
    "xml_2003": read_xml_2003,
    "plain": read_plain,
}


def open_book(data: bytes, limits: Limits) -> list[Grid]:
    """Every sheet of a file, hidden ones without their cells; raises UnreadableFile."""
    kind = kind_of(data)
    reader = READERS.get(kind)
    if reader is None:
        raise refuse(kind)
    grids = reader(data, limits)
    for grid in grids:
        keep_filled(grid)
    return grids
