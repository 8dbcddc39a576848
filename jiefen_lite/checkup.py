"""Is everything as it should be: ``verify`` looks at what is kept, ``doctor`` at what it stands on."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from jiefen_lite import backup, glossary, room, unitbook
from jiefen_lite.desk import House
from jiefen_lite.errors import BrokenStore, JiefenError, UnusableBackup
from jiefen_lite.store import attachments, batches, casepapers, chain, files, health, papers, users
from jiefen_lite.store.crypto import key_mark

#: Below these SQLite has a known race between concurrent writers in WAL mode.
WAL_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
LEAST_FREE_BYTES = 1_000_000_000
OLDEST_BACKUP = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``level``: ok, note or fault; the text tells the next step where there is one."""

    level: str
    text: str


def verify(house: House, progress: Callable[[str], None] | None = None) -> list[Finding]:
    """Every promise about what is kept, checked: database, chains, rows of every file, files, snapshots."""
    found: list[Finding] = []

    def look(name: str, faults: list[str]) -> None:
        if progress is not None:
            progress(name)
        found.extend(Finding("fault", fault) for fault in faults)
        if not faults:
            found.append(Finding("ok", name))

    look("数据库结构完好", health.integrity_faults(house.store))
    look("办理记录、总链、审计日志首尾相接", chain.faults(house.store))
    look("每个文件的每一行都有下落", _row_faults(house))
    look("原始文件与登记的哈希一致", _file_faults(house))
    look("冻结月份未被改动", health.snapshot_faults(house.store))
    look("做成的报告和签发记录未被改动", papers.faults(house.store))
    look("案件的文书和作废记录未被改动", casepapers.faults(house.store))
    look("案件与来源、办理记录一一对应", health.case_faults(house.store))
    for batch_id, state in batches.interrupted(house.store):
        doing = "读取" if state == "staging" else "入库"
        found.append(Finding("note", f"批次 {batch_id} 正在{doing}，或{doing}时中断，还没有生效。"))
    return found


def verify_backup(
    house: House, folder: Path, file: Path, progress: Callable[[str, int], None]
) -> list[Finding]:
    """One backup of this centre, read whole as a restore would read it."""
    try:
        count = backup.look_through(file, folder, house.store.cipher.key, progress)
    except (UnusableBackup, BrokenStore) as error:
        return [Finding("fault", "".join(error.sentences))]
    words = f"{file.name}：整份读过，数据库完好、内容与备份时一致，原始文件 {count} 个，能用来恢复。"
    return [Finding("ok", words)]


def _row_faults(house: House) -> list[str]:
    faults = []
    for batch in batches.all_batches(house.store):
        if batch.state not in ("previewed", "committed", "revoked"):
            continue
        stored = batches.row_counts(house.store, batch.id)
        for kind in ("new", "updated", "unchanged", "rejected", "excluded"):
            if stored.get(kind, 0) != batch.counts.get(kind, 0):
                faults.append(
                    f"批次 {batch.id}（{batch.file_name}）登记“{glossary.DISPOSITIONS[kind]}”"
                    f" {batch.counts.get(kind, 0)} 行，"
                    f"实有 {stored.get(kind, 0)} 行。"
                )
        total = sum(batch.counts.get(kind, 0) for kind in ("new", "updated", "unchanged", "rejected"))
        if total != batch.counts.get("rows", 0):
            faults.append(f"批次 {batch.id}（{batch.file_name}）的行数不平。")
    for batch_id, count in health.rows_without_case(house.store):
        faults.append(f"批次 {batch_id} 有 {count} 行没有对应的案件。")
    return faults


def _file_faults(house: House) -> list[str]:
    faults = []
    for batch in batches.all_batches(house.store):
        if batch.file_ref is None:
            continue
        try:
            data = files.read(house.store, house.files, batch.file_ref)
        except JiefenError as error:
            faults.append(f"批次 {batch.id}（{batch.file_name}）：{error.sentences[0]}")
            continue
        if files.sha256_of(data) != batch.sha256:
            faults.append(f"批次 {batch.id}（{batch.file_name}）的原始文件被改动。")
    store = house.store
    stored = (*papers.all_files(store), *casepapers.all_files(store), *attachments.all_files(store))
    for whose, ref, sha256 in stored:
        try:
            data = files.read(house.store, house.files, ref)
        except JiefenError as error:
            faults.append(f"{whose}：{error.sentences[0]}")
            continue
        if files.sha256_of(data) != sha256:
            faults.append(f"{whose}的存档文件被改动。")
    strays = files.orphans(house.files, files.kept(house.store))
    faults += [
        f"files 里的 {path.name} 不属于任何批次、报告、文书和附件，重新启动服务时会清理。" for path in strays
    ]
    return faults


def doctor(house: House, folder: Path, now: datetime) -> list[Finding]:
    """What this centre stands on, and what its settings leave undone."""
    found = [_sqlite_version(), _disk(folder), _key(folder), *backup_findings(house, folder, now)]
    if house.store.is_sqlite:
        found += [Finding("fault", words) for words in health.setting_faults(house.store)]
    found += _unknown_units(house)
    found += _people_of_units(house)
    years = {one.year for one in house.book.holidays.years}
    found.append(
        Finding("ok", f"节假日表：{min(years)}—{max(years)} 年；此后的到期日标“预估”，待公布后补入。")
    )
    own = [name for name, source in house.book.sources if source != "shipped"]
    found.append(Finding("ok", f"本县自定规则：{'、'.join(own) if own else '无，全部用随附规则'}。"))
    found += _model(house)
    found.append(
        Finding("note", "各渠道数据的书面共享授权请自行核对登记；警情、诉前、信访、12345 数据须有授权。")
    )
    return found


def _model(house: House) -> list[Finding]:
    """The county's own model, where there is one."""
    if house.models is None:
        return []
    model = house.models.current()
    if model is not None:
        report = model.report
        learned = f"{report['made_at'][:10]} 用 {report['rows']} 件训练"
        words = f"本县模型：{learned}，宏平均 F1 {report['macro_f1']:.3f}。"
        return [Finding("ok", words)]
    return [Finding("fault", words) for words in house.models.trouble]


def _sqlite_version() -> Finding:
    version = sqlite3.sqlite_version_info
    fixed = version >= WAL_FIXED[0] or any(version[:2] == one[:2] and version >= one for one in WAL_FIXED[1:])
    words = f"SQLite {sqlite3.sqlite_version}"
    if fixed:
        return Finding("ok", words + "。")
    return Finding("note", words + "，早于 3.51.3；本系统任何时候只让一个程序写入，可以放心使用。")


def _disk(folder: Path) -> Finding:
    free = room.free(folder)
    if free < LEAST_FREE_BYTES:
        return Finding("fault", f"磁盘只剩 {free / 1e9:.1f} GB，请清理后再导入。")
    return Finding("ok", f"磁盘剩余 {free / 1e9:.0f} GB。")


def backup_findings(house: House, folder: Path, now: datetime) -> list[Finding]:
    """Whether there is a good backup of late, and whether it would outlive this machine."""
    shelf = backup.folder_of(house.center, folder)
    if not shelf.is_dir():
        return [Finding("fault", f"放备份的文件夹“{shelf}”不存在；如果它在另一块盘上，请确认已经接好。")]
    kept = backup.listing(shelf, key_mark(house.store.cipher.key))
    found = [
        Finding("fault", f"备份 {one.path.name} 不完整，不能用来恢复；请删掉它。")
        for one in kept
        if not one.whole
    ]
    last = backup.last_good(kept, now)
    if last is not None and now - last.made_at <= OLDEST_BACKUP:
        found.append(Finding("ok", f"最近一次好的备份：{last.made_at:%Y-%m-%d %H:%M}。"))
    elif last is not None:
        days = (now - last.made_at).days
        found.append(Finding("fault", f"最近一次好的备份是 {days} 天以前的，请运行 jiefen backup。"))
    else:
        found.append(_no_backup(house, now))
    if os.stat(shelf).st_dev == os.stat(folder).st_dev:
        words = "备份和数据在同一块盘上，盘坏了会一起没有。请在 center.yaml 里用 backup_folder 指到另一块盘"
        found.append(Finding("note", f"{words}或共享文件夹，或定期把备份抄走。"))
    if not house.store.is_sqlite:
        found.append(Finding("note", "数据库在 PostgreSQL 里，不在备份中；请每天用 pg_dump 备份它。"))
    return found


def _no_backup(house: House, now: datetime) -> Finding:
    """A centre of yesterday has none yet; one that has worked for days should."""
    first = health.first_day(house.store)
    late = first is not None and now - first > OLDEST_BACKUP
    return Finding(
        "fault" if late else "note", "还没有备份。服务开着时每天自动做，也可以运行 jiefen backup。"
    )


def _key(folder: Path) -> Finding:
    path = folder / "secret.key"
    if path.exists() and path.stat().st_mode & 0o077 and os.name == "posix":
        return Finding("fault", "密钥 secret.key 别的账号也能读，请改成只有本人可读（权限 600）。")
    return Finding("ok", "密钥 secret.key 在位，只有本人可读。")


def _people_of_units(house: House) -> list[Finding]:
    """Units whose cases would reach nobody, and people in center.yaml who cannot sign in."""
    everybody = users.list_users(house.store)
    units = house.center.units
    alone = [one.name for one in units if unitbook.with_leader(one, everybody).leader is None]
    peopled = {one.unit for one in everybody if not one.disabled}
    empty = [one.name for one in units if one.name not in peopled]
    found = [Finding("note", words) for one in units for words in unitbook.unknown(one, everybody)]
    if alone:
        words = f"这些单位没有分管领导，红灯没人收：{'、'.join(alone)}。"
        found.append(Finding("note", words + "请在 center.yaml 里写上 leader，或新增分管领导账号。"))
    if empty:
        words = f"这些单位没有账号，派来的件没人签收：{'、'.join(empty)}。"
        found.append(Finding("note", words + "请在“用户”页新增承办人。"))
    return found or [Finding("ok", "每个单位都有分管领导和账号。")]


def _unknown_units(house: House) -> list[Finding]:
    """Units the rules name and this county has not got: their cases wait for the centre's receiver."""
    missing = sorted(
        kind.name
        for kind in house.book.routing.units
        if all(house.triage.unit_named(name) is None for name in (kind.name, *kind.aliases))
    )
    if not missing:
        return [Finding("ok", "规则里的单位在本县都有对应。")]
    return [
        Finding(
            "note",
            f"规则里的这些单位在 center.yaml 里没有：{'、'.join(missing)}。它们的件由中心受理员指定单位。",
        )
    ]
