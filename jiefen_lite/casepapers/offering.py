"""Which forms a case has room for now, who may make them, and why one cannot be made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiefen_lite import glossary
from jiefen_lite.errors import IllegalMove, NotAllowed, NotFound
from jiefen_lite.forms import FORMS, Form
from jiefen_lite.shapes import CaseRecord, IssuedPaper, Role, Status, Viewer

#: Who may make some paper or other.
MAKERS = frozenset(role for form in FORMS.values() for role in form.makers)


@dataclass(frozen=True, slots=True)
class Offer:
    """A form that can be made now; ``why``: it is the next one, and for what reason (empty: it only may)."""

    form: Form
    why: str
    valid: tuple[IssuedPaper, ...]  # of this form


def form_of(name: str) -> Form:
    """The form of that name. Raises NotFound."""
    if name not in FORMS:
        raise NotFound("没有这种文书，请回到“文书”页重选。")
    return FORMS[name]


def offers(viewer: Viewer, record: CaseRecord, papers: Sequence[IssuedPaper]) -> list[Offer]:
    """The forms that this person can make now: those that come next first, each kind in the table's order."""
    found = []
    for form in FORMS.values():
        if viewer.roles & form.makers and _fits(form, record):
            valid = tuple(one for one in papers if one.form == form.id and one.is_valid and one.part is None)
            if valid and not form.many:
                continue
            # an occasion that comes again is no longer pressing once it was answered
            why = form.why(record.status) if not valid or form.many else ""
            found.append(Offer(form, why, valid))
    return sorted(found, key=lambda one: not one.why)


def _fits(form: Form, record: CaseRecord) -> bool:
    return record.status in form.states and (not form.channels or record.channel in form.channels)


def refuse(
    viewer: Viewer,
    record: CaseRecord,
    form: Form,
    papers: Sequence[IssuedPaper],
    corrects: IssuedPaper | None,
) -> None:
    """Say why a form cannot be made in a case now. Raises NotAllowed or IllegalMove; else it can."""
    if not viewer.roles & form.makers:
        names = "、".join(glossary.ROLES[role] for role in Role if role in form.makers)
        raise NotAllowed(f"《{form.name}》由{names}制作。")
    if form.channels and record.channel not in form.channels:
        names = "、".join(glossary.CHANNELS[one] for one in sorted(form.channels))
        raise IllegalMove(f"《{form.name}》只用于{names}来的件。")
    if record.status not in form.states:
        names = "、".join(f"“{glossary.STATUSES[one]}”" for one in Status if one in form.states)
        raise IllegalMove(
            f"{record.case_code} 现在是“{glossary.STATUSES[record.status]}”，不能制作《{form.name}》。",
            f"可以制作的状态：{names}。",
        )
    if corrects is not None:
        if corrects.form != form.id or not corrects.is_valid or corrects.part is not None:
            raise IllegalMove("只能更正这一件里还有效的同一种文书；请回到“文书”页重选。")
        return
    valid = next((one for one in papers if one.form == form.id and one.is_valid and one.part is None), None)
    if valid is not None and not form.many:
        raise IllegalMove(
            f"这件已经有《{form.name}》（{valid.number}），没有再制作。",
            "要改，请在那一份上点“做更正件”；不用了的，先作废。",
        )
