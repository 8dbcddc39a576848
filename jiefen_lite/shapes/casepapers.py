"""A paper of a case as it is kept, and what else lies in its dossier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """A place in a sequence of numbers; ``piece``: of a mediation file the how manieth paper, else 0."""

    series: str
    unit: str  # empty: the centre
    year: int
    no: int
    piece: int


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """One paper of a case with its number.

    ``made_for``: the unit of whoever made it, empty for the centre's people. ``corrects`` and
    ``replaced_by``: the numbers of the paper whose place it takes, and of the one that has taken its own.
    ``part``: the case that it came with, where that was merged into this one.
    """

    id: int
    case_code: str
    form: str
    place: PaperPlace
    number: str
    dated: date
    made_by: str
    made_for: str
    made_at: datetime
    sha256: str
    size: int
    corrects: str | None = None
    replaced_by: str | None = None
    void_by: str | None = None
    void_at: datetime | None = None
    void_reason: str | None = None
    part: str | None = None

    @property
    def is_valid(self) -> bool:
        """Neither void nor replaced by a corrected one."""
        return self.void_at is None and self.replaced_by is None


@dataclass(frozen=True, slots=True)
class NewCasePaper:
    """A finished paper before it is kept. ``entries``: JSON of what it was filled with."""

    case_id: int
    form: str
    place: PaperPlace
    number: str
    dated: date
    data: bytes
    entries: str
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """Something in the paper dossier that is no paper of ours; ``title`` in clear."""

    id: int
    item: str
    title: str
    pages: int
    noted_by: str
    noted_at: datetime
