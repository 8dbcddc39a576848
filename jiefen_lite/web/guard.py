"""Who may open which page: every view says so, and a view that does not is closed to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, g

from jiefen_lite import (
    casepapers,
    corrections,
    counter,
    evidence,
    glossary,
    handover,
    instructing,
    looks,
    merging,
    objecting,
    papers,
    replies,
    subsidies,
    suggesting,
    supervision,
    unitbook,
    unmasking,
)
from jiefen_lite.errors import NotAllowed
from jiefen_lite.intake.preview import IMPORTERS as BRINGERS
from jiefen_lite.lawbook import access as law
from jiefen_lite.mediation import access
from jiefen_lite.precedents import library
from jiefen_lite.rating import inviting
from jiefen_lite.reports import honesty
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import choices, deliveries, orders

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed_in"

COUNTY = frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR, Role.LEADER})
UNIT_PEOPLE = frozenset({Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR})
READERS = COUNTY | UNIT_PEOPLE
DESK = frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR})
IMPORTERS = BRINGERS - {Role.OPERATOR}
# The desk refuses a unit's people what only the centre may correct (type, unit, complexity).
CORRECTORS = (corrections.DESK | corrections.UNIT) - {Role.OPERATOR}
CENTRE_CORRECTORS = corrections.DESK - {Role.OPERATOR}
DOUBLE_READERS = merging.DESK - {Role.OPERATOR}
MERGERS = frozenset({Role.SUPERVISOR})
SETTLERS = frozenset({Role.SUPERVISOR})
# Plain text of the parties: the guide's table of rights, last line but one of the case roles.
REVEALERS = READERS - {Role.LEADER}
# A leader too once he was given leave, which the store asks for; what lies beside the case stays closed.
CASE_REVEALERS = READERS
# Who looked at a case; a unit's leader is told of the cases that his unit answers for, others of their own.
LOOK_READERS = looks.READERS
UNMASK_ASKERS = unmasking.ASKERS
UNMASK_ANSWERERS = unmasking.ANSWERERS
UNMASK_READERS = unmasking.READERS
# A ledger in clear: the supervisor's, once a leader has said yes.
CLEAR_EXPORTERS = frozenset({Role.SUPERVISOR})
HONESTY_READERS = honesty.READERS
FREEZERS = frozenset({Role.SUPERVISOR})
PRESCRIBERS = frozenset({Role.SUPERVISOR})
PAPER_MAKERS = papers.MAKERS - {Role.OPERATOR}
SIGNERS = papers.SIGNERS
RULE_READERS = frozenset({Role.RULE_EDITOR, Role.SUPERVISOR})
RULE_EDITORS = frozenset({Role.RULE_EDITOR})
TEMPLATE_EDITORS = frozenset({Role.RULE_EDITOR})
ADMINS = frozenset({Role.ADMIN})
UNIT_READERS = (unitbook.COUNTY - {Role.OPERATOR}) | UNIT_PEOPLE
HANDING = handover.DESK - {Role.OPERATOR}
AUDITORS = frozenset({Role.AUDITOR})
# Who sits at the mediation table.
RECKONERS = DESK | UNIT_PEOPLE
#: Who types a case in: the desk, and people of a unit for their own.
REGISTRARS = counter.REGISTRARS
# Whose day is typing in: the button for it stands on the first page.
WINDOW = frozenset({Role.INTAKE_CLERK})
OVERRIDE_READERS = choices.READERS - {Role.OPERATOR}
COUNTY_ORDERS = orders.COUNTY - {Role.OPERATOR}
ORDER_READERS = COUNTY_ORDERS | orders.UNIT
ORDER_ISSUERS = supervision.ISSUERS
ORDER_REPLIERS = supervision.REPLIERS
INSTRUCTION_READERS = ORDER_READERS
OBJECTION_READERS = objecting.READERS
OBJECTORS = objecting.OBJECTORS
OBJECTION_ANSWERERS = objecting.ANSWERERS
INSTRUCTION_GIVERS = instructing.GIVERS
INSTRUCTION_REPLIERS = instructing.REPLIERS
DELIVERY_READERS = deliveries.READERS - {Role.OPERATOR}
CASE_PAPER_MAKERS = casepapers.MAKERS
EMPTY_PAPER_TAKERS = casepapers.EMPTY_TAKERS
DOSSIER_KEEPERS = casepapers.KEEPERS
REPLIERS = replies.MAKERS - {Role.OPERATOR}
MEDIATION_READERS = access.READERS - {Role.OPERATOR}
PRECEDENT_PROPOSERS = library.PROPOSERS
PRECEDENT_APPROVERS = library.APPROVERS
SUGGESTION_MARKERS = suggesting.MARKERS - {Role.OPERATOR}
SUGGESTION_READERS = suggesting.READERS - {Role.OPERATOR}
MEDIATION_REVEALERS = MEDIATION_READERS & REVEALERS
MEDIATION_WRITERS = access.WRITERS
VISITORS = access.VISITORS
# Who is told what is due after agreements: also those who see to it that others do it.
FOLLOWERS = VISITORS | {Role.UNIT_LEADER, Role.LEADER}
RATING_INVITERS = inviting.INVITERS
RATING_ANSWERERS = inviting.ANSWERERS
# Who takes the empty sheet along; what stands on it is entered at the window.
RATING_SHEET_READERS = inviting.SHEET_READERS
SUBSIDY_READERS = subsidies.READERS - {Role.OPERATOR}
SUBSIDY_COUNTY = SUBSIDY_READERS & COUNTY
SUBSIDY_APPROVERS = subsidies.APPROVERS
SUBSIDY_WITHDRAWERS = subsidies.WITHDRAWERS
ATTACHERS = evidence.ADDERS
LAW_READERS = law.READERS - {Role.OPERATOR}
LAW_IMPORTERS = law.IMPORTERS - {Role.OPERATOR}


def allow(*, roles: frozenset[Role] | str) -> Callable[[View], View]:
    """Mark a view with who may open it: a set of roles, ``PUBLIC`` or ``SIGNED_IN``."""

    def mark(view: View) -> View:
        view.allowed = roles  # type: ignore[attr-defined]
        return view

    return mark


def who_may(app: Flask, endpoint: str) -> frozenset[Role] | str:
    """What ``allow`` said of an endpoint; the static folder is public, anything unmarked is for nobody."""
    if endpoint == "static":
        return PUBLIC
    return getattr(app.view_functions[endpoint], "allowed", frozenset())


def check(app: Flask, endpoint: str, viewer: Viewer | None) -> None:
    """Refuse a viewer whose roles do not fit; signing in is asked for elsewhere."""
    roles = who_may(app, endpoint)
    if isinstance(roles, str) or (viewer is not None and viewer.roles & roles):
        return
    names = "、".join(glossary.ROLES[role] for role in Role if role in roles)
    raise NotAllowed(
        f"这一页只对{names}开放。" if names else "这一页不开放。", "如果工作需要，请找管理员调整岗位。"
    )


def may(*roles: frozenset[Role]) -> bool:
    """For templates: whether the present viewer has one of these roles (the server checks again anyway)."""
    viewer: Viewer | None = g.get("viewer")
    return viewer is not None and any(viewer.roles & some for some in roles)
