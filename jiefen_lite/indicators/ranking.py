"""Ranks inside one group: equal scores share a rank and the next ones are left out (1, 2, 2, 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from jiefen_lite.indicators.score import HealthScore
from jiefen_lite.shapes import IndicatorRow


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit with its score; ``rank`` None where it was not scored."""

    row: IndicatorRow
    score: HealthScore
    rank: int | None = None


def rank(units: Sequence[tuple[IndicatorRow, HealthScore]]) -> tuple[Standing, ...]:
    """The units of one group in the order of their rank; those without a score are left out.

    How many cases came in never makes a rank. Of equals the one with fewer overdue cases stands first,
    then the one with more satisfied people, then the one with more cases: an order of print only.
    """
    scored = sorted(
        ((row, found) for row, found in units if found.total is not None),
        key=lambda one: (-(one[1].total or Decimal(0)), *_order(one[0]), one[0].name),
    )
    standings: list[Standing] = []
    for at, (row, found) in enumerate(scored):
        same = standings and standings[-1].score.total == found.total
        standings.append(Standing(row, found, standings[-1].rank if same else at + 1))
    return tuple(standings)


def _order(row: IndicatorRow) -> tuple[float, float, int]:
    def value(name: str, without: float) -> float:
        found = row.figures.get(name)
        return without if found is None or found.value is None else found.value

    return (value("overdue_rate", 2.0), -value("satisfaction_rate", -1.0), -row.figures["intake_count"].n)
