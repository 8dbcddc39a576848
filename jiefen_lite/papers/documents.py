"""What is made of every month once it is frozen; another document is one more line of the table below."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from jiefen_lite import indicators, reports
from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import Period, Report, Viewer

if TYPE_CHECKING:
    from jiefen_lite.desk import House


Derive = Callable[["House", Viewer, Period, datetime, date], Report]
#: A report and whose own sheet it is (None: the county's).
DeriveAll = Callable[["House", Viewer, Period, datetime, date], Iterable[tuple[str | None, Report]]]


@dataclass(frozen=True, slots=True)
class Document:
    """One kind of paper: its name, who derives it, which module of ``exporters`` sets it, for which periods.

    The exporter has ``DOCUMENT`` (the name of its template), ``marks(report)`` and
    ``write(report, out, template_folder)``; what it writes can be proved by ``reports.verify_report``.
    """

    id: str
    name: str
    exporter: str
    derive: DeriveAll
    lengths: tuple[int, ...] = (1, 3, 6, 12)  # of how many months it is made
    has_any: Callable[[House, Viewer, Period], bool] | None = None  # None: there is always something to write

    def is_for(self, house: House, viewer: Viewer, period: Period) -> bool:
        """Whether there is such a paper of a closed period."""
        if len(indicators.months_in(period)) not in self.lengths:
            return False
        return self.has_any is None or self.has_any(house, viewer, period)

    def module(self) -> Any:
        """The exporter; Word's library is only loaded by those who write a paper."""
        return import_module(f"exporters.{self.exporter}")


def county(derive: Derive) -> DeriveAll:
    """A document of which there is one for the whole county."""

    def alone(
        house: House, viewer: Viewer, period: Period, as_of: datetime, dated: date
    ) -> Iterable[tuple[str | None, Report]]:
        return [(None, derive(house, viewer, period, as_of, dated))]

    return alone


def each_unit(
    house: House, viewer: Viewer, period: Period, as_of: datetime, dated: date
) -> Iterable[tuple[str | None, Report]]:
    """The sheet of each unit with work in a period."""
    return ((sheet.unit, sheet) for sheet in reports.unit_sheets(house, viewer, period, as_of, dated))


DOCUMENTS: tuple[Document, ...] = (
    Document("analysis", "分析报告", "analysis_report", county(reports.analysis_report)),
    Document("health", "体检报告", "health_report", county(reports.health_report)),
    Document(
        "health_unit", "单位体检单", "health_unit", each_unit, lengths=(1,), has_any=reports.any_unit_worked
    ),
)


def document_of(identifier: str) -> Document:
    """The document of this name. Raises JiefenError with those that there are."""
    found = next((one for one in DOCUMENTS if one.id == identifier), None)
    if found is None:
        raise JiefenError(
            f"没有“{identifier}”这种报告，可用：{'、'.join(f'{one.id}（{one.name}）' for one in DOCUMENTS)}。"
        )
    return found


def document_name(identifier: str) -> str:
    """What people call it; a document that this release does not know keeps its own word."""
    return next((one.name for one in DOCUMENTS if one.id == identifier), identifier)
