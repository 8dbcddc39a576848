"""An upgrade begins only after a verified backup; a backup of the old form comes back in the new one."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from jiefen_lite import backup, checkup
from jiefen_lite.backup import making
from jiefen_lite.cli.common import open_center
from jiefen_lite.errors import BrokenStore, NotWritable, UnusableBackup
from jiefen_lite.store import audit, content, database, open_store
from jiefen_lite.store.crypto import key_mark
from jiefen_lite.store.database import known_schema
from tests import tickets
from tests.backup.conftest import Centre
from tests.factories import OPERATOR

MIGRATION = '''"""A column more, as a later version may bring it."""
import peewee as pw

def up(migrator, db):
    migrator.migrate(migrator.add_column("user", "nickname", pw.CharField(null=True)))
'''


@pytest.fixture
def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Become a program with one migration more; back to the real one with an empty text."""
    real = database.MIGRATIONS
    folder = tmp_path / "migrations"
    shutil.copytree(real, folder, ignore=shutil.ignore_patterns("__pycache__"))

    def become(migration: str) -> None:
        (folder / "9000_later.py").write_text(migration or MIGRATION, "utf-8")
        monkeypatch.setattr(database, "MIGRATIONS", folder if migration else real)

    return become


def columns(folder: Path) -> list[str]:
    """The columns of one table."""
    with closing(sqlite3.connect(folder / "jiefen.db")) as db:
        return [row[1] for row in db.execute("PRAGMA table_info(user)")]


def test_backed_up_before_it_is_upgraded(
    centre: Centre, newer_program: Callable[[str], None], tmp_path: Path
) -> None:
    """The backup holds the old form, to the byte; then it is upgraded, and the log tells of it."""
    before = content.of_store(centre.opened.house.store)
    tickets.close(centre.opened.house)
    newer_program(MIGRATION)
    opened = open_center(str(centre.folder))
    assert "nickname" in columns(centre.folder)
    (kept,) = backup.listing(centre.folder / "backups", key_mark(opened.house.store.cipher.key))
    assert kept.whole
    log = audit.entries(opened.house.store, OPERATOR, limit=1)
    assert log[0]["action"] == "upgrade"
    opened.house.store.close()
    open_center(str(centre.folder)).house.store.close()  # no second backup
    assert len(list((centre.folder / "backups").iterdir())) == 1
    newer_program("")  # the old program
    done = centre.restore(kept.path, tmp_path / "old")
    assert (done.content_hash, done.upgraded) == (before, False)
    assert "nickname" not in columns(tmp_path / "old")


def test_no_backup_no_upgrade(
    centre: Centre, newer_program: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, or nobody who could back up: the database stays, and the old program opens it."""
    tickets.close(centre.opened.house)
    newer_program(MIGRATION)

    def full(*_about: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(making, "_write", full)
        with pytest.raises(NotWritable, match="数据库没有升级"):
            open_center(str(centre.folder))
    assert "nickname" not in columns(centre.folder)
    assert list((centre.folder / "backups").iterdir()) == []
    key = centre.opened.house.store.cipher.key
    with pytest.raises(BrokenStore, match="升级之前要先备份"):
        open_store(str(centre.folder / "jiefen.db"), key, centre.folder / "jiefen.lock")
    assert "nickname" not in columns(centre.folder)
    newer_program("")
    open_center(str(centre.folder)).house.store.close()


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(
    centre: Centre, newer_program: Callable[[str], None]
) -> None:
    """One transaction; the backup is there all the same."""
    tickets.close(centre.opened.house)
    before = content.of_store(centre.opened.house.store)
    centre.opened.house.store.close()
    newer_program(f"{MIGRATION}    raise RuntimeError('half-way')\n")
    with pytest.raises(RuntimeError, match="half-way"):
        open_center(str(centre.folder))
    newer_program("")
    opened = open_center(str(centre.folder))
    assert content.of_store(opened.house.store) == before
    assert len(list((centre.folder / "backups").iterdir())) == 1
    opened.house.store.close()


def test_an_old_backup_is_upgraded_when_it_is_restored(
    centre: Centre, newer_program: Callable[[str], None], tmp_path: Path
) -> None:
    """Checked in its own form first, then brought up to the present one."""
    made = centre.back_up()
    newer_program(MIGRATION)
    done = centre.restore(made.path, tmp_path / "new")
    assert (done.upgraded, done.content_hash) == (True, made.content_hash)
    assert "nickname" in columns(tmp_path / "new")
    opened = open_center(str(tmp_path / "new"))
    assert [one.text for one in checkup.verify(opened.house) if one.level != "ok"] == []
    assert list((tmp_path / "new" / "backups").iterdir()) == []
    opened.house.store.close()


def test_a_backup_of_a_newer_program_is_refused(
    centre: Centre, newer_program: Callable[[str], None], tmp_path: Path
) -> None:
    """The old program says which one is needed, before it asks for the phrase."""
    tickets.close(centre.opened.house)
    newer_program(MIGRATION)
    centre.opened = open_center(str(centre.folder))
    made = centre.back_up(centre.folder / "newer.jfbak")
    newer_program("")
    assert "9000_later" not in known_schema()
    with pytest.raises(UnusableBackup, match="更新的版本"):
        centre.restore(made.path, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_centre_without_the_tables_of_today_is_backed_up_too(centre: Centre) -> None:
    """Whoever makes the backup asks only what the old form has."""
    tickets.close(centre.opened.house)
    with closing(sqlite3.connect(centre.folder / "jiefen.db")) as db:
        db.execute("DROP TABLE case_paper")
        db.execute("DROP TABLE case_material")
        db.execute("DELETE FROM schema_migration WHERE name LIKE '0015%'")
        db.commit()
    opened = open_center(str(centre.folder))
    with opened.house.store.reading():
        assert {"case_paper", "case_material"} <= set(opened.house.store.db.get_tables())
    assert len(list((centre.folder / "backups").iterdir())) == 1
    opened.house.store.close()
