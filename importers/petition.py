"""信访投诉: the petition system, the mayor's mailbox, books of visits. Source: channels guide, section 4."""

from __future__ import annotations

import re
from typing import Any

from jiefen_lite.shapes import Channel

CHANNEL = Channel.PETITION
LABEL = "信访投诉"

_CODE = re.compile(r"^\d{2,8}\s*[-—:：]?\s*(?=[\u4e00-\u9fff])")


def spell_number(text: str) -> str:
    """Numbers have no common length or form."""
    return text


def finish(fields: dict[str, Any], headers: dict[str, str]) -> None:
    """Codes before the text go (990000 其它); the clock starts when accepted, else when registered."""
    for name in ("raw_type", "raw_type2", "appeal_type"):
        if name in fields:
            text = _CODE.sub("", fields[name])
            if text != fields[name]:
                fields.setdefault("extra", {})[headers[name]] = fields[name]
                fields[name] = text
    if "received_at" in fields:
        fields.setdefault("clock_start_at", fields["received_at"][:10])
