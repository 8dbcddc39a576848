"""The 综治中心月报 out of tables of indicators: ten areas, numbers as numbers, the cases behind each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from jiefen_lite import indicators
from jiefen_lite.errors import NotAllowed
from jiefen_lite.glossary import ROLES
from jiefen_lite.indicators.notable import CROWDS, HIGH_RISK
from jiefen_lite.reports.counting import Counter, as_moment
from jiefen_lite.reports.figures import DASH, STAR, FigureBook, printed
from jiefen_lite.shapes import (
    Figure,
    FormCodes,
    FormRow,
    IndicatorRow,
    IndicatorTable,
    MonthlyForm,
    Period,
    Role,
    Viewer,
)

if TYPE_CHECKING:
    from jiefen_lite.desk import House

# The columns of the areas that spread the cases over channels, types, towns.
COUNTS = (
    *("registered_count", "intake_count", "closed_count", "resolved_count", "unresolved_count"),
    *("transferred_count", "withdrawn_count", "overdue_count"),
)
COLUMNS = {
    "registered_count": "登记",
    "intake_count": "受理",
    "dispatched": "分流",
    "signed": "签收",
    "closed_count": "办结",
    "resolved_count": "化解",
    "unresolved_count": "未化解",
    "transferred_count": "移送",
    "withdrawn_count": "撤回",
    "overdue_count": "超期",
    "resolution_rate": "化解率",
}
SPREAD = {
    "channels": ("一、受理与来源", "channel"),
    "types": ("三、纠纷类型", "type"),
    "towns": ("四、地域分布", "town"),
}
HANDLING = "二、办理"
# The areas that set one indicator a line, with what each of them counts.
QUALITY: dict[str, tuple[str, tuple[str, ...]]] = {
    "mediation": ("六、调解与确认", ("mediation_success_rate", "confirmation_rate", "performance_rate")),
    "satisfaction": ("七、满意度", ("satisfaction_rate", "participation_rate")),
    "supervision": ("八、督办预警吹哨会诊", ("rectification_rate", "report_in_rate", "return_rate")),
    "comparison": (
        "九、同比环比",
        (
            *("intake_count", "closed_count", "overdue_count", "petition_count", "petition_people"),
            *("completion_rate", "resolution_rate", "on_time_rate", "satisfaction_rate"),
            *("avg_handling_days", "per_10k_rate"),
        ),
    ),
}
#: Said beside a number whose name does not tell what it counts.
UNITS = {"involved_amount": "单位：万元", "involved_people": "单位：人", "petition_people": "单位：人次"}
RISKS = "五、群体与风险"
RISK_LINES = ("repeat_rate", "involved_people", "involved_amount", "petition_people")
NO_DATA = (("预警", "系统内尚无预警记录"), ("会诊", "系统内尚无会诊记录"))


@dataclass(frozen=True, slots=True)
class FormTables:
    """All the tables one form is filled from; None where a period has no data."""

    county: IndicatorTable
    channels: IndicatorTable
    types: IndicatorTable
    towns: IndicatorTable
    aspects: IndicatorTable  # what is notable in the accepted cases
    previous: IndicatorTable | None = None
    year_before: IndicatorTable | None = None

    @property
    def before_word(self) -> str:
        """What it is compared with in 环比: 上月, and of an open month 上月同期."""
        period = self.county.period
        return indicators.before_word(period, indicators.open_until(period, self.county.as_of))


def _cell(figure: Figure) -> int | float | str:
    """A figure in a cell: counts and amounts are numbers, what needs a sign or a word is text."""
    if figure.kind == "count":
        return figure.n
    text = printed(figure)
    is_number = figure.kind == "amount" and text.replace(".", "", 1).isdecimal()
    return float(text) if is_number else text  # "<0.01" stays, so that money never reads as none


@dataclass(slots=True)
class _Form:
    """A form being written: its lines, and the cases behind every number."""

    tables: FormTables
    book: FigureBook
    codes: list[FormCodes] = field(default_factory=list)
    named: list[str] = field(default_factory=list)

    def note(self, part: str, name: str, column: str, codes: Sequence[str]) -> None:
        """The cases behind one number."""
        if codes:
            self.codes.append(FormCodes(part, name, column, tuple(codes)))

    def spread(self, part: str, row: IndicatorRow, name: str) -> FormRow:
        """One channel, type, town, or the county, with all its counts."""
        cells: dict[str, int | float | str | None] = {}
        for column in COUNTS:
            figure = row.figures[column]
            cells[column] = figure.n
            self.note(part, name, COLUMNS[column], figure.numerator)
        sent, signed = row.figures["return_rate"], row.figures["sign_on_time_rate"]
        # cases, not times: a case may be sent out more than once, and what stands behind are cases
        cells["dispatched"], cells["signed"] = len(sent.denominator), signed.n
        self.note(part, name, COLUMNS["dispatched"], sent.denominator)
        self.note(part, name, COLUMNS["signed"], signed.numerator)
        cells["resolution_rate"] = printed(row.figures["resolution_rate"])
        return FormRow(name, cells)

    def line(self, part: str, indicator: str) -> FormRow:
        """One indicator of the county, beside the month before and the same month of last year."""
        now = self.tables.county.rows[0].figures[indicator]
        if indicator not in self.named:
            self.named.append(indicator)
        name = self.book.name(indicator)
        cells: dict[str, int | float | str | None] = {
            "value": _cell(now),
            "n": now.n if now.kind in ("rate", "average", "per_10k") else None,
            "d": now.d,
            "note": now.note or UNITS.get(indicator, ""),
        }
        self.note(part, name, "数值" if now.kind == "count" else "分子", now.numerator)
        self.note(part, name, "分母", now.denominator)
        before = self.tables.before_word
        for column, word, change, base, table in (
            ("previous", before, "mom", before, self.tables.previous),
            ("year_before", "去年同期", "yoy", "上年同期", self.tables.year_before),
        ):
            then = table.rows[0].figures.get(indicator) if table is not None else None
            cells[column] = None if then is None else _cell(then)
            said = indicators.compare(now, then, self.book.rules, base)
            cells[change] = said.shown if said.value is not None else DASH
            if then is not None:
                self.note(part, name, word, then.numerator)
        return FormRow(name, cells)

    def plain(self, part: str, name: str, value: int | str, note: str, codes: Sequence[str] = ()) -> FormRow:
        """A line that no indicator gives."""
        self.note(part, name, "数值", codes)
        empty = dict.fromkeys(("n", "d", "previous", "year_before"))
        return FormRow(name, {**empty, "value": value, "mom": DASH, "yoy": DASH, "note": note})


def _spread_parts(form: _Form, whole: str) -> tuple[dict[str, tuple[FormRow, ...]], dict[str, FormRow]]:
    parts, totals = {}, {}
    county = form.tables.county.rows[0]
    for name, (part, _) in SPREAD.items():
        table: IndicatorTable = getattr(form.tables, name)
        parts[name] = tuple(form.spread(part, row, row.name) for row in table.rows)
        totals[name] = form.spread(part, county, "合计")
    totals["handling"] = form.spread(HANDLING, county, whole)
    return parts, totals


def _risk_rows(form: _Form) -> Iterator[FormRow]:
    notable = {row.id: row for row in form.tables.aspects.rows}
    for identifier in (*CROWDS, HIGH_RISK):
        row = notable[identifier]
        codes = row.figures["intake_count"].numerator
        name = f"涉及{row.name}的件" if identifier in CROWDS else f"{row.name}的件"
        yield form.plain(RISKS, name, len(codes), "受理的件", codes)
    yield from (form.line(RISKS, indicator) for indicator in RISK_LINES if form.book.in_report(indicator))


def _quality_parts(form: _Form) -> dict[str, tuple[FormRow, ...]]:
    parts = {"risks": tuple(_risk_rows(form))}
    for name, (part, wanted) in QUALITY.items():
        rows = [form.line(part, indicator) for indicator in wanted if form.book.in_report(indicator)]
        if name == "supervision":
            rows += [form.plain(part, what, DASH, why) for what, why in NO_DATA]
        parts[name] = tuple(rows)
    return parts


# --------------------------------------------------------------------------- remarks


def _remarks(
    form: _Form, parts: Mapping[str, tuple[FormRow, ...]], totals: Mapping[str, FormRow]
) -> Iterator[str]:
    tables = form.tables
    if not tables.county.frozen:
        yield "本期数据尚未冻结，以上均为暂计数，冻结后以冻结数为准。"
    gaps = [
        f"{row.name}{row.figures['intake_count'].n}件"
        for by, table in (("channel", tables.channels), ("type", tables.types), ("town", tables.towns))
        for row in table.rows
        if row.id == indicators.REMAINDERS[by][0] and row.figures["intake_count"].n
    ]
    if gaps:
        yield f"受理的件中有{'、'.join(gaps)}，已列入合计，须尽快补正。"
    yield from _sums(parts, totals)
    shown = [str(value) for rows in parts.values() for row in rows for value in row.cells.values()]
    if any(STAR in text for text in shown):
        rules = form.book.rules
        yield f"{STAR}样本较小：分母不足{rules.small_below}件；不足{rules.fraction_below}件的只列分数。"
    if tables.year_before is None:
        yield "上年同期未建立统计，不作比较。"
    if any(month.start.month in (1, 2) for month in indicators.months_in(tables.county.period)):
        yield "春节在公历1月、2月间移动，同比、环比仅供参考。"
    yield (
        "分流、签收只统计在本系统内派单、签收的件，都按件数计，一件多次派单仍计一件；"
        "签收为一个工作日内签收的件数。"
    )


def _sums(parts: Mapping[str, tuple[FormRow, ...]], totals: Mapping[str, FormRow]) -> Iterator[str]:
    """Whether every column adds up to the county; it is said where one does not, and nothing is changed."""
    wrong = []
    for name, (part, _) in SPREAD.items():
        for column in (*COUNTS, "dispatched", "signed"):
            total = totals[name].cells[column]
            added = sum(int(row.cells[column] or 0) for row in parts[name])
            if added != total:
                wrong.append(f"{part}“{COLUMNS[column]}”各行相加{added}、合计{total}")
    yield f"合计不平，请核对：{'；'.join(wrong)}。" if wrong else "自检：渠道、类型、地域各列相加都等于合计。"


# --------------------------------------------------------------------------- the whole form


def build_form(
    center_name: str, region: str, book: FigureBook, tables: FormTables, *, dated: date
) -> MonthlyForm:
    """The form of one period out of its tables: pure, so the same tables always give the same form."""
    county = tables.county
    form = _Form(tables, book)
    parts, totals = _spread_parts(form, region)
    parts |= _quality_parts(form)
    named = [*COUNTS, "resolution_rate", "return_rate", "sign_on_time_rate", *form.named]
    return MonthlyForm(
        title=f"{region}综治中心月报（{indicators.full_name(county.period)}）",
        center=center_name,
        period=county.period,
        period_name=indicators.full_name(county.period),
        before_word=tables.before_word,
        as_of=county.as_of,
        formula_version=county.formula_version,
        frozen=county.frozen,
        dated=dated,
        parts=parts,
        totals=totals,
        remarks=tuple(_remarks(form, parts, totals)),
        definitions=tuple(f"{book.name(one)}：{book.definition(one)}。" for one in dict.fromkeys(named)),
        codes=tuple(form.codes),
    )


def monthly_form(
    house: House, viewer: Viewer, period: Period, as_of: date | datetime, dated: date
) -> MonthlyForm:
    """The county's 综治中心月报, frozen months from their snapshots; ``dated`` is printed in its head.

    Raises NotAllowed for people who do not see the whole county.
    """
    if not viewer.sees_county:
        raise NotAllowed(f"综治中心月报由{ROLES[Role.SUPERVISOR]}、{ROLES[Role.LEADER]}查看。")
    until = min(as_moment(as_of), indicators.midnight(period.end))
    counter = Counter(house, viewer, until)
    county = counter.table(period, indicators.COUNTY)
    tables = FormTables(
        county,
        channels=counter.table(period, "channel"),
        types=counter.table(period, "type"),
        towns=counter.table(period, "town"),
        aspects=counter.aspects(period),
        previous=counter.other(period, indicators.previous(period), indicators.COUNTY),
        year_before=counter.other(period, indicators.year_before(period), indicators.COUNTY),
    )
    rules = counter.rules_of(county)
    return build_form(
        house.center.name,
        house.center.region.name,
        FigureBook(rules, county.formula_version),
        tables,
        dated=dated,
    )
