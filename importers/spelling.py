"""One spelling for the numbers of courts, committees and commissions, whatever brackets were typed."""

from __future__ import annotations

import re

_YEAR = re.compile(r"[（(〔\[［【﹝{｛〈<＜]((?:19|20)\d\d)年?[)）〕\]］】﹞}｝〉>＞]")
_DI = re.compile(r"第(?=\d+(?:[-—]\d+)?号)")


def round_year(text: str) -> str:
    """The year in half-width round brackets, no spaces: (2025)黑0882诉前调123号."""
    return _YEAR.sub(r"(\1)", re.sub(r"\s+", "", text))


def tortoise_year(text: str) -> str:
    """The year in tortoise-shell brackets, no spaces: 富劳人仲案字〔2025〕12号."""
    return _YEAR.sub(r"〔\1〕", re.sub(r"\s+", "", text))


def without_di(text: str) -> str:
    """第12号 and 12号 are the same number."""
    return _DI.sub("", text)
