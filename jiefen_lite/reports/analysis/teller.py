"""Says the figures of one period in the words of the analysis report; each is noted with its cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from jiefen_lite import indicators
from jiefen_lite.indicators import notable
from jiefen_lite.reports.analysis.excess import Excess, counts_differ, excesses, rates_differ
from jiefen_lite.reports.analysis.gather import INTAKE, Gathered, Grouped
from jiefen_lite.reports.figures import FigureBook
from jiefen_lite.shapes import Figure, IndicatorRow, IndicatorTable, Period

CHANCE = "变化不显著"  # what is said of a change that chance explains
REST = {rest for rest, _name in indicators.REMAINDERS.values()}


class _Compared(NamedTuple):
    """What is said of one comparison; ``notes`` None where there was nothing to compare."""

    said: str
    notes: tuple[str, ...] | None


def _joined(found: Sequence[_Compared]) -> list[str]:
    """Comparisons with their notes; that chance explains both of two is said once, behind them."""
    both = len(found) > 1 and all(CHANCE in (one.notes or ()) for one in found)
    told = []
    for one in found:
        notes = [note for note in one.notes or () if not (both and note == CHANCE)]
        told.append(f"{one.said}（{'，'.join(notes)}）" if notes else one.said)
    return [*told, "变化均不显著"] if both else told


class Teller:
    """Says the figures of one period; ``place`` is where in the paper the next words stand."""

    def __init__(self, data: Gathered, book: FigureBook, whole: str, type_names: Mapping[str, str]) -> None:
        self.data = data
        self.book = book
        self.whole = whole
        self.type_names = type_names
        self.place = ""
        self.excess: list[Excess] = excesses(
            data.cells,
            data.before,
            data.said,
            months=len(indicators.months_in(data.period)),
            without=frozenset(REST | (type_names.keys() - {one.type for one in data.said.topics})),
        )

    # ----------------------------------------------------------------- the county's figures

    def figure(self, indicator: str) -> Figure:
        """The county's figure; nothing where a frozen month has no such indicator yet."""
        found = self.data.row.figures.get(indicator)
        return found or Figure(indicator, "count", 0, None, None, indicators.DASH)

    def number(self, indicator: str) -> str:
        """A count or an amount, noted."""
        figure = self.figure(indicator)
        shown = figure.shown if figure.kind == "amount" else str(figure.n)
        return self.book.put(self.place, figure, self.data.period, shown)

    def part(self, name: str, figure: Figure) -> str:
        """A number of some of the cases, noted under its own name."""
        return self.book.part(self.place, name, figure, self.data.period)

    def share(self, name: str, some: Figure) -> str:
        """What share some cases are of all accepted ones, noted."""
        return self.book.share(self.place, name, some, self.figure(INTAKE), self.data.period)

    def rate(self, indicator: str) -> str:
        """The county's rate in words, noted."""
        return self.book.rate(self.place, self.figure(indicator), self.data.period)

    def _others(self) -> list[tuple[str, str, Period, IndicatorTable]]:
        """What to compare with: (环比, 上月, its period, its table) and the same for last year."""
        period, county = self.data.period, self.data.county
        found: list[tuple[str, str, Period, IndicatorTable]] = []
        for word, base, then, table in (
            ("环比", self.data.before_word, indicators.previous(period), county.previous),
            ("同比", "上年同期", indicators.year_before(period), county.year_before),
        ):
            if table is not None and not any(then == one[2] for one in found):
                found.append((word, base, then, table))
        return found

    def changes(self, indicator: str) -> str:
        """环比上升5.0%（增加9件，变化不显著），同比…; why there is no comparison where there is none."""
        found = self._compared(indicator)
        told = [*_joined([one for one in found if one.notes is not None])]
        told += [one.said for one in found if one.notes is None]
        if self.data.county.year_before is None:
            told.append("上年同期未建立统计，不作比较")
        return "，".join(told)

    def comparisons(self, indicator: str) -> list[str]:
        """The same, only where there is something to compare."""
        return _joined([one for one in self._compared(indicator) if one.notes is not None])

    def _compared(self, indicator: str) -> list[_Compared]:
        """The comparisons with the period before and the year before, every figure noted."""
        now, told = self.figure(indicator), []
        for word, base, period, table in self._others():
            then = table.rows[0].figures.get(indicator)
            if then is None:
                continue
            change = indicators.compare(now, then, self.data.rules, base)
            if change.value is None:
                told.append(_Compared(change.shown, None))
                continue
            self.book.change(self.place, word, now, then, change, (self.data.period, period))
            told.append(_Compared(f"{word}{change.shown}", self._weight(now, then, change.kind)))
        return told

    def _weight(self, now: Figure, then: Figure, kind: str) -> tuple[str, ...]:
        """How much a change weighs: by how many cases, and whether chance explains it."""
        if now.kind == "rate":
            said = rates_differ((now.n, now.d or 0), (then.n, then.d or 0), self.data.said)
            return () if said or now.n * (then.d or 0) == then.n * (now.d or 0) else (CHANCE,)
        if now.kind != "count" or (now.indicator != INTAKE and now.indicator != "closed_count"):
            return ()
        delta = now.n - then.n
        if not delta:
            return ()
        notes = [f"{'增加' if delta > 0 else '减少'}{abs(delta)}件"] if kind == "percent" else []
        if not counts_differ(now.n, then.n, self.data.said):
            notes.append(CHANCE)
        return tuple(notes)

    # ----------------------------------------------------------------- groups

    def rows(self, grouped: Grouped) -> list[IndicatorRow]:
        """The rows of a grouping without its remainder, the largest first."""
        rows = [row for row in grouped.now.rows if row.id not in REST]
        return sorted(rows, key=lambda row: -row.figures[INTAKE].n)

    def listed(self, rows: Sequence[IndicatorRow], *, shares: bool = True) -> str:
        """邻里45件（21.2%）、…"""
        told = []
        for row in rows:
            figure = row.figures[INTAKE]
            share = f"（{self.share(row.name, figure)}）" if shares and self.many else ""
            told.append(f"{self.named(row)}{self.part(row.name, figure)}件{share}")
        return "、".join(told)

    def named(self, row: IndicatorRow) -> str:
        """A row as sentences call it; the catch-all types in quotation marks."""
        return "“其他”类" if row.id == "other" else row.name

    def first(self, grouped: Grouped) -> list[IndicatorRow]:
        """The largest few rows that have cases; what is not specific is no field to name."""
        rows = [row for row in self.rows(grouped) if row.figures[INTAKE].n and row.id != "other"]
        return rows[: self.data.said.top]

    def together(self, grouped: Grouped) -> str:
        """合计127件，占59.9%"""
        rows = self.first(grouped)
        codes = [code for row in rows for code in row.figures[INTAKE].numerator]
        both, name = self.data.some(codes), "、".join(row.name for row in rows)
        told = f"合计{self.part(name, both)}件" if len(rows) > 1 else f"共{self.part(name, both)}件"
        return told + (f"，占{self.share(name, both)}" if self.many else "")

    def concentrated(self, grouped: Grouped) -> bool:
        """Whether the largest few make up the main part."""
        some = sum(row.figures[INTAKE].n for row in self.first(grouped))
        every = self.figure(INTAKE).n
        return self.many and every > 0 and some >= self.data.said.mainly_share * every

    def moved(self, grouped: Grouped, *, up: bool, surge: bool = False) -> list[tuple[IndicatorRow, Figure]]:
        """Rows that clearly rose (or fell) against the period before, the largest change first."""
        said = self.data.said
        if grouped.previous is None:
            return []
        found = []
        for row in self.rows(grouped):
            then_row = indicators.row_of(grouped.previous, row.id, self.data.rules)
            if then_row is None:
                continue
            now, then = row.figures[INTAKE], then_row.figures[INTAKE]
            delta = now.n - then.n
            if (delta > 0) != up or abs(delta) < said.named_change or row.id == "other":
                continue
            if not counts_differ(now.n, then.n, said):
                continue
            if surge and (now.n < said.surge_least or now.n < then.n * (1 + said.surge_rise)):
                continue
            found.append((row, then))
        return sorted(found, key=lambda one: -abs(one[0].figures[INTAKE].n - one[1].n))

    def movement(self, moved: Sequence[tuple[IndicatorRow, Figure]]) -> str:
        """土地（由20件增加到32件）、…"""
        period = indicators.previous(self.data.period)
        told = []
        for row, then in moved:
            now = row.figures[INTAKE]
            before = self.book.part(self.place, f"{row.name}（{self.data.before_word}）", then, period)
            way = "增加" if now.n > then.n else "减少"
            told.append(f"{self.named(row)}（由{before}件{way}到{self.part(row.name, now)}件）")
        return "、".join(told)

    @property
    def many(self) -> bool:
        """Enough cases to speak of shares."""
        return self.figure(INTAKE).n >= self.data.said.many_from

    # ----------------------------------------------------------------- groups of types

    def group(self, identifier: str, grouped: IndicatorTable | None = None) -> Figure:
        """The cases of a group of types."""
        (group,) = [one for one in self.data.said.groups if one.id == identifier]
        rows = (grouped or self.data.types.now).rows
        return self.data.some(
            [code for row in rows if row.id in group.types for code in row.figures[INTAKE].numerator]
        )

    def group_name(self, identifier: str) -> str:
        """A group's name as the rules call it."""
        return next(one.name for one in self.data.said.groups if one.id == identifier)

    def group_share(self, identifier: str) -> str:
        """45件、占21.2%"""
        figure, name = self.group(identifier), self.group_name(identifier)
        told = f"{self.part(name, figure)}件"
        return told + (f"、占{self.share(name, figure)}" if self.many else "")

    def group_change(self, identifier: str) -> str:
        """环比增加9件（变化不显著）"""
        now = self.group(identifier)
        if self.data.types.previous is None:
            return f"{self.data.before_word}未建立统计，不作比较"
        then = self.group(identifier, self.data.types.previous)
        name, delta = self.group_name(identifier), now.n - then.n
        period = indicators.previous(self.data.period)
        before = self.book.part(self.place, f"{name}（{self.data.before_word}）", then, period)
        if not delta:
            return f"与{self.data.before_word}的{before}件持平"
        weight = "" if counts_differ(now.n, then.n, self.data.said) else "，变化不显著"
        way = "增加" if delta > 0 else "减少"
        return f"比{self.data.before_word}的{before}件{way}{abs(delta)}件{weight}"

    def group_most(self, identifier: str) -> str:
        """其中拖欠农民工工资21件最多; equals are all named, and where there is but one type, just that."""
        (group,) = [one for one in self.data.said.groups if one.id == identifier]
        rows = [row for row in self.rows(self.data.types) if row.id in group.types and row.figures[INTAKE].n]
        if len(rows) < 2:
            return "".join(f"都是{row.name}" for row in rows)
        first = [row for row in rows if row.figures[INTAKE].n == rows[0].figures[INTAKE].n]
        told = "、".join(f"{row.name}{self.part(row.name, row.figures[INTAKE])}件" for row in first)
        return f"其中{told}{'最多' if len(first) == 1 else '较多'}"

    # ----------------------------------------------------------------- seasons

    def seasons(self) -> list[tuple[str, Figure]]:
        """What is due at this time of the year and has cases: (name, cases)."""
        months = {month.start.month for month in indicators.months_in(self.data.period)}
        found = []
        for season in self.data.said.seasons:
            if not months & set(season.months):
                continue
            rows = [row for row in self.data.types.now.rows if row.id in season.types]
            figure = self.data.some([code for row in rows for code in row.figures[INTAKE].numerator])
            if figure.n:
                names = "、".join(self.type_names[one] for one in season.types if one in self.type_names)
                found.append((f"{season.name}（{names}）", figure))
        return found

    def tags(self) -> list[tuple[str, Figure]]:
        """Tags with their cases, the most frequent first."""
        rows = [row for row in self.data.aspects.rows if row.id.startswith(notable.TAG)]
        ordered = sorted(rows, key=lambda row: (-row.figures[INTAKE].n, row.name))
        return [(row.name, row.figures[INTAKE]) for row in ordered if row.figures[INTAKE].n]
