"""Clauses with their blanks filled in: the text of the agreement, and who has to do what by when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiefen_lite import text
from jiefen_lite.rules.mediation import Clause
from jiefen_lite.text.capitals import capital_money
from jiefen_lite.text.days import day_from, day_in_words

LINE_MOST, WORDS_MOST, CLAUSES_MOST = 100, 500, 30
_BRACES = re.compile(r"\{(\w+)\}")
_NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九")
#: What stands where nothing has been filled in.
EMPTY = "＿＿＿＿"


class Blank(StrEnum):
    """How a blank of a clause is asked for."""

    PARTY = "party"
    MONEY = "money"
    DAY = "day"
    LINE = "line"
    WORDS = "words"


BLANKS: Mapping[str, tuple[str, Blank]] = {
    "who": ("谁", Blank.PARTY),
    "whom": ("给谁", Blank.PARTY),
    "what": ("什么事", Blank.WORDS),
    "amount": ("金额（元）", Blank.MONEY),
    "due": ("期限", Blank.DAY),
    "way": ("方式", Blank.LINE),
    "place": ("地点", Blank.LINE),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """One clause of an agreement with what was filled in; parties by their keys (``applicant:1``)."""

    clause: str
    values: Mapping[str, str]

    def fen(self) -> int | None:
        """The sum in fen, None where there is none or it cannot be read."""
        said = self.values.get("amount", "")
        found = text.parse_amount(said) if said else None
        return found[0] if found is not None and not found[1] and found[0] > 0 else None

    def day(self) -> date | None:
        """By when, None where there is none or it cannot be read."""
        return day_from(self.values.get("due", ""))


@dataclass(frozen=True, slots=True)
class Duty:
    """Who has to do what by when; ``fen`` where it is money."""

    who: str
    what: str
    due: date
    fen: int | None


def blanks(clause: Clause) -> tuple[str, ...]:
    """What a clause asks for, in its order, once each."""
    return tuple(dict.fromkeys(_BRACES.findall(clause.text)))


def offered(clauses: Sequence[Clause], type_l1: str | None) -> list[Clause]:
    """The clauses that fit a type of dispute."""
    return [one for one in clauses if not one.types or type_l1 in one.types]


def needs(clause: Clause) -> list[tuple[str, str, Blank]]:
    """Name, label and kind of each field that the form of a clause has."""
    return [(name, *BLANKS[name]) for name in blanks(clause)]


def unknown(filled: Sequence[Filled], clauses: Sequence[Clause]) -> list[str]:
    """Clauses that the rules do not have any more."""
    known = {one.id for one in clauses}
    return [one.clause for one in filled if one.clause not in known]


def money_told(fen: int) -> str:
    """A sum in figures and capitals: 32,000.00元（大写：人民币叁万贰仟元整）."""
    return f"{fen // 100:,}.{fen % 100:02d}元（大写：人民币{capital_money(fen)}）"


def wording(one: Filled, clause: Clause, names: Mapping[str, str]) -> str:
    """A clause with its blanks filled in; what is missing stands as an empty line."""

    def put(match: re.Match[str]) -> str:
        name = match.group(1)
        said = one.values.get(name, "").strip()
        kind = BLANKS[name][1] if name in BLANKS else Blank.LINE
        if kind is Blank.PARTY:
            return names.get(said, EMPTY)
        if kind is Blank.MONEY:
            fen = one.fen()
            return money_told(fen) if fen is not None else EMPTY
        if kind is Blank.DAY:
            day = one.day()
            return day_in_words(day) if day is not None else EMPTY
        return said.rstrip("。；;，, ") or EMPTY

    words = _BRACES.sub(put, clause.text)
    return words if words.endswith("。") else f"{words}。"


def body(filled: Sequence[Filled], clauses: Sequence[Clause], names: Mapping[str, str]) -> str:
    """All clauses, numbered, one a line."""
    known = {one.id: one for one in clauses}
    lines = [wording(one, known[one.clause], names) for one in filled if one.clause in known]
    return "\n".join(f"{_number(at)}、{line}" for at, line in enumerate(lines, 1))


def duties(filled: Sequence[Filled], clauses: Sequence[Clause], names: Mapping[str, str]) -> list[Duty]:
    """What is to be performed, by the day it is due."""
    known = {one.id: one for one in clauses}
    found = []
    for one in filled:
        clause, day = known.get(one.clause), one.day()
        who = one.values.get("who", "")
        if clause is not None and clause.performs and day is not None and who in names:
            found.append(Duty(who, wording(one, clause, names), day, one.fen()))
    return sorted(found, key=lambda duty: duty.due)


def _number(at: int) -> str:
    tens, rest = divmod(at, 10)
    unit = _NUMBERS[rest - 1] if rest else ""
    return unit if not tens else f"{'' if tens == 1 else _NUMBERS[tens - 1]}十{unit}"
