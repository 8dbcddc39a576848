"""有用、没用: what people say of a suggestion, and what was said of each rule, type, article and example.

Nothing is ranked by it: whoever writes the rules reads it and decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from jiefen_lite import precedents
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.indicators.rounding import shown_rate
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit, cases, suggestions
from jiefen_lite.store import precedents as library
from jiefen_lite.store.suggestions import LAW, PRECEDENT, TYPE, Remark, Tally
from jiefen_lite.suggesting.quoting import article, law_of

#: Who may handle a case says whether what is suggested beside it is of use.
MARKERS = frozenset(
    {Role.INTAKE_CLERK, Role.SUPERVISOR, Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR, Role.OPERATOR}
)
READERS = suggestions.READERS
#: The reference by which the type of a case is meant.
TYPE_REF = "type"
REMARKS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One thing: how many found it of use, of how many who said anything."""

    name: str
    useful: int
    said: int
    rate: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was said in some days: by type, by the rule that gave the type, by article, by example."""

    types: tuple[Row, ...]
    rules: tuple[Row, ...]
    laws: tuple[Row, ...]
    precedents: tuple[Row, ...]
    remarks: tuple[Remark, ...]

    @property
    def said(self) -> int:
        """How often anything was said at all."""
        return sum(one.said for part in (self.types, self.laws, self.precedents) for one in part)


def mark(house: House, viewer: Viewer, case_code: str, ref: str, useful: bool, now: datetime) -> None:
    """Say whether a suggestion beside a case was of use; what was said before no longer counts.

    ``ref``: as in the panel. Raises NotFound for what this person cannot see, NotAllowed.
    """
    _require(viewer)
    store = house.store
    with store.writing():
        kind, shown, rule = _thing(house, viewer, case_code, ref, now.date())
        suggestions.mark(store, viewer, case_code, kind, shown, rule=rule, useful=useful, now=now)
        detail = {"kind": kind, "shown": shown, "useful": "yes" if useful else "no"}
        audit.record(store, viewer, "mark_suggestion", case_code, now=now, detail=detail)


def take_back(house: House, viewer: Viewer, case_code: str, ref: str, now: datetime) -> None:
    """Say nothing of a suggestion any more. Raises as :func:`mark` does."""
    _require(viewer)
    store = house.store
    with store.writing():
        kind, shown, _rule = _thing(house, viewer, case_code, ref, now.date())
        if suggestions.take_back(store, viewer, case_code, kind, shown):
            detail = {"kind": kind, "shown": shown, "useful": "taken back"}
            audit.record(store, viewer, "mark_suggestion", case_code, now=now, detail=detail)


def _require(viewer: Viewer) -> None:
    if not viewer.roles & MARKERS:
        raise NotAllowed("有用没用由办这一件的人点选。")


def type_key(l1: str | None, l2: str | None) -> str:
    """How a type is kept among the things that were said of."""
    return f"{l1 or ''}/{l2 or ''}"


def _thing(house: House, viewer: Viewer, case_code: str, ref: str, on: date) -> tuple[str, str, str | None]:
    """What a reference means beside a case: its kind, its lasting name, the rule behind it."""
    record = cases.get_case(house.store, viewer, case_code)
    if ref == TYPE_REF:
        why = next((one for one in record.reasons if one.decision == "type"), None)
        if why is None or record.type_l1 is None:
            raise JiefenError("这一件还没有定类型，没有可以评的。")
        return TYPE, type_key(record.type_l1, record.type_l2), why.rule or f"by.{why.by}"
    law = law_of(ref)
    if law is not None:
        return LAW, article(house, viewer, *law, on)[0][:200], None
    if precedents.is_entry(ref):
        return PRECEDENT, library.get(house.store, viewer, precedents.number_of(ref)).code, None
    cases.case_id_of(house.store, viewer, ref)
    return PRECEDENT, ref, None


def report(house: House, viewer: Viewer, first: date, last: date) -> Report:
    """What was said in some days (both included), what was of no use first. Raises NotAllowed."""
    found = suggestions.tallies(house.store, viewer, first, last)
    types = [one for one in found if one.kind == TYPE]
    laws = [one for one in found if one.kind == LAW]
    shown = [one for one in found if one.kind == PRECEDENT]
    remarks = suggestions.of_no_use(house.store, viewer, first, last, REMARKS)
    return Report(
        types=_rows(house, types, lambda one: one.shown),
        rules=_rows(house, types, lambda one: one.rule or ""),
        laws=_rows(house, laws, lambda one: one.shown),
        precedents=_rows(house, shown, lambda one: one.shown),
        remarks=tuple(remarks),
    )


def _rows(house: House, of: Iterable[Tally], name: Callable[[Tally], str]) -> tuple[Row, ...]:
    sums: dict[str, tuple[int, int]] = {}
    for one in of:
        useful, said = sums.get(name(one), (0, 0))
        sums[name(one)] = useful + one.useful, said + one.said
    rows = [
        Row(key, useful, said, shown_rate(useful, said, house.book.indicators, "*"))
        for key, (useful, said) in sums.items()
    ]
    return tuple(sorted(rows, key=lambda one: (one.useful - one.said, -one.said, one.name)))
