"""The piles of cases that make up a day's work: which belong to one, how many, in order of the time left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import peewee as pw

from jiefen_lite.shapes import Status, Viewer
from jiefen_lite.store import counting, due, ratings
from jiefen_lite.store.cases import ENDED, any_tag
from jiefen_lite.store.database import Store
from jiefen_lite.store.due import DueLine
from jiefen_lite.store.own import as_told, told_between
from jiefen_lite.store.requests import ENDORSED, OPEN, PROPOSED
from jiefen_lite.store.scope import scope, tested
from jiefen_lite.store.tables import Case, CaseEvent, CaseIntake, CaseRequest, CaseUnit

S = Status
#: Whoever has not been rated so long after its end is not asked about any more.
RATED_WITHIN_DAYS = 90
#: So long a clerk is shown what he typed in.
TYPED_WITHIN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Sight:
    """What decides about a pile beyond who looks at it.

    ``others``: people whose cases are not this person's. ``led``: units in which somebody answers first;
    ``leader_first``: the steps he looks at before the centre does. ``gone`` and ``elsewhere``: whose cases
    have nobody.
    """

    today: date
    latest_yellow: date  # no yellow light shines on what is due later
    others: tuple[str, ...] = ()
    supervisor_types: tuple[str, ...] = ()
    supervisor_people: int = 1
    clerk_levels: tuple[str, ...] = ()
    supplement_grounds: tuple[str, ...] = ()
    risk_tags: tuple[str, ...] = ()
    leader_first: tuple[str, ...] = ()
    led: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()  # those who are away and whose cases are this person's meanwhile
    gone: tuple[str, ...] = ()  # people of the unit who are not there, and nobody in their place
    elsewhere: tuple[str, ...] = ()  # accounts of other units


class Waiting(NamedTuple):
    """A case of a pile: its code, how many events it has, and what was asked for where that is the point."""

    case_code: str
    event_count: int
    asked: tuple[str, ...] = ()


Condition = Callable[[Viewer, Sight], pw.Expression]


def counts(store: Store, viewer: Viewer, piles: Sequence[str], sight: Sight) -> dict[str, int]:
    """How many cases lie in each pile for this viewer."""
    with store.reading():
        return dict(
            zip(piles, counting.each(viewer, [PILES[one](viewer, sight) for one in piles]), strict=True)
        )


def page(
    store: Store,
    viewer: Viewer,
    pile: str,
    sight: Sight,
    *,
    limit: int,
    offset: int = 0,
    newest: bool = False,
) -> list[Waiting]:
    """Some of them, the least time left first, or those received last."""
    with store.reading():
        query = (
            Case.select(Case.id, Case.case_code, Case.event_count)
            .where(_wanted(viewer, pile, sight))
            .order_by(*(_NEWEST if newest else _order(viewer, pile)))
            .limit(limit)
            .offset(offset)
        )
        rows = list(query.tuples())
        asked = _asked_for([case_id for case_id, _code, _events in rows])
        return [Waiting(code, events, tuple(asked.get(case_id, ()))) for case_id, code, events in rows]


def lines(store: Store, viewer: Viewer, pile: str, sight: Sight) -> list[DueLine]:
    """What the lights of all of a pile of yellow ones depend on, the least time left first."""
    with store.reading():
        # Those that are due within weeks are fewer than all of a unit.
        wanted = scope(viewer, aside=True) & PILES[pile](viewer, sight)
        rows = Case.select(*due.columns(viewer)).where(wanted)
        return [due.read(row) for row in rows.order_by(*_order(viewer, pile)).tuples()]


def events_of(store: Store, viewer: Viewer, codes: list[str]) -> Mapping[str, int]:
    """case code → how many events it has, to be sent back with a step."""
    with store.reading():
        query = Case.select(Case.case_code, Case.event_count).where(scope(viewer), Case.case_code.in_(codes))
        return dict(query.tuples())


# --------------------------------------------------------------------------- which cases


def _wanted(viewer: Viewer, pile: str, sight: Sight) -> pw.Expression:
    return scope(viewer) & PILES[pile](viewer, sight)


_NEWEST = (Case.received_at.desc(), Case.id.desc())


def _order(viewer: Viewer, pile: str) -> list[Any]:
    day = as_told(viewer, Case.due_date)
    by_due = [day, Case.received_at, Case.id]
    if not pile.endswith(("red", "yellow")):  # these have a day, and are read in its order
        by_due = [day.is_null(), *by_due]
    if pile in ("to_dispatch", "to_dispatch_simple"):
        return [Case.return_count.desc(), *by_due]
    if pile == "to_contact":
        return [Case.signed_at, Case.id]
    if pile in ("unrated", "to_archive", "to_answer"):
        return [Case.closed_at, Case.id]
    return by_due


def _is(*statuses: Status) -> pw.Expression:
    return Case.status.in_([one.value for one in statuses])


def _asked(*actions: str) -> pw.Expression:
    """Somebody has asked for one of these steps and waits for an answer."""
    return _waits(CaseRequest.state.in_(OPEN), CaseRequest.action.in_(actions))


def _waits(*conditions: pw.Expression) -> pw.Expression:
    """A request lies with the case: those that wait are few, so that they are looked up and not the cases."""
    return Case.id.in_(CaseRequest.select(CaseRequest.case).where(*conditions))


def _asked_for(case_ids: list[int]) -> dict[int, list[str]]:
    query = CaseRequest.select(CaseRequest.case, CaseRequest.action).where(
        CaseRequest.case.in_(case_ids), CaseRequest.state.in_(OPEN)
    )
    found: dict[int, list[str]] = {}
    for case_id, action in query.order_by(CaseRequest.id).tuples():
        found.setdefault(case_id, []).append(action)
    return found


def _supervisors(sight: Sight) -> pw.Expression:
    """Matters that a clerk leaves to the supervisor."""
    many = pw.fn.COALESCE(Case.people_count, 0) >= sight.supervisor_people
    return many | pw.fn.COALESCE(Case.type_l1, "").in_(list(sight.supervisor_types))


def _mine(sight: Sight) -> pw.Expression:
    """Not in the hands of a colleague; what a ledger says of people nobody knows is everybody's."""
    if not sight.others:
        return pw.SQL("1 = 1")
    return Case.handler.is_null() | Case.handler.not_in(list(sight.others))


def _of_unit(viewer: Viewer, relation: str) -> pw.Expression:
    cases = CaseUnit.select(CaseUnit.case).where(CaseUnit.unit == viewer.unit, CaseUnit.relation == relation)
    return tested(Case.id, cases)


def _late(viewer: Viewer, sight: Sight) -> pw.Expression:
    return due.late(viewer, sight.today)


def _soon(viewer: Viewer, sight: Sight) -> pw.Expression:
    """In time, and so near that it may shine yellow: whether it does hangs on the rules."""
    return due.running() & told_between(viewer, Case.due_date, sight.today, sight.latest_yellow)


def _by_hand(action: str) -> pw.Expression:
    """A person has taken this step; dates of ledgers are no promise of anybody's."""
    # Said as the index says it, which is found by that.
    return pw.Expression(Case.by_hand, "<>", pw.SQL("'[]'")) & Case.by_hand.contains(f'"{action}"')


def _mediates(viewer: Viewer, sight: Sight) -> pw.Expression:
    if not sight.covered:
        return Case.mediator == viewer.name
    return Case.mediator.in_([viewer.name, *sight.covered])


def his_own(viewer: Viewer, sight: Sight, *, handles: bool) -> pw.Expression:
    """The cases that somebody mediates, and where he ``handles`` cases those in his hands, for a query."""
    if not handles:
        return _mediates(viewer, sight)
    of_unit = _of_unit(viewer, "responsible") & _mine(sight)
    return _mediates(viewer, sight) | of_unit


def _to_supplement(_viewer: Viewer, sight: Sight) -> pw.Expression:
    """Sent back because something was missing."""
    said: pw.Expression = pw.SQL("1 = 0")
    for ground in sight.supplement_grounds:
        said = said | CaseEvent.data.contains(ground)
    back = CaseEvent.select().where(
        CaseEvent.case == Case.id,
        CaseEvent.action == "return_case",
        CaseEvent.occurred_at >= Case.dispatched_at,
        said,
    )
    return _is(S.ACCEPTED) & (Case.return_count > 0) & pw.fn.EXISTS(back)


def _to_sign_assisting(viewer: Viewer, _sight: Sight) -> pw.Expression:
    signed = CaseEvent.select().where(
        CaseEvent.case == Case.id,
        CaseEvent.action == "sign_assist",
        CaseEvent.unit == viewer.unit,
        CaseEvent.occurred_at >= Case.dispatched_at,
    )
    by_people = _by_hand("dispatch") | _by_hand("adjudicate_owner")
    return (
        _is(S.DISPATCHED, S.SIGNED, S.MEDIATING)
        & by_people
        & _of_unit(viewer, "assisting")
        & ~pw.fn.EXISTS(signed)
    )


def _for_leader(viewer: Viewer, sight: Sight) -> pw.Expression:
    """What his unit asks for waits for its leader."""
    return _waits(
        CaseRequest.state == PROPOSED,
        CaseRequest.unit == viewer.unit,
        CaseRequest.action.in_(list(sight.leader_first)),
    )


def _for_centre(viewer: Viewer, sight: Sight, *, returns: bool) -> pw.Expression:
    """What waits for the supervisor: looked at in the unit, or not to be looked at there."""
    action = CaseRequest.action
    ready = (CaseRequest.state == ENDORSED) | action.not_in(list(sight.leader_first))
    unled = CaseRequest.unit.is_null() | CaseRequest.unit.not_in(list(sight.led))
    return _waits(
        CaseRequest.state.in_(OPEN),
        action != "submit_feedback",  # the unit's own: its leader's yes is the last
        (action == "return_case") if returns else (action != "return_case"),
        ready | unled,
    )


def _unheld(viewer: Viewer, sight: Sight) -> pw.Expression:
    """Its handler or mediator is not there any more, or away with nobody in his place.

    Ledgers name people too: a namesake in another unit is he who has left only where a person gave it to him.
    """
    open_ones = (
        *(S.DISPATCHED, S.SIGNED, S.MEDIATING, S.SUSPENDED),
        *(S.SETTLED, S.FAILED, S.TRANSFERRED, S.FEEDBACK_PENDING),
    )
    given = _by_hand("sign_receipt") | _by_hand("hand_over")
    left = Case.handler.in_(list(sight.gone)) | (Case.handler.in_(list(sight.elsewhere)) & given)
    mediating = _is(S.SIGNED, S.MEDIATING, S.SUSPENDED) & Case.mediator.in_(list(sight.gone))
    return (Case.responsible_unit == viewer.unit) & ((_is(*open_ones) & left) | mediating)


def _told_centre(viewer: Viewer, sight: Sight) -> pw.Expression:
    """What the unit has asked the centre for and still waits for."""
    theirs = _waits(CaseRequest.state.in_(OPEN), CaseRequest.unit == viewer.unit)
    return theirs & ~_for_leader(viewer, sight)


def _risky(_viewer: Viewer, sight: Sight) -> pw.Expression:
    tagged: pw.Expression = pw.SQL("1 = 0")
    for tag in sight.risk_tags:
        tagged = tagged | Case.tags.contains(f'"{tag}"')
    return Case.status.not_in(ENDED) & any_tag() & tagged


def _unrated(_viewer: Viewer, sight: Sight) -> pw.Expression:
    """Closed here a while ago at most: nobody is asked about what a ledger has brought as closed."""
    since = datetime.combine(sight.today - timedelta(days=RATED_WITHIN_DAYS), time())
    judged = Case.outcome.is_null() | Case.outcome.not_in(["withdrawn", "not_accepted"])
    return _is(S.CLOSED) & (Case.closed_at >= since) & judged & _by_hand("approve")


def _to_answer(_viewer: Viewer, _sight: Sight) -> pw.Expression:
    """Somebody was not satisfied, his matter is not settled, and nobody has written back or reopened."""
    return ratings.owes_answer()


def _typed_in(viewer: Viewer, sight: Sight) -> pw.Expression:
    """Typed in by this person a while ago at most, whatever has become of it."""
    since = datetime.combine(sight.today - timedelta(days=TYPED_WITHIN_DAYS), time())
    mine = CaseIntake.select(CaseIntake.case).where(
        CaseIntake.registered_by == viewer.name, CaseIntake.registered_at >= since
    )
    return Case.id.in_(mine)


PILES: dict[str, Condition] = {
    "to_accept": lambda _viewer, sight: _is(S.REGISTERED) & ~_supervisors(sight) & ~_asked("refuse"),
    "to_accept_many": lambda _viewer, sight: _is(S.REGISTERED) & _supervisors(sight) & ~_asked("refuse"),
    "to_supplement": _to_supplement,
    "typed_in": _typed_in,
    "to_tell": lambda _viewer, _sight: _is(S.NOT_ACCEPTED),
    "to_dispatch": lambda _viewer, _sight: _is(S.ACCEPTED),
    "to_dispatch_simple": lambda _viewer, sight: (
        _is(S.ACCEPTED) & Case.complexity.in_(list(sight.clerk_levels))
    ),
    "yellow": _soon,
    "red": _late,
    "to_approve": lambda _viewer, _sight: _is(S.FEEDBACK_PENDING),
    "returns": lambda viewer, sight: _for_centre(viewer, sight, returns=True),
    "requests": lambda viewer, sight: _for_centre(viewer, sight, returns=False),
    "unrated": _unrated,
    "to_answer": _to_answer,
    "to_archive": lambda _viewer, _sight: _is(S.EVALUATED) & _by_hand("approve"),
    "to_sign": lambda viewer, _sight: _is(S.DISPATCHED) & _of_unit(viewer, "responsible"),
    "to_sign_assisting": _to_sign_assisting,
    "to_contact": lambda viewer, sight: (
        _is(S.SIGNED, S.MEDIATING)
        & _of_unit(viewer, "responsible")
        & Case.first_contact_at.is_null()
        & _by_hand("sign_receipt")
        & _mine(sight)
    ),
    "my_yellow": lambda viewer, sight: _soon(viewer, sight) & _of_unit(viewer, "responsible") & _mine(sight),
    "my_red": lambda viewer, sight: _late(viewer, sight) & _of_unit(viewer, "responsible") & _mine(sight),
    "to_report": lambda viewer, sight: (
        _is(S.SETTLED, S.FAILED, S.TRANSFERRED)
        & _of_unit(viewer, "responsible")
        & _mine(sight)
        & ~_asked("submit_feedback")
    ),
    "sent_back": lambda viewer, sight: (
        _is(S.MEDIATING)
        & _of_unit(viewer, "responsible")
        & _mine(sight)
        & (_by_hand("reject_feedback") | _by_hand("reopen"))
    ),
    "in_hand": lambda viewer, sight: (
        _is(S.SIGNED, S.MEDIATING) & _of_unit(viewer, "responsible") & _mine(sight)
    ),
    "for_leader": _for_leader,
    "unheld": _unheld,
    "told_centre": _told_centre,
    "risky": _risky,
    "to_begin": lambda viewer, sight: _is(S.SIGNED) & _mediates(viewer, sight),
    "mediating": lambda viewer, sight: _is(S.MEDIATING) & _mediates(viewer, sight),
    "mediator_red": lambda viewer, sight: _late(viewer, sight) & _mediates(viewer, sight),
    "mediator_yellow": lambda viewer, sight: _soon(viewer, sight) & _mediates(viewer, sight),
    "kept_promise": lambda viewer, sight: _is(S.SETTLED) & _mediates(viewer, sight),
}
