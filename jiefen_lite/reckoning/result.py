"""What a calculator hands back: the sum, every step to it, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from jiefen_lite.rules.analysis import Laws

#: A law by its short name in laws.yaml, and the number of the article.
Article = tuple[str, str]


class Line(NamedTuple):
    """One step: a sentence, the figures it is made of, and what comes out; either may be empty."""

    says: str
    formula: str = ""
    result: str = ""


class Standard(NamedTuple):
    """A value of rates.yaml that was used: what it is, how much, and where it comes from."""

    name: str
    value: str
    basis: str


@dataclass(slots=True)
class Result:
    """One reckoning. ``total_fen`` is None where something that is needed is not known.

    ``undecided``: what the calculator leaves to people, each a whole sentence.
    """

    total_name: str
    total_fen: int | None = None
    lines: list[Line] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    standards: list[Standard] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)

    def step(self, says: str, formula: str = "", result: str = "") -> None:
        """One more line."""
        self.lines.append(Line(says, formula, result))

    def cite(self, law: str, *articles: str) -> None:
        """Articles of one law."""
        self.articles += [(law, one) for one in articles]


class Cited(NamedTuple):
    """An article as people read it: ``gist`` is a paraphrase, ``until`` tells how far it was checked."""

    name: str
    gist: str
    until: str


def cited(articles: list[Article], laws: Laws) -> list[Cited]:
    """The articles with their full names and gists, as the laws in force have them; law by law, in order."""
    full = {one.short: one.full for one in laws.names}
    checked = {one.id: one for one in laws.checked}
    found = {(one.law, one.article): one for one in laws.bases}
    order = list(dict.fromkeys(law for law, _ in articles))
    shown = []
    for law, article in sorted(set(articles), key=lambda one: (order.index(one[0]), len(one[1]), one[1])):
        basis = found.get((law, article))
        check = checked.get(basis.source) if basis else None
        shown.append(
            Cited(
                f"《{full.get(law, law)}》第{article}条",
                basis.gist if basis else "法律依据里没有这一条的要点，请查原文。",
                f"核对到 {check.until}" if check else "没有核对",
            )
        )
    return shown
