"""Learning: judged on rows held out, beside the model in force, and no more sure than it was right."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from jiefen_lite.elements.model import TypeModel
from jiefen_lite.errors import BrokenStore, JiefenError
from jiefen_lite.training import Learned, fitting, learning, wording
from jiefen_lite.training.table import Lessons
from tests.training import past
from tests.training.teaching import Teach

PAST = past.rows()
OTHERS = [pair for pair in past.rows(40, seed=7) if pair[0] not in dict(PAST)]


def shuffled(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same texts with labels that mean nothing."""
    labels = [label for _text, label in pairs]
    Random(3).shuffle(labels)
    return [(text, label) for (text, _label), label in zip(pairs, labels, strict=True)]


def test_what_is_served_is_what_was_learned(good: Learned) -> None:
    """numpy alone answers as scikit-learn's machines do, also for texts that were not learned from."""
    texts = [text for text, _label in PAST]
    counted, labels = fitting.count(texts), sorted({label for _text, label in PAST})
    answers = np.array([labels.index(label) for _text, label in PAST])
    fitted = fitting.fit(counted, np.arange(len(texts)), answers, len(labels))
    theirs = fitting.scores(fitted, counted, np.arange(len(texts)))
    model = TypeModel(good.data)
    scale = good.report["scale"]
    for text, row in zip(texts, theirs, strict=True):
        odds = np.exp(scale * (row - row.max()))
        guess = model.guess(text)
        assert guess.label == labels[int(row.argmax())]
        assert guess.confidence == pytest.approx(float((odds / odds.sum()).max()), abs=0.02)
    right = sum(model.guess(text).label == label for text, label in OTHERS)
    assert right >= 0.9 * len(OTHERS)


def test_nobody_is_judged_by_a_model_that_has_seen_the_row(teach: Teach) -> None:
    """Labels that mean nothing can be learned by heart and not foretold."""
    report = teach(shuffled(PAST)).report
    assert report["macro_f1"] < 0.55
    assert report["threshold"] is None
    assert "不参与案件定类型" in wording.summary(report)[-1]


def test_the_figures_add_up(good: Learned) -> None:
    report = good.report
    assert report["accuracy"]["d"] == report["rows"] == sum(one["rows"] for one in report["classes"])
    assert report["accuracy"]["n"] == sum(one["right"] for one in report["classes"])
    wrong = sum(one["n"] for one in report["confusions"])
    assert wrong == report["accuracy"]["d"] - report["accuracy"]["n"]
    assert report["types"] == {"婚姻家庭": "marriage_family", "物业": "property_mgmt", "医疗": "medical"}
    assert report["speaks"]
    assert report["threshold"] < 0.99, "a table without a mistake must not make it sure of everything"


def test_macro_f1_by_hand() -> None:
    """Of A two of three found and one B called A; of B one of two found."""
    answers, said = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 0, 1])
    assert learning.macro_f1(said, answers) == pytest.approx((4 / 6 + 2 / 4) / 2)


def test_the_confidence_from_which_it_speaks() -> None:
    """The lowest from which on enough were right; never below the least, never on a handful of rows."""
    answers = np.zeros(100, int)
    best = np.concatenate([np.full(60, 0.99), np.full(20, 0.9), np.full(20, 0.85)])
    right = np.concatenate([np.ones(60), np.ones(17), np.zeros(3), np.zeros(20)]).astype(bool)
    chances = np.where(right[:, None], np.stack([best, 1 - best], 1), np.stack([1 - best, best], 1))
    told = learning._sure(chances, answers, 0.95, 0.5)
    assert told["sure"] == {"right": 77, "n": 80, "d": 100}
    assert told["threshold"] == pytest.approx(0.9, abs=1e-5)
    assert learning._sure(chances, answers, 0.95, 0.95)["sure"]["n"] == 60
    assert learning._sure(chances[:19], answers[:19], 0.95, 0.5)["threshold"] is None
    assert learning._sure(chances, answers, 1.1, 0.5)["threshold"] is None


def test_every_row_is_learned_from_or_told_why_not(teach: Teach) -> None:
    (text, label), other = PAST[0], PAST[1][0]
    pairs = [*PAST, (text, label), (other, "医疗"), *((f"别的事第{word}件", "少见") for word in "一二三")]
    report = teach(pairs).report
    assert report["left_out"] == {"blank": 0, "repeated": 1, "contrary": 2, "older": 0, "too_small": 3}
    assert report["too_small"] == [{"label": "少见", "rows": 3}]
    assert report["rows"] + sum(report["left_out"].values()) == report["table_rows"] == len(pairs)
    assert "少见（3 件）" in "".join(wording.summary(report))


def test_too_little_to_learn_is_told(teach: Teach) -> None:
    with pytest.raises(JiefenError, match="能学的只有 30 件、1 类；至少要 50 件、2 类"):
        teach(PAST[:30])


def test_a_worse_one_does_not_replace_a_better_one(teach: Teach, good: Learned) -> None:
    """Both are judged on the rows that are new to the one in force."""
    worse = teach(shuffled(OTHERS), old=good.data)
    compared = worse.report["compared"]
    assert (compared["how"], compared["rows"]) == ("same_rows", len(OTHERS))
    # against labels that mean nothing neither is good; against real ones the one in force is
    real = teach([*OTHERS[:60], *shuffled(OTHERS[60:])], old=good.data)
    assert real.report["compared"]["new"] < real.report["compared"]["in_force"]
    assert "新的差些，所以没有换" in real.refused[0]
    assert f"{real.report['compared']['in_force']:.3f}" in real.refused[0]


def test_a_better_one_may(teach: Teach, good: Learned) -> None:
    bad = teach(shuffled(PAST))
    better = teach(OTHERS, old=bad.data)
    assert better.refused == ()
    assert better.report["compared"]["new"] > better.report["compared"]["in_force"]


def test_the_same_table_again_compares_the_reports(teach: Teach, good: Learned) -> None:
    again = teach(PAST, old=good.data, made_at="2026-12-01")
    assert again.refused == ()
    assert again.report["compared"]["how"] == "own_reports"
    assert again.report["compared"]["in_force"] == good.report["macro_f1"]


def test_a_row_that_was_touched_is_no_new_row(teach: Teach) -> None:
    """Twins of what it has seen say nothing of a model: neither of the new one nor of that in force."""
    long = [(f"{text}{text[::-1]}", label) for text, label in PAST]
    touched = [(f"{text}请尽快处理{at}。", label) for at, (text, label) in enumerate(long)]
    before = teach(long)
    assert teach(touched, old=before.data).report["compared"]["how"] == "own_reports"
    # labels that mean nothing, every text twice: who has seen the one would know the other
    mixed = shuffled(long)
    twins = [*mixed, *((f"{text}谢谢。", label) for text, label in mixed)]
    assert teach(twins).report["macro_f1"] < 0.55


def test_no_class_gets_lost(teach: Teach, good: Learned) -> None:
    fewer = teach([pair for pair in OTHERS if pair[1] != "医疗"], old=good.data)
    assert fewer.report["compared"]["lost"] == ["医疗"]
    assert "医疗；换上以后就认不出了，所以没有换" in fewer.refused[0]
    renamed = teach([(text, f"本县{label}") for text, label in OTHERS], old=good.data)
    assert renamed.report["compared"]["how"] == "other_labels"
    assert "先删掉现用的模型" in renamed.refused[1]


def test_the_countys_own_classes_do_not_speak(teach: Teach) -> None:
    own = {"婚姻家庭": "甲类", "物业": "乙类", "医疗": "丙类"}
    learned = teach([(text, own[label]) for text, label in PAST])
    model = TypeModel(learned.data)
    assert model.guess(OTHERS[0][0]).label == own[OTHERS[0][1]]
    assert model.threshold is not None
    assert all(model.verdict(text) is None for text, _label in OTHERS)


def test_a_spoilt_file_is_told(good: Learned) -> None:
    for data in (b"", b"PK\x03\x04", good.data[: len(good.data) // 2], b"\x80\x04N."):
        with pytest.raises(BrokenStore, match="重新训练"):
            TypeModel(data)


def test_only_the_newest_are_learned_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "MOST_TEXTS", 60)
    texts, labels = zip(*past.rows(), strict=True)
    kept = learning._usable(Lessons(texts, labels, len(texts), 0), 5)
    assert kept.texts == list(texts[-60:])
    assert kept.left_out["older"] == len(texts) - 60
