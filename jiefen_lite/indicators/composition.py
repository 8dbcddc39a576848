"""A period's accepted cases by cause and by group of people: the share of each, and how many were resolved.

Made from the county's own figures of the period, frozen or not, so that the lines of a table by cause add up
to the figure above them. A case may concern several groups of people: those lines need not add up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from jiefen_lite.indicators.figures import Setting, figure, weights_of
from jiefen_lite.indicators.formulas import Parts, Weights
from jiefen_lite.indicators.jsonform import figure_json
from jiefen_lite.indicators.rounding import shown_rate
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import Figure, IndicatorRow, IndicatorTable, JsonRow

CAUSE, PEOPLE = "cause", "people"
COMPOSITIONS = (CAUSE, PEOPLE)
#: The last line of each: what nobody and nothing has read.
UNREAD: dict[str, tuple[str, str]] = {
    CAUSE: ("unread", "没有读出起因的"),
    PEOPLE: ("unread", "没有读出人群的"),
}
INTAKE, CLOSED, RESOLVED = "intake_count", "closed_count", "resolution_rate"
#: Accepted cases of a line ÷ all accepted cases of the period; no indicator of the rules.
SHARE = "share"
SHOWN = (INTAKE, SHARE, CLOSED, RESOLVED)


def composition(
    county: IndicatorTable,
    by: str,
    groups: Sequence[tuple[str, str]],
    of: Mapping[str, Collection[str]],
    rules: Indicators,
) -> IndicatorTable:
    """The lines of one composition, the largest first, what was not read last.

    ``groups``: (id, name) of the lines; ``of``: case → lines that it belongs to, nothing where none was read.
    """
    whole = county.rows[0].figures
    setting = Setting(county.period, county.as_of, rules)
    lines = [IndicatorRow(one, name, _line(whole, _belonging(of, one), setting)) for one, name in groups]
    told = [row for row in lines if any(_all(one) and one.n for one in row.figures.values())]
    told.sort(key=lambda row: -row.figures[INTAKE].n)  # of equal ones the rules' order
    told.append(IndicatorRow(*UNREAD[by], _line(whole, lambda code: not of.get(code), setting)))
    return IndicatorTable(county.period, by, county.as_of, county.formula_version, county.frozen, tuple(told))


def composed(county: IndicatorTable) -> set[str]:
    """The cases that a composition of this table asks about."""
    whole = county.rows[0].figures
    return {code for name in (INTAKE, CLOSED, RESOLVED) for code in _all(whole[name])}


def composition_json(table: IndicatorTable) -> JsonRow:
    """One composition as neighbour systems read it."""
    return {
        ("month" if len(table.period.label) == 7 else "period"): table.period.label,
        "by": table.by,
        "as_of": table.as_of.isoformat(timespec="seconds"),
        "formula_version": table.formula_version,
        "frozen": table.frozen,
        "rows": [
            {"id": row.id, "name": row.name}
            | {name: figure_json(figure) for name, figure in row.figures.items()}
            for row in table.rows
        ],
    }


def _belonging(of: Mapping[str, Collection[str]], line: str) -> Callable[[str], bool]:
    return lambda code: line in of.get(code, ())


def _line(whole: Mapping[str, Figure], belongs: Callable[[str], bool], setting: Setting) -> dict[str, Figure]:
    """The figures of one line: those of the county, of its cases only."""
    made = {name: figure(name, _of(whole[name], belongs), setting) for name in (INTAKE, CLOSED, RESOLVED)}
    mine, every = made[INTAKE].numerator, whole[INTAKE].numerator
    n, d = len(mine), len(every)
    value = n / d if d else None
    made[SHARE] = Figure(SHARE, "rate", n, d, value, shown_rate(n, d, setting.rules), mine, every)
    return {name: made[name] for name in SHOWN}


def _of(one: Figure, belongs: Callable[[str], bool]) -> Parts:
    above = weights_of(one.numerator, one.values)
    below = weights_of(one.denominator, one.weights)
    return Parts(_only(above, belongs), _only(below, belongs))


def _only(weights: Weights, belongs: Callable[[str], bool]) -> Weights:
    return {code: weight for code, weight in weights.items() if belongs(code)}


def _all(one: Figure) -> tuple[str, ...]:
    return (*one.numerator, *one.denominator)
