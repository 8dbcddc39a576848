"""Triage of one case: no dispute or which, whose, simple or complex, how dangerous, how it ended; and why.

Pure: rules, region and units in, values out. Nothing here dispatches anything; people confirm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from jiefen_lite.elements.risks import risk_reader_of
from jiefen_lite.elements.words import Found, WordFinder
from jiefen_lite.rules.schema import Exclusion, RuleBook
from jiefen_lite.shapes import (
    By,
    Channel,
    Decision,
    EarlierAlarm,
    Outcome,
    Place,
    Reading,
    Region,
    Triaged,
    Unit,
)
from jiefen_lite.text import halfwidth
from jiefen_lite.triage.grading import CaseRisk, Grader, risk_of, size_of
from jiefen_lite.triage.kinds import CATEGORY, TypeDecider
from jiefen_lite.triage.results import ResultReader
from jiefen_lite.triage.units import Router, Suggestion, UnitBook

__all__ = ["Suggestion", "Triage"]

_REMEMBERED = 20_000
_STORY = ("title", "summary", "claim")
#: 无需鉴定, 没有逃逸, 未造成人员死亡
_DENIED = re.compile(r"(?:未|没有?|无需?|无须|不需要?|不用|不必)(?:造成|发生|出现|进行|任何|人员?|再)*$")
_DENIAL_REACH = 8
_NO_WORDS: frozenset[str] = frozenset()


class Triage:
    """Applies the rule book to ledger rows and free texts. One object serves all threads."""

    def __init__(self, book: RuleBook, region: Region, units: Sequence[Unit]) -> None:
        self._book = book
        self._units = UnitBook(book, region, units)
        self._router = Router(book, self._units)
        self._results = ResultReader(book.results)
        self._grader = Grader(book)
        self._risks = risk_reader_of(book.risk)
        self._types = TypeDecider(book)
        self._exclusions = {
            channel.id: [(rule.field, _words_of(rule), rule) for rule in channel.exclusions]
            for channel in book.channels.channels
        }
        self._calling = frozenset(self._router.assist_words())
        self._words = WordFinder([*self._grader.words(), *self._calling])
        self._risk_of_sizes = lru_cache(maxsize=_REMEMBERED)(self._measure_risk)
        self._whose = lru_cache(maxsize=_REMEMBERED)(self._unit)
        self._suggest = lru_cache(maxsize=_REMEMBERED)(self._router.suggest)

    # ----------------------------------------------------------------- single questions

    def exclude(self, channel: str, fields: Mapping[str, Any]) -> Decision | None:
        """Why a row is no dispute, or None where it is one."""
        rules = self._exclusions.get(channel)
        if not rules:
            return None
        story: str | None = None
        for name, words, rule in rules:
            value = fields.get(name)
            if not value or words(str(value)) is None:
                continue
            if rule.unless_words:
                if story is None:
                    story = _joined(fields, (*_STORY, "subcategory", "raw_type", "raw_type2"))
                if any(word in story for word in rule.unless_words):
                    continue
            return Decision("exclude", None, By.RULE, rule.id, rule.basis, rule.text)
        return None

    def result(
        self, channel: str, fields: Mapping[str, Any]
    ) -> tuple[str | None, Outcome | None, str | None, Decision | None]:
        """(result status, outcome, mediated, decision) of a ledger row's result columns."""
        return self._results.read(channel, fields)

    def satisfaction(self, text: str | None) -> str | None:
        """The satisfaction a cell speaks of, None where it does not."""
        return self._results.satisfaction(text)

    def is_mediating(self, fields: Mapping[str, Any]) -> bool:
        """True where the ledger says that mediation is going on."""
        return any(
            self._results.is_mediating(str(fields[name]))
            for name in ("result", "result_status_text", "closing_way")
            if fields.get(name)
        )

    def is_accusation(self, channel: str, fields: Mapping[str, Any]) -> bool:
        """检举控告: a petition against a person or unit, never to be handed to them."""
        if channel != Channel.PETITION:
            return False
        said = _joined(fields, ("appeal_type", *CATEGORY))
        return any(word in said for word in self._book.routing.accusation_words)

    def unit_named(self, text: str) -> str | None:
        """The county's unit behind a written name, None where there is none."""
        return self._units.named(text)

    def unit_for(self, l1: str | None, l2: str | None, town: str | None) -> Suggestion:
        """Main and assisting units the rules suggest for a type and a town."""
        return self._suggest(l1, l2, town)

    # ----------------------------------------------------------------- the whole case

    def decide(
        self,
        channel: str,
        fields: Mapping[str, Any],
        place: Place | None,
        reading: Reading | None,
        received_on: date,
        days_since: Sequence[int] = (),
        alarms: Sequence[EarlierAlarm] = (),
    ) -> Triaged:
        """Everything triage says of one case.

        ``days_since``: how many days before this one each earlier case of the person's matter came in;
        ``alarms``: earlier alarms from the same telephone or to the same house.
        """
        unsure: list[str] = []
        story = halfwidth(_joined(fields, _STORY, "。"))
        words = self._words_said(story) if story else _NO_WORDS

        l1, l2, of_type = self._types.decide(channel, fields, reading)
        if l1 is None:
            unsure.append("type")
        town = place.town if place is not None else None
        if town is None:
            unsure.append("town")

        accusation = self.is_accusation(channel, fields) or (l1 == "admin_legal" and l2 == "纪检举报")
        raw_unit = str(fields.get("responsible_unit") or "")
        raw_assisting = tuple(fields.get("assisting_units") or ())
        suggestion, departments = self._whose(
            raw_unit, raw_assisting, l1, l2, town, words & self._calling if words else _NO_WORDS, accusation
        )
        if suggestion.responsible_unit is None:
            unsure.append("unit")

        earlier = tuple(sorted(days_since))
        if fields.get("repeat") or fields.get("redo"):
            earlier = (0, *earlier[1:])  # the ledger says that somebody has come before, not when
        size = size_of(fields, reading, departments, earlier)
        measure = self._measure_risk if story else self._risk_of_sizes
        risk = measure(story, size.people, earlier, received_on.month, received_on.day, tuple(alarms))
        complexity, waits, of_complexity = self._grader.decide(
            l1, size, words, risk.hard, bool(fields.get("difficult"))
        )
        if waits:
            unsure.append("complexity")
        status, outcome, mediated, of_result = self._results.read(channel, fields)

        tags = dict.fromkeys(reading.tags if reading is not None else ())
        tags.update(dict.fromkeys(hit.tag for hit in risk.hits))
        decisions = [of_type, suggestion.decision, of_complexity, risk.decision]
        if of_result is not None:
            decisions.append(of_result)
        return Triaged(
            type_l1=l1,
            type_l2=l2,
            complexity=complexity,
            complexity_pending=waits,
            risk_level=risk.level,
            risk_score=risk.score,
            risk_hits=risk.hits,
            responsible_unit=suggestion.responsible_unit,
            unit_by=suggestion.by,
            assisting_units=suggestion.assisting_units,
            tags=tuple(tags),
            outcome=outcome,
            result_status=status,
            mediated=mediated,
            decisions=tuple(decisions),
            unsure=tuple(unsure),
        )

    def words_switched_off(self, story: str) -> list[Found]:
        """Words of complexity and assistance that stand in a text and do not count: denied, or in a place."""
        plain = halfwidth(story)
        said = self._words_said(plain)
        return [one for one in self._words.find(plain) if one.word not in said]

    def words_said(self, story: str) -> list[Found]:
        """Words of complexity and assistance that a text really says."""
        plain = halfwidth(story)
        said = self._words_said(plain)
        return [one for one in self._words.find(plain) if one.word in said]

    def _words_said(self, story: str) -> frozenset[str]:
        """The words of complexity and assistance, without the denied ones and those in names of places."""
        found = self._words.find(story)
        if not found:
            return _NO_WORDS
        blanked = self._units.gazetteer.blanked(story)
        return frozenset(
            one.word
            for one in found
            if blanked.startswith(story[one.start : one.end], one.start)
            and not _DENIED.search(story, max(0, one.start - _DENIAL_REACH), one.start)
        )

    # ----------------------------------------------------------------- risk

    def _measure_risk(
        self,
        story: str,
        people: int | None,
        days_since: tuple[int, ...],
        month: int,
        day: int,
        alarms: tuple[EarlierAlarm, ...],
    ) -> CaseRisk:
        """The card's answer; without a story it hangs on few numbers and is remembered."""
        found = self._risks.word_hits(story) if story else {}
        month_day = f"{month:02d}-{day:02d}"
        hits = self._risks.card(
            found, story, people=people, month_day=month_day, days_since=days_since, alarms=alarms
        )
        return risk_of(self._book.risk, hits)

    # ----------------------------------------------------------------- unit

    def _unit(
        self,
        raw: str,
        raw_assisting: tuple[str, ...],
        l1: str | None,
        l2: str | None,
        town: str | None,
        words: frozenset[str],
        accusation: bool,
    ) -> tuple[Suggestion, int]:
        """Whose it is, and how many departments the ledger names for it."""
        basis = self._book.routing.basis
        if accusation:
            text = "检举控告类：材料不得转给被检举人或者单位，不派单，由人处理"
            rule = "unit.accusation"
            return Suggestion(None, (), None, Decision("unit", None, By.RULE, rule, basis, text)), 0
        by_rule = self._router.suggest(l1, l2, town, words)
        main = self._units.named(raw, town) if raw else None
        others = [*self._units.assisting_in(raw), *raw_assisting] if raw or raw_assisting else []
        stated = [unit for unit in (self._units.named(each, town) for each in others) if unit]
        listed = {unit for unit in (main, *stated) if unit and not self._units.is_town(unit)}
        if main is None:
            if raw:
                told = by_rule.decision
                text = f"台账写的“{raw}”没有对上本县单位；{told.text}"
                by_rule = Suggestion(
                    by_rule.responsible_unit,
                    by_rule.assisting_units,
                    by_rule.by,
                    Decision("unit", told.value, told.by, told.rule, told.basis, text),
                )
            if stated:
                kept = tuple(
                    dict.fromkeys(
                        unit
                        for unit in (*stated, *by_rule.assisting_units)
                        if unit != by_rule.responsible_unit
                    )
                )
                by_rule = Suggestion(by_rule.responsible_unit, kept, by_rule.by, by_rule.decision)
            return by_rule, len(listed)
        local = self._units.town_unit(town) if self._book.routing.town_assists else None
        assisting = tuple(dict.fromkeys(unit for unit in (*stated, local) if unit and unit != main))
        decision = Decision("unit", main, By.SOURCE, None, None, f"台账列明的承办单位“{raw}”")
        return Suggestion(main, assisting, By.SOURCE, decision), len(listed)


def _words_of(rule: Exclusion) -> Callable[[str], object | None]:
    """Finds a word of the rule in a cell, or the cell to be one of them; None where it does not."""
    words = re.compile("|".join(map(re.escape, rule.words)))
    return words.fullmatch if rule.whole else words.search


def _joined(fields: Mapping[str, Any], names: Sequence[str], between: str = " ") -> str:
    return between.join(str(fields[name]) for name in names if fields.get(name))
