"""Figures on their way into a paper: worded for print, and each noted with its place and its cases."""

from __future__ import annotations

from dataclasses import replace

from jiefen_lite import indicators
from jiefen_lite.indicators import Change
from jiefen_lite.indicators.figures import nearest_rank
from jiefen_lite.indicators.rounding import SMALL_MARK
from jiefen_lite.rules.schema import IndicatorRule, Indicators
from jiefen_lite.shapes import Figure, Period, ReportFigure

DASH = indicators.DASH
STAR = "*"


def printed(figure: Figure) -> str:
    """A figure as a table cell prints it; the mark of small samples is a star that a footnote explains."""
    return figure.shown.replace(SMALL_MARK, STAR)


def working(figure: Figure) -> str:
    """How a figure was made, so that a second person can make it again: 58÷76, 1343÷83."""
    if figure.kind == "rate" and figure.d:
        return f"{figure.n}÷{figure.d}"
    if figure.kind == "amount" and figure.n:
        return f"{figure.n / 100:.2f}元÷10000"
    if figure.kind == "per_10k" and figure.d:
        return f"{figure.n}÷{figure.d}×10000"
    if figure.kind != "average" or not figure.n:
        return ""
    if figure.indicator == "avg_handling_days":
        return f"{sum(figure.values)}天÷{figure.n}件"
    if figure.indicator == "median_handling_days":
        middle = (
            f"第{figure.n // 2 + 1}件" if figure.n % 2 else f"第{figure.n // 2}、{figure.n // 2 + 1}件的平均"
        )
        return f"天数由少到多{middle}"
    return f"天数由少到多第{nearest_rank(figure.n)}件"


def _change_working(now: Figure, then: Figure, change: Change) -> str:
    if change.kind == "percent":
        return f"（{now.n}−{then.n}）÷{then.n}"
    if change.kind == "cases":
        return f"{now.n}−{then.n}"
    return f"{working(now)}−{working(then)}"


class FigureBook:
    """Every figure of one paper in the order of reading, numbered F001, F002 …"""

    def __init__(self, rules: Indicators, formula_version: str) -> None:
        self.rules = rules
        self.formula_version = formula_version
        self.figures: list[ReportFigure] = []
        self._rules: dict[str, IndicatorRule] = {rule.id: rule for rule in rules.rules}
        self._more: dict[str, tuple[str, str]] = {}

    def explain(self, figure: str, name: str, definition: str) -> None:
        """Tell name and definition of a figure that is no indicator (a score, a link of the chain)."""
        self._more[figure] = (name, definition)

    def name(self, indicator: str) -> str:
        """The indicator's Chinese name under the rules in force."""
        return self._more[indicator][0] if indicator in self._more else self._rules[indicator].name

    def definition(self, indicator: str) -> str:
        """The indicator's formula in words."""
        return self._more[indicator][1] if indicator in self._more else self._rules[indicator].definition

    def in_report(self, indicator: str) -> bool:
        """Whether the county wants this indicator in its papers."""
        return indicator in self._rules and self._rules[indicator].in_report

    def put(self, place: str, figure: Figure, period: Period, shown: str | None = None) -> str:
        """Note a figure and give back its print; a dash is no figure."""
        text = printed(figure) if shown is None else shown
        if text != DASH:
            self.note(place, figure.indicator, self.name(figure.indicator), period.label, figure, text)
        return text

    def rate(self, place: str, figure: Figure, period: Period) -> str:
        """化解率94.4%（34/36）, noted; few cases say so, none say that too."""
        name = self.name(figure.indicator)
        if not figure.d:
            return f"{name}无数据可算"
        fraction = f"{figure.n}/{figure.d}"
        if figure.d < self.rules.fraction_below:
            return f"{name}{self.put(place, figure, period, fraction)}（件数过少，不计百分比）"
        few = "，样本较小" if figure.d < self.rules.small_below else ""
        percent = indicators.shown_percent(figure.n, figure.d)
        return f"{name}{self.put(place, figure, period, percent)}（{fraction}{few}）"

    def part(self, place: str, name: str, figure: Figure, period: Period, shown: str | None = None) -> str:
        """Note a number of some of the cases under a name of its own (受理量：邻里); gives back its print."""
        text = str(figure.n) if shown is None else shown
        label = f"{self.name(figure.indicator)}：{name}" if name else self.name(figure.indicator)
        self.note(place, figure.indicator, label, period.label, figure, text)
        return text

    def share(self, place: str, name: str, some: Figure, every: Figure, period: Period) -> str:
        """What share some cases are of all; a dash where there are none."""
        if not every.n:
            return DASH
        rate = Figure(
            some.indicator,
            "rate",
            some.n,
            every.n,
            some.n / every.n,
            indicators.shown_percent(some.n, every.n),
            some.numerator,
            every.numerator,
        )
        return self.part(place, f"{name}占比" if name else "占比", rate, period, rate.shown)

    def note(
        self,
        place: str,
        indicator: str,
        name: str,
        period: str,
        figure: Figure,
        shown: str,
        how: str | None = None,
    ) -> None:
        """One line of the annex; ``how`` is the working of a figure that is made of two."""
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
                working(figure) if how is None else how,
                figure.values,
            )
        )

    def change(
        self, place: str, word: str, now: Figure, then: Figure, change: Change, periods: tuple[Period, Period]
    ) -> None:
        """A change: counts with the cases of both periods, else after a line for what is compared with."""
        name, how = self.name(now.indicator), _change_working(now, then, change)
        period = f"{periods[0].label} 比 {periods[1].label}"
        if now.kind != "count":
            base = f"{place}（{word}的基数）"
            self.note(base, now.indicator, name, periods[1].label, then, printed(then))
            self.note(place, now.indicator, f"{name}{word}", period, now, change.shown, how)
            return
        both = replace(now, d=then.n, denominator=then.numerator)
        self.note(place, now.indicator, f"{name}{word}", period, both, change.shown, how)
