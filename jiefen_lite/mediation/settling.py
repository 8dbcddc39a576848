"""The agreement: its draft out of clauses, the check, and the step that lets it hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jiefen_lite import agreements as drafting
from jiefen_lite import casework, moving
from jiefen_lite.agreements import Filled, Standing
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove
from jiefen_lite.mediation import access
from jiefen_lite.moving import Incomplete, Moved
from jiefen_lite.moving.scene import Scene
from jiefen_lite.rules.mediation import Clause
from jiefen_lite.shapes import Status, Viewer
from jiefen_lite.store import agreements, audit, mediations
from jiefen_lite.store.agreements import Agreement
from jiefen_lite.store.mediations import Side

_EVENT_MOST = 1900  # the step takes 2,000 characters; the agreement itself is kept in full
SIGNERS = ("mediator", "seal")


@dataclass(frozen=True, slots=True)
class Draft:
    """An agreement on the table: its clauses as they are filled in, its text, what is wrong with it."""

    form: str
    filled: tuple[Filled, ...]
    signed: frozenset[str]
    signed_on: date | None
    body: str
    faults: tuple[str, ...]
    sides: tuple[Side, ...]
    offered: tuple[Clause, ...]
    version: int
    seen: int
    can_settle: bool


#: Nothing on the table yet.
EMPTY = Draft("written", (), frozenset(), None, "", (), (), (), 1, 0, False)


def draft(
    house: House, viewer: Viewer, case_code: str, now: datetime, *, typed: Draft | None = None
) -> Draft:
    """The draft of a case as its writer sees it, in clear: a mask that is saved would stay in the agreement.

    ``typed``: what stands in the form and is not kept yet. Looking at it is told to the log.
    Raises as :func:`access.writing` does.
    """
    scene = access.writing(house, viewer, case_code, now)
    access.require_under_way(scene)
    known = agreements.newest(house.store, viewer, case_code, clear=True)
    if known is not None and known.state == agreements.SETTLED:
        known = None
    if known is not None and typed is None:
        audit.record(house.store, viewer, "open_agreement", case_code, now=now)
    return _draft(house, scene, known, typed)


def _draft(house: House, scene: Scene, known: Agreement | None, typed: Draft | None) -> Draft:
    viewer, code = scene.viewer, scene.case.case_code
    rules = house.book.mediation
    sides = tuple(mediations.sides(house.store, viewer, code))
    form, signed, signed_on = "written", frozenset[str](), None
    filled: tuple[Filled, ...] = ()
    if typed is not None:
        form, filled, signed, signed_on = typed.form, typed.filled, typed.signed, typed.signed_on
    elif known is not None:
        form, signed_on = known.form, known.signed_on
        filled = tuple(Filled(clause, values) for clause, values in known.clauses)
        signed = frozenset(known.signed)
    names = {one.key: one.name for one in sides}
    return Draft(
        form=form,
        filled=filled,
        signed=signed,
        signed_on=signed_on,
        body=drafting.body(filled, rules.clauses, names),
        faults=tuple(_faults(house, scene, sides, form, filled, signed, signed_on)),
        sides=sides,
        offered=tuple(drafting.offered(rules.clauses, scene.case.type_l1)),
        version=known.version if known is not None else _next_version(house, viewer, code),
        seen=scene.case.event_count,
        can_settle=_may_settle(scene),
    )


def _may_settle(scene: Scene) -> bool:
    row = casework.row_of("settle", scene.case.status)
    return row is not None and bool(scene.roles() & row.who)


def _next_version(house: House, viewer: Viewer, case_code: str) -> int:
    return len(agreements.versions(house.store, viewer, case_code)) + 1


def _faults(
    house: House,
    scene: Scene,
    sides: Sequence[Side],
    form: str,
    filled: Sequence[Filled],
    signed: frozenset[str],
    signed_on: date | None,
) -> list[str]:
    known = mediations.consents(house.store, scene.viewer, scene.case.case_code)
    standing = Standing(
        form=form,
        parties={one.key: one.name for one in sides},
        consented=[key for key, one in known.items() if one.answer == mediations.AGREED],
        signed=signed,
        signed_on=signed_on,
        today=scene.today,
    )
    found = drafting.faults(filled, house.book.mediation, standing)
    refused = [one.name for one in sides if one.key in known and known[one.key].answer == mediations.REFUSED]
    if refused:
        found.append(f"{'、'.join(refused)}拒绝调解，不能达成协议，请改办“调解不成”。")
    return found


def keep(house: House, viewer: Viewer, case_code: str, typed: Draft, now: datetime) -> None:
    """Keep the draft as it stands in the form, finished or not. Raises Incomplete where it is too long."""
    with house.store.writing():
        scene = access.writing(house, viewer, case_code, now)
        access.require_under_way(scene)
        _keep(house, viewer, case_code, typed, now)


def _keep(house: House, viewer: Viewer, case_code: str, typed: Draft, now: datetime) -> int:
    if len(typed.filled) > drafting.CLAUSES_MOST:
        raise Incomplete(f"一份协议最多 {drafting.CLAUSES_MOST} 条，请合并几条。")
    number = agreements.write_draft(
        house.store,
        viewer,
        case_code,
        form=typed.form,
        clauses=[(one.clause, one.values) for one in typed.filled],
        signed=typed.signed,
        signed_on=typed.signed_on,
        now=now,
    )
    audit.record(house.store, viewer, "write_agreement", case_code, now=now, detail={"id": number})
    return number


def settle(
    house: House, viewer: Viewer, case_code: str, typed: Draft, now: datetime, *, seen: int | None = None
) -> Moved:
    """The agreement holds: a step of the case, with performance, court confirmation and visits planned.

    Raises Incomplete with every fault of the check, IllegalMove where the case is not in mediation, and as
    :func:`access.writing` does.
    """
    store, rules = house.store, house.book.mediation
    with store.writing():
        scene = access.writing(house, viewer, case_code, now, seen=seen)
        if scene.case.status is not Status.MEDIATING:
            raise IllegalMove("还没有开始调解，不能达成协议。", "请先记下双方同意。")
        sides = mediations.sides(store, viewer, case_code)
        faults = _faults(house, scene, sides, typed.form, typed.filled, typed.signed, typed.signed_on)
        if faults:
            raise Incomplete(*faults)
        names = {one.key: one.name for one in mediations.sides(store, viewer, case_code, clear=True)}
        body = drafting.body(typed.filled, rules.clauses, names)
        duties = drafting.duties(typed.filled, rules.clauses, names)
        number = _keep(house, viewer, case_code, typed, now)
        amounts = [one.fen for one in duties if one.fen is not None]
        agreements.about_to_sign(store, viewer, number, body, sum(amounts) if amounts else None, now)
        for duty in duties:
            agreements.add_item(
                store, viewer, number, party=duty.who, what=duty.what, due=duty.due, amount_fen=duty.fen
            )
        entries = {
            "agreement_form": typed.form,
            "agreement": body if len(body) <= _EVENT_MOST else f"{body[:_EVENT_MOST]}……",
            "signed": "yes" if typed.form == "written" else "",
            "performance_due": duties[-1].due.isoformat() if duties else "",
        }
        return moving.move(house, viewer, case_code, "settle", entries, now)
