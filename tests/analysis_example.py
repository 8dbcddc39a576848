"""An invented county's analysis report, made of invented cases without a store."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from jiefen_lite import indicators
from jiefen_lite.glossary import CHANNELS
from jiefen_lite.reports.analysis.build import build
from jiefen_lite.reports.analysis.compose import Edit
from jiefen_lite.reports.analysis.gather import Gathered, Grouped, crossed
from jiefen_lite.reports.analysis.keycases import KeyCase
from jiefen_lite.rules.loader import load
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import (
    IMPORTED_CHANNELS,
    AnalysisReport,
    CaseFacts,
    IndicatorTable,
    Period,
    RiskLevel,
)
from tests.indicator_facts import CALENDAR, RULES
from tests.report_example import CENTER, DATED, OCTOBER, TOWNS, example_cases

BOOK: RuleBook = load()
TYPES = {one.id: one.name for one in BOOK.types.types}
KEY = KeyCase(
    *("FJ20261003-0004", "城西街道", "钱某与某单位供暖供水纠纷", 38, ("风险等级为高",), "在办"),
    "住房和城乡建设局",
)


def lively_cases(count: int = 2400, seed: int = 7) -> list[CaseFacts]:
    """The cases of the example with types, people, money, tags and channels."""
    dice = random.Random(seed)
    kinds = [name for name in TYPES if name not in ("tourism", "other")]
    return [
        replace(
            one,
            type_l1=dice.choices([*kinds, None], [9, 8, 7, *[2] * (len(kinds) - 3), 1])[0],
            type_l2="其他",
            channel=dice.choice(IMPORTED_CHANNELS),
            people_count=dice.choice([None, 2, 2, 3, 6, 12, 31]),
            amount_fen=dice.choice([None, 1_234_500, 20_000_000]),
            risk_level=dice.choices([RiskLevel.LOW, RiskLevel.HIGH], [40, 1])[0],
            tags=tuple(dice.sample(["欠薪", "涉众", "舆情"], dice.choice([0, 0, 1, 2]))),
        )
        for one in example_cases(count)
    ]


def gathered(
    cases: Sequence[CaseFacts],
    period: Period = OCTOBER,
    *,
    compared: bool = True,
    year_before: bool = True,
    earlier_months: int = 12,
    key: Sequence[KeyCase] = (),
    book: RuleBook = BOOK,
    populations: Mapping[str, int] | None = None,
) -> Gathered:
    """The tables of one period over these cases; ``compared``: with the period and the year before.

    ``year_before``: the latter too.
    """
    as_of = indicators.midnight(period.end)
    towns = tuple((town, town) for town in TOWNS)
    groups = {
        "all": (("all", "富锦市"),),
        "town": towns,
        "unit": tuple((unit.name, unit.name) for unit in CENTER.units),
        "channel": tuple((str(one), CHANNELS[one]) for one in IMPORTED_CHANNELS),
        "type": tuple(TYPES.items()),
    }
    people = dict.fromkeys(TOWNS, 20000) if populations is None else dict(populations)

    def table(one: Period, by: str) -> IndicatorTable:
        return indicators.compute(
            cases,
            one,
            indicators.midnight(one.end),
            by,
            RULES,
            groups=groups[by],
            populations=people if by == "town" else None,
            cal=CALENDAR,
        )

    def grouped(by: str) -> Grouped:
        then, last_year = indicators.previous(period), indicators.year_before(period)
        return Grouped(
            table(period, by),
            table(then, by) if compared else None,
            table(last_year, by) if compared and year_before else None,
        )

    months = [period]
    while len(months) < 13:
        months.append(indicators.previous(months[-1]))
    running = [
        one
        for one in cases
        if one.accepted_at is not None
        and one.accepted_at < as_of
        and (one.closed_at is None or one.closed_at >= as_of)
    ]

    def codes(one: Period, by: str) -> dict[str, tuple[str, ...]]:
        return {row.id: row.figures["intake_count"].numerator for row in table(one, by).rows}

    limits = indicators.Limits(book.analysis.crowds, book.analysis.long_open_days)
    return Gathered(
        center=CENTER,
        rules=RULES,
        said=book.analysis,
        laws=book.laws,
        period=period,
        county=grouped("all"),
        types=grouped("type"),
        towns=grouped("town"),
        channels=grouped("channel"),
        units=table(period, "unit"),
        aspects=indicators.aspects(cases, running, period, as_of, RULES, limits),
        months=tuple(
            (one, codes(one, "all")["all"] if compared or one == period else None) for one in months[::-1]
        ),
        before=tuple(
            {cell: len(some) for cell, some in crossed(codes(one, "town"), codes(one, "type")).items()}
            for one in months[1 : 1 + earlier_months]
        ),
        key=tuple(key),
        alarms=tuple(one for one in key if (one.people or 0) >= 10),
        lead_unit=lambda kind, town: "司法局" if kind == "contract" else f"{town}人民政府" if town else None,
        populations=people,
    )


def report_of(data: Gathered, edits: Mapping[str, Edit] | None = None, dated: date = DATED) -> AnalysisReport:
    """The paper over gathered tables."""
    return build(data, TYPES, edits or {}, dated=dated)


@cache
def example_analysis() -> AnalysisReport:
    """The paper of October 2026 with everything in it."""
    return report_of(gathered(with_excess(lively_cases()), key=(KEY,)))


def with_excess(cases: list[CaseFacts], count: int = 12) -> list[CaseFacts]:
    """The same cases, and a wave of heating disputes in one sub-district in October 2026."""
    begin = datetime(2026, 10, 12, 9)
    wave = [
        replace(
            cases[number],
            case_code=f"FJ20261012-9{number:03d}",
            registered_at=begin + timedelta(hours=number),
            accepted_at=begin + timedelta(hours=number),
            closed_at=None,
            outcome=None,
            town="城西街道",
            type_l1="property_mgmt",
            type_l2="供暖供水",
        )
        for number in range(count)
    ]
    return [*cases, *wave]
