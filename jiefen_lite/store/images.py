"""How a case stood before a batch changed it, so that the batch can be taken back without a trace."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import peewee as pw

from jiefen_lite import glossary
from jiefen_lite.store import numbers, rowform, search, stored
from jiefen_lite.store.database import Store
from jiefen_lite.store.stored import StoredCase
from jiefen_lite.store.tables import REVOKED, Batch, Case, CaseBefore, CaseEvent, Proposal

AAD = "case_before.image"
#: Who moves a case on behalf of a ledger.
_LEDGER = "system"
#: Steps that tie a case to another: told by name, because taking it back would tear the two apart.
_JOINING = ("merge", "unmerge", "take_in", "let_go")
#: What is put back as it was; proposals are put back one by one, because a person may have settled some.
_PUT_BACK = {name: table for name, table in stored.BELONGINGS.items() if table is not Proposal}


class Image(NamedTuple):
    """How a case stood, sealed, and with which event its history ended then."""

    case_id: int
    event_seq: int
    sealed: bytes


def take(store: Store, before: StoredCase) -> Image:
    """The image of a case as it lies in the database; writes nothing."""
    image = {
        "case": _plain(before.row),
        **{name: [_plain(row) for row in rows] for name, rows in before.belongings.items()},
    }
    sealed = store.cipher.encrypt(AAD, json.dumps(image, ensure_ascii=False))
    return Image(before.row["id"], before.row["event_count"], sealed)


def keep(store: Store, batch_id: int, images: Sequence[Image]) -> None:
    """Keep images as the states before a batch (inside a write); of two of one case the first counts."""
    wanted = [one.case_id for one in images]
    query = CaseBefore.select(CaseBefore.case_id).where(
        CaseBefore.batch == batch_id, CaseBefore.case.in_(wanted)
    )
    there = {case_id for (case_id,) in query.tuples()}
    columns = ("case", "batch", "event_seq", "image_cipher", "stands")
    rows = [
        (one.case_id, batch_id, one.event_seq, one.sealed, rowform.flag(store.is_sqlite)(False))
        for one in images
        if one.case_id not in there
    ]
    store.insert_many(CaseBefore, columns, rows)


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
        if not auto or actor != _LEDGER:  # the steps of 快办 are one person's, written all at once
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
    then = stored.read(store, case_id)
    now = then.case(store.cipher)
    tokens = search.tokens_of(now, then.parties(store.cipher), then.source_numbers())
    search.remove_many(store, [(case_id, tokens)])
    values = {name: _value(value) for name, value in image["case"].items()}
    # The chain goes on from where it is: its head is not part of what is put back.
    values["event_count"], values["event_head"] = now.event_count, now.event_head
    Case.update(values).where(Case.id == case_id).execute()
    numbers.forget(store, [(mark, case_id) for mark in then.marks()])
    for name, table in _PUT_BACK.items():
        table.delete().where(table.case == case_id).execute()
        for row in image[name]:
            table.insert({key: _value(value) for key, value in row.items()}).execute()
    CaseBefore.update(stands=False).where(CaseBefore.case == case_id, CaseBefore.batch == batch_id).execute()
    Proposal.delete().where(Proposal.case == case_id, Proposal.batch == batch_id).execute()
    for row in image["proposals"]:  # one that the batch's own had replaced waits again
        if not Proposal.select().where(Proposal.id == row["id"]).exists():
            Proposal.insert({key: _value(value) for key, value in row.items()}).execute()
    again = stored.read(store, case_id)
    numbers.remember([case_id])
    tokens = search.tokens_of(again.case(store.cipher), again.parties(store.cipher), again.source_numbers())
    search.add_many(store, [(case_id, tokens)])


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
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
