"""The page “读出来的内容”: the text as this viewer may see it, and each element with its answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from jiefen_lite import glossary
from jiefen_lite.desk import House
from jiefen_lite.elements.choices import Choice
from jiefen_lite.elements.lessons import RULE
from jiefen_lite.shapes import READ_ELEMENTS, CaseRecord, Decision, LessonState, Viewer
from jiefen_lite.store.hiding import Hider
from jiefen_lite.teaching import wording
from jiefen_lite.teaching.queue import ELEMENT_OF
from jiefen_lite.teaching.reading import ReadCase, read, right_of
from jiefen_lite.teaching.setting import may_set_right, teaches

_MOST_WORDS = 16


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: which elements it is of, and which of them begin here."""

    text: str
    elements: tuple[str, ...]
    begins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that is given by one click; ``value`` holds no name of a person."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person of the reading as this viewer may see him, by his place in it."""

    at: int
    name: str
    role: str
    is_org: bool


@dataclass(frozen=True, slots=True)
class Element:
    """One element: what was read and why, what the case has instead, and the other answers."""

    id: str
    value: str
    has_value: bool
    why: str
    lesson: int | None
    waits: bool
    on_case: str | None
    may: bool
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Everything on the page; nothing in it that this viewer may not see."""

    case: CaseRecord
    pieces: tuple[Piece, ...]
    elements: tuple[Element, ...]
    people: tuple[Somebody, ...]
    risk_words: tuple[str, ...]
    seen: str
    teaches: LessonState | None


def page(house: House, viewer: Viewer, case_code: str, *, clear: CaseRecord | None = None) -> ReadPage:
    """The page of one case. ``clear``: its record where it was opened in clear, which has been logged.

    Raises NotFound alike for another unit's case and for none.
    """
    found = read(house, viewer, case_code)
    in_clear = clear is not None and clear.case_code == case_code and not clear.masked
    hider = Hider(viewer, found.case.secrecy, found.parties, clear=in_clear)
    text = _Text(found, hider)
    elements = [_element(house, viewer, found, text, name) for name in READ_ELEMENTS]
    elements.sort(key=lambda one: not (one.waits and one.may))  # what waits stands first
    return ReadPage(
        case=clear if clear is not None and in_clear else found.record,
        pieces=_pieces(text, _spans(found)),
        elements=tuple(elements),
        people=tuple(_people(found, text)),
        risk_words=tuple(
            dict.fromkeys(
                f"{hit.tag}：{text.hidden(hit.text)}（+{hit.points}）" for hit in found.reading.risk_hits
            )
        ),
        seen=found.seen,
        teaches=teaches(house, viewer),
    )


class _Text:
    """The text of a case, character by character as this viewer may see it."""

    def __init__(self, found: ReadCase, hider: Hider) -> None:
        self.shown = hider.by_character(found.text, found.reading.who)
        self._hider = hider
        self._named: dict[str, str] = {}
        for one in found.reading.who:
            if one.name and one.span is not None:
                self._named[one.name] = self.part(one.span)

    def part(self, span: tuple[int, int]) -> str:
        """A stretch of it."""
        return "".join(self.shown[slice(*span)])

    def name(self, name: str) -> str:
        """A name of the reading."""
        return self._named.get(name, glossary.NONE)

    def hidden(self, words: str) -> str:
        """Words about the text, without the names that this viewer may not see."""
        for name in sorted(self._named, key=len, reverse=True):
            words = words.replace(name, self._named[name])
        return self._hider(words) or ""


def _spans(found: ReadCase) -> list[tuple[int, int, str]]:
    """Where each element stands in the text."""
    reading = found.reading
    spans = [("who", one.span) for one in reading.who if one.name]
    spans += [("place", reading.place.span if reading.place else None), ("when", reading.when_span)]
    spans += [("cause", reading.cause_span), ("amount", reading.amount_span), ("people", reading.people_span)]
    spans += [("risk", hit.span) for hit in reading.risk_hits]
    spans += [("type", span) for span in _type_spans(found)]
    return sorted({(*span, element) for element, span in spans if span is not None})


def _type_spans(found: ReadCase) -> Iterable[tuple[int, int]]:
    """Where the words stand that spoke for the type."""
    reading = found.reading
    mine = next((one for one in reading.candidates if one.l1 == reading.type_l1), None)
    for word in mine.words[:_MOST_WORDS] if mine is not None else ():
        head, _gap, tail = word.partition("…")
        at = found.text.find(head)
        if at >= 0 and not word.startswith("（"):
            yield at, at + len(head)
            after = found.text.find(tail, at + len(head)) if tail else -1
            if after >= 0:
                yield after, after + len(tail)


def _pieces(text: _Text, spans: Sequence[tuple[int, int, str]]) -> tuple[Piece, ...]:
    """The text cut wherever an element begins or ends, so that overlapping ones are each told."""
    length = len(text.shown)
    cuts = sorted({0, length, *(at for start, end, _name in spans for at in (start, min(end, length)))})
    pieces = []
    for start, end in pairwise(cuts):
        over = [one for one in spans if one[0] < end and start < one[1]]
        names = tuple(dict.fromkeys(name for _start, _end, name in sorted(over, key=lambda one: one[1])))
        begins = tuple(dict.fromkeys(name for at, _end, name in over if at == start))
        pieces.append(Piece(text.part((start, end)), names, begins))
    return tuple(pieces)


def _people(found: ReadCase, text: _Text) -> Iterable[Somebody]:
    named = [one for one in found.reading.who if one.name]
    for at, one in enumerate(named):
        yield Somebody(at, text.name(one.name or ""), one.role, one.is_org)


def _element(house: House, viewer: Viewer, found: ReadCase, text: _Text, name: str) -> Element:
    right = right_of(found.reading, name, found.case.received_at.date().isoformat())
    names = [text.name(one[0]) for one in right] if name == "who" else None
    value = wording.shown(house, name, right, names)
    decision = next((one for one in found.reading.decisions if one.decision == name), None)
    number = dict(found.reading.lessons).get(name)
    open_points = {ELEMENT_OF.get(point) for point in found.case.pending}
    has_value = bool(right) and right not in ([None, None],)
    on_case = _on_case(house, found, name, value)
    # what the case has from its ledger or from a person needs no word on the text
    unsure = name in found.reading.unsure and on_case is None and (has_value or name in ("type", "place"))
    if not has_value and number is None and name != "type":
        value = "没有读出来"
    return Element(
        id=name,
        value=value,
        has_value=has_value,
        why=_why(found, text, name, decision),
        lesson=number or _number_of(decision),
        waits=name in open_points or (unsure and not _is_settled(found, name)),
        on_case=on_case,
        may=may_set_right(viewer, name),
        answers=tuple(_answers(house, found, text, name)),
    )


def _is_settled(found: ReadCase, name: str) -> bool:
    """Whether a person has answered for this field of the case."""
    return {"when": "occurred_at"}.get(name, name) in found.case.person_fields


def _number_of(decision: Decision | None) -> int | None:
    rule = decision.rule if decision is not None else None
    return int(rule[len(RULE) :]) if rule and rule.startswith(RULE) else None


def _why(found: ReadCase, text: _Text, name: str, decision: Decision | None) -> str:
    reading = found.reading
    if decision is not None:
        return text.hidden(decision.text)
    span = {"cause": reading.cause_span, "amount": reading.amount_span, "people": reading.people_span}.get(
        name
    )
    if span is not None:
        return f"原文“{text.part(span)}”"
    if name == "who" and reading.who:
        return "按称呼和姓氏认出来的"
    return "案情里没有认出来"


def _on_case(house: House, found: ReadCase, name: str, value: str) -> str | None:
    """What the case has, where that is something else than what was read."""
    case = found.case
    day = case.occurred_at.date().isoformat() if case.occurred_at is not None else None
    has: dict[str, Any] = {
        "type": [case.type_l1, case.type_l2] if case.type_l1 else None,
        "place": [case.town, case.village] if case.town else None,
        "when": [day, day] if day else None,
        "cause": case.cause,
        "amount": case.amount_fen,
        "people": case.people_count,
    }
    if has.get(name) is None:
        return None
    told = wording.shown(house, name, has[name])
    return told if told != value else None


def _answers(house: House, found: ReadCase, text: _Text, name: str) -> Iterable[Answer]:
    for one in found.choices.get(name, ()):
        label = wording.shown(house, name, one.right)
        if name == "type" and one.share is None:  # another kind of the type above
            label = str(one.right[1])
        yield Answer(_token(one), label, _note(text, name, one))


def _token(choice: Choice) -> str:
    """What a button sends: the value, and of a place where its word stands."""
    at = list(choice.span) if choice.word is not None and choice.span is not None else None
    return json.dumps({"right": choice.right, "at": at}, ensure_ascii=False)


def _note(text: _Text, name: str, choice: Choice) -> str:
    if choice.share is not None:
        return f"{choice.share:.0%}"
    if choice.span is not None and name in ("place", "when", "amount", "people"):
        return f"“{text.part(choice.span)}”"
    return ""
