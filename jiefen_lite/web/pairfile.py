"""Two cases side by side: field by field, what they say alike and what not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from jiefen_lite import glossary
from jiefen_lite.shapes import CaseRecord, DoubleReason, Party, PartyRole
from jiefen_lite.text.differences import Piece, differences
from jiefen_lite.web import filters, words

SAME, DIFFERENT = "same", "different"


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both cases; ``verdict``: same, different, or empty where one of them is silent."""

    name: str
    left: str
    right: str
    verdict: str


class Part(NamedTuple):
    """A piece of a text to be shown: marked where the other text has it not, a link where it is a number."""

    text: str
    differs: bool
    code: str | None


@dataclass(frozen=True, slots=True)
class Texts:
    """One long text of both cases, in parts."""

    name: str
    left: list[Part]
    right: list[Part]


@dataclass(frozen=True, slots=True)
class Sum:
    """How a score is made up: what speaks for one dispute, what against it, and what that adds up to."""

    speak: tuple[DoubleReason, ...]
    against: tuple[DoubleReason, ...]
    total: int

    @property
    def written(self) -> str:
        """45 + 25 − 15 = 55"""
        terms = " ".join(
            f"{'−' if one.points < 0 else '+'} {abs(one.points)}" for one in (*self.speak, *self.against)
        )
        return f"{terms.removeprefix('+ ')} = {self.total}" if terms else "0"


def added_up(reasons: Iterable[DoubleReason]) -> Sum:
    """Reasons for and against, the weightiest first."""
    told = tuple(reasons)
    speak = tuple(one for one in told if one.points >= 0)
    against = tuple(one for one in told if one.points < 0)
    return Sum(speak, against, sum(one.points for one in told))


def texts(one: CaseRecord, other: CaseRecord, known: Mapping[str, str]) -> list[Texts]:
    """What both tell, with what differs; ``known``: numbers that lead to a case."""
    pairs = [("案情", one.summary, other.summary), ("诉求", one.claim, other.claim)]
    found = []
    for name, left, right in pairs:
        if left or right:
            here, there = differences(left or "", right or "")
            silent = not (left and right)  # there is nothing to compare: all of it would be marked
            found.append(Texts(name, _parts(here, known, silent), _parts(there, known, silent)))
    return found


def _parts(pieces: Iterable[Piece], known: Mapping[str, str], silent: bool) -> list[Part]:
    numbers = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    parts: list[Part] = []
    for text, differs in pieces:
        for part in re.split(f"({numbers})", text) if numbers else [text]:
            if part:
                parts.append(Part(part, differs and not silent, known.get(part)))
    return parts


def lines(one: CaseRecord, other: CaseRecord, met: frozenset[str]) -> list[Line]:
    """Every field that tells whether it is one dispute.

    People are shown masked, so whether they are the same the rules tell that were met: those compared
    them in clear.
    """
    both = (one, other)

    def by_rules(name: str, shown: Callable[[CaseRecord], str], same: set[str], different: set[str]) -> Line:
        verdict = SAME if same & met else DIFFERENT if different & met else ""
        return Line(name, shown(one), shown(other), verdict)

    if one.received_at.date() == other.received_at.date():
        met = met | {"same_day"}
    types = [words.type_name(case.type_l1, case.type_l2) for case in both]
    every = [
        by_rules("来源", _sources, {"quoted_number"}, set()),
        by_rules("登记", lambda case: filters.day(case.received_at), {"same_day"}, set()),
        _line("发生时间", *(filters.moment(case.occurred_at) for case in both)),
        _line("镇（街道）", *(filters.text(case.town) for case in both)),
        _line("村（社区）", *(filters.text(case.village) for case in both)),
        by_rules("具体地点", lambda case: filters.text(case.place), {"same_spot"}, {"other_spot"}),
        _line("纠纷类型", *types),
        by_rules("申请人", _applicants, {"same_person"}, {"other_person"}),
        by_rules("对方和其他人", _others, {"second_person", "same_organisation"}, {"other_opponent"}),
        by_rules("电话", lambda case: _numbers(case, "phone"), {"same_phone"}, set()),
        by_rules("证件号码", lambda case: _numbers(case, "id_no"), {"same_id_no"}, {"other_id_no"}),
        _line("涉及人数", *(filters.text(case.people_count) for case in both)),
        _line("涉案金额", *(filters.fen(case.amount_fen) for case in both)),
        by_rules("主办单位", lambda case: case.responsible_unit or "待分派", set(), set()),
        by_rules("状态", _standing, set(), set()),
        by_rules("到期日", _due, set(), set()),
    ]
    return [line for line in every if (line.left, line.right) != (filters.NONE, filters.NONE)]


def _line(name: str, left: str, right: str) -> Line:
    silent = filters.NONE in (left, right) or "待定类型" in (left, right)
    return Line(name, left, right, "" if silent else SAME if left == right else DIFFERENT)


def _sources(case: CaseRecord) -> str:
    return "；".join(
        f"{glossary.label('channel', source.channel)} {filters.text(source.source_no)}"
        for source in case.sources
    )


def _applicants(case: CaseRecord) -> str:
    return filters.text([_name(one) for one in case.parties if one.role == PartyRole.APPLICANT])


def _others(case: CaseRecord) -> str:
    return filters.text([_name(one) for one in case.parties if one.role != PartyRole.APPLICANT])


def _name(party: Party) -> str:
    return "匿名" if party.anonymous and not party.name else filters.text(party.name)


def _numbers(case: CaseRecord, kind: str) -> str:
    found: list[Any] = [getattr(party, kind) for party in case.parties]
    return filters.text([number for number in found if number])


def _standing(case: CaseRecord) -> str:
    ended = f"（{glossary.label('outcome', case.outcome)}）" if case.outcome else ""
    return glossary.label("status", case.status) + ended


def _due(case: CaseRecord) -> str:
    if case.due_date is None:
        return filters.NONE
    return f"{filters.day(case.due_date)}（{glossary.label('clock', case.due_clock)}）"
