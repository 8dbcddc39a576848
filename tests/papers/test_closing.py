"""Months close by themselves after their day, and their papers are made once, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import multiprocessing
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from exporters import annex, health_report
from jiefen_lite import apart, checkup, intake, jobs, papers, reports, wholefile
from jiefen_lite.config import Paths
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotWritable
from jiefen_lite.papers import closing
from jiefen_lite.reports.proof import Verification
from jiefen_lite.shapes import Channel, HealthReport, KeptPaper, Viewer
from jiefen_lite.store import audit, chain, snapshots
from jiefen_lite.store import papers as shelf
from jiefen_lite.store.tables import ChainEntry
from tests import tickets
from tests.factories import LEADER, OPERATOR, SUPERVISOR
from tests.papers.conftest import HEALTH, MONTHS, SHIPPED, at, only

pytestmark = pytest.mark.slow

CLOSED = datetime(2025, 12, 9, 0, 25)


def quiet(*_words: object) -> None:
    """Nobody watches."""


def kept(house: House) -> list[tuple[str, str, int]]:
    """(document, period, version) of all papers."""
    return [(one.document, one.period, one.version) for one in shelf.listing(house.store, OPERATOR)]


def order_of_freezing(house: House) -> list[str]:
    with house.store.reading():
        query = ChainEntry.select(ChainEntry.ref).where(ChainEntry.kind == "freeze").order_by(ChainEntry.id)
        return [ref for (ref,) in query.tuples()]


def once(*months: str, of: tuple[str, ...] = ("health",)) -> list[tuple[str, str, int]]:
    """These documents of these months, made once."""
    return [(name, month, 1) for month in sorted(months) for name in sorted(of)]


def faults(house: House) -> list[str]:
    return [one.text for one in checkup.verify(house) if one.level == "fault"]


def whole(house: House, paper: KeptPaper) -> bool:
    """Paper, annex and blank are there, byte for byte."""
    return all(papers.file_of(house, paper, kind)[1] for kind in ("docx", "xlsx", "blank"))


# ------------------------------------------------------------------ the clock goes on


def test_a_month_closes_when_its_day_is_over_and_not_before(house: House, paths: Paths, here: None) -> None:
    """On the eighth at 23:59 November is open; the first look on the ninth closes it and makes its paper."""
    jobs.close_months(house, paths, at("2025-11-09 00:25"))
    assert snapshots.frozen_labels(house.store) == ["2025-09", "2025-10"]
    jobs.close_months(house, paths, at("2025-12-08 23:59"))
    assert snapshots.frozen_labels(house.store) == ["2025-09", "2025-10"]
    jobs.close_months(house, paths, at("2025-12-09 00:25"))
    assert snapshots.frozen_labels(house.store) == list(MONTHS)
    assert kept(house) == once(*MONTHS)
    paper = shelf.listing(house.store, OPERATOR, period="2025-11")[-1]
    assert (paper.made_at, paper.made_by, paper.dated) == (CLOSED, "system", CLOSED.date())
    assert paper.as_of == datetime(2025, 12, 1)
    assert paper.proof is not None
    assert (paper.proof.differences, paper.proof.numbers) == ((), paper.proof.proved)
    assert whole(house, paper)


def test_a_month_in_which_no_unit_worked_has_no_sheets_and_is_done(
    folder: Path, paths: Paths, here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is waited for that can never be made; the county's paper is there."""
    house = tickets.open_house(folder)
    with house.store.writing():
        house.store.db.execute_sql("UPDATE cases SET responsible_unit = NULL, unit_at_due = NULL")
    only(monkeypatch, HEALTH, *(one for one in SHIPPED if one.id == "health_unit"))
    jobs.close_months(house, paths, lambda: CLOSED)
    assert kept(house) == once(*MONTHS)
    assert not papers.is_due(house, OPERATOR, CLOSED)
    assert papers.month_of(house, OPERATOR, "2025-11", CLOSED.date()).missing == ()
    house.store.close()


def test_a_bug_over_one_month_keeps_no_paper_of_others_from_the_desk(
    house: House, paths: Paths, monkeypatch: pytest.MonkeyPatch, here: None
) -> None:
    freeze = reports.freeze

    def broken(house: House, viewer: Viewer, month: str, now: datetime) -> None:
        if month == "2025-11":
            raise ZeroDivisionError
        freeze(house, viewer, month, now)

    monkeypatch.setattr(reports, "freeze", broken)
    done = papers.close_due(house, OPERATOR, CLOSED, None, quiet)
    assert kept(house) == once("2025-09", "2025-10")
    assert [(what, when) for what, when, _why in done.failed] == [("冻结", "2025-11")]


def test_run_again_it_does_nothing(
    house: House, paths: Paths, monkeypatch: pytest.MonkeyPatch, here: None
) -> None:
    """Hour after hour, day after day: one freezing, one paper, and not even a process is started."""
    jobs.close_months(house, paths, lambda: CLOSED)
    before, log = tickets.contents(house, without=()), len(audit.entries(house.store, OPERATOR, limit=1000))
    monkeypatch.setattr(apart, "run", lambda *_about: pytest.fail("there was nothing to do"))
    for day in ("2025-12-09 01:25", "2025-12-09 02:25", "2026-01-08 23:25"):
        jobs.close_months(house, paths, at(day))
    assert tickets.contents(house, without=()) == before
    assert len(audit.entries(house.store, OPERATOR, limit=1000)) == log


def test_after_three_months_off_all_are_caught_up_oldest_first(
    house: House, paths: Paths, here: None
) -> None:
    jobs.close_months(house, paths, at("2026-03-10 08:02"))
    caught_up = [*MONTHS, "2025-12", "2026-01"]  # of months without any case too, told as such
    assert order_of_freezing(house) == [*caught_up, "2026-02"]
    assert {period for _document, period, _version in kept(house)} == {*caught_up, "2026-02"}
    assert faults(house) == []


def test_it_is_done_in_a_process_apart(house: House, paths: Paths) -> None:
    """The real way: what is frozen and kept there is seen here."""
    jobs.close_months(house, paths, lambda: CLOSED)
    assert kept(house) == once(*MONTHS, of=tuple(one.id for one in SHIPPED))
    for paper in shelf.listing(house.store, OPERATOR):
        assert paper.proof is not None
        assert (paper.proof.differences, paper.proof.numbers) == ((), paper.proof.proved)
    assert faults(house) == []


def test_the_clockwork_has_it_and_looks_soon_after_a_start() -> None:
    (job,) = [one for one in jobs.JOBS if one.id == "close_months"]
    assert (job.at_start, job.hour) == (True, "*")


# ------------------------------------------------------------------ stopped half-way


class Killed(BaseException):
    """The power goes."""


@pytest.fixture
def no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proving takes longest and keeps nothing; here it only has its place among the steps."""
    monkeypatch.setattr(reports, "verify_report", lambda *_about: Verification((), 1, 1))


def period_report(folder: Path, label: str) -> HealthReport:
    """What is printed of a month of a centre, as though it were closed."""
    house = tickets.open_house(folder)
    found = reports.health_report(house, OPERATOR, period(label), CLOSED, CLOSED.date())
    house.store.close()
    return replace(found, frozen=True)


@pytest.fixture
def knocks(no_proof: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Stop the work before or after the n-th thing that it does: rows, files, chains, papers, proofs."""
    left = {"steps": 0}
    places: tuple[tuple[Any, str], ...] = (
        *((snapshots, "save"), (chain, "append"), (audit, "record"), (wholefile, "write")),
        *((health_report, "write"), (annex, "write"), (reports, "verify_report")),
        *((reports, "freeze"), (shelf, "keep")),
    )

    def knocking(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*about: Any, **more: Any) -> Any:
            for when in ("before", "after"):
                left["steps"] -= 1
                if left["steps"] == 0:
                    raise Killed
                if when == "before":
                    done = real(*about, **more)
            return done

        return step

    for module, name in places:
        monkeypatch.setattr(module, name, knocking(getattr(module, name)))

    def arm(steps: int) -> None:
        left["steps"] = steps

    return arm


@pytest.fixture
def two_closed(house: House, folder: Path) -> Path:
    """A centre of which November is still to be closed."""
    papers.close_due(house, jobs.SYSTEM, datetime(2025, 11, 9, 0, 25), None, quiet)
    tickets.close(house)
    return folder


@pytest.mark.parametrize("every", [29, 1])
def test_stopped_at_any_step_nothing_is_half_made_and_the_next_run_goes_on(
    two_closed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    knocks: Callable[[int], None],
    every: int,
) -> None:
    """Each paper is there whole or not at all; after a restart one run brings the very same as one go."""
    derived = cache(lambda label: period_report(two_closed, label))
    quick = replace(HEALTH, derive=lambda _house, _viewer, month, *_when: [(None, derived(month.label))])
    only(monkeypatch, quick, replace(quick, id="other", name="另一份报告"))
    stopped = 0
    for steps in range(every, 400, every):
        folder = tmp_path / f"stopped-{steps}"
        shutil.copytree(two_closed, folder)
        house = tickets.open_house(folder)
        knocks(steps)
        try:
            papers.close_due(house, jobs.SYSTEM, CLOSED, None, quiet)
            knocks(0)
            through = True
        except Killed:
            through = False
            stopped += 1
        knocks(0)
        house.store.close()
        house = tickets.open_house(folder)  # the machine starts again
        assert all(whole(house, one) for one in shelf.listing(house.store, OPERATOR)), steps
        strays = [one for one in faults(house) if "不属于任何" not in one]
        assert strays == [], steps
        intake.recover(house, CLOSED)
        papers.close_due(house, jobs.SYSTEM, CLOSED, None, quiet)
        assert order_of_freezing(house) == list(MONTHS), steps
        assert kept(house) == once(*MONTHS, of=("health", "other")), steps
        assert faults(house) == [], steps
        house.store.close()
        shutil.rmtree(folder)
        if through:
            break
    assert through
    assert stopped > 40 // every


# ------------------------------------------------------------------ two at once


@pytest.mark.parametrize("locked", [True, False], ids=["with the lock", "without it"])
def test_two_runs_at_once_make_each_paper_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """The second is refused; and even where nothing refused it, months and papers are there once."""
    if not locked:

        @contextlib.contextmanager
        def nobody_else(*_about: object) -> Iterator[None]:
            yield

        monkeypatch.setattr(closing, "only_one", nobody_else)
    # two programs, as the server and a command line are: one process holds one store
    programs = multiprocessing.get_context("fork")
    start, answers = programs.Barrier(2), programs.Queue()

    def run() -> None:
        own = tickets.open_house(folder)
        start.wait()
        try:
            papers.close_due(own, jobs.SYSTEM, CLOSED, None, quiet)
            answers.put("")
        except NotWritable as error:
            answers.put(str(error))
        own.store.close()

    both = [programs.Process(target=run) for _ in range(2)]
    for one in both:
        one.start()
    told = [answers.get(timeout=120) for _ in both]
    for one in both:
        one.join()
    assert [one.exitcode for one in both] == [0, 0]
    refused = [words for words in told if words]
    assert all("等它做完" in words for words in refused), refused
    assert locked or not refused
    house = tickets.open_house(folder)
    assert order_of_freezing(house) == list(MONTHS)
    assert kept(house) == once(*MONTHS)
    assert faults(house) == []
    house.store.close()


# ------------------------------------------------------------------ one document cannot be made


def test_a_paper_that_cannot_be_made_holds_up_no_other_and_is_told_once(
    house: House, paths: Paths, monkeypatch: pytest.MonkeyPatch, here: None
) -> None:
    """A broken blank is told in the audit log at the first try, and made up for when it is mended."""
    broken = {"is": True}

    def derive(*about: Any) -> Any:
        if broken["is"]:
            raise JiefenError("模板 other.docx 有误，没有生成文件：", "正文第3段：括号没有成对。")
        return HEALTH.derive(*about)

    only(monkeypatch, replace(HEALTH, id="other", name="另一份报告", derive=derive), HEALTH)
    for hour in ("00:25", "01:25", "02:25"):
        jobs.close_months(house, paths, at(f"2025-12-09 {hour}"))
    assert kept(house) == once(*MONTHS)
    failed = [one for one in audit.entries(house.store, OPERATOR, limit=1000) if one["result"] == "failed"]
    assert sorted(one["object"] for one in failed) == [f"other:{month}" for month in MONTHS]
    month = papers.month_of(house, LEADER, "2025-11", CLOSED.date())
    assert [one.name for one in month.missing] == ["另一份报告"]
    why = papers.failure(house, LEADER, month.missing[0], month.period)
    assert why is not None
    assert "括号没有成对" in why
    broken["is"] = False
    jobs.close_months(house, paths, at("2025-12-09 03:25"))
    assert len(kept(house)) == 2 * len(MONTHS)
    assert papers.failure(house, LEADER, month.missing[0], month.period) is None


# ------------------------------------------------------------------ earlier, by a person


def test_a_person_may_close_earlier_only_when_all_channels_have_reported(house: House) -> None:
    """12345 has cases, the others have not reported; said to have nothing, the month may be closed."""
    now = datetime(2025, 12, 3, 10)
    with pytest.raises(JiefenError, match=r"还缺.*信访.*不能冻结") as told:
        reports.freeze(house, SUPERVISOR, "2025-11", now)
    assert "12月8日 24:00 系统会自动冻结" in str(told.value)
    assert "12345" not in str(told.value).split("的数据")[0]
    for channel in (one for one in reports.missing_channels(house, SUPERVISOR, period("2025-11"))):
        papers.say_nothing(house, SUPERVISOR, "2025-11", str(channel), now)
    reports.freeze(house, SUPERVISOR, "2025-11", now)
    assert snapshots.frozen_labels(house.store) == ["2025-11"]
    told_of = {one.channel: one for one in papers.channel_reports(house, LEADER, period("2025-11"))}
    assert told_of[Channel.HOTLINE_12345].cases == 12
    assert told_of[Channel.PETITION].cases is None
    assert told_of[Channel.PETITION].nothing_by == SUPERVISOR.name


def test_a_channel_that_has_not_reported_is_never_nought(house: House) -> None:
    silent = [one for one in papers.channel_reports(house, LEADER, period("2025-11")) if one.is_missing]
    assert len(silent) == 6
    assert all(one.cases is None for one in silent)


def test_nothing_can_be_said_of_a_channel_that_has_cases_or_of_a_closed_month(house: House) -> None:
    now = datetime(2025, 12, 3, 10)
    with pytest.raises(JiefenError, match="这个月有件"):
        papers.say_nothing(house, SUPERVISOR, "2025-11", "hotline_12345", now)
    with pytest.raises(JiefenError, match="督办岗"):
        papers.say_nothing(house, LEADER, "2025-11", "petition", now)
    with pytest.raises(JiefenError, match="还没有过完"):
        papers.say_nothing(house, SUPERVISOR, "2025-12", "petition", now)
    reports.freeze(house, SUPERVISOR, "2025-10", now)
    with pytest.raises(JiefenError, match="已经冻结"):
        papers.say_nothing(house, SUPERVISOR, "2025-10", "petition", now)


def period(label: str) -> Any:
    """The month of a label."""
    from jiefen_lite import indicators

    return indicators.period_of(label)
