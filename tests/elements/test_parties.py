"""Who is who: names, masked names, organisations, roles and the numbers beside them."""

from __future__ import annotations

import pytest

from jiefen_lite.elements import Reader
from tests.elements.conftest import TODAY


def people(reader: Reader, text: str) -> list[tuple[str, str | None]]:
    return [(one.role.value, one.name) for one in reader.read(text, TODAY).who]


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("孙立东与周海峰因院墙发生争执", [("applicant", "孙立东"), ("respondent", "周海峰")]),
        ("女方张某称丈夫李某酒后殴打她", [("applicant", "张某"), ("respondent", "李某")]),
        ("申请人：欧阳明，被申请人：王大伟", [("applicant", "欧阳明"), ("respondent", "王大伟")]),
        ("孙某因邻居张某某家狗咬伤孩子", [("applicant", "孙某"), ("respondent", "张某某")]),
        (
            "王大伟反映富锦市某建筑劳务有限公司拖欠工资",
            [("applicant", "王大伟"), ("respondent", "富锦市某建筑劳务有限公司")],
        ),
        ("去年把三垧地租给李德福", [("respondent", "李德福")]),
        (
            "原告范立新与被告卜海涛民间借贷纠纷一案",
            [("applicant", "范立新"), ("respondent", "卜海涛")],
        ),
        (
            "当事人盖庆林将旱田租给缪长青耕种，缪长青尚欠三万五",
            [("applicant", "盖庆林"), ("respondent", "缪长青")],
        ),
        ("工人代表牟洪涛、隋秀梅等17人被拖欠工资", [("applicant", "牟洪涛"), ("applicant", "隋秀梅")]),
        ("平均每垧欠8000元，要求查处", []),
        ("喝农药后已送医院抢救", []),
        ("找物业物业说管不了，每年还照收物业费", []),
        ("联系锦山镇驿站无果，认为医院误诊", []),
        ("村旁边的养猪场往水渠排污", []),
        ("楼上住户深夜跳绳，马上处理", []),
        (
            "刘桂芹要求刘志强、刘志刚给付赡养费",
            [("applicant", "刘桂芹"), ("respondent", "刘志强"), ("respondent", "刘志刚")],
        ),
    ],
)
def test_names_and_roles(reader: Reader, text: str, expect: list[tuple[str, str]]) -> None:
    assert people(reader, text) == expect


def test_numbers_go_to_the_person_before_them(reader: Reader) -> None:
    text = "申请人孙立东，电话13900000001，被申请人周海峰（230882198001010003）"
    who = reader.read(text, TODAY).who
    assert [(one.name, one.phone, one.id_no) for one in who] == [
        ("孙立东", "13900000001", None),
        ("周海峰", None, "230882198001010003"),
    ]
    assert [text[slice(*one.span)] for one in who if one.span] == ["孙立东", "周海峰"]


def test_a_number_without_a_name_still_has_an_owner(reader: Reader) -> None:
    [one] = reader.read("楼上漏水，联系电话13900000001", TODAY).who
    assert (one.role.value, one.name, one.phone) == ("applicant", None, "13900000001")


@pytest.mark.parametrize(
    ("text", "count", "approx"),
    [
        ("赵永福等7人反映流转费未付", 7, False),
        ("会员40余人余额未退", 40, True),
        ("30余户反映供暖不达标", 30, True),
        ("孙立东与周海峰争执", None, False),
        ("花销全是我一个人扛", None, False),
        ("赵永福等7人反映全村300户的承包费", 7, False),
        ("全屯二百户就我家没分到地", None, False),
        ("东侧三米空地归属发生争议", None, False),
        ("12名木工和8名瓦工，一共20人没拿到工资", 20, False),
    ],
)
def test_how_many(reader: Reader, text: str, count: int | None, approx: bool) -> None:
    reading = reader.read(text, TODAY)
    assert (reading.people_count, reading.people_count_approx) == (count, approx)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("离婚后李某两年未付抚养费，来电人要求支付", [("respondent", "李某")]),
        ("我借给孙立东三万，孙立东不还", [("respondent", "孙立东")]),
        ("申请人陈述：两家因院墙争执。申请人要求恢复", []),
        ("保险公司只认一半，说国庆以后再谈，谢谢", []),
        (
            "汪某反映平房区富锦市沅和物业服务有限公司路灯不亮，要求物业整改",
            [("applicant", "汪某"), ("respondent", "富锦市沅和物业服务有限公司")],
        ),
        ("刘某要求两子贺某按月给付赡养费", [("applicant", "刘某"), ("respondent", "贺某")]),
        ("周海峰使用富锦市丰收种业经销处出售的除草剂后苗黄",
         [("applicant", "周海峰"), ("respondent", "富锦市丰收种业经销处")]),
        ("徐财前年借走两万元", [("respondent", "徐财")]),
        ("雷占发与赖海龙厮打，雷占发面部抓伤", [("applicant", "雷占发"), ("respondent", "赖海龙")]),
    ],
)  # fmt: skip
def test_verbs_and_common_words_are_no_parties(
    reader: Reader, text: str, names: list[tuple[str, str]]
) -> None:
    assert [(one.role.value, one.name) for one in reader.read(text, TODAY).who] == names
