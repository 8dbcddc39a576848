"""One text becomes one reading: who, what, where, when, why, how many, how much, how dangerous."""

from __future__ import annotations

import re
from copy import copy
from datetime import date
from functools import cached_property

from jiefen_lite.elements.lessons import Lessons, Services, applied
from jiefen_lite.elements.model import TypeModel
from jiefen_lite.elements.parties import PartyReader
from jiefen_lite.elements.places import BASIS as PLACE_BASIS
from jiefen_lite.elements.places import gazetteer_of
from jiefen_lite.elements.risks import risk_reader_of
from jiefen_lite.elements.sums import sum_in_dispute
from jiefen_lite.elements.times import TimeReader, When
from jiefen_lite.elements.types import TypeReader
from jiefen_lite.elements.words import WordFinder
from jiefen_lite.rules.schema import CauseRule, RuleBook
from jiefen_lite.shapes import By, Decision, LessonKind, ModelVerdict, Place, Reading, Region, TypeGuess
from jiefen_lite.text import FoundPeople, find_people, halfwidth

_TOTAL = re.compile(r"(?:共|合计|总计|共计|总共|一共|累计|合起来)[\u4e00-\u9fff]{0,4}$")
_BECAUSE = re.compile(
    r"(?:(?:因为|(?<!原)因(?!此|而)|由于|为了)(?P<why>[^，。；;！？\n]{2,30}?)(?:一事|问题|的事)?"
    r"(?=发生|产生|引发|引起|起|协商|[，。；;！？\n]|$)"
    r"|就(?P<about>[^，。；;！？\n]{2,30}?)(?:一事|问题|的事)?(?=发生|产生|协商|意见不一|有异议|争执|争议))"
)
_CLAUSE = re.compile(r"[，。；;：:！？!?\n]")
_MOST_CAUSE = 40
#: One who bears it alone (一个人扛) is no count of those concerned.
_LEAST_PEOPLE = 2
#: How many live there says nothing of how many complain.
_BACKGROUND = re.compile(r"(?:全[村屯镇组区]|[村屯区里]有|总共住着?|每|不足|限)[\u4e00-\u9fff]{0,2}$")
#: 二百余人的业主微信群, 130多名会员群
_ONLINE = re.compile(r"[\u4e00-\u9fff]{0,6}(?:微信|业主|家长|会员|家族|工作)?群")
#: 无人员受伤, 未造成人员受伤
_DENIED = re.compile(r"(?:无|没有?|未|未造成)(?:人员?|当事人|明显|造成)?$")
#: A second matter in the same text: its type goes into the tags when it speaks this loudly.
_SECOND_MATTER = 4.0


class Reader:
    """Reads free texts. One object serves all threads."""

    def __init__(self, book: RuleBook, region: Region, model: TypeModel | None = None) -> None:
        self._types = TypeReader(book.types)
        self._model = model if book.types.model.use else None
        self._names = {kind.id: kind.name for kind in book.types.types}
        self.gazetteer = gazetteer_of(region)
        self._parties = PartyReader(book.reading)
        self._times = TimeReader()
        self._risks = risk_reader_of(book.risk)
        self._causes = tuple((rule, WordFinder(rule.words)) for rule in book.reading.causes)
        self._tag_of: dict[str, list[str]] = {}
        for rule in book.reading.tags:
            for word in rule.words:
                self._tag_of.setdefault(word, []).append(rule.tag)
        self._tags = WordFinder(self._tag_of)
        self._lessons: Lessons | None = None
        self.services = Services(book.types, book.reading, region, self._times.every, self._cause_of)

    def taught(self, lessons: Lessons) -> Reader:
        """The same reader with what people have set right."""
        made = copy(self)
        made._parties = self._parties.knowing((), lessons.not_names)
        made._lessons = lessons
        return made

    def read(self, text: str, received_on: date, known_as: str = "") -> Reading:
        """What ``text`` tells; relative times are counted from ``received_on``. Spans are [from, to).

        ``known_as``: the part by which people know the text, where more stands around it.
        """
        plain = halfwidth(text)
        lessons = self._lessons
        if lessons is None:
            return self._by_rules(plain, received_on, self._parties)
        words = lessons.words_in(plain)
        names = [one.word for one, lesson in words if lesson.kind is LessonKind.NAME]
        parties = self._parties.knowing(names, ()) if names else self._parties
        reading = self._by_rules(plain, received_on, parties)
        return applied(lessons, self.services, plain, reading, words, received_on, known_as)

    def causes_said(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """The causes that a text has words of, with the types they are of."""
        story = self.gazetteer.blanked(text)
        return [(rule.name, rule.types) for rule, finder in self._causes if finder.first(story) is not None]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word that the rules read something else out of: no name of a place or a person."""
        types, rules = self.services.types, self.services.rules
        words = [word for kind in types.types for word in (*kind.words, *kind.not_words)]
        words += [word for kind in types.types for one in kind.secondary for word in one.words]
        words += [word for cause in rules.causes for word in cause.words]
        words += [word for tag in rules.tags for word in tag.words]
        words += [*rules.not_names, *rules.applicant_words, *rules.respondent_words]
        return frozenset((*words, *rules.organisation_endings))

    def looks_like_name(self, word: str) -> bool:
        """Whether a word is made as people's names are."""
        return self._parties.looks_like_name(word)

    def is_surname(self, word: str) -> bool:
        """Whether a word is a surname by itself."""
        rules = self.services.rules
        return word in rules.compound_surnames or (len(word) == 1 and word in rules.surnames)

    def begins_like_name(self, word: str) -> bool:
        """Whether a word begins with a surname."""
        return self.is_surname(word[:1]) or self.is_surname(word[:2])

    def _by_rules(self, plain: str, received_on: date, parties: PartyReader) -> Reading:
        """What the rules and the learned weights make of a text (its widths made one)."""
        place, story = self.gazetteer.find_and_blank(plain)
        guesses = self._types.guesses(story)
        who = parties.find(plain, story)
        names = [one.name for one in who if one.name]  # more people read the reasons than the names
        verdict = self._verdict(plain, guesses, names)
        best, confidence, decision = self._types.settle(
            guesses, verdict, lambda guess: self._types.telling(story, guess, names)
        )
        decisions = [decision]
        unsure = [] if best else ["type"]

        if place is None or place.town is None:
            unsure.append("place")
        if place is not None:
            decisions.append(_place_decision(place))

        if not who:
            unsure.append("who")

        people_named = [one.name for one in who if one.name and not one.is_org]
        when = self._times.find(plain, received_on, people_named)
        if when is not None:
            decisions.append(_when_decision(when, received_on))
            if not when.sure:
                unsure.append("when")

        people, approx, people_span = _people(plain)
        amount = sum_in_dispute(plain)
        if amount.unclear:
            unsure.append("amount")
        cause, cause_text, cause_span = self._cause(plain, story, best.l1 if best else None)

        hits = self._risks.word_hits(plain)
        risks = self._risks.card(hits, plain, people=people, month_day=f"{received_on:%m-%d}")
        return Reading(
            who=who,
            people_count=people,
            people_count_approx=approx,
            type_l1=best.l1 if best else None,
            type_l2=best.l2 if best else None,
            confidence=confidence,
            candidates=guesses,
            place=place,
            when_start=when.start if when else None,
            when_end=when.end if when else None,
            when_precision=when.precision if when else None,
            when_text=when.text if when else None,
            when_span=when.span if when else None,
            cause=cause,
            cause_text=cause_text,
            cause_span=cause_span,
            amount_fen=amount.fen,
            amount_span=amount.span,
            people_span=people_span,
            risk_hits=risks,
            tags=self._tags_of(story, guesses, best.l1 if best else None),
            unsure=tuple(unsure),
            decisions=tuple(decisions),
        )

    def _verdict(self, text: str, guesses: tuple[TypeGuess, ...], names: list[str]) -> ModelVerdict | None:
        """What the county's model is sure of, with its words where the rules do not say the same."""
        verdict = self._model.verdict(text) if self._model is not None else None
        if self._model is None or verdict is None:
            return None
        best, _confidence = self._types.decide(guesses)
        if best is not None and best.l1 == verdict.l1:
            return verdict
        return verdict._replace(words=self._model.telling(text, verdict.l1, names))

    def _cause_of(self, text: str, l1: str | None) -> tuple[str | None, str | None, tuple[int, int] | None]:
        return self._cause(text, self.gazetteer.blanked(text), l1)

    def _cause(
        self, text: str, story: str, l1: str | None
    ) -> tuple[str | None, str | None, tuple[int, int] | None]:
        """The cause, its words and where they stand; ``story`` is the text without names of places."""
        match = _BECAUSE.search(text)
        group = "why" if match and match["why"] else "about"
        told = match.span(group) if match else None
        best: tuple[CauseRule, int, int] | None = None
        for rule, finder in self._causes:
            if l1 is None or (rule.types and l1 not in rule.types):
                continue
            found = finder.first(story)
            if found is not None:
                best = (rule, found.start, found.end)
                break
        if best is None:
            if told is None:
                return None, None, None
            return None, text[slice(*told)], told
        rule, start, end = best
        if told is not None and told[0] <= start < told[1]:
            return rule.name, text[slice(*told)], told
        begin = max((mark.end() for mark in _CLAUSE.finditer(text, 0, start)), default=0)
        stop = _CLAUSE.search(text, end)
        finish = min(stop.start() if stop else len(text), begin + _MOST_CAUSE)
        finish = max(finish, end)
        return rule.name, text[begin:finish], (begin, finish)

    def _tags_of(self, text: str, guesses: tuple[TypeGuess, ...], l1: str | None) -> tuple[str, ...]:
        tags: dict[str, None] = {}
        for found in self._tags.find(text):
            if _DENIED.search(text, max(0, found.start - 6), found.start):
                continue
            for tag in self._tag_of[found.word]:
                tags[tag] = None
        if l1 is not None:
            for other in guesses[1:]:
                if other.score - other.learned >= _SECOND_MATTER:  # said in words
                    tags["兼" + self._names[other.l1]] = None
        return tuple(tags)


def _people(text: str) -> tuple[int | None, bool, tuple[int, int] | None]:
    """How many the text says: 等N人 first, then a total, then the largest; names are not counted."""
    best: tuple[int, int, FoundPeople] | None = None
    for one in find_people(text):
        before = text[max(0, one.start - 8) : one.start]
        if one.number < _LEAST_PEOPLE or _BACKGROUND.search(before) or _ONLINE.match(text, one.end):
            continue
        rank = 2 if before.endswith("等") else 1 if _TOTAL.search(before) else 0
        size = one.number if rank < 2 else 0  # of several 等N人 the first
        if best is None or (rank, size) > best[:2]:
            best = (rank, size, one)
    if best is None:
        return None, False, None
    found = best[2]
    return found.number, found.approx, (found.start, found.end)


def _place_decision(place: Place) -> Decision:
    where = (place.town or "") + (place.village or "")
    return Decision("place", where or None, By.RULE, place.rule, PLACE_BASIS, place.text)


def _when_decision(when: When, received_on: date) -> Decision:
    value = str(when.start) if when.start == when.end else f"{when.start} 至 {when.end}"
    text = f"原文“{when.text}”，从登记日 {received_on} 推算"
    return Decision("when", value, By.RULE, f"when.{when.precision}", "时间按登记日推算，不晚于登记日", text)
