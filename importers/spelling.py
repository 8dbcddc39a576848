"""One spelling for the numbers of courts, committees and commissions, whatever brackets were typed."""

from __future__ import annotations

import re

_YEAR = re.compile(r"[（(〔\[【]\s*((?:19|20)\d\d)\s*[)）〕\]】]")


def round_year(text: str) -> str:
    """The year in half-width round brackets, no spaces: (2025)黑0882诉前调123号."""
    return re.sub(r"\s+", "", _YEAR.sub(r"(\1)", text))


def tortoise_year(text: str) -> str:
    """The year in tortoise-shell brackets, no spaces: 富劳人仲案字〔2025〕第12号."""
    return re.sub(r"\s+", "", _YEAR.sub(r"〔\1〕", text))
