"""Sections three and four: cases to be looked at one by one, the slow link of the chain, signs of padding."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from jiefen_lite import indicators
from jiefen_lite.indicators import padding
from jiefen_lite.indicators.symptoms import MINUTES_A_DAY
from jiefen_lite.reports.figures import FigureBook
from jiefen_lite.reports.health.data import Month
from jiefen_lite.reports.health.groups import joined
from jiefen_lite.reports.health.points import percent
from jiefen_lite.rules.health import PaddingRule
from jiefen_lite.shapes import Figure, ReportChart, ReportTable, Series

_UNKNOWN = "这件现在查不到"
_MOST_UNITS = 8  # bars of one chart
_FEWEST = 5  # cases from which on a unit's mean is compared with others
_NAMED = 4  # units named in one cell


def _how_much(kind: str, size: int) -> str:
    return {
        "red_light": f"超期{size}天",
        "late_report": f"迟报{size}天",
        "dissatisfied": "评价不满意",
        "repeat": "重复反映",
        "returned": f"退回{size}次",
    }[kind]


class Ailing:
    """Words what ails the county, or one unit; every number said is noted in the book."""

    def __init__(self, month: Month, book: FigureBook, about: Mapping[str, str], unit: str = "") -> None:
        self.month = month
        self.book = book
        self.about = about
        self.unit = unit
        self.row = unit or indicators.COUNTY

    # ----------------------------------------------------------------- section three

    def _count(self, place: str, name: str, figure: Figure, shown: str = "") -> str:
        text = shown or str(figure.n)
        self.book.note(place, name, self.book.name(name), self.month.period.label, figure, text, "")
        return text

    def symptoms(self) -> str:
        """How many there are of each kind; a kind without cases says so, one without records too."""
        place = "三、异常诊断 第1段"
        told, none = [], []
        for rule in self.month.health.symptoms:
            figure = self.month.sick(self.row, rule.id)
            if not figure.n:
                none.append(rule.name)
                continue
            words = f"{rule.name}{self._count(place, rule.id, figure)}件"
            if rule.id in ("red_light", "late_report"):
                most = str(max(figure.values))
                words += f"（最长{self._count(place, rule.id, figure, most)}天）"
            told.append(words)
        last = self.month.symptoms.as_of
        day = indicators.until_text(last).split(" ")[0]
        year, number, date = (int(part) for part in day.split("-"))
        opening = f"截至{year}年{number}月{date}日，"
        if not told:
            whistles = "" if self.unit else "系统内尚无吹哨记录，未按时报到的暂不列。"
            return f"{opening}没有{'、'.join(none)}。{whistles}"
        rest = f"；没有{'、'.join(none)}" if none else ""
        whistles = "" if self.unit else "系统内尚无吹哨记录，未按时报到的暂不列。"
        return f"{opening}{'，'.join(told)}{rest}。{whistles}"

    def symptom_table(self, number: int, most: int) -> ReportTable | None:
        """The gravest of each kind case by case, without names; the rest stand in the annex."""
        rows: list[tuple[str, ...]] = []
        left = []
        for rule in self.month.health.symptoms:
            figure = self.month.sick(self.row, rule.id)
            ordered = sorted(
                zip(figure.numerator, figure.values, strict=True), key=lambda one: (-one[1], one[0])
            )
            for code, size in ordered[:most]:
                what = self.about.get(code, _UNKNOWN)
                cells = [rule.name, code, what, _how_much(rule.id, size)]
                if not self.unit:
                    cells.insert(3, self._whose(rule.id, code))
                rows.append(tuple(cells))
                self._one(f"表{number} “{code}”行", rule.id, code, size)
            if figure.n > most:
                rest = tuple(sorted(code for code, _ in ordered[most:]))
                some = Figure(rule.id, "count", len(rest), None, None, "", rest)
                left.append(f"{rule.name}还有{self._count(f'表{number} 注', rule.id, some)}件")
        if not rows:
            return None
        whose = () if self.unit else ("承办单位",)
        header = ("类别", "案件码", "纠纷（不列姓名）", *whose, "情况")
        where = "向中心查询" if self.unit else "见附表"
        note = joined(f"{'，'.join(left)}，案件码{where}。" if left else None)
        return ReportTable(f"表{number} 异常件清单", header, tuple(rows), note)

    def _one(self, place: str, kind: str, code: str, size: int) -> None:
        if kind in ("red_light", "late_report", "returned"):
            figure = Figure(kind, "count", 1, None, None, str(size), (code,), values=(size,))
            self.book.note(place, kind, self.book.name(kind), self.month.period.label, figure, str(size), "")

    def _whose(self, kind: str, code: str) -> str:
        for row in self.month.symptoms.rows:
            if row.id != indicators.COUNTY and code in row.figures[kind].numerator:
                return row.name
        return "—"

    # ----------------------------------------------------------------- section four

    def _span(self, place: str, link: str, figure: Figure) -> str:
        text = span_text(figure)
        how = f"{sum(figure.values)}分钟÷{figure.n}件" + ("÷1440" if text.endswith("天") else "÷60")
        self.book.note(
            place, f"link_{link}", self.book.name(f"link_{link}"), self.month.period.label, figure, text, how
        )
        return text

    def links(self) -> tuple[str, ...]:
        """How long each link takes, and which ones nobody knows of yet."""
        place, told, unknown = "四、病因分析 第1段", [], []
        known: list[tuple[float, str]] = []
        for rule in self.month.health.links:
            figure = self.month.sick(self.row, f"link_{rule.id}")
            if not figure.values:
                unknown.append(rule.name)
                continue
            told.append(f"{rule.name}平均{self._span(place, rule.id, figure)}（{figure.n}件）")
            known.append((mean_days(figure), rule.name))
        this = indicators.this_word(self.month.period)
        if not told:
            return (f"{this}办结的件没有各环节的时间记录，看不出慢在哪一环。",)
        first = f"{this}办结的件，{'，'.join(told)}。"
        if len(known) > 1:
            first += f"用时最长的是{max(known)[1]}环节。"
        if unknown and self.unit:
            first += f"{'、'.join(unknown)}环节暂无数据。"
        elif unknown:
            first += (
                f"{'、'.join(unknown)}环节暂无数据：台账带入的件只有受理、调解和办结的日期，"
                "在本系统内办理的件才记得下每一步的时间。"
            )
        if self.unit:
            return (first,)
        slow = self._slow_units()
        return (first, slow) if slow else (first,)

    def _unit_means(self) -> list[tuple[str, Figure]]:
        """Units with enough mediated cases, the slowest first."""
        found = [
            (row.name, row.figures["link_mediate"])
            for row in self.month.symptoms.rows
            if row.id in self.month.scores and row.figures["link_mediate"].n >= _FEWEST
        ]
        return sorted(found, key=lambda one: (-mean_days(one[1]), one[0]))

    def _slow_units(self) -> str:
        whole = self.month.sick(indicators.COUNTY, "link_mediate")
        slow = [one for one in self._unit_means() if mean_days(one[1]) > mean_days(whole)][:3]
        if not slow:
            return ""
        place = "四、病因分析 第2段"
        told = "、".join(
            f"{name}（{self._span(place, 'mediate', figure)}，{figure.n}件）" for name, figure in slow
        )
        return (
            f"调解用时长于平均的，前{len(slow)}位是{told}。" if len(slow) > 1 else f"调解用时最长的是{told}。"
        )

    def link_chart(self, number: int, whole: str) -> ReportChart | None:
        """The mean of each link; where only one link is known, of the slowest units beside the county."""
        known = [
            (rule.name, self.month.sick(self.row, f"link_{rule.id}"), rule.id)
            for rule in self.month.health.links
            if self.month.sick(self.row, f"link_{rule.id}").values
        ]
        if len(known) > 1:
            title, bars = f"图{number} 各环节平均用时（天）", known
        elif known and not self.unit:
            units = [(name, figure, "mediate") for name, figure in self._unit_means()[:_MOST_UNITS]]
            if not units:
                return None
            title = f"图{number} 调解平均用时较长的单位（天）"
            bars = [(whole, known[0][1], known[0][2]), *units]
        else:
            return None
        values = []
        for name, figure, link in bars:
            text = one_place(mean_days(figure))
            how = f"{sum(figure.values)}分钟÷{figure.n}件÷1440"
            self.book.note(
                f"图{number} {name}", f"link_{link}", self.book.name(f"link_{link}"),
                self.month.period.label, figure, text, how,
            )  # fmt: skip
            values.append(float(text))
        told = "、".join(f"{name}{value:g}天" for (name, _, _), value in zip(bars, values, strict=True))
        return ReportChart(
            "bar", title, tuple(name for name, _, _ in bars), (Series("天", tuple(values)),), told
        )

    # ----------------------------------------------------------------- padding

    def checks(self, number: int) -> ReportTable | None:
        """What the checks against padding say: the county's share, and the units above the limit."""
        rows = []
        for rule in self.month.health.checks:
            figure = self.month.sick(indicators.COUNTY, f"check_{rule.id}")
            place = f"表{number} “{rule.name}”行"
            shown = self._share(place, rule, figure)
            raised = self._raised(place, rule)
            rows.append(
                (rule.name, f"超过{percent(rule.limit)}" if rule.limit else "有即提示", shown, raised)
            )
        if all(row[2] == "—" for row in rows):
            return None
        header = ("校验项目", "提示门槛", "全市", "超过门槛的单位")
        note = "只提示核实，不自动扣分；“—”为没有可以校验的件，例如台账带入的件没有经办账号。"
        return ReportTable(f"表{number} 数据质量校验", header, tuple(rows), note)

    def _share(self, place: str, rule: PaddingRule, figure: Figure) -> str:
        if not figure.d:
            return "—"
        drop = rule.id == "intake_drop"
        shown = indicators.shown_percent(figure.n, figure.d)
        how = f"（前3个月合计{figure.d}件，比本月的3倍多{figure.n}件）{figure.n}÷{figure.d}" if drop else None
        name = f"check_{rule.id}"
        self.book.note(place, name, self.book.name(name), self.month.period.label, figure, shown, how)
        return shown if drop else f"{shown}\n{figure.n}/{figure.d}"

    def _raised(self, place: str, rule: PaddingRule) -> str:
        found = []
        for unit in self.month.scores:
            figure = self.month.sick(unit, f"check_{rule.id}")
            if padding.is_raised(figure, rule):
                found.append((figure, unit))
        found.sort(key=lambda one: (-(one[0].value or 0), one[1]))
        told = [
            f"{unit}{self._share(f'{place}“{unit}”', rule, figure).splitlines()[0]}"
            for figure, unit in found[:_NAMED]
        ]
        if len(found) > _NAMED:
            told.append(f"等{len(found)}个")
        return "、".join(told).replace("、等", "等") or "没有"


def mean_days(figure: Figure) -> float:
    """The mean of a link in days."""
    return sum(figure.values) / len(figure.values) / MINUTES_A_DAY


def one_place(value: float) -> str:
    """A number with one decimal, halves up."""
    return str(indicators.half_up(Decimal(str(value))))


def span_text(figure: Figure) -> str:
    """The mean of a link as papers print it: in days, below one day in hours."""
    days = mean_days(figure)
    return f"{one_place(days)}天" if days >= 1 else f"{one_place(days * 24)}小时"
