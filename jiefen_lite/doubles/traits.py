"""One case made ready for comparing: who, where, which numbers, which words, each in one spelling."""

from __future__ import annotations

import re

from jiefen_lite import text
from jiefen_lite.shapes import DoubleFacts, PartyRole, Somebody

# 富锦市煜暖热力有限公司 and 煜暖热力有限公司 are one; 市场 and 县城 begin no name.
_REGION = re.compile("^[\u4e00-\u9fff]{2,3}[市县](?![场区城])")
# Four characters at most, unless · stands between the parts; what is longer is a shop or a firm.
_FULL_NAME = re.compile("[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)+")
_LONGEST_NAME = 4
_MASKS = ("某", "*", "＊", "×", "匿名", "等")
_PLAIN = re.compile("[^0-9A-Za-z\u4e00-\u9fff]")
# A place that is found again: with a number of a house, a group or a flat, or written out at length.
_NUMBERED = re.compile("[0-9一二三四五六七八九十]+(?:号|栋|单元|室|组|委|队)")
_LONG_PLACE = 7
_NUMBER_NOISE = re.compile(r"[\s第]")


class Traits:
    """What is compared of one case."""

    __slots__ = (
        "day",
        "facts",
        "id_nos",
        "numbers",
        "opponents",
        "organisations",
        "people",
        "phones",
        "quoted",
        "spot",
        "words",
    )

    def __init__(self, facts: DoubleFacts, of_many: frozenset[str] = frozenset()) -> None:
        """``of_many``: telephones that tell nothing."""
        self.facts = facts
        self.day = facts.received_on.toordinal()
        people = facts.people
        self.phones = frozenset(mark for one in people for mark in one.phones) - of_many
        self.id_nos = frozenset(mark for one in people for mark in one.id_nos)
        self.people = frozenset(one.name for one in people if one.name and not one.is_org and full(one.name))
        self.organisations = frozenset(firm(one.name) for one in people if one.name and _is_firm(one))
        self.opponents = frozenset(
            firm(one.name) if _is_firm(one) else one.name
            for one in people
            if one.name and one.role == PartyRole.RESPONDENT and (_is_firm(one) or full(one.name))
        )
        self.numbers = frozenset(map(spelled, facts.numbers))
        self.quoted = frozenset(map(spelled, facts.quoted)) - self.numbers
        self.spot = _spot(facts)
        words = facts.words
        for one in people:
            if one.name:
                words = words.replace(one.name, " ")
        self.words = words


def _is_firm(one: Somebody) -> bool:
    """An organisation that is named: by its ledger's word, or because no person's name is so long."""
    name = one.name or ""
    if any(mark in name for mark in _MASKS):
        return False
    return one.is_org or (len(name) > _LONGEST_NAME and "·" not in name)


def full(name: str) -> bool:
    """A whole name of a person; 王某 or 匿名 may be anybody."""
    return bool(_FULL_NAME.fullmatch(name)) and not any(mark in name for mark in _MASKS)


def firm(name: str) -> str:
    """An organisation's name without the county before it."""
    return _REGION.sub("", name)


def spelled(number: str) -> str:
    """A source number in one spelling: brackets, widths, 第 and spaces differ from system to system."""
    plain = _NUMBER_NOISE.sub("", text.halfwidth(number)).upper()
    for mark in "〔【[（":
        plain = plain.replace(mark, "(")
    for mark in "〕】]）":
        plain = plain.replace(mark, ")")
    return plain


def _spot(facts: DoubleFacts) -> str | None:
    """What the place says below the village, where that is enough to be found again."""
    if not facts.spot:
        return None
    plain = _PLAIN.sub("", text.halfwidth(facts.spot))
    for part in (facts.town, facts.village):
        if part and part in plain:
            plain = plain.partition(part)[2]
    return plain if _NUMBERED.search(plain) or len(plain) >= _LONG_PLACE else None
