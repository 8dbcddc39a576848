"""How a case stood before a batch changed it, so that the batch can be taken back without a trace."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime
from typing import Any

import peewee as pw

from jiefen_lite import glossary
from jiefen_lite.shapes import CaseRow
from jiefen_lite.store import numbers, search, writing
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import (
    REVOKED,
    Batch,
    Case,
    CaseBefore,
    CaseDecision,
    CaseEvent,
    CaseOwn,
    CaseParty,
    CaseSource,
    CaseUnit,
    Proposal,
    Table,
)

AAD = "case_before.image"
_CHILDREN: dict[str, type[Table]] = {
    "parties": CaseParty,
    "decisions": CaseDecision,
    "units": CaseUnit,
    "sources": CaseSource,
    "own": CaseOwn,
}
#: Steps that tie a case to another: told by name, because taking it back would tear the two apart.
_JOINING = ("merge", "unmerge", "take_in", "let_go")
_KEPT: dict[str, type[Table]] = {**_CHILDREN, "proposals": Proposal}


def take(store: Store, case: CaseRow, batch_id: int) -> None:
    """Keep the present state of a case as that before ``batch_id`` (inside a write); the first one counts."""
    if CaseBefore.select().where(CaseBefore.case == case.id, CaseBefore.batch == batch_id).exists():
        return
    (row,) = store.rows_of_case(Case, case.id)
    image = {
        "case": _plain(row),
        **{
            name: [_plain(row) for row in store.rows_of_case(table, case.id)] for name, table in _KEPT.items()
        },
    }
    CaseBefore.create(
        case=case.id,
        batch=batch_id,
        event_seq=case.event_count,
        image_cipher=store.cipher.encrypt(AAD, json.dumps(image, ensure_ascii=False)),
    )


def touched(batch_id: int) -> list[tuple[int, str, int]]:
    """The cases in which a batch's update holds: (case id, case code, number of the last event before it)."""
    query = (
        CaseBefore.select(CaseBefore.case_id, Case.case_code, CaseBefore.event_seq)
        .join(Case)
        .switch(CaseBefore)
        .join(Batch)
        .where(CaseBefore.batch == batch_id, (Batch.state != "revoked") | CaseBefore.stands)
    )
    return list(query.order_by(CaseBefore.case).tuples())


def created(batch_id: int) -> list[tuple[int, str, int]]:
    """The cases that a batch made and that were not yet taken back: (case id, case code, 0)."""
    query = Case.select(Case.id, Case.case_code).where(Case.batch == batch_id, Case.live != REVOKED)
    return [(case_id, code, 0) for case_id, code in query.order_by(Case.id).tuples()]


def hidden_events() -> pw.Expression:
    """Which events no longer count: those of a batch that was taken back from the case they belong to.

    Where a case was kept, because somebody has worked on it since or a later file says the same, its
    events stay.
    """
    undone = (
        CaseBefore.select()
        .join(Batch)
        .where(
            CaseBefore.case == CaseEvent.case,
            CaseBefore.batch == CaseEvent.batch,
            ~CaseBefore.stands,
            Batch.state == "revoked",
        )
    )
    return CaseEvent.batch.is_null(False) & pw.fn.EXISTS(undone)


def later_hands(case_id: int, batch_id: int, after_seq: int) -> str | None:
    """Who has worked on a case since a batch, so that it cannot be taken back; None where nobody has."""
    query = (
        CaseEvent.select(CaseEvent.auto, CaseEvent.actor, CaseEvent.batch_id, CaseEvent.action)
        .where(CaseEvent.case == case_id, CaseEvent.seq > after_seq, ~hidden_events())
        .order_by(CaseEvent.seq)
    )
    later = list(query.tuples())
    for auto, actor, _batch, action in later:
        if action in _JOINING:
            return f"{actor} 之后办理过{glossary.label('action', action)}"
        if not auto:
            return f"{actor} 之后办理过"
    for _auto, _actor, batch, _action in later:
        if batch is not None and batch != batch_id:
            return f"批次 {batch} 之后更新过"
    return None


def let_stand(case_id: int, batch_id: int) -> None:
    """What a batch has changed of a case holds, though the batch is taken back (inside a write)."""
    CaseBefore.update(stands=True).where(CaseBefore.case == case_id, CaseBefore.batch == batch_id).execute()


def revoke_cases(store: Store, case_ids: list[int]) -> None:
    """Make cases invisible (inside a write); they and their events stay in the file."""
    for at in range(0, len(case_ids), 500):
        Case.update(live=REVOKED).where(Case.id.in_(case_ids[at : at + 500])).execute()


def restore(store: Store, case_id: int, batch_id: int) -> None:
    """Put a case back to how it stood before the batch (inside a write); its history keeps every event."""
    before = CaseBefore.get(CaseBefore.case == case_id, CaseBefore.batch == batch_id)
    image = json.loads(store.cipher.decrypt(AAD, before.image_cipher))
    now = writing.load_case(store, case_id)
    tokens = search.tokens_of(now, writing.load_parties(store, case_id), writing.source_numbers(case_id))
    search.remove(store, case_id, tokens)
    values = {name: _value(value) for name, value in image["case"].items()}
    # The chain goes on from where it is: its head is not part of what is put back.
    values["event_count"], values["event_head"] = now.event_count, now.event_head
    Case.update(values).where(Case.id == case_id).execute()
    numbers.forget(case_id)
    for name, table in _CHILDREN.items():
        table.delete().where(table.case == case_id).execute()
        for row in image[name]:
            table.insert({key: _value(value) for key, value in row.items()}).execute()
    CaseBefore.update(stands=False).where(CaseBefore.case == case_id, CaseBefore.batch == batch_id).execute()
    Proposal.delete().where(Proposal.case == case_id, Proposal.batch == batch_id).execute()
    for row in image["proposals"]:  # one that the batch's own had replaced waits again
        if not Proposal.select().where(Proposal.id == row["id"]).exists():
            Proposal.insert({key: _value(value) for key, value in row.items()}).execute()
    again = writing.load_case(store, case_id)
    numbers.remember([case_id])
    parties, sources = writing.load_parties(store, case_id), writing.source_numbers(case_id)
    search.add_many(store, [(case_id, search.tokens_of(again, parties, sources))])


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, bytes | memoryview):
            plain[name] = {"bytes": base64.b64encode(bytes(value)).decode()}
        elif isinstance(value, datetime):
            plain[name] = {"datetime": value.isoformat()}
        elif isinstance(value, date):
            plain[name] = {"date": value.isoformat()}
        else:
            plain[name] = value
    return plain


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        if "bytes" in value:
            return base64.b64decode(value["bytes"])
        if "datetime" in value:
            return datetime.fromisoformat(value["datetime"])
        return date.fromisoformat(value["date"])
    return value
