"""Files in: seven channels' ledgers as clean rows.

``read`` starts a short-lived child that does the reading; the modules named like the channels say what is
special about each; ``columns`` tells the form of the column book that the rules make.
"""

from __future__ import annotations

from importers.columns import KINDS, fed_by
from importers.columns import norm_header as header_key
from importers.handback import cells
from importers.limits import Limits
from importers.session import FileRead, Progress, Reading, RowTuple, read, row_reads
from importers.wording import text_lines

__all__ = [
    "KINDS", "FileRead", "Limits", "Progress", "Reading", "RowTuple", "cells", "fed_by", "header_key",
    "read", "row_reads", "text_lines",
]  # fmt: skip
