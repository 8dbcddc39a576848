"""What parties say of how their case was dealt with, and the one-time links by which they are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import peewee as pw

from jiefen_lite import text
from jiefen_lite.shapes import Satisfaction, Status, Viewer
from jiefen_lite.store import cases
from jiefen_lite.store.database import Store
from jiefen_lite.store.mediations import hider
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, LightNotice, Rating, RatingInvitation

_SAID, _ANSWER = "rating.said", "rating.answer"


@dataclass(frozen=True, slots=True)
class NewRating:
    """What somebody says of a case; without ``level`` nobody has said anything in time."""

    level: str | None
    solved: str | None
    party: str | None
    reached: str
    reached_on: date
    said: str = ""
    invitation: int | None = None


@dataclass(frozen=True, slots=True)
class RatingRecord:
    """One rating as its viewer may read it; ``is_current``: the case was not reopened since."""

    id: int
    level: str | None
    solved: str | None
    party: str | None
    reached: str
    reached_on: date
    said: str | None
    entered_by: str
    entered_at: datetime
    answer: str | None
    answer_way: str | None
    answered_by: str | None
    answered_at: datetime | None
    is_current: bool

    @property
    def owes_answer(self) -> bool:
        """Not satisfied, not settled, and nobody has written back."""
        unhappy = self.level == Satisfaction.DISSATISFIED and self.solved != "yes"
        return unhappy and self.is_current and self.answered_at is None


@dataclass(frozen=True, slots=True)
class Invited:
    """A link with as much of its case as the page of the party needs."""

    id: int
    case_id: int
    case_code: str
    registered_at: datetime
    status: Status
    expires_on: date
    used_at: datetime | None
    voided_at: datetime | None
    is_current: bool


# --------------------------------------------------------------------------- links


def invite(store: Store, viewer: Viewer, case_id: int, token: str, expires_on: date, now: datetime) -> None:
    """Keep the hash of a new link's token; links given out before are worth nothing (inside a write)."""
    void(store, viewer, case_id, now)
    (round_,) = Case.select(Case.reopen_count).where(Case.id == case_id).tuples().get()
    RatingInvitation.create(
        case=case_id,
        round=round_,
        token_hash=_hash(store, token),
        made_by=viewer.name,
        made_at=now,
        expires_on=expires_on,
    )


def void(store: Store, viewer: Viewer, case_id: int, now: datetime) -> None:
    """Links of a case that nobody has used are worth nothing from now on (inside a write)."""
    query = RatingInvitation.update(voided_at=now).where(
        RatingInvitation.case == case_id,
        RatingInvitation.used_at.is_null(),
        RatingInvitation.voided_at.is_null(),
    )
    query.execute()


def use(store: Store, viewer: Viewer, invitation: int, now: datetime) -> None:
    """A link has done its work (inside a write)."""
    RatingInvitation.update(used_at=now).where(RatingInvitation.id == invitation).execute()


def by_token(store: Store, viewer: Viewer, token: str) -> Invited | None:
    """The link with this token among the cases of this viewer, None where there is none."""
    with store.reading():
        query = _invited().where(scope(viewer), RatingInvitation.token_hash == _hash(store, token))
        row = query.tuples().first()
    return _read_invited(row) if row is not None else None


def open_link(store: Store, viewer: Viewer, case_code: str) -> Invited | None:
    """The link of a case that can still be used, as far as it is not out of date."""
    with store.reading():
        query = _invited().where(
            scope(viewer),
            Case.case_code == case_code,
            RatingInvitation.used_at.is_null(),
            RatingInvitation.voided_at.is_null(),
        )
        row = query.order_by(RatingInvitation.id.desc()).tuples().first()
    return _read_invited(row) if row is not None else None


def _invited() -> pw.ModelSelect:
    return RatingInvitation.select(
        RatingInvitation.id,
        Case.id,
        Case.case_code,
        Case.registered_at,
        Case.status,
        RatingInvitation.expires_on,
        RatingInvitation.used_at,
        RatingInvitation.voided_at,
        RatingInvitation.round,
        Case.reopen_count,
    ).join(Case)


def _read_invited(row: tuple[Any, ...]) -> Invited:
    *told, round_, reopened = row
    number, case_id, code, registered, status, expires, used, voided = told
    return Invited(
        number, case_id, code, registered, Status(status), expires, used, voided, round_ == reopened
    )


def _hash(store: Store, token: str) -> str:
    return store.cipher.find_hash("rating_token", token)


# --------------------------------------------------------------------------- ratings


def add(store: Store, viewer: Viewer, case_id: int, new: NewRating, entered_by: str, now: datetime) -> None:
    """Keep a rating beside the step that it makes; links still open are void (inside a write)."""
    round_, seq = Case.select(Case.reopen_count, Case.event_count).where(Case.id == case_id).tuples().get()
    if new.invitation is not None:
        use(store, viewer, new.invitation, now)
    void(store, viewer, case_id, now)
    Rating.create(
        case=case_id,
        round=round_,
        event_seq=seq,
        level=new.level,
        solved=new.solved,
        party=new.party,
        reached=new.reached,
        reached_on=new.reached_on,
        said_cipher=store.cipher.encrypt(_SAID, new.said) if new.said else None,
        entered_by=entered_by,
        entered_at=now,
        invitation=new.invitation,
    )


def answer(
    store: Store, viewer: Viewer, case_code: str, rating: int, words: str, way: str, now: datetime
) -> None:
    """Keep what the centre wrote back to somebody who was not satisfied (inside a write)."""
    said = {
        "answer_cipher": store.cipher.encrypt(_ANSWER, words),
        "answer_way": text.mask_text(way),
        "answered_by": viewer.name,
        "answered_at": now,
    }
    case_id = cases.case_id_of(store, viewer, case_code)
    Rating.update(said).where(Rating.id == rating, Rating.case == case_id).execute()


def of_case(store: Store, viewer: Viewer, case_code: str) -> list[RatingRecord]:
    """All ratings of a case, the newest first, names in them hidden as this viewer may read them."""
    case_id = cases.case_id_of(store, viewer, case_code)
    with store.reading():
        rows = list(Rating.select().where(Rating.case == case_id).order_by(Rating.id.desc()).dicts())
        if not rows:
            return []
        (round_,) = Case.select(Case.reopen_count).where(Case.id == case_id).tuples().get()
        hide = hider(store, viewer, case_id)
        return [_record(store, row, hide, round_) for row in rows]


def _record(store: Store, row: Mapping[str, Any], hide: Any, round_: int) -> RatingRecord:
    return RatingRecord(
        id=row["id"],
        level=row["level"],
        solved=row["solved"],
        party=row["party"],
        reached=row["reached"],
        reached_on=row["reached_on"],
        said=hide(_open(store, _SAID, row["said_cipher"])),
        entered_by=row["entered_by"],
        entered_at=row["entered_at"],
        answer=hide(_open(store, _ANSWER, row["answer_cipher"])),
        answer_way=hide(row["answer_way"]),
        answered_by=row["answered_by"],
        answered_at=row["answered_at"],
        is_current=row["round"] == round_,
    )


def _open(store: Store, place: str, cipher: Any) -> str | None:
    return store.cipher.decrypt(place, bytes(cipher)) if cipher is not None else None


def unrated(store: Store, viewer: Viewer, closed_before: datetime, most: int) -> list[str]:
    """Codes of cases that a person closed before then and nobody has rated since, the oldest first."""
    with store.reading():
        judged = Case.outcome.is_null() | Case.outcome.not_in(["withdrawn", "not_accepted"])
        query = Case.select(Case.case_code).where(
            scope(viewer),
            Case.status == Status.CLOSED,
            Case.closed_at < closed_before,
            judged,
            Case.by_hand.contains('"approve"'),
        )
        return [code for (code,) in query.order_by(Case.closed_at, Case.id).limit(most).tuples()]


@dataclass(frozen=True, slots=True)
class OwedAnswer:
    """A case whose unhappy party waits for an answer."""

    case_id: int
    case_code: str
    closed_at: datetime


def owes_answer() -> pw.Expression:
    """Somebody was not satisfied, his matter is not settled, and nobody has written back or reopened."""
    rated = Case.alias("rated")
    # Asked of each rating by itself: joined, SQLite would begin with all the cases there are.
    present_round = rated.select(rated.reopen_count).where(rated.id == Rating.case)
    unhappy = Rating.select(Rating.case).where(
        Rating.level == Satisfaction.DISSATISFIED,
        Rating.solved != "yes",
        Rating.answered_at.is_null(),
        Rating.round == present_round,
    )
    return Case.status.in_([Status.EVALUATED, Status.ARCHIVED]) & Case.id.in_(unhappy)


def owed(
    store: Store, viewer: Viewer, first: datetime | None, before: datetime, rung: str
) -> list[OwedAnswer]:
    """Cases closed in a span (``first`` None: ever) that owe an answer, and of which it was not told yet."""
    told = LightNotice.select(LightNotice.case).where(
        LightNotice.case == Case.id,
        LightNotice.rung == rung,
        # of this closing: one that was reopened and closed again is another matter
        LightNotice.noted_at >= Case.closed_at,
    )
    wanted = [scope(viewer), owes_answer(), Case.closed_at < before, ~pw.fn.EXISTS(told)]
    if first is not None:
        wanted.append(Case.closed_at >= first)
    with store.reading():
        query = Case.select(Case.id, Case.case_code, Case.closed_at).where(*wanted)
        return [OwedAnswer(*row) for row in query.order_by(Case.closed_at, Case.id).tuples()]
