"""The same dispute told twice: looked for after each import, merged and taken apart by a person.

Nothing is merged by itself. A merged case keeps its source numbers and its history; it counts as its
master, which shows all sources. Every step goes through the transition table into both histories.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from jiefen_lite import apart, casework, doubles, glossary
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.intake.bulk import many_rows
from jiefen_lite.shapes import (
    Actor,
    CaseEventRow,
    CaseQuery,
    CaseRow,
    DoubleProposal,
    DoubleReason,
    Role,
    Status,
    Viewer,
)
from jiefen_lite.store import audit, cases, likeness, rewriting, writing
from jiefen_lite.store import doubles as pairs

#: Who looks at proposals and turns them down; merging itself is the supervisor's (transition table).
DESK = frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR, Role.OPERATOR})
#: A case that can take others in: it is being worked on, or it has come to a result of its own.
MASTERS = casework.MERGEABLE - {Status.WITHDRAWN}
#: More new cases than this are compared by a process of its own: pages must not wait for it.
APART_FROM = 1_000
_SYSTEM = Viewer(None, "system", frozenset({Role.OPERATOR}))


def look(house: House, now: datetime) -> int:
    """Look through the cases that came in or changed since the last time; how many new questions there are.

    The first time, and whenever the rules of comparing were changed, through all.
    """
    mark = _mark(house)
    last, everything, fresh = pairs.looked(house.store, _SYSTEM, mark)
    if not everything and not fresh:
        return 0
    with many_rows():
        found = _found(house, None if everything else fresh)
    asked = pairs.keep(house.store, found, None if everything else fresh, now)
    with house.store.writing():  # only now: what was not kept whole is looked for again
        pairs.remember_looked(house.store, last, mark)
    return asked


def look_apart(house: House, now: datetime) -> None:
    """:func:`look`, in a process of low priority where there is much to compare: pages do not wait for it.

    What the cases came with is in, whatever becomes of this: a refusal is left to the next look.
    """
    with contextlib.suppress(JiefenError):
        _last, everything, fresh = pairs.looked(house.store, _SYSTEM, _mark(house))
        many = cases.count_cases(house.store, _SYSTEM, CaseQuery()) if everything else len(fresh)
        if many <= APART_FROM:
            look(house, now)
        else:
            apart.run(house, lambda *_done: None, _look_there, now)


def _look_there(house: House, _tell: object, now: datetime) -> int:
    return look(house, now)


def not_looked_at(house: House) -> bool:
    """Whether cases wait to be looked through: those of an import that was just confirmed."""
    _last, everything, fresh = pairs.looked(house.store, _SYSTEM, _mark(house))
    return everything or bool(fresh)


def _mark(house: House) -> str:
    """The rules of comparing, as one word: whoever changes them wants all cases looked at again."""
    return house.store.cipher.hash_bytes("doubles", repr(house.book.doubles).encode())


def _found(house: House, fresh: Sequence[int] | None) -> list[DoubleProposal]:
    """What may be one dispute among all cases, or with at least one of the fresh ones; told of masters."""
    if fresh is None:
        facts = likeness.facts(house.store, _SYSTEM)
    else:
        days = likeness.received_between(house.store, _SYSTEM, fresh)
        if days is None:
            return []
        around = timedelta(days=house.book.doubles.within_days)
        facts = likeness.facts(house.store, _SYSTEM, since=days[0] - around, until=days[1] + around)
    found = doubles.propose(facts, house.book.doubles, None if fresh is None else frozenset(fresh))
    return _of_masters(found, pairs.masters(house.store, _SYSTEM))


def _of_masters(found: Sequence[DoubleProposal], masters: dict[int, int]) -> list[DoubleProposal]:
    """A merged case stands for its master: of several proposals about two masters the surest one."""
    surest: dict[frozenset[int], DoubleProposal] = {}
    for one in found:
        first, second = masters.get(one.first, one.first), masters.get(one.second, one.second)
        pair = frozenset((first, second))
        if first != second and (pair not in surest or surest[pair].score < one.score):
            surest[pair] = one._replace(first=first, second=second)
    return list(surest.values())


def compare(
    house: House, viewer: Viewer, one: str, other: str
) -> tuple[tuple[DoubleReason, ...], frozenset[str]]:
    """What speaks for and against one dispute in any two cases, and all rules that were met.

    Raises NotFound outside this viewer's scope.
    """
    found = likeness.facts_of(house.store, viewer, (one, other))
    for code in (one, other):
        cases.case_id_of(house.store, viewer, code)
    return doubles.side_by_side(found[one], found[other], house.book.doubles)


# --------------------------------------------------------------------------- what a person does


def merge(house: House, viewer: Viewer, master_code: str, part_code: str, reason: str, now: datetime) -> None:
    """Merge ``part_code`` into ``master_code``: one dispute, one case that is dealt with and counted.

    The master's own due date stays: a matter told again gets no new term, and what each source system
    has set stays on the record. Raises NotAllowed for anyone but the supervisor, IllegalMove where one
    of the two cannot be merged.
    """
    store = house.store
    if master_code == part_code:
        raise IllegalMove("这是同一件案件，不用合并。请选另一件。")
    master_id = cases.case_id_of(store, viewer, master_code)
    part_id = cases.case_id_of(store, viewer, part_code)
    seen, _met = compare(house, viewer, master_code, part_code)
    with store.writing():
        master, part = writing.load_case(store, master_id), writing.load_case(store, part_id)
        _check(master, part, taken_in=part_id in pairs.masters(store, _SYSTEM).values())
        data = {"master_case": master_code, **_standing(part)}
        actor, said = _actor(viewer), reason.strip()
        events = casework.advance(
            part, "merge", at=now, now=now, actor=actor, roles=viewer.roles, reason=said, data=data
        )
        taken = _told(master, "take_in", part_code, actor, said, now)
        rewriting.save_case(store, part, events)
        rewriting.save_case(store, master, [taken])
        pairs.settle(store, viewer, master_id, part_id, state=pairs.MERGED, reason=said, now=now, seen=seen)
        pairs.move_to_master(part_id, master_id)
        audit.record(store, viewer, "merge", part_code, now=now, detail={"master": master_code})


def unmerge(house: House, viewer: Viewer, part_code: str, reason: str, now: datetime) -> str:
    """Take a merged case out again: back to where it stood, the days in between counted.

    Returns the code of the case that had taken it in. Raises NotAllowed for anyone but the supervisor,
    IllegalMove where the case is not merged.
    """
    store = house.store
    part_id = cases.case_id_of(store, viewer, part_code)
    with store.writing():
        part = writing.load_case(store, part_id)
        master_code = part.master_case
        merged = [one for one in cases.history(store, viewer, part_code) if one.action == "merge"]
        before = dict(merged[-1].data) if merged else {}
        actor, said = _actor(viewer), reason.strip()
        events = casework.advance(
            part,
            "unmerge",
            at=now,
            now=now,
            actor=actor,
            roles=viewer.roles,
            reason=said,
            data=before,
        )
        assert master_code is not None  # a case is merged into one, or the step above refuses
        master = writing.load_case(store, cases.case_id_of(store, viewer, master_code))
        let_go = _told(master, "let_go", part_code, actor, said, now)
        rewriting.save_case(store, part, events)
        rewriting.save_case(store, master, [let_go])
        pairs.settle(store, viewer, master.id, part_id, state=pairs.REJECTED, reason=said, now=now)
        audit.record(store, viewer, "unmerge", part_code, now=now, detail={"master": master_code})
    return master_code


def reject(house: House, viewer: Viewer, one: str, other: str, reason: str, now: datetime) -> None:
    """Say that two cases are not one dispute: not proposed again unless something new is known.

    Goes into the audit log and not into the histories: a unit would read there of another unit's case.
    """
    if not viewer.roles & DESK:
        raise NotAllowed("可能重复的件由窗口受理员和督办岗核对。")
    store = house.store
    known = pairs.between(store, viewer, one, other)
    if known is None or known.state != pairs.PROPOSED:
        raise IllegalMove("这两件没有待核对的提议，可能刚刚有人处理过。请回到列表查看。")
    ids = [cases.case_id_of(store, viewer, code) for code in (known.first, known.second)]
    with store.writing():
        said = reason.strip() or None
        pairs.settle(store, viewer, *ids, state=pairs.REJECTED, reason=said, now=now)
        audit.record(store, viewer, "reject_double", known.first, now=now, detail={"other": known.second})


def _check(master: CaseRow, part: CaseRow, *, taken_in: bool) -> None:
    if master.status not in MASTERS:
        raise IllegalMove(
            f"{master.case_code} 现在是“{glossary.label('status', master.status)}”，不能作主件。",
            "请把它并入另一件，或者先处理这一件。",
        )
    if taken_in:
        raise IllegalMove(
            f"{part.case_code} 已经是主件，有别的件并入了它。",
            f"请反过来把 {master.case_code} 并入它，或者先拆分。",
        )


def _standing(case: CaseRow) -> dict[str, str | None]:
    """How a case stands beside its status, so that taking it out again brings that back."""
    return {
        "outcome": case.outcome.value if case.outcome else None,
        "ended_at": case.ended_at.isoformat(" ", "seconds") if case.ended_at else None,
        "status_before": case.status_before.value if case.status_before else None,
    }


def _told(
    master: CaseRow, action: str, part_code: str, actor: Actor, reason: str, now: datetime
) -> CaseEventRow:
    """What the master's history tells of a case that came to it or left it."""
    return casework.note(
        master,
        action,
        actor,
        now,
        reason=reason,
        auto=False,
        data={"case": part_code},
        due_before=master.due_date,
    )


def _actor(viewer: Viewer) -> Actor:
    return Actor(viewer.name, ",".join(sorted(viewer.roles)), viewer.unit)
