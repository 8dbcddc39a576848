"""Which words a question and an article have in common: why the article was found."""

from __future__ import annotations

from jiefen_lite.text import normalize

_SHORTEST, _LONGEST, _MOST = 2, 12, 5
#: In every text; alone they tell nothing.
_EMPTY = set("的了和是在有我他她它们这那就也都而及与或者把被对于从向为以因但如果可以应当不没之其一个")


def shared(question: str, article: str) -> list[str]:
    """The longest pieces of the question that stand in the article too, longest first."""
    asked, held = normalize(question), normalize(article)
    found: list[str] = []
    at = 0
    while at < len(asked):
        length = 0
        while length < _LONGEST and at + length < len(asked) and asked[at : at + length + 1] in held:
            if not asked[at + length].isalnum():
                break
            length += 1
        piece = asked[at : at + length].strip("的了和是")
        if len(piece) >= _SHORTEST and sum(char not in _EMPTY for char in piece) >= _SHORTEST:
            found.append(piece)
        at += max(length, 1)
    return sorted(dict.fromkeys(found), key=lambda piece: -len(piece))[:_MOST]
