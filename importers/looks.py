"""What the values of a column look like: telephones, days, names, stories; for headers nobody knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from importers.values.base import plain
from importers.values.parties import is_organisation
from jiefen_lite.text import looks_like_name

_MOBILE = r"(?:\+?86)?1[3-9]\d[\dxX*]{8}(?:\.0)?"
_LANDLINE = r"0\d{2,3}-?[1-9]\d{6,7}"
_PHONE = re.compile(rf"(?:{_MOBILE}|{_LANDLINE})(?:[、,，;；/ ]+(?:{_MOBILE}|{_LANDLINE}))*$")
_ID_NO = re.compile(r"\d{17}[\dXx]$|\d{15}$|[0-9A-Z]{18}$|\d{6}[\d*]{8,11}[\dXx*]$")
_DAY = re.compile(
    r"(?:\d{4}|\d{2})\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?(?:[ T]*\d{1,2}[:：时].*)?$"
    r"|\d{1,2}月\d{1,2}[日号]$|20\d{2}[01]\d[0-3]\d(?:\d{4,6})?$|4[4-9]\d{3}(?:\.\d+)?$"
)
_AMOUNT = re.compile(
    r"约?[\d,，]+(?:\.\d+)?\s*[万千百]?元?(?:左右|余元)?$|[零一二三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟]+元整?$"
)
_COUNT = re.compile(r"约?\d{1,4}余?[人名户]?$")
_AGE = re.compile(r"(?:1[0-1]\d|[1-9]?\d)岁?$")
_CODE = re.compile(r"(?=.*\d{4})[0-9A-Za-z\u4e00-\u9fff()（）〔〕\[\]【】第号\-_/ ]{6,40}$")
_UNIT = re.compile(r".*(?:局|委|院|所|中心|政府|办|办公室|街道|镇|派出所|公司|委员会|支队|大队|调委会|法庭)$")
_PLACE = re.compile(
    r".*(?:村|屯|社区|小区|街道|镇|路|街|号楼|单元|胡同|广场|市场|工地|校|园|院|[0-9]+号).{0,12}$"
)
_TYPE = re.compile(r".*(?:纠纷|争议|类|待遇|报酬|工资|借贷|侵权|-.+)$")
_RESULT = re.compile(r".*(?:成功|办结|化解|调解|达成|答复|移送|撤诉|撤回|立案|不成|处理|办理|协议)")
_LONG = 12  # characters of a story on the average

GENDERS = frozenset({"男", "女", "男性", "女性"})
YES_NO = frozenset({"是", "否", "有", "无", "√", "×", "Y", "N", "y", "n", "已", "未"})
SATISFIED = frozenset(
    {"满意", "基本满意", "不满意", "非常满意", "很满意", "一般", "不评价", "未评价", "比较满意"}
)
FORMS = frozenset({"书面", "口头", "书面协议", "口头协议"})
PERFORMED = frozenset({"已履行", "未履行", "部分履行", "履行中", "全部履行"})

#: What values may look like, in words that end “…个值像” for people.
WORDS = {
    "phone": "电话",
    "id_no": "证件号",
    "day": "日期",
    "gender": "性别",
    "satisfaction": "满意度",
    "yes_no": "“是、否”",
    "form": "协议形式",
    "performed": "履行情况",
    "amount": "金额",
    "count": "人数",
    "age": "年龄",
    "code": "编号",
    "names": "姓名或名称",
    "unit": "单位名",
    "town": "本县的镇（街道）",
    "place": "地点",
    "type": "纠纷类型",
    "result": "办理结果",
    "story": "一段叙述",
}


def _among(known: Collection[str]) -> Callable[[str], bool]:
    return lambda text: text in known


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.match(text) is not None


def _names(text: str) -> bool:
    first = re.split(r"[、，,；;/\s（(]|等", text, maxsplit=1)[0]
    return looks_like_name(first) or (len(first) > 3 and is_organisation(first)) or first == "匿名"


_TESTS: dict[str, Callable[[str], bool]] = {
    "phone": _matches(_PHONE),
    "id_no": _matches(_ID_NO),
    "day": _matches(_DAY),
    "gender": _among(GENDERS),
    "satisfaction": _among(SATISFIED),
    "yes_no": _among(YES_NO),
    "form": _among(FORMS),
    "performed": _among(PERFORMED),
    "amount": _matches(_AMOUNT),
    "count": _matches(_COUNT),
    "age": _matches(_AGE),
    "code": lambda text: bool(_CODE.match(text)) and not _PHONE.match(text) and not _DAY.match(text),
    "names": _names,
    "unit": _matches(_UNIT),
    "place": _matches(_PLACE),
    "type": _matches(_TYPE),
    "result": _matches(_RESULT),
}


def shares(values: Sequence[str], towns: Collection[str] = ()) -> dict[str, float]:
    """For each look the share of these values (none of them empty) that have it; no look without any."""
    texts = [plain(value) for value in values]
    if not texts:
        return {}
    found = {look: sum(map(test, texts)) / len(texts) for look, test in _TESTS.items()}
    known = frozenset(towns)
    found["town"] = sum(text in known for text in texts) / len(texts)
    found["story"] = float(
        sum(map(len, texts)) / len(texts) >= _LONG
        and not any(found[look] > 0.5 for look in ("phone", "id_no", "day", "code"))
    )
    return {look: share for look, share in found.items() if share}
