"""What a person typed into the search, understood word by word; and why a case was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from jiefen_lite import glossary, text
from jiefen_lite.desk import House
from jiefen_lite.shapes import PERSONAL, Asked, AskedKind, CaseQuery, CaseRecord, Channel, Region, Viewer
from jiefen_lite.store import cases, sourcenos

MOST_WORDS = 12
_BETWEEN_WORDS = re.compile(r"[\s、，,;；]+")
_QUOTED = re.compile(r"[“”\"「」『』]")
#: A number with whatever people put between its digits.
_ONLY_NUMBER = re.compile(r"\+?[\d\s.()（）-]{6,40}[xX]?")
_SPACED_NUMBER = re.compile(r"[a-zA-Z]{1,8}(?:[ -]\d+)+")
_CODE = re.compile(r"([a-z]{1,8})?-?(\d{4})(\d{2})(\d{2})-?(\d{1,6})")
_TAIL = re.compile(r"(?:(\d{4}|\d{8})-)?(\d{1,6})")
_PLACE_END = ("街道", "镇", "乡", "村", "屯", "社区", "居委会")
_CORE_ENDS = ("街道", "社区", "居委会", "镇", "乡", "村", "屯")
#: How people call a channel.
_CHANNEL_WORDS: dict[str, Channel] = {
    **{name: Channel(channel) for channel, name in glossary.CHANNELS.items()},
    "人民调解": Channel.MEDIATION,
    "司法调解": Channel.MEDIATION,
    "110": Channel.POLICE_110,
    "警情": Channel.POLICE_110,
    "诉前调解": Channel.COURT_PRETRIAL,
    "诉前": Channel.COURT_PRETRIAL,
    "信访件": Channel.PETITION,
    "仲裁": Channel.LABOR_ARBITRATION,
    "12345": Channel.HOTLINE_12345,
    "热线": Channel.HOTLINE_12345,
    "网格员": Channel.GRID,
    "扫码": Channel.MINIAPP,
    "窗口": Channel.WINDOW,
    "来访": Channel.WINDOW,
    "交办": Channel.SUPERIOR,
}


def understood(house: House, viewer: Viewer, query: CaseQuery) -> CaseQuery:
    """The query with its words understood: what they name in this county, else as they are written."""
    words = text.normalize(query.text)
    if not words:
        return query
    return replace(query, asked=tuple(_in_scope(house, viewer, _read(house, words)))[:MOST_WORDS])


def holds_number(words: str) -> bool:
    """Whether a person's number is among the words: then they never stand in an address or in a view."""
    return bool(text.find_numbers(words)) or _only_number(text.normalize(words)) is not None


def one_case(house: House, viewer: Viewer, query: CaseQuery) -> str | None:
    """The code of the case that the whole search names, where it is one that this viewer may know of."""
    if [one.kind for one in query.asked] != [AskedKind.CODE]:
        return None
    named = CaseQuery(case_codes=query.asked[0].means, limit=2)
    found = cases.list_cases(house.store, viewer, named)
    return found[0].case_code if len(found) == 1 else None


# --------------------------------------------------------------------------- words


def _read(house: House, words: str) -> Iterator[Asked]:
    number = _only_number(words)
    if number is not None:
        yield number
        return
    code = _code(house, words.replace(" ", ""))
    if code is not None:
        yield code
        return
    if _SPACED_NUMBER.fullmatch(words):
        yield Asked(AskedKind.NUMBER, words)
        return
    at, rest = 0, ""
    for kind, start, end, value in text.find_numbers(words):
        yield _of_person(kind, value)
        rest, at = rest + words[at:start] + " ", end
    for word in filter(None, _BETWEEN_WORDS.split(rest + words[at:])):
        yield from _one_word(house, word)


def _only_number(words: str) -> Asked | None:
    """Nothing but one telephone or identity number, with spaces, dashes, brackets or +86 anywhere in it."""
    if _ONLY_NUMBER.fullmatch(words) is None:
        return None
    found = text.find_numbers(re.sub(r"[^\dxX]", "", words))
    whole = len(found) == 1 and found[0][0] in ("phone", "id_no", "landline")
    return _of_person(found[0][0], found[0][3]) if whole else None


def _of_person(kind: str, value: str) -> Asked:
    kinds = {"id_no": AskedKind.ID_NO, "phone": AskedKind.PHONE, "landline": AskedKind.PHONE}
    return Asked(kinds.get(kind, AskedKind.CARD), "", (value,))


def _one_word(house: House, word: str) -> Iterator[Asked]:
    bare = _QUOTED.sub("", word)
    if not bare:
        return
    if bare != word:  # in quotes: as it is written
        yield Asked(AskedKind.WORD, bare)
        return
    known = _known(house, word)
    if known is not None:
        yield known
    elif any(char.isdigit() for char in word):
        yield _code(house, word) or Asked(AskedKind.NUMBER, word)
    else:
        yield from _split(house, word)


def _known(house: House, word: str) -> Asked | None:
    """A word that is a name of this county or its rules."""
    if word in _CHANNEL_WORDS:
        return Asked(AskedKind.CHANNEL, word, (_CHANNEL_WORDS[word].value,))
    if place := _places(house.center.region).get(word):
        return Asked(AskedKind.PLACE, word, place)
    types = [
        kind.id if kind.name == word else f"{kind.id}/{second.name}"
        for kind in house.book.types.types
        for second in (kind.secondary if kind.name != word else kind.secondary[:1])
        if word in (kind.name, second.name)
    ]
    if types:
        return Asked(AskedKind.TYPE, word, tuple(types))
    if len(word) > 1 and (unit := house.triage.unit_named(word)) is not None:
        return Asked(AskedKind.UNIT, word, (unit,))
    return None


def _split(house: House, word: str) -> Iterator[Asked]:
    """A place with something behind it (东风村彩礼) is two words; any other word stays whole."""
    places = _places(house.center.region)
    for size in range(len(word) - 2, 1, -1):
        head = word[:size]
        if head.endswith(_PLACE_END) and head in places:
            yield Asked(AskedKind.PLACE, head, places[head])
            yield from _one_word(house, word[size:])
            return
    yield Asked(AskedKind.WORD, word)


@lru_cache(maxsize=4)
def _places(region: Region) -> dict[str, tuple[str, ...]]:
    """Every name of a town or village → what it stands for, “town” or “town/village” each."""
    names: dict[str, dict[str, None]] = {}
    for town in region.towns:
        for name in (town.name, *town.aliases, _core(town.name)):
            names.setdefault(name, {})[town.name] = None
        for village in town.villages:
            for name in (village.name, *village.aliases, *village.old_names, _core(village.name)):
                names.setdefault(name, {})[f"{town.name}/{village.name}"] = None
    return {name: tuple(meant) for name, meant in names.items() if len(name) > 1}


def _core(name: str) -> str:
    end = next((end for end in _CORE_ENDS if name.endswith(end)), "")
    return name.removesuffix(end)


# --------------------------------------------------------------------------- case codes


def _code(house: House, word: str) -> Asked | None:
    """A whole case code, with or without its letters, its dash and its zeros."""
    found = _CODE.fullmatch(text.halfwidth(word).lower())
    if found is None:
        return None
    letters, year, month, day, running = found.groups()
    prefix = house.center.case_prefix.upper()
    if (letters is not None and letters.upper() != prefix) or int(running) == 0:
        return None
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return None
    return Asked(AskedKind.CODE, word, (f"{prefix}{year}{month}{day}-{int(running):04d}",))


def _in_scope(house: House, viewer: Viewer, asked: Iterator[Asked]) -> Iterator[Asked]:
    """Digits under which this viewer finds nothing are taken for the end of a case code, as a last resort."""
    for one in asked:
        tail = _TAIL.fullmatch(text.halfwidth(one.written)) if one.kind == AskedKind.NUMBER else None
        if tail is not None and int(tail[2]) and not _is_known(house, viewer, one):
            yield Asked(AskedKind.TAIL, one.written, (f"{tail[1] or ''}-{int(tail[2]):04d}",))
        else:
            yield one


def _is_known(house: House, viewer: Viewer, one: Asked) -> bool:
    return bool(cases.search_cases(house.store, viewer, CaseQuery(asked=(one,), limit=1), most=1).total)


# --------------------------------------------------------------------------- told to people

_KIND_NAMES = {
    AskedKind.WORD: "按原话里的词",
    AskedKind.CODE: "按案件码",
    AskedKind.NUMBER: "按编号和原话",
    AskedKind.TAIL: "按案件码的末尾",
    AskedKind.PHONE: "按电话号码",
    AskedKind.ID_NO: "按证件号码",
    AskedKind.PLACE: "按地点",
    AskedKind.UNIT: "按单位",
    AskedKind.CHANNEL: "按渠道",
    AskedKind.TYPE: "按类型",
}


def told(house: House, one: Asked) -> str:
    """How one word was understood, in a person's words: 按单位：人力资源和社会保障局."""
    if one.kind == AskedKind.CARD:
        return "车牌、卡号、邮箱不能用来搜索"
    shown = [one.written]
    if one.kind == AskedKind.PHONE:
        shown = [text.mask_phone(one.means[0])]
    elif one.kind == AskedKind.ID_NO:
        shown = [text.mask_id(one.means[0])]
    elif one.kind == AskedKind.CHANNEL:
        shown = [glossary.CHANNELS[name] for name in one.means]
    elif one.kind == AskedKind.TYPE:
        pairs = (name.partition("/") for name in one.means)
        shown = [house.type_name(l1, l2) for l1, _, l2 in pairs]
    elif one.kind in (AskedKind.PLACE, AskedKind.UNIT, AskedKind.CODE):
        shown = [name.replace("/", "") for name in one.means[:_MOST_NAMED]]
        shown += ["等"] * (len(one.means) > _MOST_NAMED)
    elif one.kind == AskedKind.TAIL:
        shown = [name.removeprefix("-") for name in one.means]
    return f"{_KIND_NAMES[one.kind]}：{'、'.join(shown)}"


_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Why:
    """Why a case was found: by which of its fields, and the piece of text that shows it."""

    fields: tuple[str, ...]
    label: str | None  # of the piece, where it is not the summary
    piece: str


def why(case: CaseRecord, asked: Sequence[Asked]) -> Why:
    """The fields of a case, as its viewer may read it, in which the words were found."""
    fields = tuple(dict.fromkeys(_field(case, one) for one in asked))
    texts = {"": case.summary, "诉求": case.claim, "办理结果": case.result_text}
    words = marks(asked)
    for label, words_there in texts.items():
        at = min((there for word in words if (there := _at(words_there, word)) >= 0), default=-1)
        if at >= 0:
            return Why(fields, label or None, _piece(words_there or "", at))
    return Why(fields, None, case.summary or case.claim or "")


def marks(asked: Sequence[Asked]) -> tuple[str, ...]:
    """The words to be marked in a text, the longest first."""
    written = {one.written for one in asked if one.written and one.kind not in PERSONAL}
    return tuple(sorted(written, key=lambda word: (-len(word), word)))


_BEFORE = 24  # characters of a piece before its word


def _at(words: str | None, word: str) -> int:
    return (words or "").lower().find(word.lower())


def _piece(words: str, at: int) -> str:
    return words if at <= _BEFORE * 2 else "…" + words[at - _BEFORE :]


def _field(case: CaseRecord, one: Asked) -> str:
    """In which field a word was found, in the glossary's words."""
    labels = glossary.FIELDS
    numbers = [source.source_no for source in case.sources if source.source_no]
    if one.kind in (AskedKind.CODE, AskedKind.TAIL) and case.case_code.endswith(one.means):
        return labels["case_code"]
    if one.kind in (AskedKind.CODE, AskedKind.NUMBER) and any(
        sourcenos.is_written_so(one.written, number) for number in numbers
    ):
        return labels["source_no"]
    if one.kind == AskedKind.PHONE:
        return "当事人电话"
    if one.kind == AskedKind.ID_NO:
        return "当事人证件号码"
    if one.kind == AskedKind.CHANNEL:
        return labels["channel"]
    if one.kind == AskedKind.TYPE and {case.type_l1, f"{case.type_l1}/{case.type_l2}"} & {*one.means}:
        return "类型"
    if one.kind == AskedKind.UNIT and case.responsible_unit in one.means:
        return labels["responsible_unit"]
    if one.kind == AskedKind.PLACE and case.town is not None:
        if f"{case.town}/{case.village}" in one.means:
            return labels["village"]
        if case.town in one.means:
            return labels["town"]
    for name in ("summary", "claim", "result_text", "town", "village", "responsible_unit", "case_code"):
        if _at(getattr(case, name), one.written) >= 0:
            return labels[name]
    if any(source.part for source in case.sources):
        return "并入的件"
    return "当事人姓名"
