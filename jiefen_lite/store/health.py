"""Does the store keep its promises: integrity, settings, and everything accounted for."""

from __future__ import annotations

import peewee as pw

from jiefen_lite.store import snapshots
from jiefen_lite.store.database import PRAGMAS, Store
from jiefen_lite.store.tables import LIVE, Case, CaseEvent, CaseSource, ChainEntry


def integrity_faults(store: Store) -> list[str]:
    """What the database itself finds wrong with its file (SQLite only)."""
    if not store.is_sqlite:
        return []
    with store.reading():
        rows = store.db.execute_sql("PRAGMA integrity_check").fetchall()
        broken = store.db.execute_sql("PRAGMA foreign_key_check").fetchall()
    faults = [f"数据库自检：{row[0]}" for row in rows if row[0] != "ok"]
    return faults + [f"数据库自检：{row[0]} 第 {row[1]} 行指向不存在的记录" for row in broken]


def setting_faults(store: Store) -> list[str]:
    """Durable settings that are not in force (security promise C15)."""
    faults = []
    with store.reading():
        mode = store.db.execute_sql("PRAGMA journal_mode").fetchone()[0]
        if mode != PRAGMAS["journal_mode"]:
            faults.append(f"数据库没有用 WAL 方式（现为 {mode}），请把文件夹放到本机磁盘。")
        for name in ("synchronous", "foreign_keys"):
            value = store.db.execute_sql(f"PRAGMA {name}").fetchone()[0]
            if value != PRAGMAS[name]:
                faults.append(f"数据库设置 {name} 不对（现为 {value}）。")
    return faults


def snapshot_faults(store: Store) -> list[str]:
    """Frozen months whose figures are not those that were frozen."""
    faults = []
    with store.reading():
        kept = dict(
            ChainEntry.select(ChainEntry.ref, ChainEntry.digest).where(ChainEntry.kind == "freeze").tuples()
        )
    for label in sorted({*kept, *snapshots.frozen_labels(store)}):
        with store.reading():
            if kept.get(label) != snapshots.digest(store, label):
                faults.append(f"{label} 的冻结数字与冻结时不一致。")
    return faults


def case_faults(store: Store) -> list[str]:
    """Live cases without a source or a history, and statuses that are not where the history ends."""
    faults = []
    with store.reading():
        homeless = Case.select(Case.case_code).where(
            Case.live == LIVE, Case.id.not_in(CaseSource.select(CaseSource.case))
        )
        faults += [f"案件 {code} 没有来源。" for (code,) in homeless.tuples()]
        silent = Case.select(Case.case_code).where(
            Case.live == LIVE, pw.fn.NOT(pw.fn.EXISTS(CaseEvent.select().where(CaseEvent.case == Case.id)))
        )
        faults += [f"案件 {code} 没有办理记录。" for (code,) in silent.tuples()]
    return faults
