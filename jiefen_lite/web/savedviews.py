"""The searches that stand ready on the list and on the first page, each with how many cases it has now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
class Search:
    """One search that stands ready for this person, with what it asks for."""

    name: str
    given: Mapping[str, str]
    query: CaseQuery
    id: int | None = None  # of a kept one
    mine: bool = False
    offered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut(Search):
    """One search to click on: how many cases it has for this person; ``more``: at least so many."""

    number: int
    more: bool


def searches() -> list[Search]:
    """This person's own searches, those offered to him, and the ready ones of his roles."""
    kept = [
        Search(one.name, one.parameters, _query(one.parameters), one.id, one.mine, one.offered)
        for one in views.listed(house().store, viewer())
    ]
    return kept + [
        Search(name, given, _query(given)) for name, given, roles in READY if viewer().roles & roles
    ]


def shortcuts(found: Sequence[Search]) -> list[Shortcut]:
    """The same with their numbers."""
    counted = numbers.of([one.query for one in found])
    return [
        Shortcut(one.name, one.given, one.query, one.id, one.mine, one.offered, number=number, more=more)
        for one, (number, more) in zip(found, counted, strict=True)
    ]


def _query(given: Mapping[str, str]) -> CaseQuery:
    return finding.understood(house(), viewer(), query_of(given))
