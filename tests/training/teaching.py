"""One model of the invented table for all tests of learning."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from jiefen_lite.desk import Deciders, House
from jiefen_lite.rules import loader
from jiefen_lite.shapes import Center
from jiefen_lite.training import Learned
from jiefen_lite.training.learning import learn
from jiefen_lite.training.table import Lessons
from tests.fujin import REGION
from tests.training import past

ABOUT = {
    "made_at": "2026-11-03T09:00:00", "made_by": "规则员", "sha256": "0" * 64,
    "text_columns": ["简要案情"], "label_column": "纠纷类别",
}  # fmt: skip

Teach = Callable[..., Learned]


@pytest.fixture(scope="session")
def teach() -> Teach:
    """Learning in this process: pairs of text and label, beside the model in force if there is one."""
    deciders = Deciders(Center("富锦中心", REGION, (), "FJ"), loader.load())

    def teach(pairs: list[tuple[str, str]], old: bytes | None = None, made_at: str = "2026-11-03") -> Learned:
        texts, labels = zip(*pairs, strict=True)
        lessons = Lessons(texts, labels, len(pairs), 0)
        house = cast(House, deciders)  # it asks for the rules alone
        return learn(house, lambda *_words: None, lessons, old, {**ABOUT, "made_at": made_at})

    return teach


@pytest.fixture(scope="session")
def good(teach: Teach) -> Learned:
    """A model that knows the three types well."""
    return teach(past.rows())
