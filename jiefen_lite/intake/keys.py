"""By what a row is known again: its natural key, and a mark of its content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jiefen_lite import jsontext
from jiefen_lite.shapes import Place
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


def settled(fields: Mapping[str, Any], find_place: Callable[[str], Place | None]) -> Mapping[str, Any]:
    """The fields as they are compared: 兴隆岗 in one file and 兴隆岗镇 in the next are one town."""
    town = fields.get("town")
    found = find_place(town) if town else None
    if found is None or found.town in (None, town) or found.village is not None:
        return fields
    return {**fields, "town": found.town}


def payload(fields_json: bytes, sheet: int, cells: Sequence[str | None]) -> bytes:
    """What is kept of a row: its canonical fields on the first line, what the file said on the second."""
    return b"%b\n%b" % (fields_json, jsontext.encode_bytes({"sheet": sheet, "cells": cells}))


def fields_of(kept: bytes) -> dict[str, Any]:
    """The canonical fields of a :func:`payload`; its second line is left unread."""
    return dict(jsontext.decode(kept[: kept.index(b"\n")]))
