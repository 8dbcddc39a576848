"""The county's 体检报告 out of its data: pure, so the same data always give the same paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jiefen_lite import indicators
from jiefen_lite.indicators import HealthScore
from jiefen_lite.reports.figures import FigureBook
from jiefen_lite.reports.health.ailing import Ailing
from jiefen_lite.reports.health.core import CORE, columns, core_table
from jiefen_lite.reports.health.data import DEPARTMENTS, TOWNS, HealthData
from jiefen_lite.reports.health.groups import GROUP_COLUMNS, group_tables, whole_word
from jiefen_lite.reports.health.links import Links, one_place
from jiefen_lite.reports.health.points import Points, explain, number, percent, worst
from jiefen_lite.reports.health.ranks import Ranks
from jiefen_lite.reports.health.remedies import Remedies
from jiefen_lite.reports.late import late_paragraph
from jiefen_lite.reports.wording import Voice, conclusion, month_word, spring_note
from jiefen_lite.rules.health import Health
from jiefen_lite.rules.schema import Indicators
from jiefen_lite.shapes import HealthReport, Period, ReportChart, ReportTable, Series
from jiefen_lite.store.objections import PARTLY, UPHELD
from jiefen_lite.text.days import day_in_words

TRIAL = "试算，不作为考核结果"


def trial_words(health: Health) -> str:
    """What a paper says of its scores until the county has confirmed the scheme."""
    return "" if health.confirmed else TRIAL


def verdict(
    said: Points,
    data: HealthData,
    score: HealthScore,
    before: HealthScore | None,
    who: str,
    place: str,
    *,
    most: int = 3,
) -> str:
    """One sentence: score, grade, against the month before, where the most points were lost."""
    opening = month_word(data.now.period, data.tables.last_day)
    if score.total is None:
        return f"{opening}，{who}{score.why_not}，只列事实，不评分。"
    told = f"{opening}，{who}综合得分{said.total(place, score)}分，等级为“{score.grade}”"
    if before is not None and before.total is not None:
        delta = score.total - before.total
        word = "持平" if not delta else ("提高" if delta > 0 else "下降")
        base = data.tables.before_word
        if delta:
            shown = f"{abs(delta):.1f}"
            said.changed(place, score, before, base, shown)
            word += f"{shown}分"
        told += f"，比{base}{word}" if delta else f"，与{base}持平"
    elif data.before is not None:
        told += f"，{data.tables.before_word}没有评分"
    lost = worst(score, most)
    if lost:
        told += "，主要失分在" + "、".join(f"{one.rule.name}（{said.lost(place, one)}）" for one in lost)
    taken = said.taken(place, score)
    return told + (f"；{taken}" if taken else "") + "。"


def score_chart(said: Points, score: HealthScore, number_: int) -> ReportChart | None:
    """How much of its weight each item reached; items that do not take part are named below the table."""
    items = [one for one in score.items if one.points is not None]
    if not items or score.total is None:
        return None
    for one in items:
        said.item(f"图{number_} {one.rule.name}", one)
    names = tuple(f"{one.rule.name} {one.points:.2f}/{number(one.weight)}" for one in items)
    reached = tuple(float(one_place(float((one.points or 0) / one.weight * 100))) for one in items)
    told = "、".join(f"{name}，{value:g}%" for name, value in zip(names, reached, strict=True))
    return ReportChart(
        "bar", f"图{number_} 各项得分/权重和得分率（%）", names, (Series("得分率", reached),), told, 100
    )


def scheme(health: Health, rules: Indicators, whole: str) -> tuple[str, ...]:
    """How scores are made, in words: weights, floors, goals, grades, what is taken off."""
    items = "；".join(
        f"{one.name}{one.weight:g}分（底线{percent(one.floor)}，目标{percent(one.goal)}）"
        for one in health.items
    )
    grades = [
        f"{grade.least:g}分及以上为“{grade.name}”" if grade.least else f"其余为“{grade.name}”"
        for grade in health.grades
    ]
    whom = "" if health.deduct_county else f"，只扣单位，{whole}不扣"
    off = "；".join(f"{one.name}每件（次）扣{one.points:g}分" for one in health.deductions)
    return (
        f"综合得分：{items}。达到目标得满分，低于底线不得分，中间按比例；没有数据、分母不足的项，权重按比例摊到其他项。",
        f"小样本：分母{rules.fraction_below}至{rules.small_below - 1}件的按收缩值"
        f"（分子＋{health.shrink:g}×{whole}同期值）÷（分母＋{health.shrink:g}）计分；"
        f"受理量不足{health.least_intake}件、可计分项目权重不足{health.least_weight:g}分的单位不评分、不排名。",
        f"扣分：{off}，最多扣{health.deduction_most:g}分{whom}；"
        "吹哨报到、虚假办结、典型案例加分系统内尚无记录，没有计入。",
        f"等级：{'，'.join(grades)}。镇（街道）与部门分组排名，同分同名次；受理量多少不影响得分和名次。",
    )


def _state(frozen: bool, trial: str, where: str) -> str:
    state = "本期数据已冻结" if frozen else "本期数据尚未冻结，以上均为暂计数"
    if trial:
        return f"{state}。评分方案还没有经本县书面确认，得分、等级、名次都是试算，不作为考核结果。"
    return f"{state}。评分方案见{where}。"


def objections(data: HealthData, center: str) -> str:
    """Until when a unit may object, and where."""
    days = data.now.health.objection_workdays
    until = f"（{day_in_words(data.objections)}前）" if data.objections else ""
    return (
        f"对数据、得分有异议的，请在收到本报告之日起{days}个工作日内{until}"
        f"向{center}提出申诉，写明案件码和理由；逾期视为没有异议。{_answered(data)}"
    )


def _answered(data: HealthData) -> str:
    """How many objections were answered in the period, and how many were right; nothing where none was."""
    if not data.answered:
        return ""
    right = [one for one in data.answered if one.state in (UPHELD, PARTLY)]
    what = f"，其中成立、部分成立{len(right)}件，更正见有关单位的体检单" if right else ""
    return f"本期答复申诉{len(data.answered)}件{what}。"


def build_health(data: HealthData) -> HealthReport:
    """The county's 体检报告 of one period."""
    month, tables = data.now, data.tables
    center, rules, health, period = month.center, month.rules, month.health, month.period
    whole, trial = whole_word(center.region.name), trial_words(month.health)
    book = FigureBook(rules, month.county.formula_version)
    explain(book, health)
    said = Points(book, health, period)
    voice = Voice(tables, book, whole)
    ailing, links = Ailing(month, book, data.about), Links(data, book)
    remedies, ranks = Remedies(data, book, said), Ranks(data, book, said)
    place = "一、体检结论 第1段"
    score = month.county_score
    before = data.before.county_score if data.before else None
    told = [verdict(said, data, score, before, whole, place), ranks.summary("一、体检结论 第2段")]
    told += conclusion(voice, first=len(told) + 1)
    told.append(_state(month.county.frozen, trial, "附件4"))
    charts: dict[str, ReportChart] = {}
    made: dict[str, ReportTable | None] = {}

    def chart(name: str, one: ReportChart | None) -> None:
        if one is not None:
            charts[name] = one

    chart("score", score_chart(said, score, 1))
    cols = columns(
        tables,
        month.row,
        tables.previous.rows[0] if tables.previous else None,
        tables.year_before.rows[0] if tables.year_before else None,
    )
    made["core"], shown = core_table(book, said, score, cols, CORE, _left_out(score))
    made["symptoms"] = ailing.symptom_table(2, health.most_listed)
    paragraphs: dict[str, tuple[str, ...]] = {
        "conclusion": tuple(told),
        "core": (f"{whole}核心指标和得分见表1。{spring_note(period)}", *_late(data, book)),
        "symptoms": (ailing.symptoms(),),
        "links": links.text(),
        "remedies": (remedies.text(),),
        "review": (remedies.review_text(),),
    }
    number_ = 2 + (made["symptoms"] is not None)
    chart("links", links.chart(1 + len(charts), whole))
    tabled: tuple[tuple[str, Callable[[int], ReportTable | None]], ...] = (
        ("remedies", lambda at: remedies.table(at, health.most_prescribed) if data.is_month else None),
        ("review", lambda at: remedies.review(at, health.most_prescribed)),
        ("rank_town", lambda at: ranks.table(TOWNS, at)),
        ("rank_department", lambda at: ranks.table(DEPARTMENTS, at)),
    )
    for name, make in tabled:
        made[name] = make(number_)
        number_ += made[name] is not None
    made["towns"], made["units"] = group_tables(month, tables, book, whole, number_)
    made["checks"] = ailing.checks(number_ + 2, whole) if data.is_month else None
    paragraphs |= {
        "unranked": ranks.unranked(),
        "objections": (objections(data, center.name),),
        "towns": (f"按纠纷发生地统计，各行合计等于{whole}，见表{number_}。",),
        "units": (
            "按主办单位统计，超期算在到期时持有该件的单位，"
            f"见表{number_ + 1}。表{number_}、表{number_ + 1}口径不同，不可相加。",
        ),
        "checks": (_checks_text(data, made["checks"]),),
    }
    return HealthReport(
        title=_title(period),
        region=center.region.name,
        center=center.name,
        period=period,
        as_of=month.county.as_of,
        formula_version=month.county.formula_version,
        frozen=month.county.frozen,
        dated=data.dated,
        trial=trial,
        paragraphs=paragraphs,
        tables={name: table for name, table in made.items() if table is not None},
        charts=charts,
        definitions=_definitions(data, book, shown, whole),
        figures=tuple(book.figures),
        words=data.words,
    )


def _checks_text(data: HealthData, table: ReportTable | None) -> str:
    """What is said above the checks; a longer period has none of its own."""
    if not data.is_month:
        return "校验按月进行，见各月体检报告。"
    return "下列校验只为提示核实，结果不计入得分。" if table else "本月没有可以校验的件。"


def _title(period: Period) -> str:
    """A month's fits on one line; a longer name goes on a line of its own, so that no letter is left over."""
    between = "" if len(indicators.months_in(period)) == 1 else "\n"
    return f"矛盾纠纷治理“体检报告”{between}（{indicators.full_name(period)}）"


def _late(data: HealthData, book: FigureBook) -> tuple[str, ...]:
    """What was corrected in months whose papers are out, where anything was."""
    return (late_paragraph(data.late, book, "二、核心指标 第2段"),) if data.late else ()


def _left_out(score: HealthScore) -> str | None:
    """Items that do not take part, with the reason."""
    if score.total is None:
        return None
    left = [f"{one.rule.name}（{one.why}）" for one in score.items if not one.parts and one.rule.weight]
    return f"不计分、权重摊到其他项的：{'、'.join(left)}。" if left else None


def _definitions(data: HealthData, book: FigureBook, shown: Sequence[str], whole: str) -> tuple[str, ...]:
    health = data.now.health
    named = [name for name in CORE if name in shown or name in GROUP_COLUMNS]
    told = [f"{book.name(name)}：{book.definition(name)}。" for name in named]
    told += [f"{one.name}：{one.definition}。" for one in health.symptoms]
    if data.is_month:
        told += [f"{one.name}：{one.definition}。" for one in health.checks]
    return (*scheme(health, data.now.rules, whole), *told)
