"""Files attached to a case: known by what is in them, kept with their hash, shown without their position."""

from __future__ import annotations

from jiefen_lite.evidence.contents import MEDIA, Refused
from jiefen_lite.evidence.keeping import ADDERS, attach, may_add, opened, small, void

__all__ = ["ADDERS", "MEDIA", "Refused", "attach", "may_add", "opened", "small", "void"]
