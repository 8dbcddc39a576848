"""What travels between the rooms: plain values, no behaviour beyond what the value itself means.

Names follow the glossary: one word from the YAML key to the database column to the blank in a
Word template. Money is whole fen, dates and times are naive local time (Asia/Shanghai), a source
number is always text.
"""

from __future__ import annotations

from jiefen_lite.shapes.cases import CaseQuery, CaseRecord, EventRecord, Party, SourceRef
from jiefen_lite.shapes.centre import Center, InboxSettings, Region, StorageSettings, Town, Unit, Village
from jiefen_lite.shapes.counting import CaseFacts, Figure, IndicatorRow, IndicatorTable, Period
from jiefen_lite.shapes.decisions import (
    DayStep,
    Deadline,
    Decision,
    DueDates,
    PartyFacts,
    Place,
    Reading,
    RiskHit,
    Triaged,
    TypeGuess,
)
from jiefen_lite.shapes.doubles import DoubleFacts, DoubleProposal, DoubleReason, DoubleRecord, Somebody
from jiefen_lite.shapes.files import ColumnUse, Problem, RowRead, SheetCells, SheetRead
from jiefen_lite.shapes.papers import (
    AnalysisReport,
    Difference,
    HealthReport,
    JsonRow,
    ReportChart,
    ReportFigure,
    ReportTable,
    Rows,
    Sentence,
    Series,
    ShadedTable,
)
from jiefen_lite.shapes.viewers import Viewer
from jiefen_lite.shapes.words import (
    IMPORTED_CHANNELS,
    By,
    Channel,
    Clock,
    Complexity,
    Disposition,
    Level,
    Light,
    Outcome,
    PartyRole,
    RiskLevel,
    Role,
    Satisfaction,
    Status,
)
from jiefen_lite.shapes.work import OWN_MARK, Actor, CaseEventRow, CaseRow, OwnWord

__all__ = [
    "IMPORTED_CHANNELS",
    "OWN_MARK",
    "Actor",
    "AnalysisReport",
    "By",
    "CaseEventRow",
    "CaseFacts",
    "CaseQuery",
    "CaseRecord",
    "CaseRow",
    "Center",
    "Channel",
    "Clock",
    "ColumnUse",
    "Complexity",
    "DayStep",
    "Deadline",
    "Decision",
    "Difference",
    "Disposition",
    "DoubleFacts",
    "DoubleProposal",
    "DoubleReason",
    "DoubleRecord",
    "DueDates",
    "EventRecord",
    "Figure",
    "HealthReport",
    "InboxSettings",
    "IndicatorRow",
    "IndicatorTable",
    "JsonRow",
    "Level",
    "Light",
    "Outcome",
    "OwnWord",
    "Party",
    "PartyFacts",
    "PartyRole",
    "Period",
    "Place",
    "Problem",
    "Reading",
    "Region",
    "ReportChart",
    "ReportFigure",
    "ReportTable",
    "RiskHit",
    "RiskLevel",
    "Role",
    "RowRead",
    "Rows",
    "Satisfaction",
    "Sentence",
    "Series",
    "ShadedTable",
    "SheetCells",
    "SheetRead",
    "Somebody",
    "SourceRef",
    "Status",
    "StorageSettings",
    "Town",
    "Triaged",
    "TypeGuess",
    "Unit",
    "Viewer",
    "Village",
]
