"""What papers must not give away: names as official papers hide them, where a protected person lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jiefen_lite import text
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRecord, PartyRole

#: What stands for an address or a telephone that the other side must not learn.
PROTECTED = "（依法保密）"
#: What stands for whoever has told of the matter, where the unit need not know him.
WITHHELD_NAME = "（不载明）"
#: From how many letters on an address or a telephone is looked for in texts.
LEAST_MARK = 5
_ORDER = "甲乙丙丁戊己庚辛壬癸"


def official(words: str, names: Iterable[str]) -> str:
    """A text with its people named as official papers do: 孙某某; of several of one name 孙某甲, 孙某乙."""
    pieces = text.pieces_of(names)
    families = {piece: text.mask_name(piece).rstrip("*") or piece[:1] for piece in pieces}
    many = Counter(families.values())
    seen: Counter[str] = Counter()
    for piece in pieces:
        family = families[piece]
        if many[family] > 1:
            shown = f"{family}某{_ORDER[seen[family] % len(_ORDER)]}"
            seen[family] += 1
        else:
            shown = family + "某" * max(1, len(piece) - len(family))
        words = words.replace(piece, shown)
    return text.mask_text(words)


def is_protected(house: House, record: CaseRecord) -> bool:
    """Whether the other side must not learn where the applicant lives and how to reach him.

    Source: 反家庭暴力法, 未成年人保护法 as the compliance guide (part 1) reads them; which cases is a rule.
    """
    rules = house.book.forms
    return record.type_l2 in rules.protected_types or bool(set(rules.protected_tags) & set(record.tags))


def without_home(values: Mapping[str, Any], people: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The values of a paper without addresses and telephones of the applicants, in people and in texts."""
    marks = sorted(
        {
            one[name]
            for one in _applicants([*people, *(p for v in values.values() if isinstance(v, list) for p in v)])
            for name in ("address", "phone")
            if len(one.get(name, "")) >= LEAST_MARK  # “本村” would take words out of any text
        },
        key=len,
        reverse=True,
    )

    def hide(said: str) -> str:
        for mark in marks:
            said = said.replace(mark, PROTECTED)
        return said

    def person(one: Mapping[str, str]) -> dict[str, str]:
        hides = one.get("role") == PartyRole.APPLICANT
        return {
            name: PROTECTED if hides and name in ("address", "phone") and said else said
            for name, said in one.items()
        }

    return {
        name: [person(one) for one in value] if isinstance(value, list) else hide(value)
        for name, value in values.items()
    }


def _applicants(people: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    return [one for one in people if one.get("role") == PartyRole.APPLICANT]


def without_teller(values: Mapping[str, Any], people: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The values of a 交办单 without whoever has told of the matter: name, numbers and address."""
    marks = {
        mark
        for one in _applicants(people)
        for mark in (
            *text.name_pieces(one.get("name") or ""),
            *(one.get(name) or "" for name in ("phone", "id_no", "address")),
        )
        if mark
    }

    def hide(said: str) -> str:
        for mark in sorted(marks, key=len, reverse=True):
            said = said.replace(mark, WITHHELD_NAME)
        return said

    def person(one: Mapping[str, str]) -> dict[str, str]:
        if one.get("role") != PartyRole.APPLICANT:
            return dict(one)
        return {"role": one["role"], "name": f"诉求人{WITHHELD_NAME}"}

    return {
        name: [person(one) for one in value] if isinstance(value, list) else hide(value)
        for name, value in values.items()
    }


def without_identity_numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a 交办单 with no more of people than whoever handles the case needs to reach them."""
    kept = ("role", "is_org", "name", "phone", "address")
    return {
        name: [{key: said for key, said in one.items() if key in kept} for one in value]
        if isinstance(value, list)
        else value
        for name, value in values.items()
    }
