"""Who looked at one case, and how: what the audit log has of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee as pw

from jiefen_lite.shapes import Viewer
from jiefen_lite.store import cases
from jiefen_lite.store.database import Store
from jiefen_lite.store.mediations import hider
from jiefen_lite.store.tables import AuditEntry, User

VIEW = "view_case"
#: What of the audit log is a look at the case whose code it names.
KINDS = (
    VIEW,
    "reveal",
    "print",
    "open_attachment",
    "view_paper",
    "print_paper",
    "export_dossier",
    "open_agreement",
    "try_rules",
    "look",
    "ask_unmask",
    "grant_unmask",
    "refuse_unmask",
    "view_looks",
)


@dataclass(frozen=True, slots=True)
class LookRecord:
    """One look: who, in which roles, of which unit (as his account says now), when, what, and its why."""

    at: datetime
    person: str
    roles: tuple[str, ...]
    unit: str | None
    action: str
    result: str
    detail: Mapping[str, Any]


def of_case(
    store: Store, viewer: Viewer, case_code: str, *, person: str = "", limit: int, offset: int = 0
) -> list[LookRecord]:
    """The looks at a case, the newest first, names of its parties in reasons hidden as the viewer may read.

    Raises NotFound alike for another unit's case and for none.
    """
    case_id = cases.case_id_of(store, viewer, case_code)
    with store.reading():
        wanted = _looks(case_code)
        if person:
            wanted = wanted & (AuditEntry.user_name == person)
        query = (
            AuditEntry.select(AuditEntry, User.unit.alias("unit"))
            .join(User, pw.JOIN.LEFT_OUTER, on=(User.name == AuditEntry.user_name))
            .where(wanted)
            .order_by(AuditEntry.id.desc())
        )
        hide = hider(store, viewer, case_id)
        return [
            LookRecord(
                at=row["at"],
                person=row["user_name"],
                roles=tuple(role for role in row["roles"].split(",") if role),
                unit=row["unit"],
                action=row["action"],
                result=row["result"],
                detail={
                    name: hide(value) if isinstance(value, str) else value
                    for name, value in json.loads(row["detail"]).items()
                },
            )
            for row in query.limit(limit).offset(offset).dicts()
        ]


def people(store: Store, viewer: Viewer, case_code: str) -> list[tuple[str, int]]:
    """(person, how many looks) of a case, who looked most first."""
    cases.case_id_of(store, viewer, case_code)
    with store.reading():
        number = pw.fn.COUNT(AuditEntry.id)
        query = (
            AuditEntry.select(AuditEntry.user_name, number)
            .where(_looks(case_code))
            .group_by(AuditEntry.user_name)
            .order_by(number.desc(), AuditEntry.user_name)
        )
        return list(query.tuples())


def is_noted(store: Store, viewer: Viewer, case_code: str, since: datetime) -> bool:
    """Whether this person's looking at this case has been written down since then."""
    with store.reading():
        query = AuditEntry.select().where(
            AuditEntry.object == case_code,
            AuditEntry.action == VIEW,
            AuditEntry.user_name == viewer.name,
            AuditEntry.at >= since,
        )
        return bool(query.exists())


def _looks(case_code: str) -> pw.Expression:
    return (AuditEntry.object == case_code) & AuditEntry.action.in_(KINDS)
