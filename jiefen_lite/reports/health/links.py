"""Section four: how long each link of the chain takes, which one is slow, and whose."""

from __future__ import annotations

from decimal import Decimal

from jiefen_lite import indicators
from jiefen_lite.indicators.symptoms import MINUTES_A_DAY
from jiefen_lite.reports.figures import FigureBook
from jiefen_lite.reports.health.data import HealthData, Month
from jiefen_lite.shapes import Figure, ReportChart, Series

_MOST_UNITS = 6  # bars of units in one chart
_FEWEST = 5  # cases from which on a unit's mean is compared with others
MEDIATE = "mediate"


def mean_days(figure: Figure) -> float:
    """The mean of a link in days."""
    return sum(figure.values) / len(figure.values) / MINUTES_A_DAY


def one_place(value: float) -> str:
    """A number with one decimal, halves up."""
    return str(indicators.half_up(Decimal(str(value))))


def span_text(figure: Figure) -> str:
    """The mean of a link as papers print it: in days, below one day in hours."""
    days = mean_days(figure)
    if days >= 1:
        return f"{one_place(days)}天"
    hours = one_place(days * 24)
    if hours == "0.0":
        return "不足0.1小时" if days else "0小时"
    return f"{hours}小时"


class Links:
    """Words the times of the links, of the county or of one unit; every number said is noted."""

    def __init__(self, data: HealthData, book: FigureBook, unit: str = "") -> None:
        self.data = data
        self.month = data.now
        self.book = book
        self.unit = unit
        self.row = unit or indicators.COUNTY

    def _figure(self, link: str, month: Month | None = None) -> Figure:
        return (month or self.month).sick(self.row, f"link_{link}")

    def _note(self, place: str, link: str, figure: Figure, text: str, month: Month, how: str) -> str:
        name = f"link_{link}"
        self.book.note(place, name, self.book.name(name), month.period.label, figure, text, how)
        return text

    def _span(self, place: str, link: str, figure: Figure, month: Month | None = None) -> str:
        text = span_text(figure)
        how = f"{sum(figure.values)}分钟÷{figure.n}件" + ("÷1440" if text.endswith("天") else "÷60")
        return self._note(place, link, figure, text, month or self.month, how)

    def _before(self, place: str, link: str) -> str:
        """，上月17.0天, where the month before has cases too."""
        then = self.data.before
        if then is None or self.unit or not self._figure(link, then).values:
            return ""
        word = self.data.tables.before_word
        return f"，{word}{self._span(f'{place}（{word}）', link, self._figure(link, then), then)}"

    def text(self) -> tuple[str, ...]:
        """How long each link takes, and which ones nobody knows of yet."""
        place = "四、病因分析 第1段"
        told, unknown = [], []
        known: list[tuple[float, str]] = []
        for rule in self.month.health.links:
            figure = self._figure(rule.id)
            if not figure.values:
                unknown.append(rule.name)
                continue
            span = self._span(place, rule.id, figure)
            told.append(f"{rule.name}平均{span}（{figure.n}件{self._before(place, rule.id)}）")
            known.append((mean_days(figure), rule.name))
        this = indicators.this_word(self.month.period)
        if not told:
            return (f"{this}办结的件没有各环节的时间记录，看不出慢在哪一环。",)
        first = f"{this}办结的件，{'，'.join(told)}。"
        if len(known) > 1:
            first += f"用时最长的是{max(known)[1]}环节。"
        if unknown and self.unit:
            first += f"{'、'.join(unknown)}环节暂无数据。"
        elif unknown:
            first += (
                f"{'、'.join(unknown)}环节暂无数据：台账带入的件只有受理、调解和办结的日期，"
                "在本系统内办理的件才记得下每一步的时间。"
            )
        slow = "" if self.unit else self._slow_units()
        return (first, slow) if slow else (first,)

    def _unit_means(self) -> list[tuple[str, Figure]]:
        """Units with enough mediated cases, the slowest first."""
        found = [
            (row.name, row.figures[f"link_{MEDIATE}"])
            for row in self.month.symptoms.rows
            if row.id in self.month.scores and row.figures[f"link_{MEDIATE}"].n >= _FEWEST
        ]
        return sorted(found, key=lambda one: (-mean_days(one[1]), one[0]))

    def _slow_units(self) -> str:
        whole = self._figure(MEDIATE)
        slow = [one for one in self._unit_means() if mean_days(one[1]) > mean_days(whole)][:3]
        if not slow:
            return ""
        place = "四、病因分析 第2段"
        told = "、".join(f"{name}（{self._span(place, MEDIATE, one)}，{one.n}件）" for name, one in slow)
        return f"调解用时最长的{'依次' if len(slow) > 1 else ''}是{told}。"

    def chart(self, number: int, whole: str) -> ReportChart | None:
        """The mean of each link; where one alone is known, now, before and of the slowest units."""
        known = [
            (rule.name, self._figure(rule.id), rule.id, self.month)
            for rule in self.month.health.links
            if self._figure(rule.id).values
        ]
        if not known:
            return None
        title, bars = f"图{number} 各环节平均用时（天）", known
        if len(known) == 1:
            name, figure, link, _ = known[0]
            this = indicators.this_word(self.month.period)
            title, bars = f"图{number} {name}平均用时（天）", [(f"{whole}{this}", figure, link, self.month)]
            then = self.data.before
            if then is not None and self._figure(link, then).values:
                before = f"{whole}{self.data.tables.before_word}"
                bars.append((before, self._figure(link, then), link, then))
            if link == MEDIATE:
                units = self._unit_means()[:_MOST_UNITS]
                bars += [(unit, one, link, self.month) for unit, one in units]
        if len(bars) == 1:
            return None  # one bar shows nothing that the sentence has not said
        return self._drawn(title, bars)

    def _drawn(self, title: str, bars: list[tuple[str, Figure, str, Month]]) -> ReportChart:
        values = []
        place = title.split(" ", 1)[0]
        for name, figure, link, month in bars:
            text = one_place(mean_days(figure))
            how = f"{sum(figure.values)}分钟÷{figure.n}件÷1440"
            self._note(f"{place} {name}", link, figure, text, month, how)
            values.append(float(text))
        names = tuple(name for name, *_ in bars)
        told = "、".join(f"{name}{value:g}天" for name, value in zip(names, values, strict=True))
        return ReportChart("bar", title, names, (Series("天", tuple(values)),), told)
