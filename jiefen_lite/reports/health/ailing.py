"""Section three: cases to be looked at one by one; and the signs of padding."""

from __future__ import annotations

from collections.abc import Mapping

from jiefen_lite import indicators
from jiefen_lite.indicators import padding
from jiefen_lite.reports.figures import FigureBook
from jiefen_lite.reports.health.data import Month
from jiefen_lite.reports.health.groups import joined
from jiefen_lite.reports.health.points import percent
from jiefen_lite.rules.health import PaddingRule
from jiefen_lite.shapes import Figure, ReportTable

_UNKNOWN = "这件现在查不到"
_OF_A_KIND = 2  # cases of one kind on a unit's page
_ONE_LINE = 22  # letters of the column on a unit's page
_NAMED = 4  # units named in one cell


def _how_much(kind: str, size: int) -> str:
    return {
        "red_light": f"超期{size}天" if size else "已到期",
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
            if rule.id in ("red_light", "late_report") and max(figure.values):
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
        """The gravest case by case, without names: of each kind ``most``, on a unit's page in all.

        What is not listed is counted below, and stands in the annex.
        """
        rows: list[tuple[str, ...]] = []
        left = []
        for rule in self.month.health.symptoms:
            figure = self.month.sick(self.row, rule.id)
            ordered = sorted(
                zip(figure.numerator, figure.values, strict=True), key=lambda one: (-one[1], one[0])
            )
            room = min(_OF_A_KIND, most - len(rows)) if self.unit else most
            for code, size in ordered[:room]:
                what = self._what(code)
                cells = [rule.name, code, what, _how_much(rule.id, size)]
                if not self.unit:
                    cells.insert(3, self._whose(rule.id, code))
                rows.append(tuple(cells))
                self._one(f"表{number} “{code}”行", rule.id, code, size)
            if figure.n > room:
                rest = tuple(sorted(code for code, _ in ordered[room:]))
                some = Figure(rule.id, "count", len(rest), None, None, "", rest)
                left.append(f"{rule.name}还有{self._count(f'表{number} 注', rule.id, some)}件")
        if not rows:
            return None
        whose = () if self.unit else ("承办单位",)
        header = ("类别", "案件码", "纠纷（不列姓名）", *whose, "情况")
        where = "向中心查询" if self.unit else "见附表"
        note = joined(f"{'，'.join(left)}，案件码{where}。" if left else None)
        return ReportTable(f"表{number} 异常件清单", header, tuple(rows), note)

    def _what(self, code: str) -> str:
        """Where and about what; on a unit's page no longer than one line."""
        told = self.about.get(code, _UNKNOWN)
        return told if not self.unit or len(told) <= _ONE_LINE else f"{told[: _ONE_LINE - 1]}…"

    def _one(self, place: str, kind: str, code: str, size: int) -> None:
        if kind in ("red_light", "late_report", "returned") and size:
            figure = Figure(kind, "count", 1, None, None, str(size), (code,), values=(size,))
            self.book.note(place, kind, self.book.name(kind), self.month.period.label, figure, str(size), "")

    def _whose(self, kind: str, code: str) -> str:
        for row in self.month.symptoms.rows:
            if row.id != indicators.COUNTY and code in row.figures[kind].numerator:
                return row.name
        return "—"

    # ----------------------------------------------------------------- padding

    def checks(self, number: int, whole: str) -> ReportTable | None:
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
        header = ("校验项目", "提示门槛", whole, "超过门槛的单位")
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
        return shown if drop else f"{shown}\n{figure.n}/{figure.d}{' 天' if figure.weights else ''}"

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
