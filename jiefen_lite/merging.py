"""The same dispute told twice: looked for after each import, merged and taken apart by a person.

Nothing is merged by itself. A merged case keeps its source numbers and its history; it counts as its
master, which shows all sources. Every step goes through the transition table into both histories.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from jiefen_lite import apart, casework, doubles, glossary, originals
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
    DoubleRecord,
    Role,
    Status,
    Viewer,
)
from jiefen_lite.store import audit, cases, likeness, requests, rewriting, writing
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


class AlreadySettled(IllegalMove):
    """Somebody else has just said what becomes of these two, or the same person in another window."""


def merge(
    house: House,
    viewer: Viewer,
    master_code: str,
    part_code: str,
    reason: str,
    now: datetime,
    *,
    seen: str | None = None,
) -> None:
    """Merge ``part_code`` into ``master_code``: one dispute, one case that is dealt with and counted.

    The master's own due date stays: a matter told again gets no new term, and what each source system
    has set stays on the record. ``seen``: how the question stood when the person looked (the state of its
    record, empty where there was none). Raises NotAllowed for anyone but the supervisor, AlreadySettled
    where it stands otherwise by now, IllegalMove where one of the two cannot be merged.
    """
    store = house.store
    if master_code == part_code:
        raise IllegalMove("这是同一件案件，不用合并。请选另一件。")
    master_id = cases.case_id_of(store, viewer, master_code)
    part_id = cases.case_id_of(store, viewer, part_code)
    speaks, _met = compare(house, viewer, master_code, part_code)
    with store.writing():
        if seen is not None:
            _still(house, viewer, master_code, part_code, seen)
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
        requests.lapse(store, viewer, part.id, now)  # what was asked for in it is needed no more
        pairs.settle(store, viewer, master_id, part_id, state=pairs.MERGED, reason=said, now=now, seen=speaks)
        pairs.move_to_master(part_id, master_id)
        audit.record(store, viewer, "merge", part_code, now=now, detail={"master": master_code})
        originals.follow(house, now, part_id)


def merge_all(
    house: House, viewer: Viewer, master_code: str, parts: Sequence[str], reason: str, now: datetime
) -> None:
    """Merge several cases into one, all of them or none; raises as :func:`merge` does."""
    with house.store.writing():
        for part_code in parts:
            merge(house, viewer, master_code, part_code, reason, now)


def unmerge(
    house: House, viewer: Viewer, part_code: str, reason: str, now: datetime, *, ask_again: bool = False
) -> str:
    """Take a merged case out again: back to where it stood, the days in between counted.

    The two count as kept apart, unless they are to wait for a person once more (``ask_again``).
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
        known = pairs.between(store, viewer, part_code, master_code) if ask_again else None
        if known is not None:
            pairs.propose_again(store, known.id)
        audit.record(store, viewer, "unmerge", part_code, now=now, detail={"master": master_code})
        originals.follow(house, now, part_id)
    return master_code


def unmerge_all(
    house: House, viewer: Viewer, master_code: str, parts: Sequence[str], reason: str, now: datetime
) -> None:
    """Take several out of one master again, all or none; their pairs wait for a person once more."""
    with house.store.writing():
        for part_code in parts:
            if unmerge(house, viewer, part_code, reason, now, ask_again=True) != master_code:
                raise IllegalMove(f"{part_code} 已经不在 {master_code} 名下，没有拆分。请打开这一件看看。")


def reject(
    house: House, viewer: Viewer, one: str, other: str, reason: str, now: datetime, *, seen: str | None = None
) -> None:
    """Say that two cases are not one dispute: not proposed again unless something new is known.

    Goes into the audit log and not into the histories: a unit would read there of another unit's case.
    Raises as :func:`merge` does.
    """
    store = house.store
    with store.writing():
        known = _open_question(house, viewer, one, other, seen)
        ids = [cases.case_id_of(store, viewer, code) for code in (known.first, known.second)]
        said = reason.strip() or None
        pairs.settle(store, viewer, *ids, state=pairs.REJECTED, reason=said, now=now)
        audit.record(store, viewer, "reject_double", known.first, now=now, detail={"other": known.second})


def hand_on(
    house: House,
    viewer: Viewer,
    one: str,
    other: str,
    now: datetime,
    *,
    seen: str | None = None,
    back: bool = False,
) -> None:
    """Ask the supervisor to merge two; ``back`` takes that back. Raises as :func:`merge` does."""
    with house.store.writing():
        known = _open_question(house, viewer, one, other, seen)
        if back and known.asked_by != viewer.name:
            raise IllegalMove("这一对不是您请督办岗并案的，撤不回来。请回到列表接着核对。")
        pairs.ask(house.store, viewer, known.id, None if back else now)
        action = "hand_on_double_back" if back else "hand_on_double"
        audit.record(house.store, viewer, action, known.first, now=now, detail={"other": known.second})


def ask_again(house: House, viewer: Viewer, one: str, other: str, now: datetime) -> None:
    """Two that were kept apart wait for a person once more. Raises IllegalMove where they are not."""
    _require_desk(viewer)
    with house.store.writing():
        known = pairs.between(house.store, viewer, one, other)
        if known is None or known.state != pairs.REJECTED:
            raise IllegalMove("这两件不在“不是一件”里，可能刚刚有人处理过。请回到列表查看。")
        pairs.propose_again(house.store, known.id)
        audit.record(
            house.store, viewer, "ask_double_again", known.first, now=now, detail={"other": known.second}
        )


def _require_desk(viewer: Viewer) -> None:
    if not viewer.roles & DESK:
        raise NotAllowed("可能重复的件由窗口受理员和督办岗核对。")


def _open_question(house: House, viewer: Viewer, one: str, other: str, seen: str | None) -> DoubleRecord:
    """The question about two cases, which still waits for an answer (inside a write)."""
    _require_desk(viewer)
    known = _still(house, viewer, one, other, pairs.PROPOSED if seen is None else seen)
    if known is None or known.state != pairs.PROPOSED:
        raise IllegalMove("这两件没有待核对的提议，可能刚刚有人处理过。请回到列表查看。")
    return known


def _still(house: House, viewer: Viewer, one: str, other: str, seen: str) -> DoubleRecord | None:
    """What is known of two cases, where it stands as somebody has seen it (inside a write)."""
    known = pairs.between(house.store, viewer, one, other)
    if (known.state if known else "") != seen:
        raise AlreadySettled(_settled_words(known), "这一次没有再做。请接着核对下一对。")
    return known


def _settled_words(known: DoubleRecord | None) -> str:
    if known is None:
        return "其中一件刚刚并入了别的件，这一对已经不在待核对里了。"
    if known.state == pairs.PROPOSED:
        return "这一对刚刚有人放回了待核对。"
    done = "并案" if known.state == pairs.MERGED else "认定不是一件"
    return f"{known.settled_by} 已经在 {known.settled_at:%m-%d %H:%M} 把这两件{done}了。"


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
