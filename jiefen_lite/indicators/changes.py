"""同比、环比: what changed against another period, in the words that are allowed for it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jiefen_lite.indicators.formulas import INDICATORS
from jiefen_lite.indicators.rounding import DASH, FEN_IN_WAN, half_up
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import Figure

NO_DATA, ZERO, SMALL = "no_data", "base_zero", "too_small"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``kind``: percent, points, cases, days, per_10k, or none with ``why``.

    ``value`` is a fraction for percent (0.05), percentage points for points, else a plain difference;
    ``shown`` is ready for a sentence (上升5.0%, 下降1.5个百分点, 增加3件, 持平).
    """

    kind: str
    value: float | None
    shown: str
    then: float | None
    why: str | None = None


def _none(why: str, shown: str, then: float | None = None) -> Change:
    return Change("none", None, shown, then, why)


def _count_unit(indicator: str) -> str:
    return {"petition_people": "人次", "involved_people": "人"}.get(indicator, "件")


def _worded(delta: Decimal | int, up: str, down: str, size: str) -> str:
    if delta == 0:
        return "持平"
    return (up if delta > 0 else down) + size


def _tenths(delta: Decimal) -> str:
    size = half_up(abs(delta))
    return "不足0.1" if delta and size == 0 else str(size)


def _per_cent(delta: int, base: int) -> str:
    """A change in per cent; neither a small one reads as none, nor one that left something as all of it."""
    size = Decimal(abs(delta)) * 100 / base
    return "超过99.9%" if size < 100 and half_up(size) >= 100 else f"{_tenths(size)}%"


def _counts(now: Figure, then: Figure, rules: Indicators, base: str) -> Change:
    delta = now.n - then.n
    if then.n == 0:
        return _none(ZERO, f"{base}为0，不作比较", 0.0)
    if then.n < rules.percent_base:
        size = f"{abs(delta)}{_count_unit(now.indicator)}"
        return Change("cases", float(delta), _worded(delta, "增加", "减少", size), float(then.n))
    size = _per_cent(delta, then.n)
    return Change("percent", delta / then.n, _worded(delta, "上升", "下降", size), float(then.n))


def _amounts(now: Figure, then: Figure, base: str) -> Change:
    """Money: in per cent, whatever it was."""
    if then.n == 0:
        return _none(ZERO, f"{base}为0，不作比较", 0.0)
    delta = now.n - then.n
    size = _per_cent(delta, then.n)
    return Change("percent", delta / then.n, _worded(delta, "上升", "下降", size), then.n / FEN_IN_WAN)


def _rates(now: Figure, then: Figure, rules: Indicators, base: str) -> Change:
    if not then.d:
        return _none(ZERO, f"{base}无此项数据，不作比较")
    value = then.n / then.d
    if not now.d:
        return _none(NO_DATA, DASH, value)
    if min(now.d, then.d) < rules.fraction_below:
        return _none(SMALL, "样本过小，不作比较", value)
    points = (Decimal(now.n) / Decimal(now.d) - Decimal(then.n) / Decimal(then.d)) * 100
    shown = _worded(points, "提高", "下降", f"{_tenths(points)}个百分点")
    return Change("points", float(points), shown, value)


def compare(now: Figure, then: Figure | None, rules: Indicators, base: str = "上年同期") -> Change:
    """How ``now`` stands against ``then``; ``then`` is None where the other period was not recorded.

    ``base`` names the other period in sentences that decline to compare (上年同期, 上月).
    """
    if then is None:
        return _none(NO_DATA, f"{base}未建立统计，不作比较")
    kind = INDICATORS[now.indicator].kind
    if kind == "count":
        return _counts(now, then, rules, base)
    if kind == "amount":
        return _amounts(now, then, base)
    if kind == "rate":
        return _rates(now, then, rules, base)
    if then.value is None or now.value is None:
        return _none(NO_DATA, DASH if now.value is None else f"{base}无此项数据，不作比较", then.value)
    delta = Decimal(str(now.value)) - Decimal(str(then.value))
    if kind == "average":
        shown = _worded(delta, "延长", "缩短", f"{_tenths(delta)}天")
        return Change("days", float(delta), shown, then.value)
    return Change("per_10k", float(delta), _worded(delta, "增加", "减少", f"{_tenths(delta)}件"), then.value)
