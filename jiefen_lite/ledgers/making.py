"""Ledgers are made: the audit log first, then the cases, then the workbook, telling how far it is."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from jiefen_lite import apart, caselist, indicators
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.glossary import LEDGERS, ROLES
from jiefen_lite.ledgers import mediation, topics, wording
from jiefen_lite.ledgers.lines import Liner
from jiefen_lite.shapes import CaseQuery, LedgerHead, LedgerLine, Period, Role, Viewer
from jiefen_lite.store import audit, ledgers
from jiefen_lite.text import mask_text

CASES, RETURNED, MEDIATION = "cases", "returned", "mediation"
#: Who may take a ledger out with the people in clear.
UNMASKERS = frozenset({Role.SUPERVISOR, Role.OPERATOR})
LEAST_REASON = 4
_EVERY = 500  # rows between two words about how far it is

Progress = Callable[[int, int | None], None]
Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: a kind (glossary: LEDGERS), and of which month or which selection of cases.

    ``reason``: why it is to be in clear; None where it is masked, as it always is unless asked otherwise.
    """

    kind: str
    month: str | None = None
    query: CaseQuery | None = None
    reason: str | None = None

    @property
    def label(self) -> str:
        """What the ledger is called."""
        return LEDGERS[self.kind]

    @property
    def unmask(self) -> bool:
        """Whether people stand in it in clear."""
        return self.reason is not None


def file_name(order: Order, now: datetime) -> str:
    """What the file is called: the ledger and its month, or the moment of a selection."""
    return f"{order.label}{'（明文）' * order.unmask}_{order.month or f'{now:%Y%m%d%H%M}'}.xlsx"


def kinds_for(viewer: Viewer) -> dict[str, str]:
    """The ledgers this viewer may have, by name: the statistics of mediation are the county's."""
    return {kind: name for kind, name in LEDGERS.items() if viewer.sees_county or kind != MEDIATION}


def make(
    house: House,
    viewer: Viewer,
    order: Order,
    out: Path | BinaryIO,
    *,
    now: datetime,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> int:
    """Write one ledger to ``out``; how many rows it has. The audit log comes before anything is read out.

    ``as_of``: the day to which lateness and figures are counted, now where not given; what became of a case
    is always told as it stands now. Raises NotAllowed where this viewer may not
    have it (or not in clear), JiefenError for a month that is none.
    """
    _refuse(viewer, order)
    moment = now if as_of is None else min(now, indicators.end_of_day(as_of))
    work = _Work(house, viewer, order, out, now, as_of or now.date(), moment, progress or _quiet)
    if order.kind == CASES:
        return work.cases()
    if order.kind == MEDIATION:
        return work.mediation()
    return work.returned() if order.kind == RETURNED else work.topic()


def make_apart(house: House, viewer: Viewer, order: Order, *, now: datetime, progress: apart.Tell) -> bytes:
    """The workbook as bytes, made in a process of low priority: a large one takes its time."""
    return apart.run(house, progress, _make_there, viewer, order, now)


def _make_there(house: House, tell: apart.Tell, viewer: Viewer, order: Order, now: datetime) -> bytes:
    out = io.BytesIO()
    make(house, viewer, order, out, now=now, progress=tell)
    return out.getvalue()


def count(house: House, viewer: Viewer, query: CaseQuery, day: date) -> int:
    """How many cases a selection has."""
    return len(_ids(house, viewer, query, day))


def _refuse(viewer: Viewer, order: Order) -> None:
    """Raise where this viewer may not have what is asked for."""
    if order.kind not in LEDGERS:
        names = "、".join(f"{kind}（{name}）" for kind, name in LEDGERS.items())
        raise JiefenError(f"没有“{order.kind}”这种台账，可以写：{names}。")
    if order.kind not in kinds_for(viewer):
        raise NotAllowed(f"{order.label}是全域的表，由{ROLES[Role.SUPERVISOR]}、{ROLES[Role.LEADER]}查看。")
    if order.reason is None:
        return
    if not viewer.roles & UNMASKERS:
        raise NotAllowed("带当事人明文的台账只由督办岗导出，要写明事由，还要领导批准。")
    if len(order.reason.strip()) < LEAST_REASON:
        raise JiefenError(f"导出明文要写明事由和批准人（至少{LEAST_REASON}个字）。")


def _ids(house: House, viewer: Viewer, query: CaseQuery, day: date) -> list[int]:
    if query.light:
        codes = caselist.codes(house, viewer, query, day)
        return ledgers.ids_among(house.store, viewer, codes)
    return ledgers.ids_of(house.store, viewer, query)


def _quiet(_done: int, _total: int | None) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class _Work:
    """One ledger on its way."""

    house: House
    viewer: Viewer
    order: Order
    out: Path | BinaryIO
    now: datetime
    day: date
    moment: datetime
    tell: Progress

    def cases(self) -> int:
        """总台账: of a month, or of a selection."""
        from exporters import cases  # brings a workbook library, which few commands need

        query = self.order.query or CaseQuery(month=self._period().label)
        ids = _ids(self.house, self.viewer, query, self.day)
        self._note(len(ids))
        month = self.order.month
        of = wording.month_name(month) if month else "选出的件"
        which = f"{of}登记的件" if month else wording.chosen(self.house, self.viewer, query)
        # what a row says of the handling is the case as it stands now, whichever day is asked for
        told = f"办理情况截至{indicators.until_text(self.now)}"
        if self.day != self.now.date():
            told += f"，是否超期看到{self.day}"
        head = self._head(of, f"{which}；一件一行，并案的只列主件；{told}")
        return cases.write(head, self._lines(ids), self.out)

    def topic(self) -> int:
        """A list of one concern."""
        from exporters import lists

        period = self._period()
        until = "填报日" if self.day == self.now.date() else f"{self.day}"
        chosen = topics.choose(self.house, self.viewer, self.order.kind, period, self.moment, until)
        self._note(len(chosen.ids))
        head = self._head(indicators.full_name(period), chosen.basis)
        return lists.write(self.order.kind, head, self._lines(chosen.ids), self.out, notes=chosen.notes)

    def returned(self) -> int:
        """退件台账"""
        from exporters import lists

        period = self._period()
        found = ledgers.returned(
            self.house.store, self.viewer, period.start, period.end, unmask=self.order.unmask
        )
        self._note(len(found))
        head = self._head(indicators.full_name(period), topics.basis_of(self.house, RETURNED, period))
        rows = topics.returns(self.house, self.viewer, found, self.day, unmask=self.order.unmask)
        return lists.write(RETURNED, head, self._watched(rows, len(found)), self.out)

    def mediation(self) -> int:
        """人民调解统计月报"""
        from exporters import mediation_month

        period = self._period()
        self._note(None)
        made = mediation.month(self.house, self.viewer, period, self.moment)
        state = "以冻结时的件为准" if made.frozen else f"暂计，数据截至{indicators.until_text(self.moment)}"
        head = self._head(indicators.full_name(period), mediation.BASIS.format(state=state))
        return mediation_month.write(head, made, self.out)

    def _period(self) -> Period:
        period = indicators.period_of(self.order.month or "")
        if len(indicators.months_in(period)) != 1:
            raise JiefenError("台账按月出，请写成 2026-10 这样的月份。")
        return period

    def _head(self, of: str, basis: str) -> LedgerHead:
        label, reason = self.order.label, self.order.reason
        return wording.head(self.house, self.viewer, label, of, basis, self.now, reason=reason)

    def _note(self, rows: int | None) -> None:
        """The audit entry, before anything is read out: no entry, no export."""
        query = self.order.query
        detail: dict[str, object] = {
            "month": self.order.month,
            "count": rows,
            "filters": _narrowed(query) if query else [],
            "masked": not self.order.unmask,
        }
        if self.order.reason is not None:
            detail["reason"] = mask_text(self.order.reason)
        name = f"ledger:{self.order.kind}"
        audit.record(self.house.store, self.viewer, "export", name, now=self.now, detail=detail)

    def _lines(self, ids: list[int]) -> Iterator[LedgerLine]:
        liner = Liner(self.house, self.day)
        chunks = ledgers.read(self.house.store, self.viewer, ids, unmask=self.order.unmask)
        return self._watched((liner(case) for chunk in chunks for case in chunk), len(ids))

    def _watched(self, lines: Iterable[Line], total: int) -> Iterator[Line]:
        for done, line in enumerate(lines):
            if done % _EVERY == 0:
                self.tell(done, total)
            yield line
        self.tell(total, total)


def _narrowed(query: CaseQuery) -> list[str]:
    """By what a selection is narrowed: names of fields, no values, which may be somebody's name."""
    kept = {"limit", "offset"}
    return [
        one.name
        for one in fields(CaseQuery)
        if one.name not in kept and getattr(query, one.name) not in (None, "", (), False)
    ]
