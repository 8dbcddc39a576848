"""``verify`` finds every promise that was broken by hand; ``doctor`` tells what a centre stands on."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jiefen_lite import checkup, intake
from jiefen_lite.desk import House
from jiefen_lite.shapes import Role
from jiefen_lite.store import chain, users
from tests import tickets
from tests.factories import NOW, OPERATOR
from tests.tickets import DONE, bring, look, sheet, ticket


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with an import, an update, a withdrawn batch and a preview; copied for each test."""
    folder = tmp_path_factory.mktemp("kept")
    with tickets.temporary_house(folder) as house:
        bring(
            house, sheet([ticket("T1"), ticket("T2", 诉求类型="咨询"), ticket("T3", **DONE)]), name="一.xlsx"
        )
        bring(house, sheet([ticket("T1", **DONE), ticket("T4")]), name="二.xlsx")
        last = bring(
            house, sheet([ticket("T1", 满意度="不满意", **{"办结日期": "2025-11-21"}), ticket("T5")])
        )
        intake.withdraw(house, OPERATOR, last.id, "报错", NOW)
        look(house, sheet([ticket("T6")]))
        chain.seal_day(house.store, date(2025, 12, 1), NOW)
        tickets.close(house)
    return folder


@pytest.fixture
def house(kept: Path, tmp_path: Path) -> Iterator[House]:
    """A copy of that centre."""
    made = tickets.copy_of(kept, tmp_path)
    yield made
    made.store.close()


def faults(house: House) -> list[str]:
    """What ``verify`` finds wrong."""
    return [one.text for one in checkup.verify(house) if one.level == "fault"]


def test_a_sound_centre_has_no_fault(house: House) -> None:
    """Every line of the answer is a tick; each is told while it is looked at."""
    told: list[str] = []
    found = checkup.verify(house, told.append)
    assert {one.level for one in found} == {"ok"}
    assert told == [one.text for one in found]
    assert len(found) >= 6


BROKEN = [
    ("DELETE FROM batch_row WHERE natural_key = 'hotline_12345|T3'", "登记“新增” 2 行，实有 1 行"),
    ("UPDATE batch SET counts = replace(counts, '\"rows\": 2', '\"rows\": 9') WHERE id = 1", "行数不平"),
    ("UPDATE batch_row SET disposition = 'rejected' WHERE natural_key = 'hotline_12345|T4'", "拒收"),
    ("DELETE FROM case_source WHERE natural_key = 'hotline_12345|T4'", "没有对应的案件"),
    ("DELETE FROM case_source WHERE natural_key = 'hotline_12345|T4'", "没有来源"),
    ("UPDATE cases SET status = 'archived' WHERE source_no = 'T3'", "状态与办理记录的最后一步不一致"),
    ("UPDATE cases SET live = 0 WHERE source_no = 'T4'", "没有随它的批次一起生效"),
    ("DELETE FROM case_event WHERE seq = 2 AND case_id = 1", "第 2 条办理记录被改动或缺失"),
    ("DELETE FROM case_event WHERE case_id = 1", "没有办理记录"),
    ("UPDATE chain_entry SET digest = 'x' WHERE kind = 'batch' AND ref = '1'", "总链"),
    ("DELETE FROM chain_entry WHERE id = 2", "总链第 3 条"),
    ("DELETE FROM chain_entry WHERE id > 2", "总链第 3 条起被删去，应到第 5 条"),
    ("UPDATE chain_entry SET id = 20 - id WHERE id IN (4, 5)", "总链第 15 条"),
    ("DELETE FROM setting WHERE key = 'end:chain'", "总链末尾的登记缺失"),
    ("DELETE FROM audit_entry WHERE id > 1", "审计日志第 2 条起被删去"),
    ("DELETE FROM audit_entry", "审计日志第 1 条起被删去"),
    ("UPDATE audit_entry SET id = 30 - id WHERE id IN (1, 2)", "审计日志第 3 条"),
    ("UPDATE case_event SET seq = 20 - seq WHERE case_id = 1 AND seq IN (2, 3)", "第 2 条办理记录"),
    ("UPDATE case_event SET batch_id = 1 WHERE case_id = 1 AND seq = 5", "第 5 条办理记录"),
    ("UPDATE batch SET state = 'abandoned' WHERE id = 1", "批次 1 的状态与总链的记载不一致"),
    ("UPDATE batch SET state = 'committed' WHERE id = 3", "批次 3 的状态与总链的记载不一致"),
    ("UPDATE cases SET live = 2 WHERE source_no = 'T3'", "批次 1 有 1 行没有对应的案件"),
    ("UPDATE audit_entry SET action = 'look' WHERE id = 2", "审计日志第 2 条"),
    ("UPDATE batch SET digest = 'x' WHERE id = 1", "批次 1 写入的办理记录与入库时的摘要不一致"),
]


@pytest.mark.parametrize(("change", "told"), BROKEN, ids=range(len(BROKEN)))
def test_what_was_changed_by_hand_is_named(house: House, tmp_path: Path, change: str, told: str) -> None:
    """Rows, counts, cases, histories, chains and logs."""
    with sqlite3.connect(tmp_path / "jiefen.db") as db:
        assert db.execute(change).rowcount >= 1
    db.close()
    assert any(told in one for one in faults(house)), faults(house)


def test_a_changed_a_lost_and_a_strange_file_are_named(house: House) -> None:
    """One byte of an upload, a whole upload, and a file that no batch knows."""
    first, second, *_ = sorted(path for path in house.files.rglob("*.bin"))
    whole = first.read_bytes()
    first.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    second.unlink()
    stray = house.files / "ab" / "stray.bin"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    found = faults(house)
    assert len(found) == 3
    assert any("找不到" in one for one in found)
    assert any("stray.bin 不属于任何批次" in one for one in found)
    assert intake.recover(house, NOW) == []
    assert not stray.exists()
    assert len(faults(house)) == 2


def test_an_interrupted_batch_is_a_note_and_no_fault(house: House, tmp_path: Path) -> None:
    """It has not come into force; the operator is told that it is there."""
    with sqlite3.connect(tmp_path / "jiefen.db") as db:
        db.execute("UPDATE batch SET state = 'committing' WHERE state = 'previewed'")
    db.close()
    assert faults(house) == []
    (note,) = [one.text for one in checkup.verify(house) if one.level == "note"]
    assert "入库时中断，还没有生效" in note


def test_doctor_tells_the_next_step(house: House, tmp_path: Path) -> None:
    """Units the rules name and the county has not got, and a key that others can read."""
    (tmp_path / "secret.key").write_bytes(bytes(32))
    (tmp_path / "secret.key").chmod(0o644)
    poor = House(house.store, replace(house.center, units=house.center.units[:1]), house.book, house.files)
    found = checkup.doctor(poor, tmp_path, NOW)
    assert [one.level for one in found if "密钥" in one.text] == ["fault" if os.name == "posix" else "ok"]
    (units,) = [one for one in found if "center.yaml 里没有" in one.text]
    assert units.level == "note"
    assert "司法局" in units.text or "公安局" in units.text
    (tmp_path / "secret.key").chmod(0o600)
    assert [one for one in checkup.doctor(house, tmp_path, NOW) if one.level == "fault"] == []


def test_doctor_tells_a_full_disk(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Less than one gigabyte left."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(10, 9, 1))
    assert any("磁盘只剩" in one.text for one in checkup.doctor(house, tmp_path, NOW) if one.level == "fault")


def test_doctor_tells_units_without_leader_or_account_and_names_nobody_knows(
    house: House, tmp_path: Path
) -> None:
    (tmp_path / "backups").mkdir(exist_ok=True)
    labour, housing = (one for one in house.center.units if one.name in (tickets.LABOUR, tickets.HOUSING))
    named = replace(labour, leader="分管老陈", lines=(("leader", 31),))
    house.center = replace(house.center, units=(named, housing))
    before = [one.text for one in checkup.doctor(house, tmp_path, NOW)]
    assert any(f"没有分管领导，红灯没人收：{housing.name}。" in text for text in before)
    assert any(f"没有账号，派来的件没人签收：{named.name}、{housing.name}。" in text for text in before)
    assert any("center.yaml 第 31 行：分管领导“分管老陈”没有账号" in text for text in before)
    for name, unit, role in (
        ("分管老陈", named, Role.UNIT_LEADER),
        ("住建分管", housing, Role.UNIT_LEADER),
    ):
        users.add(house.store, OPERATOR, name, [role], unit.name, "x", NOW)
    assert "每个单位都有分管领导和账号。" in [one.text for one in checkup.doctor(house, tmp_path, NOW)]
    users.set_disabled(house.store, OPERATOR, "分管老陈", True, NOW)
    after = [one.text for one in checkup.doctor(house, tmp_path, NOW)]
    assert any("分管领导“分管老陈”已经停用" in text for text in after)
