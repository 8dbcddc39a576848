"""The tables of groups: towns by where it happened, units by who answers; facts, no ranks."""

from __future__ import annotations

from collections.abc import Sequence

from jiefen_lite import indicators
from jiefen_lite.indicators.figures import SMALL
from jiefen_lite.reports.figures import DASH, STAR, FigureBook
from jiefen_lite.reports.health.data import Month
from jiefen_lite.reports.wording import HealthTables
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import (
    Center,
    Figure,
    IndicatorRow,
    IndicatorTable,
    Period,
    ReportTable,
)

GROUP_COLUMNS = (
    *("intake_count", "closed_count", "resolution_rate", "on_time_rate", "satisfaction_rate"),
    *("participation_rate", "avg_handling_days"),
)
_TOWN_GOVERNMENTS = ("town_units", "各镇（街道）")


def whole_word(region: str) -> str:
    """全市 for a 市, 全县 for a 县, 全区, 全旗; 全域 where the name tells nothing."""
    return f"全{region[-1]}" if region[-1:] in tuple("市县区旗") else "全域"


def fraction_text(figure: Figure) -> str:
    """What stands behind a figure: n/d of a rate, the number of cases of an average."""
    if (figure.kind == "rate" and figure.d) or (figure.kind == "per_10k" and figure.d):
        return f"{figure.n}/{figure.d}"
    return f"{figure.n}件" if figure.kind == "average" and figure.n else DASH


def star_note(rows: Sequence[Sequence[str]], rules: Indicators) -> str | None:
    """What the star means, where one is printed."""
    if not any(STAR in cell for row in rows for cell in row):
        return None
    return (
        f"{STAR}{SMALL}：分母不足{rules.small_below}件；"
        f"分母不足{rules.fraction_below}件的只列分数，不计百分比。"
    )


def joined(*notes: str | None) -> str | None:
    """Notes below a table in one line; None where there is nothing to say."""
    return "".join(note for note in notes if note) or None


# --------------------------------------------------------------------------- tables 2 and 3


def _group_cells(place: str, row: IndicatorRow, book: FigureBook, period: Period) -> tuple[str, ...]:
    cells = [row.name]
    for name in GROUP_COLUMNS:
        figure = row.figures[name]
        text = book.put(f"{place} “{row.name}”行“{book.name(name)}”列", figure, period)
        if figure.kind == "rate" and figure.d and figure.d >= book.rules.fraction_below:
            text = f"{text}\n{figure.n}/{figure.d}"
        cells.append(text)
    return tuple(cells)


def _group_table(
    title: str, first: str, rows: Sequence[IndicatorRow], book: FigureBook, period: Period, *notes: str | None
) -> ReportTable:
    place = title.split(" ", 1)[0]
    cells = tuple(_group_cells(place, row, book, period) for row in rows)
    header = (first, *(book.name(name) for name in GROUP_COLUMNS))
    few = [row.name for row in rows if "样本不足" in (row.figures["satisfaction_rate"].note or "")]
    thin = f"参评率过低，满意率样本不足：{'、'.join(few)}。" if few else None
    return ReportTable(title, header, cells, joined(star_note(cells, book.rules), thin, *notes))


def _busy(row: IndicatorRow) -> bool:
    figures = row.figures
    return bool(figures["intake_count"].n or figures["closed_count"].n or figures["overdue_rate"].d)


def _county_row(county: IndicatorTable, whole: str) -> IndicatorRow:
    return IndicatorRow(county.rows[0].id, whole, county.rows[0].figures)


def _unit_rows(center: Center, tables: HealthTables, rules: Indicators) -> tuple[list[IndicatorRow], int]:
    """Departments with work, all town governments as one row, what waits for a unit; and how many rest."""
    towns = {unit.name for unit in center.units if unit.kind == "town"}
    rest = indicators.REMAINDERS["unit"][0]
    rows = tables.units.rows
    departments = [row for row in rows if row.id not in towns and row.id != rest]
    chosen = [row for row in departments if _busy(row)]
    governments = [row for row in rows if row.id in towns]
    if governments:
        table = tables.units
        pooled = indicators.pool(governments, *_TOWN_GOVERNMENTS, table.period, table.as_of, rules)
        if _busy(pooled):
            chosen.append(pooled)
    chosen += [row for row in rows if row.id == rest]
    return chosen, sum(not _busy(row) for row in departments)


def _remainder_note(rows: Sequence[IndicatorRow], by: str, meaning: str) -> str | None:
    """What the last row holds; its name alone does not tell."""
    identifier, name = indicators.REMAINDERS[by]
    return f"{name}：{meaning}。" if any(row.id == identifier for row in rows) else None


def _small_note(rows: Sequence[IndicatorRow], remainder: str, least: int) -> str | None:
    """Of how few cases a row tells facts only: the same ones that the scheme does not score."""
    small = [row.name for row in rows if row.id != remainder and 0 < row.figures["intake_count"].n < least]
    return f"业务量过小（受理量不足{least}件），只列事实：{'、'.join(small)}。" if small else None


def group_tables(
    month: Month, tables: HealthTables, book: FigureBook, whole: str, first: int
) -> tuple[ReportTable, ReportTable]:
    """The towns and the units, each with the county below; ``first`` is the number of the first table."""
    period, least = tables.period, month.health.least_intake
    total = _county_row(tables.county, whole)
    towns = _group_table(
        f"表{first} 各镇（街道）情况",
        "镇（街道）",
        [*tables.towns.rows, total],
        book,
        period,
        _remainder_note(tables.towns.rows, "town", "没有写明、尚未查清所在镇（街道）的件"),
        _small_note(tables.towns.rows, "unlocated", least),
    )
    unit_rows, idle = _unit_rows(month.center, tables, month.rules)
    units = _group_table(
        f"表{first + 1} 各承办单位情况",
        "承办单位",
        [*unit_rows, total],
        book,
        period,
        _remainder_note(unit_rows, "unit", "来源台账没有列主办单位、中心尚未确定的件，含已办结的"),
        _small_note(unit_rows, "unassigned", least),
        f"其余{idle}个部门{indicators.this_word(period)}没有受理、办结和到期的件。" if idle else None,
    )
    return towns, units
