"""The 体检报告 out of tables of indicators: pure, so the same tables always give the same paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jiefen_lite import indicators
from jiefen_lite.indicators.figures import SMALL
from jiefen_lite.reports.figures import DASH, STAR, FigureBook, printed
from jiefen_lite.reports.wording import HealthTables, Voice, conclusion, introductions
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import (
    Center,
    Figure,
    HealthReport,
    IndicatorRow,
    IndicatorTable,
    Period,
    ReportTable,
)

CORE = (
    *("registered_count", "intake_count", "closed_count", "completion_rate", "resolution_rate"),
    *("mediation_success_rate", "satisfaction_rate", "participation_rate", "overdue_rate", "on_time_rate"),
    *("repeat_rate", "confirmation_rate", "performance_rate", "avg_handling_days"),
    *("median_handling_days", "p90_handling_days", "sign_on_time_rate", "first_contact_on_time_rate"),
    *("return_rate", "reopen_rate", "rectification_rate", "report_in_rate", "per_10k_rate"),
)
GROUP_COLUMNS = (
    *("intake_count", "closed_count", "resolution_rate", "on_time_rate", "satisfaction_rate"),
    *("participation_rate", "avg_handling_days"),
)
_SMALL_UNIT = 5  # below this a unit's figures are facts only (indicators guide, section 4)
_TOWN_GOVERNMENTS = ("town_units", "各镇（街道）")


def whole_word(region: str) -> str:
    """全市 for a 市, 全县 for a 县, 全区, 全旗; 全域 where the name tells nothing."""
    return f"全{region[-1]}" if region[-1:] in tuple("市县区旗") else "全域"


def _fraction(figure: Figure) -> str:
    """What stands behind a figure: n/d of a rate, the number of cases of an average."""
    if (figure.kind == "rate" and figure.d) or (figure.kind == "per_10k" and figure.d):
        return f"{figure.n}/{figure.d}"
    return f"{figure.n}件" if figure.kind == "average" and figure.n else DASH


def _star_note(rows: Sequence[Sequence[str]], rules: Indicators) -> str | None:
    if not any(STAR in cell for row in rows for cell in row):
        return None
    return (
        f"{STAR}{SMALL}：分母不足{rules.small_below}件；"
        f"分母不足{rules.fraction_below}件的只列分数，不计百分比。"
    )


def _notes(*notes: str | None) -> str | None:
    return "".join(note for note in notes if note) or None


# --------------------------------------------------------------------------- table 1


def _core_table(tables: HealthTables, book: FigureBook) -> tuple[ReportTable, list[str]]:
    period = tables.period
    now = tables.county.rows[0].figures
    others = [table.rows[0].figures if table else {} for table in (tables.previous, tables.year_before)]
    periods = [indicators.previous(period), indicators.year_before(period)]
    titles = (indicators.this_word(period), tables.before_word, "去年同期")
    rows: list[tuple[str, ...]] = []
    shown: list[str] = []
    without: list[str] = []
    provisional: list[str] = []
    for name in CORE:
        if name not in now or not book.in_report(name):
            continue
        columns = [now[name], *(figures.get(name) for figures in others)]
        if all(figure is None or printed(figure) == DASH for figure in columns):
            without.append(book.name(name))
            continue
        cells = [
            DASH if figure is None else book.put(f"表1 “{book.name(name)}”行“{title}”列", figure, when)
            for figure, title, when in zip(columns, titles, [period, *periods], strict=True)
        ]
        if "暂计" in (now[name].note or ""):
            provisional.append(book.name(name))
        rows.append((book.name(name), cells[0], _fraction(now[name]), *cells[1:]))
        shown.append(name)
    note = _notes(
        _star_note(rows, book.rules),
        f"{'、'.join(provisional)}为暂计。" if provisional else None,
        f"暂无数据的指标：{'、'.join(without)}。" if without else None,
        None if tables.year_before else "上年同期未建立统计，不作比较。",
    )
    header = ("指标", titles[0], "分子/分母", titles[1], titles[2])
    return ReportTable("表1 核心指标", header, tuple(rows), note), shown


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
    return ReportTable(title, header, cells, _notes(_star_note(cells, book.rules), thin, *notes))


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


def _small_note(rows: Sequence[IndicatorRow], remainder: str) -> str | None:
    small = [
        row.name for row in rows if row.id != remainder and 0 < row.figures["intake_count"].n < _SMALL_UNIT
    ]
    return f"业务量过小（受理量不足{_SMALL_UNIT}件），只列事实：{'、'.join(small)}。" if small else None


# --------------------------------------------------------------------------- the whole paper


def build_health(center: Center, rules: Indicators, tables: HealthTables, *, dated: date) -> HealthReport:
    """The county's 体检报告 of one period out of its tables; never ranks, never scores."""
    county, period = tables.county, tables.period
    whole = whole_word(center.region.name)
    book = FigureBook(rules, county.formula_version)
    voice = Voice(tables, book, whole)
    told = conclusion(voice, frozen=county.frozen)
    core, shown = _core_table(tables, book)
    total = _county_row(county, whole)
    towns = _group_table(
        "表2 各镇（街道）情况",
        "镇（街道）",
        [*tables.towns.rows, total],
        book,
        period,
        _remainder_note(tables.towns.rows, "town", "没有写明、尚未查清所在镇（街道）的件"),
        _small_note(tables.towns.rows, "unlocated"),
    )
    unit_rows, idle = _unit_rows(center, tables, rules)
    units = _group_table(
        "表3 各承办单位情况",
        "承办单位",
        [*unit_rows, total],
        book,
        period,
        _remainder_note(unit_rows, "unit", "来源台账没有列主办单位、中心尚未确定的件，含已办结的"),
        _small_note(unit_rows, "unassigned"),
        f"其余{idle}个部门{indicators.this_word(period)}没有受理、办结和到期的件。" if idle else None,
    )
    named = [name for name in CORE if name in shown or name in GROUP_COLUMNS]
    definitions = tuple(f"{book.name(name)}：{book.definition(name)}。" for name in named)
    return HealthReport(
        title=f"矛盾纠纷治理“体检报告”（{indicators.full_name(period)}）",
        region=center.region.name,
        center=center.name,
        period=period,
        as_of=county.as_of,
        formula_version=county.formula_version,
        frozen=county.frozen,
        dated=dated,
        conclusion=told,
        indicator_sentences=introductions(voice),
        tables=(core, towns, units),
        definitions=definitions,
        figures=tuple(book.figures),
    )
