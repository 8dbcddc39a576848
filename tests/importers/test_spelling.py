"""One number in all its writings is one case."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import court_pretrial, labor_arbitration, mediation
from tests.importers.factories import fields_of, shipped_book, workbook

BRACKETS = ("()", "（）", "[]", "［］", "〔〕", "【】", "﹝﹞", "（)")


def writings(left: str, right: str, di: str, space: str) -> dict[ModuleType, str]:
    """The same three numbers with these brackets, 第 or not, spaces or not."""
    year = f"{left}{space}2024{right}{space}"
    return {
        labor_arbitration: f"富劳人仲案字{year}{di}{space}13{space}号",
        mediation: f"{year}富锦山人调字{di}{space}13号",
        court_pretrial: f"{year}黑0882诉前调{di}{space}13号",
    }


@given(st.sampled_from(BRACKETS), st.sampled_from(["第", ""]), st.sampled_from(["", " ", "\u3000", "\n"]))
def test_brackets_spaces_and_di_make_no_difference(brackets: str, di: str, space: str) -> None:
    """The forms of the courts' notice of 2021-09, of the arbitration rules, of the mediation ledgers."""
    normal = {
        labor_arbitration: "富劳人仲案字〔2024〕13号",
        mediation: "(2024)富锦山人调字第13号",
        court_pretrial: "(2024)黑0882诉前调13号",
    }
    for module, text in writings(*brackets, di, space).items():
        assert module.spell_number(text) == normal[module]
        assert module.spell_number(normal[module]) == normal[module]


@pytest.mark.parametrize(
    ("module", "text", "normal"),
    [
        (labor_arbitration, "〔2024〕第13号", "〔2024〕13号"),
        (labor_arbitration, "[2024]13号", "〔2024〕13号"),
        (labor_arbitration, "浙永嘉劳人仲案（2025）105号", "浙永嘉劳人仲案〔2025〕105号"),
        (labor_arbitration, "富劳人仲调字〔2024〕13号", "富劳人仲调字〔2024〕13号"),
        (mediation, "2024富锦山人民调13号", "(2024)富锦山人调字第13号"),
        (mediation, "富锦山人调字〔2024〕13号", "(2024)富锦山人调字第13号"),
        (mediation, "JX-2024-13", "JX-2024-13"),
        (court_pretrial, "（2025）黑0882诉前调第131号之一", "(2025)黑0882诉前调131号之一"),
        (court_pretrial, "〔2025〕黑0882民诉前调12号", "(2025)黑0882民诉前调12号"),
        (court_pretrial, "[2025]黑0882民初第456号", "(2025)黑0882民初456号"),
    ],
)
def test_less_usual_numbers(module: ModuleType, text: str, normal: str) -> None:
    """What is another series (调 and 案, 诉前调 and 民诉前调) stays another number."""
    assert module.spell_number(text) == normal


def test_linked_numbers_are_spelled_like_the_own() -> None:
    """Or no link would lead anywhere."""
    header = ["诉前调案号", "登记日期", "原告", "案由", "关联案号"]
    row = ["（2025）黑0882诉前调第2号", "2025-11-03", "张三", "民间借贷纠纷", "［2025］黑0882诉前调1号"]
    fields = fields_of(workbook([header, row]), channel="court_pretrial", book=shipped_book())[0]
    assert (fields["source_no"], fields["linked_nos"]) == ("(2025)黑0882诉前调2号", ["(2025)黑0882诉前调1号"])
