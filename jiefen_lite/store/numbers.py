"""Under which telephones and identity numbers a case is found: keyed hashes, apart from the people.

Hashes come in no order, so an index over them is written all over the file with every small step of a
large import. Cases that are still hidden have none; they get theirs sorted and in one go when revealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import peewee as pw

from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import STAGED, Case, CaseNumber, CaseParty

_MARK = 32  # characters; a person with several numbers has several marks, with a space between
_FIELDS = (CaseNumber.mark, CaseNumber.case_id, CaseNumber.role)
_COLUMNS = (CaseParty.phone_hash, CaseParty.id_hash)


def remember_batch(batch_id: int) -> None:
    """The numbers of the hidden cases of a batch, which is just being revealed (inside a write)."""
    hidden = Case.select(Case.id).where(Case.batch == batch_id, Case.live == STAGED)
    _remember(CaseParty.case.in_(hidden))


def remember(case_ids: Sequence[int]) -> None:
    """The numbers of cases that are in force (inside a write)."""
    for at in range(0, len(case_ids), 500):
        _remember(CaseParty.case.in_(list(case_ids[at : at + 500])))


def forget(store: Store, held: list[tuple[str, int]]) -> None:
    """Take numbers away before people change: (mark, case id) each (inside a write).

    Asked by mark, which the key begins with: by the case alone every number there is would be looked at.
    """
    store.delete_many(CaseNumber, ("mark", "case_id"), held)


def cases_of(mark: str) -> pw.Expression:
    """A condition on cases in which somebody has this number."""
    return Case.id.in_(CaseNumber.select(CaseNumber.case_id).where(CaseNumber.mark == mark))


def _remember(which: pw.Expression) -> None:
    sorted_marks = _marks(which).order_by(pw.SQL("1"))
    CaseNumber.insert_from(sorted_marks, _FIELDS).on_conflict_ignore().execute()
    several = sorted(set(_several(which)))
    for at in range(0, len(several), 300):
        CaseNumber.insert_many(several[at : at + 300], _FIELDS).on_conflict_ignore().execute()


def _marks(which: pw.Expression) -> Any:
    """(mark, case, role) of every number that stands alone; of two who share one twice."""
    phones, ids = (
        CaseParty.select(column.alias("mark"), CaseParty.case, CaseParty.role).where(
            pw.fn.LENGTH(column) == _MARK, which
        )
        for column in _COLUMNS
    )
    return phones.union_all(ids)


def _several(which: pw.Expression) -> list[tuple[str, int, str]]:
    """(mark, case, role) of the numbers of people who have several of a kind: few, and taken apart here."""
    has_several = pw.fn.LENGTH(CaseParty.phone_hash) > _MARK
    has_several |= pw.fn.LENGTH(CaseParty.id_hash) > _MARK
    query = CaseParty.select(*_COLUMNS, CaseParty.case_id, CaseParty.role).where(has_several, which)
    return [
        (mark, case_id, role)
        for *of_each, case_id, role in query.tuples()
        for marks in of_each
        if marks is not None and len(marks) > _MARK
        for mark in marks.split()
    ]
