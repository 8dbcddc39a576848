"""What a ledger's result says: how it ended, whether a mediation succeeded, how satisfied people were."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jiefen_lite.rules.schema import ResultRule, Results
from jiefen_lite.shapes import By, Channel, Decision, Outcome

_OUTCOMES = frozenset(Outcome)
#: What the one column may leave to the other.
_OPEN = frozenset({None, "unknown", "done_unclear"})
_BASIS = "台账结果词对照表"
_MEDIATION_ENDS = {"resolved": "ok", "completed_unresolved": "no"}
_REMEMBERED = 20_000
_CLAUSE_END = re.compile(r"[，。；！？、,.;!?()（）\s]|后|但|经")  # 未到场经调解达成协议: another clause

Result = tuple[str | None, Outcome | None, str | None, Decision | None]


class ResultReader:
    """Reads result and satisfaction columns by results.yaml; unknown words are never guessed."""

    def __init__(self, results: Results) -> None:
        self._results = results
        self._first = lru_cache(maxsize=_REMEMBERED)(self._first_rule)
        self._read = lru_cache(maxsize=_REMEMBERED)(self._combined)
        self.satisfaction = lru_cache(maxsize=1_000)(self._satisfaction)
        self.is_mediating = lru_cache(maxsize=_REMEMBERED)(self._is_mediating)

    def read(self, channel: str, fields: Mapping[str, Any]) -> Result:
        """(result status, outcome, ``ok``/``no`` of an ended mediation, the decision) of a ledger row."""
        story = "；".join(str(fields[name]).strip() for name in ("result", "closing_way") if fields.get(name))
        if fields.get("new_case_no") and channel == Channel.COURT_PRETRIAL:
            story += "；转立案"
        return self._read(
            channel,
            story,
            str(fields.get("result_status_text") or "").strip(),
            bool(fields.get("closed_at")),
            str(fields.get("satisfaction") or ""),
        )

    def _combined(self, channel: str, story: str, state: str, closed: bool, satisfied: str) -> Result:
        rule, text = self._first(channel, story), story
        status = _status(rule, story)
        other = self._first(channel, state)
        other_status = _status(other, state)
        if status in _OPEN and other_status not in (None, "unknown") and other_status != status:
            rule, status, text = other, other_status, state
        if status is None and closed:
            # the day it was completed says that it was, and not how
            text = "只有办结日期，没有写结果"
            return "done_unclear", None, None, _decision("done_unclear", "result.closed_only", _BASIS, text)
        if status is None:
            return None, None, None, None
        if rule is None:
            return (
                "unknown",
                None,
                None,
                _decision(None, "result.unknown", _BASIS, f"结果写法不认识，等人确认：{_short(text)}"),
            )
        if status == "done_unclear":
            settled = self._default(channel, satisfied)
            if settled is not None:
                status, basis = settled
                told = _decision(status, f"result.default.{channel}", basis, f"“{_short(text)}”，按本县默认")
                return status, _outcome(status), self._mediated(channel, None, status), told
        told = _decision(status, f"result.{rule.id}", rule.basis, f"台账结果“{_short(text)}”")
        return status, _outcome(status), self._mediated(channel, rule.mediated, status), told

    def _mediated(self, channel: str, said: str | None, status: str | None) -> str | None:
        """``ok``/``no`` where a mediation ended so; registers of mediations need not say the word."""
        if said is None and channel in self._results.mediation_channels:
            return _MEDIATION_ENDS.get(status or "")
        return None if said == "never" else said

    def _first_rule(self, channel: str, text: str) -> ResultRule | None:
        if not text:
            return None
        for rule in self._results.rules:
            if rule.channels and channel not in rule.channels:
                continue
            for word in rule.words:
                if word in text and (text == word if rule.whole else self._says(rule, word, text)):
                    return rule
        return None

    def _says(self, rule: ResultRule, word: str, text: str) -> bool:
        """True where a text has a word; 双方未就赔偿达成一致 does not say that it was resolved."""
        at = text.find(word)
        while at >= 0:
            clause = _CLAUSE_END.split(text[:at])[-1]
            if rule.status != Outcome.RESOLVED or not any(no in clause for no in self._results.denials):
                return True
            at = text.find(word, at + 1)
        return False

    def _default(self, channel: str, satisfied: str) -> tuple[str, str] | None:
        for default in self._results.defaults:
            if default.channel != channel:
                continue
            if default.satisfied_only and self.satisfaction(satisfied) not in {
                "satisfied",
                "basically_satisfied",
            }:
                continue
            return default.status, default.basis
        return None

    def _satisfaction(self, text: str | None) -> str | None:
        """``satisfied``, ``basically_satisfied``, ``dissatisfied`` or None where the words do not say."""
        if not text:
            return None
        for words in self._results.satisfaction:
            if any(word in text for word in words.words):
                return words.value
        return None

    def _is_mediating(self, text: str) -> bool:
        """True where a result in progress says that people already sit at the table."""
        return any(word in text for word in self._results.mediating_words)


def _status(rule: ResultRule | None, text: str) -> str | None:
    if rule is not None:
        return rule.status
    return "unknown" if text else None


def _outcome(status: str) -> Outcome | None:
    return Outcome(status) if status in _OUTCOMES else None


def _decision(value: str | None, rule: str, basis: str, text: str) -> Decision:
    return Decision("result", value, By.RULE, rule, basis, text)


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:30] + "…"
