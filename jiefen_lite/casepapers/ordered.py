"""Papers that are made of a supervision order: which order, and what it has told them."""

from __future__ import annotations

from collections.abc import Sequence

from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, NotFound
from jiefen_lite.forms import Form
from jiefen_lite.shapes import IssuedPaper, Light, Viewer
from jiefen_lite.shapes.supervision import OrderRecord
from jiefen_lite.store import orders

#: The receipt has its own number, but what stands in it is the reply to an order.
REPLY = "supervision_reply"
_MOST = 50


def of_case(house: House, viewer: Viewer, code: str) -> list[OrderRecord]:
    """The orders of a case that this viewer may know of, the newest first; none for other roles."""
    if not viewer.roles & (orders.COUNTY | orders.UNIT):
        return []
    if not viewer.roles & orders.COUNTY and viewer.unit is None:
        return []
    return orders.listing(house.store, viewer, case_code=code, limit=_MOST)[0]


def has_notice(order: OrderRecord, form: Form, papers: Sequence[IssuedPaper]) -> bool:
    """Whether a valid paper of this form was made of an order."""
    return any(one.is_valid and _is_of(one, order, form) for one in papers)


def _is_of(paper: IssuedPaper, order: OrderRecord, form: Form) -> bool:
    place = (paper.place.series, paper.place.year, paper.place.no)
    return place == (form.series, order.year, order.serial)


def chosen(
    house: House,
    viewer: Viewer,
    code: str,
    form: Form,
    papers: Sequence[IssuedPaper],
    number: int | None,
    corrects: IssuedPaper | None,
) -> OrderRecord | None:
    """The order that a paper is made of: the one asked for, else the newest without such a paper.

    Raises NotFound for an order of another case, IllegalMove where there is none to be made of, or it has
    its notice already.
    """
    if not form.of_order and form.id != REPLY:
        return None
    known = of_case(house, viewer, code)
    if number is not None and all(one.id != number for one in known):
        raise NotFound("这张督办单不是这一件的，请从“督办”页打开。")
    if number is not None:
        known = [one for one in known if one.id == number]
    if form.of_order:
        if corrects is not None:
            known = [one for one in known if _is_of(corrects, one, form)]
        if not known:
            raise IllegalMove(
                f"《{form.name}》照督办单填写、用督办单的编号，这件还没有督办单。",
                "请先在案件页点“下发督办单”。",
            )
        waiting = [one for one in known if corrects or not has_notice(one, form, papers)]
        if not waiting:
            raise IllegalMove(
                f"督办单 {known[0].number} 已经做过《{form.name}》，没有再制作。",
                "要改，请在那一份上点“做更正件”；不用了的，先作废。",
            )
        known = waiting
    return orders.get(house.store, viewer, known[0].id) if known else None


def facts(order: OrderRecord) -> dict[str, str]:
    """What an order and the reply to it say, by the names under which forms know it."""
    said = order.last_reply
    due = order.due_date
    cause = ""
    if order.overdue_days:
        cause = f"红灯，已逾期{order.overdue_days}日"
    elif order.light == Light.YELLOW and due is not None:
        left = (due - order.issued_on).days
        cause = f"黄灯，{f'还有{left}日到期' if left else '今日到期'}"
    until = said.until if said is not None and said.until else order.finish_by
    found = {
        "supervision_number": order.number,
        "supervision_cause": cause,
        "ordered_unit": order.unit,
        "ordered_due": due.isoformat() if due else "",
        "ordered_demands": order.required,
        "ordered_until": order.finish_by.isoformat(),
        "ordered_reply_by": order.reply_by.isoformat(),
        "ordered_on": order.issued_on.isoformat(),
        "supervised_until": until.isoformat(),
    }
    if said is not None:
        found |= {
            "order_cause": said.cause or "",
            "order_measures": said.measures or "",
            "order_responsible": said.responsible or "",
        }
    return found
