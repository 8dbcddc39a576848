"""The shape of forms.yaml: how papers of cases are numbered and signed, whom they must not give away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from jiefen_lite.forms import SERIES
from jiefen_lite.rules.kinds import ChannelId, UnitName
from jiefen_lite.rules.marks import OneOf

#: Series that counties may still have in their file: these papers have the number of their order now.
_FORMERLY = ("supervision_notice",)


@dataclass(frozen=True, slots=True)
class NumberRule:
    """How the numbers of one series are written; ``{year}`` the year, ``{n}`` the running number."""

    series: Annotated[str, OneOf((*SERIES, *_FORMERLY))]
    name: str
    pattern: str
    basis: str


@dataclass(frozen=True, slots=True)
class Committee:
    """What the mediation committee of a unit is called, and how its unit is written in numbers."""

    unit: UnitName
    name: str
    word: str


@dataclass(frozen=True, slots=True)
class FormRules:
    """forms.yaml"""

    center: str
    court: str
    retentions: tuple[str, ...]
    numbers: tuple[NumberRule, ...]
    committees: tuple[Committee, ...]
    protected_tags: tuple[str, ...]
    protected_types: tuple[str, ...]
    withheld_channels: tuple[ChannelId, ...]

    def pattern(self, series: str) -> str:
        """How the numbers of a series are written."""
        return next(one.pattern for one in self.numbers if one.series == series)
