"""What may stand where the cursor is, also in a text that is not finished."""

from __future__ import annotations

import pytest

from jiefen_lite.rules import loader
from jiefen_lite.rules.completion import Completion, complete
from jiefen_lite.rules.names import names
from jiefen_lite.rules.schema import FILES

NAMES = names(loader.load())


def at_bar(name: str, text: str) -> Completion:
    """The completion where the bar stands in a text."""
    before, after = text.split("|")
    line = before.count("\n") + 1
    column = len(before.rsplit("\n", 1)[-1])
    return complete(FILES[name], before + after, line, column, NAMES)


def offered(name: str, text: str) -> list[str]:
    """What is inserted by each suggestion."""
    return [one.insert for one in at_bar(name, text).suggestions]


CARD = ["high_from: ", "medium_from: ", "negations: ", "hearsay: ", "rules:", "examples:"]
KINDS = ["resolved", "completed_unresolved", "transferred", "withdrawn", "not_accepted", "in_progress"]


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("risk", "|", CARD),
        ("risk", "high_from: 60\n|\nhearsay: []\n", [*CARD[1:3], *CARD[4:]]),
        ("risk", "med|", ["medium_from: "]),
        ("risk", "rules:\n  |", ["- id: "]),
        ("risk", "rules:\n  - {id: a, tag: b, po|", ["points: ", "report: "]),
        ("risk", "rules:\n  - {id: a, hard: |}\n", ["true", "false"]),
        ("risk", "rules:\n  - {id: a, words: [甲, 乙], hard: |", ["true", "false"]),
        ("risk", "rules:\n  - id: a\n    words: [甲, 乙\n    neg|\n", []),
        ("risk", "rules:\n  - id: a\n    words: [甲, 乙\n    repo|\n    tag: b\n", ["report: "]),
        ("results", "rules:\n  - id: a\n    status: |", [*KINDS, "done_unclear"]),
        ("results", "rules:\n  - id: a\n    mediated: ne|", ["never"]),
        ("results", "rules:\n  - id: a\n    channels: [grid, pet|", ["petition"]),
        ("types", "types:\n  - id: a\n    main: 妇|", ["妇联", "妇女联合会", "市妇联"]),
        ("types", "types:\n  - assisting_when:\n      - {unit: 应急|}\n", ["应急局", "应急管理局"]),
        ("types", "types:\n  - id: a\n    complexity: |\n", ["simple", "complex", "undecided"]),
        ("types", "types:\n- id: a\n  fo|\n  name: b\n", ["fold18: "]),
        ("complexity", "rules:\n  - id: a\n    types: [la|", ["labor", "land_forest", "village_collective"]),
        ("channels", "channels:\n  - columns:\n      - field: new_c|", ["new_case_no"]),
        ("risk", "rules:\n  - id: a\n    tag: 涉|", []),
        ("risk", "high_from: 60  # 从|", []),
        ("risk", "# 说明 |", []),
        ("risk", "nonsense:\n  |", []),
    ],
)  # fmt: skip
def test_what_may_stand_there(name: str, text: str, wanted: list[str]) -> None:
    """Keys of the rule, allowed words, names of types and units; nothing in free text and comments."""
    assert offered(name, text) == wanted


def test_suggestions_explain_themselves() -> None:
    """A key tells what it is for, a type its Chinese name; the word begun is replaced."""
    found = at_bar("deadlines", "center:\n  simple|")
    assert (found.start, found.suggestions[0].title) == (2, "简易天数")
    assert found.suggestions[0].explanation == "简易件多少天办结。"
    assert found.suggestions[0].needed
    (labor,) = at_bar("complexity", "rules:\n  - types: [劳动|").suggestions
    assert (labor.insert, labor.title) == ("labor", "劳动争议")


@pytest.mark.parametrize("name", FILES)
def test_every_place_of_every_shipped_file_can_be_asked(name: str) -> None:
    """Where a line breaks off, something or nothing is offered, and never a fault raised; and what stands
    behind an allowed word's colon is among what is offered there."""
    text = loader.shipped(name).decode()
    lines = text.split("\n")
    for number, line in enumerate(lines[:60], start=1):
        for column in {0, len(line) // 3, len(line)}:
            complete(FILES[name], "\n".join(lines[:number]), number, column, NAMES)
