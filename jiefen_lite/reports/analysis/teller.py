"""The words in braces of the analysis report: each made out of the figures, and noted with its cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from jiefen_lite import indicators
from jiefen_lite.indicators import notable
from jiefen_lite.reports.analysis.excess import Excess, counts_differ, excesses, rates_differ
from jiefen_lite.reports.analysis.gather import INTAKE, Gathered, Grouped
from jiefen_lite.reports.figures import FigureBook
from jiefen_lite.reports.late import late_paragraph
from jiefen_lite.reports.wording import month_word, spring_note
from jiefen_lite.shapes import Figure, IndicatorRow, IndicatorTable, Period

Word = Callable[["Teller"], str]
CHANCE = "变化不显著"  # what is said of a change that chance explains
_REST = {rest for rest, _name in indicators.REMAINDERS.values()}


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
            without=frozenset(_REST | (type_names.keys() - {one.type for one in data.said.topics})),
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
        rows = [row for row in grouped.now.rows if row.id not in _REST]
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


# --------------------------------------------------------------------------- the words


def _opening(teller: Teller) -> str:
    return month_word(teller.data.period, teller.data.last_day)


def _endings(teller: Teller) -> str:
    words = (
        ("化解", "resolved_count"),
        ("未化解办结", "unresolved_count"),
        ("移送", "transferred_count"),
        ("撤回", "withdrawn_count"),
    )
    told = [f"{word}{teller.number(name)}件" for word, name in words if teller.figure(name).n]
    known = set().union(*(teller.figure(name).numerator for _word, name in words))
    unclear = set(teller.figure("closed_count").numerator) - known
    if unclear:
        told.append(f"结果待确认{teller.part('结果待确认', teller.data.some(sorted(unclear)))}件")
    return f"其中{'、'.join(told)}"


def _with_changes(indicator: str) -> Word:
    def word(teller: Teller) -> str:
        told = teller.rate(indicator)
        return "，".join([told, *teller.comparisons(indicator)]) if teller.figure(indicator).d else told

    return word


def _satisfaction(teller: Teller) -> str:
    return f"{teller.rate('satisfaction_rate')}，{teller.rate('participation_rate')}"


def _days(indicator: str) -> Word:
    return lambda teller: teller.book.put(teller.place, teller.figure(indicator), teller.data.period)


def _average(teller: Teller) -> str:
    return "，".join([_days("avg_handling_days")(teller), *teller.comparisons("avg_handling_days")])


def _channels(teller: Teller) -> str:
    return teller.listed([row for row in teller.rows(teller.data.channels) if row.figures[INTAKE].n])


def _silent(teller: Teller) -> list[str]:
    rows = teller.data.channels.now.rows
    known = _REST | teller.data.nothing
    return [row.name for row in rows if not row.figures[INTAKE].n and row.id not in known]


def _late(teller: Teller) -> Figure:
    rate = teller.figure("overdue_rate")
    return Figure("overdue_count", "count", rate.n, None, None, str(rate.n), rate.numerator)


def _due(teller: Teller) -> str:
    rate = teller.figure("overdue_rate")
    due = Figure("overdue_rate", "count", rate.d or 0, None, None, "", rate.denominator)
    return teller.part("到期", due)


def _held_late(teller: Teller) -> list[IndicatorRow]:
    """Units with cases that ran over, the most first; what waits for a unit is none."""
    rows = [row for row in teller.data.units.rows if row.figures["overdue_rate"].n and row.id not in _REST]
    return sorted(rows, key=lambda row: (-row.figures["overdue_rate"].n, row.name))


def _late_of(row: IndicatorRow) -> Figure:
    rate = row.figures["overdue_rate"]
    return Figure("overdue_count", "count", rate.n, None, None, "", rate.numerator)


def _late_units(teller: Teller) -> str:
    rows = _held_late(teller)[: teller.data.said.top]
    return "、".join(f"{row.name}{teller.part(row.name, _late_of(row))}件" for row in rows)


def _late_unassigned(teller: Teller) -> Figure:
    row = next((one for one in teller.data.units.rows if one.id in _REST), None)
    return _late_of(row) if row is not None else teller.data.some([])


def _kind_rows(teller: Teller) -> list[IndicatorRow]:
    """Second-level types that say something, the most frequent first."""
    rows = [row for row in teller.data.aspects.rows if row.id.startswith(notable.KIND)]
    rows = [row for row in rows if not row.name.startswith("其他")]
    return sorted(rows, key=lambda row: (-row.figures[INTAKE].n, row.id))


def _kinds(teller: Teller) -> str:
    told = []
    for row in _kind_rows(teller)[: teller.data.said.top]:
        kind = teller.type_names.get(row.id.removeprefix(notable.KIND).split("/", 1)[0], "")
        told.append(f"{kind}中的{row.name}{teller.part(row.name, row.figures[INTAKE])}件")
    return "、".join(told)


def _per_10k(teller: Teller) -> str:
    rows = [row for row in teller.data.towns.now.rows if row.figures["per_10k_rate"].value]
    rows.sort(key=lambda row: -(row.figures["per_10k_rate"].value or 0.0))
    told = []
    for row in rows[: teller.data.said.top]:
        figure = row.figures["per_10k_rate"]
        told.append(f"{row.name}{teller.book.put(teller.place, figure, teller.data.period)}件")
    return f"每万人受理较多的是{'、'.join(told)}"


def _unlocated(teller: Teller) -> Figure:
    rest = indicators.REMAINDERS["town"][0]
    row = next((one for one in teller.data.towns.now.rows if one.id == rest), None)
    return row.figures[INTAKE] if row else teller.data.some([])


def _tags(teller: Teller) -> str:
    shown = teller.tags()[: 2 * teller.data.said.top]
    return "、".join(f"{_quoted(name)}{teller.part(name, figure)}件" for name, figure in shown)


def _quoted(name: str) -> str:
    """A name that is a list itself, so that it stays one thing within a list."""
    return f"“{name}”" if "、" in name else name


def _busiest(teller: Teller) -> list[IndicatorRow]:
    """The days of the week on which most cases came in; several where they are equal."""
    days = [row for row in teller.data.aspects.rows if row.id.startswith(notable.WEEKDAY)]
    most = max((row.figures[INTAKE].n for row in days), default=0)
    return [row for row in days if row.figures[INTAKE].n == most]


def _weekday(teller: Teller) -> str:
    most = _busiest(teller)[0]
    figure = most.figures[INTAKE]
    told = f"{most.name}最多，{teller.part(most.name, figure)}件"
    return f"{told}、占{teller.share(most.name, figure)}"


def _aspect(row: str, name: str) -> Word:
    return lambda teller: teller.part(name, teller.data.aspect(row))


def _alarmed(teller: Teller) -> Figure:
    return teller.data.aspect(notable.CROWDS[1])


def _excess(teller: Teller) -> str:
    told = []
    for one in teller.excess:
        name = f"{one.town}{teller.type_names.get(one.type, one.type)}"
        count = teller.part(name, teller.data.some(one.codes))
        usual = "平均" if len(indicators.months_in(teller.data.period)) == 1 else "平均折合"
        told.append(f"{name}{count}件（前{one.months}个月{usual}{one.usual:.1f}件）")
    return "、".join(told)


def _listed_cases(teller: Teller) -> str:
    return teller.part("重点件", teller.data.some([one.code for one in teller.data.listed]))


def _watched_cases(teller: Teller) -> str:
    shown = (*teller.data.alarmed, *teller.data.listed)
    return teller.part("表4、表5所列", teller.data.some([one.code for one in shown]))


def _long_rest(teller: Teller) -> bool:
    """Whether more cases have been open for long than the lists name."""
    return bool({*teller.data.aspect(notable.LONG_OPEN).numerator} - {one.code for one in teller.data.key})


def _seasons(teller: Teller) -> str:
    return "、".join(f"{name}{teller.part(name, figure)}件" for name, figure in teller.seasons())


WORDS: Mapping[str, Word] = {
    "opening": _opening,
    "month": lambda teller: indicators.this_word(teller.data.period),
    "before": lambda teller: teller.data.before_word,
    "whole": lambda teller: teller.whole,
    "registered": lambda teller: teller.number("registered_count"),
    "intake": lambda teller: teller.number(INTAKE),
    "closed": lambda teller: teller.number("closed_count"),
    "people": lambda teller: teller.number("involved_people"),
    "amount": lambda teller: teller.number("involved_amount"),
    "intake_change": lambda teller: teller.changes(INTAKE),
    "closed_change": lambda teller: teller.changes("closed_count"),
    "endings": _endings,
    "resolution": lambda teller: teller.rate("resolution_rate"),
    "mediation": lambda teller: teller.rate("mediation_success_rate"),
    "on_time": lambda teller: teller.rate("on_time_rate"),
    "resolution_rate": _with_changes("resolution_rate"),
    "mediation_rate": _with_changes("mediation_success_rate"),
    "satisfaction": _satisfaction,
    "on_time_rate": _with_changes("on_time_rate"),
    "completion_rate": lambda teller: f"截至统计日{teller.rate('completion_rate')}",
    "repeat_rate": _with_changes("repeat_rate"),
    "channel_list": _channels,
    "channel_up": lambda teller: teller.movement(teller.moved(teller.data.channels, up=True)[:1]),
    "channel_down": lambda teller: teller.movement(teller.moved(teller.data.channels, up=False)[:1]),
    "channel_none": lambda teller: "、".join(_silent(teller)),
    "average_days": _average,
    "median_days": _days("median_handling_days"),
    "p90_days": _days("p90_handling_days"),
    "due": _due,
    "late": lambda teller: teller.part("超期", _late(teller)),
    "late_units": _late_units,
    "late_unassigned": lambda teller: teller.part("超期待分派", _late_unassigned(teller)),
    "top_types": lambda teller: teller.listed(teller.first(teller.data.types)),
    "top_types_share": lambda teller: teller.together(teller.data.types),
    "risen_types": lambda teller: teller.movement(teller.moved(teller.data.types, up=True)[:3]),
    "surge_types": lambda teller: teller.movement(teller.moved(teller.data.types, up=True, surge=True)[:3]),
    "fall_types": lambda teller: teller.movement(teller.moved(teller.data.types, up=False)[:3]),
    "top_kinds": _kinds,
    "top_towns": lambda teller: teller.listed(teller.first(teller.data.towns)),
    "top_towns_share": lambda teller: teller.together(teller.data.towns),
    "per_10k": _per_10k,
    "unlocated": lambda teller: teller.part("未定位", _unlocated(teller)),
    "tag_list": _tags,
    "weekday_most": _weekday,
    "crowd_low": lambda teller: str(teller.data.said.crowds[0]),
    "crowd_mid": lambda teller: str(teller.data.said.crowds[1]),
    "crowd_high": lambda teller: str(teller.data.said.crowds[2]),
    "crowd_5": _aspect(notable.CROWDS[0], "群体"),
    "crowd_10": _aspect(notable.CROWDS[1], "群体（报黄）"),
    "crowd_30": _aspect(notable.CROWDS[2], "群体（报红）"),
    "high_risk": _aspect(notable.HIGH_RISK, "风险等级为高"),
    "long_open": _aspect(notable.LONG_OPEN, "久拖未决"),
    "long_days": lambda teller: str(teller.data.said.long_open_days),
    "overdue_open": _aspect(notable.OVERDUE_OPEN, "在办超期"),
    "alarm_count": lambda teller: teller.part("群体预警", _alarmed(teller)),
    "alarm_red": _aspect(notable.CROWDS[2], "群体预警（红）"),
    "key_count": _listed_cases,
    "watched_count": _watched_cases,
    "excess_list": _excess,
    "excess_count": lambda teller: str(len(teller.excess)),
    "seasons": _seasons,
    "failed": _aspect(notable.FAILED, "调解不成功"),
    "corrections": lambda teller: late_paragraph(teller.data.late, teller.book, teller.place),
}
GROUP_WORDS: Mapping[str, Callable[[Teller, str], str]] = {
    "group": Teller.group_share,
    "group_change": Teller.group_change,
    "group_most": Teller.group_most,
}

Asked = Callable[[Teller], bool]
ASKED: Mapping[str, Asked] = {
    "accepted": lambda teller: teller.figure(INTAKE).n > 0,
    "closed": lambda teller: teller.figure("closed_count").n > 0,
    "money": lambda teller: teller.figure("involved_amount").n > 0,
    "previous": lambda teller: teller.data.county.previous is not None,
    "year_before": lambda teller: teller.data.county.year_before is not None,
    "mediated": lambda teller: bool(teller.figure("mediation_success_rate").d),
    "evaluated": lambda teller: bool(teller.figure("satisfaction_rate").d),
    "due": lambda teller: bool(teller.figure("overdue_rate").d),
    "late": lambda teller: teller.figure("overdue_rate").n > 0,
    "late_units": lambda teller: bool(_held_late(teller)),
    "late_unassigned": lambda teller: _late_unassigned(teller).n > 0,
    "channel_up": lambda teller: bool(teller.moved(teller.data.channels, up=True)),
    "channel_down": lambda teller: bool(teller.moved(teller.data.channels, up=False)),
    "channel_none": lambda teller: bool(_silent(teller)),
    "risen": lambda teller: bool(teller.moved(teller.data.types, up=True)),
    "surge": lambda teller: bool(teller.moved(teller.data.types, up=True, surge=True)),
    "fall": lambda teller: bool(teller.moved(teller.data.types, up=False)),
    "types_concentrated": lambda teller: teller.concentrated(teller.data.types),
    "towns_concentrated": lambda teller: teller.concentrated(teller.data.towns),
    "located": lambda teller: bool(teller.first(teller.data.towns)),
    "unlocated": lambda teller: _unlocated(teller).n > 0,
    "population": lambda teller: bool(teller.data.populations),
    "typed": lambda teller: bool(teller.first(teller.data.types)),
    "kinds": lambda teller: bool(_kind_rows(teller)),
    "grouped": lambda teller: any(teller.group(group.id).n for group in teller.data.said.groups),
    "weekday_clear": lambda teller: len(_busiest(teller)) == 1,
    "tagged": lambda teller: bool(teller.tags()),
    "repeated": lambda teller: teller.figure("repeat_rate").n > 0,
    "crowds": lambda teller: teller.data.aspect(notable.CROWDS[0]).n > 0,
    "high_risk": lambda teller: teller.data.aspect(notable.HIGH_RISK).n > 0,
    "long_open": lambda teller: teller.data.aspect(notable.LONG_OPEN).n > 0,
    "overdue_open": lambda teller: teller.data.aspect(notable.OVERDUE_OPEN).n > 0,
    "alarms": lambda teller: _alarmed(teller).n > 0,
    "red_alarms": lambda teller: teller.data.aspect(notable.CROWDS[2]).n > 0,
    "key_cases": lambda teller: bool(teller.data.listed),
    "long_rest": _long_rest,
    "excess": lambda teller: bool(teller.excess),
    "excess_known": lambda teller: len(teller.data.before) >= teller.data.said.baseline_least,
    "seasonal": lambda teller: bool(teller.seasons()),
    "failed": lambda teller: teller.data.aspect(notable.FAILED).n > 0,
    "many": lambda teller: teller.many,
    "corrected": lambda teller: any(month.changes for month in teller.data.late),
    "spring": lambda teller: bool(spring_note(teller.data.period)),
}
GROUP_ASKED: Mapping[str, Callable[[Teller, str], bool]] = {
    "group": lambda teller, group: teller.group(group).n > 0,
}
