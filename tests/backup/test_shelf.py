"""Which backups are kept, whether one is due, and what the daily job does when days are missed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiefen_lite import backup, checkup, config, jobs
from jiefen_lite.backup import shelf
from jiefen_lite.config import Paths
from jiefen_lite.errors import NotWritable
from jiefen_lite.inbox import Watcher
from jiefen_lite.shapes import StorageSettings
from jiefen_lite.store import audit
from jiefen_lite.store.crypto import key_mark
from tests.backup.conftest import Centre
from tests.factories import NOW, OPERATOR

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
MOMENTS = st.lists(
    st.integers(0, 900 * 24).map(lambda hours: NOW - timedelta(hours=hours)),
    min_size=1,
    max_size=80,
    unique=True,
)


@given(MOMENTS)
def test_what_is_kept(moments: list[datetime]) -> None:
    """The newest of each of the last 7 days, 4 weeks and 12 months that have one; all of two days."""
    keep = shelf.to_keep(moments, NOW)
    assert keep <= set(moments)
    wanted: set[datetime] = {one for one in moments if one > NOW - 2 * DAY}
    for most, form in ((7, "%Y-%m-%d"), (4, "%G-%V"), (12, "%Y-%m")):
        periods = sorted({one.strftime(form) for one in moments}, reverse=True)[:most]
        wanted |= {max(one for one in moments if one.strftime(form) == period) for period in periods}
    assert keep == wanted
    assert shelf.to_keep(keep, NOW) == keep


@given(st.sets(st.integers(0, 700), max_size=400))
def test_two_years_of_days_with_gaps(missed: set[int]) -> None:
    """Pruned day after day, there are never more than 25, and a year back there is one for every month."""
    kept: set[datetime] = set()
    first = NOW - 720 * DAY
    made = []
    for number in range(721):
        if number in missed:
            continue
        now = first + number * DAY
        made.append(now)
        kept = shelf.to_keep({*kept, now}, now)
        assert max(kept) == now
        assert len(kept) <= 7 + 4 + 12
    months = sorted({(one.year, one.month) for one in made}, reverse=True)[:12]
    assert {(one.year, one.month) for one in kept} >= set(months)


def test_a_clock_that_was_wrong() -> None:
    """A backup of 2099 takes no place from the real ones, and is not removed by them."""
    wrong = datetime(2099, 1, 1)
    days = [NOW - number * DAY for number in range(40)]
    assert shelf.to_keep([*days, wrong], NOW) == shelf.to_keep(days, NOW) | {wrong}


def test_old_ones_go_only_after_the_new_one_is_there(centre: Centre) -> None:
    """Without it nothing is removed; what is not whole, or not ours, stays."""
    folder = centre.folder / "backups"
    mark = key_mark(centre.opened.house.store.cipher.key)
    old = [centre.back_up(now=NOW - number * DAY).path for number in range(2, 12)]
    cut = folder / "FJ-cut.jfbak"
    cut.write_bytes(old[0].read_bytes()[:-5])
    (folder / "other.jfbak").write_bytes(b"somebody's")
    (folder / "notes.txt").write_bytes(b"mine")
    assert backup.prune(folder, mark, NOW, folder / "not-there.jfbak") == []
    assert backup.prune(folder, mark, NOW, cut) == []
    assert backup.prune(folder, "0" * 16, NOW, old[0]) == []
    new = centre.back_up(now=NOW).path
    gone = backup.prune(folder, mark, NOW, new)
    assert gone
    assert new.exists()
    assert {path for path in old if not path.exists()} == set(gone)
    assert {cut, folder / "other.jfbak", folder / "notes.txt"} <= set(folder.iterdir())
    left = {one.made_at for one in backup.listing(folder, mark) if one.whole}
    assert left == shelf.to_keep([NOW, *(NOW - number * DAY for number in range(2, 12))], NOW)


@pytest.fixture
def run(centre: Centre) -> Callable[[datetime], int]:
    """Let the daily job run at a moment; returns how many backups there are then."""

    def at(moment: datetime) -> int:
        jobs.back_up_daily(centre.opened.house, Paths(centre.folder), lambda: moment)
        return len(list((centre.folder / "backups").glob("*.jfbak")))

    return at


def test_once_a_day_however_often_it_is_asked(centre: Centre, run: Callable[[datetime], int]) -> None:
    """Every hour, after restarts, after nights without power: one for each day on which the machine ran."""
    assert [run(NOW + timedelta(hours=hour)) for hour in range(6)] == [1] * 6
    assert run(NOW + DAY) == 2
    assert run(NOW + DAY + timedelta(hours=1)) == 2
    assert run(NOW + 9 * DAY) == 3  # a week without power
    assert run(NOW + 9 * DAY - timedelta(hours=2)) == 3  # the clock goes back
    names = [
        one["object"]
        for one in audit.entries(centre.opened.house.store, OPERATOR)
        if one["action"] == "backup"
    ]
    assert len(names) == 3


def test_a_backup_by_hand_is_the_one_of_the_day(centre: Centre, run: Callable[[datetime], int]) -> None:
    """Nobody needs two within hours; a cut one does not count."""
    made = centre.back_up(now=NOW)
    assert run(NOW + timedelta(hours=3)) == 1
    made.path.write_bytes(made.path.read_bytes()[:-1])
    assert run(NOW + timedelta(hours=4)) == 2


def test_a_failed_one_is_told_and_tried_again(centre: Centre, run: Callable[[datetime], int]) -> None:
    """A full disk at night is no reason to wait for the next night; nothing old is removed meanwhile."""
    for number in range(3, 40):
        centre.back_up(now=NOW - number * DAY)
    before, house = len(list((centre.folder / "backups").iterdir())), centre.opened.house
    usual, no_disk_has_so_much = house.center, StorageSettings(keep_free_mb=10**9)
    house.center = replace(usual, storage=no_disk_has_so_much)
    assert run(NOW) == before
    house.center = usual
    failure = audit.last_failure(centre.opened.house.store, OPERATOR, "backup")
    assert failure is not None
    assert "磁盘空间不够" in failure["detail"]["why"]
    assert run(NOW + timedelta(hours=1)) < before
    assert audit.last_failure(centre.opened.house.store, OPERATOR, "backup") is None


def test_old_ones_are_let_go_by_the_job(centre: Centre, run: Callable[[datetime], int]) -> None:
    """Day after day the folder stays small."""
    assert max(run(NOW + number * DAY) for number in range(45)) <= 7 + 4 + 3


def test_the_clockwork_asks_soon_after_a_start_and_every_hour(centre: Centre) -> None:
    """A machine that is switched on at eight has its backup at eight."""
    started = config.now()
    house = centre.opened.house
    watcher = Watcher(house, house.center.inbox, centre.folder)
    scheduler = jobs.start(house, Paths(centre.folder), lambda: started, watcher)
    try:
        job = scheduler.get_job("back_up_daily")
        assert job.next_run_time.replace(tzinfo=None) == started + jobs.SOON
        assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
        after = job.trigger.get_next_fire_time(None, job.next_run_time)
        assert after.minute == 20
    finally:
        scheduler.shutdown(wait=True)


def test_the_folder_may_lie_elsewhere(centre: Centre, tmp_path: Path) -> None:
    """``backup_folder`` of center.yaml; where that disk is not there, it is said and not made anew."""
    from jiefen_lite.cli.common import open_center

    elsewhere = tmp_path / "second disk"
    elsewhere.mkdir()
    settings = centre.folder / "center.yaml"
    settings.write_text(f"backup_folder: {elsewhere}\n{settings.read_text('utf-8')}", "utf-8")
    centre.opened = open_center(str(centre.folder))
    made = centre.back_up()
    assert made.path.parent == elsewhere
    shutil.rmtree(elsewhere)
    with pytest.raises(NotWritable, match="不存在"):
        centre.back_up()
    assert not elsewhere.exists()
    found = checkup.backup_findings(centre.opened.house, centre.folder, NOW)
    assert [one.level for one in found] == ["fault"]
    jobs.back_up_daily(centre.opened.house, Paths(centre.folder), lambda: NOW)
    assert not elsewhere.exists()


def test_doctor_tells_of_missing_old_and_cut_backups(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """None yet, none for days, an old one, a cut one, all on one disk."""
    house, folder = centre.opened.house, centre.folder

    def told(now: datetime) -> list[tuple[str, str]]:
        return [(one.level, one.text) for one in checkup.backup_findings(house, folder, now)]

    first = told(NOW)
    assert first[0][0] == "note"
    assert "还没有备份" in first[0][1]
    assert "同一块盘" in first[1][1]
    assert told(NOW + 3 * DAY)[0][0] == "fault"
    made = centre.back_up(now=NOW)
    assert told(NOW + DAY)[0] == ("ok", "最近一次好的备份：2025-12-01 09:00。")
    level, words = told(NOW + 5 * DAY)[0]
    assert (level, "5 天以前" in words) == ("fault", True)
    made.path.write_bytes(made.path.read_bytes()[:-1])
    assert [level for level, _words in told(NOW)] == ["fault", "note", "note"]
    assert "不完整" in told(NOW)[0][1]
