"""Which forms a case has room for now, who may make them, and why one cannot be made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiefen_lite import glossary
from jiefen_lite.casepapers import ordered
from jiefen_lite.errors import IllegalMove, NotAllowed, NotFound
from jiefen_lite.forms import FORMS, Form
from jiefen_lite.shapes import CaseRecord, IssuedPaper, Role, Status, Viewer
from jiefen_lite.shapes.supervision import ORDER_OPEN, OrderRecord

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


def named(words: str) -> Form | None:
    """The form that somebody means who writes a shorter name: 调解记录 is 人民调解记录; or None."""
    if words in _BY_NAME:
        return _BY_NAME[words]
    found = [form for name, form in _BY_NAME.items() if words and name.endswith(words)]
    return found[0] if len(found) == 1 else None


_BY_NAME = {form.name: form for form in FORMS.values()}
#: Any one of them is enough: where there is one, the others do not press.
_EITHER = (
    frozenset({"mediation_application", "acceptance_form"}),
    frozenset({"mediation_agreement", "oral_agreement"}),
)


def offers(
    viewer: Viewer,
    record: CaseRecord,
    papers: Sequence[IssuedPaper],
    orders: Sequence[OrderRecord] = (),
) -> list[Offer]:
    """The forms that this person can make now: those that come next first, each kind in the table's order.

    ``orders``: the supervision orders of the case, the newest first.
    """
    valid = [one for one in papers if one.is_valid and one.part is None]
    found = []
    for form in FORMS.values():
        mine = tuple(one for one in valid if one.form == form.id)
        if form.of_order and all(ordered.has_notice(one, form, valid) for one in orders):
            continue  # there is no order that it could be made of
        if viewer.roles & form.makers and _fits(form, record) and (form.many or not mine):
            why = form.why(record.status) if _presses(form, valid, orders) else ""
            found.append(Offer(form, why, mine))
    return sorted(found, key=lambda one: not one.why)


def _presses(form: Form, valid: Sequence[IssuedPaper], orders: Sequence[OrderRecord]) -> bool:
    """Whether a form that is due in this state is still to be made, as far as papers and orders tell."""
    made = {one.form for one in valid}
    if any(form.id in group and made & (group - {form.id}) for group in _EITHER):
        return False
    under_way = next((one for one in orders if one.state in ORDER_OPEN), None)
    if form.of_order:
        return under_way is not None and not ordered.has_notice(under_way, form, valid)
    if form.id == ordered.REPLY:
        last = max((one.made_at for one in valid if one.form == form.id), default=None)
        return under_way is not None and (last is None or last < under_way.issued_at)
    return True


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
        raise NotAllowed(f"制作《{form.name}》由{names}办理。")
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
