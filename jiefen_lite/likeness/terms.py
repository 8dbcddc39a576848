"""What a text is told by for finding cases like it: pairs of characters, matters, relations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from jiefen_lite.elements.types import TypeReader
from jiefen_lite.elements.words import Found, WordFinder
from jiefen_lite.rules.likeness import Likeness, WordGroup
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.text import find_amounts, halfwidth

_CHINESE = re.compile("[\u4e00-\u9fff]+")
#: Names of people as papers mask them: 王某某 tells nothing of the matter.
_SOMEBODY = re.compile(r"[\u4e00-\u9fff]某[某甲乙丙丁]?|[甲乙丙丁](?=[驾骑伤愈与和])")
MATTER, FIRM, BOTH = "#m:", "#s:", "#p:"
RELATION, THING, ACT, THING_AND_ACT = "#r:", "#t:", "#a:", "#q:"
TYPE, KIND, TOPIC = "#k:", "#l:", "#c:"
#: A matter is sure when two words tell it; a single character is half a word.
SURE, _HALF = 2.0, 0.5
MOST_PAIRS, MOST_MARKS = 300, 600  # of one text: a story of thirty pages is told by its beginning


@dataclass(frozen=True, slots=True)
class Terms:
    """One text taken apart; ``kinds`` are the types it may be of, the surest first."""

    pairs: frozenset[str]
    matters: Mapping[str, float]  # by how many different words each is told, a single character counts half
    relations: frozenset[str]
    things: frozenset[str]
    acts: frozenset[str]
    kinds: tuple[tuple[str, str | None], ...]
    amount_fen: int | None
    marks: frozenset[str]  # single characters, and pairs with one between; only topics are told by them

    def all(self) -> list[str]:
        """Every term: pairs of characters as they are, anything else behind a mark of what it is."""
        firm = [name for name, words in self.matters.items() if words >= SURE]
        found = [*self.pairs, *(MATTER + one for one in self.matters), *(FIRM + one for one in firm)]
        found += [BOTH + f"{one}+{other}" for one, other in combinations(sorted(self.matters), 2)]
        found += [RELATION + one for one in self.relations]
        found += [THING + one for one in self.things]
        found += [ACT + one for one in self.acts]
        found += [THING_AND_ACT + f"{one}+{other}" for one in self.things for other in self.acts]
        found += [TYPE + l1 for l1, _l2 in self.kinds[:1]]
        found += [KIND + f"{l1}/{l2}" for l1, l2 in self.kinds[:2] if l2]
        return found


class TermReader:
    """Takes texts apart by the rules. One object serves all threads."""

    def __init__(self, book: RuleBook) -> None:
        rules: Likeness = book.likeness
        self._types = TypeReader(book.types)
        self._noise = re.compile(
            "|".join(sorted(map(re.escape, rules.noise), key=len, reverse=True)) or "(?!)"
        )
        self._matters = _Groups(rules.matters)
        self._relations = _Groups(rules.relations)
        self._things = _Groups(rules.things)
        self._acts = _Groups(rules.acts)

    def read(
        self,
        text: str,
        *,
        type_l1: str | None = None,
        type_l2: str | None = None,
        amount_fen: int | None = None,
    ) -> Terms:
        """What a text is told by; a type or sum that the case has counts before what the text says."""
        plain = halfwidth(text)
        bare = self._noise.sub(" ", _SOMEBODY.sub(" ", plain))
        known = type_l1 is not None and type_l2 is not None  # as most cases are: nothing is left to guess
        guessed = () if known else tuple((one.l1, one.l2) for one in self._types.guesses(plain))
        kinds = guessed
        if type_l1 is not None:
            said = next((l2 for l1, l2 in guessed if l1 == type_l1), None)
            kinds = ((type_l1, type_l2 or said), *(one for one in guessed if one[0] != type_l1))
        if amount_fen is None:
            sums = [one.fen for one in find_amounts(plain) if not one.rate]
            amount_fen = max(sums) if sums else None
        return Terms(
            pairs=pairs_of(bare),
            matters=self._matters.told(plain),
            relations=self._relations.named(plain),
            things=self._things.named(plain),
            acts=self._acts.named(plain),
            kinds=kinds,
            amount_fen=amount_fen,
            marks=marks_of(bare),
        )


def marks_of(words: str) -> frozenset[str]:
    """The Chinese characters of a text, and those that stand on two sides of one (地_钱)."""
    found: dict[str, None] = {}
    for run in _CHINESE.findall(words):
        found.update(dict.fromkeys(run))
        found.update((f"{run[at]}_{run[at + 2]}", None) for at in range(len(run) - 2))
        if len(found) >= MOST_MARKS:
            break
    return frozenset(found)


def pairs_of(words: str) -> frozenset[str]:
    """The pairs of neighbouring Chinese characters of a text."""
    found: dict[str, None] = {}
    for run in _CHINESE.findall(words):
        for at in range(len(run) - 1):
            found[run[at : at + 2]] = None
        if len(found) >= MOST_PAIRS:
            break
    return frozenset(found)


class _Groups:
    """Finds which groups of words a text speaks of."""

    def __init__(self, groups: Iterable[WordGroup]) -> None:
        self._of_word: dict[str, list[str]] = {}
        for group in groups:
            for word in group.words:
                self._of_word.setdefault(word, []).append(group.id)
        self._finder = WordFinder(self._of_word)

    def named(self, plain: str) -> frozenset[str]:
        """The groups of which any word stands here."""
        return frozenset(name for one in self._finder.find(plain) for name in self._of_word[one.word])

    def told(self, plain: str) -> dict[str, float]:
        """The groups with how many words tell each; of words one inside the other the longest counts."""
        words: dict[str, list[Found]] = {}
        for one in sorted(self._finder.find(plain), key=lambda each: (each.start - each.end, each.start)):
            for name in self._of_word[one.word]:
                taken = words.setdefault(name, [])
                if not any(
                    one.word == other.word or (one.start < other.end and other.start < one.end)
                    for other in taken
                ):
                    taken.append(one)
        return {
            name: sum(_HALF if len(one.word) == 1 else 1.0 for one in taken) for name, taken in words.items()
        }
