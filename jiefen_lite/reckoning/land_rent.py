"""The rent of land by 亩 and years, a broken year by its days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from jiefen_lite.reckoning.days import ONE_DAY, add_months, full_months
from jiefen_lite.reckoning.days import told as period
from jiefen_lite.reckoning.fields import Field
from jiefen_lite.reckoning.grounds import Grounds
from jiefen_lite.reckoning.money import number, rounded, told, yuan
from jiefen_lite.reckoning.result import Result

PURPOSE = "流转、租种土地的租金：按亩、按年算，不满一年的按天。"


def fields(_grounds: Grounds) -> tuple[Field, ...]:
    """What is asked."""
    return (
        Field("area", "面积（亩）", "number", "一垧是 15 亩"),
        Field("rent", "每亩每年租金（元）", "money"),
        Field("start", "从哪天起", "date", "这一天也算"),
        Field("end", "到哪天止", "date", "这一天也算"),
        Field("paid", "已经付了（元）", "money", needed=False),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Area in 亩, rent in fen for one of them and a year; both days inclusive."""

    area: Fraction
    rent: int
    start: date
    end: date
    paid: int | None


def check(asked: Asked) -> Iterator[tuple[str, str]]:
    """What does not go together."""
    if not asked.area:
        yield "area", "面积要大于 0。"
    if asked.end < asked.start:
        yield "end", "到哪天止比从哪天起早，请核对。"


def reckon(asked: Asked, _grounds: Grounds) -> Result:
    """What is owed in fen: whole years, then the days of the broken one, less what was paid."""
    result = Result("还欠租金")
    result.cite("农村土地承包法", "36", "39", "40")
    result.cite("民法典", "509", "577")
    yearly = asked.area * asked.rent
    result.step("一年的租金。", f"{number(asked.area)} 亩 × {told(asked.rent)}", yuan(yearly))
    after = asked.end + ONE_DAY
    years = full_months(asked.start, after) // 12
    broken = add_months(asked.start, years * 12)
    parts = []
    if years:
        parts.append(rounded(yearly * years))
        result.step(
            f"整年：{period(asked.start, broken - ONE_DAY)}。",
            f"{yuan(yearly)} × {years} 年",
            told(parts[-1]),
        )
    days = (after - broken).days
    if days:
        length = (add_months(asked.start, years * 12 + 12) - broken).days
        parts.append(rounded(yearly * days / length))
        result.step(
            f"不满一年：{period(broken, asked.end)}，共 {days} 天；这一年有 {length} 天。",
            f"{yuan(yearly)} ÷ {length} 天 × {days} 天",
            told(parts[-1]),
        )
    owed = sum(parts)
    result.step("应付合计，每一项先四舍五入到分。", " ＋ ".join(map(told, parts)), told(owed))
    paid = asked.paid or 0
    if paid:
        rest = f"多付 {told(paid - owed)}" if paid > owed else told(owed - paid)
        result.step("减去已经付的。", f"{told(owed)} － {told(paid)}", rest)
    result.total_fen = max(owed - paid, 0)
    result.assumed.append("各年租金一样；涨过价的，请按涨价的日子分段算。")
    result.assumed.append("不满一年的按天摊；合同约定种一季就算一年的，请按整年填。")
    result.undecided.append(
        "合同亩数和实测亩数不一样的以哪个为准、补贴归谁，要看合同和双方的约定；计算器不判断。"
    )
    result.undecided.append("逾期付租金的违约金、利息要看合同有没有约定，这里没有算。")
    return result
