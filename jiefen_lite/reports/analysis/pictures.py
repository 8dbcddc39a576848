"""Figures 1 to 3 of the analysis report as native charts; what they show is noted like any other figure."""

from __future__ import annotations

from jiefen_lite import indicators
from jiefen_lite.reports.analysis.gather import INTAKE
from jiefen_lite.reports.analysis.teller import Teller
from jiefen_lite.shapes import ReportChart, Series


def trend(teller: Teller) -> ReportChart:
    """图1: the accepted cases of the last thirteen months; months before the data began are left empty."""
    data = teller.data
    values: list[int | None] = []
    for month, codes in data.months:
        if codes is None:
            values.append(None)
            continue
        teller.book.part(f"图1 {indicators.full_name(month)}", "", data.some(codes), month)
        values.append(len(codes))
    names = tuple(f"{month.start:%y}.{month.start.month}" for month, _codes in data.months)
    known = [value for value in values if value is not None]
    told = f"{len(known)}个月受理量，最少{min(known, default=0)}件，最多{max(known, default=0)}件"
    return ReportChart("line", "图1 近13个月受理量（件）", names, (Series("受理量", tuple(values)),), told)


def channels(teller: Teller) -> ReportChart:
    """图2: the accepted cases by channel, the largest on top."""
    rows = sorted(teller.data.channels.now.rows, key=lambda row: -row.figures[INTAKE].n)
    for row in rows:
        teller.book.part(f"图2 {row.name}", row.name, row.figures[INTAKE], teller.data.period)
    told = "、".join(f"{row.name}{row.figures[INTAKE].n}件" for row in rows)
    return ReportChart(
        "bar",
        "图2 各渠道受理量（件）",
        tuple(row.name for row in rows),
        (Series(indicators.this_word(teller.data.period), tuple(row.figures[INTAKE].n for row in rows)),),
        told,
    )


def types(teller: Teller) -> ReportChart:
    """图3: the main types now and before."""
    data = teller.data
    rows = [row for row in teller.rows(data.types) if row.figures[INTAKE].n][:8]
    series = [Series(indicators.this_word(data.period), tuple(row.figures[INTAKE].n for row in rows))]
    for row in rows:
        teller.book.part(f"图3 {row.name}", row.name, row.figures[INTAKE], data.period)
    if data.types.previous is not None:
        before: list[int | None] = []
        for row in rows:
            then = indicators.row_of(data.types.previous, row.id, data.rules)
            figure = then.figures[INTAKE] if then is not None else data.some([])
            place = f"图3 {row.name}（{data.before_word}）"
            teller.book.part(place, row.name, figure, indicators.previous(data.period))
            before.append(figure.n)
        series.append(Series(data.before_word, tuple(before)))
    told = "、".join(f"{row.name}{row.figures[INTAKE].n}件" for row in rows) or "没有受理的件"
    return ReportChart(
        "column", "图3 主要类型受理量（件）", tuple(row.name for row in rows), tuple(series), told
    )
