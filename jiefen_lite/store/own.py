"""What a unit's people are told of a case: what it says by itself, not what other units' cases add to it.

The same person's earlier cases make a case a repeat, raise its risk and may make it complex, counted
over the whole county. To a unit that would tell of cases it must not know of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

import peewee as pw

from jiefen_lite import jsontext
from jiefen_lite.shapes import (
    OWN_MARK,
    CaseRow,
    Clock,
    Complexity,
    Decision,
    EventRecord,
    OwnWord,
    RiskLevel,
    Viewer,
)
from jiefen_lite.store.forming import decision_of
from jiefen_lite.store.tables import Case, CaseOwn

#: Fields of an update that may hang on other cases: a unit's people are not told that they changed.
HANGING = frozenset(
    {
        "repeat",
        "complexity",
        "complexity_pending",
        "risk_level",
        "risk_score",
        "risk_reasons",
        "tags",
    }
)
_TOLD = tuple(field.name for field in fields(OwnWord) if field.name != "decisions")


def as_told(viewer: Viewer, column: pw.Field) -> Any:
    """The value of a column of ``cases`` as this viewer is told it, for narrowing, ordering and reading."""
    if viewer.sees_county:
        return column
    own = CaseOwn.select(getattr(CaseOwn, column.name)).where(CaseOwn.case == Case.id)
    return pw.fn.COALESCE(own, column).converter(column.python_value)


def told_between(viewer: Viewer, column: pw.Field, first: Any, last: Any) -> pw.Expression:
    """Cases of which this viewer is told a value from ``first`` to ``last``, found by an index of the column.

    What decides is what he is told; where that is the case's own word, the column may say something else.
    """
    if viewer.sees_county:
        return column.between(first, last)
    own = CaseOwn.select(CaseOwn.case).where(getattr(CaseOwn, column.name).between(first, last))
    return (column.between(first, last) | Case.id.in_(own)) & as_told(viewer, column).between(first, last)


def words(case_ids: Sequence[int]) -> dict[int, tuple[OwnWord, tuple[str, ...]]]:
    """What these cases say by themselves and their open points then, where that differs; by case id."""
    rows = CaseOwn.select().where(CaseOwn.case.in_(list(case_ids))).dicts()
    return {row["case"]: word_of(row) for row in rows}


def word_of(row: Mapping[str, Any]) -> tuple[OwnWord, tuple[str, ...]]:
    """What a row says a case says by itself, and its open points then."""
    rest = jsontext.decode(row["rest"])
    word = OwnWord(
        repeat=bool(row["repeat"]),
        complexity=Complexity(row["complexity"]) if row["complexity"] else None,
        complexity_pending=rest["complexity_pending"],
        risk_level=RiskLevel(row["risk_level"]),
        risk_score=rest["risk_score"],
        risk_reasons=tuple(rest["risk_reasons"]),
        tags=tuple(rest["tags"]),
        center_due=date.fromisoformat(rest["center_due"]) if rest["center_due"] else None,
        due_date=row["due_date"],
        due_clock=Clock(row["due_clock"]) if row["due_clock"] else None,
        due_estimated=rest["due_estimated"],
        decisions=tuple(decision_of(entry) for entry in rest["decisions"]),
    )
    return word, tuple(jsontext.decode(row["pending"]))


def told(
    case: CaseRow, reasons: Sequence[Decision], word: OwnWord, pending: tuple[str, ...]
) -> tuple[CaseRow, list[Decision]]:
    """A case and its reasons as they would be without the other cases."""
    instead = {one.decision: one for one in word.decisions}
    single = replace(case, **{name: getattr(word, name) for name in _TOLD}, pending=pending)
    return single, [instead.get(one.decision, one) for one in reasons]


def events_told(viewer: Viewer, events: Sequence[EventRecord]) -> list[EventRecord]:
    """A history as this viewer is told it: to a unit's people with the due dates of the case by itself."""
    shown = []
    last: date | None = None
    for event in events:
        data = dict(event.data)
        instead = data.pop(OWN_MARK, {})
        if viewer.sees_county:
            shown.append(replace(event, data=data))
            continue
        due = date.fromisoformat(instead["due"]) if instead.get("due") else event.due_after
        if "complexity" in instead:
            data["complexity"] = [instead["complexity"], *data["complexity"][1:]]
        for name in ("master_case", "case"):  # of a merge: the other case may be another unit's
            data.pop(name, None)
        if "fields" in data:
            data["fields"] = [name for name in data["fields"] if name not in HANGING]
        shown.append(replace(event, due_before=last, due_after=due, data=data))
        last = due
    return shown
