"""Scores, ranks, symptoms and checks against padding: the guide's worked examples, and what always holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiefen_lite import indicators
from jiefen_lite.indicators import padding, period_of, rank, score
from jiefen_lite.indicators.score import HealthScore, fraction, grade_of, points, weights
from jiefen_lite.rules.health import ITEMS, Health, ScoreItem
from jiefen_lite.rules.loader import load
from jiefen_lite.shapes import (
    CaseFacts,
    Figure,
    Handling,
    IndicatorRow,
    IndicatorTable,
    Outcome,
    Satisfaction,
    Status,
)
from tests.indicator_facts import RULES, closed_case, make_facts
from tests.test_indicators import row_for, worked_example

HEALTH: Health = load().health
NOVEMBER = period_of("2026-11")
END = datetime(2026, 12, 1)
NOBODY = Handling({}, {}, {}, {})
UNITS = (("司法局", "司法局"), ("民政局", "民政局"))


def rate(name: str, n: int, d: int) -> Figure:
    """A rate of n of d cases."""
    return Figure(name, "rate", n, d, n / d if d else None, "")


def row(name: str = "甲镇", intake: int = 100, **rates: tuple[int, int]) -> IndicatorRow:
    """A row with these rates; those not named have no cases."""
    figures = {one: rate(one, 0, 0) for rates_of in ITEMS.values() for one in rates_of}
    figures |= {
        "participation_rate": rate("participation_rate", 9, 10),
        "overdue_rate": rate("overdue_rate", 0, 0),
    }
    figures |= {one: rate(one, *parts) for one, parts in rates.items()}
    figures["intake_count"] = Figure("intake_count", "count", intake, None, float(intake), str(intake))
    return IndicatorRow(name, name, figures)


FULL: dict[str, tuple[int, int]] = {
    "resolution_rate": (34, 36),
    "on_time_rate": (37, 40),
    "satisfaction_rate": (24, 25),
    "mediation_success_rate": (33, 36),
    "repeat_rate": (3, 42),
    "sign_on_time_rate": (40, 40),
    "first_contact_on_time_rate": (40, 40),
    "rectification_rate": (20, 20),
}


def scored(
    one: IndicatorRow, county: IndicatorRow | None = None, health: Health = HEALTH, **more: Any
) -> HealthScore:
    return score(one, county or one, health, RULES, **more)


def points_of(found: HealthScore) -> dict[str, Decimal | None]:
    return {item.rule.id: item.points for item in found.items}


# --------------------------------------------------------------------------- the guide's examples


def test_the_worked_example_of_the_guide_scores_as_printed_there() -> None:
    """Section 9: 20.06, 15.63, 17.78, from cases and from figures alike, while no item is missing."""
    counted = row_for(worked_example())
    whole = IndicatorRow("甲镇", "甲镇", row(**FULL).figures | {
        name: figure for name, figure in counted.figures.items() if figure.d or figure.kind == "count"
    })  # fmt: skip
    found = points_of(scored(whole))
    assert [found[name] for name in ("resolution_rate", "on_time_rate", "satisfaction_rate")] == [
        Decimal("20.06"),
        Decimal("15.63"),
        Decimal("17.78"),
    ]
    total = scored(whole).total
    assert total == sum(one for one in found.values() if one is not None).quantize(Decimal("0.1"))


@pytest.mark.parametrize(
    ("value", "expect"),
    [
        (Fraction(8, 10), "0.00"),
        (Fraction(1, 2), "0.00"),
        (Fraction(98, 100), "25.00"),
        (Fraction(1), "25.00"),
    ],
)
def test_points_end_at_the_floor_and_at_the_goal(value: Fraction, expect: str) -> None:
    item = next(one for one in HEALTH.items if one.id == "resolution_rate")
    assert points(item, Decimal(25), value) == Decimal(expect)


def test_an_item_that_is_better_when_small_counts_the_other_way() -> None:
    item = next(one for one in HEALTH.items if one.id == "repeat_rate")
    assert points(item, Decimal(8), Fraction(2, 100)) == 8
    assert points(item, Decimal(8), Fraction(15, 100)) == 0
    assert points(item, Decimal(8), Fraction(3, 42)) == Decimal("4.84")  # 8×(0.0714…−0.15)÷(0.02−0.15)


@pytest.mark.parametrize(
    ("total", "word"),
    [
        ("90.0", "健康"),
        ("89.9", "良好"),
        ("80", "良好"),
        ("79.9", "亚健康"),
        ("60", "亚健康"),
        ("59.9", "需会诊"),
        ("0", "需会诊"),
    ],
)
def test_grades_begin_where_the_scheme_says(total: str, word: str) -> None:
    assert grade_of(Decimal(total), HEALTH) == word


def test_equal_scores_share_a_rank_and_the_next_is_left_out() -> None:
    """Section 6: 1, 2, 2, 4; of equals fewer overdue stand first, then more satisfied, then more cases."""
    county = row(**FULL)
    best = row("甲", **FULL | {"resolution_rate": (36, 36)})
    late = row("乙", **FULL, overdue_rate=(4, 40))
    prompt = row("丙", **FULL, overdue_rate=(3, 40))
    last = row("丁", **FULL | {"resolution_rate": (30, 36)})
    units = [(one, scored(one, county)) for one in (last, late, best, prompt)]
    assert [(one.rank, one.row.name) for one in rank(units)] == [(1, "甲"), (2, "丙"), (2, "乙"), (4, "丁")]


def test_more_cases_stand_first_among_equals_but_never_make_a_rank() -> None:
    few, many = row("少", 50, **FULL), row("多", 500, **FULL)
    ranked = rank([(few, scored(few)), (many, scored(many))])
    assert [(one.rank, one.row.name) for one in ranked] == [(1, "多"), (1, "少")]


# --------------------------------------------------------------------------- small numbers, missing items


def test_a_unit_with_too_few_cases_is_neither_scored_nor_ranked() -> None:
    small = row(intake=4, **FULL)
    found = scored(small)
    assert (found.total, found.grade) == (None, None)
    assert "受理4件" in found.why_not
    assert rank([(small, found)]) == ()
    assert scored(row(intake=5, **FULL)).total is not None


def test_one_item_alone_makes_no_score() -> None:
    """A unit of which only the repeat rate is known must not stand first with a hundred points."""
    found = scored(row(repeat_rate=(0, 50)))
    assert found.total is None
    assert found.why_not == "能计分的项目太少"


def test_missing_items_are_spread_over_the_others() -> None:
    found = scored(row(**{name: parts for name, parts in FULL.items() if name != "rectification_rate"}))
    in_force = {item.rule.id: item.weight for item in found.items}
    assert in_force["rectification_rate"] == 0
    assert in_force["resolution_rate"] == Decimal("26.32")  # 25 of 95
    assert sum(in_force.values()) == 100


def test_four_cases_do_not_count_and_five_are_drawn_towards_the_county() -> None:
    county = row(**FULL | {"satisfaction_rate": (90, 100)})
    few = scored(row(**FULL | {"satisfaction_rate": (4, 4)}), county)
    assert points_of(few)["satisfaction_rate"] is None
    five = next(
        item
        for item in scored(row(**FULL | {"satisfaction_rate": (5, 5)}), county).items
        if item.rule.id == "satisfaction_rate"
    )
    assert five.value == Fraction(14, 15)  # (5 + 10 × 0.9) ÷ (5 + 10)
    assert "收缩值" in five.why
    twenty = scored(row(**FULL | {"satisfaction_rate": (20, 20)}), county).items[2]
    assert (twenty.value, twenty.why) == (1, "")


def test_few_answers_halve_the_weight_of_satisfaction() -> None:
    found = scored(row(**FULL, participation_rate=(1, 10)))
    in_force = {item.rule.id: item.weight for item in found.items}
    assert in_force["satisfaction_rate"] == 10
    assert in_force["resolution_rate"] == Decimal("28.13") or in_force["resolution_rate"] == Decimal("28.12")
    assert sum(in_force.values()) == 100


def weighing(**changed: float) -> Health:
    """The shipped scheme with other weights."""
    items = tuple(replace(one, weight=changed.get(one.id, one.weight)) for one in HEALTH.items)
    return replace(HEALTH, items=items)


def test_an_item_without_weight_does_not_take_part() -> None:
    found = scored(row(**FULL), health=weighing(rectification_rate=0, resolution_rate=30))
    item = found.items[-1]
    assert (item.points, item.parts, item.lost, item.why) == (None, (), 0, "方案里权重为0")
    assert sum(one.weight for one in found.items) == 100


def test_few_answers_may_leave_satisfaction_no_weight_at_all() -> None:
    none = replace(HEALTH, few_answers_weight=0)
    found = scored(row(**FULL, participation_rate=(1, 10)), health=none)
    item = found.items[2]
    assert (item.points, item.weight, item.why) == (None, 0, "参评率偏低")
    assert sum(one.weight for one in found.items) == 100


def test_two_rates_of_one_item_count_half_each() -> None:
    found = scored(row(**FULL | {"sign_on_time_rate": (40, 40), "first_contact_on_time_rate": (28, 40)}))
    item = next(one for one in found.items if one.rule.id == "sign_and_contact")
    assert item.value == Fraction(17, 20)
    assert item.points == Decimal("3.75")  # 7×(0.85−0.7)÷(0.98−0.7)


def test_red_lights_are_taken_off_up_to_the_most() -> None:
    one = row(**FULL)
    clean = scored(one).total
    assert clean is not None
    found = scored(one, red_lights={"A": 2, "B": 3, "C": 40})
    assert (found.taken_off, found.taken[0].codes) == (2, ("B", "C"))
    assert found.total == clean - 2
    assert scored(one, red_lights={str(at): 30 for at in range(50)}).total == clean - 10


# --------------------------------------------------------------------------- what always holds

parts = st.integers(0, 60).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))
rows = st.builds(
    lambda intake, **rates: row("任一单位", intake, **rates),
    st.integers(0, 80),
    **{name: parts for names in ITEMS.values() for name in names},
    participation_rate=parts,
)


@given(rows, rows, st.integers(0, 40))
@settings(max_examples=300, deadline=None)
def test_a_score_lies_between_0_and_100_and_adds_up(
    one: IndicatorRow, county: IndicatorRow, reds: int
) -> None:
    found = scored(one, county, red_lights={f"R{at}": at for at in range(reds)})
    taking_part = [item for item in found.items if item.points is not None]
    assert all(0 <= item.points <= item.weight for item in taking_part if item.points is not None)
    if taking_part:
        assert sum(item.weight for item in taking_part) == 100
    assert 0 <= found.taken_off <= 10
    if one.figures["intake_count"].n < HEALTH.least_intake:
        assert found.total is None
    if found.total is not None:
        total = sum((item.points or 0 for item in taking_part), Decimal(0)) - found.taken_off
        assert found.total == min(max(total, Decimal(0)), Decimal(100)).quantize(
            Decimal("0.1"), "ROUND_HALF_UP"
        )
        assert 0 <= found.total <= 100
        assert found.grade in {grade.name for grade in HEALTH.grades}


@given(st.lists(rows, max_size=12))
@settings(max_examples=80, deadline=None)
def test_ranks_follow_the_scores(units: list[IndicatorRow]) -> None:
    county = row(**FULL)
    named = [replace(one, id=f"U{at}", name=f"U{at}") for at, one in enumerate(units)]
    ranked = rank([(one, scored(one, county)) for one in named])
    totals = [one.score.total for one in ranked]
    assert totals == sorted(totals, key=lambda total: -(total or 0))
    for one in ranked:
        assert one.rank == 1 + sum((other or 0) > (one.score.total or 0) for other in totals)


@given(st.dictionaries(st.sampled_from(list(ITEMS)), st.floats(0.5, 60, allow_nan=False), min_size=1))
def test_weights_are_a_hundred_to_the_last_cent(present: dict[str, float]) -> None:
    assert sum(weights(present).values()) == 100
    assert sum(weights(present, {"satisfaction_rate": 0.5}).values()) == 100


def test_a_scheme_without_weight_scores_nobody() -> None:
    assert weights({}) == {}
    assert fraction(0.98) == Fraction(49, 50)
    item = ScoreItem("repeat_rate", "重复率", 0, 0.15, 0.02, "试")
    assert points(item, Decimal(0), Fraction(0)) == 0


# --------------------------------------------------------------------------- symptoms and links


def sick(cases: list[CaseFacts], handling: Handling = NOBODY, **more: Any) -> IndicatorTable:
    return indicators.symptoms(
        cases, cases, NOVEMBER, END, "v1.0", HEALTH, units=UNITS, handling=handling, **more
    )


def figures_of(table: IndicatorTable, unit: str = "all") -> dict[str, Figure]:
    return dict(next(one for one in table.rows if one.id == unit).figures)


def test_red_lights_are_open_past_their_day_and_belong_to_who_held_them() -> None:
    old = datetime(2026, 8, 3, 9)
    cases = [
        make_facts("old", at=old, due_date=date(2026, 8, 23), responsible_unit="司法局"),
        make_facts(
            "moved", at=old, due_date=date(2026, 11, 20), responsible_unit="司法局", unit_at_due="民政局"
        ),
        make_facts("today", due_date=date(2026, 11, 30), responsible_unit="司法局"),
        make_facts("paused", at=old, due_date=date(2026, 8, 23), status=Status.SUSPENDED),
        closed_case("done", due_date=date(2026, 11, 4), feedback_submitted_at=datetime(2026, 11, 9)),
    ]
    table = sick(cases)
    found = figures_of(table)["red_light"]
    assert dict(zip(found.numerator, found.values, strict=True)) == {"old": 99, "moved": 10, "today": 0}
    assert figures_of(table, "民政局")["red_light"].numerator == ("moved",)
    late = figures_of(table)["late_report"]
    assert (late.numerator, late.values) == (("done",), (5,))


def test_what_the_rate_counts_as_late_is_red_or_was_reported_late() -> None:
    """Also what fell due on the very last day; the rate, the list and the analysis agree."""
    first = make_facts("first", due_date=date(2026, 11, 29))
    last = make_facts("last", due_date=date(2026, 11, 30))
    slow = closed_case("slow", due_date=date(2026, 11, 4), feedback_submitted_at=datetime(2026, 11, 9))
    cases = [first, last, slow]
    found = figures_of(sick(cases))
    listed = {*found["red_light"].numerator, *found["late_report"].numerator}
    assert listed == set(row_for(cases).figures["overdue_count"].numerator)
    noted = indicators.aspects(cases, [first, last], NOVEMBER, END, RULES, indicators.Limits((5, 10, 30), 30))
    overdue = next(one for one in noted.rows if one.id == "overdue_open")
    assert found["red_light"].numerator == overdue.figures["intake_count"].numerator


def test_a_case_reported_after_the_month_was_still_red_in_it() -> None:
    late = make_facts("A", due_date=date(2026, 11, 20), feedback_submitted_at=datetime(2026, 12, 2))
    assert figures_of(sick([late]))["red_light"].numerator == ("A",)


def test_the_other_symptoms_are_those_of_the_month() -> None:
    judged = {"evaluated_at": datetime(2026, 11, 9), "responsible_unit": "司法局"}
    cases = [
        closed_case("bad", satisfaction=Satisfaction.DISSATISFIED, **judged),
        closed_case("good", satisfaction=Satisfaction.SATISFIED, **judged),
        make_facts("again", repeat=True),
    ]
    found = figures_of(sick(cases))
    assert found["dissatisfied"].numerator == ("bad",)
    assert found["repeat"].numerator == ("again",)


def test_a_return_is_on_the_account_of_the_unit_that_gave_the_case_back() -> None:
    """Whoever has it now; of two units that gave it back each has its own."""
    now = make_facts("back", responsible_unit="民政局", return_count=3)
    returned = [
        (datetime(2026, 11, 4), "司法局", "back"),
        (datetime(2026, 11, 6), "司法局", "back"),
        (datetime(2026, 11, 9), "民政局", "back"),
        (datetime(2026, 12, 1), "民政局", "back"),  # after the moment that is asked for
    ]
    table = sick([now], replace(NOBODY, returned=returned))
    times = {unit: figures_of(table, unit)["returned"].values for unit in ("all", "司法局", "民政局")}
    assert times == {"all": (3,), "司法局": (2,), "民政局": (1,)}
    quarter = indicators.merge_symptoms([table, table], period_of("2026Q4"))
    assert figures_of(quarter, "司法局")["returned"].values == (4,)


def test_links_know_only_what_somebody_recorded() -> None:
    start = datetime(2026, 11, 3, 9)
    by_hand = frozenset({"dispatch", "sign_receipt", "first_contact", "submit_feedback", "approve"})
    whole = closed_case(
        "hand",
        days=10,
        by_hand=by_hand,
        dispatched_at=start,
        signed_at=start + timedelta(hours=2),
        first_contact_at=start + timedelta(hours=8),
        mediated="ok",
        mediated_at=start + timedelta(days=5, hours=8),
        feedback_submitted_at=start + timedelta(days=6, hours=8),
    )
    ledger = closed_case(
        "ledger", days=4, mediated="ok", mediated_at=start + timedelta(days=4), signed_at=start
    )
    found = figures_of(sick([whole, ledger]))
    minutes = {
        name: found[f"link_{name}"].values for name in ("sign", "contact", "mediate", "feedback", "review")
    }
    assert minutes == {
        "sign": (120,),
        "contact": (360,),
        "mediate": (5 * 1440, 4 * 1440),
        "feedback": (1440,),
        "review": (5280,),
    }


def test_a_ledger_s_days_count_as_whole_days_and_the_same_day_as_none() -> None:
    """Accepted with a time, ended on a day: as the mean handling time counts them."""
    at = datetime(2026, 11, 3, 16, 30)

    def ledger(code: str, end: datetime) -> CaseFacts:
        return closed_case(code, at=at, closed_at=end, mediated="ok", mediated_at=end)

    cases = [
        ledger("same", datetime(2026, 11, 3)),
        ledger("three", datetime(2026, 11, 6)),
        ledger("timed", datetime(2026, 11, 4, 16, 30)),
        ledger("wrong", datetime(2026, 11, 2)),
        ledger("back", datetime(2026, 11, 3, 9)),
    ]
    found = figures_of(sick(cases))["link_mediate"]
    minutes = dict(zip(found.numerator, found.values, strict=True))
    assert minutes == {"same": 0, "three": 3 * 1440, "timed": 1440}


def test_a_closing_that_was_put_on_the_ledger_s_day_tells_no_time_of_review() -> None:
    day = datetime(2026, 11, 3)
    case = closed_case("A", at=day, closed_at=day, feedback_submitted_at=day, by_hand=frozenset({"approve"}))
    assert figures_of(sick([case]))["link_review"].n == 0


def test_a_quarter_lists_nobody_whom_its_rate_counts_as_satisfied() -> None:
    bad = closed_case("A", satisfaction=Satisfaction.DISSATISFIED, evaluated_at=datetime(2026, 11, 9))
    other = replace(bad, case_code="B")
    quarter = period_of("2026Q4")
    merged = figures_of(indicators.merge_symptoms([sick([bad, other])], quarter, {"all": ("A", "C")}))
    assert merged["dissatisfied"].numerator == ("B",)


def test_a_quarter_takes_red_lights_from_its_last_month_and_the_rest_from_all() -> None:
    october, november = period_of("2026-10"), NOVEMBER
    red = make_facts(
        "A",
        at=datetime(2026, 10, 1),
        due_date=date(2026, 10, 10),
        feedback_submitted_at=datetime(2026, 11, 5),
    )
    again = make_facts("B", at=datetime(2026, 10, 5), repeat=True)
    months = [
        indicators.symptoms([red, again], [red, again], month, indicators.midnight(month.end), "v1.0", HEALTH,
                            units=UNITS, handling=NOBODY)
        for month in (october, november)
    ]  # fmt: skip
    merged = figures_of(indicators.merge_symptoms(months, period_of("2026Q4")))
    assert figures_of(months[0])["red_light"].n == 1
    assert (merged["red_light"].n, merged["repeat"].numerator) == (0, ("B",))


# --------------------------------------------------------------------------- padding


def raised(cases: list[CaseFacts], handling: Handling = NOBODY, unit: str = "all", **more: Any) -> set[str]:
    found = figures_of(sick(cases, handling, **more), unit)
    return {
        rule.id
        for rule in HEALTH.checks
        if f"check_{rule.id}" in found and padding.is_raised(found[f"check_{rule.id}"], rule)
    }


def by(person: str, *codes: str) -> dict[str, str]:
    return dict.fromkeys(codes, person)


def test_nothing_is_said_of_an_honest_month() -> None:
    cases = [closed_case(str(at), at=datetime(2026, 11, 1 + at % 20), mediated="ok") for at in range(30)]
    assert raised(cases) == set()


def test_closing_without_a_word_to_anybody_is_told() -> None:
    cases = [closed_case(str(at)) for at in range(10)]
    everybody = Handling(by("甲", *map(str, range(10))), {}, {}, {})
    assert raised(cases, everybody) == {"no_contact"}
    told = [replace(case, first_contact_at=datetime(2026, 11, 4)) for case in cases]
    assert raised(told, everybody) == {"no_contact"}  # inferred from a ledger's dates
    spoken = [replace(case, by_hand=frozenset({"first_contact"})) for case in told]
    assert raised(spoken, everybody) == set()
    assert raised([replace(case, mediated="ok") for case in cases], everybody) == set()


def test_many_closed_in_minutes_by_one_person_are_told() -> None:
    def quick(count: int, minutes: int) -> set[str]:
        at = datetime(2026, 11, 3, 9)
        cases = [
            closed_case(str(n), at=at, closed_at=at + timedelta(minutes=minutes), mediated="ok")
            for n in range(count)
        ]
        return raised(cases, Handling(by("甲", *map(str, range(count))), {}, {}, {}))

    assert quick(5, 9) == {"quick_closing"}
    assert quick(4, 9) == set()
    assert quick(5, 10) == set()


def test_a_closing_before_the_case_was_accepted_is_not_a_quick_one() -> None:
    at = datetime(2026, 11, 3, 9)
    cases = [closed_case(str(n), at=at, closed_at=datetime(2026, 11, 3), mediated="ok") for n in range(8)]
    assert raised(cases, Handling(by("甲", *map(str, range(8))), {}, {}, {})) == set()


def test_how_many_make_a_batch_stands_in_the_scheme() -> None:
    at = datetime(2026, 11, 3, 9)
    cases = [closed_case(str(n), at=at, closed_at=at + timedelta(minutes=2)) for n in range(5)]
    rules = tuple(replace(one, batch=6) if one.id == "quick_closing" else one for one in HEALTH.checks)
    handling = Handling(by("甲", *map(str, range(5))), {}, {}, {})

    def quick(health: Health) -> int:
        table = indicators.symptoms(
            cases, cases, NOVEMBER, END, "v1.0", health, units=UNITS, handling=handling
        )
        return figures_of(table)["check_quick_closing"].n

    assert (quick(HEALTH), quick(replace(HEALTH, checks=rules))) == (5, 0)


def test_judging_ones_own_closing_is_told() -> None:
    codes = [str(at) for at in range(10)]
    cases = [
        closed_case(
            code, mediated="ok", evaluated_at=datetime(2026, 11, 9), satisfaction=Satisfaction.SATISFIED
        )
        for code in codes
    ]
    assert raised(cases, Handling(by("甲", *codes), by("甲", *codes), {}, {})) == {"same_account"}
    others = by("甲", *codes[:5]) | by("乙", *codes[5:])
    assert raised(cases, Handling(by("甲", *codes), others, {}, {})) == set()


def test_a_class_changed_once_the_light_had_turned_is_told() -> None:
    cases = [make_facts(str(at)) for at in range(4)]

    def told(*late: bool) -> set[str]:
        changed = {str(at): one for at, one in enumerate(late)}
        return raised(cases, Handling({}, {}, {}, {}, reclassed=changed))

    assert told(False, False, True) == {"class_changed"}
    assert told(False, False, False) == set()


def test_judged_from_where_it_was_closed_is_told() -> None:
    codes = [str(at) for at in range(8)]
    judged = {"evaluated_at": datetime(2026, 11, 9), "satisfaction": Satisfaction.SATISFIED}
    cases = [closed_case(code, mediated="ok", **judged) for code in codes]

    def told(same: int, known: int = 8) -> set[str]:
        places = {code: at < same for at, code in enumerate(codes[:known])}
        return raised(cases, Handling(by("甲", *codes), by("乙", *codes), {}, {}, same_address=places))

    assert told(5) == {"same_address"}
    assert told(4) == set()
    assert told(4, known=4) == set()  # of fewer than five nothing is said


def test_clocks_that_stood_for_much_of_the_time_are_told_in_days() -> None:
    def month(stood: int, count: int = 6) -> dict[str, Figure]:
        cases = [
            closed_case(
                str(at),
                at=datetime(2026, 11, 1, 9),
                closed_at=datetime(2026, 11, 11, 9),
                mediated="ok",
                suspended_days=stood if at < 3 else 0,
            )
            for at in range(count)
        ]
        return figures_of(sick(cases, Handling(by("甲", *map(str, range(count))), {}, {}, {})))

    (rule,) = [one for one in HEALTH.checks if one.id == "paused"]
    figure = month(7)["check_paused"]
    assert (figure.n, figure.d) == (21, 60)  # 3 cases stood 7 of 10 days, 3 did not
    assert (len(figure.numerator), len(figure.denominator)) == (3, 6)
    assert padding.is_raised(figure, rule)
    assert not padding.is_raised(month(6)["check_paused"], rule)  # 18 of 60 is the limit itself
    assert padding.is_few(month(7, 4)["check_paused"], rule)  # 40 days, but four cases


def test_a_scheme_of_before_holds_without_the_later_checks() -> None:
    older = replace(HEALTH, checks=HEALTH.checks[:9])
    cases = [closed_case(str(at), suspended_days=5) for at in range(6)]
    hand = Handling(by("甲", *map(str, range(6))), {}, {}, {}, reclassed={"0": True})
    table = indicators.symptoms(cases, cases, NOVEMBER, END, "v1.0", older, units=UNITS, handling=hand)
    assert not {"check_paused", "check_class_changed", "check_same_address"} & figures_of(table).keys()


def test_withdrawn_other_and_last_days_are_told_above_their_limit() -> None:
    def month(special: int, **values: Any) -> list[CaseFacts]:
        plain = [closed_case(f"p{at}", mediated="ok") for at in range(20 - special)]
        return plain + [closed_case(f"s{at}", mediated="ok", **values) for at in range(special)]

    assert raised(month(5, outcome=Outcome.WITHDRAWN)) == {"withdrawn"}
    assert raised(month(4, outcome=Outcome.WITHDRAWN)) == set()
    assert raised(month(4, type_l1="other")) == {"other_type"}
    assert raised(month(9, closed_at=datetime(2026, 11, 29))) == {"month_end"}
    assert raised(month(9, closed_at=datetime(2026, 11, 28, 23))) == set()


def test_time_granted_at_the_last_moment_is_told() -> None:
    cases = [make_facts(str(at)) for at in range(10)]
    assert raised(cases, Handling({}, {}, {str(at): at < 4 for at in range(10)}, {})) == {"last_moment"}
    assert raised(cases, Handling({}, {}, {str(at): at < 3 for at in range(10)}, {})) == set()


def test_missing_and_shared_numbers_are_told() -> None:
    cases = [make_facts(str(at), responsible_unit="司法局") for at in range(20)]

    def told(special: dict[str, tuple[tuple[str | None, str], ...]]) -> set[str]:
        own = {str(at): ((f"mark{at}", f"人{at}"),) for at in range(20)}
        return raised(cases, Handling({}, {}, {}, own | special), "司法局")

    assert told({}) == set()
    assert told({"0": ((None, "甲"),), "1": ((None, "乙"),)}) == {"phones"}
    assert told({"0": (("x", "甲"),), "1": (("x", "乙"),)}) == {"phones"}
    assert told({"0": (("x", "甲"),), "1": (("x", "甲"),)}) == set()  # the same person came twice


def test_a_fall_of_the_cases_accepted_is_told() -> None:
    cases = [make_facts(str(at), responsible_unit="司法局") for at in range(9)]
    before = [{"司法局": 20, "all": 20}] * 3
    assert raised(cases, unit="司法局", earlier=before) == {"intake_drop"}
    assert (
        raised([*cases, make_facts("more", responsible_unit="司法局")], unit="司法局", earlier=before)
        == set()
    )
    assert raised(cases, unit="司法局", earlier=[{"司法局": 3, "all": 3}] * 3) == set()


def test_a_month_that_is_not_over_is_not_laid_beside_whole_ones() -> None:
    cases = [make_facts("A", responsible_unit="司法局")]
    table = indicators.symptoms(
        *(cases, cases, NOVEMBER, datetime(2026, 11, 9), "v1.0", HEALTH),
        units=UNITS,
        handling=NOBODY,
        earlier=[{"司法局": 20, "all": 20}] * 3,
    )
    assert all("check_intake_drop" not in one.figures for one in table.rows)
