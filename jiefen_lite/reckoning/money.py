"""Exact sums: money is kept in whole fen, all between as fractions, rounded once at the end of a line."""

from __future__ import annotations

from fractions import Fraction


def rounded(exact: Fraction) -> int:
    """Whole fen, half a fen upwards (四舍五入到分). ``exact``: fen, not negative."""
    return int(exact + Fraction(1, 2))


def told(fen: int) -> str:
    """Whole fen as people read money, always with both decimals: 1,234.50 元."""
    return f"{fen // 100:,}.{fen % 100:02d} 元"


def plain(fen: int) -> str:
    """The same for a comparison with what stands in a rule file: 1234.50."""
    return f"{fen // 100}.{fen % 100:02d}"


def number(value: Fraction, places: int = 4) -> str:
    """A number with at most so many decimals and no needless zeros; ``…`` where more would follow."""
    scale = 10**places
    cut = value.numerator * scale // value.denominator
    whole, rest = divmod(cut, scale)
    decimals = f"{rest:0{places}d}".rstrip("0")
    more = "…" if cut * value.denominator != value.numerator * scale else ""
    return f"{whole:,}" + (f".{decimals}" if decimals else "") + more


def yuan(exact: Fraction) -> str:
    """Fen that are not whole yet, in yuan: 275.8620… 元."""
    return f"{number(exact / 100)} 元"


def fen_of(text: str) -> int:
    """Yuan as a rule file writes them (1860, 28.50), in fen."""
    return rounded(Fraction(text) * 100)
