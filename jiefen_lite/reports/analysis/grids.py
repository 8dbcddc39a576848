"""The tables of the analysis report; every number in them is noted with its cases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from jiefen_lite import glossary, indicators
from jiefen_lite.reports.analysis.gather import INTAKE, Grouped
from jiefen_lite.reports.analysis.keycases import KeyCase
from jiefen_lite.reports.analysis.teller import Teller
from jiefen_lite.reports.figures import DASH, STAR
from jiefen_lite.rules.analysis import LegalBasis, TopicRule
from jiefen_lite.shapes import IndicatorRow, Period, ReportTable, ShadedTable
from jiefen_lite.shapes.supervision import InstructionRecord

TOTAL = (
    *("registered_count", INTAKE, "involved_people", "involved_amount", "closed_count", "completion_rate"),
    *("resolution_rate", "mediation_success_rate", "satisfaction_rate", "participation_rate"),
    *("on_time_rate", "repeat_rate", "confirmation_rate", "avg_handling_days"),
)
PLACES = ("resolution_rate", "on_time_rate", "satisfaction_rate", "per_10k_rate")
UNITS = (INTAKE, "closed_count", "resolution_rate", "on_time_rate", "satisfaction_rate", "avg_handling_days")
MATRIX_TYPES = 8
_DAY = "{0.month}月{0.day}日"
_HIDDEN = re.compile(r"(?<=[一-鿿])\*+")  # of a name: 孙** is 孙某 in a paper
_WORDS_MOST = 80  # letters of an instruction or a reply in one cell; the whole stands in the system


def total(teller: Teller) -> ReportTable:
    """表1: the county's indicators now, before, a year before."""
    data, book = teller.data, teller.book
    titles = (indicators.this_word(data.period), data.before_word, "去年同期")
    tables = (data.county.now, data.county.previous, data.county.year_before)
    periods = (data.period, indicators.previous(data.period), indicators.year_before(data.period))
    rows, without = [], []
    for name in TOTAL:
        figures = [None if table is None else table.rows[0].figures.get(name) for table in tables]
        if all(one is None or one.shown == DASH for one in figures):
            without.append(book.name(name))
            continue
        cells = [
            DASH if one is None else book.put(f"表1 “{book.name(name)}”行“{title}”列", one, when)
            for one, title, when in zip(figures, titles, periods, strict=True)
        ]
        now = figures[0]
        fraction = f"{now.n}/{now.d}" if now is not None and now.kind == "rate" and now.d else DASH
        label = book.name(name) + ("（万元）" if name == "involved_amount" else "")
        rows.append((label, cells[0], fraction, *cells[1:]))
    note = _notes(
        _star(rows, teller),
        f"暂无数据：{'、'.join(without)}。" if without else "",
        "" if tables[2] else "上年同期未建立统计，不作比较。",
        "" if data.county.now.frozen else "本期尚未冻结，数字为暂计。",
    )
    return ReportTable("表1 总体情况", ("指标", titles[0], "分子/分母", *titles[1:]), tuple(rows), note)


def types(teller: Teller) -> ReportTable:
    """表2: types now, before, a year before, with their share; small ones stand together."""
    return _compared(teller, "表2", "各类型情况", "类型", teller.data.types, fold=True)


def places(teller: Teller) -> ReportTable:
    """表3: towns with their share and how well the cases there were handled."""
    data, book = teller.data, teller.book
    every = teller.figure(INTAKE)
    rows = []
    county = IndicatorRow(data.row.id, teller.whole, data.row.figures)
    shown = [name for name in PLACES if name != "per_10k_rate" or data.populations]
    for row in [*data.towns.now.rows, county]:
        place = f"表3 “{row.name}”行"
        before = indicators.row_of(data.towns.previous, row.id, data.rules)
        if row is county:
            before = data.county.previous.rows[0] if data.county.previous else None
        rows.append(
            (
                row.name,
                book.put(f"{place}“受理量”列", row.figures[INTAKE], data.period),
                _then(teller, place, before, indicators.previous(data.period)),
                book.share(place, row.name, row.figures[INTAKE], every, data.period),
                *(
                    book.put(f"{place}“{book.name(name)}”列", row.figures[name], data.period)
                    for name in shown
                ),
            )
        )
    header = ("镇（街道）", indicators.this_word(data.period), data.before_word, "占比")
    note = _notes(_star(rows, teller), _ROUNDING)
    return ReportTable(
        "表3 各镇（街道）情况", (*header, *(book.name(name) for name in shown)), tuple(rows), note
    )


_ROUNDING = "因四舍五入，分项合计可能不等于100%。"


def _then(teller: Teller, place: str, row: IndicatorRow | None, period: Period) -> str:
    if row is None:
        return DASH
    return teller.book.put(f"{place}“{teller.data.before_word}”列", row.figures[INTAKE], period)


def _compared(
    teller: Teller, number: str, title: str, first: str, grouped: Grouped, *, fold: bool = False
) -> ReportTable:
    data, book, every = teller.data, teller.book, teller.figure(INTAKE)
    titles = (indicators.this_word(data.period), data.before_word, "去年同期")
    periods = (data.period, indicators.previous(data.period), indicators.year_before(data.period))
    tables = (grouped.now, grouped.previous, grouped.year_before)
    ordered = sorted(grouped.now.rows, key=lambda row: -row.figures[INTAKE].n)
    small = data.said.minor_share * every.n if fold and teller.many else 0.0
    main = [row for row in ordered if row.figures[INTAKE].n and row.figures[INTAKE].n >= small]
    rest = [row for row in ordered if row not in main]
    groups: list[tuple[str, list[IndicatorRow]]] = [(row.name, [row]) for row in main]
    if rest:
        groups.append((f"其余{len(rest)}类" if fold else "其余", rest))
    groups.append(("合计", list(grouped.now.rows)))
    rows = []
    for name, members in groups:
        place = f"{number} “{name}”行"
        cells = [
            DASH
            if table is None
            else book.part(
                f"{place}“{word}”列",
                name,
                teller.data.some(
                    [
                        code
                        for member in members
                        if (found := indicators.row_of(table, member.id, data.rules)) is not None
                        for code in found.figures[INTAKE].numerator
                    ]
                ),
                period,
            )
            for table, word, period in zip(tables, titles, periods, strict=True)
        ]
        now = teller.data.some([code for one in members for code in one.figures[INTAKE].numerator])
        rows.append((name, *cells, book.share(place, name, now, every, data.period)))
    told = f"其余{len(rest)}类每类占比不到{data.said.minor_share * 100:.0f}%或者没有件，明细见附件2。"
    note = _notes(told if fold and rest else "", _ROUNDING)
    return ReportTable(f"{number} {title}", (first, *titles, "占比"), tuple(rows), note)


def all_types(teller: Teller) -> ReportTable:
    """附件2: every type that has cases."""
    return _compared(teller, "附表2", "类型细表", "类型", teller.data.types)


def channels(teller: Teller) -> ReportTable:
    """附件3: every channel."""
    return _compared(teller, "附表3", "渠道细表", "渠道", teller.data.channels)


def units(teller: Teller) -> ReportTable:
    """附件1: units with work."""
    data, book = teller.data, teller.book
    rows = [
        (
            row.name,
            *(
                book.put(f"附表1 “{row.name}”行“{book.name(name)}”列", row.figures[name], data.period)
                for name in UNITS
            ),
        )
        for row in data.units.rows
        if any(row.figures[name].n for name in (INTAKE, "closed_count")) or row.figures["overdue_rate"].d
    ]
    header = ("承办单位", *(book.name(name) for name in UNITS))
    note = _notes(_star(rows, teller), "按主办单位统计，与按发生地的表3口径不同，不可相加。")
    return ReportTable("附表1 各承办单位情况", header, tuple(rows), note)


def alarms(teller: Teller) -> ReportTable | None:
    """表4: cases that the number of their people puts on alarm."""
    if not teller.data.alarms:
        return None
    red = teller.data.said.crowds[2]
    rows = [
        (
            str(at),
            "红" if (one.people or 0) >= red else "黄",
            one.code,
            one.place,
            one.what,
            str(one.people),
            one.unit,
            one.state,
        )
        for at, one in enumerate(teller.data.alarmed, 1)
    ]
    header = ("序号", "等级", "案件码", "发生地", "事由", "人数", "主办单位", "办理情况")
    note = _notes(
        f"单件涉及{teller.data.said.crowds[1]}人以上报黄，{red}人以上报红；这是预警等级，不是时限灯。",
        _rest(len(teller.data.alarms), len(rows)),
    )
    return ReportTable("表4 群体预警清单", header, tuple(rows), note)


def key_cases(teller: Teller) -> ReportTable | None:
    """表5: the gravest cases one by one, but for those that 表4 has already."""
    if not teller.data.listed:
        return None
    rows = [_key_row(at, one) for at, one in enumerate(teller.data.listed, 1)]
    header = ("序号", "案件码", "发生地", "事由", "列入原因", "主办单位", "办理情况")
    note = _notes(_rest(len(teller.data.grave), len(rows)))
    return ReportTable("表5 重点件清单", header, tuple(rows), note)


def _rest(every: int, shown: int) -> str:
    """What is said of the cases beyond the longest list that a paper prints."""
    return f"只列前{shown}件，其余{every - shown}件由主办单位逐件盯办。" if every > shown else ""


def _key_row(at: int, one: KeyCase) -> tuple[str, ...]:
    return (str(at), one.code, one.place, one.what, "；".join(one.why), one.unit, one.state)


# --------------------------------------------------------------------------- what to do


def inspection(teller: Teller, dated: date) -> ReportTable | None:
    """表7: what is to be inspected where, by whom, until when."""
    rows = []
    until = _DAY.format(dated + timedelta(days=teller.data.said.inspection_days))
    for at, one in enumerate(teller.excess, 1):
        topic = _topic(teller, one.type)
        if topic is None:
            continue
        unit = teller.data.lead_unit(one.type, one.town) or "由综治中心明确"
        name = teller.type_names.get(one.type, one.type)
        count = teller.book.part(
            f"表7 第{at}行", f"{one.town}{name}", teller.data.some(one.codes), teller.data.period
        )
        rows.append(
            (str(at), topic.inspect, one.town, f"{name}{count}件，往常{one.usual:.1f}件", unit, until)
        )
    header = ("序号", "排查事项", "范围", "依据", "牵头单位", "时限")
    note = f"往常是前{teller.excess[0].months}个月的月平均{_folded(teller)}。" if teller.excess else None
    return ReportTable("表7 专项排查任务清单", header, tuple(rows), note) if rows else None


def _folded(teller: Teller) -> str:
    """Said of a longer period, whose usual number is that of as many months."""
    months = len(indicators.months_in(teller.data.period))
    return "" if months == 1 else f"折合成{months}个月"


def teaching(teller: Teller) -> ReportTable | None:
    """表6: whom to teach which articles, and who does it."""
    rows = []
    by_type: dict[str, list[str]] = {}
    for one in teller.excess:
        by_type.setdefault(one.type, []).append(one.town)
    for kind, towns in by_type.items():
        topic = _topic(teller, kind)
        if topic is None:
            continue
        articles = "；".join(f"{one.law}第{one.article}条：{one.gist}" for one in articles_for(teller, topic))
        unit = teller.data.lead_unit(kind, towns[0]) or "由综治中心明确"
        name = teller.type_names.get(kind, kind)
        rows.append((name, "、".join(towns), topic.audience, articles, topic.form, unit))
    header = ("领域", "范围", "对象", "法条要点", "形式", "责任单位")
    note = "法条要点是改写，以现行有效文本为准。"
    return ReportTable("表6 靶向普法清单", header, tuple(rows), note) if rows else None


def _topic(teller: Teller, kind: str) -> TopicRule | None:
    return next((one for one in teller.data.said.topics if one.type == kind), None)


def articles_for(teller: Teller, topic: TopicRule) -> list[LegalBasis]:
    """The articles to teach for a topic: those whose gist speaks of its words first, then as they stand."""
    bases = [one for one in teller.data.laws.bases if one.type == topic.type]
    spoken = sorted(bases, key=lambda one: -sum(word in one.gist for word in topic.words))
    return spoken[: teller.data.said.laws_most]


# --------------------------------------------------------------------------- what leaders have asked for


def instructions(teller: Teller) -> ReportTable | None:
    """表8: each 批示, who answers for it, how far it is; nothing where there are none.

    Not done ones come first, of them those whose day is past.
    """
    data = teller.data
    today = indicators.last_day(data.county.now.as_of)
    ordered = sorted(
        data.instructed, key=lambda one: (one.state == "done", one.state != "open", one.reply_by, one.id)
    )
    shown = ordered[: data.said.list_most]
    rows = [
        (
            str(at),
            _dated(one.at.date(), data.period),
            _about(one),
            _shortened(one.text),
            one.unit or "综治中心督办岗",
            _dated(one.reply_by, data.period),
            _standing(one, today),
            _answered(one),
        )
        for at, one in enumerate(shown, 1)
    ]
    header = ("序号", "批示日期", "对象", "批示内容", "责任单位", "回复期限", "办理情况", "回复摘要")
    more = len(ordered) - len(rows)
    note = _notes(
        f"办理情况截至{_DAY.format(today)}。",
        f"只列前{len(rows)}条，其余{more}条见系统“批示”页。" if more else "",
    )
    return ReportTable("表8 批示落实情况", header, tuple(rows), note) if rows else None


def _dated(day: date, period: Period) -> str:
    """The year is only said where it is another."""
    return _DAY.format(day) if day.year == period.start.year else f"{day.year}年{_DAY.format(day)}"


def _about(one: InstructionRecord) -> str:
    if one.case_code is not None:
        return one.case_code
    when = indicators.full_name(indicators.period_of(one.period or ""))
    return f"{when}{glossary.REPORTS.get(one.document or '', '报告')}"


def _standing(one: InstructionRecord, today: date) -> str:
    late = (today - one.reply_by).days
    if one.state == "open" and late > 0:
        return f"逾期{late}天"
    return glossary.label("instruction_state", one.state)


def _answered(one: InstructionRecord) -> str:
    """The last reply; of one that was sent back this is said."""
    replies = [step.text for step in one.steps if step.action == "reply" and step.text]
    if not replies:
        return DASH
    returned = "（已退回）" if one.steps[-1].action == "return" else ""
    return returned + _shortened(replies[-1])


def _shortened(words: str) -> str:
    line = _HIDDEN.sub("某", " ".join(words.split()))
    return line if len(line) <= _WORDS_MOST else f"{line[: _WORDS_MOST - 1]}…"


# --------------------------------------------------------------------------- 图4


def matrix(teller: Teller) -> ShadedTable:
    """图4: towns by types, the darker the more; what is beyond the largest types stands together."""
    data = teller.data
    main = [row for row in teller.rows(data.types) if row.figures[INTAKE].n][:MATRIX_TYPES]
    if not main:
        return ShadedTable("", ("",) * (MATRIX_TYPES + 2), (), (), None)
    names = [row.name for row in main]
    shown = {row.id for row in main}
    rows, counts = [], []
    for town in data.towns.now.rows:
        of_town = {kind: codes for (place, kind), codes in data.cells.items() if place == town.id}
        groups = [of_town.get(row.id, ()) for row in main]
        groups.append(tuple(code for kind, codes in of_town.items() if kind not in shown for code in codes))
        place = f"图4 “{town.name}”行"
        cells = [
            teller.book.part(f"{place}“{name}”列", f"{town.name}{name}", data.some(codes), data.period)
            if codes
            else ""
            for name, codes in zip([*names, "其他"], groups, strict=True)
        ]
        padded = [*cells[:-1], *[""] * (MATRIX_TYPES - len(main)), cells[-1]]
        rows.append((town.name, *padded))
        numbers = [len(codes) for codes in groups]
        counts.append([*numbers[:-1], *[0] * (MATRIX_TYPES - len(main)), numbers[-1]])
    header = ("镇（街道）", *names, *[""] * (MATRIX_TYPES - len(main)), "其他")
    most = max((count for line in counts for count in line[:-1]), default=0)
    levels = tuple((*(_level(count, most) for count in line[:-1]), 0) for line in counts)
    title, note = "图4 各镇（街道）主要类型分布", "底纹越深件数越多；空格是没有件。"
    return ShadedTable(title, header, tuple(rows), levels, note)


def _level(count: int, most: int) -> int:
    """White for nothing, then four shades by quarters of the most."""
    return 0 if not count or not most else min(4, 1 + int(4 * count / most - 1e-9))


def _star(rows: Sequence[Sequence[str]], teller: Teller) -> str:
    if not any(STAR in cell for row in rows for cell in row):
        return ""
    rules = teller.data.rules
    return f"{STAR}样本较小：分母不足{rules.small_below}件；不足{rules.fraction_below}件的只列分数。"


def _notes(*notes: str) -> str | None:
    return "".join(notes) or None
