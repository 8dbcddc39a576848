"""What one person has before him today: numbers that each lead to the list they were counted from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jiefen_lite import caselist, glossary
from jiefen_lite.caselist import CasePage, LitCase
from jiefen_lite.shapes import CaseQuery, Channel, Light, Role, Status
from jiefen_lite.store import cases
from jiefen_lite.web.casequery import query_of
from jiefen_lite.web.session import house, now, viewer


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the home page: its name, how much, the address parameters of its list, its colour."""

    name: str
    number: int
    given: dict[str, Any]
    note: str
    mark: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Morning:
    """The numbers, and the cases longest overdue."""

    tiles: list[Tile]
    overdue: list[LitCase]


def _page(query: CaseQuery) -> CasePage:
    return caselist.page(house(), viewer(), query, now().date())


def _tile(name: str, given: dict[str, Any], note: str) -> Tile:
    return Tile(name, cases.count_cases(house().store, viewer(), query_of(given)), given, note)


def morning(most: int) -> Morning:
    """The numbers for this person's roles, most urgent first, and at most ``most`` overdue cases."""
    roles = viewer().roles
    red = _page(CaseQuery(light=Light.RED.value, limit=most))
    yellow = _page(CaseQuery(light=Light.YELLOW.value, limit=0))
    found = [
        Tile("超期未报结", red.total, {"light": "red"}, "红灯", "■", "red" if red.total else ""),
        Tile("临期", yellow.total, {"light": "yellow"}, "黄灯", "▲", "yellow" if yellow.total else ""),
    ]
    if viewer().sees_county:
        found.append(_tile("待确认", {"show": "pending"}, "类型、地点、结果等要人看一眼"))
        found.append(_tile("待分派", {"unit": "-", "show": "open"}, "还没有主办单位"))
    if Role.SUPERVISOR in roles:  # nobody else may approve
        found.append(_tile("待审核报结", {"status": Status.FEEDBACK_PENDING.value}, "单位已报结"))
    if roles & {Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR}:
        found.append(_tile("待签收", {"status": Status.DISPATCHED.value}, "已分流到本单位"))
        found.append(_tile("调解中", {"status": Status.MEDIATING.value}, "正在调解"))
    found.append(_tile("在办", {"show": "open"}, "尚未办结"))
    found.append(_tile("高风险在办", {"risk": "high", "show": "open"}, "分值只作提示"))
    found.append(_tile("本月登记", {"month": f"{now():%Y-%m}"}, f"{now().month} 月 1 日以来"))
    return Morning(found, list(red.rows))


def by_channel() -> list[tuple[Channel, str, int]]:
    """This month's registrations by channel, largest first; channels without any are left out."""
    found = []
    for channel in Channel:
        query = CaseQuery(month=f"{now():%Y-%m}", channel=channel.value)
        found.append((channel, glossary.CHANNELS[channel], cases.count_cases(house().store, viewer(), query)))
    return sorted((line for line in found if line[2]), key=lambda line: -line[2])
