"""体外循环: what may go on outside of the system, each list with its cases and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jiefen_lite import indicators, reporting
from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed
from jiefen_lite.shapes import AbsentNumber, Period, StillCase, Viewer
from jiefen_lite.store import outside

#: Cases in which nothing moves, to a page; absent numbers are few, and after so many the oldest go first.
PAGE = 30
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Outside:
    """The three lists as one viewer may see them: absent numbers and silent channels are the centre's.

    ``ended``: how many more numbers are gone whose cases have ended. ``period``: the month of the silence.
    """

    period: Period
    still_days: int
    edition_from: int
    absent: Sequence[AbsentNumber]
    absent_total: int
    ended: int
    still: Sequence[StillCase]
    still_total: int
    silent: Sequence[reporting.Line]


def look(house: House, viewer: Viewer, today: date, page: int = 1) -> Outside:
    """What is to be looked into as of a day, with one ``page`` of the cases in which nothing moves.

    Raises NotAllowed for those who see no cases.
    """
    if not viewer.sees_cases:
        raise NotAllowed("体外循环只对中心和各单位办件的人开放。")
    rules = house.book.replies.outside
    period = indicators.previous(indicators.month_of(today))
    since = today - timedelta(days=rules.still_days)
    cases, total = outside.still(house.store, viewer, since, limit=PAGE, offset=(page - 1) * PAGE)
    editions = outside.editions(house.store, viewer, rules.edition_from)
    gone, gone_total, ended = outside.absent(house.store, viewer, editions, limit=_SHOWN)
    channels = reporting.board(house, viewer, period, today).channels
    return Outside(
        period,
        rules.still_days,
        rules.edition_from,
        gone,
        gone_total,
        ended,
        cases,
        total,
        [one for one in channels if one.state in ("silent", "late")],
    )
