"""An invented past table: three types told in turns of phrase of which no two texts are alike."""

from __future__ import annotations

from random import Random

_STORIES = {
    "婚姻家庭": (
        ("夫妻", "两口子", "丈夫和妻子", "屋里那口子"),
        ("闹离婚", "为彩礼吵架", "争孩子抚养权", "分家产", "总也过不到一块儿"),
        ("要求返还彩礼", "要求离婚", "要求给抚养费", "想各走各的"),
    ),
    "物业": (
        ("业主", "小区住户", "小区居民"),
        ("反映暖气不热", "反映电梯停运", "反映物业费太高", "反映车位被占"),
        ("要求物业处理", "要求退物业费", "要求修电梯"),
    ),
    "医疗": (
        ("患者", "病人家属", "住院病人"),
        ("反映手术感染", "反映误诊", "反映收费太多", "反映病历不给"),
        ("要求医院赔偿", "要求封存病历", "要求医院解释"),
    ),
}
_TIMES = ("去年", "上个月", "前几天", "入冬以来", "开春的时候", "过年前后", "昨天晚上", "这半年")
#: A matter of the first type in which the rules find no word.
SILENT = "屋里那口子总也过不到一块儿，想各走各的。"
_ENDS = ("至今没有结果", "找过几次都不管", "双方各说各的", "村里也劝过", "打过电话没人接")


def rows(each: int = 30, seed: int = 1) -> list[tuple[str, str]]:
    """(text, label): ``each`` different texts of every type."""
    random, made = Random(seed), {}
    for label, parts in _STORIES.items():
        many = len(made) + each
        while len(made) < many:
            words = [random.choice(part) for part in (_TIMES, *parts, _ENDS)]
            made["".join(words[:3]) + "，" + "，".join(words[3:]) + "。"] = label
    return list(made.items())


def sheet(pairs: list[tuple[str, str]]) -> list[list[str]]:
    """As a centre keeps it: a title, headings, columns that nobody needs."""
    return [
        ["历年纠纷登记"],
        ["序号", "登记人", "简要案情", "纠纷类别"],
        *([str(number), "老王", text, label] for number, (text, label) in enumerate(pairs, 1)),
    ]
