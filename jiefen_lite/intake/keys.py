"""By what a row is known again: its natural key, and a mark of its content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jiefen_lite.store.crypto import Cipher


def natural_key(channel: str, fields: Mapping[str, Any], cipher: Cipher) -> str:
    """Channel and source number; without a number a keyed hash of day, parties, place and story's start.

    Source: channels guide, section 0.2 (7). The hash is keyed because names and days can be guessed.
    """
    number = fields.get("source_no")
    if number:
        return f"{channel}|{number}"[:255]
    parts = [
        str(fields.get("received_at", ""))[:10],
        "、".join(str(party.get("name") or "") for party in fields.get("parties", ())),
        str(fields.get("place") or fields.get("town") or ""),
        str(fields.get("summary") or "")[:60],
    ]
    return f"{channel}#{cipher.find_hash('natural_key', chr(31).join(parts))}"


def content_hash(fields: Mapping[str, Any], cipher: Cipher) -> str:
    """Equal for rows that say the same, whatever the layout they say it in."""
    return cipher.find_hash("content", json.dumps(fields, ensure_ascii=False, sort_keys=True))
