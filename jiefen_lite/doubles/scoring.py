"""Two cases side by side: every point for and against one dispute, added up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from jiefen_lite.doubles.traits import Traits
from jiefen_lite.doubles.wording import Wording
from jiefen_lite.rules.schema import DoubleRule, Doubles
from jiefen_lite.shapes import DoubleFacts, DoubleReason

#: The most that a score says: whatever is above is just as sure.
MOST = 100
#: From so many people on their number tells something.
PEOPLE_FROM = 5
#: Amounts that differ by more than this part are two amounts.
AMOUNT_PART = 0.1

Found = tuple[str, str]  # rule, what it was found in


def side_by_side(
    one: DoubleFacts, other: DoubleFacts, rules: Doubles
) -> tuple[tuple[DoubleReason, ...], frozenset[str]]:
    """What speaks for and against any two cases, and all rules that were met, those of no weight too.

    Their words are left out: how rare they are only all texts could tell.
    """
    first, second = Traits(one), Traits(other)
    reasons = Scorer(rules, Wording(())).reasons(first, second)
    return reasons, frozenset(rule for rule, _where_found in _common(first, second))


class _Met(NamedTuple):
    """A rule that was met, and what it was found in."""

    points: int
    rule: str
    where: str


class Scorer:
    """Compares pairs under one set of rules."""

    def __init__(self, rules: Doubles, wording: Wording) -> None:
        self._rules = {rule.id: rule for rule in rules.rules}
        # a large county has millions of pairs: what is asked of each rule is laid out beforehand
        self._weighed = {rule.id: (rule.points, _group(rule)) for rule in rules.rules if rule.points}
        self._near = sorted((one.days, one.points) for one in rules.near)
        self._wording = sorted(rules.wording, key=lambda one: -one.share)
        self._most_words = max((one.points for one in rules.wording), default=0)
        told = self._rules.get("named_in_text")
        self._most_told = max(told.points, 0) if told else 0
        self._from = rules.propose_from
        self._words = wording

    def compare(self, one: Traits, other: Traits) -> tuple[int, tuple[DoubleReason, ...]] | None:
        """The score and its reasons; None where it does not reach what is proposed."""
        plain = _plain(one, other)
        days = abs(one.day - other.day)
        near = self._points_for(days)
        points = near + sum([rule.points for rule in self._met(plain)])
        if points + self._most_told + self._most_words < self._from:
            return None  # looking into the texts is the dear part, and could not help
        met = self._met([*plain, *_told_of(one, other)])
        points = near + sum([rule.points for rule in met])
        if points + self._most_words < self._from:
            return None
        alike = self._told(one, other)
        if alike is not None:
            points += alike.points
        if points < self._from:
            return None
        reasons = self._reasons(met, days)
        if alike is not None:
            reasons.append(alike)
        return min(points, MOST), _in_order(reasons)

    def reasons(self, one: Traits, other: Traits) -> tuple[DoubleReason, ...]:
        """Every point for and against, whatever they add up to; the wording left out."""
        return _in_order(self._reasons(self._met(_common(one, other)), abs(one.day - other.day)))

    def _met(self, found: Iterable[Found]) -> list[_Met]:
        """The rules met by what was found; of one group only that of the most points."""
        best: dict[str, _Met] = {}
        for name, where in found:
            weighed = self._weighed.get(name)
            if weighed is None:
                continue
            points, group = weighed
            known = best.get(group)
            if known is None or abs(points) > abs(known.points):
                best[group] = _Met(points, name, where)
        return list(best.values())

    def _points_for(self, days: int) -> int:
        """The points of so many days between."""
        for most, points in self._near:
            if days <= most:
                return points
        return 0

    def _reasons(self, met: Iterable[_Met], days: int) -> list[DoubleReason]:
        """The rules met, and the days between, in words."""
        reasons = []
        for points, name, where in met:
            text = self._rules[name].text
            reasons.append(DoubleReason(name, points, f"{text}：{where}" if where else text))
        near = self._points_for(days)
        if near:
            reasons.append(DoubleReason("near", near, f"登记相隔 {days} 天" if days else "同一天登记"))
        return reasons

    def _told(self, one: Traits, other: Traits) -> DoubleReason | None:
        share = self._words.alike(one.words, other.words)
        band = next((band for band in self._wording if share >= band.share), None)
        if band is None or not band.points:
            return None
        return DoubleReason("wording", band.points, f"案情里少见的字眼有 {share:.0%} 相同")


def _in_order(reasons: list[DoubleReason]) -> tuple[DoubleReason, ...]:
    """The weightiest first, what speaks against it last."""
    return tuple(sorted(reasons, key=lambda reason: (reason.points < 0, -abs(reason.points))))


def _group(rule: DoubleRule) -> str:
    return f"group:{rule.group}" if rule.group else rule.id


def _common(one: Traits, other: Traits) -> list[Found]:
    """Everything that two cases have in common or not, but their dates and words."""
    return [*_plain(one, other), *_told_of(one, other)]


def _plain(one: Traits, other: Traits) -> list[Found]:
    """What two cases have in common or not by their fields: no text is looked into."""
    found: list[Found] = []
    if one.quoted or other.quoted:
        quoted = (one.quoted & other.numbers) | (other.quoted & one.numbers) | (one.quoted & other.quoted)
        if quoted:
            found.append(("quoted_number", min(quoted)))
    _who(one, other, found)
    _where(one, other, found)
    _what(one, other, found)
    return found


def _who(one: Traits, other: Traits, found: list[Found]) -> None:
    shared = one.people & other.people
    phoned, known = one.phones & other.phones, one.id_nos & other.id_nos
    if known:
        found.append(("same_id_no", ""))
    elif len(one.id_nos) == 1 and len(other.id_nos) == 1 and not (phoned and shared):
        found.append(("other_id_no", ""))  # with name and telephone alike somebody has mistyped a digit
    if phoned:
        found.append(("same_phone", ""))
    if shared:
        found.append(("same_person", ""))
        if len(shared) > 1:
            found.append(("second_person", ""))
    elif one.people and other.people:
        found.append(("other_person", ""))
    if one.organisations & other.organisations:
        found.append(("same_organisation", ""))


def _told_of(one: Traits, other: Traits) -> list[Found]:
    """What only the texts tell of the people: who is named in the other's, and whom it is against."""
    found: list[Found] = []
    named = _named(one, other) or _named(other, one)
    if named:
        found.append(("named_in_text", ""))
    if (
        not named
        and (one.people & other.people or one.phones & other.phones or one.id_nos & other.id_nos)
        and _different_opponents(one, other)
    ):
        found.append(("other_opponent", ""))
    return found


def _named(one: Traits, other: Traits) -> bool:
    """Whether a party of one case, who is none of the other's, stands in what the other tells."""
    words = other.facts.words
    return any(name in words for name in one.people - other.people) or any(
        name in words for name in one.organisations - other.organisations if len(name) > 3
    )


def _different_opponents(one: Traits, other: Traits) -> bool:
    """Both name whom it is against, and nobody of these has any part in the other case by its fields."""
    if not one.opponents or not other.opponents:
        return False
    theirs = other.people | other.organisations | other.opponents
    ours = one.people | one.organisations | one.opponents
    return not (one.opponents & theirs or other.opponents & ours)


def _where(one: Traits, other: Traits, found: list[Found]) -> None:
    here, there = one.facts, other.facts
    if here.town and there.town:
        if here.town != there.town:
            found.append(("other_town", f"{here.town}、{there.town}"))
        elif here.village and there.village:
            if here.village == there.village:
                found.append(("same_village", here.village))
            else:
                found.append(("other_village", f"{here.village}、{there.village}"))
                found.append(("same_town", here.town))
        else:
            found.append(("same_town", here.town))
    if one.spot and other.spot:
        if one.spot in other.spot or other.spot in one.spot:
            found.append(("same_spot", ""))
        elif not (one.people & other.people or one.phones & other.phones or one.id_nos & other.id_nos):
            found.append(("other_spot", ""))  # one person may give his home here and the building site there


def _what(one: Traits, other: Traits, found: list[Found]) -> None:
    here, there = one.facts, other.facts
    if here.type_l1 and there.type_l1:
        if here.type_l1 != there.type_l1:
            found.append(("other_type", ""))
        elif here.type_l2 and here.type_l2 == there.type_l2:
            found.append(("same_kind", here.type_l2))
        else:
            found.append(("same_type", ""))
    if here.amount_fen and there.amount_fen:
        difference = abs(here.amount_fen - there.amount_fen)
        if difference == 0:
            found.append(("same_amount", ""))
        elif difference > AMOUNT_PART * max(here.amount_fen, there.amount_fen):
            found.append(("other_amount", ""))
    if here.people_count and here.people_count == there.people_count and here.people_count >= PEOPLE_FROM:
        found.append(("same_people_count", str(here.people_count)))
