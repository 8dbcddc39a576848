"""One answer of a person: the case is corrected, and what it teaches is kept, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jiefen_lite import corrections
from jiefen_lite.desk import House
from jiefen_lite.elements import reaching
from jiefen_lite.elements.lessons import same_words
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.shapes import READ_ELEMENTS, LessonKind, LessonState, PartyRole, Viewer
from jiefen_lite.store import lessons
from jiefen_lite.store.lessons import NewLesson
from jiefen_lite.teaching.reading import ReadCase, read, right_of

#: The correction (glossary: FIELDS) that an element of the reading belongs to; of people there is none.
FIELD_OF = {
    "type": "type",
    "place": "place",
    "when": "occurred_at",
    "cause": "cause",
    "amount": "amount",
    "people": "people",
}
REASON = "核对读出来的内容"
MOST_PARTIES = 40


@dataclass(frozen=True, slots=True)
class Done:
    """What an answer came to. ``state``: what it teaches holds, waits, or (None) nothing is taught.

    ``words``: words that it teaches for every text; ``why_not``: why it teaches nothing.
    """

    changed: bool
    state: LessonState | None
    words: tuple[tuple[LessonKind, str], ...] = ()
    why_not: str = ""


def may_set_right(viewer: Viewer, element: str) -> bool:
    """Whether this person may set an element right: what he may correct of the case; people only the desk."""
    if element == "who":
        return bool(viewer.roles & corrections.DESK)
    return FIELD_OF.get(element) in corrections.may_correct(viewer)


def teaches(house: House, viewer: Viewer) -> LessonState | None:
    """Whether what this person sets right holds at once, waits for a yes, or teaches nothing."""
    rules = house.book.reading.teaching
    how = rules.desk if viewer.roles & corrections.DESK else rules.units
    if not rules.use or how == "never":
        return None
    return LessonState.IN_FORCE if how == "at_once" else LessonState.PROPOSED


def set_right(
    house: House,
    viewer: Viewer,
    case_code: str,
    element: str,
    right: Any,
    now: datetime,
    *,
    seen: str | None = None,
    word: str | tuple[int, int] | None = None,
) -> Done:
    """Correct a case and teach the reader. ``right`` as a lesson has it, of people a list or an operation:

    ``["drop", 0]`` no name, ``["role", 0, role]``, ``["swap"]``, ``["add", name, role]``. ``word``: by what
    the text names the place, or where that stands. ``seen``: the mark of the page that was answered.

    Raises NotAllowed where the person may not, JiefenError where the value cannot be or the page is old.
    """
    if element not in READ_ELEMENTS:
        raise JiefenError("没有这一项，请回到这一件看一看。")
    if not may_set_right(viewer, element):
        raise NotAllowed("您的岗位不能改这一项，请找督办岗。")
    with house.store.writing():
        found = read(house, viewer, case_code)
        if seen is not None and seen != found.seen:
            raise JiefenError("这一页打开以后，这一件又有改动。", "下面是现在读出来的，请再看一眼。")
        right = _checked(found, element, right)
        if isinstance(word, tuple):
            word = found.text[slice(*word)]
        elif word and word not in found.text:
            raise JiefenError("案情里没有这个说法，请照案情里的写法填，或者空着。")
        changed = _correct(house, viewer, found, element, right, now)
        return _teach(house, viewer, found, element, right, word, changed, now)


def stand_by(
    house: House, viewer: Viewer, case_code: str, element: str, now: datetime, *, seen: str | None = None
) -> Done:
    """Somebody has looked: what was read is right. The case gets it, and the next reading is sure of it."""
    found = read(house, viewer, case_code)
    right = right_of(found.reading, element, _day(found)) if element in READ_ELEMENTS else None
    return set_right(house, viewer, case_code, element, right, now, seen=seen)


# ------------------------------------------------------------------ the case


def _correct(house: House, viewer: Viewer, found: ReadCase, element: str, right: Any, now: datetime) -> bool:
    """Correct the case; returns whether anything of it has changed."""
    code, field = found.case.case_code, FIELD_OF.get(element)
    is_other = right != right_of(found.reading, element, _day(found))
    said = [element] if is_other else []
    changes = _changes(found, element, right)
    done = corrections.correct(house, viewer, code, changes, REASON, now, read=said)
    says_nowhere = element == "place" and right[0] is None
    if says_nowhere or not (done or (is_other and not changes)):
        # what stands has been looked at: files do not change it any more, and nobody is asked again
        corrections.stand_by(house, viewer, code, [field or "who"], REASON, now)
    return bool(done)


def _changes(found: ReadCase, element: str, right: Any) -> dict[str, Any]:
    """What the case is to have; what the text does not say stays where the case has it from elsewhere."""
    case, reading = found.case, found.reading
    if element == "type":
        return {"type": {"l1": right[0], "l2": right[1]}}
    if element == "place":
        read_so = reading.place is not None and (case.town, case.village) == (
            reading.place.town,
            reading.place.village,
        )
        if right[0] is None and not read_so:
            return {}
        return {"place": {"town": right[0], "village": right[1]}}
    if element == "cause":
        return {"cause": right}
    if element == "amount":
        if right is None and case.amount_fen != reading.amount_fen:
            return {}
        return {"amount": None if right is None else right / 100}
    if element == "people":
        if right is None and case.people_count != reading.people_count:
            return {}
        return {"people": right}
    if element == "when":
        day = case.occurred_at.date() if case.occurred_at is not None else None
        if right is None:
            return {"occurred_at": None} if day is not None and day == reading.when_start else {}
        return {"occurred_at": right[0]} if right[0] == right[1] else {}
    return {}


# ------------------------------------------------------------------ what it teaches


def _teach(
    house: House,
    viewer: Viewer,
    found: ReadCase,
    element: str,
    right: Any,
    word: str | None,
    changed: bool,
    now: datetime,
) -> Done:
    state = teaches(house, viewer)
    rules = house.book.reading.teaching
    if state is None:
        return Done(changed, None, why_not="规则里停用了“更正以后学着读”，只改了这一件。")
    before = right_of(found.reading, element, _day(found))
    key, made = same_words(found.text), []
    if len(key) >= rules.least_length:
        mark = lessons.text_mark(house.store, key)
        made.append(NewLesson(LessonKind.TEXT, element, mark, before, right))
    words = []
    if rules.words:
        words = list(reaching.words_of(house.reader, found.text, found.reading, element, right, word))
        made += [NewLesson(one.kind, element, one.key, None, one.right) for one in words]
    if not made:
        return Done(changed, None, why_not="案情太短，不能按“同样的案情”记住，只改了这一件。")
    lessons.teach(house.store, viewer, found.case.id, made, state, now)
    return Done(changed, state, tuple((one.kind, one.key) for one in words))


# ------------------------------------------------------------------ what was answered


def _checked(found: ReadCase, element: str, right: Any) -> Any:
    """An answer in the form of a lesson. Raises JiefenError where it is none; fields check the rest."""
    wrong = JiefenError("看不懂这个答复，请从页面上选。")
    try:
        if element == "who":
            return _people(found, right)
        if element == "when" and right is not None:
            return _when(found, right)
        if element in ("type", "place"):
            one, two = right
            right = [one or None, two or None]
            if element == "type" and right[0] is None:
                raise JiefenError("请选一个纠纷类型。")
            if any(part is not None and not isinstance(part, str) for part in right):
                raise wrong
            return right
        if element in ("amount", "people"):
            return None if right is None else int(right)
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise wrong from error
    if right is not None and not isinstance(right, str):
        raise wrong
    return right or None


def _when(found: ReadCase, right: Iterable[Any]) -> list[Any]:
    start, end, *more = right
    words = more[1] if len(more) > 1 else None
    first, last = date.fromisoformat(start), date.fromisoformat(end or start)
    if last < first:
        raise JiefenError("后一个日子不能早于前一个，请重新填。")
    if last > found.case.received_at.date():
        raise JiefenError("发生时间不能晚于登记的那一天，请改早一些。")
    if words is not None and words not in found.text:
        words = None
    return [first.isoformat(), last.isoformat(), _day(found), words]


def _people(found: ReadCase, right: Any) -> list[list[Any]]:
    """The people after an operation on those that were read."""
    people: list[list[Any]] = right_of(found.reading, "who", _day(found))
    if not right or isinstance(right[0], list):
        return [[str(name), str(PartyRole(role)), bool(is_org)] for name, role, is_org in right]
    what, *more = right
    if what == "drop":
        return [one for at, one in enumerate(people) if at != more[0]]
    if what == "role":
        people[more[0]][1] = str(PartyRole(more[1]))
    elif what == "swap":
        other = {"applicant": "respondent", "respondent": "applicant"}
        people = [[name, other.get(role, role), is_org] for name, role, is_org in people]
    elif what == "add":
        name = str(more[0]).strip()
        if name not in found.text or not 2 <= len(name) <= 40:
            raise JiefenError("案情里没有这个名字，请照案情里的写法填。")
        if len(people) >= MOST_PARTIES:
            raise JiefenError(f"最多记 {MOST_PARTIES} 个人，请先去掉不是人名的。")
        is_org = len(name) > 4
        people = [*(one for one in people if one[0] != name), [name, str(PartyRole(more[1])), is_org]]
    else:
        raise ValueError(what)
    return people


def _day(found: ReadCase) -> str:
    return found.case.received_at.date().isoformat()
