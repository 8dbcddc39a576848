"""What the rules of the papers must agree on: sentences know their words, articles their laws."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping

from jiefen_lite.rules import analysis, vocabulary
from jiefen_lite.rules.convert import Made

Faults = Iterator[tuple[str, str]]


def _analysis(made: Made) -> Faults:
    value: analysis.AnalysisRules = made.value
    groups = {group.id: group.name for group in value.groups}
    ids = [one.id for one in value.sentences]
    for name in sorted({one for one in ids if ids.count(one) > 1}):
        yield "sentences", f"句子编号“{name}”用了不止一次；请改成不同的编号"
    for sentence in value.sentences:
        for wording in sentence.say:
            for fault in wording_faults(wording.text, groups):
                yield "sentences", f"句子“{sentence.id}”：{fault}"
            for name in (*wording.when, *wording.unless):
                if not vocabulary.knows(
                    name, vocabulary.CONDITIONS, vocabulary.GROUP_CONDITIONS, frozenset(groups)
                ):
                    near = _near(name, vocabulary.CONDITIONS)
                    yield "sentences", f"句子“{sentence.id}”：没有“{name}”这个条件{near}"
    first, second, third = value.crowds
    if not first <= second <= third:
        yield "crowds", "“crowds”要从小到大写，例如 [5, 10, 30]"
    for season in value.seasons:
        if any(month > 12 for month in season.months):
            yield "seasons", f"“{season.name}”的月份最大是 12"
    named = [topic.type for topic in value.topics]
    for name in sorted({one for one in named if named.count(one) > 1}):
        yield "topics", f"类型“{name}”写了不止一次；请合成一条"
    if value.baseline_least > value.baseline_months:
        yield "baseline_least", f"“baseline_least”不应大于“baseline_months”（{value.baseline_months}）"


def wording_faults(text: str, groups: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the words in braces of a sentence, in Chinese; ``groups``: id → name."""
    if vocabulary.stray_brace(text):
        yield "大括号没有配对，请检查“{”和“}”"
    for name in vocabulary.words_in(text):
        if not vocabulary.knows(name, vocabulary.VALUES, tuple(vocabulary.GROUP_VALUES), frozenset(groups)):
            words = vocabulary.VALUES if name.isascii() else dict.fromkeys(vocabulary.CHINESE.values(), "")
            yield f"没有“{{{name}}}”这个空格{_near(name, words)}"


def _near(name: str, known: Mapping[str, str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"；是不是“{close[0]}”？" if close else f"；能写的有：{'、'.join(known)}"


def _laws(made: Made) -> Faults:
    value: analysis.Laws = made.value
    names = {one.short for one in value.names}
    checked = {one.id for one in value.checked}
    for one in value.bases:
        if one.law not in names:
            yield "bases", f"“names”里没有“{one.law}”；请补上简称和全称"
        if one.source not in checked:
            yield "bases", f"“checked”里没有“{one.source}”（{one.law}第{one.article}条）"


CHECKS: Mapping[type, Callable[[Made], Faults]] = {
    analysis.AnalysisRules: _analysis,
    analysis.Laws: _laws,
}
