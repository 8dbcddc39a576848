"""What ails: cases to be looked at one by one, how long each link of the chain takes, signs of padding.

One more grouping beside those by town or unit, a row for the county and one for each unit. It is frozen with
a month, so that everything a health report lists can be proved later.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from jiefen_lite.indicators.formulas import Weights
from jiefen_lite.indicators.padding import Handling, findings
from jiefen_lite.indicators.periods import cut, midnight
from jiefen_lite.indicators.sets import Sets, base_sets, is_off_clock, merged_by
from jiefen_lite.indicators.tables import COUNTY, REMAINDERS
from jiefen_lite.rules.health import LINKS, SYMPTOMS, Health
from jiefen_lite.shapes import CONTACTS, CaseFacts, Figure, IndicatorRow, IndicatorTable, Period, Satisfaction

SICK = "health"  # the name of the grouping among the snapshots
MINUTES_A_DAY = 24 * 60
LINK, CHECK = "link_", "check_"


@dataclass(slots=True)
class _Found:
    """What is known of one row while it is being collected."""

    symptoms: dict[str, Weights] = field(default_factory=lambda: {name: {} for name in SYMPTOMS})
    links: dict[str, Weights] = field(default_factory=lambda: {name: {} for name in LINKS})


def _days_over(due: date, last: date) -> int:
    return (last - due).days


def _symptoms(
    sets: Sets, running: Iterable[CaseFacts], until: datetime
) -> Iterable[tuple[str, CaseFacts, int, str | None]]:
    """(kind, case, how much, who answers for it) of everything that is listed."""
    last = (until - timedelta(microseconds=1)).date()
    for case in running:
        ends = (case.feedback_submitted_at, case.closed_at)
        # what fell due on the last day is overdue at its end, though by no whole day yet
        if case.due_date is None or case.due_date >= until.date() or any(end and end < until for end in ends):
            continue
        if case.accepted_at is None or merged_by(case, until) or is_off_clock(case, until):
            continue
        yield "red_light", case, _days_over(case.due_date, last), case.unit_at_due or case.responsible_unit
    for case in sets.due:
        told = case.feedback_submitted_at
        if told is not None and told < until and case.due_date is not None and told.date() > case.due_date:
            days = _days_over(case.due_date, told.date())
            yield "late_report", case, days, case.unit_at_due or case.responsible_unit
    for case in sets.evaluated:
        if case.satisfaction == Satisfaction.DISSATISFIED:
            yield "dissatisfied", case, 1, case.responsible_unit
    for case in sets.accepted:
        if case.repeat:
            yield "repeat", case, 1, case.responsible_unit


def _is_bare_day(moment: datetime) -> bool:
    """Ledgers give many moments as a day only."""
    return moment.time() == time.min


def _minutes(start: datetime | None, end: datetime | None) -> int | None:
    """Whole days where one end is a day only, as the handling time counts them: the same day is 0."""
    if start is None or end is None:
        return None
    if _is_bare_day(start) or _is_bare_day(end):
        start, end = (datetime.combine(one.date(), time.min) for one in (start, end))
    if end < start:
        return None
    return int((end - start).total_seconds() // 60)


def _links(case: CaseFacts) -> Iterable[tuple[str, int]]:
    """The links of one closed case whose both ends are known, with their minutes."""
    hand = case.by_hand
    spans: tuple[tuple[str, bool, datetime | None, datetime | None], ...] = (
        ("sign", {"dispatch", "sign_receipt"} <= hand, case.dispatched_at, case.signed_at),
        ("contact", bool(hand & CONTACTS), case.signed_at, case.first_contact_at),
        (
            "mediate",
            case.mediated is not None,
            case.first_contact_at if hand & CONTACTS else case.accepted_at,
            case.mediated_at,
        ),
        ("feedback", "submit_feedback" in hand, case.mediated_at, case.feedback_submitted_at),
        (
            "review",
            # a closing that was put on the ledger's own day tells nothing of when it was reviewed
            "approve" in hand and case.closed_at != case.feedback_submitted_at,
            case.feedback_submitted_at,
            case.closed_at,
        ),
    )
    for name, known, start, end in spans:
        minutes = _minutes(start, end) if known else None
        if minutes is not None:
            yield name, minutes


def _count(name: str, codes: Weights) -> Figure:
    ordered = sorted(codes)
    values = tuple(codes[code] for code in ordered)
    return Figure(name, "count", len(ordered), None, float(len(ordered)), str(len(ordered)), tuple(ordered),
                  values=values)  # fmt: skip


def _span(name: str, codes: Weights) -> Figure:
    ordered = sorted(codes)
    values = tuple(codes[code] for code in ordered)
    days = sum(values) / len(values) / MINUTES_A_DAY if values else None
    return Figure(f"{LINK}{name}", "average", len(ordered), None, days, "", tuple(ordered), values=values)


def _row(identifier: str, name: str, found: _Found, checks: Mapping[str, Figure]) -> IndicatorRow:
    figures = {kind: _count(kind, codes) for kind, codes in found.symptoms.items()}
    figures |= {f"{LINK}{link}": _span(link, codes) for link, codes in found.links.items()}
    return IndicatorRow(identifier, name, figures | dict(checks))


def symptoms(
    cases: Iterable[CaseFacts],
    running: Iterable[CaseFacts],
    period: Period,
    as_of: datetime,
    formula_version: str,
    health: Health,
    *,
    units: Sequence[tuple[str, str]],
    handling: Handling,
    earlier: Sequence[Mapping[str, int]] = (),
) -> IndicatorTable:
    """All of it for one period; ``running``: cases that were not over at its end, whenever they came in.

    ``units``: (id, name) in the order of the rows; ``earlier``: accepted cases by row of the months before.
    """
    until = cut(as_of)
    sets = base_sets(cases, period, as_of)
    rest = REMAINDERS["unit"][0]
    rows: dict[str, _Found] = {COUNTY: _Found()} | {identifier: _Found() for identifier, _ in units}

    def of(unit: str | None) -> tuple[_Found, _Found]:
        return rows[COUNTY], rows.setdefault(unit or rest, _Found())

    for kind, case, size, unit in _symptoms(sets, running, until):
        for found in of(unit):
            found.symptoms[kind][case.case_code] = size
    for at, unit, code in handling.returned:
        for found in of(unit) if at < until else ():  # on the account of who gave it back, whoever has it now
            found.symptoms["returned"][code] = found.symptoms["returned"].get(code, 0) + 1
    for case in sets.closed:
        for link, minutes in _links(case):
            for found in of(case.responsible_unit):
                found.links[link][case.case_code] = minutes
    whose: Callable[[CaseFacts], str] = lambda case: case.responsible_unit or rest  # noqa: E731
    over = until >= midnight(period.end)  # the first days of a month are no fall against whole months
    checks = findings(sets, period, health, handling, whose, earlier if over else ())
    names = dict(units) | {COUNTY: COUNTY, rest: REMAINDERS["unit"][1]}
    return IndicatorTable(
        period,
        SICK,
        until,
        formula_version,
        False,
        tuple(
            _row(identifier, names.get(identifier, identifier), found, checks.get(identifier, {}))
            for identifier, found in rows.items()
        ),
    )


def merge_symptoms(
    tables: Sequence[IndicatorTable], period: Period, satisfied: Mapping[str, Collection[str]] | None = None
) -> IndicatorTable:
    """A longer period out of its months: each case as its last month has it, red lights of the last month.

    ``satisfied``: by row the cases that the rate of the longer period counts as satisfied; who was not in one
    month and is in a later one is not listed. The checks are those of single months, and left out.
    """
    ordered = sorted(tables, key=lambda table: table.period.start)
    last = ordered[-1]
    rows: dict[str, _Found] = {}
    names: dict[str, str] = {}
    for table in ordered:
        for row in table.rows:
            names[row.id] = row.name
            found = rows.setdefault(row.id, _Found())
            for name, figure in row.figures.items():
                codes = dict(zip(figure.numerator, figure.values, strict=True)) if figure.values else {}
                if name == "returned":  # times in the month; the others tell the state of a case
                    codes = {code: size + found.symptoms[name].get(code, 0) for code, size in codes.items()}
                if name in found.symptoms and (name != "red_light" or table is last):
                    found.symptoms[name].update(codes)
                elif name.startswith(LINK):
                    found.links[name.removeprefix(LINK)].update(codes)
    for identifier, found in rows.items():
        for code in (satisfied or {}).get(identifier, ()):
            found.symptoms["dissatisfied"].pop(code, None)
    frozen = all(table.frozen for table in tables)
    made = tuple(_row(identifier, names[identifier], found, {}) for identifier, found in rows.items())
    return IndicatorTable(period, SICK, last.as_of, last.formula_version, frozen, made)
