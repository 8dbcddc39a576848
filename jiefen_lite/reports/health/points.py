"""Scores on their way into a paper: points with their working, what was lost and by which cases."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from jiefen_lite.indicators import HealthScore, ItemScore
from jiefen_lite.reports.figures import FigureBook
from jiefen_lite.rules.health import Health
from jiefen_lite.shapes import Figure, Period

#: What the cases are called that cost points.
LOST = {
    "resolution_rate": "未化解",
    "on_time_rate": "超期",
    "satisfaction_rate": "不满意",
    "mediation_success_rate": "调解不成",
    "repeat_rate": "重复",
    "sign_and_contact": "签收、首联不及时",
    "rectification_rate": "未按期整改",
}
SCORE, LOSING, TALLY = "health_score", "lost_cases", "tally"


def number(value: Decimal) -> str:
    """A weight or a number of points without decimals that say nothing: 25, 28.41, 9.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: float) -> str:
    """A parameter between 0 and 1 as papers print it."""
    return f"{Decimal(str(value)) * 100:.1f}%"


def explain(book: FigureBook, health: Health) -> None:
    """Tell the book what scores, symptoms, links and checks are."""
    book.explain(SCORE, "综合得分", "各项得分之和减扣分，缺项的权重按比例摊到其他项，最低0分、最高100分")
    book.explain(LOSING, "失分件", "拉低这一项得分的件")
    book.explain(TALLY, "个数", "按本报告和附表所列逐个数得")
    for item in health.items:
        book.explain(
            f"points_{item.id}",
            f"{item.name}得分",
            f"权重×（实际值−{percent(item.floor)}）÷（{percent(item.goal)}−{percent(item.floor)}），"
            "最低0分、最高得满权重",
        )
    for taken in health.deductions:
        book.explain(f"off_{taken.id}", f"{taken.name}扣分", f"每件扣{taken.points:g}分")
    for symptom in health.symptoms:
        book.explain(symptom.id, symptom.name, symptom.definition)
    for link in health.links:
        book.explain(f"link_{link.id}", f"{link.name}平均用时", link.definition)
    for check in health.checks:
        book.explain(f"check_{check.id}", check.name, check.definition)


class Points:
    """Words the score of one row; every number said is noted in the book."""

    def __init__(self, book: FigureBook, health: Health, period: Period) -> None:
        self.book = book
        self.health = health
        self.period = period

    def total(self, place: str, score: HealthScore) -> str:
        """85.3, noted with its sum."""
        if score.total is None:
            return "—"
        shown = f"{score.total:.1f}"
        parts = "＋".join(f"{one.points:.2f}" for one in score.items if one.points is not None)
        how = parts + "".join(f"−{number(one.points)}" for one in score.taken if one.points)
        how += "，最低0分" if not score.total and score.taken_off else ""
        figure = Figure(SCORE, "points", 0, None, float(score.total), shown)
        self._note(place, SCORE, figure, shown, how, counted=False)
        return shown

    def _note(
        self,
        place: str,
        name: str,
        figure: Figure,
        shown: str,
        how: str,
        *,
        counted: bool = True,
        label: str = "",
    ) -> None:
        self.book.note(place, name, label or self.book.name(name), self.period.label, figure, shown, how)
        if not counted:
            self.book.figures[-1] = replace(self.book.figures[-1], n=None, d=None)

    def tally(self, place: str, name: str, count: int, how: str = "") -> str:
        """A number of units, prescriptions, ranks: counted from what the paper lists."""
        figure = Figure(TALLY, "count", count, None, float(count), str(count))
        self.book.note(place, TALLY, name, self.period.label, figure, str(count), how)
        return str(count)

    def changed(self, place: str, now: HealthScore, then: HealthScore, base: str, shown: str) -> None:
        """Note by how much the total moved against another period."""
        figure = Figure(SCORE, "points", 0, None, None, shown)
        how = f"{now.total}−{then.total}"
        self._note(f"{place}（比{base}）", SCORE, figure, shown, how, counted=False)

    def item(self, place: str, item: ItemScore) -> str:
        """20.06/25, noted with its working; a dash where the item does not take part."""
        if item.points is None:
            return "—"
        shown = f"{item.points:.2f}/{number(item.weight)}"
        name = f"points_{item.rule.id}"
        self._note(place, name, item.parts[0].figure, shown, self._working(item))
        return shown

    def _working(self, item: ItemScore) -> str:
        value, rule = item.value, item.rule
        assert value is not None
        share = (float(value) - rule.floor) / (rule.goal - rule.floor)
        terms = []
        for part in item.parts:
            n, d = part.figure.n, part.figure.d
            if part.county is None:
                terms.append(f"{n}÷{d}")
            else:
                k = f"{self.health.shrink:g}"
                terms.append(f"（{n}＋{k}×{part.county.n}÷{part.county.d}）÷（{d}＋{k}）")
        mean = terms[0] if len(terms) == 1 else f"（{'＋'.join(terms)}）÷{len(terms)}"
        if share >= 1:
            return f"{mean}，达到目标{percent(rule.goal)}，得满{number(item.weight)}分"
        if share <= 0:
            return f"{mean}，没有超过底线{percent(rule.floor)}，得0分"
        floor, goal = (f"{one:g}" for one in (rule.floor, rule.goal))
        return f"{number(item.weight)}×（{mean}−{floor}）÷（{goal}−{floor}）"

    def lost(self, place: str, item: ItemScore) -> str:
        """失9.37分，超期3件: how much an item cost and the cases that did it."""
        lost = f"{item.lost:.2f}"
        name = f"points_{item.rule.id}"
        figure = item.parts[0].figure
        how = f"{number(item.weight)}−{item.points:.2f}"
        self._note(place, name, figure, lost, how, label=f"{item.rule.name}失分")
        codes = lost_codes(item)
        if not codes:
            return f"失{lost}分，样本小、按收缩值计分"
        some = Figure(LOSING, "count", len(codes), None, None, str(len(codes)), codes)
        self._note(place, LOSING, some, str(len(codes)), "")
        return f"失{lost}分，{LOST[item.rule.id]}{len(codes)}件"

    def taken(self, place: str, score: HealthScore) -> str:
        """红灯满3日未整改4件，扣4分; nothing where nothing was taken off."""
        told = []
        for one in score.taken:
            shown = number(one.points)
            figure = Figure(f"off_{one.id}", "count", len(one.codes), None, None, shown, one.codes)
            rule = next(rule for rule in self.health.deductions if rule.id == one.id)
            most = Decimal(str(self.health.deduction_most))
            how = f"{rule.points:g}×{len(one.codes)}"
            full = one.points == most and Decimal(str(rule.points)) * len(one.codes) > most
            self._note(
                place, f"off_{one.id}", figure, shown, f"{how}，最多扣{number(most)}分" if full else how
            )
            told.append(f"{one.name}{len(one.codes)}件，扣{shown}分" + ("（扣满）" if full else ""))
        return "；".join(told)


def lost_codes(item: ItemScore) -> tuple[str, ...]:
    """The cases that pulled an item down."""
    found: set[str] = set()
    for part in item.parts:
        good, every = set(part.figure.numerator), set(part.figure.denominator)
        found |= every - good if item.rule.goal > item.rule.floor else good
    return tuple(sorted(found))


def worst(score: HealthScore, most: int) -> list[ItemScore]:
    """The items that cost most, the dearest first; what cost nearly nothing is no matter."""
    lost = [one for one in score.items if one.points is not None and one.lost >= Decimal("0.5")]
    return sorted(lost, key=lambda one: -one.lost)[:most]
