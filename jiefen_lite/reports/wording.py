"""Sentences out of figures, with an honest branch for every case where there is nothing to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jiefen_lite import indicators
from jiefen_lite.reports.figures import FigureBook
from jiefen_lite.shapes import Figure, IndicatorRow, IndicatorTable, Period


@dataclass(frozen=True, slots=True)
class HealthTables:
    """All the tables one health report is worded from; None where a period has no data."""

    county: IndicatorTable
    towns: IndicatorTable
    units: IndicatorTable
    previous: IndicatorTable | None = None
    year_before: IndicatorTable | None = None

    @property
    def period(self) -> Period:
        """The period of the report."""
        return self.county.period

    @property
    def last_day(self) -> date | None:
        """The last day counted, where the period is not over yet."""
        return indicators.open_until(self.period, self.county.as_of)

    @property
    def before_word(self) -> str:
        """What it is compared with in 环比: 上月, and of an open month 上月同期."""
        return indicators.before_word(self.period, self.last_day)


class Voice:
    """Words the county's figures of one period; every number said is noted in the book."""

    def __init__(self, tables: HealthTables, book: FigureBook, whole: str) -> None:
        self.tables = tables
        self.book = book
        self.whole = whole  # 全市, 全县 …
        self.row = tables.county.rows[0]
        self.period = tables.period
        self.place = ""
        self._others: list[tuple[str, str, Period, IndicatorRow]] = []
        for word, base, table in (
            ("环比", tables.before_word, tables.previous),
            ("同比", "上年同期", tables.year_before),
        ):
            if table is not None and not any(table.period == seen[2] for seen in self._others):
                self._others.append((word, base, table.period, table.rows[0]))

    def at(self, place: str) -> Voice:
        """Say the following in this place of the paper."""
        self.place = place
        return self

    def figure(self, indicator: str) -> Figure:
        """The county's figure."""
        return self.row.figures[indicator]

    def count(self, indicator: str) -> str:
        """A number of cases, noted."""
        return self.book.put(self.place, self.figure(indicator), self.period, str(self.figure(indicator).n))

    def rate(self, indicator: str) -> str:
        """The county's rate in words, noted."""
        return self.book.rate(self.place, self.figure(indicator), self.period)

    def changes(self, indicator: str, *, reasons: bool = False) -> str:
        """，环比上升5.0%，同比下降16.0%; why there is no comparison only where ``reasons`` are asked for."""
        now, said = self.figure(indicator), ""
        if self.figure(indicator).kind == "rate" and not now.d:
            return ""
        for word, base, period, row in self._others:
            then = row.figures.get(indicator)
            if then is None:
                continue
            change = indicators.compare(now, then, self.book.rules, base)
            if change.value is not None:
                few = now.kind == "rate" and then.d is not None and then.d < self.book.rules.small_below
                said += f"，{word}{change.shown}" + (f"（{base}样本较小）" if few else "")
                self.book.change(self.place, word, now, then, change, (self.period, period))
            elif reasons:
                said += f"，{change.shown}"
        return said + (self._missing() if reasons else "")

    def _missing(self) -> str:
        if self.tables.year_before is None:
            return "，上年同期未建立统计，不作比较"
        return ""

    def days(self, indicator: str) -> str:
        """A length of time, noted."""
        return self.book.put(self.place, self.figure(indicator), self.period)


def month_word(period: Period, last_day: date | None = None) -> str:
    """How a sentence opens: 10月份, 第三季度, 下半年, 2026年; an open period up to its last day."""
    size = len(indicators.months_in(period))
    word = indicators.full_name(period) if size == 12 else indicators.short_name(period)
    if last_day is None:
        return word + ("份" if size == 1 else "")
    if size > 1:
        return f"{word}（截至{last_day.month}月{last_day.day}日）"
    return f"{word}1日" + (f"至{last_day.day}日" if last_day.day > 1 else "")


def _intake(voice: Voice) -> str:
    opening, whole = month_word(voice.period, voice.tables.last_day), voice.whole
    accepted, closed = voice.figure("intake_count").n, voice.figure("closed_count").n
    if not accepted and not closed:
        return f"{opening}，{whole}没有受理、办结的矛盾纠纷{voice.changes('intake_count', reasons=True)}。"
    first = f"{opening}，{whole}没有受理矛盾纠纷"
    if accepted:
        first = f"{opening}，{whole}共受理矛盾纠纷{voice.count('intake_count')}件"
    first += voice.changes("intake_count", reasons=True)
    if not closed:
        return f"{first}；没有办结的件。"
    return f"{first}；办结{voice.count('closed_count')}件{voice.changes('closed_count')}，{_endings(voice)}。"


def _endings(voice: Voice) -> str:
    """What became of the closed cases; what nobody has settled yet is said as such."""
    words = (
        ("化解", "resolved_count"),
        ("未化解办结", "unresolved_count"),
        ("移送", "transferred_count"),
        ("撤回", "withdrawn_count"),
    )
    told = [f"{word}{voice.count(name)}件" for word, name in words if voice.figure(name).n]
    unclear = sorted(
        set(voice.figure("closed_count").numerator).difference(
            *(voice.figure(name).numerator for _, name in words)
        )
    )
    if unclear:
        rest = Figure("closed_count", "count", len(unclear), None, None, "", tuple(unclear))
        told.append(f"结果待确认{voice.book.put(voice.place, rest, voice.period, str(len(unclear)))}件")
    return "其中" + "、".join(told)


def _rates(voice: Voice) -> str:
    parts = [voice.rate(name) + voice.changes(name) for name in ("resolution_rate", "on_time_rate")]
    satisfaction = voice.rate("satisfaction_rate") + voice.changes("satisfaction_rate")
    return "；".join([*parts, f"{satisfaction}，{voice.rate('participation_rate')}"]) + "。"


def _handling(voice: Voice) -> str:
    parts = [voice.rate(name) + voice.changes(name) for name in ("mediation_success_rate", "repeat_rate")]
    if voice.figure("avg_handling_days").n:
        parts.append(
            f"平均办理时长{voice.days('avg_handling_days')}{voice.changes('avg_handling_days')}，"
            f"中位数{voice.days('median_handling_days')}，"
            f"九成的件在{voice.days('p90_handling_days')}内办结"
        )
    return "；".join(parts) + "。"


def _attention(voice: Voice) -> str:
    said = [_lateness(voice)]
    asked, answered = voice.figure("participation_rate"), voice.figure("satisfaction_rate")
    if answered.d and asked.d and asked.n < asked.d * voice.book.rules.participation_least:
        said.append("参评率偏低、样本不足，满意率仅供参考")
    gaps = [
        f"{word}{gap}件"
        for word, gap in (
            ("未定位", _gap(voice, voice.tables.towns, "unlocated")),
            ("待分派", _gap(voice, voice.tables.units, "unassigned")),
        )
        if gap
    ]
    if gaps:
        said.append(f"受理的件中还有{'、'.join(gaps)}，须尽快补正")
    return "；".join(said) + "。"


def _lateness(voice: Voice) -> str:
    this = indicators.this_word(voice.period)
    rate = voice.figure("overdue_rate")
    if not rate.d:
        return f"{this}没有到期的件"
    due = Figure("overdue_rate", "count", rate.d, None, None, "", rate.denominator)
    told = f"{this}到期{voice.book.put(voice.place, due, voice.period, str(rate.d))}件"
    if not rate.n:
        return f"{told}，全部按期报结"
    late = Figure("overdue_count", "count", rate.n, None, None, "", rate.numerator)
    return f"{told}，其中超期{voice.book.put(voice.place, late, voice.period, str(rate.n))}件，须逐件核实督办"


def _gap(voice: Voice, table: IndicatorTable, identifier: str) -> str:
    row = next((row for row in table.rows if row.id == identifier), None)
    if row is None or not row.figures["intake_count"].n:
        return ""
    figure = row.figures["intake_count"]
    return voice.book.put(voice.place, figure, voice.period, str(figure.n))


def conclusion(voice: Voice, *, first: int = 1) -> tuple[str, ...]:
    """The facts of section one, one paragraph each; ``first`` is the number of the first paragraph."""
    writers = (_intake, _rates, _handling, _attention)
    told = [write(voice.at(f"一、体检结论 第{number}段")) for number, write in enumerate(writers, first)]
    if (
        voice.figure("intake_count").n == voice.figure("closed_count").n == 0
        and not voice.figure("overdue_rate").d
    ):
        told = [told[0]]
    return tuple(told)


def spring_note(period: Period) -> str:
    """What January and February must say: the festival moves between them; empty for other periods."""
    months: Sequence[int] = [month.start.month for month in indicators.months_in(period)]
    if len(months) == 1 and months[0] in (1, 2):
        return "春节在公历1月、2月间移动，同比、环比仅供参考。"
    return ""
