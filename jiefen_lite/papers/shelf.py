"""What there is of papers: months and longer periods with their state, and which channels have reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from jiefen_lite import indicators, reports
from jiefen_lite.glossary import CHANNELS
from jiefen_lite.papers.documents import DOCUMENTS, Document
from jiefen_lite.shapes import IMPORTED_CHANNELS, Channel, KeptPaper, Period, Viewer
from jiefen_lite.store import audit, papers, reported, snapshots

if TYPE_CHECKING:
    from jiefen_lite.desk import House

MONTHS_SHOWN = 36


@dataclass(frozen=True, slots=True)
class Month:
    """One period and its papers. ``state``: running (not over), open (over, still counted), frozen."""

    period: Period
    state: str
    closes_on: date | None  # at whose end an open month closes by itself
    frozen_at: datetime | None
    papers: tuple[KeptPaper, ...]  # newest versions, the county's
    units: tuple[KeptPaper, ...]  # newest versions, of single units
    earlier: tuple[KeptPaper, ...]  # versions that a later one followed
    missing: tuple[Document, ...]  # to be made

    @property
    def label(self) -> str:
        """As in addresses and commands."""
        return self.period.label


@dataclass(frozen=True, slots=True)
class ChannelReport:
    """What one channel has told of a month: None while it has not reported, which is not 0."""

    channel: Channel
    name: str
    cases: int | None
    nothing_by: str | None = None  # who said that there is nothing (零报告)

    @property
    def is_missing(self) -> bool:
        """未报送."""
        return self.cases is None and self.nothing_by is None


@dataclass(frozen=True, slots=True)
class Longer:
    """A quarter, half-year or year that is over: which of its months are still open."""

    month: Month
    still_open: tuple[Period, ...]


def months(house: House, viewer: Viewer, today: date) -> list[Month]:
    """The months of this centre that are over, newest first; papers with each."""
    first = reports.first_month(house, viewer, today)
    if first is None:
        return []
    of, frozen = _papers_by_period(house, viewer), set(snapshots.frozen_labels(house.store))
    found: list[Month] = []
    month = indicators.previous(indicators.month_of(today))
    while month.start >= first.start and len(found) < MONTHS_SHOWN:
        found.append(_month(house, viewer, month, today, of.get(month.label, []), frozen))
        month = indicators.previous(month)
    return found


def month_of(house: House, viewer: Viewer, label: str, today: date) -> Month:
    """One period with its papers."""
    period = indicators.period_of(label)
    kept = papers.listing(house.store, viewer, period=period.label)
    return _month(house, viewer, period, today, kept, set(snapshots.frozen_labels(house.store)))


def longer_periods(house: House, viewer: Viewer, today: date) -> list[Longer]:
    """Quarters, half-years and years of this centre that are over, newest first."""
    first = reports.first_month(house, viewer, today)
    if first is None:
        return []
    frozen = set(snapshots.frozen_labels(house.store))
    of = _papers_by_period(house, viewer)
    found = []
    for year in range(today.year, first.start.year - 1, -1):
        for part in ("", "H2", "Q4", "Q3", "H1", "Q2", "Q1"):
            period = indicators.period_of(f"{year}{part}")
            if period.end > today or period.start < first.start:
                continue
            still_open = tuple(month for month in indicators.months_in(period) if month.label not in frozen)
            month = _month(house, viewer, period, today, of.get(period.label, []), frozen)
            found.append(Longer(month, still_open))
    return sorted(found, key=lambda one: (one.month.period.end, one.month.period.start), reverse=True)


def _papers_by_period(house: House, viewer: Viewer) -> dict[str, list[KeptPaper]]:
    found: dict[str, list[KeptPaper]] = {}
    for paper in papers.listing(house.store, viewer):
        found.setdefault(paper.period, []).append(paper)
    return found


def _month(
    house: House, viewer: Viewer, period: Period, today: date, kept: list[KeptPaper], frozen: set[str]
) -> Month:
    is_frozen = all(month.label in frozen for month in indicators.months_in(period))
    is_month = len(indicators.months_in(period)) == 1
    state = "frozen" if is_frozen else "running" if period.end > today else "open"
    order = [one.id for one in DOCUMENTS]

    def rank(paper: KeptPaper) -> tuple[int, str]:
        return (order.index(paper.document) if paper.document in order else len(order), paper.unit or "")

    newest = sorted((one for one in kept if one.newest), key=rank)
    made = {one.document for one in kept}
    return Month(
        period=period,
        state=state,
        closes_on=reports.freezing_day(period, house.book.indicators.freeze_day) if is_month else None,
        frozen_at=snapshots.frozen_at(house.store, period) if is_month and is_frozen else None,
        papers=tuple(one for one in newest if one.unit is None),
        units=tuple(one for one in newest if one.unit is not None),
        earlier=tuple(one for one in kept if not one.newest),
        missing=tuple(
            one for one in DOCUMENTS if is_frozen and one.id not in made and one.is_for(house, viewer, period)
        ),
    )


def channel_reports(house: House, viewer: Viewer, month: Period) -> list[ChannelReport]:
    """What each channel has told of a month; of a frozen one, by its time of freezing."""
    kept = snapshots.load(house.store, month, "channel") if viewer.sees_county else None
    if kept is None:
        told: dict[Channel, int] = reported.counted(house.store, viewer, month)
    else:
        told = {
            Channel(row.id): row.figures["registered_count"].n
            for row in kept.rows
            if row.id in tuple(IMPORTED_CHANNELS) and row.figures["registered_count"].n
        }
    nothing = reported.nothing(house.store, viewer, month)
    return [
        ChannelReport(channel, CHANNELS[channel], told.get(channel), nothing.get(channel))
        for channel in IMPORTED_CHANNELS
    ]


def failure(house: House, viewer: Viewer, document: Document, period: Period) -> str | None:
    """Why a paper could not be made at the last try."""
    last = audit.last_failure(house.store, viewer, "make_report", f"{document.id}:{period.label}")
    return None if last is None else str(last["detail"].get("why", ""))
