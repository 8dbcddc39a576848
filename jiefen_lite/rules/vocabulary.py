"""What a sentence of the analysis report may say and ask: the words that stand in braces, and the conditions.

How each is made out of the figures is code (``reports/analysis``); which sentence uses it is a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

#: Places of the paper that sentences are written for, in reading order, with their headings.
SECTIONS: Mapping[str, str] = {
    "lead": "导语",
    "intake": "一、（一）受理办理",
    "channels": "一、（二）渠道构成",
    "handling": "一、（三）办理质效",
    "types": "二、（一）多发领域",
    "places": "二、（二）地域分布",
    "features": "二、（三）类型特征",
    "crowds": "二、（四）群体性纠纷",
    "alarms": "三、（一）风险预警",
    "key_cases": "三、（二）重点纠纷",
    "causes": "四、成因分析",
    "teaching": "五、（一）靶向普法",
    "inspection": "五、（二）清单化专项排查",
    "handover": "五、（三）重点件包案",
    "together": "五、（四）协同机制",
}

#: Words in braces → what they stand for.
VALUES: Mapping[str, str] = {
    "opening": "统计期，例如 10月份",
    "month": "本月、本季度……",
    "before": "上月、上季度……，未过完的月份是上月同期",
    "whole": "全市、全县……",
    "registered": "登记量",
    "intake": "受理量",
    "closed": "办结量",
    "people": "涉及人数",
    "amount": "涉及金额（万元）",
    "intake_change": "受理量的环比、同比，写明件数和是否显著",
    "closed_change": "办结量的环比、同比",
    "endings": "办结的件里化解、未化解、移送、撤回、待确认各多少",
    "resolution": "化解率，带分子分母",
    "mediation": "调解成功率，带分子分母",
    "satisfaction": "群众满意率和参评率",
    "on_time": "按期办结率，带分子分母",
    "resolution_rate": "化解率，带分子分母和环比、同比",
    "mediation_rate": "调解成功率，带分子分母和环比、同比",
    "on_time_rate": "按期办结率，带分子分母和环比、同比",
    "completion_rate": "办结率，带分子分母",
    "repeat_rate": "重复率，带分子分母",
    "channel_list": "各渠道的件数和占比，多的在前",
    "channel_up": "增加最多的渠道和增加的件数",
    "channel_down": "减少最多的渠道和减少的件数",
    "channel_none": "没有件的渠道",
    "average_days": "平均办理时长和变化",
    "median_days": "办理时长中位数",
    "p90_days": "九成的件在多少天内办结",
    "due": "到期的件数",
    "late": "超期的件数",
    "late_units": "超期件最多的单位和件数",
    "late_unassigned": "超期件里还没有分派单位的件数",
    "top_types": "最多的几类和件数、占比",
    "top_types_share": "最多的几类合计件数和占比",
    "risen_types": "增加较多的类型（显著，但增幅不到点名为“明显增加”的标准）和件数",
    "surge_types": "明显增加的类型和增加的件数",
    "fall_types": "明显减少的类型和减少的件数",
    "top_kinds": "最多的几个二级类型和件数",
    "top_towns": "最多的几个镇（街道）和件数、占比",
    "top_towns_share": "最多的几个镇（街道）合计件数和占比",
    "per_10k": "万人纠纷率最高的镇（街道）",
    "unlocated": "没有定位到镇（街道）的件数",
    "tag_list": "标签（欠薪、涉众、舆情……）和件数",
    "weekday_most": "一周里受理最多的一天和件数、占比",
    "crowd_low": "多少人算群体",
    "crowd_mid": "多少人报黄",
    "crowd_high": "多少人报红",
    "crowd_5": "算群体的件数",
    "crowd_10": "按人数报黄、报红的件数",
    "crowd_30": "按人数报红的件数",
    "high_risk": "风险等级为高的件数",
    "long_open": "受理后很久还没有办结的件数",
    "long_days": "多少天算很久",
    "overdue_open": "月末在办、已经超期的件数",
    "alarm_count": "按人数报出的群体预警件数",
    "alarm_red": "其中红色的件数",
    "key_count": "列入重点件清单（表5）的件数",
    "watched_count": "表4、表5合起来的件数",
    "excess_list": "明显高于往常的地方和领域",
    "excess_count": "明显高于往常的地方和领域有几处",
    "seasons": "当季的事项和件数",
    "failed": "调解不成功的件数",
    "corrections": "以前各月冻结以后的追补",
}
#: ``group.X`` and so on: X is the id of a group in analysis.yaml.
GROUP_VALUES: Mapping[str, str] = {
    "group": "这一组类型合计的件数和占比",
    "group_change": "这一组类型合计的环比",
    "group_most": "这一组里最多的类型和件数",
}

#: The same words as people see and write them on the page: short, Chinese, each its own.
CHINESE: Mapping[str, str] = {
    "opening": "统计期",
    "month": "本期",
    "before": "上期",
    "whole": "全域",
    "registered": "登记量",
    "intake": "受理量",
    "closed": "办结量",
    "people": "涉及人数",
    "amount": "涉及金额",
    "intake_change": "受理量变化",
    "closed_change": "办结量变化",
    "endings": "办结结果",
    "resolution": "化解率",
    "mediation": "调解成功率",
    "satisfaction": "满意率和参评率",
    "on_time": "按期办结率",
    "resolution_rate": "化解率和变化",
    "mediation_rate": "调解成功率和变化",
    "on_time_rate": "按期办结率和变化",
    "completion_rate": "办结率",
    "repeat_rate": "重复率和变化",
    "channel_list": "各渠道",
    "channel_up": "增加最多的渠道",
    "channel_down": "减少最多的渠道",
    "channel_none": "没有件的渠道",
    "average_days": "平均时长和变化",
    "median_days": "时长中位数",
    "p90_days": "时长九成线",
    "due": "到期件数",
    "late": "超期件数",
    "late_units": "超期单位",
    "late_unassigned": "超期未分派件数",
    "top_types": "主要类型",
    "top_types_share": "主要类型合计",
    "risen_types": "增加较多的类型",
    "surge_types": "增加的类型",
    "fall_types": "减少的类型",
    "top_kinds": "主要二级类型",
    "top_towns": "主要镇街",
    "top_towns_share": "主要镇街合计",
    "per_10k": "万人纠纷率",
    "unlocated": "未定位件数",
    "tag_list": "各标签",
    "weekday_most": "最多的周几",
    "crowd_low": "群体人数",
    "crowd_mid": "报黄人数",
    "crowd_high": "报红人数",
    "crowd_5": "群体件数",
    "crowd_10": "报黄群体件数",
    "crowd_30": "报红群体件数",
    "high_risk": "高风险件数",
    "long_open": "久拖件数",
    "long_days": "久拖天数",
    "overdue_open": "在办超期件数",
    "alarm_count": "群体预警数",
    "alarm_red": "红色预警数",
    "key_count": "重点件数",
    "watched_count": "预警件和重点件数",
    "excess_list": "高于往常之处",
    "excess_count": "高于往常处数",
    "seasons": "当季事项",
    "failed": "调解不成功件数",
    "corrections": "追补",
}
GROUP_CHINESE: Mapping[str, str] = {"group": "件数占比", "group_change": "变化", "group_most": "最多的类型"}

#: What a sentence may depend on.
CONDITIONS: Mapping[str, str] = {
    "accepted": "有受理的件",
    "closed": "有办结的件",
    "money": "有写明金额的件",
    "previous": "有上期可比",
    "year_before": "有上年同期可比",
    "mediated": "有调解终结的件",
    "evaluated": "有评价",
    "due": "有到期的件",
    "late": "有超期的件",
    "late_units": "有单位持有超期的件",
    "late_unassigned": "有超期的件还没有分派单位",
    "channel_up": "有渠道明显增加",
    "channel_down": "有渠道明显减少",
    "channel_none": "有渠道一件也没有",
    "typed": "有归到具体类型的件",
    "kinds": "有归到具体二级类型的件",
    "grouped": "有能按经济利益、政策落实等分组的件",
    "weekday_clear": "一周里有一天最多",
    "risen": "有类型增加较多",
    "surge": "有类型明显增加",
    "fall": "有类型明显减少",
    "types_concentrated": "最多的几类合计过半",
    "towns_concentrated": "最多的几个镇（街道）合计过半",
    "located": "有定位到镇（街道）的件",
    "unlocated": "有没有定位到镇（街道）的件",
    "population": "录入了常住人口",
    "tagged": "有带标签的件",
    "repeated": "有重复的件",
    "crowds": "有算群体的件",
    "high_risk": "有风险等级为高的件",
    "long_open": "有久拖未决的件",
    "overdue_open": "月末有超期在办的件",
    "alarms": "有按人数报出的群体预警",
    "red_alarms": "其中有红色预警",
    "key_cases": "有表4以外的重点件",
    "long_rest": "有没列入清单的久拖未决件",
    "excess": "有明显高于往常的地方和领域",
    "excess_known": "往常的数据够比",
    "seasonal": "有当季的事项",
    "failed": "有调解不成功的件",
    "many": "受理的件不算太少",
    "spring": "1月、2月的月报，春节可能错月",
    "corrected": "以前月份冻结以后有追补",
}
#: ``group.X``: the group has cases.
GROUP_CONDITIONS = ("group",)

_BRACES = re.compile(r"\{([^{}]*)\}")


def words_in(text: str) -> Iterator[str]:
    """The words in braces of a sentence, in order."""
    return (found[1] for found in _BRACES.finditer(text))


def in_chinese(text: str, groups: Mapping[str, str]) -> str:
    """A sentence with its words in braces as people write them; ``groups``: id → name of a group of types."""
    return _BRACES.sub(lambda found: f"{{{_chinese(found[1], groups)}}}", text)


def _chinese(name: str, groups: Mapping[str, str]) -> str:
    head, _dot, group = name.partition(".")
    if head in GROUP_CHINESE and group in groups:
        return f"{groups[group]}·{GROUP_CHINESE[head]}"
    return CHINESE.get(name, name)


def from_chinese(text: str, groups: Mapping[str, str]) -> str:
    """The reverse of :func:`in_chinese`; words that stand for nothing stay, to be told."""
    known = {word: name for name, word in CHINESE.items()}
    for head, word in GROUP_CHINESE.items():
        known |= {f"{name}·{word}": f"{head}.{group}" for group, name in groups.items()}
    return _BRACES.sub(lambda found: f"{{{known.get(found[1].strip(), found[1].strip())}}}", text)


def stray_brace(text: str) -> bool:
    """Whether a brace is left over that belongs to no word."""
    return any(brace in _BRACES.sub("", text) for brace in "{}")


def knows(name: str, plain: Mapping[str, str], grouped: tuple[str, ...], groups: frozenset[str]) -> bool:
    """Whether a name stands for something: a plain one, or one about a group."""
    head, dot, group = name.partition(".")
    return (head in grouped and group in groups) if dot else name in plain
