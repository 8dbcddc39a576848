"""Who: persons and organisations a text names, in which role, with the numbers that stand beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from itertools import pairwise

from jiefen_lite.elements.words import WordFinder
from jiefen_lite.rules.schema import ReadingRules
from jiefen_lite.shapes import PartyFacts, PartyRole
from jiefen_lite.text import find_numbers

#: Characters no given name consists of; a name ends before them.
_NO_NAME = (
    "的了与和跟因把被说称要家是没不就都也还又到从对将给为或这那他她它我你们个户"
    "号楼村镇街区县市欠借买卖租骂吵墙狗鸡某之其此已找诉"
)
#: What follows a name: a stop, or the beginning of a word that is no name.
_BOUNDARY = re.compile(
    r"$|[\s，。、；：:！？（）()“”\"\d]"
    r"|[与和跟同因称说诉在等向对将把被要到未欠给不两双于是的系为之家以投拖承借租打骂殴驾开从经已曾拒偿还就也都又却及提"
    r"发找用让叫种收拉堵占送带领出做去来回酒没一先趁私擅多长常答通骑购买卖付支索追上认声扬持辱推撞砸养建盖修负违非干"
    r"雇拿写签结办住施组包深楼年今昨男女报求举咨现争口起协产就商纠]"
    r"|尚|仍|耕种|按|装|卸|受|厮打|互殴|扭打|使用|委托|参加|供应|收秋|嫁|自家|每|车辆|酒后|反映|请求|申请|夫妇|夫妻|经营|电话|身份|户籍|住址"
    # the cause of a lawsuit, as courts write it behind the names: 被告卜海涛民间借贷纠纷一案
    r"|民间借贷|离婚|劳动争议|劳务合同|机动车|房屋|土地|宅基地|追索|继承|赡养|扶养|抚养|健康权|生命权|名誉权|相邻"
    r"|服务合同|运输合同|保证合同|合伙|物业服务|不当得利|财产损害|侵权|确认"
)
#: A word that begins with what could be the third character of a name: 徐财｜前年, 邱磊｜外出.
_WORD_THERE = re.compile(
    r"前[年天些几]|外出|去年|今年|昨[天晚]|多次|现在|当[时天]|同时|同村|明知|长期|常年|平时|曾经|正在|私自|连续|先后|突然|发现"
)
_MASKED = r"某(?:某|[甲乙丙丁]|\d(?![\d年月日号点时元万亩人次岁.，、]))?"
#: A number belongs to the person named so many characters before it at most.
_ATTACH = 18
#: Words before the other side's name.
_LINKS = (
    "与", "和", "跟", "同", "向", "找", "被", "借给", "租给", "包给", "卖给", "状告", "起诉",
    "雇", "欠", "诉", "让", "要求",
)  # fmt: skip
#: Who says this of themselves asks for help.
_SELF = ("我叫", "我是", "本人", "姓名")
#: A name follows, but not which side it is on.
_EITHER_SIDE = ("当事人",)
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
#: Who speaks without a name; whoever is named then is the other side.
_NAMELESS = re.compile(
    r"(?:^|[，。；：:\n（])(?:来电人|报警人|信访人|反映人|自己|其(?![他余中它次实])|我(?!们?村))"
    r"|(?:从|向|给|跟|找|把)(?:我|其|来电人|报警人)"
)


#: Behind what only looks like a name: a place, a firm, a road.
_NO_PERSON = re.compile(
    r"[村屯镇乡街路巷站桥河湖山小区花园广场社家园苑城楼]|公司|物业|超市|饭店|学校|医院|合作社|米业|集团|中学|小学|药房|种子|牌"
)
#: Who stands before a name says which side it is on.
_THEIRS = re.compile(
    r"(?:老板娘?|社长|理事长|场长|厂长|经理|姑爷|女婿|儿媳妇?|媳妇|邻居|东院|西院|前院|后院|表弟|表哥|堂弟|堂哥|叔伯哥|叔伯弟|同村|同屯|本村|房东|机主|司机|摊主|棚主"
    r"|包工头|工头|大户|前夫|前妻|丈夫|妻子|老公|对象|公公|婆婆|大哥|二哥|三哥|哥哥|弟弟|大姐|二姐|继母|继父|大伯哥|小叔子|小姑子|连襟|连桥|户主|东家|店主|船主|车主|放款的"
    r"|欠|找|告|与|和|跟|被|让|雇|租给|包给|借给|卖给|从|给)(?:是|叫|名叫|的)?$"
)
_OURS = re.compile(
    r"(?:我叫|俺叫|我是|俺是|我名|报告人|闺女|女儿|姑娘|孙女|孙子|落款|村民|居民|业主|住户|农户|租户|家长|带头的|领头人|代表|患者|伤者|死者|失主|工友|木工|瓦工|力工"
    r"|养路工|老人|入户|走访|排查发现)(?:是|叫|名叫|的)?$"
)


#: A letter is signed at its end, with a number at most behind the name.
_SIGNED = re.compile(r"[\s，,、]*(?:电话|手机|联系电话)?[:：]?\s*[\d\s-]*[。.]?\s*")
_ENDED = ("。", "！", "？", "\n", " ", "：", "村")
_AND = ("、", "及")
#: Who says, asks or wants something is the one who came.
_SPEAKS = re.compile(
    r"\s*(?:[（(][^）)]{1,20}[）)])?\s*(?:老人|大爷|大娘|跟我|又|就|家)?\s*(?:说|反映|来问|问|来访|来找|找来|报警|投诉|要求|请求|求助|认为|诉称|称|想|不干|不认|带头|急了|情绪激动)"
)
#: 闻师傅, 陶老师: whoever is only called by his trade has no name.
_SOME_THING = re.compile(r"[一个些种类小]|超市|饭店|公司|医院|学校|单位|[村镇乡屯]|饭馆|商店|工地|厂")
_CALLED = frozenset(
    (
        "师傅",
        "老师",
        "大夫",
        "医生",
        "老板",
        "书记",
        "主任",
        "会计",
        "经理",
        "队长",
        "警官",
        "老四",
        "老大",
        "老二",
        "老三",
        "老五",
        "大爷",
        "大娘",
        "三儿",
        "老师傅",
    )
)


def _give_what_is_told(text: str, people: list[_Party]) -> None:
    """Roles out of what stands behind names: who signs, who speaks, who is on one side with whom."""
    last = people[-1] if people else None
    ends = last is not None and text[max(0, last.start - 1) : last.start] in _ENDED
    if last is not None and last.role is None and ends and _SIGNED.fullmatch(text, last.end):
        last.role = PartyRole.APPLICANT
    if not any(one.role is PartyRole.APPLICANT for one in people):
        speaker = next((one for one in people if one.role is None and _SPEAKS.match(text, one.end)), None)
        if speaker is not None:
            speaker.role = PartyRole.APPLICANT
    for before, one in pairwise(people):
        if text[before.end : one.start] in _AND:  # 管树清、管树林: both are on one side
            before.role = before.role or one.role
            one.role = one.role or before.role


def _role_before(text: str, start: int) -> PartyRole | None:
    before = text[max(0, start - 8) : start].rstrip("：:（( ")
    if _OURS.search(before):
        return PartyRole.APPLICANT
    return PartyRole.RESPONDENT if _THEIRS.search(before) else None


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
        self._role: dict[str, PartyRole | None] = dict.fromkeys(_EITHER_SIDE)
        self._role.update(dict.fromkeys((*rules.applicant_words, *_SELF), PartyRole.APPLICANT))
        self._role.update(dict.fromkeys(rules.respondent_words, PartyRole.RESPONDENT))
        self._applicant_words = rules.applicant_words
        self._respondent_words = rules.respondent_words
        self._not_names = frozenset(rules.not_names)
        single = f"[{''.join(dict.fromkeys(rules.surnames))}]"
        surname = f"(?:{_any_of(rules.compound_surnames)}|{single})" if rules.compound_surnames else single
        person = rf"(?:{surname}{_MASKED}|{surname}[^\W\d_a-zA-Z{_NO_NAME}]{{1,2}})"
        said, links = _any_of(self._role), _any_of(_LINKS)
        self._anchored = re.compile(
            rf"""(?:(?P<word>{said})(?:[:：（(\s]|姓名|为|是)*
            |(?P<link>{links})
            |(?P<begin>^|[，。；;：:\n]\s*
                |(?<=[村屯区镇队组])(?=[\u4e00-\u9fff]{{2,4}}?(?:等|反映|称|诉|投诉|来电|来访|举报|与|和|因|家)))
            |(?P<and>、|及其?))
            (?P<name>{person})""",
            re.VERBOSE,
        )
        self._masked = re.compile(surname + _MASKED)
        given = f"[{''.join(dict.fromkeys(rules.given_names))}]" if rules.given_names else None
        self._bare = re.compile(rf"(?:{surname}){given}{{2}}") if given else None
        self._made_so = re.compile(rf"(?:{surname}){given}{{1,2}}") if given else None
        self._known: WordFinder | None = None  # names that somebody has taught
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
        made._known = WordFinder(names) if names else None
        made._not_names = self._not_names | frozenset(not_names)
        return made

    def looks_like_name(self, word: str) -> bool:
        """Whether a word is made as names are: a surname, and characters of which names are made."""
        return self._made_so is not None and self._made_so.fullmatch(word) is not None

    def find(self, text: str) -> tuple[PartyFacts, ...]:
        """The parties in the order of the text."""
        parties = self._persons(text)
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

    def _persons(self, text: str) -> list[_Party]:
        found: dict[str, _Party] = {}
        previous: _Party | None = None
        at = 0
        while (match := self._anchored.search(text, at)) is not None:
            start, end = match.span("name")
            at = max(match.start() + 1, start)
            name = self._trimmed(text, start, end)
            joined = match["and"] is not None
            if name is None or (joined and (previous is None or match.start() != previous.end)):
                continue  # 、 joins names only where a name stands before it
            role: PartyRole | None
            if match["word"]:
                role = self._role[match["word"]]
            elif match["link"]:
                role = PartyRole.RESPONDENT
            else:
                role = previous.role if joined and previous is not None else None
            end = at = start + len(name)
            party = found.get(name)
            if party is None and any(known.startswith(name) for known in found):
                continue  # 雷占发, then 雷占 where 发 was taken for a verb
            if party is None:
                party = found[name] = _Party(role, name, start, end)
            elif party.role is None:
                party.role = role
            previous = _Party(party.role, name, start, end)
        for match in self._masked.finditer(text):
            if match.group() not in found and not _SOME_THING.match(text, match.end()):
                found[match.group()] = _Party(None, match.group(), match.start(), match.end())
        self._add_bare(text, found)
        return list(found.values())

    def _add_bare(self, text: str, found: dict[str, _Party]) -> None:
        """Names that no word announces: a surname with two characters of which names are made."""
        if self._bare is None and self._known is None:
            return
        taken = [(one.start, one.end) for one in found.values()]
        for start, end in self._standing_alone(text):
            name = text[start:end]
            if name[:2] in self._not_names or name[1:] in self._not_names:
                continue
            if any(a < end and start < b for a, b in taken) or _NO_PERSON.match(text, end):
                continue
            if name not in found and not any(name.startswith(known) for known in found):
                found[name] = _Party(_role_before(text, start), name, start, end)
        _give_what_is_told(text, sorted(found.values(), key=lambda one: one.start))

    def _standing_alone(self, text: str) -> list[tuple[int, int]]:
        """Where names stand that no word announces: those that were taught, then those by their make."""
        known = [(one.start, one.end) for one in self._known.find(text)] if self._known is not None else []
        return known + [match.span() for match in self._bare.finditer(text)] if self._bare else known

    def _trimmed(self, text: str, start: int, end: int) -> str | None:
        """The name as far as the beginning of another word; None where it is no name."""
        name = text[start:end]
        if "某" in name:
            return name
        if name[1:] in _CALLED:
            return None
        if len(name) > 2 and _WORD_THERE.match(text, start + 2):
            return None if name[:2] in self._not_names else name[:2]
        for size in range(len(name), 1, -1):
            if _BOUNDARY.match(text, start + size):
                return None if name[:2] in self._not_names else name[:size]
        return None

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
        for one in parties:
            if one.role is None:
                before = text[max(0, one.start - 8) : one.start].rstrip("：:（( ")
                if before.endswith(self._respondent_words):
                    one.role = PartyRole.RESPONDENT
                elif before.endswith(self._applicant_words):
                    one.role = PartyRole.APPLICANT
        free = [one for one in parties if one.role is None]
        if free and not any(one.role == PartyRole.APPLICANT for one in parties):
            # who is named first speaks; an organisation only where it turns against a person
            person = next((one for one in free if not one.is_org), None)
            against = any(not one.is_org for one in parties if one is not free[0])
            if person is not None and _NAMELESS.search(text):
                person.role = PartyRole.RESPONDENT
                person = None
                free = [one for one in free if one.role is None]
                against = False
            speaker = person or (free[0] if against and free[0].start == 0 else None)
            if speaker is not None:
                speaker.role = PartyRole.APPLICANT
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
