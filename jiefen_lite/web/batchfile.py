"""A batch between the store and its page: conflicts, what was kept back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from jiefen_lite import glossary
from jiefen_lite.intake import Withdrawal
from jiefen_lite.store.batches import StagedRow


def conflicts(rows: Iterable[StagedRow]) -> list[dict[str, Any]]:
    """Updated rows that say something else than before, in words; what a person has set is told apart."""
    found = []
    for row in rows:
        noted = json.loads(row.reason) if row.reason else {}
        fields = [name for name in noted.get("fields", ()) if name != "extra"]
        held = noted.get("conflicts", ())
        if "same_file_row" in noted:
            what = f"与本文件第 {noted['same_file_row']} 行编号相同、内容不同，以后一行为准"
        elif fields:
            what = "改动：" + "、".join(glossary.label("field", name) for name in fields)
        else:
            what = "内容有改动"
        if held:
            names = "、".join(glossary.label("field", name) for name in held)
            what += f"。{names}已由人工更正，不会覆盖，列为待确认"
        found.append(
            {
                "sheet": row.sheet,
                "row": row.row,
                "code": noted.get("case_code"),
                "what": what,
                "held": bool(held),
            }
        )
    return sorted(found, key=lambda one: not one["held"])


def kept_back(result: Withdrawal) -> list[str]:
    """What taking a batch back could not undo, as sentences; at most a handful are listed."""
    if not result.kept:
        return []
    listed = "；".join(f"{code}（{why}）" for code, why in result.kept[:10])
    more = f"……共 {len(result.kept)} 件" if len(result.kept) > 10 else ""
    return [f"这些案件没有撤回：{listed}{more}"]
