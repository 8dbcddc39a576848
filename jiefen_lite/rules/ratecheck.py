"""What the values of rates.yaml must agree on among themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from jiefen_lite.rules.convert import Made
from jiefen_lite.rules.rates import Heating, Lending, Rates


def _lending(made: Made) -> Iterator[tuple[str, str]]:
    value: Lending = made.value
    days = [one.since for one in value.lpr]
    if not days:
        yield "lpr", "一条利率也没有；请从自带的 rates.yaml 里照抄过来"
        return
    yield from _rising("lpr", days)
    if value.lpr_known_until < days[-1]:
        yield (
            "lpr_known_until",
            f"“lpr_known_until”不能早于最后一次公布（{days[-1]}）；请写核对到的那一天",
        )
    if value.old_rule_from >= value.new_rule_from:
        yield "old_rule_from", f"“old_rule_from”应当早于“new_rule_from”（{value.new_rule_from}）"


def _heating(made: Made) -> Iterator[tuple[str, str]]:
    value: Heating = made.value
    if not value.bands:
        yield "bands", "一档也没有；请从自带的 rates.yaml 里照抄过来"
    for band in value.bands:
        if band.percent > 100:
            yield "bands", f"“{band.name}”退的不能超过当天的热费，最大写 100"
    yield from _rising("prices", [one.since for one in value.prices])
    if (value.first_day is None) != (value.last_day is None):
        yield "first_day", '“first_day”和“last_day”要一起写，例如 "10-15" 到 "04-15"'


def _rates(made: Made) -> Iterator[tuple[str, str]]:
    value: Rates = made.value
    yield from _rising("minimum_wages", [one.since for one in value.minimum_wages])
    years = [one.year for one in value.average_wages]
    for year in sorted({year for year in years if years.count(year) > 1}):
        yield "average_wages", f"{year} 年的平均工资写了两遍；请只留一处"


def _rising(key: str, days: Sequence[date]) -> Iterator[tuple[str, str]]:
    for early, late in pairwise(days):
        if early >= late:
            yield key, f"{late} 写在 {early} 后面；请从早到晚排，一天只写一次"


CHECKS: Mapping[type, Callable[[Made], Iterator[tuple[str, str]]]] = {
    Lending: _lending,
    Heating: _heating,
    Rates: _rates,
}
