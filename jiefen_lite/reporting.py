"""报送: who has reported a month and who has not; silence is never a nought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from jiefen_lite import indicators
from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed
from jiefen_lite.glossary import CHANNELS
from jiefen_lite.rules.schema import ChannelReporting
from jiefen_lite.shapes import IMPORTED_CHANNELS, Channel, Period, Viewer
from jiefen_lite.store import reported, reporting
from jiefen_lite.store.reporting import FileMark

MONTHS_SHOWN = 12
#: Where the rules say nothing of a channel.
DEFAULT = ChannelReporting("", "month", 5, "系统默认：每月 5 日前报上月台账")
WEEK_DAYS = 7
STATES = {
    "reported": "已报送",
    "nothing": "零报告",
    "refused": "有拒收待改",
    "silent": "未报送",
    "late": "逾期未报",
    "never": "还没有传过",
}
FIELDS = {
    "applicant": "申请人",
    "phone": "电话",
    "place": "镇（街道）",
    "summary": "简要情况",
    "unit": "主办单位",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one channel or unit has reported of a month. ``months``: which of twelve months came."""

    id: str
    name: str
    state: str  # see STATES
    due: date
    files: Sequence[FileMark]
    cases: int | None  # None: nothing was reported, which is not 0
    rows: int
    new: int
    updated: int
    refused: int
    days_since: int | None  # since the last file, as of today
    overdue_week: bool = False  # a weekly channel whose last file is older than a week
    nothing_by: str | None = None
    empty: Sequence[tuple[str, int, int]] = ()  # fields that are mostly empty: name, of them empty, all
    months: Sequence[tuple[str, bool]] = ()

    @property
    def last(self) -> FileMark | None:
        """The newest file."""
        return self.files[-1] if self.files else None


@dataclass(frozen=True, slots=True)
class TownLine:
    """How many cases of a month lie in a town, by channel; channels that told of none are left out."""

    name: str
    cases: int | None
    channels: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Board:
    """The month's reporting as one viewer may see it; channels and towns are the centre's."""

    period: Period
    channels: Sequence[Line]
    units: Sequence[Line]
    towns: Sequence[TownLine]


def board(house: House, viewer: Viewer, period: Period, today: date) -> Board:
    """Who has reported the month. Raises NotAllowed for those who see no cases."""
    if not viewer.sees_cases:
        raise NotAllowed("报送情况只对中心和各单位办件的人开放。")
    latest = max(_due(period, _rule(house, channel)) for channel in IMPORTED_CHANNELS)
    found = reporting.files(house.store, viewer, period, latest + timedelta(days=1))
    return Board(
        period,
        _channels(house, viewer, period, today, found) if viewer.sees_county else (),
        _units(house, viewer, period, today, found),
        _towns(house, viewer, period) if viewer.sees_county else (),
    )


def silent(house: House, viewer: Viewer, period: Period) -> list[Channel]:
    """The channels that have not reported a month: no case, no word that there is none."""
    told = reported.counted(house.store, viewer, period)
    nothing = reported.nothing(house.store, viewer, period)
    return [one for one in IMPORTED_CHANNELS if one not in told and one not in nothing]


def _channels(
    house: House, viewer: Viewer, period: Period, today: date, files: Sequence[FileMark]
) -> list[Line]:
    months = _months_before(period)
    came = reporting.came(house.store, viewer, months[0].start, period.end)
    nothing = reported.nothing(house.store, viewer, period)
    empty = reporting.unfilled(house.store, viewer, period)
    lines = []
    for channel in IMPORTED_CHANNELS:
        rule = _rule(house, channel)
        lines.append(
            _line(
                channel.value,
                CHANNELS[channel],
                [one for one in files if one.channel == channel],
                _due(period, rule),
                today,
                cases=came[channel.value, period.label] or None,
                nothing_by=nothing.get(channel),
                empty=_mostly_empty(house, empty.get(channel.value, {})),
                months=[(month.label, came[channel.value, month.label] > 0) for month in months],
                is_weekly=rule.every == "week" and period.end > today,
            )
        )
    return lines


def _units(
    house: House, viewer: Viewer, period: Period, today: date, files: Sequence[FileMark]
) -> list[Line]:
    """One line a unit whose people bring files, or have brought some."""
    names = dict.fromkeys(
        [*reporting.bringers(house.store, viewer), *(one.unit for one in files if one.unit)]
    )
    ever = reporting.have_brought(house.store, viewer)
    lines = []
    for unit in names:
        own = [one for one in files if one.unit == unit]
        rules = [_rule(house, Channel(one.channel)) for one in own if one.channel]
        due = max((_due(period, rule) for rule in rules), default=_due(period, DEFAULT))
        line = _line(unit, unit, own, due, today)
        # whose files the centre has always brought owes none of its own
        lines.append(line if unit in ever else replace(line, state="never"))
    return lines


def _line(
    name: str,
    shown: str,
    files: Sequence[FileMark],
    due: date,
    today: date,
    *,
    cases: int | None = None,
    nothing_by: str | None = None,
    empty: Sequence[tuple[str, int, int]] = (),
    months: Sequence[tuple[str, bool]] = (),
    is_weekly: bool = False,
) -> Line:
    def total(kind: str) -> int:
        return sum(one.counts.get(kind, 0) for one in files)

    last = files[-1] if files else None
    days = (today - last.at.date()).days if last else None
    if last is not None and last.counts.get("rejected", 0):
        state = "refused"
    elif files or cases:
        state = "reported"
    elif nothing_by is not None:
        state = "nothing"
    else:
        state = "late" if today > due else "silent"
    return Line(
        name,
        shown,
        state,
        due,
        files,
        cases,
        total("rows"),
        total("new"),
        total("updated"),
        total("rejected"),
        days,
        is_weekly and (days is None or days > WEEK_DAYS),
        nothing_by,
        empty,
        months,
    )


def _towns(house: House, viewer: Viewer, period: Period) -> list[TownLine]:
    found = reporting.by_town(house.store, viewer, period)
    lines = []
    for town in house.center.region.towns:
        of_town = [
            (CHANNELS[channel], found[town.name, channel.value])
            for channel in IMPORTED_CHANNELS
            if found[town.name, channel.value]
        ]
        lines.append(TownLine(town.name, sum(number for _name, number in of_town) or None, of_town))
    return lines


def _mostly_empty(house: House, found: Mapping[str, tuple[int, int]]) -> list[tuple[str, int, int]]:
    rules = house.book.reporting
    return [
        (FIELDS[field], *found[field])
        for field in rules.fields
        if field in found and found[field][0] * 100 >= rules.empty_from * found[field][1]
    ]


def _rule(house: House, channel: Channel) -> ChannelReporting:
    return next((one for one in house.book.reporting.channels if one.channel == channel), DEFAULT)


def _due(period: Period, rule: ChannelReporting) -> date:
    return period.end.replace(day=rule.due_day)


def _months_before(period: Period) -> list[Period]:
    """Twelve months up to this one, oldest first."""
    months = [period]
    while len(months) < MONTHS_SHOWN:
        months.insert(0, indicators.previous(months[0]))
    return months


# --------------------------------------------------------------------------- told


def as_json(found: Board) -> dict[str, object]:
    """The board as the command tells it."""
    return {
        "month": found.period.label,
        "channels": [_line_json(one) for one in found.channels],
        "units": [_line_json(one) for one in found.units],
        "towns": [
            {"name": one.name, "cases": one.cases, "channels": dict(one.channels)} for one in found.towns
        ],
    }


def _line_json(one: Line) -> dict[str, object]:
    last = one.last
    return {
        "id": one.id,
        "name": one.name,
        "state": one.state,
        "due": one.due,
        "cases": one.cases,
        "files": len(one.files),
        "rows": one.rows,
        "new": one.new,
        "updated": one.updated,
        "refused": one.refused,
        "error_rate": {"n": one.refused, "d": one.rows} if one.rows else None,
        "last_file": None
        if last is None
        else {"batch": last.batch_id, "name": last.name, "at": last.at, "by": last.by},
        "days_since": one.days_since,
        "nothing_by": one.nothing_by,
        "mostly_empty": [{"field": name, "n": n, "d": d} for name, n, d in one.empty],
        "months": dict(one.months),
    }
