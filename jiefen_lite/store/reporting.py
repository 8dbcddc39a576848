"""What has been reported: which files came for a month, from whom, and what their cases leave empty."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import peewee as pw

from jiefen_lite.shapes import IMPORTED_CHANNELS, PartyRole, Period, Role, Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import LIVE, Batch, Case, CaseParty, User

#: A file that has been read and waits for a yes has come, too.
_STATES = ("previewed", "committing", "committed")


@dataclass(frozen=True, slots=True)
class FileMark:
    """One file that came: its batch, whose person brought it, and what became of its rows."""

    batch_id: int
    channel: str | None
    name: str
    at: datetime
    by: str
    unit: str | None  # of the person who brought it; None: the centre's own
    state: str
    counts: Mapping[str, int]


def came(store: Store, viewer: Viewer, first: date, last: date) -> Counter[tuple[str, str]]:
    """(channel, month) → how many cases in force were told of, from ``first`` until before ``last``."""
    if not viewer.sees_county:
        return Counter()
    month = "SUBSTR(s.received_at, 1, 7)" if store.is_sqlite else "TO_CHAR(s.received_at, 'YYYY-MM')"
    asked = (
        f"SELECT s.channel, {month}, COUNT(*) FROM case_source s JOIN cases c ON c.id = s.case_id "
        f"WHERE c.live = {LIVE} AND s.received_at >= {store.db.param} AND s.received_at < {store.db.param} "
        "GROUP BY 1, 2"
    )
    with store.reading():
        given = tuple(datetime.combine(day, time()) for day in (first, last))
        rows = store.db.execute_sql(asked, given).fetchall()
        return Counter({(channel, label): int(number) for channel, label, number in rows})


def files(store: Store, viewer: Viewer, period: Period, until: date) -> list[FileMark]:
    """The files of a month, oldest first; a unit's people are told of their unit's alone.

    Those that brought a case of it, and those that brought none at all and came in from its first day until
    before ``until``.
    """
    first, last = (datetime.combine(day, time()) for day in (period.start, period.end))
    with store.reading():
        in_month = (Case.received_at >= first) & (Case.received_at < last)
        brought = Case.select(Case.batch).where(Case.live == LIVE, in_month, Case.batch.is_null(False))
        has_any = Case.select(Case.id).where(Case.batch == Batch.id, Case.live == LIVE)
        of_its_days = (Batch.staged_at >= first) & (Batch.staged_at < datetime.combine(until, time()))
        query = (
            Batch.select()
            .where(
                _of(viewer),
                Batch.state.in_(_STATES),
                Batch.id.in_(brought.distinct()) | (of_its_days & ~pw.fn.EXISTS(has_any)),
            )
            .order_by(Batch.id)
        )
        units = dict(User.select(User.name, User.unit).tuples())
        return [
            FileMark(
                row["id"],
                row["channel"],
                row["file_name"],
                row["staged_at"],
                row["imported_by"],
                units.get(row["imported_by"]),
                row["state"],
                json.loads(row["counts"]),
            )
            for row in query.dicts()
        ]


def unfilled(store: Store, viewer: Viewer, period: Period) -> dict[str, dict[str, tuple[int, int]]]:
    """Channel → field (a word of ``reporting.yaml``) → cases of a month that leave it empty, all cases."""
    if not viewer.sees_county:
        return {}
    first, last = (datetime.combine(day, time()) for day in (period.start, period.end))

    def party(*more: pw.Expression) -> pw.Expression:
        rows = CaseParty.select(CaseParty.id).where(CaseParty.case == Case.id, *more)
        return ~pw.fn.EXISTS(rows)

    applicant = CaseParty.role == PartyRole.APPLICANT.value
    empty = {
        "applicant": party(applicant, CaseParty.name.is_null(False)),
        "phone": party(CaseParty.phone_hash.is_null(False)),
        "place": Case.town.is_null(),
        "summary": Case.summary.is_null() | (Case.summary == ""),
        "unit": Case.responsible_unit.is_null(),
    }
    sums = [pw.fn.SUM(pw.Case(None, [(condition, 1)], 0)) for condition in empty.values()]
    with store.reading():
        query = (
            Case.select(Case.channel, pw.fn.COUNT(Case.id), *sums)
            .where(Case.live == LIVE, Case.received_at >= first, Case.received_at < last)
            .group_by(Case.channel)
        )
        found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
        for channel, total, *numbers in query.tuples():
            for field, number in zip(empty, numbers, strict=True):
                found[channel][field] = (int(number or 0), int(total))
        return dict(found)


def by_town(store: Store, viewer: Viewer, period: Period) -> Counter[tuple[str, str]]:
    """(town, channel) → how many cases of a month lie there."""
    if not viewer.sees_county:
        return Counter()
    first, last = (datetime.combine(day, time()) for day in (period.start, period.end))
    with store.reading():
        query = (
            Case.select(Case.town, Case.channel, pw.fn.COUNT(Case.id))
            .where(
                Case.live == LIVE,
                Case.received_at >= first,
                Case.received_at < last,
                Case.town.is_null(False),
                Case.channel.in_([channel.value for channel in IMPORTED_CHANNELS]),
            )
            .group_by(Case.town, Case.channel)
        )
        return Counter({(town, channel): int(number) for town, channel, number in query.tuples()})


def bringers(store: Store, viewer: Viewer) -> list[str]:
    """The units that have somebody who brings files: for a unit's people their own."""
    with store.reading():
        query = User.select(User.unit).where(
            User.unit.is_null(False),
            User.disabled == False,  # noqa: E712
            User.roles.contains(f'"{Role.HANDLER.value}"'),
        )
        units = sorted({unit for (unit,) in query.tuples()})
    return units if viewer.sees_county else [unit for unit in units if unit == viewer.unit]


def have_brought(store: Store, viewer: Viewer) -> set[str]:
    """The units whose people have ever brought a file that went in."""
    with store.reading():
        query = (
            User.select(User.unit)
            .join(Batch, on=(Batch.imported_by == User.name))
            .where(User.unit.is_null(False), Batch.state == "committed", _of(viewer))
            .distinct()
        )
        return {unit for (unit,) in query.tuples()}


def _of(viewer: Viewer) -> pw.Expression:
    if viewer.sees_county:
        return Batch.id.is_null(False)
    colleagues = User.select(User.name).where(User.unit == viewer.unit)
    return Batch.imported_by.in_(colleagues)
