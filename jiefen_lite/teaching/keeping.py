"""The keeper of the rules looks after what was taught: yes or no to a proposal, away and back again."""

from __future__ import annotations

from datetime import datetime

from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.shapes import LessonState, Role, Viewer
from jiefen_lite.store import lessons

#: Who says yes and no.
KEEPERS = frozenset({Role.RULE_EDITOR, Role.OPERATOR})
#: What takes an act back.
BACK = {"remove": "put_back", "put_back": "remove"}
_ACTS: dict[str, tuple[tuple[LessonState, ...], LessonState, str]] = {
    "accept": ((LessonState.PROPOSED,), LessonState.IN_FORCE, "第 {} 条从现在起照着读。"),
    "refuse": (
        (LessonState.PROPOSED,),
        LessonState.REFUSED,
        "第 {} 条没有同意；那一件的更正不变，读法不变。",
    ),
    "remove": (
        (LessonState.IN_FORCE,),
        LessonState.REMOVED,
        "第 {} 条去掉了，下次照规则读；已经登记的不变。",
    ),
    "put_back": ((LessonState.REMOVED, LessonState.REFUSED), LessonState.IN_FORCE, "第 {} 条又照着读了。"),
}


def move(house: House, viewer: Viewer, number: int, act: str, now: datetime) -> str:
    """Do ``accept``, ``refuse``, ``remove`` or ``put_back`` with a lesson; what came of it, in a sentence.

    Raises NotAllowed for others, NotFound where somebody has been faster, JiefenError for another act.
    """
    if not viewer.roles & KEEPERS:
        raise NotAllowed("改对过的由规则员管，请找他们。")
    if act not in _ACTS:
        raise JiefenError("请选“同意”“不同意”“去掉”或者“恢复”。")
    before, after, said = _ACTS[act]
    lessons.move(house.store, viewer, number, before, after, now)
    return said.format(number)
