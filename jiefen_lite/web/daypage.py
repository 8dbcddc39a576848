"""The work of the day as the first page shows it: the tabs, the open list, its checklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for

from jiefen_lite import daywork, glossary
from jiefen_lite.daywork import Agenda, Line, Pages, Tab, WorkList
from jiefen_lite.moving import receiving
from jiefen_lite.moving.acts import ACTS
from jiefen_lite.moving.forms import asking
from jiefen_lite.moving.receiving import Colleague
from jiefen_lite.rules.daywork import Checklist
from jiefen_lite.shapes import By
from jiefen_lite.standing import Cover
from jiefen_lite.store import intakedrafts, orders
from jiefen_lite.store.intakedrafts import DraftMark
from jiefen_lite.web import guard
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.session import house, now, viewer

PAGE = 20
NEWEST = "newest"  # in the address, of a list that is read from its newest case on
MOST_PAGES = 400
UNHELD = "unheld"  # the list of cases whose handler is not there
FOR_LEADER = "for_leader"  # the list of what the head of a unit has to agree to
TO_REPORT = "to_report"  # what has come to an end and was not reported yet
#: The supervisor's lists of cases that are late, or soon will be.
LATE = frozenset({"red", "yellow"})


@dataclass(frozen=True, slots=True)
class Day:
    """What the first page shows of somebody's work; ``open`` None: he has no lists."""

    tabs: Sequence[Tab]
    open: Tab | None
    pages: Pages
    page: int
    checklist: Checklist | None
    drafts: Sequence[DraftMark]
    orders: Mapping[str, int] | None = None  # of a list whose cases can be supervised: those that are
    newest: bool = False  # the open list stands from its newest case on
    covers: Sequence[Cover] = ()  # for whom this person acts today
    agenda: Agenda = field(default_factory=Agenda)  # meetings and return visits of the next days
    receivers: Sequence[Colleague] = ()  # who could take over the cases of a list that are handed over

    @property
    def page_count(self) -> int:
        """Over how many pages the open list goes."""
        return max(1, min(MOST_PAGES, -(-self.pages.total // PAGE)))

    @property
    def several(self) -> bool:
        """Whether anything of the open list can be done with several cases at once."""
        return any(line.pick for line in self.pages.lines)

    def url(self, page: int) -> str:
        """The address of another page of the open list."""
        return self._url(page, self.newest)

    def turned(self) -> str:
        """The address of the open list in the other order."""
        return self._url(None, not self.newest)

    def place(self, line: int) -> dict[str, Any]:
        """What the address of a case keeps of the open list, so that the next one is at hand; from 0."""
        at = (self.page - 1) * PAGE + line
        name = self.open.list.id if self.open else None
        return {"list": name, "at": at or None, "order": NEWEST if self.newest else None}

    def _url(self, page: int | None, newest: bool) -> str:
        name = self.open.list.id if self.open else None
        return url_for("home.show", list=name, page=page, order=NEWEST if newest else None)


def day() -> Day:
    """The lists of the person who asks, with the one that his address names, else the first with cases."""
    desk = daywork.Desk(house(), viewer(), now())
    found = daywork.tabs(desk)
    asked = request.args.get("list", "")
    chosen = next((tab for tab in found if tab.list.id == asked), None)
    chosen = chosen or next((tab for tab in found if tab.number), found[0] if found else None)
    drafts = intakedrafts.listing(house().store, viewer()) if viewer().roles & guard.REGISTRARS else []
    if chosen is None:
        return Day(found, None, Pages((), 0), 1, None, drafts)
    page = min(whole(request.args.get("page", ""), MOST_PAGES) or 1, max(1, -(-chosen.number // PAGE)))
    newest = request.args.get("order") == NEWEST and chosen.list.can_turn
    pages = desk.page(chosen.list, PAGE, (page - 1) * PAGE, newest=newest)
    return Day(
        found,
        chosen,
        pages,
        page,
        daywork.checklist(house(), chosen.list),
        drafts,
        _orders(chosen, pages),
        newest,
        desk.covers,
        desk.agenda(),
        _receivers(chosen),
    )


def _receivers(chosen: Tab) -> Sequence[Colleague]:
    """Who of the unit could take cases over, on the list that is there for that."""
    if chosen.list.action != "hand_over":
        return ()
    return receiving.of_unit(house(), viewer(), viewer().unit, now().date())


def _orders(chosen: Tab, pages: Pages) -> Mapping[str, int] | None:
    """The orders under way of late cases, for whoever issues them; None on other lists."""
    if chosen.list.id not in LATE or not viewer().roles & guard.ORDER_ISSUERS:
        return None
    return orders.under_way(house().store, viewer(), [line.case.case_code for line in pages.lines])


def supervise(line: Line, under_way: Mapping[str, int], place: Mapping[str, Any]) -> str | None:
    """Where a late case is supervised: the form with its code in it, or the order that it has.

    ``place``: what the address keeps of the list. None where nobody has given the case to a unit yet, so that
    no unit could be asked.
    """
    code = line.case.case_code
    if code in under_way:
        return url_for("supervision.order", order_id=under_way[code], case=code, **place)
    if line.case.responsible_unit is None or line.case.unit_by in (None, By.RULE):
        return None
    return url_for("supervision.listing", case=code, **place)


def way_on(line: Line, place: Mapping[str, Any]) -> str:
    """Where the usual next step with a case is taken; ``place``: what the address keeps of the list."""
    code = line.case.case_code
    if line.action == "correct":
        return url_for("cases.correct", code=code, **place)
    if line.action is None or line.at_once:
        return url_for("cases.case", code=code, **place)
    return url_for("moves.form", code=code, action=line.action, **place)


def asked_name(action: str) -> str:
    """What it is called to ask for a step, as on the page of the case."""
    act = ACTS.get(action)
    return asking(act) if act is not None and act.chain else glossary.label("action", action)


def number_of(day: Day | None, name: str) -> int:
    """How many cases a list has, 0 for somebody who does not have it."""
    tabs = day.tabs if day is not None else ()
    return next((tab.number for tab in tabs if tab.list.id == name), 0)


def list_named(name: str) -> WorkList | None:
    """The list of that name."""
    return next((one for one in daywork.LISTS if one.id == name), None)
