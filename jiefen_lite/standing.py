"""Who stands in for whom today: what an absent person may do with cases, his stand-in may meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from jiefen_lite import duty
from jiefen_lite.desk import House
from jiefen_lite.shapes import Absence, Role, Viewer
from jiefen_lite.store import absences, users
from jiefen_lite.store.users import UserRecord

#: What goes along with standing in: work on cases of the viewer's own scope. Keeping accounts, rules and the
#: log stays with those who were given it.
OF_CENTRE = frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR, Role.LEADER})
OF_UNIT = frozenset({Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR})


@dataclass(frozen=True, slots=True)
class Cover:
    """Somebody who is away and for whom another acts today: he as a viewer, and why he is away."""

    viewer: Viewer
    away: Absence

    @property
    def name(self) -> str:
        """His name."""
        return self.viewer.name


def covers(
    house: House,
    viewer: Viewer,
    accounts: Sequence[UserRecord],
    day: date,
    known: Sequence[Absence] | None = None,
) -> tuple[Cover, ...]:
    """For whom this person acts on a day; nobody for whoever sees no case himself.

    ``accounts``: those in use. Stand-ins are followed: who stands in for somebody away acts for those too
    for whom he would. Nobody sees more cases by standing in than he sees by himself.
    """
    if not viewer.sees_cases:
        return ()
    away = known if known is not None else absences.known(house.store, viewer, day)
    wanted = OF_UNIT | OF_CENTRE if viewer.sees_county else OF_UNIT
    found = []
    for one in accounts:
        absence = duty.absence_of(one.name, day, away)
        if one.name == viewer.name or one.unit != viewer.unit or absence is None:
            continue
        if duty.there(one.name, "", day, away, None).person == viewer.name and one.roles & wanted:
            found.append(Cover(replace(one.viewer(), roles=one.roles & wanted), absence))
    return tuple(found)


def names(house: House, viewer: Viewer, day: date) -> frozenset[str]:
    """This person and those for whom he acts on a day."""
    accounts = [one for one in users.list_users(house.store) if not one.disabled]
    return frozenset({viewer.name, *(one.name for one in covers(house, viewer, accounts, day))})
