"""What people are about to change in rule files: one draft a person and file, until it is put in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jiefen_lite.shapes import Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.ruleversions import require_reader, require_writer
from jiefen_lite.store.tables import RuleDraft


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A text that is not in force, and the mark of the version that it was written upon."""

    file: str
    by: str
    text: str | None
    base: str
    at: datetime


def keep(store: Store, viewer: Viewer, file: str, text: str | None, base: str, now: datetime) -> None:
    """Keep this person's draft of a file; an earlier one gives way. Not audited: nothing comes of it yet."""
    require_writer(viewer)
    with store.writing():
        RuleDraft.delete().where(RuleDraft.file == file, RuleDraft.by == viewer.name).execute()
        RuleDraft.create(file=file, by=viewer.name, text=text, base=base, at=now)


def drop(store: Store, viewer: Viewer, files: list[str]) -> None:
    """Give this person's drafts of some files up."""
    require_writer(viewer)
    with store.writing():
        RuleDraft.delete().where(RuleDraft.file.in_(files), RuleDraft.by == viewer.name).execute()


def of(store: Store, viewer: Viewer, by: str) -> dict[str, DraftRecord]:
    """One person's drafts by file."""
    require_reader(viewer)
    with store.reading():
        query = RuleDraft.select().where(RuleDraft.by == by).order_by(RuleDraft.file)
        return {
            row["file"]: DraftRecord(row["file"], row["by"], row["text"], row["base"], row["at"])
            for row in query.dicts()
        }


def authors(store: Store, viewer: Viewer) -> list[str]:
    """Who has drafts, the last writer first."""
    require_reader(viewer)
    with store.reading():
        names = [row["by"] for row in RuleDraft.select(RuleDraft.by).order_by(RuleDraft.at.desc()).dicts()]
    return list(dict.fromkeys(names))
