"""Tables of indicators: one grouping of one period, counted from cases or merged from stored months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from jiefen_lite.indicators.figures import Setting, figure, mark_participation, weights_of
from jiefen_lite.indicators.formulas import INDICATORS, Formula, Frame, Parts, Weights, formulas
from jiefen_lite.indicators.periods import cut
from jiefen_lite.indicators.sets import Key, Sets, base_sets, split
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import IMPORTED_CHANNELS, UNASSIGNED, CaseFacts, IndicatorRow, IndicatorTable, Period
from jiefen_lite.workdays import Calendar

COUNTY = "all"
GROUPINGS = (COUNTY, "town", "unit", "channel", "type")
REMAINDERS: dict[str, tuple[str, str]] = {
    "town": ("unlocated", "未定位"),
    "unit": (UNASSIGNED, "待分派"),
    "channel": ("other_source", "其他来源"),
    "type": ("untyped", "待定类型"),
}
_NO_SETS = Sets()


def _keys(by: str) -> tuple[Key, Key]:
    """Which group a case belongs to, and which one answers for its due date."""
    if by == COUNTY:
        return lambda case: COUNTY, lambda case: COUNTY
    rest = REMAINDERS[by][0]
    if by == "town":
        return lambda case: case.town or rest, lambda case: case.town or rest
    if by == "unit":
        return (
            lambda case: case.responsible_unit or rest,
            lambda case: case.unit_at_due or case.responsible_unit or rest,
        )
    if by == "channel":
        own = {str(channel) for channel in IMPORTED_CHANNELS}

        def channel(case: CaseFacts) -> str:
            return str(case.channel) if case.channel in own else rest

        return channel, channel
    return lambda case: case.type_l1 or rest, lambda case: case.type_l1 or rest


def _named(by: str, groups: Sequence[tuple[str, str]], found: Iterable[str]) -> list[tuple[str, str]]:
    """Rows in the order given, then groups nobody named (so that sums hold), the remainder last."""
    if by == COUNTY:
        return [groups[0] if groups else (COUNTY, "全市")]
    rest = REMAINDERS[by]
    names = [group for group in groups if group[0] != rest[0]]
    known = {identifier for identifier, _ in names} | {rest[0]}
    found = set(found)
    names += [(identifier, identifier) for identifier in sorted(found - known)]
    return names + ([rest] if rest[0] in found else [])


def _row(
    identifier: str,
    name: str,
    parts: Mapping[str, Parts],
    setting: Setting,
    population: int | None,
) -> IndicatorRow:
    figures = {one: figure(one, parts.get(one, Parts()), setting, population) for one in INDICATORS}
    mark_participation(figures, setting.rules)
    return IndicatorRow(identifier, name, figures)


def compute(
    cases: Iterable[CaseFacts],
    period: Period,
    as_of: datetime,
    by: str,
    rules: Indicators,
    *,
    groups: Sequence[tuple[str, str]] = (),
    populations: Mapping[str, int] | None = None,
    cal: Calendar,
) -> IndicatorTable:
    """Count one grouping of one period as things stood at ``as_of`` (its moment itself does not count).

    ``groups`` are (id, name) in the order of the rows, shown even where empty; ``populations`` by row id
    (``all`` for the county).
    """
    setting = Setting(period, cut(as_of), rules)
    frame = Frame(cut(as_of), rules, cal)
    chosen = formulas(rules)
    key, due_key = _keys(by)
    county = base_sets(cases, period, as_of)
    sets = {(groups[0][0] if groups else COUNTY): county} if by == COUNTY else split(county, key, due_key)
    rows = tuple(
        _row(
            identifier,
            name,
            _parts(chosen, sets.get(identifier, _NO_SETS), frame),
            setting,
            (populations or {}).get(identifier),
        )
        for identifier, name in _named(by, groups, sets)
    )
    return IndicatorTable(period, by, cut(as_of), rules.formula_version, False, rows)


def _parts(chosen: Mapping[str, Formula], sets: Sets, frame: Frame) -> dict[str, Parts]:
    return {name: formula(sets, frame) for name, formula in chosen.items()}


# --------------------------------------------------------------------------- merging


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a case was last counted: which table, which row, how much; counted below the line too?"""

    table: int
    row: str
    weight: int
    inside: bool = False


def _collect(tables: Sequence[IndicatorTable], name: str) -> tuple[dict[str, _Entry], dict[str, _Entry]]:
    """Every case of one indicator above and below the line, the last table winning."""
    above: dict[str, _Entry] = {}
    below: dict[str, _Entry] = {}
    for number, table in enumerate(tables):
        for row in table.rows:
            one = row.figures.get(name)
            if one is None:
                continue
            beneath = weights_of(one.denominator, one.weights)
            for code, weight in beneath.items():
                below[code] = _Entry(number, row.id, weight)
            for code, weight in weights_of(one.numerator, one.values).items():
                above[code] = _Entry(number, row.id, weight, code in beneath)
    # a case that a later month counts again, and no longer above the line, has lost its place there
    for code in [code for code, entry in above.items() if entry.inside]:
        if code in below and below[code].table > above[code].table:
            del above[code]
    return above, below


def _by_row(entries: Mapping[str, _Entry]) -> dict[str, Weights]:
    rows: dict[str, Weights] = {}
    for code, entry in entries.items():
        rows.setdefault(entry.row, {})[code] = entry.weight
    return rows


def _until_the_end(merged: dict[str, tuple[dict[str, _Entry], dict[str, _Entry]]], rules: Indicators) -> None:
    """Rates that look at accepted cases "by the end of the period": a later month may have closed them."""
    _, accepted = merged["completion_rate"]
    closed = merged["closed_count"][0]
    merged["completion_rate"] = (
        {
            code: entry
            for code, entry in accepted.items()
            if code in closed or code in merged["completion_rate"][0]
        },
        accepted,
    )
    variant = next((rule.variant for rule in rules.rules if rule.id == "resolution_rate"), "default")
    if variant == "accepted":
        gone = merged["transferred_count"][0].keys() | merged["withdrawn_count"][0].keys()
        above, below = merged["resolution_rate"]
        base = {code: entry for code, entry in below.items() if code not in gone}
        done = merged["resolved_count"][0].keys() | above.keys()
        merged["resolution_rate"] = ({code: e for code, e in base.items() if code in done}, base)


def merge(
    tables: Sequence[IndicatorTable],
    period: Period,
    rules: Indicators,
    *,
    populations: Mapping[str, int] | None = None,
) -> IndicatorTable:
    """A longer period out of its months' tables: each case counted once, as its last month has it.

    Medians are made again from the days of the single cases; nothing is fetched anew.
    """
    ordered = sorted(tables, key=lambda table: table.period.start)
    last = ordered[-1]
    collected = {name: _collect(ordered, name) for name in INDICATORS}
    _until_the_end(collected, rules)
    spread = {name: (_by_row(above), _by_row(below)) for name, (above, below) in collected.items()}
    setting = Setting(period, last.as_of, rules)
    rest = REMAINDERS.get(last.by, ("", ""))[0]
    names = {row.id: row.name for table in reversed(ordered) for row in reversed(table.rows)}
    order = [row.id for row in last.rows] + [row.id for table in ordered for row in table.rows]
    rows = []
    for identifier in sorted(dict.fromkeys(order), key=lambda one: one == rest):
        parts = {
            name: Parts(above.get(identifier, {}), below.get(identifier, {}))
            for name, (above, below) in spread.items()
        }
        population = (populations or {}).get(identifier)
        rows.append(_row(identifier, names[identifier], parts, setting, population))
    versions = dict.fromkeys(table.formula_version for table in ordered)
    return IndicatorTable(
        period, last.by, last.as_of, "、".join(versions), all(one.frozen for one in ordered), tuple(rows)
    )


def pool(
    rows: Sequence[IndicatorRow],
    identifier: str,
    name: str,
    period: Period,
    as_of: datetime,
    rules: Indicators,
) -> IndicatorRow:
    """Several groups of one table as one (all town governments, say): Σn over Σd, never a mean of rates."""
    parts: dict[str, Parts] = {}
    for one in INDICATORS:
        above: Weights = {}
        below: Weights = {}
        for row in rows:
            if one in row.figures:
                stored = row.figures[one]
                above |= weights_of(stored.numerator, stored.values)
                below |= weights_of(stored.denominator, stored.weights)
        parts[one] = Parts(above, below)
    return _row(identifier, name, parts, Setting(period, as_of, rules), None)


def row_of(table: IndicatorTable | None, identifier: str, rules: Indicators) -> IndicatorRow | None:
    """The row of a group; all zero where the table has none, None where there is no table."""
    if table is None:
        return None
    found = next((row for row in table.rows if row.id == identifier), None)
    if found is not None:
        return found
    return _row(identifier, identifier, {}, Setting(table.period, table.as_of, rules), None)


def frozen(table: IndicatorTable) -> IndicatorTable:
    """The same table as it is kept once its month is frozen."""
    return replace(table, frozen=True)
