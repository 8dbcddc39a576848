"""Rules out to a workbook and back: every changed cell becomes an edit of the rule file, comments stay."""

from jiefen_lite.ruleworkbook.making import current_texts, make
from jiefen_lite.ruleworkbook.taking import CellChange, Taken, take

__all__ = ["CellChange", "Taken", "current_texts", "make", "take"]
