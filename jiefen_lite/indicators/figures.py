"""From cases above and below a line to one stored figure: its number, its print, its remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import ceil

from jiefen_lite.indicators.formulas import INDICATORS, Parts, Weights
from jiefen_lite.indicators.periods import months_in, period_of
from jiefen_lite.indicators.rounding import (
    DASH,
    FEN_IN_WAN,
    shown_days,
    shown_number,
    shown_percent,
    shown_rate,
    shown_wan,
)
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import Figure, Period

SMALL = "样本较小"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a figure needs to know beside its cases."""

    period: Period
    as_of: datetime
    rules: Indicators


def _codes(weights: Weights) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Codes in order, and their weights where any is not one."""
    ordered = sorted(weights.items())
    plain = all(weight == 1 for _, weight in ordered)
    return tuple(code for code, _ in ordered), () if plain else tuple(weight for _, weight in ordered)


def weights_of(codes: Sequence[str], weights: Sequence[int]) -> Weights:
    """The reverse of how a figure stores its cases."""
    return dict(zip(codes, weights, strict=True)) if weights else dict.fromkeys(codes, 1)


def _middle(ordered: Sequence[int]) -> Decimal:
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Decimal(ordered[half])
    return (Decimal(ordered[half - 1]) + Decimal(ordered[half])) / 2


def nearest_rank(count: int) -> int:
    """Which of ``count`` ordered values is the 90th percentile, counted from 1."""
    return ceil(count * 9 / 10)


def _statistic(name: str, days: Sequence[int]) -> Decimal | None:
    """Mean, median or the 90th percentile (nearest rank) of whole days."""
    if not days:
        return None
    ordered = sorted(days)
    if name == "median_handling_days":
        return _middle(ordered)
    if name == "p90_handling_days":
        return Decimal(ordered[nearest_rank(len(ordered)) - 1])
    return Decimal(sum(ordered)) / len(ordered)


def _rate_note(name: str, n: int, d: int, setting: Setting) -> str | None:
    if d == 0:
        return INDICATORS[name].no_data
    notes = []
    if setting.rules.fraction_below <= d < setting.rules.small_below:
        notes.append(SMALL)
    if name == "confirmation_rate" and setting.as_of < stable_from(setting.period):
        notes.append("暂计")
    if name == "participation_rate" and n > d:
        notes.append("含以前各期办结、本期评价的件")
    return "；".join(notes) or None


def stable_from(period: Period) -> datetime:
    """Confirmations of month M come in until M+2: thirty days to apply, then the court's own time."""
    last = months_in(period)[-1]
    after = period_of(f"{last.end:%Y-%m}")
    return datetime.combine(after.end, datetime.min.time())


def figure(name: str, parts: Parts, setting: Setting, population: int | None = None) -> Figure:
    """One figure out of its cases."""
    kind = INDICATORS[name].kind
    above, values = _codes(parts.numerator)
    below, weights = _codes(parts.denominator)
    n, d = sum(parts.numerator.values()), sum(parts.denominator.values())
    if kind == "count":
        return Figure(name, kind, n, None, float(n), str(n), above, values=values)
    if kind == "amount":
        # in fen with those of the single cases, so that months merge; printed as ten thousand yuan
        fen = tuple(parts.numerator[code] for code in above)
        return Figure(name, kind, n, None, n / FEN_IN_WAN, shown_wan(n), above, values=fen)
    if kind == "average":
        # always with the days, so that a month of same-day cases merges like any other
        days = tuple(parts.numerator[code] for code in above)
        middle = _statistic(name, days)
        value = None if middle is None else float(middle)
        return Figure(name, kind, len(days), None, value, shown_days(middle), above, values=days)
    if kind == "per_10k":
        if not population:
            return Figure(name, kind, n, None, None, DASH, above, note=INDICATORS[name].no_data)
        rate = Decimal(n) * 10000 / Decimal(population)
        return Figure(name, kind, n, population, float(rate), shown_number(rate), above)
    return Figure(
        name,
        kind,
        n,
        d,
        n / d if d else None,
        shown_rate(n, d, setting.rules),
        above,
        below,
        _rate_note(name, n, d, setting),
        values,
        weights,
    )


def mark_participation(figures: dict[str, Figure], rules: Indicators) -> None:
    """A satisfaction rate from too few answers says so, with the share that answered."""
    asked, rate = figures.get("participation_rate"), figures.get("satisfaction_rate")
    if asked is None or rate is None or not asked.d or not rate.d:
        return
    if asked.n < asked.d * rules.participation_least:
        few = f"样本不足（参评率{shown_percent(asked.n, asked.d)}）"
        note = f"{rate.note}；{few}" if rate.note else few
        figures["satisfaction_rate"] = Figure(
            rate.indicator,
            rate.kind,
            rate.n,
            rate.d,
            rate.value,
            rate.shown,
            rate.numerator,
            rate.denominator,
            note,
            rate.values,
            rate.weights,
        )
