"""Counting: pure functions from cases to tables of indicators, with the cases behind every figure."""

from jiefen_lite.indicators.changes import Change, compare
from jiefen_lite.indicators.composition import (
    CAUSE,
    COMPOSITIONS,
    PEOPLE,
    SHARE,
    composed,
    composition,
    composition_json,
)
from jiefen_lite.indicators.figures import stable_from
from jiefen_lite.indicators.formulas import CHANGES, INDICATORS, formulas
from jiefen_lite.indicators.jsonform import figure_json, table_json
from jiefen_lite.indicators.late import LateChange, late_changes
from jiefen_lite.indicators.notable import ASPECTS, Limits, aspects, merge_aspects
from jiefen_lite.indicators.periods import (
    UnknownPeriod,
    before_word,
    cut,
    end_of_day,
    full_name,
    last_day,
    last_word,
    midnight,
    month_of,
    months_in,
    open_until,
    period_of,
    previous,
    same_cut,
    short_name,
    this_word,
    until_text,
    year_before,
)
from jiefen_lite.indicators.ranking import Standing, rank
from jiefen_lite.indicators.rounding import DASH, half_up, shown_percent, shown_rate
from jiefen_lite.indicators.score import HealthScore, ItemScore, score
from jiefen_lite.indicators.symptoms import SICK, merge_symptoms, symptoms
from jiefen_lite.indicators.tables import COUNTY, GROUPINGS, REMAINDERS, compute, frozen, merge, pool, row_of

__all__ = [
    "ASPECTS",
    "CAUSE",
    "CHANGES",
    "COMPOSITIONS",
    "COUNTY",
    "DASH",
    "GROUPINGS",
    "INDICATORS",
    "PEOPLE",
    "REMAINDERS",
    "SHARE",
    "SICK",
    "Change",
    "HealthScore",
    "ItemScore",
    "LateChange",
    "Limits",
    "Standing",
    "UnknownPeriod",
    "aspects",
    "before_word",
    "compare",
    "composed",
    "composition",
    "composition_json",
    "compute",
    "cut",
    "end_of_day",
    "figure_json",
    "formulas",
    "frozen",
    "full_name",
    "half_up",
    "last_day",
    "last_word",
    "late_changes",
    "merge",
    "merge_aspects",
    "merge_symptoms",
    "midnight",
    "month_of",
    "months_in",
    "open_until",
    "period_of",
    "pool",
    "previous",
    "rank",
    "row_of",
    "same_cut",
    "score",
    "short_name",
    "shown_percent",
    "shown_rate",
    "stable_from",
    "symptoms",
    "table_json",
    "this_word",
    "until_text",
    "year_before",
]
