"""Simple or complex, and how dangerous: the two tables of the rules applied to one case."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from jiefen_lite.elements.risks import times_within, told_times
from jiefen_lite.rules.schema import ComplexityRule, RiskCard, RuleBook
from jiefen_lite.shapes import By, Complexity, Decision, Reading, RiskHit, RiskLevel

_REMEMBERED = 20_000


class CaseSize(NamedTuple):
    """What the tables measure of a case; amounts in fen, days since each earlier report of the matter."""

    people: int | None
    largest_side: int | None
    amount_fen: int | None
    departments: int
    days_since: tuple[int, ...]
    all_named: bool = False  # the sides are known person by person


def size_of(
    fields: Mapping[str, Any], reading: Reading | None, departments: int, days_since: tuple[int, ...]
) -> CaseSize:
    """How many people, how much money, how many departments: the ledger's word before the text's."""
    sides: dict[str, int] = {}
    for one in fields.get("parties", ()):
        sides[one["role"]] = sides.get(one["role"], 0) + 1
    if not sides and reading is not None:
        for party in reading.who:
            sides[party.role] = sides.get(party.role, 0) + 1
    people = fields.get("people_count")
    if people is None and reading is not None:
        people = reading.people_count
    named = sum(sides.values())
    if people is None and named > 1 and fields.get("parties"):
        people = named  # a ledger's list of parties is complete; names found in a text may not be
    amount = fields.get("amount_fen")
    if amount is None and reading is not None:
        amount = reading.amount_fen
    largest = max(sides.values(), default=None)
    if people is not None and named:
        # those who are counted but not named stand on one side
        largest = max(largest or 0, people - (named - max(sides.values())))
    all_named = bool(fields.get("parties")) and people == named
    return CaseSize(people, largest, amount, departments, days_since, all_named)


class Grader:
    """Decides complexity by the table; rows of ``complex`` before rows of ``simple``."""

    def __init__(self, book: RuleBook) -> None:
        table = book.complexity
        self._otherwise = Complexity(table.otherwise)
        self._rules = tuple(
            sorted(table.rules, key=lambda rule: rule.level != Complexity.COMPLEX)  # stable: else as written
        )
        self._defaults = {kind.id: kind.complexity for kind in book.types.types}
        self._words = {kind.id: kind.complex_words for kind in book.types.types}
        self._names = {kind.id: kind.name for kind in book.types.types}
        self._possible = lru_cache(maxsize=_REMEMBERED)(self._rules_for)
        #: (complexity, whether it waits for a person, the reason); cases of one size and type share it.
        self.decide = lru_cache(maxsize=_REMEMBERED)(self._decide)
        text = "简易和复杂的条件都没有命中，待研判"
        if self._otherwise == Complexity.COMPLEX:
            text = "简易和复杂的条件都没有命中，按复杂算，待研判"
        told = Decision("complexity", self._otherwise, By.RULE, "complexity.otherwise", "难易判定", text)
        self._undecided = (self._otherwise, True, told)

    def words(self) -> list[str]:
        """Every word the table or a type's own list asks for."""
        return [
            *(word for rule in self._rules for word in rule.words),
            *(word for words in self._words.values() for word in words),
        ]

    def _decide(
        self, l1: str | None, size: CaseSize, words: frozenset[str], hard_risk: bool, difficult: bool
    ) -> tuple[Complexity, bool, Decision]:
        if difficult:
            text = "台账标明疑难复杂"
            return Complexity.COMPLEX, False, Decision("complexity", "complex", By.SOURCE, None, None, text)
        for rule, said in self._possible(l1, words, hard_risk):
            why = _holds(rule, said, size)
            if why is not None:
                level = Complexity(rule.level)
                return level, False, Decision("complexity", level, By.RULE, rule.id, rule.basis, why)
        return self._undecided

    def _rules_for(
        self, l1: str | None, words: frozenset[str], hard_risk: bool
    ) -> tuple[tuple[ComplexityRule, tuple[str, ...]], ...]:
        """The rows whose words, types and risk hold, with what is said of them; sizes are still open."""
        possible = []
        for rule in self._rules:
            if (rule.types and l1 not in rule.types) or (rule.hard_risk and not hard_risk):
                continue
            said: list[str] = []
            if rule.words:
                hit = next((word for word in rule.words if word in words), None)
                if hit is None:
                    continue
                said.append(f"“{hit}”")
            if rule.type_default:
                own = self._default_of(l1, rule.level, words)
                if own is None:
                    continue
                said.append(own)
            possible.append((rule, tuple(said)))
        return tuple(possible)

    def _default_of(self, l1: str | None, level: str, words: frozenset[str]) -> str | None:
        if l1 is None:
            return None
        if level == Complexity.COMPLEX:
            hit = next((word for word in self._words.get(l1, ()) if word in words), None)
            if hit is not None:
                return f"{self._names[l1]}，“{hit}”"
        return self._names[l1] if self._defaults.get(l1) == level else None


def _holds(rule: ComplexityRule, said: tuple[str, ...], size: CaseSize) -> str | None:
    """Why the sizes of a row of the table hold too, None where they do not."""
    told = list(said)
    if rule.people_from is not None:
        # where every person is named, the sides are known; else those who are counted may stand on one
        people = size.largest_side if size.all_named else size.people
        if people is None or people < rule.people_from:
            return None
        told.append(f"一方 {people} 人" if size.all_named else f"涉及 {people} 人")
    if rule.people_to is not None:
        if size.largest_side is None or size.largest_side > rule.people_to:
            return None
        told.append(f"每方不超过 {rule.people_to} 人")
    amount = size.amount_fen
    if rule.amount_from is not None:
        if amount is None or amount <= rule.amount_from * 100:
            return None
        told.append(f"{amount / 100:,.2f} 元")
    if rule.amount_to is not None:
        if amount is None or amount > rule.amount_to * 100:
            return None
        told.append(f"{amount / 100:,.2f} 元")
    if rule.units_from is not None:
        if size.departments < rule.units_from:
            return None
        told.append(f"台账列了 {size.departments} 个部门")
    if rule.repeats_from is not None:
        times = times_within(size.days_since, rule.repeats_within_days)
        if times < rule.repeats_from:
            return None
        told.append(told_times(times, rule.repeats_within_days))
    return f"{rule.text}（{'，'.join(told)}）" if told else rule.text


class CaseRisk(NamedTuple):
    """What the risk card says of a case; ``hard`` where a ★ row fired."""

    hits: tuple[RiskHit, ...]
    level: RiskLevel
    score: int
    hard: bool
    decision: Decision


def risk_of(card: RiskCard, hits: tuple[RiskHit, ...]) -> CaseRisk:
    """Level, score and reason of the fired rows of the card."""
    if not hits:
        return CaseRisk(hits, RiskLevel.LOW, 0, False, _NO_RISK)
    score = sum(hit.points for hit in hits)
    hard = any(hit.hard for hit in hits)
    if hard or score >= card.high_from:
        level = RiskLevel.HIGH
    elif score >= card.medium_from:
        level = RiskLevel.MEDIUM
    else:
        level = RiskLevel.LOW
    told = "；".join(f"{'★' if hit.hard else ''}{hit.tag} {hit.points} 分（{hit.text}）" for hit in hits)
    rule = "、".join(hit.rule for hit in hits)
    basis = "；".join(dict.fromkeys(hit.basis for hit in hits if hit.basis))
    text = f"合计 {score} 分：{told}"
    return CaseRisk(hits, level, score, hard, Decision("risk", level, By.RULE, rule, basis, text))


_NO_RISK = Decision("risk", RiskLevel.LOW, By.RULE, "risk.card", "个案风险因素表", "没有命中风险因素")
