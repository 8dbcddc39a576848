"""What later files say against what a person has set: proposed, settled by a person."""

from __future__ import annotations

from datetime import datetime

from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, Proposal


def add(
    store: Store, case_id: int, batch_id: int, field: str, kept: str | None, proposed: str | None
) -> None:
    """Remember a contradiction (inside a write); a newer file's word replaces an older open one.

    A word that a person has declined before is not proposed again.
    """
    drop(store, case_id, field)
    answered = Proposal.select().where(
        Proposal.case == case_id,
        Proposal.field == field,
        Proposal.proposed == proposed,
        Proposal.state == "declined",
    )
    if not answered.exists():
        Proposal.create(case=case_id, batch=batch_id, field=field, kept=kept, proposed=proposed)


def drop(store: Store, case_id: int, field: str) -> None:
    """Nothing is left to ask about a field: the newest file agrees with the person (inside a write)."""
    Proposal.delete().where(
        Proposal.case == case_id, Proposal.field == field, Proposal.state == "open"
    ).execute()


def get(store: Store, viewer: Viewer, proposal_id: int) -> tuple[str, str, str | None]:
    """One open proposal: (case code, field, proposed value). Raises NotFound outside this viewer's scope."""
    with store.reading():
        row = (
            Proposal.select(Case.case_code, Proposal.field, Proposal.proposed)
            .join(Case)
            .where(scope(viewer), Proposal.id == proposal_id, Proposal.state == "open")
            .tuples()
            .first()
        )
        if row is None:
            raise NotFound("这条建议已经处理过，或不在您的办理范围内，请刷新这一件再看。")
        return row[0], row[1], row[2]


def settle(store: Store, viewer: Viewer, proposal_id: int, *, taken: bool, now: datetime) -> None:
    """Mark a proposal as taken or declined (inside a write)."""
    Proposal.update(state="taken" if taken else "declined", settled_by=viewer.name, settled_at=now).where(
        Proposal.id == proposal_id
    ).execute()


def count_open(store: Store, viewer: Viewer) -> int:
    """How many proposals wait in this viewer's scope."""
    with store.reading():
        query = Proposal.select().join(Case).where(scope(viewer), Proposal.state == "open")
        return int(query.count())
