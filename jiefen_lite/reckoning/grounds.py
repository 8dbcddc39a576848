"""What every calculator is given beside the figures: the rates in force and the working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from jiefen_lite.reckoning.money import fen_of
from jiefen_lite.rules.rates import LprRate, Rates
from jiefen_lite.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Grounds:
    """Rates and calendar of one centre."""

    rates: Rates
    calendar: Calendar

    def lpr_on(self, day: date) -> LprRate | None:
        """The one-year rate in force on a day; None before the first and after what has been checked."""
        lending = self.rates.lending
        if day > lending.lpr_known_until:
            return None
        return next((one for one in reversed(lending.lpr) if one.since <= day), None)

    def minimum_wage(self, day: date) -> tuple[int, str] | None:
        """The local minimum wage of a month in fen, and its basis; None where the county has not given it."""
        found = next((one for one in reversed(self.rates.minimum_wages) if one.since <= day), None)
        return (fen_of(found.yuan), f"{found.since} 起，{found.basis}") if found else None

    def average_wage(self, year: int) -> tuple[int, str] | None:
        """The average wage of a month in that year in fen, and its basis; None where it is not given."""
        found = next((one for one in self.rates.average_wages if one.year == year), None)
        return (fen_of(found.yuan), f"{found.year} 年，{found.basis}") if found else None

    @property
    def paid_days(self) -> Fraction:
        """Days by which a month's wage is divided."""
        return Fraction(self.rates.labor.paid_days)
