"""Sentences by rule: the first wording that holds is said, and what a person has written instead of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jiefen_lite.reports.analysis.teller import Teller
from jiefen_lite.reports.analysis.words import ASKED, GROUP_ASKED, GROUP_WORDS, WORDS
from jiefen_lite.rules import vocabulary
from jiefen_lite.rules.analysis import SentenceRule, Wording
from jiefen_lite.shapes import Sentence

#: Printed before candidates for causes, until a person has looked at all of them.
CANDIDATES = "以下为系统按数据列出的候选，供研判参考，须人工核定。"
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person wants a sentence to say; words in braces stay words in braces. Empty: nothing."""

    id: int
    text: str
    by: str


def holds(teller: Teller, name: str) -> bool:
    """Whether a condition holds."""
    head, dot, group = name.partition(".")
    return GROUP_ASKED[head](teller, group) if dot else ASKED[head](teller)


def value(teller: Teller, name: str) -> str:
    """What a word in braces says; every figure in it is noted for the place where the teller stands."""
    head, dot, group = name.partition(".")
    return GROUP_WORDS[head](teller, group) if dot else WORDS[head](teller)


def chosen(teller: Teller, rule: SentenceRule) -> Wording | None:
    """The first wording whose conditions hold."""
    for wording in rule.say:
        if all(holds(teller, name) for name in wording.when) and not any(
            holds(teller, name) for name in wording.unless
        ):
            return wording
    return None


def sentences(
    teller: Teller, rules: Iterable[SentenceRule], edits: Mapping[str, Edit]
) -> tuple[Sentence, ...]:
    """Every sentence of a paper in reading order; those that a person has emptied are there without words."""
    order = list(vocabulary.SECTIONS)
    told = []
    for rule in sorted(rules, key=lambda one: order.index(one.section)):
        wording, edit = chosen(teller, rule), edits.get(rule.id)
        if wording is None and edit is None:
            continue
        template = edit.text if edit is not None else wording.text if wording is not None else ""
        teller.place = vocabulary.SECTIONS[rule.section]
        values = {name: value(teller, name) for name in dict.fromkeys(vocabulary.words_in(template))}
        text = template
        for name, said in values.items():
            text = text.replace(f"{{{name}}}", said)
        told.append(
            Sentence(
                rule.id,
                rule.section,
                template,
                text,
                tuple(values.items()),
                edit.by if edit is not None else None,
                rule.suggestion and edit is None,
            )
        )
    return tuple(told)


def _ordinal(number: int) -> str:
    """一, 十, 十一, 二十 …"""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones or not tens else "")


def paragraphs(told: Iterable[Sentence]) -> dict[str, tuple[str, ...]]:
    """Section → its paragraphs: one each, but of causes one a sentence, counted 一是、二是."""
    found: dict[str, tuple[str, ...]] = {}
    said = [one for one in told if one.text]
    for section in vocabulary.SECTIONS:
        ones = [one for one in said if one.section == section]
        if section != "causes":
            found[section] = ("".join(one.text for one in ones),) if ones else ()
            continue
        texts = tuple(one.text for one in ones)
        if len(ones) > 1:
            texts = tuple(f"{_ordinal(at)}是{text}" for at, text in enumerate(texts, 1))
        head = (CANDIDATES,) if any(one.suggestion for one in ones) else ()
        found[section] = (*head, *texts)
    return found
