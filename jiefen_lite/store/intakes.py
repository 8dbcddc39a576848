"""Cases typed in at the centre: who did, which notice was read, the code by which the visitor asks later."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

import peewee as pw

from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Channel, PartyRole, Status, Viewer
from jiefen_lite.store import numbers
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, CaseIntake, CaseNumber, CaseParty

#: What of two cases is the same.
PHONE, ID_NO, OTHER_SIDE, PERSON = "phone", "id_no", "respondent", "applicant"
MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class IntakeRecord:
    """What is noted of one case beside the case itself."""

    case_code: str
    registered_by: str
    registered_at: datetime
    notice_version: str
    notice_read_at: datetime
    query_made_at: datetime


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that may be what somebody is about to register; ``same`` says what of it is the same."""

    case_code: str
    received_at: datetime
    channel: Channel
    status: Status
    type_l1: str | None
    type_l2: str | None
    town: str | None
    village: str | None
    responsible_unit: str | None
    same: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of the people before anything is saved; empty texts are not looked for."""

    phone: str = ""
    id_no: str = ""
    applicant: str = ""
    respondent: str = ""
    respondent_phone: str = ""
    town: str | None = None


def add(store: Store, viewer: Viewer, case_id: int, version: str, code: str, now: datetime) -> None:
    """Note who typed a case in, which notice was read, and the hash of its query code (inside a write)."""
    CaseIntake.create(
        case=case_id,
        registered_by=viewer.name,
        registered_at=now,
        notice_version=version,
        notice_read_at=now,
        query_hash=_hash(store, case_id, code),
        query_made_at=now,
    )


def renew_code(store: Store, viewer: Viewer, case_code: str, code: str, now: datetime) -> None:
    """Another query code for a case (inside a write); the old one is worth nothing any more.

    Raises NotFound where this viewer may not know of the case, or nobody typed it in.
    """
    case_id = _id_of(store, viewer, case_code)
    changed = {"query_hash": _hash(store, case_id, code), "query_made_at": now}
    CaseIntake.update(changed).where(CaseIntake.case == case_id).execute()


def get(store: Store, viewer: Viewer, case_code: str) -> IntakeRecord:
    """What is noted of a case: for those who see it, and for whoever typed it in. Raises NotFound."""
    case_id = _id_of(store, viewer, case_code)
    with store.reading():
        row = CaseIntake.select().where(CaseIntake.case == case_id).dicts().get()
    return IntakeRecord(
        case_code,
        row["registered_by"],
        row["registered_at"],
        row["notice_version"],
        row["notice_read_at"],
        row["query_made_at"],
    )


def exists(store: Store, viewer: Viewer, case_code: str) -> bool:
    """Whether a case that this viewer sees was typed in at the centre."""
    with store.reading():
        query = CaseIntake.select().join(Case).where(scope(viewer), Case.case_code == case_code)
        return bool(query.exists())


def is_his(viewer: Viewer, case_id: int) -> bool:
    """Whether this person typed a case in himself (inside a read)."""
    mine = CaseIntake.select().where(CaseIntake.case == case_id, CaseIntake.registered_by == viewer.name)
    return bool(mine.exists())


def alike(store: Store, viewer: Viewer, asked: Asked, since: date) -> list[Alike]:
    """Cases since a day, as far as this viewer knows, with the same numbers or names; the newest first."""
    with store.reading():
        recent = scope(viewer) & (Case.received_at >= datetime.combine(since, time()))
        recent = recent & (Case.status != Status.MERGED)
        same: dict[int, list[str]] = {}
        for kind, condition in _conditions(store, asked):
            found = Case.select(Case.id).where(recent, condition).order_by(Case.received_at.desc())
            for (case_id,) in found.limit(MOST_ALIKE * 4).tuples():
                same.setdefault(case_id, []).append(kind)
        rows = Case.select().where(scope(viewer), Case.id.in_(list(same))).dicts()
        records = [_alike(row, tuple(same[row["id"]])) for row in rows]
    records.sort(key=lambda one: (len(one.same), one.received_at), reverse=True)
    return records[:MOST_ALIKE]


def _alike(row: dict[str, object], same: tuple[str, ...]) -> Alike:
    names = ("case_code", "received_at", "channel", "status", "type_l1", "type_l2", "town", "village")
    values = {name: row[name] for name in (*names, "responsible_unit")}
    values["channel"], values["status"] = Channel(str(row["channel"])), Status(str(row["status"]))
    return Alike(**values, same=same)  # type: ignore[arg-type]


def _conditions(store: Store, asked: Asked) -> list[tuple[str, pw.Expression]]:
    found: list[tuple[str, pw.Expression]] = []
    for kind, words in ((PHONE, asked.phone), (PHONE, asked.respondent_phone), (ID_NO, asked.id_no)):
        marks = store.cipher.find_hashes(kind, words).split() if words else []
        if marks:
            found.append((kind, _numbered(marks)))
    if asked.respondent:
        found.append((OTHER_SIDE, _named({PartyRole.RESPONDENT}, asked.respondent)))
    if asked.applicant and asked.town:
        found.append((PERSON, _named({PartyRole.APPLICANT}, asked.applicant) & (Case.town == asked.town)))
    return found


def _numbered(marks: Collection[str]) -> pw.Expression:
    if len(marks) == 1:
        return numbers.cases_of(next(iter(marks)))
    return Case.id.in_(CaseNumber.select(CaseNumber.case_id).where(CaseNumber.mark.in_(list(marks))))


def _named(roles: Collection[PartyRole], name: str) -> pw.Expression:
    people = CaseParty.select().where(
        CaseParty.case == Case.id, CaseParty.role.in_(list(roles)), CaseParty.name == name
    )
    return pw.fn.EXISTS(people)


def _id_of(store: Store, viewer: Viewer, case_code: str) -> int:
    with store.reading():
        his = CaseIntake.registered_by == viewer.name
        row = (
            CaseIntake.select(CaseIntake.case)
            .join(Case)
            .where(scope(viewer) | his, Case.case_code == case_code)
            .tuples()
            .first()
        )
    if row is None:
        raise NotFound("没有这一件的登记，或者它不在您的办理范围内，请检查案件码。")
    return int(row[0])


def _hash(store: Store, case_id: int, code: str) -> str:
    return store.cipher.find_hash("query_code", f"{case_id}|{code}")
