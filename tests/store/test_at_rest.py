"""Nothing of a person lies open on the disk, and nothing that was written can be changed unseen."""

from __future__ import annotations

import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest

from jiefen_lite.errors import BrokenStore, ConfigError, NotWritable
from jiefen_lite.store import audit, cases, chain, crypto, files, health, open_store
from tests.factories import KEY, NOW, OPERATOR, SUPERVISOR, applicant, make_case, make_store

PHONE, ID_NO, ADDRESS = "13900004321", "230882199001010003", "东平社区七号楼二单元"
SECRETS = [PHONE, ID_NO, "七号楼二单元"]


def everything_on_disk(folder: Path) -> bytes:
    """Every byte below a folder, the write-ahead log included."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_numbers_and_addresses_lie_encrypted(tmp_path: Path) -> None:
    """Seeded in a party, a story and an upload, found in no file; the case itself still knows them."""
    store = make_store(tmp_path)
    who = applicant(phone=PHONE, id_no=ID_NO, address=ADDRESS)
    code = make_case(store, parties=[who], summary=f"电话{PHONE}，证号{ID_NO}", place=ADDRESS)
    digest, ref = files.save(store, tmp_path / "files", f"{PHONE},{ID_NO}".encode())
    raw = everything_on_disk(tmp_path)
    for secret in SECRETS:
        assert secret.encode() not in raw
    seen = cases.reveal_case(store, SUPERVISOR, code, "核对", NOW)
    assert (seen.parties[0].phone, seen.parties[0].id_no, seen.parties[0].address) == (PHONE, ID_NO, ADDRESS)
    assert seen.summary == f"电话{PHONE}，证号{ID_NO}"
    assert seen.place == ADDRESS
    assert files.read(store, tmp_path / "files", ref) == f"{PHONE},{ID_NO}".encode()
    assert files.sha256_of(files.read(store, tmp_path / "files", ref)) == digest


def test_another_key_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    """A foreign database is told, not touched."""
    make_store(tmp_path)
    with pytest.raises(BrokenStore, match="密钥"):
        open_store(str(tmp_path / "jiefen.db"), bytes(32), tmp_path / "jiefen.lock")


def test_recovery_phrase_opens_the_key(tmp_path: Path) -> None:
    """Shown once, typed in again in small letters and without dashes; a wrong one opens nothing."""
    phrase = crypto.create_key(tmp_path / "secret.key", tmp_path / "recovery.json")
    key = crypto.read_key(tmp_path / "secret.key")
    typed = phrase.replace("-", "").lower()
    assert crypto.recover_key(tmp_path / "recovery.json", typed) == key
    assert phrase.replace("-", "").encode() not in everything_on_disk(tmp_path)
    wrong = ("0" if typed[0] != "0" else "1") + typed[1:]
    with pytest.raises(ConfigError):
        crypto.recover_key(tmp_path / "recovery.json", wrong)
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_a_cipher_is_bound_to_its_place() -> None:
    """A phone moved into the column of identity numbers does not open there."""
    cipher = crypto.Cipher(KEY)
    blob = cipher.encrypt("party.phone", PHONE)
    with pytest.raises(BrokenStore):
        cipher.decrypt("party.id_no", blob)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE case_event SET reason = '改' WHERE seq = 2", "第 2 条"),
        ("UPDATE case_event SET occurred_at = '2025-01-01 00:00:00' WHERE seq = 1", "第 1 条"),
        ("DELETE FROM case_event WHERE seq = 2", "第 2 条"),
        ("DELETE FROM case_event WHERE seq = 4", "应有 4 条，实有 3 条"),
        ("DELETE FROM case_event", "全部缺失"),
    ],
)
def test_a_changed_history_is_named(tmp_path: Path, change: str, told: str) -> None:
    """Edit, delete in the middle, truncate: the first bad entry is told with its case."""
    store = make_store(tmp_path)
    code = make_case(store, unit="锦山镇人民政府")
    assert chain.faults(store) == []
    with sqlite3.connect(tmp_path / "jiefen.db") as db:
        db.execute(change)
    (fault,) = chain.faults(store)
    assert code in fault
    assert told in fault


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE audit_entry SET user_name = '别人' WHERE id = 2", "第 2 条"),
        ("DELETE FROM audit_entry WHERE id = 2", "第 2 条"),
        ("UPDATE chain_entry SET digest = 'x' WHERE id = 1", "总链第 1 条"),
    ],
)
def test_a_changed_log_is_named(tmp_path: Path, change: str, told: str) -> None:
    """The audit log and the global chain alike."""
    store = make_store(tmp_path)
    make_case(store)
    for at in range(3):
        audit.record(store, OPERATOR, "look", f"case:{at}", now=NOW)
    assert chain.seal_day(store, date(2025, 11, 30), NOW)
    assert not chain.seal_day(store, date(2025, 11, 30), NOW)
    assert chain.faults(store) == []
    with sqlite3.connect(tmp_path / "jiefen.db") as db:
        db.execute(change)
    assert told in chain.faults(store)[0]


def test_a_second_writer_waits_and_says_so(tmp_path: Path) -> None:
    """While one writes, another is told in plain words; afterwards it may."""
    first = make_store(tmp_path)
    second = open_store(str(tmp_path / "jiefen.db"), KEY, tmp_path / "jiefen.lock", wait_seconds=0.1)
    told: list[str] = []

    def try_to_write() -> None:
        try:
            audit.record(second, OPERATOR, "x", "y", now=NOW)
        except NotWritable as error:
            told.append(str(error))

    with first.writing():
        other = threading.Thread(target=try_to_write)
        other.start()
        other.join()
    assert len(told) == 1
    assert "没有保存" in told[0]
    audit.record(second, OPERATOR, "x", "y", now=NOW)
    assert len(audit.entries(second, OPERATOR)) == 1


def test_a_failed_write_leaves_no_trace(tmp_path: Path) -> None:
    """An error inside a write takes everything of it back."""
    store = make_store(tmp_path)

    def write_and_fail() -> None:
        with store.writing():
            audit.record(store, OPERATOR, "x", "y", now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert audit.entries(store, OPERATOR) == []


def test_durable_settings_are_in_force(tmp_path: Path) -> None:
    """WAL, FULL, foreign keys: asserted, not hoped for."""
    store = make_store(tmp_path)
    assert health.setting_faults(store) == []
    assert health.integrity_faults(store) == []


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    """Garbage in place of the database is never overwritten."""
    (tmp_path / "jiefen.db").write_bytes(b"no database at all" * 1000)
    with pytest.raises(BrokenStore, match="损坏"):
        make_store(tmp_path)
    assert (tmp_path / "jiefen.db").read_bytes().startswith(b"no database")
