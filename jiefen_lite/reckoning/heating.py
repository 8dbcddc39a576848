"""The heating fee that is given back for days on which rooms were too cold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from jiefen_lite.reckoning.days import told as period
from jiefen_lite.reckoning.fields import Field
from jiefen_lite.reckoning.grounds import Grounds
from jiefen_lite.reckoning.money import number, rounded, told, yuan
from jiefen_lite.reckoning.result import Result, Standard

PURPOSE = "室温不达标那些天该退的热费：面积乘热价，摊到每一天，再按档退。"


def fields(grounds: Grounds) -> tuple[Field, ...]:
    """What is asked: for each band of the rules how many days, and how much of the day's fee."""
    heating = grounds.rates.heating
    price = heating.prices[-1].yuan if heating.prices else ""
    asked = [
        Field("area", "建筑面积（平方米）", "number", "按缴费单上的"),
        Field("price", "热价（元/平方米）", "money", "一个供热期的，按缴费单上的", usual=price),
        Field("first", "供热期第一天", "date", _season(heating.first_day, heating.last_day)),
        Field("last", "供热期最后一天", "date", "这一天也算"),
        Field("cold_area", "不热的面积（平方米）", "number", "整套都不热就空着", needed=False),
    ]
    for band in heating.bands:
        asked.append(Field(f"days_{band.id}", f"{band.name}几天", "number", needed=False))
        asked.append(
            Field(
                f"percent_{band.id}",
                f"{band.name}退百分之几",
                "percent",
                "合同另有约定的改掉",
                usual=str(band.percent),
                needed=False,
            )
        )
    return tuple(asked)


def _season(first: str | None, last: str | None) -> str:
    return f"本县是 {first} 到 {last}" if first and last else "按本县公布的"


@dataclass(frozen=True, slots=True)
class Cold:
    """So many days with rooms of one band, and what part of the day's fee goes back."""

    id: str
    name: str
    days: Fraction
    percent: Fraction
    by_rule: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Area in square metres, price in fen for one of them and a whole season; both days inclusive."""

    area: Fraction
    price: int
    first: date
    last: date
    cold_area: Fraction | None
    cold: tuple[Cold, ...]

    @property
    def season(self) -> int:
        """How many days the season has."""
        return (self.last - self.first).days + 1


def make(values: Mapping[str, Any], grounds: Grounds) -> Asked:
    """The typed fields together; a band without its own percentage has that of the rules."""
    cold = []
    for band in grounds.rates.heating.bands:
        days, percent = values[f"days_{band.id}"], values[f"percent_{band.id}"]
        share = Fraction(band.percent) if percent is None else percent
        cold.append(Cold(band.id, band.name, days or Fraction(0), share, share == band.percent))
    plain = {key: values[key] for key in ("area", "price", "first", "last", "cold_area")}
    return Asked(**plain, cold=tuple(cold))


def check(asked: Asked) -> Iterator[tuple[str, str]]:
    """What does not go together."""
    if not asked.area:
        yield "area", "面积要大于 0。"
    if asked.last < asked.first:
        yield "last", "供热期最后一天比第一天早，请核对。"
        return
    if asked.season > 366:
        yield "last", "一个供热期不会超过一年，请核对年份。"
    if asked.cold_area is not None and asked.cold_area > asked.area:
        yield "cold_area", "不热的面积比建筑面积大，请核对。"
    for one in asked.cold:
        if one.percent > 100:
            yield f"percent_{one.id}", "退的不能超过当天的热费，请改到 100 以内。"
    days = sum(one.days for one in asked.cold)
    if not days:
        yield f"days_{asked.cold[0].id}", "请至少填一档有几天不热。"
    if days > asked.season:
        yield f"days_{asked.cold[-1].id}", f"不热的天数合计超过供热期的 {asked.season} 天，请核对。"


def reckon(asked: Asked, grounds: Grounds) -> Result:
    """What goes back in fen, by days and bands, never more than the fee."""
    result = Result("应退热费")
    result.cite("民法典", "577", "584")
    fee = asked.area * asked.price
    area = asked.area if asked.cold_area is None else asked.cold_area
    result.step("一个供热期的热费。", f"{number(asked.area)} 平方米 × {told(asked.price)}", yuan(fee))
    result.step(f"供热期：{period(asked.first, asked.last)}。", "", f"{asked.season} 天")
    daily = area * asked.price / asked.season
    if asked.cold_area is not None:
        result.step(
            "只算不热的面积。", f"{number(area)} 平方米 × {told(asked.price)}", yuan(area * asked.price)
        )
    base = yuan(area * asked.price)
    result.step("每天的热费；不先舍入。", f"{base} ÷ {asked.season} 天", yuan(daily))
    parts = []
    for one in asked.cold:
        if not one.days:
            continue
        parts.append(rounded(daily * one.days * one.percent / 100))
        result.step(
            f"{one.name}，{number(one.days)} 天，退 {number(one.percent)}%。",
            f"{yuan(daily)} × {number(one.days)} 天 × {number(one.percent)}%",
            told(parts[-1]),
        )
        basis = grounds.rates.heating.basis if one.by_rule else "填表人填的"
        result.standards.append(Standard(f"{one.name}退百分之几", f"{number(one.percent)}%", basis))
    result.total_fen = sum(parts)
    result.step("应退合计，每一档先四舍五入到分。", " ＋ ".join(map(told, parts)), told(result.total_fen))
    result.assumed.append("每天的热费一样；面积、热价都按填的。")
    result.undecided.append("哪几天室温不达标、是不是供热单位的原因，要看测温记录；计算器不判断。")
    result.undecided.append("合同另约定了退费办法的，按合同；请把“退百分之几”改成约定的。")
    return result
