"""人事地时因 out of free text: pure, built once from the rules and the region tree, safe between threads."""

from __future__ import annotations

from jiefen_lite.elements.places import Gazetteer, gazetteer_of
from jiefen_lite.elements.reader import Reader

__all__ = ["Gazetteer", "Reader", "gazetteer_of"]
