"""A case in one line: at most sixty characters, roles instead of names, nothing that was not read."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date

import pytest

from jiefen_lite.elements import Reader
from jiefen_lite.elements.summary import MOST, SummaryWriter
from jiefen_lite.rules import loader
from jiefen_lite.shapes import PartyFacts, PartyRole, Place, Reading

BOOK = loader.load()
WRITER = SummaryWriter(BOOK)
DAY = date(2026, 11, 3)
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def line(reader: Reader, text: str) -> str:
    read = reader.read(text, DAY)
    return WRITER.of_reading(read, read.type_l1, read.type_l2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "兴隆岗镇东风村村民王某等12人反映被黑龙江某建筑公司拖欠工资共计32000元。",
            "申请人因拖欠工资与某单位发生纠纷，地点兴隆岗镇东风村，涉及12人，3.2万元",
        ),
        ("楼上漏水泡了楼下邻居的棚顶", "因排水漏水发生纠纷"),
        (
            "赵强与孙某因地界不清发生争执，地点兴隆岗镇东风村",
            "申请人因地界不清与被申请人发生纠纷，地点兴隆岗镇东风村",
        ),
        ("健身房关门，会员卡余额1234.5元不退", "因拒不退款发生纠纷，1234.5元"),
        ("来问问几点下班", "类型待定的纠纷"),
    ],
)  # fmt: skip
def test_what_was_read_is_told_and_nothing_else(reader: Reader, text: str, told: str) -> None:
    assert line(reader, text) == told


def test_whatever_was_read_it_is_short_and_every_number_was_read() -> None:
    dice = random.Random(28)
    causes = [one.name for one in BOOK.reading.causes]
    types = [(one.id, sub.name) for one in BOOK.types.types for sub in one.secondary]
    letters = "甲乙丙丁子丑寅卯"
    for _ in range(3_000):
        names = ["".join(dice.choices(letters, k=dice.randrange(1, 40))) for _ in range(4)]
        people, fen = dice.randrange(0, 100_000), dice.randrange(0, 10 ** dice.randrange(1, 14))
        read = Reading(
            who=tuple(
                PartyFacts(dice.choice(list(PartyRole)), "王小明", is_org=dice.random() < 0.5)
                for _ in range(dice.randrange(4))
            ),
            cause=dice.choice([None, "王小明欠的三千块", *causes]),
            place=dice.choice(
                [None, Place(names[0], dice.choice([None, names[1]]), names[2], None, "rule", "text")]
            ),
            people_count=dice.choice([None, people]),
            people_count_approx=dice.random() < 0.5,
            amount_fen=dice.choice([None, fen]),
        )
        l1, l2 = dice.choice([(None, None), ("labor", "没有这一类"), *types])
        told = WRITER.of_reading(read, l1, l2)
        assert 0 < len(told) <= MOST
        assert "王小明" not in told
        assert "没有这一类" not in told
        assert names[2] not in told or any(names[2] in one for one in names[:2])
        known = {str(read.people_count)}
        for one in NUMBER.findall(told):
            fen_told = round(float(one) * (1_000_000 if f"{one}万元" in told else 100))
            assert one in known or fen_told == read.amount_fen


def test_what_does_not_fit_is_left_out_whole() -> None:
    long = Place("很" * 30 + "镇", "远" * 20 + "村", None, None, "rule", "text")
    read = Reading(cause="拖欠工资", place=long, people_count=12, amount_fen=3_200_000)
    assert WRITER.of_reading(read, "labor", None) == (
        f"因拖欠工资发生纠纷，地点{long.town}，涉及12人，3.2万元"
    )
    read = replace(read, place=replace(long, town="很" * 60))
    assert WRITER.of_reading(read, "labor", None) == "因拖欠工资发生纠纷，涉及12人，3.2万元"
