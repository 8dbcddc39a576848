"""Formulas of the indicators: the guide's worked example, each base set, rules of print and comparison."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from jiefen_lite import indicators
from jiefen_lite.indicators import compare, compute, period_of, shown_percent, shown_rate
from jiefen_lite.rules.schema import INDICATOR_VARIANTS
from jiefen_lite.shapes import (
    CaseFacts,
    Channel,
    Figure,
    IndicatorRow,
    OrderFacts,
    Outcome,
    Satisfaction,
    Status,
)
from tests.indicator_facts import CALENDAR, RULES, closed_case, day, make_facts

NOVEMBER = period_of("2026-11")
NOVEMBER_END = datetime(2026, 12, 1)


def row_for(cases: list[CaseFacts], rules=RULES, period=NOVEMBER, as_of=NOVEMBER_END, **more) -> IndicatorRow:
    return compute(cases, period, as_of, "all", rules, cal=CALENDAR, **more).rows[0]


def variant(name: str, chosen: str):
    changed = tuple(replace(rule, variant=chosen) if rule.id == name else rule for rule in RULES.rules)
    return replace(RULES, rules=changed)


def pair(figure: Figure) -> tuple[int, int | None, str]:
    return figure.n, figure.d, figure.shown


# --------------------------------------------------------------------------- the guide's worked example


def worked_example() -> list[CaseFacts]:
    """One town's November (indicators guide, section 9)."""
    november, october = datetime(2026, 11, 10, 9), datetime(2026, 10, 20, 9)
    cases: list[CaseFacts] = []

    def code() -> str:
        return f"FJ-{len(cases):04d}"

    # 46 registered: 2 refused, 2 merged, 42 accepted, of which 3 repeated; all open, none due in November
    for number in range(42):
        cases.append(make_facts(code(), at=november, repeat=number < 3))
    for _ in range(2):
        ended = november + timedelta(days=1)
        cases.append(
            make_facts(
                code(),
                at=november,
                accepted_at=None,
                status=Status.NOT_ACCEPTED,
                outcome=Outcome.NOT_ACCEPTED,
                closed_at=ended,
                ended_at=ended,
            )
        )
        cases.append(
            make_facts(code(), at=november, status=Status.MERGED, outcome=Outcome.MERGED, ended_at=ended)
        )
    # 38 closed in November, accepted in October
    answers = [Satisfaction.SATISFIED] * 20 + [Satisfaction.BASICALLY_SATISFIED] * 4
    answers += [Satisfaction.DISSATISFIED]
    outcomes = [Outcome.RESOLVED] * 34 + [Outcome.COMPLETED_UNRESOLVED] * 2
    outcomes += [Outcome.TRANSFERRED, Outcome.WITHDRAWN]
    mediated = ["ok"] * 33 + [None] + ["no"] * 2 + [None, None]
    closed = datetime(2026, 11, 12, 15)
    for number, outcome in enumerate(outcomes):
        answered = number < len(answers)
        cases.append(
            make_facts(
                code(),
                at=october,
                status=Status.CLOSED,
                outcome=outcome,
                closed_at=closed,
                feedback_submitted_at=closed,
                due_date=day("2026-11-20"),
                mediated=mediated[number],
                mediated_at=closed if mediated[number] else None,
                evaluated_at=closed if answered else None,
                satisfaction=answers[number] if answered else None,
            )
        )
    # due: 36 of the closed ones above (not transferred, not withdrawn) and 4 more, 3 of them late, one open
    late = {"due_date": day("2026-11-16")}
    cases.append(make_facts(code(), at=october, status=Status.MEDIATING, **late))
    for _ in range(2):
        cases.append(
            make_facts(
                code(),
                at=october,
                status=Status.FEEDBACK_PENDING,
                feedback_submitted_at=datetime(2026, 11, 17, 0, 1),
                **late,
            )
        )
    cases.append(
        make_facts(
            code(),
            at=october,
            status=Status.FEEDBACK_PENDING,
            mediated="no",
            mediated_at=closed,
            feedback_submitted_at=datetime(2026, 11, 16, 23, 59),
            **late,
        )
    )
    return cases


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("registered_count", (46, None, "46")),
        ("intake_count", (42, None, "42")),
        ("closed_count", (38, None, "38")),
        ("resolution_rate", (34, 36, "94.4%")),
        ("mediation_success_rate", (33, 36, "91.7%")),
        ("overdue_rate", (3, 40, "7.5%")),
        ("on_time_rate", (37, 40, "92.5%")),
        ("satisfaction_rate", (24, 25, "96.0%")),
        ("participation_rate", (25, 38, "65.8%")),
        ("repeat_rate", (3, 42, "7.1%")),
        ("completion_rate", (0, 42, "0.0%")),
    ],
)
def test_the_worked_example_of_the_guide(name: str, expected: tuple[int, int | None, str]) -> None:
    assert pair(row_for(worked_example()).figures[name]) == expected


def test_the_worked_example_under_the_broad_formula() -> None:
    found = row_for(worked_example(), variant("resolution_rate", "broad")).figures["resolution_rate"]
    assert pair(found) == (34, 38, "89.5%")


def count(n: int, name: str = "intake_count") -> Figure:
    return Figure(name, "count", n, None, float(n), str(n))


def rate(n: int, d: int) -> Figure:
    return Figure("resolution_rate", "rate", n, d, n / d if d else None, "")


@pytest.mark.parametrize(
    ("now", "then", "kind", "value", "shown"),
    [
        (count(42), count(40), "percent", 0.05, "上升5.0%"),
        (count(42), count(50), "percent", -0.16, "下降16.0%"),
        (count(869), count(1028), "percent", -159 / 1028, "下降15.5%"),
        (count(869), count(840), "percent", 29 / 840, "上升3.5%"),
        (count(40), count(40), "percent", 0.0, "持平"),
        (count(90), count(30), "percent", 2.0, "上升200.0%"),
        (count(10001), count(10000), "percent", 0.0001, "上升不足0.1%"),
        (count(1), count(2001), "percent", -2000 / 2001, "下降超过99.9%"),
        (count(12), count(9), "cases", 3.0, "增加3件"),
        (count(2), count(9), "cases", -7.0, "减少7件"),
        (count(9), count(9), "cases", 0.0, "持平"),
        (count(5, "petition_people"), count(3, "petition_people"), "cases", 2.0, "增加2人次"),
        (count(3), count(0), "none", None, "上年同期为0，不作比较"),
        (count(3), None, "none", None, "上年同期未建立统计，不作比较"),
        (rate(970, 1000), rate(985, 1000), "points", -1.5, "下降1.5个百分点"),
        (rate(985, 1000), rate(970, 1000), "points", 1.5, "提高1.5个百分点"),
        (rate(985, 1000), rate(985, 1000), "points", 0.0, "持平"),
        (rate(9850, 10000), rate(9849, 10000), "points", 0.01, "提高不足0.1个百分点"),
        (rate(3, 4), rate(985, 1000), "none", None, "样本过小，不作比较"),
        (rate(30, 40), rate(0, 0), "none", None, "上年同期无此项数据，不作比较"),
    ],
)
def test_changes_are_told_in_the_words_allowed_for_them(now, then, kind, value, shown) -> None:
    change = compare(now, then, RULES)
    assert (change.kind, change.shown) == (kind, shown)
    assert change.value == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("n", "d", "shown"),
    [
        (0, 0, "—"),
        (3, 4, "3/4"),
        (0, 1, "0/1"),
        (5, 5, "100.0%*样本较小"),
        (18, 19, "94.7%*样本较小"),
        (20, 20, "100.0%"),
        (0, 20, "0.0%"),
        (999, 1000, "99.9%"),
        (1999, 2000, ">99.9%"),
        (9999, 10000, ">99.9%"),
        (1, 10000, "<0.1%"),
        (1, 80, "1.3%"),
        (1, 2000, "0.1%"),
    ],
)
def test_rates_print_honestly(n: int, d: int, shown: str) -> None:
    assert shown_rate(n, d, RULES) == shown


def test_no_printed_percentage_reads_full_or_empty_by_rounding() -> None:
    for d in (20, 999, 2000, 20001):
        for n in {0, 1, 2, d // 2, d - 2, d - 1, d}:
            assert (shown_percent(n, d) == "100.0%") == (n == d)
            assert (shown_percent(n, d) == "0.0%") == (n == 0)


# --------------------------------------------------------------------------- as of


def test_what_happens_after_the_cut_has_not_happened_yet() -> None:
    case = closed_case(
        "A", days=10, due_date=day("2026-11-06"), mediated="ok", mediated_at=datetime(2026, 11, 13, 9)
    )
    before = row_for([case], as_of=datetime(2026, 11, 8)).figures
    assert (before["intake_count"].n, before["closed_count"].n, before["mediation_success_rate"].d) == (
        1,
        0,
        0,
    )
    assert pair(before["overdue_rate"])[:2] == (1, 1)
    assert row_for([case], as_of=datetime(2026, 11, 3)).figures["registered_count"].n == 0
    after = row_for([case]).figures
    assert (after["closed_count"].n, after["completion_rate"].n, after["avg_handling_days"].value) == (
        1,
        1,
        10.0,
    )


def test_a_day_that_is_not_over_is_not_due() -> None:
    case = make_facts("A", due_date=day("2026-11-18"))
    assert row_for([case], as_of=datetime(2026, 11, 18, 17)).figures["overdue_rate"].d == 0
    assert row_for([case], as_of=datetime(2026, 11, 18, 23, 59, 59)).figures["overdue_rate"].n == 1


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.NOT_ACCEPTED, Status.TRANSFERRED, Status.MERGED])
def test_what_left_the_loop_is_not_due_but_was_before_it_left(status: Status) -> None:
    case = make_facts("A", status=status, due_date=day("2026-11-05"), ended_at=datetime(2026, 11, 20))
    assert row_for([case]).figures["overdue_rate"].d == 0
    assert row_for([case], as_of=datetime(2026, 11, 10)).figures["overdue_rate"].d == 1


def test_a_suspended_case_is_due_only_by_its_new_date() -> None:
    case = make_facts("A", status=Status.SUSPENDED, due_date=day("2026-11-05"))
    assert row_for([case]).figures["overdue_rate"].d == 0


def test_the_period_is_half_open() -> None:
    first, last = make_facts("A", at=datetime(2026, 11, 1)), make_facts("B", at=datetime(2026, 12, 1))
    assert row_for([first, last], as_of=datetime(2027, 1, 1)).figures["intake_count"].numerator == ("A",)


# --------------------------------------------------------------------------- single formulas


def test_resolution_by_accepted_cases_leaves_out_transferred_and_withdrawn() -> None:
    cases = [
        closed_case("A"),
        closed_case("B", Outcome.TRANSFERRED),
        closed_case("C", Outcome.WITHDRAWN),
        make_facts("D"),
    ]
    found = row_for(cases, variant("resolution_rate", "accepted")).figures["resolution_rate"]
    assert (found.numerator, found.denominator) == (("A",), ("A", "D"))


def test_strict_satisfaction_counts_only_the_satisfied() -> None:
    answers = [Satisfaction.SATISFIED, Satisfaction.BASICALLY_SATISFIED, Satisfaction.DISSATISFIED]
    cases = [
        closed_case(str(number), evaluated_at=datetime(2026, 11, 6), satisfaction=answer)
        for number, answer in enumerate(answers)
    ]
    assert row_for(cases).figures["satisfaction_rate"].n == 2
    assert row_for(cases, variant("satisfaction_rate", "strict")).figures["satisfaction_rate"].n == 1


def test_overdue_by_closed_cases_forgets_the_open_ones() -> None:
    cases = [
        make_facts("A", due_date=day("2026-11-05")),
        closed_case("B", days=3, due_date=day("2026-11-05")),
    ]
    found = row_for(cases, variant("overdue_rate", "closed")).figures["overdue_rate"]
    assert (found.numerator, found.denominator) == (("B",), ("B",))


def test_repeats_by_people_weigh_the_people() -> None:
    cases = [make_facts("A", repeat=True, people_count=6), make_facts("B", people_count=3), make_facts("C")]
    found = row_for(cases, variant("repeat_rate", "people")).figures["repeat_rate"]
    assert (found.n, found.d, found.values, found.weights) == (6, 10, (6,), (6, 3, 1))


def test_handling_days_take_off_suspended_days_and_keep_the_single_days() -> None:
    cases = [
        closed_case("A", days=0),
        closed_case("B", days=9, suspended_days=4),
        closed_case("C", days=1),
        closed_case("D", days=20),
    ]
    figures = row_for(cases).figures
    assert figures["avg_handling_days"].values == (0, 5, 1, 20)
    assert [figures[f"{name}_handling_days"].shown for name in ("avg", "median", "p90")] == [
        "6.5天",
        "3.0天",
        "20.0天",
    ]
    assert row_for([]).figures["avg_handling_days"].shown == "—"


def test_mediation_over_all_cases_is_another_formula() -> None:
    cases = [closed_case("A", mediated="ok", mediated_at=datetime(2026, 11, 5)), make_facts("B")]
    assert pair(row_for(cases).figures["mediation_success_rate"])[:2] == (1, 1)
    found = row_for(cases, variant("mediation_success_rate", "all_cases")).figures["mediation_success_rate"]
    assert pair(found)[:2] == (1, 2)


def test_confirmations_are_provisional_until_the_month_after_next() -> None:
    case = closed_case("A", agreement_form="written", agreement_at=day("2026-11-05"), confirmed=True)
    oral = closed_case("B", agreement_form="oral", agreement_at=day("2026-11-05"))
    early = row_for([case, oral]).figures["confirmation_rate"]
    assert (early.n, early.d, early.note) == (1, 1, "暂计")
    assert row_for([case, oral], as_of=datetime(2027, 1, 1)).figures["confirmation_rate"].note is None


def test_performance_counts_what_fell_due() -> None:
    cases = [
        closed_case("A", performance_due=day("2026-11-20"), performed=True),
        closed_case("B", performance_due=day("2026-11-21"), performed=False),
        closed_case("C", performance_due=day("2026-12-21"), performed=True),
    ]
    assert pair(row_for(cases).figures["performance_rate"])[:2] == (1, 2)


BY_HAND = frozenset({"dispatch", "sign_receipt", "start_mediation"})


def test_signing_counts_working_days_of_what_people_did_here() -> None:
    friday = datetime(2026, 11, 6, 16)
    sent = {"dispatched_at": friday, "by_hand": BY_HAND, "dispatch_count": 1}
    cases = [
        make_facts(
            "A", signed_at=datetime(2026, 11, 9, 10), first_contact_at=datetime(2026, 11, 10, 10), **sent
        ),
        make_facts(
            "B", signed_at=datetime(2026, 11, 10, 8), first_contact_at=datetime(2026, 11, 11, 9), **sent
        ),
        make_facts("C", **sent),
        make_facts("D", dispatched_at=friday, signed_at=friday),  # the ledger said so
        make_facts("E", dispatched_at=datetime(2026, 11, 30, 9), by_hand=BY_HAND),  # still has time
    ]
    figures = row_for(cases).figures
    assert (figures["sign_on_time_rate"].numerator, figures["sign_on_time_rate"].denominator) == (
        ("A",),
        ("A", "B", "C"),
    )
    assert (
        figures["first_contact_on_time_rate"].numerator,
        figures["first_contact_on_time_rate"].denominator,
    ) == (("A",), ("A", "B"))
    alone = row_for(cases[3:4]).figures["sign_on_time_rate"]
    assert (alone.shown, alone.note) == ("—", "只统计在本系统内签收、联系的件")


def test_returns_count_times_not_cases() -> None:
    sent = {"dispatched_at": datetime(2026, 11, 6), "by_hand": BY_HAND}
    cases = [
        make_facts("A", dispatch_count=3, return_count=2, **sent),
        make_facts("B", dispatch_count=1, **sent),
    ]
    found = row_for(cases).figures["return_rate"]
    assert (found.n, found.d, found.numerator) == (2, 4, ("A",))


def test_reopened_cases_among_the_closed() -> None:
    assert pair(row_for([closed_case("A", reopen_count=1), closed_case("B")]).figures["reopen_rate"])[:2] == (
        1,
        2,
    )


@pytest.mark.parametrize("name", ["rectification_rate", "report_in_rate"])
def test_what_the_centre_has_no_data_for_is_a_dash_with_the_reason(name: str) -> None:
    found = row_for([closed_case("A")]).figures[name]
    assert found.shown == "—"
    assert found.value is None
    assert found.note


def test_petitions_are_counted_by_matter_and_by_people() -> None:
    cases = [
        make_facts("A", channel=Channel.PETITION, people_count=5),
        make_facts("B", channel=Channel.PETITION),
        make_facts("C"),
    ]
    figures = row_for(cases).figures
    assert (figures["petition_count"].n, figures["petition_people"].n) == (2, 6)


def test_cases_per_ten_thousand_people_need_the_people() -> None:
    cases = [make_facts(str(number)) for number in range(7)]
    assert row_for(cases).figures["per_10k_rate"].shown == "—"
    assert row_for(cases, populations={"all": 20000}).figures["per_10k_rate"].shown == "3.5"


def test_few_answers_are_said_beside_the_satisfaction() -> None:
    cases = [closed_case(str(number)) for number in range(9)]
    cases.append(closed_case("9", evaluated_at=datetime(2026, 11, 6), satisfaction=Satisfaction.SATISFIED))
    assert row_for(cases).figures["satisfaction_rate"].note == "样本不足（参评率10.0%）"


def test_excluded_outcomes_are_not_asked() -> None:
    cases = [closed_case("A"), closed_case("B", Outcome.WITHDRAWN)]
    rules = replace(RULES, evaluable_excludes=("withdrawn",))
    assert row_for(cases, rules).figures["participation_rate"].d == 1


def test_the_formulas_are_those_the_rule_file_may_name() -> None:
    ours = {name: tuple(one.variants) for name, one in indicators.INDICATORS.items()}
    assert ours | dict.fromkeys(indicators.CHANGES, ("default",)) == INDICATOR_VARIANTS
    kinds = {rule.id: rule.kind for rule in RULES.rules if rule.id in ours}
    assert kinds == {name: one.kind for name, one in indicators.INDICATORS.items()}


def test_supervision_orders_count_by_the_day_to_put_right_and_at_their_unit() -> None:
    def order(day: int, unit: str = "甲局", closed: datetime | None = None) -> OrderFacts:
        return OrderFacts(unit, date(2026, 11, day), closed)

    cases = [
        make_facts("in-time", feedback_submitted_at=datetime(2026, 11, 10, 17), orders=(order(10),)),
        make_facts("late", feedback_submitted_at=datetime(2026, 11, 11, 9), orders=(order(10),)),
        make_facts("closed", orders=(order(12, closed=datetime(2026, 11, 12, 9)),)),
        make_facts("twice", responsible_unit="乙局", orders=(order(5), order(20, "乙局"))),
        make_facts("not-yet", orders=(order(28),)),
        make_facts("before", orders=(OrderFacts("甲局", date(2026, 10, 31), None),)),
    ]
    table = compute(
        *(cases, NOVEMBER, datetime(2026, 11, 25), "unit", RULES),
        groups=(("甲局", "甲局"), ("乙局", "乙局")),
        populations={},
        cal=CALENDAR,
    )
    shares = {
        row.id: (row.figures["rectification_rate"].n, row.figures["rectification_rate"].d)
        for row in table.rows
    }
    assert shares["甲局"] == (2, 4)
    assert shares["乙局"] == (0, 1)
