"""What one person has before him today: numbers that each lead to the list they were counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from jiefen_lite import glossary, replies, reporting, watch
from jiefen_lite.indicators import COUNTY, month_of, previous
from jiefen_lite.reports.counting import Counter
from jiefen_lite.shapes import IMPORTED_CHANNELS, CaseQuery, Channel, IndicatorRow, Role, Status
from jiefen_lite.store import cases, orders
from jiefen_lite.web import daypage, filters, guard, numbers
from jiefen_lite.web.casequery import query_of
from jiefen_lite.web.daypage import Day
from jiefen_lite.web.session import house, now, viewer

#: What the head of a unit reads first.
_LEADER_FIRST = ("在办", "超期未报结", "临期")


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the home page: its name, how much, the address parameters of its list, its colour."""

    name: str
    number: int
    given: dict[str, Any]
    note: str
    mark: str = ""
    colour: str = ""
    address: str | None = None  # where its list is, where that is not the list of cases


@dataclass(frozen=True, slots=True)
class _Asked:
    """A tile whose number is still to be counted; ``mark`` and ``colour`` stand where there is any case."""

    name: str
    given: dict[str, Any]
    note: str
    mark: str = ""
    colour: str = ""


def tiles(beside: Sequence[CaseQuery] = ()) -> list[Tile]:
    """The numbers for this person's roles, most urgent first; what waits for him by itself in between.

    ``beside``: what else the page counts, so that all is counted in one round.
    """
    first, last = _asked()
    asked = [*first, *last]
    counted = numbers.of([*(query_of(one.given) for one in asked), *beside])
    found = [
        Tile(one.name, number, one.given, one.note, one.mark, one.colour if number else "")
        for one, (number, _more) in zip(asked, counted, strict=False)
    ]
    return [*found[: len(first)], *_supervised(), *_untold(), *found[len(first) :]]


def _asked() -> tuple[list[_Asked], list[_Asked]]:
    roles = viewer().roles
    first = [
        _Asked("超期未报结", {"light": "red"}, "红灯", "■", "red"),
        _Asked("临期", {"light": "yellow"}, "黄灯", "▲", "yellow"),
    ]
    if viewer().sees_county:
        first.append(_Asked("待确认", {"show": "pending"}, "类型、地点、结果等要人看一眼"))
        first.append(_Asked("待分派", {"unit": "-", "show": "open"}, "还没有主办单位"))
    if Role.SUPERVISOR in roles:  # nobody else may approve
        first.append(_Asked("待审核报结", {"status": Status.FEEDBACK_PENDING.value}, "单位已报结"))
    if roles & {Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR}:
        first.append(_Asked("待签收", {"status": Status.DISPATCHED.value}, "已分流到本单位"))
        first.append(_Asked("调解中", {"status": Status.MEDIATING.value}, "正在调解"))
    last = [
        _Asked("在办", {"show": "open"}, "尚未办结"),
        _Asked("高风险在办", {"risk": "high", "show": "open"}, "分值只作提示"),
        _Asked("本月登记", {"month": f"{now():%Y-%m}"}, f"{now().month} 月 1 日以来"),
    ]
    return first, last


def for_leader(found: Sequence[Tile], day: Day | None) -> list[Tile]:
    """The figures with which the head of a unit begins: all in hand, lights, what waits for his yes."""
    first = [one for name in _LEADER_FIRST for one in found if one.name == name]
    waiting = [
        Tile(
            name,
            number,
            {},
            note,
            colour="yellow" if number else "",
            address=url_for("home.show", list=listed),
        )
        for name, listed, note in (
            ("待我审批", daypage.FOR_LEADER, "本单位提出的退件、报结"),
            ("待定承办人", daypage.UNHELD, "承办人不在，要移交"),
        )
        for number in (daypage.number_of(day, listed),)
    ]
    return [*first, *waiting, *(one for one in found if one.name not in _LEADER_FIRST)]


def _supervised() -> list[Tile]:
    """What of the supervision orders waits for this person; nothing where nothing does."""
    who, today = viewer(), now().date()
    if not who.roles & guard.ORDER_READERS:
        return []
    numbers = orders.numbers_of(house().store, who, today)
    found = []
    if who.roles & guard.ORDER_REPLIERS and numbers["owed"]:
        found.append(_order_tile("督办待回复", numbers["owed"], "写明原因、措施、完成日期", "owed"))
    if who.roles & guard.ORDER_ISSUERS and numbers["to_check"]:
        found.append(_order_tile("督办待核查", numbers["to_check"], "单位已回复", "replied"))
    if who.sees_county:
        missing = watch.count_red_without_order(house(), who, today)
        if missing or Role.LEADER in who.roles:
            days = house().book.messages.orders.missing_after_days
            address = url_for("supervision.missing")
            note = f"红灯满 {days} 天没有督办单"
            found.append(Tile("红灯没有督办", missing, {}, note, "", "red" if missing else "", address))
    return found


def _untold() -> list[Tile]:
    """How many source numbers have a result that their source does not know; nothing where there is none."""
    if not viewer().roles & guard.REPLIERS:
        return []
    waiting, late = replies.waiting(house(), viewer(), now().date())
    if not waiting:
        return []
    note = f"{filters.count(late)} 个过了反馈期限" if late else "有了结果，还没有反馈给来源"
    return [Tile("待反馈", waiting, {}, note, "", "red" if late else "yellow", url_for("replies.listing"))]


def _order_tile(name: str, number: int, note: str, show: str) -> Tile:
    return Tile(name, number, {}, note, "", "yellow", url_for("supervision.listing", show=show))


def by_channel() -> list[tuple[Channel, str, int | None]]:
    """This month's registrations by channel, largest first; None for a channel that has told of none yet.

    For a unit's people a channel without any of their cases says nothing about who has reported.
    """
    found: list[tuple[Channel, str, int | None]] = []
    counted = cases.count_by_channel(house().store, viewer(), CaseQuery(month=f"{now():%Y-%m}"))
    for channel in Channel:
        number = counted.get(channel.value, 0)
        if number or (viewer().sees_county and channel in IMPORTED_CHANNELS):
            found.append((channel, glossary.CHANNELS[channel], number or None))
    return sorted(found, key=lambda line: -(line[2] or 0))


def own_month() -> IndicatorRow | None:
    """This month's figures of the unit of the person who asks, counted now; None where it has no case."""
    table = Counter(house(), viewer(), now()).table(month_of(now().date()), COUNTY)
    return table.rows[0] if table.rows else None


def unreported() -> tuple[str, list[str]]:
    """The month that is being reported now, and the names of the channels that have not reported it."""
    period = previous(month_of(now().date()))
    silent = reporting.silent(house(), viewer(), period)
    return period.label, [glossary.CHANNELS[channel] for channel in silent]
