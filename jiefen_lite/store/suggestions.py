"""What people say of suggestions beside a case (its type, cases like it, articles): of use, or not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import peewee as pw

from jiefen_lite.errors import NotAllowed
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import cases
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import LIVE, Case, SuggestionMark

TYPE, PRECEDENT, LAW = "type", "precedent", "law"
KINDS = (TYPE, PRECEDENT, LAW)
#: Who reads what was said in the whole county: who writes the rules, and who answers for them.
READERS = frozenset({Role.RULE_EDITOR, Role.SUPERVISOR, Role.OPERATOR})


@dataclass(frozen=True, slots=True)
class Tally:
    """How many found one thing of use, of how many who said anything of it. ``rule``: that suggested it."""

    kind: str
    shown: str
    rule: str | None
    useful: int
    said: int


@dataclass(frozen=True, slots=True)
class Remark:
    """Somebody found a thing of no use. ``opens``: whether this viewer may open the case."""

    kind: str
    shown: str
    rule: str | None
    case_code: str
    by: str
    at: datetime
    opens: bool


def mark(
    store: Store,
    viewer: Viewer,
    case_code: str,
    kind: str,
    shown: str,
    *,
    rule: str | None,
    useful: bool,
    now: datetime,
) -> None:
    """Keep what somebody says of one thing, in the place of what he said before (inside a write)."""
    case_id = cases.case_id_of(store, viewer, case_code)
    SuggestionMark.delete().where(_of(viewer, case_id, kind, shown)).execute()
    SuggestionMark.create(
        case=case_id, kind=kind, shown=shown, rule=rule, useful=useful, by=viewer.name, at=now
    )


def take_back(store: Store, viewer: Viewer, case_code: str, kind: str, shown: str) -> bool:
    """Forget what this person said of one thing (inside a write); whether he had said anything."""
    case_id = cases.case_id_of(store, viewer, case_code)
    return bool(SuggestionMark.delete().where(_of(viewer, case_id, kind, shown)).execute())


def _of(viewer: Viewer, case_id: int, kind: str, shown: str) -> pw.Expression:
    same = (SuggestionMark.kind == kind) & (SuggestionMark.shown == shown)
    return same & (SuggestionMark.case == case_id) & (SuggestionMark.by == viewer.name)


def mine(store: Store, viewer: Viewer, case_code: str) -> dict[tuple[str, str], bool]:
    """(kind, thing) → whether this person found it of use, beside this case. Raises NotFound."""
    case_id = cases.case_id_of(store, viewer, case_code)
    with store.reading():
        query = SuggestionMark.select(SuggestionMark.kind, SuggestionMark.shown, SuggestionMark.useful).where(
            SuggestionMark.case == case_id, SuggestionMark.by == viewer.name
        )
        return {(kind, shown): bool(useful) for kind, shown, useful in query.tuples()}


def counts(
    store: Store, viewer: Viewer, kind: str, shown: Collection[str] | None = None
) -> dict[str, tuple[int, int]]:
    """thing → (of use, of no use), said beside cases of this viewer's scope; all or only these."""
    with store.reading():
        query = SuggestionMark.select(SuggestionMark.shown, _USEFUL, _SAID).join(Case)
        query = query.where(scope(viewer), SuggestionMark.kind == kind)
        if shown is not None:
            query = query.where(SuggestionMark.shown.in_(list(shown)))
        return {
            name: (int(useful), int(said) - int(useful))
            for name, useful, said in query.group_by(SuggestionMark.shown).tuples()
        }


_USEFUL = pw.fn.SUM(pw.Case(None, [(SuggestionMark.useful == True, 1)], 0))  # noqa: E712
_SAID = pw.fn.COUNT(SuggestionMark.id)


def tallies(store: Store, viewer: Viewer, first: date, last: date) -> list[Tally]:
    """What was said in some days (both included), thing by thing and rule by rule. Raises NotAllowed."""
    thing = (SuggestionMark.kind, SuggestionMark.shown, SuggestionMark.rule)
    with store.reading():
        query = SuggestionMark.select(*thing, _USEFUL, _SAID).join(Case)
        query = query.where(_between(viewer, first, last)).group_by(*thing).order_by(*thing)
        return [
            Tally(kind, shown, rule, int(useful), int(said))
            for kind, shown, rule, useful, said in query.tuples()
        ]


def of_no_use(store: Store, viewer: Viewer, first: date, last: date, most: int) -> list[Remark]:
    """The newest things of some days that somebody found of no use. Raises NotAllowed."""
    with store.reading():
        query = (
            SuggestionMark.select(
                SuggestionMark.kind,
                SuggestionMark.shown,
                SuggestionMark.rule,
                Case.case_code,
                SuggestionMark.by,
                SuggestionMark.at,
                pw.Case(None, [(scope(viewer), 1)], 0),
            )
            .join(Case)
            .where(_between(viewer, first, last), SuggestionMark.useful == False)  # noqa: E712
            .order_by(SuggestionMark.at.desc(), SuggestionMark.id.desc())
            .limit(most)
        )
        return [
            Remark(kind, shown, rule, code, by, at, bool(opens))
            for kind, shown, rule, code, by, at, opens in query.tuples()
        ]


def _between(viewer: Viewer, first: date, last: date) -> pw.Expression:
    if not viewer.roles & READERS:
        raise NotAllowed("建议有没有用，由规则员和督办岗查看。")
    start, end = datetime.combine(first, time()), datetime.combine(last, time()) + timedelta(days=1)
    return (Case.live == LIVE) & (SuggestionMark.at >= start) & (SuggestionMark.at < end)
