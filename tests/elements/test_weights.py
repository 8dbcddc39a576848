"""Tables of learned weights: several numbers in one, and texts in which all names are alike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jiefen_lite.elements import weights

_ROWS = st.lists(st.tuples(*[st.integers(-2000, 2000)] * 3), min_size=1, max_size=50)


@given(_ROWS)
def test_woven_numbers_add_up_as_they_would_apart(rows: list[tuple[int, int, int]]) -> None:
    total = sum(map(weights.weave, rows))
    assert weights.unweave(total, 3) == [sum(column) for column in zip(*rows, strict=True)]


def test_all_names_are_one_sign_and_every_place_is_known() -> None:
    text = "孙立东反映周大海欠钱，周大海不认"
    scene = weights.scene(text, weights.places_of(text, ["周大海", "孙立东"]))
    inside = scene.framed.strip("^$")
    assert inside == "N反映N欠钱PN不认"
    for word in ("反映", "欠钱", "不认"):
        at = scene.at(text.index(word)) + weights.EDGE
        assert scene.framed[at : at + len(word)] == word


def test_of_two_names_in_one_place_the_longer_stands() -> None:
    text = "欧阳明华来了"
    scene = weights.scene(text, weights.places_of(text, ["欧阳明", "欧阳明华"]))
    assert scene.framed.strip("^$") == "N来了"


def test_a_text_without_names_stays_as_it_is() -> None:
    scene = weights.scene("工钱没给", [])
    assert scene.framed.strip("^$") == "工钱没给"
    assert [scene.at(place) for place in range(5)] == list(range(5))
