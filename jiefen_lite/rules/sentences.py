"""What the settings of a rule file mean, said in whole sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jiefen_lite import glossary
from jiefen_lite.rules import schema
from jiefen_lite.rules.health import Health
from jiefen_lite.rules.labels import shown
from jiefen_lite.rules.names import Names
from jiefen_lite.rules.rates import Heating, Lending, Rates


def sentences(value: Any, names: Names) -> Iterator[str]:
    """The sentences for one part of a file; none where its tables say it all."""
    said = _SAID.get(type(value))
    if said is not None:
        yield from said(value, names)


def _scoring(value: schema.TypeScoring, _names: Names) -> Iterator[str]:
    yield (
        f"案情里每有一个二级词记 {value.secondary:g} 分，一级词记 {value.primary:g} 分，"
        f"排除词记 {value.excluded:g} 分。"
    )
    yield (f"最高分不到 {value.least_score:g} 分，或者领先不到 {value.least_lead:g} 分，只给候选，由人定。")


def _model(value: schema.TypeModelUse, _names: Names) -> Iterator[str]:
    if not value.use:
        yield "本县模型不参与判断，只按规则定类型。"
        return
    yield (
        f"训练过本县模型的，它在没学过的件上至少有 {value.precision * 100:g}% 对的把握才说话："
        "规则认不出的按它定，和规则不一致的等人定。"
    )


_TEACHES = {"at_once": "马上照着读", "waits": "等规则员同意了再照着读", "never": "只改那一件"}


def _teaching(value: schema.Teaching, _names: Names) -> Iterator[str]:
    if not value.use:
        yield "在“读出来的内容”一页改对的只管那一件，下次还照规则读。"
        return
    yield (
        f"在“读出来的内容”一页改对的：窗口和督办岗改的{_TEACHES[value.desk]}，"
        f"单位的人改的{_TEACHES[value.units]}。"
    )


def _routing(value: schema.Routing, names: Names) -> Iterator[str]:
    if value.town_assists:
        yield "发生地的镇（街道）对所有件都是协同单位。"
    if value.never_dispatch:
        types = "、".join(names["type"].get(each, each) for each in value.never_dispatch)
        yield f"{types}类的件不派单，等人定。"


def _complexity(value: schema.ComplexityTable, _names: Names) -> Iterator[str]:
    level = glossary.label("complexity", value.otherwise)
    yield f"各条都没有命中的按{level}算，并标“待研判”。"


def _risk(value: schema.RiskCard, _names: Names) -> Iterator[str]:
    yield (
        f"合计满 {value.high_from} 分，或者命中带★的一条，是高风险；"
        f"满 {value.medium_from} 分是中风险；其余是低风险。"
    )
    yield "同一组里只取最高的一条。"


def _center(value: schema.CenterDeadline, _names: Names) -> Iterator[str]:
    unit = shown(schema.CenterDeadline, "unit", value.unit)
    yield f"自受理起，简易件 {value.simple_days} 个{unit}办结，复杂件 {value.complex_days} 个{unit}办结。"
    if value.exempt_channels:
        channels = "、".join(glossary.label("channel", each) for each in value.exempt_channels)
        yield f"{channels}的件已有来源限办日或法定到期日的，不看中心的钟。"


def _statutory(value: schema.Deadlines, _names: Names) -> Iterator[str]:
    for rule in value.statutory:
        unit = shown(schema.StatutoryDeadline, "unit", rule.unit)
        channel = glossary.label("channel", rule.channel)
        yield f"{channel}的件，自{rule.starts}起 {rule.days} 个{unit}。"


def _repeats(value: schema.RepeatClock, _names: Names) -> Iterator[str]:
    channels = "、".join(glossary.label("channel", each) for each in value.channels)
    if channels:
        yield f"{channels}的重件，原件办结以前随原件的到期日，不另起期限。"


def _yellow(value: schema.YellowFrom, _names: Names) -> Iterator[str]:
    yield (
        f"中心的钟：简易件剩 {value.center_simple_days} 天、复杂件剩 {value.center_complex_days} 天变黄；"
        f"来源、法定的钟：剩 {value.other_share * 100:g}%（至少 {value.other_least_days} 天）变黄。"
    )


def _indicators(value: schema.Indicators, _names: Names) -> Iterator[str]:
    yield f"每月的数字在次月 {value.freeze_day} 日以后冻结。"
    yield f"分母小于 {value.fraction_below} 的只写分子分母，小于 {value.small_below} 的加小分母标记。"


def _doubles(value: schema.Doubles, _names: Names) -> Iterator[str]:
    yield f"登记日期相隔 {value.within_days} 天以内的两件，合计满 {value.propose_from} 分的提议由人核对。"


def _health(value: Health, _names: Names) -> Iterator[str]:
    confirmed = "评分方案已书面确认。" if value.confirmed else "评分方案没有书面确认，报告写“试算”。"
    yield f"{confirmed}受理不到 {value.least_intake} 件的单位不评分、不排名。"


def _lending(value: Lending, _names: Names) -> Iterator[str]:
    yield (
        f"{value.new_rule_from} 起，利率最高是合同成立时一年期利率的 {value.times} 倍；"
        f"一年期利率核对到 {value.lpr_known_until}，以后的计算时由人填。"
    )


def _heating(value: Heating, _names: Names) -> Iterator[str]:
    if not value.prices:
        yield "热价由本县填，现在没有写；计算时由人填。"
    if value.first_day is None:
        yield "供热期由本县填，现在没有写；计算时由人填。"


def _rates(value: Rates, _names: Names) -> Iterator[str]:
    if not value.minimum_wages:
        yield "最低工资由本县填，现在没有写；计算时由人填。"
    if not value.average_wages:
        yield "职工月平均工资由本县填，现在没有写；计算时由人填。"


_SAID: Mapping[type, Callable[[Any, Names], Iterator[str]]] = {
    schema.TypeScoring: _scoring,
    schema.TypeModelUse: _model,
    schema.Teaching: _teaching,
    schema.Routing: _routing,
    schema.ComplexityTable: _complexity,
    schema.RiskCard: _risk,
    schema.CenterDeadline: _center,
    schema.Deadlines: _statutory,
    schema.RepeatClock: _repeats,
    schema.YellowFrom: _yellow,
    schema.Indicators: _indicators,
    schema.Doubles: _doubles,
    Health: _health,
    Lending: _lending,
    Heating: _heating,
    Rates: _rates,
}
