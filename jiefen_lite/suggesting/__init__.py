"""纠纷类型—化解方案—法律依据 beside a case: what is suggested, its words for the record, was it of use."""

from __future__ import annotations

from jiefen_lite.suggesting.marking import MARKERS, READERS, Report, mark, report, take_back
from jiefen_lite.suggesting.quoting import is_case, words_of
from jiefen_lite.suggesting.triple import Triple, laws_beside, make_ready, open_law, triple

__all__ = [
    "MARKERS",
    "READERS",
    "Report",
    "Triple",
    "is_case",
    "laws_beside",
    "make_ready",
    "mark",
    "open_law",
    "report",
    "take_back",
    "triple",
    "words_of",
]
