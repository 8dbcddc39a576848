"""Dispatches by people beside what the rules had proposed, and how much each unit has in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import peewee as pw

from jiefen_lite import text
from jiefen_lite.errors import NotAllowed
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import LIVE, Case, CaseUnit, DispatchChoice

#: Who reads how often rules are overridden: who dispatches, who leads, and who writes the rules.
READERS = frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR, Role.LEADER, Role.RULE_EDITOR, Role.OPERATOR})
#: In these a unit has the case in its hands.
IN_HAND = ("dispatched", "signed", "mediating", "suspended", "settled", "failed")


@dataclass(frozen=True, slots=True)
class Choice:
    """One dispatch: what was proposed by which rule, what was chosen; ``reason`` where it is another."""

    case_code: str
    at: datetime
    rule: str
    proposed: str
    chosen: str
    by: str
    reason: str | None

    @property
    def overridden(self) -> bool:
        """Whether somebody else was given the case than the rule had proposed."""
        return self.chosen != self.proposed


@dataclass(frozen=True, slots=True)
class Load:
    """How many cases a unit has in hand, and how many of them are late."""

    open: int
    late: int


def add(
    store: Store,
    viewer: Viewer,
    case_id: int,
    *,
    rule: str,
    proposed: str,
    chosen: str,
    reason: str | None,
    now: datetime,
) -> None:
    """Note a dispatch (inside a write)."""
    DispatchChoice.create(
        case=case_id,
        at=now,
        rule=rule,
        proposed=proposed,
        chosen=chosen,
        by=viewer.name,
        reason=text.mask_text(reason) if reason else None,
    )


def between(store: Store, viewer: Viewer, first: date, last: date) -> list[Choice]:
    """The dispatches of some days (both included) that followed a proposal or not, newest first."""
    if not viewer.roles & READERS:
        raise NotAllowed("改派率由督办岗、领导和规则员查看。")
    start, end = datetime.combine(first, time()), datetime.combine(last, time()) + timedelta(days=1)
    with store.reading():
        query = (
            DispatchChoice.select(
                Case.case_code,
                DispatchChoice.at,
                DispatchChoice.rule,
                DispatchChoice.proposed,
                DispatchChoice.chosen,
                DispatchChoice.by,
                DispatchChoice.reason,
            )
            .join(Case)
            .where(Case.live == LIVE, DispatchChoice.at >= start, DispatchChoice.at < end)
            .order_by(DispatchChoice.at.desc(), DispatchChoice.id.desc())
        )
        return [Choice(*row) for row in query.tuples()]


def loads(store: Store, viewer: Viewer, today: date) -> dict[str, Load]:
    """What each unit was given and has in hand, by its name, as far as this viewer may know.

    What only a rule has suggested for a unit is in nobody's hand.
    """
    late = pw.Case(None, [(Case.due_date < today, 1)], 0)
    with store.reading():
        query = (
            CaseUnit.select(CaseUnit.unit, pw.fn.COUNT(Case.id), pw.fn.SUM(late))
            .join(Case)
            .where(
                scope(viewer),
                CaseUnit.relation == "responsible",
                Case.status.in_(IN_HAND),
                Case.feedback_submitted_at.is_null(),
            )
            .group_by(CaseUnit.unit)
        )
        return {unit: Load(int(count), int(red or 0)) for unit, count, red in query.tuples()}
