"""Which kind of dispute a text tells of: a vote of words, silent where it is close."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from jiefen_lite.elements.model import TypeModel
from jiefen_lite.elements.words import Found, WordFinder
from jiefen_lite.rules.schema import Types
from jiefen_lite.shapes import By, Decision, ModelVerdict, TypeGuess

_SHOWN = 3
#: A sentence is no story: the learned weights say nothing of so short a text, its words decide.
_LEAST_LENGTH = 24
#: The rule of a decision that waits because the words and the county's model say different things.
DISAGREE = "type.disagree"


class TypeReader:
    """Scores the first-level types of a text (weights and thresholds from types.yaml)."""

    def __init__(self, types: Types) -> None:
        self._scoring = types.scoring
        #: Weights that ship with the program, made by ``tools/train_types.py``.
        self._learned = shipped() if types.scoring.learned else None
        self._names = {kind.id: kind.name for kind in types.types}
        self._general = frozenset(
            (kind.id, one.name) for kind in types.types for one in kind.secondary if one.general
        )
        # word -> [(type, secondary or None, weight)]; of one type the heavier meaning of a word counts
        meanings: dict[str, dict[str, tuple[str | None, float]]] = {}
        # word -> [(type, secondary, vote)]: words that only choose among the kinds of a type
        choosing: dict[str, list[tuple[str, str, float]]] = {}
        for kind in types.types:
            for word in kind.words:
                meanings.setdefault(word, {})[kind.id] = (None, types.scoring.primary)
            for secondary in kind.secondary:
                for word in secondary.words:
                    known = meanings.setdefault(word, {}).get(kind.id)
                    if known is None or known[0] is None:
                        meanings[word][kind.id] = (secondary.name, types.scoring.secondary)
                for told, vote in (
                    (secondary.hints, types.scoring.primary),
                    (secondary.not_words, types.scoring.excluded),
                ):
                    for word in told:
                        choosing.setdefault(word, []).append((kind.id, secondary.name, vote))
            for word in kind.not_words:
                meanings.setdefault(word, {})[kind.id] = (None, types.scoring.excluded)
        self._meanings = {
            word: tuple((l1, l2, weight) for l1, (l2, weight) in kinds.items())
            for word, kinds in meanings.items()
        }
        self._choosing = choosing
        self._finder = WordFinder([*meanings, *choosing])

    def guesses(self, text: str) -> tuple[TypeGuess, ...]:
        """The best candidates with their scores and words, best first."""
        scores: dict[str, float] = {}
        votes: dict[str, dict[str, float]] = {}
        words: dict[str, list[str]] = {}
        spans: dict[str, list[tuple[int, int]]] = {}
        seen: set[str] = set()
        # longer words first: 拖欠工资 must not count again as 工资 for the same type
        for found in sorted(self._finder.find(text), key=_longest_first):
            if found.word in seen:
                continue
            for l1, l2, weight in self._meanings.get(found.word, ()):
                taken = spans.setdefault(l1, [])
                # an excluded word speaks even inside a longer one (欠…工钱)
                if weight > 0:
                    if any(start < found.end and found.start < end for start, end in taken):
                        continue
                    taken.append((found.start, found.end))
                scores[l1] = scores.get(l1, 0.0) + weight
                words.setdefault(l1, []).append(found.word if weight > 0 else f"（排除）{found.word}")
                if l2 is not None:
                    # longer is more particular
                    _vote(votes, l1, l2, weight + len(found.word) / 100)
            for l1, kind, vote in self._choosing.get(found.word, ()):
                _vote(votes, l1, kind, vote)
            seen.add(found.word)
        learned = self._points(text)
        if learned:
            most = self._scoring.most
            scores = {l1: min(scores.get(l1, 0.0), most) + learned.get(l1, 0.0) for l1 in self._names}
        ranked = sorted((score, l1) for l1, score in scores.items() if score > 0)[::-1]
        return tuple(
            TypeGuess(
                l1,
                self._best(l1, votes.get(l1)),
                round(score, 1),
                tuple(words.get(l1, ())),
                round(learned.get(l1, 0.0), 1),
            )
            for score, l1 in ranked[:_SHOWN]
        )

    def _points(self, text: str) -> dict[str, float]:
        """What the learned weights say of each type, in points of the vote, beside the middle one."""
        if self._learned is None or len(text) < _LEAST_LENGTH:
            return {}
        margins = self._learned.margins(text)
        middle = statistics.median(margins.values())
        return {l1: (much - middle) * self._scoring.learned for l1, much in margins.items()}

    def telling(self, text: str, best: TypeGuess, names: list[str]) -> tuple[str, ...]:
        """The words of a text for which the learned weights chose a type; never a piece of ``names``."""
        if self._learned is None or best.learned <= 0:
            return ()
        return self._learned.telling(text, best.l1, names)

    def _best(self, l1: str, votes: dict[str, float] | None) -> str | None:
        """The secondary with most votes; a general one, and last 其他, only where no other has any."""
        if not votes:
            return None
        held = [name for name, vote in votes.items() if vote > 0]
        named = [name for name in held if not name.startswith("其他")]
        particular = [name for name in named if (l1, name) not in self._general]
        return max(particular or named or held, key=lambda name: votes[name], default=None)

    def decide(self, guesses: tuple[TypeGuess, ...]) -> tuple[TypeGuess | None, float | None]:
        """The winner with its confidence, or None where the vote is too low or too close."""
        if not guesses:
            return None, None
        best = guesses[0]
        second = guesses[1].score if len(guesses) > 1 else 0.0
        if best.score < self._scoring.least_score or best.score - second < self._scoring.least_lead:
            return None, None
        return best, round(best.score / (best.score + second + 1.0), 2)

    def settle(
        self,
        guesses: tuple[TypeGuess, ...],
        verdict: ModelVerdict | None,
        telling: Callable[[TypeGuess], tuple[str, ...]] | None = None,
    ) -> tuple[TypeGuess | None, float | None, Decision]:
        """The type with its confidence and why, of the words and (where it is sure) the county's model.

        Either may be silent; where both speak and differ nobody has decided. ``telling``: the words for
        which the learned weights chose a type.
        """
        best, confidence = self.decide(guesses)
        decision = self.reason(guesses, best, telling(best) if telling and best else ())
        if verdict is None or verdict.l1 not in self._names:
            return best, confidence, decision
        told = f"本县模型认作{self._names[verdict.l1]}，把握 {int(verdict.confidence * 100)}%"
        if verdict.words:
            told += f"（最看重：{'、'.join(verdict.words)}）"
        if best is None:
            mine = next((one for one in guesses if one.l1 == verdict.l1), None)
            guess = mine or TypeGuess(verdict.l1, None, 0.0, verdict.words)
            value = f"{guess.l1}/{guess.l2}" if guess.l2 else guess.l1
            text = f"按规则定不下来（{decision.text}）；{told}"
            decision = Decision("type", value, By.MODEL, f"model.{verdict.model}", verdict.basis, text)
            return guess, round(verdict.confidence, 2), decision
        if best.l1 == verdict.l1:
            return best, confidence, decision._replace(text=f"{decision.text}；{told}，和规则一致")
        text = f"规则和本县模型不一致，等人定：规则认作{self._names[best.l1]}（{decision.text}）；{told}"
        return None, None, decision._replace(value=None, rule=DISAGREE, text=text)

    def reason(
        self, guesses: tuple[TypeGuess, ...], best: TypeGuess | None, telling: tuple[str, ...] = ()
    ) -> Decision:
        """Why this type, or why none."""
        told = "；".join(
            f"{self._names[one.l1]} {one.score:g} 分（{_why(one, telling if one is best else ())}）"
            for one in guesses
        )
        if best is None:
            text = f"得分太低或者太接近，只给候选：{told}" if told else "没有认出类型的词"
            return Decision("type", None, By.RULE, "type.scoring", self._scoring.basis, text)
        value = f"{best.l1}/{best.l2}" if best.l2 else best.l1
        if not best.words:  # no word of the rules speaks for it
            return Decision("type", value, By.MODEL, "type.learned", self._scoring.basis, told)
        return Decision("type", value, By.RULE, f"type.{best.l1}", self._scoring.basis, told)


@cache
def shipped() -> TypeModel:
    """The weights that ship with the program."""
    return TypeModel(files("jiefen_lite.elements").joinpath("types.npz").read_bytes())


def _why(one: TypeGuess, telling: tuple[str, ...]) -> str:
    """The words of the rules, then what the learned weights add and what they looked at most."""
    parts = ["、".join(one.words[:6])] if one.words else []
    if one.learned:
        looked = f"，看重“{'”“'.join(telling)}”" if telling else ""
        parts.append(f"随附的权重 {one.learned:+g}{looked}")
    return "；".join(parts)


def _longest_first(found: Found) -> tuple[int, int]:
    return found.start - found.end, found.start


def _vote(votes: dict[str, dict[str, float]], l1: str, l2: str, weight: float) -> None:
    by_name = votes.setdefault(l1, {})
    by_name[l2] = by_name.get(l2, 0.0) + weight
