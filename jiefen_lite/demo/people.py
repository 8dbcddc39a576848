"""Invented people and organisations: nobody here exists, and the numbers belong to nobody.

Identity numbers carry the sequence code 000, which is never issued; mobile numbers are drawn from
three made-up blocks of ten thousand; landlines begin with 1, which no real one does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
    "杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文初迟矫牟"
)
COMPOUND_SURNAMES = ("欧阳", "司徒", "上官", "诸葛")
MALE_FIRST = "立国志海永长春建德玉广文振宝连洪占庆福凤显兆景忠世"
MALE_LAST = "东峰强军林生贵财山江民臣友和刚伟斌武才海涛龙波发"
FEMALE_FIRST = "桂秀玉春丽淑艳凤晓雪亚金素冬海彩"
FEMALE_LAST = "芹英兰华梅霞艳杰荣玲珍娟红芬波敏云莲香"
YOUNG = {
    "男": ("子轩", "浩然", "宇航", "俊杰", "鹏飞", "天佑", "鑫", "磊", "超", "楠"),
    "女": ("雨桐", "佳怡", "思彤", "嘉慧", "梓萌", "欣悦", "婷婷", "婷", "爽", "楠"),
}

# Names that a well-known person bears, should the dice fall that way.
KNOWN_NAMES = frozenset(
    ["李国庆", "王海", "王海涛", "刘永好", "李春江", "张海涛", "郭德刚", "王宝强", "陈建斌", "王志文",
     "王建军", "张国立", "张国强", "李宝田", "李德生", "王洪文", "张志军", "李雪莲", "徐海东", "彭德海"]
)  # fmt: skip

PHONE_BLOCKS = ("1390000", "1380000", "1590000")
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
COUNTY_CODE = "230882"

ORGANISATIONS: dict[str, tuple[str, ...]] = {
    "物业": ("锦昱物业服务有限公司", "富锦市沅和物业服务有限公司", "骞诚物业有限公司", "昱家物业富锦分公司"),
    "供热": ("富锦市煜暖热力有限公司", "锦沅供热有限责任公司"),
    "建筑": ("富锦市骞达建筑劳务有限公司", "佳木斯煜筑工程有限公司", "富锦市沅基建筑安装工程有限公司",
            "昱鼎市政工程有限公司"),
    "合作社": ("富锦市金煜穗种植专业合作社", "富锦市禾沅农机专业合作社", "骞丰水稻种植专业合作社"),
    "农资": ("煜禾农资商店", "富锦市沅丰种业经销处", "骞农生产资料门市部"),
    "商贸": ("富锦市昱隆商贸有限公司", "沅客隆超市", "骞盛家居建材城"),
    "商超": ("沅客隆超市", "昱惠多生活广场", "骞百便利店"),
    "健身": ("煜动健身俱乐部", "沅力健身工作室", "昱雅美容养生馆"),
    "培训": ("昱才艺术培训学校", "骞学教育培训中心"),
    "医院": ("富锦市沅仁医院", "昱康综合门诊部"),
    "养殖": ("富锦市骞旺生猪养殖场", "沅牧养殖专业合作社"),
    "物流": ("富锦市昱达物流有限公司", "骞运货运有限公司"),
    "加工": ("富锦市沅香米业有限公司", "骞源豆制品加工厂", "昱诚粮油食品有限公司"),
    "饭店": ("沅记铁锅炖", "昱香阁酒店", "骞家烧烤城"),
    "旅行社": ("富锦市沅途旅行社", "昱程国际旅行社富锦门市"),
    "网店": ("沅品旗舰店", "昱选优品直播间", "骞购专营店"),
    "快递": ("昱风快递富锦网点", "骞通速递城东站"),
    "学校": ("富锦市沅才小学", "富锦市昱华中学"),
    "家电": ("昱诚家电商场", "沅声数码通讯城"),
    "汽车": ("骞驰汽车销售服务有限公司", "昱车二手车行"),
    "婚庆": ("沅缘婚庆礼仪", "昱喜婚纱摄影"),
    "中介": ("昱居房产中介", "沅家房屋信息部"),
    "开发商": ("富锦市沅泰房地产开发有限公司", "昱景置业有限公司"),
    "执法局": ("市综合执法局",),
    "审批局": ("市营商环境建设监督局",),
}  # fmt: skip


@dataclass(slots=True)
class Person:
    """One party of an invented dispute; an organisation has no identity number."""

    name: str
    gender: str = ""
    born: date | None = None
    phone: str = ""
    id_no: str = ""
    address: str = ""
    is_org: bool = False
    anonymous: bool = False

    @property
    def surname(self) -> str:
        """The family name, two characters where it is compound."""
        return self.name[:2] if self.name[:2] in COMPOUND_SURNAMES else self.name[:1]


def check_digit(seventeen: str) -> str:
    """The check character of an identity number (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % 11]


def identity_number(born: date) -> str:
    """An identity number of this county with the sequence code 000, which nobody bears."""
    body = f"{COUNTY_CODE}{born:%Y%m%d}000"
    return body + check_digit(body)


def phone_number(rng: Random) -> str:
    """A made-up mobile number."""
    return f"{rng.choice(PHONE_BLOCKS)}{rng.randrange(10_000):04d}"


def landline(rng: Random) -> str:
    """A made-up landline of the area code 0454."""
    return f"0454-1{rng.randrange(1_000_000):06d}"


def given_name(rng: Random, gender: str, age: int) -> str:
    """A given name as people of that age and region bear them."""
    if age < 32 and rng.random() < 0.7:
        return rng.choice(YOUNG[gender])
    first, last = (MALE_FIRST, MALE_LAST) if gender == "男" else (FEMALE_FIRST, FEMALE_LAST)
    if rng.random() < 0.12:
        return rng.choice(last)
    return rng.choice(first) + rng.choice(last)


def person(
    rng: Random, today: date, *, gender: str = "", ages: tuple[int, int] = (24, 70), surname: str = ""
) -> Person:
    """An invented grown-up with phone and identity number, aged within ``ages`` on ``today``."""
    gender = gender or rng.choice("男女")
    age = rng.randint(*ages)
    while True:
        family = surname or (rng.choice(COMPOUND_SURNAMES) if rng.random() < 0.01 else rng.choice(SURNAMES))
        name = family + given_name(rng, gender, age)
        if name not in KNOWN_NAMES:
            break
    born = date(today.year - age, rng.randint(1, 12), rng.randint(1, 28))
    return Person(name=name, gender=gender, born=born, phone=phone_number(rng), id_no=identity_number(born))


def organisation(rng: Random, kind: str, town: str, village: str) -> Person:
    """An invented firm of that kind; a village committee or town government is the place's own."""
    if kind == "村委会":
        name = f"{village}{'居' if village.endswith('社区') else '村'}民委员会"
    elif kind == "镇政府":
        name = f"{town}人民政府" if town.endswith("镇") else f"{town}办事处"
    else:
        name = rng.choice(ORGANISATIONS[kind])
    phone = landline(rng) if rng.random() < 0.6 else phone_number(rng)
    return Person(name=name, phone=phone, is_org=True)
