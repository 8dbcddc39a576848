"""类案: cases like one's own, out of the settled cases that one may know of and the approved case library."""

from __future__ import annotations

from jiefen_lite.precedents.library import approve, change, noted_consent, proposal, propose, withdraw
from jiefen_lite.precedents.searching import (
    Hit,
    is_entry,
    like_case,
    like_record,
    like_text,
    make_ready,
    number_of,
)

__all__ = [
    "Hit",
    "approve",
    "change",
    "is_entry",
    "like_case",
    "like_record",
    "like_text",
    "make_ready",
    "noted_consent",
    "number_of",
    "proposal",
    "propose",
    "withdraw",
]
