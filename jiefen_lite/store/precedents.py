"""The case library, and which settled cases may be told as examples: and what of them is compared."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import peewee as pw

from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Channel, PartyFacts, Viewer
from jiefen_lite.store import cases, writing
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope, scope_of_few
from jiefen_lite.store.tables import (
    LIVE,
    AuditEntry,
    Case,
    CaseConsent,
    CaseParty,
    CaseUnit,
    MediationSession,
    Precedent,
)

DRAFT, APPROVED, WITHDRAWN = "draft", "approved", "withdrawn"
#: What is told of only where both sides agreed in writing (compliance guide, section 1).
CONSENT_CHANNEL, CONSENT_TYPE = Channel.COURT_PRETRIAL.value, "medical"
#: Cases are counted by blocks of so many numbers, to find where something changed.
BLOCK = 4_096
_CHUNK = 2_000
_CODE = "AL-"


@dataclass(frozen=True, slots=True)
class Settled:
    """What is compared of one settled case: its words without the names of its parties."""

    id: int
    mark: int  # changes whenever the case does
    words: str
    type_l1: str | None
    type_l2: str | None
    amount_fen: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the case library."""

    id: int
    title: str
    type_l1: str
    type_l2: str | None
    story: str
    resolution_plan: str
    why_held: str
    days: int | None
    sessions: int | None
    amount_fen: int | None
    laws: tuple[str, ...]
    state: str
    version: int
    made_by: str
    made_unit: str | None
    made_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None
    source_id: int | None

    @property
    def code(self) -> str:
        """How people and commands name it."""
        return code_of(self.id)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person writes of an entry."""

    title: str
    type_l1: str
    type_l2: str | None
    story: str
    resolution_plan: str
    why_held: str
    days: int | None
    sessions: int | None
    amount_fen: int | None
    laws: tuple[str, ...]


def code_of(number: int) -> str:
    """The code of an entry: AL-0012."""
    return f"{_CODE}{number:04d}"


# --------------------------------------------------------------------------- settled cases


def _tellable() -> pw.Expression:
    """Settled, not secret, and with the consent that some kinds of cases want."""
    wants = (Case.channel == CONSENT_CHANNEL) | (Case.type_l1 == CONSENT_TYPE)
    given = Case.id.in_(CaseConsent.select(CaseConsent.case))
    plain = (Case.channel != CONSENT_CHANNEL) & (Case.type_l1.is_null() | (Case.type_l1 != CONSENT_TYPE))
    # As literals: the planner must see that the index of settled cases fits.
    settled = (Case.live == pw.SQL(str(LIVE))) & (Case.outcome == pw.SQL("'resolved'"))
    return settled & Case.closed_at.is_null(False) & (Case.secrecy == False) & (plain | (wants & given))  # noqa: E712


def _resolved(viewer: Viewer) -> pw.Expression:
    """The settled cases of this viewer's scope, with or without the consent that some want.

    With a bound on the number SQLite reads the index of settled cases alone, and not every live case; that a
    case is live is said once, as a literal, or each row would be opened for it.
    """
    settled = (Case.id > 0) & (Case.live == pw.SQL(str(LIVE))) & (Case.outcome == pw.SQL("'resolved'"))
    return settled if viewer.sees_county else settled & scope(viewer)


def blocks(store: Store, viewer: Viewer) -> dict[int, tuple[int, int, int]]:
    """block → how many settled cases of this viewer's scope it has, their marks' sum, and by number.

    Which of them may be told is asked of a block that has changed (:func:`marks`); consents are not in here.
    """
    with store.reading():
        block = Case.id / pw.SQL(str(BLOCK))
        mixed = pw.fn.SUM(Case.id * Case.event_count)  # one may lose as many events as another gains
        query = Case.select(block, pw.fn.COUNT(Case.id), pw.fn.SUM(Case.event_count), mixed)
        shown = Case.closed_at.is_null(False) & (Case.secrecy == False)  # noqa: E712
        found = query.where(_resolved(viewer), shown).group_by(block).tuples()
        return {int(number): (int(count), int(total), int(each)) for number, count, total, each in found}


def settled_mark(store: Store, viewer: Viewer) -> tuple[int, ...]:
    """Changes whenever a settled case of this viewer's scope does, comes or goes; sooner told than blocks.

    Numbers times marks are summed: one case may lose as many events as another gains. What a case is like is
    changed by its events alone, and what may be told of it by these and by consents.
    """
    with store.reading():
        query = Case.select(pw.fn.COUNT(Case.id), pw.fn.SUM(Case.id * Case.event_count))
        found = query.where(_resolved(viewer)).tuples().get()
        return tuple(int(one or 0) for one in (*found, *consents_mark(store, viewer)))


def consents_mark(store: Store, viewer: Viewer) -> tuple[int, int]:
    """Changes whenever a consent is given or taken back; of no case in particular."""
    del viewer  # nothing of a case is told
    with store.reading():
        query = CaseConsent.select(pw.fn.COUNT(CaseConsent.id), pw.fn.SUM(CaseConsent.id))
        count, total = query.tuples().get()
        return int(count), int(total or 0)


def history(store: Store, viewer: Viewer) -> str:
    """How far the log has come, and what stands there: whoever has seen so much has seen this."""
    del viewer  # nothing of a case is told
    with store.reading():
        last = (
            AuditEntry.select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).tuples().first()
        )
        return f"{last[0]}:{last[1]}" if last else ""


def continues(store: Store, viewer: Viewer, seen: str) -> bool:
    """Whether this store has gone on from that point: not where an older or another one stands here now."""
    del viewer  # nothing of a case is told
    number, _colon, mark = seen.partition(":")
    if not number.isdecimal():
        return False
    with store.reading():
        return bool(AuditEntry.select().where(AuditEntry.id == int(number), AuditEntry.hash == mark).exists())


def highest(store: Store, viewer: Viewer) -> int:
    """The highest number of a case of this viewer's scope: how many there are at most, found at once."""
    with store.reading():
        found = Case.select(Case.id).where(scope(viewer)).order_by(Case.id.desc()).limit(1).tuples().first()
        return int(found[0]) if found else 0


def marks(store: Store, viewer: Viewer, block: int) -> dict[int, int]:
    """case → mark, of the settled cases of one block in this viewer's scope."""
    with store.reading():
        within = (Case.id >= block * BLOCK) & (Case.id < (block + 1) * BLOCK)
        query = Case.select(Case.id, Case.event_count).where(scope(viewer), within, _tellable())
        return dict(query.tuples())


def settled(store: Store, viewer: Viewer, case_ids: Collection[int]) -> list[Settled]:
    """What is compared of these cases, those of them that are settled and in this viewer's scope."""
    made: list[Settled] = []
    wanted = sorted(case_ids)
    with store.reading():
        for at in range(0, len(wanted), _CHUNK):
            chunk = wanted[at : at + _CHUNK]
            names: dict[int, list[str]] = defaultdict(list)
            people = CaseParty.select(CaseParty.case_id, CaseParty.name).where(
                CaseParty.case.in_(chunk), CaseParty.name.is_null(False)
            )
            for case_id, name in people.tuples():
                names[case_id].append(name)
            query = Case.select(
                Case.id, Case.event_count, Case.summary, Case.claim, Case.type_l1, Case.type_l2,
                Case.amount_fen,
            ).where(scope(viewer), Case.id.in_(chunk), _tellable()).order_by(Case.id)  # fmt: skip
            for case_id, mark, summary, claim, l1, l2, fen in query.tuples():
                words = "。".join(part for part in (summary, claim) if part)
                for name in names[case_id]:
                    words = words.replace(name, " ")
                made.append(Settled(case_id, mark, words, l1, l2, fen))
    return made


def among(store: Store, viewer: Viewer) -> list[int] | None:
    """The numbers of the cases that this viewer may know of, None where these are all."""
    if viewer.sees_county:
        return None
    if not viewer.sees_cases:
        return []
    with store.reading():
        query = CaseUnit.select(CaseUnit.case).where(CaseUnit.unit == viewer.unit)
        # As the database gives them: a large unit has tens of thousands, and nothing is to be made of them.
        return [one for (one,) in store.db.execute_sql(*query.sql()).fetchall()]


def among_mark(store: Store, viewer: Viewer) -> tuple[int, ...]:
    """Changes whenever :func:`among` does; sooner told, and the same for all of one unit."""
    if viewer.sees_county or not viewer.sees_cases:
        return ()
    with store.reading():
        query = CaseUnit.select(pw.fn.COUNT(CaseUnit.case_id), pw.fn.SUM(CaseUnit.case_id))
        found = query.where(CaseUnit.unit == viewer.unit).tuples().get()
        return tuple(int(one or 0) for one in found)


def codes(store: Store, viewer: Viewer, case_ids: Collection[int]) -> dict[int, str]:
    """number → code, of those that are settled now and in this viewer's scope."""
    with store.reading():
        query = Case.select(Case.id, Case.case_code)
        found = query.where(scope_of_few(viewer), Case.id.in_(list(case_ids)), _tellable())
        return dict(found.tuples()) if case_ids else {}


def sessions_held(store: Store, viewer: Viewer, case_code: str) -> int:
    """How many meetings a case of this viewer's scope took. Raises NotFound."""
    case_id = cases.case_id_of(store, viewer, case_code)
    with store.reading():
        held = (MediationSession.case == case_id) & (MediationSession.state == "held")
        return int(MediationSession.select().where(held).count())


@dataclass(frozen=True, slots=True)
class Source:
    """A case as its example is made from it: in clear, for the desk, which hides its people."""

    case_id: int
    story: str
    result: str
    parties: tuple[PartyFacts, ...]
    type_l1: str | None
    type_l2: str | None
    amount_fen: int | None
    received_on: date
    accepted_on: date
    closed_on: date | None
    outcome: str | None
    secrecy: bool
    wants_consent: bool


def source(store: Store, viewer: Viewer, case_code: str) -> Source:
    """What an example is made from. Raises NotFound alike for another unit's case and for none."""
    case_id = cases.case_id_of(store, viewer, case_code)
    with store.reading():
        row = Case.get_by_id(case_id)
        parties = tuple(writing.load_parties(store, case_id))
    begin = row.accepted_at or row.received_at
    return Source(
        case_id=case_id,
        story="。".join(part for part in (row.summary, row.claim) if part),
        result=row.result_text or "",
        parties=parties,
        type_l1=row.type_l1,
        type_l2=row.type_l2,
        amount_fen=row.amount_fen,
        received_on=row.received_at.date(),
        accepted_on=begin.date(),
        closed_on=row.closed_at.date() if row.closed_at else None,
        outcome=row.outcome,
        secrecy=bool(row.secrecy),
        wants_consent=row.channel == CONSENT_CHANNEL or row.type_l1 == CONSENT_TYPE,
    )


def source_parties(store: Store, viewer: Viewer, entry: Entry) -> tuple[PartyFacts, ...]:
    """Who must not stand in an entry that this viewer may read: the parties of the case behind it."""
    if entry.source_id is None or not viewer.sees_cases:
        return ()
    with store.reading():
        return tuple(writing.load_parties(store, entry.source_id))


# --------------------------------------------------------------------------- consent


def consent(store: Store, viewer: Viewer, case_code: str) -> date | None:
    """The day on which both sides agreed in writing to be told of, None where they have not."""
    case_id = cases.case_id_of(store, viewer, case_code)
    with store.reading():
        found = CaseConsent.select(CaseConsent.signed_on).where(CaseConsent.case == case_id).tuples().first()
        return found[0] if found else None


def note_consent(store: Store, viewer: Viewer, case_code: str, signed_on: date, now: datetime) -> None:
    """Note both sides' written consent (inside a write)."""
    case_id = cases.case_id_of(store, viewer, case_code)
    CaseConsent.delete().where(CaseConsent.case == case_id).execute()
    CaseConsent.create(case=case_id, signed_on=signed_on, noted_by=viewer.name, noted_at=now)


def take_back_consent(store: Store, viewer: Viewer, case_code: str) -> None:
    """The consent is gone (inside a write)."""
    CaseConsent.delete().where(CaseConsent.case == cases.case_id_of(store, viewer, case_code)).execute()


# --------------------------------------------------------------------------- the library


def add(store: Store, viewer: Viewer, said: Said, case_code: str | None, now: datetime) -> int:
    """Keep a new entry as a draft (inside a write); returns its number."""
    row = Precedent.create(
        **_columns(said),
        source_case=cases.case_id_of(store, viewer, case_code) if case_code else None,
        state=DRAFT,
        made_by=viewer.name,
        made_unit=viewer.unit,
        made_at=now,
    )
    return int(row.id)


def change(store: Store, viewer: Viewer, number: int, said: Said, now: datetime) -> None:
    """Write a draft anew; whoever did so last is its maker (inside a write)."""
    mine = {"made_by": viewer.name, "made_unit": viewer.unit, "made_at": now}
    columns = {**_columns(said), **mine, "version": Precedent.version + 1}
    Precedent.update(columns).where(Precedent.id == number, Precedent.state == DRAFT).execute()


def decide(store: Store, viewer: Viewer, number: int, state: str, reason: str | None, now: datetime) -> None:
    """Approve an entry, or take it out of the library (inside a write)."""
    decided = {"state": state, "decided_by": viewer.name, "decided_at": now, "reason": reason}
    Precedent.update({**decided, "version": Precedent.version + 1}).where(Precedent.id == number).execute()


def get(store: Store, viewer: Viewer, number: int) -> Entry:
    """One entry that this viewer may read. Raises NotFound alike for a hidden one and for none."""
    with store.reading():
        row = Precedent.select().where(_readable(viewer), Precedent.id == number).dicts().first()
    if row is None:
        raise NotFound("案例库里没有这一条，请回到案例库再看。")
    return _entry(row)


def listing(
    store: Store, viewer: Viewer, *, type_l1: str | None = None, limit: int = 200, offset: int = 0
) -> list[Entry]:
    """Entries that this viewer may read, those that wait for approval first, then the newest."""
    with store.reading():
        query = Precedent.select().where(_readable(viewer))
        if type_l1:
            query = query.where(Precedent.type_l1 == type_l1)
        waits = pw.Case(None, [(Precedent.state == DRAFT, 0), (Precedent.state == APPROVED, 1)], 2)
        query = query.order_by(waits, Precedent.id.desc()).limit(limit).offset(offset)
        return [_entry(row) for row in query.dicts()]


def library_mark(store: Store, viewer: Viewer) -> tuple[int, int]:
    """Changes whenever the approved library does."""
    with store.reading():
        query = Precedent.select(pw.fn.COUNT(Precedent.id), pw.fn.SUM(Precedent.version))
        count, total = query.where(_readable(viewer)).tuples().get()
        return int(count), int(total or 0)


def approved(store: Store, viewer: Viewer) -> list[Entry]:
    """The approved entries: everybody who sees cases may read them."""
    with store.reading():
        query = Precedent.select().where(_readable(viewer), Precedent.state == APPROVED)
        return [_entry(row) for row in query.order_by(Precedent.id).dicts()]


def approved_of(store: Store, viewer: Viewer, case_code: str) -> list[Entry]:
    """The approved entries that were made from a case of this viewer's scope. Raises NotFound."""
    case_id = cases.case_id_of(store, viewer, case_code)
    with store.reading():
        query = Precedent.select().where(Precedent.source_case == case_id, Precedent.state == APPROVED)
        return [_entry(row) for row in query.order_by(Precedent.id).dicts()]


def source_code(store: Store, viewer: Viewer, entry: Entry) -> str | None:
    """The case that an entry was made from, where this viewer may know of it."""
    if entry.source_id is None:
        return None
    with store.reading():
        found = Case.select(Case.case_code).where(scope(viewer), Case.id == entry.source_id).tuples().first()
        return str(found[0]) if found else None


def is_consented(store: Store, viewer: Viewer, entry: Entry) -> bool:
    """Whether the case behind an entry has the consent that its kind wants, whoever's case it is."""
    if not viewer.sees_cases:
        return False
    if entry.source_id is None:
        return True
    with store.reading():
        return bool(Case.select().where(Case.id == entry.source_id, _tellable()).exists())


def _readable(viewer: Viewer) -> pw.Expression:
    """Approved ones by whoever sees cases; drafts and withdrawn ones by the county and their makers' unit."""
    if viewer.sees_county:
        return Precedent.id > 0
    if not viewer.sees_cases:
        return Precedent.id < 0
    return (Precedent.state == APPROVED) | (Precedent.made_unit == viewer.unit)


def _columns(said: Said) -> dict[str, Any]:
    return {
        "title": said.title,
        "type_l1": said.type_l1,
        "type_l2": said.type_l2,
        "story": said.story,
        "resolution_plan": said.resolution_plan,
        "why_held": said.why_held,
        "days": said.days,
        "sessions": said.sessions,
        "amount_fen": said.amount_fen,
        "laws": json.dumps(list(said.laws), ensure_ascii=False),
    }


def _entry(row: dict[str, Any]) -> Entry:
    kept = {name: row[name] for name in Entry.__dataclass_fields__ if name in row}
    return Entry(**{**kept, "laws": tuple(json.loads(row["laws"])), "source_id": row["source_case"]})
