"""The invented demo centre 富锦市: its places and units, two years of sample workbooks, and the answer book.

Places are real, everything that happens in them is made up.
"""

from __future__ import annotations

from jiefen_lite.demo.big import big_workbook
from jiefen_lite.demo.doubles import invented_facts
from jiefen_lite.demo.places import center
from jiefen_lite.demo.samples import DEFAULT_SEED, sample_months, write_samples
from jiefen_lite.demo.truth import CaseTruth, FileTruth, RowTruth, Truth, read_truth

__all__ = [
    "DEFAULT_SEED",
    "CaseTruth",
    "FileTruth",
    "RowTruth",
    "Truth",
    "big_workbook",
    "center",
    "invented_facts",
    "read_truth",
    "sample_months",
    "write_samples",
]
