"""Who of a unit is there on a day: who is in charge, who is on duty, who stands in for whom, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jiefen_lite.shapes import Absence, Duty, Unit

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Present:
    """Whom to turn to on a day; nobody where ``person`` is None. ``reason`` says why in one sentence."""

    person: str | None
    reason: str
    phone: str | None = None


def in_charge(unit: Unit, day: date, absences: Sequence[Absence]) -> Present:
    """Who answers for a unit on a day: its leader, or who stands in for him."""
    if unit.leader is None:
        return Present(None, "没有分管领导，红灯没人收；请在 center.yaml 里给这个单位写上 leader。")
    return there(unit.leader, "分管领导", day, absences, unit.stand_in)


def on_duty(unit: Unit, day: date, absences: Sequence[Absence]) -> tuple[Present, ...]:
    """Who is on duty in a unit on a day; lines with days go before those with weekdays, then the others."""
    holding = [line for line in unit.duty if _holds(line, day)]
    if not unit.duty:
        return (Present(None, "没有值班表；要的话在 center.yaml 里给这个单位写上 duty。"),)
    if not holding:
        return (Present(None, f"值班表里{_day_words(day)}没有人；请在 center.yaml 里补上。"),)
    nearest = min(map(_rank, holding))
    found = []
    for line in (one for one in holding if _rank(one) == nearest):
        present = there(line.person, _rota_words(line), day, absences, None)
        # the telephone is that of the person who was to be there
        phone = line.phone if present.person == line.person else _phone_of(unit, present.person)
        found.append(Present(present.person, present.reason, phone))
    return tuple(dict.fromkeys(found))


def absence_of(person: str, day: date, absences: Sequence[Absence]) -> Absence | None:
    """Because of which absence somebody is away on a day; the one entered last, None where he is there."""
    away = [one for one in absences if one.person == person and one.first_day <= day <= one.last_day]
    return away[-1] if away else None


def there(person: str, why: str, day: date, absences: Sequence[Absence], otherwise: str | None) -> Present:
    """Somebody, or who stands in for him on a day: stand-ins are followed until one is there.

    ``why`` begins the reason, ``otherwise`` stands in where an absence names nobody. Who was asked already
    is not asked again; nobody where all are away.
    """
    asked: list[str] = []
    said = f"{why}：{person}。"
    following: str | None = person
    while following is not None and following not in asked:
        away = absence_of(following, day, absences)
        if away is None:
            return Present(following, said)
        asked.append(following)
        said += f"{following} {_span(away)}不在"
        following = away.stand_in or (otherwise if otherwise not in asked else None)
        said += f"，由{following}代。" if following and following not in asked else "，没有人代。"
    return Present(None, said + "请在“单位”页给不在的人写上由谁代。")


def _holds(line: Duty, day: date) -> bool:
    begun = line.start is None or line.start <= day
    over = line.end is not None and day > line.end
    return begun and not over and (not line.weekdays or day.weekday() in line.weekdays)


def _rank(line: Duty) -> int:
    return 0 if line.start or line.end else 1 if line.weekdays else 2


def _rota_words(line: Duty) -> str:
    days = _between(line.start, line.end)
    weekdays = "、".join(WEEKDAYS[day] for day in line.weekdays)
    return "值班" + (
        f"（{'，'.join(filter(None, [days, weekdays and f'星期{weekdays}']))}）"
        if days or weekdays
        else "（每天）"
    )


def _between(start: date | None, end: date | None) -> str:
    if start and end:
        return f"{start} 至 {end}"
    return f"{start} 起" if start else f"到 {end} 为止" if end else ""


def _span(away: Absence) -> str:
    if away.first_day == away.last_day:
        return f"{away.first_day} "
    return f"{away.first_day} 至 {away.last_day} "


def _day_words(day: date) -> str:
    return f"{day}（星期{WEEKDAYS[day.weekday()]}）"


def _phone_of(unit: Unit, person: str | None) -> str | None:
    return next((line.phone for line in unit.duty if line.person == person and line.phone), None)
