"""What a trial of rules needs of stored cases: what their file said, and where they stand.

A rule editor may see no case. A trial decides them all the same, and of each only its code, its type and its
town go on (workflow guide, section 2): the desk that tries sees to that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import peewee as pw

from jiefen_lite.shapes import Status, Viewer
from jiefen_lite.store.batches import ROW_AAD
from jiefen_lite.store.cases import ENDED, month_span
from jiefen_lite.store.database import Store
from jiefen_lite.store.due import DueLine
from jiefen_lite.store.ruleversions import require_reader
from jiefen_lite.store.tables import LIVE, BatchRow, Case, CaseSource


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One case: its code, type and town, what its file row said, and where it stands for its light."""

    case_code: str
    town: str | None
    type_l1: str | None
    type_l2: str | None
    channel: str
    payload: bytes
    is_open: bool
    line: DueLine


def count(store: Store, viewer: Viewer, *, month: str | None, open_too: bool) -> int:
    """How many cases :func:`rows` gives."""
    require_reader(viewer)
    with store.reading():
        return int(_sources(CaseSource.id, month=month, open_too=open_too).count())


def rows(
    store: Store, viewer: Viewer, *, month: str | None, open_too: bool, size: int
) -> Iterator[list[TrialRow]]:
    """The cases of a month (None: all), ``open_too`` also every open one, in chunks; each once."""
    require_reader(viewer)
    after = 0
    while True:
        with store.reading():
            query = (
                _sources(*_COLUMNS, month=month, open_too=open_too)
                .where(CaseSource.id > after)
                .order_by(CaseSource.id)
                .limit(size)
            )
            found = list(query.dicts())
        if not found:
            return
        yield [_row(store, one) for one in found]
        after = found[-1]["source"]


_COLUMNS = (
    CaseSource.id.alias("source"),
    CaseSource.channel,
    Case.case_code,
    Case.town,
    Case.type_l1,
    Case.type_l2,
    Case.status,
    Case.accepted_at,
    Case.clock_start_at,
    Case.received_at,
    Case.feedback_submitted_at,
    Case.closed_at,
    BatchRow.payload_cipher,
)


def _sources(*columns: pw.Node, month: str | None, open_too: bool) -> pw.ModelSelect:
    """The first source of each case asked for: what it was decided by when it came in."""
    earlier = CaseSource.alias()
    first = ~pw.fn.EXISTS(
        earlier.select(earlier.id).where(
            earlier.case == CaseSource.case, earlier.id < CaseSource.id, earlier.batch_row.is_null(False)
        )
    )
    wanted = (Case.live == LIVE) & (Case.status != Status.MERGED)
    if month is not None:
        start, end = month_span(month)
        of_month = (Case.received_at >= start) & (Case.received_at < end)
        wanted &= (of_month | Case.status.not_in(ENDED)) if open_too else of_month
    elif open_too:
        wanted &= Case.status.not_in(ENDED)
    return CaseSource.select(*columns).join(Case).switch(CaseSource).join(BatchRow).where(wanted, first)


def _row(store: Store, about: dict[str, Any]) -> TrialRow:
    status = Status(about["status"])
    line = DueLine(
        case_code=about["case_code"],
        status=status,
        due_date=None,
        due_clock=None,
        complexity=None,
        accepted_at=about["accepted_at"],
        clock_start_at=about["clock_start_at"],
        received_at=about["received_at"],
        feedback_submitted_at=about["feedback_submitted_at"],
        closed_at=about["closed_at"],
    )
    payload = store.cipher.decrypt_bytes(ROW_AAD, about["payload_cipher"])
    return TrialRow(
        case_code=line.case_code,
        town=about["town"],
        type_l1=about["type_l1"],
        type_l2=about["type_l2"],
        channel=about["channel"],
        payload=payload,
        is_open=status not in ENDED,
        line=line,
    )
