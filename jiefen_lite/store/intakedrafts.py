"""What somebody had typed of a new case when he was interrupted: his own, encrypted, until it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from jiefen_lite import jsontext
from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import IntakeDraft

_AAD = "intake_draft.entries"


@dataclass(frozen=True, slots=True)
class DraftMark:
    """One draft in a list: what it is opened by, when it was kept, how it begins."""

    id: int
    saved_at: datetime
    summary: str


def keep(store: Store, viewer: Viewer, number: int | None, entries: Mapping[str, str], now: datetime) -> int:
    """Keep what was typed, in place of the draft of that number; returns its number. Raises NotFound."""
    sealed = store.cipher.encrypt_bytes(_AAD, jsontext.encode_bytes(dict(entries)))
    with store.writing():
        if number is None:
            made = IntakeDraft.create(owner=viewer.name, saved_at=now, entries_cipher=sealed)
            return int(made.id)
        said = {"saved_at": now, "entries_cipher": sealed}
        mine = (IntakeDraft.id == number) & (IntakeDraft.owner == viewer.name)
        if not IntakeDraft.update(said).where(mine).execute():
            raise _gone()
        return number


def get(store: Store, viewer: Viewer, number: int) -> dict[str, str]:
    """What was typed. Raises NotFound for somebody else's alike."""
    with store.reading():
        row = (
            IntakeDraft.select(IntakeDraft.entries_cipher)
            .where(IntakeDraft.id == number, IntakeDraft.owner == viewer.name)
            .tuples()
            .first()
        )
    if row is None:
        raise _gone()
    return dict(jsontext.decode(store.cipher.decrypt_bytes(_AAD, row[0])))


def listing(store: Store, viewer: Viewer) -> list[DraftMark]:
    """This person's drafts, the newest first."""
    with store.reading():
        rows = list(
            IntakeDraft.select().where(IntakeDraft.owner == viewer.name).order_by(IntakeDraft.saved_at.desc())
        )
    found = []
    for row in rows:
        entries = jsontext.decode(store.cipher.decrypt_bytes(_AAD, row.entries_cipher))
        found.append(DraftMark(row.id, row.saved_at, str(entries.get("summary", ""))[:40]))
    return found


def drop(store: Store, viewer: Viewer, number: int) -> None:
    """Forget a draft of one's own; nothing where there is none."""
    with store.writing():
        mine = (IntakeDraft.id == number) & (IntakeDraft.owner == viewer.name)
        IntakeDraft.delete().where(mine).execute()


def _gone() -> NotFound:
    return NotFound("没有这份登记草稿，可能已经登记或者删掉了；请从首页的清单里看。")
