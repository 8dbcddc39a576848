"""The supervisors are told once that an unhappy party waits for its answer, and once that it is too late."""

from __future__ import annotations

from datetime import datetime

from jiefen_lite import jobs
from jiefen_lite.config import Paths
from jiefen_lite.desk import House
from jiefen_lite.rating import answering, giving
from jiefen_lite.shapes import Role
from jiefen_lite.store import messages
from tests.moving.test_moving import do, who
from tests.rating.conftest import closed
from tests.rating.test_rating import DAY, SAID, link


def unhappy(house: House, code: str) -> None:
    giving.give(house, link(house, code), SAID, None, DAY)


def at(house: House, *day: int) -> None:
    """The clockwork runs twice that day, as after a restart."""
    for hour in (8, 9):
        moment = datetime(*day, hour, 45)
        jobs.remind_answers(house, Paths(house.files.parent), lambda moment=moment: moment)


def told(house: House) -> list[tuple[str, str]]:
    found, _total = messages.of(house.store, who(house, Role.SUPERVISOR), unread_only=False, limit=99)
    return [(one.kind, one.text) for one in reversed(found) if "answer" in one.kind]


def test_once_before_and_once_after(house: House, code: str) -> None:
    """Closed on 10 November, 30 days: told from five days before 10 December on, and from the 11th on."""
    unhappy(house, code)
    at(house, 2026, 12, 4)
    assert told(house) == []
    at(house, 2026, 12, 5)
    at(house, 2026, 12, 10)
    soon = ("answer_soon", f"{code} 不满意还没有答复，还剩 5 天，最晚 12月10日。")
    assert told(house) == [soon]
    at(house, 2026, 12, 11)
    at(house, 2027, 1, 20)
    over = ("answer_over", f"{code} 不满意还没有答复，已过期限 1 天。")
    assert told(house) == [soon, over]
    text = " ".join(text for _kind, text in told(house))
    assert "孙立东" not in text
    assert "钱一分没给" not in text


def test_many_are_one_message(house: House, code: str) -> None:
    other = closed(house, 2)
    unhappy(house, code)
    unhappy(house, other)
    at(house, 2026, 12, 12)
    assert told(house) == [("many_answer_over", "2 件不满意还没有答复，已过期限。")]


def test_nobody_is_told_of_what_is_answered_or_was_praised(house: House, code: str) -> None:
    unhappy(house, code)
    do(house, Role.INTAKE_CLERK, closed(house, 2), "evaluate", DAY)
    answering.answer(house, who(house, Role.SUPERVISOR), code, "查过了，可以向法院起诉", "phone", DAY)
    at(house, 2026, 12, 12)
    assert told(house) == []
