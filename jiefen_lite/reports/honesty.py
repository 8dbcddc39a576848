"""The checks against padding of one month, for the county or one unit, each with its cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiefen_lite import indicators
from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed
from jiefen_lite.indicators import padding
from jiefen_lite.indicators.symptoms import CHECK
from jiefen_lite.reports.counting import MONTHS_BEFORE, Counter
from jiefen_lite.reports.health.points import percent
from jiefen_lite.rules.health import PaddingRule
from jiefen_lite.shapes import UNASSIGNED, Figure, IndicatorRow, IndicatorTable, Period, Role, Viewer

READERS = frozenset({Role.SUPERVISOR, Role.LEADER, Role.UNIT_LEADER})
LATE = "red_light"  # overdue and never reported back: listed beside the checks, it has no limit


@dataclass(frozen=True, slots=True)
class Sign:
    """What one check says of one row; ``figure`` is None where there was nothing to look at."""

    rule: PaddingRule
    figure: Figure | None
    raised: bool
    units: tuple[tuple[str, str], ...]  # (row, share) of the units above the limit, the worst first

    @property
    def shown(self) -> str:
        """The share as it is written; empty where there was nothing to look at."""
        figure = self.figure
        if figure is None or not figure.d:
            return ""
        # a percentage of a handful of cases says more than they do
        return (
            f"{figure.n}/{figure.d}{self.counted}"
            if self.few
            else indicators.shown_percent(figure.n, figure.d)
        )

    @property
    def counted(self) -> str:
        """What is counted where that is not cases."""
        return " 天" if self.figure is not None and self.figure.weights else ""

    @property
    def limit(self) -> str:
        """From when on the check speaks."""
        return f"超过{percent(self.rule.limit)}" if self.rule.limit else "有即提示"

    @property
    def few(self) -> bool:
        """Whether there are too few cases to say anything."""
        return self.figure is not None and padding.is_few(self.figure, self.rule)


@dataclass(frozen=True, slots=True)
class Panel:
    """All checks of one month for one row, and the cases that are overdue and were never reported back."""

    table: IndicatorTable
    row: IndicatorRow
    rows: tuple[tuple[str, str], ...]  # (id, name) of the rows this viewer may choose
    signs: tuple[Sign, ...]
    late: Figure
    late_definition: str


def panel(house: House, viewer: Viewer, month: Period, row: str | None, counter: Counter) -> Panel | None:
    """The checks of ``month`` for ``row`` (else the county or the own unit); None where it is not theirs.

    Raises ``NotAllowed`` where the viewer's role has no business with it.
    """
    if not viewer.roles & READERS:
        raise NotAllowed("数据质量校验由督办岗、领导查看，分管领导只看本单位的。请找督办岗。")
    table = counter.symptoms(month)
    health = counter.scheme_of(table)
    open_to = {one.id: one for one in table.rows if viewer.sees_county or one.id == viewer.unit}
    asked = row or (indicators.COUNTY if viewer.sees_county else viewer.unit or "")
    found = open_to.get(asked)
    if found is None:
        return None
    # what nobody has been given is no unit's: it stands beside the units, never among them
    units = tuple(one for one in open_to.values() if one.id not in (indicators.COUNTY, UNASSIGNED))
    signs = tuple(_sign(rule, found, units if asked == indicators.COUNTY else ()) for rule in health.checks)
    late = next(one for one in health.symptoms if one.id == LATE)
    names = {one.id: one.name for one in open_to.values()}
    if indicators.COUNTY in names:
        names[indicators.COUNTY] = house.center.region.name
    if UNASSIGNED in names:
        names[UNASSIGNED] = f"{names.pop(UNASSIGNED)}（不是单位）"
    return Panel(table, found, tuple(names.items()), signs, found.figures[LATE], late.definition)


@dataclass(frozen=True, slots=True)
class MonthTaken:
    """How many cases one month took in for a row, in all and by channel."""

    label: str
    total: int
    channels: Mapping[str, int]


def compared(panel: Panel, month: Period, counter: Counter) -> list[MonthTaken]:
    """What the fall of a month's intake is read from: the three months before it and the month itself."""
    months = [month]
    while len(months) <= MONTHS_BEFORE:
        months.insert(0, indicators.previous(months[0]))
    by_unit, by_channel = (counter.intake(months, by) for by in ("unit", "channel"))
    found = []
    for one in months:
        rows = by_unit.get(one.label, {})
        mine = panel.row.id
        codes = {code for row, told in rows.items() if mine in (row, indicators.COUNTY) for code in told}
        channels = {
            name: len(codes.intersection(told)) for name, told in by_channel.get(one.label, {}).items()
        }
        found.append(MonthTaken(one.label, len(codes), channels))
    return found


def _figure(rule: PaddingRule, row: IndicatorRow) -> Figure | None:
    figure = row.figures.get(f"{CHECK}{rule.id}")
    return figure if figure is not None and figure.d else None


def _sign(rule: PaddingRule, row: IndicatorRow, units: tuple[IndicatorRow, ...]) -> Sign:
    figure = _figure(rule, row)
    above = []
    for unit in units:
        own = _figure(rule, unit)
        if own is not None and padding.is_raised(own, rule):
            above.append((own.value or 0, unit.id, indicators.shown_percent(own.n, own.d or 0)))
    above.sort(key=lambda one: (-one[0], one[1]))
    raised = figure is not None and padding.is_raised(figure, rule)
    return Sign(rule, figure, raised, tuple((name, shown) for _, name, shown in above))
