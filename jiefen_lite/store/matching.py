"""Which cases fit the words of a search, without looking at every case.

Few hits are listed by number and looked up one by one; for many the index of dates is walked from the
newest and left as soon as a page is full, whichever word they share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_, or_

import peewee as pw

from jiefen_lite import text
from jiefen_lite.shapes import PERSONAL, Asked, AskedKind, Role, Viewer
from jiefen_lite.store import masters, numbers, sourcenos
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope, tested
from jiefen_lite.store.search import NAME_MARK
from jiefen_lite.store.tables import Case

#: So many hits are looked up one by one.
FEW = 1_000
_KINDS_IN_TEXT = (AskedKind.WORD, AskedKind.PLACE, AskedKind.UNIT)
_TEXTS = (
    Case.summary,
    Case.claim,
    Case.result_text,
    Case.town,
    Case.village,
    Case.responsible_unit,
    Case.source_no,
)
_LEAST_PREFIX = 4  # letters and digits; a shorter beginning fits too much

#: Tokens that a case must all have; one that ends in * is a beginning.
Tokens = list[str]
#: Of every word one of its alternatives.
Match = list[list[Tokens]]


def plainly(words: str) -> tuple[Asked, ...]:
    """Words that nobody has looked at yet: numbers of persons, every other one as it is written."""
    asked, at, rest = [], 0, ""
    for kind, start, end, value in text.find_numbers(words):
        named = {"id_no": AskedKind.ID_NO, "phone": AskedKind.PHONE, "landline": AskedKind.PHONE}
        asked.append(Asked(named.get(kind, AskedKind.CARD), "", (value,)))
        rest, at = rest + words[at:start] + " ", end
    rest += words[at:]
    return (*asked, *(Asked(AskedKind.WORD, word) for word in text.normalize(rest).split()))


def may_search_names(viewer: Viewer) -> bool:
    """Who may find cases by the names and numbers of their people."""
    return bool(
        viewer.roles & {Role.SUPERVISOR, Role.OPERATOR}
        or (viewer.unit and viewer.roles & {Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR})
    )


def exact(store: Store, viewer: Viewer, asked: Iterable[Asked]) -> list[int]:
    """Inner numbers of the cases that a code or a source number names exactly: they come first."""
    ids: set[int] = set()
    for one in asked:
        if one.kind == AskedKind.CODE:
            coded = Case.select(Case.id).where(Case.case_code.in_(one.means))
            ids.update(number for (number,) in coded.tuples())
        if one.kind in (AskedKind.CODE, AskedKind.NUMBER):
            ids.update(sourcenos.exactly(store, one.written))
    if not ids:
        return []
    own = Case.select(Case.id).where(scope(viewer, aside=True), Case.id.in_(store.among(sorted(ids))))
    return sorted(number for (number,) in own.tuples())


def found(store: Store, viewer: Viewer, asked: Sequence[Asked]) -> pw.Expression:
    """A condition on the cases that fit all words, and on those into which one of them was merged."""
    return masters.with_few_masters(store, _Search(store, viewer).all_of(asked))


class _Search:
    """One search: what its viewer may find by, and what the index says."""

    def __init__(self, store: Store, viewer: Viewer) -> None:
        self._store = store
        self._viewer = viewer
        self._names = may_search_names(viewer)
        # a unit must not learn by guessing who asked for secrecy
        self._secrets = viewer.sees_county

    def all_of(self, asked: Sequence[Asked]) -> pw.Expression:
        in_text = [one for one in asked if one.kind in _KINDS_IN_TEXT]
        conditions = [self._one(one) for one in asked if one.kind not in _KINDS_IN_TEXT]
        if in_text:
            conditions.append(self._in_text(in_text))
        return reduce(and_, conditions)

    def _one(self, one: Asked) -> pw.Expression:
        if one.kind in PERSONAL:
            return self._of_person(one)
        if one.kind == AskedKind.CHANNEL:
            return reduce(or_, [Case.channel == name for name in one.means])
        if one.kind == AskedKind.TAIL:
            ending = reduce(or_, [Case.case_code.endswith(tail) for tail in one.means])
            running = sorted({tail.rpartition("-")[2] for tail in one.means})
            return self._among([[[token] for token in running]]) & ending
        if one.kind == AskedKind.TYPE:
            return self._of_type(one)
        return self._numbered(one)

    def _of_person(self, one: Asked) -> pw.Expression:
        if one.kind == AskedKind.CARD or not self._names:
            return Case.id.in_([])
        kind = "id_no" if one.kind == AskedKind.ID_NO else "phone"
        by_mark = numbers.cases_of(self._store.cipher.find_hash(kind, one.means[0]))
        if not self._secrets:
            by_mark &= Case.secrecy == False  # noqa: E712
        same = sourcenos.exactly(self._store, one.means[0])  # a ticket may look like an identity number
        return by_mark | Case.id.in_(same) if same else by_mark

    def _of_type(self, one: Asked) -> pw.Expression:
        kinds = []
        for name in one.means:
            l1, _, l2 = name.partition("/")
            kinds.append((Case.type_l1 == l1) & (Case.type_l2 == l2) if l2 else Case.type_l1 == l1)
        typed = reduce(or_, kinds)
        few = Case.select(Case.id).where(Case.live == 1, typed).limit(FEW + 1).tuples()
        ids = [number for (number,) in few]
        of_kind = Case.id.in_(self._store.among(ids)) if len(ids) <= FEW else typed
        return of_kind | self._in_text([one])

    def _numbered(self, one: Asked) -> pw.Expression:
        """A code or a source number: exactly, as a part of one, or somewhere in the words."""
        ids = set(exact(self._store, self._viewer, [one]))
        runs = sourcenos.tokens(one.written)
        if runs and one.kind == AskedKind.NUMBER:
            among = self._ids([[[token] for token in of_run] for of_run in runs])
            ids.update(sourcenos.nearly(self._store, one.written, among))
        named = Case.id.in_(self._store.among(sorted(ids)))
        return named if one.kind == AskedKind.CODE and ids else named | self._in_text([one])

    # ----------------------------------------------------------------------- the index

    def _in_text(self, asked: Sequence[Asked]) -> pw.Expression:
        """All of some words, each in the texts of a case or, where that is allowed, in its names."""
        plain = [_alternatives(one) for one in asked]
        if not all(plain):
            return Case.id.in_([])
        with_names = [alternatives + self._as_names(alternatives[0]) for alternatives in plain]
        fits = self._among(with_names)
        if self._names and not self._secrets:
            fits &= (Case.secrecy == False) | Case.id.in_(self._ids(plain))  # noqa: E712
        for one, alternatives in zip(asked, plain, strict=True):
            if len(alternatives) > 1 or (len(alternatives[0]) > 1 and not one.written.isascii()):
                fits &= self._side_by_side(one, alternatives[0])
        return fits

    def _as_names(self, tokens: Tokens) -> list[Tokens]:
        return [[NAME_MARK + token for token in tokens]] if self._names else []

    def _side_by_side(self, one: Asked, tokens: Tokens) -> pw.Expression:
        """That all pairs of a word are there does not mean that the word is."""
        places = [_is_meant(one.kind, name) for name in one.means if one.kind != AskedKind.TYPE]
        fits = reduce(or_, [*(column.contains(one.written) for column in _TEXTS), *places])
        if self._names:
            fits |= Case.id.in_(self._ids([self._as_names(tokens)]))
        return fits

    def _among(self, match: Match) -> pw.Expression:
        """The cases of which the index has all that is asked for."""
        ids = self._ids(match)
        if self._viewer.sees_county:
            asked, given = f"SELECT * FROM {ids.sql} AS few", list(ids.params)
        else:  # a word may be everywhere, and seldom in the cases of one unit
            asked = (
                f"SELECT case_id FROM case_unit WHERE unit = {self._store.db.param} AND case_id IN {ids.sql}"
            )
            given = [self._viewer.unit, *ids.params]
        few = self._store.db.execute_sql(f"{asked} LIMIT {FEW + 1}", given).fetchall()
        if len(few) <= FEW:
            return Case.id.in_(self._store.among([number for (number,) in few]))
        return tested(Case.id, ids)

    def _ids(self, match: Match) -> pw.SQL:
        return _fts(match) if self._store.is_sqlite else _grams(match, self._store.db.param)


def _alternatives(one: Asked) -> list[Tokens]:
    """The tokens of a word as it is written, and of each name that it stands for."""
    written = text.search_tokens(one.written)
    if len(one.written) == 1 and not one.written.isascii():
        written = [one.written + "*"]  # every pair that begins with it
    elif one.written.isascii() and len(one.written) >= _LEAST_PREFIX and written:
        written[-1] += "*"
    names = [] if one.kind not in (AskedKind.PLACE, AskedKind.UNIT) else one.means
    meant = [text.search_tokens(" ".join(name.split("/"))) for name in names]
    return [written, *(tokens for tokens in meant if tokens != written)] if written else []


def _is_meant(kind: AskedKind, name: str) -> pw.Expression:
    if kind == AskedKind.UNIT:
        return Case.responsible_unit == name
    town, _, village = name.partition("/")
    return (Case.town == town) & (Case.village == village) if village else Case.town == town


def _fts(match: Match) -> pw.SQL:
    def quoted(token: str) -> str:
        bare = token.rstrip("*").replace('"', '""')
        return f'"{bare}"' + "*" * token.endswith("*")

    wanted = " AND ".join(
        "(" + " OR ".join("(" + " AND ".join(map(quoted, tokens)) + ")" for tokens in alternatives) + ")"
        for alternatives in match
    )
    return pw.SQL("(SELECT rowid FROM case_search WHERE case_search MATCH ?)", [wanted])


def _grams(match: Match, param: str) -> pw.SQL:
    tokens = [token for alternatives in match for option in alternatives for token in option]
    of_token = {
        False: f"SELECT case_id FROM case_gram WHERE gram = {param}",
        True: f"SELECT case_id FROM case_gram WHERE gram LIKE {param}",
    }
    every = " INTERSECT ".join(
        "("
        + " UNION ".join(
            "(" + " INTERSECT ".join(of_token[token.endswith("*")] for token in option) + ")"
            for option in alternatives
        )
        + ")"
        for alternatives in match
    )
    return pw.SQL(f"({every})", [token[:-1] + "%" if token.endswith("*") else token for token in tokens])
