"""类案: cases like one's own, out of the settled cases that one may know of and the approved case library."""

from __future__ import annotations

from jiefen_lite.precedents.library import approve, change, noted_consent, proposal, propose, withdraw
from jiefen_lite.precedents.searching import Hit, like_case, like_text, note_use

__all__ = [
    "Hit",
    "approve",
    "change",
    "like_case",
    "like_text",
    "note_use",
    "noted_consent",
    "proposal",
    "propose",
    "withdraw",
]
