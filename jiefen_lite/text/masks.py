"""Masks: what a person who does not handle the case gets to see of names, numbers and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jiefen_lite.text.clean import halfwidth
from jiefen_lite.text.numbers import find_numbers

_COMPOUND = (
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟",
    "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离",
    "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "子车", "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷",
    "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里", "呼延", "东郭",
    "南门", "羊舌", "微生", "第五", "纳兰", "完颜", "那拉",
)  # fmt: skip
_COMMON_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔曲栾佟丛滕历"
)
_NO_NAME = frozenset({"匿名", "不详", "未知", "不愿透露", "无", "本人", "业主", "群众"})
_SPLIT_NAMES = re.compile(r"([、，,；;/\s]+|等(?:[0-9一二三四五六七八九十百两]+余?[人户名])?.*$|[（(].*$)")
_PERSONS_SHOP = re.compile(
    r"^((?:[\u4e00-\u9fff]{2,6}?[市县镇村])?)([\u4e00-\u9fff]{2,4})"
    r"(家庭农场|个体工商户|种植户|养殖户|农机户|食杂店|小卖部|超市|商店|商行|小吃[部店]|饭店|理发店|美发店"
    r"|诊所|修理[部店]|修配[部店]|门市部|经销处|经销部|收购[点站]|废品站|粮店|服装店|烧烤店|面馆|家庭旅馆)$"
)
_LEGAL_PERSON = re.compile(r"((?:法定代表人|负责人|经营者|联系人|投资人)[:： ]?)([\u4e00-\u9fff]{2,4})")
_TOWN_END = re.compile(r"镇|乡(?!村)|街道(?:办事处)?|农场|林场|苏木")
_VILLAGE = re.compile(
    r"[^\d０-９，,。；;\s]{1,10}?"
    r"(?:村(?!镇|乡|[东西南北]头)(?:村?民委员会|委会)?|社区(?:居民委员会|居委会)?|居委会|嘎查|管理区)"
)
_DISTRICT = r"(?:县|市(?![场民政])|(?<![小社园校厂库牧景片])区(?!域))"
_COUNTY_END = re.compile(rf"^[^\d，,。；;\s]{{2,}}?{_DISTRICT}(?:[^\d，,。；;\s]{{1,6}}?{_DISTRICT})?")


def _mask_person(name: str) -> str:
    keep = 2 if name[:2] in _COMPOUND and len(name) > 2 else 1
    return name[:keep] + "*" * (len(name) - keep)


def _is_shop_of(name: str) -> re.Match[str] | None:
    shop = _PERSONS_SHOP.match(name)
    if shop is None:
        return None
    owner = shop.group(2)
    known = owner[:2] in _COMPOUND or (owner[0] in _COMMON_SURNAMES and len(owner) <= 3)
    return shop if known else None


def mask_name(name: str, is_org: bool = False) -> str:
    """孙立东→孙**, 欧阳明→欧阳*; an organisation stays, unless it bears its owner's name."""
    name = name.strip()
    if not name or name in _NO_NAME:
        return name
    if is_org:
        shop = _is_shop_of(name)
        if shop is not None:
            return shop.group(1) + _mask_person(shop.group(2)) + shop.group(3)
        return _LEGAL_PERSON.sub(lambda match: match.group(1) + _mask_person(match.group(2)), name)
    pieces = _SPLIT_NAMES.split(name)
    masked = [piece if at % 2 else (_mask_person(piece) if piece else "") for at, piece in enumerate(pieces)]
    # what stands behind a bracket or 等 may hold another name or number: only the plain 等N人 stays
    for at in range(1, len(masked), 2):
        if masked[at][:1] in "（(":
            masked[at] = ""
        elif masked[at].startswith("等"):
            plain = re.match(r"等(?:[0-9一二三四五六七八九十百两]+余?[人户名])?", masked[at])
            masked[at] = plain.group() if plain else "等"
    return "".join(masked)


def mask_phone(phone: str) -> str:
    """139****0001; a landline keeps its area code and the last two digits; of several each is masked."""
    if "、" in phone:  # one by one: a slip of a digit beside a right number would stay in clear
        return "、".join(map(mask_phone, phone.split("、")))
    phone = halfwidth(phone).strip()
    digits = sum(char.isdigit() for char in phone)
    if digits <= 4 or re.search(r"[*xX]{3}", phone):
        return phone  # too short to reach anybody, or masked by the source already
    found = find_numbers(phone)
    if found:
        return _replaced(phone, found)
    told = find_numbers("电话" + phone)  # a local number is known as one only after the word
    if told:
        return _replaced("电话" + phone, told)[2:]
    left = digits - 2
    masked = []
    for char in phone:
        if char.isdigit() and left > 0:
            char, left = "*", left - 1
        masked.append(char)
    return "".join(masked)


def mask_id(number: str) -> str:
    """First six and last four of an identity number; a shorter one keeps less."""
    number = halfwidth(number).strip().upper()
    if len(number) >= 15:
        return number[:6] + "*" * (len(number) - 10) + number[-4:]
    return number[:1] + "*" * max(0, len(number) - 1)


def mask_address(address: str) -> str:
    """The address down to its village or community; house, stairs, group and hamlet fall away."""
    text = halfwidth(address).strip()
    if not text:
        return text
    town = _TOWN_END.search(text)
    start = town.end() if town else 0
    if not town:
        county = _COUNTY_END.match(text)
        start = county.end() if county else 0
    village = _VILLAGE.match(text, start)
    if village:
        return text[: village.end()]
    return text[:start] if start else "***"


def _mask_of(kind: str, written: str, value: str) -> str:
    if kind == "phone":
        return value[:3] + "****" + value[-4:] if len(value) == 11 else value[:3] + "*" * (len(value) - 3)
    if kind == "id_no":
        return mask_id(value)
    if kind == "landline":
        area = re.match(r"[（(]?(0\d{2,3})[）)]?", written) if value.startswith("0") else None
        if area is None:
            return "****" + value[-2:]
        code = value[:4] if not value.startswith(("010", "02")) else value[:3]
        return f"{code}-****{value[-2:]}"
    if kind == "plate":
        return value[:2] + "***"
    if kind == "bank":
        return "*" * (len(value) - 4) + value[-4:]
    return written[:1] + "***" + written[written.index("@") :]


def _replaced(text: str, found: list[tuple[str, int, int, str]]) -> str:
    pieces: list[str] = []
    at = 0
    for kind, start, end, value in found:
        pieces += [text[at:start], _mask_of(kind, text[start:end], value)]
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def masked_numbers(text: str) -> list[tuple[int, int, str]]:
    """Where the numbers of persons stand in a text, and what :func:`mask_text` shows instead."""
    return [
        (start, end, _mask_of(kind, text[start:end], value)) for kind, start, end, value in find_numbers(text)
    ]


def name_pieces(name: str) -> list[str]:
    """The single names in what a ledger wrote in one cell (张三、李四等); words that are no name left out."""
    return [piece for piece in _SPLIT_NAMES.split(name)[::2] if len(piece) > 1 and piece not in _NO_NAME]


def mask_text(text: str, names: Iterable[str] = ()) -> str:
    """Free text without telephone, identity, plate, card and mail numbers and without these names."""
    return mask_pieces(text, pieces_of(names))


def pieces_of(names: Iterable[str]) -> list[str]:
    """The single names in these, as :func:`mask_pieces` takes them: the longest first."""
    return sorted({piece for name in names for piece in name_pieces(name)}, key=len, reverse=True)


def mask_pieces(text: str, pieces: Iterable[str]) -> str:
    """Like :func:`mask_text`, for those who mask several texts of the same people."""
    found = find_numbers(text)
    if found:
        text = _replaced(text, found)
    for name in pieces:
        if name in text:
            is_shop = len(name) > 4
            text = text.replace(name, mask_name(name, is_org=True) if is_shop else _mask_person(name))
    return text


def looks_like_name(text: str) -> bool:
    """孙立东, 欧阳明: what stands alone in a cell and begins with a usual surname."""
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", text):
        return False
    return (text[:2] in _COMPOUND and len(text) > 2) or (text[0] in _COMMON_SURNAMES and len(text) <= 3)
