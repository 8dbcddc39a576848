"""What a column that nobody knows may be: ranked fields, each with how sure that is and why.

Pure: a header and some of its values in, proposals out. Two witnesses are heard: the header, which is
compared with every word of the book (this channel's, the common ones, other channels', what was taught,
and the field's own name), and the values, which may look like telephones, days, names (``looks``). Where
both say too little, or two fields are about as likely, nothing is proposed: a person says it quicker than
he corrects it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from importers.columns import ALIASES, COALESCED, KINDS, Book, norm_header, without_brackets
from importers.looks import WORDS, shares
from jiefen_lite import glossary
from jiefen_lite.shapes import FieldProposal

#: From here on (of 100) a field is proposed, and it must be so much surer than the next.
SURE_FROM, AHEAD_BY = 55, 4
#: How many are named.
MOST = 3
_LOOK_FROM = 0.7  # share of values that makes a look
_VALUES_FROM = 2  # one value may look like anything
_ALIKE_FROM = 0.45  # headers less alike than this tell nothing

# field or kind of field -> looks that speak for it; the kinds of KINDS stand for all of their fields
_LOOKS: dict[str, tuple[str, ...]] = {
    "phone": ("phone",), "id_no": ("id_no",), "gender": ("gender",), "age": ("age",), "amount": ("amount",),
    "people": ("count",), "received": ("day",), "moment": ("day",), "day": ("day",), "yes_no": ("yes_no",),
    "performed": ("performed", "yes_no"), "form": ("form",), "number": ("code",), "names": ("names",),
    "repeat": ("yes_no",), "list": ("unit",), "result": ("result", "story"),
    "satisfaction": ("satisfaction",), "summary": ("story",), "claim": ("story",), "place": ("place", "town"),
    "town": ("town",),
    "community": ("place",), "address": ("place", "town"), "respondent_address": ("place", "town"),
    "responsible_unit": ("unit",), "handler": ("names",), "mediator": ("names",), "raw_type": ("type",),
    "raw_type2": ("type",),
    "grid": ("place",), "title": ("story", "type"), "linked_nos": ("code",),
}  # fmt: skip
# These tell the field by themselves; of the others there are several fields of one look.
_TELLING = dict.fromkeys(("phone", "id_no", "gender", "satisfaction", "form", "performed"), 0.6)
_FAINT = 0.16
# Values that are one of these are hardly anything else.
_CLEAR = ("phone", "id_no", "day", "names")
# Values of these fields must have their look, or the column is another's.
_STRICT = frozenset(
    ("phone", "id_no", "gender", "age", "amount", "people", "received", "moment", "day", "form")
) | {"satisfaction"}
# The ends of headers say of what kind a column is; those of one kind are one to us.
_ENDS: dict[str, tuple[str, ...]] = {
    "day": ("时间", "日期", "日"), "due": ("期限", "时限", "届满日", "到期日"),
    "number": ("编号", "号码", "号"), "name": ("姓名", "名称"), "text": ("内容",), "state": ("情况",),
    "type": ("类型", "类别", "分类"),
    "unit": ("单位", "部门", "机关"), "place": ("地址", "地点"), "way": ("方式",), "result": ("结果",),
    "person": ("人员", "人", "员"), "money": ("金额", "总额", "数额", "钱数", "款项"),
    "phone": ("电话", "手机", "联系方式"),
}  # fmt: skip
_END = re.compile(
    "(?:" + "|".join(sorted((w for ws in _ENDS.values() for w in ws), key=len, reverse=True)) + ")$"
)
# Of a ledger's days the first one taken is that of receiving; these two come after it.
_AFTER_RECEIVED = ("clock_start_at", "applied_at")
# What a header must say to be one of two sisters: 联系电话 alone is not the other side's.
_SAYS_OTHER_SIDE = "对方|被|乙方|用人单位|涉事|社会信用代码"
_MUST_SAY = {
    field: re.compile(words)
    for field, words in {
        **{field: _SAYS_OTHER_SIDE for field in KINDS if field.startswith("respondent")},
        "people_count": "人|户|位",
        "source_due": "限|届满|到期|截止|规定|期满",
        "raw_type2": "二级|细|小类|子类|次",
        "linked_nos": "重复|关联|原|对方|相关|转",
        "assisting_units": "协|配合|二级",
        "secrecy": "密",
        "redo": "重办|退回|返",
    }.items()
}
_SAYS_DUE, _SAYS_SECOND = _MUST_SAY["source_due"], _MUST_SAY["raw_type2"]
_OTHER_SIDE = "respondent_"


class Witness(NamedTuple):
    """A word of the book that a header is like, how much, and who says so."""

    alike: float
    word: str
    where: str  # empty: this channel, or all
    same: bool  # the very word


def propose(
    header: str,
    values: Sequence[str],
    book: Book,
    channel: str,
    taken: Collection[str] = (),
) -> tuple[FieldProposal, ...]:
    """The fields that a column may be, the likeliest first; none where nothing is likely.

    ``values``: some of its cells, none empty. ``taken``: fields that other columns of the table feed.
    """
    looks = shares(values, book.get("towns", ()))
    heard = _witnesses(header, book, channel)
    ranked = []
    for field in KINDS:
        if not _may_be(field, header, taken):
            continue
        weighed = _weigh(field, heard.get(field), looks, len(values))
        if weighed is None:
            continue
        sure, reasons = weighed
        if field in taken and field not in COALESCED:
            sure -= 0.3
            reasons.append(f"可是别的列已经读作{glossary.label('field', field)}")
        ranked.append(FieldProposal(field, max(0, min(99, round(sure * 100))), tuple(reasons)))
    ranked.sort(key=lambda one: -one.confidence)
    if not ranked or ranked[0].confidence < SURE_FROM:
        return ()
    if len(ranked) > 1 and ranked[0].confidence - ranked[1].confidence < AHEAD_BY:
        return ()
    return tuple(one for one in ranked[:MOST] if one.confidence >= SURE_FROM)


def _may_be(field: str, header: str, taken: Collection[str]) -> bool:
    """False where the header lacks the word that tells a field from its sister, or has the sister's."""
    if field in _AFTER_RECEIVED and "received_at" not in taken:
        return False
    must = _MUST_SAY.get(field)
    if must is not None:
        return must.search(header) is not None
    if _OTHER_SIDE + field in KINDS and _MUST_SAY["respondent"].search(header):
        return False
    if KINDS[field] in ("moment", "day", "received"):
        return _SAYS_DUE.search(header) is None
    return field != "raw_type" or _SAYS_SECOND.search(header) is None


def _weigh(
    field: str, witness: Witness | None, looks: dict[str, float], count: int
) -> tuple[float, list[str]] | None:
    """How sure a field is, and why; None where nothing speaks for it or its values speak against it."""
    kind = "satisfaction" if field == "satisfaction" else KINDS[field]
    wanted = _LOOKS.get(field) or _LOOKS.get(kind, ())
    look = max(wanted, key=lambda one: looks.get(one, 0.0), default="")
    share = looks.get(look, 0.0)
    if count and kind in _STRICT and share < 0.5:
        return None
    alike = witness.alike if witness and witness.alike >= _ALIKE_FROM else 0.0
    seen = share >= _LOOK_FROM
    base = _TELLING.get(look, _FAINT) if seen and count >= _VALUES_FROM else _FAINT if seen else 0.0
    if not alike and base <= _FAINT:
        return None
    reasons = []
    if alike and witness is not None:
        reasons.append(_told(witness, field))
    if seen and count:
        reasons.append(f"{count} 个值里 {round(share * count)} 个像{WORDS[look]}")
    elif count and any(looks.get(one, 0.0) >= _LOOK_FROM for one in _CLEAR):
        base -= 0.35  # clearly something else
    elif count and wanted and share < 0.3:
        base -= 0.2  # nothing of what its values usually look like
    return base + (1 - max(base, 0.0)) * alike * 0.94, reasons


def _told(witness: Witness, field: str) -> str:
    name = glossary.label("field", field)
    if witness.same:
        return f"{witness.where}“{witness.word}”就读作{name}" if witness.where else f"列名就叫{name}"
    return f"列名和{witness.where}“{witness.word}”相近"


def _witnesses(header: str, book: Book, channel: str) -> dict[str, Witness]:
    """For each field the word that the header is most like."""
    keys = {norm_header(header), without_brackets(header), norm_header(header.rpartition("-")[2])} - {""}
    best: dict[str, Witness] = {}
    for field, word, trust, where in _words(book, channel):
        other = norm_header(word)
        if not other:
            continue
        degree = max((alike(key, other) for key in keys), default=0.0)
        found = Witness(degree * trust, word, where, degree == 1.0)
        if field not in best or found.alike > best[field].alike:
            best[field] = found
    return best


def _words(book: Book, channel: str) -> Iterator[tuple[str, str, float, str]]:
    """(field, word, how far it is believed, whose word it is)."""
    channels = book.get("channels", {})

    def of_table(
        table: Sequence[Sequence[object]], trust: float, where: str
    ) -> Iterator[tuple[str, str, float, str]]:
        for field, words in table:
            known = ALIASES.get(str(field), str(field))
            if known in KINDS and isinstance(words, Sequence):
                yield from ((known, str(word), trust, where) for word in words)

    for name, own in channels.items():
        here = name == channel
        yield from of_table(own.get("columns", ()), 1.0 if here else 0.9, "" if here else f"{own['name']}的")
    yield from of_table(book.get("common", ()), 1.0, "")
    for name, taught in book.get("learned", {}).items():
        where = f"{channels.get(name, {}).get('name', name)}教过的"
        yield from (
            (field, word, 0.97, where) for word, field in taught.items() if field in KINDS and name != channel
        )
    yield from ((field, name, 1.0, "") for field, name in glossary.FIELDS.items() if field in KINDS)


@lru_cache(maxsize=20_000)
def alike(one: str, other: str) -> float:
    """How alike two headers are, 0 to 1.

    派警时间 and 报警时间 share their end, which only says that both are days: what stands before tells.
    """
    if one == other:
        return 1.0
    (stem, kind), (other_stem, other_kind) = _parted(one), _parted(other)
    if kind and kind == other_kind:
        if stem == other_stem:
            return 0.96  # 登记日期, 登记时间
        return 0.2 + 0.8 * _overlap(stem, other_stem) if stem and other_stem else 0.45
    if not kind and not other_kind:
        return _overlap(one, other)
    return 0.75 * _overlap(one, other)


def _parted(header: str) -> tuple[str, str]:
    """What a header is about, and of which kind it is: 派警, 时间; 简要案情, nothing."""
    found = _END.search(header)
    if found is None:
        return header, ""
    return header[: found.start()], next(kind for kind, words in _ENDS.items() if found.group() in words)


def _overlap(one: str, other: str) -> float:
    """The characters that two words share in order; longer runs tell more."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    in_order = sum(block.size for block in blocks)
    runs = sum(block.size for block in blocks if block.size > 1)
    both = len(one) + len(other)
    degree = 0.4 * 2 * in_order / both + 0.6 * 2 * runs / both
    if min(len(one), len(other)) >= 2 and (one in other or other in one):
        degree += 0.1
    return min(0.97, degree)
