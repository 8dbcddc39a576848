"""Statutes as they are published become articles; names, numbers and days are read as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from jiefen_lite.lawtext.names import article_name, article_no, law_key, law_name, number_of
from jiefen_lite.lawtext.splitting import gaps, split

TEXT = """中华人民共和国样例法
（2005年8月28日通过　2025年6月27日修订）
目　　录
第一章　总则
第二章　附则

第一章　总则
第一条　为了说明怎样分条，制定本法。
第一百一十九条　有下列情形之一的，处罚：
（一）第一项；
（二）第二项。
依照前款规定处罚的，适用本法
第一百二十条规定的程序。
第一百二十条之一　资助的，依照第一百二十条第一款处罚。
第二章　附则
第一百二十一条本法自2026年1月1日起施行。《样例条例》（1998年发布）和《旧样例办法》同时废止。
"""


def test_an_article_keeps_its_paragraphs_items_and_what_it_mentions() -> None:
    found = split(TEXT)
    assert found.law == "中华人民共和国样例法"
    assert [(one.number, one.behind) for one in found.articles] == [(1, 0), (119, 0), (120, 1), (121, 0)]
    items = found.articles[1].text.split("\n")
    assert items[1:3] == ["（一）第一项；", "（二）第二项。"]
    assert items[-1] == "第一百二十条规定的程序。"  # a mention at the beginning of a line begins nothing
    assert found.articles[2].article == "第一百二十条之一"
    assert [one.chapter for one in found.articles] == ["第一章 总则"] * 3 + ["第二章 附则"]


def test_the_last_article_tells_since_when_and_what_ends() -> None:
    found = split(TEXT)
    assert found.in_force_from == date(2026, 1, 1)
    assert found.repeals == ("样例条例", "旧样例办法")
    own = split("某条例\n第一条 一。\n第二条 本条例自2020年5月1日起施行。《某条例》同时废止。")
    assert own.repeals == ()  # its own older text ends because the new one begins


def test_markdown_marks_are_no_words() -> None:
    found = split("# 某办法\n\n## 第一章 总则\n\n**第一条** 一。\n\n- **第二条**　二。\n")
    assert (found.law, [one.text for one in found.articles]) == ("某办法", ["一。", "二。"])


def test_missing_and_doubled_numbers_are_told() -> None:
    found = split("某法\n第一条 一\n第三条 三\n第三条之二 三二\n第三条之二 又")
    missing, twice = gaps(found.articles)
    assert missing == ["第二条", "第三条之一"]
    assert twice == ["第三条之二"]


@pytest.mark.parametrize(
    ("written", "number"),
    [("第一千二百六十条", (1260, 0)), ("第120条之1", (120, 1)), ("第一百二十条之一", (120, 1)),
     ("45", (45, 0)), ("第一〇五条", (105, 0)), ("附则", None)],
)  # fmt: skip
def test_numbers_of_articles(written: str, number: tuple[int, int] | None) -> None:
    assert article_no(written) == number


def test_every_number_is_written_and_read_alike() -> None:
    assert all(number_of(article_name(n)[1:-1]) == n for n in range(1, 2000))
    assert article_name(1005) == "第一千零五条"


def test_spellings_of_one_name_are_one_law() -> None:
    name = "治安管理处罚法"
    spellings = (f"《中华人民共和国{name}》", f"{name}（2025年修订）", f"{name}(2012)", f"{name}2025修订")
    assert {law_key(one) for one in spellings} == {name}
    explained = "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）"
    assert law_name(explained) == explained
