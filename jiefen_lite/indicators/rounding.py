"""How figures are printed: half up by Decimal, never 100.0% below one, never 0.0% above nothing."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from jiefen_lite.rules.schema import Indicators

DASH = "—"
SMALL_MARK = "*样本较小"
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")
FEN_IN_WAN = 1_000_000


def half_up(value: Decimal, step: Decimal = _TENTH) -> Decimal:
    """``value`` rounded to ``step``, halves away from zero."""
    return value.quantize(step, rounding=ROUND_HALF_UP)


def shown_percent(n: int, d: int) -> str:
    """``n`` of ``d`` in per cent with one decimal: 94.4%, >99.9%, <0.1%."""
    shown = half_up(Decimal(n) * 100 / Decimal(d))
    if n < d and shown >= 100:
        return ">99.9%"
    if n > 0 and shown == 0:
        return "<0.1%"
    return f"{shown}%"


def shown_rate(n: int, d: int, rules: Indicators, mark: str = SMALL_MARK) -> str:
    """A rate as printed: “—” without cases, a fraction below five, a mark below twenty."""
    if d == 0:
        return DASH
    if d < rules.fraction_below:
        return f"{n}/{d}"
    return shown_percent(n, d) + (mark if d < rules.small_below else "")


def shown_number(value: Decimal) -> str:
    """A number with one decimal: 12.3; something above nothing never reads 0.0."""
    shown = half_up(value)
    return "<0.1" if value > 0 and shown == 0 else str(shown)


def shown_wan(fen: int) -> str:
    """Money in ten thousand yuan with two decimals (documents guide, a2): 12.35."""
    shown = half_up(Decimal(fen) / FEN_IN_WAN, _HUNDREDTH)
    return "<0.01" if fen > 0 and shown == 0 else str(shown)


def shown_days(value: Decimal | None) -> str:
    """A length of time in days: 5.3天."""
    return DASH if value is None else f"{shown_number(value)}天"
