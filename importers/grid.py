"""网格员巡查上报: reports of grid workers and registers of communities. Source: channels guide, section 7."""

from __future__ import annotations

import re
from typing import Any

from jiefen_lite.shapes import Channel

CHANNEL = Channel.GRID
LABEL = "网格员巡查上报"

_NAMED = re.compile(r"[\u4e00-\u9fff]{2,}")  # 二砖村第8网格, no 230882001


def spell_number(text: str) -> str:
    """Numbers have no common form."""
    return text


def finish(fields: dict[str, Any], headers: dict[str, str]) -> None:
    """What was settled on the spot counts as well; the grid's name says where it was if nothing else does."""
    received = fields.get("received_at")
    if received is not None:
        fields.setdefault("clock_start_at", received[:10])
    if "settled_on_spot" not in fields:
        said = [fields.get("result", ""), fields.get("closing_way", ""), *fields.get("extra", {}).values()]
        if any(
            text.startswith(("当场化解", "当场调解", "已当场化解", "现场化解", "当场解决")) for text in said
        ):
            fields["settled_on_spot"] = True
    grid = fields.get("grid", "")
    if _NAMED.match(grid):
        for name in ("town", "place"):
            fields.setdefault(name, grid)
