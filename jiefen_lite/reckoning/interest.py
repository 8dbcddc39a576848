"""Interest of a loan between private people, capped by the one-year rate (民间借贷规定25, 28, 31)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from jiefen_lite.reckoning.days import ONE_DAY
from jiefen_lite.reckoning.days import told as period
from jiefen_lite.reckoning.fields import Field
from jiefen_lite.reckoning.grounds import Grounds
from jiefen_lite.reckoning.money import number, rounded, told
from jiefen_lite.reckoning.result import Result, Standard

PURPOSE = "借款到手那天起的利息和逾期利息，超过合同成立时一年期利率四倍的部分不算。"
NEVER_BACK = 36  # percent: above, what was paid under the old rule can be claimed back (法释〔2015〕18号26)


def fields(_grounds: Grounds) -> tuple[Field, ...]:
    """What is asked."""
    return (
        Field("principal", "本金（元）", "money", "实际到手的钱，先扣的利息不算"),
        Field("made", "合同成立日", "date", "个人之间是钱到手那天"),
        Field("start", "借款到手日", "date", "从这天起算，这天也算"),
        Field(
            "agreed",
            "约定利息",
            "choice",
            choices=(("year", "按年"), ("month", "按月"), ("none", "没有约定或约定不明")),
        ),
        Field("rate", "约定利率（%）", "percent", "月息二分写 2，年息一分五写 15", needed=False),
        Field("due", "约定还款日", "date", "没约定就空着", needed=False),
        Field("overdue", "约定逾期年利率（%）", "percent", "没约定就空着", needed=False),
        Field("until", "算到哪天", "date", "还清那天，这天不算", today=True),
        Field("filed", "起诉日", "date", "还没起诉就空着", needed=False),
        Field("lpr", "一年期报价利率（%）", "percent", "系统没有那天的利率时才填", needed=False),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Principal in fen, rates in percent; interest runs from ``start`` up to, not including, ``until``."""

    principal: int
    made: date
    start: date
    agreed: str
    rate: Fraction | None
    due: date | None
    overdue: Fraction | None
    until: date
    filed: date | None
    lpr: Fraction | None


def check(asked: Asked) -> Iterator[tuple[str, str]]:
    """What does not go together."""
    if asked.agreed != "none" and asked.rate is None:
        yield "rate", "约定了利息的，请填约定利率。"
    if asked.agreed == "none" and asked.rate is not None:
        yield "rate", "没有约定利息的，约定利率请空着。"
    if asked.start < asked.made:
        yield "start", "借款到手日比合同成立日早，请核对。"
    if asked.until <= asked.start:
        yield "until", "算到哪天要在借款到手日以后。"
    if asked.due and asked.due < asked.start:
        yield "due", "约定还款日比借款到手日早，请核对。"
    if asked.filed and asked.filed < asked.made:
        yield "filed", "起诉日比合同成立日早，请核对。"


class _Piece(NamedTuple):
    """Days with one rate: ``last`` is the first day that no longer counts."""

    first: date
    last: date
    is_overdue: bool
    is_old: bool


def reckon(asked: Asked, grounds: Grounds) -> Result:
    """The interest that may be claimed in fen; None where a rate that is needed is not known."""
    lending = grounds.rates.lending
    result = Result("利息")
    result.cite("民间借贷规定", "25", "26", "29")
    result.cite("民法典", "680", "676")
    result.assumed.append(
        f"借款到手日算，还清日不算（算头不算尾）；日利率按一年 {lending.year_days} 天折算。"
    )
    result.assumed.append("中途没有还过钱，利息不再生利息；还过钱的，请按还款日分段算。")
    result.undecided.append(
        "借款真不真、利息有没有先扣、有没有违约金和其他费用，要看证据；利息、违约金和费用合计也不能超过上限。"
    )
    terms = _Terms(asked, grounds, result)
    amounts = [terms.amount(piece) for piece in _pieces(asked, lending.new_rule_from)]
    known = [one for one in amounts if one is not None]
    if len(known) < len(amounts):
        return result
    result.total_fen = sum(known)
    if len(known) > 1:
        result.step("利息合计，每一段先四舍五入到分。", " ＋ ".join(map(told, known)), told(result.total_fen))
    result.step(
        "本息合计。",
        f"{told(asked.principal)} ＋ {told(result.total_fen)}",
        told(asked.principal + result.total_fen),
    )
    return result


def _pieces(asked: Asked, new_rule_from: date) -> Iterator[_Piece]:
    """The time of the loan, cut where the rate may change."""
    cuts = {asked.start, asked.until}
    overdue_from = asked.due + ONE_DAY if asked.due else None
    if asked.made < new_rule_from:
        cuts.add(new_rule_from)
    if overdue_from:
        cuts.add(overdue_from)
    days = sorted(day for day in cuts if asked.start <= day <= asked.until)
    for first, last in pairwise(days):
        is_overdue = overdue_from is not None and first >= overdue_from
        yield _Piece(first, last, is_overdue, asked.made < new_rule_from and first < new_rule_from)


class _Terms:
    """Which rate holds for which days; says each cap once."""

    def __init__(self, asked: Asked, grounds: Grounds, result: Result) -> None:
        self._asked, self._grounds, self._result = asked, grounds, result
        self._caps: dict[bool, Fraction | None] = {}
        self._yearly = None if asked.rate is None else asked.rate * (12 if asked.agreed == "month" else 1)
        if asked.agreed == "month" and asked.rate is not None and self._yearly is not None:
            result.step("月利率折成年利率。", f"{number(asked.rate)}% × 12", f"{number(self._yearly)}%")

    def amount(self, piece: _Piece) -> int | None:
        """The interest of these days in fen, told line by line; None where it cannot be known."""
        asked, result = self._asked, self._result
        wanted, name = self._wanted(piece)
        when = period(piece.first, piece.last - ONE_DAY)
        if wanted is None:
            return None
        if not wanted:
            result.step(f"{name}：{when}，没有利息。", "", told(0))
            return 0
        cap = self._cap(old=piece.is_old)
        if cap is None:
            return None
        rate = min(wanted, cap)
        if wanted > cap:
            result.step(f"{name}约定 {number(wanted)}%，超过上限，按上限算。", "", f"{number(cap)}%")
        days = (piece.last - piece.first).days
        fen = rounded(asked.principal * rate * days / (100 * self._grounds.rates.lending.year_days))
        year = self._grounds.rates.lending.year_days
        result.step(
            f"{name}：{when}，共 {days} 天，年利率 {number(rate)}%。",
            f"{told(asked.principal)} × {number(rate)}% ÷ {year} 天 × {days} 天",
            told(fen),
        )
        return fen

    def _wanted(self, piece: _Piece) -> tuple[Fraction | None, str]:
        """The rate that was agreed for these days, 0 for none, None where it is not known; and its name."""
        asked, result = self._asked, self._result
        if not piece.is_overdue:
            if self._yearly is None:
                result.cite("民间借贷规定", "24")
            return self._yearly or Fraction(0), "借期内" if asked.due else "借款期间"
        result.cite("民间借贷规定", "28")
        if asked.overdue is not None:
            return asked.overdue, "逾期"
        if self._yearly is not None:
            return self._yearly, "逾期（按借期内利率）"
        name = "逾期（参照一年期报价利率）"
        if piece.is_old:
            last = self._grounds.rates.lending.new_rule_from - ONE_DAY
            result.undecided.append(
                f"利率都没有约定的，到 {last} 的逾期利息要按当时的规定，计算器不算；请问法律人员。"
            )
            return None, name
        lpr = self._lpr(piece.first, "逾期开头那天")
        if lpr is not None:
            result.assumed.append(
                f"利率都没有约定的，逾期参照 {piece.first} 的一年期报价利率，以后不随它变。"
            )
        return lpr, name

    def _cap(self, *, old: bool) -> Fraction | None:
        if old not in self._caps:
            self._caps[old] = self._old_cap() if old else self._new_cap()
        return self._caps[old]

    def _old_cap(self) -> Fraction | None:
        lending, result = self._grounds.rates.lending, self._result
        last = lending.new_rule_from - ONE_DAY
        result.cite("民间借贷规定", "31")
        if self._asked.made < lending.old_rule_from:
            result.undecided.append(
                f"合同在 {lending.old_rule_from} 以前成立，到 {last} 的利息上限要按更早的规定，"
                "计算器不算；请问法律人员。"
            )
            return None
        cap = Fraction(lending.old_cap)
        result.step(
            f"合同在 {lending.new_rule_from} 以前成立，到 {last} 的利息，当事人请求的，按当时的上限。",
            "",
            f"{number(cap)}%",
        )
        result.standards.append(Standard("旧上限（年利率）", f"{number(cap)}%", lending.basis))
        if self._yearly is not None and self._yearly > cap:
            result.undecided.append(
                f"那时超过 {number(cap)}% 而没有超过 {NEVER_BACK}% 的，已经自愿付了的要不要退，计算器不判断。"
            )
        return cap

    def _new_cap(self) -> Fraction | None:
        lending, asked, result = self._grounds.rates.lending, self._asked, self._result
        if asked.made >= lending.new_rule_from:
            lpr = self._lpr(asked.made, "合同成立那天")
        else:
            result.cite("民间借贷规定", "31")
            if asked.filed is None:
                result.assumed.append("还没有起诉，上限先按算到的那天当作起诉日；真正起诉时要重算。")
            lpr = self._lpr(asked.filed or asked.until, "起诉那天")
        if lpr is None:
            return None
        cap = lpr * lending.times
        result.step(
            f"上限是一年期报价利率的 {lending.times} 倍。",
            f"{number(lpr)}% × {lending.times}",
            f"{number(cap)}%",
        )
        return cap

    def _lpr(self, day: date, when: str) -> Fraction | None:
        """The one-year rate of a day, out of the table or else as typed."""
        lending, result = self._grounds.rates.lending, self._result
        found = self._grounds.lpr_on(day)
        if found is not None:
            percent = Fraction(found.percent)
            result.standards.append(
                Standard(
                    f"{when}（{day}）的一年期报价利率",
                    f"{number(percent)}%",
                    f"{found.since} 公布；{lending.lpr_basis}",
                )
            )
            return percent
        if self._asked.lpr is not None:
            told_of = Standard(
                f"{when}（{day}）的一年期报价利率", f"{number(self._asked.lpr)}%", "填表人填的"
            )
            result.standards.append(told_of)
            return self._asked.lpr
        known = f"{lending.lpr[0].since} 到 {lending.lpr_known_until}"
        result.undecided.append(
            f"不知道{when}（{day}）的一年期报价利率，系统里有的是 {known}；"
            "请查全国银行间同业拆借中心的公告，填在“一年期报价利率（%）”里再算。"
        )
        return None
