"""专题台账: which cases belong to each list of a month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from jiefen_lite import indicators
from jiefen_lite.desk import House
from jiefen_lite.ledgers.lines import Liner
from jiefen_lite.reports.counting import Counter
from jiefen_lite.shapes import CaseQuery, Period, ReturnLine, RiskLevel, Viewer
from jiefen_lite.store import ledgers

#: List → the figure whose cases it names, and whether those above its line or those below.
_FIGURES = {
    "overdue": ("overdue_count", "numerator"),
    "repeat": ("repeat_rate", "numerator"),
    "confirmation": ("confirmation_rate", "denominator"),
}
_BASES = {
    "overdue": "{month}到期、到期日24时以前没有报结的件，未报结的超期天数算到{until}",
    "repeat": "{month}受理的重复件：同一申请人{days}日内为同一类型或同一对方再次提出，或来源标明重件",
    "confirmation": "{month}达成的书面协议，协议生效后30日内可以共同申请，确认情况为暂计",
    "prominent": "风险等级为高的件：{month}登记的，加上以前登记、现在还没有结案的",
    "returned": "{month}主办单位退回的件，一次一行",
}


class Chosen(NamedTuple):
    """The cases of a list: their inner numbers, what it is based on, what has to be said below it."""

    ids: list[int]
    basis: str
    notes: tuple[str, ...] = ()


def choose(house: House, viewer: Viewer, kind: str, period: Period, as_of: datetime, until: str) -> Chosen:
    """Which cases a list of one month names; those behind a figure are the figure's own, frozen with it.

    ``until``: the day to which lateness is counted, in words.
    """
    basis = basis_of(house, kind, period, until)
    if kind == "prominent":
        return Chosen(_prominent(house, viewer, period), basis)
    indicator, side = _FIGURES[kind]
    # the whole of what this viewer sees: of a unit's people their own cases, as they are told them
    table = Counter(house, viewer, as_of).table(period, indicators.COUNTY)
    codes: tuple[str, ...] = getattr(table.rows[0].figures[indicator], side)
    ids = ledgers.ids_among(house.store, viewer, codes)
    state = "以冻结时的件为准" if table.frozen else f"暂计，数据截至{indicators.until_text(table.as_of)}"
    lost = len(codes) - len(ids)
    told = (f"另有{lost}件所在的批次后来撤回了，只在冻结的数里，这里列不出来。",) if lost else ()
    return Chosen(ids, f"{basis}；{state}", told)


def basis_of(house: House, kind: str, period: Period, until: str = "填报日") -> str:
    """Which cases a list has, in words."""
    days = house.book.indicators.repeat_days
    return _BASES[kind].format(month=indicators.full_name(period), days=days, until=until)


def returns(
    house: House, viewer: Viewer, found: list[ledgers.Returned], as_of: date, *, unmask: bool
) -> Iterator[ReturnLine]:
    """Returns of cases as lines of their list."""
    liner, ids = Liner(house, as_of), list(dict.fromkeys(one.case_id for one in found))
    chunks = ledgers.read(house.store, viewer, ids, unmask=unmask)
    cases = {case.case_id: case for chunk in chunks for case in chunk}
    for one in found:
        yield ReturnLine(liner(cases[one.case_id]), one.at, one.unit, one.actor, one.reason)


def _prominent(house: House, viewer: Viewer, period: Period) -> list[int]:
    """High risk and registered in the month, or before it and not closed yet; in the order they came in."""
    high = RiskLevel.HIGH.value
    own = CaseQuery(month=period.label, risk_level=high)
    older = CaseQuery(risk_level=high, open_only=True)
    return [
        *ledgers.ids_of(house.store, viewer, older, before=period.start),
        *ledgers.ids_of(house.store, viewer, own),
    ]
