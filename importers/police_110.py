"""公安警情: exports of the police call system. Source: channels guide, section 2."""

from __future__ import annotations

from typing import Any

from jiefen_lite.shapes import Channel

CHANNEL = Channel.POLICE_110
LABEL = "公安警情"

# the answer codes of the follow-up call in 110⇄12345 exchanges
_SATISFACTION = {"1": "满意", "2": "基本满意", "3": "不满意"}


def spell_number(text: str) -> str:
    """Numbers have no common form; their length is never checked."""
    return text


def finish(fields: dict[str, Any], headers: dict[str, str]) -> None:
    """The source's type is the finer of its two levels; the clock starts with the call."""
    if "received_at" in fields:
        fields.setdefault("clock_start_at", fields["received_at"][:10])
    if "raw_type" not in fields and ("subcategory" in fields or "category" in fields):
        fields["raw_type"] = fields.get("subcategory") or fields["category"]
    if fields.get("satisfaction") in _SATISFACTION:
        fields["satisfaction"] = _SATISFACTION[fields["satisfaction"]]
