"""What is in somebody's hands: open cases, waiting batches, open prescriptions, standing in for others.

Every column that holds a person's name is told of here: whether it goes along when his work is handed to
somebody else, or stays because it tells who did something then. A new one has to be put into one of the
two lists; a test fails where it is in neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import peewee as pw

from jiefen_lite.errors import NotAllowed
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store.database import Store
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import (
    AwayTime,
    Batch,
    Case,
    IntakeDraft,
    Message,
    Prescription,
    RuleDraft,
    SavedView,
)
from jiefen_lite.store.users import UserRecord

#: table.column → kind of holding (glossary: HOLDINGS).
GOES_ALONG = {
    "cases.handler": "handler",
    "cases.mediator": "mediator",
    "batch.imported_by": "batch",
    "prescription.owner": "prescription",
    "away_time.stand_in": "stand_in",
    "saved_view.owner": "saved_view",
    "rule_draft.by": "rule_draft",
    "message.person": "message",
    "intake_draft.owner": "intake_draft",
}
#: table.column → why it keeps the old name.
STAYS = {
    "user.name": "the account itself",
    "user_session.user_id": "his own session",
    "sign_in_failure.name": "what was typed at the door",
    "away_time.person": "when he himself was away",
    "away_time.noted_by": "who entered it",
    "audit_entry.user_name": "who did it",
    "reading_lesson.taught_by": "who set the reading right",
    "reading_lesson.decided_by": "who agreed to it or took it back",
    "learned_column.taught_by": "who explained the column",
    "learned_column.removed_by": "who took that back",
    "batch.revoked_by": "who took it back",
    "case_event.actor": "who took the step",
    "sentence_edit.by": "who wrote the sentence",
    "proposal.settled_by": "who settled it",
    "case_double.settled_by": "who judged the pair",
    "case_double.asked_by": "who handed the pair on",
    "prescription.set_by": "who noted it",
    "rule_change.by": "who changed the rules",
    "rule_change.withdrawn_by": "who took the plan back",
    "paper.made_by": "who had it made",
    "paper.signed_by": "who signed it off",
    "nothing_to_report.said_by": "who said so",
    "case_request.proposed_by": "who asked for the step",
    "case_request.endorsed_by": "who looked at it first",
    "case_request.settled_by": "who decided",
    "dispatch_choice.by": "who dispatched",
    "supervision_order.issued_by": "who issued it",
    "order_step.by": "who took the step",
    "order_step.responsible": "whom the unit named then",
    "instruction.by": "who gave it",
    "instruction_step.by": "who took the step",
    "delivery.person": "to whom it went",
    "contact.person": "his own address",
    "contact.set_by": "who entered it",
    "way_secret.set_by": "who entered it",
    "case_paper.made_by": "who made it",
    "case_paper.void_by": "who declared it void",
    "case_material.noted_by": "who put it into the dossier",
    "case_material.removed_by": "who took it out again",
    "reply_file.made_by": "who made the reply",
    "reply_file.taken_back_by": "who said that it was not handed over",
    "case_intake.registered_by": "who typed it in",
    "rating_invitation.made_by": "who gave the link out",
    "rating.entered_by": "who entered what he was told",
    "rating.answered_by": "who wrote the answer",
    "subsidy_month.approved_by": "who approved the list",
    "subsidy_month.withdrawn_by": "who withdrew it",
    "subsidy_entry.mediator": "who mediated, and is paid for it",
    "objection.made_by": "who objected for the unit",
    "objection.answered_by": "who answered",
    "unmask_request.asked_by": "who asked, and to whom alone the answer was given",
    "unmask_request.answered_by": "who said yes or no",
    "case_consent.noted_by": "who noted the consent",
    "precedent.made_by": "who wrote the example",
    "precedent.decided_by": "who approved it or took it out",
    "suggestion_mark.by": "whose opinion it is",
    "mediation_consent.asked_by": "who asked the party",
    "mediation_session.planned_by": "who called the meeting",
    "mediation_session.recorded_by": "who wrote the record",
    "mediation_agreement.changed_by": "who wrote the agreement",
    "performance_record.recorded_by": "who found out",
    "judicial_confirmation.changed_by": "who noted it",
    "return_visit.visited_by": "who made the visit",
    "attachment.added_by": "who attached it",
    "statute.imported_by": "who loaded it",
    "attachment.voided_by": "who declared it void",
}
#: In these a case is at its end and keeps the names it ended with.
OVER = ("closed", "evaluated", "archived", "withdrawn", "not_accepted")
LOOKERS = frozenset({Role.ADMIN, Role.SUPERVISOR, Role.OPERATOR})
#: Who reads which cases these are; the administrator is told how many.
READERS = frozenset({Role.SUPERVISOR, Role.OPERATOR})


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of what somebody has: how many, and their names for those who may read them."""

    kind: str
    count: int
    names: tuple[str, ...] = ()


def of(store: Store, viewer: Viewer, person: UserRecord, today: date) -> tuple[Holding, ...]:
    """All that is in somebody's hands, kind by kind; kinds of which he has nothing are left out."""
    if not viewer.roles & LOOKERS:
        raise NotAllowed("别人手上的工作由管理员或督办岗查看。")
    with store.reading():
        found = {
            "handler": _codes(person, Case.handler),
            "mediator": _codes(person, Case.mediator),
            "batch": [name for _id, name in _batches(person)],
            "prescription": [f"{one['period']} {one['unit']}" for one in _prescriptions(person)],
            "stand_in": [f"{one.person} {one.first_day}" for one in _standing_in(person, today)],
            "saved_view": [view.name for view in _views(person)],
            "rule_draft": [f"{file}.yaml" for file in _drafts(person)],
            "message": [text for (text,) in _messages(person).tuples()],
            "intake_draft": [f"{one.saved_at:%Y-%m-%d %H:%M}" for one in _intakes(person)],
        }
    tells = bool(viewer.roles & READERS)
    return tuple(
        Holding(kind, len(names), tuple(names) if tells else ()) for kind, names in found.items() if names
    )


def case_ids(store: Store, viewer: Viewer, person: UserRecord) -> list[int]:
    """The open cases, within what this person may know of, in which he is handler or mediator."""
    if not viewer.roles & LOOKERS:
        raise NotAllowed("别人手上的工作由管理员或督办岗查看。")
    with store.reading():
        his = (Case.handler == person.name) | (Case.mediator == person.name)
        query = Case.select(Case.id).where(_open(person), his).order_by(Case.id)
        return [case_id for (case_id,) in query.tuples()]


def open_by_handler(store: Store, viewer: Viewer, unit: str) -> dict[str, int]:
    """Handler → how many open cases of a unit he has, of those that this viewer may know of."""
    with store.reading():
        wanted = scope(viewer) & (Case.responsible_unit == unit) & Case.status.not_in((*OVER, "merged"))
        query = Case.select(Case.handler, pw.fn.COUNT(Case.id)).where(wanted, Case.handler.is_null(False))
        return dict(query.group_by(Case.handler).tuples())


def drafts_of_both(store: Store, viewer: Viewer, one: UserRecord, other: UserRecord) -> tuple[str, ...]:
    """Rule files of which both have a draft: one person keeps one draft of a file."""
    if not viewer.roles & LOOKERS:
        raise NotAllowed("别人手上的工作由管理员或督办岗查看。")
    with store.reading():
        return tuple(sorted(set(_drafts(one)) & set(_drafts(other))))


def give_rest(store: Store, viewer: Viewer, giver: UserRecord, receiver: UserRecord, now: datetime) -> None:
    """All but the cases becomes the receiver's (inside a write; the desk has checked who may)."""
    numbers = [number for number, _name in _batches(giver)]
    Batch.update(imported_by=receiver.name).where(Batch.id.in_(numbers)).execute()
    for note in _prescriptions(giver):  # append-only: the last line holds
        same = {name: value for name, value in note.items() if name != "id"}
        Prescription.create(**same | {"owner": receiver.name, "set_by": viewer.name, "set_at": now})
    for away in _standing_in(giver, now.date()):
        # nobody stands in for himself
        away.stand_in = receiver.name if away.person != receiver.name else None
        away.save()
    taken = {view.name for view in _views(receiver)}
    for view in _views(giver):
        # two of one name could not be told apart
        name = view.name if view.name not in taken else f"{view.name}（{giver.name}）"[:64]
        SavedView.update(owner=receiver.id, name=name).where(SavedView.id == view.id).execute()
    RuleDraft.update(by=receiver.name).where(RuleDraft.by == giver.name).execute()
    Message.update(person=receiver.name).where(
        Message.person == giver.name, Message.read_at.is_null()
    ).execute()
    IntakeDraft.update(owner=receiver.name).where(IntakeDraft.owner == giver.name).execute()


def _codes(person: UserRecord, column: pw.Field) -> list[str]:
    query = Case.select(Case.case_code).where(_open(person), column == person.name).order_by(Case.id)
    return [code for (code,) in query.tuples()]


def _open(person: UserRecord) -> pw.Expression:
    """Ledgers name people too: a namesake in another unit's ledger is not this person."""
    return scope(person.viewer()) & Case.status.not_in(OVER)


def _batches(person: UserRecord) -> list[tuple[int, str]]:
    """Files that he has brought and nobody has confirmed or given up: number and name."""
    query = Batch.select(Batch.id, Batch.file_name).where(
        Batch.imported_by == person.name, Batch.state == "previewed"
    )
    return list(query.order_by(Batch.id).tuples())


def _prescriptions(person: UserRecord) -> list[dict[str, Any]]:
    """The last notes of prescriptions that he is to see to and that are not done."""
    last = Prescription.select(pw.fn.MAX(Prescription.id)).group_by(
        Prescription.period, Prescription.unit, Prescription.rule
    )
    wanted = (Prescription.owner == person.name) & Prescription.state.in_(["open", "delayed"])
    if person.unit is not None:  # the owner is written by hand: a namesake of another unit is not he
        wanted = wanted & (Prescription.unit == person.unit)
    query = Prescription.select().where(Prescription.id.in_(last), wanted)
    return list(query.order_by(Prescription.id).dicts())


def _standing_in(person: UserRecord, today: date) -> list[AwayTime]:
    """Absences of others, not over yet, for which he stands in."""
    query = AwayTime.select().where(
        AwayTime.stand_in == person.name, AwayTime.last_day >= today, AwayTime.taken_back_at.is_null()
    )
    return list(query.order_by(AwayTime.id))


def _drafts(person: UserRecord) -> list[str]:
    """The rule files that he is about to change."""
    query = RuleDraft.select(RuleDraft.file).where(RuleDraft.by == person.name).order_by(RuleDraft.file)
    return [file for (file,) in query.tuples()]


def _messages(person: UserRecord) -> pw.ModelSelect:
    """What he has been told and not read."""
    query = Message.select(Message.text).where(
        Message.person == person.name, Message.read_at.is_null(), Message.folded_into.is_null()
    )
    return query.order_by(Message.id)


def _intakes(person: UserRecord) -> list[IntakeDraft]:
    """What he has begun to register and not sent."""
    return list(IntakeDraft.select().where(IntakeDraft.owner == person.name).order_by(IntakeDraft.id))


def _views(person: UserRecord) -> list[SavedView]:
    """The searches that he keeps under a name."""
    return list(SavedView.select().where(SavedView.owner == person.id).order_by(SavedView.id))
