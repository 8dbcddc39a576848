"""What the rules of papers must agree on: a number for every series, and no two numbers alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from jiefen_lite.forms import SERIES
from jiefen_lite.rules.convert import Made
from jiefen_lite.rules.forms import FormRules, NumberRule

_WORD = re.compile(r"\{(\w*)\}")
_WORDS = ("year", "n", "center", "unit")


def _number(made: Made) -> Iterator[tuple[str, str]]:
    value: NumberRule = made.value
    used = _WORD.findall(value.pattern)
    for word in used:
        if word not in _WORDS:
            yield "pattern", f"编号里没有“{{{word}}}”这个空；能写的是 {{year}}、{{n}}、{{center}}、{{unit}}"
    for word in ("year", "n"):
        if used.count(word) != 1:
            yield "pattern", f"编号里“{{{word}}}”要写一次，也只写一次"
    if SERIES.get(value.series) and "unit" not in used:
        yield "pattern", "这一种由各单位单独编号，编号里要写“{unit}”，否则两个单位的号会一样"


def _forms(made: Made) -> Iterator[tuple[str, str]]:
    value: FormRules = made.value
    counted = Counter(one.series for one in value.numbers)
    for series in SERIES:
        if counted[series] == 0:
            yield "numbers", f"少了“{series}”的编号；请从自带的 forms.yaml 里照抄过来"
        elif counted[series] > 1:
            yield "numbers", f"“{series}”的编号写了 {counted[series]} 遍；请只留一处"
    for pattern, times in Counter(one.pattern for one in value.numbers).items():
        if times > 1:
            yield "numbers", f"编号“{pattern}”用在了 {times} 种文书上，号会一样；请改成不同的写法"
    for key in ("unit", "word"):
        for said, times in Counter(getattr(one, key) for one in value.committees).items():
            if times > 1:
                yield "committees", f"“{said}”写了 {times} 遍；请只留一处"
    if not value.retentions:
        yield "retentions", "至少写一种保管期限，例如 retentions: [10年]"


CHECKS: dict[type, Callable[[Made], Iterator[tuple[str, str]]]] = {NumberRule: _number, FormRules: _forms}
