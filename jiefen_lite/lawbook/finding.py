"""From a story to the articles that hold on a day, each with why it was found and how far it was checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotFound
from jiefen_lite.lawbook import shelf
from jiefen_lite.lawbook.shelf import Shelf
from jiefen_lite.lawtext.names import article_name, article_no
from jiefen_lite.lawtext.words import shared
from jiefen_lite.rules.analysis import LegalBasis
from jiefen_lite.shapes import CaseRecord, Viewer
from jiefen_lite.store import cases, statutes

USUAL = 10
MOST = 100
_FOR_CASE = 6
_LOOKED_AT = 60  # hits among which those of a case's type are looked for
_WORDS_MET = 4  # so many words in common an article of another type must have
_LONGEST = 2000  # characters of a story that are looked at


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that may apply.

    ``id``: of the loaded article, or None where only the checked summary is at hand (``basis``: its place).
    """

    law: str
    article: str
    text: str
    score: float
    in_force: bool
    id: int | None
    basis: int | None
    gist: str | None  # the summary that was checked
    checked: date | None
    in_force_from: date | None
    words: tuple[str, ...]
    for_type: bool

    @property
    def name(self) -> str:
        """How an article is named in a text: 《…》第…条."""
        return f"《{self.law}》{self.article}"

    @property
    def ref(self) -> str:
        """By what it is asked for again: the loaded article, or the summary."""
        return f"law-{self.id}" if self.id is not None else f"gist-{self.basis}"


def search(house: House, viewer: Viewer, text: str, most: int, on: date, l1: str | None = None) -> list[Hit]:
    """The articles in force on a day that fit lay words best; ``l1``: the type whose articles go first."""
    return searching(house, viewer, on)(text, most, l1)


def searching(house: House, viewer: Viewer, on: date) -> Callable[[str, int, str | None], list[Hit]]:
    """The same for many questions: the index is looked for once."""
    found = _finding(house, viewer, on)

    def ask(text: str, most: int, l1: str | None = None) -> list[Hit]:
        return [_worded(one, text) for one in found(text, most, l1)]

    return ask


def _finding(house: House, viewer: Viewer, on: date) -> Callable[[str, int, str | None], list[Hit]]:
    """The same without the words that an article shares with the question: they are dear."""
    at_hand = shelf.opened(house, viewer)
    checked = {one.id: one.until for one in house.book.laws.checked}

    def ask(text: str, most: int, l1: str | None = None) -> list[Hit]:
        text = text.strip()[:_LONGEST]
        if not text:
            raise JiefenError("请写几个字，说说是什么事，例如“老板拖欠工资”。")
        wanted = at_hand.by_type.get(l1 or "", frozenset())
        index = at_hand.ranker.index
        found = at_hand.ranker.search(text, min(most, MOST), on, prefer=wanted)
        loaded = statutes.articles(house.store, viewer, [one.id for one in found if one.id >= 0])
        hits = []
        for one in found:
            law = index.laws[int(index.law[one.row])]
            key = (index.keys[int(index.law[one.row])], int(index.number[one.row]))
            basis = at_hand.known.get(key)
            if one.id >= 0:
                article = loaded.get(one.id)
                if article is None:
                    continue  # taken out while we looked
                name, words, since = article.article, article.text, article.in_force_from
            else:
                basis = at_hand.bases[-one.id - 1]
                name, words, since = _named(basis), basis.gist, None
            hits.append(
                Hit(
                    law, name, words, round(one.score, 4), True, one.id if one.id >= 0 else None,
                    -one.id - 1 if one.id < 0 else None, basis.gist if basis else None,
                    checked.get(basis.source) if basis else None, since,
                    (), key in wanted,
                )
            )  # fmt: skip
        return hits

    return ask


def _worded(hit: Hit, text: str) -> Hit:
    return replace(hit, words=tuple(shared(text.strip()[:_LONGEST], hit.text)))


def for_case(house: House, viewer: Viewer, code: str, on: date) -> list[Hit]:
    """The articles for a case, by its story and type. Raises NotFound for another's case and for none."""
    return for_record(house, viewer, cases.get_case(house.store, viewer, code), on)


def for_record(house: House, viewer: Viewer, case: CaseRecord, on: date, most: int = _FOR_CASE) -> list[Hit]:
    """The articles for a case that this viewer has before him, those of its type first."""
    story = "。".join(filter(None, (case.cause, case.summary, case.type_l2)))
    if not story.strip():
        return []
    found = _finding(house, viewer, on)(story, _LOOKED_AT, case.type_l1)
    # of a known type its own articles first; what only sounds alike helps nobody
    own = [one for one in found if one.for_type]
    worded = (_worded(one, story) for one in [*own, *(one for one in found if not one.for_type)])
    fits = (one for one in worded if one.for_type or not case.type_l1 or len(one.words) >= _WORDS_MET)
    return list(islice(fits, most))


def basis(house: House, viewer: Viewer, place: int) -> tuple[LegalBasis, str, str, date | None]:
    """One checked summary: itself, its law's full name, its number, checked until when. Raises NotFound."""
    at_hand: Shelf = shelf.opened(house, viewer)
    if not 0 <= place < len(at_hand.bases):
        raise NotFound("没有这一条，请回到搜索再看。")
    found = at_hand.bases[place]
    full = next((one.full for one in house.book.laws.names if one.short == found.law), found.law)
    until = next((one.until for one in house.book.laws.checked if one.id == found.source), None)
    return found, full, _named(found), until


def _named(one: LegalBasis) -> str:
    number = article_no(one.article)
    return article_name(*number) if number else one.article
