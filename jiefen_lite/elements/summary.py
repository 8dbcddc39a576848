"""A case in one line of at most sixty characters: roles instead of names, nothing that was not read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jiefen_lite import glossary
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import CaseRecord, PartyRole, Reading

MOST = 60
_SEVERAL = 2  # a single person is no number worth a line
_ORGANISATION = "某单位"
_FEN = 100
_WAN_FEN = 10_000 * _FEN
_WAN_STEP = _WAN_FEN // 100  # 万 with two decimals at most: what does not come out even is said in yuan


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known, whoever read it. ``applicant``, ``respondent``: how it is named, None where untold."""

    applicant: str | None
    respondent: str | None
    cause: str | None
    l1: str | None
    l2: str | None
    town: str | None
    village: str | None
    people: int | None
    approx: bool
    fen: int | None


class SummaryWriter:
    """Writes the lines under one set of rules: only names of causes and types that stand there are used."""

    def __init__(self, book: RuleBook) -> None:
        self._causes = frozenset(one.name for one in book.reading.causes)
        self._types = {one.id: one.name for one in book.types.types}
        self._second = {one.id: frozenset(sub.name for sub in one.secondary) for one in book.types.types}

    def of_reading(self, read: Reading, l1: str | None, l2: str | None) -> str:
        """The line of a text that was read; ``l1``, ``l2``: the type that was settled on."""
        place = read.place
        return self._line(
            _Told(
                *_sides((one.role, one.is_org) for one in read.who),
                read.cause,
                l1,
                l2,
                place.town if place else None,
                place.village if place else None,
                read.people_count,
                read.people_count_approx,
                read.amount_fen,
            )
        )

    def of_case(self, case: CaseRecord) -> str:
        """The line of a case as it stands, with what people have corrected."""
        return self._line(
            _Told(
                *_sides((one.role, one.is_org) for one in case.parties),
                case.cause,
                case.type_l1,
                case.type_l2,
                case.town,
                case.village,
                case.people_count,
                case.people_count_approx,
                case.amount_fen,
            )
        )

    def _line(self, told: _Told) -> str:
        line = self._head(told)
        for part in (*_places(told), _people(told), _sum(told)):
            # what does not fit is left out whole: half a name or half a number would be another one
            if part and not (part.startswith("，地点") and "，地点" in line) and len(line + part) <= MOST:
                line += part
        return line

    def _head(self, told: _Told) -> str:
        who, whom = told.applicant or "", f"与{told.respondent}" if told.respondent else ""
        heads = []
        if told.cause in self._causes:
            heads.append(f"{who}因{told.cause}{whom}发生纠纷")
        kind = self._kind(told)
        if kind:
            heads.append(f"{who}{whom}发生{kind}纠纷")
        heads.append(f"{who}{whom}发生纠纷" if who or whom or told.l1 else "类型待定的纠纷")
        return next(one for one in heads if len(one) <= MOST)

    def _kind(self, told: _Told) -> str:
        """The finer name of the type where it tells a matter; 其他 tells none."""
        name = told.l2 if told.l2 in self._second.get(told.l1 or "", ()) else None
        if name is None or name.startswith("其他"):
            name = self._types.get(told.l1 or "")
        return "" if name is None or name.startswith("其他") else name.removesuffix("纠纷")


def _sides(who: Iterable[tuple[PartyRole, bool]]) -> tuple[str | None, str | None]:
    """How the two sides are named: a role, and of an organisation that it is one."""
    named: dict[PartyRole, str] = {}
    for role, is_org in who:
        name = glossary.PARTY_ROLES[role]
        if is_org:
            name = _ORGANISATION if role is PartyRole.RESPONDENT else f"{name}（单位）"
        named.setdefault(role, name)
    return named.get(PartyRole.APPLICANT), named.get(PartyRole.RESPONDENT)


def _places(told: _Told) -> tuple[str, ...]:
    """The place as far down as the village, then without it: the first that fits is taken."""
    if not told.town:
        return ()
    return (f"，地点{told.town}{told.village or ''}", f"，地点{told.town}")


def _people(told: _Told) -> str:
    if told.people is None or told.people < _SEVERAL:
        return ""
    return f"，涉及{told.people}{'余' if told.approx else ''}人"


def _sum(told: _Told) -> str:
    fen = told.fen
    if fen is None or fen <= 0:
        return ""
    if fen >= _WAN_FEN and fen % _WAN_STEP == 0:
        return f"，{_plain(fen // _WAN_STEP)}万元"
    return f"，{_plain(fen)}元"


def _plain(hundredths: int) -> str:
    whole, rest = divmod(hundredths, _FEN)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)
