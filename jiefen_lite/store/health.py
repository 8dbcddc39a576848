"""Does the store keep its promises: integrity, settings, and everything accounted for."""

from __future__ import annotations

from datetime import datetime

import peewee as pw

from jiefen_lite.store import images, snapshots
from jiefen_lite.store.database import PRAGMAS, Store
from jiefen_lite.store.tables import (
    LIVE,
    STAGED,
    AuditEntry,
    Batch,
    BatchRow,
    Case,
    CaseEvent,
    CaseSource,
    ChainEntry,
)


def quick_faults(store: Store) -> list[str]:
    """What a look through the whole file finds, at a fraction of the time (SQLite only)."""
    if not store.is_sqlite:
        return []
    with store.reading():
        rows = store.db.execute_sql("PRAGMA quick_check").fetchall()
    return [f"数据库自检：{row[0]}" for row in rows if row[0] != "ok"]


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


def first_day(store: Store) -> datetime | None:
    """When this centre was first worked with."""
    with store.reading():
        first = AuditEntry.select(AuditEntry.at).order_by(AuditEntry.id).limit(1).tuples().first()
    return first[0] if first else None


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
        faults += [f"案件 {code} 的状态与办理记录的最后一步不一致。" for code in _elsewhere()]
        stray = (
            Case.select(Case.case_code)
            .join(Batch)
            .where(Case.live == STAGED, Batch.state.in_(["previewed", "committed", "abandoned", "failed"]))
        )
        faults += [f"案件 {code} 没有随它的批次一起生效。" for (code,) in stray.tuples()]
    return faults


def _elsewhere() -> list[str]:
    """Codes of live cases that stand elsewhere than their last event that counts has led them."""
    last = (
        CaseEvent.select(CaseEvent.case, pw.fn.MAX(CaseEvent.seq).alias("seq"))
        .where(~images.hidden_events())
        .group_by(CaseEvent.case)
        .alias("last")
    )
    query = (
        Case.select(Case.case_code)
        .join(last, on=(last.c.case_id == Case.id))
        .join(CaseEvent, on=((CaseEvent.case == Case.id) & (CaseEvent.seq == last.c.seq)))
        .where(Case.live == LIVE, CaseEvent.to_status.is_null(False), CaseEvent.to_status != Case.status)
        .order_by(Case.case_code)
    )
    return [code for (code,) in query.tuples()]


def rows_without_case(store: Store) -> list[tuple[int, int]]:
    """Confirmed rows that no case in force stands for, counted by batch: (batch, how many)."""
    told = (
        CaseSource.select()
        .join(Case)
        .where(CaseSource.natural_key == BatchRow.natural_key, Case.live == LIVE)
    )
    with store.reading():
        query = (
            BatchRow.select(BatchRow.batch, pw.fn.COUNT(BatchRow.id))
            .join(Batch)
            .where(
                Batch.state == "committed",
                BatchRow.disposition.in_(["new", "updated", "unchanged"]),
                pw.fn.NOT(pw.fn.EXISTS(told)),
            )
            .group_by(BatchRow.batch)
            .order_by(BatchRow.batch)
        )
        return list(query.tuples())
