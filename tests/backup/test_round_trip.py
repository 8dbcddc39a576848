"""What is backed up comes back to the byte, while people work, and nobody reads it without the phrase."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from jiefen_lite import backup, checkup, intake, papers
from jiefen_lite.backup import packing
from jiefen_lite.cli.common import open_center
from jiefen_lite.errors import BrokenStore, ConfigError, NotWritable
from jiefen_lite.store import audit, batches, content, copying
from jiefen_lite.store import papers as kept_papers
from jiefen_lite.store.database import known_schema
from jiefen_lite.store.sealed import SealedReader
from tests import tickets
from tests.backup.conftest import Centre, leftovers
from tests.factories import LEADER, NOW, OPERATOR
from tests.tickets import PHONE

#: November is closed by then.
AFTER_CLOSING = datetime(2025, 12, 9, 1)


def tree(folder: Path) -> dict[str, bytes]:
    """What has to come back beside the database."""
    kept = [path for _name, path in packing.settings_of(folder)] + [folder / "secret.key"]
    kept += [path for path in (folder / "files").rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept}


def test_everything_comes_back(centre: Centre, tmp_path: Path) -> None:
    """Same content hash, same files, sound, private, and no trace of the way there."""
    made = centre.back_up()
    assert made.whole
    assert made.content_hash == content.of_store(centre.opened.house.store)
    done = centre.restore(made.path, tmp_path / "new")
    assert (done.content_hash, done.files, done.upgraded) == (made.content_hash, 3, False)
    assert done.center == "富锦市社会治安综合治理中心"
    assert tree(tmp_path / "new") == tree(centre.folder)
    assert "templates/体检报告.docx" in tree(tmp_path / "new")
    again = open_center(str(tmp_path / "new"))
    assert content.of_store(again.house.store) == made.content_hash
    assert [one.text for one in checkup.verify(again.house) if one.level != "ok"] == []
    assert tickets.all_cases(again.house) == tickets.all_cases(centre.opened.house)
    again.house.store.close()
    assert leftovers(tmp_path) == []
    if os.name == "posix":
        kept = [path for path in (tmp_path / "new").rglob("*") if path.name != "jiefen.lock"]
        assert {path.stat().st_mode & 0o077 for path in kept if path.is_file()} == {0}
        assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
        assert made.path.stat().st_mode & 0o777 == 0o600


def test_an_empty_folder_will_do(centre: Centre, tmp_path: Path) -> None:
    """The folder may have been made before, as long as nothing is in it."""
    (tmp_path / "new").mkdir()
    centre.restore(centre.back_up().path, tmp_path / "new")
    assert (tmp_path / "new" / "center.yaml").is_file()


def test_nothing_can_be_read_in_it(centre: Centre) -> None:
    """No number, no name, no story, no setting; only the centre's name and the time stand in the header."""
    blob = centre.back_up().path.read_bytes()
    for words in (PHONE, "孙1", "拖欠工资", "锦山镇", "SQLite format", "hotline", "一.xlsx"):
        assert words.encode() not in blob
    assert (centre.folder / "secret.key").read_bytes().strip() not in blob


def test_a_restored_centre_can_be_backed_up_and_restored_again(centre: Centre, tmp_path: Path) -> None:
    """The phrase on the old paper opens the backups of the new machine as well."""
    centre.restore(centre.back_up().path, tmp_path / "second")
    opened = open_center(str(tmp_path / "second"))
    second = Centre(opened, tmp_path / "second", centre.phrase)
    made = second.back_up()
    assert second.restore(made.path, tmp_path / "third").content_hash == made.content_hash
    opened.house.store.close()


def test_people_go_on_working_meanwhile(centre: Centre, tmp_path: Path) -> None:
    """Writers never wait for the copy; the backup is one moment between the first and the last write."""
    house = centre.opened.house
    stop, written = threading.Event(), []

    def work() -> None:
        while not stop.is_set():
            audit.record(house.store, OPERATOR, "look", f"{len(written)}", now=NOW)
            written.append(1)

    seen: list[int] = []
    steps: set[int] = set()
    worker = threading.Thread(target=work)
    worker.start()

    def watch(_words: str, percent: int) -> None:
        before = len(written)
        while percent not in steps and len(written) < before + 2:  # each step sees two more writes
            pass
        steps.add(percent)
        seen.append(len(written))

    made = centre.back_up(progress=watch)
    stop.set()
    worker.join()
    assert len(seen) > 4
    centre.restore(made.path, tmp_path / "new")
    again = open_center(str(tmp_path / "new")).house
    assert [one.text for one in checkup.verify(again) if one.level != "ok"] == []
    log = audit.entries(again.store, OPERATOR, limit=10_000)
    kept = [int(one["object"]) for one in log if one["action"] == "look"]
    assert kept == list(range(len(kept)))[::-1]
    assert len(kept) <= seen[0]
    again.store.close()


def test_the_copy_is_made_in_one_go_however_much_is_written(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite starts a copy again when another connection writes; ours holds its moment and does not."""
    monkeypatch.setattr(copying, "AT_ONCE", 1)
    house, steps = centre.opened.house, []
    held = copying.Held(house.store)

    def step(done: int, total: int) -> None:
        steps.append((done, total))
        if done % 10 == 0:
            audit.record(house.store, OPERATOR, "look", "x", now=NOW)

    held.copy_to(centre.folder / "copy.db", step)
    held.close()
    assert [done for done, _total in steps] == list(range(1, len(steps) + 1))
    assert {total for _done, total in steps} == {len(steps)}
    assert copying.soundness_faults(centre.folder / "copy.db") == []


def test_an_upload_that_is_given_up_meanwhile_is_still_in_it(centre: Centre, tmp_path: Path) -> None:
    """Rows and files of the same moment: a batch that is abandoned during the backup comes back whole."""
    house = centre.opened.house
    waiting = batches.list_batches(house.store, OPERATOR)[0]
    assert waiting.state == "previewed"

    def give_up(_words: str, _percent: int) -> None:
        if batches.get_batch(house.store, OPERATOR, waiting.id).state == "previewed":
            intake.abandon(house, OPERATOR, waiting.id, NOW)

    made = centre.back_up(progress=give_up)
    assert batches.get_batch(house.store, OPERATOR, waiting.id).state == "abandoned"
    assert made.files == 3
    assert made.missing == ()
    centre.restore(made.path, tmp_path / "new")
    again = open_center(str(tmp_path / "new")).house
    assert [one.text for one in checkup.verify(again) if one.level != "ok"] == []
    again.store.close()


def test_a_lost_upload_is_told_and_does_not_stop_the_backup(centre: Centre, tmp_path: Path) -> None:
    """Better a backup without one file than none at all."""
    next((centre.folder / "files").rglob("*.bin")).unlink()
    made = centre.back_up()
    assert (len(made.missing), made.whole, made.files) == (1, False, 2)
    assert any("1 个原始文件" in note for note in made.notes())
    assert any("1 个原始文件" in note for note in centre.restore(made.path, tmp_path / "new").notes)


def test_a_damaged_database_gives_no_backup(centre: Centre) -> None:
    """What is broken is not put beside the good ones as if it were one of them."""
    good = centre.back_up()
    tickets.close(centre.opened.house)
    with closing(sqlite3.connect(centre.folder / "jiefen.db")) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = replace(sql, 'UNIQUE', '') WHERE type = 'index'")
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("UPDATE batch_row SET batch_id = 999")
        db.commit()
    with pytest.raises(BrokenStore, match="损坏"):
        centre.back_up()
    assert list((centre.folder / "backups").iterdir()) == [good.path]


def test_no_recovery_no_backup(centre: Centre) -> None:
    """A backup that nobody could open on another machine is refused, with the cure."""
    record = json.loads((centre.folder / "recovery.json").read_text())
    (centre.folder / "recovery.json").write_text(json.dumps({**record, "mark": "0" * 16}))
    with pytest.raises(ConfigError, match="另一个中心"):
        centre.back_up()
    (centre.folder / "recovery.json").unlink()
    with pytest.raises(ConfigError, match=r"recovery\.json 不见了"):
        centre.back_up()
    assert list((centre.folder / "backups").iterdir()) == []


def test_the_log_tells_of_backups_and_restores(centre: Centre, tmp_path: Path) -> None:
    """Backups before they begin; a restore when the restored centre is first served: it stays equal."""
    made = centre.back_up()
    last = audit.entries(centre.opened.house.store, OPERATOR, limit=1)[0]
    assert (last["action"], last["object"], last["result"]) == ("backup", made.path.name, "ok")
    centre.restore(made.path, tmp_path / "new")
    opened = open_center(str(tmp_path / "new"))
    store = opened.house.store
    assert content.of_store(store) == made.content_hash
    for _ in range(2):
        backup.note_restore(store, OPERATOR, tmp_path / "new", NOW)
    told = audit.entries(store, OPERATOR, limit=2)
    assert [one["action"] for one in told] == ["restore", "backup"]
    assert made.path.name in told[0]["detail"]
    store.close()


def test_two_backups_at_a_time_are_one_too_many(centre: Centre) -> None:
    """The second is told to wait, and the first is not disturbed."""
    refused: list[str] = []

    def again(_words: str, _percent: int) -> None:
        if not refused:
            with pytest.raises(NotWritable) as told:
                centre.back_up(centre.folder / "backups" / "second.jfbak")
            refused.append(str(told.value))

    assert centre.back_up(progress=again).whole
    assert refused == ["另一份备份正在做，请等它做完。"]


def test_a_database_elsewhere_comes_home(centre: Centre, tmp_path: Path) -> None:
    """A restored centre never writes to the database that the old one named in its settings."""
    settings = centre.folder / "center.yaml"
    text = f"database_url: {centre.folder / 'jiefen.db'}\n{settings.read_text('utf-8')}"
    settings.write_text(text, "utf-8")
    done = centre.restore(centre.back_up().path, tmp_path / "new")
    assert any("database_url 已停用" in note for note in done.notes)
    opened = open_center(str(tmp_path / "new"))
    assert Path(opened.house.store.address) == tmp_path / "new" / "jiefen.db"
    opened.house.store.close()


def test_a_trial_restore_does_not_mix_with_the_centre_at_work(centre: Centre, tmp_path: Path) -> None:
    """The folder of backups is not shared with the old centre until somebody says so."""
    elsewhere = tmp_path / "second disk"
    elsewhere.mkdir()
    settings = centre.folder / "center.yaml"
    settings.write_text(f"backup_folder: {elsewhere}\n{settings.read_text('utf-8')}", "utf-8")
    made = centre.back_up(elsewhere / "x.jfbak")
    (note,) = centre.restore(made.path, tmp_path / "new").notes
    assert "backup_folder 已停用" in note
    opened = open_center(str(tmp_path / "new"))
    assert backup.folder_of(opened.house.center, tmp_path / "new") == tmp_path / "new" / "backups"
    opened.house.store.close()


def test_the_ends_of_chain_and_log_stand_in_the_manifest(centre: Centre) -> None:
    """A log that somebody cuts short later is shown up by the backups before."""
    made = centre.back_up()
    store = centre.opened.house.store
    with open(made.path, "rb") as file:
        manifest = packing.unpack(
            SealedReader(file, store.cipher.key), lambda _name: None, lambda _size: None
        )
    last = audit.entries(store, OPERATOR, limit=1)[0]
    assert manifest.ends["audit"] == f"{last['id']}:{last['hash']}"
    assert set(manifest.ends) == {"audit", "chain"}
    assert manifest.schema == known_schema()
    assert manifest.members["center.yaml"].size == (centre.folder / "center.yaml").stat().st_size


def test_of_a_postgresql_centre_the_rest_is_kept_and_said_so(centre: Centre, tmp_path: Path) -> None:
    """The database lies outside: everything else is in the file, and nobody is left to believe more."""
    centre.opened.house.store.is_sqlite = False
    made = centre.back_up()
    assert (made.content_hash, made.files, made.whole) == (None, 3, False)
    assert any("pg_dump" in note for note in made.notes())
    done = centre.restore(made.path, tmp_path / "new")
    assert any("pg_restore" in note for note in done.notes)
    assert not (tmp_path / "new" / "jiefen.db").exists()
    assert tree(tmp_path / "new") == tree(centre.folder)
    with pytest.raises(NotWritable, match="pg_dump"):
        backup.before_upgrade(centre.opened.house.store, centre.folder, centre.opened.house.center, NOW)


def test_a_name_is_never_taken_twice(centre: Centre) -> None:
    """Two in one second get two names; a file that is there is not overwritten."""
    first, second = centre.back_up(), centre.back_up()
    assert [first.path.name, second.path.name] == ["FJ-20251201-090000.jfbak", "FJ-20251201-090000-2.jfbak"]
    before = first.path.read_bytes()
    with pytest.raises(NotWritable, match="没有覆盖"):
        centre.back_up(first.path)
    assert first.path.read_bytes() == before
    with pytest.raises(NotWritable, match="不存在"):
        centre.back_up(centre.folder / "nowhere" / "x.jfbak")


@pytest.mark.slow
def test_papers_that_are_kept_come_back_with_who_signed_them_off(centre: Centre, tmp_path: Path) -> None:
    """The paper, its annex, its blank and what went out, byte for byte; proved again in the new centre."""
    house = centre.opened.house
    papers.close_due(house, OPERATOR, AFTER_CLOSING, None, lambda _words: None)
    papers.sign(house, LEADER, kept_papers.listing(house.store, LEADER)[0].id, AFTER_CLOSING)
    paper = kept_papers.listing(house.store, LEADER)[0]
    made_of = ("docx", "xlsx", "blank")
    kinds = (*made_of, kept_papers.ISSUED)
    before = [papers.file_of(house, paper, kind) for kind in kinds]
    made = centre.back_up()
    assert (made.files, made.missing) == (3 + len(made_of) * len(papers.DOCUMENTS) + 1, ())
    centre.restore(made.path, tmp_path / "new")
    again = open_center(str(tmp_path / "new")).house
    restored = kept_papers.listing(again.store, LEADER)[0]
    assert restored.signed_by == LEADER.name
    assert [papers.file_of(again, restored, kind) for kind in kinds] == before
    assert papers.prove(again, LEADER, restored, AFTER_CLOSING).differences == ()
    assert [one.text for one in checkup.verify(again) if one.level != "ok"] == []
    again.store.close()


@pytest.mark.slow
def test_a_paper_whose_file_is_gone_is_told_in_the_backup(centre: Centre) -> None:
    """As with an upload: the backup says that it is not whole."""
    house = centre.opened.house
    papers.close_due(house, OPERATOR, AFTER_CLOSING, None, lambda _words: None)
    paper = kept_papers.listing(house.store, LEADER)[0]
    kept = paper.file("docx")
    assert kept is not None
    (house.files / kept.ref).unlink()
    made = centre.back_up()
    assert (made.missing, made.whole) == ((kept.ref,), False)
