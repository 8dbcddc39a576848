"""下一件: who opened a case from a list of his day goes on to the next one of that list, not back to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, has_request_context, request, url_for

from jiefen_lite import daywork
from jiefen_lite.daywork import Desk, Line, Tab, WorkList
from jiefen_lite.store import orders
from jiefen_lite.web import daypage, guard
from jiefen_lite.web.casequery import whole
from jiefen_lite.web.session import house, now, viewer

MOST_PLACE = 1_000_000
#: The pages of supervision, and what names the case in their addresses.
_ORDERS, _CASE = "supervision", "case"
_ORDER = "order"  # asked for where the next case is to be supervised too
#: So far before its place a case is still looked for: colleagues work the same list off from its front.
LOOK_BACK = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list somebody stands: the list, the number of the line (0: the first), its order."""

    list: WorkList
    at: int
    newest: bool

    def moved(self, at: int) -> Place:
        """Another line of the same list."""
        return Place(self.list, at, self.newest)

    def address(self) -> dict[str, Any]:
        """What an address carries of it."""
        return {"list": self.list.id, "at": self.at or None, "order": daypage.NEWEST if self.newest else None}


@dataclass(frozen=True, slots=True)
class WayOn:
    """What is offered above a case; ``is_done``: it has left the list since. ``left``: how many follow.

    ``others``: where the list is worked off, the other lists with cases.
    """

    place: Place
    is_done: bool
    left: int
    others: Sequence[Tab] = ()

    @property
    def is_over(self) -> bool:
        """Nothing of the list is left at all."""
        return self.is_done and not self.left

    @property
    def back(self) -> str:
        """The address of the page of the list where this line stands."""
        page = self.place.at // daypage.PAGE + 1
        return url_for("home.show", **self.place.address() | {"at": None, "page": page if page > 1 else None})

    @property
    def on(self) -> str:
        """The address that finds the next case when it is asked for, not when this page was shown."""
        way = _ORDER if request.blueprint == _ORDERS else None
        return url_for("home.go_on", after=_code(), way=way, **self.place.address())


def place() -> Place | None:
    """The place that the address names; None without one, or where the list is none of this person's."""
    if "next_place" not in g:
        g.next_place = _place()
    found: Place | None = g.next_place
    return found


def _place() -> Place | None:
    name = request.args.get("list", "")
    who = g.get("viewer")
    if not name or who is None or not who.roles & guard.READERS:
        return None
    g.next_desk = Desk(house(), viewer(), now())
    chosen = next((one for one in _desk().lists() if one.id == name), None)
    if chosen is None:
        return None
    newest = request.args.get("order") == daypage.NEWEST and chosen.can_turn
    return Place(chosen, whole(request.args.get("at", ""), MOST_PLACE) or 0, newest)


def _desk() -> Desk:
    found: Desk = g.next_desk
    return found


def way_on() -> WayOn | None:
    """What is offered above the case of this page; None for whoever did not come from a list."""
    code, here = _code(), place()
    if here is None or code is None:
        return None
    is_done, at = _where(here, code)
    total = _desk().number(here.list)
    left = total if is_done else total - at - 1
    others = []
    if is_done and not total:
        others = [
            tab
            for tab in daywork.tabs(_desk())
            if tab.number and tab.list.id != here.list.id and not tab.list.newest_first
        ]
    return WayOn(here.moved(at), is_done, left, others)


def _where(here: Place, code: str) -> tuple[bool, int]:
    """(whether the case has left the list, at which line it stands or stood)."""
    first = max(0, here.at - LOOK_BACK)
    codes = _desk().codes(here.list, LOOK_BACK + 2, first, newest=here.newest)
    return (False, first + codes.index(code)) if code in codes else (True, here.at)


def next_address(code: str) -> str | None:
    """Where the case after this one is worked on, as the list itself would lead there; None after the last.

    Cases that somebody else took meanwhile stand in the list no more. Behind the last line, what was passed
    over is offered from the front, but only to whoever has done something with his case.
    """
    here = place()
    if here is None:
        return None
    is_done, at = _where(here, code)
    at = at if is_done else at + 1
    if is_done and at >= _desk().number(here.list):
        at = 0
    lines = _desk().page(here.list, 1, at, newest=here.newest).lines
    return _way(here.moved(at), lines[0]) if lines else None


def _way(here: Place, line: Line) -> str:
    way = None
    if request.args.get("way") == _ORDER and here.list.id in daypage.LATE and guard.may(guard.ORDER_ISSUERS):
        under_way = orders.under_way(house().store, viewer(), [line.case.case_code])
        way = daypage.supervise(line, under_way, here.address())
    return way or daypage.way_on(line, here.address())


def list_address() -> str | None:
    """Back to the list, for a step with which the case left this person's sight."""
    here = place()
    return url_for("home.show", **here.address() | {"at": None}) if here is not None else None


def _code() -> str | None:
    """The case that this page is about; a page of supervision is told it beside its own number."""
    if request.blueprint == _ORDERS:
        return request.args.get(_CASE)
    return (request.view_args or {}).get("code")


def _is_of_same_case(endpoint: str, values: Mapping[str, Any]) -> bool:
    """Whether an address is about the case of this page: its own pages, the order that it is given."""
    code, here = _code(), request.endpoint
    if code is None:
        return False
    if request.blueprint != _ORDERS:
        return values.get("code") == code
    if here == f"{_ORDERS}.listing":
        return endpoint == f"{_ORDERS}.issue"
    if here == f"{_ORDERS}.issue":
        return endpoint in (f"{_ORDERS}.issue", f"{_ORDERS}.order")
    number = (request.view_args or {}).get("order_id")
    return values.get("code") == code or (number is not None and values.get("order_id") == number)


def install(app: Flask) -> None:
    """Every address about the same case carries the list on; templates may ask for what is offered."""

    @app.url_defaults
    def carry(endpoint: str, values: dict[str, Any]) -> None:
        if not has_request_context() or not _is_of_same_case(endpoint, values):
            return
        here = place()
        if here is None:
            return
        for name, value in here.address().items():
            values.setdefault(name, value)
        if endpoint.startswith(_ORDERS):
            values.setdefault(_CASE, _code())

    @app.context_processor
    def offer() -> dict[str, Any]:
        return {"next_case": way_on}
