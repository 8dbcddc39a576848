"""Signs that figures may have been made to look better: told with their cases, never punished."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from jiefen_lite.indicators.formulas import Weights
from jiefen_lite.indicators.periods import midnight
from jiefen_lite.indicators.sets import Sets
from jiefen_lite.indicators.tables import COUNTY
from jiefen_lite.rules.health import CHECKS, Health, PaddingRule
from jiefen_lite.shapes import CONTACTS, CaseFacts, Figure, Handling, Outcome, Period

PREFIX = "check_"
OTHER = "other"  # the type that says nothing

__all__ = ["Handling", "findings", "is_few", "is_raised"]

Whose = Callable[[CaseFacts], str]


@dataclass(frozen=True, slots=True)
class _Share:
    """Cases above and below the line of one check, each with the row it belongs to."""

    above: Mapping[str, str]
    below: Mapping[str, str]


def is_few(figure: Figure, rule: PaddingRule) -> bool:
    """Whether there are too few cases to say anything; where days are counted, their cases are."""
    seen = len(figure.denominator) if figure.weights else figure.d or 0
    return seen < rule.least


def is_raised(figure: Figure, rule: PaddingRule) -> bool:
    """Whether a check has something to say."""
    if is_few(figure, rule):
        return False
    return figure.n > 0 and figure.n > (figure.d or 0) * rule.limit


def _marked(cases: Iterable[CaseFacts], whose: Whose) -> dict[str, str]:
    return {case.case_code: whose(case) for case in cases}


def _quick(sets: Sets, handling: Handling, rule: PaddingRule) -> set[str]:
    """Cases closed within minutes of being accepted, where one person did many of them."""
    quick = {
        case.case_code: handling.closed_by[case.case_code]
        for case in sets.closed
        if case.case_code in handling.closed_by
        and case.accepted_at is not None
        and case.closed_at is not None
        and timedelta(0) <= case.closed_at - case.accepted_at < timedelta(minutes=rule.minutes)
    }
    often = Counter(quick.values())
    return {code for code, person in quick.items() if often[person] >= rule.batch}


def _bad_phones(sets: Sets, handling: Handling) -> tuple[set[str], set[str]]:
    """(cases without a number or with one that another name has too, all cases looked at)."""
    names: dict[str, set[str]] = {}
    for people in handling.phones.values():
        for mark, name in people:
            if mark:
                names.setdefault(mark, set()).add(name)
    accepted = {case.case_code for case in sets.accepted}
    seen = accepted & handling.phones.keys()
    bad = {
        code
        for code in seen
        if all(not mark for mark, _ in handling.phones[code])
        or any(mark and len(names[mark]) > 1 for mark, _ in handling.phones[code])
    }
    return bad, seen


def _shares(sets: Sets, period: Period, rules: Mapping[str, PaddingRule], handling: Handling, whose: Whose
            ) -> dict[str, _Share]:  # fmt: skip
    closed, accepted = _marked(sets.closed, whose), _marked(sets.accepted, whose)
    by_hand = {code: row for code, row in closed.items() if code in handling.closed_by}
    facts = {case.case_code: case for case in (*sets.closed, *sets.accepted)}

    def only(codes: Mapping[str, str], wanted: Callable[[CaseFacts], bool]) -> dict[str, str]:
        return {code: row for code, row in codes.items() if wanted(facts[code])}

    last = midnight(period.end) - timedelta(days=rules["month_end"].days)
    quick = _quick(sets, handling, rules["quick_closing"])
    answered = {
        case.case_code: whose(case) for case in sets.evaluated if case.case_code in handling.evaluated_by
    }
    at_places = {code: row for code, row in answered.items() if code in handling.same_address}
    reclassed = _owners(handling.reclassed, sets, whose)
    bad, seen = _bad_phones(sets, handling)
    extended = _owners(handling.extended, sets, whose)
    return {
        "no_contact": _Share(
            # a contact that was only inferred from a ledger's dates is no record of one
            only(by_hand, lambda case: not case.by_hand & CONTACTS and case.mediated is None),
            by_hand,
        ),
        "quick_closing": _Share({code: by_hand[code] for code in sorted(quick)}, by_hand),
        "same_account": _Share(
            {
                code: row
                for code, row in answered.items()
                if handling.evaluated_by[code] == handling.closed_by.get(code)
            },
            answered,
        ),
        "same_address": _Share(
            {code: row for code, row in at_places.items() if handling.same_address[code]}, at_places
        ),
        "class_changed": _Share(
            {code: row for code, row in reclassed.items() if handling.reclassed[code]}, reclassed
        ),
        "withdrawn": _Share(only(closed, lambda case: case.outcome == Outcome.WITHDRAWN), closed),
        "other_type": _Share(only(accepted, lambda case: case.type_l1 == OTHER), accepted),
        "month_end": _Share(
            only(closed, lambda case: case.closed_at is not None and case.closed_at >= last), closed
        ),
        "last_moment": _Share(
            {code: row for code, row in extended.items() if handling.extended[code]}, extended
        ),
        "phones": _Share(
            {code: accepted[code] for code in sorted(bad)}, {code: accepted[code] for code in sorted(seen)}
        ),
    }


def _owners(codes: Iterable[str], sets: Sets, whose: Whose) -> dict[str, str]:
    """The row of each of these cases, as far as the period knows the case."""
    known = {
        case.case_code: whose(case)
        for group in (sets.registered, sets.accepted, sets.closed, sets.due, sets.dispatched)
        for case in group
    }
    return {code: known[code] for code in codes if code in known}


def _figure(name: str, above: Iterable[str], below: Iterable[str]) -> Figure:
    over, under = tuple(sorted(above)), tuple(sorted(below))
    value = len(over) / len(under) if under else None
    return Figure(f"{PREFIX}{name}", "rate", len(over), len(under), value, "", over, under)


def _by_row(share: _Share) -> dict[str, tuple[list[str], list[str]]]:
    rows: dict[str, tuple[list[str], list[str]]] = {}
    for code, row in share.below.items():
        for one in (COUNTY, row):
            rows.setdefault(one, ([], []))[1].append(code)
    for code, row in share.above.items():
        for one in (COUNTY, row):
            rows[one][0].append(code)
    return rows


def _paused(sets: Sets, handling: Handling, whose: Whose) -> Iterable[tuple[str, Figure]]:
    """Days that the clock stood of the days from acceptance to closing, of cases closed by hand."""
    days: dict[str, dict[str, tuple[int, int]]] = {}
    for case in sets.closed:
        if case.case_code not in handling.closed_by or case.accepted_at is None or case.closed_at is None:
            continue
        spent = (case.closed_at.date() - case.accepted_at.date()).days
        if spent > 0:
            told = (min(case.suspended_days, spent), spent)
            for row in (COUNTY, whose(case)):
                days.setdefault(row, {})[case.case_code] = told
    for row, found in days.items():
        codes = sorted(found)
        stood = [code for code in codes if found[code][0]]
        n, d = sum(found[code][0] for code in codes), sum(found[code][1] for code in codes)
        yield (
            row,
            Figure(
                f"{PREFIX}paused",
                "rate",
                n,
                d,
                n / d,
                "",
                tuple(stood),
                tuple(codes),
                values=tuple(found[code][0] for code in stood),
                weights=tuple(found[code][1] for code in codes),
            ),
        )


def _drops(sets: Sets, whose: Whose, earlier: Sequence[Mapping[str, int]]) -> Iterable[tuple[str, Figure]]:
    """By how much the cases accepted fell short of the mean of the months before: (d − n) of d cases.

    Both are times the number of months, so that they stay whole numbers.
    """
    now: Weights = dict(Counter(whose(case) for case in sets.accepted))
    now[COUNTY] = len(sets.accepted)
    for row in dict.fromkeys(row for month in earlier for row in month):
        before = sum(month.get(row, 0) for month in earlier)
        short = max(before - now.get(row, 0) * len(earlier), 0)
        yield (
            row,
            Figure(f"{PREFIX}intake_drop", "rate", short, before, short / before if before else None, ""),
        )


def findings(
    sets: Sets,
    period: Period,
    health: Health,
    handling: Handling,
    whose: Whose,
    earlier: Sequence[Mapping[str, int]] = (),
) -> dict[str, dict[str, Figure]]:
    """row → check → its figure; a row without cases for a check has none.

    ``whose`` names the row of a case; ``earlier`` holds accepted cases by row of the months before.
    """
    rules = {rule.id: rule for rule in health.checks}
    found: dict[str, dict[str, Figure]] = {}
    shares = _shares(sets, period, rules, handling, whose)
    for name in CHECKS:
        if name in shares and name in rules:
            for row, (above, below) in _by_row(shares[name]).items():
                found.setdefault(row, {})[f"{PREFIX}{name}"] = _figure(name, above, below)
    if "paused" in rules:
        for row, figure in _paused(sets, handling, whose):
            found.setdefault(row, {})[f"{PREFIX}paused"] = figure
    if earlier:
        for row, figure in _drops(sets, whose, earlier):
            found.setdefault(row, {})[f"{PREFIX}intake_drop"] = figure
    return found
