"""以案定补: closed cases as the subsidy of their mediators looks at them, and the list of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jiefen_lite.shapes.words import Complexity, Outcome, RiskLevel, Status


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the approved lists of other months have given for a dispute. Amounts in whole fen.

    ``full_fen``: what the whole of it is worth, fixed when it first stood in a list that paid; ``lost_fen``:
    what was more than its mediator may have and is not given later.
    """

    full_fen: int
    paid_fen: int
    lost_fen: int
    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubsidyFacts:
    """A closed case as the rules of the subsidy look at it.

    ``forms``, ``materials``, kinds of ``files``: what lies in its dossier; ``to_perform``: how much its
    agreement wants done, None where there is no agreement of ours; ``dispute``: inner numbers of all cases
    that it is.
    """

    case_id: int
    case_code: str
    mediator: str
    unit: str | None
    closed_at: datetime
    status: Status
    outcome: Outcome | None
    mediated: str | None
    complexity: Complexity | None
    risk_level: RiskLevel
    people_count: int | None
    amount_fen: int | None
    sessions: int
    agreement_form: str | None
    performed: bool | None
    to_perform: int | None
    forms: frozenset[str]
    materials: frozenset[str]
    files: frozenset[str]
    dispute: tuple[int, ...]
    earlier: Earlier | None


@dataclass(frozen=True, slots=True)
class SubsidyPoint:
    """One thing that there must be: whether it is (None: the rules do not ask for it), and why."""

    name: str
    holds: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class SubsidyLine:
    """One case in a month's list. ``part``: whole, first, rest, none; ``reason`` where not all is given."""

    case_id: int
    case_code: str
    mediator: str
    unit: str | None
    closed_at: datetime
    grade: str
    rule: str
    why: str
    points: tuple[SubsidyPoint, ...]
    full_fen: int
    amount_fen: int
    lost_fen: int
    part: str
    reason: str
    dispute: tuple[int, ...]
    is_late: bool  # closed in an earlier month


@dataclass(frozen=True, slots=True)
class SubsidyApproval:
    """A list that was frozen: by whom, when; and by whom, when and why it was withdrawn."""

    id: int
    period: str
    version: int
    approved_by: str
    approved_at: datetime
    cases: int
    total_fen: int
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


@dataclass(frozen=True, slots=True)
class MediatorSum:
    """What one mediator has in a month."""

    mediator: str
    cases: int
    paid_cases: int
    amount_fen: int
    lost_fen: int


@dataclass(frozen=True, slots=True)
class SubsidyList:
    """The list of a month as one viewer may see it, its sums, and whether it is frozen."""

    period: str
    until: date  # the day on which it was looked at
    lines: tuple[SubsidyLine, ...]
    sums: tuple[MediatorSum, ...]
    approval: SubsidyApproval | None
    mark: str  # changes with what the list gives

    @property
    def total_fen(self) -> int:
        """All that it gives."""
        return sum(line.amount_fen for line in self.lines)
