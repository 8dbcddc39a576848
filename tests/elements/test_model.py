"""The county's model beside the rules: it helps where they are silent; where they differ a person decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jiefen_lite.elements import Reader
from jiefen_lite.elements.model import TypeModel
from jiefen_lite.elements.types import DISAGREE, TypeReader
from jiefen_lite.rules import loader
from jiefen_lite.shapes import By, ModelVerdict
from jiefen_lite.training import Learned
from jiefen_lite.triage.kinds import TypeDecider
from tests.elements.conftest import TODAY
from tests.fujin import REGION
from tests.training import past
from tests.training.teaching import good, teach

__all__ = ["good", "teach"]

BOOK = loader.load()
DIVORCE = "夫妻感情破裂，女方要求离婚，双方争孩子抚养权"
NOTHING = "双方为一件小事争执"


def verdict(l1: str, *words: str) -> ModelVerdict:
    return ModelVerdict(l1, 0.97, words, "abc123", "本县模型")


@pytest.fixture(scope="module")
def taught(good: Learned) -> Reader:
    return Reader(BOOK, REGION, TypeModel(good.data))


def test_silent_rules_and_a_sure_model(taught: Reader, reader: Reader) -> None:
    assert reader.read(past.SILENT, TODAY).type_l1 is None
    read = taught.read(past.SILENT, TODAY)
    assert read.type_l1 == "marriage_family"
    assert "type" not in read.unsure
    why = read.decisions[0]
    assert why.by == By.MODEL
    assert (why.rule or "").startswith("model.")
    assert "本县模型认作婚姻家庭" in why.text
    words = why.text.split("最看重：")[1].split("）")[0].split("、")
    assert words
    assert all(word in past.SILENT for word in words)


def test_where_they_agree_it_is_as_today_and_said(taught: Reader, reader: Reader) -> None:
    text = "去年业主反映暖气不热，要求退物业费。"
    alone, both = reader.read(text, TODAY), taught.read(text, TODAY)
    assert (both.type_l1, both.type_l2, both.confidence) == (alone.type_l1, alone.type_l2, alone.confidence)
    assert both.decisions[0].by == By.RULE
    assert both.decisions[0].rule == alone.decisions[0].rule
    assert both.decisions[0].text.startswith(alone.decisions[0].text)
    assert "和规则一致" in both.decisions[0].text
    assert both.decisions[1:] == alone.decisions[1:]


def test_where_they_differ_nobody_has_decided() -> None:
    types = TypeReader(BOOK.types)
    guesses = types.guesses(DIVORCE)
    best, confidence, why = types.settle(guesses, verdict("medical", "手术"))
    assert (best, confidence, why.value, why.rule) == (None, None, None, DISAGREE)
    assert "规则认作婚姻家庭" in why.text
    assert "本县模型认作医疗，把握 97%（最看重：手术）" in why.text


@pytest.mark.parametrize("text", [DIVORCE, NOTHING, "楼上漏水泡了楼下邻居的棚顶", ""])
def test_without_a_verdict_all_is_as_before(text: str) -> None:
    types = TypeReader(BOOK.types)
    guesses = types.guesses(text)
    best, confidence = types.decide(guesses)
    assert types.settle(guesses, None) == (best, confidence, types.reason(guesses, best))
    stranger = verdict("a_type_that_the_rules_no_longer_have")
    assert types.settle(guesses, stranger) == types.settle(guesses, None)


def test_an_unsure_model_says_nothing(taught: Reader, reader: Reader) -> None:
    for text in (NOTHING, "", "两车追尾发生交通事故，保险理赔谈不拢"):
        assert taught.read(text, TODAY) == reader.read(text, TODAY)


def test_the_rules_may_switch_it_off(good: Learned, reader: Reader) -> None:
    off = replace(BOOK, types=replace(BOOK.types, model=replace(BOOK.types.model, use=False)))
    read = Reader(off, REGION, TypeModel(good.data)).read(past.SILENT, TODAY)
    assert read == reader.read(past.SILENT, TODAY)


def test_no_reason_holds_a_piece_of_a_name(good: Learned) -> None:
    model = TypeModel(good.data)
    shown = model.telling(past.SILENT, "marriage_family")
    hidden = shown[0]
    others = model.telling(past.SILENT, "marriage_family", [hidden])
    assert others
    assert not any(set(hidden) & set(word) for word in others)
    assert model.telling(past.SILENT, "labor") == ()


def test_the_ledger_is_asked_first(taught: Reader) -> None:
    """A model alone refines no category of the ledger; it may speak where that says nothing."""
    decider = TypeDecider(BOOK)
    read = taught.read(past.SILENT, TODAY)
    said, _l2, why = decider.decide("petition", {"category": "劳动争议"}, read)
    assert (said, why.by) == ("labor", By.SOURCE)
    said, _l2, why = decider.decide("petition", {"category": "其他"}, read)
    assert (said, why.by) == ("marriage_family", By.MODEL)


def test_a_difference_waits_also_where_the_ledger_says_other(reader: Reader) -> None:
    types = TypeReader(BOOK.types)
    _best, _confidence, why = types.settle(types.guesses(DIVORCE), verdict("medical"))
    read = replace(reader.read(DIVORCE, TODAY), type_l1=None, type_l2=None, decisions=(why,))
    assert TypeDecider(BOOK).decide("petition", {"category": "其他"}, read) == (None, None, why)


@pytest.mark.parametrize(
    ("label", "l1"),
    [("物业", "property_mgmt"), ("medical", "medical"), ("拖欠农民工工资", "migrant_wage"), ("甲类", None)],
)
def test_labels_of_a_past_table_as_types(label: str, l1: str | None) -> None:
    assert TypeDecider(BOOK).type_of(label) == l1
