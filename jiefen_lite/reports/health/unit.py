"""The sheet of one unit: a page that can be sent alone, its own cases, the county only beside them."""

from __future__ import annotations

from jiefen_lite import glossary, indicators
from jiefen_lite.reports.figures import FigureBook
from jiefen_lite.reports.health.ailing import Ailing
from jiefen_lite.reports.health.build import trial_words, verdict
from jiefen_lite.reports.health.core import UNIT_CORE, columns, core_table
from jiefen_lite.reports.health.data import GROUP_NAMES, HealthData
from jiefen_lite.reports.health.groups import whole_word
from jiefen_lite.reports.health.links import Links
from jiefen_lite.reports.health.points import Points, explain
from jiefen_lite.reports.health.remedies import Remedies
from jiefen_lite.shapes import HealthReport, ReportTable
from jiefen_lite.store.objections import ObjectionRecord
from jiefen_lite.text.days import day_in_words

_MOST_REMEDIES = 3  # more do not fit on the page


def _place(data: HealthData, said: Points, unit: str) -> str:
    """Its rank in its group, now and before; nothing where it is not ranked."""
    group = data.now.kind_of(unit)
    now = data.now.standing.get(unit)
    if now is None:
        return ""
    size = len(data.now.ranks[group])
    at = "体检结论"
    rank = said.tally(at, "名次", now.rank or 0, "得分高于它的单位数加1")
    told = f"在{GROUP_NAMES[group]}{said.tally(at, '参评单位', size)}个参评单位中列第{rank}位"
    then = data.before.standing.get(unit) if data.before else None
    if then is None:
        return f"{told}。"
    before = data.tables.before_word
    if then.rank == now.rank:
        return f"{told}，与{before}相同。"
    return f"{told}，{before}第{said.tally(at, '上期名次', then.rank or 0)}位。"


def _told(one: ObjectionRecord) -> str:
    """What became of an objection to an earlier month: that month stays as it went out."""
    month = indicators.full_name(indicators.period_of(one.period))
    right = f"，更正为{one.corrected}" if one.corrected else ""
    state = glossary.label("objection_state", one.state)
    return f"{month}“{one.item_name}”{one.shown}，申诉{state}{right}。"


def build_unit(data: HealthData, unit: str) -> HealthReport:
    """The sheet of one unit of one period."""
    month, tables = data.now, data.tables
    center, health, period = month.center, month.health, month.period
    whole = whole_word(center.region.name)
    book = FigureBook(month.rules, month.county.formula_version)
    explain(book, health)
    said = Points(book, health, period)
    row, score = month.scores[unit]
    before = data.before.scores.get(unit) if data.before else None
    ailing = Ailing(month, book, data.about, unit)
    remedies = Remedies(data, book, said, unit)
    told = [verdict(said, data, score, before[1] if before else None, "本单位", "体检结论", most=2)]
    place = _place(data, said, unit)
    if place:
        told[0] += place
    then = data.year_before_units
    cols = columns(
        tables,
        row,
        before[0] if before else None,
        indicators.row_of(then, unit, month.rules),
        month.row,
        whole,
    )
    core, _ = core_table(book, said, score, cols, UNIT_CORE)
    made: dict[str, ReportTable | None] = {"core": core}
    made["symptoms"] = ailing.symptom_table(2, health.most_listed_unit)
    number = 2 + (made["symptoms"] is not None)
    made["remedies"] = remedies.table(number, _MOST_REMEDIES) if data.is_month else None
    trial = trial_words(health)
    days = health.objection_workdays
    until = f"（{day_in_words(data.objections)}前）" if data.objections else ""
    paragraphs = {
        "conclusion": tuple(told),
        "symptoms": (ailing.symptoms(),),
        "links": Links(data, book, unit).text(),
        "remedies": tuple(filter(None, [remedies.text(_MOST_REMEDIES)])),
        "review": (remedies.review_text(),),
        "objections": (
            f"有异议的，请在收到之日起{days}个工作日内{until}提出申诉。口径见{whole}报告附件4。",
            *(_told(one) for one in data.answered if one.unit == unit),
        ),
    }
    return HealthReport(
        title=f"矛盾纠纷治理体检单（{indicators.full_name(period)}）",
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
        charts={},
        definitions=(),
        figures=tuple(book.figures),
        unit=unit,
        words=data.words,
    )
