"""What is more than usual: places and types beside their own past, and changes that are no accident.

Counts of cases are taken as Poisson counts. A cell of the month is compared with its mean m over k earlier
months: (n − m) / √(m + m/k) is about standard normal where nothing has changed. Of two months n and n′ the
difference is compared with √(n + n′), of two rates with the pooled standard error of two proportions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from jiefen_lite.rules.analysis import AnalysisRules

Cell = tuple[str, str]  # town, type


@dataclass(frozen=True, slots=True)
class Excess:
    """A place and type with clearly more cases than usual."""

    town: str
    type: str
    codes: tuple[str, ...]
    usual: float  # mean of the earlier months
    months: int  # how many those were
    deviations: float

    @property
    def count(self) -> int:
        """Cases of this period."""
        return len(self.codes)


def excesses(
    now: Mapping[Cell, tuple[str, ...]],
    before: Sequence[Mapping[Cell, int]],
    said: AnalysisRules,
    *,
    months: int = 1,
    without: frozenset[str] = frozenset(),
) -> list[Excess]:
    """Cells above their usual, the farthest first; none where too few earlier months are known.

    ``months``: how many of them the period has; ``without``: towns and types that are remainders.
    """
    known = len(before)
    if known < max(said.baseline_least, 1):
        return []
    found = []
    for (town, kind), codes in now.items():
        if town in without or kind in without or len(codes) < said.excess_least:
            continue
        usual = months * sum(month.get((town, kind), 0) for month in before) / known
        # a cell that never had a case still gets room for one: else a first handful would be endless news
        spread = sqrt(max(usual, 1.0) * (1 + months / known))
        deviations = (len(codes) - usual) / spread
        if deviations >= said.excess_deviations:
            found.append(Excess(town, kind, codes, usual, known, deviations))
    return sorted(found, key=lambda one: (-one.deviations, one.town, one.type))[: said.excess_most]


def counts_differ(now: int, then: int, said: AnalysisRules) -> bool:
    """Whether two counts differ by more than chance explains."""
    return abs(now - then) > said.significance * sqrt(now + then)


def rates_differ(now: tuple[int, int], then: tuple[int, int], said: AnalysisRules) -> bool:
    """Whether two rates, each as (numerator, denominator), differ by more than chance explains."""
    (n, d), (m, e) = now, then
    if not d or not e:
        return False
    pooled = (n + m) / (d + e)
    error = sqrt(pooled * (1 - pooled) * (1 / d + 1 / e))
    return error > 0 and abs(n / d - m / e) > said.significance * error
