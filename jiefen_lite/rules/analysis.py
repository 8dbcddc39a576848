"""The shape of analysis.yaml and laws.yaml: what the analysis report says, and the articles it points at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from jiefen_lite.rules.kinds import Count, TypeId
from jiefen_lite.rules.marks import AtLeast, OneOf
from jiefen_lite.rules.vocabulary import SECTIONS

# --------------------------------------------------------------------------- analysis.yaml


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say a sentence, and what must hold for it."""

    text: str
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SentenceRule:
    """A sentence of the analysis report: the first wording that holds is said, or none."""

    id: str
    section: Annotated[str, OneOf(tuple(SECTIONS))]
    basis: str
    say: tuple[Wording, ...]
    suggestion: bool = False  # printed as a candidate until a person has looked at it


@dataclass(frozen=True, slots=True)
class TypeGroup:
    """Types that are looked at together for causes."""

    id: str
    name: str
    types: tuple[TypeId, ...]


@dataclass(frozen=True, slots=True)
class SeasonRule:
    """What a time of the year brings: months of the year and the types that are due then."""

    id: str
    name: str
    months: tuple[Annotated[int, AtLeast(1)], ...]
    types: tuple[TypeId, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class TopicRule:
    """For one type: whom to teach and how, what to inspect."""

    type: TypeId
    audience: str
    form: str
    inspect: str
    words: tuple[str, ...] = ()  # words of an article's gist that make it the one to teach


@dataclass(frozen=True, slots=True)
class AnalysisRules:
    """analysis.yaml"""

    basis: str
    copies: str  # to whom the paper goes, printed at its end
    significance: Annotated[float, AtLeast(0)]  # how many standard deviations make a change significant
    named_change: Count  # a change of fewer cases is not told by name
    surge_least: Count  # a type with fewer cases is no surge …
    surge_rise: Annotated[float, AtLeast(0)]  # … nor one that rose by less
    minor_share: Annotated[float, AtLeast(0)]  # types below this share stand together as 其他
    mainly_share: Annotated[float, AtLeast(0)]  # the first few make up as much: 主要集中在
    top: Count  # how many the first few are
    many_from: Count  # with fewer cases nothing is said of shares
    baseline_months: Count  # months before that say what is usual …
    baseline_least: Count  # … and how many of them must be known
    excess_least: Count  # a place and type with fewer cases is no excess …
    excess_deviations: Annotated[float, AtLeast(0)]  # … nor one that is less far above the usual
    excess_most: Count  # as many stand in the tables
    long_open_days: Count
    crowds: tuple[Count, Count, Count]  # people: a crowd, a yellow alarm, a red one
    key_cases_most: Count  # so many are watched one by one, filled up with the longest open ones
    list_most: Count  # no list of cases in the paper is longer
    laws_most: Count  # articles told for one topic
    inspection_days: Count  # until when an inspection is to be done, after the paper's date
    groups: tuple[TypeGroup, ...]
    seasons: tuple[SeasonRule, ...]
    topics: tuple[TopicRule, ...]
    sentences: tuple[SentenceRule, ...]


# --------------------------------------------------------------------------- laws.yaml


@dataclass(frozen=True, slots=True)
class LawCheck:
    """How far a group of articles has been checked."""

    id: str
    until: date
    what: str


@dataclass(frozen=True, slots=True)
class LawName:
    """A short name of a law and its full one."""

    short: str
    full: str


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """An article that applies to a type of dispute; the gist is a paraphrase."""

    type: TypeId
    law: str
    article: str
    source: str
    gist: str


@dataclass(frozen=True, slots=True)
class EndedLaw:
    """A law whose texts from before a day hold no more from that day on: repealed, or written anew."""

    law: str
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class Laws:
    """laws.yaml"""

    checked: tuple[LawCheck, ...]
    names: tuple[LawName, ...]
    bases: tuple[LegalBasis, ...]
    ended: tuple[EndedLaw, ...] = ()
