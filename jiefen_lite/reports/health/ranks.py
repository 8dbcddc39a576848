"""Who stands where in each group, who is not ranked and why; never by how many cases came in."""

from __future__ import annotations

from jiefen_lite import indicators
from jiefen_lite.indicators import Standing
from jiefen_lite.reports.figures import DASH, FigureBook
from jiefen_lite.reports.health.data import GROUP_NAMES, HealthData
from jiefen_lite.reports.health.points import Points
from jiefen_lite.shapes import ReportTable

RATES = ("resolution_rate", "on_time_rate", "satisfaction_rate")
_NAMED = 3  # units of one rank that a sentence names


class Ranks:
    """Words the ranks of all units; every number said is noted in the book."""

    def __init__(self, data: HealthData, book: FigureBook, said: Points) -> None:
        self.data = data
        self.book = book
        self.said = said

    def before(self, unit: str) -> str:
        """The rank of the month before."""
        month = self.data.before
        if month is None:
            return DASH
        then = month.standing.get(unit)
        return str(then.rank) if then else "未参评"

    def table(self, group: str, number: int) -> ReportTable | None:
        """One group from the first to the last."""
        rows = [self._row(f"表{number} “{one.row.name}”行", one) for one in self.data.now.ranks[group]]
        if not rows:
            return None
        names = tuple(self.book.name(name) for name in RATES)
        header = ("名次", "单位", "得分", "等级", self._before_word(), *names)
        return ReportTable(f"表{number} {GROUP_NAMES[group]}排名", header, tuple(rows))

    def _before_word(self) -> str:
        return f"{self.data.tables.before_word}名次"

    def _row(self, place: str, one: Standing) -> tuple[str, ...]:
        period = self.data.now.period
        total = self.said.total(f"{place}“得分”列", one.score)
        rates = [
            self.book.put(f"{place}“{self.book.name(name)}”列", one.row.figures[name], period)
            for name in RATES
        ]
        rank = self.said.tally(f"{place}“名次”列", "名次", one.rank or 0, "得分高于它的单位数加1")
        then = self.before(one.row.id)
        if then.isdigit():
            self.said.tally(f"{place}“上期名次”列", "上期名次", int(then), "上期得分高于它的单位数加1")
        return (rank, one.row.name, total, one.score.grade or "", then, *rates)

    def summary(self, place: str) -> str:
        """How many were scored, in which grades, who stands first and last in each group."""
        month = self.data.now
        scored = [one for group in month.ranks.values() for one in group]
        if not scored:
            every = self.said.tally(place, "单位", len(month.scores))
            return f"没有单位参评：{every}个单位的受理量或者可计分项目都不够，原因见附件1。"
        grades = [grade.name for grade in month.health.grades]
        first = f"参评单位{self.said.tally(place, '参评单位', len(scored))}个，其中"
        counts = [(name, sum(one.score.grade == name for one in scored)) for name in grades]
        tally = self.said.tally
        first += "、".join(
            f"{name}{tally(place, f'等级为“{name}”的单位', count)}个" for name, count in counts if count
        )
        left = len(month.scores) - len(scored)
        first += f"；不参评{tally(place, '不参评单位', left)}个，原因见附件1。" if left else "。"
        return first + "".join(self._ends(place, group) for group in GROUP_NAMES)

    def _ends(self, place: str, group: str) -> str:
        ranked = self.data.now.ranks[group]
        if len(ranked) < 2:
            return ""
        best = [one for one in ranked if one.rank == 1]
        worst = [one for one in ranked if one.rank == ranked[-1].rank]
        name = GROUP_NAMES[group]
        if len(best) == len(ranked):
            every = self.said.tally(place, name, len(ranked))
            return f"{name}{every}个单位得分相同，都是{self.said.total(place, best[0].score)}分。"
        return (
            f"{name}得分最高的是{self._named(place, best)}（{self.said.total(place, best[0].score)}分），"
            f"最低的是{self._named(place, worst)}（{self.said.total(place, worst[0].score)}分）。"
        )

    def _named(self, place: str, units: list[Standing]) -> str:
        names = [one.row.name for one in units]
        few = "、".join(names[:_NAMED])
        if len(names) <= _NAMED:
            return few
        return f"{few}等{self.said.tally(place, '得分相同的单位', len(names))}个单位"

    def unranked(self) -> tuple[str, ...]:
        """Who is not ranked, by the reason."""
        place = "附件1 不参评单位和原因"
        reasons: dict[str, list[str]] = {}
        idle: list[str] = []
        for unit, (row, score) in self.data.now.scores.items():
            if score.total is not None:
                continue
            intake = row.figures["intake_count"].n
            if not intake:
                idle.append(unit)
                continue
            small = intake < self.data.now.health.least_intake
            reason = f"受理量不足{self.data.now.health.least_intake}件" if small else score.why_not
            figure, period = row.figures["intake_count"], self.data.now.period
            shown = self.book.put(f"{place} {unit}", figure, period, str(intake))
            reasons.setdefault(reason, []).append(f"{unit}（{shown}件）")
        told = [
            f"{reason}的{self.said.tally(place, reason, len(units))}个：{'、'.join(units)}。"
            for reason, units in reasons.items()
        ]
        if idle:
            told.append(
                f"没有受理的{self.said.tally(place, '没有受理的单位', len(idle))}个：{'、'.join(idle)}。"
            )
        told += self._strangers(place)
        return tuple(told) or ("没有不参评的单位。",)

    def _strangers(self, place: str) -> list[str]:
        """Units that ledgers name and the centre's list does not: whose they are nobody has said."""
        rest = indicators.REMAINDERS["unit"][0]
        found = [
            row
            for row in self.data.now.units.rows
            if row.id not in self.data.now.scores and row.id != rest and row.figures["intake_count"].n
        ]
        if not found:
            return []
        period = self.data.now.period
        names = [
            f"{row.name}（{self.book.put(f'{place} {row.name}', row.figures['intake_count'], period)}件）"
            for row in found
        ]
        count = self.said.tally(place, "名录以外的单位", len(found))
        return [f"不在本中心单位名录里的{count}个：{'、'.join(names)}。请核对名称，补进名录。"]
