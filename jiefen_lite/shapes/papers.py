"""What a paper prints, already worded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jiefen_lite.shapes.counting import Period


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """A figure as it stands in a paper: where, what it means, and the cases behind it."""

    ref: str  # running number in the paper, F001 …
    place: str  # which sentence or which cell, in the reader's words
    indicator: str
    name: str
    definition: str
    formula_version: str
    period: str
    n: int | None
    d: int | None
    shown: str
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    working: str = ""  # how the number was made: 58÷76, （110−97）÷97, 58÷76−61÷77
    values: tuple[int, ...] = ()  # what each case above the line counts (days, people), where not one


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of a paper: title, header, rows of texts; every text is already as printed."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class HealthReport:
    """Everything the 体检报告 prints, already worded; the exporter only sets it on the page."""

    title: str
    region: str
    center: str
    period: Period
    as_of: datetime
    formula_version: str
    frozen: bool
    dated: date
    conclusion: tuple[str, ...]
    indicator_sentences: tuple[str, ...]
    tables: tuple[ReportTable, ...]
    definitions: tuple[str, ...]
    figures: tuple[ReportFigure, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a paper says something else than the centre's own data; ``None`` = not there."""

    place: str
    found: str | None
    expected: str | None
    message: str


JsonRow = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]
