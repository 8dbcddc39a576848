"""The transition table as data, row for row that of the workflow guide (section 3)."""

from __future__ import annotations

from dataclasses import dataclass

from jiefen_lite.shapes import Role, Status

S, R = Status, Role

#: 在办: taken in and not yet brought to a result.
IN_WORK = frozenset({S.ACCEPTED, S.DISPATCHED, S.SIGNED, S.MEDIATING})
#: With the unit that deals with it.
WITH_UNIT = frozenset({S.DISPATCHED, S.SIGNED, S.MEDIATING})
#: A unit has the case: it was given to it and is not at an end.
WITH_PEOPLE = WITH_UNIT | {S.SUSPENDED, S.SETTLED, S.FAILED, S.TRANSFERRED, S.FEEDBACK_PENDING}
#: ``*`` of the guide: anything that is not at an end.
UNFINISHED = IN_WORK | {S.REGISTERED, S.SUSPENDED, S.SETTLED, S.FAILED, S.FEEDBACK_PENDING}
#: ``*`` of row 19: ledgers bring matters that have ended in both channels; they are one all the same.
MERGEABLE = UNFINISHED | {S.TRANSFERRED, S.WITHDRAWN, S.CLOSED, S.EVALUATED, S.ARCHIVED}


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: from where, by which action, to where, by whom, with what.

    ``target`` None: the status stays, or returns to where it was (``back``). ``required`` names the
    entries of ``data`` a person must give. ``ledger_only`` rows are for imports alone.
    """

    no: str
    action: str
    sources: frozenset[Status]
    target: Status | None
    who: frozenset[Role]
    required: tuple[str, ...] = ()
    back: bool = False
    ledger_only: bool = False
    expands: tuple[str, ...] = ()  # written as these steps, all at the same time


def _row(
    no: str,
    action: str,
    sources: frozenset[Status] | set[Status],
    target: Status | None,
    who: set[Role],
    *required: str,
    back: bool = False,
    ledger_only: bool = False,
    expands: tuple[str, ...] = (),
) -> Transition:
    return Transition(
        no, action, frozenset(sources), target, frozenset(who), required, back, ledger_only, expands
    )


_DESK = {R.INTAKE_CLERK, R.SUPERVISOR}

#: Workflow guide, section 3. Row 1 has no source: a case begins there.
TRANSITIONS: tuple[Transition, ...] = (
    _row("1", "register", set(), S.REGISTERED, {R.INTAKE_CLERK, R.HANDLER}, "channel"),
    _row("2", "accept", {S.REGISTERED}, S.ACCEPTED, _DESK),
    _row("3", "refuse", {S.REGISTERED}, S.NOT_ACCEPTED, {R.SUPERVISOR}, "ground", "told_options"),
    # An earlier ledger had the case as received, so it was taken in; the source has refused it since.
    _row("3L", "refuse", {S.ACCEPTED, S.DISPATCHED, S.SIGNED}, S.NOT_ACCEPTED, set(), ledger_only=True),
    _row("4", "dispatch", {S.ACCEPTED}, S.DISPATCHED, _DESK, "responsible_unit"),
    _row("5", "sign_receipt", {S.DISPATCHED}, S.SIGNED, {R.HANDLER}),
    # Units that assist sign for themselves, or ask to be left out; the case stays where it is.
    _row("5A", "sign_assist", WITH_UNIT, None, {R.HANDLER}),
    _row("5B", "refuse_assist", WITH_UNIT, None, {R.SUPERVISOR}, "unit", "reason"),
    # Ours, not the guide's: somebody of the unit takes over from another; neither state nor clock changes.
    _row(
        "5C",
        "hand_over",
        WITH_PEOPLE,
        None,
        {R.HANDLER, R.UNIT_LEADER, R.SUPERVISOR},
        *("handler", "reason"),
    ),
    _row("6", "return_case", {S.DISPATCHED, S.SIGNED}, S.ACCEPTED, {R.SUPERVISOR}, "ground", "reason"),
    # Row 6 and section 7: where units pass a case to each other the centre names one, once and for all.
    _row(
        "6A",
        "adjudicate_owner",
        {S.ACCEPTED},
        S.DISPATCHED,
        {R.SUPERVISOR},
        "responsible_unit",
        "reason",
    ),
    _row(
        "7",
        "start_mediation",
        {S.SIGNED},
        S.MEDIATING,
        {R.HANDLER, R.MEDIATOR},
        "consent",
        "rights_told",
    ),
    # The first talk with the party is a date that counts (首次联系), whether or not mediation begins.
    _row("7A", "first_contact", {S.SIGNED, S.MEDIATING}, None, {R.HANDLER, R.MEDIATOR}, "way"),
    _row(
        "8",
        "record_mediation",
        {S.MEDIATING},
        None,
        {R.MEDIATOR, R.HANDLER},
        *("held_on", "place", "way", "present", "record"),
    ),
    _row("9", "consult", IN_WORK, None, {R.SUPERVISOR}, "question"),
    _row("10", "whistle", IN_WORK, None, {R.SUPERVISOR, R.HANDLER}, "matter", "urgency", "units"),
    _row("11", "settle", {S.MEDIATING}, S.SETTLED, {R.MEDIATOR}, "agreement_form", "agreement"),
    _row("12", "fail", {S.MEDIATING}, S.FAILED, {R.MEDIATOR, R.HANDLER}, "told_options", "reason"),
    _row("13", "transfer", UNFINISHED, S.TRANSFERRED, {R.SUPERVISOR}, "target", "basis", "materials"),
    _row(
        "14",
        "submit_feedback",
        {S.SETTLED, S.FAILED, S.TRANSFERRED},
        S.FEEDBACK_PENDING,
        {R.HANDLER, R.UNIT_LEADER, R.INTAKE_CLERK},  # the clerk: what the counter has settled itself
        *("result", "basis", "contacted", "attachments"),
    ),
    # A ledger that says only 办结 tells no result: the guide (section 10) lets it wait for a person here.
    _row("14L", "submit_feedback", {S.MEDIATING}, S.FEEDBACK_PENDING, set(), ledger_only=True),
    _row("15", "approve", {S.FEEDBACK_PENDING}, S.CLOSED, {R.SUPERVISOR}, "told_party"),
    _row("16", "reject_feedback", {S.FEEDBACK_PENDING}, S.MEDIATING, {R.SUPERVISOR}, "reason"),
    _row("17", "evaluate", {S.CLOSED}, S.EVALUATED, {R.INTAKE_CLERK}, "satisfaction", "way"),
    _row("18", "archive", {S.EVALUATED}, S.ARCHIVED, {R.HANDLER, R.INTAKE_CLERK}, "dossier"),
    _row("19", "merge", MERGEABLE, S.MERGED, {R.SUPERVISOR}, "master_case", "reason"),
    _row(
        "20", "reopen", {S.CLOSED, S.EVALUATED, S.ARCHIVED}, S.MEDIATING, {R.SUPERVISOR}, "ground", "reason"
    ),
    _row(
        "21a",
        "suspend",
        IN_WORK | {S.REGISTERED, S.SETTLED, S.FAILED},
        S.SUSPENDED,
        {R.SUPERVISOR},
        *("ground", "reason", "until"),
    ),
    _row("21b", "resume", {S.SUSPENDED}, None, {R.SUPERVISOR}, back=True),
    _row("22", "withdraw", UNFINISHED, S.WITHDRAWN, {R.INTAKE_CLERK, R.HANDLER}, "evidence"),
    _row(
        "23",
        "settle_on_spot",
        {S.REGISTERED},
        S.SETTLED,
        {R.HANDLER, R.INTAKE_CLERK, R.MEDIATOR},
        *("agreement_form", "agreement"),
        expands=("accept", "dispatch", "sign_receipt", "start_mediation", "settle"),
    ),
    _row(
        "24",
        "extend",
        {S.DISPATCHED, S.SIGNED, S.MEDIATING},
        None,
        {R.SUPERVISOR},
        *("reason", "days", "told_party"),
    ),
    _row("25", "submit", {S.DRAFT}, S.REGISTERED, {R.INTAKE_CLERK, R.HANDLER}),
    _row("26", "close_ended", {S.WITHDRAWN, S.NOT_ACCEPTED}, S.CLOSED, {R.SUPERVISOR}, "evidence"),
    _row("27", "transfer_back", {S.TRANSFERRED}, S.ACCEPTED, {R.SUPERVISOR}, "evidence"),
    _row("28", "unmerge", {S.MERGED}, None, {R.SUPERVISOR}, "reason", back=True),
    _row("29", "uphold_appeal", {S.NOT_ACCEPTED}, S.REGISTERED, {R.LEADER}, "reason"),
    _row(
        "30",
        "inform_options",
        {S.ACCEPTED, S.DISPATCHED, S.SIGNED},
        S.FAILED,
        {R.HANDLER, R.SUPERVISOR},
        *("ground", "told_options"),
    ),
)
