"""What the rules of the score must agree on: all items, weights that make 100, grades from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from jiefen_lite.rules import health
from jiefen_lite.rules.convert import Made

Faults = Iterator[tuple[str, str]]
_BLANKS = re.compile(r"\{([^}]*)\}")


def _missing(key: str, found: Iterable[str], wanted: Iterable[str]) -> Faults:
    known = list(found)
    for name in wanted:
        if name not in known:
            yield key, f"少了“{name}”；请从自带的 health.yaml 里照抄过来"


def _health(made: Made) -> Faults:
    value: health.Health = made.value
    yield from _missing("items", (one.id for one in value.items), health.ITEMS)
    yield from _missing("deductions", (one.id for one in value.deductions), health.DEDUCTIONS)
    yield from _missing("symptoms", (one.id for one in value.symptoms), health.SYMPTOMS)
    yield from _missing("links", (one.id for one in value.links), health.LINKS)
    wanted = [one for one in health.CHECKS if one not in health.LATER_CHECKS]
    yield from _missing("checks", (one.id for one in value.checks), wanted)
    total = round(sum(one.weight for one in value.items), 6)
    if total != 100:
        yield "items", f"各项权重合计应当是 100，现在是 {total:g}"
    floors = [one.least for one in value.grades]
    if not floors or floors[-1] != 0 or any(one <= after for one, after in pairwise(floors)):
        yield "grades", "等级要从高到低写，最后一档 least: 0"
    if value.few_answers_weight > 1:
        yield "few_answers_weight", "“few_answers_weight”是几分之几，最大是 1"
    if value.least_weight > 100:
        yield "least_weight", "“least_weight”最大是 100"


def _item(made: Made) -> Faults:
    value: health.ScoreItem = made.value
    if value.floor == value.goal:
        yield "goal", "“goal”和“floor”不能一样：分数要从底线算到目标"
    for key in ("floor", "goal"):
        if getattr(value, key) > 1:
            yield key, f"“{key}”是几分之几，例如 98% 写成 0.98"


def _prescription(made: Made) -> Faults:
    value: health.Prescription = made.value
    for key in ("problem", "measure", "acceptance"):
        for blank in _BLANKS.findall(getattr(value, key)):
            if value.subject not in health.ITEMS:
                yield key, f"“{value.subject}”不是评分项，没有目标值，这里不能写“{{{blank}}}”"
            elif blank != "goal" or key != "acceptance":
                yield key, f"这里没有“{{{blank}}}”这个空格；只有验收标准里能写 {{goal}}"


CHECKS: Mapping[type, Callable[[Made], Faults]] = {
    health.Health: _health,
    health.ScoreItem: _item,
    health.Prescription: _prescription,
}
