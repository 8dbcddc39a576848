"""Every version of the county's rule files: who, when, why, from which day, and whether it is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import peewee as pw

from jiefen_lite.errors import NotAllowed, NotFound
from jiefen_lite.glossary import ROLES
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import RuleChange, RuleVersion

#: Whose rules are: they write; the supervisor only looks (workflow guide, section 4).
WRITERS = frozenset({Role.RULE_EDITOR, Role.OPERATOR})
READERS = WRITERS | {Role.SUPERVISOR}
ACTION = "rules"


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A file as it is to be from now on: its text (None: the shipped one), what it was written upon."""

    file: str
    text: str | None
    mark: str
    base: str


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """One version of one file, with the step that it came of."""

    file: str
    version: int
    text: str | None
    mark: str
    base: str
    change: int
    source: str  # page, command, folder
    reason: str
    by: str
    at: datetime
    from_day: date
    done_at: datetime | None
    digest: str | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    trouble: str | None

    @property
    def is_planned(self) -> bool:
        """It waits for its day."""
        return self.done_at is None and self.withdrawn_at is None


def require_reader(viewer: Viewer) -> None:
    """Raises NotAllowed for everybody whom the rules are not shown."""
    if not viewer.roles & READERS:
        raise NotAllowed(f"规则由{ROLES[Role.RULE_EDITOR]}、{ROLES[Role.SUPERVISOR]}查看。")


def require_writer(viewer: Viewer) -> None:
    """Raises NotAllowed for everybody who may not change them."""
    if not viewer.roles & WRITERS:
        raise NotAllowed(f"规则只能由{ROLES[Role.RULE_EDITOR]}改。")


def begin(
    store: Store,
    viewer: Viewer,
    files: Sequence[NewVersion],
    *,
    source: str,
    reason: str,
    from_day: date,
    now: datetime,
) -> int:
    """Write down what is to come into force on ``from_day``; its number. Audited."""
    require_writer(viewer)
    with store.writing():
        change = RuleChange.create(source=source, reason=reason, by=viewer.name, at=now, from_day=from_day)
        numbers = {}
        for one in files:
            numbers[one.file] = _next_number(one.file)
            RuleVersion.create(
                change=change,
                file=one.file,
                version=numbers[one.file],
                text=one.text,
                mark=one.mark,
                base=one.base,
            )
        detail = {"files": numbers, "from": from_day, "reason": reason, "source": source}
        what = "plan" if from_day > now.date() else "put"
        _note(store, viewer, int(change.id), what, now, detail)
        return int(change.id)


def finish(store: Store, viewer: Viewer, change: int, digest: str, now: datetime) -> None:
    """The files lie there: the change is in force, once and for good. Audited."""
    with store.writing():
        done = (
            RuleChange.update(done_at=now, digest=digest, trouble=None)
            .where(RuleChange.id == change, RuleChange.done_at.is_null(), RuleChange.withdrawn_at.is_null())
            .execute()
        )
        if done:
            _note(store, viewer, change, "in_force", now, {"digest": digest})


def withdraw(store: Store, viewer: Viewer, change: int, now: datetime) -> list[VersionRecord]:
    """Take back what has not come into force yet; what it was. Raises NotFound. Audited."""
    require_writer(viewer)
    with store.writing():
        wanted = (RuleChange.id == change) & RuleChange.done_at.is_null() & RuleChange.withdrawn_at.is_null()
        found = _found(store, wanted)
        if not found:
            raise NotFound("没有这次计划的改动：可能已经生效，或者别人撤回了。")
        RuleChange.update(withdrawn_at=now, withdrawn_by=viewer.name).where(wanted).execute()
        _note(store, viewer, change, "withdraw", now, {"files": {one.file: one.version for one in found}})
        return found


def hinder(store: Store, viewer: Viewer, change: int, trouble: str, now: datetime) -> None:
    """Why a change could not come into force on its day; audited once for each cause."""
    with store.writing():
        known = RuleChange.get_by_id(change)
        if known.trouble != trouble:
            RuleChange.update(trouble=trouble).where(RuleChange.id == change).execute()
            _note(store, viewer, change, "in_force", now, {"why": trouble}, result="failed")


def planned(store: Store, viewer: Viewer, *, due_by: date | None = None) -> list[VersionRecord]:
    """What waits for its day, the earliest first; ``due_by``: only what is due on that day."""
    require_reader(viewer)
    wanted = RuleChange.done_at.is_null() & RuleChange.withdrawn_at.is_null()
    if due_by is not None:
        wanted &= RuleChange.from_day <= due_by
    return sorted(_found(store, wanted), key=lambda one: (one.from_day, one.change))


def in_force(store: Store, viewer: Viewer) -> dict[str, VersionRecord]:
    """file → its version in force; files that were never changed are missing."""
    require_reader(viewer)
    numbers = [number for number, _mark in _last_done(store).values()]
    return {one.file: one for one in _found(store, RuleVersion.id.in_(numbers))}


def marks_in_force(store: Store, viewer: Viewer) -> dict[str, str]:
    """file → the mark of its version in force; files that were never changed are missing."""
    require_reader(viewer)
    return {file: mark for file, (_number, mark) in _last_done(store).items()}


def _last_done(store: Store) -> dict[str, tuple[int, str]]:
    """file → number and mark of the version that came into force last; texts are left where they are."""
    with store.reading():
        query = (
            RuleVersion.select(RuleVersion.file, RuleVersion.id, RuleVersion.mark)
            .join(RuleChange)
            .where(RuleChange.done_at.is_null(False))
            .order_by(RuleChange.done_at, RuleChange.id)
        )
        return {file: (number, mark) for file, number, mark in query.tuples()}


def history(
    store: Store, viewer: Viewer, file: str | None = None, *, limit: int | None = None
) -> list[VersionRecord]:
    """Every version (of one file), the newest first."""
    require_reader(viewer)
    return _found(store, None if file is None else RuleVersion.file == file, limit)


def of_change(store: Store, viewer: Viewer, change: int) -> list[VersionRecord]:
    """The versions that one step has made."""
    require_reader(viewer)
    return _found(store, RuleVersion.change == change)


def version(store: Store, viewer: Viewer, file: str, number: int) -> VersionRecord:
    """One version. Raises NotFound."""
    require_reader(viewer)
    found = _found(store, (RuleVersion.file == file) & (RuleVersion.version == number))
    if not found:
        raise NotFound(f"{file}.yaml 没有第 {number} 版。请用 jiefen rules history 看有哪些版。")
    return found[0]


def _next_number(file: str) -> int:
    last = RuleVersion.select(pw.fn.MAX(RuleVersion.version)).where(RuleVersion.file == file).scalar()
    return int(last or 0) + 1


def _note(
    store: Store,
    viewer: Viewer,
    change: int,
    what: str,
    now: datetime,
    detail: dict[str, Any],
    result: str = "ok",
) -> None:
    told = {"what": what, **detail}
    audit.record(store, viewer, ACTION, f"rules:{change}", now=now, detail=told, result=result)


def _found(store: Store, condition: pw.Expression | None, limit: int | None = None) -> list[VersionRecord]:
    with store.reading():
        query = RuleVersion.select(RuleVersion, RuleChange).join(RuleChange)
        if condition is not None:
            query = query.where(condition)
        query = query.order_by(RuleVersion.id.desc())
        if limit is not None:
            query = query.limit(limit)
        return [
            VersionRecord(
                file=one.file,
                version=one.version,
                text=one.text,
                mark=one.mark,
                base=one.base,
                change=int(one.change.id),
                source=one.change.source,
                reason=one.change.reason,
                by=one.change.by,
                at=one.change.at,
                from_day=one.change.from_day,
                done_at=one.change.done_at,
                digest=one.change.digest,
                withdrawn_at=one.change.withdrawn_at,
                withdrawn_by=one.change.withdrawn_by,
                trouble=one.change.trouble,
            )
            for one in query
        ]
