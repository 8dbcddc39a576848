"""Cells that name units: who is in charge, who helps, and sometimes who the person is."""

from __future__ import annotations

import re
from functools import lru_cache

_HELPS = re.compile(r"[（(]?\s*(?:协办|配合|协同|会办)(?:单位|部门)?\s*[:：]\s*([^）)]+)[）)]?")
_LEADS = re.compile(r"^(?:主办|责任|牵头|承办)(?:单位|部门)?\s*[:：]\s*")
_SPLIT = re.compile(r"[、，,；;/\n]+")


@lru_cache(maxsize=10_000)
def split_units(text: str, header: str) -> tuple[str, tuple[str, ...], str | None]:
    """市农业农村局（协办：兴隆岗镇） as (main unit, assisting units, person); the first is the main one.

    ``header`` tells whether what follows the stroke is a person: 责任单位/责任人.
    """
    helpers: list[str] = []
    for match in _HELPS.finditer(text):
        helpers += [piece.strip() for piece in _SPLIT.split(match[1]) if piece.strip()]
    main, *others = [piece.strip() for piece in _SPLIT.split(_HELPS.sub("", text)) if piece.strip()] or [text]
    person = None
    if others and re.search(r"[/／、]\s*(?:责任|承办|负责|包保)?人", header):
        person, *others = others
    return _LEADS.sub("", main) or text, (*others, *helpers), person
