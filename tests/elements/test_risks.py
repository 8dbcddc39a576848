"""What is threatened fires; what is denied, feared, told or harmless does not."""

from __future__ import annotations

import pytest

from jiefen_lite.elements import Reader
from tests.elements.conftest import TODAY

HARD = {"民转刑苗头", "极端自伤", "家暴现实危险", "涉未成年人侵害/性侵"}


def fired(reader: Reader, text: str) -> set[str]:
    return {hit.tag for hit in reader.read(text, TODAY).risk_hits}


@pytest.mark.parametrize(
    "text",
    [
        "李某扬言要砍人",
        "持刀追到门口",
        "拿着汽油要点房子",
        "不给钱就跳楼",
        "没有给钱就扬言跳楼",
        "并未付款，扬言报复社会",
        "对方称要弄死他全家",
        "丈夫多次家暴，已多次报警",
        "女方被丈夫殴打，再次报警",
        "孩子在校外被猥亵",
        "不排除当事人持刀报复",
        "他没少扬言要弄死我",
        "提着汽油桶到村部",
        "买汽油要烧房子",
        "家暴，打过两次110了",
        "声称不给钱就从楼上跳下去",
    ],
)
def test_a_star_fires(reader: Reader, text: str) -> None:
    assert fired(reader, text) & HARD


@pytest.mark.parametrize(
    "text",
    [
        "双方没有扬言报复",
        "并非扬言报复",
        "不会采取跳楼等极端行为",
        "从来没想过自杀",
        "未发现当事人有轻生倾向",
        "未发现王某有持刀行为",
        "加油站少给了汽油",
        "带着动刀具修枝",
        "李某并未扬言要跳楼",
        "从未说过要自杀",
        "未发现持刀、汽油等情形",
        "怕他报复社会",
        "担心对方持刀上门",
        "听说邻村有人跳楼",
        "对方称申请人扬言报复",
        "邻居砍树砸了墙",
        "刀把坏了要求退货",
        "汽油费没给",
        "跳楼价卖的衣服有质量问题",
        "扬言要起诉",
        "他家狗把我家鸡弄死了",
        "丈夫酒后推搡",
        "给孩子喝药后不见好",
    ],
)
def test_no_star_fires(reader: Reader, text: str) -> None:
    assert not fired(reader, text) & HARD


def test_of_a_group_the_highest_row_counts(reader: Reader) -> None:
    hits = reader.read("60名工人讨要工资", TODAY).risk_hits
    assert [(hit.rule, hit.points, hit.hard) for hit in hits if hit.tag == "涉众"] == [("crowd_50", 60, True)]


def test_a_hit_shows_its_words(reader: Reader) -> None:
    text = "昨晚李某扬言要放火"
    [hit] = [hit for hit in reader.read(text, TODAY).risk_hits if hit.tag == "民转刑苗头"]
    assert hit.span is not None
    assert text[slice(*hit.span)] == "扬言"
    assert "“扬言”" in hit.text


def test_a_lawful_petition_is_no_risk(reader: Reader) -> None:
    assert reader.read("到信访局反映诉求", TODAY).risk_hits == ()
