"""Prescriptions: proposed by rules from where points were lost, set by people, checked a month later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jiefen_lite.glossary import PRESCRIPTION_STATES as STATES
from jiefen_lite.indicators import ItemScore
from jiefen_lite.reports.figures import DASH, FigureBook, printed
from jiefen_lite.reports.health.data import HealthData, Month
from jiefen_lite.reports.health.points import Points, lost_codes, percent
from jiefen_lite.rules.health import ITEMS, Prescription
from jiefen_lite.shapes import Figure, Period, PrescriptionNote, ReportTable
from jiefen_lite.text.days import day_in_words


@dataclass(frozen=True, slots=True)
class Remedy:
    """One prescription for one unit, with what people have set so far."""

    unit: str
    rule: Prescription
    weight: Decimal  # what it is about in points: the order of the list
    item: ItemScore | None
    cases: Figure | None
    measure: str
    acceptance: str
    owner: str | None
    due: date
    state: str
    remark: str | None
    note: PrescriptionNote | None

    @property
    def owner_text(self) -> str:
        """Who is answerable; until somebody is named, the unit's leader in charge."""
        return self.owner or "分管领导"


def proposed(month: Month, dated: date | None = None) -> list[Remedy]:
    """Every prescription of a month, the gravest first; pure, so that it can be made again.

    The time allowed runs from the day of freezing, and from the date of the paper where that is later.
    """
    found = []
    for unit, (_, score) in month.scores.items():
        items = {item.rule.id: item for item in score.items}
        for rule in month.health.prescriptions:
            item = items.get(rule.subject)
            if item is not None:
                share = Decimal(str(rule.lost_from))
                if score.total is None or item.points is None or item.lost < item.weight * share:
                    continue
                if lost_codes(item):  # what a small sample lost to the county's mean is no fault of the unit
                    found.append(_remedy(month, unit, rule, item.lost, dated, item=item))
                continue
            cases = month.sick(unit, rule.subject)
            if cases.n:
                found.append(_remedy(month, unit, rule, Decimal(cases.n), dated, cases=cases))
    return sorted(found, key=lambda one: (-one.weight, one.unit, one.rule.id))


def _remedy(
    month: Month,
    unit: str,
    rule: Prescription,
    weight: Decimal,
    dated: date | None,
    *,
    item: ItemScore | None = None,
    cases: Figure | None = None,
) -> Remedy:
    note = month.notes.get((unit, rule.id))
    leader = next((one.leader for one in month.center.units if one.name == unit), None)
    goal = percent(item.rule.goal) if item is not None else ""
    due = month.period.end + timedelta(days=month.rules.freeze_day - 1 + rule.within_days)
    if dated is not None and due <= dated:
        due = dated + timedelta(days=rule.within_days)
    return Remedy(
        unit,
        rule,
        weight,
        item,
        cases,
        note.measure if note else rule.measure,
        note.acceptance if note else rule.acceptance.replace("{goal}", goal),
        note.owner if note else leader,
        note.due if note and note.due else due,
        note.state if note else "open",
        note.remark if note else None,
        note,
    )


def _short_day(day: date, year: int) -> str:
    return f"{day.month}月{day.day}日" if day.year == year else day_in_words(day)


class Remedies:
    """Words prescriptions and what became of last month's; ``unit`` limits them to one."""

    def __init__(self, data: HealthData, book: FigureBook, said: Points, unit: str = "") -> None:
        self.data = data
        self.book = book
        self.said = said
        self.unit = unit

    def _of(self, month: Month, dated: date | None = None) -> list[Remedy]:
        return [one for one in proposed(month, dated) if not self.unit or one.unit == self.unit]

    def problem(self, place: str, one: Remedy) -> str:
        """按期办结率偏低：85.0%（17/20），失9.37分，超期3件."""
        if one.item is not None:
            rates = []
            for part in one.item.parts:
                figure = part.figure
                shown = self.book.put(place, figure, self.data.now.period, printed(figure))
                name = f"{self.book.name(figure.indicator)}" if len(one.item.parts) > 1 else ""
                fraction = "" if "/" in shown else f"（{figure.n}/{figure.d}）"
                rates.append(f"{name}{shown.replace('*', '')}{fraction}")
            return f"{one.rule.problem}：{'、'.join(rates)}，{self.said.lost(place, one.item)}"
        assert one.cases is not None
        name = self.book.name(one.rule.subject)
        self.book.note(
            place, one.rule.subject, name, self.data.now.period.label, one.cases, str(one.cases.n), ""
        )
        text = f"{one.rule.problem}：{name}{one.cases.n}件"
        if one.rule.subject in ("red_light", "late_report") and max(one.cases.values):
            most = str(max(one.cases.values))
            self.book.note(place, one.rule.subject, name, self.data.now.period.label, one.cases, most, "")
            text += f"，最长{most}天"
        return text

    def table(self, number: int, most: int) -> ReportTable | None:
        """The prescriptions of this month."""
        found = self._of(self.data.now, self.data.dated)
        rows = []
        for one in found[:most]:
            place = f"表{number} “{one.unit}”行“问题”列"
            cells = (
                self.problem(place, one),
                one.measure,
                one.owner_text,
                _short_day(one.due, self.data.now.period.end.year),
                one.acceptance,
            )
            rows.append(cells if self.unit else (one.unit, *cells))
        if not rows:
            return None
        header: tuple[str, ...] = ("问题", "措施", "责任人", "完成时限", "验收标准")
        left = len(found) - len(rows)
        note = None
        if left and not self.unit:
            note = f"其余{self.said.tally(f'表{number} 注', '其余处方', left)}条见各单位体检单。"
        return ReportTable(
            f"表{number} 整改清单", header if self.unit else ("单位", *header), tuple(rows), note
        )

    def text(self, most: int = 0) -> str:
        """What is said before the table; ``most``: as many stand in the table of a unit."""
        if not self.data.is_month:
            return "处方按月下达，见各月体检报告。"
        found = self._of(self.data.now, self.data.dated)
        if not found:
            return "本月没有需要开处方的问题。"
        if self.unit:
            left = len(found) - most
            if left <= 0:
                return ""
            count = self.said.tally("五、处方 第1段", "处方", len(found))
            rest = self.said.tally("五、处方 第1段", "另行下达的处方", left)
            return f"共{count}条，先列下面的，其余{rest}条由中心另行下达。"
        units = len({one.unit for one in found})
        told = "、".join(self._by_rule(found))
        place = "五、处方 第1段"
        of = self.said.tally(place, "开出处方的单位", units)
        count = self.said.tally(place, "处方", len(found))
        return f"对{of}个单位提出{count}条整改要求：{told}。没有写明责任人的，由该单位分管领导负责。"

    def _by_rule(self, found: Sequence[Remedy]) -> list[str]:
        names = {rule.id: rule.problem for rule in self.data.now.health.prescriptions}
        counts = {name: sum(one.rule.id == name for one in found) for name in names}
        tally = self.said.tally
        return [
            f"{names[name]}{tally('五、处方 第1段', f'处方：{names[name]}', count)}条"
            for name, count in counts.items()
            if count
        ]

    # ----------------------------------------------------------------- last month's

    def review_text(self) -> str:
        """How many of last month's are done."""
        if not self.data.is_month:
            return "处方按月复查，见各月体检报告。"
        if self.data.reviewed is None:
            return "上月没有体检数据，从下月起复查。"
        found = self._of(self.data.reviewed)
        if not found:
            return "上月没有处方。"
        place = "六、上月复查 第1段"
        if self.unit and len(found) < 3:
            told = "；".join(f"{one.rule.problem}，{STATES[one.state]}" for one in found)
            return f"上月处方{self.said.tally(place, '上月处方', len(found))}条：{told}。"
        counts = {state: sum(one.state == state for one in found) for state in STATES}
        tally = self.said.tally
        told = "，".join(
            f"{STATES[state]}{tally(place, f'上月处方：{STATES[state]}', count)}条"
            for state, count in counts.items()
            if count
        )
        ask = "没有登记的，请督办岗逐条核实后登记。" if counts["open"] and not self.unit else ""
        return f"上月处方{tally(place, '上月处方', len(found))}条，{told}。{ask}"

    def review(self, number: int, most: int) -> ReportTable | None:
        """Last month's prescriptions beside this month's figures."""
        before = self.data.reviewed
        if before is None or not self.data.is_month:
            return None
        rows = []
        found = self._of(before)
        for one in found[:most]:
            place = f"表{number} “{one.unit}”行“本月情况”列"
            state = STATES[one.state] + (f"：{one.remark}" if one.remark else "")
            # no date: the one that last month's paper printed depends on the day it was made
            cells = (one.rule.problem, one.owner_text, state, self._now(place, one))
            rows.append(cells if self.unit else (one.unit, *cells))
        if not rows:
            return None
        header: tuple[str, ...] = ("上月问题", "责任人", "完成情况", "本月情况")
        left = len(found) - len(rows)
        note = None
        if left and not self.unit:
            note = f"其余{self.said.tally(f'表{number} 注', '其余处方', left)}条见各单位体检单。"
        return ReportTable(
            f"表{number} 上月整改复查", header if self.unit else ("单位", *header), tuple(rows), note
        )

    def _now(self, place: str, one: Remedy) -> str:
        """The same figure a month later."""
        now, period = self.data.now, self.data.now.period
        if one.cases is not None:
            return self._cases_now(place, one.rule.subject, one.cases, now.sick(one.unit, one.rule.subject))
        assert one.item is not None
        row = now.scores[one.unit][0] if one.unit in now.scores else None
        told = []
        for name in ITEMS[one.rule.subject]:
            then_figure = next(
                (part.figure for part in one.item.parts if part.figure.indicator == name), None
            )
            figure = row.figures.get(name) if row is not None else None
            if then_figure is None or figure is None:
                continue
            before = self.data.reviewed
            assert before is not None
            was = self.book.put(f"{place}（上月）", then_figure, before.period)
            text = self.book.put(place, figure, period)
            told.append(f"{was.replace('*', '')}→{text.replace('*', '') if text != DASH else '无数据'}")
        return "；".join(told) or "无数据"

    def _cases_now(self, place: str, kind: str, then: Figure, now: Figure) -> str:
        """What is known of last month's cases: red lights go on, the other kinds begin anew each month."""
        this, before = self.data.now.period, self.data.reviewed
        assert before is not None

        def said(figure: Figure, period: Period = this, where: str = "") -> str:
            name = self.book.name(kind)
            self.book.note(f"{place}{where}", kind, name, period.label, figure, str(figure.n), "")
            return str(figure.n)

        if kind != "red_light":
            return f"本月{said(now)}件"
        codes = tuple(sorted(set(then.numerator) & set(now.numerator)))
        left = said(Figure(kind, "count", len(codes), None, None, str(len(codes)), codes))
        first = f"原{said(then, before.period, '（上月）')}件"
        # suspended, extended or handed over is not settled: only that they are red no more is known
        return f"{first}中还有{left}件" if codes else f"{first}已不在红灯之列"
