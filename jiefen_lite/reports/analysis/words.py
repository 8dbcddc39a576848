"""The words in braces of the analysis report, and what its sentences ask, by their names in the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jiefen_lite import indicators
from jiefen_lite.indicators import notable
from jiefen_lite.reports.analysis.gather import INTAKE
from jiefen_lite.reports.analysis.teller import REST, Teller
from jiefen_lite.reports.late import late_paragraph
from jiefen_lite.reports.wording import month_word, spring_note
from jiefen_lite.shapes import Figure, IndicatorRow

Word = Callable[[Teller], str]


def _opening(teller: Teller) -> str:
    return month_word(teller.data.period, teller.data.last_day)


def _endings(teller: Teller) -> str:
    words = (
        ("化解", "resolved_count"),
        ("未化解办结", "unresolved_count"),
        ("移送", "transferred_count"),
        ("撤回", "withdrawn_count"),
    )
    told = [f"{word}{teller.number(name)}件" for word, name in words if teller.figure(name).n]
    known = set().union(*(teller.figure(name).numerator for _word, name in words))
    unclear = set(teller.figure("closed_count").numerator) - known
    if unclear:
        told.append(f"结果待确认{teller.part('结果待确认', teller.data.some(sorted(unclear)))}件")
    return f"其中{'、'.join(told)}"


def _with_changes(indicator: str) -> Word:
    def word(teller: Teller) -> str:
        told = teller.rate(indicator)
        return "，".join([told, *teller.comparisons(indicator)]) if teller.figure(indicator).d else told

    return word


def _satisfaction(teller: Teller) -> str:
    return f"{teller.rate('satisfaction_rate')}，{teller.rate('participation_rate')}"


def _days(indicator: str) -> Word:
    return lambda teller: teller.book.put(teller.place, teller.figure(indicator), teller.data.period)


def _average(teller: Teller) -> str:
    return "，".join([_days("avg_handling_days")(teller), *teller.comparisons("avg_handling_days")])


def _channels(teller: Teller) -> str:
    return teller.listed([row for row in teller.rows(teller.data.channels) if row.figures[INTAKE].n])


def _silent(teller: Teller) -> list[str]:
    rows = teller.data.channels.now.rows
    known = REST | teller.data.nothing
    return [row.name for row in rows if not row.figures[INTAKE].n and row.id not in known]


def _late(teller: Teller) -> Figure:
    rate = teller.figure("overdue_rate")
    return Figure("overdue_count", "count", rate.n, None, None, str(rate.n), rate.numerator)


def _due(teller: Teller) -> str:
    rate = teller.figure("overdue_rate")
    due = Figure("overdue_rate", "count", rate.d or 0, None, None, "", rate.denominator)
    return teller.part("到期", due)


def _held_late(teller: Teller) -> list[IndicatorRow]:
    """Units with cases that ran over, the most first; what waits for a unit is none."""
    rows = [row for row in teller.data.units.rows if row.figures["overdue_rate"].n and row.id not in REST]
    return sorted(rows, key=lambda row: (-row.figures["overdue_rate"].n, row.name))


def _late_of(row: IndicatorRow) -> Figure:
    rate = row.figures["overdue_rate"]
    return Figure("overdue_count", "count", rate.n, None, None, "", rate.numerator)


def _late_units(teller: Teller) -> str:
    rows = _held_late(teller)[: teller.data.said.top]
    return "、".join(f"{row.name}{teller.part(row.name, _late_of(row))}件" for row in rows)


def _late_unassigned(teller: Teller) -> Figure:
    row = next((one for one in teller.data.units.rows if one.id in REST), None)
    return _late_of(row) if row is not None else teller.data.some([])


def _kind_rows(teller: Teller) -> list[IndicatorRow]:
    """Second-level types that say something, the most frequent first."""
    rows = [row for row in teller.data.aspects.rows if row.id.startswith(notable.KIND)]
    rows = [row for row in rows if not row.name.startswith("其他")]
    return sorted(rows, key=lambda row: (-row.figures[INTAKE].n, row.id))


def _kinds(teller: Teller) -> str:
    told = []
    for row in _kind_rows(teller)[: teller.data.said.top]:
        kind = teller.type_names.get(row.id.removeprefix(notable.KIND).split("/", 1)[0], "")
        told.append(f"{kind}中的{row.name}{teller.part(row.name, row.figures[INTAKE])}件")
    return "、".join(told)


def _per_10k(teller: Teller) -> str:
    rows = [row for row in teller.data.towns.now.rows if row.figures["per_10k_rate"].value]
    rows.sort(key=lambda row: -(row.figures["per_10k_rate"].value or 0.0))
    told = []
    for row in rows[: teller.data.said.top]:
        figure = row.figures["per_10k_rate"]
        told.append(f"{row.name}{teller.book.put(teller.place, figure, teller.data.period)}件")
    return f"每万人受理较多的是{'、'.join(told)}"


def _unlocated(teller: Teller) -> Figure:
    rest = indicators.REMAINDERS["town"][0]
    row = next((one for one in teller.data.towns.now.rows if one.id == rest), None)
    return row.figures[INTAKE] if row else teller.data.some([])


def _tags(teller: Teller) -> str:
    shown = teller.tags()[: 2 * teller.data.said.top]
    return "、".join(f"{_quoted(name)}{teller.part(name, figure)}件" for name, figure in shown)


def _quoted(name: str) -> str:
    """A name that is a list itself, so that it stays one thing within a list."""
    return f"“{name}”" if "、" in name else name


def _busiest(teller: Teller) -> list[IndicatorRow]:
    """The days of the week on which most cases came in; several where they are equal."""
    days = [row for row in teller.data.aspects.rows if row.id.startswith(notable.WEEKDAY)]
    most = max((row.figures[INTAKE].n for row in days), default=0)
    return [row for row in days if row.figures[INTAKE].n == most]


def _weekday(teller: Teller) -> str:
    most = _busiest(teller)[0]
    figure = most.figures[INTAKE]
    told = f"{most.name}最多，{teller.part(most.name, figure)}件"
    return f"{told}、占{teller.share(most.name, figure)}"


def _aspect(row: str, name: str) -> Word:
    return lambda teller: teller.part(name, teller.data.aspect(row))


def _alarmed(teller: Teller) -> Figure:
    return teller.data.aspect(notable.CROWDS[1])


def _excess(teller: Teller) -> str:
    told = []
    for one in teller.excess:
        name = f"{one.town}{teller.type_names.get(one.type, one.type)}"
        count = teller.part(name, teller.data.some(one.codes))
        usual = "平均" if len(indicators.months_in(teller.data.period)) == 1 else "平均折合"
        told.append(f"{name}{count}件（前{one.months}个月{usual}{one.usual:.1f}件）")
    return "、".join(told)


def _listed_cases(teller: Teller) -> str:
    return teller.part("重点件", teller.data.some([one.code for one in teller.data.listed]))


def _watched_cases(teller: Teller) -> str:
    shown = (*teller.data.alarmed, *teller.data.listed)
    return teller.part("表4、表5所列", teller.data.some([one.code for one in shown]))


def _long_rest(teller: Teller) -> bool:
    """Whether more cases have been open for long than the lists name."""
    return bool({*teller.data.aspect(notable.LONG_OPEN).numerator} - {one.code for one in teller.data.key})


def _seasons(teller: Teller) -> str:
    return "、".join(f"{name}{teller.part(name, figure)}件" for name, figure in teller.seasons())


WORDS: Mapping[str, Word] = {
    "opening": _opening,
    "month": lambda teller: indicators.this_word(teller.data.period),
    "before": lambda teller: teller.data.before_word,
    "whole": lambda teller: teller.whole,
    "registered": lambda teller: teller.number("registered_count"),
    "intake": lambda teller: teller.number(INTAKE),
    "closed": lambda teller: teller.number("closed_count"),
    "people": lambda teller: teller.number("involved_people"),
    "amount": lambda teller: teller.number("involved_amount"),
    "intake_change": lambda teller: teller.changes(INTAKE),
    "closed_change": lambda teller: teller.changes("closed_count"),
    "endings": _endings,
    "resolution": lambda teller: teller.rate("resolution_rate"),
    "mediation": lambda teller: teller.rate("mediation_success_rate"),
    "on_time": lambda teller: teller.rate("on_time_rate"),
    "resolution_rate": _with_changes("resolution_rate"),
    "mediation_rate": _with_changes("mediation_success_rate"),
    "satisfaction": _satisfaction,
    "on_time_rate": _with_changes("on_time_rate"),
    "completion_rate": lambda teller: f"截至统计日{teller.rate('completion_rate')}",
    "repeat_rate": _with_changes("repeat_rate"),
    "channel_list": _channels,
    "channel_up": lambda teller: teller.movement(teller.moved(teller.data.channels, up=True)[:1]),
    "channel_down": lambda teller: teller.movement(teller.moved(teller.data.channels, up=False)[:1]),
    "channel_none": lambda teller: "、".join(_silent(teller)),
    "average_days": _average,
    "median_days": _days("median_handling_days"),
    "p90_days": _days("p90_handling_days"),
    "due": _due,
    "late": lambda teller: teller.part("超期", _late(teller)),
    "late_units": _late_units,
    "late_unassigned": lambda teller: teller.part("超期待分派", _late_unassigned(teller)),
    "top_types": lambda teller: teller.listed(teller.first(teller.data.types)),
    "top_types_share": lambda teller: teller.together(teller.data.types),
    "risen_types": lambda teller: teller.movement(teller.moved(teller.data.types, up=True)[:3]),
    "surge_types": lambda teller: teller.movement(teller.moved(teller.data.types, up=True, surge=True)[:3]),
    "fall_types": lambda teller: teller.movement(teller.moved(teller.data.types, up=False)[:3]),
    "top_kinds": _kinds,
    "top_towns": lambda teller: teller.listed(teller.first(teller.data.towns)),
    "top_towns_share": lambda teller: teller.together(teller.data.towns),
    "per_10k": _per_10k,
    "unlocated": lambda teller: teller.part("未定位", _unlocated(teller)),
    "tag_list": _tags,
    "weekday_most": _weekday,
    "crowd_low": lambda teller: str(teller.data.said.crowds[0]),
    "crowd_mid": lambda teller: str(teller.data.said.crowds[1]),
    "crowd_high": lambda teller: str(teller.data.said.crowds[2]),
    "crowd_5": _aspect(notable.CROWDS[0], "群体"),
    "crowd_10": _aspect(notable.CROWDS[1], "群体（报黄）"),
    "crowd_30": _aspect(notable.CROWDS[2], "群体（报红）"),
    "high_risk": _aspect(notable.HIGH_RISK, "风险等级为高"),
    "long_open": _aspect(notable.LONG_OPEN, "久拖未决"),
    "long_days": lambda teller: str(teller.data.said.long_open_days),
    "overdue_open": _aspect(notable.OVERDUE_OPEN, "在办超期"),
    "alarm_count": lambda teller: teller.part("群体预警", _alarmed(teller)),
    "alarm_red": _aspect(notable.CROWDS[2], "群体预警（红）"),
    "key_count": _listed_cases,
    "watched_count": _watched_cases,
    "excess_list": _excess,
    "excess_count": lambda teller: str(len(teller.excess)),
    "seasons": _seasons,
    "failed": _aspect(notable.FAILED, "调解不成功"),
    "corrections": lambda teller: late_paragraph(teller.data.late, teller.book, teller.place),
}
GROUP_WORDS: Mapping[str, Callable[[Teller, str], str]] = {
    "group": Teller.group_share,
    "group_change": Teller.group_change,
    "group_most": Teller.group_most,
}

Asked = Callable[[Teller], bool]
ASKED: Mapping[str, Asked] = {
    "accepted": lambda teller: teller.figure(INTAKE).n > 0,
    "closed": lambda teller: teller.figure("closed_count").n > 0,
    "money": lambda teller: teller.figure("involved_amount").n > 0,
    "previous": lambda teller: teller.data.county.previous is not None,
    "year_before": lambda teller: teller.data.county.year_before is not None,
    "mediated": lambda teller: bool(teller.figure("mediation_success_rate").d),
    "evaluated": lambda teller: bool(teller.figure("satisfaction_rate").d),
    "due": lambda teller: bool(teller.figure("overdue_rate").d),
    "late": lambda teller: teller.figure("overdue_rate").n > 0,
    "late_units": lambda teller: bool(_held_late(teller)),
    "late_unassigned": lambda teller: _late_unassigned(teller).n > 0,
    "channel_up": lambda teller: bool(teller.moved(teller.data.channels, up=True)),
    "channel_down": lambda teller: bool(teller.moved(teller.data.channels, up=False)),
    "channel_none": lambda teller: bool(_silent(teller)),
    "risen": lambda teller: bool(teller.moved(teller.data.types, up=True)),
    "surge": lambda teller: bool(teller.moved(teller.data.types, up=True, surge=True)),
    "fall": lambda teller: bool(teller.moved(teller.data.types, up=False)),
    "types_concentrated": lambda teller: teller.concentrated(teller.data.types),
    "towns_concentrated": lambda teller: teller.concentrated(teller.data.towns),
    "located": lambda teller: bool(teller.first(teller.data.towns)),
    "unlocated": lambda teller: _unlocated(teller).n > 0,
    "population": lambda teller: bool(teller.data.populations),
    "typed": lambda teller: bool(teller.first(teller.data.types)),
    "kinds": lambda teller: bool(_kind_rows(teller)),
    "grouped": lambda teller: any(teller.group(group.id).n for group in teller.data.said.groups),
    "weekday_clear": lambda teller: len(_busiest(teller)) == 1,
    "tagged": lambda teller: bool(teller.tags()),
    "repeated": lambda teller: teller.figure("repeat_rate").n > 0,
    "crowds": lambda teller: teller.data.aspect(notable.CROWDS[0]).n > 0,
    "high_risk": lambda teller: teller.data.aspect(notable.HIGH_RISK).n > 0,
    "long_open": lambda teller: teller.data.aspect(notable.LONG_OPEN).n > 0,
    "overdue_open": lambda teller: teller.data.aspect(notable.OVERDUE_OPEN).n > 0,
    "alarms": lambda teller: _alarmed(teller).n > 0,
    "red_alarms": lambda teller: teller.data.aspect(notable.CROWDS[2]).n > 0,
    "key_cases": lambda teller: bool(teller.data.listed),
    "long_rest": _long_rest,
    "excess": lambda teller: bool(teller.excess),
    "excess_known": lambda teller: len(teller.data.before) >= teller.data.said.baseline_least,
    "seasonal": lambda teller: bool(teller.seasons()),
    "failed": lambda teller: teller.data.aspect(notable.FAILED).n > 0,
    "many": lambda teller: teller.many,
    "corrected": lambda teller: any(month.changes for month in teller.data.late),
    "spring": lambda teller: bool(spring_note(teller.data.period)),
}
GROUP_ASKED: Mapping[str, Callable[[Teller, str], bool]] = {
    "group": lambda teller, group: teller.group(group).n > 0,
}
