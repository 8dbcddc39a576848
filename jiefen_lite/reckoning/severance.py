"""经济补偿 where work ended, and 赔偿金 where it was ended against the law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from jiefen_lite.reckoning.days import ONE_DAY, add_months, full_months
from jiefen_lite.reckoning.days import told as period
from jiefen_lite.reckoning.fields import Field
from jiefen_lite.reckoning.grounds import Grounds
from jiefen_lite.reckoning.money import number, rounded, told
from jiefen_lite.reckoning.result import Result, Standard

PURPOSE = "解除或者终止劳动合同的经济补偿；违法解除、终止的是两倍的赔偿金。"


def fields(_grounds: Grounds) -> tuple[Field, ...]:
    """What is asked."""
    return (
        Field(
            "kind",
            "算哪一种",
            "choice",
            "赔偿金用于违法解除、终止",
            choices=(("compensation", "经济补偿"), ("unlawful", "赔偿金")),
        ),
        Field("hired", "入职日", "date", "说不清就空着", needed=False),
        Field("ended", "解除或终止日", "date", "在职的最后一天", needed=False),
        Field("wage", "前十二个月平均工资（元）", "money", "应得工资，含奖金、津贴、补贴"),
        Field("average", "上年度职工月平均工资（元）", "money", "设区的市公布的，查封顶用", needed=False),
        Field("minimum", "当地最低工资（元/月）", "money", "工资低于它的按它算", needed=False),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Money in fen a month; both days inclusive."""

    kind: str
    hired: date | None
    ended: date | None
    wage: int
    average: int | None
    minimum: int | None


def check(asked: Asked) -> Iterator[tuple[str, str]]:
    """What does not go together."""
    if asked.hired and asked.ended and asked.ended < asked.hired:
        yield "ended", "解除或终止日比入职日早，请核对。"


def reckon(asked: Asked, grounds: Grounds) -> Result:
    """Months of wage by the years of service (劳动合同法47), twice as much where unlawful (87)."""
    unlawful = asked.kind == "unlawful"
    result = Result("赔偿金" if unlawful else "经济补偿")
    result.cite("劳动合同法", "47", *(("48", "87") if unlawful else ("46",)))
    result.cite("劳动合同法实施条例", *(("25", "27") if unlawful else ("27",)))
    result.cite("劳动争议调解仲裁法", "27")
    base, capped = _base(asked, grounds, result)
    result.undecided.append(
        "解除、终止是不是违法，要看事由和程序；赔偿金和经济补偿不同时付。"
        if unlawful
        else "这一件属不属于应付经济补偿的情形，计算器不判断。"
    )
    if asked.hired is None or asked.ended is None:
        missing = "入职日" if asked.hired is None else "解除或终止日"
        result.undecided.append(f"{missing}不清楚，年限算不出来；请核对合同、社保记录或者工资流水再填。")
        return result
    months = _months(asked.hired, asked.ended, grounds, result, unlawful=unlawful)
    if months is None:
        return result
    most = grounds.rates.labor.cap_years
    if capped and months > most:
        result.step(f"月工资高于封顶线的，最多算 {most} 年。", f"{number(months)} 个月封到 {most} 个月")
        months = Fraction(most)
    once = rounded(base * months)
    result.step("每满一年付一个月工资。", f"{told(base)} × {number(months)} 个月", told(once))
    if unlawful:
        result.step("违法解除、终止的，按经济补偿标准的两倍付。", f"{told(once)} × 2", told(once * 2))
    result.total_fen = once * 2 if unlawful else once
    return result


def _base(asked: Asked, grounds: Grounds, result: Result) -> tuple[int, bool]:
    """The wage of a month to reckon with, and whether it is cut down to the cap."""
    labor = grounds.rates.labor
    base = asked.wage
    least = (asked.minimum, "填表人填的") if asked.minimum else None
    least = least or grounds.minimum_wage(asked.ended or date.max)
    if least:
        result.standards.append(Standard("当地最低工资（月）", told(least[0]), least[1]))
        if base < least[0]:
            base = least[0]
            result.step("平均工资低于当地最低工资，按最低工资算。", f"{told(asked.wage)} 改为", told(base))
    else:
        result.undecided.append("没有当地最低工资，没有核对平均工资低没低于它；请向人社局问清再填。")
    mean = (asked.average, "填表人填的") if asked.average else None
    mean = mean or (grounds.average_wage(asked.ended.year - 1) if asked.ended else None)
    if mean is None:
        result.undecided.append(
            f"没有上年度职工月平均工资，没有查 {labor.cap_times} 倍封顶；工资高的，请向人社局问清再填。"
        )
        return base, False
    cap = mean[0] * labor.cap_times
    result.standards.append(Standard("上年度职工月平均工资", told(mean[0]), mean[1]))
    formula = f"{told(mean[0])} × {labor.cap_times} ＝ {told(cap)}"
    if base > cap:
        result.step(
            f"月工资高于职工月平均工资的 {labor.cap_times} 倍，按 {labor.cap_times} 倍算。",
            formula,
            told(cap),
        )
        return cap, True
    result.step(f"月工资没有超过职工月平均工资的 {labor.cap_times} 倍，不封顶。", formula, told(base))
    return base, False


def _months(hired: date, ended: date, grounds: Grounds, result: Result, *, unlawful: bool) -> Fraction | None:
    """How many months of wage are due for the service; None where none of it counts."""
    since = grounds.rates.labor.law_from
    first = hired
    if hired < since and not unlawful:
        first = since
        result.cite("劳动合同法", "97")
        result.undecided.append(f"{since} 以前的年限按当时的规定，计算器不算；要补的请另行核对。")
        if ended < since:
            return None
        result.step(f"{hired} 入职，经济补偿的年限从 {since} 起算。")
    worked = full_months(first, ended + ONE_DAY)
    years, rest = divmod(worked, 12)
    over = add_months(first, worked) <= ended
    more, why = Fraction(0), "正好整年"
    if rest >= 6:
        more, why = Fraction(1), "满六个月、不满一年的按一年算"
    elif rest or over:
        more, why = Fraction(1, 2), "不满六个月的算半个月工资"
    length = f"{years} 年 {rest} 个月" + ("多" if over else "")
    months = years + more
    result.step(
        f"工作年限：{period(first, ended)}，{why}。",
        f"{length}，付 {years} ＋ {number(more)}",
        f"{number(months)} 个月",
    )
    return months
