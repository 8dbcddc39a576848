"""health_score: how well a unit did, out of its rates, by the scheme of health.yaml.

Every number can be made again with a pocket calculator: weights and points have two decimals, weights add
up to 100, and the total is the sum of the points as printed, less what is taken off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from jiefen_lite.rules.health import ITEMS, Health, ScoreItem
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import Figure, IndicatorRow

_CENT, _TENTH = Decimal("0.01"), Decimal("0.1")
_FULL = Fraction(100)


@dataclass(frozen=True, slots=True)
class PartScore:
    """One rate of an item: the figure, and the value that was put in (shrunken where the sample is small)."""

    figure: Figure
    value: Fraction
    county: Figure | None = None  # what a small sample was drawn towards


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item of a score; ``points`` None where it does not take part, and ``why`` says why."""

    rule: ScoreItem
    weight: Decimal  # in force after missing items were spread; 0 where it does not take part
    points: Decimal | None
    parts: tuple[PartScore, ...]
    figures: tuple[Figure, ...]  # all its rates, those that do not count too
    why: str = ""

    @property
    def value(self) -> Fraction | None:
        """The mean of its rates as they were put in."""
        if not self.parts:
            return None
        return sum((part.value for part in self.parts), Fraction(0)) / len(self.parts)

    @property
    def lost(self) -> Decimal:
        """The points that were not reached."""
        return Decimal(0) if self.points is None else self.weight - self.points


@dataclass(frozen=True, slots=True)
class Taken:
    """Points taken off for cases of one kind."""

    id: str
    name: str
    points: Decimal
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HealthScore:
    """The score of one unit or of the county; ``total`` None where there is none, ``why_not`` says why."""

    items: tuple[ItemScore, ...]
    taken: tuple[Taken, ...]
    total: Decimal | None
    grade: str | None
    why_not: str = ""

    @property
    def taken_off(self) -> Decimal:
        """All that was taken off."""
        return sum((one.points for one in self.taken), Decimal(0))


def fraction(value: float) -> Fraction:
    """A parameter as it stands in the file: 0.98 is 98/100, not the nearest binary number."""
    return Fraction(str(value))


def _cents(value: Fraction, rounding: str = ROUND_HALF_UP) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_CENT, rounding=rounding)


def _part(figure: Figure | None, county: Figure | None, health: Health, base: Indicators) -> PartScore | None:
    """The value of a rate as it counts; None where there are too few cases for it to count."""
    if figure is None or not figure.d or figure.d < base.fraction_below:
        return None
    if figure.d >= base.small_below or county is None or not county.d:
        return PartScore(figure, Fraction(figure.n, figure.d))
    k, whole = fraction(health.shrink), Fraction(county.n, county.d)
    return PartScore(figure, (figure.n + k * whole) / (figure.d + k), county)


def weights(present: Mapping[str, float], halved: Mapping[str, float] | None = None) -> dict[str, Decimal]:
    """The weights in force, with two decimals and together exactly 100.

    What is missing from ``present`` is spread in proportion; of ``halved`` items only a share of their
    weight is left, and the rest is spread over the others.
    """
    base = {name: fraction(weight) for name, weight in present.items()}
    total = sum(base.values(), Fraction(0))
    if not total:
        return dict.fromkeys(base, Decimal(0))
    exact = {name: weight * _FULL / total for name, weight in base.items()}
    kept = {name: exact[name] * fraction(share) for name, share in (halved or {}).items() if name in exact}
    others = sum((weight for name, weight in exact.items() if name not in kept), Fraction(0))
    if kept and others:
        scale = (_FULL - sum(kept.values(), Fraction(0))) / others
        exact = {name: kept.get(name, weight * scale) for name, weight in exact.items()}
    made = {name: _cents(weight, ROUND_DOWN) for name, weight in exact.items()}
    missing = int((100 - sum(made.values(), Decimal(0))) / _CENT)
    rest = {name: weight - Fraction(str(made[name])) for name, weight in exact.items()}
    for name in sorted(rest, key=lambda one: -rest[one])[:missing]:
        made[name] += _CENT
    return made


def points(rule: ScoreItem, weight: Decimal, value: Fraction) -> Decimal:
    """weight × clip((value − floor) ÷ (goal − floor), 0, 1), with two decimals."""
    floor, goal = fraction(rule.floor), fraction(rule.goal)
    share = min(max((value - floor) / (goal - floor), Fraction(0)), Fraction(1))
    return _cents(Fraction(str(weight)) * share)


def _why(rule: ScoreItem, found: Sequence[Figure], base: Indicators, halved: Mapping[str, float]) -> str:
    if not rule.weight:
        return "方案里权重为0"
    if rule.id in halved and any((figure.d or 0) >= base.fraction_below for figure in found):
        return "参评率偏低"
    if not any(figure.d for figure in found):
        return next((figure.note for figure in found if figure.note), None) or "无数据"
    return f"分母不足{base.fraction_below}件"


def score(
    row: IndicatorRow,
    county: IndicatorRow,
    health: Health,
    base: Indicators,
    *,
    red_lights: Mapping[str, int] | None = None,
) -> HealthScore:
    """The score of one row; ``red_lights``: its overdue cases with the days, for what is taken off."""
    found = {
        rule.id: [row.figures[name] for name in ITEMS[rule.id] if name in row.figures]
        for rule in health.items
    }
    parts: dict[str, tuple[PartScore, ...]] = {}
    for rule in health.items:
        made = [
            _part(figure, county.figures.get(figure.indicator), health, base) for figure in found[rule.id]
        ]
        parts[rule.id] = tuple(one for one in made if one is not None)
    present = {rule.id: rule.weight for rule in health.items if parts[rule.id] and rule.weight}
    asked = row.figures.get("participation_rate")
    few = asked is not None and bool(asked.d) and asked.n < (asked.d or 0) * base.participation_least
    halved = {"satisfaction_rate": health.few_answers_weight} if few else {}
    in_force = weights(present, halved)
    items = tuple(
        _scored(rule, in_force[rule.id], parts[rule.id], found[rule.id], rule.id in halved)
        if in_force.get(rule.id)
        else ItemScore(
            rule, Decimal(0), None, (), tuple(found[rule.id]), _why(rule, found[rule.id], base, halved)
        )
        for rule in health.items
    )
    taken = _taken(health, red_lights or {})
    why_not = _why_not(row, present, health)
    if why_not:
        return HealthScore(items, taken, None, None, why_not)
    total = sum((one.points for one in items if one.points is not None), Decimal(0))
    total -= sum((one.points for one in taken), Decimal(0))
    total = min(max(total, Decimal(0)), Decimal(100)).quantize(_TENTH, rounding=ROUND_HALF_UP)
    return HealthScore(items, taken, total, grade_of(total, health))


def _scored(
    rule: ScoreItem, weight: Decimal, parts: tuple[PartScore, ...], found: Sequence[Figure], few: bool
) -> ItemScore:
    mean = sum((part.value for part in parts), Fraction(0)) / len(parts)
    notes = []
    if any(part.county is not None for part in parts):
        notes.append("样本较小，按收缩值计分")
    if few:
        notes.append("参评率偏低，权重减半")
    return ItemScore(rule, weight, points(rule, weight, mean), parts, tuple(found), "；".join(notes))


def _why_not(row: IndicatorRow, present: Mapping[str, float], health: Health) -> str:
    intake = row.figures["intake_count"].n
    if intake < health.least_intake:
        return f"业务量过小（受理{intake}件，不足{health.least_intake}件）"
    if sum(present.values()) < health.least_weight:
        return "能计分的项目太少"
    return ""


def _taken(health: Health, red_lights: Mapping[str, int]) -> tuple[Taken, ...]:
    """What is taken off, no more than the scheme allows together; only red lights are on record."""
    left = _cents(fraction(health.deduction_most))
    found = []
    for rule in health.deductions:
        if rule.id != "red_light":
            continue
        codes = tuple(sorted(code for code, days in red_lights.items() if days >= rule.from_days))
        off = min(_cents(fraction(rule.points) * len(codes)), left)
        left -= off
        if codes:
            found.append(Taken(rule.id, rule.name, off, codes))
    return tuple(found)


def grade_of(total: Decimal, health: Health) -> str:
    """The word for a score."""
    return next(grade.name for grade in health.grades if total >= Decimal(str(grade.least)))
