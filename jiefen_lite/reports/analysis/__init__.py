"""The 分析报告 of a period: gathered, worded by rules, with what people have written into it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from jiefen_lite import indicators
from jiefen_lite.errors import NotAllowed
from jiefen_lite.glossary import ROLES
from jiefen_lite.reports.analysis.build import build
from jiefen_lite.reports.analysis.compose import Edit
from jiefen_lite.reports.analysis.gather import gather
from jiefen_lite.reports.counting import Counter, as_moment
from jiefen_lite.shapes import AnalysisReport, Period, Role, Viewer

if TYPE_CHECKING:
    from jiefen_lite.desk import House

__all__ = ["Edit", "analysis_report"]


def analysis_report(
    house: House,
    viewer: Viewer,
    period: Period,
    as_of: date | datetime,
    dated: date,
    edits: Mapping[str, Edit] | None = None,
) -> AnalysisReport:
    """The county's 分析报告 of a period, frozen months from their snapshots; ``dated`` is printed below it.

    ``edits``: by sentence what people have written instead. Raises NotAllowed for people who do not see
    the whole county.
    """
    if not viewer.sees_county:
        raise NotAllowed(f"分析报告由{ROLES[Role.SUPERVISOR]}、{ROLES[Role.LEADER]}查看。")
    until = min(as_moment(as_of), indicators.midnight(period.end))
    data = gather(house, viewer, period, Counter(house, viewer, until))
    names = {one.id: one.name for one in house.book.types.types}
    return build(data, names, edits or {}, dated=dated)
