"""Why two cases are alike, in words that a mediator would use."""

from __future__ import annotations

from jiefen_lite.likeness.hits import Like
from jiefen_lite.likeness.terms import ACT, FIRM, KIND, MATTER, RELATION, THING, TOPIC, TYPE
from jiefen_lite.rules.schema import RuleBook

#: Of several matters that two cases share so many are named.
_MATTERS_SHOWN = 2


def why(like: Like, book: RuleBook) -> list[str]:
    """The reasons, the weightiest first: the matter, the kind, the relation, what it is about, the sum."""
    rules = book.likeness
    names = {kind.id: kind.name for kind in book.types.types}
    said = [
        _said("都是", _topic(like, book) or _matters(like, book), "的事"),
        _kind(like, names),
        _said("双方关系都是", [one.name for one in rules.relations if RELATION + one.id in like.shared]),
        _said("都牵涉", [one.name for one in rules.things if THING + one.id in like.shared]),
        _said("都有", [f"“{one.name}”" for one in rules.acts if ACT + one.id in like.shared]),
        "金额差不多" if like.same_scale else "",
    ]
    return [one for one in said if one] or ["说法相近"]


def _topic(like: Like, book: RuleBook) -> list[str]:
    return [one.name for one in book.likeness.topics if TOPIC + one.id in like.shared]


def _matters(like: Like, book: RuleBook) -> list[str]:
    """What both are about: only what both tell surely, where there is such; a few at most."""
    names = {one.id: one.name for one in book.likeness.matters}
    both = [term.removeprefix(MATTER) for term in like.shared if term.startswith(MATTER)]
    sure = [one for one in both if FIRM + one in like.shared]
    return [names[one] for one in (sure or both)[:_MATTERS_SHOWN]]


def _said(before: str, names: list[str], after: str = "") -> str:
    return before + "、".join(names) + after if names else ""


def _kind(like: Like, names: dict[str, str]) -> str:
    for prefix in (KIND, TYPE):
        for term in like.shared:
            if term.startswith(prefix):
                l1, _slash, l2 = term.removeprefix(prefix).partition("/")
                return f"类型相同（{names.get(l1, l1)}{'：' + l2 if l2 else ''}）"
    return ""
