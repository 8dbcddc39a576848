"""Words of the risk card in a text: not what is denied, and not what is only told or feared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from jiefen_lite.elements import danger
from jiefen_lite.elements.words import GAP_LENGTH, Found, WordFinder, longest
from jiefen_lite.rules.schema import RiskCard, RiskRule
from jiefen_lite.shapes import MOST_ALARMS, EarlierAlarm, RiskHit

_CLAUSE = re.compile(r"[，。；;！!？?\n]")
_SENTENCE = re.compile(r"[。；;！!？?\n]")
#: What was years ago is no danger of today: 两家2009年曾持刀互伤, 头些年喝过药.
_PAST = re.compile(
    r"(?:19\d\d|20[01]\d)年|早年|从前|[头前]些年|[头前]几年|[十二三两几]+来?多?年前|[二三两]十[来多]?年前|小时候"
)
_LONG_AGO_REACH = 24
#: What may stand between 没有 and the word it denies (没有再次扬言, 未发现当事人有轻生).
_FILLERS = re.compile(
    r"(?:[过再次曾任何出现发生实施进行有人说要当场的等行为言论、，和或者及其他她都也拉打谁]"
    r"|采取|作出|做出|使用|携带|产生|存在|表现|流露|想过|想要|考虑过?|打算|试图|真|当事人|双方|对方|该人|本人|男方|女方"
    r"|[信上来]访人|报警人|嫌疑人|[\u4e00-\u9fff]某[某甲乙丙丁]?)*$"
)
#: 不排除持刀报复, 不否认扬言
_TWICE_DENIED = re.compile(r"(?:不|没|没有|未|不能|无法|难以|没法)$")
#: 没有履行就扬言…: what follows one of these is said again in earnest.
_TURNS = re.compile(r"就|便|还|又|并|于是|竟|却|反而|继而|随后|仍")
_HEARSAY_REACH = 8
#: Whatever the weights say, a person has not looked yet.
_MOST_SURE = 0.99
_DENIAL_REACH = 16
_NEAR = 12
#: 对方称要弄死他: the other side says so of itself, which is a threat and no hearsay.
_THREAT = re.compile(r"^(?:要|将|会|非要|早晚|迟早|一定)")
_SAYING = ("对方称", "对方说", "称对方")


class SwitchedOff(NamedTuple):
    """A word of a row of the card that stands in the text and means nothing there, and why."""

    rule: str
    tag: str
    start: int
    end: int
    why: str  # denied, told, harmless, alone, past
    word: str | None  # what switches it off, where a word does


class Cleared(NamedTuple):
    """A word of the card in a text that does not read like danger, beside one that clears it or without."""

    start: int
    end: int
    word: str
    by: str | None  # the word that clears it


#: For every row that holds of the words or the way of a text: where it stands; by rule id.
Hits = Mapping[str, Found | Cleared]


class RiskReader:
    """The words of the risk card, with denial, hearsay and harmless uses taken out."""

    def __init__(self, card: RiskCard) -> None:
        self._card = card
        self._rules = tuple(rule for rule in card.rules if rule.words)
        self._of_word: dict[str, list[RiskRule]] = {}
        for rule in self._rules:
            for word in rule.words:
                self._of_word.setdefault(word, []).append(rule)
        self._finder = WordFinder(self._of_word)
        self._unless = {rule.id: WordFinder(rule.unless) for rule in self._rules if rule.unless}
        self._together = {rule.id: WordFinder(rule.together) for rule in self._rules if rule.together}
        self._denials = WordFinder(card.negations)
        self._hearsay = WordFinder(card.hearsay)
        #: Rows without words: where nothing that is said is ★, a story may still read like danger.
        self._learned = tuple(rule for rule in card.rules if rule.learned_from is not None)
        self._hard = frozenset(rule.id for rule in self._rules if rule.hard)
        self._cleared = {rule.id: WordFinder(rule.cleared) for rule in self._rules if rule.cleared}
        self._cleared_below = {rule.id: rule.cleared_below or 0 for rule in self._rules}
        self._doubted_below = {rule.id: rule.doubted_below for rule in self._rules if rule.doubted_below}
        #: Who reads a story and who judges its case ask the same of it.
        self.word_hits = lru_cache(maxsize=4)(self._every_hit)

    def switched_off(self, text: str) -> list[SwitchedOff]:
        """What stands in a text and does not count, and why."""
        off: list[SwitchedOff] = []
        self._word_hits(text, off)
        return off

    def _every_hit(self, text: str) -> Hits:
        """What of a text the rows of the card are about, also what no word says."""
        hits: dict[str, Found | Cleared] = dict(self._word_hits(text))
        cleared = {
            rule: by.word
            for rule in hits.keys() & self._cleared.keys()
            if (by := self._cleared[rule].first(text)) is not None
        }
        doubted = hits.keys() & self._doubted_below.keys()
        if not cleared and not doubted and (not self._learned or not self._hard.isdisjoint(hits)):
            return hits
        looked = danger.shipped().look(text)
        likely = 0.0 if looked is None else looked.likely
        for rule, word in cleared.items():
            if likely < self._cleared_below[rule]:
                hits[rule] = Cleared(*hits[rule][:3], by=word)
        for rule in doubted:
            if looked is not None and likely < self._doubted_below[rule]:
                hits[rule] = Cleared(*hits[rule][:3], by=cleared.get(rule))
        is_meant = any(rule in self._hard and isinstance(found, Found) for rule, found in hits.items())
        if looked is not None and not is_meant:
            for row in self._learned:
                if row.learned_from is not None and likely >= row.learned_from:
                    hits[row.id] = Found(looked.start, looked.end, f"{min(likely, _MOST_SURE):.0%}")
        return hits

    def _word_hits(self, text: str, off: list[SwitchedOff] | None = None) -> dict[str, Found]:
        """For every rule whose words really stand in the text: the first place; by rule id.

        ``off`` is given what stands there and is switched off.
        """
        found = self._finder.find(text)
        if not found:
            return {}
        hits: dict[str, Found] = {}
        harmless: dict[str, list[Found]] = {}
        unmeant: dict[tuple[int, int], tuple[str, str] | None] = {}
        said = sorted({text[one.start : one.end] for one in found}, key=len, reverse=True)
        for one in sorted(found, key=lambda each: (each.start, -each.end)):
            for rule in self._of_word[one.word]:
                if rule.id in hits and off is None:
                    continue
                if rule.id in self._unless:
                    if rule.id not in harmless:
                        harmless[rule.id] = self._unless[rule.id].find(text)
                    inside = [
                        other
                        for other in harmless[rule.id]
                        if other.start < one.end and one.start < other.end
                    ]
                    if inside:
                        _note(off, rule, one, "harmless", inside[0].word)
                        continue
                if rule.id in self._together and self._together[rule.id].first(text) is None:
                    _note(off, rule, one, "alone", None)
                    continue
                span = (one.start, one.end)
                if span not in unmeant:
                    unmeant[span] = self._unmeant(text, one, said)
                switched_off = unmeant[span]
                if switched_off is None:
                    hits.setdefault(rule.id, one)
                else:
                    _note(off, rule, one, *switched_off)
        return hits

    def _unmeant(self, text: str, one: Found, said: Iterable[str]) -> tuple[str, str] | None:
        """Why a word is not meant (denied, or only told) and by which word; None where it is meant."""
        begin = 0
        for mark in _CLAUSE.finditer(text, max(0, one.start - 40), one.start):
            begin = mark.end()
        begin = max(begin, one.start - _DENIAL_REACH)
        clause = text[begin : one.start]
        if not clause:
            return None
        past = _PAST.search(text, max(0, one.start - _LONG_AGO_REACH), one.start)
        if past is not None and _SENTENCE.search(text, past.end(), one.start) is None:
            return "past", past.group()
        for denial in longest(self._denials.find(clause)):
            if _TWICE_DENIED.search(clause, 0, denial.start):
                continue
            between = clause[denial.end :]
            for word in said:
                between = between.replace(word, "")  # 没有扬言跳楼: the denial reaches both
            if _FILLERS.fullmatch(between):
                return "denied", denial.word
        for told in self._hearsay.find(clause):
            between = clause[told.end :]
            if len(between) > _HEARSAY_REACH or _TURNS.search(between):
                continue
            if told.word in _SAYING and _THREAT.match(between):
                continue
            return "told", told.word
        return None

    def card(
        self,
        hits: Hits,
        text: str,
        *,
        people: int | None,
        month_day: str,
        days_since: Sequence[int] = (),
        alarms: Sequence[EarlierAlarm] = (),
    ) -> tuple[RiskHit, ...]:
        """Every row of the card that holds: by words (``hits``), people, times within its days, season.

        ``days_since``: how many days ago each earlier report of the matter came; ``alarms``: earlier calls
        to the police, the last first. Of a group the highest row counts.
        """
        fired: list[tuple[RiskRule, RiskHit]] = []
        for rule in self._card.rules:
            found = hits.get(rule.id)
            if found is None and (rule.words or rule.learned_from is not None):
                continue
            if rule.people_from is not None and (people is None or people < rule.people_from):
                continue
            times = times_within(days_since, rule.repeats_within_days)
            if rule.repeats_from is not None and times < rule.repeats_from:
                continue
            if rule.alarms_from is not None:
                called = [one for one in alarms if one.days <= (rule.alarms_within_days or 0)]
                if 1 + len(called) < rule.alarms_from:
                    continue
            else:
                called = []
            if rule.from_month_day and not _in_season(month_day, rule.from_month_day, rule.to_month_day):
                continue
            hit = _hit(rule, found, text, people, times, called)
            if isinstance(found, Cleared):
                hit = replace(hit, points=min(hit.points, self._card.medium_from), hard=False)
            fired.append((rule, hit))
        best: dict[str, int] = {}
        for rule, _ in fired:
            if rule.group:
                best[rule.group] = max(best.get(rule.group, -1), rule.points)
        kept: list[RiskHit] = []
        groups: set[str] = set()
        for rule, hit in fired:
            if rule.group:
                if rule.points < best[rule.group] or rule.group in groups:
                    continue
                groups.add(rule.group)
            kept.append(hit)
        return tuple(kept)


@lru_cache(maxsize=4)
def risk_reader_of(card: RiskCard) -> RiskReader:
    """The reader of a card: whoever reads or judges asks the same one."""
    return RiskReader(card)


def _note(off: list[SwitchedOff] | None, rule: RiskRule, one: Found, why: str, word: str | None) -> None:
    if off is None:
        return
    # 持刀 and 持…刀 stand in one place, and are told once
    if not any(known.rule == rule.id and known.start < one.end and one.start < known.end for known in off):
        off.append(SwitchedOff(rule.id, rule.tag, one.start, one.end, why, word))


def times_within(days_since: Sequence[int], days: int | None) -> int:
    """Which report of its matter this is within ``days`` (None: at all); 1 where it is the first."""
    return 1 + sum(1 for since in days_since if days is None or since <= days)


def told_times(times: int, days: int | None) -> str:
    """The sentence for a repeat: 90 日内第 2 次反映."""
    return f"第 {times} 次反映" if days is None else f"{days} 日内第 {times} 次反映"


def _in_season(day: str, start: str, end: str | None) -> bool:
    last = end or start
    return start <= day <= last if start <= last else day >= start or day <= last


def alarm_days(card: RiskCard) -> int | None:
    """How many days back alarms count for some row of the card; None where for none."""
    return max((rule.alarms_within_days or 0 for rule in card.rules if rule.alarms_from), default=None)


#: So many earlier alarms are told by their codes.
_ALARMS_TOLD = 3
_SAME = {"address": "同一地址", "phone": "同一电话"}


def _told_alarms(called: Sequence[EarlierAlarm], days: int | None) -> str:
    """The sentence for alarms again: 30 日内第 3 次报警：3 天前 FJ20251103-0002（同一地址）…"""
    told = "、".join(
        f"{one.days} 天前 {one.case_code}（{'、'.join(_SAME[each] for each in one.same)}）"
        for one in called[:_ALARMS_TOLD]
    )
    more = "等" if len(called) > _ALARMS_TOLD else ""
    times = f"第 {1 + len(called)} 次" if len(called) < MOST_ALARMS else f"{MOST_ALARMS} 次以上"
    return f"{days} 日内{times}报警：{told}{more}"


def _hit(
    rule: RiskRule,
    found: Found | Cleared | None,
    text: str,
    people: int | None,
    times: int,
    called: Sequence[EarlierAlarm],
) -> RiskHit:
    parts: list[str] = []
    span: tuple[int, int] | None = None
    if found is not None:
        parts.append(f"“{text[found.start : found.end][: 2 * GAP_LENGTH]}”")
        span = (found.start, found.end)
    if isinstance(found, Cleared):
        beside = f"旁边写着“{found.by}”，" if found.by else ""
        parts[0] += f"{beside}通篇读起来不像危险，没有定高，请先看原文"
    if found is not None and rule.learned_from is not None:
        parts[0] += f"这一句读起来像，把握 {found.word}"
    if rule.people_from is not None:
        parts.append(f"涉及 {people} 人")
    if rule.repeats_from is not None:
        parts.append(told_times(times, rule.repeats_within_days))
    if rule.alarms_from is not None:
        parts.append(_told_alarms(called, rule.alarms_within_days))
    if rule.from_month_day:
        parts.append(f"{rule.from_month_day} 至 {rule.to_month_day}")
    if rule.report:
        parts.append(f"确有其事的，{rule.report}" if isinstance(found, Cleared) else rule.report)
    return RiskHit(rule.id, rule.tag, rule.points, rule.hard, "；".join(parts), rule.basis, span)
