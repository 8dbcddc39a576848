"""An invented county's health report, made of a few hundred invented cases; the same every time."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from jiefen_lite import indicators
from jiefen_lite.reports import HealthTables, build_health
from jiefen_lite.reports.health import HealthData, Month
from jiefen_lite.reports.health.data import Notes
from jiefen_lite.rules.health import Health
from jiefen_lite.rules.loader import load
from jiefen_lite.shapes import (
    CaseFacts,
    Center,
    Handling,
    HealthReport,
    IndicatorTable,
    Outcome,
    Period,
    Region,
    Satisfaction,
    Status,
    Town,
    Unit,
)
from tests.indicator_facts import CALENDAR, RULES, make_facts

TOWNS = (
    *("城东街道", "城西街道", "富锦镇", "长安镇", "砚山镇", "头林镇", "兴隆岗镇", "宏胜镇", "向阳川镇"),
    *("二龙山镇", "上街基镇", "锦山镇", "大榆树镇"),
)
DEPARTMENTS = (
    *("人力资源和社会保障局", "住房和城乡建设局", "农业农村局", "自然资源局", "司法局", "公安局"),
    *("公安局交通警察大队", "市场监督管理局", "卫生健康局", "民政局", "信访局", "人民法院", "教育和体育局"),
    *("生态环境局", "文化广电和旅游局", "妇女联合会", "总工会", "城市管理综合执法局", "水务局", "网信办"),
)
CENTER = Center(
    "富锦市社会治安综合治理中心",
    Region("富锦市", "230882", tuple(Town(name, population=20_000) for name in TOWNS)),
    (
        *(Unit(name, "department") for name in DEPARTMENTS),
        *(Unit(f"{name}人民政府", "town", town=name) for name in TOWNS),
    ),
    "FJ",
)
MEDIATED = {Outcome.RESOLVED: "ok", Outcome.COMPLETED_UNRESOLVED: "no"}
OCTOBER = indicators.period_of("2026-10")
DATED = date(2026, 11, 9)
HEALTH = load().health
NOBODY = Handling({}, {}, {}, {})  # ledgers alone: nobody did anything by hand


def example_cases(count: int = 2400, seed: int = 20261124) -> list[CaseFacts]:
    """Cases from September 2025 on, about 170 a month, with all that cases have."""
    dice = random.Random(seed)
    start = datetime(2025, 9, 1, 8)
    units = [*DEPARTMENTS[:-2], *(f"{name}人民政府" for name in TOWNS)]
    cases = []
    for number in range(count):
        at = start + timedelta(hours=dice.randrange(24 * 430))
        closed = at + timedelta(days=dice.choice([0, 1, 2, 3, 3, 5, 8, 13, 25, 40]))
        done = dice.random() < 0.93
        outcome = dice.choices(list(Outcome)[:4], [80, 12, 5, 3])[0] if done else None
        mediated = (
            {Outcome.RESOLVED: "ok", Outcome.COMPLETED_UNRESOLVED: "no"}.get(outcome) if outcome else None
        )
        asked = done and dice.random() < 0.5
        cases.append(
            make_facts(
                f"FJ{at:%Y%m%d}-{number:04d}",
                at=at,
                town=dice.choice([*TOWNS, None]),
                responsible_unit=dice.choice([*units, None]),
                closed_at=closed if done else None,
                outcome=outcome,
                status=Status.CLOSED if done else Status.MEDIATING,
                mediated=mediated,
                mediated_at=closed if mediated else None,
                feedback_submitted_at=closed if done else None,
                due_date=(at + timedelta(days=20)).date(),
                evaluated_at=closed if asked else None,
                satisfaction=dice.choice(list(Satisfaction)) if asked else None,
                repeat=dice.random() < 0.05,
            )
        )
    return cases


def example_table(cases: list[CaseFacts], period: Period, by: str = "all") -> IndicatorTable:
    """One grouping, as of the end of the period."""
    groups = {
        "all": (("all", "富锦市"),),
        "town": tuple((name, name) for name in TOWNS),
        "unit": tuple((unit.name, unit.name) for unit in CENTER.units),
    }[by]
    end = indicators.midnight(period.end)
    people = {"all": 20_000 * len(TOWNS)} if by == "all" else {}
    return indicators.compute(cases, period, end, by, RULES, groups=groups, populations=people, cal=CALENDAR)


def example_tables(
    cases: list[CaseFacts], period: Period = OCTOBER, *, compared: bool = True
) -> HealthTables:
    """The tables that the sentences of one report compare."""
    return HealthTables(
        indicators.frozen(example_table(cases, period)),
        example_table(cases, period, "town"),
        example_table(cases, period, "unit"),
        example_table(cases, indicators.previous(period)) if compared else None,
        example_table(cases, indicators.year_before(period)) if compared else None,
    )


def example_symptoms(cases: list[CaseFacts], period: Period, handling: Handling = NOBODY) -> IndicatorTable:
    """What ails in one period."""
    before = [cases_by_unit(cases, month) for month in _months_before(period)]
    return indicators.symptoms(
        cases,
        cases,
        period,
        indicators.midnight(period.end),
        RULES.formula_version,
        HEALTH,
        units=tuple((unit.name, unit.name) for unit in CENTER.units),
        handling=handling,
        earlier=before,
    )


def _months_before(period: Period) -> list[Period]:
    one = indicators.previous(period)
    two = indicators.previous(one)
    return [one, two, indicators.previous(two)]


def cases_by_unit(cases: list[CaseFacts], period: Period) -> dict[str, int]:
    """How many cases each unit accepted, and the county."""
    rows = example_table(cases, period, "unit").rows
    counts = {row.id: row.figures["intake_count"].n for row in rows}
    return counts | {indicators.COUNTY: sum(counts.values())}


def example_month(
    cases: list[CaseFacts],
    period: Period = OCTOBER,
    *,
    health: Health = HEALTH,
    notes: Notes | None = None,
    frozen: bool = True,
) -> Month:
    """One period with all that its score is made of."""
    county = example_table(cases, period)
    return Month(
        CENTER,
        RULES,
        health,
        indicators.frozen(county) if frozen else county,
        example_table(cases, period, "unit"),
        example_symptoms(cases, period),
        notes or {},
    )


def example_data(
    cases: list[CaseFacts] | None = None,
    period: Period = OCTOBER,
    *,
    compared: bool = True,
    health: Health = HEALTH,
    notes: Notes | None = None,
    notes_before: Notes | None = None,
    frozen: bool = True,
) -> HealthData:
    """Everything the report of a period is made from."""
    found = example_cases() if cases is None else cases
    then = None
    if compared:
        then = example_month(found, indicators.previous(period), health=health, notes=notes_before)
    return HealthData(
        example_month(found, period, health=health, notes=notes, frozen=frozen),
        then,
        then,
        example_tables(found, period, compared=compared),
        DATED,
        example_table(found, indicators.year_before(period), "unit") if compared else None,
        {case.case_code: f"{case.town or '（地点未查清）'}孙某与周某邻里纠纷" for case in found},
        date(2026, 11, 12),
    )


def example_report(
    cases: list[CaseFacts] | None = None,
    period: Period = OCTOBER,
    *,
    compared: bool = True,
    health: Health = HEALTH,
) -> HealthReport:
    """The report of October 2026."""
    return build_health(example_data(cases, period, compared=compared, health=health))
