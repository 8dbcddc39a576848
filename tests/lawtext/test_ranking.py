"""The index finds what plain BM25 finds, opens from its file, and never gives what does not hold that day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from jiefen_lite.lawtext import learned
from jiefen_lite.lawtext.index import Article, Broken, Index, build
from jiefen_lite.lawtext.ranking import Ranker
from jiefen_lite.lawtext.terms import buckets, pairs

TODAY = date(2026, 11, 20)
ARTICLES = (
    Article(11, "民法典", 1254, 0, "禁止从建筑物中抛掷物品。造成他人损害的，由侵权人承担侵权责任。"),
    Article(12, "民法典", 1245, 0, "饲养的动物造成他人损害的，动物饲养人或者管理人应当承担侵权责任。"),
    Article(13, "劳动合同法", 30, 0, "用人单位应当及时足额支付劳动报酬。拖欠的，劳动者可以申请支付令。"),
    Article(14, "民法通则", 127, 0, "饲养的动物造成他人损害的，应当担责。", until=date(2021, 1, 1)),
    Article(15, "未来法", 1, 0, "饲养的动物造成损害的，加倍赔偿。", since=date(2027, 1, 1)),
)  # fmt: skip


@pytest.fixture(scope="module")
def ranker(tmp_path_factory: pytest.TempPathFactory) -> Ranker:
    path = tmp_path_factory.mktemp("laws") / "laws.index"
    path.write_bytes(build(ARTICLES, "mark"))
    return Ranker(Index(path), learned.shipped())


def test_lay_words_find_what_holds_on_the_day(ranker: Ranker) -> None:
    asked = "邻居饲养的动物咬伤了孩子，谁来承担责任"
    assert ranker.search(asked, 10, TODAY)[0].id == 12
    assert {14, 15}.isdisjoint(one.id for one in ranker.search(asked, 10, TODAY))
    assert {one.id for one in ranker.search(asked, 10, date(2020, 6, 1))} >= {14}
    assert {one.id for one in ranker.search(asked, 10, date(2027, 6, 1))} >= {15}
    assert ranker.search("？！", 10, TODAY) == []


def test_the_weights_are_bm25(ranker: Ranker) -> None:
    """One pair by hand: 动物 stands twice in article 12 and once in 15, in three of five texts."""
    index = ranker.index
    score = index.whole.score(pairs("动物"))
    texts = [pairs(one.law + one.text) for one in ARTICLES]
    mean = sum(map(len, texts)) / len(texts)
    rarity = np.log(1 + (5 - 3 + 0.5) / (3 + 0.5))
    term = pairs("动物")[0]
    for row, text in enumerate(texts):
        often = int((text == term).sum())
        expected = rarity * often * 2.3 / (often + 1.3 * (0.25 + 0.75 * len(text) / mean)) if often else 0
        assert score[row] == pytest.approx(expected, rel=2e-3)


def test_a_file_that_is_cut_or_foreign_is_no_index(tmp_path: Path) -> None:
    whole = build(ARTICLES, "mark")
    for name, data in (("cut", whole[:-70]), ("foreign", b"PK\x03\x04 nothing\n"), ("empty", b"")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(Broken):
            Index(tmp_path / name)
    (tmp_path / "none").write_bytes(build((), "mark"))
    assert Ranker(Index(tmp_path / "none"), learned.shipped()).search("拖欠工资", 5, TODAY) == []


def test_what_ships_is_weights_and_no_sentence() -> None:
    arrays = learned.shipped().arrays
    words = {name for name, one in arrays.items() if one.dtype.kind not in "uif"}
    assert words == {"law_keys"}  # names of laws
    assert arrays["asked"].dtype == np.uint16
    assert all(np.diff(arrays["asked"][a:b].astype(int)).min() > 0 for a, b in
               zip(arrays["asked_start"][:50], arrays["asked_start"][1:51], strict=True))  # fmt: skip
    assert len(set(buckets(pairs("老板拖欠工资")).tolist())) == 5


def test_a_vote_counts_only_where_the_article_still_says_the_same(tmp_path: Path) -> None:
    known = learned.shipped()
    place = known.law_keys.index("民法典")
    at = int(np.flatnonzero(known.article_law == place)[0])
    number = int(known.article_no[at][0])
    marks = "".join(chr(int(code) >> 16) + chr(int(code) & 0xFFFF) + "，" for code in known.marks[at] if code)
    for name, text, kept in (("same", marks, 1), ("other", "完全不同的一条，说的是别的事情。", 0)):
        path = tmp_path / name
        path.write_bytes(build([Article(1, "民法典", number, 0, text)], name))
        assert len(learned.Places(Index(path), known).row) == kept
