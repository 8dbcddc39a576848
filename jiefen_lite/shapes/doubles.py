"""The same dispute told twice: what is compared of a case, and what is proposed of two."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from jiefen_lite.shapes.words import Channel, PartyRole


class Somebody(NamedTuple):
    """A party as far as it is compared: its name, and its numbers as keyed hashes (never in clear)."""

    role: PartyRole
    name: str | None
    phones: tuple[str, ...] = ()
    id_nos: tuple[str, ...] = ()
    is_org: bool = False


class DoubleFacts(NamedTuple):
    """What is compared of one case."""

    case_id: int
    case_code: str
    channel: Channel
    received_on: date
    town: str | None
    village: str | None
    spot: str | None  # the place as written
    type_l1: str | None
    type_l2: str | None
    people_count: int | None
    amount_fen: int | None
    people: tuple[Somebody, ...]
    numbers: tuple[str, ...]  # its own source numbers
    quoted: tuple[str, ...]  # numbers of other systems that it names
    words: str  # what it tells


class DoubleReason(NamedTuple):
    """One thing that speaks for (or, with points below 0, against) one dispute."""

    rule: str
    points: int
    text: str


class DoubleProposal(NamedTuple):
    """Two cases that may be one dispute; ``first`` came in first."""

    first: int
    second: int
    score: int
    reasons: tuple[DoubleReason, ...]


class DoubleRecord(NamedTuple):
    """A proposal as it is kept, and what became of it. ``state``: proposed, merged, rejected."""

    id: int
    first: str  # case code
    second: str
    score: int
    reasons: tuple[DoubleReason, ...]
    state: str
    proposed_at: datetime
    settled_by: str | None
    settled_at: datetime | None
    reason: str | None
    asked_by: str | None = None
    asked_at: datetime | None = None


class DoubleQuery(NamedTuple):
    """Which open pairs are asked for; everything empty asks for all.

    ``channels``: the two, in any order. ``least``, ``most``: of the score. ``month``: in which the later
    case came in (YYYY-MM). ``asked``: only those that a clerk has handed on to the supervisor (True), or
    only the others (False).
    """

    channels: tuple[str, str] | None = None
    least: int = 0
    most: int = 100
    month: str | None = None
    asked: bool | None = None
    until: date | None = None
