"""Which texts are like a question: in other words too, never by chance words, new ones at once."""

from __future__ import annotations

import dataclasses

import pytest

from jiefen_lite import likeness
from jiefen_lite.likeness import index as indexing
from jiefen_lite.likeness import learned, ranking
from jiefen_lite.rules import loader

BOOK = loader.load()
READER = likeness.TermReader(BOOK)
POOL = {
    1: "楼上卫生间漏水把楼下天棚泡了，楼下要求修好并赔三千",
    2: "楼下包子铺油烟呛人，熏黑了外墙",
    3: "朋友借了五万打了欠条，三年了一分不还",
    4: "工地木工十一人干完活，承包方拖着不给工资",
    5: "邻居家的狗咬伤了孩子，要求赔疫苗钱",
}


def index_of(texts: dict[int, str]) -> indexing.Index:
    made = indexing.Index()
    made.put((name, READER.read(words)) for name, words in texts.items())
    return made


def found(made: indexing.Index, words: str, **only: object) -> list[int]:
    hits = ranking.find(made, READER.read(words), BOOK.likeness, 5, **only)  # type: ignore[arg-type]
    return [one.name for one in hits]


def test_the_same_matter_in_other_words_comes_first() -> None:
    made = index_of(POOL)
    assert found(made, "我家棚顶湿了一大片往下滴水，说是上面那家防水坏了")[0] == 1
    assert found(made, "战友借走三万块有借条，到日子就不还")[0] == 3


def test_nothing_is_said_where_nothing_is_near() -> None:
    made = index_of(POOL)
    assert found(made, "老年大学合唱团的站位谁前谁后闹意见") == []
    assert found(indexing.Index(), POOL[1]) == []
    assert found(made, "") == []


def test_a_line_that_is_set_higher_silences_more() -> None:
    rules = dataclasses.replace(BOOK.likeness, least=99.0)
    assert ranking.find(index_of(POOL), READER.read(POOL[1]), rules, 5) == []


def test_only_those_that_may_be_found_are_and_scores_do_not_tell_of_others() -> None:
    made = index_of(POOL)
    assert found(made, POOL[1], among=[2, 3]) == []
    alone = ranking.find(index_of({3: POOL[3]}), READER.read(POOL[3]), BOOK.likeness, 5)
    beside = ranking.find(made, READER.read(POOL[3]), BOOK.likeness, 5, among=[3])
    assert [(one.name, one.score) for one in alone] == [(one.name, one.score) for one in beside]


def test_what_is_new_is_found_at_once_and_what_is_gone_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "TAIL_MOST", 4)  # parts are made and joined on the way
    made = index_of({number: POOL[number % 5 + 1] + "甲乙丙丁戊己"[number % 6] for number in range(1, 40)})
    made.put([(99, READER.read("邻家承包的鱼塘夜里被人下毒，死鱼漂白一片，工厂排污水"))])
    question = "上游厂子往河里排污水，鱼塘里的死鱼漂了一层"
    assert found(made, question)[0] == 99
    made.put([(99, READER.read(POOL[3]))])
    assert 99 not in found(made, question)
    made.drop(99)
    assert 99 not in found(made, POOL[3])
    assert len(made) == 39


def test_sealed_parts_find_what_a_look_at_every_text_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {
        number: POOL[number % 5 + 1] + f"，第{'一二三四五六七八九'[number % 9]}回" for number in range(1, 60)
    }
    plain = index_of(texts)  # all of it still in the tail: each text is looked at
    monkeypatch.setattr(indexing, "TAIL_MOST", 7)
    parted = index_of(texts)
    rules = dataclasses.replace(BOOK.likeness, too_alike=2.0)
    for words in POOL.values():
        whole, lists = (ranking.find(one, READER.read(words), rules, 5) for one in (plain, parted))
        assert [(one.name, one.score) for one in lists] == [(one.name, one.score) for one in whole] != []


def test_what_may_be_found_may_be_given_as_places() -> None:
    made = index_of(POOL)
    assert found(made, POOL[1], among=made.mask([2, 3, 77])) == found(made, POOL[1], among=[2, 3]) == []
    assert found(made, POOL[3], among=made.mask([3])) == [3]


def test_two_that_tell_the_same_are_shown_once() -> None:
    made = index_of({1: POOL[1], 2: POOL[1], 3: POOL[1] + "，双方拉黑"})
    assert len(found(made, POOL[1])) == 1


def test_the_reasons_are_what_a_mediator_would_say() -> None:
    (best, *_) = ranking.find(
        index_of(POOL), READER.read("对象找的工地不给工资，包工头跑路欠薪"), BOOK.likeness, 5
    )
    assert best.name == 4
    assert likeness.why(best, BOOK)[0] == "都是工地欠薪的事"


def test_a_story_is_known_by_what_it_is_about_in_other_words() -> None:
    told = READER.read("孩子他爹一年多没给钱，说没挣着，小子念初中处处要花")
    case = "前妻反映孩子爸爸不付每月五百元生活费，电话拉黑"
    (best,) = ranking.find(index_of({1: case, 2: POOL[5], 3: POOL[1]}), told, BOOK.likeness, 5)
    assert best.name == 1
    assert likeness.why(best, BOOK)[0] == "都是抚养费的事"


@pytest.mark.parametrize(
    "words",
    [
        "村道上挖的沟没填，晚上没有路灯，老人总摔跟头怕出事，要求安灯",  # not somebody who has fallen
        "开荒时把我家祖坟平了，在他地里",  # not a border of fields
        "老楼装电梯，楼上楼下谈不拢钱怎么出",  # not water from upstairs
    ],
)
def test_the_same_words_for_another_matter_are_not_alike(words: str) -> None:
    told = {6: "直播间买的蜂蜜掺糖", 7: "开荒的边角地两屯都说是自己的", 8: "相邻两户地头界石没了，多种了三垄"}
    assert found(index_of({**POOL, **told}), words) == []


def test_every_learned_topic_has_a_name_and_old_rules_need_none() -> None:
    assert {one.id for one in BOOK.likeness.topics} == set(learned.shipped().topics)
    rules = dataclasses.replace(BOOK.likeness, topics=())
    (best, *_) = ranking.find(index_of(POOL), READER.read(POOL[4]), rules, 5)
    assert likeness.why(best, dataclasses.replace(BOOK, likeness=rules))[0] == "都是工地的事"


def test_sums_of_one_size_count() -> None:
    made = index_of({1: "朋友借款五万元打了欠条不还，拖着", 2: "朋友借款五十元打了欠条不还，躲着"})
    (first, *_) = ranking.find(made, READER.read("同学借款四万元有欠条不还"), BOOK.likeness, 5)
    assert (first.name, first.same_scale) == (1, True)
