"""The words of the field: identifiers that the glossary knows."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """Where a dispute came from: seven imported channels and the centre's own three doors."""

    MEDIATION = "mediation"
    POLICE_110 = "police_110"
    COURT_PRETRIAL = "court_pretrial"
    PETITION = "petition"
    LABOR_ARBITRATION = "labor_arbitration"
    HOTLINE_12345 = "hotline_12345"
    GRID = "grid"
    MINIAPP = "miniapp"
    WINDOW = "window"
    SUPERIOR = "superior"


IMPORTED_CHANNELS = tuple(Channel)[:7]


class Status(StrEnum):
    """Where a case stands in the closed loop 受理—分流—调解—督办—反馈—评价."""

    DRAFT = "draft"
    REGISTERED = "registered"
    NOT_ACCEPTED = "not_accepted"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    MEDIATING = "mediating"
    SUSPENDED = "suspended"
    SETTLED = "settled"
    FAILED = "failed"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    FEEDBACK_PENDING = "feedback_pending"
    CLOSED = "closed"
    EVALUATED = "evaluated"
    ARCHIVED = "archived"
    MERGED = "merged"


class Outcome(StrEnum):
    """How a case ended; 办结 is not 化解, so the two have different values."""

    RESOLVED = "resolved"
    COMPLETED_UNRESOLVED = "completed_unresolved"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    NOT_ACCEPTED = "not_accepted"
    MERGED = "merged"


class Role(StrEnum):
    """What a signed-in person is; one person may hold several."""

    INTAKE_CLERK = "intake_clerk"
    SUPERVISOR = "supervisor"
    HANDLER = "handler"
    UNIT_LEADER = "unit_leader"
    MEDIATOR = "mediator"
    EXPERT = "expert"
    LEADER = "leader"
    RULE_EDITOR = "rule_editor"
    AUDITOR = "auditor"
    ADMIN = "admin"
    OPERATOR = "operator"  # the account of the operating system, at the command line


class Complexity(StrEnum):
    SIMPLE = "simple"
    COMPLEX = "complex"


class RiskLevel(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Light(StrEnum):
    """The time light of one case (not the alert of an area)."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Clock(StrEnum):
    """Which clock set the due date."""

    CENTER = "center"
    SOURCE = "source"
    STATUTORY = "statutory"
    ORIGINAL = "original"  # of the case for which this one comes again


class By(StrEnum):
    """Who decided: the ledger said so, a rule, a learned model, or a person."""

    SOURCE = "source"
    RULE = "rule"
    MODEL = "model"
    PERSON = "person"


class Satisfaction(StrEnum):
    SATISFIED = "satisfied"
    BASICALLY_SATISFIED = "basically_satisfied"
    DISSATISFIED = "dissatisfied"


class PartyRole(StrEnum):
    APPLICANT = "applicant"
    RESPONDENT = "respondent"
    THIRD_PARTY = "third_party"
    AGENT = "agent"


class Level(StrEnum):
    """A problem either refuses the row or only warns."""

    ERROR = "error"
    WARNING = "warning"


class Disposition(StrEnum):
    """What became of one data row of an uploaded file."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    EXCLUDED = "excluded"
