"""A written answer to somebody who is not satisfied and whose matter is not settled."""

from __future__ import annotations

from datetime import datetime

from jiefen_lite import casework
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.rating.inviting import ANSWERERS
from jiefen_lite.shapes import Actor, Role, Status, Viewer
from jiefen_lite.store import audit, cases, ratings, rewriting, writing

LEAST, MOST, WAY_MOST = 10, 2000, 200
_OVER = (Status.EVALUATED, Status.ARCHIVED)


class Incomplete(JiefenError):
    """What was written is not enough; one sentence for each."""

    http_status = 422


def answer(house: House, viewer: Viewer, case_code: str, words: str, way: str, now: datetime) -> None:
    """Keep what the centre wrote, and how it was told; the history says that it was, not what.

    Raises NotFound, NotAllowed, IllegalMove where no answer is owed, Incomplete. All or nothing.
    """
    if not viewer.roles & ANSWERERS:
        raise NotAllowed("评价的书面说明由督办岗写，请转告督办岗。")
    words, way = words.strip(), way.strip()
    with house.store.writing():
        found = ratings.of_case(house.store, viewer, case_code)
        case = writing.load_case(house.store, cases.case_id_of(house.store, viewer, case_code))
        if not found or not found[0].owes_answer or case.status not in _OVER:
            raise IllegalMove("这一件现在不用书面说明：没有不满意而且没解决的评价，或者已经说明、重开。")
        faults = []
        if not LEAST <= len(words) <= MOST:
            faults.append(f"书面说明请写 {LEAST} 到 {MOST} 个字：查了什么、为什么这样办、还可以走什么途径。")
        if not way or len(way) > WAY_MOST:
            faults.append(f"请写怎样告知当事人的（{WAY_MOST} 字以内），例如：邮寄送达、当面交付。")
        if faults:
            raise Incomplete(*faults)
        actor = Actor(viewer.name, Role.SUPERVISOR.value, viewer.unit)
        event = casework.note(
            case,
            "answer_rating",
            actor,
            now,
            reason=None,
            auto=False,
            data={"told_party": way},
            due_before=case.due_date,
        )
        rewriting.save_case(house.store, case, [event])
        ratings.answer(house.store, viewer, case_code, found[0].id, words, way, now)
        audit.record(house.store, viewer, "answer_rating", case_code, now=now)
