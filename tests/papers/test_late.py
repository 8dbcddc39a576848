"""追补: the frozen month stays; what would be counted otherwise today is shown by case, and told once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from jiefen_lite import indicators, intake, reports
from jiefen_lite.desk import House
from jiefen_lite.indicators import LateChange
from jiefen_lite.reports.figures import FigureBook
from jiefen_lite.reports.late import NONE, late_paragraph
from jiefen_lite.shapes import CaseFacts, IndicatorRow, Outcome
from tests import tickets
from tests.factories import LEADER, OPERATOR, SUPERVISOR
from tests.indicator_facts import CALENDAR, RULES, closed_case, make_facts
from tests.papers.conftest import rows_of
from tests.test_ledgers import register
from tests.test_ledgers import row as row_of
from tests.tickets import ticket

pytestmark = pytest.mark.slow

OCTOBER = indicators.period_of("2026-10")


def row(cases: list[CaseFacts]) -> IndicatorRow:
    """The county's row of October as of its end."""
    end = indicators.midnight(OCTOBER.end)
    return indicators.compute(cases, OCTOBER, end, "all", RULES, cal=CALENDAR).rows[0]


def worked() -> tuple[list[CaseFacts], list[CaseFacts]]:
    """Ten cases when October was frozen, and the same month as the data stand later.

    A, B … J are accepted on 1 … 10 October; A–F are settled within it, in two days each. Later: K came in
    late (accepted on the 20th, settled on the 22nd); J was taken back; F turns out not to have been settled
    but told of its ways (未化解办结); E was closed a day later than was said.
    """
    frozen = [
        (closed_case if code in "ABCDEF" else make_facts)(code, at=datetime(2026, 10, day, 9))
        for day, code in enumerate("ABCDEFGHIJ", 1)
    ]
    later = [one for one in frozen if one.case_code != "J"]
    at = {one.case_code: number for number, one in enumerate(later)}
    later[at["F"]] = replace(later[at["F"]], outcome=Outcome.COMPLETED_UNRESOLVED)
    e = later[at["E"]]
    assert e.closed_at is not None
    later[at["E"]] = replace(e, closed_at=e.closed_at.replace(day=e.closed_at.day + 1))
    later.append(closed_case("K", at=datetime(2026, 10, 20, 9)))
    return frozen, later


def changes() -> dict[str, LateChange]:
    frozen, later = worked()
    return {one.indicator: one for one in indicators.late_changes(row(frozen), row(later))}


# ------------------------------------------------------------------ worked by hand


def test_each_indicator_tells_which_cases_came_to_it_and_which_left() -> None:
    found = changes()
    intake_count = found["intake_count"]
    assert (intake_count.then.n, intake_count.now.n) == (10, 10)  # one came, one left: the number hides it
    assert (intake_count.added, intake_count.removed) == (("K",), ("J",))
    closed = found["closed_count"]
    assert (closed.then.n, closed.now.n, closed.added, closed.removed) == (6, 7, ("K",), ())
    resolved = found["resolved_count"]
    assert (resolved.then.n, resolved.now.n, resolved.added, resolved.removed) == (6, 6, ("K",), ("F",))
    assert (found["unresolved_count"].added, found["unresolved_count"].removed) == (("F",), ())


def test_a_rate_tells_above_and_below_the_line() -> None:
    rate = changes()["resolution_rate"]
    assert (rate.then.n, rate.then.d, rate.now.n, rate.now.d) == (6, 6, 6, 7)
    assert (rate.added, rate.removed) == (("K",), ("F",))
    assert (rate.added_below, rate.removed_below) == (("K",), ())
    assert rate.codes == {"K", "F"}


def test_a_case_that_only_weighs_more_is_told_too() -> None:
    days = changes()["avg_handling_days"]
    assert (days.added, days.removed, days.changed) == (("K",), (), ("E",))
    assert (days.then.shown, days.now.shown) == ("2.0天", "2.1天")


def test_nothing_changed_nothing_told() -> None:
    frozen, _later = worked()
    assert indicators.late_changes(row(frozen), row(list(reversed(frozen)))) == ()


def test_the_paragraph_of_the_next_paper() -> None:
    book = FigureBook(RULES, "v1.0")
    month = reports.LateMonth(OCTOBER, tuple(changes().values()))
    said = late_paragraph((month,), book, "五、追补 第1段")
    assert said.startswith(
        "2026年10月冻结后有追补：受理量新计入1件、不再计入1件（冻结时10件，现为10件）；"
        "办结量新计入1件（冻结时6件，现为7件）；化解量新计入1件、不再计入1件（冻结时6件，现为6件）"
    )
    assert said.endswith("已冻结的数字不作改动。")
    noted = [(one.place, one.name, one.shown, one.numerator) for one in book.figures]
    assert ("五、追补 第1段", "受理量追补（新计入）", "1", ("K",)) in noted
    assert ("五、追补 第1段", "受理量追补（不再计入）", "1", ("J",)) in noted
    assert late_paragraph((), book, "x") == NONE


def paragraph(frozen: list[CaseFacts], later: list[CaseFacts]) -> str:
    """What the next paper says of October; every number in it is noted."""
    book = FigureBook(RULES, "v1.0")
    found = indicators.late_changes(row(frozen), row(later))
    text = late_paragraph((reports.LateMonth(OCTOBER, found),), book, "x").removesuffix(
        "已冻结的数字不作改动。"
    )
    numbers = re.findall(r"\d+", text.removeprefix("2026年10月"))
    assert numbers == [one.shown for one in book.figures]
    return text


def test_the_count_is_unchanged_only_where_no_count_differs() -> None:
    at = datetime(2026, 9, 20, 9)
    frozen = [closed_case(code, at=at, closed_at=datetime(2026, 10, 9)) for code in "ABC"]
    lost = {"outcome": Outcome.COMPLETED_UNRESOLVED}
    frozen = [replace(one, **lost) for one in frozen]
    drawn = [replace(one, outcome=Outcome.WITHDRAWN) for one in frozen[:2]]
    assert paragraph(frozen, [*drawn, frozen[2]]) == (
        "2026年10月冻结后有追补：未化解办结量不再计入2件（冻结时3件，现为1件）；"
        "撤回量新计入2件（冻结时0件，现为2件）。"
    )
    came = make_facts("R", at=datetime(2026, 10, 30), accepted_at=None)
    assert paragraph(frozen, [*frozen, came]) == (
        "2026年10月冻结后有追补：登记量新计入1件（冻结时0件，现为1件）。"
    )
    judged = [replace(frozen[0], reopen_count=1), *frozen[1:]]
    assert paragraph(frozen, judged) == "2026年10月冻结后有更正，涉及重开率，件数不变。"


def test_people_are_told_as_people() -> None:
    one = make_facts("A", at=datetime(2026, 10, 3), people_count=4)
    assert paragraph([one], [replace(one, people_count=6)]) == (
        "2026年10月冻结后有追补：涉及人数（冻结时4人，现为6人）。"
    )


# ------------------------------------------------------------------ over a store


FROZEN_AT = datetime(2025, 12, 9, 0, 25)
LATE_AT = datetime(2025, 12, 15, 10)


@pytest.fixture
def closed(house: House) -> House:
    """October and November frozen on the ninth of December."""
    for month in ("2025-10", "2025-11"):
        reports.freeze(house, SUPERVISOR, month, FROZEN_AT)
    return house


def by_month(house: House, month: str) -> dict[str, LateChange]:
    found = reports.month_changes(house, LEADER, indicators.period_of(month))
    return {one.indicator: one for one in found}


def late_ticket(**cells: Any) -> bytes:
    about = {"12345受理时间": "2025-11-20 09:20:00", "诉求人姓名": "吴迟", "手机号码": "13911110000"}
    return tickets.sheet([ticket("late-1", **about, **cells)])


def test_right_after_freezing_there_is_none(closed: House) -> None:
    assert by_month(closed, "2025-11") == {}
    assert by_month(closed, "2025-10") == {}
    assert by_month(closed, "2025-12") == {}  # not frozen


def test_what_comes_in_late_is_told_and_the_frozen_month_stays(closed: House) -> None:
    before = reports.indicator_table(closed, OPERATOR, indicators.period_of("2025-11"), "all", LATE_AT)
    tickets.bring(closed, late_ticket(), name="late.xlsx", as_of=LATE_AT.date(), now=LATE_AT)
    code = tickets.by_number(closed, "late-1").case_code
    found = by_month(closed, "2025-11")["intake_count"]
    assert (found.added, found.removed, found.now.n - found.then.n) == ((code,), (), 1)
    assert by_month(closed, "2025-10") == {}
    after = reports.indicator_table(closed, OPERATOR, indicators.period_of("2025-11"), "all", LATE_AT)
    assert after == before


def test_what_is_taken_back_is_told(closed: House) -> None:
    intake.withdraw(closed, OPERATOR, 2, "报错了文件", LATE_AT)  # October's file
    found = by_month(closed, "2025-10")["intake_count"]
    assert (found.then.n, found.now.n, len(found.removed)) == (12, 0, 12)


def test_a_rule_that_was_changed_since_is_no_correction(closed: House) -> None:
    """The month is counted anew by the rules that it was frozen under."""
    rules = closed.book.indicators
    closed.book = SimpleNamespace(  # type: ignore[assignment]
        indicators=replace(rules, formula_version="v2.0", evaluable_excludes=("transferred",), repeat_days=1),
        types=closed.book.types, digest=closed.book.digest, text=closed.book.text,
    )  # fmt: skip
    assert by_month(closed, "2025-11") == {}


def test_the_next_month_tells_it_and_the_one_after_not_again(closed: House) -> None:
    """Frozen with December: so December's paper says the same for ever, whatever comes later."""
    december, january = indicators.period_of("2025-12"), indicators.period_of("2026-01")
    tickets.bring(closed, late_ticket(), name="late.xlsx", as_of=LATE_AT.date(), now=LATE_AT)
    told = reports.late_changes(closed, LEADER, december)  # December is open: as it is now
    assert [one.period.label for one in told] == ["2025-11"]
    reports.freeze(closed, SUPERVISOR, "2025-12", datetime(2026, 1, 9, 1))
    assert reports.late_changes(closed, LEADER, december) == told
    more = ticket("late-2", **{"12345受理时间": "2025-10-21 09:20:00", "手机号码": "13911110001"})
    at = datetime(2026, 1, 20, 10)
    tickets.bring(closed, tickets.sheet([more]), name="later.xlsx", as_of=at.date(), now=at)
    assert reports.late_changes(closed, LEADER, december) == told
    later = reports.late_changes(closed, LEADER, january)
    assert [one.period.label for one in later] == ["2025-10", "2025-11"]
    assert "intake_count" in {one.indicator for one in later[0].changes}
    # it fell due in November, and nothing had been heard of it
    assert {one.indicator for one in later[1].changes} == {"overdue_count", "overdue_rate", "on_time_rate"}
    reports.freeze(closed, SUPERVISOR, "2026-01", datetime(2026, 2, 9, 1))
    assert reports.late_changes(closed, LEADER, january) == later
    assert reports.late_changes(closed, LEADER, indicators.period_of("2026-02")) == ()
    tickets.no_faults(closed)


def test_what_was_told_and_is_taken_back_is_told_once_more(closed: House) -> None:
    """Else the last word on November would be a figure that nothing stands behind any more."""
    december, january, february = (indicators.period_of(one) for one in ("2025-12", "2026-01", "2026-02"))
    record = tickets.bring(closed, late_ticket(), name="late.xlsx", as_of=LATE_AT.date(), now=LATE_AT)
    reports.freeze(closed, SUPERVISOR, "2025-12", datetime(2026, 1, 9, 1))
    before = reports.late_changes(closed, LEADER, december)
    intake.withdraw(closed, OPERATOR, record.id, "报错了文件", datetime(2026, 1, 20, 10))
    found = reports.late_changes(closed, LEADER, january)  # open: as it is now
    told = next(one for one in found if one.period.label == "2025-11")
    assert all(one.is_back for one in told.changes)
    reports.freeze(closed, SUPERVISOR, "2026-01", datetime(2026, 2, 9, 1))
    assert reports.late_changes(closed, LEADER, january) == found
    text = late_paragraph((told,), FigureBook(RULES, "v1.0"), "x")
    assert text.startswith("2025年11月冻结后有追补：受理量恢复为冻结时的数（12件）")
    assert reports.late_changes(closed, LEADER, december) == before
    reports.freeze(closed, SUPERVISOR, "2026-02", datetime(2026, 3, 9, 1))
    assert reports.late_changes(closed, LEADER, february) == ()
    tickets.no_faults(closed)


def test_a_confirmation_that_comes_within_its_months_is_no_correction(house: House) -> None:
    """A court takes its time; what it says once the rate is settled is one."""

    def bring(at: datetime, *confirmed: int) -> None:
        rows = [row_of(number, 是否司法确认="是" if number in confirmed else "否") for number in (21, 22)]
        tickets.bring(house, register(*rows), name="人民调解台账.xlsx", as_of=at.date(), now=at)

    bring(datetime(2025, 12, 1, 9))
    for month in ("2025-10", "2025-11"):
        reports.freeze(house, SUPERVISOR, month, FROZEN_AT)
    december, january = indicators.period_of("2025-12"), indicators.period_of("2026-01")
    bring(LATE_AT, 21)
    assert set(by_month(house, "2025-11")) == {"confirmation_rate"}
    assert reports.late_changes(house, LEADER, december) == ()
    reports.freeze(house, SUPERVISOR, "2025-12", datetime(2026, 1, 9, 1))
    assert reports.late_changes(house, LEADER, december) == ()
    assert reports.late_changes(house, LEADER, january) == ()  # nor is it one a month later
    bring(datetime(2026, 1, 20, 10), 21, 22)
    (told,) = reports.late_changes(house, LEADER, january)
    assert [one.indicator for one in told.changes] == ["confirmation_rate"]


def test_months_caught_up_together_tell_nothing_of_each_other(folder: Path, house: House) -> None:
    """Frozen within minutes, nothing can have changed; and it costs no counting."""
    for month in ("2025-09", "2025-10", "2025-11", "2025-12"):
        reports.freeze(house, SUPERVISOR, month, datetime(2026, 3, 10, 8))
    for month in ("2025-10", "2025-11", "2025-12"):
        assert reports.late_changes(house, LEADER, indicators.period_of(month)) == ()
    assert len(rows_of("2025-09")) == 12
