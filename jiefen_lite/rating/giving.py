"""A rating that comes by a link, and the day after which nobody is waited for any more.

Both take the step ``evaluate`` along the table, as one transaction with the rating itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from jiefen_lite import casework, glossary
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotFound
from jiefen_lite.shapes import Actor, CaseRow, Role, Satisfaction, Status, Viewer
from jiefen_lite.store import audit, cases, ratings, requests, rewriting, writing
from jiefen_lite.store.ratings import Invited, NewRating

#: Who has rated by a link, in the history of the case: no account, so no name.
PARTY = Actor("当事人", "party")
SYSTEM = Actor("system", "system")
#: The token stands for the person; with it the desk looks up the one case it belongs to.
_DESK = Viewer(None, "system", frozenset({Role.OPERATOR}))
MOST_SAID = 500
#: So many cases at a time: a job that goes on the next hour keeps nobody waiting.
MOST_AT_ONCE = 500


class Closed(IllegalMove):
    """The link was right once, and leads nowhere any more."""

    http_status = 410


class Incomplete(JiefenError):
    """Something is missing in what was filled in; one sentence for each."""

    http_status = 422


def look(house: House, token: str, now: datetime) -> Invited:
    """The case behind a link that still holds. Raises NotFound for a wrong one, Closed with the reason."""
    found = ratings.by_token(house.store, _DESK, token)
    if found is None:
        raise NotFound("这个链接不对。", "请核对纸上的网址，或者到窗口换一张。")
    if found.used_at is not None:
        raise Closed("您的评价已经收到，谢谢。", "这个链接只能用一次。")
    if found.voided_at is not None or found.status is not Status.CLOSED or not found.is_current:
        raise Closed("这个链接已经作废。", "需要评价请联系窗口。")
    if now.date() > found.expires_on:
        raise Closed(f"这个链接 {found.expires_on.isoformat()} 到期，已经不能评价。", "有意见请联系窗口。")
    return found


def give(house: House, token: str, raw: Mapping[str, str], address: str | None, now: datetime) -> None:
    """Take what a party fills in, once.

    Raises as :func:`look` does, Incomplete where something is missing. All or nothing.
    """
    with house.store.writing():
        found = look(house, token, now)
        new = _read(raw, found, now)
        case = writing.load_case(house.store, found.case_id)
        _evaluate(house, case, new, PARTY, now)
        stranger = Viewer(None, PARTY.name, frozenset(), None, address)
        detail = {"action": "evaluate", "seq": case.event_count, "by": "link"}
        audit.record(house.store, stranger, "move", case.case_code, now=now, detail=detail)


def _read(raw: Mapping[str, str], found: Invited, now: datetime) -> NewRating:
    said = raw.get("said", "").strip()
    faults = []
    for name, words, known in (
        ("satisfaction", "满意不满意", glossary.SATISFACTIONS),
        ("solved", "问题解决了没有", glossary.SOLVED),
        ("party", "您是谁", glossary.RATING_PARTIES),
    ):
        if raw.get(name, "") not in known:
            faults.append(f"请选“{words}”。")
    if raw.get("satisfaction") == Satisfaction.DISSATISFIED and not said:
        faults.append("不满意的请写一句为什么。")
    if len(said) > MOST_SAID:
        faults.append(f"写得太长了，请写在 {MOST_SAID} 字以内。")
    if faults:
        raise Incomplete(*faults)
    return NewRating(raw["satisfaction"], raw["solved"], raw["party"], "link", now.date(), said, found.id)


def close_unrated(house: House, viewer: Viewer, now: datetime) -> int:
    """Cases whose time for a rating is over count as 未评价, never as satisfied; how many were.

    What is done is told by the cases themselves: done twice it changes nothing, and what was missed while
    the machine was off is made up for.
    """
    first = now.date() - timedelta(days=house.book.moves.rating.unrated_days)
    before = datetime.combine(first, time())
    done = 0
    for code in ratings.unrated(house.store, viewer, before, MOST_AT_ONCE):
        with house.store.writing():
            case = writing.load_case(house.store, cases.case_id_of(house.store, viewer, code))
            if case.status is not Status.CLOSED or case.closed_at is None or case.closed_at >= before:
                continue  # somebody was quicker
            new = NewRating(None, None, None, "unrated", now.date())
            _evaluate(house, case, new, SYSTEM, now)
            detail = {"action": "evaluate", "seq": case.event_count, "by": "unrated"}
            audit.record(house.store, viewer, "move", code, now=now, detail=detail)
            done += 1
    return done


def _evaluate(house: House, case: CaseRow, new: NewRating, actor: Actor, now: datetime) -> None:
    row = casework.row_of("evaluate", case.status)
    if row is None:
        raise IllegalMove(casework.refusal(case, "evaluate"))
    data: dict[str, Any] = {"satisfaction": new.level, "solved": new.solved, "way": new.reached}
    if new.party is not None:
        data["party"] = new.party
    events = casework.advance(
        case,
        "evaluate",
        at=now,
        now=now,
        actor=actor,
        roles=row.who,  # the link, or the rule, stands for whoever enters what he was told
        auto=actor is SYSTEM,
        data=data,
    )
    store = house.store
    rewriting.save_case(store, case, events, rule_set=house.rule_set(now))
    ratings.add(store, _DESK, case.id, new, actor.name, now)
    requests.lapse(store, _DESK, case.id, now, kept=casework.allowed(case.status))
