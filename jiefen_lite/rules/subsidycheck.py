"""What grades, their rules and terms of subsidy.yaml must agree on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from jiefen_lite.rules.convert import Made
from jiefen_lite.rules.subsidy import GradeRule, Subsidy, SubsidyTerms

_CONDITIONS = ("complexity", "risk_levels", "people_from", "yuan_from", "sessions_from", "agreement")


def _is_bare(rule: GradeRule) -> bool:
    return all(getattr(rule, name) in ((), None) for name in _CONDITIONS)


def _subsidy(made: Made) -> Iterator[tuple[str, str]]:
    value: Subsidy = made.value
    known = [grade.id for grade in value.grades]
    if len(set(known)) < len(known):
        yield "grades", "有两个等级的 id 一样，请改成不一样的"
    for rule in value.rules:
        if rule.grade not in known:
            yield "rules", f"“{rule.id}”指的等级“{rule.grade}”没有；能写的是：{'、'.join(known)}"
    if not value.rules or not _is_bare(value.rules[-1]):
        yield "rules", "最后一条不要写条件，别的都不中的件归它"
    for rule in value.rules[:-1]:
        if _is_bare(rule):
            yield "rules", f"“{rule.id}”没有写条件，下面的就用不上了；没有条件的只能放在最后"


def _terms(made: Made) -> Iterator[tuple[str, str]]:
    value: SubsidyTerms = made.value
    if not value.performed and value.percent_before != "100":
        yield "percent_before", "不要求履行的（performed: false），请写 100"


CHECKS: Mapping[type, Callable[[Made], Iterator[tuple[str, str]]]] = {
    Subsidy: _subsidy,
    SubsidyTerms: _terms,
}
