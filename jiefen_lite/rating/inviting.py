"""The one-time link by which a party rates its case: giving it out, and what the case's page tells of it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, NotAllowed
from jiefen_lite.shapes import CaseRecord, Outcome, Role, Status, Viewer
from jiefen_lite.store import audit, cases, ratings
from jiefen_lite.store.ratings import RatingRecord

#: Who gives links out, and who writes back to somebody who is not satisfied.
INVITERS = frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR})
ANSWERERS = frozenset({Role.SUPERVISOR})
#: Who takes an empty sheet along to the parties; what they wrote is entered by the centre all the same.
SHEET_READERS = INVITERS | {Role.HANDLER, Role.MEDIATOR}
#: 128 bits, as an address takes them.
TOKEN_BYTES = 16
_UNASKED = (Outcome.WITHDRAWN, Outcome.NOT_ACCEPTED)


@dataclass(frozen=True, slots=True)
class Link:
    """A link just made: its token is told this once and kept nowhere in clear."""

    case_code: str
    token: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class Board:
    """What the page of a case tells of its rating.

    ``carried``: the level that a ledger brought. ``link_until``: a link given out that still holds.
    ``rate_by``: the last day on which a rating is waited for. ``answer_by``: when an answer is owed.
    """

    found: Sequence[RatingRecord]
    carried: str | None
    link_until: date | None
    rate_by: date | None
    may_invite: bool
    answer_by: date | None
    may_answer: bool

    @property
    def is_empty(self) -> bool:
        """Nothing to show or to do."""
        return not self.found and self.carried is None and self.rate_by is None


def board(house: House, viewer: Viewer, case: CaseRecord, today: date) -> Board:
    """What is known of the rating of a case that this viewer sees. Raises NotFound."""
    found = ratings.of_case(house.store, viewer, case.case_code)
    last = rate_by(house, case) if case.status is Status.CLOSED and case.outcome not in _UNASKED else None
    link = ratings.open_link(house.store, viewer, case.case_code) if last is not None else None
    waits = bool(found) and found[0].owes_answer
    return Board(
        found,
        case.satisfaction if not found else None,
        link.expires_on if link is not None and link.is_current and today <= link.expires_on else None,
        last,
        last is not None and today <= last and bool(viewer.roles & INVITERS),
        answer_by(house, case) if waits else None,
        waits and bool(viewer.roles & ANSWERERS),
    )


def rate_by(house: House, case: CaseRecord) -> date | None:
    """The last day on which a rating of a closed case is waited for."""
    days = house.book.moves.rating.unrated_days
    return case.closed_at.date() + timedelta(days=days) if case.closed_at is not None else None


def answer_by(house: House, case: CaseRecord) -> date | None:
    """By when somebody who is not satisfied has an answer, or his case is reopened."""
    days = house.book.moves.rating.answer_days
    return case.closed_at.date() + timedelta(days=days) if case.closed_at is not None else None


def invite(house: House, viewer: Viewer, case_code: str, now: datetime) -> Link:
    """A new link for a case that waits to be rated; the one before does not hold any more.

    Raises NotFound, NotAllowed where this person may not, IllegalMove where nobody is asked now.
    """
    if not viewer.roles & INVITERS:
        raise NotAllowed("评价的链接由窗口受理员和督办岗生成，请找他们要评价单。")
    with house.store.writing():
        case = cases.get_case(house.store, viewer, case_code)
        if case.outcome in _UNASKED:
            raise IllegalMove("撤回、不予受理的件不请求评价。")
        last = rate_by(house, case)
        if case.status is not Status.CLOSED or last is None:
            raise IllegalMove("这一件现在不等评价：请在结案以后、评价以前生成链接。")
        if now.date() > last:
            raise IllegalMove("评价的日子已经过了，系统会转为未评价，不再生成链接。")
        until = min(last, now.date() + timedelta(days=house.book.moves.rating.link_days))
        token = secrets.token_urlsafe(TOKEN_BYTES)
        ratings.invite(house.store, viewer, case.case_id, token, until, now)
        detail = {"paper": "rating", "until": until.isoformat()}
        audit.record(house.store, viewer, "print", case_code, now=now, detail=detail)
    return Link(case_code, token, until)
