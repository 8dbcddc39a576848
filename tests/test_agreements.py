"""Agreements out of clauses: their words, their sums in capitals, and what the check finds."""

from __future__ import annotations

import random
from datetime import date

import pytest

from jiefen_lite import agreements
from jiefen_lite.agreements import Filled, Standing
from jiefen_lite.rules import loader
from jiefen_lite.text.capitals import capital_money

RULES = loader.load().mediation
A, R = "applicant:1", "respondent:1"
NAMES = {A: "孙立东", R: "周海峰"}
TODAY = date(2026, 11, 20)
GOOD = [Filled("pay", {"who": R, "whom": A, "amount": "32000", "due": "2026-12-31", "way": "现金"})]


def check(filled: list[Filled], **changes: object) -> list[str]:
    """What the check says of clauses that everybody has agreed to and signed."""
    given: dict[str, object] = {
        "form": "written",
        "parties": NAMES,
        "consented": {A, R},
        "signed": {A, R, "mediator", "seal"},
        "signed_on": TODAY,
        "today": TODAY,
    }
    return agreements.faults(filled, RULES, Standing(**(given | changes)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (105, "壹元零伍分"),
        (1_000, "壹拾元整"),
        (10_050, "壹佰元伍角整"),
        (3_200_000, "叁万贰仟元整"),
        (3_200_056, "叁万贰仟元伍角陆分"),
        (10_050_000, "壹拾万零伍佰元整"),
        (1_000_500, "壹万零伍元整"),
        (100_000_000, "壹佰万元整"),
        (1_000_003_000, "壹仟万零叁拾元整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_500_000, "壹亿零伍仟元整"),
    ],
)
def test_capitals_as_on_a_receipt(fen: int, words: str) -> None:
    """支付结算办法附一: 零 where digits are left out, 整 at the end."""
    assert capital_money(fen) == words


def test_what_is_written_in_capitals_is_read_again() -> None:
    """Two thousand sums of one yuan and more, from one to thousands of millions."""
    dice = random.Random(7)
    for _ in range(2_000):
        fen = dice.randrange(100, 10 ** dice.randrange(3, 13))
        filled = [Filled("other", {"what": f"已付{fen / 100:.2f}元（大写：{capital_money(fen)}）"}), *GOOD]
        assert check(filled) == [], fen


def test_the_words_of_an_agreement() -> None:
    """Numbered clauses with sums in both spellings; blanks that are not filled in stay visible."""
    filled = [*GOOD, Filled("settled", {}), Filled("work", {"who": R, "what": "修好院墙。"})]
    assert agreements.body(filled, RULES.clauses, NAMES).splitlines() == [
        "一、周海峰于2026年12月31日前付给孙立东32,000.00元（大写：人民币叁万贰仟元整），付款方式：现金。",
        "二、以上内容履行完毕后，双方就此事再无其他争议。",
        "三、周海峰于＿＿＿＿前完成以下事项：修好院墙，地点：＿＿＿＿。",
    ]


def test_a_good_agreement_has_no_fault() -> None:
    """Signed on the same day, or oral without signatures."""
    assert check(GOOD) == []
    assert check(GOOD, form="oral", signed=set(), signed_on=None) == []


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"amount": "三万左右"}, "第 1 条：金额看不懂，请写成 32000 或者 32000.50 这样，不写“约”“左右”。"),
        ({"amount": "0"}, "第 1 条：金额看不懂，请写成 32000 或者 32000.50 这样，不写“约”“左右”。"),
        ({"due": ""}, "第 1 条：“期限”还空着。"),
        ({"due": "2026-02-30"}, "第 1 条：期限不是一个日期，请重选。"),
        ({"due": "2026-11-19"}, "第 1 条：期限 2026-11-19 早于签订的日期 2026-11-20，请改。"),
        ({"due": "2062-12-31"}, "第 1 条：期限 2062-12-31 在 10 年以后，请看是不是写错了年份。"),
        ({"who": ""}, "第 1 条：“谁”还空着。"),
        ({"who": "", "due": ""}, "第 1 条：“谁”“期限”还空着。"),
        ({"who": A}, "第 1 条：付的人和收的人是同一个人，请改一个。"),
        ({"who": "respondent:7"}, "第 1 条：“谁”不是这一件的当事人，请重选。"),
        ({"way": "尽快转账"}, "第 1 条：“尽快”说不清是哪一天，请写明日期。"),
        ({"way": "2026年2月30日转账"}, "第 1 条：没有“2026年2月30日”这一天，请改。"),
    ],
)
def test_what_is_wrong_with_a_clause(values: dict[str, str], fault: str) -> None:
    """One sentence each, with what to do."""
    assert fault in check([Filled("pay", {**GOOD[0].values, **values})])


@pytest.mark.parametrize(
    ("written", "fits"),
    [
        ("32,000元（大写：叁万贰仟元整）", True),
        ("32000元（大写人民币叁万贰仟圆正）", True),
        ("3.2万元（叁万贰仟元整）", True),
        ("32000元（大写：叁万贰佰元整）", False),
        ("3200元（大写：叁万贰仟元整）", False),
        ("0.50元（大写：伍角整）", True),
        ("32000元（含利息）", True),
    ],
)
def test_figures_and_capitals_agree(written: str, fits: bool) -> None:
    """大小写金额, whoever typed them."""
    told = check([*GOOD, Filled("other", {"what": f"押金{written}已退"})])
    assert (told == []) is fits
    assert fits or "大写应当是" in told[0]


def test_instalments_come_to_the_sum() -> None:
    """A total, one part paid at once and one later."""
    total = Filled("total", {"who": R, "whom": A, "amount": "4万"})
    paid = Filled("paid", {"who": R, "whom": A, "amount": "8000"})
    assert check([total, paid, *GOOD]) == []
    assert check([total, *GOOD]) == [
        "各期加起来是 32,000.00 元，总数写的是 40,000.00 元，差 8,000.00 元，请改成一样。"
    ]


def test_somebody_has_to_do_something_by_a_day() -> None:
    """Good words alone are no performance; a promise in free words wants its day."""
    assert check([]) == ["还没有条款，请先加上至少一条。"]
    assert any("没有写谁在什么时候以前做什么" in one for one in check([Filled("settled", {})]))
    free = Filled("other", {"what": "周海峰赔偿孙立东医药费"})
    assert "第 2 条：写了“赔偿”却没有期限，请改用要履行的条款，或者写明日期。" in check([*GOOD, free])
    assert check([*GOOD, Filled("other", {"what": "周海峰2026年12月1日前赔偿医药费"})]) == []
    assert check([Filled("sorry", {"who": R, "whom": A})]) == []


def test_signatures_and_consent() -> None:
    """三方签章, and both sides asked before."""
    assert check(GOOD, signed={A}) == [
        "还缺签名：周海峰、调解员。书面协议由当事人、调解员签名并加盖印章才生效（人民调解法第二十九条）。",
        "还没有加盖调委会印章。",
    ]
    assert check(GOOD, signed_on=None) == ["还没有写签订日期。"]
    assert check(GOOD, signed_on=date(2026, 11, 21)) == ["签订日期不能晚于今天。"]
    assert check(GOOD, consented={A}) == ["周海峰 是否同意调解还没有记，请先到“双方的意思”里记下。"]


def test_clauses_of_a_type_are_offered_for_it_alone() -> None:
    """Borders of land are no matter of wages."""
    offered = {one.id for one in agreements.offered(RULES.clauses, "labor")}
    assert "land" not in offered
    assert "land" in {one.id for one in agreements.offered(RULES.clauses, "land_forest")}


def test_duties_by_their_day() -> None:
    """What the plan of performance is made of."""
    filled = [
        Filled("work", {"who": R, "what": "修墙", "place": "东院", "due": "2027-03-01"}),
        *GOOD,
        Filled("paid", {"who": R, "whom": A, "amount": "100"}),
    ]
    found = agreements.duties(filled, RULES.clauses, NAMES)
    assert [(one.who, one.due, one.fen) for one in found] == [
        (R, date(2026, 12, 31), 3_200_000),
        (R, date(2027, 3, 1), None),
    ]
