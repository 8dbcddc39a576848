"""Headers: which column of a sheet feeds which field.

The **column book** comes in as a plain dict, made from the rules by the desk (``jiefen_lite.columnbook``)::

    {"common":   [[field, [word, …]], …],              words every channel knows, in order of precedence
     "channels": {id: {"name": …, "signature": [word, …], "file_words": [word, …],
                       "columns": [[field, [word, …]], …]}},      the channel's own words go first
     "ignore":   [word, …],                            headers that are no data: 序号 …
     "keep":     [word, …],                            optional: known headers to keep by name: 信访形式 …
     "learned":  {id: {header: field or null}},        what this centre was asked once; null keeps by name
     "towns":    [name, …]}                            optional: the towns a ledger may name in its head

Fields are the keys of ``KINDS``. A header is compared by :func:`norm_header`. Learned words go before
the channel's, these before the common ones, and only then is a header taken that *contains* a word.
Where several columns would feed one field the first in the order of the words does; the others feed
the next field they have a word for, or are kept by name in ``extra``, as is every column that nobody
knows (a person is asked about these once). For ``COALESCED`` fields the next column stands in wherever
the first one is empty. ``community`` (社区, 小区) is no field of a case: it goes in front of ``place``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiefen_lite.shapes import ColumnUse
from jiefen_lite.text import halfwidth

Book = Mapping[str, Any]

KINDS: dict[str, str] = {
    # field -> how its cells are cleaned (importers.values.MAKERS)
    "source_no": "number",
    "agreement_no": "number",
    "new_case_no": "number",
    "received_at": "received",
    "occurred_at": "moment",
    "closed_at": "moment",
    "dispatched_at": "moment",
    "signed_at": "moment",
    "applied_at": "day",
    "clock_start_at": "day",
    "source_due": "day",
    "applicant": "names",
    "respondent": "names",
    "third_party": "names",
    "agent": "names",
    **{
        f"{role}{field}": kind
        for role in ("", "respondent_")
        for field, kind in (
            ("phone", "phone"), ("id_no", "id_no"), ("address", "text"), ("gender", "gender"), ("age", "age"),
        )
    },
    **dict.fromkeys(
        (
            "place", "town", "title", "summary", "claim", "raw_type", "raw_type2", "responsible_unit",
            "handler", "mediator", "result_status_text", "satisfaction", "remark", "appeal_type",
            "category", "subcategory", "case_origin", "grid", "community", "scale", "closing_way",
        ),
        "text",
    ),
    "assisting_units": "list",
    "linked_nos": "list",
    "result": "result",
    "people_count": "people",
    "amount": "amount",
    "secrecy": "yes_no",
    "repeat": "repeat",
    "settled_on_spot": "yes_no",
    "confirmed": "yes_no",
    "difficult": "yes_no",
    "litigation": "yes_no",
    "redo": "yes_no",
    "performed": "performed",
    "agreement_form": "form",
}  # fmt: skip
ALIASES = {"amount_fen": "amount", "amount_text": "amount"}  # names of the case's side for the same column
# the next column stands in row by row: 反馈类别, else 接警类别; 化解时限, else 处理时限
COALESCED = frozenset(
    {"category", "subcategory", "raw_type", "raw_type2", "result", "summary", "phone", "place", "source_due"}
)
_NO_FIELD = {"ignore": "ignored", "keep": "kept"}
_BARE = {"时间": "received_at", "日期": "received_at"}  # the upper line may say of what: 基本情况-时间

_UNIT_NOTE = re.compile(
    r"[（(\[【][^（()）\[\]【】]{0,6}(?:元|单位[:：].*?|[%％]|必填|选填|可多选|格式.*?|年月日|YYYY.*?|件|天|日|岁|亩|人|户|人次|√"
    r"|[A-Z]{1,3}列)[)）\]】]"  # the last is how a second column of a name is told apart
)
_BRACKETS = re.compile(r"[（(\[【]([^（()）\[\]【】]*)[)）\]】]")
_NO_LETTERS = re.compile(r"[\s\u200b\ufeff（）()\[\]【】〔〕“”\"'*＊★☆：:、，。.]+")

_NAME_WORDS = frozenset(
    {
        "",
        "姓名",
        "名称",
        "名字",
        "信息",
        "基本情况",
        "基本信息",
        "姓名或名称",
        "姓名名称",
        "姓名/名称",
        "及基本情况",
    }
)
_TRAIT_WORDS = {
    "phone": ("电话", "联系电话", "联系方式", "手机", "手机号", "手机号码", "电话号码", "联系人电话"),
    "id_no": (
        "身份证", "身份证号", "身份证号码", "证件号", "证件号码", "公民身份号码",
        "统一社会信用代码", "社会信用代码", "身份证号/统一社会信用代码",
    ),
    "address": (
        "住址", "地址", "住所", "住所地", "家庭住址", "户籍地址", "联系地址", "送达地址", "现住址",
        "居住地址",
    ),
    "gender": ("性别",),
    "age": ("年龄",),
}  # fmt: skip
_MORE_PARTIES = {
    "respondent": ("对方", "被申请方"),
    "third_party": ("第三人",),
    "agent": ("委托代理人", "代理人"),
}
_PARTIES = ("applicant", "respondent", "third_party", "agent")
_TRAITS = tuple(_TRAIT_WORDS)

# A header that contains a word of ours but also one of these speaks of something else.
_OTHER_THING = re.compile(
    r"电话|手机|联系|身份|证件|性别|年龄|签字|签名|盖章|职务|民族|是否|次数|天数|比例|率|代码|附件|照片|图片|录音|链接|审核|审批"
)
_OTHER_DAY = re.compile(
    r"截止|反馈|办结|派|签收|回访|开庭|打印|导出|出生|更新|修改|退回|延期|到场|到达|出警|分流|下达|评价"
)
_OTHER_TEXT = re.compile(
    r"来源|方式|渠道|状态|等级|级别|标题|类型|类别|分类|标签|单位|部门|人员|人数|户数|数量|金额|地址|区域|时间|日期|时限|期限|编号|号码|意见"
)
_PARTY_REST = re.compile(
    r"(?:姓名|名称|信息|情况|基本|等|及|和|与|/|,|其他|主要|代表|一方|双方|甲|乙|申请人|被申请人|原告|被告|当事人|或)*$"
)
_TRAIT_REST = re.compile(r"(?:本人|个人|户主|备用|其他|主要|常用|有效|[12一二]|及|/|居民|二代|号|码)*$")
_COMMUNITY_REST = re.compile(r"(?:所属|所在|所在地|名称|名|或|及|/|村|屯|居|委会|居委会|村委会|小区|社区)*$")
_MOMENTS = frozenset({"received", "moment", "day"})
_TYPE_FIELDS = frozenset({"raw_type", "raw_type2", "category", "subcategory", "appeal_type"})


def norm_header(header: str) -> str:
    """The one key by which headers are compared: no spaces, line ends, brackets or notes of units."""
    text = _UNIT_NOTE.sub("", halfwidth(header))
    return _NO_LETTERS.sub("", text).lower()


def without_brackets(header: str) -> str:
    """The key of a header without what stands in brackets: 当事人（申请人/被申请人） is 当事人."""
    return _NO_LETTERS.sub("", _BRACKETS.sub("", halfwidth(header))).lower()


@dataclass(frozen=True, slots=True)
class Match:
    """A field for a header: ``how`` it was found and its ``rank`` (lower goes first)."""

    field: str | None
    how: str
    rank: tuple[int, int]


class Matcher:
    """The words of one channel (or, before it is known, of all channels) ready to be asked."""

    def __init__(self, book: Book, channel: str | None) -> None:
        self._exact: dict[str, list[Match]] = {}
        self._matched: dict[tuple[str, str], Match] = {}
        channels = book.get("channels", {})
        for known in [channel] if channel else list(channels):
            self._add_words(channels.get(known, {}).get("columns", ()), "channel", 1)
        for how in ("ignore", "keep"):
            for word in book.get(how, ()):
                self._add(norm_header(word), Match(None, _NO_FIELD[how], (2, 0)))
        self._add_words(book.get("common", ()), "exact", 2)
        self._contains = sorted(
            ((word, found[0]) for word, found in self._exact.items() if found[0].field),
            key=lambda pair: (-len(pair[0]), pair[1].rank),
        )
        for word, field in _BARE.items():
            self._add(word, Match(field, "contains", (4, 0)))
        learned = book.get("learned", {}).get(channel, {}) if channel else {}
        self._learned = {
            norm_header(word): [Match(ALIASES.get(field, field), "learned", (0, 0))]
            for word, field in learned.items()
        }
        self._party_words = sorted(
            [
                *(
                    (word, found[0].field)
                    for word, found in self._exact.items()
                    if found[0].field in _PARTIES
                ),
                *((word, role) for role, words in _MORE_PARTIES.items() for word in words),
            ],
            key=lambda pair: -len(pair[0]),
        )
        self._traits = {norm_header(word): field for field, words in _TRAIT_WORDS.items() for word in words}
        self._traits.update(
            {word: str(m[0].field) for word, m in self._exact.items() if m[0].field in _TRAITS}
        )

    def _add(self, word: str, match: Match) -> None:
        found = self._exact.setdefault(word, [])
        if word and all(known.field != match.field for known in found):
            found.append(match)

    def _add_words(self, table: Iterable[Sequence[Any]], how: str, level: int) -> None:
        order = 0
        for field, words in table:
            for word in words:
                order += 1
                self._add(norm_header(word), Match(ALIASES.get(field, field), how, (level, order)))

    def candidates(self, header: str, group: str = "") -> list[Match]:
        """The fields a header may feed, best first; ``group`` is the upper line where there are two."""
        key = norm_header(header)
        learned = self._learned.get(norm_header(f"{group}-{header}" if group else header))
        if learned:  # what a person said leaves no other choice
            return learned
        for upper in reversed(group.split("-")) if group else ():  # the nearest line tells most
            joined = norm_header(upper) + key
            found = self._exact.get(joined) or self._of_party(joined)
            if found:
                return found
        bare = without_brackets(header)
        found = self._exact.get(key) or self._exact.get(bare) or self._of_party(key) or self._of_party(bare)
        found = found or self._containing(key) or self._containing(bare)
        if not found and not group and "-" in header:  # 当事人-姓名: two lines of header put into one
            upper, _, lower = header.rpartition("-")
            return self.candidates(lower, upper)
        return found or [Match(None, "unknown", (9, 0))]

    def match(self, header: str, group: str = "") -> Match:
        """The first field a header may feed."""
        found = self._matched.get((header, group))
        if found is None:
            found = self._matched[header, group] = self.candidates(header, group)[0]
        return found

    def is_word(self, text: str) -> bool:
        """True for a word of the book as it stands, whatever spaces are in it; much quicker than a match."""
        return "".join(text.split()).lower() in self._exact

    def _of_party(self, key: str) -> list[Match]:
        """被申请人电话: a party's word followed by a trait's word."""
        key = key.replace("-", "").replace("的", "")
        for word, role in self._party_words:
            if key.startswith(word) and role is not None:
                rest = key[len(word) :]
                if rest in _NAME_WORDS:
                    return [Match(role, "exact", (2, 500))]
                trait = self._traits.get(rest)
                if trait is not None:
                    prefix = {"applicant": "", "respondent": "respondent_"}.get(role)
                    return [Match(None if prefix is None else prefix + trait, "exact", (2, 500))]
        return []

    def _containing(self, key: str) -> list[Match]:
        if len(key) > 20:
            return []
        for word, match in self._contains:
            if len(word) >= 2 and word in key and _fits(str(match.field), key.replace(word, "", 1)):
                return [Match(match.field, "contains", (3, -len(word)))]
        return []

    def hits(self, cells: Sequence[str], groups: Sequence[str] | None = None) -> int:
        """How much a line looks like a header: three points for a known header, one for a likely one."""
        points = 0
        for at, cell in enumerate(cells):
            if 0 < len(cell) <= 60:
                match = self.match(cell, groups[at] if groups else "")
                points += 0 if match.how == "unknown" else 1 if match.how == "contains" else 3
        return points


def _fits(field: str, rest: str) -> bool:
    """True where what a header says beside our word does not turn it into something else."""
    if field in _PARTIES:
        return _PARTY_REST.match(rest) is not None
    if field.removeprefix("respondent_") in _TRAITS:
        return _TRAIT_REST.match(rest) is not None
    if _OTHER_THING.search(rest):
        return False
    if field == "community":
        return _COMMUNITY_REST.match(rest) is not None
    if KINDS.get(field) in _MOMENTS:
        return _OTHER_DAY.search(rest) is None
    if field in _TYPE_FIELDS:
        return re.search(r"时间|日期|编号|金额|人数", rest) is None
    if field in ("people_count", "amount"):
        return re.search(r"时间|日期|编号|类", rest) is None
    return _OTHER_TEXT.search(rest) is None


@dataclass(frozen=True, slots=True)
class Column:
    """One column settled: where it is, how it is called, what it feeds (``None``: kept by name)."""

    index: int
    header: str
    field: str | None
    how: str
    rank: tuple[int, int] = (0, 0)  # lower goes first where several columns feed one field


def settle(
    headers: Sequence[tuple[str, str]], matcher: Matcher, left: int = 0, names: dict[str, int] | None = None
) -> list[Column]:
    """All columns of a table, each field fed by one column; ``headers`` are (group, header) pairs.

    ``left``: the sheet's column that the table begins in. ``names``: the columns that other tables of the
    same sheet have named already; a name stands for one place of the sheet.
    """
    columns: list[Column] = []
    taken = {} if names is None else names
    offers = [matcher.candidates(header, group) for group, header in headers]
    chosen = _distribute(_by_neighbour(offers))
    for at, (group, header) in enumerate(headers):
        index = left + at
        name = "-".join(filter(None, (_one_line(group), _one_line(header)))) or f"第{index + 1}列（无列名）"
        if taken.setdefault(name, index) != index:
            name += f"（{column_letters(index)}列）"
        columns.append(Column(index, name, chosen[at].field, chosen[at].how, chosen[at].rank))
    return columns


def fed_by(headers: Sequence[str], book: Book, channel: str) -> list[str | None]:
    """Which field each of these headers of one line feeds.

    None where it is kept by name, or only stands in where another one is empty.
    """
    settled = settle([("", header) for header in headers], Matcher(book, channel))
    first: dict[str, int] = {}
    for column in sorted(settled, key=lambda one: one.rank):
        if column.field is not None:
            first.setdefault(column.field, column.index)
    return [one.field if one.field and first[one.field] == one.index else None for one in settled]


def column_letters(index: int) -> str:
    """What Excel calls the column with this number, counted from 0: A, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _distribute(offers: list[list[Match]]) -> list[Match]:
    """Every column to the first field it may feed and no column feeds better."""
    at_offer = [0] * len(offers)
    holder: dict[str, int] = {}
    waiting = list(range(len(offers)))
    while waiting:
        column = waiting.pop(0)
        while at_offer[column] < len(offers[column]):
            match = offers[column][at_offer[column]]
            if match.field is None or match.field in COALESCED:
                break
            other = holder.get(match.field)
            if other is None or match.rank < offers[other][at_offer[other]].rank:
                holder[match.field] = column
                if other is not None:
                    at_offer[other] += 1
                    waiting.append(other)
                break
            at_offer[column] += 1
    return [
        own[at] if at < len(own) else Match(None, own[0].how, own[0].rank)
        for own, at in zip(offers, at_offer, strict=True)
    ]


def _by_neighbour(offers: list[list[Match]]) -> list[list[Match]]:
    """申请人｜电话｜被申请人｜电话: the second telephone belongs to the name left of it."""
    seen: set[str] = set()
    role = None
    result = []
    for own in offers:
        match = own[0]
        if match.field in _PARTIES:
            role = match.field
        if match.field in _TRAITS and match.how != "learned":
            if match.field in seen and role == "respondent":
                own = [Match("respondent_" + match.field, match.how, match.rank)]
            elif role in (None, "applicant"):
                seen.add(match.field)
        result.append(own)
    return result


def _one_line(header: str) -> str:
    return re.sub(r"\s+", "", header)


def as_in_cell(columns: Iterable[ColumnUse]) -> dict[str, int]:
    """Fields whose value is often the text of the cell itself, with the place of that cell in a row."""
    found: dict[str, int] = {}
    for place, column in enumerate(columns):
        if column.field is not None and KINDS[column.field] in ("text", "result", "number", *_MOMENTS):
            found.setdefault(column.field, place)
    return found


def recognise(book: Book, headers: Iterable[str], names: Iterable[str]) -> tuple[str | None, str]:
    """The channel a file belongs to and by what it was known; (None, "") where it is not clear."""
    keys = {norm_header(header) for header in headers} - {""}
    text = " ".join(names).lower()
    scored = []
    for channel, own in book.get("channels", {}).items():
        signature = [word for word in own.get("signature", ()) if norm_header(word) in keys]
        in_name = [word for word in own.get("file_words", ()) if word.lower() in text]
        own_words = {norm_header(word) for _, words in own.get("columns", ()) for word in words}
        score = 4 * len(signature) + 5 * len(in_name) + len(own_words & keys)
        why = "；".join(
            filter(
                None,
                (
                    "表头有" + "、".join(f"“{word}”" for word in signature[:3]) if signature else "",
                    f"名称里有“{in_name[0]}”" if in_name else "",
                ),
            )
        )
        scored.append((score, channel, why or "表头与这一渠道最接近"))
    scored.sort(key=lambda entry: -entry[0])
    if not scored or scored[0][0] < 3 or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None, ""
    return scored[0][1], scored[0][2]
