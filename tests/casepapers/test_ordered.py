"""督办通知书 and 督办回执: filled from the supervision order and its reply, under the order's own number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jiefen_lite import casepapers
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, NotFound
from jiefen_lite.rules import loader
from jiefen_lite.store import casepapers as shelf
from jiefen_lite.store import orders
from tests.casepapers.scene import ALL, BOSS, HANDLER, NOW, add_case, make, order, words


def text_of(house: House, code: str, number: int) -> str:
    return words(casepapers.file_of(house, BOSS, code, number, NOW)[1])


def test_the_notice_says_what_the_order_says(house: House) -> None:
    """documents.md, c2: number, unit, reason, old limit, new limit, demands, by when; nothing is typed."""
    code = add_case(house, 1)
    given = order(house, code)
    paper = casepapers.make(house, BOSS, code, "supervision_notice", {}, NOW)
    assert paper.number == given.number == "富综治督〔2026〕1号"
    text = text_of(house, code, paper.id)
    for said in (
        "富综治督〔2026〕1号",
        "锦山镇人民政府：",
        "办结期限为2026年11月20日，现红灯，已逾期3日，予以督办。",
        "请说明逾期原因，明确责任人，在新的期限前办结。",
        "新的办结期限为2026年11月30日。请于2026年11月25日前报送督办回执。",
        "联系人：督办王建国",
        "2026年11月23日",
    ):
        assert said in text


def test_a_yellow_light_tells_the_days_left(house: House) -> None:
    code = add_case(house, 1)
    order(house, code, light="yellow", due_date=date(2026, 11, 25))
    paper = casepapers.make(house, BOSS, code, "supervision_notice", {}, NOW)
    assert "现黄灯，还有2日到期，予以督办" in text_of(house, code, paper.id)


def test_there_is_no_notice_without_an_order_and_none_twice(house: House) -> None:
    code, other = add_case(house, 1), add_case(house, 2)
    with pytest.raises(IllegalMove, match="这件还没有督办单"):
        casepapers.make(house, BOSS, code, "supervision_notice", {}, NOW)
    given, elsewhere = order(house, code), order(house, other)
    with pytest.raises(NotFound, match="这张督办单不是这一件的"):
        casepapers.make(house, BOSS, code, "supervision_notice", {}, NOW, order=elsewhere.id)
    paper = casepapers.make(house, BOSS, code, "supervision_notice", {}, NOW, order=given.id)
    with pytest.raises(IllegalMove, match=f"{given.number} 已经做过《督办通知书》"):
        casepapers.make(house, BOSS, code, "supervision_notice", {}, NOW)
    better = casepapers.make(
        house, BOSS, code, "supervision_notice", {"contact": "王建国，2345678"}, NOW, corrects=paper.id
    )
    assert better.number == f"{given.number}之2"
    casepapers.declare_void(house, BOSS, code, better.id, "联系人写错", NOW)
    second = order(house, code)
    assert casepapers.make(house, BOSS, code, "supervision_notice", {}, NOW).number == second.number
    assert shelf.faults(house.store) == []


def test_rules_of_a_county_that_still_number_notices_are_read(tmp_path: Path) -> None:
    """Its own file has one series more than the shipped one, and the check takes it."""
    shipped = (Path(loader.__file__).parent / "forms.yaml").read_text(encoding="utf-8")
    line = '  - {series: supervision_notice, name: 督办, pattern: "{center}督〔{year}〕{n}号", basis: 设}\n'
    before = "  - {series: supervision_reply"
    assert before in shipped
    (tmp_path / "forms.yaml").write_text(shipped.replace(before, line + before, 1), encoding="utf-8")
    assert "supervision_notice" in [one.series for one in loader.load(tmp_path).forms.numbers]


def test_the_receipt_says_what_the_unit_has_replied(house: House) -> None:
    code = add_case(house, 1, handler="承办赵明")
    given = order(house, code)
    before = casepapers.open_form(house, HANDLER, code, "supervision_reply", {}, NOW).filled.values
    assert (before["supervised"], before["owner"], before["until"], before["cause"]) == (
        given.number,
        "承办赵明",
        "2026-11-30",
        "",
    )
    with house.store.writing():
        orders.add_step(
            house.store,
            HANDLER,
            given.id,
            "reply",
            "handler",
            NOW,
            state="replied",
            cause="当事人外出",
            measures="逐日调度",
            responsible="陈立",
            until=date(2026, 11, 28),
        )
    paper = make(house, ALL, code, "supervision_reply", progress="已约定调解")
    text = text_of(house, code, paper.id)
    for said in (given.number, "当事人外出", "逐日调度", "陈立", "2026年11月28日", "已约定调解"):
        assert said in text
