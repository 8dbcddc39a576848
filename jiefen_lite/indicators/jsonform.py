"""Tables of indicators as the command line and neighbour systems read them."""

from __future__ import annotations

from typing import Any

from jiefen_lite.indicators.changes import Change, compare
from jiefen_lite.indicators.formulas import CHANGES
from jiefen_lite.indicators.tables import row_of
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import Figure, IndicatorRow, IndicatorTable, JsonRow

DEFAULT_BASES = {"mom": "上期", "yoy": "上年同期"}


def figure_json(figure: Figure) -> Any:
    """A count as a whole number, a rate as n/d/value/shown, an average or an amount as n/value/shown."""
    if figure.kind == "count":
        return figure.n
    if figure.kind in ("average", "amount"):
        return {"n": figure.n, "value": figure.value, "shown": figure.shown}
    return {"n": figure.n, "d": figure.d, "value": figure.value, "shown": figure.shown}


def change_json(change: Change) -> JsonRow:
    """A change; ``value`` is None where nothing may be compared, and ``shown`` says why."""
    return {"kind": change.kind, "value": change.value, "shown": change.shown, "then": change.then}


def _row(row: IndicatorRow, others: dict[str, IndicatorRow | None], rules: Indicators) -> JsonRow:
    made: JsonRow = {"id": row.id, "name": row.name}
    made |= {name: figure_json(figure) for name, figure in row.figures.items()}
    notes = {name: figure.note for name, figure in row.figures.items() if figure.note}
    if notes:
        made["notes"] = notes
    compared: dict[str, JsonRow] = {}
    for way, other in others.items():
        compared[way] = {
            name: change_json(
                compare(figure, other.figures.get(name) if other else None, rules, DEFAULT_BASES[way])
            )
            for name, figure in row.figures.items()
        }
    made["compare"] = compared
    for name, counted in CHANGES.items():
        made[name] = compared["yoy"][counted]
    return made


def table_json(
    table: IndicatorTable,
    rules: Indicators,
    *,
    mom: IndicatorTable | None = None,
    yoy: IndicatorTable | None = None,
) -> JsonRow:
    """One table with its changes against the period before and the same period of last year."""
    before = {"mom": mom, "yoy": yoy}
    label = {"month" if len(table.period.label) == 7 else "period": table.period.label}
    return {
        **label,
        "by": table.by,
        "as_of": table.as_of.isoformat(timespec="seconds"),
        "formula_version": table.formula_version,
        "frozen": table.frozen,
        "rows": [
            _row(row, {way: row_of(other, row.id, rules) for way, other in before.items()}, rules)
            for row in table.rows
        ],
    }
