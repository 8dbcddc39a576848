"""What two texts say differently is found piece by piece."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jiefen_lite.text.differences import LONG, Piece, differences

TEXTS = st.text("孙立东工资8600元，拖欠未付。\n ", max_size=60)


def marked(pieces: list[Piece]) -> str:
    """The text with what differs in brackets."""
    return "".join(f"[{text}]" if differs else text for text, differs in pieces)


def test_a_number_that_differs_is_marked_whole() -> None:
    left, right = differences("拖欠工资 8600 元未付", "拖欠工资 8900 元未付")
    assert marked(left) == "拖欠工资 [8600] 元未付"
    assert marked(right) == "拖欠工资 [8900] 元未付"


def test_what_only_one_tells_is_marked_there_and_punctuation_is_no_difference() -> None:
    left, right = differences("在东风村打工，工资未付。", "在东风村打工；工资未付，多次催要")
    assert marked(left) == "在东风村打工，工资未付。"
    assert marked(right) == "在东风村打工；工资未付[，多次催要]"


def test_single_characters_alike_by_chance_do_not_flicker() -> None:
    left, right = differences("楼上漏水泡坏天花板", "电梯停运水泵也坏老人下不了楼")
    assert (len(left), len(right)) == (1, 1)


def test_nothing_and_something() -> None:
    assert differences("", "工资未付") == ([], [Piece("工资未付", True)])
    assert differences("", "") == ([], [])


def test_long_texts_are_compared_clause_by_clause() -> None:
    same = "".join(f"第{number}次到村里反映，" for number in range(LONG // 8))
    left, right = differences(same + "要求8600元。", same + "要求8900元。")
    assert marked(left).endswith("[要求8600元。]")
    assert marked(right).endswith("[要求8900元。]")


@given(TEXTS, TEXTS)
def test_no_character_is_lost_and_the_same_text_has_no_difference(one: str, other: str) -> None:
    left, right = differences(one, other)
    assert "".join(piece.text for piece in left) == one
    assert "".join(piece.text for piece in right) == other
    assert not any(piece.differs for piece in differences(one, one)[0])
