"""How much one file may ask of the machine; apart from the readers, so that doors need not load them."""

from __future__ import annotations

from dataclasses import dataclass


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
    waited_seconds: float = 900.0  # for how long in all it may be waited for
