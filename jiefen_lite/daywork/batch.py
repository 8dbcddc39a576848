"""One step with several cases: each in a transaction of its own, and told of each what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jiefen_lite import glossary, moving
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError
from jiefen_lite.shapes import Viewer

#: Steps that can be taken with several cases at once.
SEVERAL = ("sign_receipt", "sign_assist", "dispatch", "approve", "hand_over")
MOST = 50


@dataclass(frozen=True, slots=True)
class Picked:
    """One chosen case: how many events it had when it was looked at, and the unit that was shown."""

    case_code: str
    seen: int | None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case; ``words`` says where it stands now, or why nothing was done."""

    case_code: str
    done: bool
    words: str


def run(
    house: House,
    viewer: Viewer,
    action: str,
    picked: Sequence[Picked],
    entries: Mapping[str, str],
    now: datetime,
) -> list[Result]:
    """Take the step with each case by itself; what is refused of one holds none of the others up.

    Raises JiefenError where the step is not one for several, or nothing (or too much) was chosen.
    """
    if action not in SEVERAL:
        raise JiefenError("这一步要一件一件办，请打开案件。")
    if not picked:
        raise JiefenError("请先勾选案件。")
    if len(picked) > MOST:
        raise JiefenError(f"一次最多办 {MOST} 件，请分几次。")
    return [_one(house, viewer, action, one, entries, now) for one in picked]


def _one(
    house: House, viewer: Viewer, action: str, one: Picked, entries: Mapping[str, str], now: datetime
) -> Result:
    try:
        filled = _proposed(house, viewer, one, now) if action == "dispatch" else dict(entries)
        done = moving.move(house, viewer, one.case_code, action, filled, now, seen=one.seen)
    except JiefenError as error:
        return Result(one.case_code, False, "".join(error.sentences))
    words = f"现在是“{glossary.label('status', done.status)}”"
    if action == "dispatch":
        words = f"已派给{one.unit}，" + words
    if action == "hand_over":
        words = f"已移交给{filled['handler']}，" + words
    return Result(one.case_code, True, words + "。")


def _proposed(house: House, viewer: Viewer, one: Picked, now: datetime) -> Mapping[str, str | Sequence[str]]:
    """A dispatch as the rules propose it, which is what the person has looked at."""
    form = moving.form(house, viewer, one.case_code, "dispatch", now)
    filled = {field.name: field.values for field in form.fields}
    if not one.unit or tuple(filled["responsible_unit"]) != (one.unit,):
        raise JiefenError("规则推荐的单位和您看到的不一样了，没有派；请打开案件看过再派。")
    return filled
