"""Wages that were not paid, with overtime."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from jiefen_lite.reckoning.days import add_months
from jiefen_lite.reckoning.fields import Field
from jiefen_lite.reckoning.grounds import Grounds
from jiefen_lite.reckoning.money import number, rounded, told, yuan
from jiefen_lite.reckoning.result import Result, Standard

PURPOSE = "拖欠的工资和加班工资：月薪、日薪都能算，扣掉已经付的。"


def fields(_grounds: Grounds) -> tuple[Field, ...]:
    """What is asked."""
    return (
        Field("pay", "怎么计薪", "choice", choices=(("month", "月薪"), ("day", "日薪"))),
        Field("wage", "工资（元）", "money", "月薪填一个月的，日薪填一天的"),
        Field("months", "欠几个整月", "whole", "只用于月薪", needed=False),
        Field("days", "另欠几天", "number", "半天写 0.5", needed=False),
        Field("weekday_hours", "平日加班几小时", "number", needed=False),
        Field("rest_hours", "休息日加班几小时", "number", "安排了补休的不填", needed=False),
        Field("holiday_hours", "法定休假日加班几小时", "number", needed=False),
        Field("paid", "已经付了（元）", "money", needed=False),
        Field("ended", "离职日", "date", "还在职就空着", needed=False),
        Field("minimum", "当地最低工资（元/月）", "money", "填了就核对低没低于它", needed=False),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Money in fen; days and hours exact."""

    pay: str
    wage: int
    months: int | None
    days: Fraction | None
    weekday_hours: Fraction | None
    rest_hours: Fraction | None
    holiday_hours: Fraction | None
    paid: int | None
    ended: date | None
    minimum: int | None


def check(asked: Asked) -> Iterator[tuple[str, str]]:
    """What does not go together."""
    if asked.pay == "day" and asked.months:
        yield "months", "日薪请填天数，整月空着。"
    worked = (asked.months, asked.days, asked.weekday_hours, asked.rest_hours, asked.holiday_hours)
    if not any(worked):
        yield "days", "请至少填一项欠几个月、几天或者加班几小时。"


def reckon(asked: Asked, grounds: Grounds) -> Result:
    """What is owed in fen: whole months, days, overtime, less what was paid."""
    labor = grounds.rates.labor
    result = Result("还欠")
    daily, parts = Fraction(asked.wage), []
    if asked.pay == "month":
        daily = asked.wage / grounds.paid_days
        result.step(
            "月薪折成日工资，除以月计薪天数；不先舍入。",
            f"{told(asked.wage)} ÷ {labor.paid_days} 天",
            yuan(daily),
        )
        result.standards.append(Standard("月计薪天数", f"{labor.paid_days} 天", labor.basis))
    if asked.months:
        parts.append(asked.wage * asked.months)
        result.step("欠的整月工资。", f"{told(asked.wage)} × {asked.months} 个月", told(parts[-1]))
    if asked.days:
        parts.append(rounded(daily * asked.days))
        result.step("另欠的天数。", f"{yuan(daily)} × {number(asked.days)} 天", told(parts[-1]))
    overtime = (
        ("平日延长工作时间", asked.weekday_hours, labor.overtime_weekday),
        ("休息日加班又没有补休", asked.rest_hours, labor.overtime_rest),
        ("法定休假日加班", asked.holiday_hours, labor.overtime_holiday),
    )
    hourly = daily / labor.day_hours
    if any(hours for _, hours, _ in overtime):
        result.step("日工资折成小时工资。", f"{yuan(daily)} ÷ {labor.day_hours} 小时", yuan(hourly))
    for name, hours, percent in overtime:
        if hours:
            parts.append(rounded(hourly * hours * percent / 100))
            result.step(
                f"{name}，按不低于 {percent}% 付。",
                f"{yuan(hourly)} × {number(hours)} 小时 × {percent}%",
                told(parts[-1]),
            )
            result.standards.append(Standard(f"{name}的加班工资", f"{percent}%", labor.basis))
    owed = sum(parts)
    result.step("应付合计，每一项先四舍五入到分。", " ＋ ".join(told(one) for one in parts), told(owed))
    paid = asked.paid or 0
    if paid:
        rest = f"多付 {told(paid - owed)}" if paid > owed else told(owed - paid)
        result.step("减去已经付的。", f"{told(owed)} － {told(paid)}", rest)
    result.total_fen = max(owed - paid, 0)
    _told_of_law(asked, grounds, result, overtime=len(parts) > bool(asked.months) + bool(asked.days))
    return result


def _told_of_law(asked: Asked, grounds: Grounds, result: Result, *, overtime: bool) -> None:
    result.cite("劳动合同法", "30")
    if overtime:
        result.cite("劳动合同法", "31")
        result.cite("劳动法", "44")
        result.assumed.append("法定休假日的加班工资在月薪以外另付，月薪里已经有那一天的工资。")
        result.undecided.append("加班有没有、几小时，要看考勤、工资条和双方的说法；计算器不判断。")
    result.cite("保障农民工工资支付条例", "3", "50")
    result.cite("劳动合同法", "85")
    result.cite("劳动争议调解仲裁法", "9", "27")
    result.undecided.append("经劳动行政部门责令、到期还不付的，另有加付赔偿金；计算器不算。")
    if asked.ended:
        last = add_months(asked.ended, 12)
        result.undecided.append(
            f"{asked.ended} 离职的，请在 {last} 以前申请仲裁；时效有没有中断、中止，计算器不判断。"
        )
    if asked.pay == "month":
        _against_minimum(asked, grounds, result)


def _against_minimum(asked: Asked, grounds: Grounds, result: Result) -> None:
    given = (asked.minimum, "填表人填的") if asked.minimum else None
    known = given or grounds.minimum_wage(asked.ended or date.max)
    if known is None:
        result.undecided.append("没有当地最低工资，没有核对工资低没低于它；请向人社局问清再填。")
        return
    least, basis = known
    result.standards.append(Standard("当地最低工资（月）", told(least), basis))
    if asked.wage < least:
        gap = told(least - asked.wage)
        result.undecided.append(f"这份月薪比当地最低工资少 {gap}，差额要不要补请另行核对，这里没有算。")
