"""Hash chains: per case over its events, one global chain over batches and days, one over the audit log.

A chain entry's hash covers the hash before it, so an entry that is edited, removed or moved breaks
every later one, and ``verify`` names the first bad entry (security promise C21).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

import peewee as pw

from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import AuditEntry, Batch, Case, CaseBefore, CaseEvent, ChainEntry, Setting

FIRST = "0" * 64
SEPARATOR = "\x1f"


def link(previous: str, parts: Iterable[object]) -> str:
    """The hash of one entry: SHA-256 over the previous hash and the parts as text."""
    return seal(joined((previous, *parts)))


def joined(parts: Iterable[object]) -> str:
    """Parts of an entry as its hash takes them in."""
    return SEPARATOR.join(map(str, parts))


def seal(entry: str) -> str:
    """The hash of an entry whose parts, the previous hash before them, are joined already."""
    return hashlib.sha256(entry.encode()).hexdigest()


def stamp(moment: datetime) -> str:
    """A time as text, the same whether it comes from Python or from either database."""
    return moment.isoformat(" ", "seconds")


def event_hash(previous: str, case_code: str, parts: tuple[object, ...]) -> str:
    """The hash of one case event; ``parts`` are all its other columns as stored."""
    return link(previous, (case_code, *parts))


def append(store: Store, kind: str, ref: str, digest: str, now: datetime) -> str:
    """Add an entry to the global chain (inside a write); returns its hash."""
    last = ChainEntry.select(ChainEntry.hash).order_by(ChainEntry.id.desc()).tuples().first()
    previous = last[0] if last else FIRST
    mark = link(previous, (kind, ref, stamp(now), digest))
    entry = ChainEntry.create(kind=kind, ref=ref, at=now, digest=digest, prev_hash=previous, hash=mark)
    remember_end("chain", entry.id, mark)
    return mark


def remember_end(name: str, entry_id: int, mark: str) -> None:
    """Where the global chain or the log ends (inside a write): otherwise its last entries could go unseen."""
    Setting.insert(key=f"end:{name}", value=f"{entry_id}:{mark}").on_conflict(
        conflict_target=[Setting.key], preserve=[Setting.value]
    ).execute()


def _end_faults(name: str, words: str, entry_id: int, mark: str) -> list[str]:
    """What is wrong with the end of a chain whose last entry is this one (0: it has none)."""
    known = Setting.get_or_none(Setting.key == f"end:{name}")
    if known is None:
        return [f"{words}末尾的登记缺失。"] if entry_id else []
    last, _, end = known.value.partition(":")
    if (last, end) == (str(entry_id), mark):
        return []
    if int(last) > entry_id:
        return [f"{words}第 {entry_id + 1} 条起被删去，应到第 {last} 条。"]
    return [f"{words}的最后一条（第 {entry_id} 条）与末尾的登记不符。"]


def length(store: Store) -> int:
    """The number of the last entry of the global chain: tells whether another batch has come or gone."""
    with store.reading():
        (last,) = ChainEntry.select(pw.fn.MAX(ChainEntry.id)).tuples().get()
        return int(last or 0)


def withdrawals(store: Store) -> int:
    """How many batches have been taken back so far: each may have put cases back to how they stood."""
    with store.reading():
        return int(ChainEntry.select().where(ChainEntry.kind == "revoke").count())


class BatchDigest:
    """SHA-256 over the last event of each case from one batch: new cases by number, then updated ones."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, case_id: int, head: str) -> None:
        """One more case, with the hash of the last event the batch gave it."""
        self._digest.update(f"{case_id}:{head};".encode())

    def value(self) -> str:
        """The digest as hexadecimal text."""
        return self._digest.hexdigest()


def batch_digest(store: Store, batch_id: int) -> str:
    """The digest of a batch made again from the stored events."""
    digest = BatchDigest()
    last = CaseEvent.select(pw.fn.MAX(CaseEvent.seq)).where(
        CaseEvent.case == Case.id, CaseEvent.batch == batch_id
    )
    made = Case.select(Case.id, CaseEvent.hash).join(CaseEvent).where(CaseEvent.seq == last)
    changed = made.where(Case.id.in_(CaseBefore.select(CaseBefore.case).where(CaseBefore.batch == batch_id)))
    for query in (
        made.where(Case.batch == batch_id),
        changed.where((Case.batch != batch_id) | Case.batch.is_null()),
    ):
        for case_id, head in query.order_by(Case.id).tuples().iterator():
            digest.add(case_id, head)
    return digest.value()


def day_digest(store: Store) -> str:
    """SHA-256 over the heads of all case histories."""
    digest = hashlib.sha256()
    for code, head in Case.select(Case.case_code, Case.event_head).order_by(Case.id).tuples().iterator():
        digest.update(f"{code}:{head};".encode())
    return digest.hexdigest()


def seal_day(store: Store, day: date, now: datetime) -> bool:
    """Write the heads of all case histories into the global chain, once a day; False if already done."""
    with store.writing():
        if ChainEntry.select().where((ChainEntry.kind == "day") & (ChainEntry.ref == str(day))).exists():
            return False
        append(store, "day", str(day), day_digest(store), now)
        return True


def faults(store: Store) -> list[str]:
    """Every broken link of the three kinds of chain, in plain sentences; the first bad entry of each."""
    with store.reading():
        return [*_event_faults(), *_global_faults(store), *_audit_faults()]


def _event_faults() -> list[str]:
    found: list[str] = []
    query = (
        CaseEvent.select(
            CaseEvent.case_id,
            Case.case_code,
            Case.event_count,
            Case.event_head,
            CaseEvent.seq,
            CaseEvent.action,
            CaseEvent.from_status,
            CaseEvent.to_status,
            CaseEvent.actor,
            CaseEvent.actor_role,
            CaseEvent.unit,
            CaseEvent.occurred_at,
            CaseEvent.recorded_at,
            CaseEvent.reason,
            CaseEvent.auto,
            CaseEvent.due_before,
            CaseEvent.due_after,
            CaseEvent.data,
            CaseEvent.batch_id,
            CaseEvent.hash,
        )
        .join(Case)
        .order_by(CaseEvent.case, CaseEvent.seq)
        .tuples()
    )
    current, expected_seq, previous, count, head, code, broken = None, 0, "", 0, "", "", False

    def finish() -> None:
        if current is not None and not broken and (count != expected_seq or head != previous):
            found.append(f"案件 {code} 的办理记录不完整：应有 {count} 条，实有 {expected_seq} 条。")

    for row in query.iterator():
        if row[0] != current:
            finish()
            current, code, count, head = row[0], row[1], row[2], row[3]
            expected_seq, previous, broken = 0, "", False
        if broken:
            continue
        (
            seq,
            action,
            before,
            after,
            actor,
            role,
            unit,
            at,
            recorded,
            reason,
            auto,
            due_b,
            due_a,
            data,
            batch,
            mark,
        ) = row[4:]
        expected_seq += 1
        parts = (
            seq,
            action,
            before,
            after,
            actor,
            role,
            unit,
            stamp(at),
            stamp(recorded),
            reason,
            int(auto),
            batch,
            due_b,
            due_a,
            data,
        )
        if seq != expected_seq or event_hash(previous, code, parts) != mark:
            found.append(f"案件 {code} 的第 {expected_seq} 条办理记录被改动或缺失。")
            broken = True
        previous = mark
    finish()
    without = Case.select(Case.case_code).where(
        Case.event_count > 0, Case.id.not_in(CaseEvent.select(CaseEvent.case))
    )
    found += [f"案件 {code} 的办理记录全部缺失。" for (code,) in without.tuples()]
    return found


def _global_faults(store: Store) -> list[str]:
    previous, last = FIRST, 0
    for entry in ChainEntry.select().order_by(ChainEntry.id).dicts():
        parts = (entry["kind"], entry["ref"], stamp(entry["at"]), entry["digest"])
        if entry["prev_hash"] != previous or link(previous, parts) != entry["hash"]:
            return [f"总链第 {entry['id']} 条（{entry['kind']} {entry['ref']}）被改动，或它前面缺了一条。"]
        previous, last = entry["hash"], entry["id"]
    found = _end_faults("chain", "总链", last, previous)
    sealed = Batch.select(Batch.id, Batch.digest).where(Batch.digest.is_null(False)).tuples()
    # A row that was pulled back later wrote the batch once more: the last entry counts.
    entries = dict(
        ChainEntry.select(ChainEntry.ref, ChainEntry.digest)
        .where(ChainEntry.kind == "batch")
        .order_by(ChainEntry.id)
        .tuples()
    )
    for batch_id, digest in list(sealed):
        if entries.get(str(batch_id)) != digest or batch_digest(store, batch_id) != digest:
            found.append(f"批次 {batch_id} 写入的办理记录与入库时的摘要不一致。")
    return found + _state_faults(set(entries))


def _state_faults(confirmed: set[str]) -> list[str]:
    """Batches whose state is not the one that the chain tells: came into force, was taken back, neither."""
    revoked = {
        ref for (ref,) in ChainEntry.select(ChainEntry.ref).where(ChainEntry.kind == "revoke").tuples()
    }
    faults = []
    for batch_id, state in Batch.select(Batch.id, Batch.state).order_by(Batch.id).tuples():
        ref = str(batch_id)
        if ref in revoked:
            right = state == "revoked"
        else:
            right = (state == "committed") == (ref in confirmed) and state != "revoked"
        if not right:
            faults.append(f"批次 {batch_id} 的状态与总链的记载不一致。")
    return faults


def _audit_faults() -> list[str]:
    previous, expected = FIRST, None
    for entry in AuditEntry.select().order_by(AuditEntry.id).dicts().iterator():
        if expected is not None and entry["id"] != expected:
            return [f"审计日志缺第 {expected} 条。"]
        if entry["prev_hash"] != previous or audit_hash(previous, entry) != entry["hash"]:
            return [f"审计日志第 {entry['id']} 条被改动，或它前面缺了一条。"]
        previous, expected = entry["hash"], entry["id"] + 1
    return _end_faults("audit", "审计日志", (expected or 1) - 1, previous)


def audit_hash(previous: str, entry: dict[str, object]) -> str:
    """The hash of one audit entry given as a mapping of its columns."""
    at = entry["at"]
    assert isinstance(at, datetime)
    return link(
        previous,
        (
            stamp(at),
            entry["user_name"],
            entry["roles"],
            entry["address"],
            entry["action"],
            entry["object"],
            entry["result"],
            entry["detail"],
        ),
    )
