"""Words and lights that hang on this centre's rules: names of types and indicators, choices in forms."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask

from jiefen_lite import clocks, glossary, moving
from jiefen_lite.indicators import SHARE
from jiefen_lite.rules.called import Called, file_called
from jiefen_lite.shapes import CaseRecord, Decision, EventRecord, Light, Status
from jiefen_lite.web import filters
from jiefen_lite.web.session import house, now

Pairs = list[tuple[str, str]]
MONTHS_BACK = 36


def type_name(l1: str | None, l2: str | None = None) -> str:
    """劳动人事 · 拖欠工资, or 待定类型."""
    if l1 is None:
        return "待定类型"
    return house().type_name(l1, l2)


def rule_called(rule: str, file: str | None = None) -> tuple[Called, ...]:
    """The rules behind the id that stands beside a judgement, by their names."""
    return house().rule_names.of(rule, file)


def summary_of(case: CaseRecord) -> str:
    """A case in one line, roles instead of names."""
    return house().summaries.of_case(case)


def indicator_name(identifier: str) -> str:
    """The Chinese name of an indicator, as this county's rules have it."""
    if identifier == SHARE:
        return "占受理量"
    return next((rule.name for rule in house().book.indicators.rules if rule.id == identifier), identifier)


def light_of(case: CaseRecord, as_of: date | None = None) -> Light | None:
    """The time light of one case on ``as_of`` (today where not given)."""
    return clocks.light(house(), case, as_of or now().date())


# What the value of a decision is called, where it is an identifier.
_VALUE_KINDS = {
    "channel": "channel",
    "complexity": "complexity",
    "risk": "risk_level",
    "outcome": "outcome",
    "result": "outcome",
    "satisfaction": "satisfaction",
}


# What a ledger's result column was understood as, beyond the outcomes of the glossary.
_RESULTS = {"in_progress": "正在办理", "done_unclear": "办结，化解情况待确认", "unknown": "看不懂，待确认"}


def decision_value(decision: Decision) -> str:
    """A decision's answer as people read it."""
    if decision.decision == "type" and decision.value:
        l1, _, l2 = decision.value.partition("/")
        return type_name(l1, l2 or None)
    if decision.value in _RESULTS:
        return _RESULTS[decision.value]
    kind = _VALUE_KINDS.get(decision.decision)
    return glossary.label(kind, decision.value) if kind else decision.value or glossary.NONE


def event_changes(event: EventRecord) -> list[str]:
    """What a correction changed, one line a field: 主办单位：甲 → 乙."""
    if event.action in ("merge", "unmerge", "take_in", "let_go"):
        other = event.data.get("case") or event.data.get("master_case")
        return [f"{_TOLD_OF[event.action]}：{other}"] * bool(other)
    if event.action not in ("correct", "hand_over"):
        return [] if event.auto else _filled_in(event)
    read = [glossary.label("element", name) for name in event.data.get("read", ())]
    looked_at = [glossary.label("pending", point) for point in event.data.get("looked_at", ())]
    told = [f"看过，就按现在的：{'、'.join(looked_at)}"] * bool(looked_at)
    told += [f"改对了从案情里读出来的：{'、'.join(read)}"] * bool(read)
    if "stands_for" in event.data:
        told.append(f"{_NAMED['stands_for']}：{event.data['stands_for']}")
    return told + [
        f"{corrected(name)}：{value_shown(name, change[0])} → {value_shown(name, change[1])}"
        for name, change in event.data.items()
        if name not in ("looked_at", "read")
        and isinstance(change, list)
        and len(change) == 2
        and change[0] != change[1]
    ]


def _filled_in(event: EventRecord) -> list[str]:
    """What people filled in for a step, one line an entry: 理由：重复件."""
    lines = []
    asked = "proposed_by" in event.data  # what was filled in stands with the request
    order = moving.order_of(str(event.data.get("action", event.action)))
    for name in sorted(event.data, key=lambda one: order.index(one) if one in order else -1):
        value = event.data[name]
        if (
            name in _UNSAID
            or (asked and name not in ("proposed_by", "stands_for"))
            or value in (None, "", [], False)
        ):
            continue
        if name == "action":
            lines.append(f"申请的是：{glossary.label('action', value)}")
        elif name == "type":
            l1, _, l2 = value.partition("/")
            lines.append(f"纠纷类型：{type_name(l1, l2 or None)}")
        else:
            shown = [_in_words(name, one) for one in (value if isinstance(value, list) else [value])]
            lines.append(f"{_NAMED.get(name) or glossary.label('field', name)}：{'、'.join(shown)}")
    return lines


#: What the page tells elsewhere, or what only the system needs.
_UNSAID = {"rule", "clock", "statutory"}
_NAMED = {"stands_for": "代谁办的", "proposed_by": "提出人", "until": "预计恢复日", "notice": "告知版本"}
_WAYS = {**glossary.CONTACT_WAYS, **glossary.MEDIATION_WAYS, **glossary.RATING_WAYS}
_WORDS = {
    "channel": glossary.CHANNELS,
    "complexity": glossary.COMPLEXITIES,
    "risk_level": glossary.RISK_LEVELS,
    "agreement_form": glossary.AGREEMENT_FORMS,
    "outcome": glossary.OUTCOMES,
    "satisfaction": glossary.SATISFACTIONS,
    "solved": glossary.SOLVED,
    "urgency": glossary.URGENCIES,
    "consent": {"both": "双方同意"},
    "way": _WAYS,
}


def _in_words(name: str, value: Any) -> str:
    if value is True:
        return "是"
    if name == "party":  # the role; which of several stands with the rating
        return glossary.label("rating_party", str(value).split(":")[0])
    return _WORDS.get(name, {}).get(value, str(value))


#: What the other case is called in the history of a merge; a unit is not told which it is.
_TOLD_OF = {"merge": "主件", "unmerge": "原主件", "take_in": "并入的件", "let_go": "拆出的件"}

_CORRECTED = {
    "type": "纠纷类型",
    "unit": "主办单位",
    "place": "地点",
    "people": "涉及人数",
    "amount": "涉案金额",
}


def corrected(name: str) -> str:
    """What a correction is called: its own words, else those of the field."""
    return _CORRECTED.get(name) or glossary.label("field", name)


def value_shown(name: str, value: Any) -> str:
    """The value of a corrected field as people read it."""
    if name == "type":
        return type_name(value[0], value[1]) if value else "待定类型"
    if name == "place":
        return "".join(part for part in value or () if part) or "未定位"
    if name == "amount" and value is not None:
        return filters.fen(round(value * 100))
    if name == "complexity":
        return glossary.label("complexity", value)
    return filters.text(value)


def channels() -> Pairs:
    """Choices of the channel."""
    return list(glossary.CHANNELS.items())


def statuses() -> Pairs:
    """Choices of the status."""
    return [(status.value, glossary.STATUSES[status]) for status in Status if status is not Status.DRAFT]


def types() -> Pairs:
    """Choices of the first-level type."""
    return [(kind.id, kind.name) for kind in house().book.types.types]


def secondary_of(l1: str) -> list[str]:
    """Second-level names below one first-level type."""
    return [second.name for kind in house().book.types.types if kind.id == l1 for second in kind.secondary]


def towns() -> Pairs:
    """Choices of the town."""
    return [(town.name, town.name) for town in house().center.region.towns]


def villages() -> list[tuple[str, list[str]]]:
    """Towns with their villages, for a grouped choice."""
    return [(town.name, [v.name for v in town.villages]) for town in house().center.region.towns]


def months(chosen: str | None = None) -> Pairs:
    """Choices of the month, newest first; one further back than the list stays chosen."""
    this = f"{now():%Y-%m}"
    labels = [filters.month_back(this, steps) for steps in range(MONTHS_BACK)]
    if chosen and chosen not in labels:
        labels.append(chosen)
    return [(label, filters.month_name(label)) for label in labels]


def tags(chosen: str | None = None) -> Pairs:
    """Choices of the tag: those that the risk rules give; another one that is chosen stays so."""
    names = dict.fromkeys(rule.tag for rule in house().book.risk.rules)
    return [(name, name) for name in (*names, *([chosen] if chosen and chosen not in names else []))]


def units() -> Pairs:
    """Choices of the responsible unit."""
    return [(unit.name, unit.name) for unit in house().center.units]


def install(app: Flask) -> None:
    """Give them their names in templates."""
    app.add_template_global(type_name)
    app.add_template_global(rule_called)
    app.add_template_global(file_called, "rule_heading")
    app.add_template_global(indicator_name)
    app.add_template_global(light_of)
    app.add_template_global(summary_of)
    app.add_template_global(decision_value)
    app.add_template_global(event_changes)
    app.add_template_global(corrected)
