"""How the three clocks of a case came about, day by day, as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiefen_lite import deadlines
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRecord, Clock, Complexity, DayStep

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
    """Centre, source and statutory clock of ``case``, in this order, each whether it runs or not."""
    rules = house.book.deadlines
    lines = []
    accepted = case.accepted_at.date() if case.accepted_at else None
    simple = case.complexity is Complexity.SIMPLE
    days = rules.center.simple_days if simple else rules.center.complex_days
    name = "简易" if simple else "复杂"
    lines.append(
        _line(
            case,
            house,
            Clock.CENTER,
            accepted,
            case.center_due,
            days,
            rules.center.unit,
            f"{name} {days} {BASES[rules.center.unit]}",
            rules.center.basis,
        )
    )
    lines.append(
        ClockLine(
            Clock.SOURCE,
            None,
            "来源台账写明的限办日，照录不改",
            case.source_due,
            "来源台账",
            case.due_clock is Clock.SOURCE,
        )
    )
    statutory = next((rule for rule in rules.statutory if rule.channel == case.channel), None)
    if statutory is None:
        lines.append(
            ClockLine(
                Clock.STATUTORY,
                None,
                "这个渠道没有法定期限",
                case.statutory_due,
                "—",
                case.due_clock is Clock.STATUTORY,
            )
        )
    else:
        lines.append(
            _line(
                case,
                house,
                Clock.STATUTORY,
                case.clock_start_at,
                case.statutory_due,
                statutory.days,
                statutory.unit,
                f"{statutory.days} {BASES[statutory.unit]}",
                statutory.basis,
            )
        )
    return lines


def _line(
    case: CaseRecord,
    house: House,
    clock: Clock,
    start: date | None,
    due: date | None,
    days: int,
    unit: str,
    rule: str,
    basis: str,
) -> ClockLine:
    chosen = case.due_clock is clock
    if start is None or due is None:
        return ClockLine(clock, start, rule, due, basis, chosen)
    counted = deadlines.deadline(start, days, unit, house.calendar)
    if counted.due != due:
        return ClockLine(clock, start, rule + "，现到期日另经更正或延期", due, basis, chosen)
    steps = counted.steps
    short = len(steps) > MOST_STEPS
    if short:
        last = steps[-1].day
        steps = tuple(
            step for step in steps if not step.counted or (last - step.day).days < 7 or step is steps[0]
        )
    return ClockLine(clock, start, rule, due, basis, chosen, steps, short)
