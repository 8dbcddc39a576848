"""Full disks and pulled plugs while backing up and restoring: before, or after, and nothing in between."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from jiefen_lite import checkup
from jiefen_lite.backup import making, shelf
from jiefen_lite.cli.common import open_center
from jiefen_lite.errors import NotWritable
from jiefen_lite.store import audit, content
from jiefen_lite.store.crypto import key_mark
from tests.backup.conftest import Centre, leftovers
from tests.factories import NOW, OPERATOR

Arm = Callable[[int], None]


@pytest.fixture
def full_at(monkeypatch: pytest.MonkeyPatch) -> Arm:
    """Let the disk be full at the nth time that something is synced or opened for writing."""
    calls = {"left": 0}
    real_sync, real_open = os.fsync, os.open

    def knock() -> None:
        calls["left"] -= 1
        if calls["left"] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")

    def fsync(handle: int) -> None:
        knock()
        real_sync(handle)

    def opened(path: str, flags: int, *more: int, **named: int) -> int:
        if flags & os.O_WRONLY:
            knock()
        return real_open(path, flags, *more, **named)

    def arm(after: int) -> None:
        calls["left"] = after
        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr(os, "open", opened)

    return arm


def refusal(work: Callable[[], object]) -> str:
    """What is said where something cannot be written; nothing where it is done."""
    try:
        work()
    except NotWritable as error:
        return str(error)
    return ""


def test_a_disk_that_fills_up_at_any_step_of_a_backup(centre: Centre, full_at: Arm) -> None:
    """Told, nothing left, the earlier backup untouched; after the cure the next one is made."""
    good = centre.back_up().path
    before = good.read_bytes()
    failed = recorded = 0
    for step in range(1, 30):
        full_at(step)
        told = refusal(centre.back_up)
        if not told:
            break
        failed += 1
        assert "磁盘满了" in told
        assert leftovers(centre.folder) == []
        assert [path.read_bytes() for path in (centre.folder / "backups").iterdir()] == [before]
        last = audit.last_failure(centre.opened.house.store, OPERATOR, "backup")
        recorded += last is not None and "磁盘满了" in last["detail"]["why"]
    assert recorded == failed >= 5
    assert audit.last_failure(centre.opened.house.store, OPERATOR, "backup") is None


@pytest.mark.slow
def test_a_disk_that_fills_up_at_any_step_of_a_restore(centre: Centre, full_at: Arm, tmp_path: Path) -> None:
    """Nothing is left, whether the folder was there before or not."""
    file = centre.back_up(tmp_path / "kept.jfbak").path
    failed = 0
    (tmp_path / "empty").mkdir()
    for step in range(1, 60):
        full_at(step)
        told = refusal(lambda: centre.restore(file, tmp_path / "empty"))
        if not told:
            break
        failed += 1
        assert "磁盘满了" in told
        assert list((tmp_path / "empty").iterdir()) == []
        assert leftovers(tmp_path) == []
    assert failed >= 8
    full_at(0)
    house = open_center(str(tmp_path / "empty")).house
    assert [one.text for one in checkup.verify(house) if one.level != "ok"] == []
    house.store.close()


def test_no_room_is_told_before_anything_is_written(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How much is needed and how much there is; the disk does not have to be run full to find out."""
    file = centre.back_up(tmp_path / "kept.jfbak").path
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1_000_000))
    with pytest.raises(NotWritable, match=r"备份大约要 \d+ MB，还要给日常办件留 300 MB，现在只剩 1 MB"):
        centre.back_up()
    with pytest.raises(NotWritable, match="磁盘空间不够：恢复大约要"):
        centre.restore(file, tmp_path / "new")
    assert leftovers(tmp_path) == []
    assert not (tmp_path / "new").exists()
    assert list((centre.folder / "backups").iterdir()) == []


def test_a_folder_that_cannot_be_written(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read-only, or a disk with errors: a sentence, no path, no traceback."""

    def refuse(*_about: object, **_more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(NotWritable, match="写不了或读不了"):
        centre.back_up()
    assert leftovers(centre.folder) == []


#: Does one thing and kills itself at the nth step of it: writes to disk and reports of progress.
CHILD = """
import os, signal, sys
from pathlib import Path
from jiefen_lite import backup
from jiefen_lite.cli.common import open_center
from tests.factories import NOW, OPERATOR
what, folder, file, phrase, left = *sys.argv[1:5], int(sys.argv[5])
def knock(*_about):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
def before(real):
    def called(*about, **more):
        knock()
        answer = real(*about, **more)
        knock()
        return answer
    return called
for name in ("fsync", "replace", "rename", "unlink", "mkdir", "rmdir"):
    setattr(os, name, before(getattr(os, name)))
if what == "backup":
    opened = open_center(folder)
    center = opened.house.center
    backup.back_up(opened.house.store, OPERATOR, Path(folder), center, Path(file), now=NOW, progress=knock)
else:
    backup.restore(Path(file), Path(folder), lambda: phrase, by="test", now=NOW, progress=knock)
print("done")
"""


def knocked(what: str, folder: Path, file: Path, phrase: str, step: int) -> bool:
    """Run it in a child; True where it came to its end."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD, what, str(folder), str(file), phrase, str(step)],
        capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    assert child.returncode in (0, -signal.SIGKILL), child.stderr
    return child.returncode == 0


@pytest.mark.slow
def test_a_plug_pulled_at_any_step_of_a_backup(centre: Centre, tmp_path: Path) -> None:
    """A file that has its name is whole; what was half written is gone with the next backup."""
    folder = centre.folder
    kept = folder / "backups"
    steps = list(range(1, 400, 13))
    for at, step in enumerate(steps):
        out = kept / f"knock-{step}.jfbak"
        if knocked("backup", folder, out, "", step):
            break
        assert at < len(steps) - 1
        if out.exists():
            assert centre.restore(out, tmp_path / f"new{step}").content_hash
        found = shelf.listing(kept, key_mark(centre.opened.house.store.cipher.key))
        assert all(one.whole for one in found)
    made = centre.back_up()
    assert leftovers(folder) == []
    assert made.content_hash == content.of_store(centre.opened.house.store)
    assert [one.text for one in checkup.verify(centre.opened.house) if one.level != "ok"] == []


@pytest.mark.slow
def test_a_plug_pulled_at_any_step_of_a_restore(centre: Centre, tmp_path: Path) -> None:
    """The folder is not there, or all of it is; trying again brings it all."""
    made = centre.back_up(tmp_path / "kept.jfbak")
    steps = list(range(1, 600, 17))
    for at, step in enumerate(steps):
        folder = tmp_path / f"new{step}"
        done = knocked("restore", folder, made.path, centre.phrase, step)
        if not done and not folder.exists():
            centre.restore(made.path, folder)
        assert leftovers(tmp_path) == []
        house = open_center(str(folder)).house
        assert content.of_store(house.store) == made.content_hash
        assert [one.text for one in checkup.verify(house) if one.level != "ok"] == []
        house.store.close()
        shutil.rmtree(folder)
        if done:
            break
        assert at < len(steps) - 1


def test_the_work_of_a_dead_backup_does_not_stand_in_the_way(centre: Centre) -> None:
    """Its folder and its half file are removed by the next one; those of another centre are not."""
    (centre.folder / making.WORK / "files").mkdir(parents=True)
    mark = key_mark(centre.opened.house.store.cipher.key)
    mine = centre.folder / "backups" / f".FJ-20250101-000000.jfbak.{mark}.part"
    theirs = centre.folder / "backups" / ".FJ-20250101-000000.jfbak.0123456789abcdef.part"
    mine.write_bytes(b"half")
    theirs.write_bytes(b"half")
    assert centre.back_up(now=NOW).whole
    assert leftovers(centre.folder) == [theirs.name]
