"""Who of a unit could take a case over: what each has in hand already, and whether he is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiefen_lite import duty
from jiefen_lite.desk import House
from jiefen_lite.shapes import Absence, Role, Viewer
from jiefen_lite.store import absences, holdings, users


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who could handle a case of his unit; ``away``: because of what he is not there."""

    name: str
    open: int
    away: Absence | None

    @property
    def told(self) -> str:
        """As a list offers him: 承办小钱（在办 5 件，11月20日至11月24日不在）."""
        if self.away is None:
            return f"{self.name}（在办 {self.open} 件）"
        first, last = self.away.first_day, self.away.last_day
        days = f"{first.month}月{first.day}日至{last.month}月{last.day}日"
        return f"{self.name}（在办 {self.open} 件，{days}不在）"


def of_unit(house: House, viewer: Viewer, unit: str | None, day: date) -> list[Colleague]:
    """The handlers of a unit with an account in use: who is there before who is away, by what they have."""
    if unit is None:
        return []
    known = absences.known(house.store, viewer, day)
    numbers = holdings.open_by_handler(house.store, viewer, unit)
    found = [
        Colleague(one.name, numbers.get(one.name, 0), duty.absence_of(one.name, day, known))
        for one in users.list_users(house.store)
        if one.unit == unit and not one.disabled and Role.HANDLER in one.roles
    ]
    return sorted(found, key=lambda one: (one.away is not None, one.open, one.name))
