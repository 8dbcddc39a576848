"""12345 热线: exports of tickets in three known layouts. Source: channels guide, section 6."""

from __future__ import annotations

import re
from typing import Any

from jiefen_lite.shapes import Channel

CHANNEL = Channel.HOTLINE_12345
LABEL = "12345 热线"

_PREFIX = re.compile(
    r"\s*【\s*(?P<what>[^【】:：]{0,12}(?:编号|工单号|退回重办|重办))\s*(?:[:：]\s*(?P<value>[^【】]*))?】\s*"
)
_NUMBER = re.compile(r"[A-Za-z]{0,6}\d[A-Za-z0-9-]{5,40}")


def spell_number(text: str) -> str:
    """Letters and digits as they are, 10 to 30 of them."""
    return text


def finish(fields: dict[str, Any], headers: dict[str, str]) -> None:
    """Prefixes as 【省12345工单编号：…】【省退回重办：…】 become numbers and a mark, and leave the text."""
    if "received_at" in fields:
        fields.setdefault("clock_start_at", fields["received_at"][:10])
    for name in ("source_no", "title", "summary"):
        if "【" in fields.get(name, ""):
            _take_prefixes(fields, name)


def _take_prefixes(fields: dict[str, Any], name: str) -> None:
    text = fields[name]
    numbers: list[str] = []
    while match := _PREFIX.match(text):
        text = text[match.end() :]
        if "重办" in match["what"]:
            fields["redo"] = True
        number = _NUMBER.search(match["value"] or "")
        if number:
            numbers.append(number.group())
    if text == fields[name]:
        return
    if numbers:
        fields["linked_nos"] = list(dict.fromkeys([*fields.get("linked_nos", ()), *numbers]))
    if name == "source_no":  # the story was typed into the column of numbers
        if text:
            fields.setdefault("summary", text)
        text = ""
    if text:
        fields[name] = text
    else:
        del fields[name]
    if numbers and "source_no" not in fields:
        fields["source_no"] = numbers[0]
