"""Room on the disk: set aside, let go when it is full, back when there is room; large work asks first."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jiefen_lite import backup, config, demo, intake, jobs, room
from jiefen_lite.cli.center import make_center
from jiefen_lite.cli.common import open_center
from jiefen_lite.desk import House
from jiefen_lite.errors import DiskFull, NotWritable
from jiefen_lite.shapes import StorageSettings
from jiefen_lite.store import audit, batches
from tests import tickets
from tests.factories import NOW, OPERATOR
from tests.tickets import contents, sheet, ticket

MB = 1_000_000
LEDGER = sheet([ticket(f"T{number}") for number in range(6)])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An open centre that sets little aside."""
    with tickets.temporary_house(tmp_path) as made:
        made.center = replace(made.center, storage=StorageSettings(reserve_mb=2, keep_free_mb=1))
        yield made


def folder_of(house: House) -> Path:
    assert house.store.lock_path is not None
    return house.store.lock_path.parent


def set_aside(house: House) -> None:
    jobs.set_room_aside(house, config.Paths(folder_of(house)), lambda: NOW)


def free_is(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=free))


def test_the_reserve_takes_its_room_and_is_no_hole(tmp_path: Path) -> None:
    assert room.hold(tmp_path, 3 * MB, 0)
    about = (tmp_path / room.RESERVE).stat()
    assert about.st_size == 3 * MB
    if sys.platform != "win32":
        assert about.st_blocks * 512 >= 3 * MB
    assert room.let_go(tmp_path)
    assert not room.let_go(tmp_path)


def test_it_is_not_set_aside_where_that_would_leave_too_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free_is(monkeypatch, 5 * MB)
    assert not room.hold(tmp_path, 3 * MB, 3 * MB)
    assert list(tmp_path.iterdir()) == []
    assert room.hold(tmp_path, 3 * MB, 2 * MB)


def test_a_full_database_lets_it_go_and_the_next_save_goes_in(house: House) -> None:
    """SQLite itself says that it is full: its file may not grow any more, then it may again."""
    set_aside(house)
    folder, text = folder_of(house), "长" * 200_000

    def save_while_it_may_not_grow() -> None:
        with house.store.writing():
            (pages,) = house.store.db.execute_sql("PRAGMA page_count").fetchone()
            house.store.db.execute_sql(f"PRAGMA max_page_count = {pages}")
            audit.record(house.store, OPERATOR, "search", text, now=NOW)

    with pytest.raises(DiskFull) as told:
        save_while_it_may_not_grow()
    assert told.value.sentences == (
        "磁盘已满，这次没有保存。",
        "已放出预留的空间：请再做一次，并尽快请管理员清理磁盘。",
    )
    assert not (folder / room.RESERVE).exists()
    assert house.store.is_short_of_room
    audit.record(house.store, OPERATOR, "search", text, now=NOW)
    set_aside(house)
    assert (folder / room.RESERVE).exists()
    assert not house.store.is_short_of_room


def test_an_import_that_would_fill_the_disk_does_not_begin(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(house, without=())
    need = len(LEDGER) * intake.preview.__globals__["ROOM_FOR_A_BYTE"]
    free_is(monkeypatch, need + house.center.storage.keep_free - 1)
    with pytest.raises(DiskFull, match=r"还要给日常办件留 1 MB.*导入没有开始"):
        tickets.look(house, LEDGER)
    assert contents(house, without=()) == before
    free_is(monkeypatch, need + house.center.storage.keep_free)
    batch_id = tickets.look(house, LEDGER).batch_id
    free_is(monkeypatch, house.center.storage.keep_free)
    with pytest.raises(DiskFull, match="入库没有开始"):
        intake.commit(house, OPERATOR, batch_id, now=NOW)
    assert batches.get_batch(house.store, OPERATOR, batch_id).state == "previewed"
    monkeypatch.undo()
    assert intake.commit(house, OPERATOR, batch_id, now=NOW).state == "committed"


def test_the_settings_are_read_and_written(tmp_path: Path) -> None:
    center = replace(demo.center(), storage=StorageSettings(reserve_mb=8, keep_free_mb=50))
    make_center(tmp_path / "c", center)
    assert config.load(tmp_path / "c").storage == center.storage


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 24 MB, where this machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    try:
        mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only an administrator may mount a disk, and only where the system has tmpfs")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(path: Path) -> None:
    """Somebody else's file takes all the room there is."""
    with contextlib.suppress(OSError), open(path, "wb", buffering=0) as file:
        while file.write(bytes(10_000)):
            pass


def save_for_ever(house: House) -> None:
    """Until the log has used up the room that it had from before."""
    while True:
        audit.record(house.store, OPERATOR, "search", "查" * 200, now=NOW)


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    """Told, saved at the second try with the room that was set aside, all as before when there is room."""
    center = replace(demo.center(), storage=StorageSettings(reserve_mb=4, keep_free_mb=1))
    folder = small_disk / "centre"
    make_center(folder, center)
    house = open_center(str(folder)).house
    set_aside(house)
    tickets.bring(house, LEDGER)
    waste = small_disk / "别人的文件"
    fill(waste)
    with pytest.raises(DiskFull, match="导入没有开始"):
        tickets.look(house, sheet([ticket("T9")]))
    with pytest.raises(NotWritable, match="备份没有开始"):
        backup.back_up_to_shelf(house.store, OPERATOR, folder, house.center, now=NOW)
    with pytest.raises(DiskFull, match="已放出预留的空间"):
        save_for_ever(house)
    for _ in range(20):
        audit.record(house.store, OPERATOR, "search", "再查", now=NOW)
    set_aside(house)
    assert house.store.is_short_of_room
    waste.unlink()
    set_aside(house)
    assert not house.store.is_short_of_room
    tickets.bring(house, sheet([ticket("T9")]))
    house.store.close()
