"""司法调解（人民调解）: ledgers of mediation committees. Source: channels guide, section 1."""

from __future__ import annotations

from typing import Any

from importers.spelling import round_year
from jiefen_lite.shapes import Channel

CHANNEL = Channel.MEDIATION
LABEL = "司法调解（人民调解）"


def spell_number(text: str) -> str:
    """(2025)富锦山人调字第12号 with half-width brackets around the year and without spaces."""
    return round_year(text)


def finish(fields: dict[str, Any], headers: dict[str, str]) -> None:
    """The clock starts on the day of registration; without its own number the agreement's stands in."""
    if "received_at" in fields:
        fields.setdefault("clock_start_at", fields["received_at"][:10])
    if "source_no" not in fields and "agreement_no" in fields:
        fields["source_no"] = round_year(fields["agreement_no"])
