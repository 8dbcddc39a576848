"""以案定补: what closed cases are like, the approved lists of months, and what they gave for a dispute.

A list is written in one go and never changed; withdrawn it stays, and gives nothing any more.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import peewee as pw

from jiefen_lite.shapes import (
    Complexity,
    Earlier,
    Outcome,
    RiskLevel,
    Status,
    SubsidyApproval,
    SubsidyFacts,
    SubsidyLine,
    SubsidyPoint,
    Viewer,
)
from jiefen_lite.store import own
from jiefen_lite.store.agreements import SETTLED
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import (
    LIVE,
    Attachment,
    Case,
    CaseMaterial,
    CasePaper,
    MediationAgreement,
    MediationSession,
    PerformanceItem,
    SubsidyEntry,
    SubsidyMonth,
    SubsidyPaid,
)

_CLOSED = (Status.CLOSED, Status.EVALUATED, Status.ARCHIVED)


# --------------------------------------------------------------------------- what cases are like


def closed_between(store: Store, viewer: Viewer, start: datetime, end: datetime) -> list[SubsidyFacts]:
    """Closed cases of this viewer with a mediator, closed from ``start`` to before ``end``, by that time."""
    with store.reading():
        query = (
            Case.select(
                Case.id,
                Case.case_code,
                Case.mediator,
                Case.responsible_unit,
                Case.closed_at,
                Case.status,
                Case.outcome,
                Case.mediated,
                own.as_told(viewer, Case.complexity).alias("complexity_told"),
                own.as_told(viewer, Case.risk_level).alias("risk_told"),
                Case.people_count,
                Case.amount_fen,
                Case.agreement_form,
                Case.performed,
            )
            .where(*_within(viewer, start, end), Case.mediator.is_null(False), Case.mediator != "")
            .order_by(Case.closed_at, Case.id)
        )
        rows = list(query.tuples())
        disputes = _disputes([row[0] for row in rows])
        every = sorted({number for numbers in disputes.values() for number in numbers})
        sessions = _sessions(store, every)
        forms, materials, files = _forms(store, every), _materials(store, every), _files(store, every)
        to_perform = _to_perform(store, every)
        paid = _earlier(store, every)
    return [
        SubsidyFacts(
            case_id=row[0],
            case_code=row[1],
            mediator=row[2],
            unit=row[3],
            closed_at=row[4],
            status=Status(row[5]),
            outcome=Outcome(row[6]) if row[6] else None,
            mediated=row[7],
            complexity=Complexity(row[8]) if row[8] else None,
            risk_level=RiskLevel(row[9]),
            people_count=row[10],
            amount_fen=row[11],
            sessions=sum(sessions.get(number, 0) for number in disputes[row[0]]),
            agreement_form=row[12],
            performed=None if row[13] is None else bool(row[13]),
            to_perform=to_perform.get(row[0]),
            forms=frozenset().union(*(forms.get(number, ()) for number in disputes[row[0]])),
            materials=frozenset(materials.get(row[0], ())),
            files=frozenset(files.get(row[0], ())),
            dispute=disputes[row[0]],
            earlier=_together(paid, disputes[row[0]]),
        )
        for row in rows
    ]


def without_mediator(store: Store, viewer: Viewer, start: datetime, end: datetime) -> int:
    """How many cases were closed as settled of which nobody has written down who mediated."""
    with store.reading():
        nobody = Case.mediator.is_null() | (Case.mediator == "")
        query = Case.select().where(*_within(viewer, start, end), nobody, Case.outcome == Outcome.RESOLVED)
        return int(query.count())


def _within(viewer: Viewer, start: datetime, end: datetime) -> tuple[pw.Expression, ...]:
    return scope(viewer), Case.status.in_(_CLOSED), Case.closed_at >= start, Case.closed_at < end


def _disputes(case_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Each case with all that were merged into it, also by way of another; inner numbers only."""
    found = {number: {number} for number in case_ids}
    codes = _codes(case_ids)
    of = {code: {number} for number, code in codes.items()}  # code → the cases in whose dispute it is
    while of:
        into: dict[str, set[int]] = defaultdict(set)
        for chunk in _chunks(sorted(of)):
            query = Case.select(Case.id, Case.case_code, Case.master_case).where(
                Case.master_case.in_(chunk), Case.live == LIVE
            )
            for number, code, master in query.tuples():
                for whole in of[master]:
                    if number not in found[whole]:
                        found[whole].add(number)
                        into[code].add(whole)
        of = into
    return {number: tuple(sorted(numbers)) for number, numbers in found.items()}


def _codes(case_ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for chunk in _chunks(case_ids):
        found.update(Case.select(Case.id, Case.case_code).where(Case.id.in_(chunk)).tuples())
    return found


def _sessions(store: Store, case_ids: Sequence[int]) -> dict[int, int]:
    query = (
        MediationSession.select(MediationSession.case, pw.fn.COUNT(MediationSession.id))
        .where(MediationSession.case.in_(store.among(case_ids)), MediationSession.state == "held")
        .group_by(MediationSession.case)
    )
    return dict(query.tuples())


def _forms(store: Store, case_ids: Sequence[int]) -> dict[int, set[str]]:
    """Forms of which a case has a paper that is neither void nor replaced."""
    other = CasePaper.alias()
    replaced = other.select(other.id).where(other.corrects == CasePaper.id, other.void_at.is_null())
    query = CasePaper.select(CasePaper.case, CasePaper.form).where(
        CasePaper.case.in_(store.among(case_ids)), CasePaper.void_at.is_null(), ~pw.fn.EXISTS(replaced)
    )
    return _sets(query.tuples())


def _materials(store: Store, case_ids: Sequence[int]) -> dict[int, set[str]]:
    query = CaseMaterial.select(CaseMaterial.case, CaseMaterial.item).where(
        CaseMaterial.case.in_(store.among(case_ids)), CaseMaterial.removed_at.is_null()
    )
    return _sets(query.tuples())


def _files(store: Store, case_ids: Sequence[int]) -> dict[int, set[str]]:
    query = Attachment.select(Attachment.case, Attachment.kind).where(
        Attachment.case.in_(store.among(case_ids)), Attachment.voided_at.is_null()
    )
    return _sets(query.tuples())


def _sets(rows: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for number, word in rows:
        found[number].add(word)
    return found


def _to_perform(store: Store, case_ids: Sequence[int]) -> dict[int, int]:
    """How much the agreement that holds wants done; cases without one are left out."""
    last = (
        MediationAgreement.select(MediationAgreement.case, pw.fn.MAX(MediationAgreement.id))
        .where(MediationAgreement.case.in_(store.among(case_ids)), MediationAgreement.state == SETTLED)
        .group_by(MediationAgreement.case)
    )
    of = {agreement: case_id for case_id, agreement in last.tuples()}
    counted = (
        PerformanceItem.select(PerformanceItem.agreement, pw.fn.COUNT(PerformanceItem.id))
        .where(PerformanceItem.agreement.in_(store.among(list(of))))
        .group_by(PerformanceItem.agreement)
    )
    return dict.fromkeys(of.values(), 0) | {of[agreement]: number for agreement, number in counted.tuples()}


# --------------------------------------------------------------------------- what was given before


def _earlier(store: Store, case_ids: Sequence[int]) -> dict[int, list[tuple[int, int, int, int, str]]]:
    """By case the lines that paid for it and still stand: (line, whole, paid, lost, period)."""
    query = (
        SubsidyPaid.select(
            SubsidyPaid.case,
            SubsidyEntry.id,
            SubsidyEntry.full_fen,
            SubsidyEntry.amount_fen,
            SubsidyEntry.lost_fen,
            SubsidyMonth.period,
        )
        .join(SubsidyEntry)
        .join(SubsidyMonth)
        .where(SubsidyPaid.case.in_(store.among(case_ids)), SubsidyMonth.withdrawn_at.is_null())
        .order_by(SubsidyEntry.id)
    )
    found: dict[int, list[tuple[int, int, int, int, str]]] = defaultdict(list)
    for number, *line in query.tuples():
        found[number].append(tuple(line))
    return found


def _together(
    paid: Mapping[int, Sequence[tuple[int, int, int, int, str]]], dispute: Sequence[int]
) -> Earlier | None:
    lines = {line[0]: line for number in dispute for line in paid.get(number, ())}
    if not lines:
        return None
    in_order = [lines[number] for number in sorted(lines)]
    return Earlier(
        # two cases that were paid apart and are one now: the more of the two is what it is worth
        full_fen=max(line[1] for line in in_order),
        paid_fen=sum(line[2] for line in in_order),
        lost_fen=sum(line[3] for line in in_order),
        periods=tuple(sorted({line[4] for line in in_order})),
    )


# --------------------------------------------------------------------------- lists that were approved


def approvals(store: Store, viewer: Viewer, period: str) -> list[SubsidyApproval]:
    """Every list of a month, withdrawn ones as well, the newest first."""
    with store.reading():
        query = SubsidyMonth.select().where(SubsidyMonth.period == period)
        return [_approval(row) for row in query.order_by(SubsidyMonth.version.desc()).dicts()]


def standing(store: Store, viewer: Viewer) -> frozenset[str]:
    """The months whose list is approved and was not withdrawn."""
    with store.reading():
        query = SubsidyMonth.select(SubsidyMonth.period).where(SubsidyMonth.withdrawn_at.is_null())
        return frozenset(period for (period,) in query.tuples())


def lines(store: Store, viewer: Viewer, approval: int) -> list[SubsidyLine]:
    """The lines of an approved list that this viewer may know of, in its order.

    The centre sees all of them, also where a case is in force no longer: what was paid was paid.
    """
    with store.reading():
        query = (
            SubsidyEntry.select(SubsidyEntry, Case.case_code)
            .join(Case)
            .where(SubsidyEntry.month == approval, True if viewer.sees_county else scope(viewer))
            .order_by(SubsidyEntry.id)
        )
        return [_line(row) for row in query.dicts()]


def keep(
    store: Store,
    viewer: Viewer,
    period: str,
    found: Sequence[SubsidyLine],
    now: datetime,
    *,
    rule_set: str,
) -> int:
    """Freeze the list of a month (inside a write); its number."""
    last = SubsidyMonth.select(pw.fn.MAX(SubsidyMonth.version)).where(SubsidyMonth.period == period)
    month = SubsidyMonth.create(
        period=period,
        version=(last.tuples().get()[0] or 0) + 1,
        rule_set=rule_set,
        cases=len(found),
        total_fen=sum(line.amount_fen for line in found),
        approved_by=viewer.name,
        approved_at=now,
    )
    for line in found:
        entry = SubsidyEntry.create(
            month=month.id,
            case=line.case_id,
            mediator=line.mediator,
            unit=line.unit,
            closed_at=line.closed_at,
            grade=line.grade,
            rule=line.rule,
            why=line.why,
            points=json.dumps([[one.name, one.holds, one.text] for one in line.points], ensure_ascii=False),
            full_fen=line.full_fen,
            amount_fen=line.amount_fen,
            lost_fen=line.lost_fen,
            part=line.part,
            reason=line.reason,
            is_late=line.is_late,
        )
        if line.amount_fen or line.lost_fen:
            stands_for = [(entry.id, number) for number in line.dispute]
            store.insert_many(SubsidyPaid, ("entry", "case"), stands_for)
    return int(month.id)


def withdraw(store: Store, viewer: Viewer, approval: int, reason: str, now: datetime) -> None:
    """A list gives nothing any more (inside a write)."""
    said = {"withdrawn_by": viewer.name, "withdrawn_at": now, "withdrawn_reason": reason}
    SubsidyMonth.update(said).where(SubsidyMonth.id == approval).execute()


def built_upon(store: Store, viewer: Viewer, approval: int) -> list[str]:
    """The standing months that pay, after this list, for a dispute that it paid for too."""
    with store.reading():
        mine = SubsidyPaid.select(SubsidyPaid.case).join(SubsidyEntry).where(SubsidyEntry.month == approval)
        query = (
            SubsidyMonth.select(SubsidyMonth.period)
            .distinct()
            .join(SubsidyEntry)
            .join(SubsidyPaid)
            .where(
                SubsidyPaid.case.in_(mine), SubsidyMonth.id > approval, SubsidyMonth.withdrawn_at.is_null()
            )
            .order_by(SubsidyMonth.period)
        )
        return [period for (period,) in query.tuples()]


def _approval(row: Mapping[str, Any]) -> SubsidyApproval:
    return SubsidyApproval(**{name: row[name] for name in SubsidyApproval.__dataclass_fields__})


def _line(row: Mapping[str, Any]) -> SubsidyLine:
    return SubsidyLine(
        case_id=row["case"],
        case_code=row["case_code"],
        mediator=row["mediator"],
        unit=row["unit"],
        closed_at=row["closed_at"],
        grade=row["grade"],
        rule=row["rule"],
        why=row["why"],
        points=tuple(SubsidyPoint(*one) for one in json.loads(row["points"])),
        full_fen=row["full_fen"],
        amount_fen=row["amount_fen"],
        lost_fen=row["lost_fen"],
        part=row["part"],
        reason=row["reason"],
        dispute=(),
        is_late=bool(row["is_late"]),
    )


def _chunks(things: Collection[Any]) -> Iterable[Sequence[Any]]:
    listed = list(things)
    return (listed[at : at + 500] for at in range(0, len(listed), 500))
