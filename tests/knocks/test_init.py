"""A new centre, stopped at any change of its making: no centre, and it can be made again, or a whole one."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jiefen_lite import checkup, config, demo
from jiefen_lite.cli.center import make_center
from jiefen_lite.cli.common import open_center
from jiefen_lite.errors import ConfigError, JiefenError
from jiefen_lite.store.crypto import read_key, recover_key
from tests.knocks import harness, tracer
from tests.knocks.disk import Disk
from tests.knocks.listeners import NEEDS_ROOM, FullDisk, Note
from tests.knocks.tracer import Change

CENTRE = "centre"


def _make(folder: Path) -> None:
    """Make it, and see that it is a centre: sound, its key under the phrase that was told."""
    phrase = make_center(folder, demo.center())
    assert recover_key(folder / "recovery.json", phrase) == read_key(folder / "secret.key")
    _look(folder)


def _look(folder: Path) -> None:
    house = open_center(str(folder)).house
    try:
        assert [one.text for one in checkup.verify(house) if one.level == "fault"] == []
    finally:
        house.store.close()
    assert not config.Paths(folder).begun.exists()
    with pytest.raises(ConfigError, match="已经是一个中心文件夹"):
        make_center(folder, demo.center())


def _none_or_whole(folder: Path) -> bool:
    """True where it is a centre; where not, it says so and is made without anybody tidying up."""
    if config.Paths(folder).center.exists():
        _look(folder)
        return True
    with pytest.raises(ConfigError, match="jiefen init"):
        open_center(str(folder))
    _make(folder)
    return False


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory) -> list[Change]:
    """What making a centre does to the disk, in order."""
    place, note = tmp_path_factory.mktemp("init"), Note()
    tracer.watch(place, note)
    try:
        make_center(place / CENTRE, demo.center())
    finally:
        tracer.rest()
    assert tracer.missed == []
    return note.changes


def _stopped(changes: list[Change], place: Path, every: int, lay: Callable[[Disk, Path], None]) -> None:
    """The disk after each change in turn, the last ones without a gap."""
    disk, whole = Disk.of(place), []
    last = len(changes)
    for done, change in enumerate(changes, 1):
        disk.go_on(change)
        if done % every == 0 or done > last - 12:
            lay(disk, place)
            whole.append(_none_or_whole(place / CENTRE))
            shutil.rmtree(place / CENTRE)
    assert whole == sorted(whole), "a centre that was whole is none any more"
    assert whole[-1]
    assert not whole[0]


def _after_power_cut(disk: Disk, place: Path) -> None:
    disk.write_after_power_cut(place, None)


@pytest.mark.slow
def test_killed_at_some_changes(changes: list[Change], tmp_path: Path) -> None:
    """A sample of the test below."""
    _stopped(changes, tmp_path, len(changes) // 6, Disk.write)


@pytest.mark.slow
@pytest.mark.parametrize("lay", [Disk.write, _after_power_cut], ids=["killed", "power cut"])
def test_stopped_at_every_change(
    changes: list[Change], tmp_path: Path, lay: Callable[[Disk, Path], None]
) -> None:
    """After each change of making a centre, with and without what was not synced."""
    _stopped(changes, tmp_path, harness.THINNED, lay)


@pytest.mark.slow
@pytest.mark.parametrize("says", [errno.ENOSPC, errno.EROFS, errno.EIO], ids=errno.errorcode.get)
def test_a_disk_that_refuses(changes: list[Change], tmp_path: Path, says: int) -> None:
    """A sentence, no centre; after the cure the same command makes it."""
    needing = sum(one.kind in NEEDS_ROOM for one in changes)
    for full_from in range(1, needing + 1, harness.THINNED):
        folder = tmp_path / f"at{full_from}" / CENTRE
        folder.parent.mkdir()
        tracer.watch(folder.parent, FullDisk(tmp_path / "disk", says, full_from))
        try:
            make_center(folder, demo.center())
            told = None
        except JiefenError as error:
            told = str(error)
        finally:
            tracer.rest()
        assert told is None or re.search("磁盘|只读", told)
        # the last writes fold the log into the database: where they are refused, the log stays and is good
        assert _none_or_whole(folder) == (told is None)
        assert told is not None or full_from > needing // 2
        shutil.rmtree(folder.parent)


def test_what_may_be_a_centre_is_left_alone(tmp_path: Path) -> None:
    """A key and a database without center.yaml are not taken for the leavings of a try."""
    folder = tmp_path / CENTRE
    make_center(folder, demo.center())
    kept = (folder / "center.yaml").read_bytes()
    (folder / "center.yaml").unlink()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(ConfigError, match=r"secret.key、recovery.json、jiefen.db，却没有 center.yaml"):
        make_center(folder, demo.center())
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    (folder / "center.yaml").write_bytes(kept)
    _look(folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_in_which_nobody_may_write(tmp_path: Path) -> None:
    """A sentence; nothing is made."""
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ConfigError, match="没有权限"):
            make_center(tmp_path / CENTRE, demo.center())
        assert list(tmp_path.iterdir()) == []
    finally:
        tmp_path.chmod(0o700)
