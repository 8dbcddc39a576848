"""Finding cases like a text or a case, among what the viewer may know of, as things stand now."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from jiefen_lite import likeness
from jiefen_lite.desk import House
from jiefen_lite.errors import NotFound
from jiefen_lite.precedents import keeping
from jiefen_lite.precedents.keeping import SYSTEM
from jiefen_lite.shapes import CaseRecord, Viewer
from jiefen_lite.store import Store, cases, precedents
from jiefen_lite.store.precedents import Entry

if TYPE_CHECKING:  # numpy, at first use
    from jiefen_lite.likeness.index import Mask

_ENTRY = "AL-"
#: So many more are asked for than are shown: what has just been taken back falls away.
_SPARE = 5
_LAWS_SHOWN = 3
#: A store with no more cases than this is looked through while somebody waits for a page; of a larger one a
#: page takes the index as it was made last, behind the pages.
_WHILE_WAITING = 5_000
_PATIENCE = 0.2  # seconds that a page waits for somebody else's question
_LEAST_PLAN = 8  # characters: 已化解 tells no way
#: A question is cut here: what a page of text does not say, ten do not.
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Hit:
    """One case like the question: out of the library (``entry``) or one he may open (``case``)."""

    code: str
    score: float
    why: tuple[str, ...]
    laws: tuple[str, ...]
    entry: Entry | None = None
    case: CaseRecord | None = None
    sessions: int | None = None

    @property
    def outcome(self) -> str:
        """How it ended; only what ended well is shown."""
        return "resolved"

    @property
    def plan(self) -> str | None:
        """What was done."""
        if self.entry is not None:
            return self.entry.resolution_plan
        return self.case.result_text if self.case is not None else None

    @property
    def tells(self) -> bool:
        """Whether the plan says how; a ledger often says only that it was settled."""
        return self.plan is not None and len(self.plan) >= _LEAST_PLAN

    @property
    def days(self) -> int | None:
        """How many days it took."""
        if self.entry is not None:
            return self.entry.days
        return days_of(self.case) if self.case is not None else None


def days_of(case: CaseRecord) -> int | None:
    """From taking a case on to closing it, None where either day is not told."""
    begin = case.accepted_at or case.received_at
    if begin is None or case.closed_at is None:
        return None
    return max(0, (case.closed_at.date() - begin.date()).days)


class _Kept:
    """The index of one store: brought up to date before every question, by what has changed since."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._words = ""
        self._unwritten = 0
        self._clear()

    def _clear(self) -> None:
        from jiefen_lite.likeness.index import Index  # numpy, at first use

        self.index = Index()
        self._blocks: keeping.Blocks = {}
        self._marks: keeping.Marks = {}
        self._library = (0, 0)
        self._settled: tuple[int, ...] = ()
        self._consents: tuple[int, int] | None = None  # not kept: asked of every block once a process
        self._seen: dict[str, tuple[tuple[object, ...], Mask]] = {}

    def may_see(self, house: House, viewer: Viewer) -> Mask:
        """The places of what a unit may know of: its cases and the library; kept while nothing changes."""
        mark = (precedents.among_mark(house.store, viewer), len(self.index.names), viewer.sees_cases)
        known = self._seen.get(viewer.unit or "")
        if known is None or known[0] != mark:
            own = precedents.among(house.store, viewer) or []
            entries = [one for one in self.index.names if one < 0]
            known = self._seen[viewer.unit or ""] = (mark, self.index.mask([*own, *entries]))
        return known[1]

    def fits(self, house: House) -> bool:
        """Whether it has been made under these rules, of whatever was there then."""
        return self._words == keeping.words_of(house)

    def refresh(self, house: House) -> None:
        """Take in what is new, changed or gone; under other words what was kept under them, or all of it."""
        reader = _reader(house)
        words = keeping.words_of(house)
        opened = False
        if self._words != words:
            self._words = ""
            self._clear()
            known = keeping.read(house)
            opened = known is not None
            if known is not None:
                self.index, self._blocks, self._marks = known.index, known.blocks, known.marks
                self._library = known.library
            self._unwritten = 0
        store = house.store
        settled = precedents.settled_mark(store, SYSTEM)
        if settled != self._settled:  # taken before the blocks: what comes in between is seen next time
            consents = precedents.consents_mark(store, SYSTEM)
            now = precedents.blocks(store, SYSTEM)
            for block in now.keys() | self._blocks.keys():
                if consents != self._consents or now.get(block) != self._blocks.get(block):
                    self._take(house, reader, block)
            self._blocks, self._consents, self._settled = now, consents, settled
        library = precedents.library_mark(store, SYSTEM)
        if library != self._library:
            self._take_library(house, reader)
            self._library = library
        is_new = self._words == "" and not opened
        self._words = words
        if is_new:
            self.write(house)

    def write(self, house: House) -> None:
        """Keep it in the centre's folder for the next process."""
        kept = keeping.Kept(self.index, self._blocks, self._marks, self._library)
        if keeping.write(house, kept):
            self._unwritten = 0

    def write_if_grown(self, house: House) -> None:
        """The same where so much has changed that a process would notice reading it."""
        if self._unwritten >= keeping.CHANGES:
            self.write(house)

    def _take(self, house: House, reader: likeness.TermReader, block: int) -> None:
        marks = precedents.marks(house.store, SYSTEM, block)
        known = self._marks.get(block, {})
        for gone in known.keys() - marks.keys():
            self.index.drop(gone)
        changed = [one for one, mark in marks.items() if known.get(one) != mark]
        self.index.put(
            (
                one.id,
                reader.read(one.words, type_l1=one.type_l1, type_l2=one.type_l2, amount_fen=one.amount_fen),
            )
            for one in precedents.settled(house.store, SYSTEM, changed)
        )
        self._marks[block] = marks
        self._unwritten += len(changed) + len(known.keys() - marks.keys())

    def _take_library(self, house: House, reader: likeness.TermReader) -> None:
        for name in [one for one in self.index.names if one < 0]:
            self.index.drop(name)
        self.index.put(
            (
                -one.id,
                reader.read(one.story, type_l1=one.type_l1, type_l2=one.type_l2, amount_fen=one.amount_fen),
            )
            for one in precedents.approved(house.store, SYSTEM)
            if precedents.is_consented(house.store, SYSTEM, one)
        )


_kept: WeakKeyDictionary[Store, _Kept] = WeakKeyDictionary()
_readers: WeakKeyDictionary[House, likeness.TermReader] = WeakKeyDictionary()
_making = threading.Lock()


def _reader(house: House) -> likeness.TermReader:
    with _making:
        found = _readers.get(house)
        if found is None:  # thousands of words: made once a house, not once a question
            found = _readers[house] = likeness.TermReader(house.book)
        return found


def like_text(house: House, viewer: Viewer, words: str, most: int | None = None) -> list[Hit]:
    """Cases like what a text tells, none where none is near enough."""
    terms = _reader(house).read(words[:LONGEST])
    return _like(house, viewer, terms, most)


def make_ready(house: House) -> None:
    """Read what is new among the settled cases, however much it is: the work behind the pages."""
    kept = _of(house)
    with kept.lock:
        kept.refresh(house)
        kept.write_if_grown(house)


def _of(house: House) -> _Kept:
    with _making:
        return _kept.setdefault(house.store, _Kept())


def like_case(house: House, viewer: Viewer, case_code: str, most: int | None = None) -> list[Hit]:
    """Cases like this one, itself left out. Raises NotFound alike for another unit's case and for none."""
    terms = _terms(house, cases.get_case(house.store, viewer, case_code))
    return _like(house, viewer, terms, most, but=case_code)


def like_record(house: House, viewer: Viewer, record: CaseRecord, most: int) -> list[Hit] | None:
    """Cases like one that this viewer has before him, without keeping him waiting.

    Of a large store as it was when :func:`make_ready` was last done; None while that is still to come.
    """
    terms = _terms(house, record)
    kept = _of(house)
    small = precedents.highest(house.store, SYSTEM) <= _WHILE_WAITING
    if not small and not kept.fits(house):
        return None
    if not kept.lock.acquire(timeout=_PATIENCE):
        return None
    try:
        if small:
            kept.refresh(house)
        elif not kept.fits(house):
            return None
        found = _nearest(kept, house, viewer, terms, most)
    finally:
        kept.lock.release()
    return _hits(house, viewer, found, most, record.case_code)


def _terms(house: House, record: CaseRecord) -> likeness.Terms:
    words = "。".join(part for part in (record.summary, record.claim) if part)
    return _reader(house).read(
        words[:LONGEST],
        type_l1=record.type_l1,
        type_l2=record.type_l2,
        amount_fen=record.amount_fen,
    )


def _like(
    house: House, viewer: Viewer, terms: likeness.Terms, most: int | None, but: str | None = None
) -> list[Hit]:
    most = house.book.likeness.most if most is None else most
    if most < 1:
        return []
    kept = _of(house)
    with house.store.reading():  # one connection for all of it
        with kept.lock:
            kept.refresh(house)
            found = _nearest(kept, house, viewer, terms, most)
        return _hits(house, viewer, found, most, but)


def _nearest(
    kept: _Kept, house: House, viewer: Viewer, terms: likeness.Terms, most: int
) -> list[likeness.Like]:
    """What is nearest in the index, and some to spare (its lock is held)."""
    from jiefen_lite.likeness import ranking  # numpy, at first use

    among = None if viewer.sees_county else kept.may_see(house, viewer)
    return ranking.find(kept.index, terms, house.book.likeness, most + _SPARE, among=among)


def _hits(
    house: House, viewer: Viewer, found: Sequence[likeness.Like], most: int, but: str | None
) -> list[Hit]:
    """What may still be told of what was found."""
    codes = precedents.codes(house.store, viewer, [one.name for one in found if one.name > 0])
    hits: list[Hit] = []
    for one in found:
        hit = _hit(house, viewer, one, codes)
        if hit is not None and hit.code != but:
            hits.append(hit)
        if len(hits) == most:  # what is shown to nobody is not looked up
            break
    return hits


def _hit(house: House, viewer: Viewer, one: likeness.Like, codes: dict[int, str]) -> Hit | None:
    why = tuple(likeness.why(one, house.book))
    if one.name < 0:
        try:
            entry = precedents.get(house.store, viewer, -one.name)
        except NotFound:
            return None
        if entry.state != precedents.APPROVED or not precedents.is_consented(house.store, viewer, entry):
            return None  # taken out since the index was made
        return Hit(entry.code, one.score, why, entry.laws, entry=entry, sessions=entry.sessions)
    code = codes.get(one.name)
    if code is None:
        return None
    record = cases.get_case(house.store, viewer, code)
    held = precedents.sessions_held(house.store, viewer, code)
    return Hit(code, one.score, why, laws_of(house, record.type_l1), case=record, sessions=held or None)


def laws_of(house: House, type_l1: str | None) -> tuple[str, ...]:
    """The articles for a type of dispute, the first few of the county's rules."""
    found = [one for one in house.book.laws.bases if one.type == type_l1]
    return tuple(f"{one.law}第{one.article}条" for one in found[:_LAWS_SHOWN])


def is_entry(code: str) -> bool:
    """Whether a code names an entry of the library, and no case."""
    return code.startswith(_ENTRY)


def number_of(code: str) -> int:
    """The number of a library entry, of its code (AL-0012). Raises NotFound for what is none."""
    digits = code.removeprefix(_ENTRY)
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise NotFound("案例库里没有这一条，请回到案例库再看。")
    return int(digits)
