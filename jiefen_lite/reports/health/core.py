"""Table 1: the core indicators with what they scored, of the county or of one unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jiefen_lite import indicators
from jiefen_lite.indicators import HealthScore
from jiefen_lite.reports.figures import DASH, FigureBook, printed
from jiefen_lite.reports.health.groups import fraction_text, joined, star_note
from jiefen_lite.reports.health.points import Points
from jiefen_lite.reports.wording import HealthTables
from jiefen_lite.rules.health import ITEMS
from jiefen_lite.shapes import Figure, IndicatorRow, Period, ReportTable

CORE = (
    *("registered_count", "intake_count", "closed_count", "completion_rate", "resolution_rate"),
    *("on_time_rate", "overdue_rate", "satisfaction_rate", "participation_rate", "mediation_success_rate"),
    *("repeat_rate", "sign_on_time_rate", "first_contact_on_time_rate", "rectification_rate"),
    *("confirmation_rate", "performance_rate", "avg_handling_days", "median_handling_days"),
    *("p90_handling_days", "return_rate", "reopen_rate", "report_in_rate", "per_10k_rate"),
)
UNIT_CORE = (
    *("intake_count", "closed_count", "resolution_rate", "on_time_rate", "satisfaction_rate"),
    *("participation_rate", "mediation_success_rate", "repeat_rate", "sign_on_time_rate"),
    *("first_contact_on_time_rate", "rectification_rate"),
)
Figures = Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of figures: its head, its period, its figures (None: no data)."""

    title: str
    period: Period
    figures: Figures | None
    with_codes: bool = True


def columns(
    tables: HealthTables,
    now: IndicatorRow,
    before: IndicatorRow | None,
    year_ago: IndicatorRow | None,
    county: IndicatorRow | None = None,
    whole: str = "",
) -> list[Column]:
    """This month, last month, last year and, on a unit's own sheet, the county without its cases."""
    period = tables.period
    made = [
        Column(indicators.this_word(period), period, now.figures),
        Column(tables.before_word, indicators.previous(period), before.figures if before else None),
        Column("去年同期", indicators.year_before(period), year_ago.figures if year_ago else None),
    ]
    if county is not None:
        made.append(Column(whole, period, county.figures, False))
    return made


def _scored_rows(score: HealthScore) -> dict[str, str]:
    """indicator → the item whose points stand in its row: the first of its rates that counts."""
    found: dict[str, str] = {}
    if score.total is None:
        return found
    for item in score.items:
        if item.parts:
            found[item.parts[0].figure.indicator] = item.rule.id
    return found


def core_table(
    book: FigureBook,
    said: Points,
    score: HealthScore,
    cols: Sequence[Column],
    names: Sequence[str],
    *notes: str | None,
) -> tuple[ReportTable, list[str]]:
    """The table and which indicators it shows; what nobody has data for is named below it."""
    now = cols[0].figures or {}
    points = _scored_rows(score)
    items = {item.rule.id: item for item in score.items}
    rows: list[tuple[str, ...]] = []
    shown: list[str] = []
    without: list[str] = []
    provisional: list[str] = []
    for name in names:
        if name not in now or not book.in_report(name):
            continue
        figures = [(column.figures or {}).get(name) for column in cols]
        if all(figure is None or printed(figure) == DASH for figure in figures):
            without.append(book.name(name))
            continue
        cells = [_cell(book, name, column, figure) for column, figure in zip(cols, figures, strict=True)]
        if "暂计" in (now[name].note or ""):
            provisional.append(book.name(name))
        place = f"表1 “{book.name(name)}”行“得分/权重”列"
        got = said.item(place, items[points[name]]) if name in points else _no_points(name, score)
        rows.append((book.name(name), cells[0], fraction_text(now[name]), *cells[1:], got))
        shown.append(name)
    note = joined(
        star_note(rows, book.rules),
        f"{'、'.join(provisional)}为暂计。" if provisional else None,
        f"暂无数据的指标：{'、'.join(without)}。" if without else None,
        None if cols[2].figures is not None else "上年同期未建立统计，不作比较。",
        *_whys(score),
        *notes,
    )
    titles = [column.title for column in cols]
    header = ("指标", titles[0], "分子/分母", *titles[1:], "得分/权重")
    return ReportTable("表1 核心指标", header, tuple(rows), note), shown


def _cell(book: FigureBook, name: str, column: Column, figure: Figure | None) -> str:
    if figure is None:
        return DASH
    bare = figure if column.with_codes else replace(figure, numerator=(), denominator=(), values=())
    place = f"表1 “{book.name(name)}”行“{column.title}”列"
    text = printed(figure)
    if column.with_codes or figure.kind != "average":
        return book.put(place, bare, column.period, text)
    # the days behind a mean are the county's: said, but without them
    if text != DASH:
        book.note(place, name, book.name(name), column.period.label, bare, text, "")
    return text


def _whys(score: HealthScore) -> list[str]:
    """What is particular about items that count, each reason once."""
    found: dict[str, list[str]] = {}
    for item in score.items if score.total is not None else ():
        if item.parts and item.why:
            found.setdefault(item.why, []).append(item.rule.name)
    return [f"{'、'.join(names)}{why}。" for why, names in found.items()]


def _no_points(name: str, score: HealthScore) -> str:
    """What stands where no points are: 同上 for the second rate of an item, 不计分 for one left out."""
    for item in score.items:
        if name in ITEMS[item.rule.id] and score.total is not None:
            return "同上" if item.parts else "不计分"
    return DASH
