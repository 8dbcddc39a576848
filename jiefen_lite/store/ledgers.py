"""Cases by the hundred for ledgers: only what a ledger prints, masked, each batch in a few questions.

The records of :mod:`cases` hold much that no ledger shows (numbers, reasons); reading those for a hundred
thousand cases would take longer than writing the workbook.
"""

from __future__ import annotations

import re
from collections import defaultdict, namedtuple
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

import peewee as pw

from jiefen_lite import glossary, jsontext, text
from jiefen_lite.shapes import (
    By,
    CaseQuery,
    Channel,
    Clock,
    Complexity,
    FileWords,
    LedgerCase,
    Outcome,
    PartyFacts,
    PartyRole,
    RiskLevel,
    Satisfaction,
    SourceRef,
    Status,
    Viewer,
)
from jiefen_lite.store import images, masters, own, rowform, writing
from jiefen_lite.store.batches import ROW_AAD
from jiefen_lite.store.cases import condition, unmaskable
from jiefen_lite.store.database import Store
from jiefen_lite.store.hiding import SECRET, Hider, is_secret
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import BatchRow, Case, CaseEvent, CaseParty, CaseSource

#: As many cases are read in one go.
CHUNK = 500
_PLAIN = (
    Case.id,
    Case.case_code,
    Case.received_at,
    Case.accepted_at,
    Case.clock_start_at,
    Case.town,
    Case.village,
    Case.type_l1,
    Case.type_l2,
    Case.people_count,
    Case.amount_fen,
    Case.responsible_unit,
    Case.unit_at_due,
    Case.assisting_units,
    Case.handler,
    Case.mediator,
    Case.due_date,
    Case.dispatched_at,
    Case.signed_at,
    Case.first_contact_at,
    Case.feedback_submitted_at,
    Case.closed_at,
    Case.agreement_form,
    Case.agreement_at,
    Case.confirmed,
    Case.performed,
    Case.tags,
    Case.cause,
    Case.pending,
    Case.by_hand,
    Case.suspended_days,
    Case.return_count,
    Case.master_case,
    Case.status,
    Case.channel,
    Case.complexity,
    Case.risk_level,
    Case.unit_by,
    Case.due_clock,
    Case.outcome,
    Case.satisfaction,
    Case.summary,
    Case.claim,
    Case.story_cipher,
    Case.secrecy,
    Case.batch,
)
_named_tuple: Any = namedtuple  # its fields are those columns, which no type checker can read
_Row = _named_tuple("_Row", [column.name for column in _PLAIN])


class Returned(NamedTuple):
    """One return of a case by its unit."""

    case_id: int
    at: datetime
    unit: str | None
    actor: str
    reason: str | None


def ids_of(store: Store, viewer: Viewer, query: CaseQuery, *, before: date | None = None) -> list[int]:
    """Inner numbers of the cases asked for (limit and page are not looked at), in the order they came in.

    ``before``: only those received before that day.
    """
    with store.reading():
        rows = Case.select(Case.id).where(condition(store, viewer, query))
        if before is not None:
            rows = rows.where(Case.received_at < datetime.combine(before, time.min))
        return [number for (number,) in rows.order_by(Case.received_at, Case.id).tuples()]


def ids_among(store: Store, viewer: Viewer, codes: Sequence[str]) -> list[int]:
    """Inner numbers of those of these cases that this viewer may know of, in the order they came in."""
    found: list[tuple[datetime, int]] = []
    with store.reading():
        for chunk in _chunks(codes):
            rows = Case.select(Case.received_at, Case.id).where(scope(viewer), Case.case_code.in_(chunk))
            found.extend(rows.tuples())
    return [number for _received, number in sorted(found)]


def returned(store: Store, viewer: Viewer, start: date, end: date, *, unmask: bool = False) -> list[Returned]:
    """Every return of a case by its unit from ``start`` to before ``end``, in this viewer's words."""
    first, last = (datetime.combine(day, time.min) for day in (start, end))
    with store.reading():
        rows = (
            CaseEvent.select(
                CaseEvent.case_id, CaseEvent.occurred_at, CaseEvent.unit, CaseEvent.actor, CaseEvent.reason
            )
            .join(Case)
            .where(
                scope(viewer),
                CaseEvent.action == "return_case",
                CaseEvent.occurred_at >= first,
                CaseEvent.occurred_at < last,
                ~images.hidden_events(),
            )
            .order_by(CaseEvent.occurred_at, CaseEvent.case, CaseEvent.seq)
            .tuples()
        )
        found = [Returned(*row) for row in rows]
        hiders = _hiders(store, viewer, sorted({one.case_id for one in found}), unmask=unmask)
        return [one._replace(reason=hiders[one.case_id](one.reason)) for one in found]


def read(
    store: Store, viewer: Viewer, ids: Sequence[int], *, unmask: bool = False
) -> Iterator[list[LedgerCase]]:
    """These cases in this order, some hundreds at a time; what this viewer may not know of is left out.

    ``unmask`` only takes effect where role and case allow it; the caller has written the audit entry before.
    """
    with store.reading():
        with_parts = masters.having_parts()
    for chunk in _chunks(ids):
        with store.reading():
            cases = _Chunk(store, viewer, chunk, with_parts, unmask=unmask).cases()
        yield cases


def _hiders(store: Store, viewer: Viewer, ids: Sequence[int], *, unmask: bool) -> dict[int, Hider]:
    """What hides in the texts of these cases what this viewer must not read."""
    hiders = {}
    for chunk in _chunks(ids):
        clear = unmaskable(store, viewer, chunk) if unmask else frozenset()
        rows = Case.select(Case.id, Case.secrecy).where(Case.id.in_(chunk)).tuples()
        for case_id, secrecy in rows:
            parties = writing.load_parties(store, case_id)
            hiders[case_id] = Hider(viewer, bool(secrecy), parties, clear=case_id in clear)
    return hiders


class _Chunk:
    """Some hundred cases with what belongs to them, each kind of row fetched once."""

    def __init__(
        self, store: Store, viewer: Viewer, ids: Sequence[int], with_parts: set[str], *, unmask: bool
    ) -> None:
        self._store, self._viewer, self._ids = store, viewer, list(ids)
        rows = _fetched(store, Case.select(*_PLAIN).where(scope(viewer), Case.id.in_(store.among(ids))))
        self._rows = {row[0]: _Row._make(row) for row in rows}
        known = [number for number in self._ids if number in self._rows]
        self._order = known
        self._clear = unmaskable(store, viewer, known) if unmask else frozenset()
        self._apart = {} if viewer.sees_county else own.words(known)
        self._secret = {
            number for number, row in self._rows.items() if row.secrecy and not viewer.sees_county
        }
        self._parties = self._read_parties(known)
        self._sources, self._told = self._read_sources(known)
        codes = {row.case_code: number for number, row in self._rows.items() if row.case_code in with_parts}
        for number, source in masters.sources(viewer, codes):
            self._sources[number].append(source)
        wanted = {row.master_case for row in self._rows.values() if row.master_case}
        self._masters = masters.known(viewer, wanted)

    def cases(self) -> list[LedgerCase]:
        """All of them, in the order asked for."""
        return [self._case(number) for number in self._order]

    def _read_parties(self, ids: Sequence[int]) -> dict[int, list[PartyFacts]]:
        """Names and roles; everything of those who asked for secrecy, to find it in the texts."""
        columns = (CaseParty.case, CaseParty.role, CaseParty.name, CaseParty.is_org, CaseParty.anonymous)
        found: dict[int, list[PartyFacts]] = defaultdict(list)
        among = self._store.among(ids)
        query = CaseParty.select(*columns).where(CaseParty.case.in_(among)).order_by(CaseParty.id)
        for case_id, role, name, is_org, anonymous in _fetched(self._store, query):
            found[case_id].append(
                PartyFacts(_ROLES[role], name, is_org=bool(is_org), anonymous=bool(anonymous))
            )
        for case_id in self._secret:
            found[case_id] = writing.load_parties(self._store, case_id)
        return found

    def _read_sources(
        self, ids: Sequence[int]
    ) -> tuple[dict[int, list[SourceRef]], dict[int, list[Mapping[str, Any]]]]:
        """Where each was reported, and the canonical fields of the file rows behind it."""
        sources: dict[int, list[SourceRef]] = defaultdict(list)
        told: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        query = (
            CaseSource.select(
                CaseSource.case,
                CaseSource.channel,
                CaseSource.source_no,
                CaseSource.received_at,
                BatchRow.payload_cipher,
            )
            .join(BatchRow, pw.JOIN.LEFT_OUTER)
            .where(CaseSource.case.in_(self._store.among(ids)))
            .order_by(CaseSource.id)
        )
        for case_id, channel, number, received, sealed in _fetched(self._store, query):
            sources[case_id].append(SourceRef(_CHANNELS[channel], number, _moment(received)))
            if sealed is not None:
                payload = self._store.cipher.decrypt_bytes(ROW_AAD, sealed)
                told[case_id].append(jsontext.decode(payload[: payload.index(b"\n")]))  # the cells follow
        return sources, told

    def _case(self, number: int) -> LedgerCase:
        row = self._rows[number]
        parties, clear = self._parties[number], number in self._clear
        hide = Hider(self._viewer, bool(row.secrecy), parties, clear=clear)
        summary, claim = row.summary, row.claim
        if row.story_cipher is not None:  # the texts as they were, with their numbers
            said = jsontext.decode(self._store.cipher.decrypt(rowform.STORY_AAD, row.story_cipher))
            summary, claim = said.get("summary", summary), said.get("claim", claim)
        pending, tags = _listed(row.pending), _listed(row.tags)
        complexity, risk = _COMPLEXITIES[row.complexity], _RISKS[row.risk_level]
        due, clock = _day(row.due_date), _CLOCKS[row.due_clock]
        if number in self._apart:
            word, pending = self._apart[number]
            tags, complexity, risk = word.tags, word.complexity, word.risk_level
            due, clock = word.due_date, word.due_clock
        return LedgerCase(
            case_id=number,
            case_code=row.case_code,
            status=_STATUSES[row.status],
            channel=_CHANNELS[row.channel],
            sources=tuple(self._sources[number]),
            received_at=_moment(row.received_at),
            accepted_at=_moment_or_none(row.accepted_at),
            clock_start_at=_day(row.clock_start_at),
            town=row.town,
            village=row.village,
            type_l1=row.type_l1,
            type_l2=row.type_l2,
            complexity=complexity,
            risk_level=risk,
            people_count=row.people_count,
            amount_fen=row.amount_fen,
            applicants=self._named(number, PartyRole.APPLICANT, clear=clear),
            respondents=self._named(number, PartyRole.RESPONDENT, clear=clear),
            party_count=len(parties),
            summary=hide(summary),
            claim=hide(claim),
            responsible_unit=row.responsible_unit,
            unit_by=_BYS[row.unit_by],
            unit_at_due=row.unit_at_due,
            assisting_units=_listed(row.assisting_units),
            handler=row.handler,
            mediator=row.mediator,
            due_date=due,
            due_clock=clock,
            dispatched_at=_moment_or_none(row.dispatched_at),
            signed_at=_moment_or_none(row.signed_at),
            first_contact_at=_moment_or_none(row.first_contact_at),
            feedback_submitted_at=_moment_or_none(row.feedback_submitted_at),
            closed_at=_moment_or_none(row.closed_at),
            outcome=_OUTCOMES[row.outcome],
            satisfaction=_SATISFACTIONS[row.satisfaction],
            agreement_form=row.agreement_form,
            agreement_at=_day(row.agreement_at),
            confirmed=_yes_no(row.confirmed),
            performed=_yes_no(row.performed),
            tags=tags,
            cause=row.cause,
            pending=tuple(sorted(pending, key=_rank)),
            by_hand=_listed(row.by_hand),
            suspended_days=row.suspended_days,
            return_count=row.return_count,
            master_case=row.master_case if row.master_case in self._masters else None,
            told=_file_words(self._told[number], hide),
        )

    def _named(self, number: int, role: PartyRole, *, clear: bool) -> tuple[str, ...]:
        shown = []
        for party in self._parties[number]:
            if party.role == role and party.name:
                if number in self._secret and is_secret(self._viewer, party):
                    shown.append(SECRET)
                else:
                    shown.append(party.name if clear else text.mask_name(party.name, party.is_org))
        return tuple(shown)


# --------------------------------------------------------------------------- what the file rows say

_RULING = re.compile(
    r"[(（〔\[]\s*\d{4}\s*[)）〕\]]\s*[\u4e00-\u9fffA-Z]{0,3}\d{2,4}\s*(?:民?诉前调确|民特)\s*第?\s*\d+\s*号"
)


def _file_words(rows: Sequence[Mapping[str, Any]], hide: Hider) -> FileWords:
    """What the file rows of one case say, the first that says it; free text as this viewer may read it."""
    if not rows:
        return _NOTHING_TOLD
    said = rows[0] if len(rows) == 1 else _together(rows)
    extra: Mapping[str, Any] = said.get("extra") or {}

    def kept(*names: str) -> str | None:
        return hide(next((str(extra[name]) for name in names if extra.get(name)), None))

    return FileWords(
        grid=hide(said.get("grid")),
        agreement_no=hide(said.get("agreement_no")),
        ruling_no=_ruling(said),
        linked_nos=tuple(map(str, said.get("linked_nos") or ())),
        remark=hide(said.get("remark")),
        signed=said.get("signed_at") is not None,
        dispatched=said.get("dispatched_at") is not None,
        partly_performed=said.get("performed") == "partial",
        difficult=said.get("difficult"),
        origin=said.get("case_origin"),
        committee=hide(said.get("responsible_unit")),
        committee_kind=kept("调解主体", "调委会类型") if extra else None,
        supervised=kept("交办督办情况") if extra else None,
        against_crime=kept("防止民转刑") if extra else None,
        against_petition=kept("防止群体性上访") if extra else None,
    )


_NOTHING_TOLD = FileWords()


def _together(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The fields of several file rows as one; the first that says something wins."""
    extra: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    for row in reversed(rows):
        extra.update(row.get("extra") or {})
        fields.update({name: value for name, value in row.items() if value not in (None, "")})
    return {**fields, "extra": extra}


def _ruling(said: Mapping[str, Any]) -> str | None:
    """The number of the ruling by which a court confirmed the agreement, where the file names it."""
    for name in ("closing_way", "result", "remark"):
        words = said.get(name)
        if words and ("调确" in words or "民特" in words):
            found = _RULING.search(words)
            if found:
                return "".join(found.group().split())
    return None


# --------------------------------------------------------------------------- values as they are stored

_STATUSES = {one.value: one for one in Status}
_CHANNELS = {one.value: one for one in Channel}
_RISKS = {one.value: one for one in RiskLevel}
_ROLES = {one.value: one for one in PartyRole}
_COMPLEXITIES: dict[str | None, Complexity | None] = {None: None, **{one.value: one for one in Complexity}}
_BYS: dict[str | None, By | None] = {None: None, **{one.value: one for one in By}}
_CLOCKS: dict[str | None, Clock | None] = {None: None, **{one.value: one for one in Clock}}
_OUTCOMES: dict[str | None, Outcome | None] = {None: None, **{one.value: one for one in Outcome}}
_SATISFACTIONS: dict[str | None, Satisfaction | None] = {
    None: None,
    **{one.value: one for one in Satisfaction},
}
_PENDING = {point: at for at, point in enumerate(glossary.PENDING)}


def _rank(point: str) -> int:
    return _PENDING.get(point, len(_PENDING))


def _fetched(store: Store, query: Any) -> list[tuple[Any, ...]]:
    """The rows as the driver gives them: converting every column by itself costs more than the question."""
    return list(store.db.execute_sql(*query.sql()).fetchall())


def _moment(value: Any) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _moment_or_none(value: Any) -> datetime | None:
    return None if value is None else _moment(value)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _listed(value: str) -> tuple[str, ...]:
    return () if value == "[]" else tuple(jsontext.decode(value))


def _yes_no(value: Any) -> bool | None:
    return None if value is None else bool(value)


def _chunks(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (things[at : at + CHUNK] for at in range(0, len(things), CHUNK))
