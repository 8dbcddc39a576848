"""One story tried: every rule that speaks, in the order in which it is asked, and what it found in the text.

Nothing is kept and nothing is logged; it goes the same way as a row of a ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

from jiefen_lite import jsontext
from jiefen_lite.desk import Deciders
from jiefen_lite.elements.risks import SwitchedOff, risk_reader_of
from jiefen_lite.elements.words import WordFinder
from jiefen_lite.intake import keys
from jiefen_lite.intake.build import READ_SO_FAR, STORY, Builder, RowFacts, day_or_none
from jiefen_lite.shapes import Channel, Decision, Viewer
from jiefen_lite.store import Store, batches
from jiefen_lite.text import halfwidth, mask_text

#: Why a word of the risk card means nothing where it stands.
OFF = {
    "denied": "前面有“{word}”，说的是没有",
    "past": "说的是“{word}”的旧事，不算今天的风险",
    "told": "前面有“{word}”，是转述或者担心",
    "harmless": "是“{word}”里的字，不算",
    "alone": "旁边没有要一起出现的词",
}


@dataclass(frozen=True, slots=True)
class Story:
    """What is tried: a text with what else a ledger says of a case, as far as it is known."""

    text: str
    channel: Channel
    received_on: date
    fields: Mapping[str, Any]  # canonical fields besides the text


@dataclass(frozen=True, slots=True)
class Mark:
    """Where something was found in the text; ``kind``: type, risk, complexity, place, when … or off."""

    start: int
    end: int
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Near:
    """What almost spoke: a rule, and why it did not."""

    decision: str
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What one rule book says of a story."""

    steps: tuple[Decision, ...]  # in the order in which they are asked
    assisting: tuple[str, ...]
    tags: tuple[str, ...]
    near: tuple[Near, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text with everything that was found in it."""

    text: str
    marks: tuple[Mark, ...]


def try_story(deciders: Deciders, story: Story) -> Tried:
    """Decide a story under one rule book."""
    fields = {**story.fields, "received_at": _moment(story.received_on)}
    fields.setdefault("summary", story.text)
    builder = Builder(deciders, story.channel, datetime.combine(story.received_on, time()), read_stories=True)
    facts = builder.understand(keys.payload(jsontext.encode_bytes(fields), 0, ()))
    plain = halfwidth(story.text)
    risks = risk_reader_of(deciders.book.risk)
    hits, off = risks.word_hits(plain), risks.switched_off(plain)
    return Tried(
        steps=tuple(_steps(deciders, story, facts)),
        assisting=facts.triaged.assisting_units,
        tags=facts.triaged.tags,
        near=tuple(_near(deciders, story, facts, set(hits), off)),
        marks=tuple(_marks(deciders, story, facts, off)),
    )


def pieces(text: str, marks: tuple[Mark, ...]) -> list[Piece]:
    """The text cut where something begins or ends, each stretch with what was found in it."""
    cuts = sorted({0, len(text), *(one.start for one in marks), *(one.end for one in marks)})
    return [
        Piece(text[start:end], tuple(one for one in marks if one.start <= start and end <= one.end))
        for start, end in pairwise(cuts)
        if end <= len(text)
    ]


def story_of_case(store: Store, viewer: Viewer, case_code: str) -> Story | None:
    """What the file said of a case, its numbers masked; None where it came in without a file.

    Raises NotFound for a case that this person may not see, as for none.
    """
    found = batches.first_row(store, viewer, case_code)
    if found is None:
        return None
    channel, payload = found
    fields = keys.fields_of(payload)
    parts = {name: mask_text(str(fields[name])) for name in STORY if fields.get(name)}
    text = "。".join(part[:READ_SO_FAR] for part in parts.values())
    received = day_or_none(fields["received_at"])
    assert received is not None
    return Story(text, Channel(channel), received, {**fields, **parts})


# ------------------------------------------------------------------ the rules in their order


def _steps(deciders: Deciders, story: Story, facts: RowFacts) -> Iterator[Decision]:
    triaged, fields = facts.triaged, facts.fields
    excluded = deciders.triage.exclude(facts.channel, fields)
    if excluded is not None:
        yield excluded
    by_name = {one.decision: one for one in triaged.decisions}
    yield by_name["type"]
    if facts.reading is not None:
        yield from (one for one in facts.reading.decisions if one.decision in ("place", "when"))
    yield from (by_name[name] for name in ("unit", "complexity", "risk", "result") if name in by_name)
    dues = deciders.due_dates(
        facts.channel.value,
        triaged.complexity,
        facts.received_at.date(),
        day_or_none(fields.get("clock_start_at")),
        day_or_none(fields.get("source_due")),
    )
    yield from dues.decisions


def _near(
    deciders: Deciders, story: Story, facts: RowFacts, said: set[str], off: list[SwitchedOff]
) -> Iterator[Near]:
    text, triaged = story.text, facts.triaged
    for one in off:
        word = text[one.start : one.end]
        told = f"{one.tag}：有“{word}”，{OFF[one.why].format(word=one.word)}"
        yield Near("risk", one.rule, told + ("（这一条另有别的词对上了）" if one.rule in said else ""))
    counted = {hit.rule for hit in triaged.risk_hits}
    for rule in deciders.book.risk.rules:
        if rule.id in said and rule.id not in counted:
            yield Near("risk", rule.id, f"{rule.tag}：词对上了，人数、次数、日子不够，或者同组里有更高的一条")
    names = {kind.id: kind.name for kind in deciders.book.types.types}
    for guess in facts.reading.candidates if facts.reading is not None else ():
        if guess.l1 != triaged.type_l1:
            words = "、".join(guess.words[:6])
            yield Near("type", f"type.{guess.l1}", f"{names[guess.l1]} {guess.score:g} 分（{words}）")
    wanted = _words_that_count(deciders, triaged.type_l1)
    for found in deciders.triage.words_switched_off(text):
        if found.word not in wanted:
            continue
        word = text[found.start : found.end]
        yield Near("complexity", "complexity", f"有“{word}”，前面说的是没有，或者是地名里的字，不算")


# ------------------------------------------------------------------ where it stands in the text


def _marks(deciders: Deciders, story: Story, facts: RowFacts, off: list[SwitchedOff]) -> Iterator[Mark]:
    text, reading, triaged = halfwidth(story.text), facts.reading, facts.triaged
    names = {kind.id: kind.name for kind in deciders.book.types.types}
    if reading is not None:
        for guess in reading.candidates:
            words = [word for word in guess.words if not word.startswith("（")]
            kind = "type" if guess.l1 == triaged.type_l1 else "type-near"
            for found in WordFinder(words).find(text):
                yield Mark(found.start, found.end, kind, f"类型：{names[guess.l1]}")
        spans = {
            "place": (reading.place.span if reading.place is not None else None, "地点"),
            "when": (reading.when_span, "时间"),
            "people": (reading.people_span, "人数"),
            "amount": (reading.amount_span, "金额"),
            "cause": (reading.cause_span, "原因"),
        }
        for kind, (span, words_of) in spans.items():
            if span is not None:
                yield Mark(*span, kind, words_of)
    for hit in triaged.risk_hits:
        if hit.span is not None:
            yield Mark(*hit.span, "risk", f"风险：{hit.tag} {hit.points} 分")
    wanted = _words_that_count(deciders, triaged.type_l1)
    for found in deciders.triage.words_said(text):
        if found.word in wanted:
            yield Mark(found.start, found.end, "complexity", wanted[found.word])
    for one in off:
        yield Mark(one.start, one.end, "off", f"不算：{OFF[one.why].format(word=one.word)}")


def _words_that_count(deciders: Deciders, l1: str | None) -> dict[str, str]:
    """Words of complexity and of assistance that are looked for in a case of this type, and what for."""
    book = deciders.book
    found = {word: f"难易：{rule.text}" for rule in book.complexity.rules for word in rule.words}
    for kind in book.types.types:
        if kind.id == l1:
            found |= dict.fromkeys(kind.complex_words, f"{kind.name}里算复杂的词")
            found |= {word: f"请{one.unit}协办的词" for one in kind.assisting_when for word in one.words}
    return found


def _moment(day: date) -> str:
    return datetime.combine(day, time(9)).isoformat()
