"""A typed case is saved: registered, taken in or settled in one step, with the code its visitor asks by."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from jiefen_lite import casework, moving
from jiefen_lite.counter.looking import understand
from jiefen_lite.counter.typed import ACCEPT, ON_SPOT, Typed
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.intake.before import finder_of
from jiefen_lite.intake.build import Builder
from jiefen_lite.intake.keys import natural_key
from jiefen_lite.jsontext import encode_bytes
from jiefen_lite.shapes import NEVER, Actor, By, CaseRow, Clock, Decision, Role, Status, Viewer
from jiefen_lite.store import audit, batches, intakedrafts, intakes, writing
from jiefen_lite.store.forming import CaseParts, form_case
from jiefen_lite.store.repeats import matter_of
from jiefen_lite.store.tables import LIVE

#: Who types cases in.
REGISTRARS = frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR, Role.HANDLER})
#: Letters and digits that nobody takes for another when they are read out.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 10
#: No batch has this number: what was typed in comes with none.
_NO_BATCH = 0


@dataclass(frozen=True, slots=True)
class Registered:
    """A case that was saved; ``left`` says why it was only registered though more was asked for."""

    case_code: str
    query_code: str
    status: Status
    left: str | None = None


def new_code() -> str:
    """A query code that cannot be guessed: 10 of 31 signs."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def register(
    house: House, viewer: Viewer, typed: Typed, now: datetime, *, draft: int | None = None
) -> Registered:
    """Save a case that was typed in without faults; all or nothing.

    Raises NotAllowed for who may not register, IllegalMove where its source number is known already or
    it cannot be settled on the spot. That the clerk may not take it in leaves it registered.
    """
    if not viewer.roles & REGISTRARS:
        raise NotAllowed("案件由窗口受理员、督办岗登记，承办人可以替本单位登记。")
    with house.store.writing():
        case, code = _put_down(house, viewer, typed, now)
        if draft is not None:
            intakedrafts.drop(house.store, viewer, draft)
        status, left = _go_on(house, viewer, typed, case, now)
    return Registered(case.case_code, code, status, left)


def renew(house: House, viewer: Viewer, case_code: str, now: datetime) -> str:
    """Another query code for a receipt that is printed anew; the old one does not open anything any more."""
    code = new_code()
    with house.store.writing():
        intakes.renew_code(house.store, viewer, case_code, code, now)
        audit.record(house.store, viewer, "new_query_code", case_code, now=now)
    return code


def _put_down(house: House, viewer: Viewer, typed: Typed, now: datetime) -> tuple[CaseRow, str]:
    """Registered, with its people and the reasons of the rules (inside a write)."""
    store = house.store
    key = natural_key(typed.channel, typed.fields, store.cipher)
    if batches.known_keys(store, [key]):
        number = typed.fields.get("source_no")
        if number:
            raise IllegalMove(f"编号 {number} 已经登记过，请搜索这个编号，在原来的件上办。")
        raise IllegalMove("一模一样的一件今天已经登记过，没有再登记；请从案件列表里打开它。")
    builder = Builder(house, typed.channel, now, read_stories=True)
    facts = alone = understand(house, typed, now)
    case_id = writing.take_numbers(store, "case", 1)
    (case_code,) = writing.take_codes(store, house.center.case_prefix, [facts.received_at.date()])
    matter = matter_of(store.cipher, case_id, case_code, facts.parties, facts.told())
    finder = finder_of(house, _NO_BATCH)
    finder.look_up([matter])
    before = finder.before(matter)
    if before != NEVER:
        facts = builder.come_again(alone, before)
    case = CaseRow(case_id, case_code, typed.channel, facts.received_at, now, Status.REGISTERED, live=LIVE)
    decisions = builder.fill(case, facts)
    if alone is not facts:
        case.own = builder.own_word(case, decisions, alone)
    decisions = _before_acceptance(case, decisions)
    units = _own_unit(viewer, typed, case)
    actor = Actor(viewer.name, _role(viewer), viewer.unit)
    data = {"channel": typed.channel.value, "notice": house.book.daywork.notice.version}
    events = [casework.register(case, actor, now, data, auto=False)]
    parts = CaseParts(
        case,
        facts.parties,
        decisions,
        events,
        source_no=typed.fields.get("source_no"),
        natural_key=key,
        content_hash=store.cipher.hash_bytes("typed", encode_bytes(dict(typed.fields))),
        units=units,
    )
    formed = form_case(
        parts, store.cipher, sqlite=store.is_sqlite, rule_set=house.rule_set(now), batch_id=None
    )
    writing.insert_cases(store, [formed])
    code = new_code()
    intakes.add(store, viewer, case_id, house.book.daywork.notice.version, code, now)
    audit.record(store, viewer, "register", case_code, now=now, detail={"way": typed.way})
    return case, code


def _before_acceptance(case: CaseRow, decisions: list[Decision]) -> list[Decision]:
    """The centre's clock begins when the case is taken in; until then only what the source allows counts."""
    case.center_due = case.statutory_due = None
    case.due_date = case.source_due
    case.due_clock = Clock.SOURCE if case.source_due is not None else None
    return [one for one in decisions if one.decision != "due"]


def _own_unit(viewer: Viewer, typed: Typed, case: CaseRow) -> list[tuple[str, str]]:
    """What a unit's handler settles himself is his unit's; what he notes for others the centre looks at."""
    if viewer.unit is None or Role.HANDLER not in viewer.roles or typed.way != ON_SPOT:
        return []
    case.responsible_unit, case.unit_by, case.handler = viewer.unit, By.PERSON, viewer.name
    case.pending = tuple(one for one in case.pending if one != "unit")
    case.person_fields = ("unit", "handler")
    return [(viewer.unit, "responsible")]


def _go_on(
    house: House, viewer: Viewer, typed: Typed, case: CaseRow, now: datetime
) -> tuple[Status, str | None]:
    """Take it in or settle it (inside the same write)."""
    if typed.way == ON_SPOT:
        given = {name: typed.entries[name] for name in ("agreement", "signed", "performance_due")}
        given["agreement_form"] = typed.entries["agreement_form"] or "oral"
        return moving.move(house, viewer, case.case_code, ON_SPOT, given, now).status, None
    if typed.way != ACCEPT:
        return case.status, None
    if viewer.unit is not None:
        return case.status, "已登记，由窗口或者督办岗受理。"
    ground = house.book.moves.accepting.grounds[0]
    try:
        done = moving.move(house, viewer, case.case_code, ACCEPT, {"ground": ground, "in_scope": "yes"}, now)
    except (IllegalMove, NotAllowed) as error:
        return case.status, f"已登记，没有受理：{''.join(_sentences(error))}"
    return done.status, None


def _sentences(error: JiefenError) -> tuple[str, ...]:
    return error.sentences


def _role(viewer: Viewer) -> str:
    return next(role.value for role in Role if role in viewer.roles & REGISTRARS)
