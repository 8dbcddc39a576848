"""Frozen months: every figure with the codes of its cases, never rewritten."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import Figure, IndicatorRow, IndicatorTable, Period
from jiefen_lite.store import chain
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import RuleSet, SnapshotFigure, SnapshotTable

#: A grouping beside the others: earlier months' figures as they stood when this month was frozen (追补).
LATE = "late"
#: Another: the cases that papers name, and how each of them stood.
TOLD = "told"

_FIGURE = (
    "table",
    "row_id",
    "row_name",
    "row_order",
    "indicator",
    "kind",
    "n",
    "d",
    "value",
    "shown",
    "note",
    "numerator",
    "denominator",
    "case_values",
    "weights",
)


class AlreadyFrozen(JiefenError):
    """A month is frozen once."""


def save(store: Store, tables: Sequence[IndicatorTable], now: datetime, *, rule_set: str) -> None:
    """Freeze one period's groupings together, made under the rule book of that digest.

    Raises AlreadyFrozen where it is.
    """
    label = tables[0].period.label
    with store.writing():
        if SnapshotTable.select().where(SnapshotTable.period == label).exists():
            raise AlreadyFrozen(f"{label} 已经冻结，冻结后的数字不再改动；后来的补报和更正不改这个月。")
        for table in tables:
            kept = SnapshotTable.create(
                period=label,
                grouping=table.by,
                as_of=table.as_of,
                formula_version=table.formula_version,
                frozen_at=now,
                rule_set=rule_set,
            )
            store.insert_many(
                SnapshotFigure,
                _FIGURE,
                [
                    (
                        kept.id,
                        row.id,
                        row.name,
                        order,
                        one.indicator,
                        one.kind,
                        one.n,
                        one.d,
                        one.value,
                        one.shown,
                        one.note,
                        json.dumps(one.numerator),
                        json.dumps(one.denominator),
                        json.dumps(one.values),
                        json.dumps(one.weights),
                    )
                    for order, row in enumerate(table.rows)
                    for one in row.figures.values()
                ],
            )
        chain.append(store, "freeze", label, digest(store, label), now)


def load(store: Store, period: Period, by: str) -> IndicatorTable | None:
    """A frozen grouping as it was, None where the period is not frozen."""
    with store.reading():
        kept = SnapshotTable.get_or_none(SnapshotTable.period == period.label, SnapshotTable.grouping == by)
        if kept is None:
            return None
        rows: dict[str, tuple[str, dict[str, Figure]]] = {}
        query = SnapshotFigure.select().where(SnapshotFigure.table == kept.id)
        for one in query.order_by(SnapshotFigure.row_order, SnapshotFigure.id).dicts():
            figures = rows.setdefault(one["row_id"], (one["row_name"], {}))[1]
            figures[one["indicator"]] = Figure(
                one["indicator"],
                one["kind"],
                one["n"],
                one["d"],
                one["value"],
                one["shown"],
                tuple(json.loads(one["numerator"])),
                tuple(json.loads(one["denominator"])),
                note=one["note"],
                values=tuple(json.loads(one["case_values"])),
                weights=tuple(json.loads(one["weights"])),
            )
        return IndicatorTable(
            period,
            by,
            kept.as_of,
            kept.formula_version,
            True,
            tuple(IndicatorRow(row_id, name, figures) for row_id, (name, figures) in rows.items()),
        )


def intake_codes(store: Store, labels: Sequence[str], by: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """period → row → codes of the accepted cases, of those periods that are frozen; reads nothing else."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    with store.reading():
        query = (
            SnapshotFigure.select(SnapshotTable.period, SnapshotFigure.row_id, SnapshotFigure.numerator)
            .join(SnapshotTable)
            .where(
                SnapshotTable.period.in_(list(labels)),
                SnapshotTable.grouping == by,
                SnapshotFigure.indicator == "intake_count",
            )
            .order_by(SnapshotFigure.id)
        )
        for label, row_id, codes in query.tuples():
            found.setdefault(label, {})[row_id] = tuple(json.loads(codes))
    return found


def rules_text(store: Store, period: Period) -> str | None:
    """The rule book a frozen month was counted under, as its canonical text."""
    with store.reading():
        query = (
            RuleSet.select(RuleSet.text)
            .join(SnapshotTable, on=(SnapshotTable.rule_set == RuleSet.digest))
            .where(SnapshotTable.period == period.label)
        )
        found = query.tuples().first()
        return None if found is None else str(found[0])


def frozen_at(store: Store, period: Period) -> datetime | None:
    """When a period was frozen; None where it is not."""
    with store.reading():
        query = SnapshotTable.select(SnapshotTable.frozen_at).where(SnapshotTable.period == period.label)
        found = query.order_by(SnapshotTable.id).tuples().first()
        return found[0] if found else None


def frozen_labels(store: Store) -> list[str]:
    """The periods that are frozen, oldest first."""
    with store.reading():
        query = SnapshotTable.select(SnapshotTable.period).distinct().order_by(SnapshotTable.period)
        return [label for (label,) in query.tuples()]


def digest(store: Store, label: str) -> str:
    """SHA-256 over all figures of a frozen period, for the chain and for ``verify``."""
    mark = chain.FIRST
    query = (
        SnapshotFigure.select(
            SnapshotTable.grouping,
            SnapshotFigure.row_id,
            SnapshotFigure.indicator,
            SnapshotFigure.n,
            SnapshotFigure.d,
            SnapshotFigure.shown,
            SnapshotFigure.numerator,
            SnapshotFigure.denominator,
            SnapshotFigure.case_values,
            SnapshotFigure.weights,
        )
        .join(SnapshotTable)
        .where(SnapshotTable.period == label)
        .order_by(SnapshotFigure.id)
    )
    for row in query.tuples():
        mark = chain.link(mark, row)
    return mark
