"""The index of a centre's law: made when statutes have changed, else opened from its file."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jiefen_lite import wholefile
from jiefen_lite.desk import House
from jiefen_lite.lawtext import index, learned
from jiefen_lite.lawtext.index import Article, Index
from jiefen_lite.lawtext.names import article_no, law_key
from jiefen_lite.lawtext.ranking import Ranker
from jiefen_lite.rules.analysis import LegalBasis
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import statutes

FILE = "laws.index"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is asked: the ranker, and the checked summaries by their place."""

    ranker: Ranker
    bases: tuple[LegalBasis, ...]
    known: Mapping[tuple[str, int], LegalBasis]  # by law and number the summary that was checked
    by_type: Mapping[str, frozenset[tuple[str, int]]]  # by type of dispute the articles of the rules


_opened: dict[Path, Shelf] = {}
_rules: dict[str, str] = {}  # digest of all rules → hash of those of the law
_making = threading.Lock()


def opened(house: House, viewer: Viewer) -> Shelf:
    """The index that fits what is kept now; made anew where it does not (some seconds for a library)."""
    path = house.files.parent / FILE
    mark = _mark(house, viewer)
    known = _opened.get(path)
    if known is not None and known.ranker.index.mark == mark:
        return known
    with _making:
        known = _opened.get(path)
        if known is None or known.ranker.index.mark != mark:
            ranker = Ranker(_index(house, viewer, path, mark), learned.shipped())
            known = _opened[path] = Shelf(ranker, _bases(house), *_keyed(house))
    return known


def is_ready(house: House, viewer: Viewer) -> bool:
    """Whether the index of what is kept now is open, or opened while somebody waits for a page."""
    known = _opened.get(house.files.parent / FILE)
    if known is not None and known.ranker.index.mark == _mark(house, viewer):
        return True
    return not statutes.listing(house.store, viewer)  # the summaries alone are no work


def _mark(house: House, viewer: Viewer) -> str:
    digest = house.book.digest
    if digest not in _rules:  # every page asks, and the rules are long
        _rules.clear()
        _rules[digest] = hashlib.sha256(repr(house.book.laws).encode()).hexdigest()[:16]
    return f"{index.FORM}-{statutes.mark(house.store, viewer)}-{_rules[digest]}"


def _keyed(
    house: House,
) -> tuple[dict[tuple[str, int], LegalBasis], dict[str, frozenset[tuple[str, int]]]]:
    names = {one.short: one.full for one in house.book.laws.names}
    known: dict[tuple[str, int], LegalBasis] = {}
    by_type: dict[str, set[tuple[str, int]]] = {}
    for one in house.book.laws.bases:
        number = article_no(one.article)
        if number is not None:
            key = (law_key(names.get(one.law, one.law)), number[0])
            by_type.setdefault(one.type, set()).add(key)
            known.setdefault(key, one)
    return known, {name: frozenset(keys) for name, keys in by_type.items()}


def _index(house: House, viewer: Viewer, path: Path, mark: str) -> Index:
    try:
        found = Index(path)
        if found.mark == mark:
            return found
        del found  # Windows does not replace a file that is mapped
    except index.Broken:
        pass  # none yet, or of another version: made below
    _opened.pop(path, None)
    made = index.build(_articles(house, viewer), mark)
    try:
        wholefile.write(path, made)
    except OSError as error:
        # a full or read-only disk keeps nobody from the law: from memory, until the next start
        _log.warning("%s is not written: %s", FILE, error)
        return Index(made)
    return Index(path)


def _bases(house: House) -> tuple[LegalBasis, ...]:
    """The checked summaries, each article once."""
    found: dict[tuple[str, str], LegalBasis] = {}
    for one in house.book.laws.bases:
        found.setdefault((one.law, one.article), one)
    return tuple(found.values())


def _articles(house: House, viewer: Viewer) -> list[Article]:
    """Everything that can be found: the loaded articles, and summaries of laws that are not loaded.

    A summary's id is below nothing: minus its place, minus one.
    """
    found = [
        Article(one.id, one.law, one.number, one.behind, one.text, one.in_force_from, one.in_force_to)
        for one in statutes.everything(house.store, viewer)
    ]
    editions = statutes.listing(house.store, viewer)
    loaded = {one.key for one in editions if one.in_force_to is None}
    ends: dict[str, date] = {}
    for one in editions:
        for name in one.repeals:
            if one.in_force_from is not None:
                ends[law_key(name)] = one.in_force_from
    full = {one.short: one.full for one in house.book.laws.names}
    for place, basis in enumerate(_bases(house)):
        name = full.get(basis.law, basis.law)
        key = law_key(name)
        if key not in loaded:
            number = int(basis.article) if basis.article.isdecimal() else 0
            found.append(Article(-place - 1, name, number, 0, basis.gist, None, ends.get(key), gist=True))
    return found
