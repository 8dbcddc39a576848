"""The index of words: overlapping pairs of characters, so that two-character words are found.

SQLite keeps it in an FTS5 table without content (measured at a third of the text's size); other
databases keep plain rows. Party names are indexed apart (marked tokens), so that only people who may
see names can search by them.
"""

from __future__ import annotations

from collections.abc import Iterable

from jiefen_lite import text
from jiefen_lite.shapes import CaseRow, PartyFacts
from jiefen_lite.store import rowform
from jiefen_lite.store.database import Store

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
