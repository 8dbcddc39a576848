"""Calculators for the mediation table: pure, exact to the fen, every step told with the articles behind it.

One calculator is one module with the same names in each: PURPOSE, fields, Asked, check, reckon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jiefen_lite.reckoning import double_wage, heating, interest, land_rent, severance, wages
from jiefen_lite.reckoning.fields import Field, read
from jiefen_lite.reckoning.grounds import Grounds
from jiefen_lite.reckoning.result import Cited, Result, cited
from jiefen_lite.rules.examples import SumExample
from jiefen_lite.rules.labels import words_of

__all__ = ["CALCULATORS", "Calculator", "Cited", "Field", "Grounds", "Result", "cited"]


@dataclass(frozen=True, slots=True)
class Calculator:
    """One calculator: what it is called and for, what it asks, and how it reckons."""

    name: str
    title: str
    purpose: str
    fields: Callable[[Grounds], tuple[Field, ...]]
    make: Callable[[Mapping[str, Any], Grounds], Any]
    check: Callable[[Any], Iterator[tuple[str, str]]]
    reckon: Callable[[Any, Grounds], Result]

    def work_out(self, typed: Mapping[str, str], grounds: Grounds) -> tuple[Result | None, dict[str, str]]:
        """What comes of what people typed; or None, and for each field what to mend."""
        values, faults = read(self.fields(grounds), typed)
        if not faults:
            asked = self.make(values, grounds)
            faults = dict(self.check(asked))
            if not faults:
                return self.reckon(asked, grounds), {}
        return None, faults


def _calculator(name: str, module: Any) -> Calculator:
    make = getattr(module, "make", None) or (lambda values, _grounds: module.Asked(**values))
    title = words_of(SumExample, "calculator")[name]
    return Calculator(name, title, module.PURPOSE, module.fields, make, module.check, module.reckon)


#: By name, in the order in which they are offered.
CALCULATORS: Mapping[str, Calculator] = {
    name: _calculator(name, module)
    for name, module in {
        "wages": wages,
        "severance": severance,
        "double_wage": double_wage,
        "interest": interest,
        "heating": heating,
        "land_rent": land_rent,
    }.items()
}
