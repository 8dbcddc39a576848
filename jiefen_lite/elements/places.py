"""Towns and villages of this county in a text, under all the names people use for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from jiefen_lite.elements.words import WordFinder, longest
from jiefen_lite.shapes import Place, Region
from jiefen_lite.text.sounds import sounds

_TOWN_ENDS = ("街道", "镇", "乡")
_VILLAGE_END = re.compile(r"(?:村|屯|社区|居委会|管理区|嘎查)$")
#: After a town's bare name only an office or a village shows that the town is meant (长安派出所).
_OFFICE = re.compile(
    r"(?:派出所|司法所|法庭|政府|综治|卫生院|中心校|中学|小学|供电所|财政所|敬老院|粮库|街里|街上|办事处|街道|镇|乡|境内|辖区"
    r"|加油站|信用社|早市|大集|集市|客运站)"
)
#: 在城东家宜净水, 地点城西: a street's bare name is a part of the town to everybody who says it.
_AT_A_STREET = re.compile(r"(?:^|[，。；、（(：:\s“]|在|到|回|去|住|从|给|被|过|由|投诉|反映|地点|市)$")
_NOT_A_STREET = re.compile(r"[村屯郊方门]|[东南西北]")
#: After a village's bare name.
_VILLAGE_SIGN = re.compile(
    r"(?:村|屯|[一二三四五六七八九十\d]*[组队](?!织|长|员)|的地|东头|西头|村民|村委|大队|南屯|北屯"
    r"|老[\u4e00-\u9fff]家)"
)
#: 房子在城西。 嫁到锦山八年了: a bare name of two characters where a place is to be expected.
_AT_A_TOWN = re.compile(r"(?:^|[，。；、（(：:\s]|在|到|回|去|住|从|给|投诉|反映|女儿|闺女)$")
_NO_MORE = re.compile(
    r"$|[，。；、）)：:\s的那这有“\"]|市场|商场|这边|那边|[一二三四五六七八九十\d]+[年天]|[一二三四五六七八九十]道街|一[家处个户所中]|附近|片区|开|做|打工|上班|上坟|过年|街里|合作社|[\u4e00-\u9fff]{1,4}(?:场|厂|站)|[\u4e00-\u9fff]{2,8}(?:店|行|公司|会所|超市|饭店|中心|学校|物业|小区)"
)
#: 孟家岗的孟繁军, 走访到南岗。: where a village may stand by its name alone, a short and a longer name.
_BEFORE_SHORT = re.compile(
    r"(?:走访到|入户到|巡查到|巡查至|走到|(?:今[天早]|早上|上午|下午|晚上)去|村是|屯是|社区是|村叫|屯叫|[我本俺]村[（(]|嫁到|搬到|家在|住在)$"
)
_BEFORE_LONGER = re.compile(
    r"(?:^|[，。；、（(：:\s]|我是|俺是|[我俺咱]们|我跟|卖给|借给|在|住|走访|来自|到|去|今早|今天|今儿个?|昨天|昨儿个?|昨晚|前天|早上|上午|下午|晚上)$"
)
#: A text that begins or ends with nothing but the name: 二砖 夜里……, ……一个人住 富海的.
_BEGINS, _ENDS = re.compile(r"的?[，。\s]"), re.compile(r"(?:的|人)?。?$")
_BEHIND_ALONE = re.compile(r"$|[，。；、）)\s的那]|(?:上|这边|那边)(?=[，。\s]|$)")
_APART = frozenset("，。；、 \u3000\n")
_OTHER_COUNTY = re.compile(r"([\u4e00-\u9fff]{2,6}?(?:自治)?[市县区旗])(?:的)?$")
_HOME = re.compile(
    r"(?:户籍|户口|籍贯|老家|现住|家住|住址|居住在|住在|原籍|身份证地址)[\u4e00-\u9fff：:]{0,8}$"
)
#: Where somebody is only registered nothing has happened.
_REGISTERED = re.compile(r"(?:户籍地?|户口所在地|籍贯|原籍|身份证地址)[\u4e00-\u9fff：:]{0,8}$")
_HOUSE = r"(?:\d+(?:号楼|栋|单元|室|号|组|楼|委|队|屯))"
_DETAIL = re.compile(
    r"(?:[\u4e00-\u9fff]{1,4}?(?:村(?!民|里)|屯|社区))?"
    rf"(?:[\u4e00-\u9fffA-Za-z\d-]{{0,16}}?(?:{_HOUSE}|小区|家园|花园|路口|胡同|巷|市场|工地|村委会|村部|第?\d+网格|门口"
    rf"|[东西南北]头){_HOUSE}*)?"
)
_STOP = re.compile(r"[，。；;！？\n]")
_BRANCH = re.compile(r"(?:派出所|司法所|法庭)")
_SPEAKER = re.compile(
    r"(?:村民|居民|农户)?[\u4e00-\u9fff]{2,4}?(?:等[\d一二三四五六七八九十]+余?[人户])?"
    r"(?:反映|称|诉|投诉|来电|举报|来访|咨询|求助)"
)
#: Stands for a character of a name that no word may be found in.
_BLANK = "□"
#: What is written like the name of a place, whatever it names.
_LIKE_A_PLACE = re.compile(r"[\u4e00-\u9fff]{2,4}(?:街道|镇|乡|村|屯|社区|管理区|嘎查)")
_PLACE_END = re.compile(r"(?:街道|镇|乡|村|屯|社区|居委会|管理区|嘎查)$")
_MOST_ALIKE = 4
#: A village belongs to the town named so many characters before it at most.
_REACH = 14
BASIS = "本县镇（街道）、村（社区）名录"


class _Name(NamedTuple):
    """What a name stands for: towns (village None) or villages of towns; ``bare`` needs a sign after it."""

    town: str
    village: str | None
    bare: bool


#: First two sounds → names that begin so: all their sounds and what they stand for, the longest first.
_Heard = dict[tuple[str, ...], list[tuple[tuple[str, ...], tuple[_Name, ...]]]]
_TOO_SHORT = 2


class PlaceOption(NamedTuple):
    """A place that a text may mean, the word it may mean by it, and whether the text writes its name."""

    town: str
    village: str | None
    word: str
    span: tuple[int, int]
    named: bool


class _Hit(NamedTuple):
    start: int
    end: int
    word: str
    meanings: tuple[_Name, ...]


class Gazetteer:
    """Finds the place of a matter; built once from the region tree of ``center.yaml``."""

    def __init__(self, region: Region) -> None:
        self._region = region.name
        self._stem = _without(region.name, ("市", "县", "区", "旗"))
        names: dict[str, set[_Name]] = {}
        towns = {town.name for town in region.towns}
        for town in region.towns:
            stem = _without(town.name, _TOWN_ENDS)
            whole = {town.name, *town.aliases}
            if town.name.endswith("街道"):
                whole |= {stem + "街道办", stem + "街道办事处", stem + "办事处"}
            elif stem != town.name:
                whole |= {
                    name for name in (stem + "镇", stem + "乡") if name == town.name or name not in towns
                }
            for name in whole:
                bare = name in town.aliases and not name.endswith((*_TOWN_ENDS, "办事处", "街道办"))
                if name != self._stem and name != region.name:
                    names.setdefault(name, set()).add(_Name(town.name, None, bare))
            if stem not in whole and stem != self._stem and len(stem) > 1:
                names.setdefault(stem, set()).add(_Name(town.name, None, True))
            for village in town.villages:
                written = {village.name, *village.aliases, *village.old_names}
                for name in tuple(written):
                    core = _VILLAGE_END.sub("", name)
                    if len(core) > 1:
                        written.add(core)
                        if name.endswith("村"):
                            written.add(core + "屯")
                for name in written:
                    bare = _VILLAGE_END.search(name) is None
                    names.setdefault(name, set()).add(_Name(town.name, village.name, bare))
        self._names = {name: tuple(sorted(meanings, key=str)) for name, meanings in names.items()}
        self._finder = WordFinder(self._names)
        self._heard = _by_sound(self._names)
        #: A story is asked for its place, and then once more without its names of places.
        self._hits = lru_cache(maxsize=4)(self._every_hit)

    def find(self, text: str) -> Place | None:
        """The place of a text: its village where one is clear, else its town; None where neither is."""
        return self._place_among(text, self._hits(text))

    def find_and_blank(self, text: str) -> tuple[Place | None, str]:
        """The place of a text, and the text with every name of a place blanked: 继承村 tells of no estate."""
        hits = self._hits(text)
        return self._place_among(text, hits), _blanked(text, hits)

    def blanked(self, text: str) -> str:
        """The text without its names of places, every other character where it was."""
        return _blanked(text, self._hits(text))

    def knows(self, word: str) -> bool:
        """Whether a word is the name of a place already, or part of how one is written."""
        return word in self._names

    def meant_in(self, word: str) -> set[tuple[str, str | None]]:
        """The towns and villages whose names, or parts of them, stand anywhere in a word."""
        return {name[:2] for one in self._finder.find(word) for name in self._names[one.word]}

    def options(self, text: str, most: int = 6) -> list[PlaceOption]:
        """The places that a text may mean: those it names, then those whose names are like its words."""
        hits = self._hits(text)
        found: dict[tuple[str, str | None], PlaceOption] = {}
        # also names that were not taken for one, because nothing beside them says so
        unsaid = [_Hit(*one, self._names[one.word]) for one in longest(self._finder.find(text))]
        for hit in (*hits, *unsaid):
            for name in hit.meanings:
                span = (hit.start, hit.end)
                found.setdefault(name[:2], PlaceOption(*name[:2], hit.word, span, hit.word in self._names))
        for match in _LIKE_A_PLACE.finditer(text):
            if not any(hit.start < match.end() and match.start() < hit.end for hit in hits):
                for option in self._alike(match.group(), match.start()):
                    found.setdefault((option.town, option.village), option)
        return list(found.values())[:most]

    def _alike(self, words: str, start: int) -> list[PlaceOption]:
        """Villages and towns whose names differ by one sound from the end of these words, nearest first."""
        stem = stem_of(words)
        heard = sounds(stem)
        found: dict[tuple[str, str | None], tuple[float, PlaceOption]] = {}
        for name, meanings in self._names.items():
            core = stem_of(name)
            if not 1 < len(core) <= len(stem):
                continue
            at = len(stem) - len(core)
            same_sounds = sum(one == other for one, other in zip(heard[at:], sounds(core), strict=True))
            if same_sounds < len(core) - 1 or (len(core) == _TOO_SHORT and stem[at:] == core):
                continue
            same = sum(one == other for one, other in zip(stem[at:], core, strict=True))
            far = len(core) - same_sounds + (len(core) - same) / 10
            word = words[at:]
            for meaning in meanings:
                span = (start + at, start + len(words))
                option = PlaceOption(meaning.town, meaning.village, word, span, False)
                known = found.get(meaning[:2])
                if known is None or far < known[0]:
                    found[meaning[:2]] = (far, option)
        return [option for _far, option in sorted(found.values(), key=lambda one: one[0])][:_MOST_ALIKE]

    def _place_among(self, text: str, hits: Sequence[_Hit]) -> Place | None:
        if not hits:
            return None
        towns = [hit for hit in hits if any(name.village is None for name in hit.meanings)]
        villages = [hit for hit in hits if any(name.village is not None for name in hit.meanings)]
        towns, villages = _where_it_happened(text, towns, villages)
        pairs: list[tuple[_Hit, _Hit, _Name]] = []
        for village in villages:
            before = [town for town in towns if 0 <= village.start - town.end <= _REACH]
            if before:
                here = _towns_of(before[-1])
                own = [name for name in village.meanings if name.village and name.town in here]
                if own:
                    pairs.append((before[-1], village, own[0]))
        if pairs:
            told = [pair for pair in pairs if not _SPEAKER.match(text, pair[1].end)]
            town, village, name = (told or pairs)[0]
            return self._place(text, name, town.start, village.end, "place.village")
        named = {name for town in towns for name in _towns_of(town)}
        unclear: _Hit | None = None
        for village in villages:
            options = [name for name in village.meanings if name.village]
            inside = [name for name in options if name.town in named]
            chosen = inside if len(inside) == 1 else options
            if len(chosen) == 1 and (not named or chosen[0].town in named):
                return self._place(text, chosen[0], village.start, village.end, "place.village")
            unclear = unclear or village
        if towns:
            name = next(name for name in towns[0].meanings if name.village is None)
            return self._place(text, name, towns[0].start, towns[0].end, "place.town")
        if unclear is None:
            return None
        options = [name for name in unclear.meanings if name.village]
        where = "、".join(sorted({name.town for name in options}))
        return Place(
            None,
            None,
            _detail(text, unclear.end),
            (unclear.start, unclear.end),
            "place.ambiguous",
            f"“{unclear.word}”在{where}都有，请确认是哪个镇（街道）",
        )

    def town_of(self, text: str) -> tuple[str | None, str | None]:
        """The (town, village) of a text, None where unknown or unclear."""
        place = self.find(text)
        return (place.town, place.village) if place else (None, None)

    def _every_hit(self, text: str) -> tuple[_Hit, ...]:
        hits: list[_Hit] = []
        abroad = -9  # the end of a town of another county; what follows it lies there too
        for found in longest(self._finder.find(text)):
            if self._is_abroad(text, found.start):
                abroad = found.end
                continue
            if 0 <= found.start - abroad <= 1:
                continue
            meanings = self._names[found.word]
            if all(name.bare for name in meanings):
                meanings = self._signed(text, found.start, found.end, meanings, hits)
            if meanings:
                hits.append(_Hit(found.start, found.end, found.word, meanings))
        return tuple(self._with_heard(text, hits))

    def _with_heard(self, text: str, hits: list[_Hit]) -> list[_Hit]:
        """Also names that are written as they sound (北地介村, 大于树), where no name is written right."""
        heard = sounds(text)
        more: list[_Hit] = []
        done = 0
        # the look-ups of all positions run inside map: see WordFinder
        for at, keys in enumerate(map(self._heard.get, pairwise(heard))):
            if keys is None or at < done:
                continue
            for key, meanings in keys:
                end = at + len(key)
                if tuple(heard[at:end]) != key:
                    continue
                done = end
                word = text[at:end]
                if (
                    word in self._names
                    or not _ends_alike(word, meanings)
                    or any(hit.start < end and at < hit.end for hit in hits)
                ):
                    break
                if self._is_abroad(text, at):
                    break
                if all(name.bare for name in meanings):
                    meanings = self._signed(text, at, end, meanings, hits)
                if meanings:
                    more.append(_Hit(at, end, word, meanings))
                break
        return sorted([*hits, *more], key=lambda hit: hit.start) if more else hits

    def _is_abroad(self, text: str, at: int) -> bool:
        """Whether another county stands right before a name."""
        other = _OTHER_COUNTY.search(text, max(0, at - 8), at)
        return other is not None and not self._is_ours(other.group(1))

    def _is_ours(self, name: str) -> bool:
        return name.endswith((self._region, self._stem + "市", "佳木斯市")) or name[-3:] in {
            "全市",
            "本市",
            "我市",
        }

    def _signed(
        self, text: str, start: int, end: int, meanings: tuple[_Name, ...], before: list[_Hit]
    ) -> tuple[_Name, ...]:
        """What a bare name means here: a village after its town or before 村, 屯; a town before an office."""
        if before and 0 <= start - before[-1].end <= 1:
            towns = {name.town for name in before[-1].meanings if name.village is None}
            inside = tuple(name for name in meanings if name.village and name.town in towns)
            if inside:
                return inside
        if _VILLAGE_SIGN.match(text, end):
            return tuple(name for name in meanings if name.village)
        if _OFFICE.match(text, end) or end == len(text) == end - start:
            return tuple(name for name in meanings if name.village is None)
        alone = _BEHIND_ALONE.match(text, end) is not None
        if alone and _BEFORE_SHORT.search(text, max(0, start - 5), start):
            return meanings
        if start == 0 and _BEGINS.match(text, end):
            return meanings
        if text[start - 1 : start] in _APART and _ENDS.match(text, end):
            return meanings
        if end - start > 2:  # 兴隆岗, 大榆树: three characters are no accident
            of_town = any(name.village is None for name in meanings)
            if (alone or not of_town) and _BEFORE_LONGER.search(text, max(0, start - 3), start):
                return meanings
            return tuple(name for name in meanings if name.village is None)
        towns_only = tuple(name for name in meanings if name.village is None)
        streets = tuple(name for name in towns_only if name.town.endswith("街道"))
        if streets and self._is_at_a_street(text, start, end):
            return streets
        if towns_only and _AT_A_TOWN.search(text, max(0, start - 3), start) and _NO_MORE.match(text, end):
            return towns_only
        follows = self._finder.find(text[end : end + 5])
        if any(one.start == 0 for one in follows):  # 锦山庆平村: a village comes at once
            own = {name.town for one in follows for name in self._names[one.word] if name.village}
            return tuple(name for name in meanings if name.village is None and name.town in own)
        return ()

    def _is_at_a_street(self, text: str, start: int, end: int) -> bool:
        """Whether a street's bare name stands where a place is to be expected (富锦城西, 在城东早市)."""
        before = text[max(0, start - 4) : start]
        told = _AT_A_STREET.search(before) or before.endswith((self._stem, self._region))
        return bool(told) and _NOT_A_STREET.match(text, end) is None

    def _place(self, text: str, name: _Name, start: int, end: int, rule: str) -> Place:
        shown = text[start:end]
        return Place(name.town, name.village, _detail(text, end), (start, end), rule, f"原文“{shown}”")


@lru_cache(maxsize=4)
def gazetteer_of(region: Region) -> Gazetteer:
    """The gazetteer of a county: whoever reads or decides asks the same one."""
    return Gazetteer(region)


def stem_of(name: str) -> str:
    """The name of a town or village without what says that it is one."""
    return _PLACE_END.sub("", name)


def _towns_of(hit: _Hit) -> set[str]:
    """The towns that a word names: 城东 is a street, and a village of another town."""
    return {name.town for name in hit.meanings if name.village is None}


def _by_sound(names: dict[str, tuple[_Name, ...]]) -> _Heard:
    """Names of three characters and more by their first two sounds: shorter ones sound like too much else."""
    found: dict[tuple[str, ...], tuple[_Name, ...]] = {}
    for name, meanings in names.items():
        if len(name) > _TOO_SHORT:
            key = tuple(sounds(name))
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), *meanings)))
    by_two: _Heard = {}
    for key in sorted(found, key=len, reverse=True):
        by_two.setdefault(key[:2], []).append((key, found[key]))
    return by_two


def _ends_alike(word: str, meanings: tuple[_Name, ...]) -> bool:
    """Whether what says that a name is one is written right: 富锦项 is no 富锦乡, 龙江春 no 龙江村."""
    return all(name.bare for name in meanings) or _PLACE_END.search(word) is not None


def _where_it_happened(text: str, towns: list[_Hit], villages: list[_Hit]) -> tuple[list[_Hit], list[_Hit]]:
    """Names without the town a person is registered in, or whose police came, where others are named."""
    homes = [town for town in towns if _HOME.search(text, 0, town.start)]
    aside = [*homes, *(town for town in towns if _BRANCH.match(text, town.end))]
    rest = [town for town in towns if town not in aside]
    elsewhere = [village for village in villages if not any(_adjoins(text, town, village) for town in homes)]
    # 上街基村王秀英反映合发村的地被占: the speaker's own village is not the place
    elsewhere.sort(key=lambda village: _SPEAKER.match(text, village.end) is not None)
    if rest:
        return rest, elsewhere
    if elsewhere and not homes:
        return [], elsewhere
    if homes and all(_REGISTERED.search(text, 0, town.start) for town in towns):
        return [], [village for village in elsewhere if not _REGISTERED.search(text, 0, village.start)]
    return towns, villages


def _adjoins(text: str, town: _Hit, village: _Hit) -> bool:
    """True where the village is named right behind the town, as one address."""
    return 0 <= village.start - town.end <= _REACH and not _STOP.search(text, town.end, village.start)


def _blanked(text: str, hits: Sequence[_Hit]) -> str:
    for hit in hits:
        text = text[: hit.start] + _BLANK * (hit.end - hit.start) + text[hit.end :]
    return text


def _detail(text: str, start: int) -> str | None:
    match = _DETAIL.match(text, start)
    return match.group() or None if match else None


def _without(name: str, ends: tuple[str, ...]) -> str:
    for end in ends:
        if name.endswith(end) and len(name) > len(end) + 1:
            return name[: -len(end)]
    return name
