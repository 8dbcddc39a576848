"""How the three clocks of a case came about, day by day, as its page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jiefen_lite import deadlines
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRecord, Clock, ClockState, Complexity, DayStep, Deadline

# Longer stretches are told by their days off and their end only; nobody reads sixty ordinary days.
MOST_STEPS = 31
BASES = {"calendar": "自然日", "workday": "工作日"}


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock: from when, how many days of which kind, until when, on which basis, and the days between."""

    clock: Clock
    start: date | None
    rule: str
    due: date | None
    basis: str
    chosen: bool
    steps: tuple[DayStep, ...] = ()
    shortened: bool = False


def clocks(case: CaseRecord, house: House) -> list[ClockLine]:
    """Centre, source and statutory clock of ``case``, whether they run or not; its original's first."""
    rules, state = house.book.deadlines, case.clock_state or deadlines.UNTOUCHED
    others = state.restarted_on is None
    return [
        *_original(case, house),
        _center(case, house, state),
        ClockLine(
            Clock.SOURCE,
            None,
            "来源台账写明的限办日，照录不改" if others else "重开以前的限办日，不再看",
            case.source_due,
            "来源台账",
            case.due_clock is Clock.SOURCE,
        ),
        _statutory(case, house, state)
        if any(rule.channel == case.channel for rule in rules.statutory)
        else ClockLine(
            Clock.STATUTORY,
            None,
            "这个渠道没有法定期限",
            case.statutory_due,
            "—",
            case.due_clock is Clock.STATUTORY,
        ),
    ]


def _original(case: CaseRecord, house: House) -> list[ClockLine]:
    """The day of the original, where the case comes again and goes by it."""
    rule = house.book.deadlines.repeats
    if case.due_clock is not Clock.ORIGINAL or rule is None:
        return []
    said = "重件，随原件的到期日"
    return [ClockLine(Clock.ORIGINAL, None, said, case.due_date, rule.basis, True)]


def _center(case: CaseRecord, house: House, state: ClockState) -> ClockLine:
    rule = house.book.deadlines.center
    simple = case.complexity is Complexity.SIMPLE
    name, days = ("简易", rule.simple_days) if simple else ("复杂", rule.complex_days)
    said = f"{name} {days} {BASES[rule.unit]}"
    if state.center_days:
        said += f"，延期 {state.center_days} 天"
    stood = sum((one.last - one.first).days for one in state.pauses)
    if stood:
        said += f"，停走 {stood} 天"
    accepted = case.accepted_at.date() if case.accepted_at else None
    start = state.restarted_on or accepted
    if start is None or case.complexity is None:
        return ClockLine(
            Clock.CENTER, start, said, case.center_due, rule.basis, case.due_clock is Clock.CENTER
        )
    legs = deadlines.center_deadline(
        case.complexity, accepted or start, house.book.deadlines, house.calendar, state
    )
    return _line(case, Clock.CENTER, start, case.center_due, said, rule.basis, legs)


def _statutory(case: CaseRecord, house: House, state: ClockState) -> ClockLine:
    rule = next(one for one in house.book.deadlines.statutory if one.channel == case.channel)
    said = f"{rule.days} {BASES[rule.unit]}"
    if state.statutory_days:
        said += f"，延长 {state.statutory_days} 天"
    start = case.clock_start_at
    if start is None:
        chosen = case.due_clock is Clock.STATUTORY
        return ClockLine(Clock.STATUTORY, None, said, case.statutory_due, rule.basis, chosen)
    legs = deadlines.statutory_deadline(rule, start, house.calendar, state)
    return _line(case, Clock.STATUTORY, start, case.statutory_due, said, rule.basis, legs)


def _line(
    case: CaseRecord,
    clock: Clock,
    start: date,
    due: date | None,
    rule: str,
    basis: str,
    legs: Sequence[Deadline],
) -> ClockLine:
    chosen = case.due_clock is clock
    if due is None:
        return ClockLine(clock, start, rule, due, basis, chosen)
    if legs[-1].due != due:
        return ClockLine(clock, start, rule + "，现到期日另经更正或延期", due, basis, chosen)
    steps = tuple(step for leg in legs for step in (leg.steps if leg is legs[0] else leg.steps[1:]))
    short = len(steps) > MOST_STEPS
    if short:
        last = steps[-1].day
        steps = tuple(
            step for step in steps if not step.counted or (last - step.day).days < 7 or step is steps[0]
        )
    return ClockLine(clock, start, rule, due, basis, chosen, steps, short)
