"""Questions about cases, each limited to what its viewer may know of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import peewee as pw

from jiefen_lite import glossary, jsontext, text
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import (
    CaseQuery,
    CaseRecord,
    CaseRow,
    Channel,
    Decision,
    EventRecord,
    PartyFacts,
    Role,
    SourceRef,
    Status,
    Viewer,
)
from jiefen_lite.store import (
    audit,
    forming,
    images,
    intakes,
    masters,
    matching,
    own,
    rowform,
    unmasking,
    writing,
)
from jiefen_lite.store.database import Store
from jiefen_lite.store.hiding import Hider, party_told
from jiefen_lite.store.scope import is_large, scope, scope_of_few
from jiefen_lite.store.stored import party_facts
from jiefen_lite.store.tables import (
    Batch,
    Case,
    CaseDecision,
    CaseEvent,
    CaseParty,
    CaseSource,
    CaseUnit,
    Proposal,
)

#: Statuses in which no time light runs any more.
ENDED = ("draft", "not_accepted", "withdrawn", "transferred", "closed", "evaluated", "archived", "merged")
#: FIELD of ``cases --where FIELD=VALUE``.
WHERE_FIELDS = (
    "case_code",
    "status",
    "channel",
    "town",
    "village",
    "type_l1",
    "type_l2",
    "complexity",
    "risk_level",
    "responsible_unit",
    "due_clock",
    "outcome",
    "satisfaction",
    "source_no",
)
#: Who may ask for the people of every case in clear.
_SEE_CLEAR = frozenset({Role.SUPERVISOR, Role.OPERATOR})


#: Hits of a search are counted up to here.
MOST_COUNTED = 300


class Found(NamedTuple):
    """A page of a search, how many cases there are, and whether there are more than were counted."""

    records: list[CaseRecord]
    total: int
    more: bool


def list_cases(
    store: Store, viewer: Viewer, query: CaseQuery, *, unmask: bool = False, full: bool = False
) -> list[CaseRecord]:
    """The cases asked for, newest first. ``unmask`` only takes effect where role and case allow it;
    the caller has written the audit entry before (doors do, see ``cases --unmask``)."""
    with store.reading():
        # Numbers first: to sort what a large unit has, every row would be read whole, with its words.
        page = (
            Case.select(Case.id)
            .where(condition(store, viewer, query))
            .order_by(Case.received_at.desc(), Case.id.desc())
            .limit(query.limit)
            .offset(query.offset)
        )
        rows = _in_order(store, [one for (one,) in page.tuples()])
        return _records(store, viewer, rows, unmask=unmask, full=full)


def count_cases(store: Store, viewer: Viewer, query: CaseQuery) -> int:
    """How many cases there are to be listed."""
    with store.reading():
        return int(Case.select().where(condition(store, viewer, query)).count())


def count_by_channel(store: Store, viewer: Viewer, query: CaseQuery) -> dict[str, int]:
    """How many of a month's cases to be listed came first by each channel; one without any is left out."""
    with store.reading():
        # A month of the whole county is less than all that a unit ever had.
        wanted = condition(store, viewer, query, aside=True)
        counted = Case.select(Case.channel, pw.fn.COUNT(Case.id)).where(wanted)
        return dict(counted.group_by(Case.channel).tuples())


def search_cases(store: Store, viewer: Viewer, query: CaseQuery, *, most: int = MOST_COUNTED) -> Found:
    """One page of the cases that fit a search: those named by an exact number first, then the newest.

    They are counted up to ``most`` and no further, so that a word which half the cases have is no work.
    """
    with store.reading():
        wanted = condition(store, viewer, query, aside=is_large(viewer, matching.FEW))
        ids = Case.select(Case.id).order_by(Case.received_at.desc(), Case.id.desc())
        first: list[int] = []
        if named := matching.exact(store, viewer, query.asked or matching.plainly(query.text)):
            listed = Case.id.in_(store.among(named))
            first = [one for (one,) in ids.where(wanted, listed).tuples()]
            wanted = wanted & ~listed
        most = max(query.offset + query.limit, most)
        every = [*first, *(one for (one,) in ids.where(wanted).limit(most + 1).tuples())]
        page = every[query.offset : query.offset + query.limit]
        records = _records(store, viewer, _in_order(store, page), unmask=False, full=False)
        return Found(records, min(len(every), most), len(every) > most)


def get_case(store: Store, viewer: Viewer, case_code: str) -> CaseRecord:
    """One case, masked, with its decisions. Raises NotFound alike for another unit's case and for none."""
    with store.reading():
        return _records(store, viewer, [_row(viewer, case_code)], unmask=False, full=True)[0]


def reveal_case(store: Store, viewer: Viewer, case_code: str, reason: str, now: datetime) -> CaseRecord:
    """One case with its people in clear; the look is logged first. Raises NotAllowed where forbidden."""
    if not reason.strip():
        raise JiefenError("查看明文要写明事由。")
    with store.writing():
        row = _row(viewer, case_code)
        allowed = _may_unmask(viewer, row, now)
        if not allowed:
            audit.record(store, viewer, "reveal", case_code, now=now, result="refused")
        else:
            audit.record(
                store, viewer, "reveal", case_code, now=now, detail={"reason": text.mask_text(reason)}
            )
    if not allowed:
        if viewer.roles & unmasking.ASKERS:
            raise NotAllowed(
                "这一件的明文要先申请，督办岗同意以后在有效时间内看。", "请在案件页填写事由，申请看明文。"
            )
        raise NotAllowed("您的岗位不能查看这件的当事人明文，如确需查看请找督办岗。")
    with store.reading():
        return _records(store, viewer, [row], unmask=True, full=True, now=now)[0]


def may_unmask(store: Store, viewer: Viewer, case_code: str, now: datetime | None = None) -> bool:
    """Whether this viewer may ask for the people of this case in clear: by his roles, or with ``now`` also
    because he was given leave that still holds."""
    with store.reading():
        return _may_unmask(viewer, _row(viewer, case_code), now)


def case_id_of(store: Store, viewer: Viewer, case_code: str) -> int:
    """The inner number of a case this viewer may know of. Raises NotFound otherwise."""
    with store.reading():
        return int(_row(viewer, case_code, Case.id)["id"])


def history(store: Store, viewer: Viewer, case_code: str) -> list[EventRecord]:
    """What happened to a case, oldest first; entries of batches that were taken back are left out."""
    with store.reading():
        row = _row(viewer, case_code, Case.id, Case.secrecy)
        query = (
            CaseEvent.select()
            .where(CaseEvent.case == row["id"], ~images.hidden_events())
            .order_by(CaseEvent.seq)
        )
        parties = writing.load_parties(store, row["id"])
        hide = Hider(viewer, bool(row["secrecy"]), parties, clear=False)
        events = [
            EventRecord(
                seq=one["seq"],
                action=one["action"],
                from_status=Status(one["from_status"]) if one["from_status"] else None,
                to_status=Status(one["to_status"]) if one["to_status"] else None,
                actor=one["actor"],
                actor_role=one["actor_role"],
                occurred_at=one["occurred_at"],
                recorded_at=one["recorded_at"],
                reason=hide(one["reason"]),
                auto=bool(one["auto"]),
                due_before=one["due_before"],
                due_after=one["due_after"],
                data=_hidden(json.loads(one["data"]), hide),
            )
            for one in query.dicts()
        ]
        return own.events_told(viewer, events)


def _hidden(value: Any, hide: Hider) -> Any:
    """An event's data with the names in its texts hidden: people write there as freely as in a reason."""
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, dict):
        return {name: _hidden(part, hide) for name, part in value.items()}
    return [_hidden(part, hide) for part in value] if isinstance(value, list) else value


def proposals(store: Store, viewer: Viewer, case_code: str) -> list[dict[str, Any]]:
    """What later files say against a person's correction, still to be settled."""
    with store.reading():
        row = _row(viewer, case_code)
        query = Proposal.select().where(Proposal.case == row["id"], Proposal.state == "open")
        return list(query.order_by(Proposal.id).dicts())


# --------------------------------------------------------------------------- inside


def condition(store: Store, viewer: Viewer, query: CaseQuery, *, aside: bool = False) -> pw.Expression:
    """What a query asks for, inside what its viewer may know of (``aside``: see :func:`scope`)."""
    return scope(viewer, aside=aside) & narrowed(store, viewer, query)


def narrowed(store: Store, viewer: Viewer, query: CaseQuery) -> pw.Expression:
    """What a query asks for, of cases that its viewer is known to know of."""
    wanted: pw.Expression = pw.SQL("1 = 1")
    asked = query.asked or matching.plainly(query.text)
    if asked:
        wanted = wanted & matching.found(store, viewer, asked)
    if masters.counts_once(query):
        wanted = wanted & masters.stands_for_itself(viewer)
    if query.month:
        start, end = month_span(query.month)
        wanted = wanted & (Case.received_at >= start) & (Case.received_at < end)
    simple = {
        Case.channel: query.channel,
        Case.status: query.status,
        Case.outcome: query.outcome,
        Case.batch: query.batch,
    }
    for column, value in simple.items():
        if value:
            wanted = wanted & (column == value)
    if query.risk_level:
        wanted = wanted & (own.as_told(viewer, Case.risk_level) == query.risk_level)
    # "-" asks for the cases that have none: the remainder rows of every grouping.
    for column, value in (
        (Case.town, query.town),
        (Case.type_l1, query.type_l1),
        (Case.responsible_unit, query.unit),
    ):
        if value:
            wanted = wanted & (column.is_null() if value == "-" else column == value)
    if query.tag:
        tagged = any_tag() & Case.tags.contains(json.dumps(query.tag, ensure_ascii=False))
        wanted = wanted & (tagged if viewer.sees_county else Case.id.in_([]))
    if query.pending_only:
        wanted = wanted & (own.as_told(viewer, Case.pending) != "[]")
    if query.open_only:
        wanted = wanted & Case.status.not_in(ENDED)
    if query.running_only:
        wanted = wanted & Case.status.not_in(ENDED) & Case.feedback_submitted_at.is_null()
    if query.due_from and query.due_to:
        wanted = wanted & own.told_between(viewer, Case.due_date, query.due_from, query.due_to)
    elif query.due_from:
        wanted = wanted & (own.as_told(viewer, Case.due_date) >= query.due_from)
    elif query.due_to:
        wanted = wanted & (own.as_told(viewer, Case.due_date) <= query.due_to)
    if query.case_codes:
        wanted = wanted & Case.case_code.in_(query.case_codes)
    for name, value in query.where:
        if name not in WHERE_FIELDS:
            raise JiefenError(f"不能按“{name}”筛选。可以用：{'、'.join(WHERE_FIELDS)}。")
        asked = _asked(viewer, name) == value
        wanted = wanted & (masters.with_masters(asked) if name == "source_no" else asked)
    return wanted


def any_tag() -> pw.Expression:
    """Cases with a tag, said as the index of them says it, which is found by that."""
    return pw.Expression(Case.tags, "<>", pw.SQL("'[]'"))


def _asked(viewer: Viewer, name: str) -> Any:
    """The column that ``--where`` names, as this viewer is told it."""
    column = getattr(Case, name)
    return own.as_told(viewer, column) if name in own.HANGING or name == "due_clock" else column


def month_span(words: str) -> tuple[datetime, datetime]:
    """The first moments of a month and of the one after it."""
    try:
        start = datetime.strptime(words, "%Y-%m")
        return start, (start + timedelta(days=32)).replace(day=1)
    except (ValueError, OverflowError) as error:
        raise JiefenError(f"“{words}”不是月份，请写成 2026-10 这样。") from error


def _row(viewer: Viewer, case_code: str, *columns: pw.Field) -> dict[str, Any]:
    row = Case.select(*columns).where(scope_of_few(viewer), Case.case_code == case_code).dicts().first()
    if row is None:
        raise NotFound("没有这个案件，或它不在您的办理范围内，请检查案件码。")
    return dict(row)


def unmaskable(store: Store, viewer: Viewer, case_ids: Sequence[int]) -> frozenset[int]:
    """Those of some cases whose people this viewer may ask for in clear."""
    if viewer.roles & _SEE_CLEAR:
        return frozenset(case_ids)
    with store.reading():
        rows = Case.select(Case.id, Case.batch).where(scope(viewer), Case.id.in_(list(case_ids)))
        return frozenset(row["id"] for row in rows.dicts() if _may_unmask(viewer, row))


def _may_unmask(viewer: Viewer, row: dict[str, Any], now: datetime | None = None) -> bool:
    """Workflow guide, section 4, last row: who may see people in clear, in which cases."""
    if viewer.roles & _SEE_CLEAR:
        return True
    if now is not None and unmasking.holds(viewer, row["id"], now):
        return True
    if viewer.unit and viewer.roles & {Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR}:
        return bool(
            CaseUnit.select().where(CaseUnit.case == row["id"], CaseUnit.unit == viewer.unit).exists()
        )
    if Role.INTAKE_CLERK in viewer.roles and intakes.is_his(viewer, row["id"]):
        return True
    if Role.INTAKE_CLERK in viewer.roles and row["batch"] is not None:
        return bool(Batch.select().where(Batch.id == row["batch"], Batch.imported_by == viewer.name).exists())
    return False


def _in_order(store: Store, case_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The rows of cases that have been found for a viewer, as they were found."""
    by_id = {row["id"]: row for row in Case.select().where(Case.id.in_(store.among(case_ids))).dicts()}
    return [by_id[one] for one in case_ids]


def _records(
    store: Store,
    viewer: Viewer,
    rows: Sequence[dict[str, Any]],
    *,
    unmask: bool,
    full: bool,
    now: datetime | None = None,
) -> list[CaseRecord]:
    ids = [row["id"] for row in rows]
    parties: dict[int, list[PartyFacts]] = {one: [] for one in ids}
    sources: dict[int, list[SourceRef]] = {one: [] for one in ids}
    reasons: dict[int, list[Decision]] = {one: [] for one in ids}
    for chunk in _chunks(ids):
        for one in CaseParty.select().where(CaseParty.case.in_(chunk)).order_by(CaseParty.id).dicts():
            parties[one["case"]].append(party_facts(store.cipher, one))
        for one in CaseSource.select().where(CaseSource.case.in_(chunk)).order_by(CaseSource.id).dicts():
            sources[one["case"]].append(
                SourceRef(Channel(one["channel"]), one["source_no"], one["received_at"])
            )
        if full:
            for one in CaseDecision.select().where(CaseDecision.case.in_(chunk)).dicts():
                reasons[one["case"]] = [
                    forming.decision_of(entry) for entry in jsontext.decode(one["entries"])
                ]
    brought = masters.sources(viewer, {row["case_code"]: row["id"] for row in rows})
    for case_id, source in brought:
        sources[case_id].append(source)
    known = masters.known(viewer, {row["master_case"] for row in rows if row["master_case"]})
    apart = {} if viewer.sees_county else own.words(ids)
    records = []
    for row in rows:
        case, why = rowform.from_row(row, store.cipher), reasons[row["id"]]
        if case.id in apart:
            case, why = own.told(case, why, *apart[case.id])
        clear = unmask and _may_unmask(viewer, row, now)
        record = _record(viewer, case, parties[case.id], sources[case.id], why, clear=clear)
        records.append(replace(record, master_case=case.master_case if case.master_case in known else None))
    return records


def _chunks(ids: Sequence[int], size: int = 500) -> Iterable[Sequence[int]]:
    return (ids[at : at + size] for at in range(0, len(ids), size))


def _record(
    viewer: Viewer,
    case: CaseRow,
    parties: Sequence[PartyFacts],
    sources: Sequence[SourceRef],
    reasons: Sequence[Decision],
    *,
    clear: bool,
) -> CaseRecord:
    words = Hider(viewer, case.secrecy, parties, clear=clear)
    place = words(case.place) if clear else (text.mask_address(case.place) if case.place else None)
    return CaseRecord(
        case_id=case.id,
        case_code=case.case_code,
        status=case.status,
        channel=case.channel,
        sources=tuple(sources),
        received_at=case.received_at,
        occurred_at=case.occurred_at,
        registered_at=case.registered_at,
        accepted_at=case.accepted_at,
        clock_start_at=case.clock_start_at,
        town=case.town,
        village=case.village,
        place=place,
        type_l1=case.type_l1,
        type_l2=case.type_l2,
        complexity=case.complexity,
        complexity_pending=case.complexity_pending,
        risk_level=case.risk_level,
        risk_score=case.risk_score,
        risk_reasons=case.risk_reasons,
        responsible_unit=case.responsible_unit,
        unit_by=case.unit_by,
        assisting_units=case.assisting_units,
        handler=case.handler,
        mediator=case.mediator,
        center_due=case.center_due,
        source_due=case.source_due,
        statutory_due=case.statutory_due,
        due_date=case.due_date,
        due_clock=case.due_clock,
        due_estimated=case.due_estimated,
        feedback_submitted_at=case.feedback_submitted_at,
        closed_at=case.closed_at,
        outcome=case.outcome,
        satisfaction=case.satisfaction,
        people_count=case.people_count,
        people_count_approx=case.people_count_approx,
        amount_fen=case.amount_fen,
        tags=case.tags,
        cause=case.cause,
        summary=words(case.summary),
        claim=words(case.claim),
        result_text=words(case.result_text),
        secrecy=case.secrecy,
        pending=tuple(sorted(case.pending, key=lambda point: _rank(point, glossary.PENDING))),
        parties=tuple(party_told(viewer, case.secrecy, party, clear=clear) for party in parties),
        reasons=tuple(
            Decision(one.decision, words(one.value), one.by, one.rule, one.basis, words(one.text) or "")
            for one in sorted(reasons, key=lambda one: _rank(one.decision, glossary.DECISIONS))
        ),
        masked=not clear,
        dispatched_at=case.dispatched_at,
        signed_at=case.signed_at,
        first_contact_at=case.first_contact_at,
        evaluated_at=case.evaluated_at,
        dispatch_count=case.dispatch_count,
        return_count=case.return_count,
        reopen_count=case.reopen_count,
        suspended_days=case.suspended_days,
        clock_state=case.clock_state,
    )


def _rank(name: str, known: Mapping[str, str]) -> int:
    """Where a name stands in the glossary's list: always the same order, however it came about."""
    return list(known).index(name) if name in known else len(known)
