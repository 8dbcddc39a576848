"""What a person asks the search for, word by word, as it was understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class AskedKind(StrEnum):
    """As what a word of a search is taken."""

    WORD = "word"
    CODE = "code"  # a case code
    NUMBER = "number"  # a source number, or a piece of one
    TAIL = "tail"  # the last digits of a case code
    PHONE = "phone"
    ID_NO = "id_no"
    CARD = "card"  # another number of a person, which nothing is found by
    PLACE = "place"
    UNIT = "unit"
    CHANNEL = "channel"
    TYPE = "type"


#: Kinds whose words are a person's number: never in an address, a log or a saved view.
PERSONAL = frozenset({AskedKind.PHONE, AskedKind.ID_NO, AskedKind.CARD})


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a search; a case must fit every one.

    ``written``: as it was typed, empty for a person's number. ``means``: what it stands for: names of
    units, “town/village”, case codes, a channel, types (“l1” or “l1/l2”), a person's number (not shown).
    """

    kind: AskedKind
    written: str
    means: tuple[str, ...] = field(default=(), repr=False)
