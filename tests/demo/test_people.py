"""Invented people stay invented: numbers that nobody bears, names of no public figure."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from jiefen_lite.demo import forms, people


def test_identity_numbers_have_a_sequence_code_nobody_bears() -> None:
    """The check digit is right by the standard's own example, the sequence code is 000."""
    assert people.check_digit("11010519491231002") == "X"
    weights = people.ID_WEIGHTS
    for day in range(1, 29):
        number = people.identity_number(date(1975, 6, day))
        assert number[14:17] == "000"
        total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
        assert number[-1] == "10X98765432"[total % 11]


def test_no_person_bears_a_public_figures_name() -> None:
    rng = Random(1)
    names = {people.person(rng, date(2026, 1, 1)).name for _ in range(20_000)}
    assert not names & people.KNOWN_NAMES


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        (32_000, "叁万贰仟元"),
        (105_060, "壹拾万伍仟零陆拾元"),
        (100_000, "壹拾万元"),
        (30_200, "叁万零贰佰元"),
        (8_005, "捌仟零伍元"),
        (40, "肆拾元"),
    ],
)
def test_capital_money(yuan: int, words: str) -> None:
    assert forms.capital_money(yuan) == words


@pytest.mark.parametrize(
    ("style", "cell"),
    [
        ("serial", 45964),
        ("cn", "2025年11月3日"),
        ("dot", "2025.11.3"),
        ("short_dot", "25.11.3"),
        ("range", "2025.11.3-11.5"),
        ("month_day", "11月3日"),
        ("wide", "２０２５年１１月３日"),
    ],
)
def test_dates_are_written_in_many_ways(style: str, cell: object) -> None:
    assert forms.date_cell(date(2025, 11, 3), style) == cell
