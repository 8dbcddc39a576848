"""Uploaded files and their rows: staged encrypted, looked at, revealed in one step, taken back whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

import peewee as pw

from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import CaseQuery, Disposition, Problem, Role, Viewer
from jiefen_lite.store import cases, numbers
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import (
    LIVE,
    REVOKED,
    STAGED,
    Batch,
    BatchProblem,
    BatchRow,
    Case,
    CaseSource,
)

ROW_AAD = "batch_row.payload"
#: What becomes of a data row; those that are accounted for make up ``rows`` (contract of the import).
ACCOUNTED = ("new", "updated", "unchanged", "rejected")
#: States of a batch that somebody is at work on, or that a crash left half-way.
UNFINISHED = ("staging", "committing")
DISPOSITIONS = (*ACCOUNTED, "excluded")
_ROW = (
    "batch",
    "sheet",
    "row",
    "disposition",
    "natural_key",
    "content_hash",
    "received_on",
    "payload_cipher",
    "reason",
)
_PROBLEM = ("batch", "sheet", "row", "column", "field", "level", "message")


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """One uploaded file as lists and pages show it."""

    id: int
    channel: str | None
    file_name: str
    sha256: str
    file_ref: str | None
    imported_by: str
    staged_at: datetime
    as_of: date
    state: str
    committed_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None
    revoke_reason: str | None
    counts: Mapping[str, int]
    sheets: Sequence[Mapping[str, Any]]
    note: str | None
    lost: Sequence[str] = ()  # what of the file its error workbook will not keep
    filled: Mapping[str, int] = field(default_factory=dict)  # field -> how many rows have it
    earlier: Mapping[str, Any] | None = None  # counts, filled, unknown headers: before it was read again


@dataclass(frozen=True, slots=True)
class StagedRow:
    """One row of a file with its clear payload (``intake.keys.payload``)."""

    id: int
    sheet: str
    row: int
    disposition: str
    natural_key: str | None
    content_hash: str | None
    payload: bytes
    reason: str | None


def _record(row: Mapping[str, Any]) -> BatchRecord:
    return BatchRecord(
        id=row["id"],
        channel=row["channel"],
        file_name=row["file_name"],
        sha256=row["sha256"],
        file_ref=row["file_ref"],
        imported_by=row["imported_by"],
        staged_at=row["staged_at"],
        as_of=row["as_of"],
        state=row["state"],
        committed_at=row["committed_at"],
        revoked_at=row["revoked_at"],
        revoked_by=row["revoked_by"],
        revoke_reason=row["revoke_reason"],
        counts=json.loads(row["counts"]),
        sheets=json.loads(row["sheets"]),
        note=row["note"],
        lost=json.loads(row["lost"]),
        filled=json.loads(row["filled"]),
        earlier=json.loads(row["earlier"]) if row["earlier"] else None,
    )


def _visible(viewer: Viewer) -> Any:
    """The centre's people see all batches, others only those they brought themselves."""
    if _sees_all(viewer):
        return Batch.id.is_null(False)
    return Batch.imported_by == viewer.name


def _sees_all(viewer: Viewer) -> bool:
    return bool(viewer.roles & {Role.INTAKE_CLERK, Role.SUPERVISOR, Role.OPERATOR})


def create(
    store: Store, viewer: Viewer, *, file_name: str, sha256: str, file_ref: str, as_of: date, now: datetime
) -> int:
    """A batch that is being read; returns its number."""
    with store.writing():
        batch = Batch.create(
            file_name=file_name[:255],
            sha256=sha256,
            file_ref=file_ref,
            imported_by=viewer.name,
            staged_at=now,
            as_of=as_of,
            state="staging",
        )
        return int(batch.id)


def stage_rows(
    store: Store, batch_id: int, rows: Sequence[tuple[Any, ...]], problems: Sequence[Problem]
) -> None:
    """Put down rows, payloads encrypted; each is (sheet, row, disposition, natural key, content hash,
    day received, payload, reason)."""
    encrypt = store.cipher.encrypt_bytes
    sealed_rows = [  # before the writer's lock is taken: others may write meanwhile
        (batch_id, sheet, row, disposition, key, digest, received_on, encrypt(ROW_AAD, payload), reason)
        for sheet, row, disposition, key, digest, received_on, payload, reason in rows
    ]
    with store.writing(promised=False):
        store.insert_many(BatchRow, _ROW, sealed_rows)
        add_problems(store, batch_id, problems)


def add_problems(store: Store, batch_id: int, problems: Sequence[Problem]) -> None:
    """Remember what was wrong (inside a write)."""
    store.insert_many(
        BatchProblem,
        _PROBLEM,
        [
            (batch_id, one.sheet, one.row, one.column, one.field, one.level.value, one.message)
            for one in problems
        ],
    )


def update(store: Store, batch_id: int, **values: Any) -> None:
    """Change columns of a batch; mappings and lists are kept as JSON."""
    plain = {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
        for name, value in values.items()
    }
    with store.writing():
        Batch.update(plain).where(Batch.id == batch_id).execute()


def list_batches(
    store: Store, viewer: Viewer, *, channel: str | None = None, limit: int = 100, offset: int = 0
) -> list[BatchRecord]:
    """The newest batches first; of one channel where it is named."""
    wanted = _visible(viewer) if channel is None else _visible(viewer) & (Batch.channel == channel)
    with store.reading():
        query = Batch.select().where(wanted).order_by(Batch.id.desc()).limit(limit).offset(offset)
        return [_record(row) for row in query.dicts()]


def get_batch(store: Store, viewer: Viewer, batch_id: int) -> BatchRecord:
    """One batch. Raises NotFound alike for another's and for none."""
    with store.reading():
        row = Batch.select().where(_visible(viewer), Batch.id == batch_id).dicts().first()
        if row is None:
            raise NotFound(f"没有批次 {batch_id}，请从批次页重选。")
        return _record(row)


def number_of(store: Store, viewer: Viewer, batch_id: int) -> int:
    """What a viewer calls a batch: people who see all by its number, others by how many of theirs it is."""
    if _sees_all(viewer):
        return batch_id
    with store.reading():
        return int(Batch.select().where(_visible(viewer), Batch.id <= batch_id).count())


def id_of(store: Store, viewer: Viewer, number: int) -> int:
    """The batch that a viewer calls so. Raises NotFound where he has none of that number."""
    if _sees_all(viewer):
        return number
    with store.reading():
        query = Batch.select(Batch.id).where(_visible(viewer)).order_by(Batch.id)
        row = query.limit(1).offset(number - 1).tuples().first() if number > 0 else None
    if row is None:
        raise NotFound(f"没有批次 {number}，请从批次页重选。")
    return int(row[0])


def row_before(store: Store, viewer: Viewer, batch_id: int) -> int:
    """What to take off the numbers of a batch's rows, so that they begin with 1."""
    get_batch(store, viewer, batch_id)
    with store.reading():
        (first,) = BatchRow.select(pw.fn.MIN(BatchRow.id)).where(BatchRow.batch == batch_id).tuples().get()
        return int(first or 1) - 1


def read_by_lessons(store: Store, viewer: Viewer) -> list[BatchRecord]:
    """Batches that are in or wait for a yes and had a column read as somebody has taught, newest first."""
    with store.reading():
        query = Batch.select().where(
            _visible(viewer), Batch.sheets.contains('"learned"'), Batch.state.in_(["previewed", "committed"])
        )
        return [_record(row) for row in query.order_by(Batch.id.desc()).dicts()]


def waiting(store: Store, viewer: Viewer) -> list[BatchRecord]:
    """Batches that were read and wait for a yes, newest first."""
    with store.reading():
        query = Batch.select().where(_visible(viewer), Batch.state == "previewed")
        return [_record(row) for row in query.order_by(Batch.id.desc()).dicts()]


def of_file(store: Store, viewer: Viewer, sha256: str) -> BatchRecord | None:
    """The newest batch of this very file that is in, on its way in, or waits for a yes; None for none."""
    with store.reading():
        query = Batch.select().where(
            _visible(viewer),
            Batch.sha256 == sha256,
            Batch.state.in_(["previewed", "committing", "committed"]),
        )
        row = query.order_by(Batch.id.desc()).dicts().first()
        return None if row is None else _record(row)


def problems(store: Store, viewer: Viewer, batch_id: int) -> list[Problem]:
    """Everything that was wrong in a batch, in the order of the file."""
    get_batch(store, viewer, batch_id)
    with store.reading():
        query = BatchProblem.select().where(BatchProblem.batch == batch_id)
        return [
            Problem(one["sheet"], one["row"], one["column"], one["field"], one["level"], one["message"])
            for one in query.order_by(BatchProblem.id).dicts()
        ]


def rows_of(
    store: Store, viewer: Viewer, batch_id: int, dispositions: Sequence[str], *, limit: int | None = None
) -> list[StagedRow]:
    """The rows of a batch with these dispositions, in clear (the uploader sees his own file)."""
    get_batch(store, viewer, batch_id)
    with store.reading():
        query = (
            BatchRow.select(*_STAGED)
            .where(BatchRow.batch == batch_id, BatchRow.disposition.in_(list(dispositions)))
            .order_by(BatchRow.id)
        )
        if limit is not None:
            query = query.limit(limit)
        return [_staged(store, row) for row in query.tuples()]


class RowMark(NamedTuple):
    """A row of a file without what it says, which stays :func:`sealed`: plain values, so that it travels."""

    id: int
    natural_key: str
    content_hash: str
    received_on: str


_MARK = (BatchRow.id, BatchRow.natural_key, BatchRow.content_hash, BatchRow.received_on)


def sealed(store: Store, row_ids: Sequence[int]) -> dict[int, bytes]:
    """The encrypted payloads of rows of one batch, by row id."""
    with store.reading():
        among = BatchRow.id.between(min(row_ids), max(row_ids))  # a batch's rows stand together
        query = BatchRow.select(BatchRow.id, BatchRow.payload_cipher).where(among)
        # plain rows: no column of these needs peewee's help, which costs as much as reading them
        return {row_id: bytes(blob) for row_id, blob in store.db.execute(query).fetchall()}


def new_row(store: Store, row_id: int) -> RowMark:
    """One new row."""
    with store.reading():
        return RowMark(*BatchRow.select(*_MARK).where(BatchRow.id == row_id).tuples().get())


def new_rows(store: Store, batch_id: int, *, after: int, size: int) -> Iterator[list[RowMark]]:
    """The new rows of a batch in the order of the file, in chunks, starting behind row id ``after``."""
    while True:
        with store.reading():
            query = (
                BatchRow.select(*_MARK)
                .where(
                    BatchRow.batch == batch_id,
                    BatchRow.disposition == Disposition.NEW,
                    BatchRow.id > after,
                )
                .order_by(BatchRow.id)
                .limit(size)
            )
            chunk = [RowMark._make(row) for row in store.db.execute(query).fetchall()]
        if not chunk:
            return
        yield chunk
        after = chunk[-1].id


def updated_rows(store: Store, batch_id: int) -> Iterator[StagedRow]:
    """The rows of a batch that say something new of a known case, in the order of the file."""
    with store.reading():
        query = BatchRow.select(BatchRow.id).where(
            BatchRow.batch == batch_id, BatchRow.disposition == Disposition.UPDATED
        )
        ids = [row_id for (row_id,) in query.order_by(BatchRow.id).tuples()]
        for row_id in ids:
            yield staged_row(store, row_id)


_STAGED = (
    BatchRow.id,
    BatchRow.sheet,
    BatchRow.row,
    BatchRow.disposition,
    BatchRow.natural_key,
    BatchRow.content_hash,
    BatchRow.payload_cipher,
    BatchRow.reason,
)


def updated_marks(store: Store, batch_id: int) -> list[RowMark]:
    """The rows of :func:`updated_rows` without what they say."""
    with store.reading():
        query = BatchRow.select(*_MARK).where(
            BatchRow.batch == batch_id, BatchRow.disposition == Disposition.UPDATED
        )
        return [RowMark._make(row) for row in store.db.execute(query.order_by(BatchRow.id)).fetchall()]


def staged_row(store: Store, row_id: int) -> StagedRow:
    """One row with what it says."""
    with store.reading():
        return _staged(store, BatchRow.select(*_STAGED).where(BatchRow.id == row_id).tuples().get())


def _staged(store: Store, row: Sequence[Any]) -> StagedRow:
    row_id, sheet, number, disposition, key, digest, blob, reason = row
    payload = store.cipher.decrypt_bytes(ROW_AAD, blob)
    return StagedRow(row_id, sheet, number, disposition, key, digest, payload, reason)


def nothing_new(store: Store, batch_id: int, keys: Sequence[str]) -> None:
    """All rows of a batch that tell of these sources bring nothing new (inside a write)."""
    for at in range(0, len(keys), 500):
        BatchRow.update(disposition="unchanged", reason=None).where(
            BatchRow.batch == batch_id,
            BatchRow.natural_key.in_(list(keys[at : at + 500])),
            BatchRow.disposition.in_(["new", "updated", "unchanged"]),
        ).execute()


def nothing_new_of(store: Store, row_id: int) -> None:
    """One row brings nothing new, because another batch has said the same meanwhile (inside a write)."""
    BatchRow.update(disposition=Disposition.UNCHANGED).where(BatchRow.id == row_id).execute()


def forget(store: Store, batch_id: int) -> None:
    """Leave no trace of a batch whose file could not be read (inside a write)."""
    discard_rows(store, batch_id)
    Batch.delete().where(Batch.id == batch_id).execute()


def set_disposition(store: Store, row_id: int, disposition: str, reason: str | None) -> None:
    """What became of a row after all (inside a write)."""
    BatchRow.update(disposition=disposition, reason=reason).where(BatchRow.id == row_id).execute()


def known_keys(
    store: Store, keys: Sequence[str], *, batch_id: int | None = None
) -> dict[str, tuple[int, str, int | None]]:
    """natural key → (case id, content hash, file row last read) of live cases; for telling new from known.

    ``batch_id``: what this batch has put down, still hidden, is known as well.
    """
    if not keys:
        return {}
    with store.reading():
        rows = store.rows_among(
            "SELECT s.natural_key, s.case_id, s.content_hash, s.batch_row_id FROM case_source s "
            "JOIN cases c ON c.id = s.case_id WHERE s.natural_key IN {keys} "
            # the + keeps SQLite from starting at all hidden cases, which made each chunk slower than the last
            f"AND (+c.live = {LIVE} OR (+c.live = {STAGED} AND c.batch_id = {batch_id or 0}))",
            keys,
        )
    return {key: (case_id, digest, row_id) for key, case_id, digest, row_id in rows}


def touch_sources(store: Store, said: list[tuple[str, int, str, int]]) -> None:
    """A later file has said this of its sources (inside a write): (content hash, row, natural key, case)."""
    store.update_many(CaseSource, ("content_hash", "batch_row"), said, where=("natural_key", "case"))


def reveal(store: Store, batch_id: int) -> int:
    """Make the staged cases of a batch visible (inside a write); returns how many."""
    numbers.remember_batch(batch_id)
    return int(Case.update(live=LIVE).where(Case.batch == batch_id, Case.live == STAGED).execute())


def give_way(store: Store, batch_id: int) -> None:
    """Drop staged cases whose source another batch has revealed meanwhile (inside a write).

    Their rows count as known: unchanged where the other batch said the same, else an update of its case.
    """
    live, other = Case.alias(), CaseSource.alias()
    query = (
        CaseSource.select(Case.id, CaseSource.batch_row_id, CaseSource.content_hash, other.content_hash)
        .join(Case)
        .join(other, on=(other.natural_key == CaseSource.natural_key))
        .join(live, on=(live.id == other.case))
        .where(Case.batch == batch_id, Case.live == STAGED, live.live == LIVE)
    )
    for case_id, row_id, said, known in list(query.tuples()):
        Case.update(live=REVOKED).where(Case.id == case_id).execute()
        set_disposition(store, row_id, "unchanged" if said == known else "updated", None)


def homeless(store: Store, batch_id: int) -> list[RowMark]:
    """Rows sorted as known whose case has been taken back since they were read, in the order of the file."""
    with store.reading():
        known = (
            CaseSource.select()
            .join(Case)
            .where(CaseSource.natural_key == BatchRow.natural_key, Case.live == LIVE)
        )
        query = BatchRow.select(*_MARK).where(
            BatchRow.batch == batch_id,
            BatchRow.disposition.in_(["updated", "unchanged"]),
            pw.fn.NOT(pw.fn.EXISTS(known)),
        )
        return [RowMark(*row) for row in query.order_by(BatchRow.id).tuples()]


def recount(store: Store, batch_id: int) -> dict[str, int]:
    """The counts of a batch after rows were sorted otherwise (inside a write); returns and keeps them."""
    (text,) = Batch.select(Batch.counts).where(Batch.id == batch_id).tuples().get()
    counts = {**json.loads(text), **dict.fromkeys(DISPOSITIONS, 0), **row_counts(store, batch_id)}
    counts["rows"] = sum(counts[kind] for kind in ACCOUNTED)
    update(store, batch_id, counts=counts)
    return counts


def staged_rows_done(store: Store, batch_id: int) -> int:
    """The last file row of this batch that already has its (still hidden) case; 0 where none has."""
    with store.reading():
        row = (
            CaseSource.select(CaseSource.batch_row_id)
            .join(Case)
            .where(Case.batch == batch_id)
            .order_by(CaseSource.batch_row_id.desc())
            .tuples()
            .first()
        )
        return int(row[0]) if row and row[0] is not None else 0


def discard_rows(store: Store, batch_id: int) -> None:
    """Forget the rows of a batch that was never confirmed (inside a write)."""
    BatchRow.delete().where(BatchRow.batch == batch_id).execute()
    BatchProblem.delete().where(BatchProblem.batch == batch_id).execute()


def interrupted(store: Store) -> list[tuple[int, str]]:
    """Batches that a crash left half-way: (number, state)."""
    with store.reading():
        query = Batch.select(Batch.id, Batch.state).where(Batch.state.in_(UNFINISHED))
        return list(query.order_by(Batch.id).tuples())


def row_counts(store: Store, batch_id: int) -> dict[str, int]:
    """How many rows of a batch have which disposition, counted from the rows themselves (``verify``)."""
    with store.reading():
        query = (
            BatchRow.select(BatchRow.disposition, pw.fn.COUNT(BatchRow.id))
            .where(BatchRow.batch == batch_id)
            .group_by(BatchRow.disposition)
        )
        return dict(query.tuples())


def all_batches(store: Store) -> list[BatchRecord]:
    """Every batch, for checks of the whole store (``verify``); holds no case data."""
    with store.reading():
        return [_record(row) for row in Batch.select().order_by(Batch.id).dicts()]


def case_rows(
    store: Store, viewer: Viewer, query: CaseQuery, *, size: int
) -> Iterator[list[tuple[str, str, StagedRow]]]:
    """The file rows behind the cases asked for, in chunks of (case code, channel, row), oldest first."""
    after = 0
    while True:
        with store.reading():
            found = (
                CaseSource.select(
                    CaseSource.id,
                    Case.case_code,
                    CaseSource.channel,
                    *_STAGED,
                )
                .join(Case)
                .switch(CaseSource)
                .join(BatchRow)
                .where(cases.condition(store, viewer, query), CaseSource.id > after)
                .order_by(CaseSource.id)
                .limit(size)
            )
            chunk = list(found.tuples())
        if not chunk:
            return
        yield [(row[1], row[2], _staged(store, row[3:])) for row in chunk]
        after = chunk[-1][0]


def first_row(store: Store, viewer: Viewer, case_code: str) -> tuple[str, bytes] | None:
    """(channel, clear payload) of the file row that a case came of; None where there is none.

    Raises NotFound alike for another unit's case and for none.
    """
    case = cases.get_case(store, viewer, case_code)
    with store.reading():
        found = (
            CaseSource.select(CaseSource.channel, BatchRow.payload_cipher)
            .join(BatchRow)
            .switch(CaseSource)
            .join(Case)
            .where(Case.case_code == case.case_code)
            .order_by(CaseSource.id)
            .tuples()
            .first()
        )
    return None if found is None else (found[0], store.cipher.decrypt_bytes(ROW_AAD, found[1]))
