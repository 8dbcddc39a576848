"""法律依据: statutes come in from files, lay words lead to the articles that hold today."""

from __future__ import annotations

from jiefen_lite.lawbook.bringing import IMPORTERS, Coming, Preview, preview, take
from jiefen_lite.lawbook.finding import READERS, Hit, basis, for_case, search, searching

__all__ = [
    "IMPORTERS", "READERS", "Coming", "Hit", "Preview", "basis", "for_case", "preview", "search", "searching",
    "take",
]  # fmt: skip
