"""The 分析报告 out of gathered tables: pure, so the same tables and edits always give the same paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from jiefen_lite import indicators
from jiefen_lite.reports.analysis import compose, grids, pictures
from jiefen_lite.reports.analysis.compose import Edit
from jiefen_lite.reports.analysis.gather import Gathered
from jiefen_lite.reports.analysis.teller import Teller
from jiefen_lite.reports.figures import FigureBook
from jiefen_lite.reports.health import whole_word
from jiefen_lite.shapes import AnalysisReport, ReportTable


def build(
    data: Gathered, type_names: Mapping[str, str], edits: Mapping[str, Edit], *, dated: date
) -> AnalysisReport:
    """The county's analysis report of one period; ``edits`` by sentence, ``dated`` is printed below it."""
    county, center = data.county.now, data.center
    book = FigureBook(data.rules, county.formula_version)
    teller = Teller(data, book, whole_word(center.region.name), type_names)
    told = compose.sentences(teller, data.said.sentences, edits)
    made: dict[str, ReportTable | None] = {
        "total": grids.total(teller),
        "types": grids.types(teller),
        "places": grids.places(teller),
        "alarms": grids.alarms(teller),
        "key_cases": grids.key_cases(teller),
        "inspection": grids.inspection(teller, dated),
        "teaching": grids.teaching(teller),
        "instructions": grids.instructions(teller),
        "units": grids.units(teller),
        "all_types": grids.all_types(teller),
        "channels": grids.channels(teller),
    }
    charts = {
        "trend": pictures.trend(teller),
        "channels": pictures.channels(teller),
        "types": pictures.types(teller),
    }
    matrix = grids.matrix(teller)
    named = list(dict.fromkeys((*grids.TOTAL, *grids.PLACES, *grids.UNITS)))
    return AnalysisReport(
        title=f"{center.region.name}{indicators.full_name(data.period)}{_part(data)}矛盾纠纷分析报告",
        region=center.region.name,
        center=center.name,
        period=data.period,
        as_of=county.as_of,
        formula_version=county.formula_version,
        frozen=county.frozen,
        dated=dated,
        sentences=told,
        paragraphs=compose.paragraphs(told),
        tables={name: table for name, table in made.items() if table is not None},
        matrix=matrix,
        charts=charts,
        definitions=tuple(f"{book.name(name)}：{book.definition(name)}。" for name in named),
        figures=tuple(book.figures),
        copies=data.said.copies,
        edits=max((edit.id for edit in edits.values()), default=0),
    )


def _part(data: Gathered) -> str:
    """份 after a month: 2026年10月份."""
    return "份" if len(indicators.months_in(data.period)) == 1 else ""
