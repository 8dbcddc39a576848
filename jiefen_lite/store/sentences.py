"""What people have written into a paper instead of its sentences by rule; every version is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jiefen_lite.errors import NotAllowed
from jiefen_lite.glossary import ROLES
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import SentenceEdit


@dataclass(frozen=True, slots=True)
class EditRecord:
    """One version of a sentence; ``text`` None: the sentence by rule again."""

    id: int
    sentence: str
    text: str | None
    by: str
    at: datetime


def write(
    store: Store, viewer: Viewer, document: str, period: str, sentence: str, text: str | None, now: datetime
) -> None:
    """Keep what a person wants a sentence to say; None goes back to the rule's words."""
    with store.writing():
        SentenceEdit.create(
            document=document, period=period, sentence=sentence, text=text, by=viewer.name, at=now
        )
        audit.record(
            store,
            viewer,
            "edit_sentence",
            f"{document}:{period}",
            now=now,
            detail={"sentence": sentence, "restored": text is None},
        )


def history(store: Store, viewer: Viewer, document: str, period: str) -> list[EditRecord]:
    """Every version of every sentence of a paper, the oldest first; for people who see the whole county."""
    if not viewer.sees_county:
        raise NotAllowed(f"报告的句子由{ROLES[Role.SUPERVISOR]}、{ROLES[Role.LEADER]}查看。")
    with store.reading():
        query = SentenceEdit.select().where(SentenceEdit.document == document, SentenceEdit.period == period)
        return [
            EditRecord(row["id"], row["sentence"], row["text"], row["by"], row["at"])
            for row in query.order_by(SentenceEdit.id).dicts()
        ]


def current(
    store: Store, viewer: Viewer, document: str, period: str, up_to: int | None = None
) -> dict[str, EditRecord]:
    """sentence → its version in force; ``up_to``: as it was when that version was the last one."""
    found: dict[str, EditRecord] = {}
    for one in history(store, viewer, document, period):
        if up_to is not None and one.id > up_to:
            break
        found[one.sentence] = one
    return {sentence: one for sentence, one in found.items() if one.text is not None}
