"""Figures on their way into a paper: worded for print, and each noted with its place and its cases."""

from __future__ import annotations

from jiefen_lite import indicators
from jiefen_lite.indicators import Change
from jiefen_lite.indicators.rounding import SMALL_MARK
from jiefen_lite.rules.schema import IndicatorRule, Indicators
from jiefen_lite.shapes import Figure, Period, ReportFigure

DASH = indicators.DASH
STAR = "*"


def printed(figure: Figure) -> str:
    """A figure as a table cell prints it; the mark of small samples is a star that a footnote explains."""
    return figure.shown.replace(SMALL_MARK, STAR)


class FigureBook:
    """Every figure of one paper in the order of reading, numbered F001, F002 …"""

    def __init__(self, rules: Indicators, formula_version: str) -> None:
        self.rules = rules
        self.formula_version = formula_version
        self.figures: list[ReportFigure] = []
        self._rules: dict[str, IndicatorRule] = {rule.id: rule for rule in rules.rules}

    def name(self, indicator: str) -> str:
        """The indicator's Chinese name under the rules in force."""
        return self._rules[indicator].name

    def definition(self, indicator: str) -> str:
        """The indicator's formula in words."""
        return self._rules[indicator].definition

    def in_report(self, indicator: str) -> bool:
        """Whether the county wants this indicator in its papers."""
        return indicator in self._rules and self._rules[indicator].in_report

    def put(self, place: str, figure: Figure, period: Period, shown: str | None = None) -> str:
        """Note a figure and give back its print; a dash is no figure."""
        text = printed(figure) if shown is None else shown
        if text != DASH:
            self.note(place, figure.indicator, self.name(figure.indicator), period.label, figure, text)
        return text

    def note(self, place: str, indicator: str, name: str, period: str, figure: Figure, shown: str) -> None:
        """One line of the annex."""
        self.figures.append(
            ReportFigure(
                f"F{len(self.figures) + 1:03d}",
                place,
                indicator,
                name,
                self.definition(indicator),
                self.formula_version,
                period,
                figure.n,
                figure.d,
                shown,
                figure.numerator,
                figure.denominator,
            )
        )

    def change(
        self, place: str, word: str, now: Figure, then: Figure, change: Change, periods: tuple[Period, Period]
    ) -> None:
        """A change: above the line the cases of now, below it those it is compared with."""
        compared = Figure(
            now.indicator, now.kind, now.n, then.n, change.value, change.shown, now.numerator, then.numerator
        )
        period = f"{periods[0].label} 比 {periods[1].label}"
        self.note(place, now.indicator, f"{self.name(now.indicator)}{word}", period, compared, change.shown)
