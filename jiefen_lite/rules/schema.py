"""The shape of every rule file: one frozen dataclass per YAML file, keys named like the fields.

The loader walks a YAML file by these type hints, so a field here *is* the documentation of its key.
Every rule carries ``id`` and ``basis`` (statute, guide or county setting), and ``since`` where its
value can change over time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from jiefen_lite.rules.analysis import AnalysisRules, Laws
from jiefen_lite.rules.daywork import DayWork
from jiefen_lite.rules.examples import (
    EXAMPLES,
    CaseExample,
    ChannelExample,
    ClockExample,
    CountingExample,
    ResultExample,
)
from jiefen_lite.rules.forms import FormRules
from jiefen_lite.rules.health import Health
from jiefen_lite.rules.kinds import (
    ChannelId,
    ComplexityLevel,
    Count,
    Day,
    DayUnit,
    MonthAndDay,
    ResultStatus,
    TypeId,
    UnitName,
)
from jiefen_lite.rules.likeness import Likeness
from jiefen_lite.rules.marks import AtLeast, Names, OneOf
from jiefen_lite.rules.mediation import Mediation
from jiefen_lite.rules.messages import Messages
from jiefen_lite.rules.moves import Moves
from jiefen_lite.rules.rates import Rates
from jiefen_lite.rules.replies import Replies
from jiefen_lite.rules.subsidy import Subsidy
from jiefen_lite.shapes import Outcome, Satisfaction

# Fields that a column of a ledger can feed. Those of persons (applicant, phone …) become parties.
COLUMN_FIELDS = (
    "source_no",
    "received_at",
    "occurred_at",
    "applied_at",
    "applicant",
    "respondent",
    "third_party",
    "agent",
    "phone",
    "id_no",
    "address",
    "gender",
    "age",
    "respondent_phone",
    "respondent_id_no",
    "respondent_address",
    "respondent_gender",
    "respondent_age",
    "place",
    "town",
    "title",
    "summary",
    "claim",
    "raw_type",
    "raw_type2",
    "people_count",
    "amount",
    "responsible_unit",
    "assisting_units",
    "handler",
    "mediator",
    "source_due",
    "clock_start_at",
    "closed_at",
    "dispatched_at",
    "signed_at",
    "result",
    "result_status_text",
    "satisfaction",
    "secrecy",
    "repeat",
    "remark",
    "settled_on_spot",
    "appeal_type",
    "category",
    "subcategory",
    "agreement_form",
    "agreement_no",
    "confirmed",
    "performed",
    "difficult",
    "litigation",
    "linked_nos",
    "redo",
    "case_origin",
    "grid",
    "community",
    "scale",
    "closing_way",
    "new_case_no",
)
# Every indicator there is, with the formulas a county may choose from; the formulas are code.
INDICATOR_VARIANTS: dict[str, tuple[str, ...]] = {
    "registered_count": ("default",),
    "intake_count": ("default",),
    "closed_count": ("default",),
    "resolved_count": ("default",),
    "unresolved_count": ("default",),
    "transferred_count": ("default",),
    "withdrawn_count": ("default",),
    "overdue_count": ("default",),
    "completion_rate": ("default",),
    "resolution_rate": ("default", "accepted", "broad"),
    "mediation_success_rate": ("default", "all_cases"),
    "satisfaction_rate": ("default", "strict"),
    "participation_rate": ("default",),
    "overdue_rate": ("default", "closed"),
    "on_time_rate": ("default", "closed"),
    "repeat_rate": ("default", "people"),
    "confirmation_rate": ("default",),
    "performance_rate": ("default",),
    "avg_handling_days": ("default",),
    "median_handling_days": ("default",),
    "p90_handling_days": ("default",),
    "sign_on_time_rate": ("default",),
    "first_contact_on_time_rate": ("default",),
    "return_rate": ("default",),
    "reopen_rate": ("default",),
    "rectification_rate": ("default",),
    "report_in_rate": ("default",),
    "petition_count": ("default",),
    "petition_people": ("default",),
    "involved_people": ("default",),
    "involved_amount": ("default",),
    "petition_yoy": ("default",),
    "petition_people_yoy": ("default",),
    "per_10k_rate": ("default",),
}
ColumnField = Annotated[str, OneOf(COLUMN_FIELDS)]


# --------------------------------------------------------------------------- types.yaml


@dataclass(frozen=True, slots=True)
class Secondary:
    """A second-level type; ``unit`` overrides the type's first main unit for this kind of matter."""

    name: str
    words: tuple[str, ...] = ()
    unit: UnitName | None = None
    fold18: str | None = None  # folds otherwise than its first-level type
    # Words that only choose among the kinds of a first-level type: for this one, against it.
    hints: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    general: bool = False  # gives way to any more particular kind of its type


@dataclass(frozen=True, slots=True)
class AssistWhen:
    """A unit that assists only in matters with one of these words, or of one of these secondary types."""

    unit: UnitName
    words: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DisputeType:
    """One of the 21 first-level types, with its words, its units and how it folds into the 18."""

    id: Annotated[str, Names("type")]
    name: str
    fold18: str
    basis: str
    main: UnitName | None  # first main unit; "@town" = the town where it happened; None = wait for a person
    assisting: tuple[UnitName, ...]
    words: tuple[str, ...]
    secondary: tuple[Secondary, ...]
    not_words: tuple[str, ...] = ()
    assisting_when: tuple[AssistWhen, ...] = ()
    # default of the type: simple, complex, or undecided
    complexity: Annotated[str, OneOf(("simple", "complex", "undecided"))] | None = None
    complex_words: tuple[str, ...] = ()  # words that make a case of this type complex
    since: date | None = None


@dataclass(frozen=True, slots=True)
class TypeScoring:
    """Weights of the keyword vote and when to stay silent (disputes guide, section 22)."""

    secondary: float
    primary: float
    excluded: float
    least_score: float
    least_lead: float
    basis: str
    most: float = 8  # what the words of one type add up to at most, beside the learned weights
    learned: float = 0  # points for one of the learned weights; 0: the words alone decide


@dataclass(frozen=True, slots=True)
class TypeModelUse:
    """How the model that the county has trained on its own past table may speak, where there is one."""

    use: bool
    # so often it must have been right, on texts that it had not seen, where it speaks
    precision: Annotated[float, AtLeast(0.5)]
    least_confidence: Annotated[float, AtLeast(0.5)]  # and never below this, however well it did
    least_rows: Annotated[int, AtLeast(5)]  # a class with fewer is not learned
    basis: str


@dataclass(frozen=True, slots=True)
class TypeRefinement:
    """Where a clear text may say more than the coarse category of a source system; nowhere else."""

    id: str
    basis: str
    from_l1: TypeId
    to_l1: TypeId
    from_l2: tuple[str, ...] = ()  # what the category stands for; empty: it names no second-level type
    to_l2: tuple[str, ...] = ()  # what the text must say; empty: any second-level type, or none
    said: tuple[str, ...] = ()  # the category itself must have one of these words


@dataclass(frozen=True, slots=True)
class Types:
    """types.yaml"""

    scoring: TypeScoring
    types: tuple[DisputeType, ...]
    silent_categories: tuple[str, ...] = ()  # whole categories that say nothing: 其他
    refinements: tuple[TypeRefinement, ...] = ()
    model: TypeModelUse = TypeModelUse(
        use=True, precision=0.95, least_confidence=0.8, least_rows=10, basis="本中心设定"
    )
    examples: tuple[CaseExample, ...] = field(default=(), metadata=EXAMPLES)


# --------------------------------------------------------------------------- routing.yaml


@dataclass(frozen=True, slots=True)
class KindOfUnit:
    """A unit as the shipped rules call it, with other names counties use for the same work."""

    name: Annotated[str, Names("unit")]
    aliases: tuple[Annotated[str, Names("unit")], ...] = ()


@dataclass(frozen=True, slots=True)
class Routing:
    """routing.yaml: names of units by kind of work, and what holds for every case."""

    id: str
    basis: str
    town_assists: bool  # 属地: the town where it happened always assists
    # 司法所, 调委会, 社区 … fall to the town where it happened
    local_words: tuple[Annotated[str, Names("unit")], ...]
    never_dispatch: tuple[TypeId, ...]  # type ids that wait for a person
    units: tuple[KindOfUnit, ...]
    accusation_words: tuple[str, ...] = ()  # 检举控告: such a matter is never given to a unit
    examples: tuple[CaseExample, ...] = field(default=(), metadata=EXAMPLES)


# --------------------------------------------------------------------------- complexity.yaml


@dataclass(frozen=True, slots=True)
class ComplexityRule:
    """One row of the table simple/complex. ``level``: simple or complex. All given conditions must hold."""

    id: str
    level: ComplexityLevel
    basis: str
    text: str
    words: tuple[str, ...] = ()
    types: tuple[TypeId, ...] = ()
    people_from: Count | None = None  # people_count >= this
    people_to: Count | None = None
    amount_from: Count | None = None  # yuan, >
    amount_to: Count | None = None  # yuan, <=
    units_from: Count | None = None  # at least so many units needed
    repeats_from: Count | None = None
    repeats_within_days: Count | None = None
    hard_risk: bool = False  # any ★ of the risk card
    type_default: bool = False  # the type's own default is ``level``
    since: date | None = None


@dataclass(frozen=True, slots=True)
class ComplexityTable:
    """complexity.yaml"""

    otherwise: ComplexityLevel
    rules: tuple[ComplexityRule, ...]
    examples: tuple[CaseExample, ...] = field(default=(), metadata=EXAMPLES)


# --------------------------------------------------------------------------- risk.yaml


@dataclass(frozen=True, slots=True)
class RiskRule:
    """One row of the risk card. ``hard`` (★) makes the case high whatever the sum."""

    id: str
    tag: str
    points: Count
    basis: str
    hard: bool = False
    words: tuple[str, ...] = ()
    together: tuple[str, ...] = ()  # at least one of these words must stand beside one of ``words``
    unless: tuple[str, ...] = ()  # the words mean nothing where they stand inside one of these
    people_from: Count | None = None
    repeats_from: Count | None = None
    repeats_within_days: Count | None = None
    # calls to the police from one telephone or to one house: from the how-manieth on, within how many days
    alarms_from: Count | None = None
    alarms_within_days: Count | None = None
    # without any word: where the weights that ship with the program find danger at least so likely
    learned_from: Annotated[float, AtLeast(0.1)] | None = None
    # a jest, a mistake, a slaughtered pig: beside one of these the row only asks for a look where the weights
    # that ship with the program find danger less likely than this
    cleared: tuple[str, ...] = ()
    cleared_below: Annotated[float, AtLeast(0.0)] | None = None
    # and so it does beside none of these where they find it less likely than this
    doubted_below: Annotated[float, AtLeast(0.0)] | None = None
    from_month_day: MonthAndDay | None = None  # MM-DD, season of a sensitive time
    to_month_day: MonthAndDay | None = None
    group: str | None = None  # of a group only the highest row counts
    report: str | None = None  # what must be done at once, e.g. compulsory report
    since: date | None = None


@dataclass(frozen=True, slots=True)
class RiskCard:
    """risk.yaml"""

    high_from: Count
    medium_from: Count
    negations: tuple[str, ...]  # 没有, 并未 … before a word switch it off
    hearsay: tuple[str, ...]  # 称对方, 怕 … : told, not meant
    rules: tuple[RiskRule, ...]
    examples: tuple[CaseExample, ...] = field(default=(), metadata=EXAMPLES)


# --------------------------------------------------------------------------- results.yaml


@dataclass(frozen=True, slots=True)
class ResultRule:
    """Words of a result column and what they mean; earlier rules win. ``channels`` narrows."""

    id: str
    status: ResultStatus
    words: tuple[str, ...]
    basis: str
    channels: tuple[ChannelId, ...] = ()
    whole: bool = False  # the whole cell must be the word
    # "ok"/"no": the result says a mediation ended so; "never": that none began
    mediated: Annotated[str, OneOf(("ok", "no", "never"))] | None = None


@dataclass(frozen=True, slots=True)
class ResultDefault:
    """What 办结 without more means for one channel, if the county has settled it."""

    channel: ChannelId
    status: ResultStatus
    basis: str
    satisfied_only: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """results.yaml"""

    rules: tuple[ResultRule, ...]
    defaults: tuple[ResultDefault, ...]
    mediation_channels: tuple[ChannelId, ...]  # their ledgers are registers of mediations
    mediating_words: tuple[str, ...]  # 正在调解 …: in progress, and already at the table
    satisfaction: tuple[SatisfactionWords, ...]
    denials: tuple[str, ...] = ()  # 未, 没有 …: before a word of 化解 in the same clause it is not said
    examples: tuple[ResultExample, ...] = field(default=(), metadata=EXAMPLES)


@dataclass(frozen=True, slots=True)
class SatisfactionWords:
    """Words of a satisfaction column for one value."""

    value: Annotated[str, OneOf(tuple(Satisfaction))]
    words: tuple[str, ...]


# --------------------------------------------------------------------------- channels.yaml


@dataclass(frozen=True, slots=True)
class FieldWords:
    """Header words that feed one canonical field, in order of precedence."""

    field: ColumnField
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Rows that are no disputes: told one by one with the reason, and a person can pull them back."""

    id: str
    field: ColumnField
    words: tuple[str, ...]
    basis: str
    text: str
    unless_words: tuple[str, ...] = ()  # … unless the story has one of these
    whole: bool = False  # the whole cell must be the word


@dataclass(frozen=True, slots=True)
class TypeMapping:
    """A source system's own category and the type it stands for."""

    words: tuple[str, ...]
    l1: TypeId
    l2: str | None = None
    whole: bool = False  # the whole category must be the word


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """What one channel has of its own: its name, how to know its files, headers, exclusions, categories."""

    id: ChannelId
    name: str
    signature: tuple[str, ...]  # header words that only this channel's files have
    file_words: tuple[str, ...]  # words in the file or sheet name
    columns: tuple[FieldWords, ...]  # before the common synonyms
    exclusions: tuple[Exclusion, ...]
    types: tuple[TypeMapping, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Channels:
    """channels.yaml"""

    common: tuple[FieldWords, ...]
    ignore: tuple[str, ...]  # headers that are no data of a case: 序号 …
    types: tuple[TypeMapping, ...]  # categories whose meaning does not depend on the channel
    channels: tuple[ChannelRules, ...]
    keep: tuple[str, ...] = ()  # known headers that are kept by name without asking: 信访形式 …
    examples: tuple[ChannelExample, ...] = field(default=(), metadata=EXAMPLES)


# --------------------------------------------------------------------------- deadlines.yaml


@dataclass(frozen=True, slots=True)
class CenterDeadline:
    """The centre's own clock (3 and 20 days)."""

    id: str
    basis: str
    unit: DayUnit
    simple_days: Day
    complex_days: Day
    exempt_channels: tuple[ChannelId, ...]
    since: date | None = None


@dataclass(frozen=True, slots=True)
class StatutoryDeadline:
    """A statutory limit of one channel, from ``clock_start_at``.

    ``starts`` says in words which day that is. ``else_from_accepted``: a case without it starts on the
    day it was accepted. ``extend_days``: by how many days it may be extended once, 0 where not at all.
    """

    id: str
    channel: ChannelId
    days: Day
    unit: DayUnit
    starts: str
    basis: str
    else_from_accepted: bool = False
    extend_days: Count = 0
    since: date | None = None


@dataclass(frozen=True, slots=True)
class YellowFrom:
    """When the time light turns yellow, by clock."""

    center_simple_days: Count
    center_complex_days: Count
    other_share: Annotated[float, AtLeast(0)]
    other_least_days: Count
    basis: str


@dataclass(frozen=True, slots=True)
class RepeatClock:
    """In which channels a case that comes again goes by the day of its original while that is open."""

    id: str
    channels: tuple[ChannelId, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    """deadlines.yaml"""

    center: CenterDeadline
    statutory: tuple[StatutoryDeadline, ...]
    yellow: YellowFrom
    repeats: RepeatClock | None = None  # without it cases that come again have their own limits
    examples: tuple[ClockExample, ...] = field(default=(), metadata=EXAMPLES)
    counting: tuple[CountingExample, ...] = field(default=(), metadata=EXAMPLES)


# --------------------------------------------------------------------------- holidays.yaml


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day on which the weekly rhythm does not hold. ``kind``: rest or work."""

    date: date
    kind: Annotated[str, OneOf(("rest", "work"))]
    name: str


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """One year's published table, with the notice it comes from."""

    year: int
    basis: str
    days: tuple[Holiday, ...]


@dataclass(frozen=True, slots=True)
class Holidays:
    """holidays.yaml"""

    years: tuple[HolidayYear, ...]


# --------------------------------------------------------------------------- indicators.yaml


@dataclass(frozen=True, slots=True)
class IndicatorRule:
    """One indicator: its Chinese name, its formula in words, and which variant this county uses."""

    id: Annotated[str, OneOf(tuple(INDICATOR_VARIANTS))]
    name: str
    kind: Annotated[str, OneOf(("count", "amount", "rate", "average", "per_10k"))]
    definition: str
    basis: str
    variant: str = "default"
    higher_is: Annotated[str, OneOf(("better", "worse", "neutral"))] = "neutral"
    in_report: bool = True
    since: date | None = None


@dataclass(frozen=True, slots=True)
class PeopleGroup:
    """A group of people by whose tags cases are counted together."""

    id: str
    name: str
    tags: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Indicators:
    """indicators.yaml"""

    formula_version: str
    freeze_day: Day  # the day of the next month after which a month is frozen
    fraction_below: Count  # denominators below this are shown as a fraction
    small_below: Count  # … below this with a mark
    percent_base: Count  # changes from a base below this are told in cases, not per cent
    repeat_days: Count
    participation_least: Annotated[float, AtLeast(0)]
    evaluable_excludes: tuple[Annotated[str, OneOf(tuple(Outcome))], ...]
    rules: tuple[IndicatorRule, ...]
    people: tuple[PeopleGroup, ...] = ()


# --------------------------------------------------------------------------- reporting.yaml

#: Fields of a case whose emptiness is told to those who report it.
REPORTED_FIELDS = ("applicant", "phone", "place", "summary", "unit")


@dataclass(frozen=True, slots=True)
class ChannelReporting:
    """How often a channel reports, and by which day of the next month at the latest."""

    channel: ChannelId
    every: Annotated[str, OneOf(("month", "week"))]
    due_day: Annotated[int, AtLeast(1)]
    basis: str


@dataclass(frozen=True, slots=True)
class Reporting:
    """reporting.yaml"""

    channels: tuple[ChannelReporting, ...]
    fields: tuple[Annotated[str, OneOf(REPORTED_FIELDS)], ...]
    empty_from: Annotated[int, AtLeast(1)]  # percent


# --------------------------------------------------------------------------- doubles.yaml

# What two cases may have in common, or not; how it is found out is code (jiefen_lite/doubles).
DOUBLE_RULES = (
    "quoted_number",
    "same_id_no",
    "same_phone",
    "same_person",
    "second_person",
    "same_organisation",
    "named_in_text",
    "same_village",
    "same_town",
    "same_spot",
    "same_kind",
    "same_type",
    "same_amount",
    "same_people_count",
    "other_id_no",
    "other_person",
    "other_opponent",
    "other_spot",
    "other_village",
    "other_town",
    "other_type",
    "other_amount",
)


@dataclass(frozen=True, slots=True)
class DoubleRule:
    """What one thing in common (or, below 0, one difference) weighs. ``group``: only the highest counts."""

    id: Annotated[str, OneOf(DOUBLE_RULES)]
    points: int
    text: str
    basis: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class DoubleNear:
    """Two cases received no more than so many days apart."""

    days: Count
    points: int


@dataclass(frozen=True, slots=True)
class DoubleWording:
    """Two texts that share at least this part of their telling words."""

    share: Annotated[float, AtLeast(0)]
    points: int


@dataclass(frozen=True, slots=True)
class Doubles:
    """doubles.yaml"""

    propose_from: Day
    within_days: Day
    quoted_within_days: Day
    common_from: Day  # what so many cases within ``within_days`` have in common tells nothing
    rules: tuple[DoubleRule, ...]
    near: tuple[DoubleNear, ...]
    wording: tuple[DoubleWording, ...]


# --------------------------------------------------------------------------- reading.yaml


@dataclass(frozen=True, slots=True)
class CauseRule:
    """A cause that can be counted: its name, the types it is for, the words that show it."""

    id: str
    name: str
    words: tuple[str, ...]
    types: tuple[TypeId, ...] = ()


@dataclass(frozen=True, slots=True)
class Teaching:
    """What people set right in a reading, and whether the next reading takes it in."""

    use: bool
    # whether a correction teaches at once, waits until the keeper of the rules says yes, or teaches nothing
    desk: Annotated[str, OneOf(("at_once", "waits", "never"))]
    units: Annotated[str, OneOf(("at_once", "waits", "never"))]
    words: bool  # whether names of places and people that were set right hold for other texts too
    least_length: Annotated[int, AtLeast(8)]  # a shorter text says too little to be known again
    basis: str


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """reading.yaml: word lists of the reader."""

    applicant_words: tuple[str, ...]
    respondent_words: tuple[str, ...]
    organisation_endings: tuple[str, ...]
    surnames: str
    compound_surnames: tuple[str, ...]
    causes: tuple[CauseRule, ...]
    tags: tuple[TagRule, ...]
    not_names: tuple[str, ...] = ()  # words that begin like a surname and are no names
    given_names: str = ""  # characters of which two behind a surname make a name wherever they stand
    teaching: Teaching = Teaching(
        use=True, desk="at_once", units="waits", words=True, least_length=12, basis="本中心设定"
    )
    examples: tuple[CaseExample, ...] = field(default=(), metadata=EXAMPLES)


@dataclass(frozen=True, slots=True)
class TagRule:
    """A tag of a case and the words that give it (涉老, 欠薪 …)."""

    id: str
    tag: str
    words: tuple[str, ...]
    basis: str


# --------------------------------------------------------------------------- all together


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules in force, and ``digest``: the SHA-256 that every decision made under them points at.

    ``sources`` tells for each file name whether the shipped or the county's own copy was read.
    ``text`` is the canonical text that was hashed, kept by the store when the book is first used.
    """

    types: Types
    routing: Routing
    complexity: ComplexityTable
    risk: RiskCard
    results: Results
    channels: Channels
    deadlines: Deadlines
    holidays: Holidays
    indicators: Indicators
    doubles: Doubles
    likeness: Likeness
    reading: ReadingRules
    analysis: AnalysisRules
    laws: Laws
    health: Health
    reporting: Reporting
    rates: Rates
    moves: Moves
    messages: Messages
    forms: FormRules
    replies: Replies
    daywork: DayWork
    mediation: Mediation
    subsidy: Subsidy
    digest: str
    text: str
    sources: tuple[tuple[str, str], ...] = ()


FILES: dict[str, type] = {
    "types": Types,
    "routing": Routing,
    "complexity": ComplexityTable,
    "risk": RiskCard,
    "results": Results,
    "channels": Channels,
    "deadlines": Deadlines,
    "holidays": Holidays,
    "indicators": Indicators,
    "doubles": Doubles,
    "likeness": Likeness,
    "reading": ReadingRules,
    "analysis": AnalysisRules,
    "laws": Laws,
    "health": Health,
    "reporting": Reporting,
    "rates": Rates,
    "moves": Moves,
    "messages": Messages,
    "forms": FormRules,
    "replies": Replies,
    "daywork": DayWork,
    "mediation": Mediation,
    "subsidy": Subsidy,
}
