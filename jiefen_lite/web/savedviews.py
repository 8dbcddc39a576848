"""The searches that stand ready on the list and on the first page, each with how many cases it has now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiefen_lite import finding
from jiefen_lite.shapes import CaseQuery, Role, Status
from jiefen_lite.store import views
from jiefen_lite.web import guard, numbers
from jiefen_lite.web.casequery import query_of
from jiefen_lite.web.session import house, viewer

_SUPERVISOR = frozenset({Role.SUPERVISOR})
#: There from the first day: name, parameters of the list, whose.
READY: tuple[tuple[str, Mapping[str, str], frozenset[Role]], ...] = (
    ("超期未报结", {"light": "red"}, guard.READERS),
    ("本周到期", {"due": "week"}, guard.READERS),
    ("待确认", {"show": "pending"}, guard.COUNTY),
    ("待分派", {"show": "open", "unit": "-"}, guard.DESK),
    ("待审核报结", {"status": Status.FEEDBACK_PENDING.value}, _SUPERVISOR),
    ("待签收", {"status": Status.DISPATCHED.value}, guard.UNIT_PEOPLE),
    ("涉众在办", {"show": "open", "tag": "涉众"}, guard.COUNTY),
    ("高风险在办", {"risk": "high", "show": "open"}, guard.READERS),
)


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One search to click on: how many cases it has for this person; ``more``: at least so many."""

    name: str
    given: Mapping[str, str]
    number: int
    more: bool
    id: int | None = None  # of a kept one
    mine: bool = False
    offered: bool = False


def shortcuts() -> list[Shortcut]:
    """This person's own searches, those offered to him, and the ready ones of his roles."""
    counted = iter(numbers.of(queries()))
    kept = [
        Shortcut(one.name, one.parameters, *next(counted), one.id, one.mine, one.offered) for one in _kept()
    ]
    return kept + [Shortcut(name, given, *next(counted)) for name, given in _ready()]


def queries() -> list[CaseQuery]:
    """What they ask for, for a page that counts more than these."""
    given = [*(one.parameters for one in _kept()), *(given for _name, given in _ready())]
    return [finding.understood(house(), viewer(), query_of(one)) for one in given]


def _kept() -> list[views.ViewRecord]:
    return views.listed(house().store, viewer())


def _ready() -> list[tuple[str, Mapping[str, str]]]:
    return [(name, given) for name, given, roles in READY if viewer().roles & roles]
