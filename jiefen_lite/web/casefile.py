"""A case between the form and the desk: what a correction may change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from jiefen_lite import moving, suggesting
from jiefen_lite.shapes import CaseRecord
from jiefen_lite.text import parse_amount
from jiefen_lite.web import words
from jiefen_lite.web.session import house, note_look, now, viewer

FORM_FIELDS = ("type", "complexity", "unit", "town", "village", "people", "amount")


def triple(case: CaseRecord) -> suggesting.Triple:
    """Type, plan and law beside a case, in short; each other case that it tells of is a look."""
    found = suggesting.triple(house(), viewer(), case, now().date())
    for one in found.plans or ():
        if one.case is not None:
            note_look(one.case)
    return found


def may_record(code: str) -> bool:
    """Whether this person may write down a meeting of this case now: what is suggested may go into it."""
    offered, _waiting = moving.offers(house(), viewer(), code, now())
    return is_recordable(offered)


def is_recordable(offered: moving.Offers) -> bool:
    """The same, of what he is offered to do."""
    return any(
        one is not None and one.action == "record_mediation" for one in (offered.first, *offered.others)
    )


def form_values(case: CaseRecord) -> dict[str, str]:
    """What the correction form shows before anybody has changed anything."""
    return {
        "type": f"{case.type_l1}/{case.type_l2 or ''}" if case.type_l1 else "",
        "complexity": case.complexity or "",
        "unit": case.responsible_unit or "",
        "town": case.town or "",
        "village": f"{case.town}/{case.village}" if case.village else "",
        "people": str(case.people_count or ""),
        "amount": f"{case.amount_fen / 100:.2f}" if case.amount_fen is not None else "",
    }


def changes_of(case: CaseRecord, values: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    """What differs from the case, in the desk's words, and what this form cannot pass on."""
    before = form_values(case)
    differs = [name for name in FORM_FIELDS if values[name] != before[name]]
    changes: dict[str, Any] = {
        name: values[name] for name in differs if name in ("complexity", "unit", "people")
    }
    emptied = [
        words.corrected(name) for name in differs if not values[name] and name not in ("town", "village")
    ]
    faults = [f"{'、'.join(emptied)}不能改成空白。"] if emptied else []
    if "type" in differs:
        l1, _, l2 = values["type"].partition("/")
        changes["type"] = {"l1": l1, "l2": l2 or None}
    if "amount" in differs:
        parsed = parse_amount(values["amount"])
        if parsed is None and values["amount"]:
            faults.append("涉案金额看不懂，请填数字（元），例如 12000 或 1.2万。")
        elif parsed is not None:
            changes["amount"] = parsed[0] / 100
    if "town" in differs or "village" in differs:
        town, village = values["town"], values["village"]
        in_town, _, name = village.partition("/")
        if village == before["village"] and town != before["town"]:
            name = ""  # another town was chosen and the old village left standing
        elif name and in_town != town:
            faults.append("所选的村（社区）不在所选的镇（街道），请一并改好。")
        changes["place"] = {"town": town or None, "village": name or None}
    return changes, faults


def proposals_shown(proposals: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Open proposals in words: which field, what stands, what the file says."""
    shown = []
    for one in proposals:
        name = one["field"]
        kept, proposed = (
            _from_columns(name, json.loads(one[side] or "[null]")) for side in ("kept", "proposed")
        )
        shown.append(
            {
                "id": one["id"],
                "batch": one["batch"],
                "name": words.corrected(name),
                "kept": words.value_shown(name, kept),
                "proposed": words.value_shown(name, proposed),
            }
        )
    return shown


def _from_columns(name: str, values: list[Any]) -> Any:
    if name in ("type", "place"):
        return values
    return values[0] / 100 if name == "amount" and values[0] is not None else values[0]
