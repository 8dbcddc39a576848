"""法院诉前案件: ledgers of cases that the court hands to mediation. Source: channels guide, section 3."""

from __future__ import annotations

import re
from typing import Any

from importers.spelling import round_year, without_di
from jiefen_lite.shapes import Channel

CHANNEL = Channel.COURT_PRETRIAL
LABEL = "法院诉前案件"

_ANY_NUMBER = re.compile(r"\(\d{4}\)\D\d{2,4}[\u4e00-\u9fff]{1,6}?第?\d+号")


def spell_number(text: str) -> str:
    """(2025)黑0882诉前调123号: half-width brackets, without spaces and 第. Form: SPC notice of 2021-09."""
    return without_di(round_year(text))


def finish(fields: dict[str, Any], headers: dict[str, str]) -> None:
    """The number behind how it ended: 诉前调确 is a judicial confirmation, 民初 a lawsuit registered."""
    ending = fields.get("closing_way") or fields.get("result")
    if not ending:
        return
    found = _ANY_NUMBER.search(round_year(ending))
    if found is None:
        if "司法确认" in ending and "confirmed" not in fields:
            fields["confirmed"] = "未" not in ending and "不" not in ending
        return
    number = spell_number(found.group())
    if "诉前调确" in number:
        fields.setdefault("confirmed", True)
        fields["linked_nos"] = [*fields.get("linked_nos", ()), number]
    elif "诉前调" in number:
        fields["linked_nos"] = [*fields.get("linked_nos", ()), number]
    else:
        fields.setdefault("new_case_no", number)
