"""Which steps are due for one case's light on a day: what turned, and how far the red ladder was climbed.

Pure: the light, what was told already and the rules in, steps out. Whatever was told once for a due date
is never due again, also where the clock was set back or a day is scanned twice; days that nobody scanned
are not made up for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jiefen_lite.rules.messages import Messages
from jiefen_lite.shapes import Light

YELLOW, RED = "yellow", "red"


@dataclass(frozen=True, slots=True)
class Step:
    """One step that is due: its rung, its turn (days after the red was told, of daily rungs), to whom."""

    rung: str
    turn: int
    to: tuple[str, ...]


def due(
    light: Light | None,
    told: Mapping[tuple[str, int], date],
    as_of: date,
    rules: Messages,
    *,
    may_tell_yellow: bool = True,
    is_answered: bool = False,
    is_through: bool = False,
    is_off: bool = False,
) -> tuple[Step, ...]:
    """The steps due on ``as_of``. ``told``: (rung, turn) → day, for the present due date.

    ``may_tell_yellow``: False where the case came in from a ledger with its light yellow already.
    ``is_answered``: the unit has replied to the supervision order, ``is_through``: it was passed or closed;
    then nobody is urged. ``is_off``: a rest day.
    """
    if light == Light.YELLOW:
        if not may_tell_yellow or (YELLOW, 0) in told or (RED, 0) in told:
            return ()
        return (Step(YELLOW, 0, rules.lights.yellow),)
    if light != Light.RED:
        return ()
    began = told.get((RED, 0))
    if began is None:
        return (Step(RED, 0, rules.lights.red),)
    days = (as_of - began).days
    steps = []
    for rung in rules.ladder:
        if days < rung.from_day or is_through:
            continue
        turns = [turn for name, turn in told if name == rung.id]
        if rung.daily:
            waits = is_answered or (is_off and rules.quiet.rest_days)
            if not waits and days > max(turns, default=0):
                steps.append(Step(rung.id, days, rung.to))
        elif not turns:
            steps.append(Step(rung.id, 0, rung.to))
    return tuple(steps)
