"""What was set right in readings, on both databases: kept, replaced, moved, counted, switched off."""

from __future__ import annotations

from datetime import datetime

import pytest

from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import LessonKind, LessonState, Role, Viewer
from jiefen_lite.store import Store, cases, lessons
from jiefen_lite.store.lessons import NewLesson
from jiefen_lite.store.tables import Case
from tests.factories import CLERK, NOW, OPERATOR, make_case

TUNER = Viewer(None, "规则孙", frozenset({Role.RULE_EDITOR}))
STRANGER = Viewer(None, "外人", frozenset({Role.UNIT_LEADER}), "别的单位")


def _teach(store: Store, right: object, state: LessonState, case_id: int | None = None) -> int:
    new = NewLesson(LessonKind.TEXT, "people", lessons.text_mark(store, "案情"), 3, right)
    with store.writing():
        (number,) = lessons.teach(store, CLERK, case_id, [new], state, NOW)
    return number


def test_lessons_are_kept_replaced_and_moved(store: Store) -> None:
    code = make_case(store)
    case_id = cases.case_id_of(store, OPERATOR, code)
    assert lessons.standing(store) == (0, True, None, None)
    first = _teach(store, 7, LessonState.IN_FORCE, case_id)
    assert _teach(store, 7, LessonState.IN_FORCE) == first  # says the same
    second = _teach(store, 8, LessonState.IN_FORCE)
    waits = _teach(store, 9, LessonState.PROPOSED)
    (holds,) = lessons.in_force(store)
    assert (holds.number, holds.key, holds.right) == (second, lessons.text_mark(store, "案情"), 8)
    record = lessons.get(store, TUNER, first)
    assert (record.case_code, record.state, record.read) == (code, LessonState.REPLACED, 3)
    with pytest.raises(NotFound):
        lessons.get(store, STRANGER, first)
    lessons.move(store, TUNER, waits, [LessonState.PROPOSED], LessonState.IN_FORCE, NOW)
    with pytest.raises(NotFound):
        lessons.move(store, TUNER, waits, [LessonState.PROPOSED], LessonState.IN_FORCE, NOW)
    assert [one.right for one in lessons.in_force(store)] == [9]
    assert lessons.counts(store, TUNER) == {LessonState.IN_FORCE: 1, LessonState.REPLACED: 2}
    before = lessons.standing(store).version
    later = datetime(2026, 1, 2, 8, 30)
    lessons.switch(store, TUNER, False, later)
    assert lessons.standing(store) == (before + 1, False, TUNER.name, later)
    with store.writing():
        lessons.count_used([f'[["people", "9 人", "rule", "lesson.{waits}", null, "", 1]]', "[]"])
    assert lessons.get(store, TUNER, waits).used == 1


def test_checked_stories_are_those_whose_type_a_person_set(store: Store) -> None:
    case_id = cases.case_id_of(store, OPERATOR, make_case(store))
    assert lessons.checked_stories(store, TUNER) == []
    with store.writing():
        changes = {"person_fields": '["type"]', "type_l1": "neighbor"}
        Case.update(changes).where(Case.id == case_id).execute()
    ((_summary, _claim, l1),) = lessons.checked_stories(store, TUNER)
    assert l1 == "neighbor"
    assert lessons.checked_stories(store, STRANGER) == []
