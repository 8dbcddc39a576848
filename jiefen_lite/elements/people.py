"""Which words of a text are names of people, and on which side each stands: weights of a small learned model.

A name is proposed wherever a surname stands (or where a word announces one) and judged by its characters and
by what stands around it; then the people of a text are given their sides together, each side weighed with
that of the person before. The weights (``people.tsv.gz``) are made by ``tools/train_people.py`` from invented
texts; here they are only read, and no library is needed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from copy import copy
from math import exp, log
from typing import NamedTuple

from jiefen_lite.elements import weights
from jiefen_lite.elements.weights import Scene, Single
from jiefen_lite.elements.words import WordFinder, longest
from jiefen_lite.rules.schema import ReadingRules
from jiefen_lite.shapes import PartyRole

FILE = "people.tsv.gz"
SIDES = (PartyRole.APPLICANT, PartyRole.RESPONDENT, PartyRole.THIRD_PARTY)
_HAN = r"[\u3400-\u9fff\U00020000-\U0002ffff]"
_MASKED = r"某(?:某|[甲乙丙丁]|\d(?![\d年月日号点时元万亩人次岁.，、]))?"
#: Names that are no Han names are written with a dot.
_DOTTED = re.compile(rf"{_HAN}{{1,6}}[·•]{_HAN}{{1,6}}")
_LONGEST_GIVEN, _LONGEST_NAME, _USUAL_GIVEN = 3, 4, 2
#: Words that announce a name without saying which side it is on.
_EITHER_SIDE = ("当事人", "姓名", "名叫", "名字叫", "大名")
#: Who says this of themselves asks for help.
_SELF = ("我叫", "俺叫", "我是", "俺是", "本人", "我名")
#: Who has an office or stands by is told so right before the name.
_STANDING_BY = (
    "民警", "村主任", "村书记", "书记", "主任", "调解员", "网格员", "法官", "所长", "治保主任", "会计",
    "证人", "代理人", "律师", "介绍人", "中间人",
)  # fmt: skip
#: Whoever calls without giving a name stands for the applicant.
_CALLERS = ("来电人", "报警人", "信访人", "反映人", "来访人", "投诉人", "申请人", "原告", "市民", "群众")
#: Whoever is only called by his trade has no name (陶老师); sums in capitals begin like names (伍万元).
_NO_GIVEN = re.compile(
    r"师傅|老师|大夫|医生|老板|书记|主任|会计|经理|队长|警官|所长|律师|大爷|大娘|老[大二三四五六]|[一二三四五六]儿"
    r"|[零一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾佰仟百千万元整圆]+"
)
_CONTEXT = 8
_CLAUSE, _NEXT, _NEIGHBOUR = 20, 12, 24
#: What its first marks rate so low is no name, whatever else stands there.
_HOPELESS = -4 * weights.ONE
#: More than any name is rated: what somebody has taught.
_TAUGHT = 100 * weights.ONE
#: Of a name that stands everywhere the first mentions tell enough.
_MENTIONS = 6
#: Words by which one does something to another: 将其打伤, 被, 欠.
_TURNS = (
    "被", "把", "将", "让", "给", "对", "向", "找", "跟", "与", "和", "同", "因", "欠", "借", "要求", "称",
    "说", "反映", "不", "未", "没", "拒",
)  # fmt: skip
#: The same name somewhere else in the text lends so much less than it has there.
_LENT = weights.ONE


class Span(NamedTuple):
    """Where a name may stand; ``family`` is how many of its characters are the surname (0: none known)."""

    start: int
    end: int
    family: int


class Named(NamedTuple):
    """A person of a text: every place where the name stands, in order."""

    name: str
    places: tuple[tuple[int, int], ...]


class Glance(NamedTuple):
    """A text made ready for being looked at."""

    text: str
    story: str  # the text with its names of places blanked
    framed: str  # the text as marks have it
    #: Where a name is announced: its side (A, R, or E for either), and by which word.
    told: Mapping[int, tuple[str, str]]


class Proposer:
    """Where names may stand, and what is looked at to judge them."""

    def __init__(self, rules: ReadingRules) -> None:
        self._families = frozenset(rules.surnames)
        self._compound = frozenset(rules.compound_surnames)
        self._given = frozenset(rules.given_names)
        self._not_names = frozenset(rules.not_names)
        self._said: dict[str, str] = dict.fromkeys(_EITHER_SIDE, "E")
        self._said.update(dict.fromkeys((*rules.applicant_words, *_SELF), "A"))
        self._said.update(dict.fromkeys(rules.respondent_words, "R"))
        words = "|".join(sorted(map(re.escape, self._said), key=len, reverse=True))
        self._saying = re.compile(rf"({words})[：:（( 为是叫“]*")
        begins = "".join({*self._families, *(name[0] for name in self._compound)})
        self._family = re.compile(f"[{re.escape(begins)}]" if begins else r"(?!)")
        self._masked = re.compile(_MASKED)
        self._letters = re.compile(rf"{_HAN}{{1,{_LONGEST_GIVEN}}}")

    def made_as_names_are(self, word: str) -> bool:
        """Whether a word is a surname and one or two of the characters of which names are made."""
        family = 2 if word[:2] in self._compound else 1
        given = word[family:]
        known = word[:family] in self._compound or word[:1] in self._families
        return known and 0 < len(given) <= _USUAL_GIVEN and all(one in self._given for one in given)

    def glance(self, text: str, story: str) -> Glance:
        """A text with its names of places blanked in ``story``, made ready."""
        told: dict[int, tuple[str, str]] = {}
        for found in self._saying.finditer(text):
            told[found.end(1)] = told[found.end()] = self._said[found[1]], found[1]
        return Glance(text, story, weights.frame(text), told)

    def spans(self, glance: Glance) -> Iterator[Span]:
        """Every stretch that could be a name."""
        story = glance.story
        for found in self._family.finditer(story):
            at = found.start()
            if story[at] in self._families:
                yield from self._given_names(story, glance.told, at, 1)
            if story[at : at + 2] in self._compound:
                yield from self._given_names(story, glance.told, at, 2)
        for at in glance.told:  # whoever is announced may have a surname that nobody knows
            letters = self._letters.match(story, at)
            if letters and story[at] not in self._families and story[at : at + 2] not in self._compound:
                yield from (Span(at, end, 0) for end in range(at + 2, letters.end() + 1))
        for dotted in _DOTTED.finditer(story):
            yield Span(dotted.start(), dotted.end(), 0)

    def _given_names(self, story: str, told: Container[int], at: int, family: int) -> Iterator[Span]:
        masked = self._masked.match(story, at + family)
        if masked:
            yield Span(at, masked.end(), family)
            return
        letters = self._letters.match(story, at + family)
        if letters:
            common = story[at : at + 2] in self._not_names and at not in told
            for end in range(at + family + 1, min(letters.end(), at + _LONGEST_NAME) + 1):
                if _NO_GIVEN.fullmatch(story, at + family, end) is None and not (
                    common and (end - at == 2 or story[at + 1 : end] in self._not_names)
                ):
                    yield Span(at, end, family)

    def first_marks(self, glance: Glance, span: Span) -> list[str]:
        """What tells most of a name: its own characters and the one before and behind."""
        start, end, family = span
        name = glance.text[start:end]
        before, behind = glance.framed[start + weights.EDGE - 1], glance.framed[end + weights.EDGE]
        given = name[family:]
        known = self._given
        made = "M" if "某" in given else "".join(["1" if one in known else "0" for one in given])
        return [
            f"L{family}{len(given)}", f"s{name[:family]}", f"g{family}{made}", f"n2{name[:2]}",
            f"no{name[:2] in self._not_names:d}{made}", f"p{before}", f"q{behind}", f"lq{name[-1]}{behind}",
            f"ps{before}{name[0]}", f"pg{before}{made}", f"qg{behind}{made}",
            f"gl{name[-1]}/{len(given)}",
        ]  # fmt: skip

    def more_marks(self, glance: Glance, span: Span) -> list[str]:
        """What else tells of a name: more of what stands around it, who announces it, each character."""
        start, end, family = span
        name = glance.text[start:end]
        framed, at, after = glance.framed, start + weights.EDGE, end + weights.EDGE
        given = name[family:]
        size = len(given)
        before, behind = framed[at - 1], framed[after]
        announced = glance.told.get(start, ("", ""))[0]
        marks = [
            f"p2{framed[at - 2 : at]}", f"p3{framed[at - 3 : at]}", f"q2{framed[after : after + 2]}",
            f"q3{framed[after : after + 3]}", f"pq{before}{behind}", f"qL{behind}{size}",
            f"2q{framed[after : after + 2]}{size}", f"an{announced}{size}", f"an{announced}",
            f"c{min(glance.text.count(name[:2]), 3)}{size}",
        ]  # fmt: skip
        marks += [f"G{size}{place}{one}" for place, one in enumerate(given)]
        return marks

    @staticmethod
    def scene(glance: Glance, people: Iterable[Named]) -> Scene:
        """A text with its people made alike."""
        return weights.scene(glance.text, (place for one in people for place in one.places))

    def side_marks(self, glance: Glance, scene: Scene, one: Named, order: int, total: int) -> set[str]:
        """What speaks for a side: the words around every mention, how early, and who else speaks."""
        text = glance.text
        marks: set[str] = set()
        for at, (start, _end) in enumerate(one.places[:_MENTIONS]):
            sign = scene.at(start)
            around = weights.near(scene.framed, sign, sign + 1)
            if at:
                around = [f"+{mark}" for mark in around]
            marks.update(around)
            marks.add(f"pq{around[0]}|{around[4]}")
            marks.add(f"pq{around[1]}|{around[5]}")
            announced, word = glance.told.get(start, ("", ""))
            if announced:
                marks |= {f"A{announced}", f"AW{word}"}
            if start < 3:
                marks.add("begin")
            marks |= _clause_marks(scene.framed, sign, sign + 1, min(order, 1), first=not at)
            marks |= _neighbour_marks(scene.framed, sign + weights.EDGE)
            if text[max(0, start - _CONTEXT) : start].endswith(_STANDING_BY):
                marks.add("OFF")
        start, end = one.places[0]
        place, many = min(order, 4), min(total, 5)
        own = any(word in text for word in ("我", "俺", "咱"))
        own_before = any(word in text[:start] for word in ("我", "俺"))
        marks |= {f"o{place}", f"o{place}/{many}", f"n{many}", f"me{own_before:d}{own:d}"}
        for word in _CALLERS:
            near = (text[max(0, begin - len(word) - 4) : begin] for begin, _end in one.places[:_MENTIONS])
            if word in text and not any(word in piece for piece in near):
                marks.add(f"nameless{word}{min(order, 2)}")
        if "去世" in text[end : end + 6]:
            marks.add("dead")
        return marks

    @staticmethod
    def pair_marks(glance: Glance, scene: Scene, before: Named | None, one: Named) -> list[str]:
        """What stands between two people; weighed together with the side of the first."""
        if before is None:
            return ["first"]
        first, start = before.places[0][0], one.places[0][0]
        between = scene.framed[scene.at(first) + 1 + weights.EDGE : scene.at(start) + weights.EDGE]
        same = glance.text[first] == glance.text[start]
        return [
            "any",
            f"b{_short(between, 2)}",
            f"x{between[:2]}",
            f"y{between[-2:]}",
            f"s{'P' in between:d}",
            f"ss{same:d}",
        ]


def _clause_marks(framed: str, start: int, end: int, order: int, *, first: bool) -> set[str]:
    """What the clause around a name says of it, and how the next one begins.

    ``first``: of its first mention also with whether anybody was named before.
    """
    before, behind = weights.clause(framed, start, end, _CLAUSE)
    leads = not before
    marks = {f"leads{leads:d}", f"hd{behind[:2]}{order}", f"hb{before[-2:]}{order}"}
    marks.update([f"ca{pair}" for pair in weights.pairs(behind)])
    marks.update([f"cb{pair}" for pair in weights.pairs(before)])
    marks.update([f"nc{pair}" for pair in weights.pairs(weights.next_clause(framed, end, _NEXT))])
    marks.update([f"sa{leads:d}{word}" for word in _TURNS if word in behind])
    marks.update([f"sb{word}" for word in _TURNS if word in before])
    if first:
        marks.update([f"of{order}{pair}" for pair in weights.pairs(behind)])
        marks.update([f"ob{order}{pair}" for pair in weights.pairs(before)])
    return marks


def _neighbour_marks(framed: str, at: int) -> set[str]:
    """What stands between a name and the names next to it, where these are near."""
    marks: set[str] = set()
    behind = framed.find(weights.SOMEBODY, at + 1, at + 1 + _NEIGHBOUR)
    before = framed.rfind(weights.SOMEBODY, max(0, at - _NEIGHBOUR), at)
    for sign, there, between in (
        ("nx", behind, framed[at + 1 : behind]),
        ("pv", before, framed[before + 1 : at]),
    ):
        if there < 0:
            marks.add(f"{sign}-")
            continue
        marks.add(f"{sign}{_short(between, 3)}")
        marks.update([f"{sign}p{pair}" for pair in weights.pairs(between)])
    return marks


def _short(between: str, edge: int) -> str:
    """What stands between two people, its middle left out where it is long."""
    return between if len(between) <= 2 * edge else f"{between[:edge]}~{between[-edge:]}"


def gathered(text: str, spans: Iterable[tuple[int, int]]) -> list[Named]:
    """The people whose names stand in ``spans``, by where each is first named."""
    places: dict[str, list[tuple[int, int]]] = {}
    for start, end in sorted(spans):
        places.setdefault(text[start:end], []).append((start, end))
    return [Named(name, tuple(spans)) for name, spans in places.items()]


class PeopleModel:
    """Names and sides. One object serves all threads."""

    def __init__(self, rules: ReadingRules, names: Single, sides: Single) -> None:
        """``sides``: the numbers of the three SIDES woven into one."""
        self._proposer = Proposer(rules)
        self._names, self._sides = names, sides
        self._known: WordFinder | None = None  # names that somebody has taught
        self._no_names: frozenset[str] = frozenset()

    def knowing(self, names: Iterable[str], not_names: Iterable[str]) -> PeopleModel:
        """The same model that knows these names too, and of these words that they are none."""
        made = copy(self)
        names = tuple(names)
        made._known = WordFinder(names) if names else self._known
        made._no_names = self._no_names | frozenset(not_names)
        return made

    def looks_like_name(self, word: str) -> bool:
        """Whether a word is made as names are: a surname, and characters of which names are made."""
        return self._proposer.made_as_names_are(word)

    def find(self, text: str, story: str) -> list[tuple[Named, PartyRole]]:
        """The people of a text with their sides; ``story`` has the names of places blanked."""
        glance = self._proposer.glance(text, story)
        people = gathered(text, self._names_in(glance))
        return list(zip(people, self._given_sides(glance, people), strict=True))

    def _names_in(self, glance: Glance) -> list[tuple[int, int]]:
        text, table, none = glance.text, self._names, self._names[""]
        judged: list[tuple[int, Span]] = []
        best: dict[str, int] = {}
        for span in self._proposer.spans(glance):
            name = text[span.start : span.end]
            if self._no_names and not self._no_names.isdisjoint((name, name[:2], name[1:])):
                continue
            score = none + weights.summed(table, self._proposer.first_marks(glance, span))
            if score > _HOPELESS:
                score += weights.summed(table, self._proposer.more_marks(glance, span))
            judged.append((score, span))
            best[name] = max(best.get(name, score), score)
        found = [(one.start, one.end) for one in longest(self._known.find(text))] if self._known else []
        taken = bytearray(len(text))
        for start, end in found:
            taken[start:end] = b"\1" * (end - start)
            best[text[start:end]] = _TAUGHT
        for score, (start, end, _family) in sorted(judged, reverse=True):
            if max(score, best[text[start:end]] - _LENT) < 0 or any(taken[start:end]):
                continue
            found.append((start, end))
            taken[start:end] = b"\1" * (end - start)
        return _without_halves(text, found, best)

    def _given_sides(self, glance: Glance, people: Sequence[Named]) -> list[PartyRole]:
        """The likeliest sides of all together (Viterbi over the order of the text)."""
        paths: dict[str, tuple[float, list[PartyRole]]] = {"N": (0.0, [])}
        before: Named | None = None
        scene, table = self._proposer.scene(glance, people), self._sides
        for order, one in enumerate(people):
            marks = self._proposer.side_marks(glance, scene, one, order, len(people))
            own = table[""] + weights.summed(table, marks)
            pairs = self._proposer.pair_marks(glance, scene, before, one)
            longer: dict[str, tuple[float, list[PartyRole]]] = {}
            for known, (likely, path) in paths.items():
                total = own + weights.summed(table, [f"{known}&{mark}" for mark in pairs])
                scores = [value / weights.ONE for value in weights.unweave(total, len(SIDES))]
                all_sides = log(sum(map(exp, scores)))
                for side, score in zip(SIDES, scores, strict=True):
                    key, value = side.value[0], likely + score - all_sides
                    if key not in longer or value > longer[key][0]:
                        longer[key] = (value, [*path, side])
            paths, before = longer, one
        return max(paths.values(), key=lambda each: each[0])[1]


def _without_halves(
    text: str, spans: Sequence[tuple[int, int]], best: Mapping[str, int]
) -> list[tuple[int, int]]:
    """Of two names of which one begins with the other (杜鹏, 杜鹏扬) the one for which more speaks."""
    names = Counter(text[start:end] for start, end in spans)
    dropped = {
        min((one, other), key=lambda each: best[each])
        for one in names
        for other in names
        if one != other and other.startswith(one)
    }
    return [span for span in spans if text[slice(*span)] not in dropped]


def shipped(rules: ReadingRules) -> PeopleModel:
    """The model that comes with the program."""
    return PeopleModel(rules, weights.single(FILE, "name"), weights.woven(FILE, "side"))
