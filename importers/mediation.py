"""司法调解（人民调解）: ledgers of mediation committees. Source: channels guide, section 1."""

from __future__ import annotations

import re
from typing import Any

from importers.spelling import round_year
from jiefen_lite.shapes import Channel

CHANNEL = Channel.MEDIATION
LABEL = "司法调解（人民调解）"

# the year may stand first or before the number, 民, 字 and 第 may be missing
_NUMBER = re.compile(r"\(?(\d{4})\)?(\D{0,12}?)人民?调字?第?(\d+)号$")
_YEAR_INSIDE = re.compile(r"(\D{0,12}?)人民?调字?\((\d{4})\)第?(\d+)号$")


def spell_number(text: str) -> str:
    """(2025)富锦山人调字第12号 with half-width brackets around the year, without spaces, always with 第."""
    text = round_year(text)
    match = _NUMBER.match(text)
    if match:
        return "({}){}人调字第{}号".format(*match.groups())
    match = _YEAR_INSIDE.match(text)
    return f"({match[2]}){match[1]}人调字第{match[3]}号" if match else text


def finish(fields: dict[str, Any], headers: dict[str, str]) -> None:
    """The clock starts on the day of registration; without its own number the agreement's stands in."""
    if "received_at" in fields:
        fields.setdefault("clock_start_at", fields["received_at"][:10])
    if "source_no" not in fields and "agreement_no" in fields:
        fields["source_no"] = spell_number(fields["agreement_no"])
