"""What reads like danger without a word of the card, and what only looks like it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import exp, sqrt

import pytest

from jiefen_lite.elements import danger, weights
from jiefen_lite.elements.risks import risk_reader_of
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import RiskCard
from jiefen_lite.shapes import RiskHit

ROW = "reads_dangerous"
THREAT = "他把柴油桶拎到人家窗根底下，兜里揣着打火机，嘴里念叨谁也别过年"
CALM = (
    "我买的剪子不快，商家不给换，要求退三十五元",
    "两家因为地头一垄地吵了几句，村主任劝开了，现在都愿意坐下来谈",
    "楼上漏水泡了我家天棚，要求赔偿八百元，物业说管不了",
    "工资欠了三个月，我要去劳动局告他，告到底",
)


@pytest.fixture(scope="module")
def card() -> RiskCard:
    """The card as it ships."""
    return loader.load().risk


def hits(card: RiskCard, text: str) -> dict[str, RiskHit]:
    """What the card says of a text, by rule."""
    reader = risk_reader_of(card)
    found = reader.card(reader.word_hits(text), text, people=None, month_day=f"{date(2026, 6, 30):%m-%d}")
    return {one.rule: one for one in found}


def test_a_threat_without_any_word_of_the_card_is_shown_with_its_sentence(card: RiskCard) -> None:
    hit = hits(card, THREAT)[ROW]
    assert hit.points >= card.high_from
    assert not hit.hard  # a person decides
    assert hit.span is not None
    assert THREAT[slice(*hit.span)] in THREAT.split("，")
    assert THREAT[slice(*hit.span)] in hit.text
    assert "把握" in hit.text


@pytest.mark.parametrize("text", CALM)
def test_what_only_sounds_like_it_is_not(card: RiskCard, text: str) -> None:
    assert ROW not in hits(card, text)


def test_where_a_star_is_met_nothing_is_guessed(card: RiskCard) -> None:
    found = hits(card, f"{THREAT}，还扬言要弄死他")
    assert "civil_to_criminal" in found
    assert ROW not in found


def test_how_sure_it_must_be_is_the_counties_to_say(card: RiskCard) -> None:
    likely = danger.shipped().look(CALM[0])
    assert likely is not None
    for least, shown in ((max(likely.likely - 0.01, 0.0), True), (likely.likely + 0.01, False)):
        rules = tuple(replace(rule, learned_from=least) if rule.id == ROW else rule for rule in card.rules)
        assert (ROW in hits(replace(card, rules=rules), CALM[0])) == shown
    without = replace(card, rules=tuple(rule for rule in card.rules if rule.id != ROW))
    assert ROW not in hits(without, THREAT)


def test_a_sentence_is_no_story() -> None:
    """Of 堵门拉横幅，还发抖音 the words of the card say all there is to say."""
    assert danger.shipped().look("堵门拉横幅，还发抖音") is None


@pytest.mark.parametrize(
    "text",
    [
        THREAT,
        *CALM,
        "老头儿兜里揣着剪子在老陶家大门口蹲一下午了谁劝都不走就说等人出来",
        "1. 他说：“等着。”\n走了\n2. 今天又来，还是那句“等着”",
        "，" * 30,
    ],
)
def test_all_at_once_says_what_mark_by_mark_says(text: str) -> None:
    """The look-up in one go is the sum of the marks that were learned."""
    whole, part, sure = (weights.single(danger.FILE, name) for name in ("text", "part", "sure"))

    def score(table: weights.Single, marks: list[str]) -> float:
        return (table[""] + weights.summed(table, marks) / sqrt(len(marks))) / weights.ONE

    even = weights.even(text)
    spans = list(danger.clauses(even))
    seen = danger.shipped().look(text)
    if not spans:
        assert seen is None  # nothing but stops
        return
    loudest, span = max((score(part, danger.clause_marks(even, *span)), span) for span in spans)
    much = score(whole, danger.text_marks(even)) + loudest
    slope, half = sure["slope"] / weights.ONE, sure[""] / weights.ONE
    assert seen is not None
    assert seen.likely == pytest.approx(1 / (1 + exp(-slope * (much - half))))
    assert (seen.start, seen.end) == span


JEST = "报警称有人持刀，到场系瓜农在地头切西瓜，手里是西瓜刀，双方为瓜钱说了几句，当面算清"


def test_a_word_that_is_cleared_asks_for_a_look_and_makes_nothing_high(card: RiskCard) -> None:
    """Both are needed: a word that clears it, and a text that does not read like danger."""
    row = "civil_to_criminal"
    hit = hits(card, JEST)[row]
    assert not hit.hard
    assert hit.points == card.medium_from
    assert "旁边写着“到场系”" in hit.text
    assert JEST[slice(*hit.span or ())] == "持刀"
    assert hits(card, "他持刀堵在门口砸门，喊着切西瓜一样切了你全家，孩子吓得直哭")[row].hard
    never = tuple(replace(rule, cleared_below=0.0, doubted_below=None) for rule in card.rules if rule.cleared)
    assert hits(replace(card, rules=never), JEST)[row].hard


NO_THREAT = "他家那杆老猎枪前年就上交了，这回是为两垄地的边界找村里量地，两家坐下来都同意按原来的桩子走"


def test_a_word_in_a_text_that_is_nothing_like_danger_asks_for_a_look(card: RiskCard) -> None:
    """Without any word that clears it, and never where somebody may harm himself or a child is hurt."""
    hit = hits(card, NO_THREAT)["civil_to_criminal"]
    assert (hit.hard, hit.points) == (False, card.medium_from)
    assert "“猎枪”通篇读起来不像危险，没有定高，请先看原文" in hit.text
    assert hits(card, "他举着猎枪站在我家门口，说今天不给钱谁也别想出这个院")["civil_to_criminal"].hard
    assert hits(card, "他有猎枪")["civil_to_criminal"].hard  # too short to be judged
    never_doubted = {rule.id for rule in card.rules if rule.hard and rule.doubted_below is None}
    assert {"self_harm", "minor_abuse", "minor_beaten"} <= never_doubted
