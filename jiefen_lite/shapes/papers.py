"""What a paper prints, already worded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

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
class Series:
    """One line or one set of bars of a chart; None where there is no figure."""

    name: str
    values: tuple[int | float | None, ...]


@dataclass(frozen=True, slots=True)
class ReportChart:
    """A picture of a paper as the figures it shows; ``kind``: line, bar (lying) or column."""

    kind: str
    title: str  # 图1 近13个月受理量
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    description: str  # for who cannot see it: what it shows
    most: float | None = None  # where the axis of values ends, if not of its own accord


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a paper as it was written: the words in braces were filled in with figures."""

    id: str
    section: str
    template: str  # with the words in braces, as the rule or the person has it
    text: str  # as printed
    values: tuple[tuple[str, str], ...]  # word in braces → what it says now
    edited_by: str | None = None
    suggestion: bool = False  # a candidate that nobody has looked at yet


@dataclass(frozen=True, slots=True)
class ShadedTable:
    """A table of counts whose cells are the darker the more they hold; ``levels`` 0 (white) to 4."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    levels: tuple[tuple[int, ...], ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class AnalysisReport:
    """Everything the 分析报告 prints, already worded; the exporter only sets it on the page."""

    title: str
    region: str
    center: str
    period: Period
    as_of: datetime
    formula_version: str
    frozen: bool
    dated: date
    sentences: tuple[Sentence, ...]
    paragraphs: Mapping[str, tuple[str, ...]]  # section → its paragraphs
    tables: Mapping[str, ReportTable]
    matrix: ShadedTable
    charts: Mapping[str, ReportChart]
    definitions: tuple[str, ...]
    figures: tuple[ReportFigure, ...]
    copies: str = ""
    edits: int = 0  # the last edit that was taken in


@dataclass(frozen=True, slots=True)
class PrescriptionNote:
    """What a person has set about a prescription: words, who and until when, how it ended."""

    id: int
    period: str
    unit: str
    rule: str
    measure: str
    acceptance: str
    owner: str | None
    due: date | None
    state: str  # open, done, not_done, delayed
    remark: str | None
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class HealthReport:
    """Everything the 体检报告, or the sheet of one unit, prints, already worded.

    ``paragraphs``, ``tables`` and ``charts`` by the section they stand in; one that is not there is left
    out. ``trial`` is empty once the county has confirmed the scheme of the score. ``unit``: of a unit's own
    sheet. ``words``: the last note of a person that was taken in.
    """

    title: str
    region: str
    center: str
    period: Period
    as_of: datetime
    formula_version: str
    frozen: bool
    dated: date
    trial: str
    paragraphs: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, ReportTable]
    charts: Mapping[str, ReportChart]
    definitions: tuple[str, ...]
    figures: tuple[ReportFigure, ...]
    unit: str = ""
    words: int = 0

    @property
    def conclusion(self) -> tuple[str, ...]:
        """The paragraphs of section one."""
        return self.paragraphs["conclusion"]


@dataclass(frozen=True, slots=True)
class FormRow:
    """One line of a form: what it is about, and its cells by column; numbers stay numbers."""

    name: str
    cells: Mapping[str, int | float | str | None]


@dataclass(frozen=True, slots=True)
class FormCodes:
    """The cases behind one number of a form."""

    part: str  # 一、受理与来源
    name: str  # 信访
    column: str  # 受理
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthlyForm:
    """Everything the 综治中心月报 prints; areas by name, and the county's line of each."""

    title: str
    center: str
    period: Period
    period_name: str
    before_word: str  # 上月, and of an open month 上月同期
    as_of: datetime
    formula_version: str
    frozen: bool
    dated: date
    parts: Mapping[str, tuple[FormRow, ...]]
    totals: Mapping[str, FormRow]
    remarks: tuple[str, ...]
    definitions: tuple[str, ...]
    codes: tuple[FormCodes, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a paper says something else than the centre's own data; ``None`` = not there."""

    place: str
    found: str | None
    expected: str | None
    message: str


class Report(Protocol):
    """What every paper is made of, whatever else it prints."""

    @property
    def title(self) -> str: ...
    @property
    def period(self) -> Period: ...
    @property
    def as_of(self) -> datetime: ...
    @property
    def formula_version(self) -> str: ...
    @property
    def frozen(self) -> bool: ...
    @property
    def dated(self) -> date: ...
    @property
    def figures(self) -> tuple[ReportFigure, ...]: ...


@dataclass(frozen=True, slots=True)
class Issue:
    """A paper goes out: signed off, under a 发文字号 where the county gives it one (else empty)."""

    number: str


@dataclass(frozen=True, slots=True)
class NewFile:
    """One file of a paper.

    ``kind``: docx, xlsx (its annex), blank (the template it is set in), issued (the edition signed off).
    """

    kind: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """What came out when the numbers of a paper were derived again."""

    at: datetime
    by: str
    numbers: int
    proved: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper that has just been made and is about to be kept; ``unit`` is None for the county's."""

    document: str
    period: str
    unit: str | None
    title: str
    as_of: datetime
    formula_version: str
    dated: date
    figures: int
    files: tuple[NewFile, ...]
    proof: Proof


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file of a kept paper, and where it lies."""

    kind: str
    name: str
    sha256: str
    size: int
    ref: str


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A paper that was made once and is kept."""

    id: int
    document: str
    period: str
    unit: str | None
    version: int
    newest: bool
    title: str
    as_of: datetime
    formula_version: str
    dated: date
    figures: int
    made_at: datetime
    made_by: str
    reason: str | None
    signed_by: str | None
    signed_at: datetime | None
    number: str  # the 发文字号 it was signed off under; empty where it has none
    proof: Proof | None
    files: tuple[KeptFile, ...]

    def file(self, kind: str) -> KeptFile | None:
        """Its file of this kind, where it has one."""
        return next((one for one in self.files if one.kind == kind), None)


JsonRow = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]
