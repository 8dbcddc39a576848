"""劳动仲裁: ledgers of the arbitration commission. Source: channels guide, section 5."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from importers.spelling import tortoise_year, without_di
from importers.values.dates import read_date
from jiefen_lite.shapes import Channel

CHANNEL = Channel.LABOR_ARBITRATION
LABEL = "劳动仲裁"

_ENDED = re.compile(r"(?:结案|调解|裁决|撤回|撤诉|办结)[^（(]{0,4}[（(]([\d.\-/年月日]{8,11})[)）]")


def spell_number(text: str) -> str:
    """富劳人仲案字〔2025〕12号: the year in tortoise-shell brackets, without spaces and 第."""
    return without_di(tortoise_year(text))


def finish(fields: dict[str, Any], headers: dict[str, str]) -> None:
    """The 45 days run from acceptance (受理), not from the application."""
    received = fields.get("received_at")
    if (
        received is not None
        and "clock_start_at" not in fields
        and "申请" not in headers.get("received_at", "")
    ):
        fields["clock_start_at"] = received[:10]
    if received is not None and "申请" in headers.get("received_at", ""):
        fields.setdefault("applied_at", received[:10])
    if "closed_at" not in fields:
        for name in ("result", "closing_way", "result_status_text"):
            ended = _ENDED.search(fields.get(name, ""))
            if ended and received is not None:
                year = int(received[:4])  # every writing that fits above has its own year
                value = read_date(ended[1], year, date(year, 12, 31)).value
                if value is not None:
                    fields["closed_at"] = value
                    break
