"""What the sources are owed and what they were told: every source number by itself, merged or not.

A result counts once the centre has approved it. A source whose own ledger has told the result knows it;
what a person here has approved, and what came of a case into which the source's own was merged, it does
not know until it is told, and again when the result is another one by then.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

import peewee as pw

from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import (
    IMPORTED_CHANNELS,
    Channel,
    Outcome,
    PartyFacts,
    PartyRole,
    Period,
    ReplyFileRecord,
    SourceReply,
    Status,
    Viewer,
)
from jiefen_lite.store import audit, images
from jiefen_lite.store.cases import unmaskable
from jiefen_lite.store.database import Store
from jiefen_lite.store.hiding import Hider
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import LIVE, Batch, Case, CaseEvent, CaseParty, CaseReply, CaseSource, ReplyFile

FINAL, INTERIM, TAKEN_BACK = "final", "interim", "taken_back"
#: A result is there that the source does not know.
WAITING = ("again", "owed")
#: And those that have not come to a result yet.
UNDONE = (*WAITING, "open")
#: So far no unit has a case in hand, whatever the rules propose: its source is not told of one.
_NOT_IN_HAND = (Status.REGISTERED.value, Status.ACCEPTED.value, Status.DISPATCHED.value)
CHUNK = 400


@dataclass(frozen=True, slots=True)
class Tally:
    """So many numbers of a channel in one state: by when the first is due, how many are past their day."""

    channel: Channel
    state: str
    count: int
    due: date | None
    late: int


_Master = Case.alias("m")


def tallies(
    store: Store, viewer: Viewer, today: date, states: Sequence[str] = (*UNDONE, "done")
) -> list[Tally]:
    """How many source numbers of each channel wait, are in work, or were told (none of those itself told)."""
    tallied = []
    wanted = [tuple(one for one in group if one in states) for group in (WAITING, ("open",), ("done",))]
    with store.reading():
        for states in filter(None, wanted):
            found = _states(viewer, None, None, _those(states))
            late = pw.fn.SUM(pw.Case(None, [(found.c.due < today, 1)], 0))
            columns = (found.c.channel, found.c.state, pw.fn.COUNT(found.c.id), pw.fn.MIN(found.c.due), late)
            query = pw.Select([found], columns).where(found.c.state.in_(list(states)))
            query = query.group_by(found.c.channel, found.c.state).bind(store.db)
            for channel, state, number, due, past in query.tuples():
                tallied.append(Tally(Channel(channel), state, int(number), _day(due), int(past or 0)))
    return tallied


def last_headers(store: Store, viewer: Viewer, channel: Channel) -> dict[str, str]:
    """field → how the last ledger of a channel that went in heads the column for it."""
    if not viewer.sees_county:
        return {}
    with store.reading():
        query = Batch.select(Batch.sheets).where(Batch.channel == channel.value, Batch.state == "committed")
        row = query.order_by(Batch.id.desc()).tuples().first()
    found: dict[str, str] = {}
    for sheet in json.loads(row[0]) if row else ():
        for column in sheet["columns"]:
            if column["field"]:
                # of a head of two lines the lower one: 基本情况-排查时间
                lower = column["header"].rpartition("-")[2] if sheet["header_rows"] > 1 else column["header"]
                found.setdefault(column["field"], lower)
    return found


def listed(
    store: Store,
    viewer: Viewer,
    *,
    states: Sequence[str] = (),
    channel: Channel | None = None,
    period: Period | None = None,
    limit: int | None = None,
    offset: int = 0,
    unmask: bool = False,
) -> list[SourceReply]:
    """Source numbers in these states (all where none is named), those due soonest first.

    ``period``: those received in it. ``unmask`` takes effect only where role and case allow it; the caller
    has written the audit entry before.
    """
    found = _states(viewer, channel, period, _those(states))
    query = pw.Select([found], [found.c.id, found.c.state])
    if states:
        query = query.where(found.c.state.in_(list(states)))
    query = query.order_by(found.c.no_due, found.c.due, found.c.received_at, found.c.id)
    if limit is not None:
        query = query.limit(limit).offset(offset)
    with store.reading():
        wanted = list(query.bind(store.db).tuples())
        return [one for chunk in _chunks(wanted) for one in _read(store, viewer, chunk, unmask=unmask)]


def of_case(store: Store, viewer: Viewer, case_code: str) -> list[SourceReply]:
    """How far the sources of one case are answered; of those merged into it the centre alone is told."""
    mine = Case.case_code == case_code
    if viewer.sees_county:
        mine = mine | (Case.master_case == case_code)
    with store.reading():
        found = _states(viewer, None, None, mine)
        query = pw.Select([found], [found.c.id, found.c.state]).order_by(found.c.id)
        return _read(store, viewer, list(query.bind(store.db).tuples()), unmask=False)


def keep(
    store: Store,
    viewer: Viewer,
    told: Sequence[SourceReply],
    *,
    channel: Channel,
    period: Period | None,
    name: str,
    sha256: str,
    now: datetime,
) -> int:
    """Note what a file tells its source; the number of the file (inside or outside of a write)."""
    with store.writing():
        file = ReplyFile.create(
            channel=channel.value,
            period=period.label if period else None,
            name=name,
            sha256=sha256,
            rows=len(told),
            made_by=viewer.name,
            made_at=now,
        )
        rows = [
            {
                "file": file,
                "natural_key": one.natural_key,
                "channel": one.channel.value,
                "source_no": one.source_no,
                "case": one.case_id,
                "replied_at": now,
                "state": FINAL if one.closed_at is not None else INTERIM,
                "outcome": one.outcome.value if one.outcome else None,
                "closed_at": one.closed_at,
            }
            for one in told
        ]
        for chunk in _chunks(rows, 80):
            CaseReply.insert_many(chunk).execute()
        return int(file.id)


def files(store: Store, viewer: Viewer, limit: int) -> list[ReplyFileRecord]:
    """The files made last, newest first."""
    if not viewer.sees_county:
        return []
    with store.reading():
        query = ReplyFile.select().order_by(ReplyFile.id.desc()).limit(limit)
        return [_record(row) for row in query.dicts()]


def file(store: Store, viewer: Viewer, file_id: int) -> ReplyFileRecord:
    """One file. Raises NotFound where there is none, or none for this viewer."""
    with store.reading():
        row = ReplyFile.select().where(ReplyFile.id == file_id).dicts().first()
    if row is None or not viewer.sees_county:
        raise NotFound("没有这一份反馈表，请回到“反馈”页查看。")
    return _record(row)


def take_back(store: Store, viewer: Viewer, file_id: int, now: datetime) -> None:
    """What a file tells was never told: its numbers are owed an answer again. Audited."""
    with store.writing():
        ReplyFile.update(taken_back_at=now, taken_back_by=viewer.name).where(
            ReplyFile.id == file_id, ReplyFile.taken_back_at.is_null()
        ).execute()
        CaseReply.update(state=TAKEN_BACK).where(CaseReply.file == file_id).execute()
        audit.record(store, viewer, "reply_back", f"reply:{file_id}", now=now)


# --------------------------------------------------------------------------- inside


def _record(row: dict[str, Any]) -> ReplyFileRecord:
    names = ("id", "period", "name", "rows", "made_by", "made_at", "taken_back_at", "taken_back_by")
    return ReplyFileRecord(channel=Channel(row["channel"]), **{name: row[name] for name in names})


def _states(
    viewer: Viewer, channel: Channel | None, period: Period | None, among: pw.Expression | None = None
) -> Any:
    """Every source number within this viewer's scope with its state: id, channel, received_at, due, state."""
    merged = _Master.id.is_null(False)
    outcome = pw.Case(None, [(merged, _Master.outcome)], Case.outcome)
    closed = pw.Case(None, [(merged, _Master.closed_at)], Case.closed_at)
    by_person = Case.by_hand.contains('"approve"') | Case.by_hand.contains('"close_ended"')
    told_final = (CaseReply.natural_key == CaseSource.natural_key) & (CaseReply.state == FINAL)
    ever = pw.fn.EXISTS(CaseReply.select(CaseReply.id).where(told_final))
    same = pw.fn.EXISTS(
        CaseReply.select(CaseReply.id).where(
            told_final,
            CaseReply.closed_at == closed,
            pw.fn.COALESCE(CaseReply.outcome, "") == pw.fn.COALESCE(outcome, ""),
        )
    )
    state = pw.Case(
        None,
        [
            (closed.is_null(), "open"),
            (same, "done"),
            (Case.closed_at.is_null(False) & ~by_person, "itself"),
            (ever, "again"),
        ],
        "owed",
    )
    due = pw.fn.COALESCE(Case.source_due, pw.Case(None, [(merged, _Master.due_date)], Case.due_date))
    query = (
        CaseSource.select(
            CaseSource.id.alias("id"),
            CaseSource.channel.alias("channel"),
            CaseSource.received_at.alias("received_at"),
            due.alias("due"),
            pw.Case(None, [(due.is_null(), 1)], 0).alias("no_due"),
            state.alias("state"),
        )
        .join(Case)
        .join(_Master, pw.JOIN.LEFT_OUTER, on=_is_master())
        .where(scope(viewer), CaseSource.channel.in_([one.value for one in IMPORTED_CHANNELS]))
    )
    if among is not None:
        query = query.where(among)
    if channel is not None:
        query = query.where(CaseSource.channel == channel.value)
    if period is not None:
        first, last = (datetime.combine(day, time()) for day in (period.start, period.end))
        # a case is received when its source was; the case has the index
        query = query.where(Case.received_at >= first, Case.received_at < last)
    return query.alias("s")


def _those(states: Sequence[str]) -> pw.Expression | None:
    """Among which sources these states are found; None where all have to be looked at."""
    if states and set(states) <= set(UNDONE):
        case = Case.alias("w")
        found = case.select(case.id).where(case.master_case.is_null(False))
        if set(states) & set(WAITING):
            found = found | case.select(case.id).where(pw.SQL("w.by_hand <> '[]'"))
        if "open" in states:
            found = found | case.select(case.id).where(case.live == LIVE, case.closed_at.is_null())
        return Case.id.in_(found)
    if list(states) == ["done"]:
        told = CaseReply.select(CaseReply.natural_key).where(CaseReply.state == FINAL)
        return CaseSource.natural_key.in_(told)
    return None


def _day(value: date | str | None) -> date | None:
    """A day out of a query of a query, which SQLite gives as it stands in the file."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _is_master() -> pw.Expression:
    return (_Master.case_code == Case.master_case) & (_Master.live == LIVE)


def _read(
    store: Store, viewer: Viewer, wanted: Sequence[tuple[int, str]], *, unmask: bool
) -> list[SourceReply]:
    """These source numbers (inner number, state) in this order, with what is told of them."""
    names = (
        *("id", "case_code", "status", "town", "village", "responsible_unit"),
        *("outcome", "closed_at", "due_date", "secrecy"),
    )
    query = (
        CaseSource.select(
            CaseSource.id,
            CaseSource.natural_key,
            CaseSource.channel,
            CaseSource.source_no,
            CaseSource.received_at,
            Case.source_due,
            *(getattr(Case, name) for name in names),
            *(getattr(_Master, name) for name in names),
        )
        .join(Case)
        .join(_Master, pw.JOIN.LEFT_OUTER, on=_is_master())
        .where(CaseSource.id.in_([number for number, _state in wanted]))
    )
    found: dict[int, tuple[Any, ...]] = {row[0]: row for row in query.tuples()}
    lines: list[SourceReply] = []
    people: dict[int, tuple[int, bool]] = {}  # of each source: its own case, whether somebody wants secrecy
    states = dict(wanted)
    for number, _state in wanted:
        if number not in found:
            continue
        row = found[number]
        own = dict(zip(names, row[6 : 6 + len(names)], strict=True))
        master = dict(zip(names, row[6 + len(names) :], strict=True))
        case = master if master["id"] is not None else own
        in_hand = case["closed_at"] is not None or case["status"] not in _NOT_IN_HAND
        people[number] = own["id"], bool(own["secrecy"] or case["secrecy"])
        lines.append(
            SourceReply(
                number,
                row[1],
                Channel(row[2]),
                row[3],
                row[4],
                case["id"],
                case["case_code"],
                own["case_code"] if case is master else None,
                Status(case["status"]),
                own["town"],
                own["village"],
                case["responsible_unit"] if in_hand else None,
                Outcome(case["outcome"]) if case["outcome"] and case["closed_at"] else None,
                case["closed_at"],
                row[5] or case["due_date"],
                states[number],
            )
        )
    said = _Said(store, viewer, lines, people, unmask=unmask)
    return [said.of(line) for line in lines]


class _Said:
    """What people here wrote of some cases and when their sources were told last, masked for one viewer."""

    def __init__(
        self,
        store: Store,
        viewer: Viewer,
        lines: Sequence[SourceReply],
        people: dict[int, tuple[int, bool]],
        *,
        unmask: bool,
    ) -> None:
        self._viewer, self._people = viewer, people
        cases = sorted({line.case_id for line in lines})
        everybody = sorted({*cases, *(case for case, _secret in people.values())})
        self._clear = unmaskable(store, viewer, cases) if unmask else frozenset()
        self._names: dict[int, list[PartyFacts]] = defaultdict(list)
        named = CaseParty.select(CaseParty.case, CaseParty.role, CaseParty.name, CaseParty.is_org)
        for case, role, name, is_org in named.where(CaseParty.case.in_(everybody)).tuples():
            self._names[case].append(PartyFacts(PartyRole(role), name, is_org=bool(is_org)))
        self._steps: dict[int, dict[str, tuple[datetime, dict[str, Any]]]] = defaultdict(dict)
        steps = (
            CaseEvent.select(CaseEvent.case, CaseEvent.action, CaseEvent.occurred_at, CaseEvent.data)
            .where(
                CaseEvent.case.in_(cases),
                CaseEvent.action.in_(["submit_feedback", "approve"]),
                CaseEvent.auto == False,  # noqa: E712 - a column of the database
                ~images.hidden_events(),
            )
            .order_by(CaseEvent.case, CaseEvent.seq)
        )
        for case, action, at, data in steps.tuples():
            self._steps[case][action] = at, json.loads(data)
        keys = [line.natural_key for line in lines]
        last = (
            CaseReply.select(CaseReply.natural_key, pw.fn.MAX(CaseReply.replied_at))
            .where(CaseReply.natural_key.in_(keys), CaseReply.state != TAKEN_BACK)
            .group_by(CaseReply.natural_key)
        )
        self._replied = dict(last.tuples())

    def of(self, line: SourceReply) -> SourceReply:
        """A line with what was said."""
        own, secret = self._people[line.source_id]
        names = [*self._names[line.case_id], *(self._names[own] if own != line.case_id else ())]
        hide = Hider(self._viewer, secret, names, clear=line.case_id in self._clear)
        steps = self._steps.get(line.case_id, {})
        _at, feedback = steps.get("submit_feedback", (None, {}))
        told_at, approved = steps.get("approve", (None, {}))
        told = approved.get("told_party")
        closed = line.closed_at is not None
        return replace(
            line,
            answer=hide(feedback.get("result")) if closed else None,
            told_party=hide(told) if closed else None,
            told_at=told_at if closed and told else None,
            replied_at=self._replied.get(line.natural_key),
        )


def _chunks(rows: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    return (rows[at : at + size] for at in range(0, len(rows), size))
