"""When people are away, as the person himself or the administrator has entered it."""

from __future__ import annotations

from datetime import date, datetime

import peewee as pw

from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import Absence, Role, Viewer
from jiefen_lite.store import audit
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import AwayTime, User

#: Who may enter it for others.
KEEPERS = frozenset({Role.ADMIN, Role.OPERATOR})
MOST_DAYS = 366


def note(
    store: Store,
    viewer: Viewer,
    person: str,
    first_day: date,
    last_day: date,
    stand_in: str | None,
    now: datetime,
) -> None:
    """Enter an absence; one that begins on the same day gives way to it. Raises JiefenError on a fault."""
    _check_right(viewer, person)
    if last_day < first_day:
        raise JiefenError("最后一天比第一天早，请改日期。")
    if (last_day - first_day).days >= MOST_DAYS:
        raise JiefenError("一次最多写一年，请改日期。")
    if stand_in == person:
        raise JiefenError("不能由本人代本人，请另选一个人，或者不选。")
    with store.writing():
        known = User.select(User.name, User.disabled, User.unit).where(User.name.in_([person, stand_in]))
        people = {name: (disabled, unit) for name, disabled, unit in known.tuples()}
        if person not in people:
            raise NotFound(f"没有叫“{person}”的账号，请检查名字。")
        if stand_in is not None and people.get(stand_in) != (False, people[person][1]):
            # the same words for nobody and for somebody elsewhere: who works in other units is not told
            raise JiefenError("代理人要是同一个单位、在用的账号，请从列表中选。")
        _take_back(person, first_day, now)
        AwayTime.create(
            person=person,
            first_day=first_day,
            last_day=last_day,
            stand_in=stand_in,
            noted_by=viewer.name,
            noted_at=now,
        )
        detail = {"from": first_day, "to": last_day, "stand_in": stand_in}
        audit.record(store, viewer, "away", person, now=now, detail=detail)


def take_back(store: Store, viewer: Viewer, person: str, first_day: date, now: datetime) -> Absence:
    """The absence of somebody that begins on that day holds no more; returns what it was."""
    _check_right(viewer, person)
    with store.writing():
        found = _standing(AwayTime.person == person, AwayTime.first_day == first_day)
        if not found:
            raise NotFound("没有找到这条不在岗的记录，可能已经撤销了。")
        _take_back(person, first_day, now)
        audit.record(store, viewer, "away_back", person, now=now, detail={"from": first_day})
    return found[0]


def known(store: Store, viewer: Viewer, since: date) -> tuple[Absence, ...]:
    """Absences that are not over on ``since``, in the order in which they were entered.

    People of a unit are told of their own unit only.
    """
    conditions = [AwayTime.last_day >= since]
    if not (viewer.sees_county or viewer.roles & KEEPERS):
        conditions.append(AwayTime.person.in_(User.select(User.name).where(User.unit == (viewer.unit or ""))))
    with store.reading():
        return tuple(_standing(*conditions))


def _standing(*conditions: pw.Expression) -> list[Absence]:
    query = AwayTime.select(AwayTime.person, AwayTime.first_day, AwayTime.last_day, AwayTime.stand_in)
    query = query.where(AwayTime.taken_back_at.is_null(), *conditions).order_by(AwayTime.id)
    return [Absence(*row) for row in query.tuples()]


def _take_back(person: str, first_day: date, now: datetime) -> None:
    AwayTime.update(taken_back_at=now).where(
        AwayTime.person == person, AwayTime.first_day == first_day, AwayTime.taken_back_at.is_null()
    ).execute()


def _check_right(viewer: Viewer, person: str) -> None:
    if viewer.name != person and not viewer.roles & KEEPERS:
        raise NotAllowed("只能写自己的；别人的请本人或管理员来写。")
