"""Rows become cases: a preview first, then all of it or nothing, and back again as a whole.

``rows = new + updated + unchanged + rejected`` for every file; lines that are no disputes are
``excluded`` one by one with their reason, lines that are no data are ``skipped``.
"""

from jiefen_lite.intake.commit import commit, pull_back, recover
from jiefen_lite.intake.handback import error_workbook
from jiefen_lite.intake.kept import other_columns
from jiefen_lite.intake.preview import (
    Preview,
    TooManyRows,
    abandon,
    columns_of,
    kept_file,
    preview,
    preview_again,
    teach_column,
)
from jiefen_lite.intake.withdraw import Withdrawal, withdraw

__all__ = [
    "Preview",
    "TooManyRows",
    "Withdrawal",
    "abandon",
    "columns_of",
    "commit",
    "error_workbook",
    "kept_file",
    "other_columns",
    "preview",
    "preview_again",
    "pull_back",
    "recover",
    "teach_column",
    "withdraw",
]
