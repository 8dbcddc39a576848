"""Whose a case is to be: what the rules propose and why, what each unit has in hand, and what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jiefen_lite import corrections, glossary
from jiefen_lite.desk import House
from jiefen_lite.indicators.rounding import shown_rate
from jiefen_lite.moving.entries import Values
from jiefen_lite.moving.scene import Scene
from jiefen_lite.shapes import By, RiskLevel, Viewer
from jiefen_lite.store import choices
from jiefen_lite.store.choices import Choice, Load
from jiefen_lite.triage import Suggestion

NOTHING = Load(0, 0)
ACCUSATION = "admin_legal/纪检举报"


@dataclass(frozen=True, slots=True)
class RuleChoices:
    """How often one rule's proposal was overridden, with the dispatches behind it."""

    rule: str
    name: str
    choices: tuple[Choice, ...]
    rate: str  # as it is printed: of few cases a fraction

    @property
    def overridden(self) -> tuple[Choice, ...]:
        """The dispatches to somebody else."""
        return tuple(one for one in self.choices if one.overridden)


def proposal(scene: Scene, type_name: str | None = None) -> Suggestion:
    """What the rules propose for the case, or for it under another type (``l1/l2``)."""
    case = scene.case
    l1, l2 = case.type_l1, case.type_l2
    if type_name is not None:
        l1, _, rest = type_name.partition("/")
        l2 = rest or None
    return scene.house.triage.unit_for(l1, l2, case.town)


def types(scene: Scene) -> list[tuple[str, str]]:
    """The types to choose from, as ``l1/l2``."""
    found = []
    for one in scene.house.book.types.types:
        found.append((f"{one.id}/", f"{one.name}（不分二级）"))
        found += [(f"{one.id}/{second.name}", f"{one.name} · {second.name}") for second in one.secondary]
    return found


def type_now(scene: Scene) -> str:
    """The type that the case has, as ``l1/l2``."""
    case = scene.case
    return f"{case.type_l1}/{case.type_l2 or ''}" if case.type_l1 else ""


def units(scene: Scene) -> list[tuple[str, str]]:
    """All units with what they have in hand: the proposed one first, then those that would assist."""
    loads = choices.loads(scene.house.store, scene.viewer, scene.today)
    suggested = proposal(scene)
    first = [name for name in (suggested.responsible_unit, *suggested.assisting_units) if name]
    names = dict.fromkeys([*first, *(one.name for one in scene.house.center.units)])
    return [(name, _with_load(name, loads.get(name, NOTHING), suggested)) for name in names]


def _with_load(name: str, load: Load, suggested: Suggestion) -> str:
    marks = "（规则推荐）" if name == suggested.responsible_unit else ""
    late = f"、超期 {load.late} 件" if load.late else ""
    return f"{name}{marks}：在办 {load.open} 件{late}"


def assisting(scene: Scene) -> list[tuple[str, str]]:
    """The units that may assist."""
    suggested = proposal(scene).assisting_units
    names = dict.fromkeys([*suggested, *(one.name for one in scene.house.center.units)])
    return [(name, name + ("（规则推荐）" if name in suggested else "")) for name in names]


def faults(scene: Scene, values: Values) -> list[str]:
    """What is wrong with a dispatch as it was filled in."""
    found = []
    suggested = proposal(scene, values["type"]).responsible_unit
    if suggested is not None and values["responsible_unit"] != suggested and not values.get("reason"):
        found.append(f"按所选类型，规则推荐“{suggested}”；派给别的单位要写理由。")
    levels = scene.house.book.moves.dispatching.clerk_levels
    if "supervisor" not in scene.roles() and values["complexity"] not in levels:
        found.append("定为复杂的件由督办岗分流，请转告督办岗。")
    if values["type"] == ACCUSATION:
        found.append("检举控告件不派给单位，请移送有权机关。")
    return found


def dispatch(scene: Scene, values: Values) -> None:
    """Set on the case what was chosen; the proposal of the rules stays beside it."""
    case, house = scene.case, scene.house
    suggested = proposal(scene, values["type"])
    unit = values["responsible_unit"]
    others = tuple(one for one in values.get("assisting_units", ()) if one != unit)
    if values["type"] != type_now(scene):
        l1, _, l2 = values["type"].partition("/")
        corrections.set_field(house, case, "type", {"l1": l1, "l2": l2 or None})
        scene.by_person("type")
        scene.decide("type", "/".join(part for part in (l1, l2) if part), "分流时定")
    if values["complexity"] != case.complexity or case.complexity_pending:
        corrections.set_field(house, case, "complexity", values["complexity"])
        scene.by_person("complexity")
        scene.decide("complexity", values["complexity"], "分流时定")
        scene.renews = True
    if values["risk_level"] != case.risk_level:
        case.risk_level = RiskLevel(values["risk_level"])
        scene.by_person("risk")
        scene.decide("risk", values["risk_level"], "分流时定")
    case.pending = tuple(one for one in case.pending if one not in ("unit", "type", "complexity"))
    case.responsible_unit, case.assisting_units, case.unit_by = unit, others, By.PERSON
    case.handler = case.mediator = None
    scene.by_person("unit")
    followed = unit == suggested.responsible_unit
    why = "按规则推荐分流" if followed else values.get("reason") or "规则没有推荐，由人指定"
    rule = suggested.decision.rule
    scene.decide("unit", unit, why, rule if followed else None)
    values["proposed_unit"] = suggested.responsible_unit or ""
    values["rule"] = rule or ""


def remember(scene: Scene, values: Values) -> None:
    """Keep what was chosen beside what was proposed (inside a write); without a proposal nothing."""
    if values["proposed_unit"]:
        choices.add(
            scene.house.store,
            scene.viewer,
            scene.case.id,
            rule=values["rule"],
            proposed=values["proposed_unit"],
            chosen=values["responsible_unit"],
            reason=values.get("reason"),
            now=scene.now,
        )


def by_rule(house: House, viewer: Viewer, first: date, last: date) -> list[RuleChoices]:
    """The dispatches of some days, rule by rule, the most overridden first."""
    found: dict[str, list[Choice]] = {}
    for one in choices.between(house.store, viewer, first, last):
        found.setdefault(one.rule, []).append(one)
    grouped = [
        RuleChoices(rule, house.rule_names.told(rule), tuple(of), _rate(house, of))
        for rule, of in found.items()
    ]
    return sorted(grouped, key=lambda one: (-len(one.overridden), -len(one.choices), one.rule))


def _rate(house: House, of: Sequence[Choice]) -> str:
    return shown_rate(sum(one.overridden for one in of), len(of), house.book.indicators, "*")


def risk_levels(_scene: Scene) -> Sequence[tuple[str, str]]:
    """The levels of risk."""
    return list(glossary.RISK_LEVELS.items())
