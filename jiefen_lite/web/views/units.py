"""Units: who answers for each today, who is on duty, who is away; people enter when they are away."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from jiefen_lite import glossary, unitbook
from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import Absence, Role
from jiefen_lite.store import absences
from jiefen_lite.web import guard, undo
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("units", __name__, url_prefix="/units")


@pages.get("")
@guard.allow(roles=guard.UNIT_READERS)
def listing() -> Any:
    """The units that this person may look at, as of today."""
    return _page()


@pages.post("/away")
@guard.allow(roles=guard.UNIT_READERS)
def away() -> Any:
    """Enter when somebody is away and who stands in."""
    try:
        entered = _typed(request.form.get("person", "") or viewer().name)
        absences.note(
            house().store,
            viewer(),
            entered.person,
            entered.first_day,
            entered.last_day,
            entered.stand_in,
            now(),
        )
    except JiefenError as error:
        return _page(str(error), error.http_status)
    days = f"{entered.first_day} 至 {entered.last_day}"
    undo.offer(
        f"已记下 {entered.person} {days} 不在"
        + (f"，由 {entered.stand_in} 代。" if entered.stand_in else "。"),
        url_for("units.back"),
        person=entered.person,
        first_day=entered.first_day.isoformat(),
    )
    return redirect(url_for("units.listing"))


@pages.post("/back")
@guard.allow(roles=guard.UNIT_READERS)
def back() -> Any:
    """Take an absence back: the person is there after all."""
    person, first_day = request.form.get("person", "") or viewer().name, _day("first_day")
    was = absences.take_back(house().store, viewer(), person, first_day, now())
    undo.offer(
        f"已撤销 {person} 从 {first_day} 起的不在岗。",
        url_for("units.away"),
        person=person,
        first_day=was.first_day.isoformat(),
        last_day=was.last_day.isoformat(),
        stand_in=was.stand_in or "",
    )
    return redirect(url_for("units.listing"))


def _page(fault: str | None = None, status: int = 200) -> Any:
    who, day = viewer(), now().date()
    found = unitbook.cards(house(), who, day)
    for_all = bool(who.roles & absences.KEEPERS)
    all_units = bool(who.roles & unitbook.COUNTY)
    own = [card for card in found if for_all or (card.unit.name if card.unit else None) == who.unit]
    return render_template(
        "units/listing.html",
        cards=found,
        groups=[(card.name, [person.name for person in card.people]) for card in own if card.people],
        for_all=for_all,
        all_units=all_units,
        lacking=_lacking(found, day) if all_units else [],
        resident=_resident(found) if all_units else "",
        fault=fault,
        typed=request.form,
        day=day,
    ), status


def _resident(found: list[unitbook.UnitCard]) -> str:
    """How many units sit in the centre, by the way they do: 常驻 3 个、轮驻 1 个."""
    kinds = [card.unit.residence for card in found if card.unit is not None]
    told = [(name, kinds.count(kind)) for kind, name in glossary.RESIDENCES.items()]
    return "、".join(f"{name} {number} 个" for name, number in told if number)


def _lacking(found: list[unitbook.UnitCard], day: date) -> list[tuple[str, int, str]]:
    """What of all units wants doing: name, how many, what that means."""
    units = [card for card in found if card.unit is not None]
    led = [card for card in units if card.unit and card.unit.leader]
    away = {one.person for card in found for one in card.away if one.first_day <= day}
    return [
        ("没有分管领导的单位", sum(card.unit.leader is None for card in units if card.unit), "红灯没人收"),
        (
            "没有承办人的单位",
            sum(all(Role.HANDLER not in person.roles for person in card.people) for card in units),
            "派来的件没人签收",
        ),
        (
            "今天没人负责的单位",
            sum(card.charge is not None and card.charge.person is None for card in led),
            "分管领导和代他的都不在",
        ),
        ("今天不在的人", len(away), "由谁代写在他的单位后面"),
    ]


def _typed(person: str) -> Absence:
    return Absence(person, _day("first_day"), _day("last_day"), request.form.get("stand_in") or None)


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as error:
        raise JiefenError("请选择日期，例如 2026-11-20。") from error
