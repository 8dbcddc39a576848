"""The shape of mediation.yaml: clauses of agreements, court confirmation, visits, attachments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from jiefen_lite.rules.kinds import Count, Day, TypeId
from jiefen_lite.rules.marks import OneOf
from jiefen_lite.shapes import RiskLevel

#: What a return visit is counted from: the agreement, or the last day of performance.
VISIT_STARTS = ("agreement", "performance")
#: Where in a dossier an attached file may lie: lines of its catalogue, that of the ending by what ended it.
DOSSIER_PLACES = (
    *("application", "rights", "identity", "attorney", "inquiry", "evidence", "record", "agreement"),
    *("notice", "withdrawal", "performance", "revisit", "confirmation", "note"),
)
#: What may stand in braces in a clause: the form asks for it.
BLANKS = ("who", "whom", "what", "amount", "due", "way", "place")


@dataclass(frozen=True, slots=True)
class Clause:
    """One usual clause. ``performs``: somebody has to do it by a day; ``total``: it states the whole sum;
    ``at_once``: it was done at the table."""

    id: str
    name: str
    text: str
    basis: str
    performs: bool = False
    total: bool = False
    at_once: bool = False
    types: tuple[TypeId, ...] = ()  # only offered for these; none named: for all


@dataclass(frozen=True, slots=True)
class AgreementCheck:
    """What an agreement is held against before it is signed."""

    basis: str
    longest_years: Day  # a day of performance later than that is a slip of the pen
    pays: tuple[str, ...]  # words that promise money or work, and want a day


@dataclass(frozen=True, slots=True)
class Confirmation:
    """司法确认: by when both sides apply together, and what they bring."""

    basis: str
    days: Day
    materials: tuple[str, ...]
    not_taken: tuple[str, ...]  # what a court does not take


@dataclass(frozen=True, slots=True)
class Visit:
    """One return visit that is due. ``key_only``: only for key cases."""

    id: str
    name: str
    after: Annotated[str, OneOf(VISIT_STARTS)]
    days: Day
    basis: str
    key_only: bool = False


@dataclass(frozen=True, slots=True)
class KeyCases:
    """Which cases are watched longer."""

    basis: str
    risk_levels: tuple[Annotated[str, OneOf(tuple(RiskLevel))], ...]


@dataclass(frozen=True, slots=True)
class KindPlace:
    """Under which line of the dossier files of a kind lie."""

    kind: str
    place: Annotated[str, OneOf(DOSSIER_PLACES)]


@dataclass(frozen=True, slots=True)
class Attachments:
    """Files that may be attached to a case, and how large. Sizes in MB, pictures in millions of dots."""

    basis: str
    kinds: tuple[str, ...]
    most_mb: Day
    most_files: Day
    most_megapixels: Day
    most_unpacked_mb: Day
    shown_side: Day
    thumbnail_side: Day
    dossier: tuple[KindPlace, ...] = ()  # a kind that is not named lies with the evidence

    def place(self, kind: str) -> str:
        """Where in the dossier a file of this kind lies."""
        return next((one.place for one in self.dossier if one.kind == kind), "evidence")


@dataclass(frozen=True, slots=True)
class SimilarCases:
    """How many closed cases of the same type are shown before a session."""

    basis: str
    most: Count


@dataclass(frozen=True, slots=True)
class Mediation:
    """mediation.yaml"""

    clauses: tuple[Clause, ...]
    checking: AgreementCheck
    confirmation: Confirmation
    visits: tuple[Visit, ...]
    key_cases: KeyCases
    similar: SimilarCases
    attachments: Attachments
