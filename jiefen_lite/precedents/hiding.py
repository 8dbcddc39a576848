"""Telling a case without its people: what is replaced, and what must not be left over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from jiefen_lite import text
from jiefen_lite.elements import Reader
from jiefen_lite.shapes import PartyFacts, Region

_SEVERAL = "甲乙丙丁戊己庚辛壬癸"
_DIGIT = "0-9０-９一二三四五六七八九十百"
#: A house, a flat, a group: what of an address leads to a door.
_DOOR = re.compile(
    rf"(?:[{_DIGIT}A-Za-z]+(?:号楼|号院|号|栋|幢|单元|室|组|委|队|门|户(?!人|共|农)))+(?:[{_DIGIT}]+(?:室|号))?"
)
_CASE_NUMBER = re.compile(r"[（(〔\[]\d{4}[）)〕\]][\u4e00-\u9fff0-9第]{2,24}?号")
_LONG_NUMBER = re.compile(r"\d[\d\-－ *＊×xX]{5,}\d")
_CODE = re.compile(r"[A-Za-z]{1,6}\d{8}-?\d{4,}|[\w.+-]+@[\w-]+\.[\w.]+")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·. ]?(?:[A-Z0-9]{5,6}|\*{3})"
)
_FIRM = re.compile(
    r"(?:有限责任公司|股份有限公司|有限公司|分公司|公司|专业合作社|合作社|集团|工厂|加工厂|米厂|超市|商店|饭店|酒店|医院|学校|小学|中学|幼儿园)$"
)
_PLACE_NAME = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:小区|花园|家园|嘉园|新城|公寓|大厦|胡同)")
_GENERAL_PLACE = re.compile(
    r"^(?:[\u4e00-\u9fff]*?)(?:本|我|该|这个|那个|某|老旧?|同一|同|住宅|安置|回迁|封闭|开放)$"
)
#: 当事人甲 stands where a name is only known masked.
_STARRED = re.compile(r"[\u4e00-\u9fff][*＊×]{1,2}")


def without_people(
    words: str, parties: Sequence[PartyFacts], reader: Reader, region: Region, day: date
) -> str:
    """The text with names as papers write them (孙某某), places cut to 某镇某村, numbers and doors gone.

    It is a beginning: a person reads it and another one approves it.
    """
    told = text.halfwidth(words)
    people = [*parties, *reader.read(told, day).who]
    told = _without_names(told, people)
    told = _CASE_NUMBER.sub("（案号略）", told)
    told = _CODE.sub("（号码略）", told)
    told = _PLATE.sub("（车牌略）", told)
    told = _LONG_NUMBER.sub("（号码略）", told)
    told = _DOOR.sub("", told)
    told = _PLACE_NAME.sub(_some_place, told)
    for name, some in _places(region):
        told = told.replace(name, some)
    told = _STARRED.sub(lambda found: found[0][0] + "某某", told)
    return re.sub(r"某市(?=某)|某镇(?=某村)|某街道(?=某社区)", "", told)


def left_over(words: str, parties: Sequence[PartyFacts]) -> list[str]:
    """What in a text for the library still leads to somebody: a sentence for each kind."""
    told = text.halfwidth(words)
    faults = []
    names = {one.name for one in parties if one.name and "某" not in one.name and "*" not in one.name}
    if any(len(name) > 1 and name in told for name in names) or _STARRED.search(told):
        faults.append("还写着当事人的姓名（名称），请改成“孙某某”“某公司”。")
    if (
        _LONG_NUMBER.search(told)
        or _CODE.search(told)
        or _CASE_NUMBER.search(told)
        or text.find_numbers(told)
    ):
        faults.append("还写着电话、证件号、案号一类的号码，请去掉。")
    if _PLATE.search(told):
        faults.append("还写着车牌号，请去掉。")
    if _DOOR.search(told):
        faults.append("还写着门牌、楼栋、单元或者组，请只写到村（社区）。")
    return faults


def _without_names(told: str, people: Iterable[PartyFacts]) -> str:
    used: dict[str, int] = {}
    given: dict[str, str] = {}
    for one in people:
        name = (one.name or "").strip()
        if len(name) < 2 or "某" in name or name in given:
            continue
        if one.is_org or len(name) > 4:
            ending = _FIRM.search(name)
            given[name] = "某" + (ending[0] if ending else "单位")
            continue
        family = text.mask_name(name).rstrip("*")
        number = used[family] = used.get(family, 0) + 1
        given[name] = (
            f"{family}某某" if number == 1 else f"{family}某{_SEVERAL[(number - 1) % len(_SEVERAL)]}"
        )
    for name in sorted(given, key=len, reverse=True):
        told = told.replace(name, given[name])
    return told


def _some_place(found: re.Match[str]) -> str:
    ending = next(
        one
        for one in ("小区", "花园", "家园", "嘉园", "新城", "公寓", "大厦", "胡同")
        if found[0].endswith(one)
    )
    if _GENERAL_PLACE.match(found[0].removesuffix(ending)):
        return found[0]
    return "某" + ("小区" if ending not in ("公寓", "大厦", "胡同") else ending)


def _places(region: Region) -> list[tuple[str, str]]:
    found = [(region.name, "某市")]
    for town in region.towns:
        found.append((town.name, "某镇" if town.name.endswith("镇") else "某街道"))
        found += [(one.name, "某社区" if one.name.endswith("社区") else "某村") for one in town.villages]
    return sorted(found, key=lambda pair: -len(pair[0]))
