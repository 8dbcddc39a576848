"""Finding cases by words: an index over overlapping pairs of characters, so two-character words are found.

SQLite keeps it in an FTS5 table without content (measured at a third of the text's size); other
databases keep plain rows. Party names are indexed apart (marked tokens), so that only people who may
see names can search by them.
"""

from __future__ import annotations

from collections.abc import Iterable

import peewee as pw

from jiefen_lite import text
from jiefen_lite.shapes import CaseRow, PartyFacts
from jiefen_lite.store import rowform
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import Case

NAME_MARK = "q0"  # stands before every token of a name


def tokens_of(
    case: CaseRow,
    parties: Iterable[PartyFacts],
    sources: Iterable[str | None],
    story: Iterable[str | None] | None = None,
) -> str:
    """The tokens of one case, separated by spaces: words of the case, then marked tokens of its names.

    ``story`` are its free texts with placeholders, where the caller has them already.
    """
    names = [party.name for party in parties if party.name]
    words = [case.case_code, *sources, case.town, case.village, case.responsible_unit]
    words += rowform.shown_story(case)[0] if story is None else story
    shown = " ".join(filter(None, words))
    for name in names:
        shown = shown.replace(name, " ")
    marked = [NAME_MARK + token for token in text.index_text(" ".join(names)).split()]
    return " ".join([text.index_text(shown), *marked])


def add_many(store: Store, rows: list[tuple[int, str]]) -> None:
    """Index cases (inside a write); each row is (case id, tokens)."""
    if store.is_sqlite:
        store.db.cursor().executemany("INSERT INTO case_search(rowid, tokens) VALUES (?, ?)", rows)
    else:
        marks = f"({store.db.param}, {store.db.param})"
        grams = [(case_id, token) for case_id, tokens in rows for token in dict.fromkeys(tokens.split())]
        store.db.cursor().executemany(f"INSERT INTO case_gram(case_id, gram) VALUES {marks}", grams)


def remove_many(store: Store, rows: list[tuple[int, str]]) -> None:
    """Take cases out of the index; FTS5 without content needs the tokens that were put in."""
    if store.is_sqlite:
        delete = "INSERT INTO case_search(case_search, rowid, tokens) VALUES ('delete', ?, ?)"
        store.db.cursor().executemany(delete, rows)
    else:
        delete = f"DELETE FROM case_gram WHERE case_id = {store.db.param}"
        store.db.cursor().executemany(delete, [(case_id,) for case_id, _tokens in rows])


def matching(store: Store, words: str, *, names: bool, secrets: bool) -> pw.Expression | None:
    """A condition on cases that hold all of ``words`` (separated by spaces); None where nothing is asked.

    ``names``: may this viewer find cases by the names of their parties; ``secrets``: also where they
    asked for secrecy.
    """
    named: pw.Expression | bool = names if secrets or not names else (Case.secrecy == False)  # noqa: E712
    condition: pw.Expression | None = None
    for word in text.normalize(words).split():
        part = _one_word(store, word, named)
        condition = part if condition is None else condition & part
    return condition


def _one_word(store: Store, word: str, names: pw.Expression | bool) -> pw.Expression:
    """``names``: in which cases names may be found, True for all, False for none."""
    if len(word) == 1 and not word.isascii():
        # One character has no pair: a literal search of the clear columns (contains escapes % and _).
        # The story holds names, so it is left out where names may not be searched.
        place = Case.town.contains(word) | Case.village.contains(word)
        return place if names is False else place | _where(names, Case.summary.contains(word))
    tokens = text.search_tokens(word)
    if not tokens:
        return Case.id.in_([])
    part = Case.id.in_(_ids(store, tokens))
    if tokens != [word] and not word.isascii():
        # All pairs present does not mean side by side.
        part = part & (
            Case.summary.contains(word)
            | Case.claim.contains(word)
            | Case.result_text.contains(word)
            | Case.town.contains(word)
            | Case.village.contains(word)
            | Case.responsible_unit.contains(word)
            | Case.source_no.contains(word)
        )
    if word.isascii() and len(word) >= 4:
        part = part | Case.case_code.contains(word) | Case.source_no.contains(word)
    if names is not False:
        part = part | _where(names, Case.id.in_(_ids(store, [NAME_MARK + token for token in tokens])))
    return part


def _where(names: pw.Expression | bool, found: pw.Expression) -> pw.Expression:
    return found if names is True else found & names


def _ids(store: Store, tokens: list[str]) -> pw.SQL:
    if store.is_sqlite:
        wanted = " AND ".join('"' + token.replace('"', '""') + '"' for token in tokens)
        return pw.SQL("(SELECT rowid FROM case_search WHERE case_search MATCH ?)", [wanted])
    marks = ", ".join([store.db.param] * len(tokens))
    return pw.SQL(
        f"(SELECT case_id FROM case_gram WHERE gram IN ({marks}) GROUP BY case_id "
        f"HAVING COUNT(DISTINCT gram) = {len(set(tokens))})",
        list(tokens),
    )
