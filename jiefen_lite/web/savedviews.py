"""The searches that stand ready on the list and on the first page, each with how many cases it has now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiefen_lite import caselist, finding
from jiefen_lite.shapes import Role, Status
from jiefen_lite.store import views
from jiefen_lite.web import guard
from jiefen_lite.web.casequery import query_of
from jiefen_lite.web.session import house, now, viewer

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
    found = [
        _counted(one.name, one.parameters, one.id, one.mine, one.offered)
        for one in views.listed(house().store, viewer())
    ]
    ready = [_counted(name, given) for name, given, roles in READY if viewer().roles & roles]
    return found + ready


def _counted(
    name: str,
    given: Mapping[str, str],
    number: int | None = None,
    mine: bool = False,
    offered: bool = False,
) -> Shortcut:
    query = finding.understood(house(), viewer(), query_of(given))
    total, more = caselist.count(house(), viewer(), query, now().date())
    return Shortcut(name, given, total, more, number, mine, offered)
