"""The three clocks of a case, its due date and its time light. Pure: dates in, dates out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from jiefen_lite.rules.schema import Deadlines, Holidays, RepeatClock, StatutoryDeadline
from jiefen_lite.shapes import (
    By,
    Clock,
    ClockState,
    Complexity,
    Deadline,
    Decision,
    DueDates,
    Light,
    Pause,
)
from jiefen_lite.workdays import Calendar

# Every year's notice holds these; a year entered by hand with all three is taken as entered whole.
_SURE_HOLIDAYS = ((1, 1), (5, 1), (10, 1))

#: The clocks of a case to which nobody has done anything.
UNTOUCHED = ClockState()

_UNITS = {"calendar": "自然日", "workday": "工作日"}
_CLOCKS = {Clock.CENTER: "中心时限", Clock.SOURCE: "来源限办日", Clock.STATUTORY: "法定期限"}
_LEVELS = {Complexity.SIMPLE: "简易", Complexity.COMPLEX: "复杂"}


def calendar(holidays: Holidays, by_hand: Sequence[tuple[date, bool, str]] = ()) -> Calendar:
    """The published tables with the days a centre entered by hand laid over them."""
    days = {
        holiday.date: (holiday.kind == "rest", holiday.name)
        for year in holidays.years
        for holiday in year.days
    }
    days |= {day: (rest, name) for day, rest, name in by_hand}
    known = {year.year for year in holidays.years}
    rest_by_hand = {day for day, rest, _ in by_hand if rest}
    known |= {
        year
        for year in {day.year for day in rest_by_hand}
        if all(date(year, month, day) in rest_by_hand for month, day in _SURE_HOLIDAYS)
    }
    return Calendar(days, frozenset(known))


def deadline(
    start: date, days: int, basis: str, cal: Calendar, standing: frozenset[date] = frozenset()
) -> Deadline:
    """The last day of ``days`` days from ``start``. ``basis``: calendar (natural days) or workday.

    ``standing``: days on which the clock stood.
    """
    if basis == "workday":
        return cal.add_workdays(start, days, standing)
    return cal.add_calendar_days(start, days, standing)


def due_dates(
    *,
    channel: str,
    complexity: Complexity,
    accepted_on: date,
    clock_start_at: date | None,
    source_due: date | None,
    rules: Deadlines,
    cal: Calendar,
    state: ClockState = UNTOUCHED,
) -> DueDates:
    """All three clocks and the earliest of those that apply.

    ``source_due`` is taken as the source gave it. ``state``: what people have done to the clocks; in a
    case that was reopened only the centre's runs. Without a start the statutory clock does not run.
    """
    decisions: list[Decision] = []
    center = _center(complexity, accepted_on, rules, cal, state, decisions)
    if source_due is not None:
        text = f"来源限办日 {source_due.isoformat()}，照录不改"
        decisions.append(Decision("source_due", source_due.isoformat(), By.SOURCE, None, None, text))
    statutory = _statutory(channel, accepted_on, clock_start_at, rules, cal, state, decisions)

    others = state.restarted_on is None
    exempt = (
        others
        and channel in rules.center.exempt_channels
        and (source_due is not None or statutory is not None)
    )
    clocks: list[tuple[date, Clock, bool]] = []
    if not exempt:
        clocks.append((center.due, Clock.CENTER, center.estimated))
    if source_due is not None and others:
        clocks.append((source_due, Clock.SOURCE, False))
    if statutory is not None and others:
        clocks.append((statutory.due, Clock.STATUTORY, statutory.estimated))
    if state.original_due is not None and others and rules.repeats is not None:
        due, clock, estimated = state.original_due, Clock.ORIGINAL, False
        decisions.append(_by_original(state, due, rules.repeats))
    else:
        due, clock, estimated = min(clocks, key=lambda each: each[0])
        decisions.append(_by_earliest(clocks, exempt, decisions))
    return DueDates(
        center_due=center.due,
        source_due=source_due,
        statutory_due=statutory.due if statutory else None,
        due_date=due,
        due_clock=clock,
        estimated=estimated,
        decisions=tuple(decisions),
    )


def _by_earliest(
    clocks: Sequence[tuple[date, Clock, bool]], exempt: bool, decisions: Sequence[Decision]
) -> Decision:
    """Of the clocks that apply the earliest counts."""
    due, clock, estimated = min(clocks, key=lambda each: each[0])
    text = f"到期日 {due.isoformat()}，按{_CLOCKS[clock]}"
    if len(clocks) > 1:
        text += (
            "（" + "、".join(f"{_CLOCKS[name]} {day.isoformat()}" for day, name, _ in clocks) + "，取最早）"
        )
    if exempt:
        text += "；已有来源或法定期限，不看中心时限"
    if estimated:
        text += "；预估：当年节假日安排尚未公布"
    # The rule behind the due date is that of the clock that won.
    won = next(each for each in decisions if each.decision == f"{clock.value}_due")
    return Decision("due", due.isoformat(), won.by, won.rule, won.basis, text)


def _by_original(state: ClockState, due: date, rule: RepeatClock) -> Decision:
    """A case that comes again while its original is open has no limit of its own."""
    text = f"到期日 {due.isoformat()}，随原件 {state.original_no}：原件还在办，重件不另起期限"
    return Decision("due", due.isoformat(), By.RULE, rule.id, rule.basis, text)


def center_deadline(
    complexity: Complexity, accepted_on: date, rules: Deadlines, cal: Calendar, state: ClockState
) -> tuple[Deadline, ...]:
    """How the centre's clock comes to its end: its term, then the extension that was granted, if any."""
    rule = rules.center
    days = rule.simple_days if complexity == Complexity.SIMPLE else rule.complex_days
    standing = _standing(state.pauses)
    legs = [deadline(state.restarted_on or accepted_on, days, rule.unit, cal, standing)]
    if state.center_days:
        legs.append(deadline(legs[0].due, state.center_days, rule.unit, cal, standing))
    return tuple(legs)


def statutory_deadline(
    rule: StatutoryDeadline, start: date, cal: Calendar, state: ClockState
) -> tuple[Deadline, ...]:
    """How a statutory limit comes to its end; a suspension stops it only where the rules say so."""
    standing = _standing([one for one in state.pauses if one.statutory])
    legs = [deadline(start, rule.days, rule.unit, cal, standing)]
    if state.statutory_days:
        legs.append(deadline(legs[0].due, state.statutory_days, rule.unit, cal, standing))
    return tuple(legs)


def _standing(pauses: Sequence[Pause]) -> frozenset[date]:
    return frozenset(
        one.first + timedelta(days=number) for one in pauses for number in range((one.last - one.first).days)
    )


def _center(
    complexity: Complexity,
    accepted_on: date,
    rules: Deadlines,
    cal: Calendar,
    state: ClockState,
    decisions: list[Decision],
) -> Deadline:
    rule = rules.center
    legs = center_deadline(complexity, accepted_on, rules, cal, state)
    days = rule.simple_days if complexity == Complexity.SIMPLE else rule.complex_days
    begun = state.restarted_on or accepted_on
    what = "重开" if state.restarted_on else "受理"
    text = f"{_LEVELS[complexity]}件，自 {begun.isoformat()} {what}起 {days} 个{_UNITS[rule.unit]}"
    stood = len(_standing(state.pauses))
    if stood:
        text += f"，停走 {stood} 天不计"
    if state.center_days:
        text += f"，经批准延期 {state.center_days} 天"
    touched = bool(stood or state.center_days or state.restarted_on)
    by = By.PERSON if touched else By.RULE
    due = legs[-1].due
    decisions.append(Decision("center_due", due.isoformat(), by, rule.id, rule.basis, text))
    return Deadline(due, any(leg.estimated for leg in legs))


def _statutory(
    channel: str,
    accepted_on: date,
    clock_start_at: date | None,
    rules: Deadlines,
    cal: Calendar,
    state: ClockState,
    decisions: list[Decision],
) -> Deadline | None:
    rule: StatutoryDeadline | None = next((each for each in rules.statutory if each.channel == channel), None)
    if rule is None:
        return None
    start = clock_start_at or (accepted_on if rule.else_from_accepted else None)
    if start is None:
        text = f"缺起算日（{rule.starts}），法定期限没有算"
        decisions.append(Decision("statutory_due", None, By.RULE, rule.id, rule.basis, text))
        return None
    legs = statutory_deadline(rule, start, cal, state)
    text = f"自 {start.isoformat()}（{rule.starts}）起 {rule.days} 个{_UNITS[rule.unit]}"
    if state.statutory_days:
        text += f"，经批准延长 {state.statutory_days} 天"
    by = By.PERSON if state.statutory_days else By.RULE
    due = legs[-1].due
    decisions.append(Decision("statutory_due", due.isoformat(), by, rule.id, rule.basis, text))
    return Deadline(due, any(leg.estimated for leg in legs))


def light(
    *,
    due_date: date | None,
    due_clock: Clock | None,
    complexity: Complexity | None,
    start: date,
    as_of: date,
    feedback_on: date | None,
    closed: bool,
    rules: Deadlines,
) -> Light | None:
    """The time light as of a day; it stops on the day the unit reported, and the last day is yellow.

    ``start`` is the day the clock of ``due_clock`` began. None where there is no due date, or where the
    case ended without a report (withdrawn, refused, merged).
    """
    if due_date is None or (closed and feedback_on is None):
        return None
    day = as_of if feedback_on is None else min(as_of, feedback_on)
    left = (due_date - day).days
    if left < 0:
        return Light.RED
    return (
        Light.YELLOW if left <= _yellow_from(due_date, due_clock, complexity, start, rules) else Light.GREEN
    )


def _yellow_from(
    due_date: date, due_clock: Clock | None, complexity: Complexity | None, start: date, rules: Deadlines
) -> Fraction:
    """How many days before the due date the light turns yellow."""
    yellow = rules.yellow
    if due_clock in (Clock.SOURCE, Clock.STATUTORY, Clock.ORIGINAL):
        share = Fraction(str(yellow.other_share)) * (due_date - start).days  # exact: 20% of 35 is 7
        return max(share, Fraction(yellow.other_least_days))
    simple = complexity == Complexity.SIMPLE
    return Fraction(yellow.center_simple_days if simple else yellow.center_complex_days)
