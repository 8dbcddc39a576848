"""二倍工资: what is paid beside the wage while no written contract was made."""

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
from jiefen_lite.reckoning.result import Result, Standard

PURPOSE = "入职满一个月还没有签书面合同的，从第二个月起另付一倍工资，最多十一个月。"
YEAR = 12  # months after which a contract without end counts as made (实施条例7)


def fields(_grounds: Grounds) -> tuple[Field, ...]:
    """What is asked."""
    return (
        Field("hired", "入职日", "date", "开始干活那天；说不清就空着", needed=False),
        Field("wage", "月工资（元）", "money", "各月不一样的，请分段算"),
        Field("signed", "补签合同日", "date", "一直没签就空着", needed=False),
        Field("ended", "离职日", "date", "在职的最后一天；还在职就空着", needed=False),
        Field("until", "算到哪天", "date", "这一天也算", today=True),
        Field("workdays", "最后不满一月的实际出勤（天）", "number", "空着就按日历上的工作日", needed=False),
        Field("applied", "申请仲裁日", "date", "填了就提示时效", needed=False),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """The wage in fen a month; all days inclusive, but that of signing, on which the contract is there."""

    hired: date | None
    wage: int
    signed: date | None
    ended: date | None
    until: date
    workdays: Fraction | None
    applied: date | None


def check(asked: Asked) -> Iterator[tuple[str, str]]:
    """What does not go together."""
    if asked.hired is not None:
        for key in ("signed", "ended", "until"):
            day: date | None = getattr(asked, key)
            if day is not None and day < asked.hired:
                yield key, "这一天比入职日早，请核对。"
    if asked.workdays is not None and asked.workdays > 31:
        yield "workdays", "一个月最多 31 天，请核对。"


def reckon(asked: Asked, grounds: Grounds) -> Result:
    """The second wage only: from the day after the first month to the day before a whole year (条例7)."""
    result = Result("另付的一倍工资")
    result.cite("劳动合同法", "10", "82")
    result.cite("劳动合同法实施条例", "6", "7")
    result.cite("劳动争议解释二", "6", "7")
    result.cite("劳动争议调解仲裁法", "27")
    result.assumed.append("只算另付的一倍；已经付过的那一倍工资不在里面。")
    result.undecided.append(
        "没签是不是因为不可抗力或者劳动者自己故意、重大过失，由用人单位举证，计算器不判断。"
    )
    if asked.hired is None:
        result.undecided.append("入职日不清楚，算不出从哪天起；请核对工资流水、考勤或者证人再填。")
        return result
    first = add_months(asked.hired, 1)
    ends = {
        "满一年的前一日": add_months(asked.hired, YEAR) - ONE_DAY,
        "算到的那天": asked.until,
    }
    if asked.signed:
        ends["补签的前一日"] = asked.signed - ONE_DAY
    if asked.ended:
        ends["离职日"] = asked.ended
    last, why = min((day, why) for why, day in ends.items())
    result.step(f"入职日 {asked.hired} 算第一天，满一个月的次日是 {first}，从这天起。")
    result.step(
        "算到下面各天里最早的一天。",
        "；".join(f"{name} {day}" for name, day in ends.items()),
        f"{why} {last}",
    )
    if last < first:
        result.step("还没有超过一个月，没有二倍工资。", "", told(0))
        result.total_fen = 0
        return result
    months = full_months(asked.hired, last + ONE_DAY) - 1
    whole = asked.wage * months
    result.step(
        f"整月：{period(first, add_months(asked.hired, months + 1) - ONE_DAY)}。"
        if months
        else "没有满一个整月。",
        f"{told(asked.wage)} × {months} 个月",
        told(whole),
    )
    broken = _broken(asked, grounds, add_months(asked.hired, months + 1), last, result)
    result.total_fen = whole + broken
    if broken:
        result.step("合计。", f"{told(whole)} ＋ {told(broken)}", told(result.total_fen))
    _told_of_time(asked, months, result)
    return result


def _broken(asked: Asked, grounds: Grounds, start: date, last: date, result: Result) -> int:
    """What the days after the last whole month are worth, never more than a month."""
    if start > last:
        return 0
    labor = grounds.rates.labor
    days, how = asked.workdays, "填的实际出勤"
    if days is None:
        every = [start + ONE_DAY * at for at in range((last - start).days + 1)]
        days, how = Fraction(sum(not grounds.calendar.is_off(day) for day in every)), "按日历上的工作日"
        result.assumed.append("不满一个月的那几天，按日历上的工作日都出勤了算；实际不同的请填实际出勤。")
        if not all(grounds.calendar.knows(day.year) for day in every):
            result.assumed.append(f"{last.year} 年的放假安排还没有录入，工作日按周末推算，是预估。")
    daily = asked.wage / grounds.paid_days
    amount = rounded(daily * days)
    result.standards.append(Standard("月计薪天数", f"{labor.paid_days} 天", labor.basis))
    formula = f"{told(asked.wage)} ÷ {labor.paid_days} 天 × {number(days)} 天（日工资 {yuan(daily)}）"
    result.step(f"不满一个月：{period(start, last)}，{how} {number(days)} 天。", formula, told(amount))
    if amount > asked.wage:
        result.step("不满一个月的不超过一个月工资。", "", told(asked.wage))
    return min(amount, asked.wage)


def _told_of_time(asked: Asked, months: int, result: Result) -> None:
    """The year within which to apply, month by month: a hint, because courts count it differently."""
    result.undecided.append(
        "仲裁时效一年；二倍工资从哪天起数，各地掌握不一，时效有没有中断也要看证据，计算器不判断。"
    )
    if asked.applied is None or asked.hired is None:
        return
    limit = add_months(asked.applied, -12)
    past = sum(add_months(asked.hired, at + 2) - ONE_DAY < limit for at in range(months))
    if past:
        result.undecided.append(
            f"如果逐月起算，{limit} 以前的 {past} 个整月共 {told(asked.wage * past)} 可能超过时效，请先问清。"
        )
