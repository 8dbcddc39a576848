"""Drafts of rule files: what somebody is about to change, until it is put in force or given up."""

from __future__ import annotations

from jiefen_lite.desk import House
from jiefen_lite.ruledesk import coming
from jiefen_lite.ruledesk.folder import mark_of
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import ruledrafts


def drafted(house: House, viewer: Viewer, by: str) -> dict[str, str | None]:
    """One person's drafts that differ from what is in force: file → text."""
    standing = coming.marks_in_force(house, viewer)
    return {
        file: one.text
        for file, one in ruledrafts.of(house.store, viewer, by).items()
        if mark_of(one.text) != standing[file]
    }
