"""How the cases that papers name stood: place, matter without names, unit, state; kept with a frozen month.

A case goes on after its month; a paper of that month says for ever what it said, and can be proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING

from jiefen_lite import indicators
from jiefen_lite.reports import masked
from jiefen_lite.shapes import CaseRecord, Figure, IndicatorRow, IndicatorTable, Period
from jiefen_lite.store import snapshots

if TYPE_CHECKING:
    from jiefen_lite.reports.counting import Counter


@dataclass(frozen=True, slots=True)
class Told:
    """One case as papers tell of it; texts as printed, masked."""

    place: str
    matter: str  # 孙某与周某邻里纠纷
    unit: str
    state: str
    people: str  # a number, or empty
    since: str  # the moment from which it waits, in ISO form
    located: str  # "1": its town is known

    @property
    def about(self) -> str:
        """Where it is and what it is about."""
        return f"{self.place if self.located else '（地点未查清）'}{self.matter}"


_NAMES = tuple(one.name for one in fields(Told))


def kept(counter: Counter, period: Period) -> dict[str, Told] | None:
    """code → how it stood when its month was frozen, the latest month of a longer period before the others.

    None where a month of it is open, or was frozen by a release that kept nothing of this.
    """
    found: dict[str, Told] = {}
    for month in indicators.months_in(period):
        if counter.as_of < indicators.midnight(month.end) or not counter.viewer.sees_county:
            return None
        table = snapshots.load(counter.house.store, month, snapshots.TOLD)
        if table is None:
            return None
        found |= {row.id: _read(row) for row in table.rows}
    return found


def fresh(counter: Counter, codes: Iterable[str]) -> dict[str, Told]:
    """code → how it stands at the counter's moment; cases that this viewer may not know of are left out."""
    names = {one.id: one.name for one in counter.house.book.types.types}
    return {
        case.case_code: _of(case, names, counter.as_of)
        for case in masked.records(counter.house.store, counter.viewer, codes)
    }


def to_keep(counter: Counter, month: Period, codes: Iterable[str]) -> IndicatorTable:
    """How these cases stand at the end of a month, and those that earlier months of the year have named."""
    before = indicators.previous(month)
    earlier = kept(counter, before) if before.start.year == month.start.year else None
    found = fresh(counter, {*codes, *(earlier or ())})
    rows = tuple(_row(code, found[code]) for code in sorted(found))
    version = counter.rules.formula_version
    return IndicatorTable(month, snapshots.TOLD, counter.as_of, version, False, rows)


def _row(code: str, one: Told) -> IndicatorRow:
    # the texts stand where the digest of a frozen month reaches: among the codes behind a figure
    texts = zip(_NAMES, astuple(one), strict=True)
    return IndicatorRow(
        code, "", {name: Figure(name, "text", 0, None, None, "", (text,)) for name, text in texts}
    )


def _read(row: IndicatorRow) -> Told:
    texts: Mapping[str, str] = {name: figure.numerator[0] for name, figure in row.figures.items()}
    return Told(**texts)


def _of(case: CaseRecord, type_names: Mapping[str, str], as_of: datetime) -> Told:
    return Told(
        masked.place(case),
        masked.matter(case, type_names),
        case.responsible_unit or "待分派",
        _state(case, as_of),
        "" if case.people_count is None else str(case.people_count),
        (case.accepted_at or case.received_at).isoformat(),
        "1" if case.town else "",
    )


def _state(case: CaseRecord, as_of: datetime) -> str:
    """How it stood at that moment."""
    if case.closed_at is not None and case.closed_at < as_of:
        return "已办结"
    if case.feedback_submitted_at is not None and case.feedback_submitted_at < as_of:
        return "已报结，待审核"
    if case.due_date is None:
        return "在办"
    left = (case.due_date - indicators.last_day(as_of)).days
    return f"在办，超期{-left}天" if left < 0 else f"在办，还有{left}天"
