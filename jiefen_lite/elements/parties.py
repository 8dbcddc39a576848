"""Who: persons and organisations a text names, in which role, with the numbers that stand beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

from jiefen_lite.elements import people
from jiefen_lite.rules.schema import ReadingRules
from jiefen_lite.shapes import PartyFacts, PartyRole
from jiefen_lite.text import find_numbers

#: A number belongs to the person named so many characters before it at most.
_ATTACH = 18
#: Words before the other side's name.
_LINKS = (
    "与", "和", "跟", "同", "向", "找", "被", "借给", "租给", "包给", "卖给", "状告", "起诉",
    "雇", "欠", "诉", "让", "要求",
)  # fmt: skip
_AT = "在|上|参加|组织|使用|说|希望|由|到|从|将|把|因|反映|要求|投诉|称|为|是|于|去|经|住在|自"
_LEAST_ORGANISATION = 4
#: What stands for any of its kind is no party: 保险公司只认一半.
_ANY_SUCH = frozenset(
    ("保险公司", "物业公司", "快递公司", "供热公司", "热力公司", "建筑公司", "人民医院", "农民合作社")
)
_NO_BEGINNING = re.compile(
    r"[我他她这那该此其想不了个某已每有去到]|一[家个]|要求|希望|请求|反映|投诉|认为|觉得|怀疑|发现|联系|咨询|拨打|送[往到至]"
)
#: A firm is not called so: 小区换物业, 每年还照收物业.
_NO_NAME_OF_A_FIRM = re.compile(r"[了没还换很吗呢就已]")
#: 平房区富锦市沅和物业: the place before the county's name is not part of the firm's.
_AFTER_PLACE = re.compile(r"^.*[区村屯镇园苑院里](?=[\u4e00-\u9fff]{2}[市县])")


@dataclass(slots=True)
class _Party:
    role: PartyRole | None
    name: str
    start: int
    end: int
    is_org: bool = False
    phone: str | None = None
    id_no: str | None = None


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


class PartyReader:
    """Names, roles and numbers of the persons in a text."""

    def __init__(self, rules: ReadingRules) -> None:
        self._people = people.shipped(rules)
        self._applicant_words = rules.applicant_words
        self._respondent_words = rules.respondent_words
        said, links = _any_of((*rules.applicant_words, *rules.respondent_words)), _any_of(_LINKS)
        endings = _any_of(rules.organisation_endings)
        self._org = re.compile(
            rf"[\u4e00-\u9fffA-Za-z0-9（）()]{{2,24}}?(?:{endings})(?!费|服务|有限|公司|管理|集团|中心|[\u4e00-\u9fff]{{2,4}}分公司)(?![一-龥]{{0,2}}(?:门口|院内|附近))"
        )
        self._only_endings = re.compile(rf"(?:{endings})+")
        self._lead = re.compile(
            rf"^.*(?:{said}|(?<![市县区村镇].)(?:{links})|{_AT})(?=[\u4e00-\u9fffA-Za-z（(]{{3,}}$)"
        )

    def knowing(self, names: Iterable[str], not_names: Iterable[str]) -> PartyReader:
        """The same reader that knows these names too, and of these words that they are none."""
        made = copy(self)
        made._people = self._people.knowing(names, not_names)
        return made

    def looks_like_name(self, word: str) -> bool:
        """Whether a word is made as names are: a surname, and characters of which names are made."""
        return self._people.looks_like_name(word)

    def find(self, text: str, story: str) -> tuple[PartyFacts, ...]:
        """The parties in the order of the text; ``story`` has its names of places blanked."""
        parties = [_Party(role, one.name, *one.places[0]) for one, role in self._people.find(text, story)]
        parties += self._organisations(text, parties)
        parties.sort(key=lambda one: one.start)
        self._give_roles(text, parties)
        _give_numbers(text, parties)
        return tuple(
            PartyFacts(
                one.role or PartyRole.THIRD_PARTY,
                one.name or None,
                one.phone,
                one.id_no,
                is_org=one.is_org,
                span=(one.start, one.end),
            )
            for one in parties
        )

    def _organisations(self, text: str, persons: list[_Party]) -> list[_Party]:
        found: dict[str, _Party] = {}
        for match in self._org.finditer(text):
            start, end = match.span()
            lead = self._lead.match(text[start:end])
            if lead:
                start += lead.end()
            for person in persons:
                if person.start <= start < person.end:
                    start = person.end
            name = _AFTER_PLACE.sub("", text[start:end]).rpartition("的")[2].lstrip("（()）、与和跟")
            start = end - len(name)
            if len(name) < _LEAST_ORGANISATION or self._only_endings.fullmatch(name) or name in _ANY_SUCH:
                continue
            if _NO_BEGINNING.match(name) or _NO_NAME_OF_A_FIRM.search(name):
                continue
            if name not in found:
                found[name] = _Party(None, name, start, end, is_org=True)
        return list(found.values())

    def _give_roles(self, text: str, parties: list[_Party]) -> None:
        """The sides of the organisations; those of people are known."""
        for one in parties:
            if one.role is None:
                before = text[max(0, one.start - 8) : one.start].rstrip("：:（( ")
                if before.endswith(self._respondent_words):
                    one.role = PartyRole.RESPONDENT
                elif before.endswith(self._applicant_words):
                    one.role = PartyRole.APPLICANT
        free = [one for one in parties if one.role is None]
        asks = any(one.role == PartyRole.APPLICANT for one in parties)
        # an organisation that is named first speaks where it turns against a person
        if not asks and free and free[0].start == 0 and any(not one.is_org for one in parties):
            free[0].role = PartyRole.APPLICANT
        for one in parties:
            earlier = (other for other in parties if other.start < one.start)
            if one.role is None and all(other.role != PartyRole.RESPONDENT for other in earlier):
                one.role = PartyRole.RESPONDENT


def _give_numbers(text: str, parties: list[_Party]) -> None:
    """Give each number to the person named just before it, else to who asks for help."""
    people = [one for one in parties if not one.is_org] or list(parties)
    for kind, start, _, value in find_numbers(text):
        if kind not in {"phone", "landline", "id_no"}:
            continue
        before = [one for one in people if 0 <= start - one.end <= _ATTACH]
        owner = before[-1] if before else None
        if owner is None:
            owner = next((one for one in people if one.role == PartyRole.APPLICANT), None)
        if owner is None:
            owner = _Party(PartyRole.APPLICANT, "", start, start)
            parties.append(owner)
            people.append(owner)
        if kind == "id_no":
            owner.id_no = owner.id_no or value
        else:
            owner.phone = owner.phone or value
