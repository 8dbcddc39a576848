"""Simple or complex, and how dangerous: the two tables of the rules applied to one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiefen_lite.rules.schema import ComplexityRule, RiskCard, RuleBook
from jiefen_lite.shapes import By, Complexity, Decision, Reading, RiskHit, RiskLevel


@dataclass(frozen=True, slots=True)
class CaseSize:
    """What the tables measure of a case; amounts in fen, ``times`` counts this report too."""

    people: int | None
    largest_side: int | None
    amount_fen: int | None
    departments: int
    times: int


def size_of(fields: Mapping[str, Any], reading: Reading | None, departments: int, times: int) -> CaseSize:
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
    if people is None and named > 1:
        people = named
    amount = fields.get("amount_fen")
    if amount is None and reading is not None:
        amount = reading.amount_fen
    largest = max(sides.values(), default=None)
    if people is not None and named:
        # those who are counted but not named stand on one side
        largest = max(largest or 0, people - (named - max(sides.values())))
    return CaseSize(people, largest, amount, departments, times)


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

    def words(self) -> list[str]:
        """Every word the table or a type's own list asks for."""
        return [
            *(word for rule in self._rules for word in rule.words),
            *(word for words in self._words.values() for word in words),
        ]

    def decide(
        self, l1: str | None, size: CaseSize, words: frozenset[str], hard_risk: bool, difficult: bool
    ) -> tuple[Complexity, bool, Decision]:
        """(complexity, whether it waits for a person, the reason)."""
        if difficult:
            text = "台账标明疑难复杂"
            return Complexity.COMPLEX, False, Decision("complexity", "complex", By.SOURCE, None, None, text)
        for rule in self._rules:
            why = self._holds(rule, l1, size, words, hard_risk)
            if why is not None:
                level = Complexity(rule.level)
                return level, False, Decision("complexity", level, By.RULE, rule.id, rule.basis, why)
        text = "简易和复杂的条件都没有命中，按复杂算，待研判"
        if self._otherwise != Complexity.COMPLEX:
            text = "简易和复杂的条件都没有命中，待研判"
        return (
            self._otherwise,
            True,
            Decision("complexity", self._otherwise, By.RULE, "complexity.otherwise", "难易判定", text),
        )

    def _holds(
        self, rule: ComplexityRule, l1: str | None, size: CaseSize, words: frozenset[str], hard_risk: bool
    ) -> str | None:
        """Why a row of the table holds, None where it does not."""
        said: list[str] = []
        if rule.types and l1 not in rule.types:
            return None
        if rule.words:
            hit = next((word for word in rule.words if word in words), None)
            if hit is None:
                return None
            said.append(f"“{hit}”")
        if rule.people_from is not None:
            if size.people is None or size.people < rule.people_from:
                return None
            said.append(f"涉及 {size.people} 人")
        if rule.people_to is not None:
            if size.largest_side is None or size.largest_side > rule.people_to:
                return None
            said.append(f"每方不超过 {rule.people_to} 人")
        if rule.amount_from is not None:
            if size.amount_fen is None or size.amount_fen <= rule.amount_from * 100:
                return None
            said.append(f"{size.amount_fen / 100:,.2f} 元")
        if rule.amount_to is not None:
            if size.amount_fen is None or size.amount_fen > rule.amount_to * 100:
                return None
            said.append(f"{size.amount_fen / 100:,.2f} 元")
        if rule.units_from is not None:
            if size.departments < rule.units_from:
                return None
            said.append(f"台账列了 {size.departments} 个部门")
        if rule.repeats_from is not None:
            if size.times < rule.repeats_from:
                return None
            said.append(f"第 {size.times} 次反映")
        if rule.hard_risk and not hard_risk:
            return None
        if rule.type_default:
            own = self._default_of(l1, rule.level, words)
            if own is None:
                return None
            said.append(own)
        return f"{rule.text}（{'，'.join(said)}）" if said else rule.text

    def _default_of(self, l1: str | None, level: str, words: frozenset[str]) -> str | None:
        if l1 is None:
            return None
        if level == Complexity.COMPLEX:
            hit = next((word for word in self._words.get(l1, ()) if word in words), None)
            if hit is not None:
                return f"{self._names[l1]}，“{hit}”"
        return self._names[l1] if self._defaults.get(l1) == level else None


def risk_level(card: RiskCard, hits: Sequence[RiskHit]) -> tuple[RiskLevel, int, Decision]:
    """(level, score, reason) of the fired rows of the card."""
    score = sum(hit.points for hit in hits)
    stars = [hit for hit in hits if hit.hard]
    if stars or score >= card.high_from:
        level = RiskLevel.HIGH
    elif score >= card.medium_from:
        level = RiskLevel.MEDIUM
    else:
        level = RiskLevel.LOW
    if not hits:
        return level, 0, _NO_RISK
    told = "；".join(f"{'★' if hit.hard else ''}{hit.tag} {hit.points} 分（{hit.text}）" for hit in hits)
    rule = "、".join(hit.rule for hit in hits)
    basis = "；".join(dict.fromkeys(hit.basis for hit in hits if hit.basis))
    text = f"合计 {score} 分：{told}"
    return level, score, Decision("risk", level, By.RULE, rule, basis, text)


_NO_RISK = Decision("risk", RiskLevel.LOW, By.RULE, "risk.card", "个案风险因素表", "没有命中风险因素")
