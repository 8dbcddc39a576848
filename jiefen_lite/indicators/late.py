"""追补: what a fresh count of a frozen month would say otherwise, case by case; the frozen figures stay."""

from __future__ import annotations

from dataclasses import dataclass

from jiefen_lite.indicators.figures import weights_of
from jiefen_lite.indicators.formulas import INDICATORS, Weights
from jiefen_lite.shapes import Figure, IndicatorRow

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LateChange:
    """One indicator that would be counted otherwise today: the cases that came to it, left it, or weigh else.

    ``below`` are the same for the cases below the line of a rate.
    """

    indicator: str
    then: Figure
    now: Figure
    added: Codes
    removed: Codes
    changed: Codes = ()
    added_below: Codes = ()
    removed_below: Codes = ()

    @property
    def is_back(self) -> bool:
        """Whether it is as it was frozen: told only where it was told otherwise before."""
        return not self.codes

    @property
    def codes(self) -> frozenset[str]:
        """Every case that makes the difference."""
        return frozenset((*self.added, *self.removed, *self.changed, *self.added_below, *self.removed_below))


def late_changes(frozen: IndicatorRow, fresh: IndicatorRow, *, back: bool = False) -> tuple[LateChange, ...]:
    """Every indicator of a frozen row that a fresh count of the same month gives otherwise.

    ``back``: those that it gives alike too.
    """
    found = (
        _late_change(frozen.figures[name], fresh.figures[name])
        for name in INDICATORS
        if name in frozen.figures and name in fresh.figures
    )
    return tuple(one for one in found if back or not one.is_back)


def _late_change(then: Figure, now: Figure) -> LateChange:
    added, removed, changed = _apart(_above(then), _above(now))
    added_below, removed_below, changed_below = _apart(_below(then), _below(now))
    both = tuple(sorted({*changed, *changed_below}))
    return LateChange(then.indicator, then, now, added, removed, both, added_below, removed_below)


def _above(figure: Figure) -> Weights:
    return weights_of(figure.numerator, figure.values)


def _below(figure: Figure) -> Weights:
    return weights_of(figure.denominator, figure.weights)


def _apart(then: Weights, now: Weights) -> tuple[Codes, Codes, Codes]:
    """Codes only there now, only there then, and there both times with another weight."""
    changed = (code for code in then.keys() & now.keys() if then[code] != now[code])
    return (
        tuple(sorted(now.keys() - then.keys())),
        tuple(sorted(then.keys() - now.keys())),
        tuple(sorted(changed)),
    )
