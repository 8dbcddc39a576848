"""One spelling of an address that names a house, so that the same house is known again."""

from __future__ import annotations

import re

from jiefen_lite.text.amounts import parse_number
from jiefen_lite.text.clean import halfwidth

_NOISE = re.compile("[^0-9A-Za-z\u4e00-\u9fff#-]")
#: 某小区, 5号附近: nobody can tell which house is meant.
_VAGUE = re.compile("某|(?:附近|对面|旁边|旁|一带|周边|之间|交汇处|路口)$")
_COUNTY = re.compile(
    "^(?:[\u4e00-\u9fff]{2,3}省)?(?:[\u4e00-\u9fff]{2,3}市(?!场))?(?:[\u4e00-\u9fff]{2,3}(?:[市县旗]|(?<![小社园校厂库])区)(?![场区城]))?"
)
_SPOKEN = re.compile("[〇零一二三四五六七八九十百]+(?=号|栋|幢|座|单元|室|组|队|委)")
_BUILDING = re.compile("(\\d+)(?:号楼|栋楼?|幢楼?|座|#楼?)")
_DASHES = re.compile("(\\d+)(?:号楼)?-(\\d+)-(\\d+)$")
_BARE_ROOM = re.compile("单元(\\d{3,4})$")
_ZEROS = re.compile("(?<!\\d)0+(?=\\d)")
_BEHIND = re.compile("(?:门口|门前|楼下|院内|院里|家中|家里|屋内|室内|内|处|家)+$")
#: A number of a house, an entrance or a flat; a building alone (3号楼) holds a hundred households.
_HOUSE = re.compile("\\d+(?:号(?!楼|院|线|公路|路|桥|井|地|棚|库|门(?!市)|学校)|单元|室)")
_WRITTEN_BEFORE = 2  # characters that must name a street or an estate where no village is known


def house_of(place: str, town: str | None, village: str | None) -> str | None:
    """The house that an address names, spelt one way; None where it is no more than a place.

    锦山镇仁义村三组12号 and 富锦市锦山镇仁义村第3组12号门口 are one house; 锦山镇仁义村 is none.
    """
    plain = _NOISE.sub("", halfwidth(place))
    if _VAGUE.search(plain):
        return None
    plain = _COUNTY.sub("", plain) if not town or town not in plain else plain.partition(town)[2]
    if village and village in plain:
        plain = plain.partition(village)[2]
    plain = _SPOKEN.sub(_figures, plain.replace("第", ""))
    plain = _ZEROS.sub("", _BUILDING.sub(r"\1号楼", plain))
    plain = _BEHIND.sub("", _DASHES.sub(r"\1号楼\2单元\3室", plain))
    plain = _BARE_ROOM.sub(r"单元\1室", plain)
    found = _HOUSE.search(plain)
    if found is None:
        return None
    if not village and len(re.split("\\d", plain, maxsplit=1)[0]) < _WRITTEN_BEFORE:
        return None
    return f"{town or ''}|{village or ''}|{plain}"


def _figures(spoken: re.Match[str]) -> str:
    number = parse_number(spoken.group())
    return spoken.group() if number is None else f"{number:g}"
