"""What belongs to the mediation of a case: what each side says, meetings planned and held."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import peewee as pw

from jiefen_lite import text
from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import PartyFacts, Viewer
from jiefen_lite.store import cases, writing
from jiefen_lite.store.database import Store
from jiefen_lite.store.hiding import Hider, party_told
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, MediationConsent, MediationSession

PLANNED, RECORDING, HELD, CALLED_OFF = "planned", "recording", "held", "called_off"
AGREED, REFUSED = "agreed", "refused"
#: Who takes part on both sides; a third party is asked too where there is one.
ASKED = ("applicant", "respondent", "third_party")


@dataclass(frozen=True, slots=True)
class Side:
    """One party as somebody may see it, by the key under which its words are kept."""

    key: str
    role: str
    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Consent:
    """What one side says to being mediated; ``wants``: what it is after."""

    party: str
    answer: str
    way: str
    rights_told: bool
    wants: str | None
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting as its viewer may read it; ``ways``: party → how it takes part."""

    id: int
    case_code: str
    state: str
    starts_at: datetime
    place: str
    ways: Mapping[str, str]
    present: str | None
    record: str | None
    result: str | None
    reason: str | None
    planned_by: str
    planned_at: datetime
    recorded_by: str | None
    recorded_at: datetime | None


def keyed(parties: list[PartyFacts]) -> dict[str, PartyFacts]:
    """The parties of a case by their keys: role and number among those of that role."""
    found: dict[str, PartyFacts] = {}
    for one in parties:
        same = sum(1 for key in found if key.startswith(f"{one.role}:"))
        found[f"{one.role}:{same + 1}"] = one
    return found


def sides(store: Store, viewer: Viewer, case_code: str, *, clear: bool = False) -> list[Side]:
    """The parties of a dispute, masked unless ``clear`` and this viewer may have it so."""
    return [one for one in people(store, viewer, case_code, clear=clear) if one.role in ASKED]


def people(store: Store, viewer: Viewer, case_code: str, *, clear: bool = False) -> list[Side]:
    """The parties of a dispute and their agents, masked as :func:`sides` are."""
    case_id = cases.case_id_of(store, viewer, case_code)
    clear = clear and cases.may_unmask(store, viewer, case_code)
    with store.reading():
        (secrecy,) = Case.select(Case.secrecy).where(Case.id == case_id).tuples().get()
        found = []
        for key, one in keyed(writing.load_parties(store, case_id)).items():
            told = party_told(viewer, bool(secrecy), one, clear=clear)
            found.append(Side(key, one.role.value, told.name or "匿名", told.phone))
        return found


def spoken_names(store: Store, viewer: Viewer, case_code: str) -> dict[str, str]:
    """The names of parties and agents in clear, for a text that is encrypted at once: never to be shown."""
    case_id = cases.case_id_of(store, viewer, case_code)
    with store.reading():
        return {key: one.name or "匿名" for key, one in keyed(writing.load_parties(store, case_id)).items()}


def hider(store: Store, viewer: Viewer, case_id: int, *, clear: bool = False) -> Hider:
    """What hides in a case's texts what this viewer must not read (inside a reading)."""
    (secrecy,) = Case.select(Case.secrecy).where(Case.id == case_id).tuples().get()
    return Hider(viewer, bool(secrecy), writing.load_parties(store, case_id), clear=clear)


def with_parts(viewer: Viewer, case_id: int, case_code: str) -> pw.ModelSelect:
    """The case and those merged into it that this viewer may know of, for a condition."""
    whole = (Case.id == case_id) | (Case.master_case == case_code)
    return Case.select(Case.id).where(scope(viewer), whole)


# --------------------------------------------------------------------------- what each side says


def ask(
    store: Store,
    viewer: Viewer,
    case_code: str,
    party: str,
    *,
    answer: str,
    way: str,
    rights_told: bool,
    wants: str,
    now: datetime,
) -> None:
    """Note what one side says (inside a write)."""
    MediationConsent.create(
        case=cases.case_id_of(store, viewer, case_code),
        party=party,
        answer=answer,
        way=way,
        rights_told=rights_told,
        wants_cipher=store.cipher.encrypt("mediation.wants", wants) if wants else None,
        asked_by=viewer.name,
        asked_at=now,
    )


def consents(store: Store, viewer: Viewer, case_code: str, *, clear: bool = False) -> dict[str, Consent]:
    """What each side has said last, by its key."""
    case_id = cases.case_id_of(store, viewer, case_code)
    clear = clear and cases.may_unmask(store, viewer, case_code)
    with store.reading():
        query = MediationConsent.select().where(MediationConsent.case == case_id)
        rows = list(query.order_by(MediationConsent.id).dicts())
        if not rows:
            return {}
        hide = hider(store, viewer, case_id, clear=clear)
        return {
            row["party"]: Consent(
                row["party"],
                row["answer"],
                row["way"],
                bool(row["rights_told"]),
                hide(_open(store, "mediation.wants", row["wants_cipher"])),
                row["asked_by"],
                row["asked_at"],
            )
            for row in rows
        }


# --------------------------------------------------------------------------- meetings


def plan(
    store: Store,
    viewer: Viewer,
    case_code: str,
    starts_at: datetime,
    place: str,
    ways: Mapping[str, str],
    now: datetime,
) -> int:
    """Call a meeting (inside a write); returns its number."""
    row = MediationSession.create(
        case=cases.case_id_of(store, viewer, case_code),
        state=PLANNED,
        starts_at=starts_at,
        place=text.mask_text(place),
        ways=json.dumps(dict(ways)),
        planned_by=viewer.name,
        planned_at=now,
    )
    return int(row.id)


def about_to_hold(
    store: Store,
    viewer: Viewer,
    session_id: int,
    *,
    starts_at: datetime,
    place: str,
    ways: Mapping[str, str],
    present: str,
    record: str,
    result: str,
    now: datetime,
) -> None:
    """Write down what came of a meeting; the step of its case takes it along (inside a write).

    The session was found through its viewer.
    """
    said = {
        "state": RECORDING,
        "starts_at": starts_at,
        "place": text.mask_text(place),
        "ways": json.dumps(dict(ways)),
        "present_cipher": store.cipher.encrypt("mediation.present", present),
        "record_cipher": store.cipher.encrypt("mediation.record", record),
        "result": result,
        "recorded_by": viewer.name,
        "recorded_at": now,
    }
    MediationSession.update(said).where(MediationSession.id == session_id).execute()


def hold(
    store: Store,
    viewer: Viewer,
    case_id: int,
    seq: int,
    *,
    held_on: date,
    place: str,
    present: str,
    record: str,
    now: datetime,
) -> None:
    """A meeting was held (inside a write): the one that is being recorded, or one told of by its step alone.

    ``seq``: the step of the case that tells of it.
    """
    recording = (MediationSession.case == case_id) & (MediationSession.state == RECORDING)
    if MediationSession.update(state=HELD, event_seq=seq).where(recording).execute():
        return
    MediationSession.create(
        case=case_id,
        state=HELD,
        starts_at=datetime.combine(held_on, time()),
        place=text.mask_text(place),
        present_cipher=store.cipher.encrypt("mediation.present", present),
        record_cipher=store.cipher.encrypt("mediation.record", record),
        planned_by=viewer.name,
        planned_at=now,
        recorded_by=viewer.name,
        recorded_at=now,
        event_seq=seq,
    )


def call_off(store: Store, viewer: Viewer, session_id: int, reason: str, now: datetime) -> None:
    """A meeting does not take place (inside a write; the session was found through its viewer)."""
    said = {
        "state": CALLED_OFF,
        "reason": text.mask_text(reason),
        "recorded_by": viewer.name,
        "recorded_at": now,
    }
    MediationSession.update(said).where(MediationSession.id == session_id).execute()


def sessions(store: Store, viewer: Viewer, case_code: str, *, clear: bool = False) -> list[Session]:
    """All meetings of a case and of those merged into it, in the order of their time."""
    case_id = cases.case_id_of(store, viewer, case_code)
    clear = clear and cases.may_unmask(store, viewer, case_code)
    with store.reading():
        query = (
            MediationSession.select(MediationSession, Case.case_code.alias("case_code"))
            .join(Case)
            .where(MediationSession.case.in_(with_parts(viewer, case_id, case_code)))
            .order_by(MediationSession.starts_at, MediationSession.id)
        )
        rows = list(query.dicts())
        hide = {
            one: hider(store, viewer, one, clear=clear and one == case_id)
            for one in {row["case"] for row in rows}
        }
        return [_session(store, row, hide[row["case"]]) for row in rows]


def session(store: Store, viewer: Viewer, case_code: str, session_id: int, *, clear: bool = False) -> Session:
    """One meeting of the case itself. Raises NotFound where there is none that this viewer may know of."""
    for one in sessions(store, viewer, case_code, clear=clear):
        if one.id == session_id and one.case_code == case_code:
            return one
    raise NotFound("没有这次调解，或它不在您的办理范围内，请回到案件查看。")


def _session(store: Store, row: Mapping[str, object], hide: Hider) -> Session:
    return Session(
        id=row["id"],  # type: ignore[arg-type]
        case_code=str(row["case_code"]),
        state=str(row["state"]),
        starts_at=row["starts_at"],  # type: ignore[arg-type]
        place=hide(str(row["place"])) or "",
        ways=json.loads(str(row["ways"])),
        present=hide(_open(store, "mediation.present", row["present_cipher"])),
        record=hide(_open(store, "mediation.record", row["record_cipher"])),
        result=row["result"],  # type: ignore[arg-type]
        reason=hide(row["reason"]),  # type: ignore[arg-type]
        planned_by=str(row["planned_by"]),
        planned_at=row["planned_at"],  # type: ignore[arg-type]
        recorded_by=row["recorded_by"],  # type: ignore[arg-type]
        recorded_at=row["recorded_at"],  # type: ignore[arg-type]
    )


def _open(store: Store, place: str, cipher: object) -> str | None:
    return store.cipher.decrypt(place, bytes(cipher)) if cipher is not None else None  # type: ignore[call-overload]
