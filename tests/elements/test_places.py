"""Where it happened, under the names people use, and never a guess between two villages."""

from __future__ import annotations

import pytest

from jiefen_lite import demo
from jiefen_lite.elements import Gazetteer


@pytest.mark.parametrize(
    ("text", "town", "village"),
    [
        ("富锦市锦山镇仁义村", "锦山镇", "仁义村"),
        ("富锦市富锦镇", "富锦镇", None),
        ("富锦市", None, None),
        ("富锦市某村", None, None),
        ("上街基镇合发村", "上街基镇", "合发村"),
        ("富锦镇上街基村", "富锦镇", "上街基村"),
        ("富锦市上街基镇东富乡村二组", "上街基镇", "东富乡村"),
        ("庆平村村民反映", "长安镇", "庆平村"),
        ("庆平屯西头", "长安镇", "庆平村"),
        ("兴隆岗东风一组", "兴隆岗镇", "东风村"),
        ("刮东风把药吹过来", None, None),
        ("长安车撞了人", None, None),
        ("长安派出所接警", "长安镇", None),
        ("城东派出所到幸福社区出警", "城西街道", "幸福社区"),
        ("城东村的地", "富锦镇", "城东村"),
        ("大榆树乡政府", "大榆树镇", None),
        ("长安镇太平庄", "长安镇", "永升村"),
        # the same name in two towns: the town decides
        ("锦山镇永升村", "锦山镇", "永升村"),
        ("在长安镇打工，永升村的地被人种了", "长安镇", "永升村"),
        # where a person lives is not where it happened
        ("户籍锦山镇，在长安镇新民村包地", "长安镇", "新民村"),
        ("上街基村王秀英反映合发村的地被占", "上街基镇", "合发村"),
        ("同江市长安镇新民村", None, None),
        ("佳木斯市富锦市长安镇新民村", "长安镇", "新民村"),
        # written as it sounds
        ("上街几合法村", "上街基镇", "合发村"),
        ("大于树镇政府", "大榆树镇", None),
        ("兴隆岗镇冻风村三组", "兴隆岗镇", "东风村"),
        ("房子在长安。", "长安镇", None),
        ("锦山市场门口", "锦山镇", None),
    ],
)
def test_a_place_is_found(gazetteer: Gazetteer, text: str, town: str | None, village: str | None) -> None:
    assert gazetteer.town_of(text) == (town, village)


@pytest.mark.parametrize(
    ("text", "town", "village"),
    [
        ("我就一个要求，地别动。我叫项玉坤，新安的。", "二龙山镇", "新安村"),
        ("沙岗的 地头子早量清楚了", "大榆树镇", "沙岗村"),
        ("她在炕上躺着 一个人住 富海的", "大榆树镇", "富海村"),
        ("邵店老荣家草垛着了", "大榆树镇", "邵店村"),
        ("各级领导：我村（后贾）冬天清雪", "锦山镇", "后贾村"),
        ("妹妹前年嫁到双山，丈夫打她", "宏胜镇", "双山村"),
        ("今早和悦陆的裴秀云在村部哭", "上街基镇", "和悦陆村"),
        ("在嘎尔当江边农家院吃的鱼", "富锦镇", "嘎尔当村"),
        ("在上街基给人扒苞米", "上街基镇", None),
        ("在城西片区签的拆迁协议", "城西街道", None),
        ("被城东“家宜净水”忽悠换了滤芯", "城东街道", None),
        ("孩子在城东托管班磕破眉骨", "城东街道", None),
        ("地点在富锦城西。", "城西街道", None),
        ("城东 福前社区 居民把车库租出去", "城东街道", "福前社区"),
        ("在锦山早市买的粽子", "锦山镇", None),
        ("俺们西五顶的，来一趟不容易", "砚山镇", "西五顶村"),
        # what only sounds like a place, its ending too
        ("被告黑龙江立信建设集团富锦项目部", None, None),
        ("在龙江春酒厂烧锅炉", None, None),
        ("市民厉春阳投诉", None, None),
        ("他叫王富海，欠我钱", None, None),
        ("日子过得新安稳的，德胜的手艺好", None, None),
    ],
)
def test_a_village_is_known_without_its_ending(text: str, town: str | None, village: str | None) -> None:
    """Where nothing but a place can be meant; a name of somebody or an ordinary word is none."""
    assert Gazetteer(demo.center().region).town_of(text) == (town, village)


def test_a_name_of_two_towns_alone_is_left_to_people(gazetteer: Gazetteer) -> None:
    place = gazetteer.find("永升村两户村民争吵")
    assert place is not None
    assert (place.town, place.village, place.rule) == (None, None, "place.ambiguous")
    assert "锦山镇、长安镇" in place.text


def test_the_span_and_the_detail_point_into_the_text(gazetteer: Gazetteer) -> None:
    text = "住在富锦市城西街道幸福社区3号楼2单元"
    place = gazetteer.find(text)
    assert place is not None
    assert place.span is not None
    assert text[slice(*place.span)] == "城西街道幸福社区"
    assert place.detail == "3号楼2单元"


def test_names_of_places_are_blanked_and_nothing_moves(gazetteer: Gazetteer) -> None:
    text = "长安镇新民村的地"
    assert gazetteer.find_and_blank(text)[1] == "□□□□□□的地" == gazetteer.blanked(text)
