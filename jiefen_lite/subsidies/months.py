"""The list of a month: judged while open, frozen when the supervisor approves it, withdrawn by a leader."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from jiefen_lite import glossary, text
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.indicators import midnight, months_in, period_of, previous
from jiefen_lite.moving import Incomplete
from jiefen_lite.reckoning import money
from jiefen_lite.shapes import Period, Role, SubsidyApproval, SubsidyLine, SubsidyList, Viewer
from jiefen_lite.store import audit, subsidies, users
from jiefen_lite.subsidies import judging

#: The centre sees the county's list, a unit's leader that of his unit, a mediator his own lines.
READERS = frozenset({Role.SUPERVISOR, Role.LEADER, Role.UNIT_LEADER, Role.MEDIATOR, Role.OPERATOR})
APPROVERS = frozenset({Role.SUPERVISOR})
WITHDRAWERS = frozenset({Role.LEADER})
LEAST_REASON, MOST_REASON = 4, 200
_OF_OTHERS = READERS - {Role.MEDIATOR}


def month(house: House, viewer: Viewer, label: str, now: datetime) -> SubsidyList:
    """The list of a month as this viewer may see it; as it was frozen where it is approved.

    Raises NotAllowed, and JiefenError for what is no month.
    """
    _require(viewer, READERS, "以案定补由督办岗、领导、分管领导查看，调解员看自己的。")
    period = _month_of(label)
    approval = _standing(house, viewer, period)
    if approval is not None:
        found = subsidies.lines(house.store, viewer, approval.id)
    else:
        found = _judged(house, viewer, period)
    if not viewer.roles & _OF_OTHERS:
        found = [line for line in found if viewer.name in judging.names_in(line.mediator)]
    return SubsidyList(
        period.label, now.date(), tuple(found), judging.sums(found), approval, _mark(house, found)
    )


def history(house: House, viewer: Viewer, label: str) -> list[SubsidyApproval]:
    """Lists of a month that were withdrawn, the newest first; for those who see the county's."""
    if not viewer.sees_county:
        return []
    return [one for one in subsidies.approvals(house.store, viewer, label) if one.withdrawn_at is not None]


def unmediated(house: House, viewer: Viewer, label: str) -> int:
    """How many cases settled in a month stand in no list because nobody wrote down who mediated."""
    period = _month_of(label)
    return subsidies.without_mediator(house.store, viewer, midnight(period.start), midnight(period.end))


def approve(house: House, viewer: Viewer, label: str, seen: str, now: datetime) -> None:
    """Freeze the county's list of a month, so that none of its cases is paid again.

    ``seen``: the mark of the list that the person looked at. Raises NotAllowed, IllegalMove where the rules
    are not in use, the month is not over, it is approved already, or the list has changed since.
    """
    _require(viewer, APPROVERS, "以案定补由督办岗核定。")
    period = _month_of(label)
    if not house.book.subsidy.enabled:
        raise IllegalMove(
            "补贴的金额还没有定，现在只能试算。",
            "请规则员按财政局、司法局定的金额改规则“以案定补”，再把“启用”改成是。",
        )
    if now.date() < period.end:
        raise IllegalMove(f"{label} 还没有过完，请到 {period.end} 再核定。")
    store = house.store
    with store.writing():
        if _standing(house, viewer, period) is not None:
            raise IllegalMove("这个月已经核定过了，不用再核定；要改请领导先撤回。")
        found = _judged(house, viewer, period)
        if not found:
            raise IllegalMove("这个月没有可以核定的件。")
        if seen != _mark(house, found):
            raise IllegalMove("您看过以后清单有变化，没有核定。请再看一遍，再点“核定本月”。")
        subsidies.keep(store, viewer, period.label, found, now, rule_set=house.book.digest)
        house.rule_set(now)
        detail = {"count": len(found), "yuan": money.plain(sum(line.amount_fen for line in found))}
        audit.record(store, viewer, "approve_subsidy", f"subsidy:{period.label}", now=now, detail=detail)


def withdraw(house: House, viewer: Viewer, label: str, reason: str, now: datetime) -> None:
    """Take an approved list back, so that its cases are judged anew.

    Raises NotAllowed, Incomplete without a reason, IllegalMove where there is none or a later month's list
    builds upon it.
    """
    _require(viewer, WITHDRAWERS, "核定过的清单由领导撤回。")
    period, said = _month_of(label), reason.strip()
    if not LEAST_REASON <= len(said) <= MOST_REASON:
        raise Incomplete(f"请写明为什么撤回，{LEAST_REASON} 到 {MOST_REASON} 个字。")
    store = house.store
    with store.writing():
        approval = _standing(house, viewer, period)
        if approval is None:
            raise IllegalMove("这个月没有核定过的清单，不用撤回。")
        later = subsidies.built_upon(store, viewer, approval.id)
        if later:
            raise IllegalMove(f"{'、'.join(later)} 的清单接着这个月补了余下的，请先撤回那一个月。")
        subsidies.withdraw(store, viewer, approval.id, text.mask_text(said), now)
        yuan = money.plain(approval.total_fen)
        detail = {"version": approval.version, "yuan": yuan, "reason": text.mask_text(said)}
        audit.record(store, viewer, "withdraw_subsidy", f"subsidy:{period.label}", now=now, detail=detail)


def _require(viewer: Viewer, roles: frozenset[Role], told: str) -> None:
    if not viewer.roles & roles:
        raise NotAllowed(told)


def _month_of(label: str) -> Period:
    period = period_of(label)
    if len(months_in(period)) != 1:
        raise JiefenError("以案定补按月核定，请写成 2026-10 这样的月份。")
    return period


def _standing(house: House, viewer: Viewer, period: Period) -> SubsidyApproval | None:
    found = subsidies.approvals(house.store, viewer, period.label)
    return next((one for one in found if one.withdrawn_at is None), None)


def _judged(house: House, viewer: Viewer, period: Period) -> list[SubsidyLine]:
    """Cases closed in the month, before them those of approved months that have something coming yet."""
    rules, barred = house.book.subsidy, _barred(house)
    first = period
    for _ in range(rules.terms.look_back_months):
        first = previous(first)
    store, start = house.store, midnight(period.start)
    place = house.book.mediation.attachments.place
    decided = subsidies.standing(store, viewer)
    lines = []
    for facts in subsidies.closed_between(store, viewer, midnight(first.start), midnight(period.end)):
        is_late = facts.closed_at < start
        if is_late and f"{facts.closed_at:%Y-%m}" not in decided:
            continue  # it stands in the list of its own month, which is still to be approved
        places = {place(kind) for kind in facts.files}
        line = judging.judge(facts, rules, barred, places=places, is_late=is_late)
        if line.amount_fen or not is_late:
            lines.append(line)
    return judging.capped(lines, rules)


def _barred(house: House) -> dict[str, str]:
    """Who is not paid, and as what."""
    rules = house.book.subsidy.not_paid
    found = dict.fromkeys(rules.names, "名单里不给的人")
    for one in users.list_users(house.store):
        mine = [role for role in Role if role in one.roles and role in rules.roles]
        if mine:
            found.setdefault(one.name, glossary.ROLES[mine[0]])
    return found


def _mark(house: House, lines: Sequence[SubsidyLine]) -> str:
    told = [f"{one.case_code} {one.mediator} {one.grade} {one.amount_fen} {one.lost_fen}" for one in lines]
    return hashlib.sha256("\n".join([house.book.digest, *told]).encode()).hexdigest()[:32]
